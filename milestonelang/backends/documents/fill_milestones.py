"""The clause of a milestone.

In: a place of the outline. Out: a clause of the model that says when the milestone is reached, what
it brings, and what follows where it is missed.
"""

from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.agreement.milestones import may_waive
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.fill_common import (
    Scene,
    clause,
    item,
    lettered,
    sentences,
    subclause,
)
from milestonelang.backends.documents.fill_duties import performing
from milestonelang.backends.documents.fill_payments import due, thing
from milestonelang.backends.documents.fill_settlement import listed
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_conditions import condition, needs_period
from milestonelang.backends.documents.words_expressions import noun, the_period
from milestonelang.backends.documents.words_steps import in_sentence, list_lead
from milestonelang.backends.documents.words_terms import Voice
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
    reward, time = _reward(scene, milestone), _time(scene, milestone)
    bare = not milestone.requires and milestone.after is None
    if milestone.earliest is not None and milestone.condition is not None and bare:
        # A state may have come about before: it is the period for which it holds that lies in time.
        counts = voice.say("life", "counts", span=voice.period(), time=time)
        reward, time = sentences(reward, counts), None
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
            verb=performing(scene, line),
            span=voice.period(),
        )
        for line in milestone.if_missed
    ]
    return sentences(said, moved, *duties)


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
        span=voice.period(),
        payer=voice.term(payer),
        verb=voice.say("life", "pay_verb" if milestone.grants is None else "give_verb"),
    )


def _at_some(scene: Scene, node: e.Expr) -> Phrase | None:
    if not (needs_period(node) or isinstance(node, e.Compare)):
        return None
    return scene.voice.say("payments", "a_span", span=scene.voice.period())
