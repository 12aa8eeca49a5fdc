"""A comparison is refuted only by figures that may move so: by whole days, and not by more.

The solver thinks in fractions of a day. What it finds is put on whole days, and made simpler, and
must still be a change of which the guarantee speaks.
"""

from fractions import Fraction

from milestonelang.backends.proof.model import Case, Outcome
from milestonelang.backends.proof.prove import Effort
from milestonelang.driver.proving.proofs import decide_all
from milestonelang.driver.terms import check_terms, from_text
from tests.corpus.programs import completed

TERMS = """\
metric delay "Delay" is duration in days
  between 0 days and 365 days
  reported by company within 15 days

payment fee "Fee"
  company pays partner each quarter
  amount USD 100
  only if delay < {days} days
  due within 30 days of the end of the quarter

guarantee steady "Steady"
  restating delay by 5% moves fee by at most USD 10
"""


def decided(days: int) -> tuple[Outcome, Case | None]:
    agreement = check_terms(from_text(completed(TERMS.format(days=days)))).require()
    (found,) = decide_all(agreement, Effort())
    return found.finding.outcome, found.finding.case


def test_no_whole_day_is_within_the_share() -> None:
    # 5% of 14 days is less than one day, so that no restatement leads from 14 to 15 or back.
    outcome, case = decided(15)
    assert outcome is not Outcome.VIOLATED, case


def test_the_case_that_is_shown_moves_by_no_more_than_the_share() -> None:
    # From 30 days, 5% leads to 29 at the least; simpler figures, such as 20 days, lead nowhere.
    outcome, case = decided(30)
    assert outcome is Outcome.VIOLATED
    assert case is not None
    assert case.altered is not None
    ((at, after),) = case.altered.values
    before = case.figures["delay"][at]
    assert isinstance(before, Fraction)
    assert isinstance(after, Fraction)
    assert abs(after - before) <= before / 20
    assert before.denominator == after.denominator == 1
