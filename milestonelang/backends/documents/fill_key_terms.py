"""The deal on the first page: one row for each payment, limit, milestone, trigger and exit.

In: the agreement. Out: `model.KeyTerms`. The phrases are short and do not bind; each row names the
clause that does.
"""

from collections.abc import Iterator
from typing import assert_never

from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.agreement.rows import settlement_of
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.fill_common import Scene, are_many, sentences
from milestonelang.backends.documents.fill_payments import thing
from milestonelang.backends.documents.fill_row_shares import is_of_rows, key_terms_of_row
from milestonelang.backends.documents.fill_sharing import in_short_balance, in_short_split
from milestonelang.backends.documents.fill_timeline import timeline
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_conditions import condition, needs_period, other_side
from milestonelang.backends.documents.words_expressions import noun
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.outline.draft import is_listed
from milestonelang.outline.places import Role
from milestonelang.types import Unit

_MOST_STEPS = 6  # more are not short; that there are more is then said


def key_terms(scene: Scene) -> model.KeyTerms:
    """Return the Key Terms."""
    voice = scene.voice
    rows = [_row(scene, voice.say("key_terms", "term"), _term(scene), None)]
    for item in scene.agreement.declarations.values():
        match item:
            case d.Payment():
                rows.append(_row(scene, words(item.title), _payment(scene, item), item))
            case d.Limit():
                said = sentences(*(_limit(scene, rule) for rule in item.rules))
                rows.append(_row(scene, words(item.title), said, item))
            case d.Balance():
                rows.append(_row(scene, words(item.title), in_short_balance(scene, item), item))
            case d.Split():
                rows.append(_row(scene, words(item.title), in_short_split(scene, item), item))
            case _:
                continue
    for milestone in scene.agreement.of_kind(d.Milestone):
        rows.append(_row(scene, words(milestone.title), _milestone(scene, milestone), milestone))
    for trigger in scene.agreement.of_kind(d.Trigger):
        rows.append(_row(scene, words(trigger.title), _trigger(scene, trigger), trigger))
    for leave in scene.agreement.of_kind(d.Exit):
        rows.append(_row(scene, words(leave.title), _exit(scene, leave), leave))
    return model.KeyTerms(
        label=voice.say("key_terms", "overview").text,
        title=voice.say("key_terms", "key_terms").text,
        anchor="key-terms",
        heads=(
            voice.say("key_terms", "subject").text,
            voice.say("key_terms", "agreed").text,
            voice.say("key_terms", "clause").text,
        ),
        rows=tuple(rows),
        blocks=timeline(scene),
    )


def _row(scene: Scene, subject: Phrase, text: Phrase, of: d.Declaration | None) -> model.KeyTerm:
    found = scene.outline.place(None, Role.TERM) if of is None else scene.outline.place(of.id)
    place = model.Reference(found.number, found.anchor)
    return model.KeyTerm(subject.text, text.capital().inlines, place)


def _term(scene: Scene) -> Phrase:
    voice, contract = scene.voice, scene.agreement.contract
    name = values.currency_name(contract.currency) or contract.currency
    said = voice.say(
        "key_terms",
        "term_text",
        start=voice.value(values.day(contract.start), contract.id),
        end=voice.value(values.day(contract.end), contract.id),
        span=voice.period(),
        currency=words(name),
    )
    renewal = contract.renewal
    if renewal is None:
        return said
    length = voice.span(renewal.count, renewal.unit, renewal.id)
    notice = voice.span(renewal.notice_count, renewal.notice_unit, renewal.id)
    return sentences(said, voice.say("key_terms", "renewed", length=length, notice=notice))


def _payment(scene: Scene, payment: d.Payment) -> Phrase:
    """Return what a payment is in short: the amount in one sentence, then its conditions."""
    voice = scene.voice
    amount: list[Phrase] = []
    rest: list[Phrase] = []
    if payment.grants is not None and payment.grants.unit is None:
        amount.append(thing(scene, payment.grants))
    for step in _flat(payment.steps):
        said = _step(scene, payment, step)
        if said is None:
            continue
        if isinstance(step, (n.OnlyIf, n.OnlyExcess, n.AtMost, n.AtLeast)):
            rest.append(said)
        else:
            amount.append(said)
    more = len(amount) > _MOST_STEPS
    shown = amount[: _MOST_STEPS - 1] if more else amount
    first = voice.say("key_terms", "joined", parts=shown, more=more) if amount else None
    settled = [_settlement(scene, payment, line) for line in settlement_of(payment)]
    return sentences(None if first is None else first.capital(), *rest, *settled)


def _flat(steps: tuple[n.Step, ...]) -> Iterator[n.Step]:
    for step in steps:
        if isinstance(step, n.ForEachRow):
            yield from _flat(step.steps)
        yield step


def _step(scene: Scene, payment: d.Payment, step: n.Step) -> Phrase | None:
    voice = scene.voice

    def say(macro: str, **parts: Phrase | None) -> Phrase:
        return voice.say("key_terms", macro, **parts)

    match step:
        case n.Amount():
            return noun(voice, step.value, None)
        case n.On():
            return _on(scene, step)
        case n.Times():
            return say("times", factor=noun(voice, step.factor, None))
        case n.DividedBy():
            return say("divided", divisor=noun(voice, step.divisor, None))
        case n.Plus():
            return say("plus", amount=noun(voice, step.value, None))
        case n.Less():
            return say("less", amount=noun(voice, step.value, None))
        case n.PlusFromBalance():
            return say("plus", amount=_the(voice, step.balance))
        case n.LessFromBalance():
            return say("less", amount=_the(voice, step.balance))
        case n.OnlyIf():
            if is_listed(step.condition):
                inner = say("conditions_of_clause")
                return say("only_if", condition=inner)
            other = other_side(voice, step.condition)
            if other is None:
                return say("only_if", condition=condition(voice, step.condition, None))
            return say("nothing_if", other=condition(voice, step.condition, None, holds=False))
        case n.OnlyExcess():
            return say("excess", over=noun(voice, step.over, None))
        case n.AtMost():
            window = _window_of(scene, payment, step, step.limit)
            return say("at_most", limit=noun(voice, step.limit, None), window=window)
        case n.AtLeast():
            window = _window_of(scene, payment, step, step.minimum)
            return say("at_least", limit=noun(voice, step.minimum, None), window=window)
        case n.ForEachRow():
            return say("rows", source=voice.term(step.source))
        case n.BelowZeroLine() | n.ProratedByDays() | n.NotProrated() | n.RoundedLine():
            return None
        case _:
            assert_never(step)


def _the(voice: Voice, name: str) -> Phrase:
    return voice.say("grammar", "the", thing=voice.term(name))


def _window_of(
    scene: Scene, payment: d.Payment, step: n.AtMost | n.AtLeast, limit: e.Expr
) -> Phrase | None:
    """Return `a Quarter`, or nothing where the limit speaks of its Quarter by itself."""
    if step.per_row:
        return scene.voice.say("key_terms", "a_row")
    if step.window is Unit.PERIOD and needs_period(limit):
        return None
    # The period of a line is that of its payment, which may be longer than the contract's.
    return _window(scene, payment.every if step.window is Unit.PERIOD else step.window)


def _window(scene: Scene, window: Unit) -> Phrase:
    voice = scene.voice
    if window is Unit.TERM:
        return voice.say("key_terms", "in_the", span=voice.period(window))
    return voice.say("key_terms", "a_span", span=voice.period(window))


def _on(scene: Scene, step: n.On) -> Phrase:
    voice = scene.voice
    what = noun(voice, step.base, None)
    table = step.table
    if table.kind in (n.TableKind.INTERPOLATED, n.TableKind.BY_NAME):
        place = voice.reference(scene.outline.place(table.id, Role.TABLE))
        return voice.say("key_terms", "scale", table=place, what=what)
    shown = [noun(voice, band.rate, None) for band in table.bands]
    rates = voice.both(list({phrase.text: phrase for phrase in shown}.values()))
    fixed = table.kind is n.TableKind.FIXED_AMOUNTS
    macro = "amounts" if fixed else "bands"
    if step.accumulated is None:
        return voice.say("key_terms", macro, rates=rates, what=what)
    units = {
        n.Accumulation.MONTHLY: Unit.MONTH,
        n.Accumulation.QUARTERLY: Unit.QUARTER,
        n.Accumulation.YEARLY: Unit.YEAR,
        n.Accumulation.TERM: Unit.TERM,
    }
    unit = units[step.accumulated]
    of = "of_term" if unit is Unit.TERM else "of_year"
    window = voice.say("key_terms", of, span=voice.period(unit))
    return voice.say("key_terms", f"{macro}_total", rates=rates, what=what, window=window)


def _settlement(scene: Scene, payment: d.Payment, line: n.SettlementLine) -> Phrase:
    voice = scene.voice
    if is_of_rows(payment, line):
        taken = _when(scene, line) if isinstance(line, n.ClawsBack) else None
        return key_terms_of_row(scene, line, taken)
    match line:
        case n.HoldBack():
            share = noun(voice, line.share, None)
            if len(line.parts) == 1:
                until = condition(voice, line.parts[0].when, None)
                return voice.say("key_terms", "held_until", share=share, condition=until)
            if line.periods is None:
                return voice.say("key_terms", "held_parts", share=share)
            periods = voice.counted(line.periods, Unit.PERIOD, line.id)
            return voice.say("key_terms", "held", share=share, periods=periods)
        case n.Vests():
            periods = voice.counted(line.periods, Unit.PERIOD, line.id)
            return voice.say("key_terms", "vests", periods=periods)
        case n.ClawsBack():
            when = _when(scene, line)
            if line.amount is not None:
                amount = noun(voice, line.amount, None)
                return voice.say("key_terms", "taken_amount", amount=amount, condition=when)
            assert line.share is not None
            periods = voice.counted(line.periods or 1, Unit.PERIOD, line.id)
            share = noun(voice, line.share, None)
            return voice.say(
                "key_terms", "taken_back", share=share, periods=periods, condition=when
            )
        case _:
            assert_never(line)


def _when(scene: Scene, line: n.ClawsBack) -> Phrase:
    if is_listed(line.condition):
        return scene.voice.say("key_terms", "conditions_of_clause")
    return condition(scene.voice, line.condition, None)


def _limit(scene: Scene, limit: d.Limit | d.LimitRule) -> Phrase:
    voice = scene.voice
    named = voice.both([voice.term(name) for name in limit.payments])
    window = _window(scene, limit.window)
    amount = noun(voice, limit.amount, None)
    macro = "limit_least" if limit.at_least else "limit_most"
    many = len(limit.payments) > 1
    return voice.say("key_terms", macro, payments=named, limit=amount, window=window, many=many)


def _milestone(scene: Scene, milestone: d.Milestone) -> Phrase:
    voice = scene.voice
    if milestone.amount is not None:
        amount = noun(voice, milestone.amount, None)
    elif milestone.grants is not None:
        amount = thing(scene, milestone.grants)
    else:
        amount = voice.say("key_terms", "no_payment")
    time = None
    if milestone.latest is not None:
        day = voice.value(values.day(milestone.latest), milestone.id)
        time = voice.say("life", "by", day=day)
    node = milestone.condition
    if node is None or isinstance(node, e.AllOf) or is_listed(node):
        if time is None:
            return voice.say("key_terms", "milestone_clause", amount=amount)
        return voice.say("key_terms", "milestone_clause_time", amount=amount, time=time)
    at = voice.say("payments", "a_span", span=voice.period())
    when = condition(voice, node, at if isinstance(node, e.Compare) else None)
    if time is None:
        return voice.say("key_terms", "milestone", amount=amount, condition=when)
    return voice.say("key_terms", "milestone_time", amount=amount, condition=when, time=time)


def _trigger(scene: Scene, trigger: d.Trigger) -> Phrase:
    voice = scene.voice
    node = trigger.starts_when
    when = (
        voice.say("key_terms", "conditions_of_clause")
        if is_listed(node)
        else condition(voice, node, None)
    )
    said = [short_effect(scene, effect) for effect in trigger.effects]
    effects = voice.both(said) if said else voice.say("key_terms", "duties_only")
    if trigger.lasts is None:
        return voice.say("key_terms", "trigger", condition=when, effects=effects)
    periods = voice.counted(trigger.lasts, Unit.PERIOD, trigger.id)
    return voice.say("key_terms", "trigger_for", condition=when, effects=effects, periods=periods)


def short_effect(scene: Scene, effect: n.Effect) -> Phrase:
    """Return what a trigger does to a payment, in short."""
    voice = scene.voice
    payment = voice.both([voice.term(name) for name in effect.payments])
    match effect:
        case n.Reduced():
            share = noun(voice, effect.share, None)
            return voice.say("key_terms", "reduced", payment=payment, share=share)
        case n.Suspended():
            return voice.say("key_terms", "suspended", payment=payment)
        case n.LimitedTo():
            limit = noun(voice, effect.limit, None)
            return voice.say("key_terms", "limited", payment=payment, limit=limit)
        case n.Deferred():
            return voice.say("key_terms", "deferred", payment=payment)
        case n.ReplacedBy():
            value = noun(voice, effect.value, None)
            return voice.say("key_terms", "replaced", payment=payment, value=value)
        case _:
            assert_never(effect)


def _exit(scene: Scene, leave: d.Exit) -> Phrase:
    voice = scene.voice
    each = voice.say("control", "each_party", many=are_many(scene))
    party = each if leave.who is None else voice.term(leave.who)
    if leave.notice is None:
        said = voice.say("key_terms", "exit", party=party)
    else:
        length = voice.span(*leave.notice, leave.id)
        said = voice.say("key_terms", "exit_notice", party=party, length=length)
    if leave.ends_at_period is not None:
        span = voice.period(leave.ends_at_period)
        said = sentences(said, voice.say("key_terms", "exit_at_end", span=span))
    if leave.grounds is not None:
        said = sentences(said, voice.say("key_terms", "exit_grounds"))
    wind = leave.wind_down
    if wind is None:
        return said
    if wind.count is not None:
        periods = voice.counted(wind.count, wind.unit or Unit.PERIOD, wind.id)
        rest = voice.say("key_terms", "winds_down", periods=periods)
        return sentences(said, rest)
    assert wind.until is not None
    day = voice.value(values.day(wind.until), wind.id)
    return sentences(said, voice.say("key_terms", "winds_down_until", day=day))
