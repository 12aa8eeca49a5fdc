"""The periods that data may speak of, at one frequency, and how their labels are written.

A frame holds the periods of the term and, where an exit winds down or a condition decides what
vests after the term, those until its end. Promised: the first periods of a frame at the contract's
own frequency are its settlement periods, with the same indexes.
"""

import re
from bisect import bisect_right
from collections.abc import Callable

from milestonelang import records
from milestonelang.agreement.declarations import Agreement, Exit, Payment, Reported
from milestonelang.agreement.lines import Vests
from milestonelang.agreement.rows import settlement_of
from milestonelang.agreement.versions import ever, every_version
from milestonelang.data.cell_problems import not_a_period, period_outside_term
from milestonelang.data.memory import Memory
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.primitives.dates import is_weekend, shift
from milestonelang.primitives.periods import Period, periods_between, settlement_periods
from milestonelang.types import MonthEnds, Unit

IsBusinessDay = Callable[[int], bool]

PERIOD_COLUMNS = {"month": Unit.MONTH, "quarter": Unit.QUARTER, "year": Unit.YEAR}

_EXAMPLES = {Unit.MONTH: "2026-03", Unit.QUARTER: "2026-Q1", Unit.YEAR: "FY2026"}
_FORMS = {
    Unit.MONTH: r"[0-9]{4}-(0[1-9]|1[0-2])",
    Unit.QUARTER: r"[0-9]{4}-Q[1-4]",
    Unit.YEAR: r"(FY)?[0-9]{4}",
}
_LOOSE_QUARTER = r"([0-9]{4})[-/ ]?[qQ]([1-4])|[qQ]([1-4])[-/ ]?([0-9]{4})"
_LOOSE_MONTH = r"([0-9]{4})[-/ .]([0-9]{1,2})(?:-[0-9]{2})?|([0-9]{1,2})[-/ .]([0-9]{4})"


@records.frozen(eq=False)
class Frame:
    """Periods of one frequency: *labels* → index, *starts* in order."""

    unit: Unit
    periods: tuple[Period, ...]
    labels: dict[str, int]
    starts: tuple[int, ...]

    def holding(self, day: int) -> int | None:
        """Return the index of the period that holds *day*, or None outside the frame."""
        index = bisect_right(self.starts, day) - 1
        if index < 0 or day > self.periods[index].end:
            return None
        return index


_FRAMES = Memory()


def frame_of(agreement: Agreement, unit: Unit) -> Frame:
    """Return the periods of *unit* that data of this contract may speak of."""
    known = _FRAMES.of(agreement)
    found = known.get(unit)
    if not isinstance(found, Frame):
        found = known[unit] = _frame(agreement, unit)
    return found


def _frame(agreement: Agreement, unit: Unit) -> Frame:
    contract = agreement.contract
    unit = contract.settled if unit is Unit.PERIOD else unit
    last_day = horizon(agreement)
    periods = periods_between(contract, unit, contract.start, contract.end)
    if last_day > contract.end:
        longer = periods_between(contract, unit, contract.start, last_day)
        # The last period of the term ends with the term, where a wind-down goes on in the next one.
        periods += tuple(longer[len(periods) :])
    labels = {period.label: period.index for period in periods}
    if unit is Unit.YEAR:
        labels |= {label.removeprefix("FY"): index for label, index in labels.items()}
    return Frame(unit, periods, labels, tuple(period.start for period in periods))


def horizon(agreement: Agreement) -> int:
    """Return the last day that data may speak of: of the term, of a wind-down, or of vesting."""
    end = agreement.contract.end
    ends = agreement.contract.month_ends or MonthEnds.ROLL_BACK
    last = _vesting_ends(agreement, ends)
    for item in ever(agreement, Exit):
        wind_down = item.wind_down
        if wind_down is None:
            continue
        if wind_down.until is not None:
            last = max(last, wind_down.until)
        elif wind_down.count is not None and wind_down.unit is not None:
            unit = agreement.contract.settled if wind_down.unit is Unit.PERIOD else wind_down.unit
            last = max(last, shift(end + 1, wind_down.count, unit, ends, weekdays_only) - 1)
    return last


def _vesting_ends(agreement: Agreement, ends: MonthEnds) -> int:
    """Return the last day on which a condition decides whether something vests."""
    contract = agreement.contract
    counts = [
        line.periods
        for _, payment in every_version(agreement)
        if isinstance(payment, Payment)
        for line in settlement_of(payment)
        if isinstance(line, Vests) and line.condition is not None
    ]
    if not counts:
        return contract.end
    after = settlement_periods(contract)[-1].full_end + 1
    return shift(after, max(counts), contract.settled, ends, weekdays_only) - 1


def read_label(frame: Frame, text: str) -> int | Diagnostic:
    """Return the index of the period that *text* names, or what is wrong with it."""
    index = frame.labels.get(text)
    if index is not None:
        return index
    unit = frame.unit
    if re.fullmatch(_FORMS[unit], text):
        first, last = frame.periods[0].label, frame.periods[-1].label
        return period_outside_term(text, unit.value, first, last)
    return not_a_period(text, unit.value, _EXAMPLES[unit], _guess(unit, text.strip()))


def due_day(agreement: Agreement, reported: Reported, end: int, business: IsBusinessDay) -> int:
    """Return the day by which a figure for a period that ends on *end* is to be reported."""
    if reported.count is None:
        return end
    ends = agreement.contract.month_ends or MonthEnds.ROLL_BACK
    return shift(end, reported.count, reported.unit, ends, business)


def weekdays_only(day: int) -> bool:
    """Return whether *day* is a business day where no calendar of holidays is named."""
    return not is_weekend(day)


def _guess(unit: Unit, text: str) -> str | None:
    if unit is Unit.QUARTER and (match := re.fullmatch(_LOOSE_QUARTER, text)):
        year, quarter = (match[1], match[2]) if match[1] else (match[4], match[3])
        return f"{year}-Q{quarter}"
    if unit is Unit.MONTH and (match := re.fullmatch(_LOOSE_MONTH, text)):
        year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
        return f"{year}-{int(month):02d}" if 1 <= int(month) <= 12 else None
    return None
