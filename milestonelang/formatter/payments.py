"""The lines of payments, limits, balances and splits, each with the block below it."""

from typing import assert_never

from milestonelang.formatter.expressions import (
    SUM,
    amount,
    condition,
    duration,
    rounding,
    share,
    window,
    within,
)
from milestonelang.formatter.literals import print_text, print_unit
from milestonelang.formatter.printed import Printed, block, header, line, tested
from milestonelang.syntax import ast


def print_table(node: ast.Table) -> Printed:
    """Print the heading of a table and its rows."""
    match node:
        case ast.Banded():
            return block(f"{node.method.value}{_below(node.below_zero)}", node.bands)
        case ast.Interpolated():
            outside = "" if node.outside is None else f", {node.outside.value} outside"
            return block(f"interpolated{outside}{_below(node.below_zero)}", node.points)
        case ast.ByName():
            return block("by name", node.rates)
        case _:
            assert_never(node)


def _below(below_zero: ast.BaseBelowZero | None) -> str:
    return "" if below_zero is None else f", {below_zero.value}"


def print_rate(node: ast.Band | ast.Point | ast.NamedRate) -> Printed:
    """Print one row of a table."""
    match node:
        case ast.Band():
            cut = "" if node.cut is None else f" {amount(node.cut, SUM)}"
            words = f"{amount(node.rate)} {node.edge.value}{cut}"
            if node.on_entering is not None:
                words += f", plus {amount(node.on_entering, SUM)} on entering"
            return line(words)
        case ast.Point():
            return line(f"{amount(node.at, SUM)} gives {amount(node.result)}")
        case ast.NamedRate():
            names = ", ".join(name.text for name in node.names)
            return line(f"{amount(node.rate)} {f'for {names}' if names else 'otherwise'}")
        case _:
            assert_never(node)


def print_pipeline(node: ast.PipelineLine) -> Printed:
    """Print a line that takes an amount and gives one."""
    match node:
        case ast.Banded() | ast.Interpolated() | ast.ByName():
            return print_table(node)
        case ast.Amount():
            return line(f"amount {amount(node.amount)}")
        case ast.FirstOf():
            return line(amount(node.amount))
        case ast.On():
            over = "" if node.accumulated is None else f" accumulated {node.accumulated.value}"
            words = f"on {amount(node.base, SUM)}{over}"
            return block(words, node.bands) if node.bands else line(words)
        case ast.Times():
            return line(f"times {amount(node.factor)}")
        case ast.DividedBy():
            return line(f"divided by {amount(node.divisor)}")
        case ast.Plus():
            bound = _bound("never above", node.never_above, node.rest_into)
            return line(f"plus {amount(node.amount)}{bound}")
        case ast.Less():
            bound = _bound("never below", node.never_below, node.rest_into)
            return line(f"less {amount(node.amount)}{bound}")
        case ast.LessFrom():
            bound = _bound("never below", node.never_below, None)
            return line(f"less from {node.balance.text}{bound}")
        case ast.PlusFrom():
            return line(f"plus from {node.balance.text}")
        case ast.OnlyIf():
            return tested("only if", node.condition)
        case ast.OnlyExcess():
            over = "" if node.window is None else f" {window(node.window)}"
            return line(f"only the excess over {amount(node.over)}{over}")
        case ast.AtMost():
            words = f"at most {amount(node.amount)} {window(node.window)}"
            return line(f"{words}{_excess(node.excess)}")
        case ast.AtLeast():
            words = f"at least {amount(node.amount)} {window(node.window)}"
            into = node.shortfall
            return line(words if into is None else f"{words}, shortfall into {into.balance.text}")
        case ast.BelowZero():
            return line(f"below zero, {node.fate.value}")
        case ast.ProratedByDays():
            return line("prorated by days")
        case ast.NotProrated():
            return line("not prorated")
        case ast.RoundedTo():
            return line(rounding(node.mode, node.unit))
        case _:
            assert_never(node)


def _bound(words: str, bound: ast.Expr | None, rest: ast.Ref | None) -> str:
    limit = "" if bound is None else f", {words} {amount(bound, SUM)}"
    return limit + ("" if rest is None else f", rest into {rest.text}")


def _excess(node: ast.CarriedForward | ast.Into | None) -> str:
    match node:
        case None:
            return ""
        case ast.CarriedForward():
            return ", excess carried forward"
        case ast.Into():
            return f", excess into {node.balance.text}"
        case _:
            assert_never(node)


def print_settlement(node: ast.SettlementLine) -> Printed:
    """Print a line that acts on the rounded entitlement."""
    match node:
        case ast.HoldBack():
            lost = node.forfeiture
            words = f"hold back {share(node.share)}, released {_release(node.release)}"
            if lost is not None:
                when = "" if lost.test is None else f" {lost.test.value}"
                words += f", forfeited{when} if {condition(lost.condition)}"
            return line(words)
        case ast.Vests():
            return line(_vests(node))
        case ast.ClawsBack():
            unit = print_unit(node.count, node.unit)
            words = f"claws back {share(node.share)} of the last {node.count:,} {unit}"
            return line(f"{words} if {condition(node.condition)}{_recovered(node.recovery)}")
        case ast.ClawsBackAmount():
            words = f"claws back the amount {amount(node.amount, SUM)}"
            return line(f"{words} if {condition(node.condition)}{_recovered(node.recovery)}")
        case ast.Due():
            return line(f"due {within(node.within)}")
        case ast.LateInterest():
            words = f"late interest {share(node.rate)} per {node.per.value}"
            if node.days_over is not None:
                words += f", actual days over {node.days_over}"
            if node.compounded is not None:
                words += f", compounded {node.compounded.value}"
            elif node.is_simple:
                words += ", simple"
            return line(words)
        case _:
            assert_never(node)


def _release(node: ast.ReleasedAfter | ast.ReleasedWhen | ast.ReleasedInParts) -> str:
    match node:
        case ast.ReleasedWhen():
            return f"when {condition(node.condition)}"
        case ast.ReleasedAfter():
            return f"after {duration(node.duration)}"
        case ast.ReleasedInParts():
            rest = f"the rest when {condition(node.rest_condition)}"
            return f"{share(node.share)} when {condition(node.condition)}, {rest}"
        case _:
            assert_never(node)


def _vests(node: ast.Vests) -> str:
    words = f"vests over {duration(node.over)}"
    if node.start is not None:
        words += f" from {amount(node.start, SUM)}"
    if node.nothing_before is not None:
        words += f", nothing before {duration(node.nothing_before)}"
    if node.condition is not None:
        words += f", {node.condition.test.value} {condition(node.condition.condition)}"
    return words


def _recovered(recovery: ast.Recovery | None) -> str:
    return "" if recovery is None else f", recovered by {recovery.value}"


PaymentLine = (
    ast.PaysEach
    | ast.GrantsEach
    | ast.PipelineLine
    | ast.ForEachRow
    | ast.ShownAtEdges
    | ast.SettlementLine
)


def print_payment_line(node: PaymentLine) -> Printed:
    """Print a line of a payment."""
    match node:
        case ast.PaysEach():
            return line(f"{node.payer.text} pays {node.payee.text} each {node.each.value}")
        case ast.GrantsEach():
            what = node.granted
            words = what.text if isinstance(what, ast.Name) else print_text(what)
            parties = f"{node.grantor.text} grants {node.grantee.text}"
            return line(f"{parties} {words} each {node.each.value}")
        case ast.ForEachRow():
            words = f"for each row of {node.source.text}"
            words += "" if node.by is None else f" by {node.by.text}"
            words += "" if node.where is None else f" where {condition(node.where)}"
            return block(words, node.lines)
        case ast.ShownAtEdges():
            return line("shown at its edges")
        case (
            ast.HoldBack()
            | ast.Vests()
            | ast.ClawsBack()
            | ast.ClawsBackAmount()
            | ast.Due()
            | ast.LateInterest()
        ):
            return print_settlement(node)
        case _:
            return print_pipeline(node)


def print_limit_line(node: ast.LimitRule) -> Printed:
    """Print the rule of a limit."""
    payments = " + ".join(payment.text for payment in node.payments)
    words = f"{payments} {node.bound.value} {amount(node.amount)} {window(node.window)}"
    return line(words if node.sharing is None else f"{words}, {node.sharing.value}")


BalanceLine = (
    ast.OpensAt
    | ast.AddsTo
    | ast.Takes
    | ast.Becomes
    | ast.BalanceAtMost
    | ast.MayFallBelowZero
    | ast.ExpiresAfter
    | ast.ExpiresOn
)


def print_balance_line(node: BalanceLine) -> Printed:
    """Print a line of a balance."""
    match node:
        case ast.OpensAt():
            return line(f"opens at {amount(node.amount, SUM)}")
        case ast.AddsTo():
            return line(f"adds {_moved(node.amount, node.condition)}")
        case ast.Takes():
            return line(f"takes {_moved(node.amount, node.condition)}")
        case ast.Becomes():
            return line(f"becomes {_moved(node.amount, node.condition)}")
        case ast.BalanceAtMost():
            return line(f"at most {_moved(node.amount, node.condition)}")
        case ast.MayFallBelowZero():
            return line("may fall below zero")
        case ast.ExpiresAfter():
            return line(f"expires after {duration(node.duration)}, oldest first")
        case ast.ExpiresOn():
            return line(f"expires on {amount(node.date)}")
        case _:
            assert_never(node)


def _moved(moved: ast.Expr, when: ast.Expr | None) -> str:
    words = amount(moved, SUM)
    return words if when is None else f"{words} if {condition(when)}"


SplitLine = ast.SplitOf | ast.FixedShares | ast.InProportion | ast.RestTo | ast.Remainder


def print_split_line(node: SplitLine) -> Printed:
    """Print a line of a split."""
    match node:
        case ast.SplitOf():
            return line(f"of {amount(node.amount, SUM)}")
        case ast.FixedShares():
            shares = _joined([_share(part) for part in node.shares])
            return line(f"{_opening(node)}{shares}{_up_to(node)}")
        case ast.InProportion():
            shares = _joined([_weight(part) for part in node.shares])
            return line(f"{_opening(node)}in proportion to {shares}{_up_to(node)}")
        case ast.RestTo():
            return line(f"the rest to {node.party.text}")
        case ast.Remainder():
            to = node.to
            return line(f"remainder to {to.text if isinstance(to, ast.Name) else to.value}")
        case _:
            assert_never(node)


def _opening(node: ast.FixedShares | ast.InProportion) -> str:
    return "" if node.opening is None else f"{node.opening.value} "


def _joined(parts: list[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _share(node: ast.PartyShare) -> str:
    words = f"to {node.party.text}"
    return words if node.share is None else f"{share(node.share)} {words}"


def _weight(node: ast.PartyShare) -> str:
    words = f"to {node.party.text}"
    return words if node.share is None else f"{amount(node.share, SUM)} {words}"


def _up_to(node: ast.FixedShares | ast.InProportion) -> str:
    if node.up_to is None:
        return ""
    words = f" up to {amount(node.up_to, SUM)}"
    return words if node.window is None else f"{words} {window(node.window)}"


def print_payment(node: ast.Payment | ast.Limit | ast.Balance | ast.Split) -> Printed:
    """Print the header of a payment, a limit, a balance or a split."""
    match node:
        case ast.Payment():
            return block(header("payment", node), node.lines)
        case ast.Limit():
            return block(header("limit", node), node.lines)
        case ast.Balance():
            return block(header("balance", node, node.type), node.lines)
        case ast.Split():
            return block(header("split", node), node.lines)
        case _:
            assert_never(node)
