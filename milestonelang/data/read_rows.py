"""Read the rows of a source into columns of exact values.

In: a table of text and the source's declaration. Out: `Rows`. Promised: the header has exactly the
declared columns, computed ones aside; a value that is unique stands once, or once a report.
"""

from collections.abc import Iterable, Mapping

from milestonelang.agreement.declarations import Column, Source
from milestonelang.data import cell_problems, problems
from milestonelang.data.cells import CellReaders, ReadCell
from milestonelang.data.model import Exact, Rows
from milestonelang.data.read_metrics import REPORTED_ON
from milestonelang.data.tables import FileProblems, Table
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.types import Date

Values = list[Exact | None]


def given_columns(source: Source) -> dict[str, Column]:
    """Return the columns that a file of the source has, by name."""
    return {column.name: column for column in source.columns if column.computed is None}


def check_header(source: Source, file: str, header: Iterable[str], found: FileProblems) -> bool:
    """Report columns that are missing or not asked for, and return whether there are none."""
    given = given_columns(source)
    declared = {column.name for column in source.columns}
    present = tuple(header)
    fine = True
    for column in present:
        if column in given or column == REPORTED_ON:
            continue
        fine = False
        if column in declared:
            what = "it follows from the other columns of its row"
            found.add(problems.computed_column(file, column, what))
        else:
            found.add(problems.unknown_column(file, column, tuple(given), {}))
    for name in given:
        if name not in present:
            fine = False
            remedy = f"the source `{source.name}` declares it; add the column"
            found.add(problems.missing_column(file, name, remedy))
    return fine


def read_rows(
    source: Source, readers: CellReaders, table: Table, found: FileProblems
) -> Rows | None:
    """Return the typed rows of a source's file, or None after saying what is wrong."""
    if not check_header(source, table.file, table.header, found):
        return None
    numbers: list[int] = []
    texts: list[tuple[str, ...]] = []
    for number, cells in table.rows:
        numbers.append(number)
        texts.append(tuple(cells))
    by_column = list(zip(*texts, strict=True)) if texts else [() for _ in table.header]
    given = given_columns(source)
    columns: dict[str, tuple[Exact | None, ...]] = {}
    reported_on: tuple[int | None, ...] | None = None
    for name, cells in zip(table.header, by_column, strict=True):
        if name == REPORTED_ON:
            days = _read_column(name, cells, numbers, readers.reader(Date()), True, source, found)
            reported_on = tuple(None if day is None else int(day) for day in days)
        if name in given:
            column = given[name]
            read = readers.reader(column.type, column.range)
            empty = column.may_be_empty
            values = _read_column(name, cells, numbers, read, empty, source, found)
            columns[name] = tuple(values)
    if found.has_errors:
        return None
    rows = Rows(source.name, table.file, tuple(numbers), columns, reported_on)
    texts_of = dict(zip(table.header, by_column, strict=True))
    return rows if _are_unique(source, rows, texts_of, found) else None


def _read_column(
    name: str,
    cells: Iterable[str],
    numbers: list[int],
    read: ReadCell,
    may_be_empty: bool,
    source: Source,
    found: FileProblems,
) -> Values:
    values: Values = []
    for number, cell in zip(numbers, cells, strict=True):
        if cell == "":
            values.append(None)
            if not may_be_empty:
                what = f"the source `{source.name}` does not let it be empty (`may be empty`)"
                found.at(number, name, cell_problems.empty_cell(name, what))
            continue
        value = read(cell)
        if isinstance(value, Diagnostic):
            found.at(number, name, value)
            values.append(None)
        else:
            values.append(value)
    return values


def unique_columns(source: Source) -> tuple[str, ...]:
    """Return the columns of the file in which no value stands twice."""
    return tuple(name for name, column in given_columns(source).items() if column.unique)


def _are_unique(
    source: Source, rows: Rows, texts: Mapping[str, tuple[str, ...]], found: FileProblems
) -> bool:
    unique = unique_columns(source)
    fine = True
    reported = rows.reported_on or (None,) * rows.count
    keys = list(zip(*(rows.columns[name] for name in unique), strict=True))
    for name in unique:
        # A row that is reported again, on another day, has the same values in all unique columns.
        first: dict[Exact, tuple[int, tuple[Exact | None, ...]]] = {}
        days: set[tuple[Exact, int | None]] = set()
        for at, value in enumerate(rows.columns[name]):
            if value is None:
                continue
            earlier, key = first.setdefault(value, (at, keys[at]))
            doubled = key != keys[at] or (value, reported[at]) in days
            days.add((value, reported[at]))
            if doubled:
                fine = False
                number, text = rows.numbers[at], texts[name][at]
                found.add(problems.not_unique(rows.file, number, name, text, rows.numbers[earlier]))
    return fine
