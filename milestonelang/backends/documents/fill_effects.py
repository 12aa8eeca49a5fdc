"""What a trigger or an overdue duty does to payments.

In: the line of an effect. Out: its words, with the clauses that act on the same result before it.
"""

from milestonelang.agreement import declarations as d, lines as n
from milestonelang.backends.documents.fill_common import Scene
from milestonelang.backends.documents.words import Phrase
from milestonelang.backends.documents.words_expressions import noun, the_period
from milestonelang.types import Unit


def effect(scene: Scene, line: object, of: d.Trigger | None) -> Phrase:
    """Return the words of an effect of a trigger, or of a duty that is overdue."""
    voice, at = scene.voice, the_period(scene.voice)
    match line:
        case n.Reduced():
            share = noun(voice, line.share, at)
            return voice.say("life", "reduced", result=_results(scene, line, of), share=share)
        case n.LimitedTo():
            limit = noun(voice, line.limit, at)
            return voice.say("life", "limited", result=_results(scene, line, of), limit=limit)
        case n.ReplacedBy():
            value = noun(voice, line.value, at)
            return voice.say("life", "replaced", result=_results(scene, line, of), value=value)
        case n.Suspended():
            return voice.say("life", "suspended", payment=_named(scene, line.payments))
        case n.Deferred():
            return voice.say(
                "life",
                "deferred",
                payment=_named(scene, line.payments),
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
