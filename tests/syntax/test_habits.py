"""What people write out of habit is answered with how it is written here."""

import pytest

from milestonelang.diagnostics.nearest import nearest_few
from milestonelang.diagnostics.render_text import render_text
from milestonelang.driver.terms import check_terms, from_text

TERMS = """contract agreement "First Agreement"
  version "1.0"
  effective 2027-01-01 until 2027-12-31
  settled quarterly in EUR
  rounded half up to the cent
  due within 30 days of the end of the quarter
  law "Ireland"

party company "Kestrel Software Ltd"

party partner "Blue Harbour Ltd"

metric revenue "Revenue" is money
  between EUR 0 and EUR 1,000,000
  reported by company within 15 days

metric retention "Retention" is percent
  between 0% and 100%
  reported by company within 15 days

payment commission "Commission"
  company pays partner each quarter
  on revenue accumulated yearly
  at marginal rates
    8% up to EUR 250,000
    10% beyond
  only if retention >= 80%
  at most EUR 40,000 per year
  hold back 10%, released after 2 quarters

dispute statements "Disputes"
  a party may dispute a statement within 30 days

exit for_convenience "Early End"
  either party may terminate for convenience
  notice 30 days

example opening "Opening"
  given
    quarter | revenue     | retention
    2027-Q1 | EUR 100,000 | 85%
  then
    quarter | commission
    2027-Q1 | EUR 8,000.00
"""


def told(terms: str) -> str:
    """Return all messages on the terms, each line break and its indentation as one blank."""
    checked = check_terms(from_text(terms))
    return " ".join(render_text(checked.diagnostics, checked.sources).split())


@pytest.mark.parametrize(
    ("right", "wrong", "remedy"),
    [
        ("8% up", "8,5% up", "is it `8.5%` or `85%`?"),
        ("8% up", "8 up", "= help: write `8%`"),
        ("8% up", "8 percent up", "a percentage is a figure with its sign, as `8%`"),
        ("EUR 40,000", "EUR 40.000", "is it `EUR 40,000`?"),
        ("EUR 40,000", "EUR\u00a040,000", "write a plain space"),
        ("2027-01-01", "01.02.2027", "write `2027-02-01`"),
        ("2027-01-01", "01/03/2027", "write `2027-03-01` or `2027-01-03`"),
        ("2027-01-01", "13/31/2027", "dates are written as `2026-01-31`"),
        ("2027-01-01", "1 January 2027", "write `2027-01-01`"),
        ("in EUR", "in eur", "write `EUR`"),
        ("in EUR", "in Euro", "write `EUR`"),
        ("payment commission", "payment base-commission", "write `base_commission`"),
        ("payment commission", "payment base commission", "write `base_commission`"),
        ("retention >= 80%", "retention is at least 80%", "write `>=`"),
        ("retention >= 80%", "retention is more than 80%", "write `>`"),
        ("retention >= 80%", "retention below 80%", "found `below` "),
        ("retention >= 80%", "retention exceeds 80%", "write `>`"),
        ("retention >= 80%", "retention falls below 80%", "found `falls below`"),
        ("retention >= 80%", "retention is no less than 80%", "write `>=`"),
        ("retention >= 80%", "retention equals 80%", "write `is`"),
        ("at most EUR", "no more than EUR", "found `no more than`"),
        ("at most EUR", "not less than EUR", "write `at least`"),
        ("on revenue accumulated", "on revenue less EUR 5 accumulated", "write `-`"),
        ("per year", "per annum", "found `per annum`"),
        ("per year", "a year", "write `per year`"),
        ("40,000 per year", "40,000 per year // a cap", "a comment is written `# …`"),
        ("revenue accumulated", "sales accumulated", "nothing is called `sales`"),
        ('"Kestrel Software Ltd"', "Kestrel Software Ltd", 'write `"Kestrel Software Ltd"`'),
        ("  at most EUR", "  lasts at most EUR", "it belongs in a trigger"),
        ("10% beyond", "10% over EUR 250,000", "is written `10% beyond`"),
        ("2 quarters", "two quarters", "write `2`"),
        ("either party may", "any party may", "`(name | either party) may terminate"),
        ("a party may", "either party may", "`(name | a party) may dispute a statement"),
        ("2027-Q1 | EUR 100", "Q1 2027 | EUR 100", "write `2027-Q1`"),
        ("2027-Q1 | EUR 100", "2027Q1 | EUR 100", "write `2027-Q1`"),
        ("  only if", "  nothing below zero\n  only if", "at marginal rates, nothing below zero"),
        ("on revenue", "on sum of amount in sales", "is written `sum of sales.amount`"),
        ("on revenue", "on highest of amount from sales", "is written `highest of sales.amount`"),
        ("  version", "  // draft\n  version", "a comment is written `# …`"),
    ],
)
def test_the_remedy_is_named(right: str, wrong: str, remedy: str) -> None:
    assert TERMS.count(right)
    assert remedy in told(TERMS.replace(right, wrong, 1))


def test_without_the_habit_there_is_nothing_to_say() -> None:
    assert not told(TERMS)


def test_a_name_that_holds_the_word_is_meant() -> None:
    assert nearest_few("sales", ["net_sales", "margin"]) == ("net_sales",)
    assert nearest_few("sales", [f"sales_in_{place}" for place in ("east", "west")])
    # Where many names share the word, naming some of them says nothing.
    assert not nearest_few("sales", [f"partner_sales_{place}" for place in "abcd"])
    assert not nearest_few("fee", ["late_delivery_fee"])


def test_one_odd_indentation_is_one_mistake() -> None:
    said = told(TERMS.replace("  company pays", "   company pays"))
    assert "MS0103" in said and "MS0104" not in said


def test_shares_of_several_parties_stand_with_commas() -> None:
    split = """
party third "Third Ltd"

split shares "Shares"
  of commission
  40% to partner, 35% to third and 25% to company
  remainder to the largest fractions
"""
    whole = TERMS.replace("  hold back 10%, released after 2 quarters\n", "") + split
    assert not told(whole)
    assert not told(whole.replace("partner, 35%", "partner and 35%"))


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("commission >= 0 in every period", "write `commission >= 0`"),
        ("the total of commission <= EUR 5 per year", "commission is at most EUR 5 per year`"),
        ("commission + commission >= EUR 5 per term", "commission is at least EUR 5 per term`"),
    ],
)
def test_a_property_says_its_window_in_its_own_words(line: str, remedy: str) -> None:
    assert remedy in told(f"{TERMS}\nguarantee held\n  {line}\n")
