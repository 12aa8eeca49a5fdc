"""The rows of a case: as tables to be read, and as rows of an example of the language."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from milestonelang import records, types
from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.divided_rows import DIVIDED
from milestonelang.backends.proof.model import Case, Divided, GivenRow
from milestonelang.data.read_rows import given_columns
from milestonelang.data.words import in_words
from milestonelang.ir import Exact
from milestonelang.primitives.periods import Period

_NOT_WRITTEN = (types.PeriodType, types.ListOfText, types.Quotient)


@records.frozen
class RowTable:
    """Rows of a source: the names of its columns, and the cells of each row, in words.

    *unique* are the places of columns that tell rows apart which may else be alike.
    """

    source: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    unique: frozenset[int] = frozenset()

    def together(self) -> Iterator[tuple[str, ...]]:
        """Yield rows in their order, those that are alike as one: `1 to 40` where they differ."""

        def told(row: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(cell for at, cell in enumerate(row) if at not in self.unique)

        for _, rows in groupby(self.rows, told):
            first, *others = rows
            if not others:
                yield first
            elif self.unique:
                ends = zip(first, others[-1], strict=True)
                yield tuple(one if one == end else f"{one} to {end}" for one, end in ends)
            else:
                yield (f"{1 + len(others)} times {first[0]}", *first[1:])


def tables_of(
    agreement: decl.Agreement, case: Case, periods: Sequence[Period]
) -> tuple[RowTable, ...]:
    """Return the rows of a case by source."""
    return tuple(
        _table(agreement.get(source, decl.Source), rows, periods)
        for source, rows in case.rows.items()
    )


def divided_in_words(agreement: decl.Agreement, divided: Divided) -> str:
    """Return which row of a case the second run has as two, and what is divided between them."""
    columns = given_columns(agreement.get(divided.source, decl.Source))
    said = [
        f"{name} {_text(one, column.type, ())} and {_text(other, column.type, ())}"
        for (name, column), one, other in zip(columns.items(), *divided.parts, strict=True)
        if isinstance(column.type, DIVIDED) and not column.unique
    ]
    return f"row {divided.place + 1} of {divided.source} as two, with {', '.join(said)}"


def _table(source: decl.Source, rows: tuple[GivenRow, ...], periods: Sequence[Period]) -> RowTable:
    columns = given_columns(source)
    kinds = [column.type for column in columns.values()]
    cells = (
        tuple(_text(cell, type, periods) for cell, type in zip(row, kinds, strict=True))
        for row in rows
    )
    unique = frozenset(at for at, each in enumerate(columns.values()) if each.unique)
    return RowTable(source.name, tuple(columns), tuple(cells), unique)


def _text(cell: Exact | None, type: types.Type, periods: Sequence[Period]) -> str:
    if cell is None:
        return ""
    if isinstance(type, types.PeriodType):
        return periods[int(cell)].label
    return in_words(cell, type)


def written_rows(
    agreement: decl.Agreement, case: Case, changed: bool = False
) -> list[tuple[str, list[list[str]]]] | None:
    """Return the grids of a run's rows by source, or None where an example cannot give a column."""
    found: list[tuple[str, list[list[str]]]] = []
    for name, rows in case.rows_of(changed).items():
        columns = given_columns(agreement.get(name, decl.Source))
        kinds = [column.type for column in columns.values()]
        if any(isinstance(kind, _NOT_WRITTEN) for kind in kinds):
            return None
        cells = (
            [written(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in rows
        )
        found.append((name, [list(columns), *cells]))
    return found


def written(cell: Exact | None, type: types.Type) -> str:
    """Return a cell as terms give it: its sign first, with its unit, a text between quotes."""
    if cell is None:
        return ""
    if isinstance(cell, Fraction) and cell < 0:
        return f"-{written(-cell, type)}"
    words = in_words(cell, type)
    match type:
        case types.Count(unit):
            return f"{words} {unit}"
        case types.Text():
            return f'"{words}"'
        case _:
            return words
