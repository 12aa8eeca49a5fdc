"""Make a case as small as it can be: the fewest periods, then usual figures, then round numbers.

In: a case that violates a claim. Out: one that still does, by the evaluator's word each time.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from math import floor

from milestonelang import records
from milestonelang.backends.proof.boundaries import snap
from milestonelang.backends.proof.check import Replay, roots_of
from milestonelang.backends.proof.model import Altered, Case, Claim, Figure, Problem, Tools
from milestonelang.backends.proof.screening import Screening
from milestonelang.backends.proof.slicing import sliced
from milestonelang.ir import Exact

_AT_ONCE = 400


def shrink(problem: Problem, claim: Claim, case: Case, tools: Tools, runs: int) -> Case:
    """Return a simpler case, found within so many runs of the evaluator."""
    return shrunk(Screening(problem, claim, tools), case, runs)


def shrunk(screening: Screening, case: Case, runs: int) -> Case:
    """Return a case as `shrink` does, with the kernels that are there already."""
    problem, claim, tools = screening.problem, screening.claim, screening.tools
    roots = (*roots_of(claim), *problem.assumed)
    small = records.evolve(problem, program=sliced(problem.program, roots))
    replay = Replay(small, tools.evaluate(small.program))
    left = runs
    changed = True
    while changed and left > 0:
        changed = False
        for other in _likely(screening, case, simpler(problem, case)):
            if left <= 0:
                break
            left -= 1
            at = replay.violation(claim, other)
            if at is not None:
                case, changed = records.evolve(other, at=at), True
                break
    return case


def _likely(screening: Screening, case: Case, found: Iterator[Case]) -> Iterator[Case]:
    """Yield those of several cases that the screen lets through, or all where there is none."""
    while some := list(islice(found, _AT_ONCE)):
        yield from screening.let_through(case, some)


def simpler(problem: Problem, case: Case) -> Iterator[Case]:
    """Yield cases that are simpler in one respect, the boldest first."""
    yield from _earlier(problem, case)
    for name, happenings in case.events.items():
        if happenings:
            yield records.evolve(case, events={**case.events, name: ()})
    figures = {each.name: each for each in problem.figures}
    for name, values in case.figures.items():
        figure = figures[name]
        if any(value != figure.usual for value in values):
            yield _with(case, name, (figure.usual,) * len(values))
    for name, values in case.figures.items():
        figure = figures[name]
        if not figure.fixed and case.at + 1 < len(values):
            later = (*values[: case.at + 1], *(figure.usual,) * (len(values) - case.at - 1))
            if later != values:
                yield _with(case, name, later)
    for name, values in case.figures.items():
        yield from _one_by_one(case, figures[name], values)
    if case.altered is not None:
        yield from _altered(case, figures[case.altered.figure])


def _earlier(problem: Problem, case: Case) -> Iterator[Case]:
    """Yield the same figures some periods earlier, the earliest first.

    Rows and events have their days.
    """
    figures = {each.name: each for each in problem.figures}
    altered = case.altered
    first = case.at if altered is None else min(case.at, altered.values[0][0])
    if (
        any(case.rows.values())
        or any(case.events.values())
        or (altered is not None and figures[altered.figure].fixed)
    ):
        return
    for by in range(first, 0, -1):
        moved = None
        if altered is not None:
            values = tuple((index - by, value) for index, value in altered.values)
            moved = Altered(altered.figure, values)
        yield records.evolve(
            case,
            at=case.at - by,
            altered=moved,
            figures={
                name: values if figures[name].fixed else _begun_later(figures[name], values, by)
                for name, values in case.figures.items()
            },
        )


def _begun_later(figure: Figure, values: tuple[Exact, ...], by: int) -> tuple[Exact, ...]:
    return (*values[by:], *(figure.usual,) * by)


def _one_by_one(case: Case, figure: Figure, values: tuple[Exact, ...]) -> Iterator[Case]:
    for index, value in enumerate(values):
        if value == figure.usual:
            continue
        if figure.fixed:
            if index == 0:
                for to in rounder(figure, value):
                    yield _with(case, figure.name, (to,) * len(values))
            continue
        yield _with(case, figure.name, (*values[:index], figure.usual, *values[index + 1 :]))
        for to in rounder(figure, value):
            yield _with(case, figure.name, (*values[:index], to, *values[index + 1 :]))


def rounder(figure: Figure, value: Exact) -> Iterator[Fraction]:
    """Yield numbers near a value with fewer digits, the fewest first."""
    if not isinstance(value, Fraction) or value == 0:
        return
    size = Fraction(1)
    while size * 10 <= abs(value):
        size *= 10
    while size > abs(value):
        size /= 10
    for digits in range(3):
        unit = size / 10**digits
        for rounded in (floor(value / unit) * unit, (floor(value / unit) + 1) * unit):
            kept = snap(figure, rounded)
            if kept is not None and kept != value and _digits(kept) < _digits(value):
                yield kept


def _digits(value: Fraction) -> int:
    """Return how many digits a number takes, ends of noughts not counted."""
    text = str(abs(value.numerator)).rstrip("0")
    return len(text) + len(str(value.denominator)) - 1


def _with(case: Case, name: str, values: tuple[Exact, ...]) -> Case:
    return records.evolve(case, figures={**case.figures, name: values})


def _altered(case: Case, figure: Figure) -> Iterator[Case]:
    assert case.altered is not None
    if len(case.altered.values) != 1:
        return
    ((index, value),) = case.altered.values
    for to in rounder(figure, value):
        yield records.evolve(case, altered=Altered(figure.name, ((index, to),)))
