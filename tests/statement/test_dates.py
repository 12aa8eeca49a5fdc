"""Every day can be asked for, and is the one that the statement has; each step is a day."""

import json
from datetime import date
from pathlib import Path

import pytest

import milestonelang
from milestonelang.driver.calendars import holiday_names
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import Given, basis_of, given, labels_of
from milestonelang.driver.explain import explain, explain_figure
from milestonelang.driver.settle import settle
from milestonelang.statement.dates.dated import Ground
from milestonelang.statement.dates.find import dates_known, find_dates
from milestonelang.statement.draw_up import draw_up

EXAMPLES = Path(__file__).parents[2] / "examples"
NORTHWIND, RESELLER = EXAMPLES / "northwind", EXAMPLES / "reseller"
TERMS = """contract sample "Sample"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent
  month ends roll back
  business days in DE-BY
  notices received 2 business days after sending
  due within 30 days of the end of the quarter
  law "Bavaria"

party company "Company, Inc."

party partner "Partner, Inc."

metric revenue "Revenue" is money
  between USD 0.00 and USD 1,000,000.00
  reported by partner within 15 days
  restated for at most 2 quarters

event launched "Launched"
  reported by partner

event report_delivered "Delivery of the Report"
  reported by partner

event approval "Approval"
  decided by company within 10 business days of launched
  otherwise false

obligation report "Report"
  means "deliver a report"
  evidenced by report_delivered
  partner owes it within 1 month each quarter
  curable within 5 business days

milestone launch "Launch"
  achieved when revenue >= USD 500,000
  by 2026-12-31
  extended by 2 months if revenue >= USD 2,000
  company pays partner USD 10

payment commission "Commission"
  company pays partner each quarter
  amount 10% of revenue
  hold back 20%, released 50% when revenue >= USD 2,000, the rest when launched is true

payment bonus "Bonus"
  company pays partner each quarter
  amount USD 1 if approval is true, otherwise USD 2
  hold back 50%, released after 1 quarter, forfeited at any time before release if revenue < USD 5

exit early_end "Early End"
  either party may terminate for convenience
  notice 3 months

exit for_cause "For Cause"
  company may terminate when report is overdue
  notice 10 days
  curable within 5 business days
  winds down until 2027-09-30
    company pays partner 50% of commission
    bonus held forfeited
"""
FIGURES = "quarter,revenue,reported_on\n" + "".join(
    f"2026-Q{quarter},{quarter}000.00,{day}\n"
    for quarter, day in ((1, "2026-04-10"), (2, "2026-07-20"), (3, "2026-10-10"))
)
EVENTS = """date,event,subject,by,amount,note
2026-04-02,evidence,launched,partner,,
2026-04-20,extension,report,company,10 days,
2026-05-12,evidence,report_delivered,partner,,
2026-12-30,extension,launch,company,2027-03-31,
"""
NOTICE = "2026-11-30,notice,early_end,partner,,\n"


def _given(folder: Path, more: str = "") -> Given:
    (folder / "figures.csv").write_text(FIGURES, "utf-8")
    (folder / "events.csv").write_text(EVENTS + more, "utf-8")
    return given([folder / "figures.csv"], {}, [folder / "events.csv"])


@pytest.fixture(scope="module")
def checked() -> milestonelang.Checked:
    found = milestonelang.check(milestonelang.load(text=TERMS))
    assert not found.has_errors, found.errors
    return found


def _why(checked: milestonelang.Checked, data: Given, asked: str) -> list[str]:
    text = explain_figure(checked, data, asked)
    assert max(len(line) for line in text.splitlines()) <= 80
    return text.splitlines()


def test_a_duty_by_month_ends_extension_and_cure(
    checked: milestonelang.Checked, tmp_path: Path
) -> None:
    data = _given(tmp_path)
    said = _why(checked, data, "report.due@2026-Q2")
    assert "  due, called on 2026-03-31: 2026-05-10" in said
    assert "    2026-04-30 Thursday: April has no day 31, and month ends roll back" in said
    assert "    2026-05-10 Sunday: 10 days after 2026-04-30" in said
    assert "extension by company of 2026-04-20" in " ".join(" ".join(said).split())
    assert "    - cured on 2026-05-12" in said
    cures = _why(checked, data, "report.cure@2026-Q1")
    assert cures[0] == "report.cure for 2026-Q1: 2026-05-08"
    assert "  2026-05-01 Friday: not counted, Labor Day" in cures


def test_days_that_a_notice_leads_to(checked: milestonelang.Checked, tmp_path: Path) -> None:
    data = _given(tmp_path, NOTICE)
    ending = draw_up(basis_of(checked, data)).ending
    assert ending is not None
    found = {each.what: each for each in explain(checked, data, "early_end.dates").dates}
    assert found["received"].day == ending.received == date(2026, 12, 2)
    assert found["effective"].day == ending.day == date(2027, 3, 2)
    assert _why(checked, data, "early_end.received")[-1].startswith("  2026-12-02 Wednesday")
    assert _why(checked, data, "for_cause.dates") == ["for_cause.dates: there is no such day"]


def test_a_cured_notice_and_one_that_ends(checked: milestonelang.Checked, tmp_path: Path) -> None:
    # The report of the second quarter is due on 30 July; it can be cured until 6 August.
    notice = "2026-08-10,notice,for_cause,company,,\n"
    cure = "2026-08-14,evidence,report_delivered,partner,,\n"
    said = explain(checked, _given(tmp_path, notice + cure), "for_cause.dates").dates
    assert [each.what for each in said] == ["received", "cure", "effective"]
    assert said[0].day == date(2026, 8, 12)
    assert said[1].day == date(2026, 8, 19)
    assert said[2].note.startswith("the notice has no effect")
    ends = _given(tmp_path, notice)
    received, _, effective, wind_down = explain(checked, ends, "for_cause.dates").dates
    ending = draw_up(basis_of(checked, ends)).ending
    assert ending is not None
    assert (received.day, effective.day) == (ending.received, ending.day)
    assert effective.day == date(2026, 8, 22)
    assert wind_down.day == date(2027, 9, 30)
    assert wind_down.words == "winds down until 2027-09-30"
    (lost,) = explain(checked, ends, "bonus.release@2026-Q3").dates
    assert (lost.day, lost.note) == (None, "it is not released")


def test_when_what_is_held_is_released(checked: milestonelang.Checked, tmp_path: Path) -> None:
    data = _given(tmp_path)
    (bonus,) = explain(checked, data, "bonus.release@2026-Q1").dates
    assert bonus.day == date(2026, 7, 30)
    assert "forfeited if `revenue < USD 5` holds at the end of any period before" in bonus.note
    (last,) = explain(checked, data, "bonus.release@2027-Q4").dates
    assert last.day == date(2028, 1, 30)
    assert any("the term ends" in step for step in last.steps)
    (parts,) = explain(checked, data, "commission.release@2026-Q1").dates
    assert "2026-06-30 Tuesday: `revenue >= USD 2,000` holds: a part is released" in parts.steps
    assert parts.day == date(2026, 7, 30)


def test_when_a_period_is_settled_and_a_figure_final(
    checked: milestonelang.Checked, tmp_path: Path
) -> None:
    data = _given(tmp_path)
    said = _why(checked, data, "settled@2026-Q2")
    assert said[0] == "settled for 2026-Q2: 2026-07-20"
    assert said[-1] == "  2026-07-20 Monday: the last of these: 2026-Q2 is settled"
    assert "`revenue` for 2026-Q2 is reported" in " ".join(" ".join(said).split())
    assert explain(checked, data, "revenue.final@2026-Q1").dates[0].day == date(2026, 9, 30)
    assert explain(checked, data, "revenue.due@2026-Q1").dates[0].day == date(2026, 4, 15)


def test_a_contract_of_rows_alone_has_its_days() -> None:
    folder = EXAMPLES / "referral"
    checked = milestonelang.check(folder / "referral.terms")
    data = given([], {"deals": folder / "deals.csv"})
    basis = basis_of(checked, data)
    ground = Ground(basis, holiday_names(basis.agreement))
    assert basis.settlement is not None
    for index, label in enumerate(labels_of(basis)):
        (told,) = find_dates(ground, "settled", index) or ()
        assert told.day == date.fromordinal(basis.settlement.days[index]), label
        for each in find_dates(ground, "referral_fee.release", index) or ():
            assert each.day is not None


def test_milestones_and_decisions(checked: milestonelang.Checked, tmp_path: Path) -> None:
    data = _given(tmp_path)
    (last,) = explain(checked, data, "launch.last_day@2026-Q4").dates
    assert last.day == date(2027, 3, 31)
    assert any("extended, since `revenue >= USD 2,000` holds" in step for step in last.steps)
    assert any("February has no day 31" in step for step in last.steps)
    (decision,) = explain(checked, data, "approval.last_day").dates
    assert decision.day == date(2026, 4, 20)
    assert any("Easter Monday" in step for step in decision.steps)
    (none,) = explain(checked, given(data.data), "approval.last_day").dates
    assert (none.day, none.note) == (None, "`launched` has not happened")


def test_steps_of_a_dispute_are_those_of_the_statement() -> None:
    checked = milestonelang.check(RESELLER / "reseller.terms")
    data = given([RESELLER / "quarterly.csv"], {}, [RESELLER / "events.csv"])
    (dispute,) = draw_up(basis_of(checked, data)).disputes
    found = explain(checked, data, "commission.dispute@2026-Q2").dates
    days = {each.what: each.day for each in found}
    assert [days[f"end of {step.who}"] for step in dispute.steps] == [
        step.end for step in dispute.steps
    ]
    assert days["last day to dispute"] == date(2026, 8, 14)
    assert days["resolved"] == dispute.resolved_on
    assert days["last day to dispute what 2026-Q4 books"] == date(2027, 2, 14)


@pytest.mark.parametrize("ends", ["", "-exit"])
def test_every_day_of_an_example_is_that_of_its_statement(ends: str) -> None:
    checked = milestonelang.check(NORTHWIND / "northwind.terms")
    data = given(
        [NORTHWIND / f"quarterly{ends}.csv"],
        {"billing": NORTHWIND / "billing.csv"},
        [NORTHWIND / f"events{ends}.csv"],
    )
    basis = basis_of(checked, data)
    statement = draw_up(basis)
    ground = Ground(basis, holiday_names(basis.agreement))
    labels = labels_of(basis)
    known = dates_known(basis)
    for index, label in enumerate(labels):
        for asked in known:
            assert find_dates(ground, asked, index) is not None
        for direction in statement[label].directions:
            for due in direction.due:
                for name in due.payments:
                    for each in find_dates(ground, f"{name}.due", index) or ():
                        assert each.day == due.day
        for state in statement[label].states:
            days = find_dates(ground, f"{state.name}.due", index) or ()
            if state.kind == "obligation":
                assert [each.day for each in days] == [item.due for item in state.instances]
    told = [find_dates(ground, "settled", index) for index in range(len(labels))]
    assert basis.settlement is not None
    assert [item[0].day for item in told if item] == [
        date.fromordinal(day) for day in basis.settlement.days[: len(labels)]
    ]


def test_what_cannot_be_asked_for_is_said(checked: milestonelang.Checked, tmp_path: Path) -> None:
    data = _given(tmp_path)
    for asked, code in (
        ("settled", "MS0913"),
        ("commission.due", "MS0913"),
        ("commission", "MS0913"),
        ("commission.dues@2026-Q1", "MS0911"),
        ("commission.dues@2026-Q9", "MS0911"),
        ("commission.due@2026-Q9", "MS0912"),
    ):
        with pytest.raises(InputError) as error:
            explain(checked, data, asked)
        assert error.value.diagnostics[0].code == code, asked


def test_as_json_and_beside_a_ledger(checked: milestonelang.Checked, tmp_path: Path) -> None:
    data = _given(tmp_path)
    ledger = tmp_path / "the.ledger"
    early = given(data.data, {}, data.events, date(2026, 4, 20))
    settle(checked, early, "2026-Q1", ledger)
    late = FIGURES + "2026-Q1,1500.00,2026-08-01\n"
    (tmp_path / "figures.csv").write_text(late, "utf-8")
    with_ledger = given(data.data, {}, data.events, None, {}, ledger)
    told = json.loads(explain_figure(checked, with_ledger, "commission@2026-Q1", "json"))
    assert told["figure"] == {"value": "100.00", "type": "money in USD"}
    assert told["derivation"]["name"] == "commission"
    assert told["derivation"]["operands"]
    assert told["stated"]["record"] == 1
    assert ["entitled", "100.00"] in told["stated"]["lines"]
    text = " ".join(explain_figure(checked, with_ledger, "commission@2026-Q1").split())
    assert "In the ledger, record 1, as known on 2026-04-20, by version" in text
    booked = json.loads(explain_figure(checked, with_ledger, "commission@2026-Q2", "json"))
    (line,) = booked["restated"]
    assert line["amount"]["value"] == "40.00"
    assert [change["what"] for change in line["changes"]] == ["line", "held"]
    days = json.loads(explain_figure(checked, with_ledger, "commission.due@2026-Q1", "json"))
    assert days["dates"][0]["day"] == "2026-04-30"
    assert len(days["dates"][0]["steps"]) == 2
