"""Rows that an example gives stand in the document, and its calculation is made of them."""

from pathlib import Path

import pytest

import milestonelang

TERMS = """\
contract c "C"
  version "1.0"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "Company"
  described as "a company"

party agent "Agent"
  described as "an agent"

metric revenue "Revenue" is money
  between USD 0 and USD 100
  reported by company

source deals "Deals"
  kept by company
  column customer is text
  column value is money
  column signed_on is date
  column left_on is date, may be empty
  dated by signed_on

payment commission "Commission"
  company pays agent each quarter
  for each row of deals
    amount 10% * value
    at least USD 0 per row
  due within 30 days of the end of the quarter

example two_deals "Two Deals"
GIVEN  rows of deals
    customer | value      | signed_on  | left_on
    "A < B"  | USD 50,000 | 2026-01-05 | 2026-03-09
    "B & C"  | USD 20,000 | 2026-04-05 |
  then
    quarter | commission
    2026-Q1 | USD 5,000.00
"""


@pytest.mark.parametrize("is_given", [False, True])
def test_rows_are_printed_with_what_they_give(tmp_path: Path, is_given: bool) -> None:
    given = "  given\n    quarter | revenue\n    2026-Q1 | USD 7\n" if is_given else ""
    path = tmp_path / "c.terms"
    path.write_text(TERMS.replace("GIVEN", given), encoding="utf-8")
    checked = milestonelang.check(path)
    assert not checked.has_errors
    text = milestonelang.build(checked, to="md").decode("utf-8").replace("\N{NO-BREAK SPACE}", " ")
    lines = [
        [cell.strip(" *") for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    assert ["customer", "value", "signed on", "left on"] in lines
    (row,) = (line for line in lines if line[1:3] == ["USD 20,000", "5 April 2026"])
    assert (row[0], row[3]) == ("B & C", "")
    assert any("5,000.00" in line for line in lines if line[1] == "Calculation")
    assert any("USD 7" in line for line in lines) is is_given
