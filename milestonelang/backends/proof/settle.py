"""Decide a claim: look for a case that violates it, prove it, or say what was tried.

In: a claim, the problem of each course the agreement can take, the evaluator. Out: a finding. The
falsifier comes first, since it is cheap and its cases are certain; then the solver; then what the
solver believes to be a case is replayed, and searched around. Promised: `violated` has a case that
the evaluator confirmed; `proved` is the solver's word for every course.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.proof.check import Replay, roots_of
from milestonelang.backends.proof.falsify import falsify
from milestonelang.backends.proof.model import (
    Case,
    Claim,
    Compared,
    Evaluate,
    Finding,
    Outcome,
    Problem,
    Reach,
)
from milestonelang.backends.proof.prove import Answer, Effort, decide, pinned
from milestonelang.backends.proof.shrink import shrink
from milestonelang.backends.proof.slicing import sliced

FIRST_RUNS = 80
MORE_RUNS = 600
FIRST_PAIRS = 25
SHRINKING = 400

FactsOf = Callable[[ir.Program], Sequence[tuple[Any, ...]]]
_ORDER = (Outcome.PROVED, Outcome.PROVED_FOR_TERM, Outcome.VIOLATED, Outcome.UNDECIDED)


def settle(
    courses: Sequence[tuple[Problem, Claim]],
    evaluate: Evaluate,
    facts_of: FactsOf,
    effort: Effort,
) -> Finding:
    """Return what is known of a claim in every course, the first being the whole term."""
    problem, claim = courses[0]
    first, more = _runs(claim, effort)
    case = falsify(problem, claim, evaluate, first)
    if case is not None:
        return _shown(problem, claim, case, evaluate, "found by trying")
    found: list[Finding] = []
    for each, about in courses:
        answer = decide(each, about, facts_of(each.program), effort)
        if answer.finding.outcome is Outcome.UNDECIDED:
            if each is problem:
                return _unproved(problem, claim, answer, evaluate, facts_of, effort, more)
            how = f"of a course that ends early: {answer.finding.how}"
            return records.evolve(answer.finding, how=how)
        found.append(answer.finding)
    if isinstance(claim, Reach):
        return Finding(Outcome.VIOLATED, "in no run of all periods of the term")
    return max(found, key=lambda each: _ORDER.index(each.outcome))


def _runs(claim: Claim, effort: Effort) -> tuple[int, int]:
    if isinstance(claim, Compared):
        first = FIRST_PAIRS * 16 if claim.total else FIRST_PAIRS
        return first * effort.budget, first * 8 * effort.budget
    return FIRST_RUNS * effort.budget, MORE_RUNS * effort.budget


def _unproved(
    problem: Problem,
    claim: Claim,
    answer: Answer,
    evaluate: Evaluate,
    facts_of: FactsOf,
    effort: Effort,
    more: int,
) -> Finding:
    """Replay what the solver found, search around it, and try harder."""
    roots = (*roots_of(claim), *problem.assumed)
    small = records.evolve(problem, program=sliced(problem.program, roots))
    replay = Replay(small, evaluate(small.program))
    for case in _candidates(problem, claim, answer, facts_of, effort):
        at = replay.violation(claim, case)
        if at is not None:
            at_case = records.evolve(case, at=at)
            return _shown(problem, claim, at_case, evaluate, "found by the solver")
    harder = falsify(problem, claim, evaluate, more)
    if harder is not None:
        return _shown(problem, claim, harder, evaluate, "found by trying")
    tried = f"{answer.finding.how}; {more} runs of the evaluator found no case"
    return Finding(Outcome.UNDECIDED, tried)


def _candidates(
    problem: Problem, claim: Claim, answer: Answer, facts_of: FactsOf, effort: Effort
) -> Iterator[Case]:
    if answer.case is None:
        return
    yield answer.case
    yield from pinned(problem, claim, facts_of(problem.program), effort, answer.case)


def _shown(problem: Problem, claim: Claim, case: Case, evaluate: Evaluate, how: str) -> Finding:
    small = shrink(problem, claim, case, evaluate, SHRINKING)
    if isinstance(claim, Reach):
        return Finding(Outcome.PROVED, f"shown by a case, {how}", small)
    return Finding(Outcome.VIOLATED, how, small)
