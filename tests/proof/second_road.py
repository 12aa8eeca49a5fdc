"""Other roads to what is proved: by themselves they prove nothing, and any of them may refute.

In: a claim that was proved. Out: a case that the evaluator confirms and that violates it, or None.
One road unrolls all periods to the cent, where the proof was of one period from any state. The
other runs every combination of a few values of each figure in two periods, without any solver.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product

from milestonelang import records
from milestonelang.backends.proof.boundaries import boundaries, snap
from milestonelang.backends.proof.check import Replay
from milestonelang.backends.proof.falsify import Search
from milestonelang.backends.proof.model import (
    Case,
    Claim,
    Compared,
    Figure,
    Outcome,
    Problem,
    Tools,
)
from milestonelang.backends.proof.prove import Effort, unrolled
from milestonelang.backends.proof.screening import Screening
from milestonelang.ir import Exact

CASES = 400
_VALUES = 4
_ALONE = 40  # where each run is one of the evaluator


def refuted_by_unrolling(
    problem: Problem, claim: Claim, tools: Tools
) -> tuple[Outcome, Case | None]:
    """What is found of all periods at once, and a case that the evaluator confirms."""
    answer = unrolled(problem, claim, tools.facts_of(problem.program), Effort())
    replay = Replay(problem, tools.evaluate(problem.program))
    confirmed = (case for case in answer.cases if replay.violation(claim, case) is not None)
    return answer.finding.outcome, next(confirmed, None)


def refuted_by_every_run(problem: Problem, claim: Claim, tools: Tools) -> Case | None:
    """A case among all combinations of a few values in two periods, the others as usual."""
    screening = Screening(problem, claim, tools)
    replay = Replay(problem, tools.evaluate(screening.program))
    cases = list(islice(_cases(problem, claim, tools, screening.figures), CASES))
    if not cases:
        return None
    suspect = screening.let_through(cases[0], cases)
    if len(suspect) == len(cases):
        suspect = suspect[:: 1 + len(suspect) // _ALONE]
    return next((case for case in suspect if replay.violation(claim, case) is not None), None)


def _cases(
    problem: Problem, claim: Claim, tools: Tools, figures: tuple[Figure, ...]
) -> Iterator[Case]:
    periods, term = len(problem.program.periods), problem.program.term_periods
    near = boundaries(problem.program, figures)
    usual = {each.name: (each.usual,) * periods for each in problem.figures}
    values = {each.name: _few(each, near[each.name]) for each in figures}
    search = Search(problem, claim, tools.evaluate, 0)
    none = {each.name: () for each in problem.events}
    for at in range(term):
        places = [(each, index) for each in figures for index in (at, at + 1)]
        for chosen in islice(product(*(values[each.name] for each, _ in places)), CASES):
            moved = {name: list(column) for name, column in usual.items()}
            for (figure, index), value in zip(places, chosen, strict=True):
                if figure.fixed:
                    moved[figure.name] = [value] * periods
                elif index < periods:
                    moved[figure.name][index] = value
            case = Case({name: tuple(column) for name, column in moved.items()}, none, at)
            if not isinstance(claim, Compared):
                yield case
                continue
            for altered in search._alterations(claim, case, at):
                yield records.evolve(case, altered=altered)


def _few(figure: Figure, near: tuple[Exact, ...]) -> tuple[Exact, ...]:
    """The ends of a figure, and values between them that are worth trying."""
    if not figure.is_number:
        return near[:_VALUES]
    numbers = sorted(each for each in near if isinstance(each, Fraction))
    between = numbers[1:-1]
    middle = between[:: max(1, len(between) // (_VALUES - 2))][: _VALUES - 2]
    found = dict.fromkeys((numbers[-1], *middle, numbers[0]))
    return tuple(each for each in found if snap(figure, each) is not None)
