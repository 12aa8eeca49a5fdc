"""The course that an agreement takes on data: the one way from data to a run.

In: a checked agreement, data (of files, or of an example in the terms), and the day until which it
counts. Out: the program for the course that the events lead to, what was known on each day, and the
run. Promised: what an event does, it does in a statement and in an example alike. Nothing is put
into words here, unless there is something to say.
"""

from typing import TYPE_CHECKING

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.run import Run, run
from milestonelang.data.frames import IsBusinessDay
from milestonelang.data.inputs import make_inputs
from milestonelang.data.known import Known, as_known
from milestonelang.data.model import DataSet
from milestonelang.data.settling import (
    Settlement,
    correction_days,
    known_until,
    leave_out_final,
    says_when,
    settlement_of,
)
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver.calendars import holidays_of
from milestonelang.driver.life.views import View, Views, results_over_rows, rows_of_blocks
from milestonelang.driver.programs import CLAIMS, HAPPENS, compile_program
from milestonelang.lowering.exits import periods_of
from milestonelang.primitives.dates import is_weekend
from milestonelang.source import SourceMap

if TYPE_CHECKING:
    from milestonelang.driver.life.claimed import DisputedFigure


@records.frozen(eq=False)
class Course:
    """A course of the agreement, and the run of it on what is known on the day of the run.

    *days* are those on which something settled was reported again; *notes* say what came of events.
    *reported* is the data with what came too late to count, None where no day of a report is told.
    """

    data: DataSet
    program: ir.Program
    views: Views
    view: View
    days: tuple[int, ...]
    notes: tuple[str, ...]
    run: Run
    reported: DataSet | None = None


def take_course(
    agreement: decl.Agreement,
    data: DataSet,
    settings: dict[str, ir.Exact],
    sink: Sink,
    sources: SourceMap,
    as_of: int | None = None,
    stated: int = 0,
) -> Course | None:
    """Return the course of an agreement on *data*, or None where *sink* has an error.

    *stated* is how many periods a ledger has.
    """
    if sink.has_errors:
        return None
    taking = _Taking(agreement, settings, frozenset(data.given), as_of)
    history = _history(data, agreement, as_of, taking.is_business_day)
    data = history.data
    judged = taking.judge(data, history.days, sink, sources)
    if judged is None:
        return None
    ends, notes = judged
    if agreement.contract.ended_before:
        from milestonelang.driver.life.renewing import check_not_ended  # few agreements are renewed

        check_not_ended(data.events, ends, sink)
    claimed = 0
    if any(row.kind in CLAIMS for row in data.events):
        from milestonelang.driver.life.claimed import last_booking  # many runs have none

        claimed = last_booking(agreement, data.events, history.settlement, as_of)
    program = taking.program(ends, _after(history, stated, ends, claimed))
    views = Views(
        data,
        history.settlement,
        as_of,
        taking.is_business_day,
        settings,
        program.periods,
        bool(history.days),
        history.disputed,
    )
    if history.days:
        from milestonelang.driver.life.learned import learned_of  # few runs have a correction

        views.learned = learned_of(program, views, history.days)
    view = views.on(None, views.meanwhile(None, None))
    found = run(program, view.inputs)
    if agreement.revised:
        from milestonelang.driver.life.reviewing import check_bounds  # most runs have no review

        check_bounds(agreement, program, found.periods, data.events, sink)
    if data.events:
        from milestonelang.driver.life.acts import check_acts  # many runs have no event

        # What was done before a correction is not judged by what only the correction brought.
        since = history.days[-1] if history.days else 0
        rows = [row for row in view.known.events if row.date >= since]
        check_acts(agreement, program, view.inputs, found, rows, sink)
    return Course(data, program, views, view, history.days, notes, found, history.reported)


class _Taking:
    """What a course is taken with, whatever the data says."""

    def __init__(
        self,
        agreement: decl.Agreement,
        settings: dict[str, ir.Exact],
        given: frozenset[str],
        as_of: int | None,
    ) -> None:
        self.agreement = agreement
        self.settings = settings
        self.given = given
        self.as_of = as_of
        self.holidays = holidays_of(agreement)

    def is_business_day(self, day: int) -> bool:
        return not is_weekend(day) and day not in self.holidays

    def program(self, ends: ir.Ending | None, after: int = 0) -> ir.Program:
        return compile_program(
            self.agreement, self.settings, self.given, self.holidays, ends, after
        )

    def judge(
        self, data: DataSet, corrected: tuple[int, ...], sink: Sink, sources: SourceMap
    ) -> tuple[ir.Ending | None, tuple[str, ...]] | None:
        """Return how notices end the agreement, if they do, and what is to be said of them.

        None where *sink* was told that one of them is wrong. What was *corrected* on a day is read
        as it was before by a notice that is received earlier.
        """
        if all(row.kind in HAPPENS for row in data.events):
            return None, ()
        from milestonelang.driver.life.notices import gives_notice, judge_notices
        from milestonelang.statement.words import Words

        agreement = self.agreement
        if not gives_notice(data, agreement):
            return None, ()
        # A notice, once good, stays good: every view of the data runs the course it leads to.
        known = as_known(data, agreement, self.as_of, self.is_business_day)

        def course(ends: ir.Ending | None, day: int | None) -> tuple[ir.Program, ir.Inputs]:
            program = self.program(ends)
            next = None if day is None else min((on for on in corrected if on > day), default=None)
            then = known
            if next is not None:
                then = as_known(data, agreement, next - 1, self.is_business_day)
            queries = results_over_rows(then, agreement, self.settings, self.is_business_day)
            blocks = rows_of_blocks(then, agreement, self.settings, self.is_business_day)
            return program, make_inputs(then, agreement, program.periods, queries, blocks)

        words = Words(agreement, sources)
        notices = judge_notices(agreement, known, course, words, self.is_business_day, sink)
        return None if sink.has_errors else (notices.ends, notices.notes)


@records.frozen(eq=False)
class _History:
    """Data without what came too late, when periods are settled, and the days of corrections.

    *booked* is the last period in which a difference is booked, where there is one.
    """

    data: DataSet
    settlement: Settlement
    days: tuple[int, ...]
    booked: int
    disputed: "tuple[DisputedFigure, ...]" = ()
    reported: DataSet | None = None


def _history(
    data: DataSet,
    agreement: decl.Agreement,
    as_of: int | None,
    is_business_day: IsBusinessDay,
) -> _History:
    everything = as_known(data, agreement, None, is_business_day)
    if any(row.kind in CLAIMS for row in data.events):
        return _history_of_claims(data, agreement, as_of, everything)
    if not says_when(data):
        return _History(data, settlement_of(data, everything, agreement), (), 0)
    reported = known_until(data, as_of)
    settlement = settlement_of(reported, everything, agreement)
    data = leave_out_final(reported, settlement)
    days = correction_days(data, settlement, as_of)
    last = settlement.books(days[-1]) if days else 0
    return _History(data, settlement, days, last, reported=reported)


def _history_of_claims(
    data: DataSet, agreement: decl.Agreement, as_of: int | None, everything: Known
) -> _History:
    """Return the history of data with figures that are audited or in dispute."""
    from milestonelang.driver.life.claimed import (
        disputed_figures,
        with_audits,
        with_results,
        with_variances,
    )

    data = with_audits(data, agreement, as_of)
    disputed = disputed_figures(data, agreement, as_of)
    if not says_when(data) and not disputed:
        return _History(data, settlement_of(data, everything, agreement), (), 0)
    data = known_until(data, as_of)
    settlement = settlement_of(data, everything, agreement)
    data = leave_out_final(data, settlement)
    # The result of a dispute counts however far back it reaches.
    data = with_variances(with_results(data, agreement, disputed, as_of), agreement)
    days = set(correction_days(data, settlement, as_of))
    days |= {day for item in disputed for day in (item.since, item.until) if day is not None}
    last = settlement.books(max(days)) if days else 0
    return _History(data, settlement, tuple(sorted(days)), last, disputed)


def _after(history: _History, stated: int, ends: ir.Ending | None, claimed: int) -> int:
    """Return how many periods after the term and wind-down a run needs to book differences."""
    term, winding = periods_of(history.settlement.agreement, ends)
    ended = len(term) + len(winding)
    booked = history.booked + 1 if history.days else 0
    return max(booked - ended, claimed - ended, stated + 1 - ended if stated else 0, 0)
