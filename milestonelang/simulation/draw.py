"""Draw courses: figures and events of every period, the same for the same seed on every machine.

In: how each figure is drawn, how likely each event is, a seed and a number. Out: that scenario.
Promised: the scenario of a number does not depend on how many there are; whole numbers only are
drawn, so that no figure is rounded in binary.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from random import Random

from milestonelang.ir import Exact
from milestonelang.simulation.model import Chance, Drawn, Scenario

_FINE = 1_000_000


def scenario(
    drawn: Sequence[Drawn], chances: Sequence[Chance], periods: int, seed: int, number: int
) -> Scenario:
    """Return one scenario. Figures from the past are drawn together, so that they go together."""
    random = Random(f"{seed} {number}")
    past = max((len(each.past) for each in drawn), default=0)
    places = [random.randrange(past) if past else 0 for _ in range(periods)]
    figures: dict[str, tuple[Exact, ...]] = {}
    for each in drawn:
        if each.past:
            figures[each.name] = tuple(each.past[place % len(each.past)] for place in places)
        elif each.fixed:
            figures[each.name] = (_value(each, random),) * periods
        else:
            figures[each.name] = tuple(_value(each, random) for _ in range(periods))
    events = {
        each.name: random.randrange(periods)
        for each in chances
        if random.randrange(_FINE) < each.share * _FINE
    }
    return Scenario(figures, events)


def _value(drawn: Drawn, random: Random) -> Exact:
    if drawn.words:
        return drawn.words[random.randrange(len(drawn.words))]
    low, high = drawn.low, drawn.high
    if drawn.likely is None:
        return on_step(drawn, low + (high - low) * _part(random))
    # Up to the likely figure, and from there on, the larger of two even draws lies nearer to it.
    below = drawn.likely - low
    whole = high - low
    near = max(_part(random), _part(random))
    if whole and random.randrange(_FINE) < below / whole * _FINE:
        return on_step(drawn, low + below * near)
    return on_step(drawn, high - (high - drawn.likely) * near)


def _part(random: Random) -> Fraction:
    return Fraction(random.randrange(_FINE + 1), _FINE)


def on_step(drawn: Drawn, value: Fraction) -> Fraction:
    """Return the figure at or below a value that the declared range has."""
    step = drawn.step or Fraction(1, 1_000_000)
    return drawn.low + floor((value - drawn.low) / step) * step
