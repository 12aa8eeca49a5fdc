"""The clause of a trigger.

In: a place of the outline. Out: a clause of the model that says when the trigger starts, what it
does to payments, and when it ends.
"""

from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.fill_common import (
    Scene,
    clause,
    plain_items,
    sentences,
    subclause,
    with_block,
    with_items,
)
from milestonelang.backends.documents.fill_duties import performing
from milestonelang.backends.documents.fill_effects import effect
from milestonelang.backends.documents.fill_key_terms import short_effect
from milestonelang.backends.documents.fill_pictures import trigger_states
from milestonelang.backends.documents.fill_settlement import listed
from milestonelang.backends.documents.words import Phrase
from milestonelang.backends.documents.words_conditions import needs_period
from milestonelang.backends.documents.words_steps import in_sentence
from milestonelang.outline.places import Place, Role
from milestonelang.types import Unit


def trigger_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of a trigger."""
    trigger = place.subject
    assert isinstance(trigger, d.Trigger)
    said = [_trigger_part(scene, trigger, place, child) for child in place.children]
    brings = [short_effect(scene, each) for each in trigger.effects]
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
            texts = [effect(scene, child.subject, trigger) for child in place.children]
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
                verb=performing(scene, line),
                span=span,
            )
            return subclause(place, said)
        case _:
            raise ValueError(f"a trigger has no {place.role.value}")


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
