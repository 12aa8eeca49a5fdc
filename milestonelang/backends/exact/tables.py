"""Tables: bands, straight lines between points, rows by name.

A band table is given by its cut points; each cut belongs to the band below it or to the one above.
Only the rates that the base reaches count, so an unknown rate further up does not matter.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from milestonelang import ir
from milestonelang.backends.exact.frame import Frame, Step
from milestonelang.backends.exact.values import (
    ZERO,
    Amount,
    CutsNotRising,
    OutsideTable,
    Unknown,
    because,
    join,
    total,
)


def bands(op: ir.Bands, origin: int) -> Step:
    """Compile a band table applied to a base."""
    not_rising = because(CutsNotRising(origin))
    outside = because(OutsideTable(origin))

    def step(frame: Frame) -> object:
        now = frame.now
        base = now[op.base]
        cuts = [now[id] for id in op.cuts]
        if base.__class__ is Unknown or Unknown in {cut.__class__ for cut in cuts}:
            return join((base, *cuts))
        if not _rises(cuts):
            return not_rising
        rates = [now[id] for id in op.rates]
        entering = [now[id] for id in op.entering] or [ZERO] * len(rates)

        def apply(x: Fraction) -> Amount:
            reached = _reached(x, cuts, op.includes)
            if reached == len(rates):
                return outside
            if op.kind is ir.BandKind.MARGINAL:
                return _marginal(x, cuts, rates, entering[: reached + 1])
            rate = rates[reached]
            if op.kind is ir.BandKind.WHOLE_AMOUNT:
                rate = _times(rate, x)
            return total((rate, entering[reached]))

        return _below_zero(apply, base, op.below_zero)

    return step


def interpolate(op: ir.Interpolate, origin: int) -> Step:
    """Compile straight lines between points."""
    not_rising = because(CutsNotRising(origin))

    def step(frame: Frame) -> object:
        now = frame.now
        base = now[op.base]
        points = [now[id] for id in op.at]
        if base.__class__ is Unknown or Unknown in {at.__class__ for at in points}:
            return join((base, *points))
        if not _rises(points):
            return not_rising
        gives = [now[id] for id in op.gives]
        return _below_zero(lambda x: _line(x, points, gives, op.continued), base, op.below_zero)

    return step


def by_name(op: ir.ByName, origin: int) -> Step:
    """Compile the row that stands beside a name."""
    rows = dict(zip(op.names, op.gives, strict=True))
    outside = because(OutsideTable(origin))

    def step(frame: Frame) -> object:
        base = frame.now[op.base]
        if base.__class__ is Unknown:
            return base
        row = rows.get(base, op.otherwise)
        return outside if row is None else frame.now[row]

    return step


def given_alone(op: ir.Bands | ir.Interpolate, values: Sequence[Fraction]) -> Fraction | None:
    """Return what a table gives outside any period, on the values of its arguments by their ids.

    None where it gives nothing there.
    """
    frame = Frame.__new__(Frame)  # a table reads the values and nothing else of a period
    frame.now = list(values)
    compiled = bands(op, 0) if isinstance(op, ir.Bands) else interpolate(op, 0)
    found = compiled(frame)
    return found if isinstance(found, Fraction) else None


def _below_zero(apply: Callable[[Fraction], Amount], base: Fraction, rule: ir.BelowZero) -> Amount:
    if base >= 0 or rule is ir.BelowZero.AS_IT_IS:
        return apply(base)
    if rule is ir.BelowZero.NOTHING:
        return ZERO
    mirrored = apply(-base)
    return mirrored if isinstance(mirrored, Unknown) else -mirrored


def _reached(x: Fraction, cuts: Sequence[Fraction], includes: Sequence[bool]) -> int:
    """Return the index of the band that holds *x*."""
    for index, cut in enumerate(cuts):
        if x < cut or (x == cut and includes[index]):
            return index
    return len(cuts)


def _marginal(
    x: Fraction, cuts: Sequence[Fraction], rates: Sequence[Amount], entering: Sequence[Amount]
) -> Amount:
    """Add up, from zero to *x*, each band's rate on the part inside the band."""
    low, high = min(x, ZERO), max(x, ZERO)
    found: list[Amount] = []
    for index, rate in enumerate(rates):
        start = low if index == 0 else max(low, cuts[index - 1])
        end = min(high, cuts[index]) if index < len(cuts) else high
        if end > start:
            found.append(_times(rate, end - start if x > 0 else start - end))
    return total((*found, *entering))


def _line(x: Fraction, at: Sequence[Fraction], gives: Sequence[Any], continued: bool) -> Amount:
    if len(at) == 1 or (x <= at[0] and not continued):
        found: Amount = gives[0]
        return found
    if x >= at[-1] and not continued:
        last: Amount = gives[-1]
        return last
    right = next((index for index in range(1, len(at)) if x <= at[index]), len(at) - 1)
    left = right - 1
    for side in (left, right):
        if x == at[side]:
            exactly: Amount = gives[side]
            return exactly
    if Unknown in (gives[left].__class__, gives[right].__class__):
        return join((gives[left], gives[right]))
    rise: Fraction = gives[right] - gives[left]
    start: Fraction = gives[left]
    return start + rise * (x - at[left]) / (at[right] - at[left])


def _times(rate: Amount, x: Fraction) -> Amount:
    return rate if isinstance(rate, Unknown) else rate * x


def _rises(cuts: Sequence[Fraction]) -> bool:
    return all(lower < upper for lower, upper in pairwise(cuts))
