"""Clawbacks of one deal of several, on figures that are worked out by hand.

A quota of 100,000 at 10%, then 15%; 120,000 are sold, 13,000 are paid, and a deal of 30,000 churns.
What it takes back depends on where in the order of rows it stands.
"""

from datetime import date
from pathlib import Path

import pytest

import milestonelang

TERMS = """\
contract c "C"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "A, Inc."

party partner "B, Inc."

source deals "Deals"
  kept by company
  column id is text, unique
  column amount is money
  column signed_on is date
  column left_on is date, may be empty
  dated by signed_on
  ordered by signed_on, id

payment fee "Fee"
  company pays partner each quarter
  for each row of deals
    on (the greater of amount and USD 0) accumulated yearly
    at marginal rates
      10% up to USD 100,000
      15% beyond
    claws back 100% of the last 4 quarters if left_on is known, recovered by invoice
  due within 30 days of the end of the quarter
"""


@pytest.mark.parametrize(
    ("rates", "entitled", "less"),
    [("at marginal rates", 13_000, 4_000), ("at whole amount rates", 18_000, 9_000)],
)
def test_a_deal_reported_again_re_rates_its_quarter(
    tmp_path: Path, rates: str, entitled: int, less: int
) -> None:
    """Reported again at nothing, a deal is rated again with all others of its year."""
    terms = TERMS.replace("at marginal rates", rates)
    taken = terms.index("    claws back")
    terms = terms[:taken] + terms[terms.index("  due within") :]
    rows = (
        "other,90000,2026-01-05,,2026-01-05\n"
        "churned,30000,2026-02-05,,2026-02-05\n"
        "churned,0,2026-02-05,,2026-05-20\n"
    )
    (tmp_path / "c.terms").write_text(terms, encoding="utf-8")
    head = "id,amount,signed_on,left_on,reported_on\n"
    (tmp_path / "deals.csv").write_text(head + rows, encoding="utf-8")
    found = milestonelang.evaluate(
        milestonelang.check(tmp_path / "c.terms"),
        rows={"deals": tmp_path / "deals.csv"},
        as_of=date(2026, 12, 31),
    )
    assert found.amount("2026-Q1", "fee", "entitled") == entitled
    assert found.amount("2026-Q2", "fee", "restated") == -less


@pytest.mark.parametrize(("churned_is", "taken"), [("first", 3000), ("last", 4000)])
def test_a_deal_gives_back_what_was_paid_for_it(
    tmp_path: Path, churned_is: str, taken: int
) -> None:
    days = ("01-05", "02-05") if churned_is == "first" else ("02-05", "01-05")
    rows = f"churned,30000,2026-{days[0]},2026-05-20\nother,90000,2026-{days[1]},\n"
    (tmp_path / "c.terms").write_text(TERMS, encoding="utf-8")
    (tmp_path / "deals.csv").write_text(f"id,amount,signed_on,left_on\n{rows}", encoding="utf-8")
    found = milestonelang.evaluate(
        milestonelang.check(tmp_path / "c.terms"),
        rows={"deals": tmp_path / "deals.csv"},
        as_of=date(2026, 12, 31),
    )
    assert found.amount("2026-Q1", "fee", "entitled") == 13_000
    assert found.amount("2026-Q1", "fee", "clawed back") == 0
    assert found.amount("2026-Q2", "fee", "clawed back") == taken
    # The condition goes on holding, and takes nothing twice.
    assert found.amount("2026-Q3", "fee", "clawed back") == 0
