"""Folding replaces sure operations on constants, and leaves the rest alone."""

from fractions import Fraction
from typing import Any

import pytest

from milestonelang import ir
from milestonelang.backends.exact.run import run
from milestonelang.passes.fold_constants import fold_constants
from milestonelang.types import Comparison, RoundingMode
from tests.exact.sheet import Sheet, exact

A, B, C = (ir.ValueId(n) for n in range(3))


def folded(op: ir.Op, *constants: Any) -> ir.Op:
    """Return what an operation on constants becomes."""
    sheet = Sheet()
    sheet.constants(*constants)
    id = sheet.add(op)
    return fold_constants(sheet.program()).values[id].op


@pytest.mark.parametrize(
    ("op", "constants", "result"),
    [
        (ir.Add((A, B, C)), (1, 2, "0.5"), "3.5"),
        (ir.Negate(A), (2,), -2),
        (ir.Multiply(A, B), (2, 3), 6),
        (ir.ShareOf(A, B), ("0.1", 50), 5),
        (ir.LessShare(A, B), ("0.1", 50), 45),
        (ir.Least((A, B)), (2, 3), 2),
        (ir.Greatest((A, B)), (2, 3), 3),
        (ir.All((A, B)), (True, False), False),
        (ir.Any((A, B)), (True, False), True),
        (ir.Not(A), (True,), False),
        (ir.If(A, B, C), (True, 2, 3), 2),
        (ir.If(A, B, C), (False, 2, 3), 3),
        (ir.Compare(A, Comparison.EQUAL, B), ("gold", "gold"), True),
        (ir.Compare(A, Comparison.DIFFERENT, B), ("gold", "gold"), False),
    ],
)
def test_folded(op: ir.Op, constants: tuple[Any, ...], result: Any) -> None:
    assert folded(op, *constants) == ir.Constant(exact(result))
    sheet = Sheet()
    sheet.constants(*constants)
    id = sheet.add(op)
    assert run(sheet.program(), ir.Inputs({}, {}, {})).periods[0][id] == exact(result)


@pytest.mark.parametrize("comparison", list(Comparison))
@pytest.mark.parametrize("left", [1, 2, 3])
def test_comparisons_fold_as_they_run(comparison: Comparison, left: int) -> None:
    op = ir.Compare(A, comparison, B)
    sheet = Sheet()
    sheet.constants(left, 2)
    id = sheet.add(op)
    (results,) = run(sheet.program(), ir.Inputs({}, {}, {})).periods
    assert folded(op, left, 2) == ir.Constant(results[id])


@pytest.mark.parametrize(
    "op", [ir.Divide(A, B), ir.Round(A, B, RoundingMode.UP), ir.WholeCount(A, B, True)]
)
def test_what_may_have_no_result_is_left_alone(op: ir.Op) -> None:
    assert folded(op, 1, 2) == op


def test_folding_goes_on_with_what_it_folded() -> None:
    sheet = Sheet()
    one, two = sheet.constants(1, 2)
    three = sheet.add(ir.Add((one, two)))
    six = sheet.add(ir.Multiply(three, two))
    figure = sheet.series(5)
    product = ir.Multiply(six, figure)
    kept = sheet.add(product)
    values = fold_constants(sheet.program()).values
    assert values[six].op == ir.Constant(Fraction(6))
    assert (values[kept].op, values[kept].id) == (product, kept)
