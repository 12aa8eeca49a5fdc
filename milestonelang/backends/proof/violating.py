"""What stands between two runs, and what must be so for a claim to be false.

In: a claim, the symbolic values of one run or of two. Out: a condition over them, for the solver.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, assert_never

from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.encode import Encoder
from milestonelang.backends.proof.model import Bounded, Change, Compared, Reach
from milestonelang.backends.proof.symbols import ZERO, Sym, constant, linear


def relation(algebra: Algebra, claim: Compared, before: Sym, after: Sym) -> Any:
    """Return what stands between the figure of the first run and that of the second."""
    by = claim.by or ZERO
    match claim.change:
        case Change.RISES:
            return algebra.at_most(before, after)
        case Change.FALLS:
            return algebra.at_most(after, before)
        case Change.BY:
            most = constant(by)
        case Change.SHARE:
            size = algebra.greatest((before, algebra.scaled(Fraction(-1), before)))
            most = algebra.scaled(by, size)
        case Change.LATER:
            return algebra.at_most(after, before)
        case _:
            assert_never(claim.change)
    apart = algebra.minus(after, before)
    least = algebra.scaled(Fraction(-1), most)
    return algebra.both(algebra.at_most(least, apart), algebra.at_most(apart, most))


def beyond(algebra: Algebra, claim: Bounded, total: Sym, limit: Sym, within: Sym) -> Any:
    """Return whether a total is beyond its limit."""
    ok = algebra.both(total.ok, limit.ok, within.ok)
    if claim.at_most:
        room = algebra.minus(algebra.add((limit, within)), total)
    else:
        room = algebra.minus(algebra.add((total, within)), limit)
    fine = algebra.at_most(constant(ZERO), linear(room))
    return algebra.both(ok, algebra.negated(fine))


def differs(runs: Sequence[Encoder], claim: Compared, index: int) -> Any:
    """Return whether what two runs give is further apart than is allowed."""
    first, second = runs
    algebra = first.algebra
    periods = sorted(second.values) if claim.total else [index]
    apart: list[Sym] = []
    for each in periods:
        before, after = (run.values[each][claim.amount] for run in runs)
        if before is not after:
            apart.append(algebra.minus(after, before))
    if not apart:
        return False
    difference = linear(algebra.add(apart))
    sides = []
    if claim.lowest is not None:
        sides.append(algebra.negated(algebra.at_most(constant(claim.lowest), difference)))
    if claim.highest is not None:
        sides.append(algebra.negated(algebra.at_most(difference, constant(claim.highest))))
    return algebra.both(difference.ok, algebra.either(*sides))


def reached(encoder: Encoder, claim: Reach, count: int) -> Any:
    """Return whether the conditions of a pattern have held one after the other."""
    algebra = encoder.algebra
    before: list[Any] = [True] + [False] * len(claim.pattern)
    for index in range(count):
        if claim.until is not None and index > claim.until:
            break
        each: Sym = encoder.values[index][claim.condition]
        after = list(before)
        for position, truth in enumerate(claim.pattern):
            takes = algebra.both(each.ok, each.e if truth else algebra.negated(each.e))
            after[position + 1] = algebra.either(
                before[position + 1], algebra.both(before[position], takes)
            )
        before = after
    return before[-1]
