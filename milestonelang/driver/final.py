"""Leave out reports that come after a figure is final.

A period is settled on the last day on which a figure it uses is due, or on which the last of them
is first reported, if that is later. A metric that is not `restated` is final then: a later report
of it is named in a note and changes nothing.
"""

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.data.frames import frame_of
from milestonelang.data.known import Known
from milestonelang.data.model import DataSet, Figure, Series
from milestonelang.primitives.dates import iso


def leave_out_late_reports(data: DataSet, known: Known, agreement: decl.Agreement) -> DataSet:
    """Return the data without reports of figures that were final; *known* is all that it says."""
    settled = _settled_days(data, known, agreement)
    series: dict[str, Series] = {}
    notes = list(data.notes)
    for name, item in data.series.items():
        figures = dict(item.figures)
        if agreement.get(name, decl.Metric).restated_periods is None:
            for index, reports in item.figures.items():
                last = settled.get(_period(agreement, item, index), 0)
                figures[index] = tuple(
                    report
                    for place, report in enumerate(reports)
                    if place == 0 or (report.reported_on or 0) <= last
                )
                late = [report for report in reports if report not in figures[index]]
                label = frame_of(agreement, item.frequency).periods[index].label
                notes += [_note(name, label, report, last) for report in late]
        series[name] = records.evolve(item, figures=figures)
    return records.evolve(data, series=series, notes=tuple(notes))


def _settled_days(data: DataSet, known: Known, agreement: decl.Agreement) -> dict[int, int]:
    """Return the day on which each settlement period was settled, by its index."""
    settled: dict[int, int] = {}
    for (_, index), due in known.due.items():
        settled[index] = max(settled.get(index, 0), due)
    for item in data.series.values():
        for at, reports in item.figures.items():
            index = _period(agreement, item, at)
            settled[index] = max(settled.get(index, 0), reports[0].reported_on or 0)
    return settled


def _period(agreement: decl.Agreement, series: Series, index: int) -> int:
    """Return the settlement period that holds the end of a figure's own period; -1 for none."""
    end = frame_of(agreement, series.frequency).periods[index].end
    found = frame_of(agreement, agreement.contract.settled).holding(end)
    return -1 if found is None else found


def _note(name: str, label: str, report: Figure, last: int) -> str:
    place = report.place.file if report.place.row is None else f"row {report.place.row}"
    return (
        f"a later report of `{name}` for {label} ({place}) is left out: the period was settled on "
        f"{iso(last)}, and the metric is not `restated`"
    )
