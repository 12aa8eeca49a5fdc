"""Aggregates over the rows of many partners that SQL has no exact form for: one by one.

In: the rows of a source, in the order of partners. Out: the same file of results as a query writes,
each computed by the plain evaluator from the partner's own rows. Promised: one partner's rows are
held at a time.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from milestonelang.agreement.expressions import RowAggregate
from milestonelang.data.duckdb_by_partner import (
    BAD,
    NEVER_NOTHING,
    PERIOD,
    Asking,
    Grouped,
    Kind,
    Result,
    columns_needed,
    doubtful,
)
from milestonelang.data.duckdb_sources import FILE, NUMBER, PARTNER
from milestonelang.data.duckdb_tables import CHUNK
from milestonelang.data.gather import gather, result_of
from milestonelang.data.model import Rows
from milestonelang.data.row_values import RowWorld

WorldOf = Callable[[str], RowWorld]


def one_by_one(
    nodes: Sequence[RowAggregate], asking: Asking, world_of: WorldOf, place: Path
) -> Grouped:
    """Write the results of aggregates, partner by partner; *world_of* gives a partner's world."""
    import pyarrow
    from pyarrow import parquet

    source = asking.source
    needed = columns_needed(nodes, source.source)
    doubts = doubtful(source, needed)
    own = pyarrow.int64() if asking.has_numbers else pyarrow.string()
    fields = [(PARTNER.strip('"'), own), (PERIOD.strip('"'), pyarrow.int32())]
    fields += [(f"{letter}{at}", kind) for at in range(len(nodes)) for letter, kind in _letters()]
    if doubts:
        fields.append((BAD.strip('"'), pyarrow.bool_()))
    schema = pyarrow.schema(fields)
    with parquet.ParquetWriter(place, schema) as writer:
        waiting: list[dict[str, Any]] = []
        for key, rows in _partners(asking, needed, doubts):
            named = int(key) if asking.has_numbers else key
            waiting += _of_partner(nodes, named, rows, world_of(key))
            if len(waiting) >= CHUNK:
                writer.write_table(pyarrow.Table.from_pylist(waiting, schema))
                waiting = []
        writer.write_table(pyarrow.Table.from_pylist(waiting, schema))
    results = tuple(
        Result(int(node.id), at, Kind.EXACT, 1, False, node.aggregate not in NEVER_NOTHING, True)
        for at, node in enumerate(nodes)
    )
    by_day = nodes[0].dated_by == source.source.dated_by
    return Grouped(source.source.name, place, results, bool(doubts), by_day)


def _letters() -> tuple[tuple[str, Any], ...]:
    import pyarrow

    return (("v", pyarrow.string()), ("c", pyarrow.int64()), ("e", pyarrow.int64()))


def _partners(
    asking: Asking, needed: Sequence[str], doubts: str
) -> Iterator[tuple[str, tuple[Rows, int]]]:
    """Yield each partner with its good rows, and how many others it has."""
    source = asking.source
    stored = [source.cells[name].stored for name in needed]
    good = f"NOT ({doubts})" if doubts else "true"
    cells = [f"CASE WHEN {good} THEN {item.sql} END" for item in stored]
    wanted = [f"CAST({asking.key(source.by)} AS VARCHAR) AS {PARTNER}", FILE, NUMBER, good, *cells]
    cursor = asking.database.connection
    cursor.execute(
        f"SELECT {', '.join(wanted)} FROM {source.relation} WHERE {asking.key(source.by)} IS NOT "
        f"NULL ORDER BY {asking.key(source.by)}, {FILE}, {NUMBER}"
    )
    for key, found in groupby(_fetched(cursor), lambda row: str(row[0])):
        rows = list(found)
        kept = [row for row in rows if row[3]]
        columns = {
            name: tuple(item.exact(row[4 + at]) for row in kept)
            for at, (name, item) in enumerate(zip(needed, stored, strict=True))
        }
        numbers = tuple(int(row[2]) for row in kept)
        own = Rows(source.source.name, source.name, numbers, columns)
        yield key, (own, len(rows) - len(kept))


def _fetched(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while batch := cursor.fetchmany(CHUNK):
        yield from batch


def _of_partner(
    nodes: Sequence[RowAggregate], key: str | int, found: tuple[Rows, int], world: RowWorld
) -> list[dict[str, Any]]:
    rows, bad = found
    results = [result_of(node, rows.file, gather(node, rows, world, {}), world) for node in nodes]
    lines = []
    for index in range(len(world.settlement.periods)):
        line: dict[str, Any] = {PARTNER.strip('"'): key, PERIOD.strip('"'): index}
        if bad:
            line[BAD.strip('"')] = True
        for at, result in enumerate(results):
            item = result.periods[index]
            line[f"v{at}"] = None if item.value is None else _written(item.value)
            line[f"c{at}"] = item.rows
            line[f"e{at}"] = item.empty_row
        lines.append(line)
    return lines


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
