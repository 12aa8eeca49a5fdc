"""The rows of a case, to be read: those of each source, as its file would give them."""

from milestonelang import records, types
from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.model import Case, GivenRow
from milestonelang.data.read_rows import given_columns
from milestonelang.data.words import in_words
from milestonelang.ir import Exact


@records.frozen
class RowTable:
    """Rows of a source: the names of its columns, and the cells of each row, in words."""

    source: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables_of(agreement: decl.Agreement, case: Case) -> tuple[RowTable, ...]:
    """Return the rows of a case by source."""
    return tuple(
        _table(agreement.get(source, decl.Source), rows) for source, rows in case.rows.items()
    )


def _table(source: decl.Source, rows: tuple[GivenRow, ...]) -> RowTable:
    columns = given_columns(source)
    kinds = [column.type for column in columns.values()]
    cells = (
        tuple(_text(cell, type) for cell, type in zip(row, kinds, strict=True)) for row in rows
    )
    return RowTable(source.name, tuple(columns), tuple(cells))


def _text(cell: Exact | None, type: types.Type) -> str:
    return "" if cell is None else in_words(cell, type)
