"""Bounds of what is carried from period to period, whatever came before."""

from collections.abc import Sequence
from typing import Any

from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.encode import Space, StateBounds
from milestonelang.backends.proof.model import Problem
from milestonelang.backends.proof.operations import encoder_of
from milestonelang.backends.proof.symbols import Bound, Sym
from milestonelang.backends.proof.terms import Terms
from milestonelang.ir import ValueId


def state_bounds(
    problem: Problem,
    needed: frozenset[ValueId],
    facts_of: Sequence[tuple[Any, ...]],
    kinds: Sequence[int],
) -> StateBounds:
    """Return bounds of every value that hold in each period, from any state.

    First of states about which nothing is known; then of those within what was found, which holds
    of every state that is reached.
    """
    found: StateBounds = {}
    terms = Terms()
    for _ in range(2):
        joined: StateBounds = {}
        for index in kinds:
            space = Space(Algebra(exact=False, terms=terms), problem)
            encoder = encoder_of(space, problem.program, needed, facts_of, found)
            now = encoder.period(index)
            for value in encoder.order:
                each = now[value.id]
                if isinstance(each, Sym):
                    own = (each.lo, each.hi, each.ok is not True)
                    joined[value.id] = _joined(joined.get(value.id), own)
        found = joined
    terms.close()
    return found


def _joined(
    one: tuple[Bound, Bound, bool] | None, other: tuple[Bound, Bound, bool]
) -> tuple[Bound, Bound, bool]:
    if one is None:
        return other
    low = None if one[0] is None or other[0] is None else min(one[0], other[0])
    high = None if one[1] is None or other[1] is None else max(one[1], other[1])
    return low, high, one[2] or other[2]
