"""Drawn contracts and families of guarantees: nothing is proved that a run refutes.

Whatever is proved is attacked on other roads: by a falsifier with many more runs and other chances,
by every combination of a few values, and, where one period was enough, by all periods unrolled to
the cent. Every case of what is violated is replayed by the whole program. At most two in a hundred
claims stay undecided, of which few contracts do not tell.
`PROOF_CONTRACTS` sets how many contracts are drawn, in so many `PROOF_PARTS`: `make test-wide`
draws 200, `make prove-nightly` 10,000. `PROOF_TABLE` names a file for what came of each family.
"""

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings

from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.check import Replay
from milestonelang.backends.proof.falsify import falsify
from milestonelang.backends.proof.model import (
    Bounded,
    Change,
    Claim,
    Compared,
    Finding,
    Outcome,
    Problem,
)
from milestonelang.backends.proof.prove import Effort
from milestonelang.backends.proof.settle import settle
from milestonelang.driver.proving.problem import (
    NotClaimed,
    claims_of,
    evaluate,
    problem_of,
)
from milestonelang.driver.proving.screening import tools
from milestonelang.types import Money, Percent
from tests.proof.drawn import agreement_of
from tests.proof.rules import is_linear
from tests.proof.second_road import refuted_by_every_run, refuted_by_unrolling
from tests.reference.draw import Focus, contracts
from tests.reference.model import Contract, Data
from tests.reference.write import write

CONTRACTS = int(os.environ.get("PROOF_CONTRACTS", "8"))
PARTS = int(os.environ.get("PROOF_PARTS", "1"))
TABLE = os.environ.get("PROOF_TABLE")
# Contracts from which on a share says something, and how many in a hundred may stay undecided.
MAY_STAY_OPEN = {500: 2, 100: 3}
TOOLS = tools()
FOCUS = Focus(tables=4, caps=5, settlement=3, triggers=3, milestones=1, limits=2, lines=3)
PROVED = (Outcome.PROVED, Outcome.PROVED_FOR_TERM)
UNDECIDED = Outcome.UNDECIDED
ANOTHER_SEED = 20270202
EVERY = 3  # of so many that are proved, one takes the longer roads
UNROLLED = 1 if CONTRACTS >= 10_000 else EVERY
Tally = Counter[tuple[str, bool, Outcome]]


def _guarantees(contract: Contract) -> str:
    """Guarantees of several families about the first payment, by two of its figures."""
    payment = contract.payments[0]
    figures = [
        item.name
        for item in agreement_of(contract).of_kind(decl.Metric)
        if item.computed is None and isinstance(item.type, Money | Percent)
    ]
    lines: list[str] = []
    for figure in figures[:2]:
        lines.append(f"{payment.name} never falls when {figure} rises")
        lines.append(f"the total of {payment.name} never falls when {figure} rises")
    if not payment.grants:
        lines.append(f"{payment.name} >= USD 0")
        lines.append(
            f"total paid by {payment.payer} to {payment.payee} is at most USD 5,000 per year"
        )
        lines.append(f"restating any metric by 1% moves {payment.name} by at most USD 50,000")
    return "\n".join(f"guarantee g{i}\n  {line}\n" for i, line in enumerate(lines))


@pytest.mark.no_cover
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_proved_that_a_run_refutes(part: int) -> None:
    count: Tally = Counter()
    roads: Counter[str] = Counter()

    @settings(
        max_examples=-(-CONTRACTS // PARTS),
        suppress_health_check=[*HealthCheck],
        deadline=None,
        phases=[Phase.generate],
    )
    @given(contracts(FOCUS))
    def sound(drawn: tuple[Contract, Data]) -> None:
        contract = drawn[0]
        note(write(contract))
        attack(agreement_of(contract, _guarantees(contract)), count, roads)

    if settings().derandomize:
        sound = seed(part)(sound)
    sound()
    if TABLE is not None:
        Path(f"{TABLE}-{part}.md").write_text(table(count) + of_roads(roads), "utf-8")
    open_ones = sum(found for (_, _, outcome), found in count.items() if outcome is UNDECIDED)
    assert count.total() > 0
    most = next((m for n, m in MAY_STAY_OPEN.items() if n <= CONTRACTS // PARTS), 100)
    assert open_ones * 100 <= most * count.total(), table(count)


def table(count: Tally) -> str:
    """What came of each family, and of how many claims."""
    outcomes = (*PROVED, Outcome.VIOLATED, UNDECIDED)
    lines = [f"| Family | {' | '.join(each.value for each in outcomes)} |", "|---" * 5 + "|"]
    families = sorted({(family, is_so) for family, is_so, _ in count}, key=lambda each: not each[1])
    for family, is_so in families:
        cells = [str(count[family, is_so, outcome]) for outcome in outcomes]
        name = family if is_so else f"{family}, of products"
        lines.append(f"| {name} | {' | '.join(cells)} |")
    cells = [
        str(sum(found for key, found in count.items() if key[2] is outcome)) for outcome in outcomes
    ]
    lines.append(f"| all | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def of_roads(roads: Counter[str]) -> str:
    """How many of the claims that are proved of any period were proved by unrolling as well."""
    sure = roads[Outcome.PROVED_FOR_TERM.value]
    unrolled = sure + roads[Outcome.UNDECIDED.value]
    return (
        f"\nProved: {roads['proved']}, none refuted. Unrolled as well: {unrolled}, "
        f"of which {sure} were proved so too.\n"
    )


def family_of(claim: Claim) -> str:
    match claim:
        case Compared(total=total, change=Change.RISES | Change.FALLS):
            return "a total never falls" if total else "never falls"
        case Compared():
            return "moves by at most"
        case Bounded():
            return "a total is at most"
        case _:
            return "always holds"


def refute(problem: Problem, claim: Claim, found: Finding, roads: Counter[str]) -> None:
    """Look on other roads for what violates a claim that is proved."""
    assert falsify(problem, claim, TOOLS, 60, 16_384, ANOTHER_SEED) is None
    roads["proved"] += 1
    if roads["proved"] % EVERY == 0:
        assert refuted_by_every_run(problem, claim, TOOLS) is None
    # What was proved to the cent for the term was proved by unrolling.
    if found.outcome is Outcome.PROVED and roads["proved"] % UNROLLED == 0:
        outcome, case = refuted_by_unrolling(problem, claim, TOOLS)
        assert case is None
        roads[outcome.value] += 1


def attack(agreement: decl.Agreement, count: Tally, roads: Counter[str]) -> None:
    """Decide every guarantee, and try to refute what is proved."""
    problem = problem_of(agreement, None)
    whole = Replay(problem, evaluate(problem.program))
    for plan in problem.program.claims:
        item = agreement.get(plan.claim, decl.Guarantee).properties[plan.position]
        try:
            claims = claims_of(agreement, problem, plan, item)
        except NotClaimed:
            continue
        for claim in claims:
            found = settle([(problem, claim)], TOOLS, Effort())
            count[family_of(claim), is_linear(problem, claim), found.outcome] += 1
            note(f"{item.words}: {found}")
            if found.outcome in PROVED:
                refute(problem, claim, found, roads)
            if found.outcome is Outcome.VIOLATED:
                assert found.case is not None
                assert whole.violation(claim, found.case) == found.case.at
