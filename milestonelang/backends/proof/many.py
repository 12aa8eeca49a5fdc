"""Which of many runs violate a claim: the same question as `check` asks of one, of whole columns.

In: a claim, the values of many runs. Out: a mask of runs. It is a screen and no verdict: whoever
uses it replays what it lets through.
"""

from collections.abc import Mapping, Sequence
from math import ceil, floor, lcm
from typing import Any

from milestonelang import ir
from milestonelang.backends.proof.model import Bounded, Compared, Holds, Many, Reach
from milestonelang.ir import ValueId
from milestonelang.primitives.periods import window_key

Values = Mapping[ValueId, Many]
_LARGEST = 1 << 62


def violating(claim: Holds | Bounded | Reach, values: Values, program: ir.Program) -> Any:
    """Return which runs violate a claim about one run (or reach what is to be reached)."""
    match claim:
        case Holds(condition):
            return is_false(values[condition]).any(axis=0)
        case Bounded():
            return _beyond(claim, values, program)
        case Reach():
            return _reached(claim, values[claim.condition])


def differing(claim: Compared, first: Many, second: Many, at: Any) -> Any:
    """Return which pairs of runs differ by more than they may, changed in the periods *at*."""
    import numpy

    apart = second.numbers - first.numbers
    sure: Any = numpy.ones(apart.shape, bool)
    for each in (first, second):
        if each.known is not None:
            sure &= each.known
    if claim.total:
        apart, sure = apart.sum(axis=0), sure.all(axis=0)
    else:
        pairs = numpy.arange(apart.shape[1])
        apart, sure = apart[at, pairs], sure[at, pairs]
    found = numpy.zeros(apart.shape, bool)
    if claim.lowest is not None:
        found |= apart < ceil(claim.lowest * first.scale)
    if claim.highest is not None:
        found |= apart > floor(claim.highest * first.scale)
    return found & sure


def is_false(condition: Many) -> Any:
    """Return where a truth is known to be false."""
    false = condition.numbers == 0
    return false if condition.known is None else false & condition.known


def _beyond(claim: Bounded, values: Values, program: ir.Program) -> Any:
    import numpy

    amount, limit = values[claim.amount], values[claim.limit]
    within = None if claim.within is None else values[claim.within]
    scale = lcm(amount.scale, limit.scale, 1 if within is None else within.scale)
    windows: dict[int, list[int]] = {}
    for period in program.periods:
        windows.setdefault(window_key(claim.window, period), []).append(period.index)
    found: Any = numpy.zeros(amount.numbers.shape[1], bool)
    for indexes in windows.values():
        last = indexes[-1]
        total = _scaled(amount.numbers[indexes].sum(axis=0), scale // amount.scale)
        most = _scaled(limit.numbers[last], scale // limit.scale)
        room = 0 if within is None else _scaled(within.numbers[last], scale // within.scale)
        sure = _sure(amount, indexes) & _sure(limit, [last])
        if within is not None:
            sure &= _sure(within, [last])
        found |= ((total > most + room) if claim.at_most else (total < most - room)) & sure
    return found


def _scaled(numbers: Any, factor: int) -> Any:
    """Return numbers times a factor; those that would leave 64 bits are of no use to a screen."""
    import numpy

    most = _LARGEST // factor
    return numpy.clip(numbers, -most, most) * factor


def _sure(many: Many, indexes: Sequence[int]) -> Any:
    import numpy

    if many.known is None:
        return numpy.ones(many.numbers.shape[1], bool)
    return many.known[indexes].all(axis=0)


def _reached(claim: Reach, condition: Many) -> Any:
    import numpy

    periods, width = condition.numbers.shape
    if claim.until is not None:
        periods = min(periods, claim.until + 1)
    known = condition.known
    done = numpy.zeros(width, numpy.int64)
    for index in range(periods):
        wanted = numpy.array([*claim.pattern, True])[done]
        met = (condition.numbers[index] != 0) == wanted
        if known is not None:
            met &= known[index]
        done += met & (done < len(claim.pattern))
    return done == len(claim.pattern)
