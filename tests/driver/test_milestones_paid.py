"""Milestones that are reached in part, skipped, or bring something else than money.

Every figure is worked out by hand.
"""

import json
from pathlib import Path

from milestonelang.data.acts import may_give
from milestonelang.diagnostics.diagnostic import Severity
from milestonelang.driver.evaluate import evaluate_terms, given
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.statement.model import Evaluation
from milestonelang.statement.to_csv import to_csv
from milestonelang.statement.to_json import to_json
from milestonelang.statement.to_text import to_text

TERMS = """\
contract study "Study Agreement"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter

party company "Company"
party partner "Partner"

unit share_option, plural share_options

metric enrolled "Enrolled" is percent
  between 0% and 100%
  reported quarterly by partner within 15 days

metric approved "Approved" is percent
  between 0% and 100%
  reported quarterly by partner within 15 days

milestone first_stage "First Stage"
  achieved when enrolled >= 80%
  company pays partner USD 1,000
  if skipped, paid with second_stage

milestone side_stage "Side Stage"
  achieved when enrolled >= 95%
  company pays partner USD 700
  if skipped, never paid

milestone second_stage "Second Stage"
  achieved when approved >= 50%
  company pays partner USD 2,000

milestone options "Options"
  achieved when approved >= 60%
  company grants partner 250 share_options

milestone badge "Badge"
  achieved when approved >= 70%
  company grants partner "the right to use the company's badge"
"""
LABELS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")


def evaluated(tmp_path: Path, enrolled: str, approved: str, terms: str = TERMS) -> Evaluation:
    rows = zip(LABELS, enrolled.split(), approved.split(), strict=True)
    text = "".join(f"{label},{one}%,{other}%\n" for label, one, other in rows)
    (tmp_path / "d.csv").write_text("quarter,enrolled,approved\n" + text, encoding="utf-8")
    checked = check_terms(from_text(terms))
    assert [item for item in checked.diagnostics if item.severity is Severity.ERROR] == []
    return evaluate_terms(checked, given(data=[tmp_path / "d.csv"]))


def listed(evaluation: Evaluation, name: str, what: str) -> list[str]:
    rows = [row.split(",") for row in to_csv(evaluation).splitlines()]
    found = {row[0]: row[3] for row in rows if row[1:3] == [name, what]}
    return [found.get(label, "") for label in LABELS]


def test_a_skipped_milestone_is_paid_with_the_other_or_never(tmp_path: Path) -> None:
    found = evaluated(tmp_path, "10 20 90 99", "10 55 55 55")
    assert listed(found, "first_stage", "state") == ["open", "skipped", "skipped", "skipped"]
    assert listed(found, "side_stage", "state") == ["open", "skipped", "skipped", "skipped"]
    assert listed(found, "second_stage", "state") == ["open", "achieved", "achieved", "achieved"]
    # 1,000 and 2,000 together; the 700 of the side stage are never paid.
    assert listed(found, "company to partner", "payable") == ["", "3000.00", "", ""]


def test_a_milestone_that_comes_first_is_paid_by_itself(tmp_path: Path) -> None:
    found = evaluated(tmp_path, "85 96 96 96", "10 10 55 55")
    assert listed(found, "first_stage", "state") == ["achieved"] * 4
    assert listed(found, "company to partner", "payable") == [
        "1000.00", "700.00", "2000.00", ""
    ]  # fmt: skip


def test_units_and_benefits_are_granted_once(tmp_path: Path) -> None:
    found = evaluated(tmp_path, "10 10 10 10", "10 75 75 75")
    assert listed(found, "options", "state") == ["open", "achieved", "achieved", "achieved"]
    assert [each for each in listed(found, "options", "entitled") if each] == ["250"]
    assert listed(found, "badge", "state") == ["open", "achieved", "achieved", "achieved"]
    # What is granted is no money: only the stages are payable.
    assert listed(found, "company to partner", "payable") == ["", "3000.00", "", ""]
    text = " ".join(to_text(found).split())
    assert "Options: achieved on 30 June 2026, 250 granted (share_option)" in text
    assert '"share_option"' in json.dumps(json.loads(to_json(found)))


GRADED = """\

milestone graded "Graded Stage"
  achieved when enrolled >= 50%
  by 2026-06-30
  company pays partner (USD 4,000 * enrolled)
"""


def test_a_graded_milestone_pays_by_the_value_measured_then(tmp_path: Path) -> None:
    found = evaluated(tmp_path, "10 60 90 90", "10 10 10 10", TERMS + GRADED)
    # 60% of 4,000, once; that it is 90% later changes nothing of it. The first stage pays 1,000.
    assert listed(found, "graded", "state") == ["open", "achieved", "achieved", "achieved"]
    assert listed(found, "company to partner", "payable") == ["", "2400.00", "1000.00", ""]


def test_the_word_on_a_milestone_is_theirs_to_whom_something_is_owed() -> None:
    duty = 'obligation plan "Plan"\n  means "deliver a plan"\n\n'
    last = GRADED + "  if missed, {} owes plan within 30 days\n"
    for debtor, creditor in (("partner", "company"), ("company", "partner")):
        agreement = check_terms(from_text(TERMS + duty + last.format(debtor))).agreement
        assert agreement is not None
        assert may_give(agreement, "graded") == (creditor,)
        assert may_give(agreement, "graded", requires=True) == ("company",)
