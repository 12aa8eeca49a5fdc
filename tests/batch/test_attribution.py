"""Pools that partners of one agreement share by their deals, from the rows of many agreements.

The cents are those that `evaluate` gives for each agreement alone, and those that are worked out
here a second time: shares cut down to the cent, and the cents that are left given out.
"""

import csv
import datetime
import random
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow
import pytest

import milestonelang

TERMS = (Path(__file__).parent / "attribution.terms").read_text(encoding="utf-8")
PARTIES = ("partner", "integrator", "reseller")
DEALS = pyarrow.schema(
    [
        ("agreement", pyarrow.string()),
        ("signed_on", pyarrow.date32()),
        ("amount", pyarrow.decimal128(18, 2)),
        ("sourced_by", pyarrow.string()),
        ("supported_by", pyarrow.string()),
    ]
)
GROUPS, COUNT = 7, 90
Row = dict[str, Any]


def drawn() -> list[Row]:
    """Deals of seven agreements, in no order; the last of these has deals in one quarter only."""
    draw = random.Random(7)
    found = []
    for _ in range(COUNT):
        group = draw.randrange(GROUPS)
        day = draw.randrange(365 if group < GROUPS - 1 else 90)
        found.append(
            {
                "agreement": f"a{group}",
                "signed_on": datetime.date(2026, 1, 1) + datetime.timedelta(day),
                "amount": Decimal(draw.choice((1, 33, 100, draw.randrange(1, 900_000)))) / 100,
                "sourced_by": draw.choice(PARTIES),
                "supported_by": draw.choice(("nobody", *PARTIES)),
            }
        )
    return found


def shares(rows: list[Row], remainder: str) -> dict[tuple[str, str], Decimal | None]:
    """Work the shares of one agreement out a second time; None where nobody has a claim."""
    found: dict[tuple[str, str], Decimal | None] = {}
    taken = Decimal(0)
    for quarter in range(1, 5):
        own = [row for row in rows if (row["signed_on"].month - 1) // 3 + 1 == quarter]
        cent = Decimal("0.01")
        whole = (sum((row["amount"] for row in own), Decimal(0)) / 10).quantize(cent, ROUND_HALF_UP)
        weights = {
            party: Fraction(sum(row["amount"] for row in own if row["sourced_by"] == party))
            + Fraction(2, 5) * Fraction(sum(r["amount"] for r in own if r["supported_by"] == party))
            for party in PARTIES
        }
        first = min((whole / 10).quantize(cent, ROUND_FLOOR), Decimal(50) - taken)
        taken += first
        # What one share alone leaves goes to the next line.
        rest, total = whole - first, sum(weights.values())
        label = f"2026-Q{quarter}"
        if rest and not total:
            found |= {(label, party): None for party in PARTIES}
            continue
        exact = {
            party: int(rest * 100) * weights[party] / total if total else Fraction(0)
            for party in PARTIES
        }
        cents = {party: int(exact[party]) for party in PARTIES}
        left = int(rest * 100) - sum(cents.values())
        order = sorted(PARTIES, key=lambda party: cents[party] - exact[party])
        for party in order[:left] if remainder == "the largest fractions" else ():
            cents[party] += 1
        if remainder == "integrator":
            cents["integrator"] += left
        for party in PARTIES:
            mine = Decimal(cents[party]) / 100 + (first if party == "reseller" else 0)
            found[label, party] = mine
    return found


def alone(checked: milestonelang.Checked, folder: Path, rows: list[Row]) -> dict[Any, object]:
    """What `evaluate` says of one agreement on its own rows."""
    path = folder / "deals.csv"
    with path.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(DEALS.names[1:])
        writer.writerows([str(row[name]) for name in DEALS.names[1:]] for row in rows)
    found = milestonelang.evaluate(checked, [], rows={"deals": path})
    return {
        (line.period, f"{line.subject} {line.what}"): line.figure.value for line in found.results
    }


@pytest.mark.parametrize("remainder", ["the largest fractions", "integrator"])
def test_shares_from_rows_are_the_same_to_the_cent(tmp_path: Path, remainder: str) -> None:
    text = TERMS.replace("remainder to the largest fractions", f"remainder to {remainder}")
    checked = milestonelang.check(milestonelang.load(text=text))
    assert [item.message for item in checked.errors] == []
    rows = drawn()
    table = pyarrow.Table.from_pylist(rows, DEALS)
    found, summary, rejects = milestonelang.batch(checked, {"deals": table}, by="agreement")
    assert rejects == []
    assert summary.by_exact == 0, "a kernel computes them"
    by_name: dict[str, dict[str, Row]] = {}
    for row in found.to_pylist():
        by_name.setdefault(row["agreement"], {})[row["period"]] = row
    assert len(by_name) == GROUPS
    odd = 0
    for name, periods in by_name.items():
        own = [row for row in rows if row["agreement"] == name]
        single = alone(checked, tmp_path, own)
        # Rows of all speak of the quarters after an agreement's last deal, its own rows do not.
        last = max(f"2026-Q{(row['signed_on'].month + 2) // 3}" for row in own)
        for (label, party), wanted in shares(own, remainder).items():
            row = periods[label]
            column = f"pool to {party} share"
            assert row[column] == wanted, (name, label, party)
            for each in (column, f"pool_of_{party} entitled", f"company to {party} payable"):
                if label <= last:
                    # A statement does not list shares of nothing.
                    assert row[each] == single.get((label, each), 0), (name, label, each)
            odd += int((wanted or 0) * 100) % 2
    assert odd > 10


def test_a_share_that_nobody_has_a_claim_to_is_pending_with_its_reason() -> None:
    text = TERMS.replace("of 10% of revenue", "of USD 10")
    text = text.replace("  10% to reseller up to USD 50 per year\n", "")
    checked = milestonelang.check(milestonelang.load(text=text))
    day = datetime.date(2026, 5, 1)
    one = dict(zip(DEALS.names, ("a", day, Decimal(1), "partner", "nobody"), strict=True))
    table = pyarrow.Table.from_pylist([one], DEALS)
    found, _, _ = milestonelang.batch(checked, {"deals": table}, by="agreement")
    first, second = found.to_pylist()
    assert first["pool to partner share"] is None
    assert "give nothing to share by" in first["pending"]
    assert second["pool to partner share"] == Decimal("10.00")
