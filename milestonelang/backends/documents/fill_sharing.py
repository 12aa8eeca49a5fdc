"""Clauses of limits, balances and splits.

In: a place of the outline and its declaration. Out: a clause of the model.
"""

from milestonelang.agreement import declarations as d, lines as n
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.fill_common import (
    Scene,
    cent,
    clause,
    plain_items,
    sentences,
    subclause,
    with_items,
)
from milestonelang.backends.documents.words import Phrase
from milestonelang.backends.documents.words_conditions import condition
from milestonelang.backends.documents.words_expressions import noun, the_period
from milestonelang.outline.places import Place, Role
from milestonelang.outline.uses import nodes
from milestonelang.types import Unit


def limit_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of a limit on a sum of payments."""
    limit = place.subject
    assert isinstance(limit, d.Limit)
    rules = {rule.id: rule for rule in limit.rules}
    parts = []
    for child in place.children:
        assert child.subject is not None
        rule = rules[child.subject.id]
        first = child is place.children[0]
        said = _bound(scene, rule, first) if child.role is Role.MAXIMUM else _sharing(scene, rule)
        parts.append(subclause(child, said))
    return clause(place, limit.title, parts)


def _bound(scene: Scene, limit: d.Limit | d.LimitRule, first: bool) -> Phrase:
    voice = scene.voice
    named = voice.both([_the(scene, name) for name in limit.payments])
    span = voice.period(limit.window)
    macro = "minimum" if limit.at_least else "maximum"
    amount = noun(voice, limit.amount, the_period(voice))
    if limit.window is Unit.TERM:
        said = voice.say("payments", f"{macro}_term", payments=named, term=span, limit=amount)
    else:
        said = voice.say("payments", macro, payments=named, span=span, limit=amount)
    rounded = voice.say("payments", "rounded_amounts", entitlement=voice.entitlement)
    if not first:
        rounded = voice.say("payments", "what_was_left")
    last = None
    if limit.at_least and limit.window not in (Unit.PERIOD, voice.settled):
        last = voice.say(
            "payments", "last_period", span=voice.period(), window=the_period(voice, limit.window)
        )
    return sentences(said, rounded, last)


def _the(scene: Scene, payment: str) -> Phrase:
    return scene.voice.say("steps", "the", term=scene.voice.term(payment))


def _sharing(scene: Scene, limit: d.Limit | d.LimitRule) -> Phrase:
    voice, unit = scene.voice, cent(scene)
    span, order = voice.period(), voice.both([voice.term(name) for name in limit.payments])
    match limit.sharing, limit.at_least:
        case d.Sharing.PRO_RATA, False:
            return voice.say("payments", "pro_rata", span=span, unit=unit)
        case d.Sharing.PRO_RATA, True:
            return voice.say("payments", "pro_rata_up", span=span, unit=unit)
        case d.Sharing.IN_ORDER, False:
            named = [voice.term(name) for name in limit.payments]
            order = voice.say("payments", "one_by_one", payments=named)
            return voice.say("payments", "in_order", span=span, payments=order)
        case _:
            return voice.say("payments", "in_order_up", payments=order)


def balance_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of a balance."""
    balance = place.subject
    assert isinstance(balance, d.Balance)
    made = [
        with_items(child, _balance_part(scene, balance, child), plain_items(_moves(scene, child)))
        for child in place.children
    ]
    return clause(place, balance.title, made)


def _balance_part(scene: Scene, balance: d.Balance, place: Place) -> Phrase:
    voice, span = scene.voice, scene.voice.period()
    match place.role:
        case Role.OPENING:
            defined = voice.definition(balance.name)
            means = voice.text(balance.means) if balance.means else None
            if balance.opens_at is None:
                return voice.say("payments", "opens_empty", defined=defined, means=means)
            amount = noun(voice, balance.opens_at, None)
            return voice.say("payments", "opens", defined=defined, amount=amount, means=means)
        case Role.MOVEMENTS:
            named = voice.term(balance.name)
            if not place.children:
                return voice.say("payments", "no_movements", balance=named, span=span)
            one = place.lone is not None
            return voice.say("payments", "movements", balance=named, span=span, one=one)
        case Role.BOUNDS:
            negative = balance.may_fall_below_zero
            macro = "may_be_negative" if negative else "never_negative"
            said = voice.say("payments", macro, balance=voice.term(balance.name))
            if balance.at_most is None:
                return said
            limit = noun(voice, balance.at_most, the_period(voice))
            above = voice.say(
                "payments", "never_above", balance=voice.term(balance.name), limit=limit
            )
            return sentences(said, above)
        case _ if balance.expires_after is not None:
            number, unit = balance.expires_after
            length = voice.span(number, unit, balance.id)
            return voice.say("payments", "expires_after", length=length, span=span)
        case _:
            assert balance.expires_on is not None
            day = voice.value(values.day(balance.expires_on), balance.id)
            return voice.say(
                "payments", "expires_on", balance=voice.term(balance.name), day=day, span=span
            )


def _moves(scene: Scene, place: Place) -> list[Phrase]:
    voice, at = scene.voice, the_period(scene.voice)
    said = []
    for child in place.children:
        line = child.subject
        assert isinstance(line, d.BalanceLine)
        amount = noun(voice, line.value, at)
        text = voice.say("payments", line.movement.value, amount=amount)
        if line.at_most is not None:
            limit = noun(voice, line.at_most, at)
            text = voice.say("payments", "no_more_than", what=text, limit=limit)
        if line.condition is not None:
            when = condition(voice, line.condition, at)
            text = voice.say("payments", "only_when", what=text, condition=when)
        said.append(text)
    return voice.ending(said)


def in_short_balance(scene: Scene, balance: d.Balance) -> Phrase:
    """Return what the Key Terms say of a balance: its start, what moves it, when it lapses."""
    voice, span = scene.voice, scene.voice.period()

    def say(macro: str, **parts: Phrase | list[Phrase]) -> Phrase:
        return voice.say("key_terms", macro, **parts)

    said = [say("opens_empty")]
    if balance.opens_at is not None:
        said = [say("opens", amount=noun(voice, balance.opens_at, None))]
    moved = []
    for line in balance.lines:
        text = say(line.movement.value, amount=noun(voice, line.value, None))
        if line.at_most is not None:
            text = say("no_more_than", movement=text, limit=noun(voice, line.at_most, None))
        if line.condition is not None:
            when = condition(voice, line.condition, the_period(voice))
            text = say("moved_when", movement=text, condition=when)
        moved.append(text)
    if moved:
        said.append(say("moves", span=span, movements=moved))
    by = [
        _the(scene, payment.name)
        for payment in scene.agreement.of_kind(d.Payment)
        if any(_moves_balance(node, balance.name) for node in nodes(payment))
    ]
    if by:
        said.append(say("moved_by" if not moved else "moved_too", payments=voice.both(by)))
    if balance.at_most is not None:
        said.append(say("never_above", limit=noun(voice, balance.at_most, None)))
    if balance.expires_after is not None:
        number, unit = balance.expires_after
        said.append(say("lapses_after", length=voice.span(number, unit, balance.id)))
    elif balance.expires_on is not None:
        day = voice.value(values.day(balance.expires_on), balance.id)
        said.append(say("lapses_on", day=day))
    return sentences(*said)


def _moves_balance(node: object, name: str) -> bool:
    match node:
        case n.PlusFromBalance() | n.LessFromBalance() | n.AtMost():
            return node.balance == name
        case n.Less():
            return node.rest_into == name
        case n.AtLeast():
            return node.shortfall_into == name
        case _:
            return False


def in_short_split(scene: Scene, split: d.Split) -> Phrase:
    """Return what the Key Terms say of a split: what is divided, and who receives what."""
    voice = scene.voice
    of = scene.agreement.declarations.get(split.of)
    if isinstance(of, d.Payment):
        said = voice.say("key_terms", "divided_payment", payment=voice.term(of.name))
    else:
        assert split.amount is not None
        said = voice.say("key_terms", "divided_amount", amount=noun(voice, split.amount, None))
    shares = [_share(scene, line, line is split.lines[0], None) for line in split.lines]
    ordered = voice.say("key_terms", "in_order", shares=shares).capital()
    return sentences(said, ordered)


def split_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of a split."""
    split = place.subject
    assert isinstance(split, d.Split)
    voice = scene.voice
    shares = place.children[0]
    of = scene.agreement.declarations.get(split.of)
    if isinstance(of, d.Payment):
        payer, pay = voice.term(of.payer), voice.term(of.name)
        one = shares.lone is not None
        said = voice.say("payments", "divides", payer=payer, pay=pay, span=voice.period(), one=one)
    else:
        assert split.amount is not None
        amount = noun(voice, split.amount, the_period(voice)).capital()
        said = voice.say("payments", "is_divided", amount=amount, one=shares.lone is not None)
    first = split.lines[0].id
    texts = voice.ending(
        [_share(scene, line, line.id == first, the_period(voice)) for line in split.lines]
    )
    divided = with_items(shares, said, plain_items(texts))
    others = [subclause(child, _of_split(scene, split, child)) for child in place.children[1:]]
    return clause(place, split.title, [divided, *others])


def _of_split(scene: Scene, split: d.Split, place: Place) -> Phrase:
    """Return what is said of a split besides who receives what."""
    voice = scene.voice
    match place.role:
        case Role.LEFTOVER:
            return voice.say("payments", "leftover", unit=cent(scene), to=_leftover(scene, split))
        case Role.AFTER_TERM:
            return voice.say("payments", "divided_later", term=voice.period(Unit.TERM))
        case _:
            of = scene.agreement.get(split.of, d.Payment)
            payer, pay = voice.term(of.payer), voice.term(of.name)
            paid = voice.say("payments", "pays_shares", payer=payer, pay=pay)
            if not any(of.payer in line.parties for line in split.lines):
                return paid
            return sentences(paid, voice.say("payments", "keeps_share", payer=payer))


def _leftover(scene: Scene, split: d.Split) -> Phrase:
    voice = scene.voice
    if split.leftover in scene.agreement.declarations:
        return voice.say("payments", "to_party", party=voice.term(split.leftover))
    macros = {
        "the largest fractions": "to_largest",
        "the first": "to_first",
        "the last": "to_last",
    }
    return voice.say("payments", macros[split.leftover])


def _share(scene: Scene, line: d.Share, first: bool, at: Phrase | None) -> Phrase:
    voice = scene.voice
    parties = [voice.term(name) for name in line.parties]
    if line.rest:
        return voice.say("payments", "the_rest", party=voice.both(parties))
    if line.proportion:
        measures = voice.both(
            [
                voice.say("payments", "measure", measure=noun(voice, part, at), party=party)
                for part, party in zip(line.proportion, parties, strict=True)
            ]
        )
        return voice.say(
            "payments", "in_proportion", parties=voice.both(parties), measures=measures, first=first
        )
    limit = None if line.up_to is None else noun(voice, line.up_to, at)
    window = None
    if line.window is not None:
        macro = "in_term" if line.window is Unit.TERM else "each_span"
        window = voice.say("payments", macro, span=voice.period(line.window))
    if not line.shares:
        assert limit is not None
        if window is None:
            return voice.say("payments", "first_to_all", party=voice.both(parties), limit=limit)
        return voice.say(
            "payments", "first_to", party=voice.both(parties), limit=limit, window=window
        )
    each = [
        voice.say("payments", "receives", party=party, share=noun(voice, share, at))
        for party, share in zip(parties, line.shares, strict=True)
    ]
    if limit is None:
        return voice.say("payments", "of_the_rest", shares=voice.both(each), first=first)
    return voice.say(
        "payments",
        # Of a share that leaves some, a limit said first would seem to be one of the whole.
        "of_rest_up_to" if len(each) > 1 else "share_up_to",
        first=first,
        shares=voice.both(each),
        limit=limit,
        window=window or Phrase(),
    )
