"""Which comparisons go beyond what the language promises to decide: two amounts that both move.

A product of two figures, a quotient by one, a share pro rata: their bounds and signs are proved;
how such an amount moves when a figure does is often not. Everything else is linear.
"""

from milestonelang import ir
from milestonelang.backends.proof.check import roots_of
from milestonelang.backends.proof.model import Claim, Compared, Problem
from milestonelang.backends.proof.slicing import events_of, figures_of, needed, queries_of


def is_linear(problem: Problem, claim: Claim) -> bool:
    """Whether a claim is about one run, or about amounts that are linear piece by piece."""
    if not isinstance(claim, Compared):
        return True
    program = problem.program
    asked = needed(program, (*roots_of(claim), *problem.assumed))
    return not any(_multiplies(program, program.values[id].op) for id in asked)


def _multiplies(program: ir.Program, op: ir.Op) -> bool:
    match op:
        case ir.Multiply(left=one, right=other) | ir.ShareOf(share=one, of=other):
            return _moves(program, one) and _moves(program, other)
        case ir.LessShare(share=one, of=other):
            return _moves(program, one) and _moves(program, other)
        case ir.Divide(right=right) | ir.WholeCount(size=right):
            return _moves(program, right)
        case ir.Bands(cuts=cuts, rates=rates):
            return any(_moves(program, id) for id in (*cuts, *rates))
        case ir.Interpolate(at=at, gives=gives):
            return any(_moves(program, id) for id in (*at, *gives))
        case ir.Limited(pro_rata=pro_rata):
            return pro_rata
        case ir.Shared() | ir.Compound():
            return True
        case _:
            return False


def _moves(program: ir.Program, id: ir.ValueId) -> bool:
    ids = needed(program, (id,))
    return bool(figures_of(program, ids) or events_of(program, ids)) or queries_of(program, ids)
