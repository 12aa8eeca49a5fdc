"""Figures of many runs, drawn where something changes, and the changes that a comparison asks for.

In: how a figure may lie, and the values at which something changes, as whole numbers of a screen.
Out: columns [period, run], every number of which the figure can have.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from milestonelang import records
from milestonelang.backends.proof.chance import Chance
from milestonelang.backends.proof.model import Change, Compared, Figure, Screen
from milestonelang.ir import Exact

_FEW = 12
_LARGEST_TIE = 1 << 31


@records.frozen(eq=False)
class Coded:
    """A figure as numbers of a screen. *step* is 1 where every number of the range will do.

    *small* is the least change that is tried, and *usual* what it is where it does not matter. A
    share of a number is half a unit where the number is half of one of *ties* beyond a multiple.
    """

    name: str
    near: Any
    low: int
    high: int
    step: int
    small: int
    usual: int
    is_number: bool
    fixed: bool
    ties: Any
    unit: Fraction | None


def coded(
    figure: Figure,
    near: Sequence[Exact],
    screen: Screen,
    small: Fraction,
    rates: Sequence[Fraction],
) -> Coded | None:
    """Return a figure as numbers; None where hardly any value of it is one.

    *rates* are what one of it may come to in units that are rounded to.
    """
    import numpy

    codes = [code for each in near if (code := screen.code(figure.name, each)) is not None]
    if not codes:
        return None
    step = least = 1
    unit = screen.value(figure.name, 1) if figure.is_number else None
    if isinstance(unit, Fraction):
        steps = (figure.step or unit) / unit
        if steps.denominator != 1 and steps.numerator != 1:
            return None
        # Where the columns are coarser than the steps of the range, each number is on a step.
        step, least = max(1, int(steps)), int(small / unit)
    usual = screen.code(figure.name, figure.usual)
    return Coded(
        figure.name,
        numpy.array(codes, numpy.int64),
        min(codes),
        max(codes),
        step,
        max(step, least),
        codes[0] if usual is None else usual,
        figure.is_number,
        figure.fixed,
        numpy.array(_ties(unit, rates), numpy.int64),
        unit if isinstance(unit, Fraction) else None,
    )


def _ties(unit: Exact | None, rates: Sequence[Fraction]) -> list[int]:
    """Return, for each rate, after how many numbers it comes to another whole and a half."""
    if not isinstance(unit, Fraction):
        return []
    over = {(rate * unit).denominator for rate in rates}
    return sorted(each for each in over if each % 2 == 0 and each < _LARGEST_TIE)


def series(figure: Coded, chance: Chance, periods: int, width: int) -> Any:
    """Draw a figure: the same throughout, but for a few periods, or anew in each."""
    import numpy

    anew = _values(figure, chance, (periods, width))
    style = chance.below(100, (width,))
    if figure.fixed:
        return numpy.broadcast_to(anew[0], (periods, width)).copy()
    other = _values(figure, chance, (width,))
    one_of_two = numpy.where(chance.below(100, (periods, width)) < 30, other, anew[0])
    found = numpy.where(style < 30, anew[0], numpy.where(style < 65, one_of_two, anew))
    if not figure.is_number:
        return found
    # Now and then a few cents apart, and where a share is half a cent.
    apart = (chance.below(2 * _FEW + 1, (periods, width)) - _FEW) * figure.small
    found = numpy.where(style >= 88, anew[0] + apart, found)
    if len(figure.ties):
        every = chance.of(figure.ties, (width,))
        tied = found // every * every + every // 2
        is_tied = (style % 4 == 0) & (chance.below(100, (periods, width)) < 50)
        found = numpy.where(is_tied, tied, found)
    return snapped(figure, found)


def alike(figures: Sequence[Coded], columns: dict[str, Any], chance: Chance) -> None:
    """Make figures of one kind nearly equal in some runs, since terms compare them."""
    import numpy

    numbers = [each for each in figures if each.unit is not None and not each.fixed]
    for one, other in pairwise(numbers):
        if one.unit != other.unit:
            continue
        shape = columns[other.name].shape
        near = columns[one.name] + (chance.below(3, shape) - 1) * other.small
        chosen = (chance.below(100, (shape[1],)) < 8) & (near >= other.low) & (near <= other.high)
        columns[other.name] = numpy.where(chosen, snapped(other, near), columns[other.name])


def _values(figure: Coded, chance: Chance, shape: tuple[int, ...]) -> Any:
    import numpy

    near = chance.of(figure.near, shape)
    if not figure.is_number:
        return near
    style = chance.below(100, shape)
    wide = figure.high - figure.low
    anywhere = figure.low + wide // 1000 * chance.below(1001, shape)
    small = figure.low + wide // 100_000 * chance.below(101, shape)
    return snapped(figure, numpy.where(style < 75, near, numpy.where(style < 85, small, anywhere)))


def snapped(figure: Coded, numbers: Any) -> Any:
    """Return the nearest numbers downwards that the figure can have, within its ends."""
    import numpy

    inside = numpy.clip(numbers, figure.low, figure.high)
    if figure.step == 1:
        return inside
    return figure.low + (inside - figure.low) // figure.step * figure.step


def corners(figures: Sequence[Coded], most: int) -> dict[str, Sequence[int]]:
    """Return runs in which each figure is as usual, then all combinations of their ends."""
    moved = [each for each in figures if each.is_number][:most]
    found: dict[str, Sequence[int]] = {
        each.name: [each.usual] * (1 + 2 ** len(moved)) for each in figures
    }
    for place, each in enumerate(moved):
        sides = [number >> place & 1 for number in range(2 ** len(moved))]
        found[each.name] = [each.usual, *(each.low if side else each.high for side in sides)]
    return found


@records.frozen(eq=False)
class Pairs:
    """The second runs: the columns that differ, in which period first, and which are a change."""

    column: Any
    at: Any
    valid: Any


def altered(
    claim: Compared, figure: Coded, by: Fraction, column: Any, term: int, chance: Chance
) -> Pairs:
    """Change a figure as a comparison says, each run in a period of its own."""
    import numpy

    width = column.shape[1]
    last = term - 1 if claim.change is Change.LATER else term
    runs = numpy.arange(width)
    at = chance.below(1 if figure.fixed else max(last, 1), (width,))
    value = column[at, runs]
    to = snapped(figure, _targets(claim, figure, by, value, chance))
    second = column.copy()
    valid = _is_change(claim, by, value, to)
    if figure.fixed:
        second[:] = to
    else:
        second[at, runs] = to
    if claim.change is Change.LATER:
        if last < 1:
            return Pairs(second, at, numpy.zeros(width, bool))
        later = column[at + 1, runs] + value - to
        second[at + 1, runs] = later
        valid &= snapped(figure, later) == later
    return Pairs(second, at, valid)


def _targets(claim: Compared, figure: Coded, by: Fraction, value: Any, chance: Chance) -> Any:
    import numpy

    shape = value.shape
    style = chance.below(100, shape)
    match claim.change:
        case Change.RISES | Change.FALLS:
            sign = 1 if claim.change is Change.RISES else -1
            near = chance.of(figure.near, shape)
            beyond = (near - value) * sign > 0
            return numpy.where((style < 50) & beyond, near, value + sign * figure.small)
        case Change.BY | Change.SHARE:
            most = numpy.full(shape, int(by))
            if claim.change is Change.SHARE:
                most = abs(value) // by.denominator * by.numerator
                most += abs(value) % by.denominator * by.numerator // by.denominator
            most = most // figure.step * figure.step
            least = numpy.minimum(most, figure.small)
            moves = [most, -most, least]
            return value + numpy.select([style < 35, style < 70, style < 85], moves, -least)
        case Change.LATER:
            lowest = numpy.full(shape, figure.low)
            nought = numpy.full(shape, max(figure.low, 0))
            return numpy.select(
                [style < 30, style < 55, style < 80],
                [nought, value // 2, value - figure.small],
                lowest,
            )


def _is_change(claim: Compared, by: Fraction, before: Any, after: Any) -> Any:
    apart = after - before
    match claim.change:
        case Change.RISES:
            return apart > 0
        case Change.FALLS | Change.LATER:
            return apart < 0
        case Change.BY:
            return (apart != 0) & (abs(apart) <= int(by))
        case Change.SHARE:
            most = abs(before) // by.denominator * by.numerator
            most = most + abs(before) % by.denominator * by.numerator // by.denominator
            return (apart != 0) & (abs(apart) <= most)
