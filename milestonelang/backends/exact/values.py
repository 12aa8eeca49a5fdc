"""What a run computes: exact values, unknown ones with their reasons, and operations in parts.

An unknown value is a value like any other: it says why it is not there, each reason once, in the
order in which they were met. It spreads through every operation that needs it, and stops where the
result does not depend on it.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from milestonelang import ir, records

ZERO = Fraction(0)


@records.frozen
class DivisionByZero:
    """The divisor, size or rounding unit of the expression at *origin* is zero."""

    origin: int


@records.frozen
class BeforeTerm:
    """The lag or window of the expression at *origin* reaches to before the first period.

    A condition over a window that does so is false; over a lag it is unknown.
    """

    origin: int
    is_window: bool = False


@records.frozen
class NotHappened:
    """The event has not happened by the end of the period."""

    event: str


@records.frozen
class NotAchieved:
    """The milestone at *origin* has not been achieved by the end of the period."""

    origin: int


@records.frozen
class NotInForce:
    """The parameter at *origin* has no value yet on the last day of the period."""

    origin: int


@records.frozen
class OutsideTable:
    """The table at *origin* has no row for its base."""

    origin: int


@records.frozen
class CutsNotRising:
    """The cut points of the table at *origin* do not rise in this period."""

    origin: int


@records.frozen
class NoPower:
    """The number of times to compound at *origin* is not whole, or beyond what is computed."""

    origin: int


@records.frozen
class NoSuchDay:
    """The date at *origin* lies outside the calendar."""

    origin: int


@records.frozen
class NothingToShareBy:
    """The measures of the line of a split at *origin* add up to zero, or one is below zero."""

    origin: int


@records.frozen
class BelowZeroShared:
    """The amount of the split at *origin* is below zero."""

    origin: int


@records.frozen
class NotRunReason:
    """The program does not compute it; *text* says why."""

    text: str


Reason = (
    ir.Missing
    | ir.Nothing
    | DivisionByZero
    | BeforeTerm
    | NotHappened
    | NotAchieved
    | NotInForce
    | OutsideTable
    | CutsNotRising
    | NoPower
    | NoSuchDay
    | NothingToShareBy
    | BelowZeroShared
    | NotRunReason
)


@records.frozen
class Unknown:
    """A value that is not there, and why."""

    reasons: tuple[Reason, ...]


Parts = Mapping[str, "Amount"]
Result = ir.Exact | Unknown | Parts
Amount = Fraction | Unknown
Truth = bool | Unknown


@records.frozen
class Results:
    """The results of one period, by `ValueId`."""

    values: tuple[Any, ...]

    def __getitem__(self, id: ir.ValueId) -> Any:
        return self.values[id]


def because(*reasons: Reason) -> Unknown:
    """Return an unknown value with these reasons."""
    return Unknown(reasons)


def join(items: Iterable[Any]) -> Unknown:
    """Return an unknown value with the reasons of every unknown item, each once."""
    found: dict[Reason, None] = {}
    for item in items:
        if item.__class__ is Unknown:
            found.update(dict.fromkeys(item.reasons))
    return Unknown(tuple(found))


# ---- amounts in which what is not known spreads


def plus(left: Amount, right: Amount) -> Amount:
    """Return the sum. Most amounts of a settlement are the one `ZERO`: that costs nothing."""
    if left is ZERO:
        return right
    if right is ZERO:
        return left
    if isinstance(left, Unknown):
        return join((left, right)) if isinstance(right, Unknown) else left
    return right if isinstance(right, Unknown) else left + right


def minus(left: Amount, right: Amount) -> Amount:
    """Return the difference."""
    if right is ZERO:
        return left
    if isinstance(left, Unknown):
        return join((left, right)) if isinstance(right, Unknown) else left
    return right if isinstance(right, Unknown) else left - right


def total(amounts: Iterable[Amount]) -> Amount:
    """Return the sum of many."""
    result: Amount = ZERO
    for amount in amounts:
        if amount is not ZERO:
            result = plus(result, amount)
    return result


def least(left: Amount, right: Amount) -> Amount:
    """Return the lesser."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return join((left, right))
    return min(left, right)


def not_negative(amount: Amount) -> Amount:
    """Return the amount, or zero where it is less."""
    return amount if isinstance(amount, Unknown) or amount >= 0 else ZERO
