"""A verdict does not depend on the choices of the solver: other seeds give the same ones.

`PROOF_SEEDS` sets how many seeds; `make test-wide` takes ten.
"""

import os
from pathlib import Path

import pytest

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.model import Outcome
from milestonelang.backends.proof.prove import Effort
from milestonelang.driver.proving.proofs import decide_all
from milestonelang.driver.terms import check_terms, load

SEEDS = int(os.environ.get("PROOF_SEEDS", "2"))
GUARANTEES = ("no_perverse_incentive", "annual_ceiling", "margin_protected")
SAMPLE = Path(__file__).parents[2] / "examples" / "northwind" / "northwind.terms"


def outcomes(guarantee: str, seed: int) -> list[Outcome]:
    agreement = check_terms(load(SAMPLE)).require()
    kept = {
        name: each
        for name, each in agreement.declarations.items()
        if not isinstance(each, decl.Guarantee) or name == guarantee
    }
    decided = decide_all(records.evolve(agreement, declarations=kept), Effort(seed=seed))
    return [each.finding.outcome for each in decided]


@pytest.mark.parametrize("guarantee", GUARANTEES[: 1 if SEEDS < 10 else None])
def test_other_seeds_give_the_same_verdicts(guarantee: str) -> None:
    first = outcomes(guarantee, 0)
    assert set(first) <= {Outcome.PROVED, Outcome.PROVED_FOR_TERM}
    assert all(outcomes(guarantee, seed) == first for seed in range(1, SEEDS))
