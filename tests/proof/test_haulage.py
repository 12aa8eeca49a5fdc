"""A contract with a service credit, a plan that may be overdue, and totals of several payments.

What a duty that is called with the end of a period cannot change, what no window leaves unknown,
and what payments come to together, each bounded by itself.
"""

import pytest

from milestonelang.backends.proof.model import Outcome
from milestonelang.backends.proof.prove import Effort
from milestonelang.driver.proving.proofs import decide_all
from milestonelang.driver.terms import check_terms, from_text

TERMS = """
contract haulage "Contract Logistics Agreement"
  effective 2026-01-01 until 2026-12-31
  settled monthly in EUR
  rounded half up to the cent
  due within 14 days of the end of the month

party shipper "Shipper"

party carrier "Carrier"

unit trip

metric trips "Trips" is count of trip
  between 0 trips and 3,000 trips
  reported by carrier within 5 days

metric on_time "On-Time Rate" is percent
  between 0% and 100%
  reported by carrier within 5 days

metric damage_found "Damage Found" is money
  between EUR 0 and EUR 40,000
  reported by shipper within 5 days

schedule credit_scale "Service Credits" from percent to percent
  interpolated, flat outside
    85% gives 15%
    95% gives 0%

payment freight "Freight"
  shipper pays carrier each month
  amount (EUR 420 per trip) * trips
  at least EUR 200,000 per period

payment service_credit "Service Credit"
  carrier pays shipper each month
  amount freight
  times credit_scale(on_time)
  at most EUR 300,000 per year

payment damage "Damage Compensation"
  carrier pays shipper each month
  amount damage_found

milestone opening "Opening of the Depot"
  achieved when trips >= 100 trips
  by 2026-12-31
  carrier pays shipper EUR 5,000

obligation plan "Improvement Plan"
  evidenced by plan_delivered
  if overdue, freight reduced by 5%

event plan_delivered "Delivery of the Plan"
  reported by carrier

trigger lateness "Chronic Lateness"
  starts when on_time < 90% in 3 of the last 6 months
  ends when on_time >= 95% for 2 consecutive months
  on start, carrier owes plan within 20 days

guarantee asked
  {asked}
"""


# Of more periods parts are asked about before the whole is.
TWO_YEARS = TERMS.replace("2026-12-31", "2027-12-31")


def _outcome(asked: str, terms: str = TERMS) -> tuple[Outcome, str]:
    agreement = check_terms(from_text(terms.format(asked=asked))).require()
    (decided,) = decide_all(agreement, Effort())
    return decided.finding.outcome, decided.finding.how


@pytest.mark.parametrize(
    "asked",
    [
        "freight >= EUR 190,000",
        "service_credit never rises when on_time rises",
        "restating any metric by 1% moves freight by at most EUR 12,600",
        # Two products of one factor stand to each other as the other factors do.
        "(the lesser of 90% and on_time) * damage_found <= on_time * damage_found",
    ],
)
def test_an_overdue_plan_is_followed(asked: str) -> None:
    assert _outcome(asked)[0] is Outcome.PROVED


@pytest.mark.parametrize(
    "asked",
    ["freight >= EUR 190,000.01", "the total of service_credit never rises when on_time rises"],
)
def test_an_overdue_plan_lowers_what_is_paid(asked: str) -> None:
    assert _outcome(asked)[0] is Outcome.VIOLATED


def test_what_payments_come_to_is_bounded_payment_by_payment() -> None:
    # EUR 300,000 of credits, twelve times EUR 40,000, and the milestone once.
    within = "total paid by carrier to shipper is at most EUR 785,000 per year"
    outcome, how = _outcome(within, TWO_YEARS)
    assert outcome is Outcome.PROVED_FOR_TERM
    assert "payment" in how
    beyond = "total paid by carrier to shipper is at most EUR 784,999.99 per year"
    assert _outcome(beyond)[0] is Outcome.VIOLATED


def test_what_payments_come_to_at_least_is_bounded_too() -> None:
    # Of each month 200,000 less 5%; the plan cannot be overdue before the fourth month ends.
    asked = "total paid by shipper to carrier is at least EUR {} per term"
    assert _outcome(asked.format("2,280,000"))[0] is Outcome.PROVED_FOR_TERM
    outcome, how = _outcome(asked.format("4,560,000"), TWO_YEARS)
    assert outcome is Outcome.PROVED_FOR_TERM
    assert "payment" in how
    assert _outcome(asked.format("2,400,000"))[0] is Outcome.VIOLATED
