"""Clauses of payments.

In: a place of the outline and its declaration. Out: a clause of the model, in this order: duty to
pay; calculation with its tables; holdback, vesting, taking back; late interest; due date.
"""

from typing import assert_never

from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.backends.documents import model, values, words_tables
from milestonelang.backends.documents.fill_common import (
    Scene,
    clause,
    sentences,
    subclause,
)
from milestonelang.backends.documents.fill_pictures import curve, limit_on
from milestonelang.backends.documents.fill_row_shares import row_shares
from milestonelang.backends.documents.fill_settlement import (
    hold_back,
    recovery,
    taking_back,
    vesting,
)
from milestonelang.backends.documents.languages import spoken
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_applied import Calculation, accumulated
from milestonelang.backends.documents.words_expressions import noun
from milestonelang.backends.documents.words_steps import pipeline
from milestonelang.outline.places import Place, Role
from milestonelang.outline.uses import nodes
from milestonelang.types import Count, Unit


def payment_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of a payment."""
    payment = place.subject
    assert isinstance(payment, d.Payment)
    calculation = Calculation(
        voice=scene.voice,
        name=payment.name,
        unit=payment.every,
        acts=_acts(scene, payment),
        payer=scene.voice.term(payment.payer),
        payee=scene.voice.term(payment.payee),
    )
    said = [part for child in place.children for part in _part(scene, payment, calculation, child)]
    return clause(place, payment.title, said)


def _acts(scene: Scene, payment: d.Payment) -> tuple[Place, ...]:
    """Return the clauses that may change what the payment's own lines give."""
    acts = []
    for trigger in scene.agreement.of_kind(d.Trigger):
        if any(payment.name in effect.payments for effect in trigger.effects):
            acts.append(scene.outline.place(trigger.id))
    for duty in scene.agreement.of_kind(d.Obligation):
        if any(payment.name in effect.payments for effect in duty.effects_if_overdue):
            acts.append(scene.outline.place(duty.id))
    return tuple(acts)


def _part(
    scene: Scene, payment: d.Payment, calculation: Calculation, place: Place
) -> list[model.Subclause]:
    line = place.subject
    match place.role:
        case Role.DUTY_TO_PAY:
            return [subclause(place, sentences(_duty(scene, payment), _seldom(scene, payment)))]
        case Role.STEPS:
            return [_steps(scene, payment, calculation, place)]
        case Role.ROW_SHARES:
            return [row_shares(scene, payment, calculation, place)]
        case Role.HOLDBACK:
            assert isinstance(line, n.HoldBack)
            return [hold_back(scene, payment, line, place)]
        case Role.VESTING:
            assert isinstance(line, n.Vests)
            return [vesting(scene, payment, line, place)]
        case Role.TAKING_BACK:
            assert isinstance(line, n.ClawsBack)
            return [taking_back(scene, payment, line, place)]
        case Role.RECOVERY:
            assert isinstance(line, n.ClawsBack)
            return [subclause(place, recovery(scene, payment, line))]
        case Role.LATE_INTEREST:
            assert isinstance(line, n.LateInterest)
            said = scene.voice.say(
                "payments",
                "late_interest",
                payer=scene.voice.term(payment.payer),
                rate=noun(scene.voice, line.rate, None),
                days=scene.voice.value(values.number(line.days_in_year), line.id),
            )
            return [subclause(place, said)]
        case Role.DUE:
            assert isinstance(line, n.Due)
            return [subclause(place, due(scene, line, payment.payer, payment.every))]
        case _:
            raise ValueError(f"a payment has no {place.role.value}")


def _duty(scene: Scene, payment: d.Payment) -> Phrase:
    voice = scene.voice
    parts = {
        "payer": voice.term(payment.payer),
        "payee": voice.term(payment.payee),
        "span": voice.period(payment.every),
        "defined": voice.definition(payment.name),
    }
    if payment.grants is not None:
        return voice.say("payments", "duty_to_give", thing=thing(scene, payment.grants), **parts)
    if isinstance(payment.type, Count):
        unit = words(voice.unit_word(payment.type.unit, many=True))
        given = voice.say("payments", "number_of", unit=unit)
        return voice.say("payments", "duty_to_give", thing=given, **parts)
    found = spoken().kind_of(payment.title)
    kind = voice.say("payments", "payment") if found is None else words(found)
    return voice.say("payments", "duty_to_pay", kind=kind, **parts)


def _seldom(scene: Scene, payment: d.Payment) -> Phrase | None:
    """Return with which payments one is settled that is due for longer periods than the others."""
    voice = scene.voice
    if payment.every in (voice.settled, Unit.PERIOD):
        return None
    parts = {"pay": voice.term(payment.name), "span": voice.period(payment.every)}
    return voice.say("payments", "seldom", period=voice.period(), **parts)


def thing(scene: Scene, grants: d.Grants) -> Phrase:
    """Return what is granted: a number of units, or a described benefit."""
    if grants.unit is None:
        return scene.voice.text(grants.benefit)
    unit = words(scene.voice.unit_word(grants.unit, many=True))
    return scene.voice.say("payments", "number_of", unit=unit)


def _steps(
    scene: Scene, payment: d.Payment, calculation: Calculation, place: Place
) -> model.Subclause:
    voice = scene.voice
    span = voice.period(payment.every)
    pay = voice.term(payment.name)
    one, blocks = pipeline(calculation, place)
    payer = voice.term(payment.payer)
    lead = voice.say(
        "payments", "calculation", payer=payer, pay=pay, span=span, one=one is not None
    )
    for each in place.tables:
        blocks += (_table(scene, calculation, each, payment.title),)
        blocks += _curve(scene, calculation, payment, each)
    blocks += _stated_curves(scene, payment, place)
    return subclause(place, sentences(lead, one), blocks)


def _table(scene: Scene, calculation: Calculation, place: Place, title: str) -> model.Table:
    voice = scene.voice
    subject = place.subject
    if isinstance(subject, d.Schedule):
        return scale_table(scene, place, subject)
    assert isinstance(subject, n.Table)
    line = next(
        node
        for node in nodes(scene.agreement.declarations[calculation.name])
        if isinstance(node, n.On) and node.table.id == subject.id
    )
    payment = scene.agreement.declarations[calculation.name]
    edges = isinstance(payment, d.Payment) and payment.shown_at_edges
    return words_tables.table(voice, subject, place, title, _bare(calculation, line), edges)


def _curve(
    scene: Scene, calculation: Calculation, payment: d.Payment, place: Place
) -> tuple[model.Block, ...]:
    """Return the picture of a table in the clause."""
    subject, named = place.subject, words(place.label)
    if isinstance(subject, d.Schedule):
        return curve(scene, subject.table, named, base_of(scene, subject))
    line = next(node for node in nodes(payment) if isinstance(node, n.On) and node.table is subject)
    limit, limited = limit_on(payment, line), None
    if limit is not None:
        amount = words_tables.constant(scene.voice, limit.limit)
        step = scene.voice.reference(scene.outline.place(limit.id))
        limited = None if amount is None else (amount, step)
    return curve(scene, line.table, named, _bare(calculation, line), limited)


def _stated_curves(scene: Scene, payment: d.Payment, place: Place) -> tuple[model.Block, ...]:
    """Return the pictures of the schedules that a step of this payment states, each once."""
    placed = {each.subject for each in place.tables}
    blocks: tuple[model.Block, ...] = ()
    for name in dict.fromkeys(
        node.schedule for node in nodes(payment) if isinstance(node, e.ApplySchedule)
    ):
        scale = scene.agreement.get(name, d.Schedule)
        first = next(
            item
            for item in scene.agreement.of_kind(d.Payment)
            if any(isinstance(x, e.ApplySchedule) and x.schedule == name for x in nodes(item))
        )
        found = scene.outline.find(scale.id)
        stated = found is not None and found.anchor in {each.anchor for each in place.walk()}
        if scale in placed or first is not payment or not stated:
            continue
        blocks += curve(scene, scale.table, words(scale.title), base_of(scene, scale))
    return blocks


def _bare(calculation: Calculation, line: n.On) -> Phrase:
    if line.accumulated is None:
        return noun(calculation.voice, line.base, None)
    title, anchor = accumulated(calculation.voice, line, calculation.name)
    return Phrase(model.Term(title, anchor))


def scale_table(scene: Scene, place: Place, scale: d.Schedule) -> model.Table:
    """Return the table of a schedule, whose heads name what goes in."""
    what = base_of(scene, scale)
    return words_tables.table(scene.voice, scale.table, place, scale.title, what)


def base_of(scene: Scene, scale: d.Schedule) -> Phrase:
    """Return what goes into a schedule."""
    voice = scene.voice
    used = next(
        (
            node.argument
            for declared in scene.agreement.declarations.values()
            for node in nodes(declared)
            if isinstance(node, e.ApplySchedule) and node.schedule == scale.name
        ),
        None,
    )
    return voice.say("steps", "base_head") if used is None else noun(voice, used, None)


def due(scene: Scene, line: n.Due, payer: str | None, unit: Unit) -> Phrase:
    """Return when a payment is due; without *payer* the day for whatever names none of its own."""
    voice = scene.voice
    parts = {"span": voice.period(unit), "days": voice.span(line.count, line.unit, line.id)}
    general = "general_" if payer is None else ""
    if payer is not None:
        parts["payer"] = voice.term(payer)
    match line.of:
        case n.DueFrom.END_OF_PERIOD:
            return voice.say("payments", f"{general}due_after_period", **parts)
        case n.DueFrom.STATEMENT:
            parts["clause"] = voice.at(Role.STATEMENT)
            return voice.say("payments", f"{general}due_after_statement", **parts)
        case n.DueFrom.EVENT:
            assert line.event is not None
            parts["event"] = voice.term(line.event)
            return voice.say("payments", f"{general}due_after_event", **parts)
        case _:
            assert_never(line.of)
