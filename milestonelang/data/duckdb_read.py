"""Read Parquet and large CSV files of a source through a database, as strictly as small ones.

Every cell is read as text; a guard in SQL lets through what is plainly right, and only that is
cast. If the guard stops a cell anywhere, the file is read by the plain reader, which either says
what is wrong or reads what the guard was too narrow for. So the guard may refuse what is right
but never lets through what is wrong, and messages are the same for files of any size.
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import duckdb

from milestonelang import records
from milestonelang.agreement.declarations import Column, Source
from milestonelang.data import problems
from milestonelang.data.cells import CellReaders
from milestonelang.data.duckdb_guards import Guard, guard_of
from milestonelang.data.duckdb_tables import (
    CHUNK,
    REPORTED,
    ROW,
    DatabaseTable,
    Stored,
    close_door,
    connect,
)
from milestonelang.data.model import LargeRows, SourceRows
from milestonelang.data.read_metrics import REPORTED_ON
from milestonelang.data.read_rows import check_header, given_columns, read_rows, unique_columns
from milestonelang.data.tables import FileProblems, Row, Table, decode, read_csv, text_lines
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.types import Date, describe

_LARGEST_PLAIN = 256 * 1024 * 1024
_MOST_PLAIN_ROWS = 2_000_000
_EXACT_TYPES = ("VARCHAR", "DECIMAL", "DATE", "BOOLEAN", "ENUM")
_INTEGER_TYPES = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_PLAINLY = "write every cell in its plain form: `1250.00`, `84%`, `2026-03-31`"


@records.frozen
class _Lines:
    """Lines after the header, commas in the whole file, and whether it has any quotes."""

    count: int
    commas: int
    has_quotes: bool


def read_large_csv(
    source: Source, readers: CellReaders, path: Path, found: FileProblems
) -> SourceRows | None:
    """Return the rows of a large CSV file, left in a database where all of them are plain."""
    file = str(path)
    header = csv_header(path)
    if header is not None:
        quiet = FileProblems(file, found.sink)
        if check_header(source, file, header, quiet) and len(set(header)) == len(header):
            relation = _csv_relation(len(header))
            lines = _plain_lines(path)
            rows: LargeRows | frozenset[int] = frozenset()
            if lines is not None:
                rows = _guarded(source, readers, path, header, relation, lines)
            if isinstance(rows, LargeRows):
                return rows
            if rows and _are_wrong(rows, source, readers, path, found):
                return None
    if path.stat().st_size <= _LARGEST_PLAIN:
        text = decode(file, path.read_bytes(), "a file of rows has at least a header", found)
        table = None if text is None else read_csv(file, text_lines(text), found)
        return None if table is None else read_rows(source, readers, table, found)
    _say_what_is_wrong(source, readers, path, found)
    return None


def read_parquet(
    source: Source, readers: CellReaders, path: Path, found: FileProblems
) -> SourceRows | None:
    """Return the rows of a Parquet file, left in a database where all of them are plain."""
    file = str(path)
    try:
        with connect() as connection:
            described = connection.execute(
                "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(?))",
                [literal_path(path)],
            ).fetchall()
            pages = _too_large_page(connection, path)
    except duckdb.Error:
        remedy = "write the file again"
        found.add(problems.wrong_kind_of_file(file, "a Parquet file that cannot be read", remedy))
        return None
    if pages is not None:
        found.add(pages)
        return None
    types = {str(name): str(kind) for name, kind in described}
    if not check_header(source, file, types, found):
        return None
    for name, column in given_columns(source).items():
        if not is_exact_kind(types[name]):
            found.add(problems.inexact_column(file, name, types[name], describe(column.type)))
    if found.has_errors:
        return None
    relation = _parquet_relation(types)
    rows = _guarded(source, readers, path, tuple(types), relation, None)
    if isinstance(rows, LargeRows):
        return rows
    return _plain_parquet(source, readers, path, tuple(types), relation, found)


def _too_large_page(connection: duckdb.DuckDBPyConnection, path: Path) -> Diagnostic | None:
    from milestonelang.data.parquet_pages import LARGEST_PAGE, Part, too_large_in

    parts = connection.execute(
        "SELECT row_group_id + 1, path_in_schema, "
        "least(data_page_offset, coalesce(nullif(dictionary_page_offset, 0), data_page_offset)), "
        "num_values FROM parquet_metadata(?) WHERE compression <> 'UNCOMPRESSED'",
        [literal_path(path)],
    ).fetchall()
    return too_large_in(path, (Part(*each) for each in parts), LARGEST_PAGE)


# ---- through the database


def _guarded(
    source: Source,
    readers: CellReaders,
    path: Path,
    header: Sequence[str],
    relation: str,
    lines: _Lines | None,
) -> LargeRows | frozenset[int]:
    """Return the rows in a table, or the numbers of those in which a cell is not plainly right.

    No numbers are returned where the database lost its way in the file.
    """
    guards = _guards(source, readers, header)
    if guards is None:
        return frozenset()
    first_row = 1 if lines is None else 2
    parts = [f'row_number() OVER () + {first_row - 1} AS "row"']
    checks: list[str] = []
    columns: dict[str, Stored] = {}
    for at, (name, guard) in enumerate(zip(header, guards, strict=True)):
        column = REPORTED if name == REPORTED_ON else f'"v{at}"'
        parts.append(f"CASE WHEN {guard.accepts} THEN {guard.value} END AS {column}")
        checks.append(guard.accepts)
        if name in given_columns(source):
            columns[name] = Stored(column, guard.held, guard.scale)
    parts.append(f"NOT ({' AND '.join(checks)}) AS doubtful")
    parts.append(f"{_commas(len(header)) if lines and lines.has_quotes else '0'} AS commas")
    connection = connect()
    table = DatabaseTable(connection, columns, source.dated_by, REPORTED_ON in header)
    try:
        connection.execute(
            f"CREATE TABLE data AS SELECT {', '.join(parts)} FROM {relation}",
            [literal_path(path)],
        )
        close_door(connection)
        accepted = _accepted(source, table, len(header), lines)
    except duckdb.Error:
        # Whatever the database stumbles over, the plain reader knows to say what it is.
        accepted = frozenset()
    if isinstance(accepted, frozenset):
        connection.close()
        return accepted
    return LargeRows(source.name, str(path), accepted, table)


def _commas(width: int) -> str:
    """Return how many commas stand inside the cells of a row, in SQL."""
    cells = [f"coalesce(length(t{at}) - length(replace(t{at}, ',', '')), 0)" for at in range(width)]
    return " + ".join(cells)


def _accepted(
    source: Source, table: DatabaseTable, width: int, lines: _Lines | None
) -> int | frozenset[int]:
    """Return the number of rows, or the doubtful ones; none of them where a cell was lost."""
    unique = [table.columns[name].sql for name in unique_columns(source)]
    counts = ["count(*)", "coalesce(sum(commas), 0)", "count(*) FILTER (WHERE doubtful)"]
    counts += [f"count({name}) - count(DISTINCT {name})" for name in unique]
    found = table.connection.execute(f"SELECT {', '.join(counts)} FROM data").fetchone()
    assert found is not None
    count, inside, *wrong = (int(item) for item in found)
    # The database drops an empty line, and an empty cell too many at the end of a file.
    between = (width - 1) * (count + 1)
    if lines is not None and (count != lines.count or inside + between != lines.commas):
        return frozenset()
    if any(wrong):
        doubtful = table.connection.execute(f"SELECT {ROW} FROM data WHERE doubtful").fetchall()
        return frozenset(int(number) for (number,) in doubtful)
    for name in ("doubtful", "commas"):
        table.connection.execute(f"ALTER TABLE data DROP COLUMN {name}")
    return count


def _guards(source: Source, readers: CellReaders, header: Sequence[str]) -> list[Guard] | None:
    given = given_columns(source)
    guards: list[Guard] = []
    for at, name in enumerate(header):
        column = given.get(name)
        guard = (
            guard_of(f'"t{at}"', Date(), None, True, readers.agreement)
            if column is None
            else _guard_of_column(f'"t{at}"', column, readers)
        )
        if guard is None:
            return None
        guards.append(guard)
    return guards


def _guard_of_column(text: str, column: Column, readers: CellReaders) -> Guard | None:
    return guard_of(text, column.type, column.range, column.may_be_empty, readers.agreement)


def _csv_relation(width: int) -> str:
    columns = ", ".join(f"'t{at}': 'VARCHAR'" for at in range(width))
    return (
        f"read_csv(?, columns = {{{columns}}}, auto_detect = false, header = true, delim = ',', "
        "quote = '\"', escape = '\"', nullstr = '', strict_mode = true, null_padding = false, "
        "ignore_errors = false, encoding = 'utf-8')"
    )


def _parquet_relation(types: dict[str, str]) -> str:
    parts = []
    for at, (name, kind) in enumerate(types.items()):
        text = f'CAST("{name.replace(chr(34), chr(34) * 2)}" AS VARCHAR)'
        if kind.startswith("DECIMAL") and not kind.endswith(",0)"):
            # The scale of a type says nothing about the amount: 12.5000 is 12.50.
            text = f"rtrim(rtrim({text}, '0'), '.')"
        parts.append(f"nullif({text}, '') AS t{at}")
    return f"(SELECT {', '.join(parts)} FROM read_parquet(?))"


def is_exact_kind(kind: str) -> bool:
    """Whether the database holds values of this type exactly."""
    return (
        kind.startswith(_EXACT_TYPES) or kind in _INTEGER_TYPES or f"{kind[1:]}" in _INTEGER_TYPES
    )


def literal_path(path: Path) -> str:
    """Return a path in which no character stands for others."""
    return "".join(f"[{item}]" if item in "*?[" else item for item in str(path))


# ---- by the plain reader


def csv_header(path: Path) -> tuple[str, ...] | None:
    """Return the header of a CSV file, None where it has none that can be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = next(csv.reader(file, strict=True), None)
    except (UnicodeDecodeError, csv.Error):
        return None
    return None if first is None else tuple(first)


def _are_wrong(
    rows: frozenset[int], source: Source, readers: CellReaders, path: Path, found: FileProblems
) -> bool:
    """Report what is wrong in the rows of these numbers, and return whether anything is."""
    if not _is_utf8(path, found):
        return True
    with path.open(encoding="utf-8-sig", newline="") as lines:
        table = read_csv(str(path), lines, found)
        if table is not None:
            doubtful = (row for row in table.rows if row[0] in rows)
            read_rows(source, readers, Table(table.file, table.header, doubtful), found)
    return found.has_errors


def _plain_lines(path: Path) -> _Lines | None:
    """Return what a CSV file's rows must account for, or None where lines end in two ways."""
    ends = returns = both = commas = quotes = 0
    last = b""
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            ends += block.count(b"\n")
            returns += block.count(b"\r")
            both += block.count(b"\r\n") + (last == b"\r" and block.startswith(b"\n"))
            commas += block.count(b",")
            quotes += block.count(b'"')
            last = block[-1:]
    if returns != both or both not in (0, ends):
        return None
    return _Lines(ends - 1 + (last != b"\n"), commas, quotes > 0)


def _plain_parquet(
    source: Source,
    readers: CellReaders,
    path: Path,
    header: tuple[str, ...],
    relation: str,
    found: FileProblems,
) -> SourceRows | None:
    with connect() as connection:
        cursor = connection.execute(f"SELECT * FROM {relation}", [literal_path(path)])
        counted = connection.cursor().execute(
            f"SELECT count(*) FROM {relation}", [literal_path(path)]
        )
        total = counted.fetchone()
        rows = _numbered(cursor)
        table = Table(str(path), header, rows)
        if total is not None and int(total[0]) <= _MOST_PLAIN_ROWS:
            return read_rows(source, readers, table, found)
        _scan(source, readers, table, path, found)
        return None


def _numbered(cursor: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    number = 0
    while batch := cursor.fetchmany(CHUNK):
        for cells in batch:
            number += 1
            yield number, ["" if cell is None else str(cell) for cell in cells]


def _say_what_is_wrong(
    source: Source, readers: CellReaders, path: Path, found: FileProblems
) -> None:
    """Report what is wrong with a file that is too large for the plain reader to keep."""
    if not _is_utf8(path, found):
        return
    with path.open(encoding="utf-8-sig", newline="") as lines:
        table = read_csv(str(path), lines, found)
        if table is not None:
            _scan(source, readers, table, path, found)


def _scan(
    source: Source, readers: CellReaders, table: Table, path: Path, found: FileProblems
) -> None:
    rows = iter(table.rows)
    while found.count < problems.SHOWN_PROBLEMS and (chunk := tuple(islice(rows, CHUNK))):
        read_rows(source, readers, Table(table.file, table.header, chunk), found)
    if not found.has_errors:
        found.add(problems.too_large(str(path), path.stat().st_size, _LARGEST_PLAIN, _PLAINLY))


def _is_utf8(path: Path, found: FileProblems) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset, rows = 0, 1
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            at = block.find(b"\0")
            if at >= 0:
                row = rows + block.count(b"\n", 0, at)
                found.add(problems.nul_character(str(path), row, offset + at))
                return False
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                byte = error.object[error.start]
                row = rows + block.count(b"\n", 0, error.start)
                found.add(problems.not_utf8(str(path), row, offset + error.start, byte))
                return False
            offset += len(block)
            rows += block.count(b"\n")
    return True
