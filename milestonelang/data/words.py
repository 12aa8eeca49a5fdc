"""Exact values in the words of the language, for messages and for files that are written."""

from fractions import Fraction
from typing import assert_never

from milestonelang.data.model import Exact
from milestonelang.primitives.currencies import minor_units
from milestonelang.primitives.dates import iso
from milestonelang.primitives.numbers import decimal_text, grouped
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

_LAPSES = {
    Lapse.DAYS: ("day", "days"),
    Lapse.BUSINESS_DAYS: ("business day", "business days"),
    Lapse.MONTHS: ("month", "months"),
}


def in_words(value: Exact, type: Type) -> str:
    """Return *value* as the language writes it: `USD 1,000.00`, `84%`, `20 days`, `2026-03-31`."""
    match type:
        case Money(currency):
            return f"{currency} {grouped(decimal_text(number(value), minor_units(currency) or 0))}"
        case Percent():
            return decimal_text(number(value) * 100) + "%"
        case Duration(lapse):
            singular, plural = _LAPSES[lapse]
            return f"{decimal_text(number(value))} {singular if value == 1 else plural}"
        case Number() | Count():
            return grouped(decimal_text(number(value)))
        case Quotient(Money(currency), _):
            return f"{currency} {grouped(decimal_text(number(value), minor_units(currency) or 0))}"
        case Quotient(numerator, _):
            return in_words(value, numerator)
        case Date():
            return iso(int(value))
        case Truth():
            return "true" if value else "false"
        case PeriodType() | Text() | ListOfText() | Choice() | Invalid():
            return str(value)
        case _:
            assert_never(type)


def number(value: Exact) -> Fraction:
    """Return a figure as an exact number, a day too."""
    return value if isinstance(value, Fraction) else Fraction(value)
