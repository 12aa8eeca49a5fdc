"""Say a condition, and say its opposite.

In: an expression of type truth. Out: a clause to stand after *if*. The opposite of a comparison is
the other side, in words ("more than" against "at most"), never "not at most". Conditions of more
than two parts are set out as a list by whoever prints the line; here they read as one phrase.
"""

from fractions import Fraction
from typing import assert_never

from milestonelang import types
from milestonelang.agreement import expressions as e
from milestonelang.backends.documents import values, words_expressions
from milestonelang.backends.documents.languages import spoken
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.types import Unit

OPPOSITE = {
    e.Comparison.LESS: e.Comparison.AT_LEAST,
    e.Comparison.AT_LEAST: e.Comparison.LESS,
    e.Comparison.MORE: e.Comparison.AT_MOST,
    e.Comparison.AT_MOST: e.Comparison.MORE,
    e.Comparison.EQUAL: e.Comparison.DIFFERENT,
    e.Comparison.DIFFERENT: e.Comparison.EQUAL,
}
_AMOUNTS = {
    e.Comparison.LESS: "less",
    e.Comparison.AT_MOST: "at_most",
    e.Comparison.MORE: "more",
    e.Comparison.AT_LEAST: "at_least",
    e.Comparison.EQUAL: "equal",
    e.Comparison.DIFFERENT: "different",
}
_DATES = {
    e.Comparison.LESS: "falls_before",
    e.Comparison.AT_MOST: "falls_by",
    e.Comparison.MORE: "falls_after",
    e.Comparison.AT_LEAST: "falls_from",
    e.Comparison.EQUAL: "falls_on",
    e.Comparison.DIFFERENT: "falls_not_on",
}
_NAMES = {e.Comparison.EQUAL: "is", e.Comparison.DIFFERENT: "is_not"}


def condition(voice: Voice, node: e.Expr, at: Phrase | None, holds: bool = True) -> Phrase:
    """Return the condition, or with *holds* false its opposite."""

    def say(yes: str, no: str, **parts: Phrase | list[Phrase] | bool | None) -> Phrase:
        return voice.say("conditions", yes if holds else no, **parts)

    match node:
        case e.Compare():
            return _compare(voice, node, at, holds)
        case e.OneOf():
            names = [_name(voice, item) for item in node.values]
            left = words_expressions.noun(voice, node.operand, at)
            return say("one_of", "none_of", left=left, values=voice.either(names))
        case e.AllOf() | e.AnyOf():
            return _several(voice, node, at, holds)
        case e.Not():
            return condition(voice, node.condition, at, not holds)
        case e.IsKnown():
            operand = words_expressions.noun(voice, node.operand, at)
            if isinstance(node.operand, e.ColumnValue):
                return say("filled", "empty", operand=operand)
            return say("known", "not_known", operand=operand)
        case e.AppearsIn():
            return say(
                "appears",
                "appears_not",
                operand=words_expressions.noun(voice, node.operand, at),
                column=words(node.column.replace("_", " ")),
                source=voice.term(node.source),
            )
        case e.EventTruth():
            return say("happened", "not_happened", event=voice.term(node.event), at=at)
        case e.InState():
            return _state(voice, node, at, holds)
        case e.Literal() | e.Choose() | e.MetricValue() | e.ParameterValue() | e.ColumnValue():
            operand = words_expressions.noun(voice, node, at)
            return say("is_so", "is_so_not", operand=operand)
        case e.SegmentValue() | e.EventOutcome() | e.Earlier() | e.ApplySchedule() | e.WindowOf():
            operand = words_expressions.noun(voice, node, at)
            return say("is_so", "is_so_not", operand=operand)
        case _:
            said = _over_time(voice, node, at)
            return said if holds else voice.say("conditions", "not_so", condition=said)


_PLACED = (
    e.WindowOf,
    e.Growth,
    e.EdgeOf,
    e.BalanceAmount,
    e.SplitShare,
    e.EventAmount,
    e.EventCount,
    e.Prorated,
    e.AtPlace,
    e.InMonth,
    e.FromDate,
    e.RowAggregate,
)


def needs_period(node: e.Expr) -> bool:
    """Return whether a condition has to name the period it is read for."""
    return any(isinstance(inner, _PLACED) for inner in e.walk(node))


def at_each(voice: Voice, node: e.Expr) -> Phrase | None:
    """Return how a condition over several periods names each of them; None where it need not."""
    if not needs_period(node):
        return None
    return voice.say("conditions", "in_question", span=voice.period())


def other_side(voice: Voice, node: e.Expr) -> Phrase | None:
    """Return `it is more than 15%`, the other side of a comparison with a figure, or None."""
    if not isinstance(node, e.Compare) or isinstance(node.left.type, (types.Truth, types.Date)):
        return None
    if not isinstance(node.right, (e.Literal, e.ParameterValue)):
        return None
    it = voice.say("conditions", "it")
    return _compared(voice, node, it, None, OPPOSITE[node.comparison])


def _compare(voice: Voice, node: e.Compare, at: Phrase | None, holds: bool) -> Phrase:
    if isinstance(node.left.type, types.Truth) and isinstance(node.right, e.Literal):
        wanted = bool(node.right.value) is (node.comparison is e.Comparison.EQUAL)
        return condition(voice, node.left, at, wanted is holds)
    left = words_expressions.noun(voice, node.left, at)
    if isinstance(node.left, (e.Choose, e.Prorated)):
        # Anything else ends where the verb begins.
        left = voice.say("grammar", "in_brackets", text=left)
    comparison = node.comparison if holds else OPPOSITE[node.comparison]
    return _compared(voice, node, left, at, comparison)


def _compared(
    voice: Voice, node: e.Compare, left: Phrase, at: Phrase | None, comparison: e.Comparison
) -> Phrase:
    match node.left.type:
        case types.Date():
            right = words_expressions.noun(voice, node.right, at)
            macro = _DATES[comparison]
        case types.Choice() | types.Text() | types.PeriodType():
            right, macro = _name(voice, node.right), _NAMES[comparison]
        case _:
            right, macro = _right(voice, node, at), _AMOUNTS[comparison]
    return voice.say("conditions", macro, left=left, right=right)


def _right(voice: Voice, node: e.Compare, at: Phrase | None) -> Phrase:
    change = isinstance(node.left, e.Subtract) and isinstance(node.left.type, types.Percent)
    if change and isinstance(node.right, e.Literal):
        return words_expressions.points(voice, Fraction(node.right.value), node.right.id)
    right = words_expressions.noun(voice, node.right, at)
    plain = isinstance(node.right, (e.Multiply, e.Divide))
    if plain or words_expressions.reads_to_its_end(node.right):
        return right
    return voice.say("grammar", "in_brackets", text=right)


def _name(voice: Voice, node: e.Expr) -> Phrase:
    said = words_expressions.noun(voice, node, None)
    return voice.say("grammar", "quoted", text=said) if isinstance(node, e.Literal) else said


def _several(voice: Voice, node: e.AllOf | e.AnyOf, at: Phrase | None, holds: bool) -> Phrase:
    said = [condition(voice, part, at, holds) for part in node.conditions]
    every = isinstance(node, e.AllOf) is holds
    if len(said) == 2 and not any(isinstance(x, (e.AllOf, e.AnyOf)) for x in node.conditions):
        macro = "both" if every else "one_or_both"
        return voice.say("conditions", macro, left=said[0], right=said[1])
    items = voice.say("conditions", "then", items=said)
    return voice.say("conditions", "all_inline" if every else "any_inline", items=items)


def _state(voice: Voice, node: e.InState, at: Phrase | None, holds: bool) -> Phrase:
    state = words(spoken().word(node.state))
    known = "" if holds else "not_"
    match node.subject:
        case e.Subject.MILESTONE:
            name = voice.term(node.name)
            parts = {
                "name": name,
                "state": state,
                "at": at,
                "says": voice.says(node.name, "milestone"),
            }
            return voice.say("conditions", f"{known}milestone", **parts)
        case e.Subject.TRIGGER:
            name = voice.term(node.name)
            return voice.say("conditions", f"{known}trigger", name=name, state=state, at=at)
        case e.Subject.OBLIGATION:
            name = voice.term(node.name)
            return voice.say("conditions", f"{known}obligation", name=name, state=state, at=at)
        case e.Subject.EXIT:
            clause = voice.clause_of(node.name)
            return voice.say("conditions", f"{known}exit", clause=clause, state=state, at=at)
        case _:
            assert_never(node.subject)


def _of_each(voice: Voice, node: e.Expr) -> Phrase:
    """Return the condition that is read for each of several periods.

    "It is not the case that" reaches to the end of its sentence. So it stands in brackets where the
    periods come after it; without them they would belong to what it denies.
    """
    said = condition(voice, node, at_each(voice, node))
    return voice.say("grammar", "in_brackets", text=said) if _denies(node) else said


def _denies(node: e.Expr, holds: bool = True) -> bool:
    """Return whether the words of a condition have "it is not the case that"."""
    match node:
        case e.Not():
            return _denies(node.condition, not holds)
        case e.Compare(left, comparison, e.Literal(value)) if isinstance(left.type, types.Truth):
            wanted = bool(value) is (comparison is e.Comparison.EQUAL)
            return _denies(left, wanted is holds)
        case e.AllOf() | e.AnyOf():
            return any(_denies(part, holds) for part in node.conditions)
        case e.Consecutive() | e.InLast() | e.AnyTime():
            return not holds
        case e.AtPlace() | e.InMonth() | e.FromDate():
            return not holds
        case _:
            return False


def _over_time(voice: Voice, node: e.Expr, at: Phrase | None) -> Phrase:
    here = words_expressions.the_period(voice) if at is None else at
    match node:
        case e.Consecutive():
            inner = _of_each(voice, node.condition)
            return voice.say(
                "conditions",
                "consecutive",
                condition=inner,
                number=voice.value(values.count(node.periods), node.id),
                periods=voice.period(many=True),
                at=at,
            )
        case e.InLast():
            inner = _of_each(voice, node.condition)
            times = voice.value(values.count(node.times), node.id)
            if at is None:
                return voice.say(
                    "conditions",
                    "in_any",
                    condition=inner,
                    times=times,
                    number=voice.value(values.count(node.periods), node.id),
                    periods=voice.period(many=True),
                )
            return voice.say(
                "conditions",
                "in_last",
                condition=inner,
                times=times,
                periods=voice.counted(node.periods, Unit.PERIOD, node.id),
                at=here,
            )
        case e.AnyTime():
            inner = _of_each(voice, node.condition)
            period = voice.period()
            return voice.say("conditions", "any_time", condition=inner, at=here, period=period)
        case e.AtPlace():
            # What is longer than a settlement period holds several of them.
            whole = node.unit in (e.Unit.PERIOD, voice.settled)
            macro = f"{'' if whole else 'lies_in_'}{node.edge.value}_of"
            unit, of = voice.period(node.unit), voice.period(node.of)
            return voice.say("conditions", macro, at=here, unit=unit, of=of)
        case e.InMonth():
            month = voice.value(values.month(node.month), node.id)
            return voice.say("conditions", "holds_month", at=here, month=month)
        case e.FromDate():
            day = voice.value(values.day(node.date), node.id)
            return voice.say("conditions", "starts_from", at=here, day=day)
        case _:
            raise ValueError(f"{type(node).__name__} is no condition")
