"""Limits: a sum of payments is capped or made up, and the change is shared among them.

Amounts are on the unit and stay there: a cap is cut down to it, a minimum is made up to it. A
negative amount is not cut and gives room to the others. No payment is ever raised by a cap. After
the term nothing is made up, and after its wind-down nothing is limited.
"""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang import ir
from milestonelang.backends.exact.frame import Calendar, Frame, Step
from milestonelang.backends.exact.values import ZERO, join
from milestonelang.primitives.numbers import cut_down, round_to, share_out
from milestonelang.types import RoundingMode


def limited(op: ir.Limited, calendar: Calendar) -> Step:
    """Compile a limit: one part for each payment, by position."""

    def step(frame: Frame) -> object:
        now = frame.now
        amounts = [now[id] for id in op.amounts]
        acts = calendar.runs(frame.index)
        if op.at_least:
            acts = calendar.in_term(frame.index) and now[op.last] is not False
        if not acts:
            return _named(amounts)
        limit, before = now[op.limit], now[op.before]
        doubt = join((*amounts, limit, before, now[op.last]))
        if doubt.reasons:
            return _named([doubt] * len(amounts))
        room = limit - before
        if op.at_least:
            return _named(_raise(op, amounts, room - sum(amounts, ZERO)))
        return _named(_cut(op, amounts, room))

    return step


def _named(amounts: Sequence[object]) -> dict[str, object]:
    return {str(index): amount for index, amount in enumerate(amounts)}


def _cut(op: ir.Limited, amounts: Sequence[Fraction], room: Fraction) -> list[Fraction]:
    """Return the amounts so that they come to *room* at most."""
    if sum(amounts, ZERO) <= room:
        return list(amounts)
    negative = sum((amount for amount in amounts if amount < 0), ZERO)
    left = max(ZERO, cut_down(room - negative, op.unit))
    positive = [amount for amount in amounts if amount > 0]
    if not positive:
        return list(amounts)
    if op.pro_rata:
        shares = share_out(left, positive, op.unit)
    else:
        shares = [left] + [ZERO] * (len(positive) - 1)
    given = iter(_up_to(positive, shares))
    return [next(given) if amount > 0 else amount for amount in amounts]


def _up_to(amounts: Sequence[Fraction], shares: Sequence[Fraction]) -> list[Fraction]:
    """Return the shares, none above its amount; what one cannot take goes to the next."""
    found: list[Fraction] = []
    rest = ZERO
    for amount, share in zip(amounts, shares, strict=True):
        given = min(amount, share + rest)
        rest += share - given
        found.append(given)
    return found


def _raise(op: ir.Limited, amounts: Sequence[Fraction], short: Fraction) -> list[Fraction]:
    """Return the amounts made up by what they are short of."""
    if short <= 0:
        return list(amounts)
    short = round_to(short, op.unit, RoundingMode.UP)
    positive = [amount for amount in amounts if amount > 0]
    if not op.pro_rata or not positive:
        return [amounts[0] + short, *amounts[1:]]
    added = iter(share_out(short, positive, op.unit))
    return [amount + next(added) if amount > 0 else amount for amount in amounts]
