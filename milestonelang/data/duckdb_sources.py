"""Rows of many partners: files of a source, or a table, as the database is to read them.

In: the source's declaration and files (Parquet or CSV; one, several, or folders of them) or an
Arrow table. Out: a `PartnerSource`: a relation, its cells with what makes each good, and the column
that says whose row it is. Promised: nothing is read through binary floating point; columns are
those that the source declares, and the same in all files.
"""

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from milestonelang import records
from milestonelang.agreement.declarations import Agreement, Column, Source
from milestonelang.data import partner_problems, problems, row_problems
from milestonelang.data.duckdb_guards import guard_of, quoted
from milestonelang.data.duckdb_read import csv_header, is_exact_kind, literal_path
from milestonelang.data.duckdb_tables import Held, Stored
from milestonelang.data.partner_tables import UnusableTableError
from milestonelang.data.read_metrics import REPORTED_ON
from milestonelang.data.read_rows import check_header, given_columns
from milestonelang.data.tables import FileProblems
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.primitives.currencies import minor_units
from milestonelang.primitives.numbers import decimal_text
from milestonelang.types import (
    Choice,
    Count,
    Date,
    Money,
    Number,
    Percent,
    Quotient,
    Truth,
    Type,
    describe,
)

PARTNER = '"milestone partner"'
FILE = '"milestone file"'
NUMBER = '"milestone row"'
BAD_LINES = "bad_lines"


@records.frozen
class Cell:
    """A column of the rows: its value where *accepts* holds (always, where it is empty)."""

    column: Column
    text: str
    accepts: str
    stored: Stored


@records.frozen(eq=False)
class PartnerSource:
    """The rows of a source, of many partners.

    *by* is the partner's column in SQL, empty where the rows are everybody's. *is_text*: a file of
    lines, which the database may be unable to part into cells. *by_place*: where *by* stands.
    """

    source: Source
    files: tuple[str, ...]
    relation: str
    by: str
    cells: dict[str, Cell]
    is_text: bool
    by_place: int | None
    table: Any = None

    @property
    def name(self) -> str:
        """How messages call the rows."""
        return self.files[0] if len(self.files) == 1 else f"the rows of {self.source.name}"

    def columns(self) -> dict[str, Stored]:
        """Return the columns as expressions over them read them."""
        return {name: cell.stored for name, cell in self.cells.items()}


def open_rows(agreement: Agreement, source: Source, given: Any, by: str) -> PartnerSource:
    """Return the rows of a source; raises UnusableTableError."""
    if isinstance(given, str | os.PathLike):
        given = [given]
    if not isinstance(given, list | tuple):
        types = {field.name: _arrow_kind(field.type) for field in given.schema}
        relation = (
            f"(SELECT *, 'the table' AS {FILE}, row_number() OVER () AS {NUMBER} "
            f"FROM {_quoted_name(source.name)})"
        )
        return _opened(agreement, source, ("the table",), types, relation, by, given)
    files = _files(source, given)
    if files[0].suffix.lower() == ".csv":
        return _open_csv(agreement, source, files, by)
    return _open_parquet(agreement, source, files, by)


def _files(source: Source, given: Sequence[Any]) -> list[Path]:
    """Return the files that are meant, those of a folder in the order of their names."""
    found: list[Path] = []
    for item in given:
        path = Path(item)
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if _is_table(each))
            if not inside:
                raise UnusableTableError(row_problems.no_files(str(path)))
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            reason = "it is no regular file" if path.exists() else "there is no such file"
            raise UnusableTableError(problems.unreadable_file(str(path), reason))
    kinds = {path.suffix.lower() == ".csv" for path in found}
    if len(kinds) > 1:
        odd = next(path for path in found if (path.suffix.lower() == ".csv") is not kinds.pop())
        raise UnusableTableError(row_problems.mixed_files(source.name, str(odd)))
    return found


def _is_table(path: Path) -> bool:
    # What begins with a point or a line is not data but what a job leaves beside it.
    return path.suffix.lower() in (".parquet", ".csv") and path.name[0] not in "._"


def _open_parquet(
    agreement: Agreement, source: Source, files: list[Path], by: str
) -> PartnerSource:
    import pyarrow
    from pyarrow import parquet

    types: dict[str, str] | None = None
    whole: set[str] | None = None
    for path in files:
        try:
            facts = parquet.read_metadata(path)
            schema = facts.schema.to_arrow_schema()
        except (pyarrow.ArrowException, OSError, ValueError) as error:
            what = "no Parquet file that can be read"
            remedy = "give rows as Parquet or CSV"
            raise UnusableTableError(
                problems.wrong_kind_of_file(str(path), what, remedy)
            ) from error
        own = {field.name: _arrow_kind(field.type) for field in schema}
        if types is not None and own != types:
            raise UnusableTableError(_differs(str(path), str(files[0]), own, types))
        types = own
        filled = _without_nulls(facts)
        whole = filled if whole is None else whole & filled
    names = ", ".join(quoted(literal_path(path)) for path in files)
    relation = (
        f"(SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS {NUMBER} FROM "
        f"read_parquet([{names}], file_row_number = true, filename = 'milestone file', "
        "hive_partitioning = false))"
    )
    paths = tuple(map(str, files))
    return _opened(agreement, source, paths, types or {}, relation, by, whole=whole or set())


def _without_nulls(facts: Any) -> set[str]:
    """Return the columns of a Parquet file of which its footer says that no cell is empty."""
    found = set(facts.schema.to_arrow_schema().names)
    for at in range(facts.num_row_groups):
        group = facts.row_group(at)
        for place in range(group.num_columns):
            column = group.column(place)
            known = column.statistics
            if known is None or not known.has_null_count or known.null_count:
                found.discard(column.path_in_schema)
    return found


def _open_csv(agreement: Agreement, source: Source, files: list[Path], by: str) -> PartnerSource:
    parts, first = [], None
    for path in files:
        header = csv_header(path)
        if header is None:
            raise UnusableTableError(row_problems.no_header(str(path)))
        if len(set(header)) < len(header):
            doubled = next(name for name in header if header.count(name) > 1)
            raise UnusableTableError(problems.duplicate_column(str(path), doubled))
        own = dict.fromkeys(header, "VARCHAR")
        if first is not None and own != first:
            raise UnusableTableError(_differs(str(path), str(files[0]), own, first))
        first = first or own
        columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in header)
        parts.append(
            f"SELECT *, {quoted(str(path))} AS {FILE}, row_number() OVER () + 1 AS {NUMBER} FROM "
            f"read_csv({quoted(literal_path(path))}, columns = {{{columns}}}, "
            "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
            "nullstr = '', strict_mode = true, encoding = 'utf-8', store_rejects = true, "
            "hive_partitioning = false, "
            f"rejects_table = '{BAD_LINES}', rejects_scan = 'bad_scans', rejects_limit = 0)"
        )
    relation = f"({' UNION ALL BY NAME '.join(parts)})"
    return _opened(agreement, source, tuple(map(str, files)), first or {}, relation, by)


def _differs(file: str, first: str, own: dict[str, str], types: dict[str, str]) -> Any:
    name = next(
        (name for name in (*types, *own) if own.get(name) != types.get(name)),
        next(iter(types), ""),
    )
    return row_problems.other_columns(file, first, name, own.get(name), types.get(name))


def _opened(
    agreement: Agreement,
    source: Source,
    files: tuple[str, ...],
    types: dict[str, str],
    relation: str,
    by: str,
    table: Any = None,
    whole: Collection[str] = (),
) -> PartnerSource:
    sink = Sink()
    found = FileProblems(files[0], sink)
    given = given_columns(source)
    if REPORTED_ON in types:
        remedy = "give the rows that count; `evaluate` and `settle` restate those of one partner"
        raise UnusableTableError(
            partner_problems.not_in_batch(files[0], f"the column `{REPORTED_ON}`", remedy)
        )
    check_header(source, files[0], [name for name in types if name != by or name in given], found)
    for name, column in given.items():
        if name in types and not is_exact_kind(types[name]):
            kind, wanted = types[name], describe(column.type)
            found.add(problems.inexact_column(files[0], name, kind, wanted))
    if by in types and not _is_key(types[by]):
        kind, wanted = types[by], "the names of partners"
        found.add(problems.inexact_column(files[0], by, kind, wanted))
    if found.has_errors:
        raise UnusableTableError(*sink.found)
    cells = {
        name: _cell(column, types[name], agreement, name in whole) for name, column in given.items()
    }
    own = _quoted_name(by) if by in types else ""
    if own and types[by] != "VARCHAR":
        own = f"CAST({own} AS VARCHAR)"
    is_text = files[0].lower().endswith(".csv")
    place = list(types).index(by) if own else None
    return PartnerSource(source, files, relation, own, cells, is_text, place, table)


# ---- cells


def _cell(column: Column, kind: str, agreement: Agreement, is_whole: bool) -> Cell:
    """Return how a column is read, as the database holds it or from its text.

    *is_whole*: none of its cells is empty.
    """
    name = _quoted_name(column.name)
    guard = _own_guard(name, kind, column)
    text = f"CAST({name} AS VARCHAR)"
    if guard is None:
        own = name if kind == "VARCHAR" else text
        held = f"nullif({own}, '')"
        found = guard_of(held, column.type, column.range, column.may_be_empty, agreement)
        if found is None:
            raise UnusableTableError(
                partner_problems.not_in_batch(
                    None, f"the column `{column.name}`", "write it in a plain form"
                )
            )
        value = Stored(found.value, found.held, found.scale)
        if found.held is Held.TEXT:
            value = Stored(held if column.may_be_empty else own, Held.TEXT)
        return Cell(column, held, found.accepts, value)
    if is_whole:
        return Cell(column, text, guard[0], guard[1])
    empty = f"{name} IS NULL OR " if column.may_be_empty else ""
    accepts = f"({empty}coalesce({guard[0]}, false))" if guard[0] else ""
    if not accepts and not column.may_be_empty:
        accepts = f"{name} IS NOT NULL"
    return Cell(column, text, accepts, guard[1])


def _own_guard(name: str, kind: str, column: Column) -> tuple[str, Stored] | None:
    """Return how a column of the database's own exact type is read, and what makes it good."""
    type = column.type
    if kind == "DATE" and isinstance(type, Date):
        ordinal = f"({name} - DATE '0001-01-01' + 1)"
        return "", Stored(ordinal, Held.DAY, plain=name)
    if kind == "BOOLEAN" and isinstance(type, Truth):
        return "", Stored(name, Held.TRUTH)
    if isinstance(type, Choice) and kind == "VARCHAR":
        return f"{name} IN ({', '.join(map(quoted, type.values))})", Stored(name, Held.TEXT)
    is_number = isinstance(type, Money | Number | Count | Percent | Quotient)
    if not is_number:
        return None
    if kind.startswith("DECIMAL"):
        scale = int(kind.rstrip(")").rpartition(",")[2])
        whole = f"CAST(CAST({name} AS DECIMAL(38, {scale})) * {10**scale} AS HUGEINT)"
        good = _finest(name, scale, type)
        stored = Stored(whole, Held.NUMBER, scale, name)
    elif kind.endswith("INT") or kind == "INTEGER":
        if isinstance(type, Percent):
            return None
        good, stored = "", Stored(f"CAST({name} AS HUGEINT)", Held.NUMBER, 0)
    else:
        return None
    span = column.range
    if span is not None:
        limits = f"{name} BETWEEN {decimal_text(span.low)} AND {decimal_text(span.high)}"
        if span.step is not None and span.step != 1:
            return None
        good = f"{good} AND {limits}" if good else limits
    return good, stored


def _finest(name: str, scale: int, type: Type) -> str:
    """Return the condition that a decimal is no finer than its type can be."""
    places = scale
    if isinstance(type, Money):
        places = minor_units(type.currency) or 0
    elif isinstance(type, Count):
        places = 0
    return f"{name} = round({name}, {places})" if scale > places else ""


def _arrow_kind(kind: Any) -> str:
    """Return the database's name of an Arrow type that it reads exactly, else Arrow's own."""
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return "VARCHAR"
    if types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    if types.is_date32(kind):
        return "DATE"
    if types.is_boolean(kind):
        return "BOOLEAN"
    if types.is_integer(kind):
        return "BIGINT" if types.is_signed_integer(kind) else "UBIGINT"
    return str(kind).upper()


def _is_key(kind: str) -> bool:
    return kind == "VARCHAR" or kind.endswith("INT")


def _quoted_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
