"""What the clauses say where a wrong word would be a wrong amount: compared with the evaluator."""

from tests.documents.words_programs import printed

MONTHLY = """contract sample "Sample Agreement"
  effective 2026-04-01 until 2027-09-30
  settled monthly in USD
  rounded half up to the cent
  years start on 1 January
  due within 30 days of the end of the month

party company "Acme, Inc."

party partner "Northwind GmbH"

metric revenue "Revenue" is money
  between USD 0 and USD 5,000,000
  reported by company within 15 days

source sales "Sales"
  kept by company
  column id is text, unique
  column amount is money
  column sold_on is date
  dated by sold_on
  ordered by sold_on, id

payment opening "Opening Bonus"
  company pays partner each month
  amount USD 100
  only if in the first quarter of the term

payment closing "Closing Bonus"
  company pays partner each month
  amount USD 100
  only if in the last month of the year

payment yearly "Yearly Fee"
  company pays partner each year
  amount (USD 36,500 prorated by days)

payment steps "Step Bonus"
  company pays partner each month
  on revenue
  at whole amount rates
    1% below USD 50,000, plus USD 10,000 on entering
    2% beyond, plus USD 3,000 on entering

payment per_sale "Fee per Sale"
  company pays partner each month
  for each row of sales where amount > USD 0
    amount 5% of amount
    at least USD 0 per row
    rounded half up to the cent
"""


def test_what_lies_in_a_longer_period_is_not_one() -> None:
    text = printed(MONTHLY)
    assert "If the Month lies in the first Quarter of the Term" in text
    assert "If the Month is the last Month of the Contract Year" in text


def test_a_yearly_payment_counts_the_days_of_its_year() -> None:
    text = printed(MONTHLY)
    assert "by the days of the Contract Year in the Term and divided by the days of the" in text
    assert "What lies in the Term before the first of these days is a Contract Year too" in text
    assert "The last one ends with the Term." in text


def test_a_cut_changes_the_amount_by_what_is_added_on_entering_too() -> None:
    # Just below 50,000: 500 + 10,000; at 50,000: 1,000 + 3,000.
    assert "changes the amount by up to USD 6,500" in printed(MONTHLY)


def test_late_rows_count_however_long_ago() -> None:
    assert "Fee per Sale of every Month that the row touches, however long ago" in printed(MONTHLY)


def test_a_milestone_after_another_is_achieved_on_the_later_day() -> None:
    text = printed(
        """milestone first_step "First Step"
  achieved when revenue >= USD 300
  by 2026-12-31
  company pays partner USD 10

milestone second_step "Second Step"
  achieved when revenue >= USD 200
  by 2026-12-31
  after first_step
  company pays partner USD 20
"""
    )
    assert "If the milestone First Step is achieved on a later day, that day counts." in text
