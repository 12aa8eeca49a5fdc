"""How a figure is written: for people with its unit, for programs as plain exact text."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import assert_never

from milestonelang.data.words import in_words, number
from milestonelang.primitives.currencies import minor_units
from milestonelang.primitives.dates import iso
from milestonelang.primitives.numbers import decimal_text, grouped
from milestonelang.statement.model import Exact, Figure
from milestonelang.types import (
    Choice,
    Count,
    Date,
    Duration,
    Invalid,
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

PENDING = "pending"
SIGNIFICANT_DIGITS = 60  # of a number that no decimal can write


def plain(figure: Figure) -> str:
    """Return `15989.88`, `84.5%`, `12`, `20 days`, `true`, `active` or `pending`."""
    if figure.value is None:
        return PENDING
    return plain_value(figure.value, figure.type)


def plain_value(value: Exact, type: Type) -> str:
    """Return a value as text that a program can read: exact, without separators or currency."""
    match type:
        case Money(currency) | Quotient(Money(currency), _):
            return _digits(number(value), minor_units(currency) or 0)
        case Percent():
            return _digits(number(value) * 100) + "%"
        case Number() | Count():
            return _digits(number(value))
        case Duration():
            return in_words(value, type).replace(",", "")
        case Quotient(numerator, _):
            return plain_value(value, numerator)
        case Date():
            return iso(int(value))
        case Truth():
            return "true" if value else "false"
        case PeriodType() | Text() | ListOfText() | Choice() | Invalid():
            return str(value)
        case _:
            assert_never(type)


def spoken(figure: Figure) -> str:
    """Return `USD 15,989.88`, `84.5%`, `20 days`, `active` or `pending`."""
    return PENDING if figure.value is None else in_words(figure.value, figure.type)


def digits(figure: Figure) -> str:
    """Return the amount with separators and without its currency, for a column of amounts."""
    if figure.value is None:
        return PENDING
    match figure.type:
        case Money(currency):
            return grouped(decimal_text(number(figure.value), minor_units(currency) or 0))
        case _:
            return in_words(figure.value, figure.type)


def _digits(value: Fraction, places: int = 0) -> str:
    text = decimal_text(value, places)
    if not text.endswith("…"):
        return text
    context = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_EVEN)
    quotient = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return f"{quotient:f}"
