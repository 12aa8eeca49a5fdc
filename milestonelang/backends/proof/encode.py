"""The program, symbolically: what the evaluator computes of one period, over all data at once.

In: the program that pays, the figures and events it may be given. Out: a symbolic value for each
value of the program, period by period, and facts about them. Either every period from the first on
is encoded, or one period from *any state*: then whatever depends on earlier periods is any value
within its bounds. Promised: every run of the evaluator is among what is encoded. An operation that
is not known here stops the encoding, by name; one that is taken as any value is named too.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from fractions import Fraction
from typing import Any

from milestonelang import ir
from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.model import Problem
from milestonelang.backends.proof.pairs import together
from milestonelang.backends.proof.slicing import may_be_short
from milestonelang.backends.proof.symbols import NOTHING, ZERO, Bound, Sym, common, constant
from milestonelang.ir import Exact, ValueId
from milestonelang.types import Choice, Truth

Parts = dict[str, Sym]
Encoded = Any  # a Sym, or Parts
Now = list[Encoded]


Pins = dict[tuple[str, int], Exact]
"""Figures that are fixed, by period; those of a second run by -1 less the period."""


StateBounds = dict[ValueId, tuple[Bound, Bound, bool]]
"""Bounds of values in every period, and whether they may be unknown."""


class Unencodable(Exception):
    """The program has an operation that is not encoded; its name is the message."""


Encoding = Callable[["Encoder", Any, ir.Value, Now, int], Encoded]
"""What gives an operation: of the encoder, the operation, its value, and its period."""


class Space:
    """The figures and events over all data: the same for every run that is compared."""

    def __init__(self, algebra: Algebra, problem: Problem, pins: Pins | None = None) -> None:
        self.algebra, self.pins = algebra, pins or {}
        self.figures = {each.name: each for each in problem.figures}
        self.events = {each.name: each for each in problem.events}
        self.alike = problem.alike
        self.known: dict[tuple[Any, ...], Any] = {}
        self.stepped: list[tuple[Sym, Fraction, Fraction]] = []
        self._kept: list[Any] = []

    def forked(self) -> "Space":
        """Return a space in which all is as it is here, and what comes later is its own."""
        found = copy(self)
        found.algebra = self.algebra.forked()
        found.known, found.stepped = dict(self.known), list(self.stepped)
        found._kept = list(self._kept)
        return found

    def apart(self, algebra: Algebra) -> "Space":
        """Return a space of the same figures and events about which nothing is said yet."""
        found = copy(self)
        found.algebra, found.known, found.stepped, found._kept = algebra, {}, [], []
        return found

    def on_steps(self) -> list[Any]:
        """Say that every figure lies on a step of its range, which is left open otherwise."""
        algebra = self.algebra
        return [
            each.e == algebra.term(low) + algebra.term(step) * algebra.whole()
            for each, low, step in self.stepped
        ]

    def figure(self, name: str, index: int) -> Sym:
        """Return a figure of a period."""
        figure = self.figures.get(name)
        key = (name, -1 if figure is not None and figure.fixed else index)
        if key not in self.known:
            self.known[key] = self.another(name, index)
        found: Sym = self.known[key]
        return found

    def another(self, name: str, index: int) -> Sym:
        """Return one more value that a figure may have, unless it is pinned."""
        figure = self.figures.get(name)
        if (name, index) in self.pins:
            return constant(self.pins[name, index])
        if figure is None:
            raise Unencodable(f"the figure `{name}`, whose values are not known")
        if figure.is_number:
            unit = (
                None
                if figure.step is None
                else common((constant(figure.step), constant(figure.low or ZERO)))
            )
            found = self.algebra.number(figure.low, figure.high, unit)
            if figure.step is not None and not found.is_constant:
                self.stepped.append((found, figure.low or ZERO, figure.step))
            return found
        if isinstance(figure.words[0], bool):
            return Sym(self.algebra.truth())
        return self.algebra.word([str(word) for word in figure.words])

    def first_day(self, event: str) -> Any:
        """Return the day on which an event first happens; beyond the last period for never."""
        key = ("first day of", event)
        if key not in self.known:
            self.known[key] = self.algebra.number()
        return self.known[key]

    def same(self, key: tuple[Any, ...], arguments: Sequence[Any], make: Callable[[], Any]) -> Any:
        """Return what *make* gives, once for the same key and the very same arguments."""
        whole = (*key, *(id(each) for each in arguments))
        if whole not in self.known:
            self._kept.append(arguments)  # so that their ids stay theirs
            self.known[whole] = make()
        return self.known[whole]


class Encoder:
    """One run over all data. *facts_of* are the calendar's facts, by period and value."""

    def __init__(
        self,
        space: Space,
        program: ir.Program,
        needed: frozenset[ValueId],
        facts_of: Sequence[tuple[Any, ...]],
        encodings: "Mapping[type, Encoding]",
        state_bounds: StateBounds | None = None,
    ) -> None:
        self.space, self.algebra = space, space.algebra
        self.program, self.facts_of = program, facts_of
        self.order = tuple(value for value in program.values if value.id in needed)
        self.rests_on = {each.id: _rests_on(each) for each in self.order}
        self.short = may_be_short(program, (each.id for each in self.order))
        self.encodings, self.state_bounds = encodings, state_bounds
        self.values: dict[int, Now] = {}
        self.state: dict[ValueId, Any] = {}
        self.states: dict[int, dict[ValueId, Any]] = {}
        self.applied: dict[Any, list[tuple[Sym, Sym]]] = {}
        self.base: Encoder | None = None
        self.apart: set[ValueId] = set()
        self.changed: dict[tuple[str, int], Sym] = {}

    @property
    def any_state(self) -> bool:
        """Whether what depends on earlier periods is any value."""
        return self.state_bounds is not None

    def forked(self) -> "Encoder":
        """Return the same run, as far as it is encoded, in a space that goes its own way."""
        found = copy(self)
        found.space = self.space.forked()
        found.algebra = found.space.algebra
        return found

    def second(self, changed: dict[tuple[str, int], Sym]) -> "Encoder":
        """Return a second run that differs in these figures by period, and in what follows."""
        found = Encoder(
            *(self.space, self.program, frozenset[ValueId](), self.facts_of),
            *(self.encodings, self.state_bounds),
        )
        found.order, found.rests_on, found.short = self.order, self.rests_on, self.short
        found.base, found.changed = self, changed
        first = min(index for _, index in changed)
        found.values = {index: now for index, now in self.values.items() if index < first}
        found.states = {index: kept for index, kept in self.states.items() if index < first}
        return found

    def period(self, index: int) -> Now:
        """Encode one period, after those before it."""
        now: Now = [None] * len(self.program.values)
        self.values[index] = now
        self.state = dict(self.states.get(index - 1, {}))
        if self.base is None:
            for value in self.order:
                now[value.id] = self._value(value, now, index)
            for one, other in self.space.alike:
                if now[one] is not None and now[other] is not None:
                    self._relate(now[one], now[other])
        else:
            self._period_apart(self.base, now, index)
        self.states[index] = self.state
        return now

    def _period_apart(self, base: "Encoder", now: Now, index: int) -> None:
        """Encode what differs from the first run, in this period or in what came before it."""
        same, kept = base.values[index], base.states[index]
        if self.any_state:
            self.apart = set()
        before = frozenset(self.apart)
        for value in self.order:
            if self._may_differ(value, before, index):
                now[value.id] = found = self._value(value, now, index)
                if found is not same[value.id]:
                    self._relate(same[value.id], found)
                    self.apart.add(value.id)
                continue
            if value.id in kept:
                self.state[value.id] = kept[value.id]
            now[value.id] = same[value.id]

    def _may_differ(self, value: ir.Value, before: frozenset[ValueId], index: int) -> bool:
        """Whether a value of the second run rests on anything that is not that of the first."""
        if isinstance(value.op, ir.MetricInput):
            return (value.op.metric, index) in self.changed
        arguments, feeds = self.rests_on[value.id]
        if not self.apart.isdisjoint(arguments):
            return True
        return not self.any_state and not before.isdisjoint(feeds)

    def _value(self, value: ir.Value, now: Now, index: int) -> Encoded:
        encoding = self.encodings.get(type(value.op))
        if encoding is None:
            raise Unencodable(f"the operation {type(value.op).__name__}")
        found = self.typed(value, encoding(self, value.op, value, now, index))
        if value.id not in self.short:
            for each in found.values() if isinstance(found, dict) else (found,):
                # What is shared with a value of an operand is not short there either.
                each.short = False
        return found

    def typed(self, value: ir.Value, found: Encoded) -> Encoded:
        """Return what is nowhere known as something of its type."""
        if not isinstance(found, Sym) or not isinstance(found.e, Fraction):
            return found
        if isinstance(value.type, Truth):
            return Sym(self.algebra.truth(), found.ok, short=found.short)
        if isinstance(value.type, Choice):
            return Sym(value.type.values[0], found.ok, short=found.short)
        return found

    def _relate(self, one: Encoded, other: Encoded) -> None:
        if isinstance(one, Sym) and isinstance(other, Sym):
            together(self.algebra, one, other)

    # ---- what operations ask for

    def earlier(self, id: ValueId, index: int, of: ir.Value, tag: int) -> Sym:
        """Return what a value was in an earlier period: from any state, whatever it can be."""
        if not self.any_state:
            found: Sym = self.values[index][id]
            return found
        return self.anything(of, ("earlier", id, tag), (), bounded_by=id)

    def anything(
        self,
        value: ir.Value,
        key: tuple[Any, ...],
        arguments: Sequence[Any],
        bounded_by: ValueId | None = None,
    ) -> Sym:
        """Return any value of a type: the same for the same arguments."""
        like = value if bounded_by is None else self.program.values[bounded_by]
        bounds: tuple[Bound, Bound, bool] = (None, None, True)
        if bounded_by is not None and self.state_bounds is not None:
            bounds = self.state_bounds.get(bounded_by, bounds)
        found: Sym = self.space.same(
            ("any", value.id, *key), arguments, lambda: self._any(like, bounds)
        )
        return found

    def _any(self, like: ir.Value, bounds: tuple[Bound, Bound, bool]) -> Sym:
        algebra = self.algebra
        low, high, doubtful = bounds
        ok = algebra.truth() if doubtful else True
        match like.type:
            case Truth():
                return Sym(algebra.truth(), ok, short=None if doubtful else False)
            case Choice(words):
                found = algebra.word(words, ok)
            case _:
                found = algebra.number(low, high, ok=ok)
        found.short = None if doubtful else False
        return found

    def note(self, what: str) -> None:
        """Remember that something is encoded more loosely than it is."""
        self.algebra.loose[what] = None


def _rests_on(value: ir.Value) -> tuple[tuple[ValueId, ...], tuple[ValueId, ...]]:
    """Return the values of its own period that a value rests on, and those of earlier ones."""
    return tuple(ir.argument_ids(value.op)), tuple(ir.feed_ids(value.op))


def as_sym(value: Any) -> Sym:
    """Return a fact of the calendar as a symbolic value."""
    if isinstance(value, bool | str | int) or hasattr(value, "numerator"):
        return constant(value)
    return NOTHING
