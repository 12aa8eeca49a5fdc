"""What was payable in one direction and what was paid: oldest first, or as a payment names it.

In: amounts with the days on which they are due, then payments, and parts that a dispute holds, in
the order of their days. Out: what is open, what was paid late and the interest on it. Promised:
what is paid, held and open of an amount adds up to it; interest is simple, from the day after the
due date to the day of payment, each late part rounded once.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction

from milestonelang import records
from milestonelang.types import RoundingMode

ZERO = Fraction(0)
_FAR = 10**9
NO_DAY = 0  # of what is owed back: it is set against what is open, and no interest runs on it


@records.frozen
class Late:
    """Interest on what is late: the rate for a year, and how many days that year has."""

    rate: Fraction
    days: int

    def on(self, amount: Fraction, due: int, day: int) -> Fraction:
        """Return the interest on an amount that was due on one day and is paid on another."""
        return amount * self.rate * max(day - due, 0) / self.days


class Item:
    """One amount that is payable: of one declaration, or *name* is empty.

    *is_booked*: it is interest or the result of a dispute, which was booked beside what the terms
    gave for the period, and which a dispute of that period does not hold.
    """

    def __init__(
        self,
        index: int,
        name: str,
        amount: Fraction,
        due: int | None,
        late: Late | None = None,
        title: str = "",
        is_booked: bool = False,
    ) -> None:
        self.index = index
        self.name = name
        self.title = title
        self.amount = amount
        self.due = due
        self.late = late
        self.is_booked = is_booked
        self.paid = ZERO
        self.held = ZERO
        self.paid_on: int | None = None
        self.interest = ZERO

    @property
    def open(self) -> Fraction:
        """What is neither paid nor held by a dispute."""
        return self.amount - self.paid - self.held

    def is_of(self, name: str | None, index: int | None) -> bool:
        """Whether the item is what a payment names; None names everything."""
        return (name is None or name == self.name) and (index is None or index == self.index)


@records.frozen
class LatePart:
    """A part of an item that was paid late, and its interest, rounded."""

    item: Item
    day: int
    amount: Fraction
    interest: Fraction


@records.frozen
class Credit:
    """What a payment left over, for what is payable later."""

    day: int
    amount: Fraction
    name: str | None


class Account:
    """One direction: its items, and what was paid beyond them."""

    def __init__(
        self,
        items: Iterable[Item],
        rounded: Callable[[Fraction], Fraction],
    ) -> None:
        self.items = list(items)
        self.rounded = rounded
        self.credits: list[Credit] = []
        self.received = ZERO

    def pay(
        self, day: int, amount: Fraction, name: str | None = None, index: int | None = None
    ) -> list[LatePart]:
        """Let a payment count, oldest first, and return what it paid late."""
        late, rest = self._spread(day, amount, name, index)
        if rest:
            self.credits.append(Credit(day, rest, name))
        return late

    def open_of(self, name: str | None, index: int) -> Fraction:
        """Return what is open of a name in a period."""
        return sum((item.open for item in self.items if item.is_of(name, index)), ZERO)

    def hold(self, name: str, index: int, amount: Fraction) -> Fraction:
        """Keep part of an item from being payable, as far as it is open; return how much."""
        whole = ZERO
        for item in self.items:
            if item.is_of(name, index) and not item.is_booked:
                part = min(amount - whole, max(item.open, ZERO))
                item.held += part
                whole += part
        return whole

    def release(self, name: str, index: int, amount: Fraction) -> None:
        """Let what a dispute held leave its item: its result is payable by itself."""
        for item in self.items:
            if item.is_of(name, index):
                part = min(item.held, amount)
                item.held -= part
                item.amount -= part
                amount -= part

    def close(self) -> list[LatePart]:
        """Let what was paid too much count for what became payable since."""
        credits, self.credits = self.credits, []
        late: list[LatePart] = []
        for credit in credits:
            # What became payable after it was paid is not late.
            found, rest = self._spread(credit.day, credit.amount, credit.name, None)
            late += found
            if rest:
                self.credits.append(records.evolve(credit, amount=rest))
        return late

    @property
    def over(self) -> Fraction:
        """What was paid beyond everything that is payable so far."""
        return sum((credit.amount for credit in self.credits), ZERO)

    def _spread(
        self, day: int, amount: Fraction, name: str | None, index: int | None
    ) -> tuple[list[LatePart], Fraction]:
        late: list[LatePart] = []
        for item in sorted(self.items, key=_age):
            if not item.is_of(name, index) or item.open <= 0 or amount <= 0:
                continue
            part = min(item.open, amount)
            amount -= part
            item.paid += part
            if day != NO_DAY:
                item.paid_on = day if item.paid_on is None else max(day, item.paid_on)
            if item.late is not None and item.due is not None and day > item.due:
                interest = self.rounded(item.late.on(part, item.due, day))
                item.interest += interest
                late.append(LatePart(item, day, part, interest))
        return late, amount


def rounding(unit: Fraction, mode: RoundingMode) -> Callable[[Fraction], Fraction]:
    """Return the contract's rounding of an amount."""
    from milestonelang.primitives.numbers import round_to

    return lambda amount: round_to(amount, unit, mode)


def _age(item: Item) -> tuple[int, int]:
    return (_FAR if item.due is None else item.due, item.index)
