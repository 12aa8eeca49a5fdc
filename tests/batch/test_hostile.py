"""Sixty and more hostile tables: each is refused, or its rows are set aside by row and column."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

import milestonelang
from milestonelang.api import batch
from milestonelang.data import partner_tables
from milestonelang.driver.errors import InputError
from tests.batch.partners import LABELS, METRICS, partners

TERMS = Path(__file__).parent / "workload.terms"
ROW = 17  # of the second partner


@pytest.fixture(scope="module")
def checked() -> milestonelang.Checked:
    return milestonelang.check(TERMS)


def replaced(name: str, column: Any) -> Any:
    table = partners(3)
    return table.set_column(table.schema.names.index(name), name, column)


def as_text(name: str, cell: str | None, row: int = ROW) -> Any:
    """The table with a column of text, in which one cell says something else."""
    plain = "120000.00" if name == "net_revenue" else "50%"
    texts: list[str | None] = [plain] * 36
    texts[row - 1] = cell
    return replaced(name, pyarrow.array(texts, pyarrow.string()))


def with_label(label: str | None, row: int = ROW) -> Any:
    labels: list[str | None] = [*LABELS, *LABELS, *LABELS]
    labels[row - 1] = label
    return replaced("quarter", pyarrow.array(labels, pyarrow.string()))


def with_name(name: str | None) -> Any:
    names: list[str | None] = [f"p{row // 12:06d}" for row in range(36)]
    for row in range(12, 24):
        names[row] = name
    return replaced("partner", pyarrow.array(names, pyarrow.string()))


def with_cell(name: str, value: Decimal) -> Any:
    rows = partners(3).to_pylist()
    rows[ROW - 1][name] = value
    values = [row[name] for row in rows]
    return replaced(name, pyarrow.array(values))


def with_number(number: int) -> Any:
    values = [5] * 36
    values[ROW - 1] = number
    return replaced("net_revenue", pyarrow.array(values, pyarrow.int64()))


REJECTED: dict[str, tuple[Callable[[], Any], str]] = {
    **{
        f"period {label!r}": (lambda label=label: with_label(label), "quarter")  # type: ignore[misc]
        for label in (
            *("2026-Q5", "2026Q1", "2026-q1", "", None, "2023-Q4", "2027-Q1", "Q1-2024"),
            *("2024-01", "2024", "2024-Q1 ", "２０２４-Q1", "2024-Q1\n"),
        )
    },
    **{
        f"revenue {cell!r}": (lambda cell=cell: as_text("net_revenue", cell), "net_revenue")  # type: ignore[misc]
        for cell in (
            *("abc", "1e5", "NaN", "inf", "-inf", " 5.00", "5.00 ", "EUR 5.00", "$5", "1,00"),
            *("1.005", "5000000.01", "-100000.01", "1_000", "0x10", "--5", "5-", "٣", "1.2.3"),
            *("9" * 30, "=1+1", "5\u200b", "\u202e5", "5.", ".5", "+5"),
        )
    },
    **{
        f"percentage {cell!r}": (lambda cell=cell: as_text("churn", cell), "churn")  # type: ignore[misc]
        for cell in ("84,5%", "0.5", "50", "50 %", "101%", "-1%", "fifty%", "%", "1e2%")
    },
    "a decimal above its range": (lambda: with_cell("retention", Decimal("1.0001")), "retention"),
    "a decimal below its range": (lambda: with_cell("churn", Decimal("-0.0001")), "churn"),
    "a fraction of a cent": (lambda: with_cell("net_revenue", Decimal("1.005")), "net_revenue"),
    "revenue of 36 digits": (lambda: with_cell("net_revenue", Decimal(10) ** 35), "net_revenue"),
    "revenue beyond 64 bits": (lambda: with_cell("net_revenue", Decimal(2) ** 64), "net_revenue"),
    "whole cents beyond the range": (lambda: with_number(2**63 - 1), "net_revenue"),
    "a share of a share": (lambda: with_cell("churn", Decimal("8.5")), "churn"),
    "revenue of 30 digits": (lambda: with_cell("net_revenue", Decimal(10) ** 29), "net_revenue"),
    "a period twice": (lambda: with_label(LABELS[3]), "quarter"),
}
NAMES = ("", None, " p1", "p1 ", "p\u200b1", "p\t1", "p\n1", "\u202ep1", "p\x00")


@pytest.mark.parametrize("case", REJECTED)
def test_a_hostile_cell_sets_its_partner_aside(checked: milestonelang.Checked, case: str) -> None:
    make, column = REJECTED[case]
    result, summary, rejects = batch(checked, make())
    assert {(row, name) for row, name, _ in rejects} == {(ROW, column)}
    assert all(reason for _, _, reason in rejects)
    assert set(result.column("partner").to_pylist()) == {"p000000", "p000002"}
    assert summary.aside == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_set_aside(checked: milestonelang.Checked, name: str | None) -> None:
    result, _, rejects = batch(checked, with_name(name))
    assert rejects
    assert {column for _, column, _ in rejects} <= {"partner", "quarter"}
    assert "partner" in {column for _, column, _ in rejects}
    assert set(result.column("partner").to_pylist()) == {"p000000", "p000002"}


def wide(change: Callable[[Any], Any]) -> Any:
    columns: dict[str, Any] = {"partner": ["a", "b"]}
    for name in METRICS:
        for label in LABELS:
            columns[f"{name}@{label}"] = pyarrow.array([Decimal("0.50")] * 2)
    return change(pyarrow.table(columns))


def cast(name: str, kind: Any) -> Callable[[], Any]:
    return lambda: replaced(name, partners(3).column(name).cast(kind))


def nested(kind: Any, value: Any) -> Callable[[], Any]:
    return lambda: replaced("churn", pyarrow.array([value] * 36, kind))


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "no partners": (lambda: partners(3).drop_columns(["partner"]), "MS1401"),
    "another name of partners": (
        lambda: partners(3).rename_columns(["Partner", "quarter", *METRICS]),
        "MS1401",
    ),
    "no period": (lambda: partners(3).drop_columns(["quarter"]), "MS0716"),
    "another period": (
        lambda: partners(3).rename_columns(["partner", "month", *METRICS]),
        "MS0719",
    ),
    "two periods": (
        lambda: partners(3).append_column("month", partners(3).column("quarter")),
        "MS0717",
    ),
    "doubles": (cast("churn", "float64"), "MS0740"),
    "floats": (cast("net_revenue", "float32"), "MS0740"),
    "lists": (nested(pyarrow.list_(pyarrow.int64()), [1]), "MS0740"),
    "structs": (nested(pyarrow.struct([("a", pyarrow.int64())]), {"a": 1}), "MS0740"),
    "bytes": (nested(pyarrow.binary(), b"5"), "MS0740"),
    "moments": (nested(pyarrow.timestamp("us"), datetime(2024, 1, 1)), "MS0740"),
    "decimals of 256 bits": (nested(pyarrow.decimal256(50, 4), Decimal("0.05")), "MS0740"),
    "half floats": (nested(pyarrow.float16(), 0.5), "MS0740"),
    "decimals of thousands": (nested(pyarrow.decimal128(5, -3), Decimal("1E+3")), "MS0740"),
    "lengths of time": (nested(pyarrow.duration("s"), 5), "MS0740"),
    "times of day": (nested(pyarrow.time32("s"), 5), "MS0740"),
    "days with a time": (nested(pyarrow.date64(), datetime(2024, 1, 1)), "MS0740"),
    "maps": (nested(pyarrow.map_(pyarrow.string(), pyarrow.int64()), [("a", 1)]), "MS0740"),
    "texts in views": (nested(pyarrow.string_view(), "50%"), "MS0740"),
    "doubles in a dictionary": (
        lambda: replaced("churn", pyarrow.array([0.5] * 36).dictionary_encode()),
        "MS0740",
    ),
    "partners that are doubles": (
        lambda: replaced("partner", pyarrow.array([1.5] * 36)),
        "MS0740",
    ),
    "a column twice": (
        lambda: partners(3).append_column("churn", partners(3).column("churn")),
        "MS0717",
    ),
    "an unknown column": (
        lambda: partners(3).rename_columns(["partner", "quarter", "net_revenu", *METRICS[1:]]),
        "MS0715",
    ),
    "a missing column": (lambda: partners(3).drop_columns(["churn"]), "MS0716"),
    "corrections": (
        lambda: partners(3).append_column("reported_on", partners(3).column("quarter")),
        "MS1403",
    ),
    "a wide column of no period": (
        lambda: wide(lambda table: table.append_column("churn", [[1, 2]])),
        "MS0716",
    ),
    "a wide column of another period": (
        lambda: wide(lambda table: table.append_column("churn@2031-Q1", [[1, 2]])),
        "MS0715",
    ),
    "a wide column of doubles": (
        lambda: wide(lambda table: table.set_column(1, "net_revenue@2024-Q1", [[0.5, 0.5]])),
        "MS0740",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_table_is_refused(checked: milestonelang.Checked, case: str) -> None:
    make, code = REFUSED[case]
    with pytest.raises(InputError) as caught:
        batch(checked, make())
    assert code in {item.code for item in caught.value.diagnostics}


def test_two_rows_of_one_partner_in_a_wide_table(checked: milestonelang.Checked) -> None:
    table = wide(lambda table: pyarrow.concat_tables([table, table.slice(0, 1)]))
    result, _, rejects = batch(checked, table)
    assert [(row, column) for row, column, _ in rejects] == [(1, "partner"), (3, "partner")]
    assert set(result.column("partner").to_pylist()) == {"b"}


@pytest.mark.parametrize(
    "kind",
    ["nothing", "text", "cut", "broken", "folder", "absent", "no end", "magic", "footer", "longer"],
)
def test_a_hostile_file_is_refused(
    checked: milestonelang.Checked, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "in.parquet"
    parquet.write_table(partners(50), file, compression="zstd")
    content = file.read_bytes()
    match kind:
        case "nothing":
            file.write_bytes(b"")
        case "text":
            file.write_text("partner,quarter\na,2024-Q1\n")
        case "cut":
            file.write_bytes(content[: len(content) // 2])
        case "broken":
            file.write_bytes(content[:40] + bytes(200) + content[240:])
        case "no end":
            file.write_bytes(content[:-3])
        case "magic":
            file.write_bytes(b"PAR1" + bytes(40) + b"PARE")
        case "footer":
            file.write_bytes(content[:-8] + b"\xff\xff\xff\x7f" + content[-4:])
        case "longer":
            file.write_bytes(content[:-60] + b"\x99" * 40 + content[-20:])
        case "folder":
            file.unlink()
            file.mkdir()
        case "absent":
            file.unlink()
    with pytest.raises(InputError) as caught:
        batch(checked, file)
    assert caught.value.diagnostics[0].place is not None


def test_rows_of_one_partner_without_end_are_refused(
    checked: milestonelang.Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partner_tables, "MOST_OF_ONE", 100)
    table = partners(30)
    names = pyarrow.array(["p000000"] * table.num_rows)
    with pytest.raises(InputError) as caught:
        batch(checked, table.set_column(0, "partner", names))
    assert [item.code for item in caught.value.diagnostics] == ["MS1352"]
