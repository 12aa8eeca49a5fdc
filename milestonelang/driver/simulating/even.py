"""From which level of a figure on nothing is lost, all others as usual.

In: what is drawn, how many periods, and a function that says what is left at many levels at once.
Out: the lowest level, the same in every period, from which on every level looked at loses nothing:
forty parts of the range are looked at, then forty of the part in which it begins, down to the step.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from milestonelang.data.words import in_words
from milestonelang.driver.simulating.given import Prepared
from milestonelang.simulation.model import Drawn
from milestonelang.types import Money

_LEVELS = 40
Left = Callable[[Mapping[str, Any], int], Sequence[Fraction | None]]


def levels_of(prepared: Prepared, periods: int, left: Left) -> tuple[tuple[str, str], ...]:
    """Return the level of each figure of money that has one, in words."""
    found = []
    for each in prepared.drawn:
        if isinstance(each.type, Money) and not each.words and not each.fixed:
            level = _level(prepared, each, periods, left)
            if level is not None:
                found.append((each.name, in_words(each.value(level), each.type)))
    return tuple(found)


def _level(prepared: Prepared, drawn: Drawn, periods: int, left: Left) -> int | None:
    # Of past figures any level between the least and the most may be looked at.
    step = 1 if drawn.past else drawn.step
    start, steps = drawn.low, (drawn.high - drawn.low) // step
    low, high = 0, steps
    found: int | None = None
    while True:
        places = sorted({low + (high - low) * part // _LEVELS for part in range(_LEVELS + 1)})
        levels = [start + each * step for each in places]
        amounts = left(_columns(prepared, drawn, periods, levels), len(places))
        good = [each is not None and each >= 0 for each in amounts]
        if not good[-1]:
            return found
        first = len(good)
        while first and good[first - 1]:
            first -= 1
        found = start + places[first] * step
        if first == 0 or places[first] - places[first - 1] == 1:
            return found
        low, high = places[first - 1], places[first]


def _columns(
    prepared: Prepared, drawn: Drawn, periods: int, levels: Sequence[int]
) -> dict[str, Any]:
    import numpy

    found: dict[str, Any] = {}
    for each in prepared.drawn:
        numbers = levels if each.name == drawn.name else [prepared.usual[each.name]] * len(levels)
        row = numpy.array(numbers, numpy.int64)
        found[each.name] = row if each.fixed else numpy.tile(row, (periods, 1))
    if prepared.rows is not None:
        # Of rows there is no middle: they come as they came, over and over.
        own = prepared.rows.drawn
        order = numpy.array([own.past[at % len(own.past)] for at in range(periods)])
        found[own.name] = numpy.tile(order[:, None], (1, len(levels)))
    return found
