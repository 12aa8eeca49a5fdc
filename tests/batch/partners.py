"""Partners with figures that bring about ties, caps, gaps and shocks."""

import random
from decimal import Decimal
from typing import Any

import pyarrow

LABELS = tuple(f"{year}-Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4))
METRICS = ("net_revenue", "retention", "gross_margin", "churn")
_SCHEMA = [
    ("partner", pyarrow.string()),
    ("quarter", pyarrow.string()),
    ("net_revenue", pyarrow.decimal128(18, 2)),
    *((name, pyarrow.decimal128(5, 4)) for name in METRICS[1:]),
]


def partners(count: int, gaps: int = 0) -> Any:
    """A table of the workload's figures; the first *gaps* partners each miss one of them."""
    draw = random.Random(7)
    rows = []
    for index in range(count):
        hole = (draw.randrange(12), draw.choice(METRICS)) if index < gaps else None
        for place, label in enumerate(LABELS):
            row = {
                "partner": f"p{index:06d}",
                "quarter": label,
                "net_revenue": Decimal(draw.randrange(-100_000, 50_000_000)) / 100,
                "retention": Decimal(draw.randrange(8_500, 10_001)) / 10_000,
                "gross_margin": Decimal(draw.randrange(3_000, 4_500)) / 10_000,
                "churn": Decimal(draw.randrange(0, 1_200)) / 10_000,
            }
            if hole is not None and hole[0] == place:
                row[hole[1]] = None
            rows.append(row)
    return pyarrow.Table.from_pylist(rows, pyarrow.schema(_SCHEMA))
