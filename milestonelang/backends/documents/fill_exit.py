"""Clauses of exits with their wind-down, and of amendments."""

from typing import assert_never

from milestonelang.agreement import declarations as d, expressions as e
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.fill_common import (
    Scene,
    are_many,
    clause,
    holdback,
    plain_items,
    sentences,
    subclause,
    with_block,
    with_items,
)
from milestonelang.backends.documents.fill_pictures import exit_course
from milestonelang.backends.documents.languages import spoken
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_conditions import condition
from milestonelang.backends.documents.words_expressions import noun, the_period
from milestonelang.backends.documents.words_steps import condition_list, in_sentence
from milestonelang.outline.places import Place, Role
from milestonelang.types import Unit

DATE = ("termination_date", "term-termination-date")
WIND_DOWN = ("wind_down", "term-wind-down")


def exit_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of an exit."""
    leave = place.subject
    assert isinstance(leave, d.Exit)
    said = [_part(scene, leave, child) for child in place.children]
    said[-1] = with_block(said[-1], exit_course(scene, leave, place))
    return clause(place, leave.title, said)


def _part(scene: Scene, leave: d.Exit, place: Place) -> model.Subclause:
    voice = scene.voice
    match place.role:
        case Role.GROUNDS:
            return _grounds(scene, leave, place)
        case Role.NOTICE:
            return subclause(place, _notice(scene, leave))
        case Role.CURE:
            said, blocks = _cure(scene, leave, place)
            return subclause(place, said, blocks)
        case Role.ON_TERMINATION:
            one = place.lone is not None
            said = voice.say("control", "on_termination", date=_date(scene), one=one)
            ended = voice.ending([_once(scene, line) for line in leave.payments])
            return with_items(place, said, plain_items(ended))
        case Role.WIND_DOWN:
            assert leave.wind_down is not None
            return _wind_down(scene, leave.wind_down, place)
        case Role.SURVIVAL:
            named = [
                scene.outline.place(scene.agreement.declarations[name].id)
                for name in leave.survives
            ]
            macro = "survival" if len(named) == 1 else "survival_many"
            return subclause(place, voice.say("control", macro, clauses=voice.clauses(named)))
        case _:
            raise ValueError(f"an exit has no {place.role.value}")


def _sides(scene: Scene, leave: d.Exit) -> tuple[Phrase, Phrase]:
    voice = scene.voice
    if leave.who is None:
        many = are_many(scene)
        each = voice.say("control", "each_party", many=many).capital()
        return each, voice.say("control", "the_other", many=many)
    others = [p.name for p in scene.agreement.of_kind(d.Party) if p.name != leave.who]
    other = (
        voice.term(others[0]) if len(others) == 1 else voice.say("control", "the_other", many=True)
    )
    return voice.term(leave.who), other


def _grounds(scene: Scene, leave: d.Exit, place: Place) -> model.Subclause:
    voice = scene.voice
    party, other = _sides(scene, leave)
    blocks: tuple[model.Block, ...] = ()
    match leave.grounds:
        case None:
            said = voice.say("control", "convenience", party=party, other=other)
        case e.AnyOf():
            said = voice.say("control", "grounds_any", party=party, other=other)
            blocks = (condition_list(voice, place.children, None, "or"),)
        case e.AllOf():
            said = voice.say("control", "grounds_all", party=party, other=other)
            blocks = (condition_list(voice, place.children, None, "and"),)
        case _:
            when = condition(voice, leave.grounds, None)
            said = voice.say("control", "grounds_if", party=party, other=other, condition=when)
    return subclause(place, said, blocks)


def _date(scene: Scene) -> Phrase:
    return scene.voice.special(*DATE)


def _notice(scene: Scene, leave: d.Exit) -> Phrase:
    voice = scene.voice
    party, other = _sides(scene, leave)
    if leave.who is None:
        party = voice.say("control", "party_terminating")
    defined = voice.define_special(*DATE)
    span = None if leave.ends_at_period is None else voice.period(leave.ends_at_period)
    rest = None
    if leave.grounds is not None:
        rest = voice.say("control", "judged", other=other, span=voice.period())
    if leave.exercisable is not None:
        length = voice.span(*leave.exercisable, leave.id)
        late = voice.say("control", "exercisable", party=party, length=length)
        rest = sentences(late, rest)
    parts = {"other": other, "date": defined}
    if span is not None:
        parts["span"] = span
    if leave.notice is None:
        macro = "notice_now" if span is None else "notice_now_period"
        return sentences(voice.say("control", macro, **parts), rest)
    count, unit = leave.notice
    if unit is not Unit.DAY:
        length = voice.span(count, unit, leave.id)
        parts.pop("span", None)
        return sentences(voice.say("control", "notice_length", length=length, **parts), rest)
    parts["nth"] = voice.value(values.ordinal_digits(count), leave.id)
    macro = "notice" if span is None else "notice_period"
    if leave.grounds is None:
        return sentences(voice.say("control", f"{macro}_of", **parts), rest)
    return sentences(voice.say("control", macro, party=party, **parts), rest)


def _cure(scene: Scene, leave: d.Exit, place: Place) -> tuple[Phrase, tuple[model.Block, ...]]:
    voice = scene.voice
    assert leave.curable is not None
    _, other = _sides(scene, leave)
    count, unit = leave.curable
    nth = voice.value(values.ordinal_digits(count), leave.id)
    del unit
    if leave.cured_by_paying is not None:
        amount = noun(voice, leave.cured_by_paying, None)
        return voice.say("control", "cure_paying", nth=nth, other=other, amount=amount), ()
    if leave.cured_when is not None:
        when = in_sentence(voice, leave.cured_when, None)
        said = voice.say("control", "cure_when", nth=nth, other=other, condition=when)
        blocks: tuple[model.Block, ...] = ()
        if place.children:
            joiner = "and" if isinstance(leave.cured_when, e.AllOf) else "or"
            blocks = (condition_list(voice, place.children, None, joiner),)
        return said, blocks
    return voice.say("control", "cure", nth=nth, other=other), ()


def _wind_down(scene: Scene, line: d.WindDown, place: Place) -> model.Subclause:
    voice = scene.voice
    defined = voice.define_special(*WIND_DOWN)
    name = voice.special(*WIND_DOWN)
    parts: dict[str, Phrase | bool] = {"date": _date(scene), "defined": defined, "name": name}
    parts["one"] = place.lone is not None
    if line.count == 1:
        span = voice.period(line.unit or Unit.PERIOD)
        said = voice.say("control", "wind_down_single", span=span, **parts)
    elif line.count is not None:
        number = voice.value(values.count(line.count), line.id)
        spans = voice.period(line.unit or Unit.PERIOD, many=line.count != 1)
        said = voice.say("control", "wind_down", number=number, spans=spans, **parts)
    else:
        assert line.until is not None
        day = voice.value(values.day(line.until), line.id)
        said = voice.say("control", "wind_down_until", day=day, **parts)
    texts = [_change(scene, inner) for inner in line.lines]
    others = voice.say("control", "others_stop")
    return with_items(place, said, plain_items(voice.ending([*texts, others])))


def _change(scene: Scene, line: d.WindDownLine) -> Phrase:
    voice, span = scene.voice, scene.voice.period()
    match line:
        case d.ResidualPayment():
            payer, payee = voice.term(line.payer), voice.term(line.payee)
            if line.of_payment is not None:
                macro = "residual_granted" if _grants(scene, line.of_payment) else "residual"
                part = _part_of(scene, line, line.of_payment)
                return voice.say("control", macro, payer=payer, payee=payee, part=part, span=span)
            value = _value(scene, line)
            return voice.say(
                "control", "residual_value", payer=payer, payee=payee, value=value, span=span
            )
        case d.Fate():
            return _fate(scene, line)
        case d.Passes():
            return voice.say(
                "control", "passes", thing=voice.text(line.what), to=voice.term(line.to)
            )
        case d.Continues():
            return voice.say(
                "control",
                "continues",
                who=voice.term(line.party),
                thing=voice.text(line.what),
                length=voice.span(line.count, line.unit, line.id),
            )
        case _:
            assert_never(line)


def _grants(scene: Scene, payment: str) -> bool:
    return scene.agreement.get(payment, d.Payment).grants is not None


def _part_of(scene: Scene, line: d.ResidualPayment, payment: str) -> Phrase:
    """Return the share of a payment that a line gives, or all of it."""
    voice = scene.voice
    if line.share is None:
        return voice.say("control", "all_of", payment=voice.term(payment))
    share = noun(voice, line.share, None)
    return voice.say("control", "part_of", share=share, payment=voice.term(payment))


def _value(scene: Scene, line: d.ResidualPayment) -> Phrase:
    voice = scene.voice
    assert line.value is not None
    value = noun(voice, line.value, None)
    if line.share is None:
        return value
    share = noun(voice, line.share, None)
    return voice.say("expressions", "share_of", share=share, of=value)


def _once(scene: Scene, line: d.ResidualPayment) -> Phrase:
    voice = scene.voice
    payer, payee = voice.term(line.payer), voice.term(line.payee)
    if line.of_payment is not None:
        macro = "residual_once_granted" if _grants(scene, line.of_payment) else "residual_once"
        part = _part_of(scene, line, line.of_payment)
        return voice.say("control", macro, payer=payer, payee=payee, value=part)
    value = noun(voice, line.value, the_period(voice)) if line.value is not None else Phrase()
    if line.value is not None and line.share is not None:
        value = _value(scene, line)
    return voice.say("control", "residual_once", payer=payer, payee=payee, value=value)


def _fate(scene: Scene, line: d.Fate) -> Phrase:
    voice = scene.voice
    payment = voice.term(line.payment)
    declared = scene.agreement.get(line.payment, d.Payment)
    match line.portion, line.fate:
        case "held", "released at the end":
            return voice.say(
                "control",
                "held_at_end",
                payer=voice.term(declared.payer),
                holdbacks=holdback(scene, many=True),
                payment=payment,
                span=voice.period(),
                wind_down=voice.special(*WIND_DOWN),
            )
        case "held", "forfeited":
            held = holdback(scene, many=True)
            return voice.say("control", "held_forfeited", holdbacks=held, payment=payment)
        case "unvested", "vested":
            return voice.say("control", "unvested_vested", payment=payment, date=_date(scene))
        case "unvested", "forfeited":
            return voice.say("control", "unvested_forfeited", payment=payment)
        case "accrued", "forfeited":
            where = voice.clause_of(line.payment)
            return voice.say("control", "accrued_forfeited", clause=where, payment=payment)
        case _:
            return voice.say(
                "control",
                "fate",
                portion=words(spoken().word(line.portion)),
                payment=payment,
                fate=words(spoken().word(line.fate)),
            )


# What becomes of what is under way, by the kind of what is changed and how.
_EFFECTS = {
    ("payment", "replaces"): "goes_on_payment",
    ("trigger", "replaces"): "goes_on_trigger",
    ("limit", "replaces"): "goes_on_limit",
    ("limit", "adds"): "goes_on_limit",
    ("obligation", "replaces"): "goes_on_duty",
    ("obligation", "removes"): "goes_on_duty",
    ("review", "replaces"): "goes_on_duty",
    ("review", "removes"): "goes_on_duty",
    ("balance", "replaces"): "goes_on_balance",
    ("balance", "removes"): "goes_on_balance",
    ("exit", "replaces"): "goes_on_exit",
    ("exit", "removes"): "goes_on_exit",
    ("milestone", "replaces"): "goes_on_milestone",
    ("milestone", "removes"): "goes_on_milestone",
    ("split", "replaces"): "goes_on_split",
}


def amendment_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of an amendment that stands in the same file."""
    amendment = place.subject
    assert isinstance(amendment, d.Amendment)
    voice = scene.voice
    agreed = place.children[0]
    said = voice.say(
        "control", "amendment", day=voice.value(values.day(amendment.effective), amendment.id)
    )
    by = [
        voice.say(
            "control",
            "agreed",
            party=voice.term(party),
            day=voice.value(values.day(day), amendment.id),
        )
        for party, day in amendment.agreed
    ]
    signed = voice.say("control", "agreed_by", parties=voice.both(by)) if by else None
    one = agreed.lone is not None
    lead = voice.say("control", "changes", one=one) if amendment.changes else None
    texts = []
    for change in amendment.changes:
        name = words(change.name.replace("_", " "))
        what = voice.say("control", "changed", kind=words(spoken().word(change.kind)), name=name)
        parts = {"what": what}
        if change.verb != "removes":
            source = " ".join(change.source.split()).removeprefix(f"{change.verb} ")
            parts["text"] = Phrase(model.Code(source))
        text = voice.say("control", change.verb, **parts)
        effect = _EFFECTS.get((change.kind, change.verb))
        if effect is not None:
            text = voice.say(
                "control", "change_with", text=text, effect=voice.say("control", effect)
            )
        texts.append(text)
    items = plain_items(voice.ending(texts))
    made = with_items(agreed, sentences(said, signed, lead), items)
    return clause(place, amendment.title, [made])
