"""Say the steps of a payment or of a computed metric, one sentence for each line.

In: the lines of a pipeline and their places. Out: lettered items of the model. Each step names the
step whose result it takes; a step that caps says what becomes of the rest.
"""

from collections.abc import Sequence
from typing import assert_never

from milestonelang import records
from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.agreement.rows import cells_of
from milestonelang.backends.documents import model
from milestonelang.backends.documents.words import Phrase, split_head, words
from milestonelang.backends.documents.words_applied import (
    Calculation,
    base,
    on,
    stated_scales,
    times,
)
from milestonelang.backends.documents.words_conditions import condition, other_side
from milestonelang.backends.documents.words_expressions import noun, rounding
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.outline.draft import is_listed
from milestonelang.outline.places import Place, Role
from milestonelang.types import Date, Unit

Said = tuple[Phrase, tuple[model.Block, ...]]


def pipeline(
    calculation: Calculation, above: Place
) -> tuple[Phrase | None, tuple[model.Block, ...]]:
    """Return the steps below a place as a list; a single one as a sentence and what is below it."""
    if above.lone is not None:
        text, blocks = _step(calculation, above.lone, None)
        return split_head(text)[1], blocks
    made = []
    before: Place | None = None
    for place in above.children:
        text, blocks = _step(calculation, place, before)
        made.append(model.Item(place.label, place.anchor, text.inlines, blocks))
        before = place
    roman = above.children[0].number.count("(") > 1
    return None, (model.Items(_STEPS[roman], tuple(made)),)


_STEPS = {False: model.ItemsKind.STEPS, True: model.ItemsKind.ROMAN}


def condition_list(
    voice: Voice, listed: Sequence[Place], at: Phrase | None, joiner: str
) -> model.Items:
    """Return conditions as lettered or roman items."""
    texts = [
        condition(voice, place.subject, at)
        if not place.children
        else list_lead(voice, place.subject)
        for place in listed
        if place.subject is not None and not isinstance(place.subject, n.Line)
    ]
    ended = voice.ending(texts, joiner)
    roman = listed[0].number.count("(") > 1
    kind = model.ItemsKind.ROMAN if roman else model.ItemsKind.LETTERED
    made = []
    for place, text in zip(listed, ended, strict=True):
        blocks: tuple[model.Block, ...] = ()
        if place.children:
            inner = "and" if isinstance(place.subject, e.AllOf) else "or"
            blocks = (condition_list(voice, place.children, at, inner),)
            text = Phrase(*list_lead(voice, place.subject).inlines)
        made.append(model.Item(place.label, place.anchor, text.inlines, blocks))
    return model.Items(kind, tuple(made))


def list_lead(voice: Voice, node: object) -> Phrase:
    """Return the words that announce a list of conditions."""
    return voice.say("conditions", "all_listed" if isinstance(node, e.AllOf) else "any_listed")


def in_sentence(voice: Voice, node: e.Expr, at: Phrase | None) -> Phrase:
    """Return a condition for a sentence: itself, or the words that announce its list."""
    return list_lead(voice, node) if is_listed(node) else condition(voice, node, at)


def _step(calculation: Calculation, place: Place, before: Place | None) -> Said:
    subject = place.subject
    blocks: tuple[model.Block, ...] = ()
    if place.role is Role.BASE:
        assert subject is not None and not isinstance(subject, n.Line)
        text = base(calculation, subject)
    else:
        assert isinstance(subject, n.Line)
        if isinstance(subject, n.ForEachRow):
            text, blocks = _rows(calculation, subject, place)
        else:
            text = _line(calculation, subject, place, before)
        if isinstance(subject, n.OnlyIf) and place.children:
            joiner = "and" if isinstance(subject.condition, e.AllOf) else "or"
            listed = condition_list(calculation.voice, place.children, calculation.at, joiner)
            blocks = (listed,)
    return text + stated_scales(calculation, subject, place), blocks


def _line(calculation: Calculation, line: n.Line, place: Place, before: Place | None) -> Phrase:
    voice, at = calculation.voice, calculation.at

    def say(macro: str, **parts: Phrase | bool | None) -> Phrase:
        return voice.say("steps", macro, **parts)

    step = words("") if before is None else voice.reference(before, within=place)
    span, term = calculation.period, voice.period(Unit.TERM)
    match line:
        case n.Amount():
            return say("amount", amount=noun(voice, line.value, at))
        case n.On():
            return on(calculation, line)
        case n.Times():
            return times(calculation, line, place, step)
        case n.DividedBy():
            return say("divided", before=step, divisor=noun(voice, line.divisor, at))
        case n.Plus():
            amount = noun(voice, line.value, at)
            if line.never_above is None:
                return say("plus", before=step, amount=amount)
            bound = noun(voice, line.never_above, at)
            return say("plus_up_to", before=step, amount=amount, bound=bound)
        case n.Less():
            return _less(calculation, line, step)
        case n.PlusFromBalance():
            return say("plus_balance", before=step, balance=voice.term(line.balance))
        case n.LessFromBalance():
            balance = voice.term(line.balance)
            if line.never_below is None:
                return say("less_balance", before=step, balance=balance)
            bound = noun(voice, line.never_below, at)
            return say("less_balance_down_to", before=step, balance=balance, bound=bound)
        case n.OnlyIf():
            return _only_if(calculation, line, None if before is None else step)
        case n.OnlyExcess():
            bound = noun(voice, line.over, at)
            if line.window is Unit.PERIOD:
                return say("excess", before=step, bound=bound)
            window = _window(calculation, line.window)
            periods = calculation.periods
            return say("excess_over_time", before=step, bound=bound, periods=periods, window=window)
        case n.AtMost():
            return _at_most(calculation, line, place, step)
        case n.AtLeast():
            return _at_least(calculation, line, place, step)
        case n.BelowZeroLine():
            return _below_zero(calculation, line, step)
        case n.ProratedByDays():
            return say("prorated", before=step, span=span, term=term)
        case n.NotProrated():
            return say("not_prorated", before=step, span=span, term=term)
        case n.RoundedLine():
            return say(rounding(line.mode), before=step, unit=noun(voice, line.unit, None))
        case _:
            raise ValueError(f"{type(line).__name__} is no step")


def _less(calculation: Calculation, line: n.Less, step: Phrase) -> Phrase:
    voice, at = calculation.voice, calculation.at
    amount = noun(voice, line.value, at)
    if line.never_below is None:
        said = voice.say("steps", "less", before=step, amount=amount)
    else:
        bound = noun(voice, line.never_below, at)
        said = voice.say("steps", "less_down_to", before=step, amount=amount, bound=bound)
    if line.rest_into is not None:
        balance = voice.term(line.rest_into)
        said += words(" ") + voice.say("steps", "rest_into", balance=balance)
    return said


def _only_if(calculation: Calculation, line: n.OnlyIf, step: Phrase | None) -> Phrase:
    voice = calculation.voice
    said = in_sentence(voice, line.condition, calculation.at)
    span = calculation.period
    other = other_side(voice, line.condition)
    if step is None:
        # A described benefit has no amount before its first condition.
        if other is None:
            return voice.say("steps", "only_if_benefit_otherwise", condition=said, span=span)
        return voice.say("steps", "only_if_benefit", condition=said, other=other, span=span)
    if other is None:
        return voice.say("steps", "only_if_otherwise", condition=said, before=step, span=span)
    return voice.say("steps", "only_if", condition=said, before=step, other=other, span=span)


def _window(calculation: Calculation, window: Unit) -> Phrase:
    voice = calculation.voice
    if window is Unit.TERM:
        return voice.say("steps", "in_the", span=voice.period(window))
    return voice.say("steps", "in_same", span=voice.period(window))


def _at_most(calculation: Calculation, line: n.AtMost, place: Place, step: Phrase) -> Phrase:
    voice = calculation.voice
    limit = noun(voice, line.limit, calculation.at)
    over_time = not (line.per_row or line.window is Unit.PERIOD)
    if not over_time:
        said = voice.say("steps", "maximum", before=step, limit=limit)
    else:
        yearly = line.window is Unit.YEAR
        head = (
            voice.say("steps", "yearly_maximum")
            if yearly
            else voice.say("steps", "maximum_of", span=voice.period(line.window))
        )
        said = voice.say(
            "steps",
            "maximum_over_time",
            head=head,
            before=step,
            limit=limit,
            this=voice.reference(place, within=place),
            earlier=calculation.periods,
            window=_window(calculation, line.window),
        )
    said += words(" ") + _overflow(calculation, line, step, over_time)
    if over_time and calculation.acts:
        clauses = voice.clauses(calculation.acts)
        macro = "counts_in_full" if len(calculation.acts) == 1 else "counts_in_full_many"
        said += words(" ") + voice.say("steps", macro, clauses=clauses)
    return said


def _overflow(calculation: Calculation, line: n.AtMost, step: Phrase, over_time: bool) -> Phrase:
    voice = calculation.voice
    match line.overflow:
        case n.Overflow.LOST:
            return voice.say("steps", "lost_for_good" if over_time else "lost")
        case n.Overflow.CARRIED:
            return voice.say(
                "steps",
                "carried",
                before=step,
                span=calculation.period,
                term=voice.period(Unit.TERM),
            )
        case n.Overflow.INTO_BALANCE:
            assert line.balance is not None
            return voice.say("steps", "excess_into", balance=voice.term(line.balance))
        case _:
            assert_never(line.overflow)


def _at_least(calculation: Calculation, line: n.AtLeast, place: Place, step: Phrase) -> Phrase:
    voice = calculation.voice
    minimum = noun(voice, line.minimum, calculation.at)
    if line.per_row or line.window is Unit.PERIOD:
        said = voice.say("steps", "minimum", before=step, minimum=minimum)
    else:
        span = voice.period(line.window)
        yearly = line.window is Unit.YEAR
        head = (
            voice.say("steps", "yearly_minimum")
            if yearly
            else voice.say("steps", "minimum_of", span=span)
        )
        window = (
            voice.say("steps", "the", term=span)
            if line.window is Unit.TERM
            else voice.say("steps", "each", span=span)
        )
        said = voice.say(
            "steps",
            "minimum_over_time",
            head=head,
            last=calculation.period,
            window=window,
            minimum=minimum,
            this=voice.reference(place, within=place),
        )
    if line.shortfall_into is not None:
        balance = voice.term(line.shortfall_into)
        said += words(" ") + voice.say("steps", "shortfall_into", balance=balance)
    return said


def _below_zero(calculation: Calculation, line: n.BelowZeroLine, step: Phrase) -> Phrase:
    voice, span = calculation.voice, calculation.period
    match line.negative:
        case n.Negative.CARRIED:
            term = voice.period(Unit.TERM)
            return voice.say("steps", "carried_negative", before=step, span=span, term=term)
        case n.Negative.OWED_BACK:
            payer, payee = calculation.payer or words(""), calculation.payee or words("")
            verb = voice.say("steps", "pay_back", payer=payer, span=span)
            owes = voice.say("grammar", "duty", party=payee, verb=verb)
            return voice.say(
                "steps",
                "owed_back",
                before=step,
                entitlement=voice.entitlement,
                payee_owes=owes,
            )
        case _:
            assert_never(line.negative)


def _rows(calculation: Calculation, line: n.ForEachRow, place: Place) -> Said:
    voice = calculation.voice
    one, blocks = pipeline(records.evolve(calculation, rows=line.source), place)
    source = voice.agreement.get(line.source, d.Source)
    parts: dict[str, Phrase | bool] = {
        "source": voice.term(line.source),
        "dated": words(line.dated_by.replace("_", " ")),
        "span": calculation.period,
        "one": one is not None,
    }
    if line.where is None:
        said = voice.say("steps", "each_row", **parts)
    else:
        where = condition(voice, line.where, None)
        said = voice.say("steps", "each_row_where", condition=where, **parts)
    said = said if one is None else said + words(" ") + one
    ordered = source.ordered_by or (line.dated_by,)
    named = [voice.say("grammar", "quoted", text=words(c.replace("_", " "))) for c in ordered]
    said += words(" ") + voice.say("steps", "row_order", columns=voice.both(named))
    open_days = {column.name for column in source.columns if column.may_be_empty}
    later = [
        voice.say("expressions", "column", column=words(cell.column.replace("_", " ")))
        for cell in cells_of(line)
        if isinstance(cell, e.ColumnValue)
        and cell.column in open_days
        and isinstance(cell.type, Date)
    ]
    if not later:
        return said, blocks
    days = voice.say("steps", "later_days", columns=voice.either(later), span=voice.period())
    return said + words(" ") + days, blocks
