"""Make types agree, or say why they do not.

In: a checked expression and the type that is wanted. Out: the expression, in that type. Three
figures take the type that is wanted of them without a word from the author, because nothing is
guessed: a quotient of two like amounts is a share as much as a number, how many rows, events or
periods there are is a count of whatever the other side counts, and how many full months there are
is a duration in months. A number that is written out never does,
but for the nought that is compared with money: it is the same amount in every currency.
"""

from fractions import Fraction

from milestonelang import records
from milestonelang.agreement import expressions as checked
from milestonelang.agreement.expressions import Aggregate, Expr
from milestonelang.semantics.frames import Frame
from milestonelang.semantics.problems import types as problems
from milestonelang.semantics.units import is_amount
from milestonelang.source import Span
from milestonelang.types import (
    Count,
    Duration,
    Invalid,
    Lapse,
    Money,
    Number,
    Percent,
    Quotient,
    Type,
    Unit,
)

_COUNTS = (Aggregate.COUNT, Aggregate.COUNT_DISTINCT)


def agree(frame: Frame, expr: Expr, wanted: Type) -> Expr:
    """Return *expr* in the type that is wanted, reporting where it cannot have it."""
    adapted = adapt(expr, wanted)
    if adapted is not None:
        return adapted
    return frame.broken(expr.span, problems.type_expected(expr, wanted))


def unify(frame: Frame, left: Expr, right: Expr, verb: str, span: Span) -> tuple[Expr, Expr] | None:
    """Return both sides in one type, or report why they cannot be added, compared and so on."""
    if (other := adapt(right, left.type)) is not None:
        return left, other
    if (other := adapt(left, right.type)) is not None:
        return other, right
    frame.checker.report(problems.unlike(left, right, verb, span))
    return None


def unify_all(
    frame: Frame, items: tuple[Expr, ...], verb: str, span: Span
) -> tuple[Expr, ...] | None:
    """Return all items, none of them broken, in the type of one of them, or report."""
    for item in items:
        adapted = tuple(adapt(other, item.type) for other in items)
        if None not in adapted:
            return tuple(other for other in adapted if other is not None)
    first = items[0]
    for item in items[1:]:
        if adapt(item, first.type) is None and adapt(first, item.type) is None:
            frame.checker.report(problems.unlike(first, item, verb, span))
            return None
    frame.checker.report(problems.unlike(first, items[-1], verb, span))
    return None


def nought_as(items: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """Return amounts that are compared, with a bare `0` among money as that money.

    A module of the library cannot know the currency of the contract that uses it.
    """
    money = [item.type for item in items if _is_money(item.type)]
    if not money:
        return items
    return tuple(
        records.evolve(item, type=money[0])
        if isinstance(item, checked.Literal)
        and isinstance(item.type, Number)
        and item.value == Fraction(0)
        else item
        for item in items
    )


def _is_money(type: Type) -> bool:
    return isinstance(type, Money) or (
        isinstance(type, Quotient) and isinstance(type.numerator, Money)
    )


def adapt(expr: Expr, wanted: Type) -> Expr | None:
    """Return *expr* in the type *wanted* if it may have it."""
    if expr.type == wanted or isinstance(expr.type, Invalid) or isinstance(wanted, Invalid):
        return expr
    if not isinstance(expr.type, Number) or not isinstance(wanted, Percent | Count | Duration):
        return None
    match expr:
        case checked.FullBetween(unit=Unit.MONTH) if wanted == Duration(Lapse.MONTHS):
            return records.evolve(expr, type=wanted)
        case checked.Divide(left, right) if isinstance(wanted, Percent) and _is_ratio(left, right):
            return records.evolve(expr, type=wanted)
        case checked.RowAggregate(aggregate=aggregate) | checked.WindowOf(aggregate=aggregate) if (
            isinstance(wanted, Count) and aggregate in _COUNTS
        ):
            return records.evolve(expr, type=wanted)
        case checked.EventCount() if isinstance(wanted, Count):
            return records.evolve(expr, type=wanted)
        case checked.RunningColumn(aggregate=Aggregate.COUNT) if isinstance(wanted, Count):
            return records.evolve(expr, type=wanted)
        case checked.Add(terms):
            new = tuple(adapt(term, wanted) for term in terms)
            if None in new:
                return None
            kept = tuple(term for term in new if term is not None)
            return records.evolve(expr, terms=kept, type=wanted)
        case checked.Subtract(left, right):
            return _adapt_two(expr, "left", left, "right", right, wanted)
        case checked.Choose(_, then, otherwise):
            return _adapt_two(expr, "then", then, "otherwise", otherwise, wanted)
        case checked.Prorated(operand):
            inner = adapt(operand, wanted)
            return None if inner is None else records.evolve(expr, operand=inner, type=wanted)
        case _:
            return None


def _adapt_two(
    expr: Expr, first: str, one: Expr, second: str, two: Expr, wanted: Type
) -> Expr | None:
    new_one, new_two = adapt(one, wanted), adapt(two, wanted)
    if new_one is None or new_two is None:
        return None
    return records.evolve(expr, **{first: new_one, second: new_two, "type": wanted})


def _is_ratio(left: Expr, right: Expr) -> bool:
    return is_amount(left.type) and not isinstance(left.type, Number) and left.type == right.type


def wanted_amount(frame: Frame, expr: Expr, wanted: str) -> Expr:
    """Return *expr* if it is an amount of any kind, reporting where it is not."""
    if is_amount(expr.type):
        return expr
    return frame.broken(expr.span, problems.amount_expected(expr, wanted))
