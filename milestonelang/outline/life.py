"""Drafts of the clauses after the payments: milestones, triggers, duties, figures, exits, texts."""

from collections.abc import Iterator

from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.agreement.rows import blocks_of
from milestonelang.outline.draft import Draft, conditions
from milestonelang.outline.places import Role


def clauses(agreement: d.Agreement) -> Iterator[Draft]:
    """Yield these clauses in printing order."""
    for milestone in agreement.of_kind(d.Milestone):
        yield _milestone(milestone, agreement)
    for trigger in agreement.of_kind(d.Trigger):
        yield _trigger(trigger)
    duties = agreement.of_kind(d.Obligation)
    if duties:
        yield Draft(Role.DUTIES, children=[_obligation(duty) for duty in duties])
    yield _figures(agreement)
    for leave in agreement.of_kind(d.Exit):
        yield _exit(leave)
    for amendment in agreement.of_kind(d.Amendment):
        changes = [Draft(Role.CHANGE, change) for change in amendment.changes]
        yield Draft(Role.AMENDMENT, amendment, [Draft(Role.AGREED, amendment, changes)])
    for clause in agreement.of_kind(d.Clause):
        paragraphs = [Draft(Role.PARAGRAPH) for _ in clause.paragraphs]
        yield Draft(Role.WRITTEN, clause, paragraphs)
    yield _general(agreement.contract)


def _milestone(milestone: d.Milestone, agreement: d.Agreement) -> Draft:
    items: list[Draft] = []
    condition = milestone.condition
    if isinstance(condition, e.AllOf):
        items.extend(
            Draft(Role.CONDITION, part, list(conditions(part))) for part in condition.conditions
        )
    elif condition is not None:
        items.append(Draft(Role.CONDITION, condition, list(conditions(condition))))
    if milestone.after is not None:
        items.append(Draft(Role.REQUIREMENT))
    items.extend(Draft(Role.REQUIREMENT, requirement) for requirement in milestone.requires)
    if len(items) > 1:
        first = Draft(Role.CONDITIONS, milestone, items)
    else:
        # A single condition stands in the sentence and is found there.
        only = [(item.subject.id, None) for item in items if item.subject is not None]
        first = Draft(
            Role.CONDITIONS, milestone, [c for item in items for c in item.children], also=[*only]
        )
    children = [first, Draft(Role.ACHIEVEMENT, milestone)]
    children.extend(
        Draft(Role.EXTENSION, extension, list(conditions(extension.condition)))
        for extension in milestone.extensions
    )
    if milestone.latest is not None:
        called = [(owes.id, None) for owes in milestone.if_missed]
        children.append(Draft(Role.MISSED, milestone, also=[*called]))
    if milestone.skipped is not None:
        children.append(Draft(Role.SKIPPED, milestone))
    if milestone.latest is not None or (milestone.requires and milestone.payer is not None):
        children.append(Draft(Role.WAIVER, milestone))
    general = agreement.contract.due
    if milestone.due is not None and (general is None or milestone.due.id != general.id):
        children.append(Draft(Role.DUE, milestone.due))
    return Draft(Role.MILESTONE, milestone, children)


def _trigger(trigger: d.Trigger) -> Draft:
    children = [Draft(Role.START, trigger, list(conditions(trigger.starts_when)))]
    if trigger.effects:
        effects = [Draft(Role.EFFECT, effect) for effect in trigger.effects]
        children.append(Draft(Role.EFFECTS, trigger, effects))
    ends = [] if trigger.ends_when is None else list(conditions(trigger.ends_when))
    children.append(Draft(Role.END, trigger, ends))
    children.extend(Draft(Role.ON_START, owes) for owes in trigger.on_start)
    return Draft(Role.TRIGGER, trigger, children)


def _obligation(duty: d.Obligation) -> Draft:
    items = [Draft(Role.CONSEQUENCE, owes) for owes in duty.if_overdue]
    items.extend(Draft(Role.EFFECT, effect) for effect in duty.effects_if_overdue)
    return Draft(Role.OBLIGATION, duty, items)


def _figures(agreement: d.Agreement) -> Draft:
    metrics = agreement.of_kind(d.Metric)
    events = agreement.of_kind(d.Event)
    children = []
    if any(metric.reported is not None for metric in metrics):
        children.append(Draft(Role.REPORTING))
    children.append(Draft(Role.STATEMENT))
    if agreement.contract.due is not None:
        children.append(Draft(Role.DUE, agreement.contract.due))
    if metrics or blocks_of(agreement):
        children.append(Draft(Role.CORRECTIONS))
    told = [Draft(Role.EVENT, event) for event in events if event.decided_by is None]
    if told:
        children.append(Draft(Role.EVENTS, children=told))
    children.extend(Draft(Role.DECISION, event) for event in events if event.decided_by is not None)
    children.extend(_audit(audit) for audit in agreement.of_kind(d.Audit))
    children.extend(_dispute(dispute) for dispute in agreement.of_kind(d.Dispute))
    for review in agreement.of_kind(d.Review):
        changes = [Draft(Role.CHANGE, change) for change in review.changes]
        children.append(Draft(Role.REVIEW, review, changes))
    return Draft(Role.FIGURES, children=children)


def _audit(audit: d.Audit) -> Draft:
    findings = []
    for line in audit.findings:
        called = [] if line.owes is None else [(line.owes.id, None)]
        findings.append(Draft(Role.CONSEQUENCE, line, also=[*called]))
    return Draft(Role.AUDIT, audit, findings)


def _dispute(dispute: d.Dispute) -> Draft:
    return Draft(Role.DISPUTE, dispute, [Draft(Role.STEP, line) for line in dispute.escalation])


def _exit(leave: d.Exit) -> Draft:
    grounds: list[Draft] = []
    if isinstance(leave.grounds, (e.AllOf, e.AnyOf)):
        grounds = [
            Draft(Role.CONDITION, part, list(conditions(part))) for part in leave.grounds.conditions
        ]
    children = [Draft(Role.GROUNDS, leave, grounds), Draft(Role.NOTICE, leave)]
    if leave.curable is not None:
        listed = [] if leave.cured_when is None else list(conditions(leave.cured_when))
        children.append(Draft(Role.CURE, leave, listed))
    if leave.payments:
        paid = [Draft(Role.WIND_DOWN_LINE, line) for line in leave.payments]
        children.append(Draft(Role.ON_TERMINATION, leave, paid))
    if leave.wind_down is not None:
        lines = [Draft(Role.WIND_DOWN_LINE, line) for line in leave.wind_down.lines]
        lines.append(Draft(Role.WIND_DOWN_LINE))
        children.append(Draft(Role.WIND_DOWN, leave.wind_down, lines))
    if leave.survives:
        children.append(Draft(Role.SURVIVAL, leave))
    return Draft(Role.EXIT, leave, children)


def _general(contract: d.Contract) -> Draft:
    children = []
    if contract.law is not None:
        children.append(Draft(Role.LAW))
    if contract.notices_received_after is not None:
        children.append(Draft(Role.NOTICES))
    children.extend((Draft(Role.PRECEDENCE), Draft(Role.HEADINGS)))
    return Draft(Role.GENERAL, children=children)


def owed(agreement: d.Agreement) -> Iterator[n.Owes]:
    """Yield every line by which some state or event calls a duty."""
    for milestone in agreement.of_kind(d.Milestone):
        yield from milestone.if_missed
    for trigger in agreement.of_kind(d.Trigger):
        yield from trigger.on_start
    for duty in agreement.of_kind(d.Obligation):
        yield from duty.if_overdue
    for audit in agreement.of_kind(d.Audit):
        yield from (line.owes for line in audit.findings if line.owes is not None)
