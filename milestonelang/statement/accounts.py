"""What was payable in one direction and what was paid: oldest first, or as a payment names it.

In: amounts with the days on which they are due, then payments, and parts that a dispute holds, in
the order of their days. Out: what is open, what was paid late and the interest on it. Promised:
what is paid, held and open of an amount adds up to it; interest is simple, from the day after the
due date to the day of payment, each late part rounded once.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction

from milestonelang import records
from milestonelang.statement.accounts_model import AUDIT_COST, INTEREST, RESULT, STATED
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


@records.frozen
class Correction:
    """A correction that made an amount payable: its day, and the period that has it in its books.

    Before that day nothing can be paid for the amount by its name, and nothing of it held.
    """

    since: int
    books: int


@records.frozen
class What:
    """What an amount is: its title, and kind and *disputed_for* as an `AccountItem` has them."""

    title: str = ""
    kind: str = STATED
    disputed_for: str = ""


UNTITLED = What()


class Item:
    """One amount that is payable: of one declaration, or *name* is empty."""

    def __init__(
        self,
        index: int,
        name: str,
        amount: Fraction,
        due: int | None,
        late: Late | None = None,
        what: What = UNTITLED,
        correction: Correction | None = None,
    ) -> None:
        self.index = index
        self.books = index if correction is None else correction.books
        self.since = NO_DAY if correction is None else correction.since
        self.name = name
        self.what = what
        self.amount = amount
        self.due = due
        self.late = late
        self.paid = ZERO
        self.held = ZERO
        self.paid_on: int | None = None
        self.interest = ZERO

    @property
    def is_booked(self) -> bool:
        """Whether it was booked beside what the terms gave, so that no dispute of these holds it:
        interest, the result of a dispute, the cost of an audit.
        """
        return self.what.kind in (RESULT, INTEREST, AUDIT_COST)

    @property
    def open(self) -> Fraction:
        """What is neither paid nor held by a dispute."""
        return self.amount - self.paid - self.held

    def is_of(self, name: str | None, index: int | None) -> bool:
        """Whether the item is what a payment names; None names everything."""
        in_time = index is None or index in (self.index, self.books)
        return (name is None or name == self.name) and in_time

    def is_stated(self, name: str, index: int, day: int = _FAR) -> bool:
        """Whether a day's statements have the item as an amount of a name for a period."""
        return (self.name, self.index) == (name, index) and self.since <= day


@records.frozen
class Held:
    """What is held of an item."""

    item: Item
    amount: Fraction


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

    def open_of(self, name: str | None, index: int, day: int) -> Fraction:
        """Return what is open of a name in a period, as it is stated on a day."""
        own = [item for item in self.items if item.is_of(name, index) and item.since <= day]
        return sum((item.open for item in own), ZERO)

    def stated(self, name: str, index: int, day: int) -> list[Item]:
        """Return what the terms make payable of a name for a period, what was stated last first."""
        found = [each for each in self.items if each.is_stated(name, index, day)]
        own = [each for each in found if not each.is_booked]
        return sorted(own, key=lambda item: item.books, reverse=True)

    def hold(self, name: str, index: int, amount: Fraction, day: int) -> list[Held]:
        """Keep what was stated last from being payable, as far as it is open; return how much."""
        found: list[Held] = []
        for item in self.stated(name, index, day):
            part = min(amount, max(item.open, ZERO))
            if part:
                item.held += part
                amount -= part
                found.append(Held(item, part))
        return found

    def release(self, held: Iterable[Held]) -> None:
        """Let what a dispute held leave its items: its result is payable by itself."""
        for part in held:
            part.item.held -= part.amount
            part.item.amount -= part.amount

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
        # What belongs to the period that is named comes before what a correction booked in it.
        for item in sorted(
            self.items, key=lambda item: (index not in (None, item.index), _age(item))
        ):
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
