"""A verdict does not depend on the choices of the solver: other seeds give the same ones.

`PROOF_SEEDS` sets how many seeds. `make test-wide` takes ten, and every guarantee of every example
and of seeded contracts; a test here takes the few that the solver has most to do with.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.model import Outcome
from milestonelang.backends.proof.prove import Effort
from milestonelang.driver.proving.proofs import decide_all, guarantees_of
from milestonelang.driver.terms import check_terms, from_text, load
from tests.proof.faults import terms

SEEDS = int(os.environ.get("PROOF_SEEDS", "2"))
EXAMPLES = Path(__file__).parents[2] / "examples"
SAMPLE = ("northwind/northwind.terms", "no_perverse_incentive")
SEEDED = ("seeded 0", "seeded 2", "seeded 3")
PROVED = {Outcome.PROVED, Outcome.PROVED_FOR_TERM}


def agreement_of(name: str) -> decl.Agreement:
    """An example by its path, or a seeded contract by its number."""
    if name.startswith("seeded "):
        return check_terms(from_text(terms(int(name.removeprefix("seeded "))))).require()
    return check_terms(load(EXAMPLES / name)).require()


def every_guarantee() -> Iterator[tuple[str, str]]:
    """Each example that promises something, with each of its guarantees; the sample's first."""
    paths = [str(path.relative_to(EXAMPLES).as_posix()) for path in EXAMPLES.glob("*/*.terms")]
    for name in (*sorted(paths, key=lambda each: (each != SAMPLE[0], each)), *SEEDED):
        for guarantee in guarantees_of(agreement_of(name)):
            yield name, guarantee.name


def outcomes(name: str, guarantee: str, seed: int) -> list[Outcome]:
    agreement = agreement_of(name)
    kept = {
        key: each
        for key, each in agreement.declarations.items()
        if not isinstance(each, decl.Guarantee)
        or key == guarantee
        or each.claim is decl.Claim.ASSUME
    }
    decided = decide_all(records.evolve(agreement, declarations=kept), Effort(seed=seed))
    return [each.finding.outcome for each in decided]


@pytest.mark.parametrize(
    ("name", "guarantee"),
    list(every_guarantee()) if SEEDS >= 10 else [SAMPLE],
    ids=lambda each: str(each).removesuffix(".terms"),
)
def test_other_seeds_give_the_same_verdicts(name: str, guarantee: str) -> None:
    first = outcomes(name, guarantee, 0)
    assert set(first) <= PROVED
    assert all(outcomes(name, guarantee, seed) == first for seed in range(1, SEEDS))
