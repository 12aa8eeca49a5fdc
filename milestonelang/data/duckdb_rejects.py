"""Rows of many partners that cannot be used: which, where and why.

In: the rows of a source and the partners that are computed. Out: a `RowReject` for each cell that
is not good, and the partners whose figures would be wrong without these rows. Promised: what is
wrong is said in the words of the plain reader.
"""

import csv
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from milestonelang import records
from milestonelang.data import cell_problems, row_problems
from milestonelang.data.cells import CellReaders, read_text
from milestonelang.data.duckdb_by_partner import (
    Asking,
    Grouped,
    doubtful,
    result_file,
)
from milestonelang.data.duckdb_database import Database
from milestonelang.data.duckdb_guards import quoted
from milestonelang.data.duckdb_read import literal_path
from milestonelang.data.duckdb_sources import (
    BAD_LINES,
    FILE,
    NUMBER,
    PARTNER,
    Cell,
    PartnerSource,
)
from milestonelang.data.partner_tables import UnusableTableError
from milestonelang.data.read_rows import unique_columns
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.primitives.numbers import decimal_text
from milestonelang.types import Percent

MOST_LISTED = 100_000


@records.frozen
class RowReject:
    """A row that cannot be used, or a cell of it."""

    file: str
    row: int
    column: str
    reason: str


@records.frozen
class Spoiled:
    """What cannot be used of a source's rows, and whose figures would be wrong without it.

    *nobodys* counts the rows of partners that are not computed.
    """

    rejects: tuple[RowReject, ...] = ()
    partners: frozenset[str] = frozenset()
    nobodys: int = 0


def spoiled_rows(
    asking: Asking, columns: Sequence[str], readers: CellReaders, has_bad: bool
) -> Spoiled:
    """Return the rows whose cells are not good; *has_bad* says whether there are any."""
    rejects: list[RowReject] = []
    partners: set[str] = set()
    source, database = asking.source, asking.database
    if has_bad:
        _bad_cells(asking, columns, readers, rejects, partners)
    for name in unique_columns(source.source):
        _doubled(asking, name, rejects, partners)
    if source.is_text:
        rejects = _renumbered(database, rejects)
        _bad_lines(database, source, rejects, partners)
    return Spoiled(tuple(rejects), frozenset(partners))


def nobodys_rows(asking: Asking, own: Grouped, named: str) -> Spoiled:
    """Return the rows of partners that are not in the table `keys`; *own* are results of them."""
    source = asking.source
    one = f"SELECT 1 FROM {result_file(own)} AS found WHERE NOT EXISTS"
    if not asking.database.rows(f"{one} (FROM keys WHERE keys.partner = found.{PARTNER}) LIMIT 1"):
        return Spoiled()
    named_rows = f"SELECT *, {asking.key(source.by)} AS {PARTNER} FROM {source.relation}"
    whose = f"FROM ({named_rows}) AS rows WHERE NOT EXISTS"
    whose += f" (FROM keys WHERE keys.partner = rows.{PARTNER})"
    [(count,)] = asking.database.rows(f"SELECT count(*) {whose}")
    number = int(str(count))
    _limit(source, number)
    if not number:
        return Spoiled()
    found = asking.database.rows(f"SELECT {FILE}, {NUMBER}, {source.by} {whose}")
    rejects = [
        RowReject(str(file), int(str(row)), asking.by, _whose(key, named))
        for file, row, key in found
    ]
    if source.is_text:
        rejects = _renumbered(asking.database, rejects)
    return Spoiled(tuple(rejects), frozenset(), number)


def _whose(key: object, named: str) -> str:
    if key is None or key == "":
        return "the row does not say whose it is"
    wrong = read_text(str(key))
    if isinstance(wrong, Diagnostic):
        return wrong.message
    return f"`{key}` is not among the partners of {named}"


def _limit(source: PartnerSource, count: int) -> None:
    if count > MOST_LISTED:
        raise UnusableTableError(row_problems.too_many_bad_rows(source.name, count, MOST_LISTED))


def _bad_cells(
    asking: Asking,
    columns: Sequence[str],
    readers: CellReaders,
    rejects: list[RowReject],
    partners: set[str],
) -> None:
    source = asking.source
    doubts = doubtful(source, columns)
    cells = [source.cells[name] for name in columns if source.cells[name].accepts]
    [(count,)] = asking.database.rows(f"SELECT count(*) FROM {source.relation} WHERE {doubts}")
    _limit(source, int(str(count)))
    wanted = [FILE, NUMBER, f"CAST({asking.key(source.by)} AS VARCHAR)"]
    for cell in cells:
        wanted += [f"({cell.accepts})", cell.text]
    found = asking.database.rows(
        f"SELECT {', '.join(wanted)} FROM {source.relation} WHERE {doubts}"
    )
    for file, row, partner, *parts in found:
        if partner is not None:
            partners.add(str(partner))
        for cell, is_good, text in zip(cells, parts[::2], parts[1::2], strict=True):
            if not is_good:
                reason = _reason(cell, text, readers, source)
                rejects.append(RowReject(str(file), int(str(row)), cell.column.name, reason))


def _reason(cell: Cell, text: object, readers: CellReaders, source: PartnerSource) -> str:
    column = cell.column
    if text is None or text == "":
        what = f"the source `{source.source.name}` does not let it be empty (`may be empty`)"
        return cell_problems.empty_cell(column.name, what).message
    shown = str(text)
    if cell.stored.plain and isinstance(column.type, Percent):
        shown = decimal_text(Fraction(shown) * 100) + "%"
    wrong = readers.reader(column.type, column.range)(shown)
    if isinstance(wrong, Diagnostic):
        return wrong.message
    return f"`{shown}` is not written in its plain form, as `1250.00`, `84%` or `2026-03-31`"


def _doubled(asking: Asking, name: str, rejects: list[RowReject], partners: set[str]) -> None:
    """Note the rows in which a unique value of a partner stands again."""
    source = asking.source
    key, value = asking.key(source.by), source.cells[name].text
    relation = f"(SELECT {FILE}, {NUMBER}, {key} AS key, {value} AS value FROM {source.relation})"
    pairs = f"SELECT key, value FROM {relation} WHERE value IS NOT NULL AND key IS NOT NULL"
    found = asking.database.rows(
        f"SELECT {FILE}, {NUMBER}, key, value FROM {relation} WHERE (key, value) IN "
        f"({pairs} GROUP BY ALL HAVING count(*) > 1) ORDER BY key, value, 1, 2 "
        f"LIMIT {MOST_LISTED + 1}"
    )
    _limit(source, len(found))
    before: tuple[object, object] | None = None
    for file, row, partner, text in found:
        if (partner, text) == before:
            reason = f"`{text}` stands in an earlier row of the partner, and is to be unique"
            rejects.append(RowReject(str(file), int(str(row)), name, reason))
            partners.add(str(partner))
        before = partner, text


def _renumbered(database: Database, rejects: list[RowReject]) -> list[RowReject]:
    """Return rejects with rows numbered as in the file, lines that are none counted in."""
    lines: dict[str, list[int]] = {}
    for file, line, *_ in _lost_lines(database):
        lines.setdefault(str(file), []).append(int(str(line)))
    found = []
    for item in rejects:
        row = item.row
        for line in lines.get(item.file, ()):
            row += line <= row
        found.append(records.evolve(item, row=row))
    return found


def _bad_lines(
    database: Database, source: PartnerSource, rejects: list[RowReject], partners: set[str]
) -> None:
    """Note the lines that the database could not part into cells, and whose they seem to be."""
    lost = _lost_lines(database)
    _limit(source, len(lost))
    for file, line, text, message in lost:
        rejects.append(RowReject(str(file), int(str(line)), "", _lost(str(message))))
        try:
            cells = next(csv.reader([str(text)]), [])
        except csv.Error:
            cells = []
        if source.by_place is not None and source.by_place < len(cells):
            partners.add(cells[source.by_place])


def _lost(message: str) -> str:
    first = message.splitlines()[0].rstrip(".")
    return f"the line cannot be parted into cells: {first[:1].lower()}{first[1:]}"


def _lost_lines(database: Database) -> list[tuple[object, ...]]:
    """Return file, line, its text and what is wrong, for each line that could not be read."""
    tables = database.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'bad_lines'")
    if not tables:
        return []
    return database.rows(
        "SELECT DISTINCT bad_scans.file_path, line, any_value(csv_line), "
        f"any_value(error_message) FROM {BAD_LINES} JOIN bad_scans USING (scan_id, file_id) "
        "GROUP BY 1, 2 ORDER BY 1, 2"
    )


def write_keys(database: Database, grouped: Sequence[Grouped], by: str, place: Path) -> None:
    """Write the partners that stand in results, in their order, without names that are none."""
    files = ", ".join(quoted(str(item.path)) for item in grouped)
    names = (
        f"SELECT DISTINCT {PARTNER} AS partner FROM read_parquet([{files}], union_by_name = true)"
    )
    names += f" WHERE {PARTNER} IS NOT NULL"
    plain = "regexp_full_match(partner, '[A-Za-z0-9]([A-Za-z0-9 ._:/-]*[A-Za-z0-9])?')"
    strange = database.rows(f"SELECT partner FROM ({names}) WHERE NOT {plain}")
    bad = [str(key) for (key,) in strange if isinstance(read_text(str(key)), Diagnostic)]
    left = f" AND {PARTNER} NOT IN ({', '.join(map(quoted, bad))})" if bad else ""
    column = '"' + by.replace('"', '""') + '"'
    database.run(
        f"COPY (SELECT partner AS {column} FROM ({names}{left}) ORDER BY partner) "
        f"TO {quoted(str(place))} (FORMAT parquet)"
    )


def take_keys(database: Database, keys: Any, by: str) -> None:
    """Make the table `keys` of the partners of a file or an Arrow column."""
    column = '"' + by.replace('"', '""') + '"'
    if isinstance(keys, Path):
        relation = f"read_parquet({quoted(literal_path(keys))})"
        database.run(
            f"CREATE OR REPLACE TABLE keys AS SELECT DISTINCT {column} AS partner FROM {relation}"
        )
        return
    import pyarrow

    database.keep("keys", pyarrow.table({"partner": keys.unique()}))
