"""Figures, dates and truth as they are written.

Numbers are exact. `decimals` is how many digits were written after the point; it is no part of the
meaning, and kept so that a text can be printed as it was.
"""

import datetime
from fractions import Fraction

from milestonelang import records
from milestonelang.syntax.ast.base import Name, Node
from milestonelang.syntax.ast.words import TimeUnit


@records.frozen
class Money(Node):
    """`USD 250,000.00`."""

    currency: str
    value: Fraction
    decimals: int = records.field(default=0, eq=False)


@records.frozen
class Number(Node):
    """`0.35`."""

    value: Fraction
    decimals: int = records.field(default=0, eq=False)


@records.frozen
class Percent(Node):
    """`8%`; the value is 8/100."""

    value: Fraction
    decimals: int = records.field(default=0, eq=False)


@records.frozen
class BasisPoints(Node):
    """`50 bps`, a percentage; the value is 50/10000."""

    value: Fraction
    decimals: int = records.field(default=0, eq=False)


@records.frozen
class Points(Node):
    """`2 pp`, the change of a percentage; the value is 2/100."""

    value: Fraction
    decimals: int = records.field(default=0, eq=False)


@records.frozen
class Quantity(Node):
    """`500 customers`; the unit as it is written, singular or plural."""

    value: Fraction
    unit: Name
    decimals: int = records.field(default=0, eq=False)


@records.frozen
class Duration(Node):
    """`30 days`, `10 business days`, `2 quarters`."""

    value: Fraction
    unit: TimeUnit
    decimals: int = records.field(default=0, eq=False)


@records.frozen
class Date(Node):
    """`2026-03-31`."""

    value: datetime.date


@records.frozen
class Period(Node):
    """`2026-Q1`, `2026-03` or `FY2026`; *number* is the quarter or month, 0 for a year."""

    unit: TimeUnit
    year: int
    number: int


@records.frozen
class Truth(Node):
    """`true`, `false`."""

    value: bool


@records.frozen
class Unknown(Node):
    """`unknown`, where an example says that a figure is missing."""
