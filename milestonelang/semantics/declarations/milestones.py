"""Milestones, triggers and obligations: what is achieved, what changes payments, what is owed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

from milestonelang import types
from milestonelang.agreement import declarations, expressions as checked, lines
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common, due
from milestonelang.semantics.declarations.settlement import check_share, in_periods
from milestonelang.semantics.expressions import check_condition, check_expression
from milestonelang.semantics.names import Kind, Symbol
from milestonelang.semantics.problems import (
    contract as contract_problems,
    life as problems,
    payments as payment_problems,
)
from milestonelang.semantics.scopes import PERIOD
from milestonelang.semantics.types import count_type
from milestonelang.semantics.words import check_words
from milestonelang.source import Span
from milestonelang.syntax import ast
from milestonelang.types import Unit


def check_milestone(
    checker: Checker, symbol: Symbol, node: ast.Milestone, by_default: lines.Due | None
) -> declarations.Milestone:
    """Return what is paid once when it is achieved."""
    achieved = common.once(checker, node.lines, ast.AchievedWhen, "achieved when")
    required = common.all_of(node.lines, ast.Requires)
    if achieved is None and not required:
        checker.report(problems.unconditional(node.name.span, symbol.name))
    earliest, latest = _window(checker, node)
    missed = common.all_of(node.lines, ast.IfMissed)
    extended = common.all_of(node.lines, ast.ExtendedBy)
    if latest is None and not _names_a_deadline(node):
        if missed:
            checker.report(problems.no_deadline(missed[0].span, "if missed"))
        if extended:
            checker.report(problems.no_deadline(extended[0].span, "extended by"))
    payer, payee, amount, grants = _reward(checker, node)
    if amount is None and grants is None and not missed and not _rewards(node):
        example = "company pays partner USD 50,000"
        checker.report(problems.brings_nothing(node.name.span, "milestone", symbol.name, example))
    after = common.once(checker, node.lines, ast.After, "after")
    earlier = checker.resolve(after.milestone, Kind.MILESTONE) if after is not None else None
    skipped, skipped_with = _skipped(checker, symbol, node)
    return declarations.Milestone(
        **common.head(checker, symbol, node.lines),
        condition=check_condition(checker, achieved.condition, PERIOD) if achieved else None,
        earliest=earliest,
        latest=latest,
        after=earlier.name if earlier is not None else None,
        requires=_requirements(checker, required),
        payer=payer,
        payee=payee,
        amount=amount,
        grants=grants,
        extensions=_extensions(checker, extended),
        if_missed=duties(checker, (line.consequence for line in missed), "a missed milestone"),
        skipped=skipped,
        skipped_with=skipped_with,
        due=by_default,
    )


def _names_a_deadline(node: ast.Milestone) -> bool:
    return any(
        isinstance(line, ast.ByDate | ast.BeforeDate | ast.BetweenDates) for line in node.lines
    )


def _window(checker: Checker, node: ast.Milestone) -> tuple[int | None, int | None]:
    earliest: int | None = None
    latest: int | None = None
    first: ast.Node | None = None
    for line in node.lines:
        match line:
            case ast.ByDate(date):
                day = common.fixed_day(checker, date, "the last day")
                span = date.span
            case ast.BeforeDate(date):
                day = common.fixed_day(checker, date, "the last day")
                day = None if day is None else day - 1
                span = date.span
            case ast.BetweenDates(start, end):
                earliest = common.fixed_day(checker, start, "the first day")
                day = common.fixed_day(checker, end, "the last day")
                span = end.span
                if earliest is not None and day is not None and earliest > day:
                    checker.report(problems.dates_reversed(line.span))
            case _:
                continue
        if first is not None:
            checker.report(problems.two_deadlines(line.span, first.span))
            continue
        first, latest = line, day
        _check_inside(checker, day, span)
    return earliest, latest


def _check_inside(checker: Checker, day: int | None, span: Span) -> None:
    facts = checker.facts
    if day is not None and facts.is_complete and not facts.may_hold(day):
        checker.report(problems.outside_term(span, "this last day"))


def _reward(
    checker: Checker, node: ast.Milestone
) -> tuple[str | None, str | None, checked.Expr | None, declarations.Grants | None]:
    found = [line for line in node.lines if isinstance(line, ast.PaysAmount | ast.GrantsOnce)]
    for extra in found[1:]:
        checker.report(contract_problems.line_twice(extra.span, "pays", found[0].span))
    if not found:
        return None, None, None, None
    amount: checked.Expr | None = None
    grants: declarations.Grants | None = None
    line = found[0]
    match line:
        case ast.PaysAmount(payer, payee, tree):
            currency = checker.facts.currency
            expected = types.Money(currency) if currency is not None else None
            amount = check_expression(checker, tree, PERIOD, expected)
        case ast.GrantsOnce(payer, payee, tree):
            amount, grants = _granted(checker, line, tree)
        case _:
            assert_never(line)
    if payer.text == payee.text:
        checker.report(payment_problems.pays_itself(payee.span, payee.text))
    return common.party(checker, payer), common.party(checker, payee), amount, grants


def _rewards(node: ast.Milestone) -> bool:
    return any(isinstance(line, ast.PaysAmount | ast.GrantsOnce) for line in node.lines)


def _granted(
    checker: Checker, line: ast.Node, tree: ast.Expr
) -> tuple[checked.Expr | None, declarations.Grants | None]:
    spot = common.spot(checker, line)
    if isinstance(tree, ast.Text):
        words = check_words(checker, tree)
        return None, declarations.Grants(**spot, unit=None, benefit=words)
    expected = count_type(checker, tree.unit) if isinstance(tree, ast.Quantity) else None
    amount = check_expression(checker, tree, PERIOD, expected)
    if not isinstance(amount.type, types.Count | types.Invalid):
        checker.report(
            payment_problems.grants_type(tree.span, "units", types.describe(amount.type))
        )
    unit = amount.type.unit if isinstance(amount.type, types.Count) else None
    return amount, declarations.Grants(**spot, unit=unit, benefit=())


def _skipped(
    checker: Checker, symbol: Symbol, node: ast.Milestone
) -> tuple[declarations.Skipped | None, str | None]:
    line = common.once(checker, node.lines, ast.IfSkipped, "if skipped")
    if line is None:
        return None, None
    if line.paid_with is None:
        return declarations.Skipped.NEVER, None
    other = checker.resolve(line.paid_with, Kind.MILESTONE)
    if other is None:
        return declarations.Skipped.PAID_WITH, None
    assert isinstance(other.node, ast.Milestone)
    follows = any(
        isinstance(part, ast.After)
        and checker.find(part.milestone.text, part.milestone.span.file) is symbol
        for part in other.node.lines
    )
    if follows or other is symbol:
        checker.report(problems.skipped_by_whom(line.span, other.name))
        return declarations.Skipped.PAID_WITH, None
    return declarations.Skipped.PAID_WITH, other.name


def _requirements(
    checker: Checker, required: Sequence[ast.Requires]
) -> tuple[declarations.Requirement, ...]:
    found: list[declarations.Requirement] = []
    for line in required:
        event = checker.resolve(line.event, Kind.EVENT)
        party = common.party(checker, line.party)
        within = due.check_plain_within(checker, line.within) if line.within else None
        if event is not None and party is not None:
            _check_reporter(checker, line, event, party)
        if event is not None:
            found.append(
                declarations.Requirement(
                    **common.spot(checker, line), event=event.name, party=party, within=within
                )
            )
    return tuple(found)


def _check_reporter(checker: Checker, line: ast.Requires, event: Symbol, party: str) -> None:
    """Report evidence that is required from one party and can be reported by another only."""
    assert isinstance(event.node, ast.Event)
    for other in common.all_of(event.node.lines, ast.ReportedBy):
        reporter = checker.find(other.party.text, other.party.span.file)
        if reporter is not None and reporter.name != party:
            checker.report(
                problems.reported_by_other(
                    line.party.span, event.name, reporter.name, party, other.span
                )
            )


def _extensions(
    checker: Checker, extended: Sequence[ast.ExtendedBy]
) -> tuple[declarations.Extension, ...]:
    found: list[declarations.Extension] = []
    for line in extended:
        counted = common.count_in_days(checker, line.duration)
        condition = check_condition(checker, line.condition, PERIOD)
        if counted is not None:
            found.append(
                declarations.Extension(
                    **common.spot(checker, line),
                    count=counted[0],
                    unit=counted[1],
                    condition=condition,
                )
            )
    return tuple(found)


# ---- duties and effects


def owes(checker: Checker, node: ast.Owes) -> lines.Owes | None:
    """Return a duty that something calls."""
    party = common.party(checker, node.party)
    duty = checker.resolve(node.duty, Kind.OBLIGATION)
    within = due.check_plain_within(checker, node.within)
    if party is None or duty is None or within is None:
        return None
    return lines.Owes(party, duty.name, within[0], within[1], **common.spot(checker, node))


def duties(
    checker: Checker, consequences: Iterable[ast.Consequence], where: str
) -> tuple[lines.Owes, ...]:
    """Return the duties that follow; anything else cannot follow here."""
    found: list[lines.Owes] = []
    for node in consequences:
        if isinstance(node, ast.Owes):
            duty = owes(checker, node)
            if duty is not None:
                found.append(duty)
        else:
            checker.report(problems.consequence_unfit(node.span, _words(node), where))
    return tuple(found)


def _words(node: ast.Consequence) -> str:
    match node:
        case ast.MayTerminateThen():
            return "may terminate"
        case ast.PaysAmount():
            return "pays"
        case ast.GrantsOnce():
            return "grants"
        case _:
            return "a change of a payment"


def effect(checker: Checker, node: ast.Effect) -> lines.Effect:
    """Return what a trigger or an overdue duty does to payments."""
    payments: list[str] = []
    type: types.Type | None = None
    for ref in node.payments:
        symbol = checker.resolve(ref, Kind.PAYMENT)
        if symbol is not None:
            payments.append(symbol.name)
            type = type or checker.signature(symbol).type
    expected = None if isinstance(type, types.Invalid) else type
    names, spot = tuple(payments), common.spot(checker, node)
    match node:
        case ast.Reduced(_, by):
            share = check_share(checker, by, PERIOD, "a reduction")
            return lines.Reduced(names, share, **spot)
        case ast.Suspended():
            return lines.Suspended(names, **spot)
        case ast.Capped(_, amount):
            limit = check_expression(checker, amount, PERIOD, expected)
            return lines.LimitedTo(names, limit, **spot)
        case ast.DeferredUntilEnd():
            return lines.Deferred(names, **spot)
        case ast.ReplacedBy(_, amount):
            value = check_expression(checker, amount, PERIOD, expected)
            return lines.ReplacedBy(names, value, **spot)


_EFFECTS = (ast.Reduced, ast.Suspended, ast.Capped, ast.DeferredUntilEnd, ast.ReplacedBy)


def check_trigger(
    checker: Checker, symbol: Symbol, node: ast.Trigger
) -> declarations.Trigger | None:
    """Return what changes payments for as long as it is active."""
    starts = common.once(checker, node.lines, ast.StartsWhen, "starts when")
    ends = common.once(checker, node.lines, ast.EndsWhen, "ends when")
    lasts = common.once(checker, node.lines, ast.LastsAtMost, "lasts at most")
    delayed = common.once(checker, node.lines, ast.FromNextPeriod, "from the next period")
    if ends is None and lasts is None:
        checker.report(problems.never_ends(node.name.span, symbol.name))
    found = [line for line in node.lines if isinstance(line, _EFFECTS)]
    started = [line.consequence for line in common.all_of(node.lines, ast.OnStart)]
    if not found and not started and not _is_used(checker, symbol):
        checker.report(
            problems.brings_nothing(
                node.name.span, "trigger", symbol.name, "base_commission reduced by 50%"
            )
        )
    effects = tuple(effect(checker, line) for line in found)
    _check_effects(checker, effects)
    if starts is None:
        checker.report(problems.never_starts(node.name.span, symbol.name))
        return None
    return declarations.Trigger(
        **common.head(checker, symbol, node.lines),
        starts_when=check_condition(checker, starts.condition, PERIOD),
        ends_when=check_condition(checker, ends.condition, PERIOD) if ends else None,
        lasts=in_periods(checker, lasts.duration, "the longest time") if lasts else None,
        from_next_period=delayed is not None,
        effects=effects,
        on_start=duties(checker, started, "the start of a trigger"),
    )


def _is_used(checker: Checker, symbol: Symbol) -> bool:
    """Whether the state of a trigger is read somewhere."""
    return any(
        isinstance(part, ast.Ref) and checker.find(part.text, part.span.file) is symbol
        for other in checker.symbols.by_name.values()
        if other is not symbol
        for part in ast.walk(other.node)
    )


def _check_effects(checker: Checker, effects: Sequence[lines.Effect]) -> None:
    suspended: dict[str, lines.Effect] = {}
    for found in effects:
        if isinstance(found, lines.Suspended | lines.Deferred):
            for payment in found.payments:
                suspended[payment] = found
    for found in effects:
        for payment in found.payments:
            first = suspended.get(payment)
            if first is not None and first is not found:
                checker.report(problems.effect_twice(found.span, payment, first.span))


def check_obligation(
    checker: Checker, symbol: Symbol, node: ast.Obligation
) -> declarations.Obligation:
    """Return a duty: what is done, who owes it by itself, and what follows when it is overdue."""
    evidence = common.once(checker, node.lines, ast.EvidencedBy, "evidenced by")
    event = checker.resolve(evidence.event, Kind.EVENT) if evidence is not None else None
    if evidence is None:
        checker.report(problems.never_done(node.name.span, symbol.name))
    if not common.all_of(node.lines, ast.Means):
        checker.report(problems.means_missing(node.name.span, symbol.name))
    curable = common.once(checker, node.lines, ast.Curable, "curable within")
    if curable is not None and (curable.by_paying is not None or curable.when is not None):
        checker.report(problems.cured_by_deed(curable.span))
    overdue = [line.consequence for line in common.all_of(node.lines, ast.IfOverdue)]
    rights = [node for node in overdue if isinstance(node, ast.MayTerminateThen)]
    effects = [node for node in overdue if isinstance(node, _EFFECTS)]
    others = [node for node in overdue if node not in rights and node not in effects]
    return declarations.Obligation(
        **common.head(checker, symbol, node.lines),
        evidenced_by=event.name if event is not None else None,
        owed=_recurring(checker, node),
        curable=due.check_plain_within(checker, curable.within) if curable else None,
        if_overdue=duties(checker, others, "an overdue duty"),
        exits_if_overdue=tuple(common.party(checker, right.party) or "" for right in rights),
        effects_if_overdue=tuple(effect(checker, line) for line in effects),
    )


def _recurring(checker: Checker, node: ast.Obligation) -> tuple[declarations.Recurring, ...]:
    found: list[declarations.Recurring] = []
    for line in node.lines:
        if not isinstance(line, ast.OwesWhen | ast.OwesEach):
            continue
        party = common.party(checker, line.party)
        within = due.check_plain_within(checker, line.within)
        when: checked.Expr | None = None
        every: Unit | None = None
        if isinstance(line, ast.OwesWhen):
            when = check_condition(checker, line.condition, PERIOD)
        else:
            every = Unit(line.each.value)
            common.check_not_finer(checker, line.span, "this is owed each", every)
        if party is None or within is None:
            continue
        found.append(
            declarations.Recurring(
                **common.spot(checker, line),
                party=party,
                count=within[0],
                unit=within[1],
                every=every,
                when=when,
            )
        )
    return tuple(found)


def check_called(checker: Checker, found: Mapping[str, declarations.Declaration]) -> None:
    """Report duties that nobody ever owes."""
    called: set[str] = set()
    for item in found.values():
        for part in common.lines_in(item):
            if isinstance(part, lines.Owes):
                called.add(part.obligation)
    for item in found.values():
        if isinstance(item, declarations.Obligation) and not item.owed and item.name not in called:
            checker.report(problems.never_called(item.span, item.name))
