"""Measure what was paid in many scenarios: means, quantiles and bars, in whole numbers.

In: the amounts of scenarios, block by block. Out: how they lie. Promised: sums are exact and a mean
is rounded once, half away from zero, to the smallest unit of its currency; a quantile is an amount
that occurred, and the one that sorting all of them would give; neither depends on how scenarios are
cut into blocks. Memory grows with the root of their number: once there are many different amounts,
those far from every quantile are only counted.
"""

from fractions import Fraction
from math import isqrt, lcm
from typing import Any

from milestonelang import records
from milestonelang.primitives.numbers import round_to
from milestonelang.simulation.model import Spread
from milestonelang.types import RoundingMode

QUANTILES = (5, 25, 50, 75, 95)
BARS = 20
KEPT = 1 << 16  # different amounts that are kept
_FIRST = 1 << 15  # by so many scenarios it is told where bars begin and end
_WIDE = 6  # standard deviations on both sides of a quantile that are kept
_SAFE = 1 << 62


@records.frozen(eq=False)
class Amounts:
    """Amounts of scenarios, `numbers[i] / scale`; *known* is None where all are known."""

    numbers: Any
    scale: int
    known: Any = None


class Measure:
    """How amounts lie, as blocks of them are added."""

    def __init__(self, wide: int = _WIDE, has_bars: bool = False, kept: int = KEPT) -> None:
        self.scale = 1
        self.count = self.pending = self.total = self.below_zero = 0
        self.low: int | None = None
        self.high = 0
        self._wide, self._kept = wide, kept
        self._waiting: list[Any] = []
        self._size = 0
        self._values: Any = None  # in order, with how often each occurred
        self._counts: Any = None
        self._windows: list[tuple[int, int]] | None = None
        self._bars = _Bars() if has_bars else None

    @property
    def is_nothing(self) -> bool:
        """Whether every amount is known, and zero."""
        return not self.pending and not self.low and not self.high

    def add(self, amounts: Amounts) -> None:
        """Take the amounts of one block."""
        import numpy

        numbers = amounts.numbers
        if amounts.known is not None:
            self.pending += int((~amounts.known).sum())
            numbers = numbers[amounts.known]
        if not len(numbers):
            return
        numbers = self._scaled(numbers, amounts.scale)
        if self._bars is not None:
            self._bars.add(numbers)
        numbers = numpy.sort(numbers)
        self.count += len(numbers)
        self.total += _sum(numbers)
        self.below_zero += int(numpy.searchsorted(numbers, 0))
        first, last = int(numbers[0]), int(numbers[-1])
        self.low = first if self.low is None else min(self.low, first)
        self.high = last if self.count == len(numbers) else max(self.high, last)
        self._waiting.append(numbers)
        self._size += len(numbers)
        if self._size >= self._kept:
            self._compress()

    def spread(self, unit: Fraction) -> Spread | None:
        """Return how the amounts lie, the mean to a *unit*; None where no amount is known."""
        self._compress()
        if not self.count:
            return None
        assert self.low is not None
        return Spread(
            mean=round_to(self.mean, unit, RoundingMode.HALF_UP),
            lowest=Fraction(self.low, self.scale),
            quantiles=tuple(
                (each, Fraction(self._at(_place(self.count, each)), self.scale))
                for each in QUANTILES
            ),
            highest=Fraction(self.high, self.scale),
            pending=self.pending,
        )

    @property
    def mean(self) -> Fraction:
        """The exact mean of what is known."""
        return Fraction(self.total, self.scale * self.count) if self.count else Fraction(0)

    @property
    def undecided(self) -> bool:
        """Whether a quantile is among the amounts that were only counted."""
        self._compress()
        if self._windows is None or not self.count:
            return False
        found = [self._at(_place(self.count, each)) for each in QUANTILES]
        pairs = zip(found, self._windows, strict=True)
        return any(not low <= each <= high for each, (low, high) in pairs)

    def bars(self) -> tuple[tuple[Fraction, Fraction, int], ...]:
        """Return how many amounts lie in each part from the least to the most."""
        if self._bars is None or self.low is None:
            return ()
        return self._bars.found(self.low, self.high, self.scale)

    # ---- what is kept

    def _scaled(self, numbers: Any, scale: int) -> Any:
        """Return whole numbers at the common scale, which becomes finer where it has to."""
        import numpy

        if numbers.dtype == object:
            parts = [Fraction(each) / scale for each in numbers.tolist()]
            scale = lcm(*(each.denominator for each in parts))
            numbers = numpy.array([*(int(each * scale) for each in parts), None], object)[:-1]
        whole = lcm(self.scale, scale)
        if whole != self.scale:
            self._rescale(whole // self.scale)
            self.scale = whole
        return _times(numbers, whole // scale)

    def _rescale(self, by: int) -> None:
        self.total *= by
        self.low = None if self.low is None else self.low * by
        self.high *= by
        self._waiting = [_times(each, by) for each in self._waiting]
        if self._values is not None:
            self._values = _times(self._values, by)
        if self._windows is not None:
            self._windows = [(low * by, high * by) for low, high in self._windows]
        if self._bars is not None:
            self._bars.rescale(by)

    def _compress(self) -> None:
        """Put in order what waits, and only count what lies far from every quantile."""
        import numpy

        if self._waiting:
            waiting = [numpy.unique(each, return_counts=True) for each in self._waiting]
            if self._values is not None:
                waiting.append((self._values, self._counts))
            values = numpy.concatenate([each for each, _ in waiting])
            counts = numpy.concatenate([each for _, each in waiting])
            order = numpy.argsort(values, kind="stable")
            self._values, self._counts = _merged(values[order], counts[order])
            self._waiting, self._size = [], 0
        if self._values is None or len(self._values) <= self._kept:
            return
        self._windows = self._narrowed()
        keeps = numpy.zeros(len(self._values), bool)
        for low, high in self._windows:
            first = numpy.searchsorted(self._values, low)
            last = numpy.searchsorted(self._values, high, "right")
            keeps[first:last] = True
        # One amount stands for all that lie between two windows.
        begins = keeps.copy()
        begins[0] = True
        begins[1:] |= keeps[:-1]
        starts = numpy.flatnonzero(begins)
        self._counts = numpy.add.reduceat(self._counts, starts)
        self._values = self._values[starts]

    def _narrowed(self) -> list[tuple[int, int]]:
        found = []
        for place, percent in enumerate(QUANTILES):
            middle = _place(self.count, percent)
            off = self._wide * (isqrt(self.count * percent * (100 - percent)) // 100 + 1)
            low = self._at(max(middle - off, 0))
            high = self._at(min(middle + off, self.count - 1))
            if self._windows is not None:
                old_low, old_high = self._windows[place]
                low, high = max(low, old_low), min(high, old_high)
            found.append((low, high))
        return found

    def _at(self, place: int) -> int:
        """Return the amount at a place of the order."""
        import numpy

        ends = numpy.cumsum(self._counts)
        return int(self._values[numpy.searchsorted(ends, place, "right")])


class _Bars:
    """Counts amounts in equal parts; where those begin and end is told by the first amounts."""

    def __init__(self) -> None:
        self._first: list[Any] = []
        self._size = 0
        self._ends: tuple[int, int] | None = None
        self._counts = [0] * BARS

    def add(self, numbers: Any) -> None:
        """Count amounts, which come in the order of scenarios."""
        if self._ends is not None:
            self._count(numbers)
            return
        room = _FIRST - self._size
        self._first.append(numbers[:room])
        self._size += len(numbers[:room])
        if self._size == _FIRST:
            self._settle()
            self._count(numbers[room:])

    def rescale(self, by: int) -> None:
        """Take amounts at a finer scale from now on."""
        self._first = [_times(each, by) for each in self._first]
        if self._ends is not None:
            self._ends = (self._ends[0] * by, self._ends[1] * by)

    def found(self, low: int, high: int, scale: int) -> tuple[tuple[Fraction, Fraction, int], ...]:
        """Return the parts; the first and the last reach to the least and the most."""
        if self._ends is None:
            self._settle()
        assert self._ends is not None
        if low == high:
            return ((Fraction(low, scale), Fraction(high, scale), sum(self._counts)),)
        start, end = self._ends
        width = Fraction(end - start, BARS * scale)
        edges = [Fraction(start, scale) + width * place for place in range(BARS + 1)]
        edges[0], edges[-1] = Fraction(low, scale), Fraction(high, scale)
        return tuple(zip(edges, edges[1:], self._counts, strict=False))

    def _settle(self) -> None:
        first = self._first
        self._ends = (
            min(int(each.min()) for each in first),
            max(int(each.max()) for each in first),
        )
        for each in first:
            self._count(each)
        self._first = []

    def _count(self, numbers: Any) -> None:
        import numpy

        if not len(numbers):
            return
        assert self._ends is not None
        low, high = self._ends
        parts = _times(numpy.clip(numbers, low, high) - low, BARS) // max(high - low, 1)
        places = numpy.minimum(parts, BARS - 1).astype(numpy.int64)
        for place, count in enumerate(numpy.bincount(places, minlength=BARS).tolist()):
            self._counts[place] += count


def _place(count: int, percent: int) -> int:
    """Return the place of the smallest amount that *percent* of a hundred of all do not exceed."""
    return max(-(-count * percent // 100) - 1, 0)


def _merged(values: Any, counts: Any) -> tuple[Any, Any]:
    """Return each of the values, which are in order, once, with how often it occurs in all."""
    import numpy

    begins = numpy.ones(len(values), bool)
    begins[1:] = values[1:] != values[:-1]
    starts = numpy.flatnonzero(begins)
    return values[starts], numpy.add.reduceat(counts, starts)


def _sum(ordered: Any) -> int:
    """Return the sum of numbers in order, whatever its size."""
    most = max(abs(int(ordered[0])), abs(int(ordered[-1])))
    if ordered.dtype != object and most * len(ordered) >= _SAFE:
        ordered = ordered.astype(object)
    return int(ordered.sum())


def _times(numbers: Any, by: int) -> Any:
    """Return numbers that many times as large, of any size where 64 bits may not hold them."""
    import numpy

    if by == 1:
        return numbers
    if numbers.dtype != object and len(numbers) and int(numpy.abs(numbers).max()) * by >= _SAFE:
        numbers = numbers.astype(object)
    return numbers * by
