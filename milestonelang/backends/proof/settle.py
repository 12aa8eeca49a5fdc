"""Decide a claim: look for a case that violates it, prove it, or say what was tried.

In: a claim, the problem of each course the agreement can take, the evaluator. Out: a finding. The
falsifier comes first, since it is cheap and its cases are certain; then the solver; then what the
solver believes to be a case is replayed, and searched around. Promised: `violated` has a case that
the evaluator confirmed; `proved` is the solver's word for every course.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from milestonelang import records
from milestonelang.backends.proof.by_parts import proved_by_parts
from milestonelang.backends.proof.check import Replay, roots_of
from milestonelang.backends.proof.falsify import search
from milestonelang.backends.proof.model import (
    Bounded,
    Case,
    Claim,
    Compared,
    Finding,
    Outcome,
    Problem,
    Reach,
    Rowed,
    Tools,
)
from milestonelang.backends.proof.prove import Answer, Effort, decide, pinned
from milestonelang.backends.proof.row_cases import RowCases, usual_runs
from milestonelang.backends.proof.screening import Screening
from milestonelang.backends.proof.shrink import shrunk
from milestonelang.backends.proof.slicing import sliced

FEW_PERIODS = 20
FIRST_RUNS = 40
MORE_RUNS = 600
FIRST_PAIRS = 25
SHRINKING = 400
FIRST_MANY = 2048
MORE_MANY = 49_152
MORE_ROWS = 3  # times as many as before the solver is asked
SHRINKING_ROWS = 300
RowedOf = Callable[[], Rowed | None]
_BY_PARTS = Finding(Outcome.PROVED_FOR_TERM, "bounds of what each payment gives, added up")
_ORDER = (Outcome.PROVED, Outcome.PROVED_FOR_TERM, Outcome.VIOLATED, Outcome.UNDECIDED)


def settle(
    courses: Sequence[tuple[Problem, Claim]],
    tools: Tools,
    effort: Effort,
    rowed_of: RowedOf | None = None,
) -> Finding:
    """Return what is known of a claim in every course, the first being the whole term.

    *rowed_of* gives the claim on rows, where what it rests on reads some.
    """
    problem, claim = courses[0]
    first, more = _runs(claim, effort)
    screening = Screening(problem, claim, tools)
    case = search(screening, first, FIRST_MANY * effort.budget)
    if case is not None:
        return _shown(screening, case, "found by trying")
    rowed = None if rowed_of is None else rowed_of()
    rows = None if rowed is None else RowCases(rowed, tools)
    shown = None if rows is None else _by_rows(rows, usual_runs(rows.rowed.problem) * effort.budget)
    if shown is not None:
        return shown
    found: list[Finding] = []
    for each, about in courses:
        facts = tools.facts_of(each.program)
        # Of few periods the whole is asked about sooner than its parts are.
        parts_first = len(each.program.periods) > FEW_PERIODS
        if parts_first and _by_parts(each, about, facts, effort):
            found.append(_BY_PARTS)
            continue
        answer = decide(each, about, facts, effort)
        if answer.finding.outcome is Outcome.UNDECIDED:
            if not parts_first and _by_parts(each, about, facts, effort):
                found.append(_BY_PARTS)
                continue
            if each is problem:
                return _unproved(screening, answer, effort, more, rows)
            how = f"of a course that ends early: {answer.finding.how}"
            return records.evolve(answer.finding, how=how)
        found.append(answer.finding)
    if isinstance(claim, Reach):
        return Finding(Outcome.VIOLATED, "no data within the ranges does it in the term")
    return max(found, key=lambda each: _ORDER.index(each.outcome))


def _by_parts(problem: Problem, claim: Claim, facts: Sequence[Any], effort: Effort) -> bool:
    return isinstance(claim, Bounded) and proved_by_parts(problem, claim, facts, effort)


def by_rows(rowed: Rowed, tools: Tools, effort: Effort) -> Finding | None:
    """Return what rows show of a claim, or None where none were found that show anything."""
    rows = RowCases(rowed, tools)
    return _by_rows(rows, (1 + MORE_ROWS) * usual_runs(rows.rowed.problem) * effort.budget)


def _by_rows(rows: RowCases, runs: int) -> Finding | None:
    case = rows.found(runs, SHRINKING_ROWS)
    return None if case is None else _finding(rows.rowed.claim, case, "found by trying rows")


def _runs(claim: Claim, effort: Effort) -> tuple[int, int]:
    if isinstance(claim, Compared):
        first = FIRST_PAIRS * 16 if claim.total else FIRST_PAIRS
        return first * effort.budget, first * 8 * effort.budget
    return FIRST_RUNS * effort.budget, MORE_RUNS * effort.budget


def _unproved(
    screening: Screening, answer: Answer, effort: Effort, more: int, rows: RowCases | None
) -> Finding:
    """Replay what the solver found, search around it, and try harder."""
    problem, claim, tools = screening.problem, screening.claim, screening.tools
    roots = (*roots_of(claim), *problem.assumed)
    small = records.evolve(problem, program=sliced(problem.program, roots))
    replay = Replay(small, tools.evaluate(small.program))
    for case in _candidates(problem, claim, answer, tools, effort):
        at = replay.violation(claim, case)
        if at is not None:
            at_case = records.evolve(case, at=at)
            return _shown(screening, at_case, "found by the solver")
    shown = None
    if rows is not None:
        shown = _by_rows(rows, MORE_ROWS * usual_runs(rows.rowed.problem) * effort.budget)
    if shown is not None:
        return shown
    harder = search(screening, more, MORE_MANY * effort.budget)
    if harder is not None:
        return _shown(screening, harder, "found by trying")
    tried = f"{answer.finding.how}; {screening.looked or more} runs found no case"
    if rows is not None:
        tried = f"{tried}, nor did {rows.looked} with rows"
    return Finding(Outcome.UNDECIDED, tried)


def _candidates(
    problem: Problem, claim: Claim, answer: Answer, tools: Tools, effort: Effort
) -> Iterator[Case]:
    yield from answer.cases
    if answer.has_products:
        for case in answer.cases[:1]:
            yield from pinned(problem, claim, tools.facts_of(problem.program), effort, case)


def _shown(screening: Screening, case: Case, how: str) -> Finding:
    return _finding(screening.claim, shrunk(screening, case, SHRINKING), how)


def _finding(claim: Claim, case: Case, how: str) -> Finding:
    if isinstance(claim, Reach):
        return Finding(Outcome.PROVED, f"shown by a case, {how}", case)
    return Finding(Outcome.VIOLATED, how, case)
