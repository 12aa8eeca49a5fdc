"""Say an expression as a noun phrase.

In: an expression of the Agreement and the period it is read for. Out: a phrase that can stand after
*of*, *by* or *than*. *at* is that period as a noun (`the Quarter`, `that Quarter`); without it the
sentence around says the period. A part that is itself a calculation stands in brackets, so there is
one way to read it.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

from milestonelang import types
from milestonelang.agreement import declarations as d, expressions as e
from milestonelang.backends.documents import model, values, words_conditions
from milestonelang.backends.documents.languages import spoken
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.types import RoundingMode, Unit

_SIMPLE = (
    e.Literal,
    e.MetricValue,
    e.ParameterValue,
    e.SegmentValue,
    e.PaymentAmount,
    e.BalanceAmount,
    e.SplitShare,
    e.EventDate,
    e.EventOutcome,
    e.EventAmount,
    e.EventCount,
    e.ColumnValue,
    e.Baseline,
    e.EdgeOf,
    e.ApplySchedule,
    e.Earlier,
)


def noun(voice: Voice, node: e.Expr, at: Phrase | None) -> Phrase:  # noqa: PLR0911, PLR0912
    """Return the expression as a noun phrase."""

    def say(macro: str, **parts: Phrase | Sequence[Phrase] | bool | None) -> Phrase:
        return voice.say("expressions", macro, **parts)

    def inner(part: e.Expr) -> Phrase:
        return _operand(voice, part, at)

    match node:
        case e.Literal():
            return voice.literal(node)
        case e.MetricValue():
            return say("figure", figure=voice.term(node.metric), at=at)
        case e.ParameterValue():
            return _parameter(voice, node)
        case e.SegmentValue():
            return say("the", thing=voice.term(node.segment), at=None)
        case e.PaymentAmount():
            return _payment(voice, node, at)
        case e.BalanceAmount():
            macro = "balance_end" if node.at_end else "balance_start"
            return say(macro, balance=voice.term(node.balance), at=_known(voice, at))
        case e.SplitShare():
            party = voice.term(node.party)
            where = voice.clause_of(node.split)
            return say("split_share", party=party, where=where, at=_known(voice, at))
        case e.EventOutcome():
            return say("event_outcome", event=voice.term(node.event))
        case e.EventDate():
            return say("event_date", event=voice.term(node.event))
        case e.EventAmount():
            return say("event_amount", event=voice.term(node.event), at=_known(voice, at))
        case e.EventCount():
            return say("event_count", event=voice.term(node.event), at=_known(voice, at))
        case e.ColumnValue():
            return say("column", column=words(node.column.replace("_", " ")))
        case e.Add():
            return say("sum", items=voice.both(_terms(voice, node.terms, at)))
        case e.Subtract():
            left, right = _terms(voice, (node.left, node.right), at)
            if isinstance(node.left, e.Literal):  # what is taken from a share is no change of it
                left = _operand(voice, node.left, at)
            return say("less", left=left, right=right)
        case e.Negate():
            return say("negative", operand=inner(node.operand))
        case e.Multiply():
            return say("times", left=inner(node.left), right=inner(node.right))
        case e.Divide():
            return say("divided", left=inner(node.left), right=inner(node.right))
        case e.ShareOf():
            return _share(voice, node, at)
        case e.ExtremeOf():
            macros = {
                e.Extreme.LESSER: "lesser",
                e.Extreme.GREATER: "greater",
                e.Extreme.EARLIER: "earlier_of",
                e.Extreme.LATER: "later_of",
            }
            items = voice.both([inner(item) for item in node.items])
            return say(macros[node.which], items=items)
        case e.Excess():
            return say("excess", amount=inner(node.amount), over=inner(node.over))
        case e.WholeCount():
            macro = "started" if node.started else "full"
            return say(macro, size=inner(node.size), amount=inner(node.amount))
        case e.Choose():
            condition = words_conditions.condition(voice, node.condition, at)
            then, otherwise = inner(node.then), inner(node.otherwise)
            return say("choose", then=then, condition=condition, otherwise=otherwise)
        case e.Rounded():
            return say(
                rounding(node.mode), operand=inner(node.operand), unit=noun(voice, node.unit, None)
            )
        case e.Prorated():
            return say(
                "prorated",
                operand=inner(node.operand),
                at=_known(voice, at)
                if node.every is voice.settled
                else the_period(voice, node.every),
                term=voice.period(Unit.TERM),
                period=voice.period(node.every),
            )
        case e.Compounded():
            rate, times = inner(node.rate), inner(node.times)
            return say("compounded", operand=inner(node.operand), rate=rate, times=times)
        case e.ApplySchedule():
            argument = inner(node.argument)
            return say("scale", scale=voice.term(node.schedule), argument=argument)
        case e.Converted():
            currency = node.type.currency if isinstance(node.type, types.Money) else ""
            return say(
                "converted",
                operand=inner(node.operand),
                currency=words(currency),
                rate=inner(node.rate),
            )
        case e.Earlier():
            return noun(voice, node.operand, _before(voice, node, at))
        case e.WindowOf():
            return _window(voice, node, at)
        case e.Baseline():
            return say("baseline", metric=voice.term(node.metric))
        case e.Growth():
            then = _nth_before(voice, node.periods, node.id, at)
            return say("growth", now=inner(node.operand), then=then)
        case e.DaysBetween():
            return say("days_between", start=inner(node.start), end=inner(node.end))
        case e.FullBetween():
            _, many, after = spoken().units[node.unit]
            unit = voice.declined(many, after, None)
            return say("full_between", unit=unit, start=inner(node.start), end=inner(node.end))
        case e.ShiftedDate():
            macro = "day_before" if node.count < 0 else "day_after"
            length = voice.length(abs(node.count), node.unit, node.id)
            return say(macro, span=length, base=inner(node.base))
        case e.FirstDayAfter():
            day = voice.value(values.day_of_year(node.month, node.day), node.id)
            return say("first_day_after", day=day, base=inner(node.base))
        case e.EdgeOf():
            macro = "first_day_of" if node.edge is e.Edge.FIRST else "last_day_of"
            return say(macro, span=_span_of(voice, node.unit, at))
        case e.RowAggregate():
            return _rows(voice, node, at)
        case e.RunningColumn():
            what = _aggregate(voice, node.aggregate, noun(voice, node.of, None))
            said = say("running", what=what, source=voice.term(node.source))
            if node.same is None:
                return said
            return say("same", what=said, column=words(node.same.replace("_", " ")))
        case e.EventTruth() | e.InState() | e.Compare() | e.OneOf() | e.AllOf() | e.AnyOf():
            return words_conditions.condition(voice, node, at)
        case e.Not() | e.IsKnown() | e.AppearsIn() | e.Consecutive() | e.InLast() | e.AnyTime():
            return words_conditions.condition(voice, node, at)
        case e.AtPlace() | e.InMonth() | e.FromDate():
            return words_conditions.condition(voice, node, at)
        case e.Broken():
            raise ValueError("an agreement with errors has no sentences")
        case _:
            assert_never(node)


def rounding(mode: RoundingMode) -> str:
    """Return the macro that says how a result is rounded."""
    match mode:
        case RoundingMode.HALF_UP:
            return "half_up"
        case RoundingMode.HALF_EVEN:
            return "half_even"
        case RoundingMode.UP:
            return "up"
        case RoundingMode.DOWN:
            return "down"
        case _:
            assert_never(mode)


def is_simple(node: e.Expr) -> bool:
    """Return whether the expression reads as one thing, without brackets around it."""
    if isinstance(node, e.ShareOf):
        return isinstance(node.share, (e.Literal, e.ParameterValue)) and is_simple(node.of)
    return isinstance(node, _SIMPLE)


def reads_to_its_end(node: e.Expr) -> bool:
    """Return whether the phrase is plain where nothing but its sentence follows.

    Such a phrase names what is made of its parts before it names them: `the average of …`. What
    would go on with *and* or *or* into the next condition is not among them.
    """
    match node:
        case e.ShareOf():
            plain = isinstance(node.share, (e.Literal, e.ParameterValue))
            return plain and reads_to_its_end(node.of)
        case e.RowAggregate():
            return node.where is None and node.aggregate is not e.Aggregate.SHARE
        case e.WindowOf() | e.WholeCount():
            return True
        case _:
            return is_simple(node)


def _operand(voice: Voice, node: e.Expr, at: Phrase | None) -> Phrase:
    said = noun(voice, node, at)
    if is_simple(node) or isinstance(node.type, types.Truth):
        return said
    return voice.say("grammar", "in_brackets", text=said)


def _terms(voice: Voice, nodes: Sequence[e.Expr], at: Phrase | None) -> list[Phrase]:
    """Return the terms of a sum; a change of a share is in percentage points."""
    shares = all(isinstance(node.type, types.Percent) for node in nodes)
    mixed = shares and any(not isinstance(node, e.Literal) for node in nodes)
    return [
        points(voice, Fraction(node.value), node.id)
        if mixed and isinstance(node, e.Literal)
        else _operand(voice, node, at)
        for node in nodes
    ]


def points(voice: Voice, value: Fraction, node: int) -> Phrase:
    """Return `2 percentage points`."""
    return voice.declined(values.points(value), values.points(value, oblique=True), node)


def _known(voice: Voice, at: Phrase | None) -> Phrase:
    return the_period(voice) if at is None else at


def the_period(voice: Voice, unit: Unit = Unit.PERIOD) -> Phrase:
    """Return `the Quarter`, the running period as a noun."""
    return voice.say("expressions", "the", thing=voice.period(unit), at=None)


def _parameter(voice: Voice, node: e.ParameterValue) -> Phrase:
    parameter = voice.agreement.get(node.parameter, d.Parameter)
    said = voice.parameter(parameter)
    if len(parameter.values) > 1:
        return voice.say("expressions", "the", thing=said, at=None)
    return said


def _payment(voice: Voice, node: e.PaymentAmount, at: Phrase | None) -> Phrase:
    payment = voice.term(node.payment)
    match node.portion:
        case e.Portion.ENTITLED:
            return voice.say(
                "expressions", "entitled", payment=payment, entitlement=voice.entitlement, at=at
            )
        case e.Portion.HELD:
            return voice.say("expressions", "held", payment=payment, at=at)
        case e.Portion.PAID:
            return voice.say("expressions", "paid", payment=payment, at=at)
        case _:
            assert_never(node.portion)


def _share(voice: Voice, node: e.ShareOf, at: Phrase | None) -> Phrase:
    share = _operand(voice, node.share, at)
    if isinstance(share.inlines[0], model.Value):
        plain = reads_to_its_end(node.of) or isinstance(node.of, (e.Add, e.ExtremeOf, e.Excess))
        of = noun(voice, node.of, at) if plain else _operand(voice, node.of, at)
        return voice.say("expressions", "share_of", share=share, of=of)
    return voice.say("expressions", "times", left=_operand(voice, node.of, at), right=share)


def _before(voice: Voice, node: e.Earlier, at: Phrase | None) -> Phrase:
    return _nth_before(voice, node.periods, node.id, at)


def _nth_before(voice: Voice, periods: int, node: int, at: Phrase | None) -> Phrase:
    running = at is None or at.text == the_period(voice).text
    if periods == 1:
        return voice.say("expressions", "before", at=at, period=voice.period(), known=not running)
    return voice.say(
        "expressions",
        "nth_before",
        nth=voice.value(values.ordinal(periods), node),
        period=voice.period(),
        at=at,
        known=not running,
    )


def _span_of(voice: Voice, unit: Unit, at: Phrase | None) -> Phrase:
    if unit in (Unit.PERIOD, voice.settled):
        return _known(voice, at)
    if unit is Unit.TERM:
        return the_period(voice, unit)
    return voice.say("expressions", "containing", unit=voice.period(unit), at=_known(voice, at))


def _window(voice: Voice, node: e.WindowOf, at: Phrase | None) -> Phrase:
    each = words_conditions.at_each(voice, node.operand)
    what = _aggregate(voice, node.aggregate, noun(voice, node.operand, each))
    at = _known(voice, at)
    match node.kind:
        case e.WindowKind.LAST:
            periods = voice.counted(node.periods or 1, Unit.PERIOD, node.id)
            said = voice.say("expressions", "over_last", what=what, periods=periods, at=at)
        case e.WindowKind.YEAR_TO_DATE:
            said = voice.say(
                "expressions", "over_year", what=what, year=voice.period(Unit.YEAR), at=at
            )
        case e.WindowKind.TO_DATE:
            said = voice.say("expressions", "over_all", what=what, period=voice.period(), at=at)
        case e.WindowKind.PREVIOUS_YEAR:
            said = voice.say(
                "expressions", "over_previous", what=what, year=voice.period(Unit.YEAR), at=at
            )
        case _:
            assert_never(node.kind)
    if node.as_many_as_there_are:
        return voice.say("expressions", "as_many", what=said)
    return said


def _aggregate(voice: Voice, aggregate: e.Aggregate, what: Phrase) -> Phrase:
    macros = {
        e.Aggregate.SUM: "total",
        e.Aggregate.AVERAGE: "average",
        e.Aggregate.MEDIAN: "median",
        e.Aggregate.HIGHEST: "highest",
        e.Aggregate.LOWEST: "lowest",
        e.Aggregate.COUNT: "count_known",
        e.Aggregate.COUNT_DISTINCT: "distinct",
        e.Aggregate.FIRST: "first",
        e.Aggregate.LAST: "last",
        e.Aggregate.SHARE: "total",
    }
    return voice.say("expressions", macros[aggregate], what=what)


def _rows(voice: Voice, node: e.RowAggregate, at: Phrase | None) -> Phrase:
    source = voice.agreement.get(node.source, d.Source)
    title = voice.term(node.source)
    if node.aggregate is e.Aggregate.COUNT:
        said = voice.say("expressions", "number_of_rows", source=title)
    elif node.aggregate is e.Aggregate.SHARE or node.of is None:
        said = voice.say("expressions", "rows", source=title)
    else:
        what = _aggregate(voice, node.aggregate, noun(voice, node.of, None))
        said = voice.say("expressions", "in_rows", what=what, source=title)
    at = _known(voice, at)
    if node.dated_by == source.dated_by:
        said = voice.say("expressions", "dated", what=said, at=at)
    else:
        column = words(node.dated_by.replace("_", " "))
        said = voice.say("expressions", "dated_by", what=said, column=column, at=at)
    if node.where is not None:
        condition = words_conditions.condition(voice, node.where, None)
        said = voice.say("expressions", "where", what=said, condition=condition)
    if node.aggregate is e.Aggregate.SHARE and node.of is not None:
        condition = words_conditions.condition(voice, node.of, None)
        said = voice.say("expressions", "share_of_rows", rows=said, condition=condition)
    return said
