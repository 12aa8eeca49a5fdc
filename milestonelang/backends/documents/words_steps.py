"""Say the steps of a payment or of a computed metric, one sentence for each line.

In: the lines of a pipeline and their places. Out: lettered items of the model. Each step names the
step whose result it takes; a step that caps says what becomes of the rest.
"""

from collections.abc import Sequence
from typing import assert_never

from milestonelang import records
from milestonelang.agreement import declarations as d
from milestonelang.agreement import expressions as e
from milestonelang.agreement import lines as n
from milestonelang.backends.documents import model, words_tables
from milestonelang.backends.documents.words import Phrase, split_head, words
from milestonelang.backends.documents.words_conditions import condition, other_side
from milestonelang.backends.documents.words_expressions import noun, rounding, the_period
from milestonelang.backends.documents.words_terms import Voice, term_anchor
from milestonelang.outline.draft import is_listed
from milestonelang.outline.places import Kind, Place, Role
from milestonelang.outline.uses import nodes
from milestonelang.types import Unit


@records.frozen
class Calculation:
    """What a pipeline belongs to: *unit* is its period, *acts* are what changes its result."""

    voice: Voice
    name: str
    unit: Unit
    acts: tuple[Place, ...]
    payer: Phrase | None
    payee: Phrase | None
    rows: str | None = None

    @property
    def at(self) -> Phrase:
        """The running period as a noun; of a longer span, its last period is the one read."""
        voice = self.voice
        if self.unit in (Unit.PERIOD, voice.settled):
            return the_period(voice)
        span = voice.period(self.unit)
        return voice.say("payments", "last_of", period=voice.period(), span=span)

    @property
    def period(self) -> Phrase:
        """What the calculation is made for: a period, or a row."""
        if self.rows is not None:
            return self.voice.say("steps", "row")
        return self.voice.period(self.unit)

    @property
    def periods(self) -> Phrase:
        """The same, many."""
        if self.rows is not None:
            return self.voice.say("steps", "rows")
        return self.voice.period(self.unit, many=True)


def items(calculation: Calculation, places: Sequence[Place], kind: model.ItemsKind) -> model.Items:
    """Return the steps at *places* as a list."""
    said = []
    before: Place | None = None
    for place in places:
        said.append(_item(calculation, place, before))
        before = place
    return model.Items(kind, tuple(said))


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
    roman = listed[0].label in ("(i)",) and listed[0].number.count("(") > 1
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


def _item(calculation: Calculation, place: Place, before: Place | None) -> model.Item:
    subject = place.subject
    blocks: tuple[model.Block, ...] = ()
    if place.role is Role.BASE:
        assert subject is not None and not isinstance(subject, n.Line)
        text = _base(calculation, subject)
    else:
        assert isinstance(subject, n.Line)
        text = _line(calculation, subject, place, before)
        blocks = _blocks(calculation, subject, place)
    text += _stated_scales(calculation, subject, place)
    return model.Item(place.label, place.anchor, text.inlines, blocks)


def _blocks(calculation: Calculation, line: n.Line, place: Place) -> tuple[model.Block, ...]:
    voice = calculation.voice
    if isinstance(line, n.OnlyIf) and place.children:
        joiner = "and" if isinstance(line.condition, e.AllOf) else "or"
        return (condition_list(voice, place.children, calculation.at, joiner),)
    if isinstance(line, n.ForEachRow):
        inner = records.evolve(calculation, rows=line.source)
        return (items(inner, place.children, model.ItemsKind.ROMAN),)
    return ()


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
            return _on(calculation, line)
        case n.Times():
            return _times(calculation, line, place, step)
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
            return say("less_balance", before=step, balance=voice.term(line.balance))
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
        case n.ForEachRow():
            return _rows(calculation, line)
        case _:
            raise ValueError(f"{type(line).__name__} is no step")


def _base(calculation: Calculation, base: e.Expr) -> Phrase:
    voice = calculation.voice
    line = next(
        node
        for node in nodes(voice.agreement.declarations[calculation.name])
        if isinstance(node, n.On) and node.base.id == base.id
    )
    title, anchor = accumulated(voice, line, calculation.name)
    if voice.is_defined(anchor):
        return voice.say("steps", "base_known", defined=voice.special(title, anchor))
    defined = voice.define(title, anchor)
    each = noun(voice, base, None)
    year = _year(line)
    if calculation.rows is not None:
        if year is None:
            return voice.say("steps", "base_of_all_rows", each=each, defined=defined)
        return voice.say(
            "steps", "base_of_rows", each=each, year=voice.period(year), defined=defined
        )
    now = noun(voice, base, calculation.at)
    # A running total adds up every settlement period, however seldom the payment is made.
    period = voice.period()
    if year is None:
        term = voice.period(Unit.TERM)
        return voice.say(
            "steps", "base_of_term", now=now, each=each, period=period, term=term, defined=defined
        )
    return voice.say(
        "steps",
        "base_of_metric",
        now=now,
        each=each,
        period=period,
        year=voice.period(year),
        defined=defined,
    )


def accumulated(voice: Voice, line: n.On, name: str) -> tuple[str, str]:
    """Return the term and anchor of a running total; two payments may share one."""
    of = line.accumulated
    window = "" if of is None else of.name.lower()
    if isinstance(line.base, e.MetricValue):
        title = voice.agreement.declarations[line.base.metric].title
        return f"Accumulated {title}", f"term-accumulated.{line.base.metric}.{window}"
    title = voice.agreement.declarations[name].title
    return f"Accumulated Base of the {title}", f"term-accumulated-base.{name}.{window}"


def _year(line: n.On) -> Unit | None:
    match line.accumulated:
        case n.Accumulation.MONTHLY:
            return Unit.MONTH
        case n.Accumulation.QUARTERLY:
            return Unit.QUARTER
        case n.Accumulation.YEARLY:
            return Unit.YEAR
        case n.Accumulation.TERM | None:
            return None
        case _:
            assert_never(line.accumulated)


def _on(calculation: Calculation, line: n.On) -> Phrase:
    voice = calculation.voice
    place = voice.outline.place(line.table.id, Role.TABLE)
    table = voice.reference(place)
    what = what_of(calculation, line)
    said = table_kind(voice, line.table, table, what)
    if line.accumulated is None:
        return said
    year = _year(line)
    if calculation.rows is None and year is not None and year is calculation.unit:
        # Every span starts its own running total, so there is nothing to deduct.
        return said
    period = calculation.period
    if calculation.rows is not None:
        if year is None:
            return said + words(" ") + voice.say("steps", "less_before_any_row")
        less = voice.say("steps", "less_before_row", year=voice.period(year))
    elif year is None:
        less = voice.say(
            "steps", "less_before_in_term", period=period, term=voice.period(Unit.TERM)
        )
    else:
        less = voice.say("steps", "less_before", period=period, year=voice.period(year))
    return said + words(" ") + less


def what_of(calculation: Calculation, line: n.On) -> Phrase:
    """Return what a table is applied to, as a noun phrase."""
    voice = calculation.voice
    if line.accumulated is None:
        return noun(voice, line.base, calculation.at)
    title, anchor = accumulated(voice, line, calculation.name)
    return voice.say("steps", "the", term=voice.special(title, anchor))


def table_kind(voice: Voice, table: n.Table, reference: Phrase, what: Phrase) -> Phrase:
    """Return how a table is applied."""

    def more(macro: str, **parts: Phrase) -> Phrase:
        return words(" ") + voice.say("steps", macro, **parts)

    match table.kind:
        case n.TableKind.MARGINAL:
            said = voice.say("steps", "marginal", table=reference, what=what)
        case n.TableKind.WHOLE_AMOUNT:
            said = voice.say("steps", "whole_amount", table=reference, what=what)
            largest = words_tables.jump(voice, table)
            if largest is not None:
                said += more("crossing", jump=largest)
        case n.TableKind.FIXED_AMOUNTS:
            said = voice.say("steps", "fixed_amounts", table=reference, what=what)
        case n.TableKind.INTERPOLATED:
            said = voice.say("steps", "interpolated", table=reference, what=what)
            said += words(" ") + outside(voice, table)
        case n.TableKind.BY_NAME:
            said = voice.say("steps", "by_name", table=reference, what=what)
        case _:
            assert_never(table.kind)
    if any(band.on_entering is not None for band in table.bands):
        reached = table.kind is n.TableKind.WHOLE_AMOUNT
        said += more("entering_reached" if reached else "entering_every")
    return said + _below_zero_of(voice, table)


def _below_zero_of(voice: Voice, table: n.Table) -> Phrase:
    """Return what a table gives for a figure below zero, with the space before it."""
    match table.below_zero:
        case n.BelowZero.NOTHING:
            return words(" ") + voice.say("steps", "nothing_below_zero")
        case n.BelowZero.MIRRORED:
            return words(" ") + voice.say("steps", "mirrored_below_zero")
        case n.BelowZero.IMPOSSIBLE:
            return Phrase()
        case _:
            assert_never(table.below_zero)


def outside(voice: Voice, table: n.Table) -> Phrase:
    """Return what an interpolated table gives below its first and above its last point."""
    first, last = table.points[0], table.points[-1]
    low, high = noun(voice, first.at, None), noun(voice, last.at, None)
    if table.continued_outside:
        return voice.say("steps", "continued_outside", first=low, last=high)
    return voice.say(
        "steps",
        "flat_outside",
        first=low,
        first_result=noun(voice, first.gives, None),
        last=high,
        last_result=noun(voice, last.gives, None),
    )


def _points(voice: Voice, table: n.Table) -> Phrase:
    return voice.both(
        [
            voice.say(
                "steps",
                "point",
                gives=noun(voice, point.gives, None),
                at=noun(voice, point.at, None),
            )
            for point in table.points
        ]
    )


def _times(calculation: Calculation, line: n.Times, place: Place, step: Phrase) -> Phrase:
    voice = calculation.voice
    factor = line.factor
    if isinstance(factor, e.ApplySchedule):
        scale = voice.agreement.get(factor.schedule, d.Schedule)
        if voice.outline.find(scale.id) is place:
            said = voice.say(
                "steps",
                "times_scale",
                before=step,
                defined=voice.definition(scale.name),
                argument=noun(voice, factor.argument, calculation.at),
                points=_points(voice, scale.table),
            )
            said += words(" ") + outside(voice, scale.table)
            return said + _below_zero_of(voice, scale.table)
    return voice.say("steps", "times", before=step, factor=noun(voice, factor, calculation.at))


def _stated_scales(calculation: Calculation, line: n.Line | e.Expr | None, place: Place) -> Phrase:
    """Return the sentences of the schedules that are stated in this step and not said yet."""
    voice = calculation.voice
    said = Phrase()
    if isinstance(line, n.ForEachRow) or line is None:
        return said
    names = [node.schedule for node in nodes(line) if isinstance(node, e.ApplySchedule)]
    for name in dict.fromkeys(names):
        scale = voice.agreement.get(name, d.Schedule)
        at = voice.outline.place(scale.id)
        if voice.is_defined(term_anchor(name)):
            continue
        if at.kind is Kind.TABLE:
            that = voice.say("schedules", "that_figure")
            _, how = split_head(table_kind(voice, scale.table, voice.reference(at), that))
            found = voice.say("schedules", "scale", defined=voice.definition(name))
            said += words(" ") + found + words(" ") + how
        elif at is place:
            points = _points(voice, scale.table)
            defined = voice.definition(name)
            said += words(" ") + voice.say("steps", "uses_scale", defined=defined, points=points)
            said += words(" ") + outside(voice, scale.table) + _below_zero_of(voice, scale.table)
    return said


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


def _rows(calculation: Calculation, line: n.ForEachRow) -> Phrase:
    voice = calculation.voice
    source = voice.agreement.get(line.source, d.Source)
    parts = {
        "source": voice.term(line.source),
        "dated": words(line.dated_by.replace("_", " ")),
        "span": calculation.period,
    }
    if line.where is None:
        said = voice.say("steps", "each_row", **parts)
    else:
        where = condition(voice, line.where, None)
        said = voice.say("steps", "each_row_where", condition=where, **parts)
    columns = source.ordered_by or (line.dated_by,)
    named = [voice.say("grammar", "quoted", text=words(c.replace("_", " "))) for c in columns]
    return said + words(" ") + voice.say("steps", "row_order", columns=voice.both(named))
