"""Reviews: their days, and what the parties agree in them. Figures are worked out by hand.

Revenue is USD 40,000 a quarter, of which the rate is 5%, and 8% from July 2027. The bonus of
USD 100 is paid where retention has reached its baseline of 80%.
"""

from datetime import date
from pathlib import Path

import pytest

from milestonelang.diagnostics.diagnostic import Severity
from milestonelang.driver.documents.build import build_document
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import Given, evaluate_terms, given
from milestonelang.driver.explain import explain_figure
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.statement.model import Evaluation, StateLine
from milestonelang.statement.to_csv import to_csv
from milestonelang.statement.to_json import to_data

TERMS = """\
contract deal "Deal"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent
  month ends roll back
  due within 30 days of the end of the quarter

party company "Company"
party partner "Partner"

metric revenue "Revenue" is money
  between USD 0 and USD 9,000,000
  baseline USD 50,000
  reported by partner within 15 days

metric retention "Retention" is percent
  between 0% and 100%
  baseline 80%
  reported by partner within 15 days

parameter rate "Rate" is percent
  value 5%
  value 8% from 2027-07-01
  between 1% and 12%

payment base "Base Fee"
  company pays partner each quarter
  amount rate of revenue

payment bonus "Bonus"
  company pays partner each quarter
  amount USD 100
  only if retention >= baseline of retention

payment growth_fee "Growth Fee"
  company pays partner each quarter
  amount USD 10
  only if revenue >= baseline of revenue

review yearly "Yearly Review"
  each year
  may change rate between 4% and 180% of rate
  may revise baseline of retention by at most 5 pp
  may revise baseline of revenue by at most 20%

review talks "Quarterly Talks"
  each quarter
  may change rate between 4% and 9%
"""
QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4")
RETENTION = ("80%", "80%", "80%", "81%", "83%", "86%", "86%", "86%")


def data_in(folder: Path, *rows: str, as_of: date | None = None) -> Given:
    figures = zip(QUARTERS, RETENTION, strict=True)
    lines = [f"{label},40000,{retention}" for label, retention in figures]
    (folder / "d.csv").write_text("\n".join(["quarter,revenue,retention", *lines, ""]), "utf-8")
    header = "date,event,subject,by,amount,note,reported_on"
    (folder / "e.csv").write_text("\n".join([header, *rows, ""]), "utf-8")
    return given(data=[folder / "d.csv"], events=[folder / "e.csv"], as_of=as_of)


def evaluated(folder: Path, *rows: str, as_of: date | None = None) -> Evaluation:
    checked = check_terms(from_text(TERMS))
    assert [item for item in checked.diagnostics if item.severity is Severity.ERROR] == []
    return evaluate_terms(checked, data_in(folder, *rows, as_of=as_of))


def agreed(change: str, value: str, day: str = "2026-06-10") -> list[str]:
    return [f"{day},decision,{change},{by},{value},," for by in ("company", "partner")]


def refused(folder: Path, *rows: str) -> list[str]:
    with pytest.raises(InputError) as found:
        evaluated(folder, *rows)
    return [item.code for item in found.value.diagnostics]


def amounts(evaluation: Evaluation, name: str, what: str = "entitled") -> list[str]:
    rows = [row.split(",") for row in to_csv(evaluation).splitlines()]
    return [row[3] for row in rows if row[1] == name and row[2] == what]


def state_of(evaluation: Evaluation, label: str, name: str) -> StateLine:
    return next(line for line in evaluation[label].states if line.name == name)


def test_a_review_is_due_once_in_each_span(tmp_path: Path) -> None:
    found = evaluated(
        tmp_path,
        "2026-06-10,decision,yearly,company,,,",
        "2026-03-02,decision,talks,partner,,,",
        "2026-08-01,decision,talks,company,,,",
    )
    assert amounts(found, "yearly", "state") == ["due"] + ["done"] * 3 + ["due"] * 4
    # The talks of the second quarter are made up in the third, and those of the third never.
    talks = ["done", "due", "due"] + ["overdue"] * 5
    assert amounts(found, "talks", "state") == talks
    first, second, third = state_of(found, "2026-Q3", "talks").instances
    assert (first.state, first.on) == ("done", date(2026, 3, 2))
    assert (second.called, second.due) == (date(2026, 4, 1), date(2026, 6, 30))
    assert (second.state, second.on) == ("done", date(2026, 8, 1))
    assert (third.due, third.state, third.on) == (date(2026, 9, 30), "due", None)
    assert found.undone == ()


def test_a_change_counts_from_its_period_until_the_next_value(tmp_path: Path) -> None:
    first, second = agreed("yearly changes rate from 2026-Q3", "6%")
    rows = (first, second.replace("06-10", "06-12"))
    found = evaluated(tmp_path, *rows)
    # 5%, then 6% of 40,000, and 8% from July 2027 as the terms say.
    assert amounts(found, "base") == ["2000.00"] * 2 + ["2400.00"] * 4 + ["3200.00"] * 2
    assert "from 2026-Q3 rate is 6%, as agreed in `yearly` by 2026-06-12" in found.notes
    assert found.notes == tuple(to_data(found)["notes"])
    assert amounts(found, "yearly", "state")[:2] == ["due", "done"]
    before = evaluated(tmp_path, *rows, as_of=date(2026, 6, 11))
    assert any("`partner` has not agreed to it" in note for note in before.notes)


def test_the_order_of_rows_makes_no_difference(tmp_path: Path) -> None:
    rows = agreed("yearly changes rate from 2026-Q3", "6%") + agreed(
        "yearly revises retention from 2027-Q1", "84%", "2026-12-01"
    )
    assert evaluated(tmp_path, *rows).results == evaluated(tmp_path, *reversed(rows)).results


def test_a_baseline_is_revised(tmp_path: Path) -> None:
    rows = agreed("yearly revises retention from 2027-Q1", "84%", "2026-12-01")
    # 83% in the first quarter of 2027 is short of 84%, and was beyond 80%.
    whole = ["100.00"] * 8
    assert amounts(evaluated(tmp_path), "bonus") == whole
    assert amounts(evaluated(tmp_path, *rows), "bonus") == [*whole[:4], "0.00", *whole[5:]]
    # 50,000 may move by a fifth, to 40,000, which is reached.
    lower = agreed("yearly revises revenue from 2026-Q2", "40000", "2026-03-31")
    assert amounts(evaluated(tmp_path, *lower), "growth_fee") == ["0.00"] + ["10.00"] * 7


def test_without_every_party_nothing_changes(tmp_path: Path) -> None:
    found = evaluated(tmp_path, agreed("yearly changes rate from 2026-Q3", "6%")[0])
    assert amounts(found, "base")[:4] == ["2000.00"] * 4
    said = "rate does not change from 2026-Q3: `partner` has not agreed to it"
    assert said in found.notes


@pytest.mark.parametrize(
    ("change", "value", "code"),
    [
        ("yearly changes rate from 2026-Q3", "9.0001%", "MS1141"),  # 180% of 5%
        ("yearly changes rate from 2026-Q3", "3%", "MS1141"),
        ("talks changes rate from 2026-Q3", "10%", "MS1141"),
        ("yearly revises retention from 2026-Q3", "74%", "MS1141"),
        ("yearly revises revenue from 2026-Q3", "39999.99", "MS1141"),
        ("yearly changes rate from 2026-Q2", "6%", "MS1139"),
        ("yearly changes rate", "6%", "MS1139"),
        ("yearly changes rate from 2026-Q3", "", "MS1140"),
        ("yearly changes retention from 2026-Q3", "80%", "MS1138"),
        ("yearly revises ratte from 2026-Q3", "80%", "MS1138"),
        ("talks revises retention from 2026-Q3", "80%", "MS1138"),
        ("yearly changes rate from 2026-Q9", "6%", "MS0745"),
    ],
)
def test_what_a_review_may_not_change(tmp_path: Path, change: str, value: str, code: str) -> None:
    assert set(refused(tmp_path, *agreed(change, value))) == {code}


def test_two_values_from_one_period(tmp_path: Path) -> None:
    twice = [*agreed("yearly changes rate from 2026-Q3", "6%"),
             *agreed("yearly changes rate from 2026-Q3", "7%", "2026-06-20")]  # fmt: skip
    assert refused(tmp_path, *twice) == ["MS1142"]
    one_came_round = [twice[0], twice[2], twice[3]]
    assert amounts(evaluated(tmp_path, *one_came_round), "base")[2] == "2800.00"


def test_a_change_that_is_reported_when_its_period_has_begun(tmp_path: Path) -> None:
    first, second = agreed("yearly changes rate from 2026-Q3", "6%")
    assert refused(tmp_path, first, f"{second}2026-07-01") == ["MS1139"]
    assert amounts(evaluated(tmp_path, first, f"{second}2026-06-30"), "base")[2] == "2400.00"


def test_bounds_that_are_not_known(tmp_path: Path) -> None:
    terms = TERMS.replace("between 4% and 180% of rate", "between 4% and revenue / USD 500,000")
    terms = terms.replace("revenue / USD 500,000", "(revenue / USD 500,000) * 100%")
    files = data_in(tmp_path, *agreed("yearly changes rate from 2026-Q3", "6%"))
    checked = check_terms(from_text(terms))
    assert not checked.has_errors
    # 40,000 of 500,000 are 8%.
    assert amounts(evaluate_terms(checked, files), "base")[2] == "2400.00"
    text = (tmp_path / "d.csv").read_text("utf-8")
    (tmp_path / "d.csv").write_text(text.replace("2026-Q2,40000", "2026-Q2,"), "utf-8")
    with pytest.raises(InputError) as found:
        evaluate_terms(checked, files)
    assert [item.code for item in found.value.diagnostics] == ["MS1141"]


def test_why_names_the_rows(tmp_path: Path) -> None:
    files = data_in(tmp_path, *agreed("yearly changes rate from 2026-Q3", "6%"))
    checked = check_terms(from_text(TERMS))
    said = explain_figure(checked, files, "yearly@2026-Q2")
    assert "called on 2026-01-01, due by 2026-12-31: done on 2026-06-10" in said
    assert "decision by partner on 2026-06-10" in said
    assert "in force since 2026-07-01" in explain_figure(checked, files, "base@2026-Q4")


def test_the_document_says_when_and_from_when(tmp_path: Path) -> None:
    printed = build_document(check_terms(from_text(TERMS)), "md").decode()
    assert "A review is due by the last day of the" in printed


def test_a_review_is_not_held_more_often_than_the_contract_settles() -> None:
    checked = check_terms(from_text(TERMS.replace("  each quarter\n  may", "  each month\n  may")))
    assert [item.code for item in checked.errors] == ["MS0415"]
