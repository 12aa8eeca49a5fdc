"""Judge notices: whether one is good, cured, and on which day it ends the agreement.

In: the contract, what is known, and the program and inputs of a course of it. Out: how the
agreement ends early, if it does, and notes on notices without effect. Promised: a notice that is
not good is reported with its file and row and the parts of the condition that fail; the order of
rows does not matter; once a notice is good, only a cure takes its effect away.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.exits import exit_named
from milestonelang.backends.exact.on_day import Days
from milestonelang.backends.exact.values import Unknown
from milestonelang.data.frames import IsBusinessDay
from milestonelang.data.known import Known
from milestonelang.data.model import DataSet, EventRow
from milestonelang.data.note import Named, Note, day_of
from milestonelang.diagnostics.diagnostic import Diagnostic, Sink
from milestonelang.driver.life import act_problems, notice_problems
from milestonelang.driver.life.waived_grounds import is_waiver, rests_on_waived, waives_nothing
from milestonelang.primitives.dates import MONTHS_IN, add_months, iso, shift
from milestonelang.primitives.periods import Period, full_start
from milestonelang.statement.pending import reason_texts
from milestonelang.statement.words import Words
from milestonelang.types import MonthEnds, Unit

# The program and its inputs for a course, by what was known on a day; None for all that is known.
CourseOf = Callable[[ir.Ending | None, int | None], tuple[ir.Program, ir.Inputs]]


@records.frozen
class Notices:
    """How the agreement ends early, or None, and what is to be said of notices without effect."""

    ends: ir.Ending | None = None
    notes: tuple[str, ...] = ()


def is_of_exit(agreement: decl.Agreement, row: EventRow) -> bool:
    """Return whether a row is a notice under an exit, or a payment that can cure one."""
    leave = exit_named(agreement, row.subject)
    if leave is None:
        return False
    return row.kind == "notice" or (row.kind == "payment" and leave.cured_by_paying is not None)


def gives_notice(data: DataSet, agreement: decl.Agreement) -> bool:
    """Return whether any row is about an exit; most runs have none and judge nothing."""
    return any(is_of_exit(agreement, row) or is_waiver(agreement, row) for row in data.events)


def note_unread(
    stated: tuple[Period, ...], ends: ir.Ending | None, last: int | None
) -> tuple[str, ...]:
    """Return a note where data goes on after the last period stated of what ended early."""
    if ends is None or last is None or last < len(stated):
        return ()
    label = stated[-1].label
    said = f"figures and rows of periods after {label} are not read: the agreement has ended"
    return (Note(said, "not_read", label=label),)


def judge_notices(
    agreement: decl.Agreement,
    known: Known,
    course: CourseOf,
    words: Words,
    is_business_day: IsBusinessDay,
    sink: Sink,
) -> Notices:
    """Return how the agreement ends by the notices that are known."""
    judging = _Judging(agreement, known, course, words, is_business_day)
    judging.check_waivers(sink)
    for received, row in judging.notices():
        found = judging.judge(received, row)
        if found is not None:
            sink.report(found)
    judging.check_payments(sink)
    return Notices(judging.ends, tuple(judging.notes))


def ending_of(
    agreement: decl.Agreement,
    known: Known,
    course: CourseOf,
    words: Words,
    is_business_day: IsBusinessDay,
) -> ir.Ending | None:
    """Return how the agreement ends by the first good notice of each exit, the others left out.

    Everything is known from the first, so that each day is asked of one run.
    """
    judging = _AllKnown(agreement, known, course, words, is_business_day)
    used = set()
    for received, row in judging.notices():
        if row.subject not in used and judging.judge(received, row) is None:
            used.add(row.subject)
    return judging.ends


class _Judging:
    """The notices so far: what ends the agreement, and when each could be cured."""

    def __init__(
        self,
        agreement: decl.Agreement,
        known: Known,
        course: CourseOf,
        words: Words,
        is_business_day: IsBusinessDay,
    ) -> None:
        self.agreement = agreement
        self.known = known
        self.course = course
        self.words = words
        self.is_business_day = is_business_day
        self.ends: ir.Ending | None = None
        self.notes: list[str] = []
        self.days = Days(*course(None, None))
        self._known_on: dict[int, Days] = {}
        self.curable: list[tuple[EventRow, int]] = []

    def notices(self) -> list[tuple[int, EventRow]]:
        """Return the notices with the day each is received, in an order of their own."""
        after = self.agreement.contract.notices_received_after
        names = list(self.agreement.declarations)
        found = [
            (row.date if after is None else self._shift(row.date, *after), row)
            for row in self.known.events
            if row.kind == "notice" and is_of_exit(self.agreement, row)
        ]
        return sorted(found, key=lambda each: (each[0], names.index(each[1].subject), each[1].by))

    def judge(self, received: int, row: EventRow) -> Diagnostic | None:
        """Take a notice into account, or return what is wrong with it."""
        leave = exit_named(self.agreement, row.subject, received)
        if leave is None:
            return notice_problems.not_in_force(row.place, row.subject, iso(received))
        if leave.who is not None and row.by != leave.who:
            return notice_problems.wrong_party(row.place, leave.name, row.by, leave.who)
        end = self.agreement.contract.end if self.ends is None else self.ends.day
        if received > end:
            return notice_problems.after_the_end(row.place, leave.name, iso(received), iso(end))
        if self.known.as_of is not None and received > self.known.as_of:
            self._note(
                f"the notice of `{leave.name}` of {iso(row.date)} is received on {iso(received)} "
                "only",
                "notice_later",
                leave.name,
                sent=row.date,
                received=received,
            )
            return None
        plan = next(item for item in self.days.program.exits if item.origin == leave.id)
        problem = self._grounds(plan, leave, received, row)
        if problem is not None:
            return problem
        until = received if leave.curable is None else self._shift(received, *leave.curable)
        if leave.curable is not None:
            self.curable.append((row, until))
            if self._is_cured(plan, leave, received, until, row):
                self._note(
                    f"the notice of `{leave.name}` received on {iso(received)} was cured by "
                    f"{iso(until)} and has no effect",
                    "notice_cured",
                    leave.name,
                    received=received,
                    day=until,
                )
                return None
        day = self._takes_effect(leave, received, until)
        self._end(ir.Ending(leave.name, row.by, row.date, received, until, day))
        return None

    def _on(self, day: int) -> Days:
        """Return the values by what was known on a day: a later correction does not count."""
        if day not in self._known_on:
            self._known_on[day] = Days(*self.course(self.ends, day))
        return self._known_on[day]

    # ---- is it good

    def _grounds(
        self, plan: ir.ExitPlan, leave: decl.Exit, received: int, row: EventRow
    ) -> Diagnostic | None:
        if plan.grounds is None:
            return None
        days = self._on(received)
        holds = days.value(plan.grounds, received)
        if isinstance(holds, Unknown):
            reasons = reason_texts(holds, self.words, self.known.as_of)
            return notice_problems.undecided(row.place, leave.name, iso(received), reasons)
        parts = [(id, days.value(id, received)) for _, id in plan.parts]
        if not holds:
            failing = [
                self.words.of(origin)
                for (origin, _), (_, value) in zip(plan.parts, parts, strict=True)
                if value is False
            ]
            return notice_problems.not_good(
                row.place, leave.name, iso(received), failing, plan.is_any
            )
        named = [id for id, value in parts if value is True] if plan.is_any else [plan.grounds]
        waived = rests_on_waived(row, received, named, self._waivers(leave.name), days)
        if waived is not None or leave.exercisable is None:
            return waived
        if any(self._arose_in_time(id, received, leave.exercisable) for id in named):
            return None
        count, unit = leave.exercisable
        length = f"{count} {unit.value}{'' if count == 1 else 's'}"
        return notice_problems.too_late(row.place, leave.name, iso(received), length)

    def _arose_in_time(self, id: ir.ValueId, received: int, within: tuple[int, Unit]) -> bool:
        """Return whether a condition that holds began to hold so shortly before a day."""
        arose, days = received, self._on(received)
        while self._shift(arose, *within) >= received:
            before = arose - 1
            if before < self.agreement.contract.start or days.value(id, before) is not True:
                return True
            arose = before
        return False

    def _waivers(self, name: str) -> list[EventRow]:
        return [
            row
            for row in self.known.events
            if row.subject == name and is_waiver(self.agreement, row)
        ]

    def check_waivers(self, sink: Sink) -> None:
        """Report waivers of a ground that there is not, or after the notice under it."""
        received = {row.subject: day for day, row in reversed(self.notices())}
        for plan in self.days.program.exits:
            for row in self._waivers(plan.exit):
                leave = exit_named(self.agreement, plan.exit, row.date)
                if leave is not None and leave.id != plan.origin:
                    continue  # it is judged by the terms in force on its day
                noticed = received.get(row.subject)
                found = (
                    act_problems.waived_after_notice(row, iso(noticed))
                    if noticed is not None and noticed < row.date
                    else waives_nothing(row, plan, self._on(row.date))
                )
                if found is not None:
                    sink.report(found)

    # ---- is it cured

    def _is_cured(
        self, plan: ir.ExitPlan, leave: decl.Exit, received: int, until: int, row: EventRow
    ) -> bool:
        if plan.cured_by_paying is not None:
            amount = self._on(received).value(plan.cured_by_paying, received)
            return self._is_known(amount, leave, until) and self._paid(row, until) >= amount
        if self.known.as_of is not None and until > self.known.as_of:
            return False
        condition = plan.cured_when if plan.cured_when is not None else plan.grounds
        assert condition is not None
        holds = self._on(until).value(condition, until)
        return self._is_known(holds, leave, until) and holds is (plan.cured_when is not None)

    def _is_known(self, value: Any, leave: decl.Exit, until: int) -> bool:
        """Return whether a cure can be judged; where it cannot, the notice stands, with a note."""
        if not isinstance(value, Unknown):
            return True
        reasons = "; ".join(reason_texts(value, self.words, self.known.as_of))
        said = (
            f"whether the notice of `{leave.name}` was cured by {iso(until)} is not known "
            f"({reasons}); it is taken to stand"
        )
        name, day = Named(leave.name), day_of(until)
        self.notes.append(
            Note(said, "notice_cure_unknown", name=name, day=day, reasons=value.reasons)
        )
        return False

    def _paid(self, notice: EventRow, until: int) -> Fraction:
        """Return what the other side paid for the cure in time."""
        amounts = (row.amount for row in self._payments() if _is_for(row, notice, until))
        return sum((amount for amount in amounts if amount is not None), Fraction(0))

    def _payments(self) -> list[EventRow]:
        return [
            row
            for row in self.known.events
            if row.kind == "payment" and is_of_exit(self.agreement, row)
        ]

    def check_payments(self, sink: Sink) -> None:
        """Report payments for a cure that no notice asks for."""
        for row in self._payments():
            if not any(_is_for(row, notice, until) for notice, until in self.curable):
                sink.report(notice_problems.cures_nothing(row.place, row.subject, iso(row.date)))

    # ---- when does it take effect

    def _takes_effect(self, leave: decl.Exit, received: int, until: int) -> int:
        """Return the Termination Date: never before the notice can no longer be cured."""
        day = until if leave.notice is None else max(until, self._shift(received, *leave.notice))
        if leave.ends_at_period is None:
            return day
        contract = self.agreement.contract
        unit = contract.settled if leave.ends_at_period is Unit.PERIOD else leave.ends_at_period
        start = full_start(contract, unit, day)
        return add_months(start, MONTHS_IN[unit], MonthEnds.ROLL_BACK) - 1

    def _end(self, new: ir.Ending) -> None:
        """Let the agreement end by *new*, unless it ends before."""
        before, end = self.ends, self.agreement.contract.end
        if new.day > end:
            self._note(
                f"the notice of `{new.exit}` received on {iso(new.received)} would take effect on "
                f"{iso(new.day)}, and has no effect: the term ends on {iso(end)}",
                "notice_after_term",
                new.exit,
                received=new.received,
                day=new.day,
                end=end,
            )
            return
        if before is not None:
            later = max(before, new, key=lambda each: each.day) if before.day != new.day else new
            sooner = new if later is before else before
            said = (
                f"the notice of `{later.exit}` received on {iso(later.received)} has no further "
                f"effect: by `{sooner.exit}` the agreement ends on {iso(sooner.day)}"
            )
            parts = {"received": day_of(later.received), "day": day_of(sooner.day)}
            names = {"name": Named(later.exit), "other": Named(sooner.exit)}
            self.notes.append(Note(said, "notice_superseded", **names, **parts))
            if sooner is before:
                return
        self.ends = new
        self.days = Days(*self.course(new, None))
        self._known_on.clear()

    def _note(self, said: str, kind: str, name: str, **days: int) -> None:
        """Say something of a notice of an exit, with its days."""
        parts = {part: day_of(day) for part, day in days.items()}
        self.notes.append(Note(said, kind, name=Named(name), **parts))

    def _shift(self, day: int, count: int, unit: Unit) -> int:
        ends = self.agreement.contract.month_ends or MonthEnds.ROLL_BACK
        unit = self.agreement.contract.settled if unit is Unit.PERIOD else unit
        return shift(day, count, unit, ends, self.is_business_day)


class _AllKnown(_Judging):
    """Notices of a course whose every figure is known from the first."""

    def _on(self, day: int) -> Days:
        del day
        return self.days


def _is_for(payment: EventRow, notice: EventRow, until: int) -> bool:
    """Return whether a payment can cure a notice: by another party, after it, and in time."""
    return (
        payment.subject == notice.subject
        and payment.by != notice.by
        and notice.date <= payment.date <= until
    )
