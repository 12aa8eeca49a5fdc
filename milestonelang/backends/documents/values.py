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

from milestonelang.backends.documents.languages import of_lapse, spoken
from milestonelang.backends.documents.locales import ENGLISH, Locale
from milestonelang.primitives.currencies import minor_units
from milestonelang.primitives.numbers import decimal_text, grouped
from milestonelang.types import Lapse, Unit

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"

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


def points(value: Fraction, oblique: bool = False) -> str:
    """Return `2 percentage points`, the change of a share."""
    one, many, after = spoken().points
    shown = one if value * 100 == 1 else after if oblique else many
    return f"{number(value * 100)}{NBSP}{shown}"


def count(value: int) -> str:
    """Return `two`: periods and occurrences, in words up to ten."""
    return spoken().counts[value] if 0 <= value <= 10 else number(value)


def ordinal(value: int) -> str:
    """Return `second` up to ten, then `12th`."""
    return spoken().ordinal(value)


def ordinal_digits(value: int) -> str:
    """Return `30th`."""
    return spoken().ordinal_digits(value)


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


def span(value: Fraction | int, unit: Unit, oblique: bool = False) -> str:
    """Return `30 days`, `10 business days`; *oblique* as it reads after a preposition."""
    one, many, after = spoken().units[unit]
    shown = one if value == 1 else after if oblique else many
    return f"{number(value)}{NBSP}{shown}"


def duration(value: Fraction, lapse: Lapse, oblique: bool = False) -> str:
    """Return `14 days`, `3 months`, `3 years`."""
    unit = of_lapse(lapse)
    if unit is Unit.MONTH and value and value % 12 == 0:
        value, unit = value / 12, Unit.YEAR
    return span(value, unit, oblique)


def named_unit(currency: str, unit: Fraction) -> str | None:
    """Return `cent` for the hundredth part of dollars and euros, `penny` for that of pounds."""
    return spoken().cents.get(currency) if unit == Fraction(1, 100) else None


def currency_name(currency: str) -> str | None:
    """Return `US dollars`."""
    return spoken().currencies.get(currency)
