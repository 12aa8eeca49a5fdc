"""Whether one case violates a claim: asked of the evaluator, never of a solver.

In: a claim, and runs of the program. Out: the period in which the claim is false, or None. A value
that is unknown violates nothing.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, assert_never

from milestonelang import ir, records
from milestonelang.backends.proof.model import (
    Altered,
    Bounded,
    Case,
    Change,
    Claim,
    Compared,
    Holds,
    Problem,
    Reach,
    Steps,
    is_known,
)
from milestonelang.ir import Exact, ValueId
from milestonelang.primitives.periods import window_key

Results = Sequence[tuple[Any, ...]]


def roots_of(claim: Claim) -> tuple[ValueId, ...]:
    """Return the values that a claim speaks of."""
    match claim:
        case Holds(condition) | Reach(condition=condition):
            return (condition,)
        case Bounded():
            found = (claim.amount, claim.limit)
            return found if claim.within is None else (*found, claim.within)
        case Compared():
            return (claim.amount,)
        case _:
            assert_never(claim)


@records.frozen(eq=False)
class _Until:
    """A run as far as it went: the state then, and the results before it."""

    state: Any
    results: Results


class Replay:
    """Runs of one program, and the claims asked of them."""

    def __init__(self, problem: Problem, steps: Steps) -> None:
        self.problem = problem
        self.steps = steps
        self.count = len(problem.program.periods)

    def run(self, inputs: ir.Inputs) -> Results | None:
        """Return the results of every period, or None where an assumption fails."""
        return self._run(inputs, _Until(self.steps.initial, ()), self.count)[0]

    def _run(
        self, inputs: ir.Inputs, since: _Until, last: int, keep: int = -1
    ) -> tuple[Results | None, _Until]:
        """Return the results up to the period *last*, and the run until the period *keep*."""
        prepared, state, kept = self.steps.prepared(inputs), since.state, since
        found = list(since.results)
        for index in range(len(found), last):
            if index == keep:
                kept = _Until(state, tuple(found))
            results, state = self.steps.step(state, prepared, index)
            if not self.allowed(results):
                return None, kept
            found.append(results)
        return found, kept

    def allowed(self, results: tuple[Any, ...]) -> bool:
        """Whether a period keeps to what is assumed."""
        return all(results[id] is not False for id in self.problem.assumed)

    def violation(self, claim: Claim, case: Case) -> int | None:
        """Return the period in which a case violates a claim, or None."""
        if not isinstance(claim, Compared):
            results = self.run(case.inputs())
            return None if results is None else violated_at(claim, results, self.problem.program)
        if case.altered is None or not _may_be_altered_so(claim, case, case.altered):
            return None
        at = case.altered.values[0][0]
        # What is compared in one period, with nothing assumed of the others, ends with it.
        last = self.count if claim.total or self.problem.assumed else at + 1
        # Both runs are the same until the figure differs.
        since = min(index for index, _ in case.altered.values)
        start = _Until(self.steps.initial, ())
        first, same = self._run(case.inputs(), start, last, since)
        if first is None:
            return None
        second, _ = self._run(case.inputs(changed=True), same, last)
        return None if second is None else differs_at(claim, first, second, at)


def _may_be_altered_so(claim: Compared, case: Case, altered: Altered) -> bool:
    """Whether the second run differs as the claim says; rounding a case may have moved it."""
    before = [case.figures[altered.figure][index] for index, _ in altered.values]
    after = [value for _, value in altered.values]
    if claim.change is Change.LATER:
        # What one period has less, the next has more.
        here, to = before[0], after[0]
        return _total(before) == _total(after) and is_change(claim, here, to)
    return all(is_change(claim, *each) for each in zip(before, after, strict=True))


def _total(values: Sequence[Exact]) -> Fraction:
    return sum((each for each in values if isinstance(each, Fraction)), Fraction(0))


def is_change(claim: Compared, before: Exact, after: Exact) -> bool:
    """Whether a claim speaks of a figure that moves so."""
    if not isinstance(before, Fraction) or not isinstance(after, Fraction):
        return False
    by = claim.by or Fraction(0)
    match claim.change:
        case Change.RISES:
            return after > before
        case Change.FALLS | Change.LATER:
            return after < before
        case Change.BY:
            return 0 < abs(after - before) <= by
        case Change.SHARE:
            return 0 < abs(after - before) <= abs(by * before)


def violated_at(claim: Claim, results: Results, program: ir.Program) -> int | None:
    """Return the first period in which a claim about one run is false, or None.

    Of what is to be reachable, the period in which it is reached.
    """
    match claim:
        case Holds(condition):
            for index, each in enumerate(results):
                if each[condition] is False:
                    return index
            return None
        case Bounded():
            return _beyond(claim, results, program)
        case Reach():
            return _reached(claim, results)
        case Compared():
            raise ValueError("a comparison is about two runs")
        case _:
            assert_never(claim)


def _beyond(claim: Bounded, results: Results, program: ir.Program) -> int | None:
    sums: dict[int, Fraction | None] = {}
    last: dict[int, int] = {}
    for period, each in zip(program.periods, results, strict=True):
        key, amount = window_key(claim.window, period), each[claim.amount]
        before = sums.get(key, Fraction(0))
        known = isinstance(amount, Fraction | int)
        sums[key] = before + amount if before is not None and known else None
        last[key] = period.index
    for key, total in sums.items():
        limit = results[last[key]][claim.limit]
        within = Fraction(0) if claim.within is None else results[last[key]][claim.within]
        if total is None or not is_known(limit) or not is_known(within):
            continue
        if (total > limit + within) if claim.at_most else (total < limit - within):
            return last[key]
    return None


def _reached(claim: Reach, results: Results) -> int | None:
    wanted = 0
    for index, each in enumerate(results):
        if claim.until is not None and index > claim.until:
            return None
        if each[claim.condition] is claim.pattern[wanted]:
            wanted += 1
            if wanted == len(claim.pattern):
                return index
    return None


def differs_at(claim: Compared, first: Results, second: Results, at: int) -> int | None:
    """Return *at* where two runs differ by more than they may, or None."""
    periods = range(len(first)) if claim.total else (at,)
    difference = Fraction(0)
    for index in periods:
        before, after = first[index][claim.amount], second[index][claim.amount]
        if not is_known(before) or not is_known(after):
            return None
        difference += after - before
    too_low = claim.lowest is not None and difference < claim.lowest
    too_high = claim.highest is not None and difference > claim.highest
    return at if too_low or too_high else None


def amounts(results: Results, id: ValueId) -> Mapping[int, Any]:
    """Return one value by period."""
    return {index: each[id] for index, each in enumerate(results)}
