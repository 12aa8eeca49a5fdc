"""Waivers, extensions, deliveries and decisions: what they change, and which come in vain.

The report is called by the first quarter, ends on 31 March, and is due by 30 April; it can be cured
until 10 May. The launch is to be achieved by 30 June, and needs a certificate.
"""

import re
import tempfile
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

import milestonelang
from milestonelang.data import act_problems as data_problems
from milestonelang.diagnostics.codes import ACTS
from milestonelang.driver.evaluate import evaluate_terms, given
from milestonelang.driver.life import act_problems
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.resources import error_pages_path
from milestonelang.statement.model import Evaluation, StateLine
from milestonelang.statement.to_text import to_text

TERMS = """\
contract ladder "Ladder Agreement"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter

party company "Company, Inc."

party partner "Partner GmbH"

metric score "Score" is percent
  between 0% and 100%
  reported by company within 15 days

event delivered "Delivery of the Report"
  reported by partner

event certificate "Certificate"
  reported by partner

event asked "Request"
  reported by partner

event approval "Approval" is one of granted, refused
  decided by company within 30 days of asked
  until then refused
  otherwise granted

event accepted "Acceptance"
  reported by company within 10 days of asked
  otherwise true

obligation report "Report"
  means "deliver a report"
  evidenced by delivered
  partner owes it within 30 days when score < 50%
  curable within 10 days
  if overdue, partner owes talks within 5 days
  if overdue, fee reduced by 10%

obligation talks "Talks"
  means "hold talks"
  evidenced by certificate

obligation monthly "Quarterly Letter"
  means "send a letter"
  evidenced by letter
  partner owes it within 20 days each quarter

event letter "Letter"
  reported by partner

payment fee "Fee"
  company pays partner each quarter
  amount USD 1,000

payment extra "Extra"
  company pays partner each quarter
  amount USD 10
  only if approval is granted

payment accepted_fee "Accepted Fee"
  company pays partner each quarter
  amount USD 1
  only if accepted is true

milestone launch "Launch"
  achieved when score >= 90%
  by 2026-06-30
  requires certificate from partner
  company pays partner USD 500
"""

SCORES = ("40%", "60%", "60%", "60%")


def run(*events: str, scores: tuple[str, ...] = SCORES, terms: str = TERMS) -> Evaluation:
    """Return the statement of the agreement, given the rows of an events file."""
    checked = check_terms(from_text(terms))
    assert [item.message for item in checked.errors] == []
    with tempfile.TemporaryDirectory() as folder:
        data, happened = Path(folder) / "data.csv", Path(folder) / "events.csv"
        rows = "".join(f"2026-Q{index + 1},{score}\n" for index, score in enumerate(scores))
        data.write_text(f"quarter,score\n{rows}", "utf-8")
        happened.write_text("\n".join(("date,event,subject,by,amount,note", *events, "")), "utf-8")
        return evaluate_terms(checked, given([data], None, [happened]))


def refused(*events: str, **changes: object) -> list[str]:
    with pytest.raises(milestonelang.InputError) as caught:
        run(*events, **changes)  # type: ignore[arg-type]
    return [item.code for item in caught.value.diagnostics]


def line(evaluation: Evaluation, period: str, name: str) -> StateLine:
    return next(each for each in evaluation[period].states if each.name == name)


def states(evaluation: Evaluation, name: str) -> list[object]:
    return [line(evaluation, each.label, name).state.value for each in evaluation.periods]


def test_every_code_is_made_by_one_function_and_has_a_page() -> None:
    made: list[str] = []
    for module in (act_problems, data_problems):
        assert module.__file__ is not None
        made += re.findall(r"\"(MS\d{4})\"", Path(module.__file__).read_text("utf-8"))
    # The one on targets that are revised is of audits, which have tests of their own.
    assert sorted(set(made) - {"MS1157"}) == sorted(ACTS)
    assert len(made) == len(set(made))
    for code, title in ACTS.items():
        page = (error_pages_path() / f"{code}.md").read_text("utf-8")
        assert page.startswith(f"# {code}: {title}\n")
    tests = " ".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("*.py"))
    assert set(ACTS) - set(re.findall(r"MS\d{4}", tests)) == set()


# ---- duties


def test_a_duty_that_nobody_performs() -> None:
    found = run()
    assert states(found, "report") == ["due", "overdue", "overdue", "overdue"]
    # It could be cured until 10 May, so from 11 May the talks were owed within 5 days.
    (talks,) = line(found, "2026-Q2", "talks").instances
    assert (talks.called, talks.due) == (date(2026, 5, 11), date(2026, 5, 16))
    assert [found.amount(f"2026-Q{each}", "fee", "entitled") for each in (1, 2, 3)] == [
        1000,
        900,
        900,
    ]


@pytest.mark.parametrize(
    ("row", "state", "fee"),
    [
        ("2026-04-30,evidence,delivered,partner,,", "done", 1000),
        ("2026-05-10,delivery,report,partner,,", "cured", 1000),
        ("2026-05-11,delivery,report,partner,,", "done", 1000),
        ("2026-06-30,waiver,report,company,,", "waived", 1000),
        ("2026-04-30,extension,report,company,2026-07-31,", "due", 1000),
        ("2026-04-30,extension,report,company,92 days,", "due", 1000),
        ("2026-04-01,extension,report,company,2 weeks,", "overdue", 900),
        ("2026-04-01,extension,report,company,65 business days,", "due", 1000),
    ],
)
def test_what_ends_or_moves_a_duty(row: str, state: str, fee: int) -> None:
    found = run(row)
    assert states(found, "report")[1] == state
    assert found.amount("2026-Q2", "fee", "entitled") == fee


def test_the_days_of_an_instance_stand_in_the_text() -> None:
    text = " ".join(to_text(run("2026-05-10,delivery,report,partner,,"), None).split())
    assert "called on 31 March 2026, due by 30 April 2026: cured on 10 May 2026" in text


def test_a_recurring_duty_has_one_instance_a_quarter() -> None:
    letters = [
        "2026-04-10,evidence,letter,partner,,",
        "2026-07-30,evidence,letter,partner,,",
        "2026-10-02,waiver,monthly,company,,",
    ]
    for order in permutations(letters):
        found = run(*order)
        history = line(found, "2026-Q4", "monthly").instances
        assert [(each.state, each.on) for each in history] == [
            ("done", date(2026, 4, 10)),
            ("done", date(2026, 7, 30)),
            ("waived", date(2026, 10, 2)),
            ("due", None),
        ]
        assert states(found, "monthly") == ["due", "due", "due", "due"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (["2026-04-10,waiver,report,partner,,"], "MS1120"),
        (["2026-04-10,extension,launch,partner,30 days,"], "MS1120"),
        (["2026-04-10,extension,report,company,,"], "MS1121"),
        (["2026-04-10,extension,report,company,soon,"], "MS1121"),
        (["2026-04-10,waiver,launch requires asked,company,,"], "MS1122"),
        (["2026-03-30,waiver,report,company,,"], "MS1123"),
        (
            ["2026-04-10,delivery,report,partner,,", "2026-04-11,waiver,report,company,,"],
            "MS1123",
        ),
        (["2026-04-10,waiver,report,company,,", "2026-04-11,waiver,report,company,,"], "MS1123"),
        (["2026-07-10,waiver,launch requires certificate,company,,"], "MS1123"),
        (
            [
                "2026-04-10,evidence,certificate,partner,,",
                "2026-04-11,waiver,launch requires certificate,company,,",
            ],
            "MS1123",
        ),
        (["2026-03-30,extension,report,company,30 days,"], "MS1124"),
        (["2026-05-01,extension,report,company,30 days,"], "MS1124"),
        (["2026-07-01,extension,launch,company,30 days,"], "MS1124"),
        (["2026-04-10,extension,report,company,2026-04-30,"], "MS1125"),
        (["2026-06-30,extension,launch,company,2026-06-30,"], "MS1125"),
        (["2026-03-30,delivery,report,partner,,"], "MS1126"),
        (
            ["2026-04-10,waiver,report,company,,", "2026-04-11,evidence,delivered,partner,,"],
            "MS1126",
        ),
        (
            [
                "2026-04-01,evidence,asked,partner,,",
                "2026-05-02,decision,approval is refused,company,,",
            ],
            "MS1127",
        ),
        (
            [
                "2026-04-01,decision,approval is granted,company,,",
                "2026-04-01,decision,approval is refused,company,,",
            ],
            "MS1128",
        ),
        (["2026-04-10,waiver,fee,company,,"], "MS0751"),
        (["2026-04-10,waiver,report,nobody,,"], "MS0752"),
        (["2028-04-10,waiver,report,company,,"], "MS0753"),
    ],
)
def test_rows_in_vain(rows: list[str], code: str) -> None:
    for order in permutations(rows):
        assert refused(*order) == [code]


# ---- the grounds of a notice

LEAVE = (
    TERMS
    + """
exit cause "Cause"
  company may terminate when any of
    report is overdue
    talks is overdue

exit whim "Whim"
  company may terminate for convenience
"""
)


def test_a_notice_rests_on_a_ground_that_was_not_waived() -> None:
    waiver = "2026-05-02,waiver,cause,company,,"
    ending = run("2026-05-02,notice,cause,company,,", terms=LEAVE).ending
    assert ending is not None
    assert ending.day == date(2026, 5, 2)
    # The talks are overdue from 17 May: a ground that was not waived, since there was none.
    assert refused(waiver, "2026-05-16,notice,cause,company,,", terms=LEAVE) == ["MS1130"]
    ending = run(waiver, "2026-05-17,notice,cause,company,,", terms=LEAVE).ending
    assert ending is not None
    # On one day the waiver counts first.
    assert refused(waiver, "2026-05-02,notice,cause,company,,", terms=LEAVE) == ["MS1130"]
    assert refused(waiver, "2026-05-01,notice,cause,company,,", terms=LEAVE) == ["MS1129"]
    assert refused("2026-04-30,waiver,cause,company,,", terms=LEAVE) == ["MS1123"]
    assert refused("2026-05-10,waiver,whim,company,,", terms=LEAVE) == ["MS1123"]
    assert refused("2026-05-10,waiver,cause,partner,,", terms=LEAVE) == ["MS1120"]


# ---- milestones


def test_a_milestone_extended_waived_and_spared_its_evidence() -> None:
    assert states(run(), "launch") == ["open", "missed", "missed", "missed"]
    found = run("2026-06-30,extension,launch,company,2026-12-31,")
    assert states(found, "launch") == ["open", "open", "open", "missed"]
    assert line(found, "2026-Q3", "launch").until == date(2026, 12, 31)
    found = run("2026-09-30,waiver,launch,company,,")
    assert states(found, "launch") == ["open", "missed", "waived", "waived"]
    spared = "2026-05-05,waiver,launch requires certificate,company,,"
    found = run(spared, scores=("40%", "95%", "60%", "60%"))
    assert states(found, "launch") == ["open", "achieved", "achieved", "achieved"]
    assert found.amount("2026-Q2", "launch", "entitled") == 500
    late = "2026-08-05,extension,launch,company,30 days,"
    assert refused("2026-04-05,extension,launch,company,30 days,", late) == ["MS1124"]


# ---- what is decided


@pytest.mark.parametrize(
    ("rows", "extra"),
    [
        ([], [0, 0, 0, 0]),
        # Until then refused, from 2 May granted, since nobody decided by 1 May.
        (["2026-04-01,evidence,asked,partner,,"], [0, 10, 10, 10]),
        (["2026-06-20,evidence,asked,partner,,"], [0, 0, 10, 10]),
        (
            [
                "2026-04-01,evidence,asked,partner,,",
                "2026-05-01,decision,approval is refused,company,,",
            ],
            [0, 0, 0, 0],
        ),
    ],
)
def test_a_decision_has_its_time(rows: list[str], extra: list[int]) -> None:
    found = run(*rows)
    amounts = [found.amount(each.label, "extra", "entitled") for each in found.periods]
    assert amounts == extra


def test_what_is_not_reported_in_time_counts_as_the_terms_say() -> None:
    found = run("2026-06-25,evidence,asked,partner,,")
    amounts = [found.amount(each.label, "accepted_fee", "entitled") for each in found.periods]
    assert amounts == [0, 0, 1, 1]
    found = run("2026-06-25,evidence,asked,partner,,", "2026-06-26,evidence,accepted,company,,")
    assert found.amount("2026-Q2", "accepted_fee", "entitled") == 1
    late = "2026-07-06,evidence,accepted,company,,"
    assert refused("2026-06-25,evidence,asked,partner,,", late) == ["MS1127"]


# ---- what was known on the day


def restated(reports: str, *events: str) -> Evaluation:
    """Return the statement on reports that say when they were made."""
    fee = "  reported by company within 15 days\n  restated for at most 4 quarters\n"
    terms = LEAVE.replace("  reported by company within 15 days\n", fee, 1)
    terms += '\nexit slump "Slump"\n  company may terminate when score < 45%\n'
    checked = check_terms(from_text(terms))
    assert [item.message for item in checked.errors] == []
    with tempfile.TemporaryDirectory() as folder:
        data, happened = Path(folder) / "data.csv", Path(folder) / "events.csv"
        data.write_text(f"quarter,score,reported_on\n{reports}", "utf-8")
        happened.write_text("\n".join(("date,event,subject,by,amount,note", *events, "")), "utf-8")
        return evaluate_terms(checked, given([data], None, [happened]))


def test_a_notice_is_judged_by_what_was_known_on_its_day_and_stays_good() -> None:
    reports = "2026-Q1,40%,2026-04-10\n2026-Q2,60%,2026-07-10\n2026-Q1,60%,2026-06-01\n"
    before, after = ("2026-05-20,notice,slump,company,,", "2026-06-01,notice,slump,company,,")
    ending = restated(reports, before).ending
    assert ending is not None
    assert ending.day == date(2026, 5, 20)
    with pytest.raises(milestonelang.InputError):
        restated(reports, after)
    # And the other way round: a ground that only a correction brings is none before it.
    worse = "2026-Q1,60%,2026-04-10\n2026-Q2,60%,2026-07-10\n2026-Q1,40%,2026-06-01\n"
    assert restated(worse, after).ending is not None
    with pytest.raises(milestonelang.InputError):
        restated(worse, before)


def test_a_duty_called_by_a_correction_runs_from_its_day() -> None:
    right = "2026-Q1,60%,2026-04-10\n2026-Q2,60%,2026-07-10\n2026-Q3,60%,2026-10-10\n"
    found = restated(right + "2026-Q1,40%,2026-08-03\n")
    (instance,) = line(found, "2026-Q3", "report").instances
    assert (instance.called, instance.due) == (date(2026, 8, 3), date(2026, 9, 2))
    # Nothing follows from it in the quarters before anybody could know of it.
    assert [found.amount(f"2026-Q{each}", "fee", "entitled") for each in (1, 2, 3)] == [
        1000,
        1000,
        900,
    ]
    assert states(found, "report")[:2] == ["not called", "not called"]
    # The first report of a figure, be it late, calls as of the end of its quarter.
    found = restated(right.replace("60%", "40%", 1))
    (instance,) = line(found, "2026-Q3", "report").instances
    assert (instance.called, instance.due) == (date(2026, 3, 31), date(2026, 4, 30))
