"""Aggregates over the rows of a source, for each settlement period.

In: a `RowAggregate` of the checked contract and a `RowWorld`. Out: a `QueryResult`. Promised: exact
results, the same whether the rows are at hand or kept by a database, which is imported only for
rows it keeps.
"""

from milestonelang.agreement.expressions import RowAggregate
from milestonelang.data.gather import QueryResult as QueryResult
from milestonelang.data.gather import gather, result_of
from milestonelang.data.model import LargeRows
from milestonelang.data.row_values import RowWorld


def evaluate_query(node: RowAggregate, world: RowWorld) -> QueryResult:
    """Return the aggregate for each settlement period.

    Raises MissingRowsError where the rows of a source were not given.
    """
    rows = world.source_rows(node.source)
    if isinstance(rows, LargeRows):
        from milestonelang.data import duckdb_queries  # importing it takes 110 ms

        return duckdb_queries.evaluate_large(node, rows, world)
    return result_of(node, rows.file, gather(node, rows, world, {}), world)
