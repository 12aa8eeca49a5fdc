"""Payments: tallies, what is paid up front or taken back, one unit paid twice, bonus and base."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

from milestonelang import types
from milestonelang.advice.facts import Facts
from milestonelang.advice.model import Advice, After, Change, Declared, Instead
from milestonelang.advice.problems import payments as problems
from milestonelang.advice.reading import (
    Base,
    base_of,
    in_money,
    last_step,
    metrics_in,
    number,
    reported,
    rounded_up,
    spelled,
)
from milestonelang.agreement import declarations as decl, expressions as expr, lines
from milestonelang.agreement.rows import settlement_of
from milestonelang.data.words import in_words
from milestonelang.outline.uses import nodes
from milestonelang.types import Edge, Unit


def activity(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """What is paid for a count rests on something that lasts, or can be lost again."""
    for payment in in_money(agreement):
        base = base_of(payment)
        if base is None or settlement_of(payment):
            continue
        metric = agreement.get(base.metric, decl.Metric)
        if not isinstance(metric.type, types.Count):
            continue
        others = metrics_in(agreement, payment.steps) - {metric.name}
        if any(not isinstance(each.type, types.Count) for each in reported(agreement, others)):
            continue
        line = _durable(agreement)
        changes = (After(last_step(payment).span, (line,)),)
        example = _first_period(facts, payment, metric.name)
        yield Advice(problems.activity(payment.span, payment.name, metric.name, example), changes)


def _durable(agreement: decl.Agreement) -> str:
    """Return a line by which a part is lost where what it was paid for does not last."""
    settled = agreement.contract.settled
    after = spelled(settled, 2)
    for metric in agreement.of_kind(decl.Metric):
        if isinstance(metric.type, types.Percent) and metric.baselines:
            value = number(agreement, metric.baselines[0].value)
            if value is not None:
                least = in_words(value, metric.type)
                return (
                    f"hold back 20%, released after {after}, forfeited at release if "
                    f"{metric.name} < {least}"
                )
    return f"vests over {spelled(settled, 4)}"


def _first_period(facts: Facts, payment: decl.Payment, metric: str) -> str | None:
    known = facts.figures.get(metric)
    if known is None or known.high is None:
        return None
    found = facts.trial({metric: known.high})
    amount = None if found is None else found.entitled[payment.name][0]
    if found is None or not amount:
        return None
    figure = in_words(known.high, known.type)
    unit = f" {known.type.unit}s" if isinstance(known.type, types.Count) else ""
    return f"{figure}{unit} in {found.labels[0]} are paid with {facts.money(amount)}"


def up_front(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """What is paid at the start vests, or can be taken back."""
    for payment in in_money(agreement):
        if settlement_of(payment) or not any(_at_start(step) for step in payment.steps):
            continue
        found = facts.trial({})
        amount = None if found is None else found.entitled[payment.name][0]
        if _is_recouped(agreement, payment, amount):
            continue
        example = None
        if found is not None and amount:
            example = (
                f"{facts.money(amount)} is paid for {found.labels[0]}, before any result is known"
            )
        count = {Unit.YEAR: 3, Unit.QUARTER: 4, Unit.MONTH: 12}[agreement.contract.settled]
        line = f"vests over {spelled(agreement.contract.settled, count)}"
        yield Advice(
            problems.up_front(payment.span, payment.name, example),
            (After(last_step(payment).span, (line,)),),
        )


def _is_recouped(agreement: decl.Agreement, payment: decl.Payment, amount: Fraction | None) -> bool:
    """Whether it is taken from later payments to the same party, by way of an account of it."""
    taken = {
        step.balance
        for other in in_money(agreement)
        if (other.payer, other.payee) == (payment.payer, payment.payee)
        for step in other.steps
        if isinstance(step, lines.LessFromBalance)
    }
    for name in taken:
        balance = agreement.get(name, decl.Balance)
        opens = number(agreement, balance.opens_at)
        if opens and amount is not None and opens >= amount:
            return True
        if any(
            isinstance(node, expr.PaymentAmount) and node.payment == payment.name
            for node in nodes(balance)
        ):
            return True
    return False


def _at_start(step: lines.Line) -> bool:
    match step:
        case lines.OnlyIf(condition=condition):
            pass
        case lines.Amount(value=expr.Choose(condition=condition)):
            pass
        case _:
            return False
    return any(
        isinstance(node, expr.AtPlace) and node.edge is Edge.FIRST and node.of is Unit.TERM
        for node in expr.walk(condition)
    )


def beyond_what_was_paid(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """No more is to be taken back than is ever paid."""
    for payment in in_money(agreement):
        caps = [step for step in payment.steps if isinstance(step, lines.AtMost)]
        limits = [(number(agreement, cap.limit), cap) for cap in caps if not cap.per_row]
        term = [value for value, cap in limits if value is not None and cap.window is Unit.TERM]
        year = [value for value, cap in limits if value is not None and cap.window is Unit.YEAR]
        years = -(-(agreement.contract.end - agreement.contract.start) // 366)
        most = [*term, *(value * max(1, years) for value in year)]
        for line in settlement_of(payment):
            if not isinstance(line, lines.ClawsBack) or line.amount is None or not most:
                continue
            taken = number(agreement, line.amount)
            if taken is None or taken <= min(most):
                continue
            changes: tuple[Change, ...] = ()
            if isinstance(line.amount, expr.Literal):
                changes = (Instead(line.amount.span, facts.money(min(most))),)
            said = [facts.money(each) for each in (taken, min(most))]
            found = problems.beyond_what_was_paid(line.span, payment.name, *said)
            yield Advice(found, changes)


def double_dip(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """One figure's volume is paid for once, or both payments have a limit together."""
    bases: dict[str, tuple[decl.Payment, Base]] = {}
    for payment in in_money(agreement):
        base = base_of(payment)
        if base is not None and isinstance(
            agreement.get(base.metric, decl.Metric).type, types.Money | types.Count
        ):
            bases[payment.name] = (payment, base)
    for (one, base), (other, second) in combinations(bases.values(), 2):
        if base.metric != second.metric or (one.payer, one.payee) != (other.payer, other.payee):
            continue
        if _limited_together(agreement, one.name, other.name):
            continue
        example, changes = _both(agreement, facts, one, other, base.metric)
        found = problems.double_dip(other.span, one.name, other.name, base.metric, example)
        yield Advice(found, changes)


def _limited_together(agreement: decl.Agreement, one: str, other: str) -> bool:
    return any(
        one in rule.payments and other in rule.payments
        for limit in agreement.of_kind(decl.Limit)
        for rule in limit.rules
    )


def _both(
    agreement: decl.Agreement, facts: Facts, one: decl.Payment, other: decl.Payment, metric: str
) -> tuple[str | None, tuple[Change, ...]]:
    known = facts.figures.get(metric)
    if known is None or known.low is None or known.high is None:
        return None, ()
    middle = (known.low + known.high) / 2
    middle = middle // known.step * known.step if known.step else middle
    found = facts.trial({metric: middle})
    if found is None:
        return None, ()
    amounts = [found.of_first_year(each.name) for each in (one, other)]
    if None in amounts:
        return None, ()
    both = [amount or Fraction(0) for amount in amounts]
    said = [facts.money(each) for each in both]
    figure = in_words(middle, known.type)
    example = (
        f"with {figure} in every period the first year pays {said[0]} of `{one.name}` and "
        f"{said[1]} of `{other.name}`"
    )
    if sum(both) <= 0:
        return example, ()
    cap = facts.money(rounded_up(sum(both, Fraction(0))))
    text = (
        f'limit both_payments "Both Payments"\n'
        f"  {one.name} + {other.name} at most {cap} per year, pro rata\n"
    )
    return example, (Declared(text),)


def bonus_in_base(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """A conditional amount does not stand in the payment that it is added to."""
    for payment in in_money(agreement):
        for step in payment.steps:
            if not isinstance(step, lines.Plus) or not isinstance(step.value, expr.Choose):
                continue
            amount = number(agreement, step.value.then)
            example = None
            if amount is not None and isinstance(step.value.then.type, types.Money):
                share = [each for each in payment.settlement if isinstance(each, lines.HoldBack)]
                example = f"{facts.money(amount)} of it depends on a condition"
                held = number(agreement, share[0].share) if share else None
                if held is not None:
                    back = facts.money(amount * held)
                    example += f", and {back} of that is held back with the base"
            yield Advice(problems.bonus_in_base(step.span, payment.name, example))


RULES = (activity, up_front, beyond_what_was_paid, double_dip, bonus_in_base)
