"""Type expressions: from trees to checked expressions.

In: a tree, the scope it stands in, and the type that is wanted of it, if any. Out: an expression
that says the same with its type, every name resolved and every length in settlement periods.
Promised: a mistake is reported once, with what to do; what could not be checked is `Broken`, of a
type that agrees with everything. Nothing is converted, rounded or given a unit in secret.
"""

from typing import assert_never

from milestonelang import types
from milestonelang.agreement import expressions as checked
from milestonelang.agreement.expressions import Expr
from milestonelang.semantics import arithmetic, conditions, days, literals, over_time, rows
from milestonelang.semantics.agreeing import agree
from milestonelang.semantics.context import Checker
from milestonelang.semantics.frames import Frame
from milestonelang.semantics.names import Kind
from milestonelang.semantics.problems import expressions as problems
from milestonelang.semantics.problems.sharing import no_share
from milestonelang.semantics.references import check_reference
from milestonelang.semantics.scopes import CONSTANT, Scope
from milestonelang.syntax import ast
from milestonelang.types import Type


def check_expression(
    checker: Checker, node: ast.Expr, scope: Scope, expected: Type | None = None
) -> Expr:
    """Return the checked expression, of the type that is expected if one is given."""
    frame = frame_of(checker, scope)
    expr = _check(frame, node, expected)
    return agree(frame, expr, expected) if expected is not None else expr


def check_condition(checker: Checker, node: ast.Expr, scope: Scope) -> Expr:
    """Return the checked condition, of type `Truth`."""
    return _check_condition(frame_of(checker, scope), node)


def check_constant(checker: Checker, node: ast.Expr, expected: Type | None = None) -> Expr:
    """Return a checked expression that is written out: it reads nothing that can change."""
    return check_expression(checker, node, CONSTANT, expected)


def frame_of(checker: Checker, scope: Scope) -> Frame:
    """Return the frame in which the parts of an expression are checked."""
    return Frame(checker, scope, _check, _check_condition)


def _check(frame: Frame, node: ast.Expr, hint: Type | None) -> Expr:
    match node:
        case ast.Ref():
            return check_reference(frame, node, hint)
        case (
            ast.Money() | ast.Number() | ast.Percent() | ast.BasisPoints() | ast.Points()
            | ast.Quantity() | ast.Duration() | ast.Date() | ast.Period() | ast.Truth() | ast.Text()
        ):  # fmt: skip
            return literals.check_literal(frame, node)
        case ast.Unknown():
            return frame.broken(node.span, problems.unknown_is_no_value(node.span))
        case ast.Negate():
            return arithmetic.check_negate(frame, node)
        case ast.Binary():
            return arithmetic.check_binary(frame, node)
        case ast.ShareOf():
            return arithmetic.check_share_of(frame, node)
        case ast.Per():
            return literals.check_per(frame, node)
        case ast.Extreme():
            return arithmetic.check_extreme(frame, node, hint)
        case ast.Excess():
            return arithmetic.check_excess(frame, node)
        case ast.NumberOf():
            return arithmetic.check_number_of(frame, node)
        case ast.IfOtherwise():
            return arithmetic.check_choice(frame, node, hint)
        case ast.Rounded():
            return arithmetic.check_rounded(frame, node)
        case ast.Prorated():
            return arithmetic.check_prorated(frame, node)
        case ast.Compounded():
            return arithmetic.check_compounded(frame, node)
        case ast.Converted():
            return arithmetic.check_converted(frame, node)
        case ast.Call():
            return arithmetic.check_call(frame, node)
        case ast.Adjusted():
            return arithmetic.check_adjusted(frame, node)
        case ast.DaysBetween():
            return days.check_days_between(frame, node)
        case ast.FullBetween():
            return days.check_full_between(frame, node)
        case ast.Shifted():
            return days.check_shifted(frame, node)
        case ast.FirstAfter():
            return days.check_first_after(frame, node)
        case ast.Edge():
            return days.check_edge(frame, node)
        case ast.EventDate():
            return days.check_event_date(frame, node)
        case ast.EventAmount():
            return days.check_event_amount(frame, node)
        case ast.Earlier():
            return over_time.check_earlier(frame, node)
        case ast.Aggregate():
            return over_time.check_window(frame, node)
        case ast.Baseline():
            return over_time.check_baseline(frame, node)
        case ast.ChangeFromBaseline():
            return over_time.check_change(frame, node)
        case ast.Growth():
            return over_time.check_growth(frame, node)
        case ast.RowAggregate():
            return rows.check_row_aggregate(frame, node)
        case ast.RunningTotal():
            return rows.check_running(frame, node)
        case ast.PortionOf():
            return _portion(frame, node)
        case ast.EndBalance():
            return _end_balance(frame, node)
        case ast.SplitShare():
            return _split_share(frame, node)
        case ast.TotalOf() | ast.TotalPaid():
            return frame.broken(node.span, problems.total_elsewhere(node.span))
        case (
            ast.Compare() | ast.IsOneOf() | ast.IsKnown() | ast.AppearsIn() | ast.Not()
            | ast.Joined() | ast.Consecutive() | ast.TimesInWindow() | ast.AtAnyTime()
            | ast.InPlace() | ast.InMonth() | ast.FromDate()
        ):  # fmt: skip
            return _check_condition(frame, node)
        case _:
            assert_never(node)


def _check_condition(frame: Frame, node: ast.Expr) -> Expr:
    match node:
        case ast.Compare():
            return conditions.check_compare(frame, node)
        case ast.IsOneOf():
            return conditions.check_one_of(frame, node)
        case ast.IsKnown():
            return conditions.check_known(frame, node)
        case ast.AppearsIn():
            return conditions.check_appears(frame, node)
        case ast.Not():
            return conditions.check_not(frame, node)
        case ast.Joined():
            return conditions.check_joined(frame, node)
        case ast.Consecutive():
            return over_time.check_consecutive(frame, node)
        case ast.TimesInWindow():
            return over_time.check_times(frame, node)
        case ast.AtAnyTime():
            return over_time.check_any_time(frame, node)
        case ast.InPlace():
            return over_time.check_place(frame, node)
        case ast.InMonth():
            return over_time.check_in_month(frame, node)
        case ast.FromDate():
            return over_time.check_from_date(frame, node)
        case _:
            return agree(frame, _check(frame, node, None), types.Truth())


def _portion(frame: Frame, node: ast.PortionOf) -> Expr:
    payment = frame.checker.resolve(node.payment, Kind.PAYMENT)
    if payment is None:
        return frame.broken(node.span)
    if not frame.scope.has_periods:
        return frame.broken(
            node.span, problems.not_constant(node.payment.text, "payment", node.span)
        )
    return checked.PaymentAmount(
        payment.name,
        checked.Portion(node.portion.value),
        type=frame.checker.signature(payment).type,
        span=node.span,
        id=frame.id(),
    )


def _end_balance(frame: Frame, node: ast.EndBalance) -> Expr:
    balance = frame.checker.resolve(node.balance, Kind.BALANCE)
    if balance is None:
        return frame.broken(node.span)
    if not frame.scope.has_periods:
        return frame.broken(
            node.span, problems.not_constant(node.balance.text, "balance", node.span)
        )
    type: Type = frame.checker.signature(balance).type
    return checked.BalanceAmount(balance.name, True, type=type, span=node.span, id=frame.id())


def _split_share(frame: Frame, node: ast.SplitShare) -> Expr:
    split = frame.checker.resolve(node.split, Kind.SPLIT)
    party = frame.checker.resolve(node.party, Kind.PARTY)
    if split is None or party is None or not isinstance(split.node, ast.Split):
        return frame.broken(node.span)
    if not frame.scope.has_periods:
        return frame.broken(node.span, problems.not_constant(node.split.text, "split", node.span))
    if party.name not in _sharing(frame, split.node):
        return frame.broken(node.span, no_share(node.span, party.name, split.name))
    type = _shared_type(frame, split.node)
    return checked.SplitShare(split.name, party.name, type=type, span=node.span, id=frame.id())


def _sharing(frame: Frame, split: ast.Split) -> set[str]:
    """Return the parties that a split names."""
    named: list[ast.Name] = []
    for line in split.lines:
        match line:
            case ast.FixedShares(shares=shares) | ast.InProportion(shares=shares):
                named += [share.party for share in shares]
            case ast.RestTo(party) | ast.Remainder(ast.Name() as party):
                named.append(party)
            case _:
                pass
    found = (frame.checker.find(name.text, name.span.file) for name in named)
    return {symbol.name for symbol in found if symbol is not None}


def _shared_type(frame: Frame, split: ast.Split) -> Type:
    """Return what a split shares: what its payment is in, else money of the contract."""
    for line in split.lines:
        if isinstance(line, ast.SplitOf) and isinstance(line.amount, ast.Ref):
            symbol = frame.checker.find(line.amount.text, line.amount.span.file)
            if symbol is not None and symbol.kind is Kind.PAYMENT:
                return frame.checker.signature(symbol).type
    currency = frame.checker.facts.currency
    return types.Money(currency) if currency is not None else types.Invalid()
