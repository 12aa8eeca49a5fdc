"""When each period is settled, which later reports are corrections, and how far back they reach.

In: a data set and what it says in all. Out: a `Settlement`, the data without the reports that are
no longer used, and the days on which something settled was reported again. A period is settled on
the last day on which a figure it uses is due, or when the last of them is first reported, if that
is later, and never before the one before it. Promised: a first report is no correction.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.data.frames import frame_of
from milestonelang.data.known import Known, row_aggregates
from milestonelang.data.model import DataSet, Figure, LargeRows, Provenance, Series, SourceRows
from milestonelang.data.note import Named, Note, Span, day_of
from milestonelang.primitives.dates import iso
from milestonelang.primitives.periods import Period, periods_between


@records.frozen(eq=False)
class Settlement:
    """The settlement periods, on until the last report, and the day on which each is settled."""

    agreement: decl.Agreement
    periods: tuple[Period, ...]
    days: tuple[int, ...]

    def holding(self, day: int) -> int:
        """Return the index of the period that holds *day*; -1 before the term."""
        return bisect_right([period.full_start for period in self.periods], day) - 1

    def settled_on(self, index: int) -> int | None:
        """Return the day on which a period is settled; None where it is far off."""
        return self.days[index] if index < len(self.days) else None

    def books(self, day: int) -> int:
        """Return the index of the first period that is settled on *day* or after it."""
        return bisect_left(self.days, day)

    def is_settled(self, index: int, day: int) -> bool:
        """Whether the period was settled before *day*."""
        return 0 <= index < len(self.days) and self.days[index] < day

    def reaches(self, index: int, day: int, reach: int | None) -> bool:
        """Whether what is reported on *day* counts for the period.

        *reach* is how many periods back corrections go, None where what is settled is final.
        """
        if not self.is_settled(index, day):
            return True
        return reach is not None and self.holding(day) - index <= reach

    def last_use(self, index: int, reach: int | None) -> int | None:
        """Return the last day on which a report counts for the period; None where it is far off."""
        if index >= len(self.periods):
            return None
        if reach is None:
            return self.days[index]
        if index + reach >= len(self.periods):
            return None
        return max(self.days[index], self.periods[index + reach].full_end)


def says_when(data: DataSet) -> bool:
    """Whether anything in the data may have been reported after its period was settled."""
    return (
        any(len(reports) > 1 for item in data.series.values() for reports in item.figures.values())
        or any(event.reported_on is not None for event in data.events)
        or any(has_report_days(rows) for rows in data.rows.values())
    )


def settlement_of(data: DataSet, everything: Known, agreement: decl.Agreement) -> Settlement:
    """Return when each period is settled; *everything* is all that the data says."""
    frame = frame_of(agreement, agreement.contract.settled)
    contract = agreement.contract
    last = max([frame.periods[-1].full_end, *_report_days(data)])
    longer = periods_between(contract, contract.settled, contract.start, last)
    periods = frame.periods + longer[len(frame.periods) :]
    own = [period.end for period in periods]
    for (name, index), due in everything.due.items():
        declared = agreement.declarations[name]
        if not (isinstance(declared, decl.Metric) and declared.only_during_wind_down):
            own[index] = max(own[index], due)
    for item in data.series.values():
        for at, reports in item.figures.items():
            place = _period(agreement, item, at)
            if place is not None:
                own[place] = max(own[place], reports[0].reported_on or 0)
    days: list[int] = []
    for day in own:
        days.append(max(day, days[-1]) if days else day)
    return Settlement(agreement, periods, tuple(days))


def known_until(data: DataSet, as_of: int | None) -> DataSet:
    """Return the data without reports of figures that came after *as_of*, but for first ones."""
    if as_of is None:
        return data
    series = {
        name: records.evolve(
            item,
            figures={
                at: tuple(
                    report
                    for place, report in enumerate(reports)
                    if place == 0 or (report.reported_on or 0) <= as_of
                )
                for at, reports in item.figures.items()
                if (reports[0].reported_on or 0) <= as_of
            },
        )
        for name, item in data.series.items()
    }
    return records.evolve(data, series=series)


def leave_out_final(data: DataSet, settlement: Settlement) -> DataSet:
    """Return the data without changed reports of final figures, with a note for each."""
    agreement = settlement.agreement
    series: dict[str, Series] = {}
    notes = list(data.notes)
    for name, item in data.series.items():
        figures = dict(item.figures)
        reach = agreement.get(name, decl.Metric).restated_periods
        for at, reports in item.figures.items():
            index = _period(agreement, item, at)
            if index is None:
                continue
            figures[at] = tuple(
                report
                for place, report in enumerate(reports)
                if place == 0 or settlement.reaches(index, report.reported_on or 0, reach)
            )
            label = frame_of(agreement, item.frequency).periods[at].label
            notes += [
                _note(settlement, name, label, report, index, reach)
                for report in reports
                if report not in figures[at] and report.value != figures[at][-1].value
            ]
        series[name] = records.evolve(item, figures=figures)
    return records.evolve(data, series=series, notes=(*notes, *_row_notes(data, settlement)))


def corrections(data: DataSet, settlement: Settlement) -> Mapping[Provenance, int]:
    """Return the place of each report of a settled figure, and the day it was made."""
    found: dict[Provenance, int] = {}
    for item in data.series.values():
        for at, reports in item.figures.items():
            index = _period(settlement.agreement, item, at)
            for report in reports[1:]:
                day = report.reported_on or 0
                if index is not None and settlement.is_settled(index, day):
                    found[report.place] = day
    return found


def correction_days(data: DataSet, settlement: Settlement, as_of: int | None) -> tuple[int, ...]:
    """Return the days on which something of a settled period was reported, in order."""
    days = set(corrections(data, settlement).values())
    for rows in data.rows.values():
        days |= {day for _, day in _late_rows(rows, settlement)}
    for event in data.events:
        day = event.reported_on
        if day is not None and settlement.is_settled(settlement.holding(event.date), day):
            days.add(day)
    return tuple(sorted(day for day in days if as_of is None or day <= as_of))


def _late_rows(rows: SourceRows, settlement: Settlement) -> Iterator[tuple[int, int]]:
    """Yield the own day and the report day of rows of periods that were settled by then."""
    source = settlement.agreement.get(rows.source, decl.Source)
    for own, day in _row_days(rows, source.dated_by):
        # What lies before the term counts with its first period.
        if own is not None and settlement.is_settled(max(settlement.holding(own), 0), day):
            yield own, day


def _row_days(rows: SourceRows, dated_by: str) -> Iterator[tuple[int | None, int]]:
    if isinstance(rows, LargeRows):
        from milestonelang.data.duckdb_tables import report_days  # importing it takes 110 ms

        yield from report_days(rows)
        return
    reported = rows.reported_on or ()
    for own, day in zip(rows.columns[dated_by], reported, strict=False):
        if day is not None:
            yield None if own is None else int(own), day


def has_report_days(rows: SourceRows) -> bool:
    """Whether rows say when they were reported."""
    if isinstance(rows, LargeRows):
        from milestonelang.data import duckdb_tables  # importing it takes 110 ms

        return duckdb_tables.has_report_days(rows)
    return rows.reported_on is not None


def _report_days(data: DataSet) -> Iterator[int]:
    for item in data.series.values():
        for reports in item.figures.values():
            yield from (report.reported_on or 0 for report in reports)
    yield from (event.reported_on or event.date for event in data.events)
    for rows in data.rows.values():
        if isinstance(rows, LargeRows):
            yield from (day for _, day in _row_days(rows, ""))
        else:
            yield from (day or 0 for day in rows.reported_on or ())


def _period(agreement: decl.Agreement, series: Series, at: int) -> int | None:
    """Return the settlement period that holds the end of a figure's own period."""
    end = frame_of(agreement, series.frequency).periods[at].end
    return frame_of(agreement, agreement.contract.settled).holding(end)


def _note(
    settlement: Settlement, name: str, label: str, report: Figure, index: int, reach: int | None
) -> Note:
    place = report.place.file if report.place.row is None else f"row {report.place.row}"
    settled = iso(settlement.days[index])
    said = (
        f"a later report of `{name}` for {label} ({place}) is left out: the period was settled on "
        f"{settled}, and "
    )
    parts = {"label": label, "place": report.place, "day": day_of(settlement.days[index])}
    named = Named(name)
    if reach is None:
        return Note(f"{said}the metric is not `restated`", "report_final", name=named, **parts)
    unit = settlement.agreement.contract.settled
    why = f"it may be restated for at most {reach} {unit.value}{'' if reach == 1 else 's'}"
    return Note(f"{said}{why}", "report_too_late", name=named, **parts, span=Span(reach, unit))


def _row_notes(data: DataSet, settlement: Settlement) -> list[Note]:
    """Say which rows came too late for figures that are final."""
    notes: list[Note] = []
    for owner, nodes in row_aggregates(settlement.agreement).items():
        declared = settlement.agreement.declarations[owner]
        reach = declared.restated_periods if isinstance(declared, decl.Metric) else None
        for source in dict.fromkeys(node.source for node in nodes):
            if source not in data.rows:
                continue
            late = sum(
                not settlement.reaches(max(settlement.holding(own), 0), day, reach)
                for own, day in _late_rows(data.rows[source], settlement)
            )
            if late:
                rows = "1 row" if late == 1 else f"{late:,} rows"
                verb = "was" if late == 1 else "were"
                said = (
                    f"{rows} of `{source}` {verb} reported when `{owner}` was final, and "
                    "left out of its settled periods"
                )
                names = {"source": Named(source), "name": Named(owner)}
                notes.append(Note(said, "rows_too_late", rows=late, **names))
    return notes
