"""Splits in a kernel. What is unknown, below zero or cannot be shared is left to `exact`.

Each step shares what those before it left: each share is cut down to the unit, and what remains
goes where the split says. Of a step that nothing reaches each gets nothing.
"""

from fractions import Fraction
from math import lcm

from milestonelang import ir
from milestonelang.backends.batch.amounts import NOUGHT, Known, Num, exactly
from milestonelang.backends.batch.emit import FALSE, ZERO, number
from milestonelang.backends.batch.form import V
from milestonelang.backends.batch.translate import Translator
from milestonelang.types import RoundingMode


def shared(t: Translator, op: ir.Shared) -> dict[str, Known]:
    """Return what each party gets, in all and of each step."""
    a, e = t.a, t.e
    amount = t.plain(op.amount)
    t.leave(e.count(e.less(amount.n, ZERO)))
    left = amount
    given: list[list[Num]] = []
    for step in op.steps:
        found = _step(t, op, step, left)
        given.append(found)
        left = a.sub(left, _sum(t, found))
    totals = [_sum(t, [each[at] for each in given]) for at in range(op.parties)]
    parts: dict[str, Known] = {f"step {index}": _sum(t, found) for index, found in enumerate(given)}
    if given:
        # What no step takes goes to somebody, too.
        at = op.cents if isinstance(op.cents, int) else 0
        totals[at] = a.add(totals[at], left)
        given[-1][at] = a.add(given[-1][at], left)
    for index, found in enumerate(given):
        parts |= {f"{index}:{at}": share for at, share in enumerate(found)}
    return parts | {str(at): total for at, total in enumerate(totals)}


def _step(t: Translator, op: ir.Shared, step: ir.ShareStep, left: Num) -> list[Num]:
    """Return what one step gives each party."""
    a, e = t.a, t.e
    weights = _of_one_scale(t, [t.plain(id) for id in step.shares] or [exactly(1)])
    whole = _sum(t, weights)
    there = e.less(ZERO, left.n)
    below = e.either(*(e.less(weight.n, ZERO) for weight in weights))
    nothing = e.equal(whole.n, ZERO) if step.by_measure else FALSE
    t.leave(e.count(e.both(there, e.either(below, nothing))))
    reach = left
    if not step.by_measure:
        reach = a.least(left, a.greatest(a.times(left, whole), NOUGHT))
    if step.up_to is not None:
        before = NOUGHT if step.before is None else t.plain(step.before)
        reach = a.least(reach, a.greatest(a.sub(t.plain(step.up_to), before), NOUGHT))
    reach = a.greatest(reach, NOUGHT)
    if op.unit is not None:
        reach = a.rounded(reach, op.unit, RoundingMode.DOWN)
    shares = [_part(t, reach, a.greatest(weight, NOUGHT), whole) for weight in weights]
    amounts = [NOUGHT for _ in range(op.parties)]
    if op.unit is not None:
        shares = _to_the_unit(t, op, reach, shares, amounts, op.unit)
    for position, share in zip(step.among, shares, strict=True):
        amounts[position] = a.add(amounts[position], share)
    return amounts


def _part(t: Translator, reach: Num, weight: Num, whole: Num) -> Num:
    """Return one weight's part of what a step reaches; nothing where all weigh nothing."""
    a, e = t.a, t.e
    product = a.times(reach, weight)
    if whole.n.literal is not None:
        if whole.n.literal <= 0:
            return NOUGHT
        return a.by(product, Fraction(whole.scale, whole.n.literal))
    up = e.mul(product.n, number(whole.scale))
    return Num(up, product.scale, e.max(whole.n, number(1)))


def _to_the_unit(
    t: Translator,
    op: ir.Shared,
    reach: Num,
    exact: list[Num],
    amounts: list[Num],
    unit: Fraction,
) -> list[Num]:
    """Return the shares cut down; whom the split names for the cents gets them in *amounts*."""
    a, e = t.a, t.e
    cut = [a.rounded(share, unit, RoundingMode.DOWN) for share in exact]
    # Where all weigh nothing, nothing was reached either.
    over = a.sub(reach, _sum(t, cut))
    if isinstance(op.cents, int):
        amounts[op.cents] = over
        return cut
    match op.cents:
        case ir.CentsTo.FIRST:
            cut[0] = a.add(cut[0], over)
        case ir.CentsTo.LAST:
            cut[-1] = a.add(cut[-1], over)
        case ir.CentsTo.LARGEST:
            rests = _rests(t, exact, cut, unit)
            for at, own in enumerate(rests):
                rank = ZERO
                for place, other in enumerate(rests):
                    if place == at:
                        continue
                    x, y = a.compared(own, other)
                    before = e.at_most(x, y) if place < at else e.less(x, y)
                    rank = e.add(rank, e.count(before))
                taken = a.by(Num(rank), unit)
                gets = e.less(*a.compared(taken, over))
                cut[at] = a.add(cut[at], a.choose(gets, exactly(unit), NOUGHT))
    return cut


def _rests(t: Translator, exact: list[Num], cut: list[Num], unit: Fraction) -> list[Num]:
    """Return what was cut off each share; of shares of one divisor, how much of it is left."""
    e, rests = t.e, list[Num]()
    for share, part in zip(exact, cut, strict=True):
        if share.over is None:
            rests.append(t.a.sub(share, part))
            continue
        factor = Fraction(unit.denominator, share.scale * unit.numerator)
        whole = e.mul(share.n, number(factor.numerator))
        divisor = e.mul(share.over, number(factor.denominator))
        # The steps times the divisor are no more than the whole, which the intervals do not know.
        steps = e.floor(whole, divisor)
        rest = e.sub(whole, e.mul_up_to(steps, divisor, whole))
        if rest.name is not None:
            rest = V(rest.name, 0, min(whole.high, divisor.high))
        rests.append(Num(rest, 1, divisor))
    return rests


def _of_one_scale(t: Translator, weights: list[Num]) -> list[Num]:
    """Return measures at one scale, so that shares by them have one divisor."""
    if any(weight.over is not None for weight in weights):
        return weights
    scale = lcm(*(weight.scale for weight in weights))
    return [t.a.scaled(weight, scale) for weight in weights]


def _sum(t: Translator, items: list[Num]) -> Num:
    found = NOUGHT
    for each in items:
        found = t.a.add(found, each)
    return found
