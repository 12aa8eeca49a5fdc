"""Clauses of payments, limits, balances and splits.

In: a place of the outline and its declaration. Out: a clause of the model, in this order: duty to
pay; calculation with its tables; holdback, vesting, taking back; late interest; due date.
"""

from typing import assert_never

from milestonelang.agreement import declarations as d
from milestonelang.agreement import expressions as e
from milestonelang.agreement import lines as n
from milestonelang.backends.documents import model, values, words_tables
from milestonelang.backends.documents.fill_common import (
    Scene,
    cent,
    clause,
    holdback,
    item,
    lettered,
    sentences,
    subclause,
)
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_conditions import condition, needs_period
from milestonelang.backends.documents.words_expressions import noun, the_period
from milestonelang.backends.documents.words_steps import (
    Calculation,
    condition_list,
    in_sentence,
    items,
    what_of,
)
from milestonelang.outline.places import Place, Role
from milestonelang.outline.uses import nodes
from milestonelang.types import Count, Unit

# Words for what is paid, where the title of a payment ends in one of them.
KINDS = (
    *("bonus", "commission", "contribution", "credit", "fee", "incentive", "payment", "rebate"),
    *("refund", "reimbursement", "reward", "royalty", "salary", "share", "subsidy"),
)


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
            return [subclause(place, _duty(scene, payment))]
        case Role.STEPS:
            return [_steps(scene, payment, calculation, place)]
        case Role.HOLDBACK:
            assert isinstance(line, n.HoldBack)
            return [_hold_back(scene, payment, line, place)]
        case Role.VESTING:
            assert isinstance(line, n.Vests)
            return [_vesting(scene, payment, line, place)]
        case Role.TAKING_BACK:
            assert isinstance(line, n.ClawsBack)
            return [_taking_back(scene, payment, line, place)]
        case Role.RECOVERY:
            assert isinstance(line, n.ClawsBack)
            return [subclause(place, _recovery(scene, payment, line))]
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
    last = payment.title.lower().split()[-1]
    kind = words(last) if last in KINDS else voice.say("payments", "payment")
    return voice.say("payments", "duty_to_pay", kind=kind, **parts)


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
    seldom = None
    if payment.every is not voice.settled and payment.every is not Unit.PERIOD:
        seldom = voice.say("payments", "seldom", pay=pay, span=span, period=voice.period())
    said = voice.say("payments", "calculation", payer=voice.term(payment.payer), pay=pay, span=span)
    head, _, rest = (said, None, None) if seldom is None else (said, None, seldom)
    listed = items(calculation, place.children, model.ItemsKind.STEPS)
    tables = tuple(_table(scene, calculation, table, payment.title) for table in place.tables)
    blocks: tuple[model.Block, ...] = (listed, *tables)
    if rest is not None:
        blocks = (*blocks, model.Paragraph(rest.inlines))
    return subclause(place, head, blocks)


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


def _bare(calculation: Calculation, line: n.On) -> Phrase:
    if line.accumulated is None:
        return noun(calculation.voice, line.base, None)
    said = what_of(calculation, line)
    return Phrase(*said.inlines[1:])


def scale_table(scene: Scene, place: Place, scale: d.Schedule) -> model.Table:
    """Return the table of a schedule, whose heads name what goes in."""
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
    what = voice.say("steps", "base_head") if used is None else noun(voice, used, None)
    return words_tables.table(voice, scale.table, place, scale.title, what)


def _hold_back(scene: Scene, payment: d.Payment, line: n.HoldBack, place: Place) -> model.Subclause:
    voice = scene.voice
    parts = {
        "payer": voice.term(payment.payer),
        "pay": voice.term(payment.name),
        "share": noun(voice, line.share, the_period(voice)),
        "entitlement": voice.entitlement,
    }
    if voice.is_defined("term-holdback"):
        said = voice.say("payments", "hold_back_known", holdback=holdback(scene), **parts)
    else:
        defined = voice.define("Holdback", "term-holdback")
        said = voice.say("payments", "hold_back", defined=defined, **parts)
    if any(isinstance(step, n.BelowZeroLine) for step in nodes(payment)):
        rest = voice.say("payments", "positive_only", entitlement=voice.entitlement)
        said = sentences(said, rest)
    made = [_release(scene, payment, line, child, place) for child in place.children]
    return subclause(place, said, lettered(made))


def _release(
    scene: Scene, payment: d.Payment, line: n.HoldBack, place: Place, above: Place
) -> model.Item:
    voice = scene.voice
    payer, held = voice.term(payment.payer), holdback(scene)
    span = voice.period()
    if place.role is Role.FORFEITURE:
        return _forfeiture(scene, payment, line, place)
    part = place.subject
    last = place is [child for child in above.children if child.role is Role.RELEASE][-1]
    rest = _release_last(scene, payment, above) if last else None
    if isinstance(part, n.ReleasePart):
        when = condition(voice, part.when, None)
        if part.share is None:
            said = voice.say(
                "payments", "release_rest", payer=payer, holdback=held, span=span, condition=when
            )
        else:
            share = noun(voice, part.share, None)
            said = voice.say(
                "payments",
                "release_part",
                payer=payer,
                share=share,
                holdback=held,
                span=span,
                condition=when,
            )
        return item(place, sentences(said, rest))
    nth = voice.value(values.ordinal(line.periods or 1), line.id)
    said = voice.say("payments", "release_with", payer=payer, holdback=held, span=span, nth=nth)
    return item(place, sentences(said, rest))


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


def _forfeiture(scene: Scene, payment: d.Payment, line: n.HoldBack, place: Place) -> model.Item:
    voice = scene.voice
    assert line.forfeited_if is not None
    span = voice.period()
    at: Phrase | None = None
    parts = {"payer": voice.term(payment.payer), "holdback": holdback(scene)}
    if line.forfeited is n.ForfeitureTime.ANY_TIME:
        at = _that(scene, line.forfeited_if)
        when = in_sentence(voice, line.forfeited_if, at)
        said = voice.say("payments", "forfeited_any_time", span=span, condition=when, **parts)
    else:
        at = voice.say("payments", "span_of_release", span=span)
        when = in_sentence(voice, line.forfeited_if, at)
        said = voice.say("payments", "forfeited_at_release", condition=when, **parts)
    return item(place, said, listed(scene, line.forfeited_if, place, at))


def listed(scene: Scene, node: e.Expr, place: Place, at: Phrase | None) -> tuple[model.Block, ...]:
    """Return the list of a condition that its sentence announced, or nothing."""
    inside = [child for child in place.children if child.role is Role.CONDITION]
    if not inside:
        return ()
    joiner = "and" if isinstance(node, e.AllOf) else "or"
    return (condition_list(scene.voice, inside, at, joiner),)


def _vesting(scene: Scene, payment: d.Payment, line: n.Vests, place: Place) -> model.Subclause:
    voice = scene.voice
    span = voice.period()
    parts = {
        "entitlement": voice.entitlement,
        "pay": voice.term(payment.name),
        "parts": voice.value(values.count(line.periods), line.id),
        "span": span,
    }
    macro = "vests"
    if line.periods == 1:
        macro = "vests_whole"
        del parts["parts"]
    if line.from_date is None:
        first = voice.say("payments", macro, **parts)
    else:
        day = voice.value(values.day(line.from_date), line.id)
        first = voice.say("payments", f"{macro}_from", day=day, **parts)
    paid = {"payer": voice.term(payment.payer), "span": span, "term": voice.period(Unit.TERM)}
    if line.periods == 1:
        rest = voice.say("payments", "vesting_whole", **paid)
    else:
        rest = voice.say("payments", "vesting_cents", unit=cent(scene), **paid)
    made = []
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
            made.append(item(child, said))
        elif line.condition is not None:
            at = voice.say("payments", "span_of_part", span=span)
            said = in_sentence(voice, line.condition, at)
            if line.delayed:
                said = voice.say("payments", "delayed_vesting", condition=said, span=span)
            else:
                said = voice.say("payments", "while_vesting", condition=said)
            made.append(item(child, said, listed(scene, line.condition, child, at)))
    return subclause(place, sentences(first, rest), lettered(made))


def _taking_back(
    scene: Scene, payment: d.Payment, line: n.ClawsBack, place: Place
) -> model.Subclause:
    voice = scene.voice
    span = voice.period()
    simple = isinstance(line.condition, e.Compare)
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
    else:
        assert line.share is not None and line.periods is not None
        parts["entitlement"] = voice.entitlement
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


def _recovery(scene: Scene, payment: d.Payment, line: n.ClawsBack) -> Phrase:
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


def limit_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of a limit on a sum of payments."""
    limit = place.subject
    assert isinstance(limit, d.Limit)
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
    last = None
    if limit.at_least and limit.window not in (Unit.PERIOD, voice.settled):
        last = voice.say(
            "payments", "last_period", span=voice.period(), window=the_period(voice, limit.window)
        )
    parts = [subclause(place.children[0], sentences(said, rounded, last))]
    for child in place.children[1:]:
        parts.append(subclause(child, _sharing(scene, limit)))
    return clause(place, limit.title, parts)


def _the(scene: Scene, payment: str) -> Phrase:
    return scene.voice.say("steps", "the", term=scene.voice.term(payment))


def _sharing(scene: Scene, limit: d.Limit) -> Phrase:
    voice, unit = scene.voice, cent(scene)
    span, order = voice.period(), voice.both([voice.term(name) for name in limit.payments])
    match limit.sharing, limit.at_least:
        case d.Sharing.PRO_RATA, False:
            return voice.say("payments", "pro_rata", span=span, unit=unit)
        case d.Sharing.PRO_RATA, True:
            return voice.say("payments", "pro_rata_up", span=span, unit=unit)
        case d.Sharing.IN_ORDER, False:
            return voice.say("payments", "in_order", span=span, payments=order)
        case _:
            return voice.say("payments", "in_order_up", payments=order)


def balance_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of a balance."""
    balance = place.subject
    assert isinstance(balance, d.Balance)
    made = [
        subclause(child, _balance_part(scene, balance, child), _moves(scene, child))
        for child in place.children
    ]
    return clause(place, balance.title, made)


def _balance_part(scene: Scene, balance: d.Balance, place: Place) -> Phrase:
    voice, span = scene.voice, scene.voice.period()
    match place.role:
        case Role.OPENING:
            defined = voice.definition(balance.name)
            if balance.opens_at is None:
                return voice.say("payments", "opens_empty", defined=defined)
            amount = noun(voice, balance.opens_at, None)
            return voice.say("payments", "opens", defined=defined, amount=amount)
        case Role.MOVEMENTS:
            macro = "movements" if place.children else "no_movements"
            return voice.say("payments", macro, balance=voice.term(balance.name), span=span)
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


def _moves(scene: Scene, place: Place) -> tuple[model.Block, ...]:
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
    ended = voice.ending(said)
    return lettered([item(c, t) for c, t in zip(place.children, ended, strict=True)])


def split_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of a split."""
    split = place.subject
    assert isinstance(split, d.Split)
    voice = scene.voice
    shares = place.children[0]
    of = scene.agreement.declarations.get(split.of)
    if isinstance(of, d.Payment):
        payer, pay = voice.term(of.payer), voice.term(of.name)
        said = voice.say("payments", "divides", payer=payer, pay=pay)
    else:
        assert split.amount is not None
        amount = noun(voice, split.amount, the_period(voice)).capital()
        said = voice.say("payments", "is_divided", amount=amount)
    texts = voice.ending([_share(scene, child.subject) for child in shares.children])
    made = [item(c, t) for c, t in zip(shares.children, texts, strict=True)]
    blocks = lettered(made)
    if any(len(line.parties) > 1 for line in split.lines):
        rest = voice.say("payments", "leftover", unit=cent(scene), to=_leftover(scene, split))
        blocks = (*blocks, model.Paragraph(rest.inlines))
    return clause(place, split.title, [subclause(shares, said, blocks)])


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


def _share(scene: Scene, line: object) -> Phrase:
    assert isinstance(line, d.Share)
    voice, at = scene.voice, the_period(scene.voice)
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
            "payments", "in_proportion", parties=voice.both(parties), measures=measures
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
        return voice.say("payments", "of_the_rest", shares=voice.both(each))
    return voice.say(
        "payments",
        "of_rest_up_to",
        shares=voice.both(each),
        limit=limit,
        window=window or Phrase(),
    )
