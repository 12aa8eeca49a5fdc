"""Sample data moved to the term of a new agreement.

A cell that is a day moves by as many months as the term's first day did; one that is a year, a
quarter or a month moves to the same place in the new term. Rows after the term's last day are left
out.
"""

import csv
import io
import re
from datetime import date

from milestonelang.primitives.dates import add_months, parse_day
from milestonelang.types import MonthEnds

_PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>\d\d)))?")


def moved(text: str, first: date, new_first: date, new_last: date) -> str:
    """Return a CSV file of a term that begins on *first* for one from *new_first* to *new_last*."""
    rows = list(csv.reader(io.StringIO(text)))
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(rows[0])
    for row in rows[1:]:
        named = list(zip(rows[0], row, strict=True))
        cells = [_moved(name, cell, first, new_first) for name, cell in named]
        begins = [
            _first_day(name, cell, new_first) for name, cell in zip(rows[0], cells, strict=True)
        ]
        if all(day is None or day <= new_last for day in begins):
            write.writerow(cells)
    return out.getvalue()


def moved_day(day: date, first: date, new_first: date) -> date:
    """Return the day at the same place of the new term."""
    months = _months(new_first) - _months(first)
    return date.fromordinal(add_months(day.toordinal(), months, MonthEnds.ROLL_BACK))


def _period(name: str, cell: str) -> re.Match[str] | None:
    """Return a period; four digits are a year only where the column says so."""
    return _PERIOD.fullmatch(cell) if "-" in cell or name == "year" else None


def _moved(name: str, cell: str, first: date, new_first: date) -> str:
    day = parse_day(cell)
    if day is not None:
        return moved_day(date.fromordinal(day), first, new_first).isoformat()
    found = _period(name, cell)
    if found is None:
        return cell
    size = 3 if found["quarter"] else 1 if found["month"] else 12
    place = (int(found["quarter"] or found["month"] or 1) - 1) + int(found["year"]) * 12 // size
    place += _months(new_first) // size - _months(first) // size
    year, part = divmod(place, 12 // size)
    if found["quarter"]:
        return f"{year}-Q{part + 1}"
    if found["month"]:
        return f"{year}-{part + 1:02}"
    # A year that does not begin in January is named by the year in which it ends.
    return str(year) if new_first.month == 1 else f"FY{year + 1}"


def _first_day(name: str, cell: str, new_first: date) -> date | None:
    day = parse_day(cell)
    if day is not None:
        return date.fromordinal(day)
    if cell.startswith("FY") and name == "year":
        return date(int(cell[2:]) - 1, new_first.month, 1)
    found = _period(name, cell)
    if found is None:
        return None
    month = int(found["month"] or 1) if not found["quarter"] else int(found["quarter"]) * 3 - 2
    return date(int(found["year"]), month, 1)


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1
