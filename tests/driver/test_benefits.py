"""Benefits in words stand in the result, in each period in which one is granted."""

from pathlib import Path

from milestonelang.driver.evaluate import evaluate_terms, given
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.statement.to_csv import to_csv
from milestonelang.statement.to_json import to_data

TERMS = """\
contract deal "Deal"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter

party company "Company"
party partner "Partner"

metric revenue "Revenue" is money
  between USD 0 and USD 9,000,000
  reported by partner within 15 days

payment badge "Badge"
  company grants partner "the use of {revenue} badges" each quarter
  only if revenue >= USD 40,000

milestone base_camp "Base Camp"
  achieved when revenue >= USD 70,000
  company grants partner "a tent"
  if skipped, paid with launch

milestone launch "Launch"
  achieved when revenue >= USD 60,000
  after base_camp
  by 2026-12-31
  company grants partner "a launch party, with guests"
"""


def test_each_benefit_has_a_line(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(
        "quarter,revenue\n2026-Q1,30000\n2026-Q2,50000\n2026-Q3,75000\n", "utf-8"
    )
    terms = TERMS.replace("  if skipped, paid with launch\n", "")
    checked = check_terms(from_text(terms))
    assert checked.errors == ()
    found = evaluate_terms(checked, given(data=[tmp_path / "d.csv"]))
    lines = [line for line in to_csv(found).splitlines() if ",granted," in line]
    assert lines == [
        "2026-Q2,badge,granted,the use of Revenue badges",
        "2026-Q3,badge,granted,the use of Revenue badges",
        "2026-Q3,base_camp,granted,a tent",
        '2026-Q3,launch,granted,"a launch party, with guests"',
        "2026-Q4,badge,granted,pending",
    ]
    told = [line for line in to_data(found)["results"] if line["what"] == "granted"]
    assert [line["figure"]["value"] for line in told][-2:] == ["a launch party, with guests", None]


def test_a_benefit_of_an_amended_milestone(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(
        "quarter,revenue\n2026-Q1,30000\n2026-Q2,50000\n2026-Q3,65000\n2026-Q4,75000\n", "utf-8"
    )
    change = """
amendment first_amendment "First Amendment"
  effective 2026-07-01
  agreed by company on 2026-06-01
  agreed by partner on 2026-06-05
  replaces milestone base_camp "Base Camp"
    achieved when revenue >= USD 50,000
    company grants partner "a hut"
"""
    terms = TERMS.replace("  if skipped, paid with launch\n", "") + change
    found = evaluate_terms(check_terms(from_text(terms)), given(data=[tmp_path / "d.csv"]))
    lines = [row for row in to_csv(found).splitlines() if ",granted," in row and "badge" not in row]
    assert lines == [
        "2026-Q3,base_camp,granted,a hut",
        '2026-Q3,launch,granted,"a launch party, with guests"',
    ]
