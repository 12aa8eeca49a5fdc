"""Hand what is known to a program: figures, results of queries and events, period by period.

In: what is known, the contract, the results of the queries, the program's periods. Out: the
program's inputs. Promised: each input has one entry a period; what is missing says what it is, who
owes it and since when.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from milestonelang import ir
from milestonelang.agreement.audits import audit_of, results_of
from milestonelang.agreement.declarations import Agreement, Event, Review, Source
from milestonelang.agreement.expressions import ColumnValue, RowAggregate
from milestonelang.agreement.rows import blocks_of
from milestonelang.data.acts import ACTS
from milestonelang.data.known import Known, Missing, row_aggregates
from milestonelang.data.model import EventRow, Exact
from milestonelang.data.reported import reported_metrics
from milestonelang.primitives.periods import Period

if TYPE_CHECKING:
    from milestonelang.data.blocks import BlockRows
    from milestonelang.data.gather import QueryResult

_HAPPENS = frozenset({"evidence", "delivery", "decision"})


def make_inputs(
    known: Known,
    agreement: Agreement,
    periods: Sequence[Period],
    queries: "Mapping[int, QueryResult]",
    blocks: "Mapping[int, BlockRows] | None" = None,
) -> ir.Inputs:
    """Return the inputs of a run over *periods*, which begin with the settlement periods."""
    metrics = {
        name: tuple(_figure(known, name, period) for period in periods)
        for name in (*reported_metrics(agreement), *known.given)
    }
    results = {
        int(node.id): tuple(
            _result(known, agreement, owner, node, queries.get(node.id), period)
            for period in periods
        )
        for owner, nodes in row_aggregates(agreement).items()
        for node in nodes
    }
    rows = {
        int(block.id): tuple(
            _rows(known, owner, block.source, (blocks or {}).get(int(block.id)), period)
            for period in periods
        )
        for owner, block in blocks_of(agreement).items()
    }
    happenings, acts = of_events(known.events, agreement)
    return ir.Inputs(metrics, results, happenings, acts, rows)


def of_events(
    events: Sequence[EventRow], agreement: Agreement
) -> tuple[dict[str, tuple[ir.Happening, ...]], dict[str, tuple[ir.Act, ...]]]:
    """Return what happened, and waivers and extensions, by what they are about."""
    return _happenings(events, agreement), _acts(events)


def _figure(known: Known, metric: str, period: Period) -> Exact | ir.Missing:
    figure = known.figure(metric, period.index)
    if figure is not None:
        return figure.value
    return _missing(known.missing.get((metric, period.index)), metric, period)


def _result(
    known: Known,
    agreement: Agreement,
    owner: str,
    node: RowAggregate,
    result: "QueryResult | None",
    period: Period,
) -> Exact | ir.Missing | ir.Nothing:
    missing = known.missing.get((owner, period.index))
    if missing is not None or result is None or period.index >= len(result.periods):
        return _missing(missing, node.source, period)
    gathered = result.periods[period.index]
    if gathered.value is not None:
        return gathered.value
    if gathered.empty_row is not None:
        column = f"{node.of.column} " if isinstance(node.of, ColumnValue) else ""
        what = f"{column}in row {gathered.empty_row} of {node.source}"
        return ir.Missing(what, period.label, agreement.get(node.source, Source).kept_by, None)
    return ir.Nothing(node.source, period.label)


def _rows(
    known: Known, owner: str, source: str, rows: "BlockRows | None", period: Period
) -> tuple[ir.Row, ...] | ir.Missing:
    missing = known.missing.get((owner, period.index))
    if missing is not None or rows is None:
        return _missing(missing, source, period)
    # After the periods that data may speak of there are no rows.
    return rows.periods[period.index] if period.index < len(rows.periods) else ()


def _missing(missing: Missing | None, name: str, period: Period) -> ir.Missing:
    if missing is None:
        return ir.Missing(name, period.label, None, None)
    what = missing.source or missing.metric
    return ir.Missing(what, " and ".join(missing.periods), missing.by, missing.due)


def _happenings(
    events: Sequence[EventRow], agreement: Agreement
) -> dict[str, tuple[ir.Happening, ...]]:
    found: dict[str, list[ir.Happening]] = {}
    for row in events:
        if row.is_compared and (audit := audit_of(agreement, row.subject)) is not None:
            result = ir.Happening(row.date, row.variance)
            found.setdefault(results_of(audit.name), []).append(result)
        if row.kind not in _HAPPENS:
            continue
        declared = agreement.declarations.get(row.subject)
        outcome: str | bool | None = row.outcome
        if isinstance(declared, Event) and not declared.outcomes:
            # A decision without a word is a decision that it is so.
            outcome = row.outcome != "false"
        rows = found.setdefault(row.subject, [])
        if isinstance(declared, Review) and any(each.day == row.date for each in rows):
            continue  # what is agreed on one day is one review
        rows.append(ir.Happening(row.date, row.amount, outcome))
    return {name: tuple(rows) for name, rows in found.items()}


def _acts(events: Sequence[EventRow]) -> dict[str, tuple[ir.Act, ...]]:
    found: dict[str, list[ir.Act]] = {}
    for row in events:
        if row.kind in ACTS:
            about = f"{row.subject} requires {row.requires}" if row.requires else row.subject
            found.setdefault(about, []).append(ir.Act(row.date, row.until, row.length))
    return {name: tuple(rows) for name, rows in found.items()}
