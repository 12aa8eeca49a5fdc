"""The calendar: facts of the running period, places in a year or the term, and days.

Months and quarters are those of the calendar, cut to the term; years are contract years. All of it
is known before a run, so each operation is worked out once for every period.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import assert_never

from milestonelang import ir
from milestonelang.backends.exact.frame import Calendar, Frame, Step
from milestonelang.backends.exact.values import NoSuchDay, Unknown, because, join
from milestonelang.primitives import dates
from milestonelang.primitives.periods import Period, month_number, span_start, window_key
from milestonelang.types import Edge, MonthEnds, Unit


def of_period(op: ir.OfPeriod, calendar: Calendar) -> Step:
    """Compile a fact of the period."""
    return _listed([_fact(op, period, calendar) for period in calendar.periods])


def at_place(op: ir.AtPlace, calendar: Calendar) -> Step:
    """Compile whether the period lies in the first or last unit of what holds it."""
    return _listed([_lies_at(op, period, calendar) for period in calendar.periods])


def in_month(op: ir.InMonth, calendar: Calendar) -> Step:
    """Compile whether the period holds a day of a month."""
    return _listed(
        [
            any(
                (month % 12) + 1 == op.month
                for month in range(month_number(period.start), month_number(period.end) + 1)
            )
            for period in calendar.periods
        ]
    )


def from_date(op: ir.FromDate, calendar: Calendar) -> Step:
    """Compile whether the period starts on or after a day."""
    return _listed([period.start >= op.day for period in calendar.periods])


def edge_day(op: ir.EdgeDay, calendar: Calendar) -> Step:
    """Compile the first or last day of the unit that holds the period's last day."""
    side = 0 if op.edge is Edge.FIRST else 1
    return _listed([_span(op.unit, period, calendar)[side] for period in calendar.periods])


def full_units(unit: Unit, start: int, end: int, calendar: Calendar) -> int:
    """Return how many full units lie from *start* to a later *end*."""
    match unit:
        case Unit.DAY:
            return end - start
        case Unit.WEEK:
            return (end - start) // 7
        case Unit.BUSINESS_DAY:
            return sum(map(calendar.is_business_day, range(start + 1, end + 1)))
        case Unit.MONTH | Unit.QUARTER | Unit.YEAR:
            return dates.full_months(start, end, calendar.month_ends) // dates.MONTHS_IN[unit]
        case Unit.PERIOD | Unit.TERM:
            raise ValueError(f"{unit.value} is no length of time")
        case _:
            assert_never(unit)


# ---- days


def days_between(op: ir.DaysBetween) -> Step:
    """Compile the days from one to another."""

    def step(frame: Frame) -> object:
        start, end = frame.now[op.start], frame.now[op.end]
        if start.__class__ is Unknown or end.__class__ is Unknown:
            return join((start, end))
        return Fraction(end - start)

    return step


def full_between(op: ir.FullBetween, calendar: Calendar) -> Step:
    """Compile the full units from one day to another."""

    def step(frame: Frame) -> object:
        start, end = frame.now[op.start], frame.now[op.end]
        if start.__class__ is Unknown or end.__class__ is Unknown:
            return join((start, end))
        if end < start:
            return Fraction(-full_units(op.unit, end, start, calendar))
        return Fraction(full_units(op.unit, start, end, calendar))

    return step


def shift_day(op: ir.ShiftDay, origin: int, calendar: Calendar) -> Step:
    """Compile the day some units after another."""
    outside = because(NoSuchDay(origin))

    def step(frame: Frame) -> object:
        base = frame.now[op.base]
        if base.__class__ is Unknown:
            return base
        try:
            day = calendar.shift(base, op.count, op.unit)
        except (ValueError, OverflowError):
            return outside
        return day if 1 <= day <= _LAST_DAY else outside

    return step


def first_day_after(op: ir.FirstDayAfter, origin: int) -> Step:
    """Compile the first such day of a month after another day."""
    outside = because(NoSuchDay(origin))

    def step(frame: Frame) -> object:
        base = frame.now[op.base]
        if base.__class__ is Unknown:
            return base
        try:
            return dates.first_after(base, op.month, op.day)
        except (ValueError, OverflowError):
            return outside

    return step


_LAST_DAY = date.max.toordinal()


def _listed(facts: Sequence[object]) -> Step:
    return lambda frame: facts[frame.index]


def _fact(op: ir.OfPeriod, period: Period, calendar: Calendar) -> object:
    match op.fact:
        case ir.PeriodFact.FIRST_OF_TERM:
            return period.index == 0
        case ir.PeriodFact.LAST_OF_TERM:
            return period.index == calendar.last
        case ir.PeriodFact.FIRST_OF_YEAR:
            return period.first_of_year
        case ir.PeriodFact.LAST_OF_YEAR:
            return period.last_of_year
        case ir.PeriodFact.FIRST_OF_QUARTER:
            return period.index == 0 or _quarter_starts(period, calendar)
        case ir.PeriodFact.LAST_OF_QUARTER:
            last = calendar.last if calendar.in_term(period.index) else calendar.end
            following = calendar.periods[period.index + 1 : last + 1]
            return not following or _quarter_starts(following[0], calendar)
        case ir.PeriodFact.IN_TERM:
            return calendar.in_term(period.index)
        case ir.PeriodFact.IN_WIND_DOWN:
            return calendar.last < period.index <= calendar.end
        case ir.PeriodFact.DAYS:
            return Fraction(_days(op, period, calendar))
        case ir.PeriodFact.FULL_DAYS:
            return Fraction(_full_days(op, period))
        case _:
            assert_never(op.fact)


def _days(op: ir.OfPeriod, period: Period, calendar: Calendar) -> int:
    """Return the days in force; those of the wind-down are not of the term."""
    if op.unit is Unit.PERIOD:
        return period.days
    inside, key = calendar.in_term(period.index), window_key(op.unit, period)
    return sum(
        each.days
        for each in calendar.periods
        if window_key(op.unit, each) == key and calendar.in_term(each.index) == inside
    )


def _full_days(op: ir.OfPeriod, period: Period) -> int:
    if op.unit is Unit.PERIOD:
        return period.full_days
    first = span_start(op.unit, period.start, op.year_from)
    return dates.add_months(first, dates.MONTHS_IN[op.unit], MonthEnds.ROLL_BACK) - first


def _quarter_starts(period: Period, calendar: Calendar) -> bool:
    before = calendar.periods[period.index - 1]
    return window_key(Unit.QUARTER, before) != window_key(Unit.QUARTER, period)


def _lies_at(op: ir.AtPlace, period: Period, calendar: Calendar) -> bool:
    if op.of is Unit.TERM and not calendar.in_term(period.index):
        return False
    first, last = _span(op.of, period, calendar)
    edge = first if op.edge is Edge.FIRST else last
    if op.unit is Unit.PERIOD:
        return period.start <= edge <= period.end
    if op.unit is Unit.YEAR:
        return period.year == _year_at(edge, calendar)
    months = dates.MONTHS_IN[op.unit]
    keys = {month_number(day) // months for day in (edge, period.start, period.end)}
    return len(keys) == 1


def _year_at(day: int, calendar: Calendar) -> int:
    return next(each.year for each in calendar.periods if each.end >= day)


def _span(unit: Unit, period: Period, calendar: Calendar) -> tuple[int, int]:
    """Return the first and last day of the unit at the end of *period*, cut to the term in it."""
    term = calendar.periods[0].start, calendar.periods[calendar.last].end
    inside = calendar.in_term(period.index)
    match unit:
        case Unit.DAY | Unit.BUSINESS_DAY:
            return period.end, period.end
        case Unit.WEEK:
            first = period.end - (period.end - 1) % 7
            span = first, first + 6
        case Unit.PERIOD:
            return period.start, period.end
        case Unit.YEAR:
            days = [
                each
                for each in calendar.periods
                if each.year == period.year and calendar.in_term(each.index) == inside
            ]
            return days[0].start, days[-1].end
        case Unit.TERM:
            return term
        case Unit.MONTH | Unit.QUARTER:
            months = dates.MONTHS_IN[unit]
            index = month_number(period.end) // months * months
            first = _first_of(index)
            span = first, _first_of(index + months) - 1
        case _:
            assert_never(unit)
    return (max(span[0], term[0]), min(span[1], term[1])) if inside else span


def _first_of(month: int) -> int:
    return dates.day_of(month // 12, month % 12 + 1, 1)
