"""What prints can be read back: the clauses of drawn contracts give the lines they came from."""

from __future__ import annotations

from typing import Any, cast

from hypothesis import HealthCheck, given, note, settings

from milestonelang import records
from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.backends.documents import model, values, words_tables
from milestonelang.backends.documents.words import Phrase
from milestonelang.backends.documents.words_applied import Calculation
from milestonelang.backends.documents.words_conditions import condition, needs_period
from milestonelang.backends.documents.words_expressions import noun, the_period
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.outline.draft import is_listed
from milestonelang.outline.outline import outline
from milestonelang.outline.uses import nodes
from milestonelang.types import Unit
from tests.documents import read_back, words_programs as programs
from tests.reference.draw import Focus, contracts
from tests.reference.model import Contract, Data
from tests.reference.write import write
from tests.untraced import traced_first


class Expected:
    """The lines of an agreement as `read_back` gives them."""

    def __init__(self, agreement: d.Agreement) -> None:
        self.agreement = agreement
        self.voice = Voice(agreement, outline(agreement), programs.speaker())

    def title(self, name: str) -> str:
        return self.agreement.declarations[name].title

    def amount(self, node: e.Expr, at: Phrase | None) -> Any:
        """Return a figure as its number, anything else as its words."""
        known = words_tables.constant(self.voice, node)
        return known if known is not None else _plain(noun(self.voice, node, at))

    def condition(self, node: e.Expr, at: Phrase | None) -> Any:
        if not is_listed(node):
            return _plain(condition(self.voice, node, at))
        assert isinstance(node, (e.AllOf, e.AnyOf))
        parts = [self.condition(part, at) for part in node.conditions]
        return ("all" if isinstance(node, e.AllOf) else "any", *parts)

    def window(self, unit: Unit) -> str:
        return "period" if unit is Unit.PERIOD else self.voice.period(unit).text

    def step(self, line: n.Step, at: Phrase) -> tuple[Any, ...]:
        match line:
            case n.Amount():
                return "amount", self.amount(line.value, at)
            case n.On():
                return self.on(line, at)
            case n.Times():
                return "times", self.amount(line.factor, at)
            case n.Plus():
                bound = () if line.never_above is None else (self.amount(line.never_above, at),)
                return "plus", self.amount(line.value, at), *bound
            case n.Less():
                bound = () if line.never_below is None else (self.amount(line.never_below, at),)
                rest = () if line.rest_into is None else (self.title(line.rest_into),)
                return "less", self.amount(line.value, at), *bound, *rest
            case n.PlusFromBalance():
                return "plus from", self.title(line.balance)
            case n.LessFromBalance():
                bound = () if line.never_below is None else (self.amount(line.never_below, at),)
                return "less from", *bound, self.title(line.balance)
            case n.OnlyIf():
                return "only if", self.condition(line.condition, at)
            case n.OnlyExcess():
                return "only excess", self.amount(line.over, at), self.window(line.window)
            case n.AtMost():
                excess = {n.Overflow.LOST: "lost", n.Overflow.CARRIED: "carried"}.get(
                    line.overflow, self.title(line.balance) if line.balance else ""
                )
                return "at most", self.amount(line.limit, at), excess, self.window(line.window)
            case n.AtLeast():
                rest = () if line.shortfall_into is None else (self.title(line.shortfall_into),)
                return "at least", self.amount(line.minimum, at), self.window(line.window), *rest
            case n.BelowZeroLine():
                carried = line.negative is n.Negative.CARRIED
                return ("carried" if carried else "owed back",)
            case n.ProratedByDays():
                return ("prorated",)
            case n.NotProrated():
                return ("not prorated",)
            case n.RoundedLine():
                return line.mode.value, self.amount(line.unit, None)
            case _:
                raise AssertionError(f"{type(line).__name__} is not drawn")

    def on(self, line: n.On, at: Phrase) -> tuple[Any, ...]:
        table = line.table
        window = None
        if line.accumulated is not None:
            yearly = line.accumulated is n.Accumulation.YEARLY
            window = "Contract Year" if yearly else "Term"
        below = {
            n.BelowZero.IMPOSSIBLE: "impossible",
            n.BelowZero.NOTHING: "nothing",
            n.BelowZero.MIRRORED: "mirrored",
        }[table.below_zero]
        rows: list[tuple[Any, ...]] = []
        for band in table.bands:
            cut = None if band.cut is None else self.amount(band.cut, None)
            entering = "" if band.on_entering is None else self.amount(band.on_entering, None)
            rows.append((self.amount(band.rate, None), cut, band.includes_cut, entering))
        rows += [(self.amount(p.at, None), self.amount(p.gives, None)) for p in table.points]
        rows += [(row.name or "any other", self.amount(row.gives, None)) for row in table.rows]
        what = "" if window else _plain(noun(self.voice, line.base, at))
        continued = table.continued_outside
        return "on", what, window, table.kind.value, below, continued, tuple(rows)

    def settlement(self, line: n.SettlementLine) -> list[tuple[Any, ...]]:
        voice, span = self.voice, self.voice.period()
        that = voice.say("grammar", "that", thing=span)
        match line:
            case n.HoldBack():
                share = self.amount(line.share, the_period(voice))
                return [("hold back", share, *self.releases(line))]
            case n.Vests():
                day = () if line.from_date is None else (_day(line.from_date),)
                waits = () if line.nothing_before is None else (("waits", line.nothing_before),)
                tests: tuple[Any, ...] = ()
                if line.condition is not None:
                    at = voice.say("payments", "span_of_part", span=span)
                    word = "delayed" if line.delayed else "while"
                    tests = ((word, self.condition(line.condition, at)),)
                return [("vests", *day, line.periods, *waits, *tests)]
            case n.ClawsBack():
                recovered = "by set off" if line.recovery is n.Recovery.SET_OFF else "by invoice"
                if isinstance(line.condition, e.Compare):
                    at = voice.say("payments", "a_span", span=span)
                    said = self.condition(line.condition, at)
                else:
                    said = self.condition(line.condition, self.named(line.condition))
                    if isinstance(said, str):
                        said = f"for a {span.text} {said}"
                if line.amount is not None:
                    return [("claws back", self.amount(line.amount, that), said), (recovered,)]
                assert line.share is not None
                share = self.amount(line.share, that)
                return [("claws back", share, line.periods, said), (recovered,)]

    def releases(self, line: n.HoldBack) -> list[tuple[Any, ...]]:
        made: list[tuple[Any, ...]] = []
        for part in line.parts:
            share = "the rest" if part.share is None else self.amount(part.share, None)
            made.append(("part", share, self.condition(part.when, None)))
        if line.periods is not None:
            made.append(("after", line.periods))
        if line.forfeited_if is not None:
            at = self.named(line.forfeited_if)
            word = "any time"
            if line.forfeited is n.ForfeitureTime.AT_RELEASE:
                word, span = "at release", self.voice.period()
                at = self.voice.say("payments", "span_of_release", span=span)
            made.append((word, self.condition(line.forfeited_if, at)))
        return made

    def named(self, node: e.Expr) -> Phrase | None:
        over = (e.Consecutive, e.InLast, e.AnyTime)
        if needs_period(node) or any(isinstance(inner, over) for inner in e.walk(node)):
            return self.voice.say("grammar", "that", thing=self.voice.period())
        return None

    def trigger(self, trigger: d.Trigger) -> tuple[Any, ...]:
        that = self.voice.say("grammar", "that", thing=self.voice.period())
        ends = None
        if trigger.ends_when is not None:
            at = that if needs_period(trigger.ends_when) else None
            ends = self.condition(trigger.ends_when, at)
        starts = self.condition(trigger.starts_when, that)
        effects = tuple(self.effect(line) for line in trigger.effects)
        return starts, ends, trigger.lasts, trigger.from_next_period, effects

    def effect(self, line: n.Effect) -> tuple[Any, ...]:
        (payment,) = line.payments
        name, at = self.title(payment), the_period(self.voice)
        match line:
            case n.Reduced():
                return "reduced", name, self.amount(line.share, at)
            case n.LimitedTo():
                return "at most", name, self.amount(line.limit, at)
            case n.ReplacedBy():
                return "replaced", name, self.amount(line.value, at)
            case n.Suspended():
                return "suspended", name
            case n.Deferred():
                return "deferred", name


def _plain(phrase: Phrase) -> str:
    return phrase.text.replace("\N{NO-BREAK SPACE}", " ")


def _day(ordinal: int) -> str:
    return values.day(ordinal).replace("\N{NO-BREAK SPACE}", " ")


@settings(max_examples=40, suppress_health_check=[*HealthCheck])
@given(contracts(Focus(4, 4, 3, 6, 5, 2, 2, 2, payments=3, lines=4)))
@traced_first(10)
def test_clauses_read_back_as_the_lines_they_print(drawn: tuple[Contract, Data]) -> None:
    terms = write(drawn[0])
    note(terms)
    agreement = check_terms(from_text(terms)).require()
    clauses = {clause.heading: clause for clause in programs.document(agreement).clauses}
    expected = Expected(agreement)
    for payment in agreement.of_kind(d.Payment):
        _same_payment(expected, payment, clauses[payment.title])
    for trigger in agreement.of_kind(d.Trigger):
        assert read_back.trigger(clauses[trigger.title]) == expected.trigger(trigger)


def _same_payment(expected: Expected, payment: d.Payment, clause: model.Clause) -> None:
    at = Calculation(expected.voice, payment.name, payment.every, (), None, None).at
    calculation = next(part for part in clause.subclauses if part.head == "Calculation.")
    printed = list(read_back.steps(calculation))
    assert printed == [expected.step(line, at) for line in payment.steps]
    settled = [part for line in payment.settlement for part in expected.settlement(line)]
    assert list(read_back.settlement(clause.subclauses)) == settled


# ---- expressions: one phrase, one tree


@settings(max_examples=40, suppress_health_check=[*HealthCheck])
@given(contracts(Focus(4, 4, 3, 6, 5, 2, 2, 2, payments=3, lines=4)))
@traced_first(10)
def test_two_expressions_that_read_alike_are_alike(drawn: tuple[Contract, Data]) -> None:
    agreement = check_terms(from_text(write(drawn[0]))).require()
    voice = Voice(agreement, outline(agreement), programs.speaker())
    at = the_period(voice)
    seen: dict[str, Any] = {}
    for declared in (*agreement.of_kind(d.Payment), *agreement.of_kind(d.Trigger)):
        for node in nodes(declared):
            if isinstance(node, e.Typed):
                shape = _shape(voice, node)
                # noun() says a condition too.
                assert seen.setdefault(_plain(noun(voice, cast(e.Expr, node), at)), shape) == shape


def _shape(voice: Voice, node: Any) -> Any:
    """Return an expression as tuples, a parameter with one value as that value."""
    if isinstance(node, tuple):
        return tuple(_shape(voice, part) for part in node)
    if not isinstance(node, e.Typed):
        return node
    if isinstance(node, e.Not) and isinstance(node.condition, e.Not):
        return _shape(voice, node.condition.condition)  # what is not not so is said as what is so
    if isinstance(node, (e.Literal, e.ParameterValue)):
        known = words_tables.constant(voice, node)
        if known is not None:
            return known, node.type
    inside = [known.name for known in records.fields(type(node)) if known.name not in _OUTSIDE]
    return (type(node), *(_shape(voice, getattr(node, name)) for name in inside))


_OUTSIDE = ("id", "span", "type")
