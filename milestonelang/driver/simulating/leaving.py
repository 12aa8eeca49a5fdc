"""Exits in a simulation: notices of drawn scenarios, and the courses that they lead to.

In: which exits are used in a scenario, and its figures. Out: how the agreement ends, judged as a
statement judges notices, and what the evaluator gives for that course. Promised: a notice that
would not be good ends nothing; each course is the program that a statement would run.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.exits import exit_named
from milestonelang.backends.exact.run import Machine
from milestonelang.backends.exact.values import Unknown
from milestonelang.data.known import Known
from milestonelang.data.model import EventRow, Provenance
from milestonelang.driver.calendars import holidays_of
from milestonelang.driver.life.notices import ending_of
from milestonelang.driver.programs import compile_program
from milestonelang.driver.proving.problem import given_figures
from milestonelang.driver.simulating.asking import Asking, Key, Question, asking_of
from milestonelang.primitives.dates import is_weekend
from milestonelang.primitives.numbers import decimal_text
from milestonelang.simulation.model import Chance
from milestonelang.source import SourceMap
from milestonelang.statement.words import Words

InputsFor = Callable[[ir.Program], ir.Inputs]
Part = Fraction | None


@records.frozen(eq=False)
class Course:
    """The program of a course, ready to run, and its values by what is asked."""

    program: ir.Program
    machine: Machine
    ids: Mapping[Key, ir.ValueId]


class Leaving:
    """The exits that are drawn, and the courses of the agreement that they lead to."""

    def __init__(
        self,
        agreement: decl.Agreement,
        exits: Sequence[Chance],
        settings: Mapping[str, ir.Exact],
        worth: str | None,
        sources: SourceMap,
    ) -> None:
        self.agreement, self.exits = agreement, tuple(exits)
        self._settings, self._worth = dict(settings), worth
        self._holidays = holidays_of(agreement)
        self._words = Words(agreement, sources)
        self._courses: dict[ir.Ending | None, Course] = {}
        plain = self.course(None).program
        self._term = plain.periods[: plain.term_periods]
        parties = agreement.of_kind(decl.Party)
        self._by = {
            each.name: getattr(exit_named(agreement, each.name), "who", None) or parties[0].name
            for each in exits
        }
        self._has_grounds = {plan.exit for plan in plain.exits if plan.grounds is not None}

    def course(self, ends: ir.Ending | None) -> Course:
        """Return the course that an ending leads to."""
        if ends not in self._courses:
            given = frozenset(given_figures(self.agreement)) - self._settings.keys()
            program = compile_program(self.agreement, self._settings, given, self._holidays, ends)
            asking = asking_of(self.agreement, program, self._worth)
            machine = Machine(asking.program)
            self._courses[ends] = Course(asking.program, machine, asking.ids())
        return self._courses[ends]

    def last_askings(self) -> list[Asking]:
        """Return what can be asked where each exit ends the agreement on the last day it can."""
        found = []
        for each in self.exits:
            day = self._term[-1].end
            ends = ir.Ending(each.name, self._by[each.name], day, day, day, day)
            program = self.course(ends).program
            found.append(asking_of(self.agreement, program, self._worth))
        return found

    def has_grounds(self, name: str) -> bool:
        """Whether an exit may be used for a reason only."""
        return name in self._has_grounds

    def ending(self, inputs: InputsFor, notices: Mapping[str, int]) -> ir.Ending | None:
        """Return how the agreement ends where exits are used: one for a reason at the end of the
        first period in which it may be, any other at the end of the period that was drawn."""
        rows = []
        for name, drawn in notices.items():
            periods = self._term if self.has_grounds(name) else (self._term[drawn],)
            rows += [self._notice(name, period.end) for period in periods]

        def course(ends: ir.Ending | None, day: int | None) -> tuple[ir.Program, ir.Inputs]:
            del day  # nothing is known later than it is drawn for
            program = self.course(ends).program
            return program, inputs(program)

        known = Known(None, (), {}, {}, {}, {}, tuple(rows), ())
        return ending_of(self.agreement, known, course, self._words, self._is_business_day)

    def parts(
        self, inputs: InputsFor, ends: ir.Ending, questions: Sequence[Question]
    ) -> list[list[tuple[str, Part]]]:
        """Return for each question what each period of a course gives, with its label."""
        course = self.course(ends)
        run = course.machine.run(inputs(course.program)).periods
        found = []
        for each in questions:
            id = course.ids.get(each.key)
            count = course.program.term_periods if each.in_term else len(run)
            pairs = zip(course.program.periods[:count], run, strict=False)
            found.append(
                []
                if id is None
                else [(period.label, _part(results[id])) for period, results in pairs]
            )
        return found

    def ends_in(self, ends: ir.Ending) -> str:
        """Return the label of the period in which a course ends."""
        program = self.course(ends).program
        return program.periods[program.term_periods - 1].label

    def _notice(self, name: str, day: int) -> EventRow:
        return EventRow(day, "notice", name, self._by[name], None, "", None, Provenance(""))

    def _is_business_day(self, day: int) -> bool:
        return not is_weekend(day) and day not in self._holidays


def fitted(inputs: ir.Inputs, program: ir.Program) -> ir.Inputs:
    """Return inputs for another course: after the last figure that was drawn it goes on."""
    count = len(program.periods)
    metrics = {
        name: (*values[:count], *(values[-1:] * (count - len(values))))
        for name, values in inputs.metrics.items()
    }
    return records.evolve(inputs, metrics=metrics)


def exit_words(leaving: Leaving, chance: Chance) -> str:
    """Return how often an exit is used, in words."""
    if not chance.share:
        return "is not used"
    share = decimal_text(chance.share * 100)
    if leaving.has_grounds(chance.name):
        return f"notice in {share}% of the scenarios, once there is a reason for it"
    return f"notice in {share}% of the scenarios, at the end of some period"


def _part(result: Any) -> Part:
    return None if isinstance(result, Unknown) else Fraction(result)
