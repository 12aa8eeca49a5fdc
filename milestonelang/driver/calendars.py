"""The holidays of the calendar that a contract names, from the standard library.

A calendar is a file `calendars/NAME.txt`: one holiday a line as `2026-12-25 Christmas Day`, in the
order of the days. Promised: a day is never guessed. A calendar that is not there, or that does not
reach over the whole term, is an error of the terms.
"""

from datetime import date

from milestonelang.agreement import declarations as decl
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver import problems
from milestonelang.primitives.dates import parse_day
from milestonelang.resources import stdlib_path

NO_HOLIDAYS: frozenset[int] = frozenset()
_YEARS_AFTER = 1  # in which amounts of the last period may still fall due


def holidays_of(agreement: decl.Agreement) -> frozenset[int]:
    """Return the holidays of the contract's calendar; none where it names none."""
    name = agreement.contract.calendar
    return NO_HOLIDAYS if name is None else frozenset(_days(name))


def holiday_names(agreement: decl.Agreement) -> dict[int, str]:
    """Return the holidays of the contract's calendar with their names."""
    name = agreement.contract.calendar
    found = {} if name is None else {parse_day(line[:10]): line[11:] for line in _lines(name)}
    return {day: title for day, title in found.items() if day is not None}


def check_calendar(agreement: decl.Agreement) -> Diagnostic | None:
    """Return what is wrong with the calendar that a contract names, if anything is."""
    contract = agreement.contract
    if contract.calendar is None:
        return None
    # The name is the author's: only the names that are there are taken, and no path is made of it.
    folder = stdlib_path() / "calendars"
    known = sorted(item.stem for item in folder.glob("*.txt")) if folder.is_dir() else []
    if contract.calendar not in known:
        return problems.unknown_calendar(contract.calendar, contract.span, known)
    days = _days(contract.calendar)
    first, last = date.fromordinal(days[0]).year, date.fromordinal(days[-1]).year
    start, end = date.fromordinal(contract.start).year, date.fromordinal(contract.end).year
    if start < first or end + _YEARS_AFTER > last:
        return problems.calendar_too_short(contract.calendar, contract.span, first, last)
    return None


def _days(name: str) -> list[int]:
    days = (parse_day(line[:10]) for line in _lines(name))
    return [day for day in days if day is not None]


def _lines(name: str) -> list[str]:
    return (stdlib_path() / "calendars" / f"{name}.txt").read_text("utf-8").splitlines()
