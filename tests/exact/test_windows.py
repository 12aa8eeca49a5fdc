"""Lags, totals, windows and conditions that last."""

from typing import Any

import pytest

from milestonelang import ir
from milestonelang.backends.exact.values import BeforeTerm
from milestonelang.types import Aggregate, Comparison, Unit, WindowKind
from tests.exact.sheet import UNKNOWN, Sheet, Term, day, fractions

T, F, N = True, False, None


def test_a_lag_reads_what_comes_later_in_the_list() -> None:
    sheet = Sheet(4)
    lag = sheet.add(ir.Earlier(ir.ValueId(1), 2, None))
    sheet.series(1, 2, None, 4)
    assert sheet.of(lag) == [UNKNOWN, UNKNOWN, 1, 2]
    assert sheet.reasons(lag) == (BeforeTerm(lag),)


def test_a_lag_has_its_baseline_before_the_term() -> None:
    sheet = Sheet(4)
    figures, baseline = sheet.series(1, None, 3, 4), sheet.constant("0.82")
    lag = sheet.add(ir.Earlier(figures, 1, baseline))
    assert sheet.of(lag) == fractions("0.82", 1, UNKNOWN, 3)


@pytest.mark.parametrize(
    ("window", "totals"),
    [
        (Unit.PERIOD, (0, 0, 0, 0, 0, 0)),
        (Unit.MONTH, (0, 0, 0, 0, 0, 0)),
        (Unit.QUARTER, (0, 0, 0, 0, 0, 0)),
        (Unit.YEAR, (0, 1, 3, 6, 0, 5)),
        (Unit.TERM, (0, 1, 3, 6, 10, 15)),
    ],
)
def test_totals_before(window: Unit, totals: tuple[int, ...]) -> None:
    sheet = Sheet(6)
    figures = sheet.series(1, 2, 3, 4, 5, 6)
    assert sheet.of(sheet.add(ir.TotalBefore(figures, window))) == list(totals)


def test_a_quarter_of_months() -> None:
    sheet = Sheet(5, settled=Unit.MONTH)
    figures = sheet.series(1, 2, 3, 4, 5)
    assert sheet.of(sheet.add(ir.TotalBefore(figures, Unit.QUARTER))) == [0, 1, 3, 0, 4]


def test_an_unknown_stays_in_the_total_until_its_window_ends() -> None:
    sheet = Sheet(6)
    figures = sheet.series(1, None, 3, 4, 5, 6)
    total = sheet.add(ir.TotalBefore(figures, Unit.YEAR))
    assert sheet.of(total) == [0, 1, UNKNOWN, UNKNOWN, 0, 5]


def window(
    figures: tuple[Any, ...],
    aggregate: Aggregate,
    kind: WindowKind = WindowKind.LAST,
    periods: int | None = 3,
    as_many: bool = False,
) -> list[Any]:
    sheet = Sheet(len(figures))
    operand = sheet.series(*figures)
    return sheet.of(sheet.add(ir.WindowOf(aggregate, operand, kind, periods, as_many)))


@pytest.mark.parametrize(
    ("aggregate", "result"),
    [
        (Aggregate.SUM, 12),
        (Aggregate.AVERAGE, 4),
        (Aggregate.MEDIAN, 3),
        (Aggregate.HIGHEST, 7),
        (Aggregate.LOWEST, 2),
        (Aggregate.COUNT, 3),
        (Aggregate.COUNT_DISTINCT, 3),
        (Aggregate.FIRST, 3),
        (Aggregate.LAST, 2),
    ],
)
def test_aggregates_over_the_last_periods(aggregate: Aggregate, result: int) -> None:
    assert window((99, 3, 7, 2), aggregate) == [
        UNKNOWN,
        UNKNOWN,
        window((99, 3, 7), aggregate)[2],
        result,
    ]


def test_an_even_median() -> None:
    assert window((1, 2, 4, 9), Aggregate.MEDIAN, periods=4)[3] == 3


def test_conditions_are_counted_where_they_hold() -> None:
    assert window((T, F, T, T), Aggregate.COUNT)[2:] == [2, 2]
    assert window((T, F, T, F), Aggregate.SHARE, periods=4)[3] == fractions("0.5")[0]


def test_as_many_as_there_are() -> None:
    assert window((4, 2, 6, 1), Aggregate.AVERAGE, as_many=True) == [4, 3, 4, 3]


def test_an_unknown_is_in_every_window_that_holds_it() -> None:
    assert window((1, None, 3, 4, 5), Aggregate.SUM) == [UNKNOWN] * 4 + [12]


def test_a_condition_over_a_window_that_begins_before_the_term_is_false() -> None:
    sheet = Sheet(4)
    figures, zero = sheet.series(1, 2, None, 4), sheet.constant(0)

    def at_least_zero(op: ir.Op) -> list[Any]:
        return sheet.of(sheet.add(ir.Compare(sheet.add(op), Comparison.AT_LEAST, zero)))

    over_two = ir.WindowOf(Aggregate.SUM, figures, WindowKind.LAST, 2, False)
    assert at_least_zero(over_two) == [False, True, UNKNOWN, UNKNOWN]
    over_four = ir.WindowOf(Aggregate.SUM, figures, WindowKind.LAST, 4, False)
    assert at_least_zero(over_four) == [False, False, False, UNKNOWN]
    # A lag that reaches to before the term has no such rule.
    assert at_least_zero(ir.Earlier(figures, 1, None)) == [UNKNOWN, True, True, UNKNOWN]


def test_years_and_the_term_to_date() -> None:
    figures = (1, 2, 3, 4, 5, 6)
    year = window(figures, Aggregate.SUM, WindowKind.YEAR_TO_DATE, None)
    assert year == [1, 3, 6, 10, 5, 11]
    assert window(figures, Aggregate.SUM, WindowKind.TO_DATE, None) == [1, 3, 6, 10, 15, 21]


def test_the_previous_year() -> None:
    figures = (1, 2, 3, 4, 5, 6)
    strict = window(figures, Aggregate.SUM, WindowKind.PREVIOUS_YEAR, None)
    assert strict == [UNKNOWN] * 4 + [10, 10]
    lenient = window(figures, Aggregate.SUM, WindowKind.PREVIOUS_YEAR, None, True)
    assert lenient == [0, 0, 0, 0, 10, 10]
    highest = window(figures, Aggregate.HIGHEST, WindowKind.PREVIOUS_YEAR, None, True)
    assert highest == [UNKNOWN] * 4 + [4, 4]


def test_a_short_first_year_is_a_whole_year() -> None:
    over = Term(day("2026-01-01"), day("2026-12-31"), Unit.QUARTER, (7, 1))
    sheet = Sheet(over=over)
    figures = sheet.series(1, 2, 3, 4)
    op = ir.WindowOf(Aggregate.SUM, figures, WindowKind.PREVIOUS_YEAR, None, False)
    assert sheet.of(sheet.add(op)) == [UNKNOWN, UNKNOWN, 3, 3]


@pytest.mark.parametrize(
    ("held", "answers"),
    [
        ((T, T, F, T), [F, T, F, F]),
        ((T, N, T, T), [F, UNKNOWN, UNKNOWN, T]),
        ((N, F, T, N), [F, F, F, UNKNOWN]),
    ],
)
def test_consecutive_periods(held: tuple[Any, ...], answers: list[Any]) -> None:
    sheet = Sheet(len(held))
    assert sheet.of(sheet.add(ir.Consecutive(sheet.series(*held), 2))) == answers


@pytest.mark.parametrize(
    ("held", "answers"),
    [
        ((T, T, F, F, F), [F, F, T, F, F]),
        ((T, N, T, F, F), [F, F, T, UNKNOWN, F]),
        ((F, N, F, T, N), [F, F, F, UNKNOWN, UNKNOWN]),
    ],
)
def test_in_two_of_the_last_three(held: tuple[Any, ...], answers: list[Any]) -> None:
    sheet = Sheet(len(held))
    assert sheet.of(sheet.add(ir.InLast(sheet.series(*held), 2, 3))) == answers


@pytest.mark.parametrize(
    ("held", "answers"),
    [
        ((F, T, F), [F, T, T]),
        ((F, N, F), [F, UNKNOWN, UNKNOWN]),
        ((N, N, T), [UNKNOWN, UNKNOWN, T]),
        ((T, N, F), [T, T, T]),
    ],
)
def test_at_any_time_to_date(held: tuple[Any, ...], answers: list[Any]) -> None:
    sheet = Sheet(len(held))
    assert sheet.of(sheet.add(ir.EverHeld(sheet.series(*held)))) == answers
