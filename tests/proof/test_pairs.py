"""Both runs of a comparison are among what is encoded together, on drawn contracts and data.

What is said of two runs at once (that a rounding keeps their order, how far a product or a part of
a limit moves) must be true of every two runs of the evaluator that differ in one figure of one
period. `PROOF_DRAWS` sets how many contracts are drawn.
"""

import os
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, note, seed, settings

from milestonelang.backends.proof.boundaries import boundaries
from milestonelang.backends.proof.model import Altered, Case, Problem
from milestonelang.driver.proving.problem import calendar_facts, run_of
from tests.proof.drawn import drawn_cases, encoded, is_among, problem
from tests.reference.draw import Focus, contracts
from tests.reference.model import Contract, Data
from tests.reference.write import write

DRAWS = int(os.environ.get("PROOF_DRAWS", "65")) // 8
DISTANCES = (Fraction(1, 100), Fraction(5), Fraction(100))
FOCUS = Focus(tables=3, caps=4, limits=7, triggers=1, settlement=1, lines=3)


def test_two_runs_are_among_what_is_encoded_of_both() -> None:
    @settings(
        max_examples=DRAWS,
        suppress_health_check=[*HealthCheck],
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )
    @given(contracts(FOCUS))
    def agree(drawn: tuple[Contract, Data]) -> None:
        note(write(drawn[0]))
        compare(problem(drawn[0]))

    if settings().derandomize:
        agree = seed(3)(agree)
    agree()


def compare(asked: Problem) -> None:
    """Change each of two figures in a period, by a little and by much."""
    facts = calendar_facts(asked.program)
    near = boundaries(asked.program, asked.figures)
    random = Random(5)
    figures = [each for each in asked.figures if each.is_number and not each.fixed]
    for case in drawn_cases(asked, 2):
        figure = random.choice(figures)
        index = random.randrange(asked.program.term_periods)
        value = case.figures[figure.name][index]
        assert isinstance(value, Fraction)
        step = figure.step or Fraction(1, 100)
        close = [each for each in (value + step, value - step) if figure.high is None]
        to = random.choice([*close, *near[figure.name]])
        altered = Altered(figure.name, ((index, to),))
        whole = Case(case.figures, case.events, index, altered)
        first = run_of(asked.program, whole.inputs())
        second = run_of(asked.program, whole.inputs(changed=True))
        for exact in (False, True):
            assert _both(asked, exact, facts, whole, (first, second)) == []


def _both(asked: Problem, exact: bool, facts: Any, case: Case, results: Any) -> list[str]:
    one = encoded(asked, exact, facts)
    one.algebra.distances = DISTANCES
    assert case.altered is not None
    ((index, to),) = case.altered.values
    after = one.space.another(case.altered.figure, -1 - index)
    other = one.second({(case.altered.figure, index): after})
    for each in range(index, len(asked.program.periods)):
        other.period(each)
    solver = one.algebra.solver()
    solver.set("rlimit", 3_000_000)
    solver.add(after.e == one.algebra.term(Fraction(to)))
    return is_among(one, solver, case, results[0], [(other, results[1])])
