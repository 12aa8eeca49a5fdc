"""Indexation with a cap on each step or in all, and a rate that is sometimes missing."""

from fractions import Fraction
from pathlib import Path

import pytest

from milestonelang.driver.evaluate import evaluate_terms, given
from milestonelang.driver.terms import check_terms, load
from milestonelang.statement.model import Evaluation

TERMS = """\
contract indexed "Indexed"
  effective 2026-01-01 until 2028-12-31
  settled yearly in USD
  rounded half up to the cent
  due within 30 days of the end of the year

party company "Acme, Inc."

party partner "Northwind GmbH"

metric price_index "Consumer Prices" is number
  means "the Consumer Price Index for All Urban Consumers, not seasonally adjusted, for December"
  between 1 and 1,000
  baseline 100
  reported by company within 60 days

balance step_level "Level with a Cap on Each Step" is money
  opens at USD 100
  becomes ((the lesser of (price_index / (price_index 1 year earlier)) and 1.03) * step_level)

balance whole_level "Level with a Cumulative Cap" is money
  opens at USD 100
  becomes (the lesser of (USD 100 * price_index / baseline of price_index) and
    (USD 100 compounded at 3% for years_run))

metric years_run "Years Run" is number
  computed as sum of (1 if price_index is known, otherwise 1) to date

payment stepwise "Stepwise Fee"
  company pays partner each year
  amount the end balance of step_level

payment cumulative "Cumulative Fee"
  company pays partner each year
  amount the end balance of whole_level

metric published "Published Euro Rate" is money in USD per EUR
  between (USD 0.50 per EUR) and (USD 2.00 per EUR)
  baseline (USD 1.10 per EUR)
  reported by company within 15 days

metric euro_rate "Euro Rate" is money in USD per EUR
  computed as published if published is known, otherwise published 1 year earlier

metric costs "Costs" is money in EUR
  between EUR 0 and EUR 1,000,000
  reported by partner within 15 days

payment refund "Refund of Costs"
  company pays partner each year
  amount costs converted to USD at euro_rate
"""

FIGURES = """\
year,price_index,published,costs
FY2026,102,1.2,10
FY2027,107.1,,100
FY2028,108,1.3,1
"""


@pytest.fixture
def found(tmp_path: Path) -> Evaluation:
    terms, data = tmp_path / "indexed.terms", tmp_path / "yearly.csv"
    terms.write_text(TERMS, "utf-8")
    data.write_text(FIGURES, "utf-8")
    return evaluate_terms(check_terms(load(terms)), given([data], None, [], settings={}))


@pytest.mark.parametrize(
    ("subject", "what", "expected"),
    [
        # Prices rise by 2%, then by 5% of that, then by less than 1%; no step is more than 3%.
        ("stepwise", "entitled", ("102.00", "105.06", "105.94")),
        # Against 100 at the start, never more than 3% a year compounded: 103.00, 106.09, 109.27.
        ("cumulative", "entitled", ("102.00", "106.09", "108.00")),
        # The rate of the second year is not published: that of the year before stands in.
        ("refund", "entitled", ("12.00", "120.00", "1.30")),
        ("euro_rate", "value", ("1.2", "1.2", "1.3")),
    ],
)
def test_each_year(found: Evaluation, subject: str, what: str, expected: tuple[str, ...]) -> None:
    amounts = [found.amount(period.label, subject, what) for period in found.periods]
    assert amounts == [Fraction(text) for text in expected]
