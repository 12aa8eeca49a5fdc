"""Every run of the evaluator is among what is encoded, on drawn contracts and data.

Each family of draws dwells on one part of the language. A run is fixed by its figures and events;
then each value of the program, in each period, must be able to be what the evaluator gave, known
where it is known and unknown where it is not: to the cent, with lemmas about rounding only, and
with tables and conditions left free. `PROOF_DRAWS` sets how many contracts are drawn, three
encodings of each and two runs of data: 340 give some 2,000 pairs.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings

from milestonelang.driver.proving.problem import calendar_facts, run_of
from tests.proof.drawn import drawn_cases, encoded, is_among, problem
from tests.reference.draw import contracts
from tests.reference.model import Contract, Data
from tests.reference.write import write
from tests.test_differential import FAMILIES
from tests.untraced import traced_first

DRAWS = int(os.environ.get("PROOF_DRAWS", "65"))
WAYS = ((True, False), (False, False), (False, True))


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_paid_is_among_what_is_encoded(family: str) -> None:
    draws = -(-DRAWS // len(FAMILIES))

    # A case is small enough to read as it is drawn, and making it smaller takes many minutes.
    @settings(
        max_examples=draws,
        suppress_health_check=[*HealthCheck],
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )
    @given(contracts(FAMILIES[family]))
    @traced_first(2)
    def agree(drawn: tuple[Contract, Data]) -> None:
        note(write(drawn[0]))
        compare(drawn[0])

    if settings().derandomize:  # else all would draw the same
        agree = seed(list(FAMILIES).index(family))(agree)
    agree()


def compare(contract: Contract) -> None:
    """Compare two runs of data with the three encodings of a contract."""
    asked = problem(contract)
    facts = calendar_facts(asked.program)
    runs = [(case, run_of(asked.program, case.inputs())) for case in drawn_cases(asked, 2)]
    for exact, free in WAYS:
        encoder = encoded(asked, exact, facts, free)
        solver = encoder.algebra.solver()
        solver.set("rlimit", 3_000_000)
        for case, results in runs:
            assert is_among(encoder, solver, case, results) == []
