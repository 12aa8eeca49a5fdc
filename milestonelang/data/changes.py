"""On which days what is known changes, apart from events.

In: a data set and the contract. Out: the days on which a figure or a row becomes known, or is due;
and which aggregates over rows never change. Promised: between two of the days figures, rows and
what is missing are the same; rows of which only such aggregates are made need not be looked at.
"""

from collections.abc import Iterator

from milestonelang.agreement.declarations import Agreement, Metric, Source
from milestonelang.agreement.expressions import (
    AppearsIn,
    ColumnValue,
    RowAggregate,
    RunningColumn,
    walk,
)
from milestonelang.agreement.rows import blocks_of
from milestonelang.data.frames import IsBusinessDay, due_day, frame_of
from milestonelang.data.known import Known, row_aggregates
from milestonelang.data.model import DataSet, LargeRows
from milestonelang.data.settling import has_report_days


def days_of_change(
    data: DataSet, everything: Known, agreement: Agreement, is_business_day: IsBusinessDay
) -> tuple[int, ...] | None:
    """Return the days in order; None where the rows are too many to look at each."""
    days = {*everything.due.values(), *_of_figures(data, agreement, is_business_day)}
    settled = settled_once(data, agreement)
    nodes = [node for nodes in row_aggregates(agreement).values() for node in nodes]
    asked = {node.source for node in nodes if node.id not in settled}
    if any(node.id not in settled and _looks_around(node, agreement) for node in nodes):
        asked = set(data.rows)
    asked |= {block.source for block in blocks_of(agreement).values()}
    for name, rows in data.rows.items():
        if name not in asked:
            continue
        if isinstance(rows, LargeRows):
            return None
        own = rows.columns[agreement.get(rows.source, Source).dated_by]
        days |= {int(day) for day in own if day is not None}
        days |= {day for day in rows.reported_on or () if day is not None}
    return tuple(sorted(days))


def settled_once(data: DataSet, agreement: Agreement) -> frozenset[int]:
    """Return the aggregates over rows, by node, whose results are the same on every day.

    Rows that do not say when they were reported are known on their own days, and what is made of
    a period's rows alone is due at its end or later: once it counts, it has them all.
    """
    return frozenset(
        int(node.id)
        for nodes in row_aggregates(agreement).values()
        for node in nodes
        if node.source in data.rows
        and not has_report_days(data.rows[node.source])
        and node.dated_by == agreement.get(node.source, Source).dated_by
        and not _looks_around(node, agreement)
    )


def _looks_around(node: RowAggregate, agreement: Agreement) -> bool:
    """Whether what is read of a row may rest on other rows than those of its period."""
    computed = {
        column.name: column.computed for column in agreement.get(node.source, Source).columns
    }
    waiting = [each for each in (node.of, node.where) if each is not None]
    while waiting:
        for each in walk(waiting.pop()):
            if isinstance(each, AppearsIn | RunningColumn):
                return True
            # Each computed column is looked into once.
            if isinstance(each, ColumnValue) and (inner := computed.pop(each.column, None)):
                waiting.append(inner)
    return False


def _of_figures(
    data: DataSet, agreement: Agreement, is_business_day: IsBusinessDay
) -> Iterator[int]:
    for name, series in data.series.items():
        reported = agreement.get(name, Metric).reported
        frame = frame_of(agreement, series.frequency)
        for at, reports in series.figures.items():
            end = frame.periods[at].end
            yield end if reported is None else due_day(agreement, reported, end, is_business_day)
            yield from (item.reported_on for item in reports if item.reported_on is not None)
