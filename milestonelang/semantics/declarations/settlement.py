"""Settlement lines: what becomes of an amount after it is rounded.

In: lines of a payment. Out: what is held, vests and is taken back, the due date, late interest.
Promised: no more is held than there is, and what the author must choose was chosen.
"""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang import records, types
from milestonelang.agreement import expressions as checked, lines
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common, due
from milestonelang.semantics.declarations.showing import show
from milestonelang.semantics.expressions import check_condition, check_expression
from milestonelang.semantics.folding import constant_number
from milestonelang.semantics.over_time import periods_of
from milestonelang.semantics.problems import payments as problems
from milestonelang.semantics.scopes import PERIOD, Scope
from milestonelang.syntax import ast

SETTLEMENT = (ast.HoldBack, ast.Vests, ast.ClawsBack, ast.ClawsBackAmount)


@records.frozen
class Owner:
    """The payment, or the row block of one, whose amount is settled."""

    name: str
    type: types.Type
    scope: Scope


def check_settlement(
    checker: Checker, owner: Owner, body: Sequence[ast.Node]
) -> tuple[lines.SettlementLine, ...]:
    """Return the settlement lines, in the order written."""
    found: list[lines.SettlementLine] = []
    held = Fraction(0)
    common.once(checker, body, ast.Vests, "vests")
    for node in body:
        match node:
            case ast.HoldBack():
                line = _hold_back(checker, owner, node)
                held += constant_number(checker, line.share) or 0
                if held > 1:
                    total = show(held, types.Percent())
                    checker.report(problems.held_above_all(node.span, total))
                found.append(line)
            case ast.Vests():
                vests = _vests(checker, owner, node)
                if vests is not None:
                    found.append(vests)
            case ast.ClawsBack():
                found.append(_claws_back(checker, owner, node))
            case ast.ClawsBackAmount():
                found.append(_claws_back_amount(checker, owner, node))
            case _:
                pass
    return tuple(found)


def check_due_and_interest(
    checker: Checker, name: str, body: Sequence[ast.Node], by_default: lines.Due | None
) -> tuple[lines.Due | None, lines.LateInterest | None]:
    """Return the due date, the contract's if there is no line, and the late interest."""
    line = common.once(checker, body, ast.Due, "due within")
    when = due.check_due(checker, line, line.within) if line is not None else by_default
    interest = common.once(checker, body, ast.LateInterest, "late interest")
    if interest is None:
        return when, None
    if when is None and line is None:
        checker.report(problems.interest_without_due(interest.span))
    return when, _late_interest(checker, interest)


def check_share(checker: Checker, node: ast.Expr, scope: Scope, what: str) -> checked.Expr:
    """Return a percentage of an amount, which is between nothing and all of it."""
    share = check_expression(checker, node, scope, types.Percent())
    value = constant_number(checker, share)
    if value is not None and not common.is_broken(share) and not 0 <= value <= 1:
        checker.report(problems.share_out_of_range(node.span, show(value, share.type), what))
    return share


def _hold_back(checker: Checker, owner: Owner, node: ast.HoldBack) -> lines.HoldBack:
    share = check_share(checker, node.share, owner.scope, "what is held back")
    periods: int | None = None
    parts: tuple[lines.ReleasePart, ...] = ()
    match node.release:
        case ast.ReleasedAfter(duration):
            periods = in_periods(checker, duration, "the time until the release")
        case ast.ReleasedWhen(when):
            whole = check_condition(checker, when, owner.scope)
            parts = (lines.ReleasePart(None, whole, span=when.span, id=checker.new_id()),)
        case ast.ReleasedInParts() as released:
            parts = _parts(checker, owner, released)
    forfeited: lines.ForfeitureTime | None = None
    condition: checked.Expr | None = None
    if node.forfeiture is not None:
        if node.forfeiture.test is None:
            checker.report(problems.forfeiture_open(node.forfeiture.span))
        else:
            forfeited = lines.ForfeitureTime(node.forfeiture.test.value)
        condition = check_condition(checker, node.forfeiture.condition, owner.scope)
    return lines.HoldBack(
        share, periods, parts, forfeited, condition, span=node.span, id=checker.new_id()
    )


def _parts(
    checker: Checker, owner: Owner, node: ast.ReleasedInParts
) -> tuple[lines.ReleasePart, ...]:
    share = check_share(checker, node.share, owner.scope, "what is released")
    first = check_condition(checker, node.condition, owner.scope)
    rest = check_condition(checker, node.rest_condition, owner.scope)
    return (
        lines.ReleasePart(share, first, span=node.span, id=checker.new_id()),
        lines.ReleasePart(None, rest, span=node.rest_condition.span, id=checker.new_id()),
    )


def _vests(checker: Checker, owner: Owner, node: ast.Vests) -> lines.Vests | None:
    over = in_periods(checker, node.over, "the time of vesting")
    start = common.fixed_day(checker, node.start, "the day") if node.start is not None else None
    nothing_before = None
    if node.nothing_before is not None:
        nothing_before = in_periods(checker, node.nothing_before, "the waiting time")
    condition = None
    if node.condition is not None:
        condition = check_condition(checker, node.condition.condition, owner.scope)
    if over is None:
        return None
    if nothing_before is not None and nothing_before > over:
        assert node.nothing_before is not None
        checker.report(problems.nothing_before_all(node.nothing_before.span, node.over.span))
    delayed = node.condition is not None and node.condition.test is ast.VestingTest.DELAYED_UNTIL
    return lines.Vests(
        over, start, nothing_before, condition, delayed, span=node.span, id=checker.new_id()
    )


def _claws_back(checker: Checker, owner: Owner, node: ast.ClawsBack) -> lines.ClawsBack:
    share = check_share(checker, node.share, owner.scope, "what is taken back")
    return lines.ClawsBack(
        condition=check_condition(checker, node.condition, owner.scope),
        recovery=_recovery(checker, node.recovery, node),
        share=share,
        periods=periods_of(checker, node.count, node.unit, node.span),
        span=node.span,
        id=checker.new_id(),
    )


def _claws_back_amount(
    checker: Checker, owner: Owner, node: ast.ClawsBackAmount
) -> lines.ClawsBack:
    expected = None if isinstance(owner.type, types.Invalid) else owner.type
    return lines.ClawsBack(
        condition=check_condition(checker, node.condition, owner.scope),
        recovery=_recovery(checker, node.recovery, node),
        amount=check_expression(checker, node.amount, owner.scope, expected),
        span=node.span,
        id=checker.new_id(),
    )


def _recovery(checker: Checker, recovery: ast.Recovery | None, node: ast.Node) -> lines.Recovery:
    if recovery is None:
        checker.report(problems.recovery_open(node.span))
        return lines.Recovery.SET_OFF
    return lines.Recovery(recovery.value)


def in_periods(checker: Checker, node: ast.Expr, what: str) -> int | None:
    """Return a length of time in settlement periods, at least one."""
    counted = common.count_of_time(checker, node)
    if counted is None:
        return None
    if counted[0] == 0:
        checker.report(problems.count_of_nothing(node.span, what))
        return None
    return periods_of(checker, counted[0], ast.TimeUnit(counted[1].value), node.span)


def _late_interest(checker: Checker, node: ast.LateInterest) -> lines.LateInterest:
    rate = check_expression(checker, node.rate, PERIOD, types.Percent())
    if node.compounded is not None or node.is_simple is False:
        checker.report(problems.interest_compounded(node.span))
    elif node.days_over not in (360, 365) or node.is_simple is None:
        value = constant_number(checker, rate)
        words = show(value, types.Percent()) if value is not None else "8%"
        checker.report(problems.day_count_open(node.span, words))
    if node.per is not ast.TimeUnit.YEAR:
        checker.report(problems.interest_per(node.span, node.per.value))
    return lines.LateInterest(rate, node.days_over or 365, span=node.span, id=checker.new_id())
