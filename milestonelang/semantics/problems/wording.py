"""How a figure is written, for the help of a message: `write USD 90,000`."""

from fractions import Fraction

from milestonelang.agreement import expressions as checked
from milestonelang.agreement.expressions import Expr
from milestonelang.primitives.dates import iso
from milestonelang.primitives.numbers import decimal_text, grouped
from milestonelang.types import (
    Count,
    Date,
    Duration,
    Lapse,
    Money,
    Number,
    Percent,
    Quotient,
    Type,
    describe,
)

_LAPSES = {Lapse.DAYS: "day", Lapse.BUSINESS_DAYS: "business day", Lapse.MONTHS: "month"}


def figure(value: Fraction, type: Type) -> str:
    """Return the value as a terms file writes one of the type."""
    match type:
        case Money(currency):
            return f"{currency} {number(value)}"
        case Percent():
            return f"{number(value * 100)}%"
        case Count(unit):
            return f"{number(value)} {unit.rpartition('.')[2]}{'' if value == 1 else 's'}"
        case Duration(lapse):
            return f"{number(value)} {_LAPSES[lapse]}{'' if value == 1 else 's'}"
        case Quotient(numerator, Money(currency)):
            return f"{figure(value, numerator)} per {currency}"
        case Quotient(numerator, Count(unit)):
            return f"{figure(value, numerator)} per {unit}"
        case Date() if value.denominator == 1:
            return iso(int(value))
        case _:
            return number(value)


def number(value: Fraction) -> str:
    """Return a plain number with thousands apart."""
    return grouped(decimal_text(value))


def with_unit(expr: Expr, wanted: Type) -> str | None:
    """Return how a figure that is written without its unit would be written in the type wanted."""
    if not isinstance(expr, checked.Literal) or not isinstance(expr.value, Fraction):
        return None
    if isinstance(wanted, Quotient) and expr.type == wanted.numerator:
        # Money was written, and a price is needed: `EUR 25.50 per company`.
        return figure(expr.value, wanted)
    if isinstance(expr.type, Percent) and isinstance(wanted, Duration):
        return figure(expr.value * 100, wanted)
    if not isinstance(expr.type, Number):
        return None
    if isinstance(wanted, Percent):
        # 15 was meant as 15%, and 0.15 as well.
        return f"{number(expr.value if abs(expr.value) > 1 else expr.value * 100)}%"
    if isinstance(wanted, Money | Count | Duration | Quotient):
        return figure(expr.value, wanted)
    return None


def kind(type: Type) -> str:
    """Return the type in words that follow `is`."""
    words = describe(type)
    return words if words.startswith(("money", "one of", "text", "list", "truth")) else f"a {words}"
