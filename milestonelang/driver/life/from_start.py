"""What a restated history comes to otherwise than one in which all was known from the start.

In: a course of the agreement and its run. Out: for each period and amount, how much more or less it
would be, each with its reason: a report that came when its figure was final, a duty that only a
correction called, a notice judged by what was known on its day. Promised: restated amounts and
these add up to what a run on everything gives; where there is no such reason nothing is run.
"""

from collections.abc import Iterator
from fractions import Fraction

from milestonelang import ir, records
from milestonelang.backends.exact.run import Machine
from milestonelang.data.model import DataSet
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver.calendars import holidays_of
from milestonelang.driver.life.course import Course
from milestonelang.driver.life.notices import judge_notices
from milestonelang.driver.life.restate import restated_subjects
from milestonelang.driver.life.views import View, Views
from milestonelang.driver.programs import compile_program
from milestonelang.primitives.dates import iso
from milestonelang.statement.basis import Basis
from milestonelang.statement.model import Figure, LeftLine

ZERO = Fraction(0)
_Amounts = dict[tuple[str, str], Figure]  # by subject and label of the period


def left_as_it_was(basis: Basis, course: Course) -> tuple[LeftLine, ...]:
    """Return what would be more or less, had everything been known from the start."""
    if course.reported is None:
        return ()
    return tuple(_Leaving(basis, course, course.reported).lines())


class _Leaving:
    """The runs from a restated history to one in which all was known, one step at a time."""

    def __init__(self, basis: Basis, course: Course, reported: DataSet) -> None:
        self.basis = basis
        self.course = course
        self.reported = reported
        self.program = course.program

    def lines(self) -> Iterator[LeftLine]:
        """Yield the differences that each reason makes, in the order of the reasons."""
        course, ends = self.course, self.program.ends
        learned = course.views.learned
        left_out = self.reported.notes != course.data.notes
        judged_early = ends is not None and any(ends.received < day for day in course.days)
        if not (left_out or learned or (ends is not None and (judged_early or left_out))):
            return
        view = self._view(self.program)
        before = _amounts(self.basis)
        if left_out:
            inputs = records.evolve(view.inputs, learned=learned)
            after = self._run(self.program, inputs)
            yield from _between(before, after, "reported when it was final, and left out")
            before = after
        if learned:
            after = self._run(self.program, view.inputs)
            yield from _between(before, after, _called(learned))
            before = after
        if ends is not None:
            other = self._judged(view)
            if other != ends:
                program = self._compiled(other)
                after = self._run(program, self._view(program).inputs)
                yield from _between(before, after, _judged_early(ends, other))

    def _view(self, program: ir.Program) -> View:
        """Return everything that was reported, as a program takes it."""
        views = self.course.views
        whole = Views(
            self.reported,
            views.settlement,
            views.as_of,
            views.is_business_day,
            views.settings,
            program.periods,
            has_corrections=False,
        )
        return whole.on(None)

    def _run(self, program: ir.Program, inputs: ir.Inputs) -> _Amounts:
        run = Machine(program).run(inputs)
        return _amounts(records.evolve(self.basis, program=program, inputs=inputs, run=run))

    def _compiled(self, ends: ir.Ending | None) -> ir.Program:
        agreement, views = self.basis.agreement, self.course.views
        given = frozenset(self.reported.given)
        holidays = holidays_of(agreement)
        return compile_program(agreement, dict(views.settings), given, holidays, ends, 0)

    def _judged(self, view: View) -> ir.Ending | None:
        """Return how the agreement would end if notices were judged by everything."""

        def course(ends: ir.Ending | None, day: int | None) -> tuple[ir.Program, ir.Inputs]:
            program = self._compiled(ends)
            return program, self._view(program).inputs

        business = self.course.views.is_business_day
        # A notice that is not good then has no effect; it was good on its day.
        notices = judge_notices(
            self.basis.agreement, view.known, course, self.basis.words, business, Sink()
        )
        return notices.ends


def _amounts(basis: Basis) -> _Amounts:
    return {
        (subject, period.label): basis.figure(id, period.index)
        for period in basis.program.periods
        for subject, id in restated_subjects(basis.program).items()
    }


def _between(before: _Amounts, after: _Amounts, why: str) -> Iterator[LeftLine]:
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        some = was or now
        assert some is not None, "a key is of one of them"
        if any(figure is not None and figure.is_pending for figure in (was, now)):
            continue
        amount = (ZERO if now is None else now.amount) - (ZERO if was is None else was.amount)
        if amount:
            yield LeftLine(key[0], key[1], why, Figure(amount, some.type))


def _called(learned: dict[str, dict[int, int]]) -> str:
    said = [
        f"`{name}` runs from {iso(known)}, the day of the correction that called it, and not from "
        f"{iso(day)}"
        for name, days in learned.items()
        for day, known in days.items()
    ]
    return "; ".join(said)


def _judged_early(ends: ir.Ending, other: ir.Ending | None) -> str:
    then = "it would have no effect"
    if other is not None:
        then = f"`{other.exit}` would end the agreement on {iso(other.day)}"
    return (
        f"the notice of `{ends.exit}` was judged by what was known on {iso(ends.received)}; by "
        f"all that is known {then}"
    )
