"""Payments for each row, symbolically: what a block gives is any sum of what one row can give.

How many rows there are is not known, nor what stands in them.
So of a sum only that is said which is true of every row: on which side of zero it is, and of which
unit it is a multiple. What one row can give is found among terms of its own, in which a row stands
for every row, and nothing is said of it to the solver.
"""

from collections.abc import Mapping
from typing import Any

from milestonelang import ir
from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.encode import Encoder, Now, Parts
from milestonelang.backends.proof.symbols import ZERO, Sym, constant, words_of
from milestonelang.backends.proof.terms import Terms
from milestonelang.types import Choice, Text, Truth

# Those that need nothing but their arguments. Of every other only the type is known.
_PLAIN = (
    *(ir.Constant, ir.Add, ir.Negate, ir.Multiply, ir.Divide, ir.ShareOf, ir.LessShare),
    *(ir.Least, ir.Greatest, ir.Compare, ir.All, ir.Any, ir.Not, ir.If, ir.Known, ir.Round),
    *(ir.Bands, ir.Interpolate, ir.ByName, ir.DaysBetween),
)
_NOTHING = constant(ZERO)


def each_row(encoder: Encoder, op: ir.EachRow, value: ir.Value, now: Now, index: int) -> Parts:
    """Encode what a block gives for the rows that count in a period."""
    algebra = encoder.algebra
    around: list[Sym] = [now[id] for id in op.around]
    encoder.note("what single rows give")

    def make() -> Parts:
        row = _a_row(encoder, op.program, around, index)
        given = {"amount": row[op.amount]}
        given |= {f"put {place}": row[id] for place, id in enumerate(op.puts)}
        return {name: _sum_of(algebra, each) for name, each in given.items()}

    runs_along = any(isinstance(each.op, ir.RowsBefore) for each in op.program.values)
    if op.gate is not None or runs_along:
        found = make()
    else:
        # Two runs have the same rows: what is handed in decides what they give.
        found = encoder.space.same(("rows", value.id, index), around, make)
    if op.gate is None:
        return found
    gate: Sym = now[op.gate]
    is_open = algebra.both(gate.ok, gate.e)
    return {name: algebra.choose(is_open, each, _NOTHING) for name, each in found.items()}


def _sum_of(algebra: Algebra, each: Sym) -> Sym:
    """Return any sum of amounts that one symbol stands for; there may be none of them."""
    low = ZERO if each.lo is not None and each.lo >= 0 else None
    high = ZERO if each.hi is not None and each.hi <= 0 else None
    # Rows that are not reported leave it unknown.
    return algebra.number(low, high, each.unit, ok=algebra.truth())


def _a_row(encoder: Encoder, program: ir.RowProgram, around: list[Sym], index: int) -> list[Sym]:
    """Return the values of a program for any row.

    Totals over the rows before are anything at first; then what is a sum of what was found so.
    """
    first = _values(encoder, program, around, index, {})
    if not any(isinstance(each.op, ir.RowsBefore) for each in program.values):
        return first
    return _values(encoder, program, around, index, dict(enumerate(first)))


def _values(
    encoder: Encoder,
    program: ir.RowProgram,
    around: list[Sym],
    index: int,
    each: Mapping[int, Sym],
) -> list[Sym]:
    algebra = Algebra(exact=False, terms=Terms())
    space = encoder.space.apart(algebra)
    inside = Encoder(space, encoder.program, frozenset(), (), encoder.encodings)
    now: list[Any] = []
    for value in program.values:
        match value.op:
            case ir.Around(position):
                found = _handed_in(algebra, around[position])
            case ir.RowsBefore(operand) if operand in each:
                found = _sum_of(algebra, each[operand])
            case ir.Compare(left, _, right) if _is_text(program, left) or _is_text(program, right):
                found = _any(algebra, value)
            case op if isinstance(op, _PLAIN) and not _reads_text(program, op):
                made = inside.encodings[type(op)](inside, op, value, now, index)
                found = inside.typed(value, made)
            case _:
                found = _any(algebra, value)
        now.append(found)
    algebra.terms.close()
    return now


def _handed_in(algebra: Algebra, item: Sym) -> Sym:
    """Return what stands for a value around the block among the terms of a row."""
    if item.is_constant:
        return item
    ok = item.ok if isinstance(item.ok, bool) else algebra.truth()
    if algebra.is_truth(item):
        return Sym(algebra.truth(), ok)
    if isinstance(item.e, dict):
        return algebra.word(words_of(item), ok)
    return algebra.number(item.lo, item.hi, item.unit, ok)


def _any(algebra: Algebra, value: ir.Value) -> Sym:
    match value.type:
        case Truth():
            return Sym(algebra.truth(), algebra.truth())
        case Choice(words):
            return algebra.word(words, algebra.truth())
        case _:
            return algebra.number(ok=algebra.truth())


def _is_text(program: ir.RowProgram, id: ir.ValueId) -> bool:
    return isinstance(program.values[id].type, Text)


def _reads_text(program: ir.RowProgram, op: ir.Op) -> bool:
    """Whether a choice is between texts, of which nothing is followed."""
    return any(_is_text(program, id) for id in ir.argument_ids(op))
