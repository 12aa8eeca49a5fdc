"""The days on which amounts are due, from the `due` lines of the terms.

The day is computed by the contract's own calendar: months end as it says, business days leave out
its holidays, and a due date rolls to the next business day where it says so.
"""

from collections.abc import Mapping
from datetime import date

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl, lines
from milestonelang.primitives.dates import is_weekend, shift, weekday
from milestonelang.primitives.periods import Period
from milestonelang.types import MonthEnds


@records.frozen(eq=False)
class DueDays:
    """What due days rest on. *first_days* is the day on which each event first happened."""

    contract: decl.Contract
    holidays: frozenset[int]
    first_days: Mapping[str, int]

    def day(self, due: lines.Due, period: Period) -> date | None:
        """Return the day, or None where what it runs from has no day yet."""
        match due.of:
            case lines.DueFrom.END_OF_PERIOD:
                start: int | None = period.end
            case lines.DueFrom.EVENT:
                start = self.first_days.get(due.event or "")
            case _:
                start = None  # the day of a statement is set by whoever sends it
        if start is None:
            return None
        ends = self.contract.month_ends or MonthEnds.ROLL_BACK
        day = shift(start, due.count, due.unit, ends, self.is_business_day)
        while self.contract.due_dates_roll and not self.is_business_day(day):
            day += 1
        return date.fromordinal(day)

    def is_business_day(self, day: int) -> bool:
        """Whether the day is neither of a weekend nor a holiday."""
        return not is_weekend(day) and day not in self.holidays


def first_days(events: Mapping[str, tuple[ir.Happening, ...]]) -> dict[str, int]:
    """Return the day on which each event first happened."""
    return {name: min(row.day for row in rows) for name, rows in events.items() if rows}


def weekday_of(day: date) -> str:
    """Return the English name of the day of the week."""
    return weekday(day.toordinal())
