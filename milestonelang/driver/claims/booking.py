"""In which period's statement a movement is booked.

A movement stands in the period of its day; with a ledger it stands where it was stated, and what
was not stated yet stands in the first period that the ledger does not have.
"""

from fractions import Fraction

from milestonelang import records
from milestonelang.data.settling import Settlement
from milestonelang.ledger.record import Entry
from milestonelang.statement.basis import Basis
from milestonelang.statement.model import Figure, MovementLine
from milestonelang.statement.moved import ORDER

_Key = tuple[int, str, str, str, str, str]


class Booking:
    """The movements so far; those of one subject, kind and original period in one line."""

    def __init__(self, basis: Basis, settlement: Settlement, stated: tuple[Entry, ...]) -> None:
        self.basis = basis
        self.settlement = settlement
        self.stated = stated
        self._lines: dict[_Key, MovementLine] = {}

    def book(self, index: int, line: MovementLine) -> None:
        """Book a movement in the period of that index."""
        key = (index, line.subject, line.what, line.original, line.payer, line.payee)
        before = self._lines.get(key)
        if before is not None:
            amount = Figure(before.amount.amount + line.amount.amount, line.amount.type)
            words = "; ".join(text for text in (before.words, line.words) if text)
            since = max(before.since, line.since)
            line = records.evolve(line, amount=amount, since=since, words=words)
        self._lines[key] = line

    def lines(self) -> dict[int, tuple[MovementLine, ...]]:
        """Return the movements by the period in which they stand."""
        found: dict[int, list[MovementLine]] = {}
        for key, line in self._lines.items():
            for index, part in self._placed(key[0], line):
                if part.amount.amount:
                    found.setdefault(index, []).append(part)
        return {index: tuple(sorted(own, key=self._order)) for index, own in found.items()}

    def _placed(self, index: int, line: MovementLine) -> list[tuple[int, MovementLine]]:
        found: list[tuple[int, MovementLine]] = []
        rest = line.amount.amount
        for at in range(index, len(self.stated)):
            amount = self._stated(at, line)
            if amount:
                found.append((at, _with(line, amount)))
                rest -= amount
        return [*found, (max(index, len(self.stated)), _with(line, rest))]

    def _stated(self, at: int, line: MovementLine) -> Fraction:
        """Return what a ledger says was booked in a period for the movement."""
        statement = self.stated[at].statement
        own = [
            (what, Fraction(value))
            for subject, what, value in statement.results
            if subject == line.subject and what.split(" for ")[0] == line.what
        ]
        named = dict(own)
        if statement.period != line.original:
            return named.get(f"{line.what} for {line.original}", Fraction(0))
        # The line of the period itself is what the whole is more than the named parts.
        whole = named.pop(line.what, Fraction(0))
        return whole - sum(named.values(), Fraction(0))

    def _order(self, line: MovementLine) -> tuple[int, int, str]:
        names = list(self.basis.agreement.declarations)
        place = names.index(line.subject) if line.subject in names else len(names)
        return place, ORDER.index(line.what), line.original


def _with(line: MovementLine, amount: Fraction) -> MovementLine:
    return records.evolve(line, amount=Figure(amount, line.amount.type))
