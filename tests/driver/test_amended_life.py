"""Amendments of what happens in the life of an agreement. Figures are worked out by hand.

Revenue is USD 40,000 a quarter; the fees are 10% and 5% of it, 4,000 and 2,000. The amendment takes
effect on 1 July 2026.
"""

from pathlib import Path

import pytest

from milestonelang.diagnostics.diagnostic import Severity
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import evaluate_terms, given
from milestonelang.driver.explain import explain_figure
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.statement.model import Evaluation
from milestonelang.statement.to_csv import to_csv
from milestonelang.statement.to_text import to_text

TERMS = """\
contract partnership "Partnership"
  effective 2026-01-01 until 2027-06-30
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter

party company "Company"
party partner "Partner"

metric revenue "Revenue" is money
  between USD 0 and USD 9,000,000
  reported quarterly by partner within 15 days

event report_sent "Report Sent"
  reported by partner

event plan_sent "Plan Sent"
  reported by partner

payment base "Base Fee"
  company pays partner each quarter
  amount 10% of revenue

payment extra "Extra Fee"
  company pays partner each quarter
  amount 5% of revenue

"""
CEILING = """\
limit ceiling "Ceiling"
  base + extra at most USD {} per year, in this order

"""
REPORT = """\
obligation report "Report"
  means "deliver a report"
  evidenced by report_sent
  partner owes it within {} days each quarter
  if overdue, {}

"""
PLAN = """\
obligation plan "Plan"
  means "deliver a plan"
  evidenced by plan_sent

"""
FUND = """\
balance fund "Fund" is money
  opens at USD 500
  adds {} of revenue
  at most USD {}

payment drawn "Drawn Fee"
  company pays partner each quarter
  amount USD 100
  less from fund

"""
LEAVE = """\
exit leave "Leave"
  company may terminate for convenience
  notice {} days
  {}

"""
AGREED = """\
amendment first_amendment "First Amendment"
  effective 2026-07-01
  agreed by company on 2026-06-01
  agreed by partner on 2026-06-05
"""
QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2")


def amended(before: str, verb: str, after: str) -> str:
    """Return the terms with a block before, and what the amendment does to it."""
    change = "".join(f"  {line}\n" if line else "" for line in after.strip().splitlines())
    return TERMS + before + AGREED + f"  {verb} {change.lstrip()}"


def evaluated(folder: Path, terms: str, *rows: str) -> Evaluation:
    figures = "".join(f"{label},40000\n" for label in QUARTERS)
    (folder / "d.csv").write_text(f"quarter,revenue\n{figures}", "utf-8")
    header = "date,event,subject,by,amount,note\n"
    (folder / "e.csv").write_text(header + "".join(f"{row}\n" for row in rows), "utf-8")
    checked = check_terms(from_text(terms))
    errors = [item.message for item in checked.diagnostics if item.severity is Severity.ERROR]
    assert errors == []
    return evaluate_terms(checked, given(data=[folder / "d.csv"], events=[folder / "e.csv"]))


def refused(folder: Path, terms: str, *rows: str) -> list[str]:
    with pytest.raises(InputError) as found:
        evaluated(folder, terms, *rows)
    return [item.code for item in found.value.diagnostics]


def rows_of(evaluation: Evaluation, name: str, what: str = "entitled") -> list[str]:
    rows = [row.split(",") for row in to_csv(evaluation).splitlines()]
    return [row[3] for row in rows if row[1] == name and row[2] == what]


# ---- limits


def test_a_limit_counts_what_was_due_before_it_was_replaced(tmp_path: Path) -> None:
    before, after = CEILING.format("9,000"), CEILING.format("20,000")
    found = evaluated(tmp_path, amended(before, "replaces", after))
    # 6,000; 3,000 of the 9,000 are left; 11,000 of the 20,000 are left: 6,000 and then 5,000.
    assert rows_of(found, "base") == ["4000.00", "3000.00"] + ["4000.00"] * 4
    assert rows_of(found, "extra")[:4] == ["2000.00", "0.00", "2000.00", "1000.00"]
    assert "9,000" not in str(found["2026-Q3"].payments[0].steps)
    assert len(found["2026-Q3"].payments[0].steps) == len(found["2026-Q1"].payments[0].steps)


def test_a_limit_is_added_or_removed(tmp_path: Path) -> None:
    added = evaluated(tmp_path, amended("", "adds", CEILING.format("15,000")))
    # 12,000 were due before it: 3,000 are left for the rest of the year.
    assert rows_of(added, "base")[:5] == ["4000.00", "4000.00", "3000.00", "0.00", "4000.00"]
    assert rows_of(added, "extra")[:5] == ["2000.00", "2000.00", "0.00", "0.00", "2000.00"]
    removed = evaluated(tmp_path, amended(CEILING.format("7,000"), "removes", "ceiling"))
    assert rows_of(removed, "base") == ["4000.00", "1000.00"] + ["4000.00"] * 4
    assert rows_of(removed, "extra") == ["2000.00", "0.00"] + ["2000.00"] * 4


# ---- obligations


def test_what_was_called_before_stays_due_by_its_own_last_day(tmp_path: Path) -> None:
    before = REPORT.format(20, "base reduced by 50%")
    after = REPORT.format(100, "base reduced by 10%")
    found = evaluated(tmp_path, amended(before, "replaces", after))
    line = next(item for item in found["2027-Q1"].states if item.name == "report")
    assert [item.due.isoformat() for item in line.instances] == [
        "2026-04-20",
        "2026-07-20",
        "2027-01-08",  # 100 days after the end of September
        "2027-04-10",
        "2027-07-09",
    ]
    # Overdue in the second quarter at half, by the old effect, and from the third at nine tenths.
    assert rows_of(found, "base")[:4] == ["4000.00", "2000.00", "3600.00", "3600.00"]


def test_an_obligation_is_added_or_removed(tmp_path: Path) -> None:
    added = evaluated(tmp_path, amended("", "adds", REPORT.format(20, "base reduced by 50%")))
    assert rows_of(added, "base") == ["4000.00"] * 3 + ["2000.00"] * 3
    line = next(item for item in added["2027-Q1"].states if item.name == "report")
    assert [item.called.isoformat() for item in line.instances] == [
        "2026-09-30",
        "2026-12-31",
        "2027-03-31",
    ]
    before = REPORT.format(20, "base reduced by 50%")
    removed = evaluated(tmp_path, amended(before, "removes", "report"))
    # It is owed for two quarters, overdue for good, and reduces nothing any more.
    assert rows_of(removed, "base") == ["4000.00", "2000.00"] + ["4000.00"] * 4
    line = next(item for item in removed["2027-Q1"].states if item.name == "report")
    assert [item.state for item in line.instances] == ["overdue", "overdue"]


def test_what_follows_if_overdue_is_that_of_the_day(tmp_path: Path) -> None:
    before = PLAN + REPORT.format(20, "base reduced by 50%")
    after = REPORT.format(20, "partner owes plan within 10 days")
    found = evaluated(tmp_path, amended(before, "replaces", after))
    line = next(item for item in found["2027-Q1"].states if item.name == "plan")
    # Overdue from 21 April, when nothing followed, 21 July, 21 October and 21 January.
    assert [item.called.isoformat() for item in line.instances] == [
        "2026-07-21",
        "2026-10-21",
        "2027-01-21",
    ]


def test_evidence_of_an_obligation_stays(tmp_path: Path) -> None:
    before = REPORT.format(20, "base reduced by 50%")
    after = before.replace("report_sent", "plan_sent")
    assert refused(tmp_path, amended(before, "replaces", after)) == ["MS1132"]


# ---- balances


def test_a_balance_goes_on_with_its_new_lines(tmp_path: Path) -> None:
    before, after = FUND.format("1%", "2,000"), FUND.format("2%", "1,500")
    found = evaluated(tmp_path, amended(before, "replaces", after.partition("\n\n")[0]))
    # 500 less 100 and 400 a quarter; from July 800, up to the new maximum of 1,500.
    ends = [found[label].balances[0].end.amount for label in QUARTERS]
    assert ends == [800, 1100, 1500, 1500, 1500, 1500]
    assert rows_of(found, "drawn") == ["0.00"] * 6


def test_a_balance_is_added_or_removed(tmp_path: Path) -> None:
    fund, drawn = (f"{part}\n" for part in FUND.format("1%", "2,000").strip().split("\n\n"))
    both = fund.rstrip() + "\nadds " + drawn
    found = evaluated(tmp_path, amended("", "adds", both.replace("\nadds", "\n\nadds")))
    # It opens with 500 on 1 July, after the payment has taken what there was: nothing.
    assert rows_of(found, "drawn") == ["0.00", "0.00", "100.00", "0.00", "0.00", "0.00"]
    ends = [found[label].balances[0].end.amount for label in QUARTERS]
    assert ends == [0, 0, 900, 1200, 1500, 1800]
    gone = amended(FUND.format("1%", "2,000"), "removes", "drawn") + "  removes fund\n"
    ends = [evaluated(tmp_path, gone)[label].balances[0].end.amount for label in QUARTERS]
    assert ends == [800, 1100, 1100, 1100, 1100, 1100]


@pytest.mark.parametrize(
    "change",
    ["  expires after 1 year, oldest first", "  may fall below zero", None],
)
def test_what_a_balance_keeps_stays(tmp_path: Path, change: str | None) -> None:
    before = FUND.format("1%", "2,000")
    after = before.partition("\n\n")[0]
    last = "  at most USD 2,000"
    after = after.replace(f"\n{last}", "") if change is None else after + f"\n{change}"
    assert refused(tmp_path, amended(before, "replaces", after)) == ["MS1132"]


# ---- exits


def test_a_notice_is_judged_by_the_exit_in_force(tmp_path: Path) -> None:
    before = LEAVE.format(30, "on termination, company pays partner USD 50")
    after = LEAVE.format(60, "on termination, company pays partner USD 70")
    terms = amended(before, "replaces", after)
    early = evaluated(tmp_path, terms, "2026-06-30,notice,leave,company,,")
    assert early.ending is not None and early.ending.day.isoformat() == "2026-07-30"
    # 4,000 and 2,000 of the last quarter, and 50 by the terms of the day of the notice.
    assert rows_of(early, "company to partner", "payable")[-1] == "6050.00"
    late = evaluated(tmp_path, terms, "2026-07-01,notice,leave,company,,")
    assert late.ending is not None and late.ending.day.isoformat() == "2026-08-30"
    assert rows_of(late, "company to partner", "payable")[-1] == "6070.00"
    assert "2026-08-30" in explain_figure(
        check_terms(from_text(terms)),
        given(data=[tmp_path / "d.csv"], events=[tmp_path / "e.csv"]),
        "leave@2026-Q3",
    )
    assert "60" in to_text(late) or "30 August 2026" in to_text(late)


def test_an_exit_is_added_or_removed(tmp_path: Path) -> None:
    leave = LEAVE.format(30, 'because "Both may change their minds."')
    added = amended("", "adds", leave)
    assert refused(tmp_path, added, "2026-06-30,notice,leave,company,,") == ["MS1143"]
    found = evaluated(tmp_path, added, "2026-07-05,notice,leave,company,,")
    assert found.ending is not None and found.ending.day.isoformat() == "2026-08-04"
    removed = amended(leave, "removes", "leave")
    assert refused(tmp_path, removed, "2026-07-05,notice,leave,company,,") == ["MS1143"]
    before = evaluated(tmp_path, removed, "2026-06-30,notice,leave,company,,")
    assert before.ending is not None and before.ending.day.isoformat() == "2026-07-30"


# ---- reviews


def test_a_review_is_held_as_its_terms_say(tmp_path: Path) -> None:
    review = 'review talks "Talks"\n  each {}\n  may change rate between 4% and {}\n\n'
    rate = 'parameter rate "Rate" is percent\n  value 5%\n  between 1% and 12%\n\n'
    before = rate + review.format("year", "6%")
    terms = amended(before, "replaces", review.format("quarter", "9%"))
    row = "2026-06-20,decision,talks changes rate from 2026-Q3,{},8%,"
    found = evaluated(tmp_path, terms, row.format("company"), row.format("partner"))
    line = next(item for item in found["2026-Q4"].states if item.name == "talks")
    assert [(item.called.isoformat(), item.state) for item in line.instances] == [
        ("2026-01-01", "done"),
        ("2026-07-01", "overdue"),
        ("2026-10-01", "due"),
    ]


# ---- milestones


LAUNCH = """\
milestone launch "Launch"
  achieved when revenue >= USD {}
  by {}
  company pays partner USD {}
  if missed, partner owes plan within {} days

"""


def launched(found: Evaluation) -> list[tuple[str, str | None]]:
    lines = [period.milestones[0] for period in found.periods]
    return [
        (str(line.state.value), None if line.achieved_on is None else str(line.achieved_on))
        for line in lines
    ]


def test_an_open_milestone_goes_on_by_its_new_terms(tmp_path: Path) -> None:
    before = PLAN + LAUNCH.format("50,000", "2026-12-31", "900", "10")
    after = LAUNCH.format("40,000", "2027-03-31", "1,100", "20")
    found = evaluated(tmp_path, amended(before, "replaces", after))
    # 40,000 is short of 50,000, and enough in the first period of the new terms.
    assert launched(found)[1:4] == [("open", None)] + [("achieved", "2026-09-30")] * 2
    assert rows_of(found, "launch") == ["1100.00"]
    line = next(item for item in found["2026-Q3"].states if item.name == "launch")
    assert str(line.until) == "2027-03-31"
    assert str(next(s for s in found["2026-Q1"].states if s.name == "launch").until) == "2026-12-31"


def test_a_milestone_that_is_over_stays_as_it_was(tmp_path: Path) -> None:
    reached = PLAN + LAUNCH.format("40,000", "2026-12-31", "900", "10")
    after = LAUNCH.format("30,000", "2027-03-31", "1,100", "20")
    found = evaluated(tmp_path, amended(reached, "replaces", after))
    assert set(launched(found)) == {("achieved", "2026-03-31")}
    assert rows_of(found, "launch") == ["900.00"]
    missed = PLAN + LAUNCH.format("50,000", "2026-06-30", "900", "10")
    found = evaluated(tmp_path, amended(missed, "replaces", after))
    assert launched(found)[2:] == [("missed", None)] * 4
    assert rows_of(found, "launch") == []
    plan = next(item for item in found["2026-Q3"].states if item.name == "plan")
    assert [str(item.due) for item in plan.instances] == ["2026-07-10"]


def test_a_milestone_is_missed_by_its_new_last_day(tmp_path: Path) -> None:
    before = PLAN + LAUNCH.format("50,000", "2026-12-31", "900", "10")
    after = LAUNCH.format("60,000", "2027-03-31", "1,100", "20")
    found = evaluated(tmp_path, amended(before, "replaces", after))
    assert [state for state, _ in launched(found)] == ["open"] * 4 + ["missed"] * 2
    plan = next(item for item in found["2027-Q2"].states if item.name == "plan")
    assert [str(item.due) for item in plan.instances] == ["2027-04-20"]


def test_a_milestone_is_added_or_removed(tmp_path: Path) -> None:
    launch = LAUNCH.format("40,000", "2027-03-31", "900", "10")
    added = evaluated(tmp_path, TERMS + PLAN + AGREED + "  adds " + launch.replace("\n", "\n  "))
    assert launched(added)[1:3] == [("open", None), ("achieved", "2026-09-30")]
    assert rows_of(added, "launch") == ["900.00"]
    gone = PLAN + LAUNCH.format("50,000", "2026-12-31", "900", "10")
    removed = evaluated(tmp_path, amended(gone, "removes", "launch"))
    assert set(launched(removed)) == {("open", None)}
    plan = next(item for item in removed["2027-Q2"].states if item.name == "plan")
    assert plan.instances == ()


def test_an_extension_counts_by_the_terms_of_its_day(tmp_path: Path) -> None:
    before = PLAN + LAUNCH.format("50,000", "2026-12-31", "900", "10")
    after = LAUNCH.format("60,000", "2026-12-31", "1,100", "20")
    terms = amended(before, "replaces", after)
    row = "2026-11-10,extension,launch,company,2027-03-31,"
    found = evaluated(tmp_path, terms, row)
    assert [state for state, _ in launched(found)] == ["open"] * 4 + ["missed"] * 2
    short = "2026-11-10,extension,launch,company,2026-10-31,"
    assert refused(tmp_path, terms, short) == ["MS1125"]


@pytest.mark.parametrize(
    "change",
    [("company pays partner USD", "partner pays company USD"), ("  by", "  after base_camp\n  by")],
)
def test_what_a_milestone_keeps(tmp_path: Path, change: tuple[str, str]) -> None:
    camp = 'milestone base_camp "Base Camp"\n  achieved when revenue >= USD 1\n\n'
    before = PLAN + camp + LAUNCH.format("50,000", "2026-12-31", "900", "10")
    after = LAUNCH.format("50,000", "2026-12-31", "900", "10").replace(*change)
    if "after" not in change[1]:
        after = after.replace("partner owes plan", "company owes plan")
    assert refused(tmp_path, amended(before, "replaces", after)) == ["MS1132"]
