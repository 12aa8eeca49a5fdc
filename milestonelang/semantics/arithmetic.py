"""Check arithmetic: sums, products, shares, extremes, rounding, conversion, schedules.

In: the tree of an amount. Out: the checked amount with its type.
"""

from fractions import Fraction

from milestonelang import types
from milestonelang.agreement import expressions as checked
from milestonelang.agreement.expressions import Expr
from milestonelang.primitives.currencies import minor_units
from milestonelang.semantics import units
from milestonelang.semantics.agreeing import agree, nought_as, unify, unify_all, wanted_amount
from milestonelang.semantics.frames import Frame
from milestonelang.semantics.literals import check_money
from milestonelang.semantics.names import Kind
from milestonelang.semantics.problems import expressions as problems, types as type_problems
from milestonelang.semantics.scopes import Place
from milestonelang.source import Span
from milestonelang.syntax import ast
from milestonelang.syntax.ast.words import ExtremeKind, Operator, TimeUnit, Wholeness
from milestonelang.types import Type

_EXTREMES = {
    ExtremeKind.LESSER: checked.Extreme.LESSER,
    ExtremeKind.GREATER: checked.Extreme.GREATER,
    ExtremeKind.EARLIER: checked.Extreme.EARLIER,
    ExtremeKind.LATER: checked.Extreme.LATER,
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def check_binary(frame: Frame, node: ast.Binary) -> Expr:
    """Return a sum, difference, product or quotient."""
    left, right = frame.check(node.left), frame.check(node.right)
    if _any_invalid(left, right):
        return frame.broken(node.span)
    match node.operator:
        case Operator.ADD:
            return _add(frame, left, right, node.span)
        case Operator.SUBTRACT:
            return _subtract(frame, left, right, node.span)
        case Operator.MULTIPLY:
            type = units.multiply(left.type, right.type)
            if type is None:
                return frame.broken(
                    node.span, type_problems.no_product(left.type, right.type, node.span)
                )
            return checked.Multiply(left, right, type=type, span=node.span, id=frame.id())
        case Operator.DIVIDE:
            type = units.divide(left.type, right.type)
            if type is None:
                return frame.broken(
                    node.span, type_problems.no_quotient(left.type, right.type, node.span)
                )
            if isinstance(right, checked.Literal) and right.value == 0:
                return frame.broken(node.span, problems.divided_by_zero(right.span))
            return checked.Divide(left, right, type=type, span=node.span, id=frame.id())


def _add(frame: Frame, left: Expr, right: Expr, span: Span) -> Expr:
    sides = _like_amounts(frame, left, right, "added to", span)
    if sides is None:
        return frame.broken(span)
    left, right = sides
    # `a + b + c` is one sum of three, so that a document lists them and depth stays small.
    terms = (*left.terms, right) if isinstance(left, checked.Add) else (left, right)
    return checked.Add(terms, type=left.type, span=span, id=frame.id())


def _subtract(frame: Frame, left: Expr, right: Expr, span: Span) -> Expr:
    sides = _like_amounts(frame, left, right, "reduced by", span)
    if sides is None:
        return frame.broken(span)
    return checked.Subtract(*sides, type=sides[0].type, span=span, id=frame.id())


def _like_amounts(
    frame: Frame, left: Expr, right: Expr, verb: str, span: Span
) -> tuple[Expr, Expr] | None:
    for side in (left, right):
        if not units.is_amount(side.type):
            frame.checker.report(type_problems.not_added(side, verb))
            return None
    return unify(frame, left, right, verb, span)


def check_negate(frame: Frame, node: ast.Negate) -> Expr:
    """Return `-x`; a literal becomes a literal, so that `-100%` is one figure."""
    operand = wanted_amount(frame, frame.check(node.operand), "an amount after `-`")
    if isinstance(operand, checked.Literal) and isinstance(operand.value, Fraction):
        return checked.Literal(-operand.value, type=operand.type, span=node.span, id=frame.id())
    return checked.Negate(operand, type=operand.type, span=node.span, id=frame.id())


def check_share_of(frame: Frame, node: ast.ShareOf) -> Expr:
    """Return `8% of x`, whose type is that of x."""
    share, whole = frame.check(node.share), frame.check(node.whole)
    if _any_invalid(share, whole):
        return frame.broken(node.span)
    share = agree(frame, share, types.Percent())
    whole = wanted_amount(frame, whole, "an amount after `of`")
    type = units.share(share.type, whole.type)
    if type is None or isinstance(type, types.Invalid):
        return frame.broken(node.span)
    return checked.ShareOf(share, whole, type=type, span=node.span, id=frame.id())


def check_extreme(frame: Frame, node: ast.Extreme, hint: Type | None) -> Expr:
    """Return the lesser or greater of amounts, the earlier or later of dates."""
    items = tuple(frame.check(item, hint) for item in node.operands)
    if _any_invalid(*items):
        return frame.broken(node.span)
    of_dates = node.kind in (ExtremeKind.EARLIER, ExtremeKind.LATER)
    for item in items:
        fits = isinstance(item.type, types.Date) if of_dates else units.is_amount(item.type)
        if not fits:
            return frame.broken(
                node.span, type_problems.wrong_extreme(node.kind.value, item, of_dates)
            )
    like = unify_all(frame, nought_as(items), "compared with", node.span)
    if like is None:
        return frame.broken(node.span)
    return checked.ExtremeOf(
        _EXTREMES[node.kind], like, type=like[0].type, span=node.span, id=frame.id()
    )


def check_excess(frame: Frame, node: ast.Excess) -> Expr:
    """Return `the excess of a over b`."""
    amount, over = frame.check(node.amount), frame.check(node.over)
    if _any_invalid(amount, over):
        return frame.broken(node.span)
    sides = _like_amounts(frame, amount, over, "compared with", node.span)
    if sides is None:
        return frame.broken(node.span)
    return checked.Excess(*sides, type=sides[0].type, span=node.span, id=frame.id())


def check_number_of(frame: Frame, node: ast.NumberOf) -> Expr:
    """Return how often a step goes into an amount, in full or started."""
    step, amount = frame.check(node.step), frame.check(node.amount)
    if _any_invalid(step, amount):
        return frame.broken(node.span)
    sides = _like_amounts(frame, step, amount, "counted in", node.span)
    if sides is None:
        return frame.broken(node.span)
    step, amount = sides
    if isinstance(step, checked.Literal) and isinstance(step.value, Fraction) and step.value <= 0:
        return frame.broken(node.span, problems.step_not_positive(step.span))
    started = node.wholeness is Wholeness.STARTED
    return checked.WholeCount(
        step, amount, started, type=types.Number(), span=node.span, id=frame.id()
    )


def check_choice(frame: Frame, node: ast.IfOtherwise, hint: Type | None) -> Expr:
    """Return `x if C, otherwise y`."""
    then = frame.check(node.value, hint)
    condition = frame.check_condition(node.condition)
    otherwise = frame.check(node.otherwise, hint)
    if _any_invalid(then, otherwise):
        return frame.broken(node.span)
    sides = unify(frame, then, otherwise, "given in place of", node.span)
    if sides is None:
        return frame.broken(node.span)
    then, otherwise = sides
    return checked.Choose(condition, then, otherwise, type=then.type, span=node.span, id=frame.id())


def check_rounded(frame: Frame, node: ast.Rounded) -> Expr:
    """Return an amount rounded to a multiple of a unit that is written out."""
    operand = wanted_amount(frame, frame.check(node.operand), "an amount before `rounded`")
    if isinstance(operand.type, types.Invalid):
        return operand
    unit = check_rounding_unit(frame, node.unit, operand.type, node.span)
    if isinstance(unit.type, types.Invalid):
        return frame.broken(node.span)
    fitting = unify(frame, operand, unit, "rounded to", node.span)
    if fitting is None:
        return frame.broken(node.span)
    mode = types.RoundingMode(node.mode.value)
    return checked.Rounded(
        fitting[0], mode, fitting[1], type=unit.type, span=node.span, id=frame.id()
    )


def check_rounding_unit(frame: Frame, node: ast.Expr | None, of: Type, span: Span) -> Expr:
    """Return the unit of a rounding; none written is the cent of the amount's currency."""
    if node is None:
        cents = minor_units(of.currency) if isinstance(of, types.Money) else None
        if cents is None:
            return frame.broken(span, type_problems.no_cent(of, span))
        return checked.Literal(Fraction(1, 10**cents), type=of, span=span, id=frame.id())
    unit = check_money(frame, node, True) if isinstance(node, ast.Money) else frame.check(node)
    if isinstance(unit.type, types.Invalid):
        return unit
    if not isinstance(unit, checked.Literal) or not isinstance(unit.value, Fraction):
        return frame.broken(node.span, problems.unit_not_written(node.span))
    if unit.value <= 0:
        return frame.broken(node.span, problems.step_not_positive(node.span))
    return unit


def check_prorated(frame: Frame, node: ast.Prorated) -> Expr:
    """Return `x prorated by days`."""
    if not frame.scope.has_periods:
        return frame.broken(node.span, problems.no_periods_here("prorated by days", node.span))
    operand = wanted_amount(frame, frame.check(node.operand), "an amount before `prorated`")
    every = frame.scope.every or frame.checker.facts.settled
    return checked.Prorated(operand, every, type=operand.type, span=node.span, id=frame.id())


def check_compounded(frame: Frame, node: ast.Compounded) -> Expr:
    """Return `x compounded at R for N`."""
    operand = wanted_amount(frame, frame.check(node.operand), "an amount before `compounded`")
    rate = agree(frame, frame.check(node.rate), types.Percent())
    count = agree(frame, frame.check(node.count), types.Number())
    if _any_invalid(operand, rate, count):
        return frame.broken(node.span)
    if isinstance(count, checked.Literal) and isinstance(count.value, Fraction):
        if count.value.denominator != 1 or count.value < 0:
            return frame.broken(node.span, problems.times_not_whole(count.span))
        if count.value > 600:
            return frame.broken(node.span, problems.too_many_times(count.span))
    return checked.Compounded(
        operand, rate, count, type=operand.type, span=node.span, id=frame.id()
    )


def check_converted(frame: Frame, node: ast.Converted) -> Expr:
    """Return an amount in another currency, at a rate of money per money."""
    operand, rate = frame.check(node.operand), frame.check(node.rate)
    if _any_invalid(operand, rate):
        return frame.broken(node.span)
    if minor_units(node.currency) is None:
        return frame.broken(node.span, type_problems.unknown_currency(node.currency, node.span))
    wanted = types.Money(node.currency)
    if not isinstance(operand.type, types.Money):
        return frame.broken(node.span, type_problems.converted_no_money(operand))
    if operand.type == wanted:
        return frame.broken(node.span, type_problems.converted_to_itself(node.currency, node.span))
    needed = types.Quotient(wanted, operand.type)
    if rate.type != needed:
        return frame.broken(
            node.span,
            type_problems.wrong_rate(rate, node.currency, operand.type.currency, rate.span),
        )
    return checked.Converted(operand, rate, type=wanted, span=node.span, id=frame.id())


def check_call(frame: Frame, node: ast.Call) -> Expr:
    """Return a schedule applied to an amount."""
    if frame.scope.place is Place.CONSTANT:
        return frame.broken(
            node.span, problems.not_constant(node.function.text, "schedule", node.span)
        )
    schedule = frame.checker.resolve(node.function, Kind.SCHEDULE)
    if schedule is None:
        frame.check(node.argument)
        return frame.broken(node.span)
    signature = frame.checker.signature(schedule)
    argument = agree(frame, frame.check(node.argument, signature.argument), signature.argument)
    return checked.ApplySchedule(
        schedule.name, argument, type=signature.type, span=node.span, id=frame.id()
    )


def check_adjusted(frame: Frame, node: ast.Adjusted) -> Expr:
    """Return `x adjusted by season`: x divided by the weight of the running period's season.

    An index is sugar: the weights become a choice by months.
    """
    operand = wanted_amount(frame, frame.check(node.operand), "an amount before `adjusted`")
    symbol = frame.checker.resolve(node.index, Kind.INDEX)
    if symbol is None or isinstance(operand.type, types.Invalid):
        return frame.broken(node.span)
    if not frame.scope.has_periods:
        return frame.broken(node.span, problems.no_periods_here("adjusted by", node.span))
    assert isinstance(symbol.node, ast.Index)
    settled = frame.checker.facts.settled
    if settled is types.Unit.YEAR:
        return frame.broken(
            node.span, problems.index_too_fine(node.index.text, settled.value, node.span)
        )
    if symbol.node.by is TimeUnit.MONTH and settled is not types.Unit.MONTH:
        return frame.broken(
            node.span, problems.index_too_fine(node.index.text, settled.value, node.span)
        )
    weights = [line for line in symbol.node.lines if isinstance(line, ast.Weight)]
    divisor: Expr | None = None
    for line in reversed(weights):
        value = agree(frame, frame.check(line.value), types.Number())
        if isinstance(value.type, types.Invalid):
            return frame.broken(node.span)
        if divisor is None:
            divisor = value
            continue
        condition = _place_in_year(frame, line.period, node.span)
        divisor = checked.Choose(
            condition, value, divisor, type=types.Number(), span=node.span, id=frame.id()
        )
    if divisor is None:
        return frame.broken(node.span)
    return checked.Divide(operand, divisor, type=operand.type, span=node.span, id=frame.id())


def _place_in_year(frame: Frame, period: str, span: Span) -> Expr:
    if period in _MONTHS:
        months = [_MONTHS.index(period) + 1]
    else:
        first = (int(period.removeprefix("Q")) - 1) * 3 + 1
        months = [first, first + 1, first + 2]
    conditions: tuple[Expr, ...] = tuple(
        checked.InMonth(month, type=types.Truth(), span=span, id=frame.id()) for month in months
    )
    if len(conditions) == 1:
        return conditions[0]
    return checked.AnyOf(conditions, type=types.Truth(), span=span, id=frame.id())


def _any_invalid(*items: Expr) -> bool:
    return any(isinstance(item.type, types.Invalid) for item in items)
