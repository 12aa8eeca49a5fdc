"""The compiler agrees with the reference computation, line for line, on drawn contracts and data.

Each family of draws dwells on one part of the language; together they are 1,500 contracts, nearly
all of them different. In each, conservation holds, read from the compiler's rows alone. Of every
third the whole statement is drawn up, of the others the long form, which is what is compared.
"""

import difflib

import pytest
from hypothesis import HealthCheck, given, note, seed, settings

from tests.reference.adapter import Row, rows_of, run
from tests.reference.compute import compute
from tests.reference.conserve import violations
from tests.reference.draw import Focus, contracts
from tests.reference.draw_claims import disputed_contracts
from tests.reference.model import Contract, Data
from tests.reference.write import data_files, write
from tests.untraced import traced_first

FAMILIES = {
    "grants": Focus(grants=9, settlement=6, triggers=4, stubs=2, lines=4),
    "lines": Focus(lines=6),
    "tables": Focus(tables=10, lines=2),
    "stubs": Focus(stubs=10, payments=1),
    "caps": Focus(caps=8, lines=4),
    "balances": Focus(balances=6, caps=5, payments=3),
    "held": Focus(settlement=10, lines=2),
    "settled": Focus(settlement=10, triggers=3, milestones=3, payments=3, lines=2),
    "triggers": Focus(triggers=10, settlement=4, lines=2),
    "milestones": Focus(milestones=10, settlement=3, lines=1),
    "limits": Focus(limits=10, payments=3, settlement=3, lines=2),
    "gaps": Focus(gaps=1, settlement=2, triggers=3, lines=3),
    "splits": Focus(splits=10, settlement=4, milestones=2, lines=2),
    "everything": Focus(4, 4, 3, 5, 4, 4, 3, 2, payments=3, lines=4),
}
DRAWS = 1_500
PARTS = 3  # of each family, so that they can be run side by side


@pytest.mark.no_cover
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("family", FAMILIES)
def test_the_compiler_agrees_with_the_reference(family: str, part: int) -> None:
    """Each part of a family draws contracts of its own."""
    draws = -(-DRAWS // (PARTS * len(FAMILIES)))

    @settings(max_examples=draws, suppress_health_check=[*HealthCheck])
    @given(contracts(FAMILIES[family]))
    def agree(drawn: tuple[Contract, Data]) -> None:
        compare(*drawn, whole=part == 0)

    if settings().derandomize:  # else all would draw the same
        agree = seed(1000 * part + list(FAMILIES).index(family))(agree)
    agree()


@settings(max_examples=120, suppress_health_check=[*HealthCheck])
@given(disputed_contracts())
@traced_first(30)
def test_payments_and_disputes_agree_with_the_reference(
    drawn: tuple[Contract, Data, list[Row]],
) -> None:
    """What is paid in part, late or too much, what is disputed and what its result is."""
    contract, data, expected = drawn
    agrees(contract, data, expected, whole=False)


def compare(contract: Contract, data: Data, whole: bool) -> None:
    """Run both, and compare them line for line."""
    rows = agrees(contract, data, compute(contract, data), whole)
    assert violations(contract, rows) == []


def agrees(contract: Contract, data: Data, expected: list[Row], whole: bool) -> list[Row]:
    """Run the compiler, and compare what it says with what is *expected*."""
    terms = write(contract)
    files = data_files(contract, data)
    for text in (terms, *files.values()):
        note(text)
    rows = rows_of(run(terms, files, whole))
    if rows != expected:
        wanted, found = ([",".join(row) for row in each] for each in (expected, rows))
        pytest.fail("\n".join(difflib.unified_diff(wanted, found, "reference", "compiler", n=2)))
    return rows
