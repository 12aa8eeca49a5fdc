"""Limits over several payments, balances over time, and splits of an amount."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypedDict

from milestonelang import types
from milestonelang.agreement import declarations, expressions as checked, lines
from milestonelang.agreement.rows import settlement_of
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common
from milestonelang.semantics.declarations.settlement import check_share
from milestonelang.semantics.declarations.showing import show
from milestonelang.semantics.expressions import check_condition, check_expression
from milestonelang.semantics.folding import constant_number
from milestonelang.semantics.names import Kind, Symbol
from milestonelang.semantics.problems import sharing as problems
from milestonelang.semantics.ranges import range_of
from milestonelang.semantics.scopes import PERIOD
from milestonelang.source import Span
from milestonelang.syntax import ast
from milestonelang.types import Unit

_HELD = types.Money | types.Count | types.Number | types.Quotient | types.Invalid


def check_limit(checker: Checker, symbol: Symbol, node: ast.Limit) -> declarations.Limit | None:
    """Return a limit over a sum of payments."""
    rules = common.all_of(node.lines, ast.LimitRule)
    if not rules:
        checker.report(problems.no_rule(node.name.span, symbol.name))
        return None
    first, *others = [_rule(checker, rule) for rule in rules]
    return declarations.Limit(
        **common.head(checker, symbol, node.lines),
        **first,
        further=tuple(
            declarations.LimitRule(**common.spot(checker, line), **rule)
            for line, rule in zip(rules[1:], others, strict=True)
        ),
    )


class _Rule(TypedDict):
    payments: tuple[str, ...]
    at_least: bool
    amount: checked.Expr
    window: Unit
    sharing: declarations.Sharing


def _rule(checker: Checker, rule: ast.LimitRule) -> _Rule:
    payments, type = _payments(checker, rule.payments)
    at_least = rule.bound is ast.Bound.AT_LEAST
    sharing = declarations.Sharing.PRO_RATA
    if rule.sharing is not None:
        sharing = declarations.Sharing(rule.sharing.value)
    elif len(rule.payments) > 1:
        checker.report(problems.sharing_open(rule.span, at_least))
    return _Rule(
        payments=payments,
        at_least=at_least,
        amount=check_expression(checker, rule.amount, PERIOD, type),
        window=_window(checker, rule.window, rule.span),
        sharing=sharing,
    )


def _payments(
    checker: Checker, refs: Sequence[ast.Ref]
) -> tuple[tuple[str, ...], types.Type | None]:
    names: list[str] = []
    type: types.Type | None = None
    for ref in refs:
        symbol = checker.resolve(ref, Kind.PAYMENT)
        if symbol is None:
            continue
        if symbol.name in names:
            checker.report(problems.named_twice(ref.span, symbol.name))
            continue
        names.append(symbol.name)
        own = checker.signature(symbol).type
        if type is None:
            type = own
        elif own != type:
            found, wanted = types.describe(own), types.describe(type)
            checker.report(problems.mixed_limit(ref.span, symbol.name, found, wanted))
    return tuple(names), None if isinstance(type, types.Invalid) else type


def _window(checker: Checker, window: ast.Window, span: Span) -> Unit:
    settled = checker.facts.settled
    unit = Unit.PERIOD if window is ast.Window.ROW else Unit(window.value)
    common.check_not_finer(checker, span, "this is measured over a", unit)
    return Unit.PERIOD if unit is settled else unit


def check_limits_together(checker: Checker, found: Mapping[str, declarations.Declaration]) -> None:
    """Report what limits and their payments say against one another."""
    limits = [
        (item.name, rule)
        for item in found.values()
        if isinstance(item, declarations.Limit)
        for rule in item.rules
    ]
    for name_of, limit in limits:
        payments = [
            item
            for name in limit.payments
            if isinstance(item := found.get(name), declarations.Payment)
        ]
        for payment in payments:
            for name in _read_by(payment):
                if name in limit.payments and name != payment.name:
                    checker.report(
                        problems.read_under_limit(limit.span, payment.name, name, name_of)
                    )
        if limit.window is Unit.PERIOD and len({payment.every for payment in payments}) > 1:
            other = next(p for p in payments if p.every is not payments[0].every)
            checker.report(problems.payment_frequencies(limit.span, payments[0].name, other.name))
    _check_crossed(checker, limits)


def _read_by(payment: declarations.Payment) -> set[str]:
    """The payments whose amount of the same period a payment reads."""
    found: set[str] = set()
    pending = list(common.expressions_in(payment))
    while pending:
        part = pending.pop()
        if isinstance(part, checked.Earlier):
            continue
        if isinstance(part, checked.PaymentAmount):
            found.add(part.payment)
        pending.extend(checked.children(part))
    return found


def _check_crossed(
    checker: Checker,
    limits: Sequence[tuple[str, declarations.Limit | declarations.LimitRule]],
) -> None:
    for name, cap in ((name, limit) for name, limit in limits if not limit.at_least):
        for floor in (limit for _, limit in limits if limit.at_least):
            if set(cap.payments) != set(floor.payments) or cap.window is not floor.window:
                continue
            high, low = constant_number(checker, cap.amount), constant_number(checker, floor.amount)
            if high is not None and low is not None and high < low:
                checker.report(problems.limits_crossed(cap.span, name, floor.span))


def check_balance(checker: Checker, symbol: Symbol, node: ast.Balance) -> declarations.Balance:
    """Return an account over time."""
    type = checker.signature(symbol).type
    if not isinstance(type, _HELD):
        checker.report(problems.balance_of_what(node.type.span, types.describe(type)))
        type = types.Invalid()
    expected = None if isinstance(type, types.Invalid) else type
    opens = common.once(checker, node.lines, ast.OpensAt, "opens at")
    most = common.once(checker, node.lines, ast.BalanceAtMost, "at most")
    below = common.once(checker, node.lines, ast.MayFallBelowZero, "may fall below zero")
    after = common.once(checker, node.lines, ast.ExpiresAfter, "expires after")
    on = common.once(checker, node.lines, ast.ExpiresOn, "expires on")
    for line in (after, on):
        if line is not None and below is not None:
            checker.report(problems.expires_below_zero(line.span, below.span))
    if after is not None and on is not None:
        checker.report(problems.expires_twice(on.span, after.span))
    if most is not None and most.condition is not None:
        checker.report(problems.bound_if(most.condition.span))
    opens_at = check_expression(checker, opens.amount, PERIOD, expected) if opens else None
    at_most = check_expression(checker, most.amount, PERIOD, expected) if most else None
    _check_opening(checker, opens_at, at_most, may_fall=below is not None)
    return declarations.Balance(
        **common.head(checker, symbol, node.lines),
        type=type,
        opens_at=opens_at,
        lines=_movements(checker, node, expected),
        at_most=at_most,
        may_fall_below_zero=below is not None,
        expires_after=common.count_of_time(checker, after.duration) if after else None,
        expires_on=common.fixed_day(checker, on.date, "the day") if on else None,
    )


def _movements(
    checker: Checker, node: ast.Balance, expected: types.Type | None
) -> tuple[declarations.BalanceLine, ...]:
    found: list[declarations.BalanceLine] = []
    for line in node.lines:
        match line:
            case ast.AddsTo(amount, condition):
                movement = declarations.Movement.ADDS
            case ast.Takes(amount, condition):
                movement = declarations.Movement.TAKES
            case ast.Becomes(amount, condition):
                movement = declarations.Movement.BECOMES
            case _:
                continue
        found.append(
            declarations.BalanceLine(
                **common.spot(checker, line),
                movement=movement,
                value=check_expression(checker, amount, PERIOD, expected),
                condition=check_condition(checker, condition, PERIOD) if condition else None,
                at_most=None,
            )
        )
    return tuple(found)


def _check_opening(
    checker: Checker,
    opens_at: checked.Expr | None,
    at_most: checked.Expr | None,
    may_fall: bool,
) -> None:
    opening = constant_number(checker, opens_at) if opens_at is not None else None
    if opening is None or opens_at is None:
        return
    if opening < 0 and not may_fall:
        checker.report(problems.opens_outside(opens_at.span, "below zero"))
    highest = constant_number(checker, at_most) if at_most is not None else None
    if highest is not None and opening > highest:
        checker.report(problems.opens_outside(opens_at.span, "above its maximum"))


def check_idle_balances(checker: Checker, found: Mapping[str, declarations.Declaration]) -> None:
    """Report balances into which nothing is ever put."""
    filled = {name for item in found.values() for name in _filled_by(item)}
    for item in found.values():
        if not isinstance(item, declarations.Balance):
            continue
        own = any(line.movement is not declarations.Movement.TAKES for line in item.lines)
        opening = item.opens_at
        empty = opening is None or constant_number(checker, opening) == 0
        if empty and not own and item.name not in filled:
            checker.report(problems.balance_idle(item.span, item.name))


def _filled_by(item: declarations.Declaration) -> set[str]:
    if not isinstance(item, declarations.Payment):
        return set()
    names: set[str | None] = set()
    for step in item.steps:
        match step:
            case lines.AtMost(balance=name) | lines.AtLeast(shortfall_into=name):
                names.add(name)
            case lines.Less(rest_into=name):
                names.add(name)
            case _:
                pass
    return {name for name in names if name is not None}


def check_split(checker: Checker, symbol: Symbol, node: ast.Split) -> declarations.Split | None:
    """Return how an amount is shared out."""
    of = common.once(checker, node.lines, ast.SplitOf, "of")
    remainder = common.once(checker, node.lines, ast.Remainder, "remainder")
    amount: checked.Expr | None = None
    if of is None:
        checker.report(problems.split_of_nothing(node.name.span, symbol.name))
    else:
        amount = check_expression(checker, of.amount, PERIOD, None)
    type = amount.type if amount is not None else None
    of_payment = _of_payment(amount)
    if amount is not None and not of_payment and not _is_payable(checker, amount.type):
        checker.report(problems.shared_what(amount.span, types.describe(amount.type)))
        type = None
    shares = _shares(checker, node, type)
    if remainder is None and _leaves_cents(node):
        checker.report(problems.leftover_open(node.name.span))
    if amount is None:
        return None
    return declarations.Split(
        **common.head(checker, symbol, node.lines),
        of=of_payment,
        amount=amount,
        lines=shares,
        leftover=_leftover(checker, remainder),
    )


def _is_payable(checker: Checker, type: types.Type) -> bool:
    """Return whether an amount can be paid: money of the contract, or of a type not known."""
    currency = checker.facts.currency
    return isinstance(type, types.Invalid) or currency is None or type == types.Money(currency)


def _of_payment(amount: checked.Expr | None) -> str:
    """Return the payment that is divided: one that stands alone, and not what is held of it."""
    if isinstance(amount, checked.PaymentAmount) and amount.portion is types.Portion.ENTITLED:
        return amount.payment
    return ""


def check_splits_together(checker: Checker, found: Mapping[str, declarations.Declaration]) -> None:
    """Report splits of one payment, shares that nobody pays, and amounts that would come back."""
    first: dict[str, declarations.Split] = {}
    paid, settled = _shares_read(found)
    for item in found.values():
        if not isinstance(item, declarations.Split) or item.amount is None:
            continue
        payment = found.get(item.of)
        if not item.of and range_of(checker, item.amount).may_be_negative:
            checker.report(problems.shared_below_zero(item.amount.span))
        if not item.of:
            if item.name not in paid and _is_payable(checker, item.amount.type):
                checker.report(problems.shares_unpaid(item.span, item.name, _first_party(item)))
            elif _is_payable(checker, item.amount.type):
                for party in _left_out(item, settled):
                    checker.report(problems.shares_unpaid(item.span, item.name, party, only=True))
        elif item.of in first:
            checker.report(problems.split_twice(item.span, item.of, first[item.of].span))
        elif isinstance(payment, declarations.Payment):
            first[item.of] = item
            back = _gives_back(payment)
            if back is not None:
                checker.report(problems.split_gives_back(item.span, item.of, back.span))


def _shares_read(
    found: Mapping[str, declarations.Declaration],
) -> tuple[set[str], set[tuple[str, str]]]:
    """Return the splits of which something is paid, and whose share in which is settled.

    A share is settled where anything reads it, and where its party pays the others theirs: what is
    not paid on, it keeps.
    """
    paid: set[str] = set()
    settled: set[tuple[str, str]] = set()
    for item in found.values():
        for part in _parts_of(item):
            if not isinstance(part, checked.SplitShare):
                continue
            settled.add((part.split, part.party))
            match item:
                case declarations.Payment() | declarations.Milestone():
                    paid.add(part.split)
                    settled.add((part.split, item.payer or ""))
                case declarations.Exit():
                    paid.add(part.split)
                    lines_of = () if item.wind_down is None else item.wind_down.lines
                    for line in (*item.payments, *lines_of):
                        if isinstance(line, declarations.ResidualPayment):
                            settled.add((part.split, line.payer))
                case _:
                    pass
    return paid, settled


def _left_out(split: declarations.Split, settled: set[tuple[str, str]]) -> list[str]:
    """Return the parties of a split whose share nobody pays and that keep nothing."""
    named = dict.fromkeys(party for line in split.lines for party in line.parties if party)
    return [party for party in named if (split.name, party) not in settled]


def _parts_of(item: declarations.Declaration) -> Sequence[checked.Expr]:
    found: list[checked.Expr] = []
    pending = list(common.expressions_in(item))
    while pending:
        part = pending.pop()
        found.append(part)
        pending.extend(checked.children(part))
    return found


def _first_party(split: declarations.Split) -> str:
    named = [party for line in split.lines for party in line.parties if party]
    return named[0] if named else "partner"


def _gives_back(payment: declarations.Payment) -> lines.Line | None:
    """Return the line by which something of a payment may come back from its payee."""
    for line in settlement_of(payment):
        if isinstance(line, lines.ClawsBack):
            return line
    for step in payment.steps:
        if isinstance(step, lines.BelowZeroLine) and step.negative is lines.Negative.OWED_BACK:
            return step
    return None


def _leaves_cents(node: ast.Split) -> bool:
    """Whether some step shares between several parties."""
    return any(
        isinstance(line, ast.FixedShares | ast.InProportion) and len(line.shares) > 1
        for line in node.lines
    )


def _leftover(checker: Checker, line: ast.Remainder | None) -> str:
    match line:
        case None:
            return "the first"
        case ast.Remainder(ast.Name() as name):
            return common.party(checker, name) or ""
        case ast.Remainder(ast.RemainderTo() as to):
            return to.value
    return "the first"


def _shares(
    checker: Checker, node: ast.Split, type: types.Type | None
) -> tuple[declarations.Share, ...]:
    found: list[declarations.Share] = []
    whole: ast.Node | None = None
    for line in node.lines:
        if not isinstance(line, ast.FixedShares | ast.InProportion | ast.RestTo):
            continue
        if whole is not None:
            checker.report(problems.after_rest(line.span, whole.span))
        if isinstance(line, ast.RestTo):
            party = common.party(checker, line.party)
            found.append(_share(checker, line, (party or "",), rest=True))
            whole = line
            continue
        found.append(_step(checker, line, type))
        if line.up_to is None and _is_whole(checker, line, found[-1]):
            whole = line
    if found and whole is None:
        checker.report(problems.unshared(node.name.span))
    return tuple(found)


def _is_whole(
    checker: Checker, line: ast.FixedShares | ast.InProportion, share: declarations.Share
) -> bool:
    if isinstance(line, ast.InProportion) or not share.shares:
        return True
    values = [constant_number(checker, part) for part in share.shares]
    known = [value for value in values if value is not None]
    return len(known) < len(values) or sum(known) >= 1


def _step(
    checker: Checker, line: ast.FixedShares | ast.InProportion, type: types.Type | None
) -> declarations.Share:
    parties: list[str] = []
    parts: list[checked.Expr] = []
    for share in line.shares:
        party = common.party(checker, share.party)
        if party is not None and party in parties:
            checker.report(problems.shared_twice(share.party.span, party))
        parties.append(party or "")
        if share.share is None:
            continue
        if isinstance(line, ast.InProportion):
            # All measures of a line are of one kind: customers and dollars do not compare.
            expected = parts[0].type if parts else None
            parts.append(check_expression(checker, share.share, PERIOD, expected))
        else:
            parts.append(check_share(checker, share.share, PERIOD, "what a party gets"))
    if isinstance(line, ast.FixedShares):
        _check_sum(checker, line, parts)
    up_to = None
    window = None
    if line.up_to is not None:
        expected = None if isinstance(type, types.Invalid) else type
        up_to = check_expression(checker, line.up_to, PERIOD, expected)
        if line.window is None:
            checker.report(problems.up_to_window_open(line.span))
        else:
            window = _window(checker, line.window, line.span)
    proportional = isinstance(line, ast.InProportion)
    return declarations.Share(
        **common.spot(checker, line),
        parties=tuple(parties),
        shares=() if proportional else tuple(parts),
        up_to=up_to,
        window=window,
        proportion=tuple(parts) if proportional else (),
        rest=False,
    )


def _share(
    checker: Checker, line: ast.Node, parties: tuple[str, ...], rest: bool
) -> declarations.Share:
    return declarations.Share(
        **common.spot(checker, line),
        parties=parties,
        shares=(),
        up_to=None,
        window=None,
        proportion=(),
        rest=rest,
    )


def _check_sum(checker: Checker, line: ast.FixedShares, parts: Sequence[checked.Expr]) -> None:
    values = [constant_number(checker, part) for part in parts]
    known = [value for value in values if value is not None]
    if not parts or len(known) < len(values):
        return
    total = sum(known, Fraction(0))
    too_much = total > 1
    shared_alone = len(parts) > 1 and total != 1
    if too_much or shared_alone:
        checker.report(problems.split_sum(line.span, show(total, types.Percent())))
