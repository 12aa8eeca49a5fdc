"""The sample: what it guarantees is proved; with a fault in it, a case is found and replayed."""

from pathlib import Path

import pytest

from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.check import Replay
from milestonelang.backends.proof.model import Finding, Outcome
from milestonelang.backends.proof.prove import Effort
from milestonelang.driver.check import check
from milestonelang.driver.proving.problem import claims_of, evaluate, problem_of
from milestonelang.driver.proving.proofs import decide_all
from milestonelang.driver.proving.prove import prove_terms
from milestonelang.driver.terms import check_terms, from_text

SAMPLE = Path(__file__).resolve().parents[2] / "examples" / "northwind" / "northwind.terms"
TOTAL = """
guarantee total_of_the_bonus
  the total of retention_bonus never falls when retention rises
"""


def _decided(text: str, *names: str) -> dict[str, Finding]:
    checked = check_terms(from_text(text, folder=SAMPLE.parent))
    agreement = checked.require()
    wanted = {
        name: item
        for name, item in agreement.declarations.items()
        if not isinstance(item, decl.Guarantee) or name in names
    }
    from milestonelang import records

    smaller = records.evolve(agreement, declarations=wanted)
    found = {each.guarantee: each.finding for each in decide_all(smaller, Effort())}
    assert set(found) == set(names)
    for name, finding in found.items():
        if finding.case is not None:
            _replays(smaller, name, finding)
    return found


def _replays(agreement: decl.Agreement, name: str, finding: Finding) -> None:
    """The whole program, on the case, violates the claim."""
    item = agreement.get(name, decl.Guarantee).properties[0]
    problem = problem_of(agreement, None, tuple(n for n in item.names if n == "retention"))
    plan = next(each for each in problem.program.claims if each.claim == name)
    assert finding.case is not None
    replay = Replay(problem, evaluate(problem.program))
    found = [
        replay.violation(claim, finding.case) for claim in claims_of(agreement, problem, plan, item)
    ]
    assert finding.case.at in found


@pytest.fixture(scope="module")
def text() -> str:
    return SAMPLE.read_text("utf-8")


def test_what_the_sample_guarantees_is_proved(text: str) -> None:
    found = _decided(text, "annual_ceiling", "no_perverse_incentive", "margin_protected")
    assert {name: each.outcome for name, each in found.items()} == {
        "annual_ceiling": Outcome.PROVED_FOR_TERM,
        "no_perverse_incentive": Outcome.PROVED,
        "margin_protected": Outcome.PROVED,
    }


def test_the_total_of_the_bonus_may_fall_when_retention_rises(text: str) -> None:
    found = _decided(text + TOTAL, "total_of_the_bonus")["total_of_the_bonus"]
    assert found.outcome is Outcome.VIOLATED
    assert found.case is not None and found.case.altered is not None
    assert found.case.altered.figure == "retention"


@pytest.mark.parametrize(
    ("before", "after", "guarantee"),
    [
        ("  at most USD 90,000 per year\n", "", "annual_ceiling"),
        ("80% gives 0%", "80% gives 200%", "no_perverse_incentive"),
        ("at marginal rates", "at whole amount rates", "margin_protected"),
    ],
)
def test_a_changed_sample_is_refuted(text: str, before: str, after: str, guarantee: str) -> None:
    assert before in text
    found = _decided(text.replace(before, after), guarantee)[guarantee]
    assert found.outcome is Outcome.VIOLATED
    assert found.case is not None


def test_a_tighter_ceiling_is_refuted_and_a_wider_proved(text: str) -> None:
    for limit, outcome in (
        ("USD 180,000 per year", Outcome.PROVED_FOR_TERM),
        ("USD 170,999.99 per year", Outcome.VIOLATED),
    ):
        changed = text.replace("USD 180,000 per year", limit)
        assert _decided(changed, "annual_ceiling")["annual_ceiling"].outcome is outcome


def test_a_case_is_shown_side_by_side_and_is_an_example_that_holds(text: str) -> None:
    kept = text[: text.index("guarantee annual_ceiling")] + TOTAL
    checked = check_terms(from_text(kept, folder=SAMPLE.parent))
    proof = prove_terms(checked, Effort(), apart=False)
    (property_,) = proof.guarantees[0].properties
    shown = property_.shown
    assert shown is not None and shown.parting is not None
    assert shown.parting.subject == "retention_bonus"
    assert shown.parting.before != shown.parting.after
    assert [row.subject for row in shown.first] == [row.subject for row in shown.second]
    assert shown.first != shown.second
    with_case = check(from_text(f"{kept}\n{shown.examples}", folder=SAMPLE.parent))
    assert with_case.errors == ()
    assert len(with_case.require().of_kind(decl.Example)) == 2
