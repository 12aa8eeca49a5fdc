"""Read the text of one cell as an exact value of its column's type.

In: a type, its range, the declared units. Out: a function from text to a value, or to the
diagnostic that says what is wrong with the text; whoever calls it adds the place. Promised: no
text makes a value by way of binary floating point, nothing is rounded, and a text that could be
read in two ways is refused. Empty cells are not for these functions.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar, assert_never

from milestonelang import records
from milestonelang.agreement.declarations import Agreement, CountUnit, Range
from milestonelang.data import cell_problems as problems
from milestonelang.data.frames import Frame, read_label
from milestonelang.data.model import Exact
from milestonelang.data.numerals import no_number, read_number
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.primitives.currencies import MINOR_UNITS, minor_units
from milestonelang.primitives.dates import parse_day
from milestonelang.primitives.numbers import decimals_of
from milestonelang.types import (
    Choice,
    Count,
    Date,
    Duration,
    Invalid,
    Lapse,
    ListOfText,
    Money,
    Number,
    Percent,
    PeriodType,
    Quotient,
    Text,
    Truth,
    Type,
)

V = TypeVar("V")
ReadCell = Callable[[str], Exact | Diagnostic]

_PERCENT = Fraction(1, 100)
_BASIS_POINT = Fraction(1, 10_000)
_DURATION_UNITS = {
    Lapse.DAYS: {"day": 1, "days": 1, "week": 7, "weeks": 7},
    Lapse.BUSINESS_DAYS: {"business day": 1, "business days": 1},
    Lapse.MONTHS: {
        "month": 1,
        "months": 1,
        "quarter": 3,
        "quarters": 3,
        "year": 12,
        "years": 12,
    },
}
_MAIN_UNITS = {
    Lapse.DAYS: ("days", "weeks"),
    Lapse.BUSINESS_DAYS: ("business days",),
    Lapse.MONTHS: ("months", "quarters", "years"),
}
_TRUTHS: dict[str, Exact] = {"true": True, "TRUE": True, "false": False, "FALSE": False}
_LOOSE_DATE = r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})"
_WITH_TIME = r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9].*"
_DAY_FIRST = r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})"
_SERIAL = r"[0-9]{5}(?:\.[0-9]+)?"  # the day number of a spreadsheet
_CURRENCY_SIGNS = "$€£¥₹"
_BLANKS = (" ", "\t", "\xa0")


@records.frozen(eq=False)
class CellReaders:
    """What the readers of one contract share: its declarations and its settlement periods."""

    agreement: Agreement
    settlement: Frame

    def reader(self, type: Type, range: Range | None = None) -> ReadCell:
        """Return the function that reads the cells of a column, each distinct text once."""
        plain = _plain_reader(self, type)
        inner = plain if range is None else _ranged(plain, type, range)
        return _remembering(inner)


def _plain_reader(shared: CellReaders, type: Type) -> ReadCell:
    match type:
        case Money(currency):
            places = minor_units(currency)
            return _money_reader(currency, 12 if places is None else places, currency)
        case Percent():
            return _read_percent
        case Number():
            return _read_plain_number
        case Count(unit):
            return _count_reader(shared, unit)
        case Duration(lapse):
            return lambda text: _read_duration(text, lapse)
        case Quotient(numerator, denominator):
            return _quotient_reader(shared, numerator, denominator)
        case Date():
            return _read_date
        case PeriodType():
            return lambda text: read_label(shared.settlement, text)
        case Truth():
            return lambda text: _look_up(text, _TRUTHS, ("true", "false"))
        case Choice(values):
            return lambda text: text if text in values else problems.unknown_value(text, values)
        case Text() | ListOfText() | Invalid():
            return read_text
        case _:
            assert_never(type)


def read_text(text: str) -> str | Diagnostic:
    """Return *text*, or what is wrong with it: a blank at its ends, characters nobody sees."""
    if text.isprintable():
        return problems.blank_around(text) if text != text.strip() else text
    import unicodedata  # only a text that is not plain needs its table

    for character in text:
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            return problems.unfit_character(text, character)
    return problems.blank_around(text) if text != text.strip() else text


def _remembering(read: ReadCell) -> ReadCell:
    known: dict[str, Exact | Diagnostic] = {}

    def remembered(text: str) -> Exact | Diagnostic:
        found = known.get(text)
        if found is None:
            if text[:1] in _BLANKS or text[-1:] in _BLANKS:
                found = problems.blank_around(text)
            else:
                found = read(text)
            known[text] = found
        return found

    return remembered


def _ranged(read: ReadCell, type: Type, range: Range) -> ReadCell:
    def checked(text: str) -> Exact | Diagnostic:
        value = read(text)
        if isinstance(value, Diagnostic | str):
            return value
        if not range.low <= value <= range.high:
            low, high = in_words(_like(value, range.low), type), in_words(range.high, type)
            return problems.out_of_range(text, low, high)
        if range.step is not None and (value - range.low) % range.step != 0:
            steps = (value - range.low) // range.step
            below = range.low + steps * range.step
            above = below + range.step
            return problems.between_steps(
                text, in_words(range.step, type), in_words(below, type), in_words(above, type)
            )
        return value

    return checked


def _like(value: Exact, bound: Fraction) -> Exact:
    return bound if isinstance(value, Fraction) else int(bound)


# ---- amounts


def _money_reader(currency: str, places: int, whose: str) -> ReadCell:
    prefix = currency + " "

    def read(text: str) -> Fraction | Diagnostic:
        number = text
        if text.startswith(prefix):
            number = text[len(prefix) :]
        elif text.startswith("-" + prefix):
            number = "-" + text[len(prefix) + 1 :]
        value = read_number(number)
        if value is None:
            return _no_amount(text, number, currency)
        if decimals_of(number) > places:
            return problems.too_fine(text, places, whose)
        return value

    return read


def _no_amount(text: str, number: str, currency: str) -> Diagnostic:
    word = re.search(r"(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])", number)
    found = word[0].upper() if word else None
    if found in MINOR_UNITS and found != currency and found is not None:
        return problems.other_currency(text, found, currency)
    rest = number.replace(currency, "").strip(_CURRENCY_SIGNS + " ")
    misplaced = found == currency or any(sign in number for sign in _CURRENCY_SIGNS)
    if misplaced and read_number(rest) is not None:
        return problems.currency_misplaced(text, currency, rest)
    return no_number(number, f"an amount in {currency}")


def _read_plain_number(text: str) -> Fraction | Diagnostic:
    value = read_number(text)
    return no_number(text, "a number") if value is None else value


def _read_percent(text: str) -> Fraction | Diagnostic:
    if text.endswith("%"):
        number, unit = text[:-1], _PERCENT
    elif text.endswith(" bps"):
        number, unit = text[:-4], _BASIS_POINT
    elif text.endswith(" pp"):
        number, unit = text[:-3], _PERCENT
    elif (bare := read_number(text)) is not None:
        as_share = in_words(bare, Percent()) if -1 <= bare <= 1 and bare != 0 else None
        return problems.percentage_without_sign(text, as_share)
    else:
        return no_number(text, "a percentage")
    value = read_number(number)
    if value is None:
        if read_number(number.rstrip()) is not None and unit is _PERCENT:
            return problems.not_a_number(text, "a percentage", f"write `{number.rstrip()}%`")
        return no_number(number, "a percentage", text)
    return value * unit


def _read_duration(text: str, lapse: Lapse) -> Fraction | Diagnostic:
    number, _, unit = text.partition(" ")
    value = read_number(number)
    size = _DURATION_UNITS[lapse].get(unit)
    if value is not None and size is not None:
        return value * size
    if value is None:
        return no_number(number if unit else text, f"a duration in {lapse.value}", text)
    if not unit:
        return problems.duration_without_unit(text, _MAIN_UNITS[lapse])
    return problems.wrong_unit(text, unit, _MAIN_UNITS[lapse])


def _count_reader(shared: CellReaders, unit: str) -> ReadCell:
    word, plural, divisible = _unit_words(shared.agreement, unit)

    def read(text: str) -> Fraction | Diagnostic:
        number, _, given = text.partition(" ")
        value = read_number(number)
        if value is None:
            return no_number(number if given else text, f"a number of {plural}", text)
        if given not in ("", word, plural):
            return problems.wrong_unit(text, given, (plural,))
        if value.denominator != 1 and not divisible:
            return problems.not_whole(text, word)
        return value

    return read


def _unit_words(agreement: Agreement, unit: str) -> tuple[str, str, bool]:
    declared = agreement.declarations.get(unit)
    word = unit.rpartition(".")[2]
    if isinstance(declared, CountUnit):
        return word, declared.plural, declared.divisible
    return word, word + "s", False


def _quotient_reader(shared: CellReaders, numerator: Type, denominator: Type) -> ReadCell:
    suffixes = tuple(f" per {word}" for word in _per_words(shared.agreement, denominator))
    if isinstance(numerator, Money):
        inner = _money_reader(numerator.currency, 12, "a price")
    else:
        inner = _plain_reader(shared, numerator)

    def read(text: str) -> Exact | Diagnostic:
        amount, per, unit = text.partition(" per ")
        if per and not text.endswith(suffixes):
            return problems.wrong_unit(text, f"per {unit}", tuple(item[1:] for item in suffixes))
        return inner(amount) if amount else no_number(text, "an amount")

    return read


def _per_words(agreement: Agreement, denominator: Type) -> tuple[str, ...]:
    match denominator:
        case Count(unit):
            return (_unit_words(agreement, unit)[0],)
        case Money(currency):
            return (currency,)
        case Duration(lapse):
            return tuple(word for word in _DURATION_UNITS[lapse] if not word.endswith("s"))
        case _:
            return ("unit",)


# ---- everything else


def _date_remedy(text: str) -> str:
    """Return how to write what looks like a day of another system."""
    asked = "write the day as `2026-03-31`: year, month, day"
    if match := re.fullmatch(_WITH_TIME, text):
        return f"write the day alone: `{match[1]}`" if parse_day(match[1]) is not None else asked
    if match := re.fullmatch(_DAY_FIRST, text):
        one, two, year = int(match[1]), int(match[2]), match[3]
        # With points the day comes first; with strokes either does.
        orders = {(one, two), (two, one)} if "/" in text else {(one, two)}
        days = [f"{year}-{month:02d}-{day:02d}" for day, month in sorted(orders)]
        days = [day for day in days if parse_day(day) is not None]
        if len(days) == 1:
            return f"write `{days[0]}`"
        if days:
            return f"write `{days[0]}` or `{days[1]}`, whichever is meant"
    if re.fullmatch(_SERIAL, text):
        return f"{asked}; in a spreadsheet, give the cells of the column the format of a date"
    return asked


def _read_date(text: str) -> int | Diagnostic:
    day = parse_day(text)
    if day is not None:
        return day
    match = re.fullmatch(_LOOSE_DATE, text)
    if match is None:
        return problems.not_a_date(text, _date_remedy(text))
    written = f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"
    if parse_day(written) is None:
        return problems.not_a_date(text, "there is no such day; write it as `2026-03-31`")
    return problems.not_a_date(text, f"write `{written}`")


def _look_up(text: str, values: dict[str, V], allowed: tuple[str, ...]) -> V | Diagnostic:
    found = values.get(text)
    return problems.unknown_value(text, allowed) if found is None else found
