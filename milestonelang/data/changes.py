"""On which days what is known changes, apart from events.

In: a data set and the contract. Out: the days on which a figure or a row becomes known, or is due.
Promised: between two of them figures, rows and what is missing are the same.
"""

from collections.abc import Iterator

from milestonelang.agreement.declarations import Agreement, Metric, Source
from milestonelang.data.frames import IsBusinessDay, due_day, frame_of
from milestonelang.data.known import Known
from milestonelang.data.model import DataSet, LargeRows


def days_of_change(
    data: DataSet, everything: Known, agreement: Agreement, is_business_day: IsBusinessDay
) -> tuple[int, ...] | None:
    """Return the days in order; None where the rows are too many to look at each."""
    days = {*everything.due.values(), *_of_figures(data, agreement, is_business_day)}
    for rows in data.rows.values():
        if isinstance(rows, LargeRows):
            return None
        own = rows.columns[agreement.get(rows.source, Source).dated_by]
        days |= {int(day) for day in own if day is not None}
        days |= {day for day in rows.reported_on or () if day is not None}
    return tuple(sorted(days))


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
