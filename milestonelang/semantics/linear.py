"""Sums in which the same value stands more than once: `revenue`, less `25% of revenue`.

In: a checked expression, or the lines of a payment one after the other. Out: how often each value
is taken, and where their sum lies. Promised: never narrower than the truth; what is not a sum of
shares is a value of its own, which is like no other.
"""

from collections.abc import Callable
from fractions import Fraction

from milestonelang.agreement import expressions as checked
from milestonelang.agreement.expressions import Expr
from milestonelang.semantics.intervals import NOTHING, Interval, exactly
from milestonelang.types import Number, Percent

RangeOf = Callable[[Expr], Interval]
_Key = tuple[object, ...]
# For each value: how often it is taken, and where it lies itself.
Terms = dict[_Key, tuple[Interval, Interval]]
_ONE = exactly(Fraction(1))


def terms_of(expr: Expr, range_of: RangeOf) -> Terms:
    """Return an expression as shares of values of the running period."""
    match expr:
        case checked.Add(terms):
            found: Terms = {}
            for term in terms:
                found = joined(found, terms_of(term, range_of))
            return found
        case checked.Subtract(left, right):
            return joined(terms_of(left, range_of), negated(terms_of(right, range_of)))
        case checked.Negate(operand):
            return negated(terms_of(operand, range_of))
        case checked.ShareOf(share, of):
            return scaled(terms_of(of, range_of), range_of(share))
        case checked.Multiply(left, right) if isinstance(right.type, Percent | Number):
            return scaled(terms_of(left, range_of), range_of(right))
        case _:
            return {_key(expr): (_ONE, range_of(expr))}


def joined(one: Terms, other: Terms) -> Terms:
    """Return a sum."""
    found = dict(one)
    for key, (times, lies) in other.items():
        before = found[key][0] if key in found else NOTHING
        found[key] = before.plus(times), lies
    return found


def negated(terms: Terms) -> Terms:
    """Return what is less by as much."""
    return {key: (times.negated(), lies) for key, (times, lies) in terms.items()}


def scaled(terms: Terms, by: Interval) -> Terms:
    """Return a product with a factor."""
    return {key: (times.times(by), lies) for key, (times, lies) in terms.items()}


def lies(terms: Terms) -> Interval:
    """Return where the sum lies."""
    whole = NOTHING
    for times, own in terms.values():
        whole = whole.plus(times.times(own))
    return whole


def _key(expr: Expr) -> _Key:
    """Return what makes two values the same: the same name, read for the same period."""
    match expr:
        case checked.MetricValue(name):
            return "metric", name
        case checked.PaymentAmount(name, portion):
            return "payment", name, portion
        case checked.BalanceAmount(name, at_end):
            return "balance", name, at_end
        case _:
            return "other", expr.id
