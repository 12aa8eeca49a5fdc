"""Between which values an amount lies.

Promised: a result is never narrower than the truth; a bound that is not known is None.
"""

from collections.abc import Iterable
from fractions import Fraction

from milestonelang import records

Bound = Fraction | None
_ZERO = Fraction(0)


@records.frozen
class Interval:
    """All values from *low* to *high*, both included."""

    low: Bound
    high: Bound

    @property
    def may_be_negative(self) -> bool:
        """Whether nothing says that every value is zero or above."""
        return self.low is None or self.low < 0

    def hull(self, other: "Interval") -> "Interval":
        """Return the smallest interval that holds both."""
        return hull((self, other))

    def meet(self, other: "Interval") -> "Interval":
        """Return what lies in both, of which each is known to hold the value."""
        lows = [low for low in (self.low, other.low) if low is not None]
        highs = [high for high in (self.high, other.high) if high is not None]
        return Interval(max(lows, default=None), min(highs, default=None))

    def plus(self, other: "Interval") -> "Interval":
        """Return where a sum lies."""
        return Interval(_sum(self.low, other.low), _sum(self.high, other.high))

    def negated(self) -> "Interval":
        """Return where the negative lies."""
        return Interval(
            None if self.high is None else -self.high, None if self.low is None else -self.low
        )

    def minus(self, other: "Interval") -> "Interval":
        """Return where a difference lies."""
        return self.plus(other.negated())

    def times(self, other: "Interval") -> "Interval":
        """Return where a product lies."""
        if NOTHING in (self, other):
            return NOTHING
        if not self.may_be_negative and not other.may_be_negative:
            assert self.low is not None and other.low is not None
            return Interval(self.low * other.low, _product(self.high, other.high))
        ends = [_product(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        known = [end for end in ends if end is not None]
        if len(known) < len(ends):
            return ANY
        return Interval(min(known), max(known))

    def divided_by(self, other: "Interval") -> "Interval":
        """Return where a quotient lies; anywhere if the divisor may be zero."""
        if other.low is not None and other.low > 0:
            inverse = Interval(_ZERO if other.high is None else 1 / other.high, 1 / other.low)
            return self.times(inverse)
        if other.low is not None and other.low == 0 and not self.may_be_negative:
            return Interval(_ZERO, None)
        return ANY

    def no_less_than_zero(self) -> "Interval":
        """Return the part at zero and above, with zero in place of what is below."""
        low = _ZERO if self.low is None else max(self.low, _ZERO)
        return Interval(low, None if self.high is None else max(self.high, _ZERO))


ANY = Interval(None, None)
NOTHING = Interval(_ZERO, _ZERO)
FROM_ZERO = Interval(_ZERO, None)


def exactly(value: Fraction) -> Interval:
    """Return the interval of one value."""
    return Interval(value, value)


def hull(items: Iterable[Interval]) -> Interval:
    """Return the smallest interval that holds all of *items*; anywhere for none."""
    found = tuple(items)
    lows = [item.low for item in found if item.low is not None]
    highs = [item.high for item in found if item.high is not None]
    return Interval(
        min(lows) if lows and len(lows) == len(found) else None,
        max(highs) if highs and len(highs) == len(found) else None,
    )


def lesser(items: Iterable[Interval]) -> Interval:
    """Return where the least of some amounts lies."""
    found = tuple(items)
    highs = [item.high for item in found if item.high is not None]
    return Interval(hull(found).low, min(highs) if highs else None)


def greater(items: Iterable[Interval]) -> Interval:
    """Return where the greatest of some amounts lies."""
    return lesser(item.negated() for item in items).negated()


def _sum(one: Bound, other: Bound) -> Bound:
    return None if one is None or other is None else one + other


def _product(one: Bound, other: Bound) -> Bound:
    return None if one is None or other is None else one * other
