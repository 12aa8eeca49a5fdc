"""What the rules read in an agreement: which figures an amount rests on, who tells them, its lines.

In: a checked agreement. Out: plain answers; nothing is computed here.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from milestonelang import records, types
from milestonelang.agreement import declarations as decl, expressions as expr, lines
from milestonelang.backends.documents.words_tables import known_figure
from milestonelang.outline.uses import nodes
from milestonelang.types import Comparison, Unit

known = known_figure


@records.frozen
class Base:
    """The figure whose volume a payment pays for: the metric, and the line that says so."""

    metric: str
    step: lines.On | lines.Amount


def in_money(agreement: decl.Agreement) -> Iterator[decl.Payment]:
    """Yield the payments in money."""
    for payment in agreement.of_kind(decl.Payment):
        if isinstance(payment.type, types.Money):
            yield payment


def base_of(payment: decl.Payment) -> Base | None:
    """Return what a payment's first line pays for, where that is one metric."""
    if not payment.steps:
        return None
    first = payment.steps[0]
    if isinstance(first, lines.On) and isinstance(first.base, expr.MetricValue):
        return Base(first.base.metric, first)
    if isinstance(first, lines.Amount):
        found = _volume(first.value)
        return None if found is None else Base(found, first)
    return None


def _volume(node: expr.Expr) -> str | None:
    match node:
        case expr.MetricValue(metric=name):
            return name
        case expr.ShareOf(of=of):
            return _volume(of)
        case expr.Multiply(left=left, right=right):
            found = [each for each in (_volume(left), _volume(right)) if each is not None]
            return found[0] if len(found) == 1 else None
        case expr.ApplySchedule(argument=argument):
            return _volume(argument)
        case _:
            return None


def metrics_in(agreement: decl.Agreement, item: Any) -> set[str]:
    """Return the metrics that something rests on, also by way of other metrics and schedules."""
    found: set[str] = set()
    seen: set[str] = set()
    _collect(agreement, item, found, seen)
    return found


def _collect(agreement: decl.Agreement, item: Any, found: set[str], seen: set[str]) -> None:
    for node in nodes(item):
        match node:
            case expr.MetricValue(metric=name) | expr.Baseline(metric=name):
                found.add(name)
            case expr.ApplySchedule(schedule=name):
                pass
            case expr.BalanceAmount(balance=name) | expr.PaymentAmount(payment=name):
                pass
            case lines.LessFromBalance(balance=name) | lines.PlusFromBalance(balance=name):
                pass
            case _:
                continue
        if name not in seen:
            seen.add(name)
            declared = agreement.declarations.get(name)
            if isinstance(declared, decl.Metric):
                _collect(agreement, declared.computed or (), found, seen)
            elif isinstance(declared, decl.Payment):
                _collect(agreement, declared.steps, found, seen)
            elif declared is not None:
                _collect(agreement, declared, found, seen)


def reported(agreement: decl.Agreement, names: set[str]) -> list[decl.Metric]:
    """Return those of the metrics that somebody reports or that rows are added up to."""
    found = [agreement.get(name, decl.Metric) for name in agreement.declarations if name in names]
    return [each for each in found if each.computed is None or rows_of(each)]


def rows_of(metric: decl.Metric) -> set[str]:
    """Return the sources whose rows a metric adds up."""
    return {node.source for node in nodes(metric.computed or ()) if _is_rows(node)}


def _is_rows(node: Any) -> bool:
    return isinstance(node, expr.RowAggregate)


def told_by(agreement: decl.Agreement, metric: decl.Metric) -> str | None:
    """Return who keeps or reports the figures of a metric."""
    for name in rows_of(metric):
        keeper = agreement.get(name, decl.Source).kept_by
        if keeper is not None:
            return keeper
    return None if metric.reported is None else metric.reported.by


def is_capped(agreement: decl.Agreement, payment: decl.Payment) -> bool:
    """Whether a payment has a maximum: its own, that of a limit, or a guarantee of the total."""
    own = any(isinstance(step, lines.AtMost) and not step.per_row for step in payment.steps)
    shared = any(
        payment.name in rule.payments and not rule.at_least
        for limit in agreement.of_kind(decl.Limit)
        for rule in limit.rules
    )
    guaranteed = any(
        "total paid" in item.form and "at most" in item.form and item.names[0] == payment.payer
        for promise in agreement.of_kind(decl.Guarantee)
        for item in promise.properties
        if not item.form.startswith("restating")
    )
    return own or shared or guaranteed


def decided_by(agreement: decl.Agreement, payment: decl.Payment) -> set[str]:
    """Return the metrics that decide what is paid: of its lines, and of triggers on it."""
    found = metrics_in(agreement, (payment.steps, payment.settlement))
    for trigger in agreement.of_kind(decl.Trigger):
        if any(payment.name in effect.payments for effect in trigger.effects):
            found |= metrics_in(agreement, (trigger.starts_when, trigger.ends_when))
    return found


def audited(agreement: decl.Agreement, metric: str) -> bool:
    """Whether somebody audits a metric."""
    declared = agreement.get(metric, decl.Metric)
    return declared.audited is not None or any(
        metric in item.of for item in agreement.of_kind(decl.Audit)
    )


def number(agreement: decl.Agreement, node: expr.Expr | None) -> Fraction | None:
    """Return a figure that the terms state, or None."""
    return None if node is None else known(agreement, node)


def compared(
    agreement: decl.Agreement, node: expr.Expr
) -> Iterator[tuple[expr.Compare, str, Fraction]]:
    """Yield the comparisons of a metric with a stated figure inside a condition."""
    for each in expr.walk(node):
        if isinstance(each, expr.Compare) and isinstance(each.left, expr.MetricValue):
            value = known(agreement, each.right)
            if value is not None:
                yield each, each.left.metric, value


def is_reward(agreement: decl.Agreement, trigger: decl.Trigger) -> bool:
    """Whether a trigger lets a party pay less for what the terms credit it with elsewhere.

    A payment to that party needs the figure on the same side, a milestone does, or another trigger
    takes from its payments on the other side.
    """
    eased = set()
    for effect in trigger.effects:
        for name in effect.payments:
            declared = agreement.declarations.get(name)
            eased.add(declared.payer if isinstance(declared, decl.Payment) else None)
    sides = {(name, _side(each)) for each, name, _ in compared(agreement, trigger.starts_when)}
    if len(eased) != 1 or not sides:
        return False
    (party,) = eased
    return any(
        (name, _side(each) if is_good else not _side(each)) in sides
        for condition, is_good in _of_party(agreement, party, trigger)
        for each, name, _ in compared(agreement, condition)
    )


def _side(node: expr.Compare) -> bool:
    return node.comparison in (Comparison.AT_LEAST, Comparison.MORE)


def _of_party(
    agreement: decl.Agreement, party: str | None, besides: decl.Trigger
) -> Iterator[tuple[expr.Expr, bool]]:
    """Yield conditions that decide what a party is paid, and whether it gains where they hold."""
    for payment in in_money(agreement):
        if payment.payee == party:
            for step in payment.steps:
                if isinstance(step, lines.OnlyIf):
                    yield step.condition, True
    for milestone in agreement.of_kind(decl.Milestone):
        if milestone.payee == party and milestone.condition is not None:
            yield milestone.condition, True
    for trigger in agreement.of_kind(decl.Trigger):
        for effect in () if trigger is besides else trigger.effects:
            payees = (agreement.declarations.get(name) for name in effect.payments)
            if all(isinstance(each, decl.Payment) and each.payee == party for each in payees):
                yield trigger.starts_when, False


def spelled(unit: Unit, count: int) -> str:
    """Return a number of periods in words: `2 quarters`."""
    return f"{count} {unit.value}{'' if count == 1 else 's'}"


def rounded_up(amount: Fraction) -> Fraction:
    """Return an amount rounded up to two digits, as a proposal is."""
    size = Fraction(1)
    while amount >= 100 * size:
        size *= 10
    return -(-amount // size) * size


def last_step(payment: decl.Payment) -> lines.Line:
    """Return the last line of a payment that makes up its entitlement."""
    return payment.steps[-1]
