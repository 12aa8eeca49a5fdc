"""Explanations of states, conditions, dates and of what is not known."""

from pathlib import Path

import pytest

from milestonelang.driver.evaluate import given
from milestonelang.driver.explain import explain_figure
from milestonelang.driver.terms import check_terms, from_text

TERMS = """\
contract states "States Agreement"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent
  month ends roll back

party company "Company, Inc."

party partner "Partner GmbH"

metric revenue "Revenue" is money
  between USD 0 and USD 1,000,000
  reported by company within 15 days

metric score "Score" is percent
  between 0% and 100%
  reported by company within 15 days

metric per_score "Revenue per Score" is money
  computed as
    revenue / score

metric yearly_growth "Yearly Growth" is percent
  computed as
    growth of revenue over 4 quarters

event launched "Launch"
  reported by partner

event plan "Plan"
  reported by partner

payment fee "Fee"
  company pays partner each quarter
  amount 10% of revenue
  plus USD 10 if (not (score >= 50%)) and (launched is true), otherwise USD 0
  plus USD 5 if (score > 95%) or (per_score is known), otherwise USD 0
  less USD 1 if (launched is true) and ((days from date of launched to the end of the quarter) > 30\
 days), otherwise USD 0, never below USD 0
  hold back 50%, released 40% when score >= 60%, the rest when launched is true
  claws back 20% of the last 2 quarters if score < 20%, recovered by invoice
  due within 30 days of the end of the quarter

payment grant "Grant"
  company pays partner each quarter
  amount USD 90
  vests over 3 quarters while score >= 30%
  claws back the amount USD 25 if score < 15%, recovered by set off
  due within 30 days of the end of the quarter

limit ceiling "Ceiling"
  fee + grant at most USD 40,000 per year, pro rata

trigger trouble "Trouble"
  starts when score < 50% in 2 of the last 3 quarters
  ends when score >= 80%
  from the next period
  grant suspended
  fee deferred until it ends
  on start, partner owes repair within 20 days

trigger ever "Ever Weak"
  starts when score < 25% at any time to date
  fee at most USD 3,000

milestone first_step "First Step"
  achieved when revenue >= USD 20,000
  by 2026-09-30
  extended by 1 quarter if score < 40%
  company pays partner USD 1,000

milestone second_step "Second Step"
  achieved when revenue >= USD 25,000
  after first_step
  by 2027-06-30
  company pays partner USD 2,000

obligation repair "Repair Plan"
  means "deliver a plan"
  evidenced by plan
"""
DATA = """\
quarter,revenue,score
2026-Q1,10000.00,70%
2026-Q2,20000.00,45%
2026-Q3,25000.00,35%
2026-Q4,30000.00,10%
2027-Q1,40000.00,85%
2027-Q2,50000.00,0%
2027-Q3,60000.00,90%
2027-Q4,,90%
"""
EVENTS = """\
date,event,subject,by,amount,note
2026-05-02,evidence,launched,partner,,
2027-01-15,evidence,plan,partner,,
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("states")
    (path / "data.csv").write_text(DATA, "utf-8")
    (path / "events.csv").write_text(EVENTS, "utf-8")
    return path


@pytest.mark.parametrize(
    ("figure", "phrases"),
    [
        ("trouble@2026-Q3", ["inactive", "not active in 2026-Q3", "2 of the last 3 periods"]),
        ("trouble@2026-Q4", ["active since 2026-Q4", "started when", "in 2026-Q3"]),
        ("trouble@2027-Q1", ["not active in 2027-Q1", "ends when `score >= 80%`: 85% ≥ 80%"]),
        ("ever@2027-Q3", ["active since 2026-Q4", "one period to date must hold", "10% < 25%"]),
        ("first_step@2026-Q2", ["achieved", "by 2026-09-30", "extended if", "in 2026-Q2"]),
        ("second_step.day@2026-Q3", ["2026-09-30", "2026-06-30 after"]),
        ("repair@2026-Q4", ["called on 2026-12-31, due by 2027-01-20", "called when"]),
        ("repair@2027-Q1", ["done", "plan on 2027-01-15", "events.csv, row 3"]),
        (
            "fee.held@2026-Q2",
            ["50% of", "together at most USD 40,000.00", "shared pro rata"],
        ),
        ("fee.released@2026-Q2", ["released when", "held back in 2026-Q2: USD"]),
        ("fee.clawed back@2026-Q4", ["20% of each", "entitled in 2026-Q3: USD"]),
        ("fee.clawed back@2026-Q3", ["the condition does not hold"]),
        ("fee.deferred@2026-Q4", ["put off while", "Trouble (trouble)"]),
        ("grant.clawed back@2026-Q4", ["never more than was paid", "if `score < 15%`"]),
        ("grant.vested@2026-Q2", ["kept to vest in 2026-Q1: USD 90.00"]),
        ("grant.unvested@2026-Q2", ["kept to vest so far"]),
        ("partner.set off@2027-Q1", ["clawbacks are taken from what is payable"]),
        (
            "fee@2026-Q3",
            [
                "all of these must hold",
                "the opposite of the condition below",
                "one of these must hold",
                "is known",
                "the days from 2026-05-02 to 2026-09-30",
                "launched on 2026-05-02",
            ],
        ),
        ("per_score@2027-Q2", ["pending", "the divisor in `revenue / score` is zero"]),
        ("yearly_growth@2026-Q2", ["pending", "looks back to before the term"]),
        ("first_step.day@2026-Q1", ["pending", "is not achieved"]),
        ("fee@2026-Q1", ["the earlier periods of the year: there are none"]),
        ("revenue@2027-Q4", ["Revenue (`revenue`) for 2027-Q4 is due from Company"]),
    ],
)
def test_why(folder: Path, figure: str, phrases: list[str]) -> None:
    checked = check_terms(from_text(TERMS))
    assert [item.message for item in checked.errors] == []
    data = given([folder / "data.csv"], None, [folder / "events.csv"])
    text = " ".join(explain_figure(checked, data, figure).split())
    for phrase in phrases:
        assert phrase in text
