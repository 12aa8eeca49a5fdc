"""Measure what was paid: means, quantiles and bars, in exact arithmetic.

In: the amounts of all scenarios. Out: how they lie. A mean is rounded to the cent, half away from
zero; a quantile is an amount that occurred.
"""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang.primitives.numbers import round_to
from milestonelang.simulation.model import Amounts, Spread
from milestonelang.types import RoundingMode

QUANTILES = (5, 25, 50, 75, 95)
BARS = 20
_CENT = Fraction(1, 100)


def spread(amounts: Amounts) -> Spread | None:
    """Return how amounts lie, or None where none is known."""
    known = sorted(each for each in amounts if each is not None)
    if not known:
        return None
    return Spread(
        mean=mean(known),
        lowest=known[0],
        quantiles=tuple((each, quantile(known, each)) for each in QUANTILES),
        highest=known[-1],
        pending=len(amounts) - len(known),
    )


def mean(amounts: Sequence[Fraction]) -> Fraction:
    """Return the mean, to the cent."""
    whole = sum(amounts, Fraction(0)) / len(amounts)
    return round_to(whole, _CENT, RoundingMode.HALF_UP)


def quantile(ordered: Sequence[Fraction], percent: int) -> Fraction:
    """Return the smallest amount that *percent* of a hundred of all do not exceed."""
    place = -(-len(ordered) * percent // 100) - 1
    return ordered[max(place, 0)]


def bars(amounts: Amounts) -> tuple[tuple[Fraction, Fraction, int], ...]:
    """Return how many amounts lie in each of equal parts between the least and the most."""
    known = [each for each in amounts if each is not None]
    low, high = min(known, default=Fraction(0)), max(known, default=Fraction(0))
    if low == high:
        return ((low, high, len(known)),) if known else ()
    width = (high - low) / BARS
    counts = [0] * BARS
    for each in known:
        counts[min(int((each - low) / width), BARS - 1)] += 1
    return tuple(
        (low + width * place, low + width * (place + 1), count)
        for place, count in enumerate(counts)
    )
