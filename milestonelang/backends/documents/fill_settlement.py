"""Settlement lines of a payment: what is held back, vests or is taken back after the Entitlement.

In: a line and its place. Out: numbered sentences, with what may be released or lost as items.
"""

from typing import assert_never

from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.fill_common import (
    Scene,
    cent,
    holdback,
    sentences,
    subclause,
    with_items,
)
from milestonelang.backends.documents.fill_row_shares import (
    base_of_own,
    below_zero,
    is_of_rows,
    returned,
    row_share,
)
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_conditions import condition, needs_period
from milestonelang.backends.documents.words_expressions import noun, the_period
from milestonelang.backends.documents.words_steps import condition_list, in_sentence
from milestonelang.outline.places import Place, Role
from milestonelang.outline.uses import nodes
from milestonelang.types import Count, Unit


def hold_back(scene: Scene, payment: d.Payment, line: n.HoldBack, place: Place) -> model.Subclause:
    """Return the sentence of a holdback, with its release and forfeiture."""
    voice = scene.voice
    parts = {
        "payer": voice.term(payment.payer),
        "share": noun(voice, line.share, the_period(voice)),
    }
    of_row = is_of_rows(payment, line)
    macro = "hold_back_row" if of_row else "hold_back"
    if of_row:
        parts["row_share"] = row_share(scene)
    else:
        base = base_of_own(scene, payment)
        parts |= {"pay": voice.term(payment.name), "entitlement": base}
    if voice.is_defined("term-holdback"):
        said = voice.say("payments", f"{macro}_known", holdback=holdback(scene), **parts)
    else:
        defined = voice.define_special("holdback", "term-holdback")
        said = voice.say("payments", macro, defined=defined, **parts)
    if of_row:
        said = sentences(said, below_zero(scene, payment))
    elif any(isinstance(step, n.BelowZeroLine) for step in nodes(payment)):
        rest = voice.say("payments", "positive_only", entitlement=voice.entitlement)
        said = sentences(said, rest)
    made = [_release(scene, payment, line, child, place) for child in place.children]
    return with_items(place, said, made)


def _release(
    scene: Scene, payment: d.Payment, line: n.HoldBack, place: Place, above: Place
) -> tuple[Phrase, tuple[model.Block, ...]]:
    voice = scene.voice
    payer, held = voice.term(payment.payer), holdback(scene)
    span = voice.period()
    if place.role is Role.FORFEITURE:
        return _forfeiture(scene, payment, line, place)
    part = place.subject
    of = "_row" if is_of_rows(payment, line) else ""
    last = place is [child for child in above.children if child.role is Role.RELEASE][-1]
    rest = _release_last(scene, payment, above) if last else None
    if isinstance(part, n.ReleasePart):
        when = condition(voice, part.when, None)
        if part.share is None:
            said = voice.say(
                "payments",
                f"release_{'rest' if len(line.parts) > 1 else 'when'}{of}",
                payer=payer,
                holdback=held,
                span=span,
                condition=when,
            )
        else:
            share = noun(voice, part.share, None)
            said = voice.say(
                "payments",
                f"release_part{of}",
                payer=payer,
                share=share,
                holdback=held,
                span=span,
                condition=when,
            )
        return sentences(said, rest), ()
    nth = voice.value(values.ordinal(line.periods or 1), line.id)
    macro = "release_row" if of else "release_with"
    said = voice.say("payments", macro, payer=payer, holdback=held, span=span, nth=nth)
    return sentences(said, rest), ()


def _release_last(scene: Scene, payment: d.Payment, above: Place) -> Phrase:
    voice = scene.voice
    parts = {
        "holdbacks": holdback(scene, many=True),
        "span": voice.period(),
        "term": voice.period(Unit.TERM),
    }
    forfeiture = above.child(Role.FORFEITURE)
    if forfeiture is None:
        return voice.say("payments", "release_last", **parts)
    tested = voice.reference(forfeiture)
    return voice.say("payments", "release_last_tested", item=tested, **parts)


def _forfeiture(
    scene: Scene, payment: d.Payment, line: n.HoldBack, place: Place
) -> tuple[Phrase, tuple[model.Block, ...]]:
    voice = scene.voice
    assert line.forfeited_if is not None
    span = voice.period()
    at: Phrase | None = None
    of = "_row" if is_of_rows(payment, line) else ""
    parts = {"payer": voice.term(payment.payer), "holdback": holdback(scene)}
    if line.forfeited is n.ForfeitureTime.ANY_TIME:
        at = _that(scene, line.forfeited_if)
        when = in_sentence(voice, line.forfeited_if, at)
        said = voice.say("payments", f"forfeited_any_time{of}", span=span, condition=when, **parts)
    else:
        at = voice.say("payments", "span_of_release", span=span)
        when = in_sentence(voice, line.forfeited_if, at)
        said = voice.say("payments", f"forfeited_at_release{of}", condition=when, **parts)
    return said, listed(scene, line.forfeited_if, place, at)


def listed(scene: Scene, node: e.Expr, place: Place, at: Phrase | None) -> tuple[model.Block, ...]:
    """Return the list of a condition that its sentence announced, or nothing."""
    inside = [child for child in place.children if child.role is Role.CONDITION]
    if not inside:
        return ()
    joiner = "and" if isinstance(node, e.AllOf) else "or"
    return (condition_list(scene.voice, inside, at, joiner),)


def vesting(scene: Scene, payment: d.Payment, line: n.Vests, place: Place) -> model.Subclause:
    """Return the sentence of vesting, with its waiting time and condition."""
    voice = scene.voice
    span = voice.period()
    of_row = is_of_rows(payment, line)
    parts = {
        "parts": voice.value(values.count(line.periods), line.id),
        "span": span,
    }
    if of_row:
        parts["row_share"] = row_share(scene)
    else:
        base = base_of_own(scene, payment)
        parts |= {"entitlement": base, "pay": voice.term(payment.name)}
    macro = "vests"
    if line.periods == 1:
        macro = "vests_whole"
        del parts["parts"]
    if of_row:
        macro = f"{macro}_row"
    if line.from_date is None:
        first = voice.say("payments", macro, **parts)
    else:
        day = voice.value(values.day(line.from_date), line.id)
        first = voice.say("payments", f"{macro}_from", day=day, **parts)
    paid = {"payer": voice.term(payment.payer), "span": span, "term": voice.period(Unit.TERM)}
    if line.periods == 1:
        rest = voice.say("payments", "vesting_whole", **paid)
    elif isinstance(payment.type, Count):
        unit = words(voice.unit_word(payment.type.unit, many=True))
        rest = voice.say("payments", "vesting_units", unit=unit, **paid)
    else:
        rest = voice.say("payments", "vesting_cents", unit=cent(scene), **paid)
    made: list[tuple[Phrase, tuple[model.Block, ...]]] = []
    for child in place.children:
        if child.role is Role.WAITING:
            number = line.nothing_before or 0
            said = voice.say(
                "payments",
                "waiting",
                nth=voice.value(values.ordinal(number), line.id),
                span=span,
                number=words(values.count(number)),
                spans=voice.period(many=number != 1),
            )
            made.append((said, ()))
        elif line.condition is not None:
            at = voice.say("payments", "span_of_part", span=span)
            said = in_sentence(voice, line.condition, at)
            if line.delayed:
                said = voice.say("payments", "delayed_vesting", condition=said, span=span)
            else:
                said = voice.say("payments", "while_vesting", condition=said)
            made.append((said, listed(scene, line.condition, child, at)))
    return with_items(place, sentences(first, rest), made)


def taking_back(
    scene: Scene, payment: d.Payment, line: n.ClawsBack, place: Place
) -> model.Subclause:
    """Return the sentence of what is taken back."""
    voice = scene.voice
    span = voice.period()
    simple = isinstance(line.condition, e.Compare)
    if is_of_rows(payment, line):
        that = voice.say("grammar", "that", thing=span) if simple else _that(scene, line.condition)
        said = returned(scene, payment, line, in_sentence(voice, line.condition, that))
        return subclause(place, said, listed(scene, line.condition, place, that))
    at = voice.say("payments", "a_span", span=span) if simple else _that(scene, line.condition)
    when = in_sentence(voice, line.condition, at)
    if not simple:
        when = voice.say("payments", "for_a_span", span=span, condition=when)
    parts = {
        "condition": when,
        "payee": voice.term(payment.payee),
        "payer": voice.term(payment.payer),
        "pay": voice.term(payment.name),
    }
    if line.amount is not None:
        amount = noun(voice, line.amount, voice.say("grammar", "that", thing=span))
        said = voice.say("payments", "claw_back_amount", amount=amount, **parts)
        if sum(isinstance(other, n.ClawsBack) for other in payment.settlement) > 1:
            # Of which periods it is returned matters where another line asks what is left of one.
            latest = voice.say("payments", "claw_back_latest", spans=voice.period(many=True))
            said = sentences(said, latest)
    else:
        assert line.share is not None and line.periods is not None
        parts["entitlement"] = base_of_own(scene, payment)
        parts["share"] = noun(voice, line.share, voice.say("grammar", "that", thing=span))
        if line.periods == 1:
            said = voice.say("payments", "claw_back_single", span=span, **parts)
        else:
            number = voice.value(values.count(line.periods), line.id)
            spans = voice.period(many=True)
            said = voice.say(
                "payments", "claw_back", span=span, number=number, spans=spans, **parts
            )
    return subclause(place, said, listed(scene, line.condition, place, at))


def _that(scene: Scene, node: e.Expr) -> Phrase | None:
    """Return `that Quarter` for a condition that has to name the period it is read for."""
    over = (e.Consecutive, e.InLast, e.AnyTime)
    if needs_period(node) or any(isinstance(inner, over) for inner in e.walk(node)):
        return scene.voice.say("grammar", "that", thing=scene.voice.period())
    return None


def recovery(scene: Scene, payment: d.Payment, line: n.ClawsBack) -> Phrase:
    """Return how what is taken back is recovered."""
    voice = scene.voice
    payer, payee = voice.term(payment.payer), voice.term(payment.payee)
    match line.recovery:
        case n.Recovery.SET_OFF:
            span = voice.period()
            return voice.say("payments", "set_off", payer=payer, payee=payee, span=span)
        case n.Recovery.INVOICE if line.invoice_days is not None:
            days = voice.span(line.invoice_days, Unit.DAY, line.id)
            return voice.say("payments", "invoice", payer=payer, payee=payee, days=days)
        case n.Recovery.INVOICE:
            return voice.say("payments", "invoice_open", payer=payer, payee=payee)
        case _:
            assert_never(line.recovery)
