"""A ladder of remedies, step by step: each course of it is worked out by hand.

Satisfaction is low in the first quarter, so the plan is owed from 31 March, due by 30 April and can
be cured until 10 May. From 11 May the engineers are owed, due by 31 May; from 1 June a quarter of
the fee of USD 9,000 is lost, and the company may terminate. Notices are received two business days
after they are sent.
"""

import tempfile
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import milestonelang
from milestonelang.driver.evaluate import evaluate_terms, given
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.statement.model import Evaluation

FOLDER = Path(__file__).parents[1] / "corpus" / "life" / "remedies"
TERMS = (FOLDER / "remedies.terms").read_text("utf-8")


def run(*events: str) -> Evaluation:
    """Return the statement, given the rows of an events file."""
    checked = check_terms(from_text(TERMS))
    assert [item.message for item in checked.errors] == []
    with tempfile.TemporaryDirectory() as folder:
        happened = Path(folder) / "events.csv"
        happened.write_text("\n".join(("date,event,subject,by,amount,note", *events, "")), "utf-8")
        return evaluate_terms(checked, given([FOLDER / "metrics.csv"], None, [happened]))


def refused(*events: str) -> list[str]:
    with pytest.raises(milestonelang.InputError) as caught:
        run(*events)
    return [item.code for item in caught.value.diagnostics]


def fees(found: Evaluation) -> list[object]:
    return [found.amount(each.label, "support_fee", "entitled") for each in found.periods]


def last_days(found: Evaluation, period: str, name: str) -> list[date]:
    (state,) = (each for each in found[period].states if each.name == name)
    return [each.due for each in state.instances]


def test_nothing_happens() -> None:
    found = run()
    assert last_days(found, "2026-Q2", "engineers") == [date(2026, 5, 31)]
    # In the third quarter the second slump takes a tenth of what the engineers leave, or left:
    # triggers and duties act one after the other, in declared order.
    assert fees(found) == [9000, 6750, 6075, 6750]


def test_the_plan_comes_in_time_or_is_cured() -> None:
    for day in ("2026-04-30", "2026-05-10"):
        assert fees(run(f"{day},evidence,plan_delivered,partner,,")) == [9000, 9000, 8100, 9000]


def test_more_time_for_the_plan() -> None:
    longer = "2026-04-30,extension,improvement_plan,company,2026-06-30,"
    found = run(longer)
    # Due by 30 June, to be cured until 10 July, so the engineers are owed from 11 July.
    assert last_days(found, "2026-Q3", "engineers") == [date(2026, 7, 31)]
    assert fees(found) == [9000, 9000, 6075, 6750]
    # A right of 1 August, inside the quarter: received on Monday, 3 August, and no earlier.
    notice = "2026-07-30,notice,engineers,company,,"
    ending = run(longer, notice).ending
    assert ending is not None
    assert (ending.received, ending.day) == (date(2026, 8, 3), date(2026, 8, 3))
    assert refused(longer, "2026-07-29,notice,engineers,company,,") == ["MS0930"]


def test_the_engineers_come_late() -> None:
    # Overdue from 1 June until 20 July: the second quarter ends while they are.
    found = run("2026-07-20,evidence,people_named,partner,,")
    assert fees(found) == [9000, 6750, 8100, 9000]
    late = "2026-07-23,notice,engineers,company,,"
    assert refused("2026-07-20,evidence,people_named,partner,,", late) == ["MS0930"]


def test_the_way_out() -> None:
    found = run("2026-06-11,notice,engineers,company,,")
    assert found.ending is not None
    assert (found.ending.title, found.ending.day) == ("Two More Engineers", date(2026, 6, 15))
    # 76 of the 91 days of the quarter: 6,750 × 76 / 91 = 5,637.36.
    assert [each.label for each in found.periods] == ["2026-Q1", "2026-Q2"]
    assert found["2026-Q2"].end == date(2026, 6, 15)
    assert fees(found) == [9000, Fraction("5637.36")]
    assert refused("2026-06-11,notice,engineers,partner,,") == ["MS0931"]
    assert refused("2026-05-20,notice,engineers,company,,") == ["MS0930"]
    assert refused("2026-05-20,notice,improvement_plan,company,,") == ["MS0751"]


def test_a_notice_on_a_holiday_or_before_one_is_received_when_its_days_are_over() -> None:
    # 4 June 2026 is Corpus Christi in Bavaria, a Thursday. Sent on it: Friday and Monday count.
    for sent, received in (
        ("2026-06-04", date(2026, 6, 8)),
        ("2026-06-03", date(2026, 6, 8)),
        ("2026-06-06", date(2026, 6, 9)),  # a Saturday
    ):
        ending = run(f"{sent},notice,engineers,company,,").ending
        assert ending is not None
        assert ending.received == received


def test_a_trigger_and_an_exit_in_one_period() -> None:
    # The agreement ends inside the third quarter; the figures of that quarter start the second
    # slump, which acts on its fee, and calls the report on the last day of the agreement.
    found = run("2026-08-13,notice,engineers,company,,")
    assert found.ending is not None
    assert found.ending.day == date(2026, 8, 17)
    assert fees(found)[1] == 6750
    # 48 of 92 days, a quarter less, a tenth less of that: 3,169.565…
    assert fees(found)[2] == Fraction("3169.57")
    (report,) = (each for each in found["2026-Q3"].states if each.name == "report")
    assert [(each.called, each.due) for each in report.instances] == [
        (date(2026, 8, 17), date(2026, 9, 16))
    ]


def test_two_notices_of_one_day_and_evidence_of_the_same_day() -> None:
    # What is performed on the day counts before a notice received on it.
    named = "2026-06-15,evidence,people_named,partner,,"
    assert refused("2026-06-11,notice,engineers,company,,", named) == ["MS0930"]
    again = "2026-06-11,notice,engineers,company,,"
    ending = run(again, again).ending
    assert ending is not None
    assert ending.day == date(2026, 6, 15)
