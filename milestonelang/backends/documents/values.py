"""Figures of the agreement as they read: amounts, shares, counts, dates and lengths of time.

In: exact values. Out: strings, as the locale writes them that `written_for` chose. This is the one
place where a figure becomes text in a document. Promised: nothing is rounded away; a decimal that
does not end stops after six places with `…`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from fractions import Fraction
from typing import assert_never

from milestonelang.backends.documents.locales import ENGLISH, Locale
from milestonelang.primitives.currencies import minor_units
from milestonelang.primitives.numbers import decimal_text, grouped
from milestonelang.types import Lapse, Unit

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = (
    *("", "first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)


_LOCALE: ContextVar[Locale] = ContextVar("locale", default=ENGLISH)


@contextmanager
def written_for(locale: Locale) -> Iterator[None]:
    """Write figures as *locale* does, until the block ends."""
    token = _LOCALE.set(locale)
    try:
        yield
    finally:
        _LOCALE.reset(token)


def decimal_mark() -> str:
    """Return what parts the whole of a number from its fraction."""
    return _LOCALE.get().decimal


def number(value: Fraction | int, places: int | None = None) -> str:
    """Return `1,250.5`, with at least *places* digits after the point."""
    text = _LOCALE.get().number(grouped(decimal_text(Fraction(value), places)))
    return MINUS + text[1:] if text.startswith("-") else text


def money(value: Fraction, currency: str) -> str:
    """Return `USD 250,000` or `USD 0.50`: minor units only where the amount is not whole."""
    places = None if value.denominator == 1 else minor_units(currency)
    return f"{currency}{NBSP}{number(value, places)}"


def full_amount(value: Fraction, currency: str) -> str:
    """Return `250,000.00`: an amount in a table whose caption names the currency."""
    return number(value, minor_units(currency))


def full_money(value: Fraction, currency: str) -> str:
    """Return `USD 20,000.00`: a result, whose minor units are always shown."""
    return f"{currency}{NBSP}{number(value, minor_units(currency))}"


def percent(value: Fraction) -> str:
    """Return `8%`."""
    return f"{number(value * 100)}{_LOCALE.get().before_percent}%"


def points(value: Fraction) -> str:
    """Return `2 percentage points`, the change of a share."""
    shown = number(value * 100)
    return f"{shown}{NBSP}percentage point" + ("" if value * 100 == 1 else "s")


def count(value: int) -> str:
    """Return `two`: periods and occurrences, in words up to ten."""
    return _WORDS[value] if 0 <= value <= 10 else number(value)


def ordinal(value: int) -> str:
    """Return `second` up to ten, then `12th`."""
    if 1 <= value <= 10:
        return _ORDINALS[value]
    return ordinal_digits(value)


def ordinal_digits(value: int) -> str:
    """Return `30th`."""
    if value % 100 in (11, 12, 13):
        return f"{value}th"
    return f"{value}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th') }"


def day(ordinal_day: int) -> str:
    """Return `31 December 2026`, kept on one line."""
    locale, value = _LOCALE.get(), date.fromordinal(ordinal_day)
    name = locale.months[value.month - 1]
    return locale.day.format(day=value.day, month=name, year=value.year).replace(" ", NBSP)


def day_of_year(month: int, day_of_month: int) -> str:
    """Return `1 January`."""
    locale = _LOCALE.get()
    name = locale.months[month - 1]
    return locale.day_of_year.format(day=day_of_month, month=name).replace(" ", NBSP)


def month(number_of_month: int) -> str:
    """Return `July`."""
    return _LOCALE.get().months[number_of_month - 1]


def span(value: int, unit: Unit) -> str:
    """Return `30 days`, `10 business days`, `2 years`."""
    return f"{number(value)}{NBSP}{unit.value}" + ("" if value == 1 else "s")


def duration(value: Fraction, lapse: Lapse) -> str:
    """Return `14 days`, `3 months`, `3 years`."""
    match lapse:
        case Lapse.DAYS:
            unit = Unit.DAY
        case Lapse.BUSINESS_DAYS:
            unit = Unit.BUSINESS_DAY
        case Lapse.MONTHS:
            unit = Unit.MONTH
            if value and value % 12 == 0:
                value, unit = value / 12, Unit.YEAR
        case _:
            assert_never(lapse)
    return f"{number(value)}{NBSP}{unit.value}" + ("" if value == 1 else "s")


def named_unit(currency: str, unit: Fraction) -> str | None:
    """Return `cent` for the hundredth part of dollars and euros, `penny` for that of pounds."""
    if unit != Fraction(1, 100):
        return None
    return "penny" if currency == "GBP" else "cent" if currency in CENTS else None


CENTS = ("USD", "EUR", "CAD", "AUD", "NZD", "SGD", "HKD", "ZAR")

CURRENCY_NAMES = {
    "AUD": "Australian dollars",
    "CAD": "Canadian dollars",
    "CHF": "Swiss francs",
    "CNY": "Chinese yuan",
    "DKK": "Danish kroner",
    "EUR": "euros",
    "GBP": "pounds sterling",
    "HKD": "Hong Kong dollars",
    "INR": "Indian rupees",
    "JPY": "Japanese yen",
    "NOK": "Norwegian kroner",
    "NZD": "New Zealand dollars",
    "PLN": "Polish zloty",
    "SEK": "Swedish kronor",
    "SGD": "Singapore dollars",
    "USD": "US dollars",
    "ZAR": "South African rand",
}
