"""Aggregates over rows, one value at a time, exactly.

In: values with their order and row numbers. Out: what was gathered. Promised: a sum or count of no
rows is 0; an average, median, share, highest, lowest, first or last of no rows is nothing; a row
that counts and has no value makes the result unknown, and is named.
"""

from abc import ABC, abstractmethod
from fractions import Fraction
from typing import Any

from milestonelang import records
from milestonelang.data.model import Exact
from milestonelang.types import Aggregate


@records.frozen
class Gathered:
    """An aggregate's value and the number of rows it counts.

    *empty_row* is the number of the first row that counts and has no value; then there is no value.
    """

    value: Exact | None
    rows: int
    empty_row: int | None = None


class Accumulator(ABC):
    """Takes the rows that count and gives the aggregate of them."""

    def __init__(self) -> None:
        self.rows = 0
        self.empty_row: int | None = None

    def add(self, value: Exact | None, order: tuple[Any, ...], number: int) -> None:
        """Take one row: its value, what orders it, and its number in the file."""
        self.rows += 1
        self.take(value, order, number)

    def result(self) -> Gathered:
        """Return what was gathered so far."""
        if self.empty_row is not None:
            return Gathered(None, self.rows, self.empty_row)
        return Gathered(self.value(), self.rows)

    @abstractmethod
    def take(self, value: Exact | None, order: tuple[Any, ...], number: int) -> None:
        """Take the value of a row that was counted."""

    @abstractmethod
    def value(self) -> Exact | None:
        """Return the aggregate of the values taken."""


def accumulator(aggregate: Aggregate) -> Accumulator:
    """Return an empty accumulator."""
    return _KINDS[aggregate]()


def middle(values: list[Any]) -> Exact | None:
    """Return the median: the middle value, or the mean of the two in the middle."""
    if not values:
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2 == 1:
        found: Exact = ordered[half]
        return found
    return Fraction(ordered[half - 1] + ordered[half]) / 2


class _Count(Accumulator):
    def take(self, value: Exact | None, order: tuple[Any, ...], number: int) -> None:
        """Rows are counted, whatever is in them."""

    def value(self) -> Exact:
        return Fraction(self.rows)


class _OfValues(Accumulator):
    """Needs a value from each row that counts."""

    def take(self, value: Exact | None, order: tuple[Any, ...], number: int) -> None:
        if value is not None:
            self.take_known(value)
        elif self.empty_row is None:
            self.empty_row = number

    @abstractmethod
    def take_known(self, value: Exact) -> None:
        """Take a value that is known."""


class _Sum(_OfValues):
    def __init__(self) -> None:
        super().__init__()
        # Most amounts share a few denominators: adding numerators is ten times as fast.
        self._by_denominator: dict[int, int] = {}

    def take_known(self, value: Exact) -> None:
        assert isinstance(value, Fraction)
        sums, unit = self._by_denominator, value.denominator
        sums[unit] = sums.get(unit, 0) + value.numerator

    def total(self) -> Fraction:
        """Return the sum of the values taken."""
        parts = self._by_denominator.items()
        return sum((Fraction(total, unit) for unit, total in parts), Fraction(0))

    def value(self) -> Exact | None:
        return self.total()


class _Average(_Sum):
    def value(self) -> Exact | None:
        return self.total() / self.rows if self.rows else None


class _Median(_OfValues):
    def __init__(self) -> None:
        super().__init__()
        self._values: list[Exact] = []

    def take_known(self, value: Exact) -> None:
        self._values.append(value)

    def value(self) -> Exact | None:
        return middle(self._values)


class _Highest(_OfValues):
    def __init__(self) -> None:
        super().__init__()
        self._best: Any = None

    def take_known(self, value: Exact) -> None:
        if self._best is None or value > self._best:
            self._best = value

    def value(self) -> Exact | None:
        best: Exact | None = self._best
        return best


class _Lowest(_Highest):
    def take_known(self, value: Exact) -> None:
        if self._best is None or value < self._best:
            self._best = value


class _CountDistinct(_OfValues):
    def __init__(self) -> None:
        super().__init__()
        self._values: set[Exact] = set()

    def take_known(self, value: Exact) -> None:
        self._values.add(value)

    def value(self) -> Exact:
        return Fraction(len(self._values))


class _First(Accumulator):
    """Of rows in the same place, the one that stands first in the file."""

    def __init__(self) -> None:
        super().__init__()
        self._order: tuple[Any, ...] | None = None
        self._found: Exact | None = None

    def take(self, value: Exact | None, order: tuple[Any, ...], number: int) -> None:
        if self._order is None or self.goes_before(order, self._order):
            self._order, self._found = order, value
            self.empty_row = number if value is None else None

    def goes_before(self, order: tuple[Any, ...], found: tuple[Any, ...]) -> bool:
        """Return whether a row comes before the one found so far."""
        return order < found

    def value(self) -> Exact | None:
        return self._found


class _Last(_First):
    """Of rows in the same place, the one that stands last in the file."""

    def goes_before(self, order: tuple[Any, ...], found: tuple[Any, ...]) -> bool:
        return order >= found


class _Share(Accumulator):
    def __init__(self) -> None:
        super().__init__()
        self._hits = 0

    def take(self, value: Exact | None, order: tuple[Any, ...], number: int) -> None:
        # A condition that an empty cell leaves open does not hold.
        self._hits += value is True

    def value(self) -> Exact | None:
        return Fraction(self._hits, self.rows) if self.rows else None


_KINDS: dict[Aggregate, type[Accumulator]] = {
    Aggregate.SUM: _Sum,
    Aggregate.AVERAGE: _Average,
    Aggregate.MEDIAN: _Median,
    Aggregate.HIGHEST: _Highest,
    Aggregate.LOWEST: _Lowest,
    Aggregate.COUNT: _Count,
    Aggregate.COUNT_DISTINCT: _CountDistinct,
    Aggregate.FIRST: _First,
    Aggregate.LAST: _Last,
    Aggregate.SHARE: _Share,
}
