"""Exposure: payments without a maximum, figures without a range, risks that one party bears."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from milestonelang import types
from milestonelang.advice.facts import Facts
from milestonelang.advice.model import Advice, After, Below, Change, Instead
from milestonelang.advice.problems import exposure as problems
from milestonelang.advice.reading import (
    in_money,
    is_capped,
    last_step,
    metrics_in,
    number,
    reported,
    rounded_up,
)
from milestonelang.agreement import declarations as decl, expressions as expr, lines
from milestonelang.agreement.rows import block_of
from milestonelang.data.words import in_words
from milestonelang.outline.uses import nodes
from milestonelang.types import Unit

_GROWING = (types.Money, types.Count, types.Number, types.Quotient)
_MANY = Fraction(10**9)
_CORNERS = 5


def no_maximum(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """A payment that grows with figures has a maximum."""
    for payment in in_money(agreement):
        if is_capped(agreement, payment) or _is_bounded(agreement, payment):
            continue
        growing = _growing(agreement, payment)
        if not growing and block_of(payment) is None:
            continue
        example: str | None = None
        changes: tuple[Change, ...] = ()
        found = facts.trial(_ends(facts, growing, Fraction(1)))
        middle = facts.trial(_ends(facts, growing, Fraction(1, 2)))
        if found is not None and middle is not None:
            most, usual = found.of_first_year(payment.name), middle.of_first_year(payment.name)
            if most and usual:
                figures = _said(facts, growing, Fraction(1))
                example = f"with {figures} in every period it is {facts.money(most)} in one year"
                cap = f"at most {facts.money(rounded_up(usual))} per year"
                changes = (After(last_step(payment).span, (cap,)),)
        yield Advice(problems.no_maximum(payment.span, payment.name, example), changes)


def _is_bounded(agreement: decl.Agreement, payment: decl.Payment) -> bool:
    """Whether an account limits it, or what is paid is itself the rest of a fixed amount."""
    first = payment.steps[0] if payment.steps else None
    if isinstance(first, lines.Amount):
        value = first.value
        if isinstance(value, expr.Excess):
            return True
        if isinstance(value, expr.ExtremeOf) and value.which is expr.Extreme.LESSER:
            fixed = (expr.BalanceAmount, expr.Literal, expr.ParameterValue)
            return any(isinstance(each, fixed) for each in value.items)
    return not payment.steps


def _growing(agreement: decl.Agreement, payment: decl.Payment) -> list[decl.Metric]:
    amounts = [
        step
        for step in payment.steps
        if not isinstance(step, lines.OnlyIf | lines.AtMost | lines.AtLeast)
    ]
    names = metrics_in(agreement, tuple(amounts))
    return [each for each in reported(agreement, names) if isinstance(each.type, _GROWING)]


def _ends(facts: Facts, metrics: Iterable[decl.Metric], part: Fraction) -> dict[str, Fraction]:
    found = {}
    for metric in metrics:
        known = facts.figures.get(metric.name)
        if known is not None and known.low is not None and known.high is not None:
            found[metric.name] = _on_step(known.low + (known.high - known.low) * part, known.step)
    return found


def _on_step(value: Fraction, step: Fraction | None) -> Fraction:
    return value if not step else value // step * step


def _said(facts: Facts, metrics: Iterable[decl.Metric], part: Fraction) -> str:
    types_of = {each.name: each.type for each in metrics}
    found = _ends(facts, metrics, part)
    return " and ".join(
        f"`{name}` at {in_words(value, types_of[name])}" for name, value in found.items()
    )


def maximum_below_minimum(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """A maximum over a year is no smaller than what minimums of its periods add up to."""
    for payment in in_money(agreement):
        least = _least_of_year(agreement, payment)
        for step in payment.steps:
            if isinstance(step, lines.AtMost) and step.window is Unit.YEAR:
                yield from _below(agreement, facts, payment.name, step, step.limit, least)
    for limit in agreement.of_kind(decl.Limit):
        for rule in limit.rules:
            if rule.at_least or rule.window is not Unit.YEAR:
                continue
            payments = [agreement.declarations[name] for name in rule.payments]
            least = sum(
                (
                    _least_of_year(agreement, each)
                    for each in payments
                    if isinstance(each, decl.Payment)
                ),
                Fraction(0),
            )
            yield from _below(agreement, facts, limit.name, rule, rule.amount, least)


def _least_of_year(agreement: decl.Agreement, payment: decl.Payment) -> Fraction:
    """Return what the minimums of a payment come to in a full year."""
    settled = agreement.contract.settled
    months = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
    months[Unit.PERIOD] = months[settled]
    found = [
        (number(agreement, step.minimum) or Fraction(0)) * (12 // months[step.window])
        for step in payment.steps
        if isinstance(step, lines.AtLeast) and not step.per_row and step.window in months
    ]
    return max(found, default=Fraction(0))


def _below(
    agreement: decl.Agreement,
    facts: Facts,
    name: str,
    place: lines.Line,
    limit: expr.Expr,
    least: Fraction,
) -> Iterator[Advice]:
    most = number(agreement, limit)
    if most is None or most >= least:
        return
    found = problems.maximum_below_minimum(place.span, name, facts.money(most), facts.money(least))
    changes: tuple[Change, ...] = ()
    if isinstance(limit, expr.Literal):
        changes = (Instead(limit.span, facts.money(least)),)
    yield Advice(found, changes)


def no_range(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """A reported figure that money rests on has a range."""
    for payment in in_money(agreement):
        for metric in reported(agreement, metrics_in(agreement, payment.steps)):
            known = facts.figures.get(metric.name)
            if metric.range is not None or known is None or isinstance(metric.type, types.Truth):
                continue
            if not isinstance(known.usual, Fraction):
                continue
            example: str | None = None
            changes: tuple[Change, ...] = ()
            found = facts.trial({metric.name: _MANY})
            most = None if found is None else found.of_first_year(payment.name)
            if most:
                figure = in_words(_MANY, metric.type)
                example = f"a figure of {figure} in each period gives {facts.money(most)} a year"
            if isinstance(metric.type, types.Money):
                top = max(_figures_of(agreement, payment), default=Fraction(100_000)) * 10
                low, high = (in_words(each, metric.type) for each in (Fraction(0), top))
                changes = (Below(metric.span, (f"between {low} and {high}",)),)
            elif isinstance(metric.type, types.Percent):
                changes = (Below(metric.span, ("between 0% and 100%",)),)
            yield Advice(
                problems.no_range(metric.span, metric.name, payment.name, example), changes
            )


def _figures_of(agreement: decl.Agreement, payment: decl.Payment) -> Iterator[Fraction]:
    for node in nodes(payment.steps):
        if isinstance(node, expr.Literal) and isinstance(node.type, types.Money):
            yield Fraction(node.value)


def owed_back(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """What is owed back has a limit."""
    for payment in in_money(agreement):
        if any(isinstance(step, lines.AtLeast) for step in payment.steps):
            continue
        for step in payment.steps:
            if not isinstance(step, lines.BelowZeroLine):
                continue
            if step.negative is not lines.Negative.OWED_BACK:
                continue
            worst = _lowest(agreement, payment, facts)
            example = None
            if worst is not None:
                figures, amount = worst
                example = (
                    f"with {figures} in every period {facts.money(-amount)} is owed back a year"
                )
            words = facts.text(step.span).replace("owed back", "carried forward")
            found = problems.owed_back(step.span, payment.name, example)
            yield Advice(found, (Instead(step.span, words.rstrip()),))


def _lowest(
    agreement: decl.Agreement, payment: decl.Payment, facts: Facts
) -> tuple[str, Fraction] | None:
    """Return the figures, each at an end of its range, that give least, and what they give."""
    metrics = _growing(agreement, payment)[:4]
    worst: tuple[str, Fraction] | None = None
    for corner in range(1 << len(metrics)):
        figures: dict[str, Fraction] = {}
        for position, metric in enumerate(metrics):
            figures |= _ends(facts, [metric], Fraction(corner >> position & 1))
        found = facts.trial(figures)
        amount = None if found is None else found.of_first_year(payment.name)
        if amount is not None and amount < 0 and (worst is None or amount < worst[1]):
            said = {each.name: each.type for each in metrics}
            words = " and ".join(
                f"`{name}` at {in_words(value, said[name])}" for name, value in figures.items()
            )
            worst = (words, amount)
    return worst


def risk_on_one_side(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """What a party is paid depends on results in part, and in part only."""
    pairs: dict[tuple[str, str], list[decl.Payment]] = {}
    for payment in in_money(agreement):
        pairs.setdefault((payment.payer, payment.payee), []).append(payment)
    for (payer, payee), payments in pairs.items():
        ends = _ends_of_total(agreement, payments, facts)
        if ends is None or ends[1] <= 0:
            continue
        least, most = ends
        back = pairs.get((payee, payer))
        other_way = None if back is None else _ends_of_total(agreement, back, facts)
        if other_way is not None and other_way[1] > most:
            # On balance it is the one that pays: what it gets is a credit, a refund or support.
            continue
        amounts = [facts.money(each) for each in ends]
        said = (
            f"it is paid {amounts[0]} over the whole term, whatever the figures are"
            if least == most
            else "with figures at the ends of their ranges it is paid between "
            f"{amounts[0]} and {amounts[1]} over the whole term"
        )
        span = payments[0].span
        if least <= 0 and _rest_on_results(agreement, payments):
            yield Advice(problems.payee_bears_all(span, payer, payee, said))
        elif least == most and not _rest_on_results(agreement, payments):
            yield Advice(problems.payer_bears_all(span, payer, payee, said))


def _ends_of_total(
    agreement: decl.Agreement, payments: list[decl.Payment], facts: Facts
) -> tuple[Fraction, Fraction] | None:
    """Return the least and the most that payments come to, each figure at an end of its range."""
    names = set().union(*(metrics_in(agreement, each.steps) for each in payments))
    ranged = [
        each
        for metric in reported(agreement, names)
        if (each := facts.figures.get(metric.name)) is not None and each.is_ranged
    ][:_CORNERS]
    totals: list[Fraction] = []
    for corner in range(1 << len(ranged)):
        figures: dict[str, Fraction] = {}
        for position, each in enumerate(ranged):
            end = each.high if corner >> position & 1 else each.low
            figures[each.name] = end or Fraction(0)
        found = facts.trial(figures)
        total = None if found is None else found.total(payments[0].payer, payments[0].payee)
        if total is None:
            return None
        totals.append(total)
    return min(totals), max(totals)


def _rest_on_results(agreement: decl.Agreement, payments: list[decl.Payment]) -> bool:
    return any(
        reported(agreement, metrics_in(agreement, each.steps)) or block_of(each)
        for each in payments
    )


RULES = (no_maximum, maximum_below_minimum, no_range, owed_back, risk_on_one_side)
