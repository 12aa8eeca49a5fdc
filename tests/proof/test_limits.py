"""Limits that move, are shared or are rounded: what is true of them is proved, to the cent."""

import pytest

from milestonelang.backends.proof.model import Outcome
from milestonelang.backends.proof.prove import Effort
from milestonelang.driver.proving.proofs import decide_all
from milestonelang.driver.terms import check_terms, from_text

HEAD = """\
contract limits "Limits"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded ROUNDING to the cent

party company "Company"

party partner "Partner"

unit customer

metric revenue "Revenue" is money
  between USD 0 and USD 1,000,000
  reported by company within 15 days

metric costs "Costs" is money
  between USD 0 and USD 1,000,000
  reported by company within 15 days

metric users "Users" is count of customer
  between 0 customers and 500 customers
  reported by company within 15 days

payment fee "Fee"
  company pays partner each quarter
"""
FEE = "  amount USD 5,450\n  at most 17% of costs per year\n"
TWO = """\
  amount 10% of revenue

payment bonus "Bonus"
  company pays partner each quarter
  amount 7% of costs

limit ceiling "Ceiling"
  fee + bonus at {} USD 20,000 per period, pro rata
"""
GROWS = "the total of fee never falls when costs rises"
PROVED, FOR_TERM, VIOLATED = Outcome.PROVED, Outcome.PROVED_FOR_TERM, Outcome.VIOLATED


@pytest.mark.parametrize(
    ("lines", "rounding", "promise", "outcome"),
    [
        # What was paid before is in whole cents, so that rounding what is left changes nothing …
        (FEE, "half up", GROWS, FOR_TERM),
        (FEE, "down", GROWS, FOR_TERM),
        # … but where a half goes to the even cent, a cent more before can be a cent less in all.
        (FEE, "half to even", GROWS, VIOLATED),
        (TWO.format("most"), "half up", "fee never falls when revenue rises", PROVED),
        (TWO.format("most"), "half up", "fee never rises when costs rises", PROVED),
        (TWO.format("most"), "half up", "fee never rises when revenue rises", VIOLATED),
        (
            TWO.format("most"),
            "half up",
            "restating any metric by 1% moves fee by at most USD 1,000.02",
            PROVED,
        ),
        (TWO.format("least"), "half up", "bonus never falls when revenue rises", VIOLATED),
        (TWO.format("least"), "half up", "fee never falls when revenue rises", PROVED),
        # A hundredth of at most ten users is no user.
        (
            "  amount USD 900\n  only if users >= 10 customers\n",
            "up",
            "restating users by 1% moves fee by at most USD 0",
            PROVED,
        ),
        (
            "  amount USD 80 * (the number of full USD 500 in (revenue - costs))\n"
            "  below zero, owed back\n",
            "up",
            "fee never falls when revenue rises",
            PROVED,
        ),
        # How far a rounded amount moves is said to the cent, also where its sign is not plain.
        (
            "  on revenue\n  at marginal rates\n    2% up to USD 100,000\n    5% beyond\n",
            "half up",
            "fee moves by at most USD 5 when revenue moves by USD 100",
            PROVED,
        ),
        (
            "  amount revenue\n  less costs, never below USD 0\n  less from fund\n  times 30%\n"
            '\nbalance fund "Fund" is money\n  opens at USD 10\n  adds costs\n',
            "half up",
            "fee moves by at most USD 0.30 when revenue moves by USD 1",
            PROVED,
        ),
        # What a table gives for whole customers is in whole cents.
        (
            "  on users\n  at whole amount rates\n    (USD 10 per customer) up to 100 customers\n"
            '    (USD 7 per customer) beyond\n\npayment other "Other Fee"\n'
            "  company pays partner each quarter\n  on users\n  at marginal rates\n"
            "    (USD 10 per customer) up to 100 customers\n    (USD 7 per customer) beyond\n",
            "half up",
            "other <= fee + USD 300",
            PROVED,
        ),
    ],
)
def test_a_promise_about_a_limit(lines: str, rounding: str, promise: str, outcome: Outcome) -> None:
    text = HEAD.replace("ROUNDING", rounding) + lines + f"\nguarantee promise\n  {promise}\n"
    (decided,) = decide_all(check_terms(from_text(text)).require(), Effort())
    assert decided.finding.outcome is outcome, decided.finding


LAUNCH = """
  amount USD 1,000 if launch is achieved, otherwise USD 0

event letter "Letter"
  reported by company

milestone launch "Launch"
  achieved when users >= 100 customers for 2 consecutive quarters
  by 2026-12-31
  requires letter from company
  company pays partner USD 50,000

milestone second "Second Step"
  achieved when users >= 200 customers
  by 2026-12-31
  after launch
  company pays partner USD 70,000
"""


@pytest.mark.parametrize(
    ("promise", "outcome"),
    [
        ("launch can be achieved by 2026-03-31", VIOLATED),
        ("launch can be achieved by 2026-06-30", PROVED),
        ("second can be achieved by 2026-03-31", VIOLATED),
        ("second is not achieved or launch is achieved", FOR_TERM),
        ("the total of fee is at most USD 3,000 per year", FOR_TERM),
        ("the total of fee is at most USD 2,999 per year", VIOLATED),
    ],
)
def test_a_milestone_with_evidence_waits_for_its_condition(promise: str, outcome: Outcome) -> None:
    text = HEAD.replace("ROUNDING", "half up") + LAUNCH.lstrip("\n")
    checked = check_terms(from_text(f"{text}\nguarantee promise\n  {promise}\n"))
    (decided,) = decide_all(checked.require(), Effort())
    assert decided.finding.outcome is outcome, decided.finding
