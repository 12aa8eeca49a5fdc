"""Figures that are audited or in dispute, as reports of the data.

In: a data set and its rows of events. Out: the data with an audited figure as a report of the day
of the audit, and with the result of a dispute as a report of its day; and which figure counts
while a dispute lasts. Promised: what restates a period is a report and nothing else, so that
restating needs to know of neither audits nor disputes.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.data.frames import frame_of
from milestonelang.data.known import known_on
from milestonelang.data.model import DataSet, EventRow, Exact, Figure, Series
from milestonelang.data.note import Named, Note, day_of
from milestonelang.data.reported import frequency_of
from milestonelang.data.settling import Settlement
from milestonelang.primitives.dates import iso

ZERO = Fraction(0)
KINDS = ("payment", "dispute", "audit", "resolution")

Override = tuple[str, int, Exact]  # a metric, its period, and the figure that counts


@records.frozen
class DisputedFigure:
    """A figure in dispute: from the day of the dispute to that of its result, if there is one.

    *at* is the period at the metric's own frequency, *index* the settlement period of it. *used* is
    the figure that counts for what is settled meanwhile, None where the reported one does.
    """

    metric: str
    at: int
    index: int
    since: int
    until: int | None
    stated: Exact
    claimed: Exact
    used: Exact | None
    row: EventRow

    def lasts_on(self, day: int | None) -> bool:
        """Whether the dispute is open on a day; None is after every result."""
        if day is None:
            return self.until is None
        return self.since <= day and (self.until is None or day < self.until)


def claim_rows(
    events: tuple[EventRow, ...], agreement: decl.Agreement, as_of: int | None
) -> tuple[EventRow, ...]:
    """Return what is known of payments, disputes, audits and results, in the order they count in.

    A payment that cures a notice is none of them.
    """
    names = list(agreement.declarations)

    def place(row: EventRow) -> tuple[object, ...]:
        subject = names.index(row.subject) if row.subject in names else len(names)
        return (
            row.date,
            KINDS.index(row.kind),
            subject,
            row.subject,
            row.original or "",
            row.by,
            row.amount or Fraction(0),
        )

    found = [
        row
        for row in events
        if row.kind in KINDS
        and (as_of is None or known_on(row) <= as_of)
        and not isinstance(agreement.declarations.get(row.subject), decl.Exit)
    ]
    return tuple(sorted(found, key=place))


def last_booking(
    agreement: decl.Agreement,
    events: tuple[EventRow, ...],
    settlement: Settlement,
    as_of: int | None,
) -> int:
    """Return how many periods there must be for everything that rows of claims book."""
    rows = claim_rows(events, agreement, as_of)
    return max((settlement.books(row.date) + 1 for row in rows), default=0)


def right_of(agreement: decl.Agreement, by: str) -> decl.Dispute | None:
    """Return the first declaration under which a party may dispute, or None."""
    return next((item for item in agreement.of_kind(decl.Dispute) if item.who in (None, by)), None)


def with_audits(data: DataSet, agreement: decl.Agreement, as_of: int | None) -> DataSet:
    """Return the data with each audited figure as a report of the day of its audit."""
    return _with_reports(data, agreement, _known(data.events, "audit", as_of))


def with_variances(data: DataSet, agreement: decl.Agreement) -> DataSet:
    """Return the data with how far each audited figure is from what was reported by its day."""
    events = tuple(
        _compared(row, data, agreement) if row.kind == "audit" else row for row in data.events
    )
    return records.evolve(data, events=events)


def _compared(row: EventRow, data: DataSet, agreement: decl.Agreement) -> EventRow:
    reported = reported_before(row, data, agreement)
    if reported is None or row.amount is None:
        return row
    difference = abs(row.amount - reported)
    if not reported:
        return records.evolve(row, variance=None if difference else ZERO, is_compared=True)
    return records.evolve(row, variance=difference / abs(reported), is_compared=True)


def reported_before(row: EventRow, data: DataSet, agreement: decl.Agreement) -> Fraction | None:
    """Return the figure that an audited one is compared with, None where none is reported."""
    place = _place(agreement, row)
    own = data.series.get(row.subject)
    if place is None or own is None:
        return None
    known = [
        item.value
        for item in own.figures.get(place[0], ())
        if item.place != row.place and (item.reported_on or 0) <= row.date
    ]
    return known[-1] if known and isinstance(known[-1], Fraction) else None


def disputed_figures(
    data: DataSet, agreement: decl.Agreement, as_of: int | None
) -> tuple[DisputedFigure, ...]:
    """Return the figures that are or were in dispute, in the order of their disputes."""
    ends = _known(data.events, "resolution", as_of)
    found: list[DisputedFigure] = []
    for row in _known(data.events, "dispute", as_of):
        place = _place(agreement, row)
        right = right_of(agreement, row.by)
        if place is None or right is None or row.amount is None:
            continue
        if any((item.metric, item.at) == (row.subject, place[0]) for item in found):
            continue  # reported where the rows are gone through
        until = next(
            (
                end.date
                for end in ends
                if (end.subject, end.original) == (row.subject, row.original)
                and end.date >= row.date
            ),
            None,
        )
        stated = _figure_on(data.series.get(row.subject), place[0], row.date)
        if stated is None:
            continue
        at, index = place
        new = DisputedFigure(row.subject, at, index, row.date, until, stated, row.amount, None, row)
        found.append(records.evolve(new, used=_used(right, new, data, found)))
    return tuple(found)


def with_results(
    data: DataSet, agreement: decl.Agreement, disputed: Iterable[DisputedFigure], as_of: int | None
) -> DataSet:
    """Return the data with results as reports, and without reports of what is in dispute."""
    series = dict(data.series)
    notes = list(data.notes)
    rows: list[EventRow] = []
    for item in disputed:
        own = series[item.metric]
        kept = tuple(
            report
            for report in own.figures[item.at]
            if not (
                (report.reported_on or 0) > item.since
                and (item.until is None or (report.reported_on or 0) <= item.until)
            )
        )
        if len(kept) < len(own.figures[item.at]):
            said = (
                f"reports of `{item.metric}` for {item.row.original} that came while the figure "
                f"was in dispute (since {iso(item.since)}) are left out: its result counts"
            )
            label, since = item.row.original, day_of(item.since)
            notes.append(
                Note(said, "disputed_reports", name=Named(item.metric), label=label, since=since)
            )
        figures = {**own.figures, item.at: kept}
        series[item.metric] = records.evolve(own, figures=figures)
        rows += [
            end
            for end in _known(data.events, "resolution", as_of)
            if (end.subject, end.original, end.date) == (item.metric, item.row.original, item.until)
        ][:1]
    changed = records.evolve(data, series=series, notes=tuple(notes))
    return _with_reports(changed, agreement, rows)


def overrides_on(
    disputed: Iterable[DisputedFigure], day: int | None, told: int | None
) -> frozenset[Override]:
    """Return the figures that count meanwhile, on a day, for a period that was told on another.

    A period that was told by the day of the dispute stays as it was told.
    """
    return frozenset(
        (item.metric, item.at, item.used)
        for item in disputed
        if item.used is not None and item.lasts_on(day) and (told is None or told > item.since)
    )


def with_overrides(data: DataSet, figures: frozenset[Override]) -> DataSet:
    """Return the data with other figures in the place of those reported."""
    series: dict[str, Series] = dict(data.series)
    for metric, at, value in figures:
        own = series[metric]
        reports = own.figures.get(at)
        if reports:
            now = {**own.figures, at: (records.evolve(reports[0], value=value),)}
            series[metric] = records.evolve(own, figures=now)
    return records.evolve(data, series=series)


def _known(events: tuple[EventRow, ...], kind: str, as_of: int | None) -> list[EventRow]:
    found = [
        row
        for row in events
        if row.kind == kind and (as_of is None or (row.reported_on or row.date) <= as_of)
    ]
    return sorted(found, key=lambda row: (row.date, row.subject, row.original or "", row.by))


def _with_reports(data: DataSet, agreement: decl.Agreement, rows: Iterable[EventRow]) -> DataSet:
    """Return the data with the amounts of rows as reports of their figures."""
    series: dict[str, Series] = dict(data.series)
    for row in rows:
        place = _place(agreement, row)
        own = series.get(row.subject)
        if place is None or own is None or not own.figures.get(place[0]) or row.amount is None:
            continue
        reports = [*own.figures[place[0]], Figure(row.amount, row.date, row.place)]
        reports.sort(key=lambda report: report.reported_on or 0)
        figures: Mapping[int, tuple[Figure, ...]] = {**own.figures, place[0]: tuple(reports)}
        series[row.subject] = records.evolve(own, figures=figures)
    return records.evolve(data, series=series)


def _place(agreement: decl.Agreement, row: EventRow) -> tuple[int, int] | None:
    """Return the period of a row at the metric's own frequency, and the settlement period."""
    declared = agreement.declarations.get(row.subject)
    if not isinstance(declared, decl.Metric) or row.original is None:
        return None
    frame = frame_of(agreement, frequency_of(agreement, declared))
    at = frame.labels[row.original]
    index = frame_of(agreement, agreement.contract.settled).holding(frame.periods[at].end)
    return None if index is None else (at, index)


def _figure_on(series: Series | None, at: int, day: int) -> Exact | None:
    if series is None:
        return None
    known = [item for item in series.figures.get(at, ()) if (item.reported_on or 0) <= day]
    return known[-1].value if known else None


def _used(
    right: decl.Dispute, new: DisputedFigure, data: DataSet, before: list[DisputedFigure]
) -> Exact | None:
    """Return the figure that counts meanwhile."""
    match right.meanwhile:
        case "claimed":
            return new.claimed
        case "lower":
            stated, claimed = new.stated, new.claimed
            assert isinstance(stated, Fraction) and isinstance(claimed, Fraction)
            return min(stated, claimed)
        case "last agreed":
            for at in range(new.at - 1, -1, -1):
                figure = _figure_on(data.series.get(new.metric), at, new.since)
                open_ones = [item.at for item in before if item.metric == new.metric]
                if figure is not None and at not in open_ones:
                    return figure
            return new.stated
        case _:
            return None
