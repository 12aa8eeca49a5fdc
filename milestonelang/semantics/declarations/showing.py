"""Write a value the way a terms file writes it, for messages.

In: a value and its type. Out: `USD 5,000.00`, `8%`, `14 days`, `2026-03-31`, `gold`.
"""

from fractions import Fraction

from milestonelang import types
from milestonelang.primitives.currencies import minor_units
from milestonelang.primitives.dates import iso
from milestonelang.primitives.numbers import decimal_text, grouped


def show(value: Fraction | int | bool | str, type: types.Type) -> str:
    """Return the value in the words of the language."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    number = Fraction(value)
    match type:
        case types.Money(currency):
            places = 0 if number.denominator == 1 else minor_units(currency)
            return f"{currency} {_plain(number, places)}"
        case types.Percent():
            return f"{_plain(number * 100)}%"
        case types.Count(unit):
            return f"{_plain(number)} {unit}"
        case types.Duration(lapse):
            return f"{_plain(number)} {lapse.value}"
        case types.Date():
            return iso(int(number))
        case types.Quotient(numerator, denominator):
            per = denominator.unit if isinstance(denominator, types.Count) else _word(denominator)
            return f"{show(number, numerator)} per {per}"
        case _:
            return _plain(number)


def show_range(low: Fraction, high: Fraction, type: types.Type) -> str:
    """Return `USD 0 to USD 5,000,000`."""
    return f"{show(low, type)} to {show(high, type)}"


def _plain(number: Fraction, places: int | None = None) -> str:
    return grouped(decimal_text(number, places))


def _word(type: types.Type) -> str:
    return type.currency if isinstance(type, types.Money) else types.describe(type)
