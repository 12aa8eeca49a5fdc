"""Cohort metrics over many partners: as `evaluate` has them, and added up a second time by hand."""

import csv
import datetime
import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow

import milestonelang
from milestonelang.data.duckdb_by_partner import Kind
from milestonelang.driver.batch.files import in_memory
from milestonelang.driver.batch.run import Batch, Options

TERMS = Path(__file__).parent / "cohorts.terms"
MONEY = pyarrow.decimal128(18, 2)
REVENUE = pyarrow.schema(
    [
        ("partner", pyarrow.string()),
        ("customer", pyarrow.string()),
        ("joined_on", pyarrow.date32()),
        ("booked_on", pyarrow.date32()),
        ("opening", MONEY),
        ("closing", MONEY),
        ("margin", pyarrow.decimal128(5, 4)),
        ("spent", MONEY),
    ]
)
ACCOUNTS = pyarrow.schema(
    [
        ("partner", pyarrow.string()),
        ("customer", pyarrow.string()),
        ("opened_on", pyarrow.date32()),
    ]
)
Row = dict[str, Any]


def drawn() -> tuple[list[Row], list[Row]]:
    """Partners whose customers stay, grow, leave, come back or all leave; p5 has none."""
    draw = random.Random(11)
    rows, accounts = [], []
    start = datetime.date(2025, 1, 1)
    for partner in range(5):
        for customer in range(6):
            joined = datetime.date(2024, 1, 31) + datetime.timedelta(draw.randrange(400))
            for _ in range(draw.randrange(1, 4)):
                closing = draw.choice([0, 0, draw.randrange(1, 90_000)])
                rows.append(
                    {
                        "partner": f"p{partner}",
                        "customer": f"C{customer}",
                        "joined_on": joined,
                        "booked_on": start + datetime.timedelta(draw.randrange(500)),
                        "opening": Decimal(draw.randrange(0, 90_000)) / 100,
                        "closing": Decimal(0 if partner == 3 else closing) / 100,
                        "margin": Decimal(draw.randrange(0, 9000)) / 10_000,
                        "spent": None
                        if draw.random() < 0.4
                        else Decimal(draw.randrange(9000)) / 100,
                    }
                )
            if draw.random() < 0.5:
                accounts.append(
                    {"partner": f"p{partner}", "customer": f"C{customer}", "opened_on": start}
                )
    # The same customer's name in another partner's list joins nobody.
    accounts.append({"partner": "p5", "customer": "C0", "opened_on": start})
    draw.shuffle(rows)
    return rows, accounts


def write(file: Path, names: list[str], rows: list[Row]) -> Path:
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(names)
        for row in rows:
            cells = [f"{row[name]:%}" if name == "margin" else row[name] for name in names]
            writer.writerow(["" if cell is None else str(cell) for cell in cells])
    return file


def test_cohorts_are_what_evaluate_says(tmp_path: Path) -> None:
    checked = milestonelang.check(TERMS)
    assert not checked.errors
    rows, accounts = drawn()
    tables = {
        "revenue": pyarrow.Table.from_pylist(rows, REVENUE),
        "accounts": pyarrow.Table.from_pylist(accounts, ACCOUNTS),
    }
    partners = pyarrow.table({"partner": [f"p{index}" for index in range(6)]})
    batch = Batch(checked, None, partners, Options(), tables)
    assert batch.rows is not None
    kinds = {result.kind for item in batch.rows.grouped for result in item.results}
    assert Kind.EXACT not in kinds, "all of it has a form in SQL"
    found, _, rejects = in_memory(batch)
    assert rejects == []
    seen = 0
    for partner in (f"p{index}" for index in range(6)):
        files = {
            name: write(
                tmp_path / f"{name}.csv",
                schema.names[1:],
                [row for row in given if row["partner"] == partner],
            )
            for name, schema, given in (
                ("revenue", REVENUE, rows),
                ("accounts", ACCOUNTS, accounts),
            )
        }
        alone = {
            (line.period, f"{line.subject} {line.what}"): line.figure.value
            for line in milestonelang.evaluate(checked, rows=files).results
        }
        last = max((period for period, _ in alone), default="")
        for row in found.to_pylist():
            if row["partner"] != partner or row["period"] > last:
                continue
            for name, value in row.items():
                wanted = alone.get((row["period"], name))
                if isinstance(wanted, Fraction) and isinstance(value, Decimal):
                    assert Fraction(value) == wanted, (partner, row["period"], name)
                    seen += 1
                elif isinstance(wanted, Fraction):
                    assert value is not None, (partner, row["period"], name, wanted)
                    text = Fraction(value.rstrip("%")) / (100 if value.endswith("%") else 1)
                    assert abs(text - wanted) < Fraction(1, 10**15), (partner, name)
                    seen += 1
    assert seen > 200


def test_cohorts_add_up_by_hand() -> None:
    rows, accounts = drawn()
    tables = {
        "revenue": pyarrow.Table.from_pylist(rows, REVENUE),
        "accounts": pyarrow.Table.from_pylist(accounts, ACCOUNTS),
    }
    found, _, _ = milestonelang.batch(milestonelang.check(TERMS), tables)
    by_place = {(row["partner"], row["period"]): row for row in found.to_pylist()}
    for partner in ("p0", "p3", "p4"):
        own = [
            row
            for row in rows
            if row["partner"] == partner
            and datetime.date(2025, 4, 1) <= row["booked_on"] <= datetime.date(2025, 6, 30)
        ]
        names = {row["customer"] for row in accounts if row["partner"] == partner}
        result = by_place[partner, "2025-Q2"]
        kept = sum(min(row["opening"], row["closing"]) for row in own)
        opening = sum(row["opening"] for row in own)
        if opening:
            text = result["gross_retention value"].rstrip("%")
            assert abs(Decimal(text) / 100 - kept / opening) < Decimal("1e-20")
        paying = {row["customer"] for row in own if row["closing"] > 0}
        assert int(result["customers value"]) == len(paying)
        assert int(result["joint value"]) == len({row["customer"] for row in own} & names)
        spent = sum((row["spent"] for row in own if row["spent"] is not None), Decimal(0))
        assert Decimal(result["spending value"]) == spent
