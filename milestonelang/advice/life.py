"""Milestones, triggers, duties and the figures behind them: ends, evidence, targets, remedies."""

from collections.abc import Iterable
from fractions import Fraction

from milestonelang.advice.dead import acts_on_nothing, never_holds
from milestonelang.advice.facts import Facts
from milestonelang.advice.model import Advice, Below, Change, Declared
from milestonelang.advice.problems import life as problems
from milestonelang.advice.reading import (
    audited,
    compared,
    decided_by,
    in_money,
    is_reward,
    metrics_in,
    number,
    reported,
    rows_of,
    spelled,
    told_by,
)
from milestonelang.agreement import declarations as decl, expressions as expr
from milestonelang.data.words import in_words
from milestonelang.outline.uses import nodes
from milestonelang.types import Comparison

_UP = (Comparison.AT_LEAST, Comparison.MORE)
_DOWN = (Comparison.AT_MOST, Comparison.LESS)


def no_end(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """A trigger that acts on money has a longest time; one that only calls duties needs none."""
    for trigger in agreement.of_kind(decl.Trigger):
        if trigger.lasts is not None or not trigger.effects:
            continue
        if is_reward(agreement, trigger) or acts_on_nothing(agreement, trigger):
            continue
        line = f"lasts at most {spelled(agreement.contract.settled, 4)}"
        example = _effect(agreement, trigger, facts)
        yield Advice(
            problems.no_end(trigger.span, trigger.name, example), (Below(trigger.span, (line,)),)
        )


def _effect(agreement: decl.Agreement, trigger: decl.Trigger, facts: Facts) -> str | None:
    """Return how much less is paid where a trigger acts throughout."""
    names = [name for effect in trigger.effects for name in effect.payments]
    start = next(iter(compared(agreement, trigger.starts_when)), None)
    if start is None or not names:
        return None
    node, metric, _ = start
    known = facts.figures.get(metric)
    if known is None or known.low is None or known.high is None:
        return None
    reduced = [agreement.declarations[name] for name in names]
    if any(metric in metrics_in(agreement, each) for each in reduced):
        # How much of the difference is the trigger's cannot be told from it.
        return None
    worst, best = (known.low, known.high) if node.comparison in _DOWN else (known.high, known.low)
    others = _middles(facts)
    calm, bad = (facts.trial({**others, metric: each}) for each in (best, worst))
    if calm is None or bad is None:
        return None
    sums = []
    for found in (calm, bad):
        amounts = [found.of_first_year(name) for name in names]
        if None in amounts:
            return None
        sums.append(sum((each or Fraction(0) for each in amounts), Fraction(0)))
    if sums[0] <= sums[1]:
        return None
    figure = in_words(worst, known.type)
    paid, instead = facts.money(sums[1]), facts.money(sums[0])
    return f"with `{metric}` at {figure} throughout the first year pays {paid}, not {instead}"


def _middles(facts: Facts) -> dict[str, Fraction]:
    found = {}
    for name, known in facts.figures.items():
        if known.is_ranged and known.usual == known.low and known.low is not None:
            assert known.high is not None
            value = (known.low + known.high) / 2
            found[name] = value // known.step * known.step if known.step else value
    return found


def no_duty(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """A trigger calls somebody to mend what started it."""
    for trigger in agreement.of_kind(decl.Trigger):
        if trigger.on_start or is_reward(agreement, trigger) or acts_on_nothing(agreement, trigger):
            continue
        names = [name for effect in trigger.effects for name in effect.payments]
        if not names:
            continue
        declared = agreement.declarations.get(names[0])
        if not isinstance(declared, decl.Payment):
            continue
        plan = f"{trigger.name}_plan"
        changes: tuple[Change, ...] = (
            Below(trigger.span, (f"on start, {declared.payee} owes {plan} within 30 days",)),
            Declared(
                f'obligation {plan} "Plan for {trigger.title}"\n'
                f'  means "deliver a written plan that addresses the causes, with dates"\n'
                f"  evidenced by {plan}_delivered\n\n"
                f'event {plan}_delivered "Delivery of the Plan for {trigger.title}"\n'
                f"  reported by {declared.payer}\n"
            ),
        )
        example = _effect(agreement, trigger, facts)
        yield Advice(problems.no_duty(trigger.span, trigger.name, example), changes)


def no_evidence(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """What a milestone pays is not due on the word of whom it pays."""
    for milestone in agreement.of_kind(decl.Milestone):
        if milestone.payee is None or milestone.requires or milestone.condition is None:
            continue
        tellers = _tellers(agreement, milestone)
        if tellers != {milestone.payee}:
            continue
        amount = number(agreement, milestone.amount)
        example = None if amount is None else f"{facts.money(amount)} is due on that word"
        name = f"{milestone.name}_certificate"
        changes: tuple[Change, ...] = (
            Below(milestone.span, (f"requires {name} from {milestone.payee}",)),
            Declared(
                f'event {name} "Certificate of {milestone.title}"\n'
                f'  means "an independent certificate that the condition is met"\n'
                f"  reported by {milestone.payee}\n"
            ),
        )
        found = problems.no_evidence(milestone.span, milestone.name, milestone.payee, example)
        yield Advice(found, changes)


def _tellers(agreement: decl.Agreement, milestone: decl.Milestone) -> set[str | None]:
    """Return who says that a milestone is achieved."""
    found: set[str | None] = set()
    for metric in reported(agreement, metrics_in(agreement, milestone.condition)):
        if not audited(agreement, metric.name):
            found.add(told_by(agreement, metric))
        else:
            found.add(None)
    for node in nodes(milestone.condition):
        if isinstance(node, expr.EventTruth | expr.EventOutcome):
            event = agreement.get(node.event, decl.Event)
            found.add(event.decided_by or event.reported_by)
    return found


def no_meaning(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """What a milestone rests on says what it means."""
    for milestone in agreement.of_kind(decl.Milestone):
        if milestone.condition is None:
            continue
        names = {
            each.name for each in reported(agreement, metrics_in(agreement, milestone.condition))
        }
        names |= {
            node.event
            for node in nodes(milestone.condition)
            if isinstance(node, expr.EventTruth | expr.EventOutcome)
        }
        for name in sorted(names):
            declared = agreement.declarations[name]
            if not declared.means and not (
                isinstance(declared, decl.Metric) and declared.computed is not None
            ):
                yield Advice(problems.no_meaning(declared.span, milestone.name, name))


def not_harder(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """A later milestone on the same figure asks for more than the one before."""
    targets: list[tuple[decl.Milestone, str, Comparison, Fraction]] = []
    for milestone in agreement.of_kind(decl.Milestone):
        if milestone.condition is None or milestone.amount is None:
            continue
        found = list(compared(agreement, milestone.condition))
        if len(found) == 1:
            node, metric, value = found[0]
            targets.append((milestone, metric, node.comparison, value))
    for position, (later, metric, comparison, value) in enumerate(targets):
        for earlier, other, same, before in targets[:position]:
            if other != metric or same is not comparison or not _follows(earlier, later):
                continue
            harder = value > before if comparison in _UP else value < before
            if not harder:
                type = agreement.get(metric, decl.Metric).type
                said = [in_words(each, type) for each in (before, value)]
                yield Advice(problems.not_harder(later.span, later.name, earlier.name, *said))


def _follows(earlier: decl.Milestone, later: decl.Milestone) -> bool:
    if later.after == earlier.name:
        return True
    return earlier.latest is not None and later.latest is not None and earlier.latest < later.latest


def met_already(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """A target lies beyond where things stand."""
    for milestone in agreement.of_kind(decl.Milestone):
        if milestone.condition is None:
            continue
        for node, name, target in compared(agreement, milestone.condition):
            metric = agreement.get(name, decl.Metric)
            stands = number(agreement, metric.baselines[0].value) if metric.baselines else None
            if stands is None or not _meets(node.comparison, stands, target):
                continue
            said = [in_words(each, metric.type) for each in (stands, target)]
            yield Advice(problems.met_already(node.span, milestone.name, name, *said))


def _meets(comparison: Comparison, value: Fraction, target: Fraction) -> bool:
    match comparison:
        case Comparison.AT_LEAST:
            return value >= target
        case Comparison.MORE:
            return value > target
        case Comparison.AT_MOST:
            return value <= target
        case Comparison.LESS:
            return value < target
        case _:
            return False


def never_near(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """The past came near to what is asked for."""
    for milestone in agreement.of_kind(decl.Milestone):
        if milestone.condition is None:
            continue
        for node, name, target in compared(agreement, milestone.condition):
            past = [value for _, value in facts.history.get(name, ())]
            if not past or target <= 0:
                continue
            up = node.comparison in _UP
            best = max(past) if up else min(past)
            far = best * 2 < target if up else best > target * 2
            if far:
                type = agreement.get(name, decl.Metric).type
                said = [in_words(each, type) for each in (best, target)]
                yield Advice(problems.never_near(node.span, milestone.name, name, *said))


def no_remedy(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """Something follows where a duty is not done."""
    asked = {
        node.name
        for declared in agreement.declarations.values()
        if isinstance(declared, decl.Exit | decl.Trigger | decl.Payment | decl.Milestone)
        for node in nodes(declared)
        if isinstance(node, expr.InState) and node.subject is expr.Subject.OBLIGATION
    }
    for duty in agreement.of_kind(decl.Obligation):
        if duty.if_overdue or duty.exits_if_overdue or duty.effects_if_overdue:
            continue
        if duty.name in asked:
            continue
        change = Below(duty.span, ("if overdue, either party may terminate",))
        yield Advice(problems.no_remedy(duty.span, duty.name), (change,))


def no_audit(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """A figure that its reporter is paid by is audited by somebody else."""
    for metric in agreement.of_kind(decl.Metric):
        teller = told_by(agreement, metric)
        if teller is None or audited(agreement, metric.name):
            continue
        paid = [
            each.name
            for each in in_money(agreement)
            if each.payee == teller and metric.name in decided_by(agreement, each)
        ]
        if not paid:
            continue
        share = " and ".join(f"what `{name}` comes to" for name in paid[:2])
        text = (
            f'audit of_{metric.name} "Audit of {metric.title}"\n'
            f'  of {metric.name} each year by "an independent auditor"\n'
            f"  if variance > 5%, {teller} bears the cost\n"
        )
        found = problems.no_audit(
            metric.span, metric.name, teller, share, _swing(facts, metric, paid[0])
        )
        yield Advice(found, (Declared(text),))


def _swing(facts: Facts, metric: decl.Metric, payment: str) -> str | None:
    """Return what 5% more of a figure is worth, at the middle of its range."""
    known = facts.figures.get(metric.name)
    if known is None or known.low is None or known.high is None:
        return None
    middle = (known.low + known.high) / 2
    more = min(known.high, middle * Fraction(21, 20))
    if known.step:
        middle, more = (each // known.step * known.step for each in (middle, more))
    trials = [facts.trial({**_middles(facts), metric.name: each}) for each in (middle, more)]
    amounts = [None if each is None else each.of_first_year(payment) for each in trials]
    if amounts[0] is None or amounts[1] is None or amounts[0] == amounts[1]:
        return None
    first, second = (in_words(each, known.type) for each in (middle, more))
    one, other = (facts.money(each) for each in amounts if each is not None)
    return f"with {first} in every period the first year pays {one}, with {second} it pays {other}"


def not_seen(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """Who is paid by a figure can check or dispute it."""
    if agreement.of_kind(decl.Dispute):
        return
    hidden: dict[tuple[str, str], list[tuple[decl.Metric, str]]] = {}
    for metric in agreement.of_kind(decl.Metric):
        teller = told_by(agreement, metric)
        if teller is None or audited(agreement, metric.name) or rows_of(metric):
            continue
        for payment in in_money(agreement):
            if payment.payer == teller and metric.name in decided_by(agreement, payment):
                hidden.setdefault((teller, payment.payee), []).append((metric, payment.name))
                break
    for (teller, other), found in hidden.items():
        names = [metric.name for metric, _ in found]
        swings = (_swing(facts, metric, payment) for metric, payment in found)
        example = next((each for each in swings if each is not None), None)
        spans = [metric.span for metric, _ in found]
        yield Advice(problems.not_seen(spans, names, teller, other, example), (Declared(DISPUTE),))


DISPUTE = """dispute disputed_statements "Disputed Statements"
  a party may dispute a statement within 30 days
  escalates to "the partner managers" for 15 days, mediation for 45 days
  meanwhile pays the undisputed part
  meanwhile uses the last agreed figure
"""

RULES = (
    no_end,
    no_duty,
    never_holds,
    no_evidence,
    no_meaning,
    not_harder,
    met_already,
    never_near,
    no_remedy,
    no_audit,
    not_seen,
)
