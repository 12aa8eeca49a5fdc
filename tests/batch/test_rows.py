"""What `batch` makes of the rows of many partners is what `evaluate` makes of each one's own."""

import csv
import datetime
import random
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import csv as arrow_csv, parquet

import milestonelang
from milestonelang.driver.batch.files import in_memory, run_to_files
from milestonelang.driver.batch.run import Batch, Options
from tests.batch.partners import LABELS

TERMS = (Path(__file__).parent / "rows.terms").read_text(encoding="utf-8")
# Without quotients a kernel does it.
PLAIN = TERMS.replace("  plus 1% of average_invoice\n  plus 1% of typical_invoice\n", "")
PLAIN = PLAIN.replace("  times (90% if refunded > 20%, otherwise 100%)\n", "")
FIGURES = pyarrow.schema(
    [
        ("partner", pyarrow.string()),
        ("quarter", pyarrow.string()),
        ("retention", pyarrow.decimal128(5, 4)),
    ]
)
BILLING = pyarrow.schema(
    [
        ("partner", pyarrow.string()),
        ("customer", pyarrow.string()),
        ("issued_on", pyarrow.date32()),
        ("kind", pyarrow.string()),
        ("amount", pyarrow.decimal128(18, 2)),
    ]
)
Row = dict[str, Any]


def check(text: str) -> milestonelang.Checked:
    checked = milestonelang.check(milestonelang.load(text=text))
    assert not checked.errors, [item.message for item in checked.errors]
    return checked


def row(partner: str, day: str, kind: str, amount: str, customer: str = "C1") -> Row:
    return {
        "partner": partner,
        "customer": customer,
        "issued_on": datetime.date.fromisoformat(day),
        "kind": kind,
        "amount": Decimal(amount),
    }


def drawn(partner: str, count: int, seed: int) -> list[Row]:
    draw = random.Random(seed)
    first = datetime.date(2023, 12, 20)
    kinds = ["invoice", "invoice", "refund", "credit"]
    return [
        {
            "partner": partner,
            "customer": f"C{draw.randrange(6)}",
            "issued_on": first + datetime.timedelta(draw.randrange(1120)),
            "kind": draw.choice(kinds),
            "amount": Decimal(draw.randrange(0, 400_000)) / 100,
        }
        for _ in range(count)
    ]


def partners_and_rows() -> tuple[list[str], list[Row]]:
    """Partners of every odd kind, and their rows in no order."""
    rows = [
        # p0 has no row at all; p1 only some outside the term.
        row("p1", "2023-12-31", "invoice", "100.00"),
        row("p1", "2027-01-01", "invoice", "100.00"),
        # p2: refunds above revenue, then the same customer again.
        row("p2", "2024-01-01", "invoice", "10.00"),
        row("p2", "2024-03-31", "refund", "99.99"),
        row("p2", "2025-05-05", "invoice", "0.01"),
        # p3: one churned customer, and one who comes back after a year.
        row("p3", "2024-02-29", "invoice", "2500.00", "A"),
        row("p3", "2024-02-29", "invoice", "2500.01", "B"),
        row("p3", "2025-06-30", "invoice", "7500.00", "A"),
        # p4: ties at the half cent, and the last day.
        row("p4", "2026-12-31", "invoice", "0.05"),
        row("p4", "2026-10-01", "invoice", "0.20"),
    ]
    for index in range(5, 11):
        rows += drawn(f"p{index}", index * 7, index)
    random.Random(1).shuffle(rows)
    return [f"p{index}" for index in range(11)], rows


def figures(partners: Sequence[str]) -> Any:
    draw = random.Random(5)
    return pyarrow.Table.from_pylist(
        [
            {
                "partner": partner,
                "quarter": label,
                "retention": Decimal(draw.randrange(0, 10_001)) / 10_000,
            }
            for partner in partners
            for label in LABELS
        ],
        FIGURES,
    )


def alone(
    checked: milestonelang.Checked, folder: Path, figures: list[Row], rows: list[Row]
) -> dict[tuple[str, str], object]:
    """What `evaluate` says of one partner on its own rows: (period, figure) → value."""
    given, own = folder / "one.csv", folder / "rows.csv"
    with given.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["quarter", "retention"])
        writer.writerows([item["quarter"], f"{item['retention']:%}"] for item in figures)
    names = BILLING.names[1:]
    with own.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(names)
        writer.writerows([str(item[name]) for name in names] for item in rows)
    found = milestonelang.evaluate(checked, [given], rows={"billing": own})
    return {
        (line.period, f"{line.subject} {line.what}"): line.figure.value for line in found.results
    }


def same(value: object, wanted: object) -> bool:
    if isinstance(value, Decimal):
        return Fraction(value) == wanted
    if isinstance(wanted, Fraction):
        text = str(value).removesuffix("%")
        scale = 100 if str(value).endswith("%") else 1
        return abs(Fraction(text) / scale - wanted) < Fraction(1, 10**20)
    return value == wanted


def compare(checked: milestonelang.Checked, folder: Path, given: Any, rows: list[Row]) -> int:
    """Compare a batch with each partner alone; return how many were computed by `exact`."""
    table = pyarrow.Table.from_pylist(rows, BILLING)
    found, summary, rejects = in_memory(Batch(checked, given, None, Options(), {"billing": table}))
    assert rejects == []
    by_partner: dict[str, list[Row]] = {}
    for item in found.to_pylist():
        by_partner.setdefault(item["partner"], []).append(item)
    for partner, results in by_partner.items():
        own = [item for item in rows if item["partner"] == partner]
        of_partner = [item for item in given.to_pylist() if item["partner"] == partner]
        wanted = alone(checked, folder, of_partner, own)
        for result in results:
            for name, value in result.items():
                if name in ("partner", "period", "pending"):
                    continue
                expected = wanted.get((result["period"], name), Fraction(0))
                assert same(value, expected), (partner, result["period"], name, value, expected)
    assert isinstance(summary.by_exact, int)
    return summary.by_exact


@pytest.mark.parametrize("text", [TERMS, PLAIN], ids=["quotients", "plain"])
def test_a_batch_over_rows_is_many_evaluations(tmp_path: Path, text: str) -> None:
    partners, rows = partners_and_rows()
    by_exact = compare(check(text), tmp_path, figures(partners), rows)
    assert by_exact == 0 or text is TERMS


def give(rows: list[Row], folder: Path, form: str) -> Any:
    """Return rows as a run may be given them."""
    table = pyarrow.Table.from_pylist(rows, BILLING)
    if form == "table":
        return table
    half = len(rows) // 2
    for index, part in enumerate((table.slice(0, half), table.slice(half))):
        inner = folder / form / f"year={2024 + index}"
        inner.mkdir(parents=True)
        if form == "csv":
            arrow_csv.write_csv(part, inner / "part.csv")
        else:
            parquet.write_table(part, inner / "part.parquet")
    return folder / form


def batch_of(
    text: str, given: Any, rows: Any, parameters: Any = None, **options: Any
) -> tuple[dict[tuple[str, str], Row], Any, list[tuple[int, str, str]]]:
    batch = Batch(check(text), given, parameters, Options(**options), {"billing": rows})
    found, summary, rejects = in_memory(batch)
    return {(item["partner"], item["period"]): item for item in found.to_pylist()}, summary, rejects


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_files_of_a_folder_are_one_table(tmp_path: Path, form: str) -> None:
    partners, rows = partners_and_rows()
    given = figures(partners)
    found = batch_of(PLAIN, given, give(rows, tmp_path, form))
    assert found == batch_of(PLAIN, given, give(rows, tmp_path, "table"))


def test_the_rows_say_who_the_partners_are(tmp_path: Path) -> None:
    text = PLAIN.replace("  times retention\n", "")
    start = text.index("metric retention")
    text = text[:start] + text[text.index("payment commission") :]
    _, rows = partners_and_rows()
    found, summary, _ = batch_of(text, None, give(rows, tmp_path, "table"))
    assert {partner for partner, _ in found} == {f"p{index}" for index in range(1, 11)}
    assert found["p2", "2024-Q1"]["net_revenue value"] == "-89.99"
    assert found["p1", "2024-Q1"]["net_revenue value"] == "0.00"
    assert summary.partners == 10


def test_rows_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    rows = [row(f"p{index}", "2024-01-15", "invoice", "100.00") for index in range(5)]
    rows[1]["kind"] = "gift"
    rows[2]["customer"] = None
    rows[3]["partner"] = "someone else"
    rows.append(row("p0", "2024-02-01", "invoice", "1.00") | {"partner": None})
    given = figures([f"p{index}" for index in range(5)])
    source = give(rows, tmp_path, "parquet")
    batch = Batch(check(PLAIN), given, None, Options(), {"billing": source})
    target, aside = tmp_path / "out.parquet", tmp_path / "rejects.csv"
    summary = run_to_files(batch, str(target), str(aside))
    with aside.open(newline="") as opened:
        listed = {(item["row"], item["column"]): item for item in csv.DictReader(opened)}
    assert set(listed) == {("2", "kind"), ("3", "customer"), ("1", "partner"), ("3", "partner")}
    assert listed["1", "partner"]["file"].endswith("part.parquet")
    assert "someone else" in listed["1", "partner"]["reason"]
    assert "does not say whose" in listed["3", "partner"]["reason"]
    assert [item.code for item in summary.remarks] == ["MS1376", "MS1404"]
    kept = parquet.read_table(target).to_pylist()
    assert {item["partner"] for item in kept} == {"p0", "p3", "p4"}
    assert (summary.partners, summary.aside) == (3, 2)


def test_lines_that_are_no_rows_are_named(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(
        "partner,customer,issued_on,kind,amount\n"
        "p0,C1,2024-01-01,invoice,1.00\n"
        "p1,C1,2024-01-01,invoice,1.00,9\n"
        "p2,C1,2024-01-41,invoice,1.00\n"
        "p3,C1,2024-01-01,invoice,1.005\n"
        "p4,C1,2024-01-01,invoice,USD 1.00\n"
    )
    found, _, rejects = batch_of(PLAIN, figures([f"p{index}" for index in range(5)]), file)
    assert {partner for partner, _ in found} == {"p0", "p4"}
    places = [(number, column.partition(": ")[2]) for number, column, _ in rejects]
    assert places == [(3, ""), (4, "issued_on"), (5, "amount")]


def test_partners_who_join_in_the_middle_of_a_period(tmp_path: Path) -> None:
    _, rows = partners_and_rows()
    text = PLAIN.replace("  times retention\n", "  not prorated\n")
    text = text.replace(
        "  settled quarterly in USD\n", "  settled quarterly in USD\n  years start on 1 January\n"
    )
    start = text.index("metric retention")
    text = text[:start] + text[text.index("payment commission") :]
    days = {"p5": "2024-01-01", "p6": "2024-02-10", "p7": "2025-11-30"}
    given = pyarrow.table(
        {
            "partner": list(days),
            "effective": [datetime.date.fromisoformat(day) for day in days.values()],
        }
    )
    own = [item for item in rows if item["partner"] in days]
    found, _, rejects = batch_of(text, None, give(own, tmp_path, "table"), given)
    assert rejects == []
    for partner, day in days.items():
        alone = check(text.replace("effective 2024-01-01", f"effective {day}"))
        file = tmp_path / f"{partner}.csv"
        table = pyarrow.Table.from_pylist([item for item in own if item["partner"] == partner])
        arrow_csv.write_csv(table.drop_columns(["partner"]), file)
        for line in milestonelang.evaluate(alone, rows={"billing": file}).results:
            if line.what == "entitled":
                value = found[partner, line.period]["commission entitled"]
                assert (None if value is None else Fraction(value)) == line.figure.value


def test_what_sql_cannot_say_is_worked_out_one_by_one(tmp_path: Path) -> None:
    parameter = (
        'parameter most_counted "Most Counted" is money\n'
        "  value USD 1,000\n  value USD 2,000 from 2025-01-01\n\n"
    )
    text = PLAIN.replace("metric net_revenue", parameter + "metric net_revenue", 1)
    condition = "billing.kind is invoice and billing.amount <= most_counted"
    text = text.replace("billing.kind is invoice\n    less", f"{condition}\n    less")
    _, rows = partners_and_rows()
    kept = [item for item in rows if item["partner"] in ("p2", "p3", "p7")]
    compare(check(text), tmp_path, figures(["p0", "p2", "p3", "p7"]), kept)


def test_a_computed_figure_out_of_its_range_sets_aside(tmp_path: Path) -> None:
    text = PLAIN.replace(
        "  computed as\n    sum of", "  between USD 0 and USD 5,000\n  computed as\n    sum of"
    )
    _, rows = partners_and_rows()
    own = [item for item in rows if item["partner"] in ("p2", "p4")]
    found, _, rejects = batch_of(text, figures(["p2", "p4"]), give(own, tmp_path, "table"))
    assert {partner for partner, _ in found} == {"p4"}
    assert [(column, "2024-Q1" in reason) for _, column, reason in rejects] == [
        ("net_revenue", True)
    ]
