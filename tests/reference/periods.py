"""Settlement periods of a contract, and rounding.

Periods are calendar months, quarters or years, cut to the term; after the term whole ones follow.
A contract year starts on its anniversary day, which is the start of a period or of the term.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.reference.model import Contract

MONTHS = {"month": 1, "quarter": 3, "year": 12}
CENT = Fraction(1, 100)


@dataclass(frozen=True)
class Period:
    """One period: the days in force, the days of the whole period, and its contract year."""

    label: str
    start: date
    end: date
    whole_days: int
    year: date

    @property
    def days(self) -> int:
        """Days in force."""
        return (self.end - self.start).days + 1


def span_of(day: date, word: str) -> tuple[date, date]:
    """The calendar month, quarter or year that holds *day*."""
    months = MONTHS[word]
    first = (day.month - 1) // months * months + 1
    last = first + months - 1
    return date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1])


def share_of_span(contract: Contract, day: date, word: str) -> Fraction:
    """The days in force of the month, quarter or year that holds *day*, over all its days."""
    first, last = span_of(day, word)
    inside = min(last, contract.end) - max(first, contract.start)
    return Fraction(inside.days + 1, (last - first).days + 1)


def label_of(day: date, word: str) -> str:
    """How the period that holds *day* is written."""
    match word:
        case "month":
            return f"{day.year}-{day.month:02}"
        case "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        case _:
            return f"FY{day.year}"


def year_of(day: date, contract: Contract) -> date:
    """The first day of the contract year that holds *day*."""
    month, first = contract.year_starts or (contract.start.month, contract.start.day)
    start = date(day.year, month, first)
    return start if start <= day else date(day.year - 1, month, first)


def periods_of(contract: Contract, after: int = 0) -> list[Period]:
    """The periods of the term and *after* more."""
    found: list[Period] = []
    day = contract.start
    while day <= contract.end or after:
        ended = day > contract.end
        low, high = span_of(day, contract.period)
        last = high if ended else min(high, contract.end)
        label = label_of(day, contract.period)
        whole = (high - low).days + 1
        found.append(Period(label, day, last, whole, year_of(day, contract)))
        after -= ended
        day = high + timedelta(days=1)
    return found


def rounded(value: Fraction, mode: str, unit: Fraction = CENT) -> Fraction:
    """The multiple of *unit* that *mode* takes for *value*; half up and up go away from zero."""
    size = abs(value) / unit
    whole, rest = size.numerator // size.denominator, size % 1
    match mode:
        case "half up":
            whole += rest >= Fraction(1, 2)
        case "half to even":
            whole += rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1)
        case "up":
            whole += rest > 0
        case "down":
            pass
        case _:
            raise ValueError(mode)
    return whole * unit if value >= 0 else -whole * unit
