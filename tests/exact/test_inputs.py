"""Figures, results over rows, parameters and events."""

from fractions import Fraction

from milestonelang import ir
from milestonelang.backends.exact.values import NotHappened, NotInForce
from tests.exact.sheet import UNKNOWN, Sheet, day


def test_a_metric_says_what_is_missing() -> None:
    sheet = Sheet(2)
    missing = ir.Missing("revenue", "2026-Q2", "company", day("2026-07-15"))
    sheet.metrics["revenue"] = (Fraction(5), missing)
    revenue = sheet.add(ir.MetricInput("revenue"))
    assert sheet.of(revenue) == [5, UNKNOWN]
    assert sheet.reasons(revenue, 1) == (missing,)


def test_a_metric_without_data_is_missing() -> None:
    sheet = Sheet()
    margin = sheet.add(ir.MetricInput("margin"))
    assert sheet.reasons(margin) == (ir.Missing("margin", "2026-Q1", None, None),)


def test_results_over_rows() -> None:
    sheet = Sheet(3)
    nothing = ir.Nothing("mean order", "2026-Q2")
    missing = ir.Missing("orders", "2026-Q3", None, None)
    sheet.queries[7] = (Fraction(3), nothing, missing)
    query = sheet.add(ir.QueryInput(7))
    assert sheet.of(query) == [3, UNKNOWN, UNKNOWN]
    assert sheet.reasons(query, 1) == (nothing,)
    assert sheet.reasons(query, 2) == (missing,)


def test_the_value_of_a_parameter_on_the_last_day_of_the_period() -> None:
    sheet = Sheet(4)
    first, second, third = sheet.constants("0.08", "0.09", "0.1")
    dated = ((day("2026-10-01"), third), (None, first), (day("2026-06-30"), second))
    rate = sheet.add(ir.ParameterInput(dated))
    assert sheet.of(rate) == [Fraction(8, 100), Fraction(9, 100), Fraction(9, 100), Fraction(1, 10)]


def test_a_parameter_without_a_value_yet() -> None:
    sheet = Sheet(2)
    later = ((day("2026-06-30"), sheet.constant(1)),)
    rate = sheet.add(ir.ParameterInput(later))
    assert sheet.of(rate) == [UNKNOWN, 1]
    assert sheet.reasons(rate) == (NotInForce(rate),)


def test_an_event_counts_from_the_period_in_which_it_first_happened() -> None:
    sheet = Sheet(3)
    event = sheet.event("launch", "2026-08-01", "2026-06-30")
    assert sheet.of(sheet.add(ir.EventHappened(event))) == [False, True, True]
    first = day("2026-06-30")
    on = sheet.add(ir.EventDay(event))
    assert sheet.of(on) == [UNKNOWN, first, first]
    assert sheet.reasons(on) == (NotHappened("launch"),)
    assert sheet.of(sheet.add(ir.EventCount(event))) == [0, 1, 2]
    assert sheet.of(sheet.add(ir.EventHappened("never"))) == [False] * 3


def test_amounts_of_an_event_are_those_of_the_period() -> None:
    sheet = Sheet(3)
    rows = (
        ir.Happening(day("2025-12-31"), Fraction(100)),
        ir.Happening(day("2026-01-01"), Fraction(1)),
        ir.Happening(day("2026-03-31"), Fraction(2)),
        ir.Happening(day("2026-07-01")),
    )
    amount = sheet.add(ir.EventAmount(sheet.event("invoice", *rows)))
    assert sheet.of(amount) == [3, 0, UNKNOWN]
    reason = ir.Missing("amount of invoice", "2026-Q3", None, None)
    assert sheet.reasons(amount, 2) == (reason,)


def test_the_outcome_reported_last() -> None:
    sheet = Sheet(3)
    rows = (
        ir.Happening(day("2026-04-01"), outcome="pass"),
        ir.Happening(day("2026-05-01"), outcome="fail"),
        ir.Happening(day("2026-07-01")),
    )
    event = sheet.event("audit", *rows)
    assert sheet.of(sheet.add(ir.EventOutcome(event, "open"))) == ["open", "fail", "fail"]
    undecided = sheet.add(ir.EventOutcome(event, None))
    assert sheet.of(undecided) == [UNKNOWN, "fail", "fail"]
    assert sheet.reasons(undecided) == (NotHappened("audit"),)
