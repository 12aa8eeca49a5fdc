"""Aggregates over the rows of a source, for each settlement period.

In: what is known, and the aggregates of the checked contract. Out: a `QueryResult` of each, by the
id of its node. Promised: exact results, the same whether the rows are at hand or kept by a
database, which is imported only for rows it keeps.
"""

from collections.abc import Mapping
from types import MappingProxyType

from milestonelang.agreement.declarations import Agreement
from milestonelang.agreement.expressions import RowAggregate
from milestonelang.data.frames import IsBusinessDay, frame_of, weekdays_only
from milestonelang.data.gather import QueryResult as QueryResult, gather, result_of
from milestonelang.data.known import Known, row_aggregates
from milestonelang.data.model import Exact, LargeRows
from milestonelang.data.row_values import MissingRowsError, RowWorld


def run_queries(
    known: Known,
    agreement: Agreement,
    settings: Mapping[str, Exact],
    is_business_day: IsBusinessDay = weekdays_only,
    settled: Mapping[int, QueryResult] = MappingProxyType({}),
) -> dict[int, QueryResult]:
    """Return the result of every aggregate over rows whose rows were given, by node id.

    Those that are *settled* are not worked out again.
    """
    frame = frame_of(agreement, agreement.contract.settled)
    world = RowWorld(agreement, frame, known.rows, settings, is_business_day)
    results: dict[int, QueryResult] = {}
    for nodes in row_aggregates(agreement).values():
        for node in nodes:
            if node.id in settled:
                results[node.id] = settled[node.id]
                continue
            try:
                results[node.id] = evaluate_query(node, world)
            except MissingRowsError:
                # Whatever rests on it is already among what is missing.
                continue
    return results


def evaluate_query(node: RowAggregate, world: RowWorld) -> QueryResult:
    """Return the aggregate for each settlement period.

    Raises MissingRowsError where the rows of a source were not given.
    """
    rows = world.source_rows(node.source)
    if isinstance(rows, LargeRows):
        from milestonelang.data import duckdb_queries  # importing it takes 110 ms

        return duckdb_queries.evaluate_large(node, rows, world)
    return result_of(node, rows.file, gather(node, rows, world, {}), world)
