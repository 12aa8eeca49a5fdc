"""Pictures of an agreement: what tables give, how states follow one another, when things are due.

In: what a clause prints. Out: figures of the model without a number; `numbered` gives each its own
in printing order. Promised: a label is a figure or a phrase of the agreement; what a table gives
was computed by the evaluator; each picture says the same in words.
"""

from fractions import Fraction
from typing import Any

from milestonelang import records, types
from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.draw_curve import (
    Curve,
    CurveLabels,
    Mark,
    draw_curve,
    is_plain,
    limit_reached,
    reaching_limit,
)
from milestonelang.backends.documents.draw_states import State, Way, draw_states
from milestonelang.backends.documents.fill_common import Scene, are_many
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_conditions import condition
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.outline.draft import is_listed
from milestonelang.outline.places import Place, Role
from milestonelang.types import Unit


def curve(
    scene: Scene,
    table: n.Table,
    named: Phrase,
    what: Phrase,
    limited: tuple[Fraction, Phrase] | None = None,
    marks: tuple[Mark, ...] = (),
) -> tuple[model.Figure, ...]:
    """Return the picture of what a table gives, or nothing where that is not known beforehand.

    *limited* is the maximum that the payment sets on the same running total, and its step. *marks*
    are where periods stand on it, in a statement.
    """
    found, gives = scene.curves.get(table.id), gives_of(table)
    if found is None or gives is None:
        return ()
    voice, domain = scene.voice, domain_of(table)

    def figure(value: Fraction, type: types.Type) -> Phrase:
        return words(voice.figure(value, type))

    def corner(at: Fraction, given: Fraction) -> str:
        ends = {"at": figure(at, domain), "gives": figure(given, gives)}
        return voice.say("pictures", "corner", **ends).text

    caption = voice.say("pictures", "curve", table=named)
    maximum, said = Phrase(), _corner_words(voice, found, domain, gives)
    text = voice.say("pictures", "curve_words", table=named, what=what, corners=said)
    if limited is not None:
        found = reaching_limit(records.evolve(found, limit=limited[0]))
        reached = limit_reached(found)
        amount = figure(limited[0], gives)
        maximum = voice.say("pictures", "maximum", amount=amount)
        caption = voice.say("pictures", "curve_limited", table=named, step=limited[1])
        if reached is None:
            rest = voice.say("pictures", "limited_beyond", amount=amount)
        else:
            at = figure(reached.at, domain) if is_plain(reached.at) else None
            rest = voice.say("pictures", "limited_words", amount=amount, at=at)
        text = text + words(" ") + rest
    labels = CurveLabels(
        what.text,
        maximum.text,
        lambda at: voice.figure(at, domain),
        lambda given: voice.figure(given, gives),
        corner,
    )
    return (model.Figure("", caption.text, "", draw_curve(found, labels, marks), text.text),)


def _corner_words(
    voice: Voice, found: Curve, domain: types.Type, gives: types.Type
) -> list[Phrase]:
    said = []
    for each in found.corners:
        parts = {
            "at": words(voice.figure(each.at, domain)),
            "gives": words(voice.figure(each.gives, gives)),
        }
        after = [piece.low for piece in found.pieces if piece.start == each.at]
        before = [piece.high for piece in found.pieces if piece.end == each.at]
        macro, other = "gives", None
        if after and after[0] != each.gives:
            macro, other = "gives_then", after[0]
        elif before and before[0] != each.gives:
            macro, other = "gives_after", before[0]
        if other is not None:
            parts["other"] = words(voice.figure(other, gives))
        said.append(voice.say("pictures", macro, **parts))
    return said


def domain_of(table: n.Table) -> types.Type:
    """Return the type of what a table is applied to."""
    if table.points:
        return table.points[0].at.type
    cuts = [band.cut for band in table.bands if band.cut is not None]
    return cuts[0].type if cuts else types.Number()


def gives_of(table: n.Table) -> types.Type | None:
    """Return the type of what a table gives; None where it has no picture."""
    if table.kind is n.TableKind.INTERPOLATED:
        return table.points[0].gives.type
    if table.kind is n.TableKind.BY_NAME:
        return None
    rate = table.bands[0].rate.type
    if table.kind is n.TableKind.FIXED_AMOUNTS:
        return rate
    if isinstance(rate, types.Quotient):
        return rate.numerator
    return domain_of(table)


def limit_on(payment: d.Payment, line: n.On) -> n.AtMost | None:
    """Return the maximum on the running total to which a table is applied, with no change before.

    A condition between the two leaves the line as it is, where it is met in every period.
    """
    window = {n.Accumulation.YEARLY: Unit.YEAR, n.Accumulation.TERM: Unit.TERM}
    if line.accumulated not in window or line not in payment.steps:
        return None
    for step in payment.steps[payment.steps.index(line) + 1 :]:
        if isinstance(step, n.AtMost):
            right = step.window is window[line.accumulated]
            return step if right and step.overflow is n.Overflow.LOST else None
        if not isinstance(step, n.OnlyIf):
            return None
    return None


def trigger_states(
    scene: Scene, trigger: d.Trigger, place: Place, brings: list[Phrase]
) -> model.Figure:
    """Return the picture of a trigger's two states."""
    voice = scene.voice
    on = voice.say("pictures", "if", condition=_condition(scene, trigger.starts_when, place))
    back = None
    if trigger.ends_when is not None:
        when = _condition(scene, trigger.ends_when, place, Role.END)
        back = voice.say("pictures", "when", condition=when)
    if trigger.lasts is not None:
        nth = words(values.ordinal(trigger.lasts))
        latest = voice.say("pictures", "at_latest", nth=nth, span=voice.period())
        back = latest if back is None else voice.say("pictures", "or", one=back, other=latest)
    names = [voice.say("pictures", "inactive").text, voice.say("pictures", "active").text]
    states = [State(names[0]), State(names[1], tuple(each.text for each in brings), True)]
    ways = [Way(on.text, None if back is None else back.text)]
    caption = voice.say("pictures", "states", title=words(trigger.title)).text
    return _states(voice, caption, states, ways)


def _condition(scene: Scene, node: e.Expr, place: Place, role: Role = Role.START) -> Phrase:
    if is_listed(node):
        found = place.child(role) or place
        clause = scene.voice.reference(found)
        return scene.voice.say("pictures", "by_clause", clause=clause)
    return condition(scene.voice, node, None)


def exit_course(scene: Scene, leave: d.Exit, place: Place) -> model.Figure:
    """Return the picture of an exit: in force, notice given, wind-down, ended."""
    voice = scene.voice

    def title(macro: str) -> State:
        return State(voice.say("pictures", macro).text)

    each = voice.say("control", "each_party", many=are_many(scene))
    party = each if leave.who is None else voice.term(leave.who)
    on = voice.say("pictures", "notice_by", party=party.capital())
    grounds, notice = place.child(Role.GROUNDS), place.child(Role.NOTICE)
    if leave.grounds is not None and grounds is not None:
        clause = voice.reference(grounds)
        on = voice.say("pictures", "notice_ground", party=party.capital(), clause=clause)
    back, cure = None, place.child(Role.CURE)
    if cure is not None:
        clause = voice.reference(cure)
        back = voice.say("pictures", "cured_clause", clause=clause)
        if leave.curable is not None:
            length = voice.span(*leave.curable, leave.id)
            back = voice.say("pictures", "cured", length=length, clause=clause)
    effect = voice.say(
        "pictures", "takes_effect", clause=voice.reference(place if notice is None else notice)
    )
    states, ways = (
        [title("in_force"), title("notice_given")],
        [
            Way(on.text, None if back is None else back.text),
            Way(effect.text),
        ],
    )
    wind = leave.wind_down
    if wind is not None:
        states.append(title("winding_down"))
        if wind.count is not None:
            periods = voice.counted(wind.count, wind.unit or Unit.PERIOD, wind.id)
            ways.append(Way(voice.say("pictures", "after", periods=periods).text))
        else:
            assert wind.until is not None
            day = words(values.day(wind.until))
            ways.append(Way(voice.say("pictures", "until", day=day).text))
    states.append(title("ended"))
    caption = voice.say("pictures", "course", title=words(leave.title)).text
    return _states(voice, caption, states, ways)


def _states(voice: Voice, caption: str, states: list[State], ways: list[Way]) -> model.Figure:
    steps = []
    for index, way in enumerate(ways):
        one, other = words(states[index].title), words(states[index + 1].title)
        steps.append(voice.say("pictures", "arrow", start=one, end=other, label=words(way.on)))
        if way.back is not None:
            label = words(way.back)
            steps.append(voice.say("pictures", "arrow", start=other, end=one, label=label))
    said = voice.say("pictures", "states_words", steps=steps).text
    return model.Figure("", caption, "", draw_states(states, ways), said)


def numbered(document: model.Document, voice: Voice) -> model.Document:
    """Return the document with each figure numbered in printing order."""
    count = 0

    def visit(node: Any) -> Any:
        nonlocal count
        if isinstance(node, tuple):
            made = tuple(visit(each) for each in node)
            changed = any(one is not other for one, other in zip(made, node, strict=True))
            return made if changed else node
        if isinstance(node, model.Figure):
            count += 1
            label = voice.say("pictures", "label", number=words(str(count)))
            return records.evolve(node, label=label.text, anchor=f"figure-{count}")
        for field in _HELD.get(type(node), ()):
            before = getattr(node, field)
            after = visit(before)
            if after is not before:
                node = records.evolve(node, **{field: after})
        return node

    made = visit(document)
    assert isinstance(made, model.Document)
    return made


# Where blocks stand, in printing order.
_HELD: dict[type, tuple[str, ...]] = {
    model.Document: ("lead", "key_terms", "clauses", "parts"),
    model.KeyTerms: ("blocks",),
    model.Clause: ("subclauses",),
    model.Subclause: ("blocks",),
    model.Items: ("items",),
    model.Item: ("blocks",),
    model.Part: ("blocks",),
}
