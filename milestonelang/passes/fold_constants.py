"""Fold arithmetic and truth on constants.

Takes and returns a valid program; ids stay. Division is left alone, since folding it could hide an
error that the reader of the contract should see at its own line; so is whatever else may have no
result.
"""

from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.types import Comparison


def fold_constants(program: ir.Program) -> ir.Program:
    """Return *program* with every sure operation on constants replaced by its value."""
    values: list[ir.Value] = []
    for value in program.values:
        arguments = [values[id].op for id in ir.argument_ids(value.op)]
        constants = [op.value for op in arguments if isinstance(op, ir.Constant)]
        folded = None
        if arguments and len(constants) == len(arguments):
            folded = _fold(value.op, constants)
        values.append(value if folded is None else records.evolve(value, op=ir.Constant(folded)))
    return records.evolve(program, values=tuple(values))


def _fold(op: ir.Op, operands: list[Any]) -> ir.Exact | None:
    """Return what *op* gives for these operands, or None where it is not folded."""
    result: ir.Exact | None = None
    match op:
        case ir.Add():
            result = sum(operands, Fraction(0))
        case ir.Negate():
            result = -operands[0]
        case ir.Multiply() | ir.ShareOf():
            result = operands[0] * operands[1]
        case ir.LessShare():
            result = operands[1] - operands[0] * operands[1]
        case ir.Least():
            result = min(operands)
        case ir.Greatest():
            result = max(operands)
        case ir.Compare():
            result = _compare(op.comparison, *operands)
        case ir.All():
            result = all(operands)
        case ir.Any():
            result = any(operands)
        case ir.Not():
            result = not operands[0]
        case ir.If():
            result = operands[1] if operands[0] else operands[2]
        case _:
            pass
    return result


def _compare(comparison: Comparison, left: Any, right: Any) -> bool:
    if comparison is Comparison.EQUAL:
        return bool(left == right)
    if comparison is Comparison.DIFFERENT:
        return bool(left != right)
    below = left < right
    holds = {
        Comparison.LESS: below,
        Comparison.AT_MOST: below or left == right,
        Comparison.MORE: not below and left != right,
        Comparison.AT_LEAST: not below,
    }
    return bool(holds[comparison])
