"""Tables of many partners: one row a partner and period, or one row a partner.

In: Parquet files or Arrow tables. Out: chunks that hold whole partners, one after the other, so
that memory stays bounded. Rows need not be in order: where they are not, the database sorts them
first, on the disk if need be.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from milestonelang import records
from milestonelang.data import partner_problems, problems
from milestonelang.data.frames import PERIOD_COLUMNS
from milestonelang.diagnostics.diagnostic import Diagnostic

ROWS_AT_ONCE = 1 << 17
CELLS_AT_ONCE = 1 << 20  # so many stay in the processor's cache
MOST_OF_ONE = 1 << 17  # rows: one for each period is a thousandth of it
AT = "@"


class UnusableTableError(Exception):
    """A table cannot be used at all; its diagnostics say why."""

    def __init__(self, diagnostic: Diagnostic, *others: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic
        self.diagnostics = (diagnostic, *others)


@records.frozen(eq=False)
class Chunk:
    """Some rows of a table; *first* is the number of the first one, the file's first being 1."""

    table: Any
    first: int
    numbers: Any = None  # of each row, where they were put in order


@records.frozen(eq=False)
class PartnerTable:
    """A table of partners. *period* is its column of periods, None where a row is a partner."""

    name: str
    schema: Any
    by: str
    period: str | None
    path: Path | None
    table: Any = None

    @property
    def is_wide(self) -> bool:
        """Whether a row is a partner, with a column for each figure and period."""
        return self.period is None


def open_table(source: Any, by: str) -> PartnerTable:
    """Return a Parquet file or an Arrow table; raises UnusableTableError."""
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        name, schema = str(path), _schema_of(path)
        table = None
    else:
        path, name = None, "the table"
        table = source
        schema = source.schema
    doubled = [item for item in schema.names if schema.names.count(item) > 1]
    if doubled:
        raise UnusableTableError(problems.duplicate_column(name, doubled[0]))
    if by not in schema.names:
        raise UnusableTableError(partner_problems.no_partner_column(name, by, schema.names))
    periods = [item for item in schema.names if item in PERIOD_COLUMNS]
    if len(periods) > 1:
        raise UnusableTableError(problems.two_period_columns(name, *periods[:2]))
    return PartnerTable(name, schema, by, periods[0] if periods else None, path, table)


def last_label(found: PartnerTable) -> str | None:
    """Return the last period that the table speaks of; labels sort as text."""
    if found.period is None:
        labels = [item.partition(AT)[2] for item in found.schema.names if AT in item]
        return max(labels, default=None)
    if found.path is None:
        from pyarrow import compute  # importing it takes 100 ms

        highest = compute.max(found.table.column(found.period).cast("string"))
        text: str | None = highest.as_py()
        return text
    from pyarrow import parquet

    labels = []
    with parquet.ParquetFile(found.path) as file:
        at = file.schema_arrow.names.index(found.period)
        for group in range(file.metadata.num_row_groups):
            facts = file.metadata.row_group(group).column(at).statistics
            if facts is not None and facts.has_min_max:
                labels.append(str(facts.max))
                continue
            column = file.read_row_group(group, columns=[found.period]).column(0)
            labels += [str(each) for each in column.unique().to_pylist() if each is not None]
    return max(labels, default=None)


def chunks(
    found: PartnerTable, columns: Sequence[str], beside: int | None = None
) -> Iterator[Chunk]:
    """Yield the rows of a table in chunks that hold whole partners.

    *beside*: so many cells of other data go with each row, in the order of partners. Without such
    data, partners of a table with a row for each come in its own order.
    """
    if found.is_wide and (beside is None or _is_in_order(found)):
        yield from _numbered(_batches(found, columns, beside or 0))
        return
    if _is_in_order(found):
        yield from _whole(found.by, _numbered(_batches(found, columns, beside or 0)), found.name)
        return
    with tempfile.TemporaryDirectory(prefix="milestone-") as folder:
        place = Path(folder) / "sorted.parquet"
        from milestonelang.data.duckdb_sort import sort_rows

        sort_rows(found.path if found.path is not None else found.table, found.by, place)
        ordered = records.evolve(found, path=place, table=None)
        batches = _batches(ordered, [*columns, ROW], beside or 0)
        yield from _whole(found.by, _with_numbers(batches), found.name)


ROW = "milestone row"


def _batches(found: PartnerTable, columns: Sequence[str], beside: int = 0) -> Iterator[Any]:
    import pyarrow

    cells = len(columns) + beside
    rows = max(1 << 13, min(ROWS_AT_ONCE, CELLS_AT_ONCE // cells // 64 * 64))
    if found.path is None:
        table = found.table.select(list(columns))
        for batch in table.to_batches(max_chunksize=rows):
            yield pyarrow.Table.from_batches([batch])
        return
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(found.path, pre_buffer=False) as file:
            for batch in file.iter_batches(rows, columns=list(columns)):
                yield pyarrow.Table.from_batches([batch])
    except (pyarrow.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0][:120]
        raise UnusableTableError(problems.unreadable_file(found.name, reason)) from error


def _numbered(batches: Iterator[Any]) -> Iterator[Chunk]:
    first = 1
    for batch in batches:
        yield Chunk(batch, first)
        first += batch.num_rows


def _with_numbers(batches: Iterator[Any]) -> Iterator[Chunk]:
    for batch in batches:
        numbers = batch.column(ROW).to_numpy()
        yield Chunk(batch.drop_columns([ROW]), 1, numbers)


def whole_partners(tables: Iterator[Any], by: str) -> Iterator[Any]:
    """Yield tables so that none ends within a partner, whose rows stand together."""
    for chunk in _whole(by, _numbered(tables)):
        yield chunk.table


def _whole(by: str, parts: Iterator[Chunk], file: str | None = None) -> Iterator[Chunk]:
    """Yield chunks so that none ends within a partner, whose rows of a *file* have an end."""
    import numpy
    import pyarrow

    kept: Chunk | None = None
    for part in parts:
        if kept is not None:
            numbers = None
            if part.numbers is not None:
                numbers = numpy.concatenate([kept.numbers, part.numbers])
            part = Chunk(pyarrow.concat_tables([kept.table, part.table]), kept.first, numbers)
        cut = _last_start(part.table.column(by))
        kept = _cut(part, cut, part.table.num_rows)
        if file is not None and kept.table.num_rows > MOST_OF_ONE:
            name = str(kept.table.column(by)[0])
            problem = partner_problems.too_many_rows(file, by, name, MOST_OF_ONE)
            raise UnusableTableError(problem)
        if cut:
            yield _cut(part, 0, cut)
    if kept is not None and kept.table.num_rows:
        yield kept


def _cut(part: Chunk, start: int, end: int) -> Chunk:
    numbers = None if part.numbers is None else part.numbers[start:end]
    return Chunk(part.table.slice(start, end - start), part.first + start, numbers)


def _last_start(keys: Any) -> int:
    """Return where the rows of the last partner begin."""
    import numpy
    from pyarrow import compute

    if not len(keys):
        return 0
    same = compute.equal(keys, keys[-1]).fill_null(False).to_numpy()
    different = numpy.flatnonzero(~same)
    return int(different[-1]) + 1 if len(different) else 0


def _is_in_order(found: PartnerTable) -> bool:
    """Whether the rows of each partner stand together: keys never fall."""
    from pyarrow import compute

    before = None
    for batch in _batches(found, [found.by]):
        keys = batch.column(0).combine_chunks()
        if keys.null_count:
            keys = keys.drop_null()
        if not len(keys):
            continue
        if before is not None and keys[0].as_py() < before:
            return False
        if len(keys) > 1 and compute.any(compute.less(keys[1:], keys[:-1])).as_py():
            return False
        before = keys[-1].as_py()
    return True


def doubled_keys(found: PartnerTable) -> frozenset[str]:
    """Return the partners that have more than one row in a table with a row for each."""
    import pyarrow
    from pyarrow import compute

    if _rises(found):
        return frozenset()
    keys = [batch.column(0) for batch in _batches(found, [found.by])]
    parts = [chunk for key in keys for chunk in key.chunks]
    if not parts:
        return frozenset()
    counts = compute.value_counts(pyarrow.chunked_array(parts).cast("string"))
    several = compute.filter(counts.field("values"), compute.greater(counts.field("counts"), 1))
    return frozenset(str(each) for each in several.to_pylist() if each)


def without_rows(found: PartnerTable, names: Iterable[str]) -> list[str]:
    """Return those of *names* that no row of a table is of."""
    import pyarrow
    from pyarrow import compute

    left = set(names)
    for batch in _batches(found, [found.by]):
        if not left:
            break
        wanted = pyarrow.array(sorted(left), pyarrow.string())
        keys = batch.column(0).cast(pyarrow.string())
        left -= set(keys.filter(compute.is_in(keys, value_set=wanted)).to_pylist())
    return sorted(left)


def _rises(found: PartnerTable) -> bool:
    from pyarrow import compute

    before = None
    for batch in _batches(found, [found.by]):
        keys = batch.column(0).combine_chunks()
        if keys.null_count or not len(keys):
            return False
        if before is not None and not before < keys[0].as_py():
            return False
        if len(keys) > 1 and not compute.all(compute.less(keys[:-1], keys[1:])).as_py():
            return False
        before = keys[-1].as_py()
    return True


def _schema_of(path: Path) -> Any:
    import pyarrow
    from pyarrow import parquet

    if not path.is_file():
        reason = "it is a folder" if path.is_dir() else "there is no such file"
        raise UnusableTableError(problems.unreadable_file(str(path), reason))
    try:
        return parquet.read_schema(path)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        remedy = "write the figures of many partners as Parquet"
        raise UnusableTableError(
            problems.wrong_kind_of_file(str(path), "no Parquet file that can be read", remedy)
        ) from error
