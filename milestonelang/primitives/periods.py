"""The periods of a contract: settlement periods, years, stub periods.

Periods are calendar months, calendar quarters or contract years. The first and the last may be cut
by the term: a stub. Each period knows the full span it is part of, so that proration is the days in
force over the days of the full period.
"""

from datetime import date
from typing import Protocol, assert_never

from milestonelang import records
from milestonelang.primitives.dates import MONTHS_IN, add_months, day_of
from milestonelang.types import MonthEnds, Unit


class HasTerm(Protocol):
    """What periods need to know of a contract. *year_starts* is a month and a day, or None."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def settled(self) -> Unit: ...
    @property
    def year_starts(self) -> tuple[int, int] | None: ...


@records.frozen
class Period:
    """One period: *start* to *end* are the days in force, both included.

    *year* counts contract years from 0. *full_start* to *full_end* is the calendar span.
    """

    index: int
    label: str
    start: int
    end: int
    full_start: int
    full_end: int
    year: int
    first_of_year: bool
    last_of_year: bool

    @property
    def days(self) -> int:
        """How many days are in force."""
        return self.end - self.start + 1

    @property
    def full_days(self) -> int:
        """How many days the full period has."""
        return self.full_end - self.full_start + 1

    @property
    def is_stub(self) -> bool:
        """Whether the term cuts the period."""
        return self.days != self.full_days


def settlement_periods(contract: HasTerm) -> tuple[Period, ...]:
    """Return the settlement periods of the term, in order."""
    return periods_between(contract, contract.settled, contract.start, contract.end)


def periods_between(contract: HasTerm, unit: Unit, start: int, end: int) -> tuple[Period, ...]:
    """Return the periods of *unit* that hold the days from *start* to *end*, cut to these days."""
    spans: list[tuple[int, int]] = []
    first = full_start(contract, unit, start)
    count = 0
    while True:
        span_start = add_months(first, count * MONTHS_IN[unit], MonthEnds.ROLL_BACK)
        if span_start > end:
            break
        following = add_months(first, (count + 1) * MONTHS_IN[unit], MonthEnds.ROLL_BACK)
        spans.append((span_start, following - 1))
        count += 1
    years = [contract_year(contract, max(low, start)) for low, _ in spans]
    return tuple(
        Period(
            index=index,
            label=label_of(contract, unit, low),
            start=max(low, start),
            end=min(high, end),
            full_start=low,
            full_end=high,
            year=years[index],
            first_of_year=index == 0 or years[index - 1] != years[index],
            last_of_year=index == len(spans) - 1 or years[index + 1] != years[index],
        )
        for index, (low, high) in enumerate(spans)
    )


def full_start(contract: HasTerm, unit: Unit, day: int) -> int:
    """Return the first day of the full period of *unit* that holds *day*.

    Months and quarters are those of the calendar; years are the contract's.
    """
    return span_start(unit, day, anchor_month(contract, unit))


def span_start(unit: Unit, day: int, anchor: int) -> int:
    """Return the first day of the full month, quarter or year that holds *day*.

    *anchor* is a month in which a quarter or year starts.
    """
    value = date.fromordinal(day)
    months = MONTHS_IN[unit]
    back = (value.month - anchor) % months
    index = value.year * 12 + value.month - 1 - back
    return day_of(index // 12, index % 12 + 1, 1)


def contract_year(contract: HasTerm, day: int) -> int:
    """Return the number of the contract year that holds *day*, the first being 0.

    Years run from the effective date, or from the day named by `years start on`; then the first
    may be short.
    """
    start = contract.start
    if contract.year_starts is None:
        months = _months_between(start, day)
        return months // 12
    month, of_month = contract.year_starts
    first = date.fromordinal(start)
    value = date.fromordinal(day)
    return (
        value.year
        - first.year
        - ((value.month, value.day) < (month, of_month))
        + ((first.month, first.day) < (month, of_month))
    )


def label_of(contract: HasTerm, unit: Unit, start: int) -> str:
    """Return `2026-03`, `2026-Q4` or `FY2026` for the full period that starts on *start*.

    A year is named by the calendar year in which it ends.
    """
    value = date.fromordinal(start)
    if unit is Unit.MONTH:
        return f"{value.year}-{value.month:02d}"
    if unit is Unit.QUARTER:
        return f"{value.year}-Q{(value.month - 1) // 3 + 1}"
    return f"FY{value.year + (anchor_month(contract, unit) != 1)}"


def window_key(unit: Unit, period: Period) -> int:
    """Return a number that is the same for the periods of one *unit*."""
    match unit:
        case Unit.TERM:
            return 0
        case Unit.YEAR:
            return period.year
        case Unit.QUARTER:
            return month_number(period.end) // 3
        case Unit.MONTH:
            return month_number(period.end)
        case Unit.PERIOD:
            return period.index
        case Unit.DAY | Unit.BUSINESS_DAY | Unit.WEEK:
            raise ValueError(f"no window is a {unit.value}")
        case _:
            assert_never(unit)


def month_number(day: int) -> int:
    """Return the number of the month that holds *day*, counted from year 0."""
    value = date.fromordinal(day)
    return value.year * 12 + value.month - 1


def find_period(periods: tuple[Period, ...], day: int) -> Period | None:
    """Return the period that holds *day*, or None."""
    for period in periods:
        if period.start <= day <= period.end:
            return period
    return None


def anchor_month(contract: HasTerm, unit: Unit) -> int:
    """Return the month in which the contract's years start; of another unit the first."""
    if unit is not Unit.YEAR:
        return 1
    if contract.year_starts is not None:
        return contract.year_starts[0]
    start = date.fromordinal(contract.start)
    return start.month if start.day == 1 else 1


def _months_between(start: int, day: int) -> int:
    first, last = date.fromordinal(start), date.fromordinal(day)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if last.day >= first.day else months - 1
