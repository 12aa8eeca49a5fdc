"""Faults of the kinds that are made in practice are found, each with a case that replays.

`PROOF_FAULTS` sets how many; `make prove-nightly` looks at 200 and at every sound contract.
"""

import os

import pytest

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.model import Finding, Outcome
from milestonelang.backends.proof.prove import Effort
from milestonelang.driver.proving.proofs import decide_all
from milestonelang.driver.terms import check_terms, from_text
from tests.proof.faults import Fault, faults, terms

COUNT = int(os.environ.get("PROOF_FAULTS", "8"))
SOUND = 0 if COUNT < 100 else 5


def finding(text: str, guarantee: str, seed: int = 0) -> Finding:
    """What is found of one guarantee; the others are left out."""
    agreement = check_terms(from_text(text)).require()
    kept = {
        name: each
        for name, each in agreement.declarations.items()
        if not isinstance(each, decl.Guarantee) or name == guarantee
    }
    (decided,) = decide_all(records.evolve(agreement, declarations=kept), Effort(seed=seed))
    return decided.finding


@pytest.mark.parametrize("fault", list(faults(COUNT)), ids=lambda fault: fault.name)
def test_a_fault_is_found(fault: Fault) -> None:
    found = finding(fault.text, fault.guarantee)
    assert found.outcome is Outcome.VIOLATED, found.how
    assert found.case is not None


@pytest.mark.parametrize("number", range(SOUND))
def test_a_sound_contract_keeps_its_guarantees(number: int) -> None:
    """Else finding a fault would say nothing."""
    agreement = check_terms(from_text(terms(number))).require()
    outcomes = {each.guarantee: each.finding.outcome for each in decide_all(agreement, Effort())}
    assert Outcome.VIOLATED not in outcomes.values(), outcomes


def test_the_list_of_faults_is_long_and_each_is_another() -> None:
    found = list(faults(200))
    assert len({fault.name for fault in found}) == len({fault.text for fault in found}) == 200
