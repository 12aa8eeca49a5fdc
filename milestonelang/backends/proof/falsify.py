"""Look for data that violates a claim: values at the boundaries, then chance, on the evaluator.

In: a problem, a claim, how many runs may be made. Out: a case that the evaluator has replayed, or
None. Promised: the same problem and budget give the same case, on every machine; nothing here
proves anything.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.proof.boundaries import boundaries, snap
from milestonelang.backends.proof.check import (
    Replay,
    differs_at,
    is_change,
    roots_of,
    violated_at,
)
from milestonelang.backends.proof.happenings import Happenings
from milestonelang.backends.proof.model import (
    Altered,
    Case,
    Change,
    Claim,
    Compared,
    Evaluate,
    Figure,
    Problem,
    Steps,
    Tools,
)
from milestonelang.backends.proof.screening import SEED, Screening
from milestonelang.backends.proof.slicing import events_of, figures_of, needed, sliced
from milestonelang.ir import Exact

_CORNERS = 5  # of so many figures every combination of lowest and highest is tried
_FEW = 2  # periods in which a figure is changed, where whole runs are compared

Profile = dict[str, list[Exact]]


def falsify(
    problem: Problem, claim: Claim, tools: Tools, runs: int, many: int, seed: int = SEED
) -> Case | None:
    """Return a case that violates the claim (or reaches what is to be reached), or None.

    It is looked for in *many* runs at once; where these say nothing, in single *runs*.
    """
    return search(Screening(problem, claim, tools, seed), runs, many)


def search(screening: Screening, runs: int, many: int) -> Case | None:
    """Return a case as `falsify` does; what was looked at before is not looked at again."""
    seen = screening.found(many)
    if seen.enough:
        return seen.case
    problem, claim = screening.problem, screening.claim
    return Search(problem, claim, screening.tools.evaluate, runs).found()


class Search:
    """Single runs of the evaluator on data that are drawn."""

    def __init__(
        self,
        problem: Problem,
        claim: Claim,
        evaluate: Evaluate,
        runs: int,
        also: tuple[ir.ValueId, ...] = (),
    ) -> None:
        roots = (*roots_of(claim), *problem.assumed, *also)
        kept = needed(problem.program, roots)
        self.program = sliced(problem.program, roots)
        self.problem, self.claim = problem, claim
        self.replay = self.replay_of(problem, evaluate(self.program))
        self.count = len(self.program.periods)
        read = figures_of(problem.program, kept)
        if isinstance(claim, Compared):
            read |= {claim.figure}
        self.draw_of(tuple(each for each in problem.figures if each.name in read), self.program)
        happening = events_of(problem.program, kept)
        self.events = tuple(each for each in problem.events if each.name in happening)
        self.random = Random(SEED)
        self.left = runs

    def replay_of(self, problem: Problem, steps: Steps) -> Replay:
        """Return what runs are made with."""
        return Replay(problem, steps)

    def draw_of(self, figures: tuple[Figure, ...], program: ir.Program) -> None:
        """Draw values of these figures, near what a program compares them with."""
        self.figures = figures
        self.near = boundaries(program, figures)
        self.sorted = {
            name: sorted(each for each in values if isinstance(each, Fraction))
            for name, values in self.near.items()
        }

    def found(self) -> Case | None:
        """Return the first case that is found."""
        for profile, events in self.profiles():
            if self.left <= 0:
                return None
            figures = {name: tuple(values) for name, values in profile.items()}
            case = self.tried(self.dressed(Case(figures, events, 0)))
            if case is not None:
                return case
        return None

    # ---- what is tried

    def profiles(self) -> Iterator[tuple[Profile, dict[str, tuple[ir.Happening, ...]]]]:
        """Yield figures and what happens, usual ones first, then those at the ends."""
        quiet = self.happened(0)
        busy = self.happened(1)
        numbers = [each for each in self.figures if each.is_number][:_CORNERS]
        usual = {each.name: [each.usual] * self.count for each in self.figures}
        yield usual, quiet
        for corner in product((1, 0), repeat=len(numbers)):
            chosen = dict(usual)
            for figure, side in zip(numbers, corner, strict=True):
                ends = self._ends(figure)
                chosen[figure.name] = [ends[side]] * self.count
            yield chosen, (busy if self.events and corner[:1] == (1,) else quiet)
        while True:
            yield self.series_of_all(), self.happened(2)

    def _ends(self, figure: Figure) -> tuple[Fraction, Fraction]:
        numbers = self.sorted[figure.name]
        return numbers[0], numbers[-1]

    def series_of_all(self) -> Profile:
        """Draw every figure."""
        return {figure.name: self._series(figure) for figure in self.figures}

    def _series(self, figure: Figure) -> list[Exact]:
        """Draw a figure: the same throughout, but for a few periods, or anew in each."""
        style = self.random.random()
        if figure.fixed or style < 0.3:
            return [self._value(figure)] * self.count
        if style < 0.65:
            two = (self._value(figure), self._value(figure))
            return [two[self.random.random() < 0.3] for _ in range(self.count)]
        return [self._value(figure) for _ in range(self.count)]

    def _value(self, figure: Figure) -> Exact:
        near = self.near[figure.name]
        style = self.random.random()
        if not figure.is_number or style < 0.75:
            return self.random.choice(near)
        low, high = self._ends(figure)
        value = low + (high - low) * Fraction(self.random.randrange(1001), 1000)
        if style < 0.85:
            value = low + (high - low) * Fraction(self.random.randrange(101), 100_000)
        kept = snap(figure, value)
        return low if kept is None else kept

    def happened(self, style: int) -> dict[str, tuple[ir.Happening, ...]]:
        """Draw what happens."""
        return Happenings(self.program, self.events, self.random).drawn(style)

    # ---- whether it violates

    def dressed(self, case: Case) -> Case | None:
        """Return a case with everything it needs; None where there is no such data."""
        return case

    def tried(self, case: Case | None) -> Case | None:
        """Return a case with the period in which it violates the claim, or None."""
        if case is None:
            self.left -= 1
            return None
        if isinstance(self.claim, Compared):
            return self._try_pairs(self.claim, case)
        self.left -= 1
        results = self.replay.run(case.inputs())
        if results is None:
            return None
        at = violated_at(self.claim, results, self.program)
        return None if at is None else records.evolve(case, at=at)

    def _try_pairs(self, claim: Compared, case: Case) -> Case | None:
        """Change the figure in each period by a step and to the boundaries near it."""
        prepared, state = self.replay.steps.prepared(case.inputs()), self.replay.steps.initial
        before: list[tuple[tuple[Any, ...], Any]] = []
        self.left -= 1
        for index in range(self.count):
            results, after = self.replay.steps.step(state, prepared, index)
            if not self.replay.allowed(results):
                return None
            before.append((results, state))
            state = after
        first = [results for results, _ in before]
        indexes = list(range(self.problem.program.term_periods))
        if claim.total:
            # Each costs a run to the end: rather more data than more periods of the same.
            indexes = self.random.sample(indexes, min(_FEW, len(indexes)))
        for index in indexes:
            for altered in self._alterations(claim, case, index):
                at = self._differs(claim, case, altered, first, before[index][1])
                if at is not None:
                    return records.evolve(case, at=index, altered=altered)
        return None

    def _differs(
        self,
        claim: Compared,
        case: Case,
        altered: Altered,
        first: list[tuple[Any, ...]],
        state: Any,
    ) -> int | None:
        start = altered.values[0][0]
        changed = records.evolve(case, at=start, altered=altered)
        prepared = self.replay.steps.prepared(changed.inputs(changed=True))
        second = list(first)
        last = self.count if claim.total else start + len(altered.values)
        for index in range(start, last):
            results, state = self.replay.steps.step(state, prepared, index)
            if not self.replay.allowed(results):
                return None
            second[index] = results
        self.left -= 1 if claim.total else 0
        return differs_at(claim, first, second, start)

    def _alterations(self, claim: Compared, case: Case, index: int) -> list[Altered]:
        figure = next(each for each in self.problem.figures if each.name == claim.figure)
        value = case.figures[figure.name][index]
        if not isinstance(value, Fraction) or (figure.fixed and index):
            return []
        wanted = dict.fromkeys(
            kept
            for each in self._targets(claim, figure, value)
            if (kept := snap(figure, each)) is not None and is_change(claim, value, kept)
        )
        if claim.change is Change.LATER:
            return self._moved(figure, case, index, list(wanted))
        if figure.fixed:
            return [
                Altered(figure.name, tuple((each, to) for each in range(self.count)))
                for to in wanted
            ]
        return [Altered(figure.name, ((index, to),)) for to in wanted]

    def _targets(self, claim: Compared, figure: Figure, value: Fraction) -> list[Fraction]:
        step = figure.step or Fraction(1, 10**6)
        by = claim.by or Fraction(0)
        match claim.change:
            case Change.RISES | Change.FALLS:
                near = self.sorted[figure.name]
                if claim.change is Change.RISES:
                    sign, beyond = 1, near[bisect_right(near, value) :]
                else:
                    sign, beyond = -1, near[: bisect_left(near, value)]
                few = self.random.sample(beyond, min(3, len(beyond)))
                cent = max(step, Fraction(1, 1000) if step < Fraction(1, 1000) else step)
                return [value + sign * cent, *few]
            case Change.BY:
                return [value + by, value - by, value + step, value - step]
            case Change.SHARE:
                by = abs(by * value)
                return [value + by, value - by + step]
            case Change.LATER:
                return [Fraction(0), value / 2, value - step, self._ends(figure)[0]]

    def _moved(
        self, figure: Figure, case: Case, index: int, wanted: list[Fraction]
    ) -> list[Altered]:
        """What is taken from one period is added to the next."""
        values = case.figures[figure.name]
        if index + 1 >= self.problem.program.term_periods:
            return []
        found: list[Altered] = []
        for to in wanted:
            here, there = values[index], values[index + 1]
            assert isinstance(here, Fraction) and isinstance(there, Fraction)
            later = there + here - to
            if to < here and snap(figure, later) == later:
                found.append(Altered(figure.name, ((index, to), (index + 1, later))))
        return found
