"""Renewals: how often an agreement was renewed, and what a notice not to renew does.

In: a checked agreement and its data. Out: the agreement that runs, whose term goes on to the end
that renewals give it, and data with notes that say so. Promised: each renewal comes when no party
can refuse it any more, and before the term has ended; what is known later changes no term that
was told earlier; the order of rows does not matter.
"""

from collections.abc import Callable, Sequence

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.renewals import Terms, renewed, terms_of
from milestonelang.data.frames import frame_of
from milestonelang.data.model import DataSet, EventRow
from milestonelang.data.note import Named, Note, Span, day_of
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver.calendars import check_calendar, holidays_of
from milestonelang.driver.life import renewal_problems as problems
from milestonelang.primitives.dates import is_weekend, iso, shift
from milestonelang.types import MonthEnds, Unit

_BEFORE_ALL = 0


def widened(agreement: decl.Agreement, days: Callable[[], Sequence[int]]) -> decl.Agreement:
    """Return the agreement as far as renewals on *days* let it go on, for its data to be read."""
    terms = _terms(agreement)
    return agreement if terms is None else renewed(agreement, terms, terms.reached(days()))


def as_renewed(
    agreement: decl.Agreement, data: DataSet, as_of: int | None, sink: Sink
) -> tuple[decl.Agreement, DataSet]:
    """Return the agreement as renewed, and the data of its term with notes on what was renewed.

    *agreement* is that of the first term. *sink* is told of renewals and notices that are not good.
    """
    terms = _terms(agreement)
    if terms is None:
        return agreement, data
    judging = _Judging(agreement, terms, data.events)
    judging.judge(sink)
    times = judging.known(as_of)
    notes = (*data.notes, *judging.notes(times, as_of))
    found = renewed(agreement, terms, times)
    too_short = check_calendar(found) if times else None
    if too_short is not None:
        sink.report(too_short)
    return found, _within(found, records.evolve(data, notes=notes))


def check_not_ended(events: Sequence[EventRow], ends: ir.Ending | None, sink: Sink) -> None:
    """Report renewals of an agreement that a notice has ended before."""
    for row in events:
        if row.kind == "renewal" and ends is not None and row.date > ends.day:
            sink.report(problems.renewed_after_the_end(row.place, ends.exit, iso(ends.day)))


def _terms(agreement: decl.Agreement) -> Terms | None:
    contract = agreement.contract
    if contract.renewal is None:
        return None
    counts_business_days = contract.renewal.notice_unit is Unit.BUSINESS_DAY
    holidays = holidays_of(agreement) if counts_business_days else frozenset[int]()
    return terms_of(contract, lambda day: not is_weekend(day) and day not in holidays)


class _Judging:
    """The renewals that are good, in their order, and the notice that keeps off another."""

    def __init__(self, agreement: decl.Agreement, terms: Terms, events: Sequence[EventRow]) -> None:
        self.agreement = agreement
        self.terms = terms
        name = agreement.contract.name
        rows = [row for row in events if row.kind == "renewal"]
        self.rows = sorted(rows, key=lambda row: (row.date, row.by))
        self.received = sorted(
            ((self._received(row), row) for row in events if row.kind == "notice"
             and row.subject == name),
            key=lambda each: (each[0], each[1].by),
        )  # fmt: skip
        self.good: list[EventRow] = []
        self.refusal: tuple[int, EventRow] | None = self._refusal()

    def _received(self, row: EventRow) -> int:
        contract = self.agreement.contract
        if contract.notices_received_after is None:
            return row.date
        holidays = holidays_of(self.agreement)
        ends = contract.month_ends or MonthEnds.ROLL_BACK
        return shift(
            row.date,
            *contract.notices_received_after,
            ends,
            lambda day: not is_weekend(day) and day not in holidays,
        )

    def _refusal(self) -> tuple[int, EventRow] | None:
        """Return the notice that was received in time not to renew the term that was reached."""
        times = len(self.good)
        since = self.terms.last_notice(times - 1) if times else _BEFORE_ALL
        until = self.terms.last_notice(times)
        return next((each for each in self.received if since < each[0] <= until), None)

    def judge(self, sink: Sink) -> None:
        for row in self.rows:
            times = len(self.good)
            first, end = self.terms.last_notice(times) + 1, self.terms.ends(times)
            if self.refusal is not None:
                received, notice = self.refusal
                found = problems.renewed_though_refused(row.place, notice.by, iso(received))
            elif not first <= row.date <= end:
                found = problems.renewed_at_another_time(
                    row.place, iso(row.date), iso(first), iso(end)
                )
            else:
                self.good.append(row)
                self.refusal = self._refusal()
                continue
            sink.report(found)
        last = self.terms.last_notice(len(self.good))
        for received, row in self.received:
            if received > last and self.refusal is None:
                sink.report(problems.refused_too_late(row.place, iso(received), iso(last)))

    def known(self, as_of: int | None) -> int:
        """Return how many of the good renewals were known on a day, one after the other."""
        for times, row in enumerate(self.good):
            day = row.date if row.reported_on is None else row.reported_on
            if as_of is not None and day > as_of:
                return times
        return len(self.good)

    def notes(self, times: int, as_of: int | None) -> list[str]:
        """Return what is to be said of the term that runs."""
        end = self.terms.ends(times)
        said: list[str] = [
            _renewed(self.terms.ends(number), row.date)
            for number, row in enumerate(self.good[:times], 1)
        ]
        if times == len(self.good) and self.refusal is not None:
            received, row = self.refusal
            if as_of is None or received <= as_of:
                text = (
                    f"by the notice of `{row.by}` received on {iso(received)}, the agreement is "
                    f"not renewed and ends on {iso(end)}"
                )
                parts = {"received": day_of(received), "end": day_of(end)}
                return [*said, Note(text, "not_renewed", party=Named(row.by), **parts)]
        line = self.terms.renewal
        length = f"{line.count} {line.unit.value}{'' if line.count == 1 else 's'}"
        last = self.terms.last_notice(times)
        text = (
            f"the term ends on {iso(end)}; it is renewed for {length} unless a notice is received "
            f"by {iso(last)}, and a `renewal` in the events says that it was"
        )
        span = Span(line.count, line.unit)
        may = Note(text, "may_be_renewed", end=day_of(end), span=span, last=day_of(last))
        return [*said, may]


def _renewed(until: int, day: int) -> Note:
    text = f"the agreement is renewed until {iso(until)}, by the renewal of {iso(day)}"
    return Note(text, "renewed", until=day_of(until), day=day_of(day))


def _within(agreement: decl.Agreement, data: DataSet) -> DataSet:
    """Return the data without figures of periods after the term that is known."""
    series = {}
    for name, item in data.series.items():
        count = len(frame_of(agreement, item.frequency).periods)
        figures = {at: reports for at, reports in item.figures.items() if at < count}
        series[name] = records.evolve(item, figures=figures)
    last, count = data.last_period, len(frame_of(agreement, agreement.contract.settled).periods)
    if last is not None:
        last = min(last, count - 1)
    return records.evolve(data, series=series, last_period=last)
