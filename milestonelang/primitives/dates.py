"""Arithmetic on days and months.

A day is its proleptic Gregorian ordinal (`date.toordinal`), so that days add up as integers. Months
are always counted from the first day given, so that the day of the month does not drift.
"""

from collections.abc import Callable
from datetime import date

from milestonelang.types import MonthEnds, Unit

MONTHS_IN = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_of(year: int, month: int, day: int) -> int:
    """Return the ordinal of a calendar day; raises ValueError where there is no such day."""
    return date(year, month, day).toordinal()


def parse_day(text: str) -> int | None:
    """Return the ordinal of `2026-03-31`, or None where the text is no such day."""
    if len(text) != 10 or not text.isascii() or text[4] != "-" or text[7] != "-":
        return None
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None


def iso(day: int) -> str:
    """Return `2026-03-31`."""
    return date.fromordinal(day).isoformat()


def long_date(day: int) -> str:
    """Return `31 March 2026`."""
    value = date.fromordinal(day)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def weekday(day: int) -> str:
    """Return the English name of the day of the week."""
    return WEEKDAYS[(day - 1) % 7]


def days_in_month(year: int, month: int) -> int:
    """Return how many days a month has."""
    following = day_of(year + (month == 12), month % 12 + 1, 1)
    return following - day_of(year, month, 1)


def add_months(day: int, months: int, ends: MonthEnds) -> int:
    """Return the day *months* after *day*; a day the month lacks rolls back or forward."""
    start = date.fromordinal(day)
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    length = days_in_month(year, month)
    if start.day <= length:
        return day_of(year, month, start.day)
    last = day_of(year, month, length)
    return last if ends is MonthEnds.ROLL_BACK else last + 1


def full_months(start: int, end: int, ends: MonthEnds) -> int:
    """Return how many full months lie from *start* to *end*, negative where *end* is before."""
    if end < start:
        return -full_months(end, start, ends)
    first, last = date.fromordinal(start), date.fromordinal(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if add_months(start, months, ends) <= end else months - 1


def first_after(day: int, month: int, of_month: int) -> int:
    """Return the first day after *day* that is day *of_month* of *month*."""
    year = date.fromordinal(day).year
    for candidate in range(year, year + 9):
        if of_month <= days_in_month(candidate, month):
            found = day_of(candidate, month, of_month)
            if found > day:
                return found
    raise ValueError(f"there is no day {of_month} in month {month}")


def is_weekend(day: int) -> bool:
    """Return whether the day is a Saturday or a Sunday."""
    return (day - 1) % 7 >= 5


def shift(
    day: int,
    count: int,
    unit: Unit,
    ends: MonthEnds,
    is_business_day: Callable[[int], bool],
) -> int:
    """Return the day *count* units after (or, negative, before) *day*.

    The day after *day* is day one. Raises ValueError for a unit that is no length of time.
    """
    if unit is Unit.DAY:
        return day + count
    if unit is Unit.WEEK:
        return day + 7 * count
    if unit is Unit.BUSINESS_DAY:
        step = 1 if count >= 0 else -1
        for _ in range(abs(count)):
            day += step
            while not is_business_day(day):
                day += step
        return day
    if unit in MONTHS_IN:
        return add_months(day, count * MONTHS_IN[unit], ends)
    raise ValueError(f"{unit.value} is no length of time")
