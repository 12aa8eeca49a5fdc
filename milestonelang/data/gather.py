"""Aggregates over rows, for each settlement period: their meaning in plain Python.

In: a `RowAggregate` of the checked contract, typed rows and a `RowWorld`. Out: an accumulator for
each settlement period that has rows, or the `QueryResult` of all of them. A row is counted in the
period that holds the day in the query's date column, where the query's condition holds.
"""

from collections.abc import Iterable

from milestonelang import records
from milestonelang.agreement.expressions import ColumnValue, Expr, RowAggregate, walk
from milestonelang.data.aggregates import Accumulator, Gathered, accumulator
from milestonelang.data.model import Exact, Rows
from milestonelang.data.row_values import RowColumns, RowWorld, Value
from milestonelang.types import Aggregate


@records.frozen
class QueryResult:
    """What a query gave: the file, and for each settlement period the value and rows counted.

    *periods* has an entry for each settlement period of the frame, by index.
    """

    source: str
    file: str
    periods: tuple[Gathered, ...]

    @property
    def values(self) -> dict[int, Exact | None]:
        """The value of each settlement period by index."""
        return {index: item.value for index, item in enumerate(self.periods)}


def gather(
    node: RowAggregate, rows: Rows, world: RowWorld, into: dict[int, Accumulator]
) -> dict[int, Accumulator]:
    """Add *rows* to the accumulator of each settlement period, and return these."""
    columns = RowColumns(world, rows)
    days = columns.column(node.dated_by)
    counts = _always if node.where is None else columns.compile(node.where, node.dated_by)
    read = _nothing if node.of is None else columns.compile(node.of, node.dated_by)
    order = _order(node, columns)
    holding = world.settlement.holding
    periods: dict[int, int | None] = {}
    for at in range(rows.count):
        day = days[at]
        if day is None:
            continue
        number = int(day)
        if number not in periods:
            periods[number] = holding(number)
        period = periods[number]
        if period is None or counts(at) is not True:
            continue
        found = into.get(period)
        if found is None:
            found = into[period] = accumulator(node.aggregate)
        found.add(read(at), order[at] if order else (), rows.numbers[at])
    return into


def result_of(
    node: RowAggregate, file: str, gathered: dict[int, Accumulator], world: RowWorld
) -> QueryResult:
    """Return the result for every settlement period, those without a row too."""
    nothing = accumulator(node.aggregate).result()
    found = {period: item.result() for period, item in gathered.items()}
    periods = tuple(found.get(period.index, nothing) for period in world.settlement.periods)
    return QueryResult(node.source, file, periods)


def columns_read(expressions: Iterable[Expr | None], source: str) -> frozenset[str]:
    """Return the columns of *source* that the expressions name."""
    return frozenset(
        node.column
        for expression in expressions
        if expression is not None
        for node in walk(expression)
        if isinstance(node, ColumnValue) and node.source == source
    )


def _order(node: RowAggregate, columns: RowColumns) -> list[tuple[int]]:
    if node.aggregate not in (Aggregate.FIRST, Aggregate.LAST):
        return []
    order: list[tuple[int]] = [(0,)] * columns.rows.count
    for place, at in enumerate(columns.in_order()):
        order[at] = (place,)
    return order


def _always(at: int) -> Value:
    return True


def _nothing(at: int) -> Value:
    return None
