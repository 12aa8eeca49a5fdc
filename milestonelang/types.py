"""The types of the language, and the closed vocabularies of time and rounding.

A type says what a value is and in which unit the evaluator holds it. Exact values are held as
`Fraction` (money in major units, percentages as parts of one, counts, days), `bool` (truth),
`int` (dates as proleptic ordinals, periods as indexes) and `str` (choices and text).
"""

from enum import Enum
from typing import assert_never

from milestonelang import records


class Lapse(Enum):
    """What a duration counts. Weeks are days; quarters and years are months."""

    DAYS = "days"
    BUSINESS_DAYS = "business days"
    MONTHS = "months"


@records.frozen
class Money:
    """`money`: an amount in one currency, held in its major unit."""

    currency: str


@records.frozen
class Percent:
    """`percent`: a share, held as a part of one. A change of one, in `pp`, has the same type."""


@records.frozen
class Number:
    """`number`: a plain exact number."""


@records.frozen
class Count:
    """`count of UNIT`: how many of a declared unit."""

    unit: str


@records.frozen
class Duration:
    """`duration in days` or in calendar units."""

    lapse: Lapse


@records.frozen
class Date:
    """`date`: a day."""


@records.frozen
class PeriodType:
    """`period`: one of the contract's periods."""


@records.frozen
class Text:
    """`text`: words, never computed with."""


@records.frozen
class ListOfText:
    """`list of text`: a module's parameter that takes several texts."""


@records.frozen
class Truth:
    """`truth`: true, false or unknown."""


@records.frozen
class Choice:
    """`one of a, b, c`."""

    values: tuple[str, ...]


@records.frozen
class Quotient:
    """`money per customer`: the price or rate of one unit of something."""

    numerator: "Money | Percent | Number | Count | Duration"
    denominator: "Money | Percent | Number | Count | Duration"


@records.frozen
class Invalid:
    """The type of what could not be typed. It agrees with every other type."""


Type = (
    Money
    | Percent
    | Number
    | Count
    | Duration
    | Date
    | PeriodType
    | Text
    | ListOfText
    | Truth
    | Choice
    | Quotient
    | Invalid
)


class RoundingMode(Enum):
    """How a result between two units is rounded. Half up sends a half away from zero."""

    HALF_UP = "half up"
    HALF_EVEN = "half to even"
    UP = "up"
    DOWN = "down"


class Unit(Enum):
    """Units of time."""

    DAY = "day"
    BUSINESS_DAY = "business day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    PERIOD = "period"
    TERM = "term"


class MonthEnds(Enum):
    """What a month without the day makes of a date."""

    ROLL_BACK = "roll back"
    ROLL_FORWARD = "roll forward"


class Comparison(Enum):
    """The comparisons, each with its side."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "is"
    DIFFERENT = "is not"


class Extreme(Enum):
    """Which one of several is taken."""

    LESSER = "lesser"
    GREATER = "greater"
    EARLIER = "earlier"
    LATER = "later"


class Aggregate(Enum):
    """What is taken of many values."""

    SUM = "sum"
    AVERAGE = "average"
    MEDIAN = "median"
    HIGHEST = "highest"
    LOWEST = "lowest"
    COUNT = "count"
    COUNT_DISTINCT = "count of distinct"
    FIRST = "first"
    LAST = "last"
    SHARE = "share"


class WindowKind(Enum):
    """The windows over periods, the running one included but for `over the previous year`."""

    LAST = "over the last"
    YEAR_TO_DATE = "this year to date"
    TO_DATE = "to date"
    PREVIOUS_YEAR = "over the previous year"


class Edge(Enum):
    """The two ends of a span of time."""

    FIRST = "first"
    LAST = "last"


class Portion(Enum):
    """Which amount of a payment an expression reads."""

    ENTITLED = "entitled"
    HELD = "held"
    PAID = "paid"


def describe(type: Type) -> str:
    """Return the type in the words of the language."""
    match type:
        case Money(currency):
            return f"money in {currency}"
        case Percent():
            return "percent"
        case Number():
            return "number"
        case Count(unit):
            return f"count of {unit}"
        case Duration(lapse):
            return f"duration in {lapse.value}"
        case Date():
            return "date"
        case PeriodType():
            return "period"
        case Text():
            return "text"
        case ListOfText():
            return "list of text"
        case Truth():
            return "truth"
        case Choice(values):
            return "one of " + ", ".join(values)
        case Quotient(numerator, denominator):
            return f"{describe(numerator)} per {_unit_word(denominator)}"
        case Invalid():
            return "unknown type"
        case _:
            assert_never(type)


def _unit_word(type: Type) -> str:
    return type.unit if isinstance(type, Count) else describe(type)
