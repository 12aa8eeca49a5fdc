"""A contract with a bit of everything: its statement and its explanations.

It is settled monthly in euros, counts business days, pays by segment and by name, holds a balance,
grants seats, pays on events, vests after the term, and has a figure that was reported twice.
"""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from milestonelang import records
from milestonelang.driver.evaluate import basis_of, given
from milestonelang.driver.explain import explain_figure
from milestonelang.driver.terms import check_terms, load
from milestonelang.statement.draw_up import draw_up
from milestonelang.statement.model import Evaluation
from milestonelang.statement.to_json import to_data
from milestonelang.statement.to_text import to_text

HERE = Path(__file__).resolve().parent / "wide"
CHECKED = check_terms(load(HERE / "wide.terms"))
ON = given([HERE / "monthly.csv"], None, [HERE / "events.csv"], settings={"tier": "gold"})


@pytest.fixture(scope="module")
def statement() -> Evaluation:
    return draw_up(basis_of(CHECKED, ON))


def _why(figure: str) -> str:
    return explain_figure(CHECKED, ON, figure)


def test_terms_have_no_mistakes() -> None:
    assert CHECKED.diagnostics == ()


def test_amounts(statement: Evaluation) -> None:
    assert statement.amount("2026-01", "fee", "entitled") == Fraction("89810.20")
    assert statement.amount("2026-02", "claims", "entitled") == 250
    assert statement.amount("2026-03", "credits", "entitled") == 13
    assert statement["2026-03"].balances[0].end.amount == 1800


def test_due_days_by_business_days_events_and_statements(statement: Evaluation) -> None:
    (direction,) = statement["2026-02"].directions
    due = {line.payments[0]: line for line in direction.due}
    assert (due["fee"].day, due["fee"].weekday) == (date(2026, 3, 10), "Tuesday")
    assert due["launch_fee"].day == date(2026, 3, 4)
    assert due["claims"].day is None
    assert due["claims"].words == "due within 5 days of the statement"
    text = to_text(statement)
    assert "    Launch Fee: due Wednesday 4 March 2026\n" in text
    assert "    Claims: due within 5 days of the statement\n" in text


def test_a_due_day_rolls_over_a_holiday() -> None:
    # Ten days after the end of March 2026 is Friday 10 April; Easter is before it. Ten days after
    # the end of April is a Sunday.
    data = given([HERE / "monthly.csv"], settings={"tier": "silver"})
    april = draw_up(basis_of(CHECKED, data))["2026-04"]
    (direction,) = april.directions
    (due, *_) = [line for line in direction.due if "fee" in line.payments]
    assert (due.day, due.weekday) == (date(2026, 5, 11), "Monday")


def test_settings_and_later_reports_are_said(statement: Evaluation) -> None:
    text = to_text(statement)
    assert "\nWith tier set to gold\n" in text
    assert "EUR 33,000.00 (monthly.csv, row 5) after its period was settled" in " ".join(
        text.replace(str(HERE) + "/", "").split()
    )
    assert to_data(statement)["settings"] == {"tier": "gold"}


def test_a_payment_that_is_not_made_in_a_month_has_no_lines(statement: Evaluation) -> None:
    text = to_text(statement, "2026-02")
    assert "Credits" not in text
    assert "Yearly Bonus" not in text
    march = to_text(statement, "2026-03")
    assert "  Credits (seat) " in march
    assert "Entitled, rounded half up to 1 " in march


def test_totals_leave_out_what_is_not_reported(statement: Evaluation) -> None:
    year = statement.totals[0]
    # April has no figures yet, but what a correction changes is booked in it.
    assert year.periods == ("2026-01", "2026-02", "2026-03", "2026-04")
    totals = {(line.subject, line.what): line.amount for line in year.lines}
    assert totals["launch_fee", "entitled"] == 300
    assert totals["seller to dealer", "payable"] == Fraction("93745.60")
    assert totals["seller to dealer", "restated"] == -45


def test_a_correction_is_booked_in_the_next_period_line_by_line(statement: Evaluation) -> None:
    # Had 36,000 been reported at once, February would have come to 1,500.20 and March to 2,390.20.
    assert statement.amount("2026-02", "seller to dealer", "payable") == Fraction("1115.20")
    assert statement.amount("2026-03", "seller to dealer", "payable") == Fraction("2820.20")
    april = statement["2026-04"]
    assert [
        (line.subject, line.original, line.amount.value)
        for line in april.restated
        if line.subject == "fee"
    ] == [("fee", "2026-02", 385), ("fee", "2026-03", -430)]
    corrected = given([HERE / "monthly.csv"], None, [HERE / "events.csv"], date(2026, 5, 1))
    before = draw_up(basis_of(CHECKED, records.evolve(corrected, settings=ON.settings)))
    assert before["2026-04"].restated == ()
    text = to_text(statement, "2026-04")
    assert "    Restated for 2026-02" in text and "            corrected on 2 May 2026\n" in text


def test_periods_after_the_term_while_something_vests(statement: Evaluation) -> None:
    assert [period.label for period in statement.periods][-2:] == ["2027-01", "2027-02"]
    last = statement["2027-02"]
    assert (last.in_term, last.state, last.metrics) == (False, "ended", ())
    assert {line.what for line in statement.results if line.period == "2027-02"} == {
        "state",
        "vested",
        "payable",
    }


@pytest.mark.parametrize(
    ("figure", "phrases"),
    [
        (
            "fee@2026-03",
            [
                "EUR 4,000.00 = the greatest of EUR 3,927.272727… and EUR 4,000.00",
                "`by_grade(grade)`: the row for high",
                "the full EUR 100.00 in EUR 36,000.00",
                "`EUR 10 compounded at 1% for 2`: EUR 10.00 compounded at 1% for 2",
                "what it held at the end of 2026-02",
                "10% Rate (rate): the row for gold",
                "2026-02: EUR 33,000.00, reported in",
            ],
        ),
        ("rate@2026-03", ["the row for gold"]),
        ("fund@2026-01", ["at the start: what it opens with", "adds `5% of sales`"]),
        ("launch_fee@2026-01", ["launched has not happened by 2026-01-31"]),
        ("launch_fee@2026-03", ["launched on 2026-02-27", "events.csv, row 2"]),
        ("claims@2026-02", ["granted is granted", "claim on 2026-02-20", "events.csv, row 3"]),
        ("claims@2026-03", ["claim has not happened in 2026-03"]),
        ("growth_rate@2026-01", ["before the first period: the baseline"]),
        ("credits@2026-03", ["last period of the quarter", "13.1 rounded down to 1"]),
        ("yearly_bonus.vested@2027-01", ["Sales (`sales`) for 2026-04 is due from Dealer"]),
        ("yearly_bonus@2026-12", ["pending", "sum this year to date"]),
    ],
)
def test_why(figure: str, phrases: list[str]) -> None:
    text = " ".join(_why(figure).split())
    for phrase in phrases:
        assert phrase in text
