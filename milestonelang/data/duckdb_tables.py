"""Rows of a source in a database table, as exact integers, days, choices and text.

A number is held as an integer of 10^-scale of its unit, never as a binary fraction; a day as its
ordinal. Promised: what is read back are the values that plain reading gives, and the database
reaches neither the network nor another file once its table is made.
"""

from collections.abc import Iterator, Sequence
from enum import Enum
from fractions import Fraction

import duckdb

from milestonelang import records
from milestonelang.data.model import Exact, LargeRows, Rows

CHUNK = 50_000
ROW = '"row"'
REPORTED = '"reported"'


class Held(Enum):
    """How a column is held."""

    NUMBER = "number"
    DAY = "day"
    TRUTH = "truth"
    TEXT = "text"


@records.frozen
class Stored:
    """One column: its name in the table, how it is held, and for numbers the scale.

    *plain* is the column as the database's own decimal or date, where it is one.
    """

    sql: str
    held: Held
    scale: int = 0
    plain: str = ""

    def exact(self, raw: object) -> Exact | None:
        """Return the exact value of what the database gave."""
        if raw is None:
            return None
        match self.held:
            case Held.NUMBER:
                assert isinstance(raw, int)
                return Fraction(raw, 10**self.scale)
            case Held.TEXT:
                assert isinstance(raw, str)
                return raw
            case _:
                assert isinstance(raw, int)
                return raw


@records.frozen(eq=False)
class DatabaseTable:
    """An open table called `data`: its columns by their declared names, and that of its date."""

    connection: duckdb.DuckDBPyConnection
    columns: dict[str, Stored]
    dated_by: str
    has_reported: bool


def connect() -> duckdb.DuckDBPyConnection:
    """Return a database in memory that loads nothing from anywhere by itself."""
    return duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "temp_directory": "",
        },
    )


def close_door(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep the database from every file from now on."""
    connection.execute("SET enable_external_access = false")


def table_of(rows: LargeRows) -> DatabaseTable:
    """Return the open table of rows that a database keeps."""
    assert isinstance(rows.table, DatabaseTable)
    return rows.table


def known_rows(rows: LargeRows) -> str:
    """Return the relation of the rows that are known, in SQL."""
    if rows.known_by is None:
        return "data"
    table = table_of(rows)
    day = table.columns[table.dated_by].sql
    if table.has_reported:
        day = f"coalesce({REPORTED}, {day})"
    return f"(SELECT * FROM data WHERE {day} IS NULL OR {day} <= {rows.known_by:d})"


def has_report_days(rows: LargeRows) -> bool:
    """Whether the rows say on which day they were reported."""
    return table_of(rows).has_reported


def report_days(rows: LargeRows) -> Iterator[tuple[int | None, int]]:
    """Yield the own day and the day of the report of every row that has one."""
    table = table_of(rows)
    if not table.has_reported:
        return
    own = table.columns[table.dated_by].sql
    sql = f"SELECT {own}, {REPORTED} FROM data WHERE {REPORTED} IS NOT NULL"
    for day, reported in fetch(table, sql):
        yield None if day is None else int(str(day)), int(str(reported))


def distinct_values(rows: LargeRows, column: str) -> frozenset[Exact]:
    """Return the distinct values of a column, empty cells aside."""
    table = table_of(rows)
    stored = table.columns[column]
    found = fetch(
        table,
        f"SELECT DISTINCT {stored.sql} FROM {known_rows(rows)} WHERE {stored.sql} IS NOT NULL",
    )
    return frozenset(value for (raw,) in found if (value := stored.exact(raw)) is not None)


def count_outside(rows: LargeRows, column: str, first: int, last: int) -> int:
    """Return how many rows have a day before *first* or after *last*."""
    table = table_of(rows)
    day = table.columns[column].sql
    found = fetch(
        table, f"SELECT count(*) FROM data WHERE {day} NOT BETWEEN {first:d} AND {last:d}"
    )
    return int(str(found[0][0]))


def last_day(rows: LargeRows, column: str, first: int, last: int) -> int | None:
    """Return the last day of the rows that lie from *first* to *last*."""
    table = table_of(rows)
    day = table.columns[column].sql
    found = fetch(table, f"SELECT max({day}) FROM data WHERE {day} BETWEEN {first:d} AND {last:d}")
    return None if found[0][0] is None else int(str(found[0][0]))


def first_day(rows: LargeRows, column: str) -> int | None:
    """Return the first day of the rows."""
    table = table_of(rows)
    found = fetch(table, f"SELECT min({table.columns[column].sql}) FROM data")
    return None if found[0][0] is None else int(str(found[0][0]))


def chunks(rows: LargeRows, columns: Sequence[str], size: int | None = CHUNK) -> Iterator[Rows]:
    """Yield the rows that are known, with the named columns, in the order of the file.

    With *size* None all of them come at once.
    """
    table = table_of(rows)
    stored = [table.columns[name] for name in columns]
    wanted = ", ".join([ROW, *(item.sql for item in stored)])
    cursor = table.connection.cursor()
    cursor.execute(f"SELECT {wanted} FROM {known_rows(rows)} ORDER BY {ROW}")
    while found := cursor.fetchall() if size is None else cursor.fetchmany(size):
        by_column = list(zip(*found, strict=True))
        yield Rows(
            source=rows.source,
            file=rows.file,
            numbers=tuple(int(number) for number in by_column[0]),
            columns={
                name: tuple(item.exact(raw) for raw in values)
                for name, item, values in zip(columns, stored, by_column[1:], strict=True)
            },
        )


def fetch(table: DatabaseTable, sql: str) -> list[tuple[object, ...]]:
    """Return all rows of a query."""
    # A cursor of its own: two queries on one connection would share their result.
    return table.connection.cursor().execute(sql).fetchall()
