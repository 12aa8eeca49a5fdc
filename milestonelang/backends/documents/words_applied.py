"""Say how a table is applied: its base, its running total, its reading, and schedules.

In: a line and the calculation it belongs to. Out: a phrase that names the table
and says its reading.
"""

from typing import assert_never

from milestonelang import records
from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.backends.documents import model, words_tables
from milestonelang.backends.documents.words import Phrase, split_head, words
from milestonelang.backends.documents.words_expressions import noun, the_period
from milestonelang.backends.documents.words_terms import Voice, term_anchor
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


def base(calculation: Calculation, base: e.Expr) -> Phrase:
    """Return the step that adds up a running total."""
    voice = calculation.voice
    line = next(
        node
        for node in nodes(voice.agreement.declarations[calculation.name])
        if isinstance(node, n.On) and node.base.id == base.id
    )
    title, anchor = accumulated(voice, line, calculation.name)
    if voice.is_defined(anchor):
        return voice.say("steps", "base_known", defined=Phrase(model.Term(title, anchor)))
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
    # A total of the same figure over another time is another term.
    over = _year(line) or Unit.TERM
    span = None if over is Unit.YEAR else voice.period(over)
    macro, anchor = "accumulated_base", f"term-accumulated-base.{name}.{window}"
    title = words(voice.agreement.declarations[name].title)
    if isinstance(line.base, e.MetricValue):
        title = words(voice.agreement.declarations[line.base.metric].title)
        macro, anchor = "accumulated", f"term-accumulated.{line.base.metric}.{window}"
    return voice.say("terms", macro, title=title, span=span).text, anchor


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


def on(calculation: Calculation, line: n.On) -> Phrase:
    """Return the step that applies a table."""
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
    return voice.say("steps", "the", term=Phrase(model.Term(title, anchor)))


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


def times(calculation: Calculation, line: n.Times, place: Place, step: Phrase) -> Phrase:
    """Return the step that multiplies, with a short schedule stated in it."""
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
            return said + _below_zero_of(voice, scale.table) + _meant(voice, scale)
    return voice.say("steps", "times", before=step, factor=noun(voice, factor, calculation.at))


def stated_scales(calculation: Calculation, line: n.Line | e.Expr | None, place: Place) -> Phrase:
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
            said += words(" ") + found + words(" ") + how + _meant(voice, scale)
        elif at is place:
            points = _points(voice, scale.table)
            defined = voice.definition(name)
            said += words(" ") + voice.say("steps", "uses_scale", defined=defined, points=points)
            said += words(" ") + outside(voice, scale.table) + _below_zero_of(voice, scale.table)
            said += _meant(voice, scale)
    return said


def _meant(voice: Voice, scale: d.Schedule) -> Phrase:
    return words(" ") + voice.meaning(scale) if scale.means else Phrase()
