"""Parquet files go to the database, and are held to what a file of text is held to."""

from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from milestonelang.data.cells import CellReaders
from milestonelang.data.duckdb_read import read_parquet
from milestonelang.data.frames import frame_of
from milestonelang.data.model import DataFile, LargeRows, Rows, SourceRows
from milestonelang.data.queries import evaluate_query
from milestonelang.data.read import read_data
from milestonelang.data.row_values import RowWorld
from milestonelang.data.tables import FileProblems
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.types import Aggregate, Unit
from tests.data.build import BILLING, SAMPLE
from tests.data.nodes import aggregate, column


def _parquet(path: Path, select: str) -> tuple[SourceRows | None, Sink]:
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    sink = Sink()
    data = read_data(SAMPLE, [DataFile(path, "billing")], [], sink)
    return data.rows.get("billing"), sink


def test_parquet(tmp_path: Path) -> None:
    select = (
        "SELECT 'C' || (i % 7) AS customer, DATE '2026-01-01' + (i % 300)::INTEGER AS issued_on, "
        "'invoice' AS kind, (i * 1.25)::DECIMAL(18, 4) AS amount FROM range(1000) t(i)"
    )
    rows, sink = _parquet(tmp_path / "b.parquet", select)
    assert [item.code for item in sink.found] == []
    assert isinstance(rows, LargeRows) and rows.count == 1000
    node = aggregate(Aggregate.SUM, column("amount"))
    result = evaluate_query(
        node, RowWorld(SAMPLE, frame_of(SAMPLE, Unit.QUARTER), {"billing": rows})
    )
    expected = sum(Fraction(5 * at, 4) for at in range(1000) if at % 300 < 90)
    assert result.values[0] == expected


@pytest.mark.parametrize(
    ("columns", "code", "row"),
    [
        ("'invoice' AS kind, 1.5::DOUBLE AS amount", "MS0740", None),
        ("'invoice' AS kind, TIMESTAMP '2026-01-01' AS amount", "MS0740", None),
        ("'invoice' AS kind, 1.005 AS amount", "MS0730", 1),
        ("'invoise' AS kind, 1 AS amount", "MS0734", 1),
        ("1 AS amount", "MS0716", 1),
        ("NULL::VARCHAR AS kind, 1 AS amount", "MS0737", 1),
    ],
)
def test_parquet_with_something_wrong(
    columns: str, code: str, row: int | None, tmp_path: Path
) -> None:
    select = f"SELECT 'C' AS customer, DATE '2026-01-01' AS issued_on, {columns}"
    rows, sink = _parquet(tmp_path / "b.parquet", select)
    assert rows is None
    assert [(item.code, item.place and item.place.row) for item in sink.found] == [(code, row)]


def test_parquet_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "b.parquet"
    path.write_bytes(b"PAR1 and nothing more")
    sink = Sink()
    read_data(SAMPLE, [DataFile(path, "billing")], [], sink)
    read_data(SAMPLE, [DataFile(path)], [], sink)
    assert [item.code for item in sink.found] == ["MS0705", "MS0705"]


def test_parquet_that_the_guard_is_too_narrow_for(tmp_path: Path) -> None:
    select = (
        "SELECT 'ﷺ' AS customer, DATE '2026-01-01' AS issued_on, 'invoice' AS kind, 1 AS amount"
    )
    rows, sink = _parquet(tmp_path / "b.parquet", select)
    assert sink.found == [] and isinstance(rows, Rows)
    assert rows.columns["customer"] == ("ﷺ",) and rows.columns["amount"] == (1,)
    read_parquet(
        BILLING,
        CellReaders(SAMPLE, frame_of(SAMPLE, Unit.QUARTER)),
        tmp_path / "b.parquet",
        FileProblems("b", sink),
    )
    assert sink.found == []
