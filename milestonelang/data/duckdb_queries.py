"""Queries over rows that a database keeps, with the results that plain Python gives.

In: a `RowAggregate` and rows in a database table. Out: the same `QueryResult` as `queries` gives.
Conditions, sums, extremes and orders are SQL over integers; quotients are formed here, of exact
sums. What has no exact form in SQL, or would leave 128 bits, streams through the plain evaluator.
"""

from fractions import Fraction

import duckdb

from milestonelang.agreement.declarations import Source
from milestonelang.agreement.expressions import RowAggregate, RunningColumn, walk
from milestonelang.data.aggregates import Accumulator, Gathered, accumulator
from milestonelang.data.duckdb_expressions import NotInSqlError, Sql, lowering_of
from milestonelang.data.duckdb_tables import ROW, Stored, chunks, fetch, table_of
from milestonelang.data.gather import QueryResult, columns_read, gather, result_of
from milestonelang.data.model import LargeRows
from milestonelang.data.row_values import RowWorld
from milestonelang.types import Aggregate

_ENDS = (Aggregate.FIRST, Aggregate.LAST)


def evaluate_large(node: RowAggregate, rows: LargeRows, world: RowWorld) -> QueryResult:
    """Return the aggregate for each settlement period, of rows that a database keeps."""
    try:
        found = _in_sql(node, rows, world)
    except (NotInSqlError, duckdb.OutOfRangeException, duckdb.ConversionException):
        return _streamed(node, rows, world)
    nothing = accumulator(node.aggregate).result()
    periods = tuple(found.get(period.index, nothing) for period in world.settlement.periods)
    return QueryResult(node.source, rows.file, periods)


def _streamed(node: RowAggregate, rows: LargeRows, world: RowWorld) -> QueryResult:
    source = world.agreement.get(node.source, Source)
    computed = {column.name: column.computed for column in source.columns if column.computed}
    expressions = [node.of, node.where, *computed.values()]
    needed = columns_read(expressions, node.source)
    needed |= {node.dated_by, source.dated_by, *source.ordered_by}
    given = [name for name in table_of(rows).columns if name in needed]
    # What depends on the rows before it needs all of them at hand.
    whole = node.aggregate in _ENDS or any(
        isinstance(item, RunningColumn)
        for expression in expressions
        if expression is not None
        for item in walk(expression)
    )
    gathered: dict[int, Accumulator] = {}
    for chunk in chunks(rows, given, None) if whole else chunks(rows, given):
        gather(node, chunk, world, gathered)
    return result_of(node, rows.file, gathered, world)


def _in_sql(node: RowAggregate, rows: LargeRows, world: RowWorld) -> dict[int, Gathered]:
    lowering = lowering_of(world, rows)
    day = lowering.column(node.dated_by).text
    where = "true" if node.where is None else lowering.condition(node.where)
    of = None if node.of is None else lowering.lower(node.of)
    order = [] if node.aggregate not in _ENDS else lowering.order()
    value = "NULL" if of is None else of.text
    counted = (
        f"SELECT {_period(world, day)} AS period, {value} AS value, {ROW} AS number"
        f"{''.join(f', {text} AS o{at}' for at, text in enumerate(order))} "
        f"FROM {lowering.relation()} WHERE {where}"
    )
    counted = f"(SELECT * FROM ({counted}) WHERE period IS NOT NULL)"
    table = table_of(rows)
    if node.aggregate is Aggregate.MEDIAN:
        found = fetch(table, _median(counted))
    elif node.aggregate in _ENDS:
        found = fetch(table, _end(counted, len(order), node.aggregate is Aggregate.LAST))
    else:
        found = fetch(
            table,
            f"SELECT period, {_AGGREGATES[node.aggregate]}, count(*), count(value), "
            f"min(number) FILTER (WHERE value IS NULL) FROM {counted} GROUP BY period",
        )
    return {int(str(row[0])): _gathered(node.aggregate, of, row) for row in found}


_AGGREGATES = {
    Aggregate.SUM: "sum(value)",
    Aggregate.AVERAGE: "sum(value)",
    Aggregate.HIGHEST: "max(value)",
    Aggregate.LOWEST: "min(value)",
    Aggregate.COUNT: "count(*)",
    Aggregate.COUNT_DISTINCT: "count(DISTINCT value)",
    Aggregate.SHARE: "count(*) FILTER (WHERE value)",
}


def _median(counted: str) -> str:
    """Return the query for the sum of the one or two values in the middle, and their number."""
    ranked = (
        "SELECT period, value, row_number() OVER (PARTITION BY period ORDER BY value) AS place, "
        "count(value) OVER (PARTITION BY period) AS many, "
        "count(*) OVER (PARTITION BY period) AS rows, "
        "min(number) FILTER (WHERE value IS NULL) OVER (PARTITION BY period) AS empty "
        f"FROM {counted}"
    )
    return (
        "SELECT period, sum(value) FILTER (WHERE place IN ((many + 1) // 2, many // 2 + 1)), "
        "any_value(rows), count(*) FILTER (WHERE place IN ((many + 1) // 2, many // 2 + 1)), "
        f"any_value(empty) FROM ({ranked}) GROUP BY period"
    )


def _end(counted: str, keys: int, last: bool) -> str:
    """Return the query for the first or last row's value."""
    way, nulls = ("DESC", "FIRST") if last else ("ASC", "LAST")
    order = ", ".join([*(f"o{at} {way} NULLS {nulls}" for at in range(keys)), f"number {way}"])
    ranked = (
        f"SELECT period, value, number, row_number() OVER (PARTITION BY period ORDER BY {order}) "
        f"AS place, count(*) OVER (PARTITION BY period) AS rows FROM {counted}"
    )
    return (
        "SELECT period, value, rows, 1, CASE WHEN value IS NULL THEN number END "
        f"FROM ({ranked}) WHERE place = 1"
    )


def _gathered(aggregate: Aggregate, of: Sql | None, row: tuple[object, ...]) -> Gathered:
    raw, rows, known = row[1], int(str(row[2])), int(str(row[3]))
    empty = None if row[4] is None else int(str(row[4]))
    match aggregate:
        case Aggregate.COUNT:
            return Gathered(Fraction(rows), rows)
        case Aggregate.SHARE:
            return Gathered(Fraction(int(str(raw)), rows), rows)
        case _ if empty is not None:
            return Gathered(None, rows, empty)
        case Aggregate.COUNT_DISTINCT:
            return Gathered(Fraction(int(str(raw))), rows)
    assert of is not None
    value = Stored("", of.held, of.scale).exact(raw)
    if aggregate in (Aggregate.AVERAGE, Aggregate.MEDIAN):
        assert value is not None and not isinstance(value, str)
        return Gathered(_mean(value, known, aggregate), rows)
    return Gathered(value, rows)


def _mean(total: Fraction | int, known: int, aggregate: Aggregate) -> Fraction | int:
    if aggregate is Aggregate.MEDIAN and known == 1:
        return total
    return Fraction(total) / known


def _period(world: RowWorld, day: str) -> str:
    """Return the settlement period of a day in SQL, null outside all of them."""
    periods = world.settlement.periods
    cases = " ".join(f"WHEN {day} <= {period.end:d} THEN {period.index:d}" for period in periods)
    return f"CASE WHEN {day} < {periods[0].start:d} THEN NULL {cases} END"
