"""Clauses of milestones and triggers, and the clause of duties.

In: a place of the outline. Out: a clause of the model that says when each is reached, what it
brings, and when it ends.
"""

from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.agreement.milestones import may_waive
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.fill_common import (
    Scene,
    clause,
    item,
    lettered,
    plain_items,
    sentences,
    subclause,
    with_block,
    with_items,
)
from milestonelang.backends.documents.fill_key_terms import short_effect
from milestonelang.backends.documents.fill_payments import due, thing
from milestonelang.backends.documents.fill_pictures import trigger_states
from milestonelang.backends.documents.fill_settlement import listed
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_conditions import condition, needs_period
from milestonelang.backends.documents.words_expressions import noun, the_period
from milestonelang.backends.documents.words_steps import in_sentence, list_lead
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.outline.life import owed
from milestonelang.outline.places import Place, Role
from milestonelang.primitives.dates import add_months
from milestonelang.types import MonthEnds, Unit

_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}


def milestone_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of a milestone."""
    milestone = place.subject
    assert isinstance(milestone, d.Milestone)
    said = [_milestone_part(scene, milestone, child) for child in place.children]
    return clause(place, milestone.title, said)


def _milestone_part(scene: Scene, milestone: d.Milestone, place: Place) -> model.Subclause:
    voice = scene.voice
    match place.role:
        case Role.CONDITIONS:
            return _achieved(scene, milestone, place)
        case Role.ACHIEVEMENT:
            return subclause(place, _day(scene, milestone))
        case Role.EXTENSION:
            line = place.subject
            assert isinstance(line, d.Extension)
            blocks = listed(scene, line.condition, place, the_period(voice))
            return subclause(place, _extension(scene, milestone, line), blocks)
        case Role.MISSED:
            return subclause(place, _missed(scene, milestone))
        case Role.SKIPPED:
            return subclause(place, _skipped(scene, milestone))
        case Role.WAIVER:
            return subclause(place, _waiver(scene, milestone))
        case Role.DUE:
            assert milestone.due is not None and milestone.payer is not None
            return subclause(place, due(scene, milestone.due, milestone.payer, Unit.PERIOD))
        case _:
            raise ValueError(f"a milestone has no {place.role.value}")


def _achieved(scene: Scene, milestone: d.Milestone, place: Place) -> model.Subclause:
    voice = scene.voice
    reward = _reward(scene, milestone)
    time = _time(scene, milestone)
    parts = {} if time is None else {"time": time}
    suffix = "" if time is None else "_time"
    several = len(_requirements(scene, milestone)) > 1
    if several:
        lead = voice.say("life", f"achieved_list{suffix}", **parts)
        texts = [_requirement(scene, milestone, child) for child in place.children]
        made = [
            item(child, text, _below(scene, child))
            for child, text in zip(place.children, voice.ending(texts), strict=True)
        ]
        return subclause(place, sentences(reward, lead), lettered(made))
    node = milestone.condition
    if place.children and node is not None:
        every = isinstance(node, e.AllOf)
        lead = voice.say(
            "life", f"achieved_list{suffix}" if every else f"achieved_any_list{suffix}", **parts
        )
        at = _at_some(scene, node)
        return subclause(place, sentences(reward, lead), listed(scene, node, place, at))
    if node is not None:
        said = condition(voice, node, _at_some(scene, node))
    elif milestone.requires:
        said = _received(scene, milestone, milestone.requires[0])
    elif milestone.after is not None:
        said = _after_milestone(voice, milestone.after)
    else:
        assert time is not None
        lead = voice.say("life", "achieved_anyway", time=time)
        return subclause(place, sentences(reward, lead))
    lead = voice.say("life", f"achieved_if{suffix}", condition=said, **parts)
    return subclause(place, sentences(reward, lead))


def _after_milestone(voice: Voice, name: str) -> Phrase:
    says = voice.says(name, "milestone")
    return voice.say("life", "after", milestone=voice.term(name), says=says)


def _below(scene: Scene, place: Place) -> tuple[model.Block, ...]:
    """Return the conditions listed below a requirement; a line of evidence has none."""
    if place.subject is None or isinstance(place.subject, (n.Line, d.Declared)):
        return ()
    return listed(scene, place.subject, place, None)


def _requirements(scene: Scene, milestone: d.Milestone) -> list[object]:
    node = milestone.condition
    found: list[object] = [*milestone.requires]
    if isinstance(node, e.AllOf):
        found.extend(node.conditions)
    elif node is not None:
        found.append(node)
    if milestone.after is not None:
        found.append(milestone.after)
    return found


def _requirement(scene: Scene, milestone: d.Milestone, place: Place) -> Phrase:
    voice = scene.voice
    subject = place.subject
    if isinstance(subject, d.Requirement):
        return _received(scene, milestone, subject)
    if subject is None:
        assert milestone.after is not None
        return _after_milestone(voice, milestone.after)
    assert not isinstance(subject, n.Line)
    if place.children:
        return list_lead(voice, subject)
    return condition(voice, subject, _at_some(scene, subject))


def _reward(scene: Scene, milestone: d.Milestone) -> Phrase:
    voice = scene.voice
    defined = voice.definition(milestone.name)
    if milestone.payer is None or milestone.payee is None:
        return voice.say("life", "milestone", defined=defined)
    payer, payee = voice.term(milestone.payer), voice.term(milestone.payee)
    at = voice.say("life", "span_of_achievement", span=voice.period())
    if milestone.grants is not None:
        verb = voice.say("life", "give", payee=payee, thing=thing(scene, milestone.grants))
        if milestone.amount is not None:
            amount = noun(voice, milestone.amount, at)
            verb = voice.say("life", "give", payee=payee, thing=amount)
    else:
        assert milestone.amount is not None
        amount = noun(voice, milestone.amount, at)
        verb = voice.say("life", "pay", payee=payee, amount=amount)
    says = voice.says(milestone.name, "milestone")
    return voice.say("life", "reward", payer=payer, verb=verb, defined=defined, says=says)


def _time(scene: Scene, milestone: d.Milestone) -> Phrase | None:
    voice = scene.voice

    def day(ordinal: int) -> Phrase:
        return voice.value(values.day(ordinal), milestone.id)

    match milestone.earliest, milestone.latest:
        case None, None:
            return None
        case None, int(last):
            return voice.say("life", "by", day=day(last))
        case int(first), None:
            return voice.say("life", "from_on", day=day(first))
        case int(first), int(last):
            return voice.say("life", "between", first=day(first), last=day(last))
        case _:
            raise ValueError("days are ordinals")


def _received(scene: Scene, milestone: d.Milestone, line: d.Requirement) -> Phrase:
    voice = scene.voice
    event = voice.term(line.event)
    if line.party is None:
        said = voice.say("life", "reported", event=event)
    else:
        other = _other(scene, line.party, milestone)
        said = voice.say(
            "life", "received", receiver=other, event=event, party=voice.term(line.party)
        )
    if line.within is None:
        return said
    length = voice.span(*line.within, line.id)
    return voice.say("life", "received_within", received=said, length=length, span=voice.period())


def _other(scene: Scene, party: str, milestone: d.Milestone) -> Phrase:
    if milestone.payer is not None and milestone.payer != party:
        return scene.voice.term(milestone.payer)
    others = [p.name for p in scene.agreement.of_kind(d.Party) if p.name != party]
    return scene.voice.term(others[0] if others else party)


def _day(scene: Scene, milestone: d.Milestone) -> Phrase:
    voice = scene.voice
    span = voice.period()
    events = [voice.term(line.event) for line in milestone.requires]
    if not events:
        said = voice.say("life", "achieved_on", span=span)
    elif milestone.condition is None:
        said = voice.say("life", "achieved_evidence", event=voice.both(events))
    else:
        said = voice.say("life", "achieved_later", span=span, event=voice.both(events))
    if milestone.after is not None:
        other = voice.term(milestone.after)
        says = voice.says(milestone.after, "milestone")
        said = sentences(said, voice.say("life", "achieved_after", milestone=other, says=says))
    if milestone.payer is None:
        return said
    verb = voice.say("life", "pay_verb" if milestone.grants is None else "give_verb")
    payer = voice.term(milestone.payer)
    return sentences(said, voice.say("life", "paid_with", payer=payer, verb=verb, span=span))


def _extension(scene: Scene, milestone: d.Milestone, line: d.Extension) -> Phrase:
    voice = scene.voice
    when = in_sentence(voice, line.condition, the_period(voice))
    unit = scene.agreement.contract.settled if line.unit is Unit.PERIOD else line.unit
    if milestone.latest is not None and (unit in _MONTHS or unit in (Unit.DAY, Unit.WEEK)):
        ends = scene.agreement.contract.month_ends or MonthEnds.ROLL_BACK
        moved = (
            add_months(milestone.latest, line.count * _MONTHS[unit], ends)
            if unit in _MONTHS
            else milestone.latest + line.count * (7 if unit is Unit.WEEK else 1)
        )
        day = voice.value(values.day(moved), line.id)
        return voice.say("life", "extended", condition=when, day=day)
    length = voice.span(line.count, line.unit, line.id)
    return voice.say("life", "extended_by", condition=when, length=length)


def _waiver(scene: Scene, milestone: d.Milestone) -> Phrase:
    """Return who may spare whom: that it is missed, and the evidence, are two rights."""
    voice, agreement = scene.voice, scene.agreement
    found: list[Phrase] = []
    if milestone.latest is not None:
        parties = [party.name for party in agreement.of_kind(d.Party)]
        who = may_waive(milestone, parties)
        if len(who) == 1:
            found.append(voice.say("life", "waiver", party=voice.term(who[0])))
        else:
            found.append(voice.say("life", "waiver_by_each"))
    if milestone.requires and milestone.payer is not None:
        payer = voice.term(milestone.payer)
        words_of = "waiver_evidence" if found else "waiver_evidence_only"
        found.append(voice.say("life", words_of, payer=payer))
    return sentences(*found)


def _missed(scene: Scene, milestone: d.Milestone) -> Phrase:
    voice = scene.voice
    assert milestone.latest is not None
    said = voice.say("life", "missed", day=words(values.day(milestone.latest)))
    moved = voice.say("life", "missed_extended") if milestone.extensions else None
    duties = [
        voice.say(
            "life",
            "then_duty",
            duty_of=voice.term(line.party),
            verb=_perform(scene, line),
            span=voice.period(),
        )
        for line in milestone.if_missed
    ]
    return sentences(said, moved, *duties)


def _perform(scene: Scene, line: n.Owes) -> Phrase:
    voice = scene.voice
    return voice.say(
        "life",
        "perform",
        obligation=voice.term(line.obligation),
        clause=voice.clause_of(line.obligation),
        length=voice.span(line.count, line.unit, line.id),
    )


def _skipped(scene: Scene, milestone: d.Milestone) -> Phrase:
    voice = scene.voice
    if milestone.skipped is d.Skipped.NEVER or milestone.skipped_with is None:
        return voice.say("life", "skipped_never")
    payer = milestone.payer
    assert payer is not None
    return voice.say(
        "life",
        "skipped_paid",
        milestone=voice.term(milestone.skipped_with),
        says=voice.says(milestone.skipped_with, "milestone"),
        payer=voice.term(payer),
        verb=voice.say("life", "pay_verb" if milestone.grants is None else "give_verb"),
    )


def trigger_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of a trigger."""
    trigger = place.subject
    assert isinstance(trigger, d.Trigger)
    said = [_trigger_part(scene, trigger, place, child) for child in place.children]
    brings = [short_effect(scene, effect) for effect in trigger.effects]
    said[-1] = with_block(said[-1], trigger_states(scene, trigger, place, brings))
    return clause(place, trigger.title, said)


def _trigger_part(scene: Scene, trigger: d.Trigger, whole: Place, place: Place) -> model.Subclause:
    voice, span = scene.voice, scene.voice.period()
    that = voice.say("grammar", "that", thing=span)
    match place.role:
        case Role.START:
            macro = "starts_next" if trigger.from_next_period else "starts"
            said = voice.say(
                "life",
                macro,
                defined=voice.definition(trigger.name),
                span=span,
                condition=in_sentence(voice, trigger.starts_when, that),
            )
            if trigger.ends_when is not None:
                end = whole.child(Role.END)
                assert end is not None
                rest = voice.say("life", "not_while_ended", span=span, clause=voice.reference(end))
                said = sentences(said, rest)
            return subclause(place, said, listed(scene, trigger.starts_when, place, that))
        case Role.EFFECTS:
            macro = "effects_next" if trigger.from_next_period else "effects"
            one = place.lone is not None
            said = voice.say("life", macro, trigger=voice.term(trigger.name), span=span, one=one)
            texts = [_effect(scene, child.subject, trigger) for child in place.children]
            return with_items(place, said, plain_items(voice.ending(texts)))
        case Role.END:
            blocks: tuple[model.Block, ...] = ()
            if trigger.ends_when is not None:
                blocks = listed(scene, trigger.ends_when, place, _at_end(scene, trigger.ends_when))
            return subclause(place, _end(scene, trigger, whole), blocks)
        case Role.ON_START:
            line = place.subject
            assert isinstance(line, n.Owes)
            said = voice.say(
                "life",
                "on_start",
                trigger=voice.term(trigger.name),
                who=voice.term(line.party),
                verb=_perform(scene, line),
                span=span,
            )
            return subclause(place, said)
        case _:
            raise ValueError(f"a trigger has no {place.role.value}")


def _effect(scene: Scene, line: object, of: d.Trigger | None) -> Phrase:
    voice, at = scene.voice, the_period(scene.voice)
    effect = line
    match effect:
        case n.Reduced():
            share = noun(voice, effect.share, at)
            return voice.say("life", "reduced", result=_results(scene, effect, of), share=share)
        case n.LimitedTo():
            limit = noun(voice, effect.limit, at)
            return voice.say("life", "limited", result=_results(scene, effect, of), limit=limit)
        case n.ReplacedBy():
            value = noun(voice, effect.value, at)
            return voice.say("life", "replaced", result=_results(scene, effect, of), value=value)
        case n.Suspended():
            return voice.say("life", "suspended", payment=_named(scene, effect.payments))
        case n.Deferred():
            return voice.say(
                "life",
                "deferred",
                payment=_named(scene, effect.payments),
                span=voice.period(),
                term=voice.period(Unit.TERM),
            )
        case _:
            raise ValueError(f"{type(line).__name__} is no effect")


def _named(scene: Scene, payments: tuple[str, ...]) -> Phrase:
    return scene.voice.both([scene.voice.term(name) for name in payments])


def _results(
    scene: Scene, effect: n.Reduced | n.LimitedTo | n.ReplacedBy, of: d.Trigger | None
) -> Phrase:
    """Return the results an effect acts on, and the clauses that act on them before."""
    voice = scene.voice
    said = []
    for name in effect.payments:
        payment = scene.agreement.get(name, d.Payment)
        last = payment.steps[-1].id if payment.steps else payment.id
        step = voice.reference(scene.outline.place(last))
        before = [
            voice.clause_of(trigger.name)
            for trigger in _before(scene, of)
            if any(name in other.payments for other in trigger.effects)
        ]
        if before:
            clauses = voice.both(before)
            said.append(
                voice.say(
                    "life",
                    "result_or" if len(before) == 1 else "result_or_many",
                    payment=voice.term(name),
                    step=step,
                    clauses=clauses,
                )
            )
        else:
            said.append(voice.say("life", "result", payment=voice.term(name), step=step))
    return voice.both(said)


def _before(scene: Scene, of: d.Trigger | None) -> list[d.Trigger]:
    triggers = list(scene.agreement.of_kind(d.Trigger))
    return triggers if of is None else triggers[: triggers.index(of)]


def _end(scene: Scene, trigger: d.Trigger, whole: Place) -> Phrase:
    voice, span = scene.voice, scene.voice.period()
    name = voice.term(trigger.name)
    when = None
    if trigger.ends_when is not None:
        when = in_sentence(voice, trigger.ends_when, _at_end(scene, trigger.ends_when))
    start = whole.child(Role.START)
    assert start is not None
    if trigger.lasts is None:
        if when is None:
            return voice.say("life", "ends_never", trigger=name, term=voice.period(Unit.TERM))
        return voice.say("life", "ends_when", trigger=name, span=span, condition=when)
    nth = voice.value(values.ordinal(trigger.lasts), trigger.id)
    again = voice.say("life", "again", span=span, clause=voice.reference(start))
    if when is None:
        said = voice.say("life", "ends_after", trigger=name, nth=nth, span=span)
    else:
        said = voice.say("life", "ends_first", trigger=name, span=span, condition=when, nth=nth)
    return sentences(said, again)


def _at_end(scene: Scene, node: e.Expr) -> Phrase | None:
    if not needs_period(node):
        return None
    return scene.voice.say("grammar", "that", thing=scene.voice.period())


def _at_some(scene: Scene, node: e.Expr) -> Phrase | None:
    if not (needs_period(node) or isinstance(node, e.Compare)):
        return None
    return scene.voice.say("payments", "a_span", span=scene.voice.period())


def duties_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of all duties."""
    heading = scene.voice.say("life", "duties").text
    return clause(place, heading, [_duty(scene, child) for child in place.children])


def _duty(scene: Scene, place: Place) -> model.Subclause:
    voice = scene.voice
    duty = place.subject
    assert isinstance(duty, d.Obligation)
    means = voice.text(duty.means) if duty.means else voice.say("life", "do")
    callers = [line for line in owed(scene.agreement) if line.obligation == duty.name]
    title, defined = words(duty.title), voice.definition(duty.name)
    if callers:
        places = [voice.reference(scene.outline.place(line.id)) for line in callers]
        who = voice.either([voice.term(name) for name in dict.fromkeys(c.party for c in callers)])
        said = voice.say(
            "life",
            "where_required",
            title=title,
            clauses=voice.either(places),
            who=who,
            means=means,
            defined=defined,
        )
    elif duty.owed:
        who = voice.term(duty.owed[0].party)
        said = voice.say("life", "whenever", title=title, who=who, means=means, defined=defined)
    else:
        said = voice.say("life", "nobody", title=title, defined=defined, means=means)
    rest = [_recurring(scene, line) for line in duty.owed]
    lead = sentences(said, *rest, *_overdue(scene, duty, place))
    return with_items(place, lead, _after(scene, place))


def _recurring(scene: Scene, line: d.Recurring) -> Phrase:
    voice = scene.voice
    who = voice.term(line.party)
    length = voice.span(line.count, line.unit, line.id)
    if line.when is not None:
        when = condition(voice, line.when, None)
        return voice.say(
            "life", "each_when", who=who, condition=when, length=length, span=voice.period()
        )
    span = voice.period(line.every or Unit.PERIOD)
    return voice.say("life", "each_time", who=who, span=span, length=length)


def _overdue(scene: Scene, duty: d.Obligation, place: Place) -> list[Phrase]:
    voice = scene.voice
    said = []
    if duty.evidenced_by is None:
        said.append(voice.say("life", "not_evidenced"))
    else:
        said.append(voice.say("life", "evidenced", event=voice.term(duty.evidenced_by)))
    if duty.curable is not None:
        said.append(voice.say("life", "cured", length=voice.span(*duty.curable, duty.id)))
    for party in duty.exits_if_overdue:
        said.append(voice.say("life", "overdue_right", party=voice.term(party)))
    if place.children:
        said.append(voice.say("life", "overdue_list", one=place.lone is not None))
    return said


def _after(scene: Scene, place: Place) -> list[tuple[Phrase, tuple[model.Block, ...]]]:
    """Return what follows when a duty becomes overdue."""
    voice = scene.voice
    texts = []
    for child in place.children:
        line = child.subject
        if isinstance(line, n.Owes):
            who = voice.term(line.party)
            texts.append(voice.say("life", "overdue_owes", who=who, verb=_perform(scene, line)))
        else:
            texts.append(_effect(scene, line, None))
    return plain_items(voice.ending(texts))
