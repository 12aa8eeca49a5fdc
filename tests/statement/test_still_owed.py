"""The end of an agreement in units and in words: what an exit grants, and what is still owed.

The figures are worked out by hand: points are 90 seats a quarter, of which 9 are held back for two
quarters; shares are 90, vesting in three parts of 30; spare are 45. The agreement ends in 2026-Q3.
"""

import json
from fractions import Fraction
from pathlib import Path

from milestonelang.driver.evaluate import evaluate_terms, given
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.statement.figures import plain
from milestonelang.statement.model import Evaluation
from milestonelang.statement.to_json import to_data
from milestonelang.statement.to_text import to_text

HEAD = """\
contract parting "Parting Agreement"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter

party company "Company, Inc."

party partner "Partner GmbH"

unit seat

payment fee "Fee"
  company pays partner each quarter
  amount USD 1,000
"""

UNITS = (
    HEAD
    + """
payment points "Points"
  company grants partner seats each quarter
  amount 90 seats
  hold back 10%, released after 2 quarters

payment shares "Shares"
  company grants partner seats each quarter
  amount 90 seats
  vests over 3 quarters

payment spare "Spare"
  company grants partner seats each quarter
  amount 45 seats

payment badge "Badge"
  company grants partner "the partner badge" each quarter
"""
)

EXIT = """
exit leave "Leaving"
  either party may terminate for convenience
  notice 10 days
"""

LOST = "    points held forfeited\n    shares unvested forfeited\n"

NOTICE = "2026-08-01,notice,leave,partner,,"


def evaluate(tmp_path: Path, terms: str, *events: str, **options: object) -> Evaluation:
    rows = tmp_path / "events.csv"
    lines = ("date,event,subject,by,amount,note", *events)
    rows.write_text("\n".join(lines) + "\n", "utf-8")
    checked = check_terms(from_text(terms))
    assert checked.errors == ()
    files = options.pop("files", [])
    return evaluate_terms(checked, given(files, None, [rows], **options))  # type: ignore[arg-type]


def amounts(evaluation: Evaluation, subject: str, what: str) -> dict[str, str]:
    return {
        line.period[2:]: plain(line.figure)
        for line in evaluation.results
        if (line.subject, line.what) == (subject, what)
    }


def owed(evaluation: Evaluation) -> list[tuple[str, ...]]:
    """Return each line of what is still owed: from whom, what, of which period, how much, when."""
    assert evaluation.owed is not None
    return [
        (
            line.payer,
            line.what,
            line.period[2:],
            line.name,
            plain(line.amount),
            "" if line.due is None else line.due.isoformat(),
        )
        for pair in evaluation.owed.pairs
        for line in pair.lines
    ]


# ---- what is granted


def test_units_go_on_are_lost_and_vest(tmp_path: Path) -> None:
    exit = """  winds down over 2 quarters
    company pays partner 40% of points
    points held forfeited
    shares unvested vested
    spare accrued forfeited
"""
    found = evaluate(tmp_path, UNITS + EXIT + exit, NOTICE)
    assert amounts(found, "points", "entitled") == {
        "26-Q1": "90",
        "26-Q2": "90",
        "26-Q3": "90",
        "26-Q4": "36",
        "27-Q1": "36",
    }
    # Of what was held, the first quarter's is released with the third; the rest is lost.
    assert amounts(found, "points", "released") == {"26-Q3": "9"}
    assert amounts(found, "points", "forfeited") == {"26-Q3": "18"}
    # 30 have vested of the first quarter; 60, 90 and 90 vest at the end.
    assert amounts(found, "shares", "vested") == {"26-Q2": "30", "26-Q3": "240"}
    assert amounts(found, "spare", "forfeited") == {"26-Q3": "45"}
    assert amounts(found, "badge", "entitled") == {
        "26-Q1": "1",
        "26-Q2": "1",
        "26-Q3": "1",
        "26-Q4": "0",
        "27-Q1": "0",
    }


def test_units_are_lost_or_go_on_vesting(tmp_path: Path) -> None:
    lost = "  winds down over 1 quarter\n    shares unvested forfeited\n"
    lost += "    points held released at the end\n"
    found = evaluate(tmp_path, UNITS + EXIT + lost, NOTICE)
    assert amounts(found, "shares", "forfeited") == {"26-Q3": "180"}
    assert amounts(found, "points", "released") == {"26-Q3": "9", "26-Q4": "18"}
    plainly = evaluate(tmp_path, UNITS + EXIT, NOTICE)
    assert amounts(plainly, "shares", "vested") == {
        "26-Q2": "30",
        "26-Q3": "60",
        "26-Q4": "90",
        "27-Q1": "60",
        "27-Q2": "30",
    }


def test_a_share_of_units_for_another_party(tmp_path: Path) -> None:
    exit = """  on termination, company pays partner 50% of spare
  winds down over 2 quarters
    partner pays company 35% of points
    partner pays company badge
    points held forfeited
    shares unvested forfeited
"""
    found = evaluate(tmp_path, UNITS + EXIT + exit, NOTICE)
    assert found.undone == ()
    assert amounts(found, "spare to partner", "share") == {"26-Q3": "23"}  # 22.5, in whole seats
    assert amounts(found, "points to company", "share") == {"26-Q4": "32", "27-Q1": "32"}
    assert amounts(found, "badge to company", "share") == {"26-Q4": "1", "27-Q1": "1"}
    assert amounts(found, "points", "entitled")["26-Q4"] == "0"
    # Units are no money.
    assert amounts(found, "company to partner", "payable")["26-Q3"] == "1000.00"
    text = to_text(found)
    assert "Granted as the agreement ends" in text
    assert "partner pays company 35% of points" in text
    grants = to_data(found)["periods"][3]["grants"]
    assert [(item["name"], item["payee"], item["unit"]) for item in grants] == [
        ("points", "company", "seat"),
        ("badge", "company", ""),
    ]


def test_units_go_on_in_full_without_a_share(tmp_path: Path) -> None:
    exit = "  winds down over 1 quarter\n    company pays partner spare\n" + LOST
    found = evaluate(tmp_path, UNITS + EXIT + exit, NOTICE)
    assert amounts(found, "spare", "entitled")["26-Q4"] == "45"


# ---- what is still owed


def test_what_falls_due_after_the_end(tmp_path: Path) -> None:
    exit = """  on termination, partner pays company USD 20
  winds down over 1 quarter
    company pays partner 30% of fee
"""
    found = evaluate(tmp_path, HEAD + EXIT + exit, NOTICE)
    # The last period is cut to the day of the end, 11 August; 30 days later is 10 September.
    assert owed(found) == [
        ("company", "payable", "26-Q3", "fee", "1000.00", "2026-09-10"),
        ("partner", "payable", "26-Q3", "leave", "20.00", "2026-09-10"),
        ("company", "payable", "26-Q4", "fee", "300.00", "2027-01-30"),
    ]
    text = to_text(found)
    assert "What is still owed (ended on 11 August 2026, stated to 2026-Q4)" in text
    assert json.loads(json.dumps(to_data(found)))["owed"]["pairs"][0]["lines"][0]["due"] == (
        "2026-09-10"
    )
    assert "owed" not in to_data(found, "2026-Q3")


def test_amounts_of_several_days_add_up(tmp_path: Path) -> None:
    more = """
payment bonus "Bonus"
  company pays partner each quarter
  amount USD 70
  due within 60 days of the end of the quarter
"""
    found = evaluate(tmp_path, HEAD + more + EXIT, NOTICE)
    assert owed(found) == [
        ("company", "payable", "26-Q2", "bonus", "70.00", "2026-08-29"),
        ("company", "payable", "26-Q3", "fee", "1000.00", "2026-09-10"),
        ("company", "payable", "26-Q3", "bonus", "70.00", "2026-10-10"),
    ]


def test_what_was_paid_is_not_owed(tmp_path: Path) -> None:
    paid = [
        "2026-04-30,payment,company to partner,company,USD 1000,",
        "2026-07-30,payment,company to partner,company,USD 1000,",
        "2026-09-10,payment,company to partner,company,USD 900,",
    ]
    found = evaluate(tmp_path, HEAD + EXIT, NOTICE, *paid)
    assert owed(found) == [("company", "open", "26-Q3", "fee", "100.00", "2026-09-10")]
    settled = evaluate(tmp_path, HEAD + EXIT, NOTICE, *paid[:2], paid[2].replace("900", "1000"))
    assert owed(settled) == []
    assert "Nothing is owed between Company and Partner" in to_text(settled)


def test_what_is_carried_held_unvested_and_in_a_balance(tmp_path: Path) -> None:
    terms = HEAD.replace(
        "  amount USD 1,000\n",
        "  amount USD 1,000 * level\n"
        "  claws back 50% of the last 2 quarters if level < 0.1, recovered by set off\n",
    )
    terms += """
metric level "Level" is number
  between 0 and 1
  reported by company within 15 days

balance fund "Fund" is money
  opens at USD 500
  takes USD 100 if level < 0.1

payment grant "Grant"
  company grants partner seats each quarter
  amount 90 seats
  vests over 3 quarters
"""
    exit = "  winds down over 2 quarters\n    company pays partner 10% of fee\n"
    data = tmp_path / "data.csv"
    data.write_text("quarter,level\n2026-Q1,1\n2026-Q2,1\n2026-Q3,0\n", "utf-8")
    found = evaluate(tmp_path, terms + EXIT + exit, NOTICE, files=[data])
    assert found.owed is not None
    assert found.owed.after == "2026-Q3"
    lines = owed(found)
    # 50% of two quarters is 1,000, against which nothing is payable yet.
    assert ("partner", "to recover", "26-Q3", "", "1000.00", "") in lines
    assert ("company", "unvested", "26-Q3", "grant", "180", "") in lines
    assert ("company", "payable", "26-Q4", "", "pending", "2027-01-30") in lines
    assert [(item.name, plain(item.end)) for item in found.owed.balances] == [("fund", "400.00")]
    text = to_text(found)
    assert "Still to recover from Partner" in text
    assert "Balances that are not nil" in text


def test_three_parties_two_of_which_owe_nothing(tmp_path: Path) -> None:
    third = '\nparty agent "Agent Ltd"\n'
    found = evaluate(tmp_path, HEAD + third + EXIT, NOTICE)
    assert found.owed is not None
    assert [(pair.parties, len(pair.lines)) for pair in found.owed.pairs] == [
        (("company", "partner"), 1),
        (("company", "agent"), 0),
        (("partner", "agent"), 0),
    ]


def test_an_agreement_that_runs_to_its_end_has_no_such_section(tmp_path: Path) -> None:
    found = evaluate(tmp_path, HEAD + EXIT)
    assert found.owed is None
    assert "still owed" not in to_text(found)
    assert (
        sum((line.figure.amount for line in found.results if line.what == "payable"), Fraction(0))
        == 8000
    )


def test_a_described_benefit_has_no_share() -> None:
    exit = "  winds down over 1 quarter\n    company pays partner 50% of badge\n" + LOST
    assert [item.code for item in check_terms(from_text(UNITS + EXIT + exit)).errors] == ["MS1186"]
