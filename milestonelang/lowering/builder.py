"""Collects the values of a program while it is lowered.

Values are appended after their arguments, so that their order is the order of computation. A feed
is set later, when the value that feeds it exists.
"""

from collections.abc import Callable
from fractions import Fraction

from milestonelang import ir, records
from milestonelang.source import Span
from milestonelang.types import Comparison, Invalid, RoundingMode, Truth, Type, Unit

NO_VALUE = ir.ValueId(-1)


@records.frozen
class Place:
    """What a value is made for: a node of the Agreement and its span."""

    origin: int
    span: Span


_SHARED = (
    ir.Constant,
    ir.MetricInput,
    ir.QueryInput,
    ir.EventHappened,
    ir.EventDay,
    ir.OfPeriod,
    ir.AtPlace,
    ir.NotRun,
    ir.RowCell,
    ir.Around,
)


class Builder:
    """The values so far, and what has still to be fed."""

    def __init__(self) -> None:
        self.values: list[ir.Value] = []
        self.unfed: list[tuple[ir.ValueId, Callable[[], ir.ValueId]]] = []
        self.shared: dict[tuple[object, ...], ir.ValueId] = {}

    def add(self, op: ir.Op, type: Type, place: Place, name: str | None = None) -> ir.ValueId:
        """Append *op* and return its id; inputs and constants are kept once."""
        if isinstance(op, _SHARED) and name is None:
            # True and 1 are equal in Python, and nought dollars is shown unlike nought per cent.
            kind = type.__class__ if not isinstance(op, ir.Constant) else op.value.__class__
            key = (op, kind, type)
            if key in self.shared:
                return self.shared[key]
            self.shared[key] = ir.ValueId(len(self.values))
        id = ir.ValueId(len(self.values))
        self.values.append(ir.Value(id, op, type, place.origin, place.span, name))
        return id

    def fed(
        self,
        op: ir.Earlier | ir.TotalBefore | ir.RowsBefore | ir.BalanceStart,
        type: Type,
        place: Place,
        feed: Callable[[], ir.ValueId],
    ) -> ir.ValueId:
        """Append *op*, whose feed is what *feed* gives once everything else is lowered."""
        id = self.add(op, type, place)
        self.unfed.append((id, feed))
        return id

    def feed(self, id: ir.ValueId, operand: ir.ValueId) -> None:
        """Set the feed of a value."""
        value = self.values[id]
        match value.op:
            case ir.Earlier() | ir.TotalBefore() | ir.RowsBefore():
                op: ir.Op = records.evolve(value.op, operand=operand)
            case ir.BalanceStart():
                op = records.evolve(value.op, movements=operand)
            case _:
                raise AssertionError(f"{type(value.op).__name__} takes no feed")
        self.values[id] = records.evolve(value, op=op)

    def feed_all(self) -> None:
        """Set every feed that is still open; doing so may append more values."""
        while self.unfed:
            id, feed = self.unfed.pop(0)
            self.feed(id, feed())

    def name(self, id: ir.ValueId, name: str) -> ir.ValueId:
        """Give a value the name of the declaration it is the value of."""
        value = self.values[id]
        if value.name is None and not isinstance(value.op, _SHARED):
            self.values[id] = records.evolve(value, name=name)
            return id
        op = ir.Add((id,)) if not isinstance(value.type, Truth) else ir.All((id,))
        return self.add(op, value.type, Place(value.origin, value.span), name)

    # ---- short words for what is built often

    def constant(self, value: ir.Exact, type: Type, place: Place) -> ir.ValueId:
        """Append a constant."""
        return self.add(ir.Constant(value), type, place)

    def zero(self, type: Type, place: Place) -> ir.ValueId:
        """Append nought."""
        return self.constant(Fraction(0), type, place)

    def all_of(self, parts: list[ir.ValueId], place: Place) -> ir.ValueId:
        """Append whether all hold."""
        return self.add(ir.All(tuple(parts)), Truth(), place)

    def total(self, terms: list[ir.ValueId], type: Type, place: Place) -> ir.ValueId:
        """Append the sum of *terms*: nought where there are none."""
        if not terms:
            return self.zero(type, place)
        return terms[0] if len(terms) == 1 else self.add(ir.Add(tuple(terms)), type, place)

    def minus(self, left: ir.ValueId, right: ir.ValueId, type: Type, place: Place) -> ir.ValueId:
        """Append left - right."""
        negative = self.add(ir.Negate(right), type, place)
        return self.add(ir.Add((left, negative)), type, place)

    def at_least_zero(self, id: ir.ValueId, type: Type, place: Place) -> ir.ValueId:
        """Append the value, or nought where it is negative."""
        return self.add(ir.Greatest((id, self.zero(type, place))), type, place)

    def only(self, gate: ir.ValueId | None, id: ir.ValueId, type: Type, place: Place) -> ir.ValueId:
        """Append the value where *gate* holds, else nought."""
        if gate is None:
            return id
        return self.add(ir.If(gate, id, self.zero(type, place)), type, place)

    def fact(self, fact: ir.PeriodFact, place: Place) -> ir.ValueId:
        """Append a fact of the calendar."""
        return self.add(ir.OfPeriod(fact), Invalid(), place)

    def is_(self, id: ir.ValueId, word: str, place: Place) -> ir.ValueId:
        """Append whether a choice is that word."""
        right = self.constant(word, self.values[id].type, place)
        return self.add(ir.Compare(id, Comparison.EQUAL, right), Truth(), place)

    def rounded(
        self, id: ir.ValueId, unit: Fraction, mode: RoundingMode, type: Type, place: Place
    ) -> ir.ValueId:
        """Append the value rounded to *unit*."""
        return self.add(ir.Round(id, self.constant(unit, type, place), mode), type, place)

    def before(
        self, window: Unit, type: Type, place: Place, feed: Callable[[], ir.ValueId]
    ) -> ir.ValueId:
        """Append the total of *feed* over the earlier periods of the window."""
        return self.fed(ir.TotalBefore(NO_VALUE, window), type, place, feed)

    def kept(
        self, type: Type, place: Place, gate: ir.ValueId | None
    ) -> tuple[ir.ValueId, Callable[[ir.ValueId], None]]:
        """Append what was kept from the last period for which *gate* held, nought at first.

        Returns it and a function that takes what is to be kept from this period.
        """
        start = self.zero(type, place)
        earlier = self.add(ir.Earlier(NO_VALUE, 1, start), type, place)

        def keep(id: ir.ValueId) -> None:
            kept = id if gate is None else self.add(ir.If(gate, id, earlier), type, place)
            self.feed(earlier, kept)

        return earlier, keep
