"""Run the scenarios of a simulation: by kernels where there are some, by `exact` where not.

In: a program, what is drawn and what is asked. Out: the amounts of each block of scenarios, in
order. Promised: the same amounts as `exact` gives for each scenario alone, whatever the size of the
blocks and the number of threads; memory is that of a few blocks.
"""

import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from threading import Lock
from typing import Any

from milestonelang import ir, records
from milestonelang.driver.batch.arrays import Asked, Many, Total, joined, replaced, stacked
from milestonelang.driver.batch.program import Brought
from milestonelang.driver.simulating.asking import Asking, Question
from milestonelang.driver.simulating.leaving import InputsFor, Leaving, Part, fitted
from milestonelang.driver.simulating.past_rows import PastRows, RowsOfBlocks
from milestonelang.simulation.draw import Columns, columns
from milestonelang.simulation.model import Chance, Drawn
from milestonelang.types import Choice

BLOCK = 1 << 15
BLOCK_OF_EVENTS = 1 << 17  # what happened parts a block into courses
_WORTH_A_KERNEL = 256  # runs of one course
_WORTH_MACHINE_CODE = 1 << 16
_MOST_KERNELS = 2000
_THREADS = 4

NONE_ENDED: Mapping[tuple[str, str], int] = {}
Alter = Callable[[Columns], Columns]


@records.frozen(eq=False)
class Ran:
    """What a block of scenarios gave, from number *first* on: a total for each question.

    *ended*: how often which exit ended the agreement in which period.
    """

    first: int
    totals: tuple[Total, ...]
    by_exact: int
    ended: Mapping[tuple[str, str], int] = NONE_ENDED


@records.frozen(eq=False)
class Drawing:
    """What is drawn, with which seed and how often."""

    drawn: tuple[Drawn, ...]
    chances: tuple[Chance, ...]
    seed: int
    scenarios: int
    rows: PastRows | None = None
    leaving: Leaving | None = None


class Runs:
    """One program, ready to run scenarios; *why_not* says why it has no kernel."""

    def __init__(self, asking: Asking, questions: Sequence[Question], drawing: Drawing) -> None:
        self.program, self.labels = asking.program, asking.labels
        self.questions = tuple(questions)
        self.drawn, self.seed = drawing.drawn, drawing.seed
        self.chances = tuple(each for each in drawing.chances if each.share)
        self._amounts = tuple(each.amount for each in self.chances if each.amount is not None)
        self.scenarios, self.rows, self.leaving = drawing.scenarios, drawing.rows, drawing.leaving
        term, program, scenarios = self.program.term_periods, self.program, self.scenarios
        self.asked = tuple(
            Asked(each.id, term if each.in_term else None, each.by_period)
            for each in questions
            if each.id is not None
        )
        self._brought = [brought_of(each) for each in self.drawn]
        self._many: dict[tuple[int, ...], Many] = {}
        self._lock = Lock()
        self._plain = Many(program, self._brought, self.asked, self._native(scenarios))
        self.why_not = self._plain.why_not

    def all(self, alter: Alter | None = None) -> Iterator[Ran]:
        """Yield the blocks of all scenarios, in order."""
        size = BLOCK_OF_EVENTS if self.chances else BLOCK
        starts = range(0, self.scenarios, size)

        def run(first: int) -> Ran:
            count = min(size, self.scenarios - first)
            rows = () if self.rows is None else (self.rows.drawn,)
            everything = (*self.drawn, *rows, *self._amounts)
            exits = () if self.leaving is None else self.leaving.exits
            drawn = columns(
                everything,
                (*self.chances, *exits),
                self.program.term_periods,
                self.seed,
                first,
                count,
            )
            found = self.block(drawn if alter is None else alter(drawn), count)
            return records.evolve(found, first=first)

        threads = min(os.cpu_count() or 1, _THREADS, len(starts))
        # Courses that exits lead to are made when they are first met, by one thread.
        if threads < 2 or self.why_not or self.leaving is not None:
            yield from map(run, starts)
            return
        from concurrent.futures import Future, ThreadPoolExecutor

        with ThreadPoolExecutor(threads) as pool:
            waiting: deque[Future[Ran]] = deque()
            try:
                for first in starts:
                    waiting.append(pool.submit(run, first))
                    if len(waiting) > threads:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for each in waiting:
                    each.cancel()

    def block(self, drawn: Columns, count: int) -> Ran:
        """Return what some scenarios give."""
        figures = {
            each.name: self._whole_course(_coded(each, drawn.figures[each.name]))
            for each in self.drawn
        }
        own = self._rows_of(drawn)
        if self.leaving is None:
            totals, by_exact = self._in_term(figures, drawn, own, count)
            return Ran(0, self._answers(totals, count), by_exact)
        return self._with_exits(self.leaving, figures, drawn, own, count)

    def to_the_end(self, drawn: Columns, count: int) -> tuple[Total, ...]:
        """Return the totals of scenarios in which nothing happens and no exit is used."""
        figures = {
            each.name: self._whole_course(_coded(each, drawn.figures[each.name]))
            for each in self.drawn
        }
        found = self._plain.run(count, figures, rows=self._rows_of(drawn))
        return self._answers(found.totals, count)

    def _answers(self, totals: Sequence[Total], count: int) -> tuple[Total, ...]:
        """Return a total for each question, nothing where only another course has an answer."""
        own = iter(totals)
        return tuple(
            self._padded(next(own) if each.id is not None else None, each, count)
            for each in self.questions
        )

    def _padded(self, total: Total | None, question: Question, count: int) -> Total:
        import numpy

        periods = self.program.term_periods if question.in_term else len(self.labels)
        shape = (periods, count) if question.by_period else (count,)
        if total is None:
            return Total(numpy.zeros(shape, numpy.int64), 1, None)
        more = periods - len(total.numbers) if question.by_period else 0
        if not more:
            return total
        numbers = numpy.concatenate([total.numbers, numpy.zeros((more, count), numpy.int64)])
        known = total.known
        if known is not None:
            known = numpy.concatenate([known, numpy.ones((more, count), bool)])
        return Total(numbers, total.scale, known)

    def _with_exits(
        self,
        leaving: Leaving,
        figures: Mapping[str, Any],
        drawn: Columns,
        own: Sequence[RowsOfBlocks] | None,
        count: int,
    ) -> Ran:
        """Return what scenarios give of which some end the agreement early."""
        import numpy

        ended: dict[int, tuple[ir.Ending, InputsFor]] = {}
        used = numpy.stack([drawn.events[each.name] for each in leaving.exits])
        for place in numpy.flatnonzero((used >= 0).any(axis=0)).tolist():
            notices = {
                each.name: int(day)
                for each, day in zip(leaving.exits, used[:, place], strict=True)
                if day >= 0
            }
            inputs = self._inputs_at(figures, drawn, place)
            ends = leaving.ending(inputs, notices)
            if ends is not None:
                ended[place] = (ends, inputs)
        rest = numpy.array([at for at in range(count) if at not in ended], numpy.int64)
        left = Columns(
            {each.name: drawn.figures[each.name][rest] for each in self._amounts},
            {name: days[rest] for name, days in drawn.events.items()},
        )
        some = {name: numbers[..., rest] for name, numbers in figures.items()}
        rows = None if own is None else [own[at] for at in rest.tolist()]
        answers = tuple(self._padded(None, each, 0) for each in self.questions)
        by_exact = 0
        if len(rest):
            totals, by_exact = self._in_term(some, left, rows, len(rest))
            answers = self._answers(totals, len(rest))
        parts = [leaving.parts(inputs, ends, self.questions) for ends, inputs in ended.values()]
        whole = tuple(
            self._put(question, answer, rest, list(ended), [each[index] for each in parts], count)
            for index, (question, answer) in enumerate(zip(self.questions, answers, strict=True))
        )
        ends_in = Counter((ends.exit, leaving.ends_in(ends)) for ends, _ in ended.values())
        return Ran(0, whole, by_exact + len(ended), ends_in)

    def _put(
        self,
        question: Question,
        answer: Total,
        rest: Any,
        places: Sequence[int],
        parts: Sequence[Sequence[tuple[str, Part]]],
        count: int,
    ) -> Total:
        """Return the answers of all scenarios: those to the end, and those that ended early."""
        import numpy

        wide = numpy.zeros((*answer.numbers.shape[:-1], count), answer.numbers.dtype)
        if len(rest):
            wide[..., rest] = answer.numbers
        known = None
        if answer.known is not None and len(rest):
            known = numpy.ones(wide.shape, bool)
            known[..., rest] = answer.known
        if not question.by_period:
            sums = [_sum_of([part for _, part in each]) for each in parts]
            return replaced(Total(wide, answer.scale, known), places, sums)
        said = [dict(each) for each in parts]
        return stacked(
            [
                replaced(
                    Total(numbers, answer.scale, None if known is None else known[at]),
                    places,
                    [each.get(self.labels[at], Fraction()) for each in said],
                )
                for at, numbers in enumerate(wide)
            ]
        )

    def _inputs_at(self, figures: Mapping[str, Any], drawn: Columns, place: int) -> InputsFor:
        """Return what gives a scenario to the program of any course."""
        course = tuple(int(drawn.events[each.name][place]) for each in self.chances)
        inputs = self._plain.inputs_of(figures, place, self._events(course, drawn, place), None)
        rows = self.rows

        def inputs_for(program: ir.Program) -> ir.Inputs:
            own = fitted(inputs, program)
            if rows is None:
                return own
            periods = drawn.figures[rows.drawn.name][:, place].tolist()
            return records.evolve(own, rows=rows.of(periods, program.periods))

        return inputs_for

    def _in_term(
        self,
        figures: Mapping[str, Any],
        drawn: Columns,
        own: Sequence[RowsOfBlocks] | None,
        count: int,
    ) -> tuple[tuple[Total, ...], int]:
        """Return the totals of scenarios that go to the end, and how many `exact` computed.

        Of *drawn* the events and their amounts are read.
        """
        import numpy

        if not self.chances:
            found = self._plain.run(count, figures, rows=own)
            return found.totals, found.by_exact
        days = numpy.stack([drawn.events[each.name] for each in self.chances])
        parts: list[tuple[Any, tuple[Total, ...]]] = []
        by_exact, left = 0, []
        happened: dict[int, dict[str, tuple[ir.Happening, ...]]] = {}
        for course, places in _courses(days):
            many = self._of_course(course)
            if many is None:
                if any(day >= 0 for day in course):
                    happened |= {at: self._events(course, drawn, at) for at in places.tolist()}
                left.append(places)
                continue
            some = {name: numbers[..., places] for name, numbers in figures.items()}
            rows = None if own is None else [own[place] for place in places.tolist()]
            found = many.run(len(places), some, rows=rows)
            parts.append((places, found.totals))
            by_exact += found.by_exact
        if left:
            places = numpy.concatenate(left)
            some = {name: numbers[..., places] for name, numbers in figures.items()}
            by_place = {
                at: happened[place] for at, place in enumerate(places.tolist()) if place in happened
            }
            rows = None if own is None else [own[place] for place in places.tolist()]
            found = self._plain.run(len(places), some, by_place, rows)
            parts.append((places, found.totals))
            by_exact += found.by_exact
        order = numpy.argsort(numpy.concatenate([places for places, _ in parts]))
        totals = [
            _in_order([totals[index] for _, totals in parts], order)
            for index in range(len(self.asked))
        ]
        return tuple(totals), by_exact

    def _rows_of(self, drawn: Columns) -> list[RowsOfBlocks] | None:
        """Return the rows of each scenario, where some are drawn."""
        if self.rows is None:
            return None
        places = drawn.figures[self.rows.drawn.name]
        return [self.rows.of(each, self.program.periods) for each in places.T.tolist()]

    def _whole_course(self, numbers: Any) -> Any:
        """Return figures for every period of the program; after the term the last one goes on."""
        import numpy

        after = len(self.program.periods) - self.program.term_periods
        if numbers.ndim == 1 or not after:
            return numbers
        return numpy.concatenate([numbers, numpy.repeat(numbers[-1:], after, axis=0)])

    def _of_course(self, course: tuple[int, ...]) -> Many | None:
        """Return what runs a course of events; None where each of its runs is `exact`'s."""
        if all(day < 0 for day in course):
            return self._plain
        if self.why_not or self._has_amount(course):
            return None
        runs = Fraction(self.scenarios)
        for each, day in zip(self.chances, course, strict=True):
            runs *= 1 - each.share if day < 0 else each.share / self.program.term_periods
        if runs < _WORTH_A_KERNEL or runs * _MOST_KERNELS < self.scenarios:
            return None
        with self._lock:
            if course not in self._many:
                self._many[course] = Many(
                    self.program,
                    self._brought,
                    self.asked,
                    self._native(int(runs)),
                    self._events(course),
                )
            return self._many[course]

    def _has_amount(self, course: tuple[int, ...]) -> bool:
        """Whether an event of a course has an amount, which scenarios do not share."""
        return any(
            day >= 0 and each.amount is not None
            for each, day in zip(self.chances, course, strict=True)
        )

    def _events(
        self, course: tuple[int, ...], drawn: Columns | None = None, place: int = 0
    ) -> dict[str, tuple[ir.Happening, ...]]:
        def amount(each: Chance) -> Fraction | None:
            if each.amount is None or drawn is None:
                return None
            return Fraction(int(drawn.figures[each.name][place]), each.amount.scale)

        return {
            each.name: (ir.Happening(self.program.periods[day].end, amount(each), each.outcome),)
            for each, day in zip(self.chances, course, strict=True)
            if day >= 0
        }

    def _native(self, runs: int) -> bool | None:
        return None if runs >= _WORTH_MACHINE_CODE else False


def brought_of(drawn: Drawn) -> Brought:
    """Return a drawn figure as the kernels take it."""
    if drawn.words:
        return Brought(drawn.name, drawn.type, 1, None, None, drawn.fixed)
    high = drawn.high + abs(drawn.high) // 10 + 1
    if drawn.most is not None:
        high = max(drawn.high, min(high, drawn.most))
    return Brought(
        drawn.name,
        drawn.type,
        drawn.scale,
        Fraction(drawn.low, drawn.scale),
        Fraction(high, drawn.scale),
        drawn.fixed,
    )


def _coded(drawn: Drawn, numbers: Any) -> Any:
    """Return the numbers of a figure as kernels have them: a word by its place in its type."""
    import numpy

    if not drawn.words:
        return numbers
    match drawn.type:
        case Choice(values):
            places = [values.index(str(each)) for each in drawn.words]
        case _:
            places = [int(each is True) for each in drawn.words]
    return numpy.array(places)[numbers]


def raised(drawn: Drawn, numbers: Any) -> Any:
    """Return figures a tenth larger, on their steps and within their range."""
    import numpy

    more = numbers + numpy.abs(numbers) // 10
    if drawn.most is not None:
        more = numpy.minimum(more, drawn.most)
    if drawn.past:
        return more
    return drawn.low + (more - drawn.low) // drawn.step * drawn.step


def _courses(days: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Yield each course of events with the places of its scenarios."""
    import numpy

    kinds, numbers = numpy.unique(days, axis=1, return_inverse=True)
    numbers = numbers.reshape(-1)
    order = numpy.argsort(numbers, kind="stable")
    ends = numpy.cumsum(numpy.bincount(numbers, minlength=kinds.shape[1]))
    for index, part in enumerate(numpy.split(order, ends[:-1])):
        yield tuple(int(each) for each in kinds[:, index]), part


def _sum_of(parts: Sequence[Part]) -> Part:
    """Return a sum; None where a part is not known."""
    found = Fraction()
    for each in parts:
        if each is None:
            return None
        found += each
    return found


def _in_order(parts: Sequence[Total], order: Any) -> Total:
    whole = joined(parts)
    known = None if whole.known is None else whole.known[..., order]
    return Total(whole.numbers[..., order], whole.scale, known)
