"""A day and how it came about, and what the derivations of days share.

In: what a statement rests on, and the contract's calendar with the names of its holidays. Promised:
the day of a derivation is the one that the run and the statement have; none is computed twice by
other rules than the calendar's own.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.primitives.dates import iso, shift, weekday
from milestonelang.primitives.periods import Period
from milestonelang.statement.basis import Basis
from milestonelang.statement.due import DueDays, first_days
from milestonelang.statement.due_steps import Counting
from milestonelang.types import MonthEnds, Unit


@records.frozen
class Dated:
    """A day: what it is, the line of the terms that says so, and the steps that lead to it.

    *day* is None where it is not known yet; *note* says what came of it, or why there is none.
    """

    what: str
    day: date | None
    clause: str
    words: str
    steps: tuple[str, ...]
    note: str = ""


@records.frozen(eq=False)
class Ground:
    """What every derivation needs. *names* are the holidays of the contract's calendar."""

    basis: Basis
    names: Mapping[int, str]

    @property
    def contract(self) -> decl.Contract:
        """The lines of the contract."""
        return self.basis.agreement.contract

    @cached_property
    def counting(self) -> Counting:
        """How days are counted that do not roll: all but due dates of amounts."""
        return Counting(self.contract.month_ends or MonthEnds.ROLL_BACK, self.names, False)

    @cached_property
    def due_days(self) -> DueDays:
        """The days on which amounts are due."""
        holidays = self.basis.program.holidays
        return DueDays(self.contract, holidays, first_days(self.basis.inputs.events))

    def period(self, index: int) -> Period:
        """Return a settlement period."""
        return self.basis.program.periods[index]

    def steps(self, start: int, since: str, count: int, unit: Unit) -> tuple[str, ...]:
        """Return how a day so much later comes about."""
        return self.counting.steps(start, since, count, self.unit(unit))

    def later(self, start: int, count: int, unit: Unit) -> int:
        """Return the day so much later."""
        counting = self.counting
        return shift(start, count, self.unit(unit), counting.month_ends, counting.is_business_day)

    def unit(self, unit: Unit) -> Unit:
        """Return the unit of time: a settlement period is that of the contract."""
        return self.contract.settled if unit is Unit.PERIOD else unit


def length(count: int, unit: Unit) -> str:
    """Return `30 days`."""
    return f"{count} {unit.value}{'' if count == 1 else 's'}"


def on(day: int, words: str) -> str:
    """Return a step: `2026-03-31 Tuesday: the end of 2026-Q1`."""
    return f"{iso(day)} {weekday(day)}: {words}"


def as_day(day: int | None) -> date | None:
    """Return a day as a date."""
    return None if day is None else date.fromordinal(day)


def quoted(items: Iterable[str]) -> str:
    """Return `a`, `b` and `c`, each in backticks."""
    named = [f"`{item}`" for item in items]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
