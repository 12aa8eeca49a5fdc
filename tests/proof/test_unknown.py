"""Amounts that are constant where they are known, and conditions that are not known at all."""

from fractions import Fraction

import pytest

from milestonelang.backends.proof.model import Case, Outcome
from milestonelang.backends.proof.prove import Effort
from milestonelang.driver.proving.problem import calendar_facts, problem_of, run_of
from milestonelang.driver.proving.proofs import decide_all
from milestonelang.driver.terms import check_terms, from_text
from tests.proof.drawn import encoded, is_among

TERMS = """
contract parts "Parts"
  effective 2026-01-01 until 2026-09-30
  settled quarterly in USD
  rounded half up to the cent

party seller "Seller"
party buyer "Buyer"

metric sold "Sold" is money
  means "what was sold"
  between USD 0 and USD 100
  reported by seller within 15 days

metric ratio "Never Known" is number
  computed as
    {ratio}
  between 0 and 10

payment fee "Fee"
  buyer pays seller each quarter
  amount {amount}
  {line}
  due within 30 days of the end of the quarter
"""

HELD = (
    "hold back 10%, released 50% when ratio < 1, the rest when sold > USD 90",
    "hold back 10%, released 50% when sold > USD 10, the rest when ratio < 1",
    "hold back 10%, released 50% when sold > USD 30, the rest when sold > USD 50",
    "hold back 10%, released after 1 quarter, forfeited at release if ratio < 1",
    "hold back 10%, released after 2 quarters, forfeited at any time before release if ratio < 1",
    "hold back 10%, released 50% when sold > USD 10, the rest when sold > USD 50, "
    "forfeited at any time before release if ratio < 1",
    "vests over 2 quarters while ratio < 1",
    "claws back 50% of the last 2 quarters if ratio < 1, recovered by set off",
)


@pytest.mark.parametrize("ratio", ["sold / (sold - sold)", "(sold 20 quarters earlier) / USD 1"])
@pytest.mark.parametrize("line", HELD)
@pytest.mark.parametrize("amount", ["USD 40", "(USD 1) * ratio"])
def test_what_is_in_doubt_may_be_unknown_in_the_encoding(
    amount: str, line: str, ratio: str
) -> None:
    agreement = check_terms(
        from_text(TERMS.format(amount=amount, line=line, ratio=ratio))
    ).require()
    asked = problem_of(agreement, None)
    facts = calendar_facts(asked.program)
    sold = [each % 4 * 20 + 20 for each in range(len(asked.program.periods))]
    figures = {"sold": tuple(Fraction(each) for each in sold)}
    case = Case(figures, {}, 0)
    results = run_of(asked.program, case.inputs())
    encoder = encoded(asked, exact=False, facts=facts)
    solver = encoder.algebra.solver()
    solver.set("rlimit", 3_000_000)
    assert is_among(encoder, solver, case, results) == []


ROWS = """\
contract rows "Rows"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "Company"

party partner "Partner"

source deals "Deals"
  kept by company
  column id is text, unique
  column kind is one of sale, refund
  column amount is money
  column sold_on is date
  dated by sold_on

metric volume "Volume" is money
  computed as
    sum of deals.amount where deals.kind is sale
  between USD 0 and USD 1,000,000
  reported by company within 15 days

metric number_of_deals "Deals Made" is number
  computed as count of deals
  between 0 and 1,000
  reported by company within 15 days

metric refunds "Refunds" is money
  computed as
    sum of deals.amount where deals.kind is one of (refund)
  between USD 0 and USD 1,000,000
  reported by company within 15 days

payment fee "Fee"
  company pays partner each quarter
  amount 1% of volume
  only if number_of_deals >= 1
  at most USD 9,000 per year

trigger quiet "Quiet"
  starts when number_of_deals < 1 and volume > USD 5
  ends when number_of_deals >= 5
  fee reduced by 10%
"""


@pytest.mark.parametrize(
    ("promise", "outcome"),
    [
        # Rows that add up to something are some rows: no case may take the two apart.
        ("number_of_deals > 0 or volume <= USD 0", Outcome.UNDECIDED),
        ("quiet can start", Outcome.UNDECIDED),
        # No row is a sale and a refund.
        ("refunds <= volume", Outcome.VIOLATED),
        ("volume <= USD 999,999", Outcome.VIOLATED),
        # Without any rows both are nought.
        ("volume > USD 0 or number_of_deals > 0", Outcome.VIOLATED),
        ("fee <= USD 9,000", Outcome.PROVED),
    ],
)
def test_figures_of_the_same_rows_are_not_taken_apart(promise: str, outcome: Outcome) -> None:
    text = f"{ROWS}\nguarantee promise\n  {promise}\n"
    (decided,) = decide_all(check_terms(from_text(text)).require(), Effort())
    assert decided.finding.outcome is outcome, decided.finding
