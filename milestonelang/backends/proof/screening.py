"""Look for data that violates a claim in many runs at once, and replay what is found.

In: a problem, a claim, tools, how many runs. Out: a case that the evaluator has replayed, and
whether the runs said enough: a program that no screen runs, or of which most runs are not to be
trusted, is left to single runs. The same problem and number of runs give the same case everywhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.proof.boundaries import boundaries, least_step, rates_of
from milestonelang.backends.proof.chance import Chance
from milestonelang.backends.proof.check import Replay, roots_of
from milestonelang.backends.proof.columns import Coded, alike, altered, coded, corners, series
from milestonelang.backends.proof.happenings import AT_ONCE, NONE, SOME_DAY, Happenings
from milestonelang.backends.proof.many import differing, is_false, violating
from milestonelang.backends.proof.model import (
    Altered,
    Case,
    Change,
    Claim,
    Compared,
    Happened,
    Many,
    Problem,
    Screen,
    Tools,
)
from milestonelang.backends.proof.slicing import events_of, figures_of, needed, sliced
from milestonelang.ir import Exact, ValueId

CHUNK = 8192
_CORNERS = 5
_CORNER_TIMES = 8  # pairs start from each corner so many times
_REPLAYED = 4
SEED = 20260101


@records.frozen
class Screened:
    """What came of it. *enough*: the runs could be looked at, so that no case means something."""

    case: Case | None
    enough: bool


_Ran = tuple[Mapping[ValueId, Many], Any]
"""What a screen gives: values, and which runs must not be trusted."""

BLIND = Screened(None, False)


class Screening:
    """Runs about one claim; kernels are made once for the same events."""

    def __init__(self, problem: Problem, claim: Claim, tools: Tools, seed: int = SEED) -> None:
        self.problem, self.claim, self.tools = problem, claim, tools
        self.roots = tuple(dict.fromkeys((*roots_of(claim), *problem.assumed)))
        kept = needed(problem.program, self.roots)
        self.program = sliced(problem.program, self.roots)
        self.periods = len(self.program.periods)
        read = figures_of(problem.program, kept)
        if isinstance(claim, Compared):
            read |= {claim.figure}
        self.figures = tuple(each for each in problem.figures if each.name in read)
        self.near = boundaries(self.program, self.figures)
        self.rates = rates_of(self.program)
        happening = events_of(problem.program, kept)
        events = tuple(each for each in problem.events if each.name in happening)
        self.happenings = Happenings(self.program, events, Random(seed))
        self.chance = Chance(seed)
        self.looked = self.trusted = 0
        self.is_first = True
        self.screens: dict[object, Screen | None] = {}
        self.known: dict[tuple[str, int], tuple[Exact, int | None]] = {}

    def found(self, runs: int) -> Screened:
        """Return a case that violates the claim, or that none was among so many runs."""
        if self.tools.screen_of is None or not runs:
            return BLIND
        variants = list(self._variants(runs))
        is_seen = True
        replay = Replay(self.problem, self.tools.evaluate(self.program))
        for events in variants:
            screen = self._screen(events)
            figures = None if screen is None else self._figures(screen)
            if screen is None or figures is None:
                is_seen = False
                continue
            share = max(1, runs // screen.cost // len(variants))
            for case in self._cases(screen, figures, events, share):
                at = replay.violation(self.claim, case)
                if at is not None:
                    return Screened(records.evolve(case, at=at), True)
        self.is_first = False
        return Screened(None, is_seen and self.trusted * 2 >= self.looked)

    def _variants(self, runs: int) -> Iterator[Happened]:
        yield self.happenings.drawn(NONE)
        if not self.happenings.events:
            return
        yield self.happenings.drawn(AT_ONCE)
        for _ in range(4 if runs <= CHUNK else 12):
            yield self.happenings.drawn(SOME_DAY)

    def _screen(self, events: Happened) -> Screen | None:
        if self.tools.screen_of is None:
            return None
        key = tuple(events.get(each.name, ()) for each in self.happenings.events)
        if key not in self.screens:
            self.screens[key] = self.tools.screen_of(
                self.program, self.figures, self.roots, events, self.near
            )
        return self.screens[key]

    def let_through(self, like: Case, cases: Sequence[Case]) -> Sequence[Case]:
        """Return the cases that may violate the claim; all of them where no screen says more."""
        screen = self._screen(like.events)
        if screen is None:
            return cases
        seen: list[int] = []
        kept = [True] * len(cases)
        first = second = self._coded(screen, cases, False)
        if isinstance(self.claim, Compared):
            second = self._coded(screen, cases, True)
        for place, case in enumerate(cases):
            same = all(case.events.get(name, ()) == rows for name, rows in like.events.items())
            if same and first[place] is not None and second[place] is not None:
                seen.append(place)
        if not seen:
            return cases
        import numpy

        if isinstance(self.claim, Compared):
            (values, doubtful), (others, unsure) = _both(screen, first, second, seen)
            at = numpy.array([_changed_in(cases[place]) for place in seen])
            found = differing(self.claim, values[self.claim.amount], others[self.claim.amount], at)
            found = found & ~self._forbidden(others) & ~unsure
        else:
            values, doubtful = screen.run(_stacked(first, seen))
            found = violating(self.claim, values, self.program)
        # Where nothing is read there is one run for all of them.
        found = numpy.broadcast_to(found & ~self._forbidden(values) | doubtful, (len(seen),))
        for place, lets in zip(seen, found, strict=True):
            kept[place] = bool(lets)
        return [case for case, lets in zip(cases, kept, strict=True) if lets]

    def _coded(
        self, screen: Screen, cases: Sequence[Case], changed: bool
    ) -> list[dict[str, tuple[int, ...]] | None]:
        """Return the columns of each case, None where one of its figures is not in their range."""
        known: dict[tuple[str, int], tuple[int, ...] | None] = {}
        found: list[dict[str, tuple[int, ...]] | None] = []
        for case in cases:
            own: dict[str, tuple[int, ...] | None] = {}
            for figure in self.figures:
                values = case.figures[figure.name]
                if changed and case.altered is not None and case.altered.figure == figure.name:
                    moved = dict(case.altered.values)
                    values = tuple(moved.get(place, each) for place, each in enumerate(values))
                    own[figure.name] = self._codes(screen, figure.name, values)
                    continue
                key = (figure.name, id(values))
                if key not in known:
                    known[key] = self._codes(screen, figure.name, values)
                own[figure.name] = known[key]
            sure = {name: each for name, each in own.items() if each is not None}
            found.append(sure if len(sure) == len(own) else None)
        return found

    def _codes(
        self, screen: Screen, figure: str, values: Sequence[Exact]
    ) -> tuple[int, ...] | None:
        """Return the numbers of a column; what was asked before is kept with its very value."""
        found: list[int] = []
        for value in values:
            key = (figure, id(value))
            if key not in self.known:
                self.known[key] = (value, screen.code(figure, value))
            code = self.known[key][1]
            if code is None:
                return None
            found.append(code)
        return tuple(found)

    # ---- runs

    def _figures(self, screen: Screen) -> list[Coded] | None:
        found = [
            coded(each, self.near[each.name], screen, least_step(each), self.rates)
            for each in self.figures
        ]
        sure = [each for each in found if each is not None]
        return sure if len(sure) == len(found) else None

    def _cases(
        self, screen: Screen, figures: Sequence[Coded], events: Happened, runs: int
    ) -> Iterator[Case]:
        """Yield cases that the screen lets through."""
        left, is_first = runs, self.is_first
        while left > 0:
            width = min(left, CHUNK)
            columns = self._columns(figures, width, is_first)
            yield from self._hits(screen, figures, columns, events)
            left, is_first = left - width, False

    def _columns(self, figures: Sequence[Coded], width: int, is_first: bool) -> dict[str, Any]:
        import numpy

        columns = {each.name: series(each, self.chance, self.periods, width) for each in figures}
        alike(figures, columns, self.chance)
        if is_first:
            ends = corners(figures, _CORNERS)
            times = _CORNER_TIMES if isinstance(self.claim, Compared) else 1
            for name, values in ends.items():
                first = numpy.repeat(numpy.array(values, numpy.int64), times)[:width]
                columns[name][:, : len(first)] = first
        return columns

    def _hits(
        self,
        screen: Screen,
        figures: Sequence[Coded],
        columns: Mapping[str, Any],
        events: Happened,
    ) -> Iterator[Case]:
        import numpy

        values, doubtful = screen.run(columns)
        doubtful = doubtful | self._forbidden(values)
        claim = self.claim
        if not isinstance(claim, Compared):
            hits = violating(claim, values, self.program) & ~doubtful
            self._count(doubtful)
            for run in numpy.flatnonzero(hits)[:_REPLAYED]:
                yield self._case(screen, columns, events, int(run), None)
            return
        figure = next(each for each in figures if each.name == claim.figure)
        by = self._by(claim, screen)
        term = self.problem.program.term_periods
        pairs = altered(claim, figure, by, columns[figure.name], term, self.chance)
        others, unsure = screen.run({**columns, figure.name: pairs.column})
        doubtful = doubtful | unsure | self._forbidden(others)
        first, second = values[claim.amount], others[claim.amount]
        hits = differing(claim, first, second, pairs.at) & pairs.valid & ~doubtful
        self._count(doubtful)
        for run in numpy.flatnonzero(hits)[:_REPLAYED]:
            at = int(pairs.at[run])
            places = range(self.periods) if figure.fixed else [at]
            if claim.change is Change.LATER:
                places = [at, at + 1]
            codes = [(place, int(pairs.column[place, run])) for place in places]
            moved = tuple((place, screen.value(figure.name, code)) for place, code in codes)
            yield self._case(screen, columns, events, int(run), Altered(figure.name, moved))

    def _by(self, claim: Compared, screen: Screen) -> Fraction:
        """Return how far the figure moves: in numbers of its column, or as a share."""
        by = abs(claim.by or Fraction(0))
        if claim.change is not Change.BY:
            return by
        unit = screen.value(claim.figure, 1)
        return by / unit if isinstance(unit, Fraction) else by

    def _forbidden(self, values: Mapping[ValueId, Many]) -> Any:
        """Return which runs break what is assumed."""
        import numpy

        found = numpy.zeros(1, bool)
        for id in self.problem.assumed:
            found = found | is_false(values[id]).any(axis=0)
        return found

    def _count(self, doubtful: Any) -> None:
        self.looked += doubtful.size
        self.trusted += int((~doubtful).sum())

    def _case(
        self,
        screen: Screen,
        columns: Mapping[str, Any],
        events: Happened,
        run: int,
        change: Altered | None,
    ) -> Case:
        figures = {}
        for each in self.problem.figures:
            column = columns.get(each.name)
            figures[each.name] = (
                (each.usual,) * self.periods
                if column is None
                else tuple(screen.value(each.name, int(code)) for code in column[:, run])
            )
        told: dict[str, tuple[ir.Happening, ...]] = {**events}
        return Case(figures, told, 0, change)


def _both(
    screen: Screen, first: Sequence[Any], second: Sequence[Any], seen: Sequence[int]
) -> tuple[_Ran, _Ran]:
    """Return what two runs of each case give. A run of many costs little more than one of few."""
    one, other = _stacked(first, seen), _stacked(second, seen)
    if not one:
        return screen.run(one), screen.run(other)
    import numpy

    both = {name: numpy.concatenate((one[name], other[name]), axis=1) for name in one}
    values, unsure = screen.run(both)
    count = len(seen)
    return _some(values, unsure, slice(count)), _some(values, unsure, slice(count, None))


def _some(values: Mapping[ValueId, Many], unsure: Any, which: slice) -> _Ran:
    found = {
        id: Many(
            each.numbers[:, which], each.scale, None if each.known is None else each.known[:, which]
        )
        for id, each in values.items()
    }
    return found, unsure[which]


def _stacked(
    cases: Sequence[Mapping[str, tuple[int, ...]] | None], places: Sequence[int]
) -> dict[str, Any]:
    import numpy

    rows = [each for place in places if (each := cases[place]) is not None]
    return {name: numpy.array([each[name] for each in rows]).T for name in rows[0]}


def _changed_in(case: Case) -> int:
    return 0 if case.altered is None else case.altered.values[0][0]
