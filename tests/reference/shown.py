"""Amounts and figures as the CSV statement prints them."""

from decimal import Decimal, Inexact, localcontext
from fractions import Fraction

from tests.reference.lines import Known
from tests.reference.periods import CENT


def money(amount: Known) -> str:
    """An amount as the CSV statement prints it."""
    return "pending" if amount is None else f"{Decimal(int(amount / CENT)) / 100:.2f}"


def figure(value: Fraction, unit: str) -> str:
    """A computed figure: all its decimals, and for money no fewer than two."""
    if unit == "percent":
        return _decimal(value * 100) + "%"
    text = _decimal(value)
    return f"{Decimal(text):.2f}" if unit == "money" and value % CENT == 0 else text


def _decimal(value: Fraction) -> str:
    """All digits of a decimal that ends, the first sixty that count of one that does not."""
    with localcontext(prec=60) as context:
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return f"{quotient if context.flags[Inexact] else quotient.normalize():f}"
