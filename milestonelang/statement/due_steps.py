"""Why a day is due: the days that were counted, those that were left out, and where it was moved.

In: the day that a deadline runs from, its length, and the contract's calendar with the names of its
holidays. Out: a line for each step. Promised: the last line has the day that a statement has.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from milestonelang import records
from milestonelang.primitives.dates import (
    MONTHS,
    MONTHS_IN,
    add_months,
    is_weekend,
    iso,
    shift,
    weekday,
)
from milestonelang.types import MonthEnds, Unit


@records.frozen(eq=False)
class Counting:
    """How days are counted: *holidays* have names, *rolls* is whether due dates roll forward."""

    month_ends: MonthEnds
    holidays: Mapping[int, str]
    rolls: bool

    def is_business_day(self, day: int) -> bool:
        """Whether the day is neither of a weekend nor a holiday."""
        return not is_weekend(day) and day not in self.holidays

    def steps(self, start: int, since: str, count: int, unit: Unit) -> tuple[str, ...]:
        """Return how a day comes about, one step a line."""
        plural = "" if count == 1 else "s"
        lines = [f"{_named(start)}: {since}; the day after is day one"]
        if unit is Unit.BUSINESS_DAY:
            lines += self._counted(start, count)
        day = shift(start, count, unit, self.month_ends, self.is_business_day)
        lines.append(f"{_named(day)}: {count} {unit.value}{plural} after {iso(start)}")
        if unit in MONTHS_IN:
            lines += self._month_end(start, count * MONTHS_IN[unit], day)
        if self.rolls:
            lines += self._rolled(day)
        return tuple(lines)

    def _counted(self, start: int, count: int) -> Iterator[str]:
        day, number = start, 0
        while number < count:
            day += 1
            if self.is_business_day(day):
                number += 1
                yield f"{_named(day)}: business day {number}"
            else:
                yield f"{_named(day)}: not counted, {self._why_not(day)}"

    def _month_end(self, start: int, months: int, day: int) -> Iterator[str]:
        wanted, back = date.fromordinal(start).day, add_months(start, months, MonthEnds.ROLL_BACK)
        if date.fromordinal(back).day != wanted:
            month = MONTHS[date.fromordinal(back).month - 1]
            way = "back" if self.month_ends is MonthEnds.ROLL_BACK else "forward"
            yield f"{_named(day)}: {month} has no day {wanted}, and month ends roll {way}"

    def _rolled(self, day: int) -> Iterator[str]:
        while not self.is_business_day(day):
            yield f"{_named(day)}: no business day, {self._why_not(day)}"
            day += 1
            if self.is_business_day(day):
                yield f"{_named(day)}: due dates roll forward to the next business day"

    def _why_not(self, day: int) -> str:
        return self.holidays.get(day) or _WEEKEND


_WEEKEND = "a weekend"


def _named(day: int) -> str:
    return f"{iso(day)} {weekday(day)}"
