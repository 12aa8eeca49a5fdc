"""Balances: accounts that carry an amount from period to period, in lots.

Takes of payment lines come first, then what lines put in, then the balance's own lines in their
order, then its limit, then what is too old goes. The oldest lot is taken first. A balance does not
fall below zero unless it may; what it owes then is one negative amount that later additions fill.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, assert_never

from milestonelang import ir, records
from milestonelang.backends.exact.frame import Calendar, Fed, Frame, Stateful
from milestonelang.backends.exact.values import ZERO, Amount, Truth, Unknown, join


@records.frozen
class Lots:
    """What a balance holds: (day, amount) with the oldest first, or what it owes."""

    items: tuple[tuple[int, Fraction], ...] = ()
    owed: Fraction = ZERO

    @property
    def total(self) -> Fraction:
        """The amount of the balance."""
        return sum((amount for _, amount in self.items), -self.owed)


State = Lots | Unknown


def start(op: ir.BalanceStart) -> Fed[Amount | None]:
    """Compile what a balance holds at the start of a period."""

    def read(before: Amount | None, frame: Frame) -> object:
        if before is not None:
            return before
        return ZERO if op.opens_at is None else frame.now[op.opens_at]

    def finish(before: Amount | None, frame: Frame) -> Amount:
        end: Amount = frame.now[op.movements]["end"]
        return end

    return Fed(None, read, finish)


def movements(op: ir.Movements, calendar: Calendar) -> Stateful[State | None]:
    """Compile what happens to a balance in a period."""

    def step(before: State | None, frame: Frame) -> tuple[dict[str, Amount], State]:
        now, today = frame.now, frame.period.end
        lots = _opening(now[op.start], frame) if before is None else before
        for id in op.takes:
            lots = _changed(lots, now[id], lambda kept, amount: _take(op, kept, amount, today))
        for id in op.puts:
            lots = _changed(lots, now[id], lambda kept, amount: _put(op, kept, amount, today))
        parts: dict[str, Amount] = {}
        for index, move in enumerate(op.moves):
            lots, parts[f"moved {index}"] = _moved(op, move, lots, frame)
        if op.at_most is not None:
            after = _changed(lots, now[op.at_most], _cut_newest)
            parts["cut off"] = _fall(lots, after)
            lots = after
        after = lots if isinstance(lots, Unknown) else _expire(op, lots, today, calendar)
        parts["expired"] = _fall(lots, after)
        parts["end"] = after if isinstance(after, Unknown) else after.total
        return parts, after

    return Stateful(None, step)


def _opening(amount: Any, frame: Frame) -> State:
    """Return the lots of a balance that opens; what it opens with was there before the period."""
    if isinstance(amount, Unknown):
        return amount
    if amount < 0:
        return Lots((), -amount)
    return Lots(((frame.period.start - 1, amount),) if amount else ())


def _changed(lots: State, amount: Any, change: Callable[[Lots, Fraction], Lots]) -> State:
    if isinstance(lots, Unknown) or isinstance(amount, Unknown):
        return join((lots, amount))
    return change(lots, amount)


def _put(op: ir.Movements, lots: Lots, amount: Fraction, today: int) -> Lots:
    """Return the lots after an addition, which first makes up what is owed."""
    if amount < 0:
        return _take(op, lots, -amount, today)
    made_up = min(amount, lots.owed)
    rest = amount - made_up
    items = (*lots.items, (today, rest)) if rest else lots.items
    return Lots(items, lots.owed - made_up)


def _take(op: ir.Movements, lots: Lots, amount: Fraction, today: int) -> Lots:
    """Return the lots after a take, the oldest first; beyond them only if that is allowed."""
    if amount < 0:
        return _put(op, lots, -amount, today)
    items = list(lots.items)
    while items and amount > 0:
        day, there = items.pop(0)
        if there > amount:
            items.insert(0, (day, there - amount))
        amount -= min(there, amount)
    return Lots(tuple(items), lots.owed + (amount if op.may_fall_below else ZERO))


def _moved(op: ir.Movements, move: ir.Move, lots: State, frame: Frame) -> tuple[State, Amount]:
    """Return the lots after one of the balance's own lines, and what it moved."""
    now = frame.now
    holds: Truth = True if move.condition is None else now[move.condition]
    if holds is False:
        return lots, ZERO
    amount = now[move.value]
    if move.at_most is not None:
        most = now[move.at_most]
        doubt = Unknown in (amount.__class__, most.__class__)
        amount = join((amount, most)) if doubt else min(amount, most)
    after = _carried_out(op, move.kind, lots, amount, frame.period.end)
    if isinstance(holds, Unknown) and after != lots:
        after = join((holds, lots, after))
    fall = _fall(lots, after)
    if isinstance(fall, Unknown) or move.kind is ir.MoveKind.TAKES:
        return after, fall
    return after, -fall


def _carried_out(
    op: ir.Movements, kind: ir.MoveKind, lots: State, amount: Any, today: int
) -> State:
    match kind:
        case ir.MoveKind.ADDS:
            return _changed(lots, amount, lambda kept, more: _put(op, kept, more, today))
        case ir.MoveKind.TAKES:
            return _changed(lots, amount, lambda kept, less: _take(op, kept, less, today))
        case ir.MoveKind.BECOMES:
            # Whatever was there before does not matter, known or not.
            return amount if isinstance(amount, Unknown) else _put(op, Lots(), amount, today)
        case _:
            assert_never(kind)


def _cut_newest(lots: Lots, most: Fraction) -> Lots:
    """Return the lots without what goes beyond *most*, which is taken off the newest."""
    beyond = lots.total - max(most, ZERO)
    items = list(lots.items)
    while items and beyond > 0:
        day, there = items.pop()
        if there > beyond:
            items.append((day, there - beyond))
        beyond -= min(there, beyond)
    return Lots(tuple(items), lots.owed)


def _expire(op: ir.Movements, lots: Lots, today: int, calendar: Calendar) -> Lots:
    """Return the lots that are neither too old nor past their day."""
    if op.expires_on is not None and today >= op.expires_on:
        return Lots((), lots.owed)
    if op.expires_after is None:
        return lots
    count, unit = op.expires_after
    # Counted from the day after, so that the end of a month stays the end of a month.
    kept = tuple(lot for lot in lots.items if calendar.shift(lot[0] + 1, count, unit) > today + 1)
    return Lots(kept, lots.owed)


def _fall(before: State, after: State) -> Amount:
    if isinstance(before, Unknown) or isinstance(after, Unknown):
        return join((before, after))
    return before.total - after.total
