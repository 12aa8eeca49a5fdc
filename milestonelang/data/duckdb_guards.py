"""For each type a guard in SQL: which texts are plainly right, and what value they write.

A guard is narrower than the plain reader of `cells`: whatever it accepts, that reader accepts with
the same value. What it does not accept is left to that reader.
"""

from fractions import Fraction

from milestonelang import records
from milestonelang.agreement.declarations import Agreement, CountUnit, Range
from milestonelang.data.duckdb_tables import Held
from milestonelang.primitives.currencies import minor_units
from milestonelang.types import (
    Choice,
    Count,
    Date,
    Duration,
    Lapse,
    Money,
    Number,
    Percent,
    Quotient,
    Text,
    Truth,
    Type,
)

# Letters and signs that every Unicode version assigns and prints; the rest is for the plain reader.
_SEEN = r"!#-~\x{A1}-\x{AC}\x{AE}-\x{24F}\x{400}-\x{4FF}\x{4E00}-\x{9FEF}"
_TEXT = f"[{_SEEN}]([ {_SEEN}]*[{_SEEN}])?"
_LONGEST_TEXT = 1_000
_DIGITS_IN_64_BITS = 18
_LAPSES = {
    Lapse.DAYS: "days?",
    Lapse.BUSINESS_DAYS: "business days?",
    Lapse.MONTHS: "months?",
}


@records.frozen
class Guard:
    """*accepts* is a condition in SQL, never null; *value* the value where it holds."""

    accepts: str
    value: str
    held: Held
    scale: int = 0


def guard_of(
    text: str, type: Type, range: Range | None, may_be_empty: bool, agreement: Agreement
) -> Guard | None:
    """Return the guard of a column whose text is *text*, or None where the type has none."""
    guard = _plain_guard(text, type, agreement)
    if guard is None:
        return None
    accepts = guard.accepts
    if range is not None:
        within = _within(guard, range)
        if within is None:
            return None
        accepts = f"({accepts} AND {within})"
    empty = f"{text} IS NULL OR " if may_be_empty else f"{text} IS NOT NULL AND "
    accepts = f"({empty}coalesce({accepts}, false))"
    return Guard(accepts, guard.value, guard.held, guard.scale)


def _plain_guard(text: str, type: Type, agreement: Agreement) -> Guard | None:
    match type:
        case Money(currency):
            places = minor_units(currency)
            return None if places is None else _number(text, places, f"({currency} )?", "")
        case Percent():
            return _number(text, 12, "", "%", shift=2)
        case Number():
            return _number(text, 12, "", "")
        case Quotient(Money(currency), _):
            return _number(text, 12, f"({currency} )?", "")
        case Count(unit):
            declared = agreement.declarations.get(unit)
            divisible = isinstance(declared, CountUnit) and declared.divisible
            return _number(text, 12 if divisible else 0, "", "")
        case Duration(lapse):
            return _number(text, 12, "", " " + _LAPSES[lapse])
        case Date():
            day = f"TRY_CAST({text} AS DATE)"
            accepts = f"regexp_full_match({text}, '[12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}')"
            ordinal = f"({day} - DATE '0001-01-01' + 1)"
            return Guard(f"({accepts} AND {day} IS NOT NULL)", f"{ordinal}::INTEGER", Held.DAY)
        case Truth():
            accepts = f"{text} IN ('true', 'TRUE', 'false', 'FALSE')"
            return Guard(accepts, f"lower({text}) = 'true'", Held.TRUTH)
        case Choice(values):
            return Guard(f"{text} IN ({', '.join(map(quoted, values))})", text, Held.TEXT)
        case Text():
            accepts = f"length({text}) <= {_LONGEST_TEXT} AND regexp_full_match({text}, '{_TEXT}')"
            return Guard(f"({accepts})", text, Held.TEXT)
        case _:
            return None


def _number(text: str, places: int, prefix: str, suffix: str, shift: int = 0) -> Guard:
    """Return the guard of a number between a prefix and a suffix; *shift* more places are added."""
    scale = places + shift
    # Small scales fit 64 bits; wider numbers of such a column are left to the plain reader.
    digits = 18 if scale > 6 else _DIGITS_IN_64_BITS - scale
    kind = "HUGEINT" if scale > 6 else "BIGINT"
    point = rf"(\.[0-9]{{1,{places}}})?" if places else ""
    pattern = rf"{prefix}-?[0-9]{{1,{digits}}}{point}{suffix}"
    number = f"regexp_extract({text}, '-?[0-9][0-9.]*')"
    decimals = f"rpad(split_part({number}, '.', 2), {places}, '0')" if places else "''"
    # A percentage is a part of one: its digits count as so many more places.
    value = f"TRY_CAST(split_part({number}, '.', 1) || {decimals} AS {kind})"
    return Guard(f"regexp_full_match({text}, '{pattern}')", value, Held.NUMBER, scale)


def _within(guard: Guard, range: Range) -> str | None:
    if guard.held is Held.DAY:
        unit = 1
    elif guard.held is Held.NUMBER:
        unit = 10**guard.scale
    else:
        return None
    low, high = range.low * unit, range.high * unit
    step = Fraction(unit) if range.step is None else range.step * unit
    if low.denominator != 1 or high.denominator != 1 or step.denominator != 1:
        return None
    within = f"({guard.value}) BETWEEN {integer(low)} AND {integer(high)}"
    if range.step is None or step == 1:
        return within
    return f"({within} AND ({guard.value} - {integer(low)}) % {integer(step)} = 0)"


def integer(value: Fraction | int) -> str:
    """Return a whole number in SQL, wide enough for any sum of the table."""
    return f"'{int(value)}'::HUGEINT"


def quoted(text: str) -> str:
    """Return a text in SQL."""
    return "'" + text.replace("'", "''") + "'"
