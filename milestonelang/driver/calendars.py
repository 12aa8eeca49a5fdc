"""The holidays of the calendar that a contract names, from the standard library.

A calendar is a file `calendars/NAME.txt`: one day a line as `2026-12-25`, then anything else.
"""

from pathlib import Path

from milestonelang.agreement import declarations as decl
from milestonelang.driver import problems
from milestonelang.driver.errors import InputError
from milestonelang.primitives.dates import parse_day
from milestonelang.resources import stdlib_path

NO_HOLIDAYS: frozenset[int] = frozenset()


def holidays_of(agreement: decl.Agreement) -> frozenset[int]:
    """Return the holidays of the contract's calendar; none where it names none.

    Raises InputError where the calendar is not in the library: its days are never guessed.
    """
    name = agreement.contract.calendar
    if name is None:
        return NO_HOLIDAYS
    folder = stdlib_path() / "calendars"
    file = folder / f"{name}.txt"
    # The name is the contract's and could be a path; only the names that are there are taken.
    known = sorted(item.stem for item in folder.glob("*.txt")) if folder.is_dir() else []
    if name not in known:
        raise InputError([problems.unknown_calendar(name, known)])
    return _days(file)


def _days(file: Path) -> frozenset[int]:
    firsts = (line.split()[0] for line in file.read_text("utf-8").splitlines() if line.strip())
    days = (parse_day(text) for text in firsts)
    return frozenset(day for day in days if day is not None)
