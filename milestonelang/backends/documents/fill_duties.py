"""The clause of duties.

In: the place of all duties in the outline. Out: a clause of the model that says of each duty who
owes it and when, how it is shown, and what follows where it is overdue.
"""

from milestonelang.agreement import declarations as d, lines as n
from milestonelang.backends.documents import model
from milestonelang.backends.documents.fill_common import (
    Scene,
    clause,
    plain_items,
    sentences,
    with_items,
)
from milestonelang.backends.documents.fill_effects import effect
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_conditions import condition
from milestonelang.outline.life import owed
from milestonelang.outline.places import Place
from milestonelang.types import Unit


def duties_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of all duties."""
    heading = scene.voice.say("life", "duties").text
    return clause(place, heading, [_duty(scene, child) for child in place.children])


def performing(scene: Scene, line: n.Owes) -> Phrase:
    """Return what a line that calls for a duty asks for: the duty, its clause, and by when."""
    voice = scene.voice
    return voice.say(
        "life",
        "perform",
        obligation=voice.term(line.obligation),
        clause=voice.clause_of(line.obligation),
        length=voice.span(line.count, line.unit, line.id),
    )


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
            texts.append(voice.say("life", "overdue_owes", who=who, verb=performing(scene, line)))
        else:
            texts.append(effect(scene, line, None))
    return plain_items(voice.ending(texts))
