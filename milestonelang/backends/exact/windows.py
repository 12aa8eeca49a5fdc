"""Values over several periods: lags, totals, windows, and conditions that last.

The state is the history that is still needed. Unknown figures stay in a window as long as the
window holds them, and in a total until its window ends.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from milestonelang import ir
from milestonelang.backends.exact.frame import Calendar, Fed, Frame, Stateful
from milestonelang.backends.exact.values import (
    ZERO,
    Amount,
    BeforeTerm,
    Truth,
    Unknown,
    because,
    join,
    plus,
)
from milestonelang.ir.windows import window_bounds
from milestonelang.primitives.periods import window_key
from milestonelang.types import Aggregate

History = tuple[Any, ...]


def earlier(op: ir.Earlier, origin: int) -> Fed[History]:
    """Compile a lag."""
    before_term = because(BeforeTerm(origin))

    def read(history: History, frame: Frame) -> object:
        if frame.index >= op.periods:
            return history[0]
        return before_term if op.baseline is None else frame.now[op.baseline]

    def finish(history: History, frame: Frame) -> History:
        return (*history, frame.now[op.operand])[-op.periods :]

    return Fed((), read, finish)


def total_before(op: ir.TotalBefore, calendar: Calendar) -> Fed[tuple[int | None, Amount]]:
    """Compile the total of the earlier periods of a window."""
    keys = [window_key(op.window, period) for period in calendar.periods]

    def read(state: tuple[int | None, Amount], frame: Frame) -> Amount:
        key, before = state
        return before if key == keys[frame.index] else ZERO

    def finish(state: tuple[int | None, Amount], frame: Frame) -> tuple[int | None, Amount]:
        return keys[frame.index], plus(read(state, frame), frame.now[op.operand])

    return Fed((None, ZERO), read, finish)


def window_of(op: ir.WindowOf, origin: int, calendar: Calendar) -> Stateful[History]:
    """Compile an aggregate over a window of periods."""
    bounds = window_bounds(op, calendar.periods)
    before_term = because(BeforeTerm(origin))
    aggregate = _AGGREGATES[op.aggregate]
    short_window = because(BeforeTerm(origin, is_window=True))

    def step(history: History, frame: Frame) -> tuple[object, History]:
        history = (*history, frame.now[op.operand])
        first, last, full = bounds[frame.index]
        items = history[first:last]
        if not full and not op.as_many_as_there_are:
            return short_window, history
        for item in items:
            if item.__class__ is Unknown:
                return join(items), history
        if not items and op.aggregate not in _OF_NOTHING:
            return before_term, history
        return aggregate(items), history

    return Stateful((), step)


def consecutive(op: ir.Consecutive) -> Stateful[History]:
    """Compile whether a condition has held for some periods running."""

    def step(history: History, frame: Frame) -> tuple[Truth, History]:
        history = (*history, frame.now[op.condition])[-op.periods :]
        if len(history) < op.periods or False in history:
            return False, history
        return _true_unless_unknown(history), history

    return Stateful((), step)


def in_last(op: ir.InLast) -> Stateful[History]:
    """Compile whether a condition has held in some of the last periods."""

    def step(history: History, frame: Frame) -> tuple[Truth, History]:
        history = (*history, frame.now[op.condition])[-op.periods :]
        if len(history) < op.periods:
            return False, history
        held = history.count(True)
        if held >= op.times:
            return True, history
        if len(history) - history.count(False) < op.times:
            return False, history
        return join(history), history

    return Stateful((), step)


def ever_held(op: ir.EverHeld) -> Stateful[Truth]:
    """Compile whether a condition has held at any time so far."""

    def step(before: Truth, frame: Frame) -> tuple[Truth, Truth]:
        now = frame.now[op.condition]
        held = before is True or now is True
        result = held or (join((before, now)) if Unknown in (type(before), type(now)) else False)
        return result, result

    return Stateful(False, step)


def _true_unless_unknown(history: History) -> Truth:
    return join(history) if any(item.__class__ is Unknown for item in history) else True


def _median(items: History) -> object:
    ordered = sorted(items)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return Fraction(ordered[middle - 1] + ordered[middle]) / 2


def _count(items: History) -> Fraction:
    """Count the periods for which a condition holds, or which have a figure."""
    return Fraction(sum(item is not False for item in items))


# What can be said of no period at all.
_OF_NOTHING = {Aggregate.SUM, Aggregate.COUNT, Aggregate.COUNT_DISTINCT}

_AGGREGATES: dict[Aggregate, Callable[[History], object]] = {
    Aggregate.SUM: lambda items: sum(items, ZERO),
    Aggregate.AVERAGE: lambda items: sum(items, ZERO) / len(items),
    Aggregate.MEDIAN: _median,
    Aggregate.HIGHEST: max,
    Aggregate.LOWEST: min,
    Aggregate.COUNT: _count,
    Aggregate.COUNT_DISTINCT: lambda items: Fraction(len(set(items))),
    Aggregate.FIRST: lambda items: items[0],
    Aggregate.LAST: lambda items: items[-1],
    Aggregate.SHARE: lambda items: _count(items) / len(items),
}
