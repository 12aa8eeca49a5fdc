"""Arithmetic on types: what an amount of one type and one of another give.

In: two types. Out: the type of the result, or None where there is no such result; why there is none
is the business of whoever reports it. Promised: a type that is `Invalid` gives `Invalid`, so that
one mistake is one message, and no two currencies or units ever meet without a rate between them.
"""

from milestonelang.types import (
    Count,
    Date,
    Duration,
    Invalid,
    Money,
    Number,
    Percent,
    PeriodType,
    Quotient,
    Type,
)


def is_amount(type: Type) -> bool:
    """Return whether values of the type can be added up and compared by size."""
    return isinstance(type, Money | Percent | Number | Count | Duration | Quotient | Invalid)


def is_ordered(type: Type) -> bool:
    """Return whether one value of the type can be less than another."""
    return is_amount(type) or isinstance(type, Date | PeriodType)


def add(left: Type, right: Type) -> Type | None:
    """Return the type of a sum or difference: both sides are of one type."""
    if isinstance(left, Invalid) or isinstance(right, Invalid):
        return Invalid()
    return left if left == right and is_amount(left) else None


def multiply(left: Type, right: Type) -> Type | None:
    """Return the type of a product."""
    if isinstance(left, Invalid) or isinstance(right, Invalid):
        return Invalid()
    if not is_amount(left) or not is_amount(right):
        return None
    if isinstance(left, Number):
        return right
    if isinstance(right, Number):
        return left
    if isinstance(left, Percent):
        return right
    if isinstance(right, Percent):
        return left
    return _price_times(left, right) or _price_times(right, left)


def divide(left: Type, right: Type) -> Type | None:
    """Return the type of a quotient."""
    if isinstance(left, Invalid) or isinstance(right, Invalid):
        return Invalid()
    if not is_amount(left) or not is_amount(right):
        return None
    if left == right:
        return Number()
    if isinstance(right, Number | Percent):
        return left
    if isinstance(right, Quotient):
        return right.denominator if right.numerator == left else None
    if isinstance(left, Duration) and isinstance(right, Duration):
        return None
    if isinstance(left, Money | Percent | Number | Count | Duration) and isinstance(
        right, Money | Count | Duration
    ):
        return Quotient(left, right)
    return None


def share(part: Type, whole: Type) -> Type | None:
    """Return the type of `8% of x`: that of x."""
    if isinstance(part, Invalid) or isinstance(whole, Invalid):
        return Invalid()
    return whole if isinstance(part, Percent) and is_amount(whole) else None


def _price_times(price: Type, amount: Type) -> Type | None:
    if not isinstance(price, Quotient) or price.denominator != amount:
        return None
    if isinstance(price.numerator, Money) and isinstance(price.denominator, Money):
        # A rate of exchange is applied by `converted to`, where a reader can see it.
        return None
    return price.numerator
