"""Operations on the values of one period, with and without unknown operands."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from milestonelang import ir
from milestonelang.backends.exact.values import DivisionByZero, NoPower, NotRunReason
from milestonelang.types import Comparison, RoundingMode
from tests.exact.sheet import UNKNOWN, Sheet, exact

Made = Callable[..., ir.Op]


def of(make: Made, *operands: Any) -> Any:
    """Return what an operation gives on figures; None is an unknown operand."""
    sheet = Sheet()
    return sheet.one(make(*(sheet.series(operand) for operand in operands)))


@pytest.mark.parametrize(
    ("make", "operands", "result"),
    [
        (lambda a, b: ir.Add((a, b)), (1, "0.1"), "1.1"),
        (lambda a, b: ir.Add((a, b)), (1, None), UNKNOWN),
        (lambda a, b, c: ir.Add((a, b, c)), (1, 2, 3), 6),
        (lambda a, b, c: ir.Add((a, b, c)), (1, None, 3), UNKNOWN),
        (ir.Negate, (3,), -3),
        (ir.Negate, (None,), UNKNOWN),
        (ir.Multiply, ("0.1", "0.2"), "0.02"),
        (ir.Multiply, (0, None), UNKNOWN),
        (ir.ShareOf, ("0.08", 250), 20),
        (ir.LessShare, ("0.25", 200), 150),
        (ir.Divide, (1, 3), Fraction(1, 3)),
        (ir.Divide, (1, 0), UNKNOWN),
        (lambda a, b: ir.Least((a, b)), (3, 2), 2),
        (lambda a, b: ir.Least((a, b)), (3, None), UNKNOWN),
        (lambda a, b: ir.Greatest((a, b)), (3, 2), 3),
        (lambda a, b: ir.Greatest((a, b)), (None, 2), UNKNOWN),
    ],
)
def test_amounts(make: Made, operands: tuple[Any, ...], result: Any) -> None:
    assert of(make, *operands) == (UNKNOWN if result == UNKNOWN else exact(result))


@pytest.mark.parametrize(
    ("comparison", "below", "equal", "above"),
    [
        (Comparison.LESS, True, False, False),
        (Comparison.AT_MOST, True, True, False),
        (Comparison.MORE, False, False, True),
        (Comparison.AT_LEAST, False, True, True),
        (Comparison.EQUAL, False, True, False),
        (Comparison.DIFFERENT, True, False, True),
    ],
)
def test_each_comparison_keeps_its_side(
    comparison: Comparison, below: bool, equal: bool, above: bool
) -> None:
    def compared(left: Any) -> Any:
        return of(lambda a, b: ir.Compare(a, comparison, b), left, 35)

    assert (compared("34.99"), compared(35), compared("35.01")) == (below, equal, above)
    assert compared(None) == UNKNOWN


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (False, False, False, False),
        (True, None, UNKNOWN, True),
        (None, False, False, UNKNOWN),
        (None, None, UNKNOWN, UNKNOWN),
    ],
)
def test_a_condition_is_settled_without_the_unknown(
    left: Any, right: Any, both: Any, either: Any
) -> None:
    assert of(lambda a, b: ir.All((a, b)), left, right) == both
    assert of(lambda a, b: ir.Any((a, b)), left, right) == either


def test_not() -> None:
    assert [of(ir.Not, operand) for operand in (True, False, None)] == [False, True, UNKNOWN]


@pytest.mark.parametrize(
    ("condition", "then", "otherwise", "result"),
    [
        (True, 1, None, 1),
        (False, None, 2, 2),
        (True, None, 2, UNKNOWN),
        (None, 3, 3, 3),
        (None, 3, 4, UNKNOWN),
        (None, None, None, UNKNOWN),
    ],
)
def test_only_the_chosen_side_counts(
    condition: Any, then: Any, otherwise: Any, result: Any
) -> None:
    assert of(ir.If, condition, then, otherwise) == result


def test_known_is_never_unknown() -> None:
    assert [of(ir.Known, operand) for operand in (0, None)] == [True, False]


@pytest.mark.parametrize(
    ("mode", "value", "result"),
    [
        (RoundingMode.HALF_UP, "-0.125", "-0.13"),
        (RoundingMode.HALF_EVEN, "0.125", "0.12"),
        (RoundingMode.UP, "0.121", "0.13"),
        (RoundingMode.DOWN, "-0.129", "-0.12"),
    ],
)
def test_rounding(mode: RoundingMode, value: str, result: str) -> None:
    assert of(lambda a, unit: ir.Round(a, unit, mode), value, "0.01") == exact(result)


def test_rounding_to_nothing_is_unknown() -> None:
    assert of(lambda a, unit: ir.Round(a, unit, RoundingMode.UP), 1, 0) == UNKNOWN


@pytest.mark.parametrize(
    ("size", "amount", "full", "started"),
    [
        (10_000, 25_000, 2, 3),
        (10_000, 20_000, 2, 2),
        (10_000, 0, 0, 0),
        (0, 1, UNKNOWN, UNKNOWN),
    ],
)
def test_whole_counts(size: int, amount: int, full: Any, started: Any) -> None:
    assert of(lambda a, b: ir.WholeCount(a, b, False), size, amount) == full
    assert of(lambda a, b: ir.WholeCount(a, b, True), size, amount) == started


@pytest.mark.parametrize(
    ("operand", "rate", "times", "result"),
    [
        (100, "0.05", 3, "115.7625"),
        (100, "0.25", -1, 80),
        (100, "-1", -1, UNKNOWN),
        (100, "0.05", "0.5", UNKNOWN),
        (100, "0.05", 10_001, UNKNOWN),
        (100, None, 1, UNKNOWN),
    ],
)
def test_compounding(operand: Any, rate: Any, times: Any, result: Any) -> None:
    assert of(ir.Compound, operand, rate, times) == (
        UNKNOWN if result == UNKNOWN else exact(result)
    )


def test_an_unknown_says_why_each_reason_once() -> None:
    sheet = Sheet()
    missing = sheet.series(None)
    one, zero = sheet.constants(1, 0)
    quotient = sheet.add(ir.Divide(one, zero))
    result = sheet.add(ir.Add((quotient, missing, missing, quotient)))
    assert sheet.reasons(result) == (
        DivisionByZero(quotient),
        ir.Missing(f"m{missing}", "2026-Q1", None, None),
    )


def test_reasons_of_what_cannot_be_computed() -> None:
    sheet = Sheet()
    one, half = sheet.constants(1, "0.5")
    power = sheet.add(ir.Compound(one, half, half))
    assert sheet.reasons(power) == (NoPower(power),)
    assert sheet.reasons(sheet.add(ir.NotRun("a split"))) == (NotRunReason("a split"),)
