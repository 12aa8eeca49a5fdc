"""What can be wrong with types, units and currencies."""

from fractions import Fraction

from milestonelang.agreement.expressions import Expr, Literal
from milestonelang.diagnostics.diagnostic import Diagnostic, Fix, Label
from milestonelang.semantics.problems.wording import figure, kind, number, with_unit
from milestonelang.source import Span
from milestonelang.types import (
    Choice,
    Count,
    Date,
    Duration,
    Money,
    Number,
    Percent,
    PeriodType,
    Quotient,
    Text,
    Truth,
    Type,
    describe,
)


def type_expected(expr: Expr, wanted: Type) -> Diagnostic:
    """What stands here is of another type."""
    written = with_unit(expr, wanted)
    return Diagnostic(
        "MS0301",
        f"{describe(wanted)} is needed here, but this is {kind(expr.type)}",
        Label(expr.span, describe(expr.type)),
        help=_way(expr, wanted),
        fix=Fix(expr.span, written) if written is not None else None,
    )


def unlike(left: Expr, right: Expr, verb: str, span: Span) -> Diagnostic:
    """Two amounts of different types never meet."""
    if isinstance(left.type, Money) and isinstance(right.type, Money):
        why = "a currency is converted only where a rate is named"
    elif isinstance(left.type, Duration) and isinstance(right.type, Duration):
        why = "months have no fixed number of days"
    else:
        why = None
    odd = next((side for side in (right, left) if isinstance(side.type, Number)), None)
    return Diagnostic(
        "MS0302",
        f"{describe(left.type)} cannot be {verb} {describe(right.type)}",
        Label(span) if odd is None else Label(odd.span, describe(odd.type)),
        notes=(why,) if why is not None else (),
        help=_bridge(left, right),
    )


def unknown_currency(code: str, span: Span) -> Diagnostic:
    """A currency is one of the codes of ISO 4217."""
    return Diagnostic(
        "MS0303",
        f"`{code}` is not a currency",
        Label(span),
        help="use a code of three letters such as `USD`, `EUR` or `JPY`",
    )


def unknown_unit(unit: str, span: Span, known: list[str]) -> Diagnostic:
    """What is counted is declared."""
    declared = f"declared are {', '.join(f'`{item}`' for item in known)}; or " if known else ""
    singular = unit[:-1] if unit.endswith("s") and len(unit) > 1 else unit
    share = unit in ("percent", "pct", "percentage")
    return Diagnostic(
        "MS0304",
        f"`{unit}` is not a unit",
        Label(span, "not declared"),
        help="a percentage is a figure with its sign, as `8%`"
        if share
        else f"{declared}declare it with `unit {singular}`",
    )


def value_twice(value: str, span: Span, first: Span) -> Diagnostic:
    """Each value of `one of` is listed once."""
    return Diagnostic(
        "MS0305",
        f"`{value}` is listed twice",
        Label(span, "the second time"),
        others=(Label(first, "the first time"),),
        help="remove one of them",
    )


def too_many_decimals(
    currency: str, allowed: int, written: int, span: Span, value: Fraction
) -> Diagnostic:
    """An amount has the decimals of its currency."""
    # With three decimals the point is likely to be one of thousands.
    grouped = f"is it `{currency} {int(value * 1000):,}`? " if written == 3 else ""
    most = "no decimals" if allowed == 0 else f"at most {allowed} decimals"
    return Diagnostic(
        "MS0306",
        f"an amount in {currency} has {most}, but {written} are written",
        Label(span),
        help=f"{grouped}round it; only a price per unit, such as `USD 0.0008 per call`, may be "
        "finer",
    )


def price_not_written(span: Span) -> Diagnostic:
    """`per` makes a price of one figure."""
    return Diagnostic(
        "MS0307",
        "only an amount that is written out can be made a price with `per`",
        Label(span),
        help="write the figure, such as `USD 25 per seat`, or declare a parameter "
        "`is money per seat`",
    )


def duration_not_written(span: Span, what: str) -> Diagnostic:
    """Lengths of time that shape the contract are fixed in it."""
    return Diagnostic(
        "MS0308",
        f"{what} must be written out",
        Label(span),
        help="write a whole number and a unit, such as `30 days` or `2 quarters`",
    )


def duration_not_whole(unit: str, span: Span) -> Diagnostic:
    """A part of a calendar unit has no fixed length."""
    return Diagnostic(
        "MS0309",
        f"a part of a {unit} has no fixed length",
        Label(span),
        help="write a whole number, if need be of a smaller unit",
    )


def unit_is_whole(unit: str, span: Span, declared: Span) -> Diagnostic:
    """What is counted comes in wholes, unless its unit says otherwise."""
    return Diagnostic(
        "MS0310",
        f"there is no part of one among `{unit}`",
        Label(span, "not a whole number"),
        others=(Label(declared, "the unit is whole"),),
        help="write a whole number, or declare the unit `, divisible`",
    )


def no_calendar(span: Span) -> Diagnostic:
    """Holidays differ from place to place."""
    return Diagnostic(
        "MS0311",
        "business days need a calendar of holidays",
        Label(span),
        help="add a line to the contract, such as `business days in DE-BY`",
    )


def wrong_period(words: str, settled: str, example: str, span: Span) -> Diagnostic:
    """A period is one of those in which the contract settles."""
    return Diagnostic(
        "MS0312",
        f"`{words}` is not a {settled}, and the contract settles by the {settled}",
        Label(span),
        help=f"write a {settled}, such as `{example}`",
    )


def period_outside(words: str, first: str, last: str, span: Span) -> Diagnostic:
    """The term bounds the periods."""
    return Diagnostic(
        "MS0313",
        f"`{words}` lies outside the term",
        Label(span),
        help=f"the periods go from `{first}` to `{last}`",
    )


def amount_expected(expr: Expr, wanted: str) -> Diagnostic:
    """Only amounts can be computed with."""
    return Diagnostic(
        "MS0314",
        f"{wanted} is needed, but this is {kind(expr.type)}",
        Label(expr.span, describe(expr.type)),
        help=_instead_of(expr.type),
    )


def not_added(side: Expr, verb: str) -> Diagnostic:
    """Dates, texts and conditions are not added up."""
    return Diagnostic(
        "MS0315",
        f"{describe(side.type)} cannot be {verb} anything",
        Label(side.span, describe(side.type)),
        help=_instead_of(side.type),
    )


def no_product(left: Type, right: Type, span: Span) -> Diagnostic:
    """A product has a meaning in the world."""
    help = "one side must be a number, a percentage, or a price for what the other side counts"
    if isinstance(left, Quotient) and isinstance(right, Quotient):
        help = "multiply one price after the other by what it is for"
    elif _is_rate(left) or _is_rate(right):
        help = "convert with `… converted to USD at RATE`"
    return Diagnostic(
        "MS0316", f"{describe(left)} times {describe(right)} is nothing", Label(span), help=help
    )


def no_quotient(left: Type, right: Type, span: Span) -> Diagnostic:
    """A quotient has a meaning in the world."""
    help = "divide by a number, a percentage, or an amount of a declared type"
    if isinstance(left, Duration) and isinstance(right, Duration):
        help = "measure both in days, or both in months: months have no fixed number of days"
    return Diagnostic(
        "MS0317",
        f"{describe(left)} divided by {describe(right)} is nothing",
        Label(span),
        help=help,
    )


def wrong_extreme(word: str, item: Expr, of_dates: bool) -> Diagnostic:
    """Amounts are lesser and greater, days earlier and later."""
    needed = "dates" if of_dates else "amounts"
    other = {"earlier": "lesser", "later": "greater", "lesser": "earlier", "greater": "later"}
    return Diagnostic(
        "MS0318",
        f"`the {word} of` takes {needed}, but this is {kind(item.type)}",
        Label(item.span, describe(item.type)),
        help=f"write `the {other[word]} of`",
    )


def no_cent(type: Type, span: Span) -> Diagnostic:
    """Only money has cents."""
    return Diagnostic(
        "MS0319",
        f"{describe(type)} has no cent to round to",
        Label(span),
        help="name the unit to round to, such as `rounded half up to 0.01%` or `to 1 seat`",
    )


def converted_no_money(operand: Expr) -> Diagnostic:
    """Only money is converted."""
    return Diagnostic(
        "MS0320",
        f"only money can be converted, but this is {kind(operand.type)}",
        Label(operand.span, describe(operand.type)),
        help="multiply it by a price to make it money",
    )


def converted_to_itself(currency: str, span: Span) -> Diagnostic:
    """A conversion changes the currency."""
    return Diagnostic(
        "MS0321",
        f"this is in {currency} already",
        Label(span),
        help="remove `converted to …`",
    )


def wrong_rate(rate: Expr, to: str, of: str, span: Span) -> Diagnostic:
    """A rate says how much of the one currency one of the other is."""
    return Diagnostic(
        "MS0322",
        f"converting {of} to {to} needs a rate in {to} per {of}, but this is {kind(rate.type)}",
        Label(span, describe(rate.type)),
        help=f"declare a metric `is money in {to} per {of}` and name it after `at`",
    )


def change_in_percent(value: Fraction, span: Span) -> Diagnostic:
    """`2%` of change could be of the percentage or in it."""
    points = number(value * 100)
    return Diagnostic(
        "MS0323",
        "a change of a percentage is written in `pp`",
        Label(span),
        help=f"write `{points} pp`; for a relative change use `growth of x over 1 quarter`",
        fix=Fix(span, f"{points} pp"),
    )


def points_of_no_change(value: Fraction, span: Span) -> Diagnostic:
    """`pp` measures how far a percentage moves."""
    percent = number(value * 100)
    return Diagnostic(
        "MS0324",
        "`pp` is the change of a percentage, and what it is compared with is not a change",
        Label(span),
        help=f"write `{percent}%`",
        fix=Fix(span, f"{percent}%"),
    )


def _is_rate(type: Type) -> bool:
    return (
        isinstance(type, Quotient)
        and isinstance(type.numerator, Money)
        and isinstance(type.denominator, Money)
    )


def _way(expr: Expr, wanted: Type) -> str:
    """Return what to do about an expression that should be of the type wanted."""
    written = with_unit(expr, wanted)
    if written is not None:
        return f"write `{written}`"
    match expr.type, wanted:
        case Money(), Money(currency):
            if isinstance(expr, Literal) and isinstance(expr.value, Fraction):
                return f"write the amount in {currency}, as `{currency} {number(expr.value)}`"
            return f"convert it: `… converted to {currency} at RATE`"
        case Number(), Percent():
            return "write a percentage, such as `8%`, or multiply by `100%`"
        case Percent(), Money():
            return "say of what: `8% of net_revenue`"
        case Percent(), Number():
            return "divide by `100%` to make a number of it"
        case Quotient(_, denominator), _:
            return f"multiply it by a {describe(denominator)}"
        case Duration(), Duration():
            return f"use {describe(wanted)} throughout: months have no fixed number of days"
        case Truth(), _:
            return "choose an amount by a condition: `x if C, otherwise y`"
        case _, Choice(values):
            return f"write one of {', '.join(f'`{value}`' for value in values)}"
        case _, Money(currency):
            return f"write an amount, such as `{currency} 100`"
        case _, Date():
            return "write a day, such as `2026-03-31`"
        case _, Count(unit):
            return f"write a count, such as `500 {unit}s`"
        case _:
            return f"write {_such_as(wanted)}"


def _such_as(wanted: Type) -> str:
    """Return what is written where a type is wanted."""
    match wanted:
        case Percent():
            return "a percentage, such as `8%`"
        case Duration() | Quotient():
            return f"{describe(wanted)}, such as `{figure(Fraction(30), wanted)}`"
        case Truth():
            return "a condition, such as `net_revenue > USD 0`"
        case Text():
            return 'a text in double quotes, such as `"gold"`'
        case PeriodType():
            return "a period, such as `2026-Q1`"
        case Number():
            return "a number without a unit, such as `1.5`"
        case _:
            return f"something that is {describe(wanted)}"


def _bridge(left: Expr, right: Expr) -> str:
    """Return what would make two unlike amounts meet."""
    for one, other in ((right, left), (left, right)):
        written = with_unit(one, other.type)
        if written is not None:
            return f"write `{written}`"
    match left.type, right.type:
        case Money(one_currency), Money():
            return f"convert one of them: `… converted to {one_currency} at RATE`"
        case (Percent(), Money() | Count()) | (Money() | Count(), Percent()):
            return "say of what the percentage is: `8% of net_revenue`"
        case (Duration(), Duration()):
            return "measure both in days, or both in months"
        case (Count(one_unit), Count(other_unit)):
            return f"count both in one unit: {one_unit} and {other_unit} are different things"
        case (Number(), Percent()) | (Percent(), Number()):
            return "write both as percentages, or multiply the number by `100%`"
        case (Date(), _) | (_, Date()):
            return (
                "a day some time later is `30 days after A`; between two it is `days from A to B`"
            )
        case (Quotient(), _) | (_, Quotient()):
            return "multiply the price by what it is for"
        case _:
            return "bring both to one type first"


def _instead_of(type: Type) -> str:
    match type:
        case Date():
            return (
                "a day some time later is `30 days after A`; between two it is `days from A to B`"
            )
        case Truth():
            return "choose an amount by a condition: `x if C, otherwise y`"
        case Choice():
            return "choose an amount by it: `x if tier is gold, otherwise y`"
        case _:
            return "compute with money, percentages, numbers, counts or durations"
