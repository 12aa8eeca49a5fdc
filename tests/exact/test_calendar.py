"""Facts of the calendar and arithmetic on days."""

from typing import Any

import pytest

from milestonelang import ir
from milestonelang.backends.exact.calendar import full_units
from milestonelang.backends.exact.frame import Calendar
from milestonelang.backends.exact.values import NoSuchDay
from milestonelang.primitives.periods import window_key
from milestonelang.types import Edge, MonthEnds, Unit
from tests.exact.sheet import UNKNOWN, Sheet, Term, date, day

# Months from mid-January 2026 until mid-May 2027, years from 1 February.
STUBS = Term(day("2026-01-15"), day("2027-05-10"), Unit.MONTH, (2, 1))


ENDS_OF_QUARTERS = ("2026-03", "2026-06", "2026-09", "2026-12", "2027-03")


def true_in(sheet: Sheet, op: ir.Op) -> list[str]:
    """Return the labels of the periods in which a condition holds."""
    held = sheet.of(sheet.add(op))
    return [
        period.label for period, holds in zip(sheet.periods, held, strict=True) if holds is True
    ]


def test_facts_of_the_term_and_the_year() -> None:
    sheet = Sheet(over=STUBS, run_off=2)

    def where(fact: ir.PeriodFact) -> list[str]:
        return true_in(sheet, ir.OfPeriod(fact))

    assert where(ir.PeriodFact.FIRST_OF_TERM) == ["2026-01"]
    assert where(ir.PeriodFact.LAST_OF_TERM) == ["2027-05"]
    assert where(ir.PeriodFact.FIRST_OF_YEAR)[:3] == ["2026-01", "2026-02", "2027-02"]
    assert where(ir.PeriodFact.LAST_OF_YEAR)[:2] == ["2026-01", "2027-01"]
    quarters = ["2026-01", "2026-04", "2026-07", "2026-10", "2027-01", "2027-04", "2027-07"]
    assert where(ir.PeriodFact.FIRST_OF_QUARTER) == quarters
    assert where(ir.PeriodFact.LAST_OF_QUARTER)[-3:] == ["2027-05", "2027-06", "2027-07"]
    assert len(where(ir.PeriodFact.IN_TERM)) == 17


def test_days_in_force() -> None:
    sheet = Sheet(over=STUBS)
    days = sheet.of(sheet.add(ir.OfPeriod(ir.PeriodFact.DAYS)))
    full = sheet.of(sheet.add(ir.OfPeriod(ir.PeriodFact.FULL_DAYS)))
    assert (days[0], full[0], days[1], full[1], days[-1], full[-1]) == (17, 31, 28, 28, 10, 31)


@pytest.mark.parametrize(
    ("edge", "unit", "of", "labels"),
    [
        (Edge.FIRST, Unit.PERIOD, Unit.TERM, ["2026-01"]),
        (Edge.LAST, Unit.PERIOD, Unit.YEAR, ["2026-01", "2027-01", "2027-05"]),
        (Edge.FIRST, Unit.QUARTER, Unit.TERM, ["2026-01", "2026-02", "2026-03"]),
        (Edge.LAST, Unit.QUARTER, Unit.TERM, ["2027-04", "2027-05"]),
        (Edge.FIRST, Unit.MONTH, Unit.YEAR, ["2026-01", "2026-02", "2027-02"]),
        (Edge.FIRST, Unit.YEAR, Unit.TERM, ["2026-01"]),
        (Edge.LAST, Unit.MONTH, Unit.QUARTER, [*ENDS_OF_QUARTERS, "2027-05"]),
        (Edge.LAST, Unit.QUARTER, Unit.QUARTER, None),
    ],
)
def test_places(edge: Edge, unit: Unit, of: Unit, labels: list[str] | None) -> None:
    sheet = Sheet(over=STUBS)
    everywhere = [period.label for period in sheet.periods]
    assert true_in(sheet, ir.AtPlace(edge, unit, of)) == (labels or everywhere)


def test_after_the_term_no_period_lies_in_it() -> None:
    sheet = Sheet(1, run_off=4)
    assert true_in(sheet, ir.AtPlace(Edge.LAST, Unit.QUARTER, Unit.TERM)) == ["2026-Q1"]
    assert true_in(sheet, ir.AtPlace(Edge.LAST, Unit.QUARTER, Unit.YEAR)) == [
        "2026-Q1",
        "2026-Q4",
        "2027-Q1",
    ]


def test_months_and_dates_of_the_running_period() -> None:
    sheet = Sheet(5)
    assert true_in(sheet, ir.InMonth(12)) == ["2026-Q4"]
    assert true_in(sheet, ir.InMonth(1)) == ["2026-Q1", "2027-Q1"]
    assert true_in(sheet, ir.FromDate(day("2026-10-02"))) == ["2027-Q1"]
    assert true_in(sheet, ir.FromDate(day("2026-10-01"))) == ["2026-Q4", "2027-Q1"]


@pytest.mark.parametrize(
    ("unit", "first", "last"),
    [
        (Unit.DAY, "2026-01-31", "2026-01-31"),
        (Unit.BUSINESS_DAY, "2026-01-31", "2026-01-31"),
        (Unit.WEEK, "2026-01-26", "2026-02-01"),
        (Unit.PERIOD, "2026-01-15", "2026-01-31"),
        (Unit.MONTH, "2026-01-15", "2026-01-31"),
        (Unit.QUARTER, "2026-01-15", "2026-03-31"),
        (Unit.YEAR, "2026-01-15", "2026-01-31"),
        (Unit.TERM, "2026-01-15", "2027-05-10"),
    ],
)
def test_edges_are_cut_to_the_term(unit: Unit, first: str, last: str) -> None:
    sheet = Sheet(over=STUBS)
    assert sheet.one(ir.EdgeDay(Edge.FIRST, unit)) == day(first)
    assert sheet.one(ir.EdgeDay(Edge.LAST, unit)) == day(last)


def test_edges_after_the_term_are_those_of_the_calendar() -> None:
    sheet = Sheet(1, run_off=1, settled=Unit.MONTH)
    assert sheet.of(sheet.add(ir.EdgeDay(Edge.LAST, Unit.QUARTER))) == [
        day("2026-01-31"),
        day("2026-03-31"),
    ]


def test_windows_have_no_days() -> None:
    with pytest.raises(ValueError, match="no window is a week"):
        window_key(Unit.WEEK, Sheet().periods[0])


def test_days_between() -> None:
    sheet = Sheet()
    start, end = date("2026-01-31", sheet), date("2026-03-01", sheet)
    missing = sheet.series(None)
    assert sheet.one(ir.DaysBetween(start, end)) == 29
    assert sheet.one(ir.DaysBetween(end, start)) == -29
    assert sheet.one(ir.DaysBetween(start, missing)) == UNKNOWN


@pytest.mark.parametrize(
    ("unit", "start", "end", "count"),
    [
        (Unit.DAY, "2026-01-31", "2026-03-01", 29),
        (Unit.WEEK, "2026-01-31", "2026-03-01", 4),
        (Unit.BUSINESS_DAY, "2026-04-02", "2026-04-08", 2),
        (Unit.MONTH, "2026-01-31", "2026-02-28", 1),
        (Unit.MONTH, "2026-01-31", "2026-02-27", 0),
        (Unit.QUARTER, "2026-01-01", "2026-07-01", 2),
        (Unit.YEAR, "2026-01-01", "2027-12-31", 1),
        (Unit.YEAR, "2027-12-31", "2026-01-01", -1),
    ],
)
def test_full_units_between(unit: Unit, start: str, end: str, count: int) -> None:
    # Good Friday and Easter Monday.
    sheet = Sheet(holidays=frozenset({day("2026-04-03"), day("2026-04-06")}))
    assert sheet.one(ir.FullBetween(unit, date(start, sheet), date(end, sheet))) == count


def test_full_units_of_an_unknown_day() -> None:
    sheet = Sheet()
    start, missing = date("2026-01-31", sheet), sheet.series(None)
    assert sheet.one(ir.FullBetween(Unit.MONTH, missing, start)) == UNKNOWN


@pytest.mark.parametrize(
    ("base", "count", "unit", "ends", "shifted"),
    [
        ("2026-01-31", 1, Unit.MONTH, MonthEnds.ROLL_BACK, "2026-02-28"),
        ("2026-01-31", 1, Unit.MONTH, MonthEnds.ROLL_FORWARD, "2026-03-01"),
        ("2026-03-31", -30, Unit.DAY, MonthEnds.ROLL_BACK, "2026-03-01"),
        ("2026-04-02", 1, Unit.BUSINESS_DAY, MonthEnds.ROLL_BACK, "2026-04-07"),
        ("2026-01-31", 3, Unit.YEAR, MonthEnds.ROLL_BACK, "2029-01-31"),
    ],
)
def test_shifted_days(base: str, count: int, unit: Unit, ends: MonthEnds, shifted: str) -> None:
    holidays = frozenset({day("2026-04-03"), day("2026-04-06")})
    sheet = Sheet(month_ends=ends, holidays=holidays)
    assert sheet.one(ir.ShiftDay(date(base, sheet), count, unit)) == day(shifted)


def test_days_outside_the_calendar_are_unknown() -> None:
    sheet = Sheet()
    late, missing = date("9999-12-30", sheet), sheet.series(None)

    def reason(op: ir.Op) -> Any:
        id = sheet.add(op)
        return sheet.reasons(id) == (NoSuchDay(id),)

    assert reason(ir.ShiftDay(late, 2, Unit.DAY))
    assert reason(ir.ShiftDay(late, 1, Unit.MONTH))
    assert reason(ir.FirstDayAfter(1, 1, late))
    assert sheet.one(ir.ShiftDay(missing, 2, Unit.DAY)) == UNKNOWN
    assert sheet.one(ir.FirstDayAfter(1, 1, missing)) == UNKNOWN


def test_the_first_such_day_after() -> None:
    sheet = Sheet()
    base = date("2026-07-01", sheet)
    assert sheet.one(ir.FirstDayAfter(1, 7, base)) == day("2027-07-01")
    assert sheet.one(ir.FirstDayAfter(29, 2, base)) == day("2028-02-29")


def test_after_an_unknown_day_comes_an_unknown_one() -> None:
    sheet = Sheet()
    missing = sheet.series(None)
    for op in (ir.ShiftDay(missing, 1, Unit.MONTH), ir.DaysBetween(missing, missing)):
        id = sheet.add(op)
        assert sheet.reasons(id) == sheet.reasons(missing)


@pytest.mark.parametrize("unit", [Unit.PERIOD, Unit.TERM])
def test_periods_and_terms_are_no_length_of_time(unit: Unit) -> None:
    days = Calendar(Sheet().program())
    with pytest.raises(ValueError, match="no length of time"):
        full_units(unit, 1, 2, days)
