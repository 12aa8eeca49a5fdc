"""`batch` says of each partner what `evaluate` says of that partner alone."""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

import milestonelang
from milestonelang.api import batch
from milestonelang.driver.batch.files import run_to_files
from milestonelang.driver.batch.run import Batch, Options
from milestonelang.driver.errors import InputError
from tests.batch.partners import LABELS, METRICS, partners

TERMS = Path(__file__).parent / "workload.terms"


@pytest.fixture(scope="module")
def checked() -> milestonelang.Checked:
    return milestonelang.check(TERMS)


def expected(
    checked: milestonelang.Checked, folder: Path, rows: list[dict[str, object]]
) -> dict[tuple[str, str], object]:
    """What `evaluate` says of one partner: (period, figure) → amount, state, or None."""
    file = folder / "one.csv"
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["quarter", *METRICS])
        for row in rows:
            figures = [row[name] for name in METRICS]
            texts = [
                "" if value is None else f"{value:.2f}" if name == "net_revenue" else f"{value:%}"
                for name, value in zip(METRICS, figures, strict=True)
            ]
            writer.writerow([row["quarter"], *texts])
    found = milestonelang.evaluate(checked, [file])
    return {
        (line.period, f"{line.subject} {line.what}"): line.figure.value for line in found.results
    }


@pytest.mark.parametrize("native", [True, False])
def test_a_batch_is_many_evaluations(
    checked: milestonelang.Checked, tmp_path: Path, native: bool
) -> None:
    table = partners(12, gaps=3)
    parts = list(Batch(checked, table, None, Options(native=native)).parts())
    result = pyarrow.concat_tables([part.table for part in parts]).to_pylist()
    rows = table.to_pylist()
    for index in range(12):
        alone = expected(checked, tmp_path, rows[index * 12 : index * 12 + 12])
        for row in result[index * 12 : index * 12 + 12]:
            for name, value in row.items():
                if name in ("partner", "period", "pending"):
                    continue
                wanted = alone.get((row["period"], name), Fraction(0))
                if isinstance(value, Decimal):
                    assert Fraction(value) == wanted, (index, row["period"], name)
                else:
                    assert value == wanted, (index, row["period"], name)
    assert sum(part.by_exact for part in parts) <= 3


def test_a_file_becomes_a_file(checked: milestonelang.Checked, tmp_path: Path) -> None:
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    table = partners(40)
    parquet.write_table(table, source)
    rejects = tmp_path / "rejects.csv"
    summary = run_to_files(Batch(checked, source), str(target), str(rejects))
    assert summary.partners == 40
    assert not rejects.exists()
    read = parquet.read_table(target)
    assert read.num_rows == 40 * len(LABELS)
    in_memory, _, _ = batch(checked, table)
    assert read.schema == in_memory.schema
    assert read.to_pylist() == in_memory.to_pylist()
    total = sum(read.column("commission entitled").to_pylist())
    assert dict(summary.totals)["commission entitled"] == f"{total:,.2f}"


def test_a_row_a_partner_says_the_same(checked: milestonelang.Checked) -> None:
    table = partners(9)
    long, _, _ = batch(checked, table)
    wide, _, _ = batch(checked, table, wide=True)
    for index, row in enumerate(wide.to_pylist()):
        for at, label in enumerate(LABELS):
            other = long.slice(index * 12 + at, 1).to_pylist()[0]
            assert row[f"commission entitled@{label}"] == other["commission entitled"]


def test_rows_in_any_order_are_put_in_order(checked: milestonelang.Checked) -> None:
    table = partners(30)
    mixed = table.take(pyarrow.array([(row * 7) % table.num_rows for row in range(table.num_rows)]))
    assert batch(checked, mixed)[0].equals(batch(checked, table)[0])


def test_a_bad_row_sets_its_partner_aside(checked: milestonelang.Checked) -> None:
    rows = partners(4).to_pylist()
    rows[14]["retention"] = Decimal("1.0001")
    rows[30]["quarter"] = "2026-Q5"
    table = pyarrow.Table.from_pylist(rows, partners(1).schema)
    result, summary, rejects = batch(checked, table)
    assert [(row, column) for row, column, _ in rejects] == [(15, "retention"), (31, "quarter")]
    assert set(result.column("partner").to_pylist()) == {"p000000", "p000003"}
    assert (summary.partners, summary.aside, summary.rows_aside) == (2, 2, 2)
    assert summary.remarks[0].code == "MS1404"


def test_parameters_of_their_own(checked: milestonelang.Checked, tmp_path: Path) -> None:
    parameter = 'parameter bonus_rate "Bonus Rate" is percent\n  value 2%\n\n'
    text = TERMS.read_text().replace("metric churn", parameter + "metric churn")
    text = text.replace("2% of net_revenue", "bonus_rate of net_revenue")
    own = milestonelang.check(milestonelang.load(text=text))
    table = partners(3)
    names = [f"p{index:06d}" for index in range(3)]
    shares = pyarrow.array([Decimal("0.02"), Decimal("0.03"), Decimal("0.04")])
    given = pyarrow.table({"partner": names, "bonus_rate": shares})
    result, _, rejects = batch(own, table, given)
    assert rejects == []
    for index, name in enumerate(names):
        only = table.slice(index * 12, 12)
        alone, _, _ = batch(own, only, settings={"bonus_rate": f"{index + 2}%"})
        assert result.slice(index * 12, 12).equals(alone), name


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda table: table.drop_columns(["partner"]), "MS1401"),
        (lambda table: table.append_column("x", table.column("churn")), "MS0715"),
        (lambda table: table.append_column("reported_on", table.column("quarter")), "MS1403"),
        (
            lambda table: table.set_column(
                3, "retention", table.column("retention").cast("float64")
            ),
            "MS0740",
        ),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(
    checked: milestonelang.Checked, change: object, code: str
) -> None:
    assert callable(change)
    with pytest.raises(InputError) as caught:
        batch(checked, change(partners(2)))
    assert code in [item.code for item in caught.value.diagnostics]


def test_a_figure_that_is_none_is_named(checked: milestonelang.Checked) -> None:
    with pytest.raises(InputError) as caught:
        batch(checked, partners(1), only=["commission"])
    assert [item.code for item in caught.value.diagnostics] == ["MS1405"]


def wide_tables() -> dict[str, Any]:
    """The same figures as a row a partner, laid in memory in several ways."""
    import numpy

    draw = numpy.random.default_rng(5)
    names = [f"p{index}" for index in range(50)]
    cells: dict[str, Any] = {}
    for name in METRICS:
        for label in LABELS:
            cells[f"{name}@{label}"] = draw.integers(0, 9_000, 50).tolist()

    def table(kind: Any) -> Any:
        columns: dict[str, Any] = {"partner": names}
        for name, numbers in cells.items():
            scale = 2 if name.startswith("net") else 4
            texts = pyarrow.array([f"{Decimal(each).scaleb(-scale):f}" for each in numbers])
            columns[name] = texts.cast(kind(18, scale))
        return pyarrow.table(columns)

    whole = table(pyarrow.decimal128)
    return {
        "128 bits": whole,
        "64 bits": table(pyarrow.decimal64),
        "more digits": table(lambda _, scale: pyarrow.decimal128(30, scale)),
        "in parts": pyarrow.concat_tables([whole.slice(0, 20), whole.slice(20)]),
        "cut out": pyarrow.concat_tables([whole, whole]).combine_chunks().slice(50, 50),
    }


def test_how_figures_lie_in_memory_does_not_matter(checked: milestonelang.Checked) -> None:
    tables = wide_tables()
    first, summary, rejects = batch(checked, tables.pop("128 bits"), wide=True)
    assert (summary.by_kernel, rejects) == (50, [])
    for name, table in tables.items():
        other, _, _ = batch(checked, table, wide=True)
        assert other.to_pylist() == first.to_pylist(), name


def test_a_table_without_rows_gives_one_without_rows(checked: milestonelang.Checked) -> None:
    result, summary, rejects = batch(checked, partners(3).slice(0, 0))
    assert (result.num_rows, summary.partners, rejects) == (0, 0, [])
    assert "commission entitled" in result.column_names
