"""Run the scenarios of a simulation: by kernels where there are some, by `exact` where not.

In: a program, what is drawn and what is asked. Out: the amounts of each block of scenarios, in
order. Promised: the same amounts as `exact` gives for each scenario alone, whatever the size of the
blocks and the number of threads; memory is that of a few blocks.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from threading import Lock
from typing import Any

from milestonelang import ir, records
from milestonelang.driver.batch.arrays import Asked, Many, Total, joined
from milestonelang.driver.batch.program import Brought
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

Alter = Callable[[Columns], Columns]


@records.frozen(eq=False)
class Ran:
    """What a block of scenarios gave, from number *first* on."""

    first: int
    totals: tuple[Total, ...]
    by_exact: int


class Runs:
    """One program, ready to run scenarios; *why_not* says why it has no kernel."""

    def __init__(
        self,
        program: ir.Program,
        drawn: Sequence[Drawn],
        chances: Sequence[Chance],
        seed: int,
        asked: Sequence[Asked],
        scenarios: int,
        rows: PastRows | None = None,
    ) -> None:
        self.program, self.drawn, self.seed = program, tuple(drawn), seed
        self.chances = tuple(each for each in chances if each.share)
        self.asked, self.scenarios = tuple(asked), scenarios
        self.rows = rows
        self._brought = [brought_of(each) for each in drawn]
        self._many: dict[tuple[int, ...], Many] = {}
        self._lock = Lock()
        self._plain = Many(program, self._brought, asked, self._native(scenarios))
        self.why_not = self._plain.why_not

    def all(self, alter: Alter | None = None) -> Iterator[Ran]:
        """Yield the blocks of all scenarios, in order."""
        size = BLOCK_OF_EVENTS if self.chances else BLOCK
        starts = range(0, self.scenarios, size)

        def run(first: int) -> Ran:
            count = min(size, self.scenarios - first)
            everything = self.drawn if self.rows is None else (*self.drawn, self.rows.drawn)
            drawn = columns(
                everything, self.chances, self.program.term_periods, self.seed, first, count
            )
            totals, by_exact = self.block(drawn if alter is None else alter(drawn), count)
            return Ran(first, totals, by_exact)

        threads = min(os.cpu_count() or 1, _THREADS, len(starts))
        if threads < 2 or self.why_not:
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

    def block(self, drawn: Columns, count: int) -> tuple[tuple[Total, ...], int]:
        """Return the totals of some scenarios, and how many of them `exact` computed."""
        import numpy

        figures = {
            each.name: self._whole_course(_coded(each, drawn.figures[each.name]))
            for each in self.drawn
        }
        own = self._rows_of(drawn)
        if not drawn.events:
            found = self._plain.run(count, figures, rows=own)
            return found.totals, found.by_exact
        days = numpy.stack([drawn.events[each.name] for each in self.chances])
        parts: list[tuple[Any, tuple[Total, ...]]] = []
        by_exact, left = 0, []
        happened: dict[int, dict[str, tuple[ir.Happening, ...]]] = {}
        for course, places in _courses(days):
            many = self._of_course(course)
            if many is None:
                events = self._events(course)
                happened |= dict.fromkeys(places.tolist(), events) if events else {}
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
        if self.why_not:
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

    def _events(self, course: tuple[int, ...]) -> dict[str, tuple[ir.Happening, ...]]:
        return {
            each.name: (ir.Happening(self.program.periods[day].end, None, each.outcome),)
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


def _in_order(parts: Sequence[Total], order: Any) -> Total:
    whole = joined(parts)
    known = None if whole.known is None else whole.known[..., order]
    return Total(whole.numbers[..., order], whole.scale, known)
