"""Emits the instructions of a kernel, and proves for each the interval of its value.

It works in two ways. Asked about one period (*period* is set) it emits nothing: it follows the
intervals of what is kept from period to period, exactly as the kernel will. Asked for the kernel it
emits each instruction once, for the intervals over all periods. What is constant is folded, and
what was computed already in the period is not computed twice.
"""

from collections.abc import Iterator, Sequence

from milestonelang.backends.batch.form import (
    LIMIT,
    Instruction,
    Kernel,
    NotForKernelError,
    Region,
    V,
)
from milestonelang.backends.batch.tidy import tidied

TRUE, FALSE = V(None, 1, 1, True), V(None, 0, 0, True)
ZERO = V(None, 0, 0)
ANY_BITS = (1 << 62) - 1

Interval = tuple[int, int]


def number(value: int) -> V:
    """Return a number as a value."""
    return V(None, value, value)


def truth(value: bool) -> V:
    """Return a truth as a value."""
    return TRUE if value else FALSE


class Emitter:
    """Collects instructions. *bounds* are the intervals of all cells and histories, by name.

    No number is larger than *limit*; None is for kernels that run on whole numbers of any size.
    """

    def __init__(self, periods: int, limit: int | None = LIMIT) -> None:
        self.periods = periods
        self.limit = limit
        self.period: int | None = None
        self.bounds: dict[str, Interval] = {}
        self._now: dict[str, Interval] = {}
        self._past: dict[str, list[Interval | None]] = {}
        self._seen: dict[tuple[object, ...], V] = {}
        self._negated: dict[str, V] = {}
        self._count = 0
        self._region: list[Instruction] = []
        self._over: tuple[int, int] | None = None
        self._range: tuple[int, int] = (0, 0)
        self._regions: list[Region] = []
        self._tables: dict[tuple[int, ...], int] = {}
        self._cells: dict[str, int] = {}
        self._initial: dict[str, int] = {}
        self._histories: dict[str, int] = {}
        self._inputs = self._givens = self._outputs = 0

    # ---- the two ways to work

    def begin(self) -> None:
        """Begin to follow the intervals, from the first period on."""
        self._now, self._past, self.bounds = {}, {}, {}

    def begin_period(self, period: int | None) -> None:
        """Begin a period; None begins the kernel itself."""
        self.period = period
        self._seen, self._negated = {}, {}
        if period is None:
            self._region, self._regions, self._count = [], [], 0

    def kernel(self, inputs: int, givens: int, outputs: int) -> Kernel:
        """Return the kernel of what was emitted."""
        self._close_region(None)
        return Kernel(
            self.periods,
            tidied(self._regions),
            tuple(self._tables),
            tuple(self._initial[name] for name in self._cells),
            len(self._histories),
            inputs,
            givens,
            outputs,
        )

    # ---- what is read and written

    def table(self, values: Sequence[int], is_truth: bool = False) -> V:
        """Return a number that is known for each period."""
        if self.period is not None:
            value = values[self.period]
            return V(None, value, value, is_truth)
        low, high = min(values), max(values)
        if low == high:
            return V(None, low, high, is_truth)
        index = self._tables.setdefault(tuple(values), len(self._tables))
        return self._op("table", (), low, high, is_truth, index)

    def input(self, index: int, low: int, high: int, is_truth: bool = False) -> V:
        """Return an input of the running period."""
        return self._op("input", (), low, high, is_truth, index)

    def given(self, index: int, low: int, high: int, is_truth: bool = False) -> V:
        """Return an input that is the same in every period."""
        return self._op("given", (), low, high, is_truth, index)

    def output(self, index: int, value: V) -> None:
        """Give out a value of the running period."""
        self._do("output", (value,), index)

    def cell(self, name: str, initial: int = 0, is_truth: bool = False) -> V:
        """Return what was kept last under that name."""
        self._initial.setdefault(name, initial)
        if self.period is not None:
            low, high = self._now.get(name, (initial, initial))
            self._widen(name, low, high)
            self._count += 1
            return V(f"?{self._count}" if low != high else None, low, high, is_truth)
        low, high = self.bounds.get(name, (initial, initial))
        if low == high:
            return V(None, low, low, is_truth)
        return self._op("cell", (), low, high, is_truth, self._cell(name), name)

    def set_cell(self, name: str, value: V, initial: int = 0) -> None:
        """Keep a value."""
        self._initial.setdefault(name, initial)
        self._now[name] = (value.low, value.high)
        self._widen(name, value.low, value.high)
        self._widen(name, initial, initial)
        low, high = self.bounds.get(name, (0, 0))
        if low != high:
            self._do("set_cell", (value,), self._cell(name))
            self._forget("cell", name)

    def add_to(self, name: str, value: V) -> None:
        """Add to a cell, in a region that runs for several earlier periods."""
        before = self.cell(name)
        if value.literal == 0:
            return
        low, high = self.bounds.get(name, (0, 0))
        if self.period is not None:
            times = self._trips()
            low = before.low + times * min(0, value.low)
            high = before.high + times * max(0, value.high)
            self._check(low, high)
        result = self._named("add", (before, value), low, high, False, 0)
        self.set_cell(name, result)

    def put(self, name: str, value: V, at: V | None = None) -> None:
        """Keep a value for a period: the running one, or the earlier one of the region."""
        past = self._past.setdefault(name, [None] * self.periods)
        self._widen(name, value.low, value.high)
        if self.period is not None:
            for place in (self.period,) if at is None else self._places(at):
                past[place] = (value.low, value.high)
        index = self._histories.setdefault(name, len(self._histories))
        args = (value,) if at is None else (value, at)
        self._do("put", args, index)
        self._forget("old", name)

    def old(self, name: str, at: V, is_truth: bool = False) -> V:
        """Return what was kept for period *at*, which must have been kept."""
        if self.period is not None:
            past = self._past.get(name, [])
            kept = [past[place] for place in self._places(at) if 0 <= place < len(past)]
            known = [each for each in kept if each is not None]
            low = min((each[0] for each in known), default=0)
            high = max((each[1] for each in known), default=0)
        else:
            low, high = self.bounds.get(name, (0, 0))
        if low == high:
            return V(None, low, low, is_truth)
        index = self._histories.setdefault(name, len(self._histories))
        return self._op("old", (at,), low, high, is_truth, index, name)

    def each_earlier(self, first: Sequence[int], end: Sequence[int]) -> Iterator[V]:
        """Emit a region that runs for the periods from *first* to before *end*, by period.

        What stands in the loop is asked for once, or not at all where the range is empty.
        """
        if self.period is not None:
            self._range = (first[self.period], end[self.period])
            if self._trips() > 0:
                self._seen = {}
                yield V("at", 0, self.periods - 1)
                self._seen = {}
            self._range = (0, 0)
            return
        tables = [self._tables.setdefault(tuple(each), len(self._tables)) for each in (first, end)]
        self._close_region((tables[0], tables[1]))
        self._range = (0, max(b - a for a, b in zip(first, end, strict=True)))
        # What was read from memory before may have changed; what is in no memory has not.
        outer = {key: each for key, each in self._seen.items() if key[0] not in ("cell", "old")}
        self._seen = dict(outer)
        yield V("at", 0, self.periods - 1)
        self._range = (0, 0)
        self._close_region(None)
        self._seen = outer

    # ---- arithmetic

    def add(self, a: V, b: V) -> V:
        """Return the sum."""
        if a.literal == 0:
            return b
        if b.literal == 0:
            return a
        if b.name in self._negated:
            return self.sub(a, self._negated[b.name])
        return self._op("add", _ordered(a, b), a.low + b.low, a.high + b.high)

    def sub(self, a: V, b: V) -> V:
        """Return the difference."""
        if b.literal == 0:
            return a
        if a == b and a.name != "at":
            return ZERO
        return self._op("sub", (a, b), a.low - b.high, a.high - b.low)

    def mul(self, a: V, b: V) -> V:
        """Return the product."""
        if a.literal == 1:
            return b
        if b.literal == 1:
            return a
        corners = (a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high)
        return self._op("mul", _ordered(a, b), min(corners), max(corners))

    def mul_up_to(self, a: V, b: V, most: V) -> V:
        """Return the product of values that are not negative, where it is never above *most*."""
        assert a.low >= 0 and b.low >= 0
        high = min(a.high * b.high, most.high)
        return self._op("mul", _ordered(a, b), min(a.low * b.low, high), high)

    def neg(self, a: V) -> V:
        """Return the value with the other sign."""
        found = self._op("neg", (a,), -a.high, -a.low)
        if found.name is not None:
            self._negated[found.name] = a
        return found

    def abs(self, a: V) -> V:
        """Return the value without its sign."""
        if a.low >= 0:
            return a
        if a.high <= 0:
            return self.neg(a)
        return self._op("abs", (a,), 0, max(-a.low, a.high))

    def min(self, a: V, b: V) -> V:
        """Return the lesser."""
        if a.high <= b.low:
            return a
        if b.high <= a.low:
            return b
        return self._op("min", _ordered(a, b), min(a.low, b.low), min(a.high, b.high))

    def max(self, a: V, b: V) -> V:
        """Return the greater."""
        if a.low >= b.high:
            return a
        if b.low >= a.high:
            return b
        return self._op("max", _ordered(a, b), max(a.low, b.low), max(a.high, b.high))

    def excess(self, a: V, b: V) -> V:
        """Return a - b where it is positive, else zero: never more than a where b is not less."""
        found = self.max(self.sub(a, b), ZERO)
        if b.low >= 0 and found.name is not None and found.high > max(a.high, 0):
            found = V(found.name, found.low, max(a.high, 0))
        return found

    def quotient(self, a: V, divisor: int) -> V:
        """Return a, which is not negative, over a positive number, cut down."""
        assert a.low >= 0 and divisor > 0
        if divisor == 1:
            return a
        return self._op("quotient", (a,), a.low // divisor, a.high // divisor, False, divisor)

    def floor(self, a: V, b: V) -> V:
        """Return a over b, which is positive, cut down; a is not negative."""
        assert a.low >= 0 and b.low > 0
        if b.literal is not None:
            return self.quotient(a, b.low)
        return self._op("floor", (a, b), a.low // b.high, a.high // b.low)

    # ---- truths and choices

    def less(self, a: V, b: V) -> V:
        """Return whether a < b."""
        return self._test("lt", a, b, a.high < b.low, a.low >= b.high)

    def at_most(self, a: V, b: V) -> V:
        """Return whether a <= b."""
        return self._test("le", a, b, a.high <= b.low, a.low > b.high)

    def equal(self, a: V, b: V) -> V:
        """Return whether they are equal."""
        apart = a.high < b.low or a.low > b.high
        return self._test("eq", a, b, a.literal is not None and a.literal == b.literal, apart)

    def both(self, *items: V) -> V:
        """Return whether all hold."""
        return self._joined("and", FALSE, TRUE, items)

    def either(self, *items: V) -> V:
        """Return whether one holds."""
        return self._joined("or", TRUE, FALSE, items)

    def opposite(self, a: V) -> V:
        """Return whether it does not hold."""
        return self._op("not", (a,), 1 - a.high, 1 - a.low, True)

    def select(self, condition: V, a: V, b: V) -> V:
        """Return a where the condition holds, else b."""
        if condition.literal is not None:
            return a if condition.literal else b
        if a == b:
            return a
        if a.is_truth:
            if a.literal is not None:
                return (
                    self.either(condition, b)
                    if a.literal
                    else self.both(self.opposite(condition), b)
                )
            if b.literal is not None:
                return (
                    self.either(self.opposite(condition), a)
                    if b.literal
                    else self.both(condition, a)
                )
        low, high = min(a.low, b.low), max(a.high, b.high)
        return self._op("select", (condition, a, b), low, high, a.is_truth)

    def count(self, condition: V) -> V:
        """Return one where the condition holds, else zero."""
        return self.select(condition, number(1), ZERO)

    # ---- sets of reasons

    def joined(self, *sets: V | None) -> V | None:
        """Return the union of sets of reasons, kept as bits; None is the empty one."""
        found: V | None = None
        for each in sets:
            if each is None or each.literal == 0:
                continue
            if found is None:
                found = each
            elif found.literal is not None and each.literal is not None:
                found = number(found.literal | each.literal)
            elif found != each:
                found = self._op("bor", _ordered(found, each), 0, ANY_BITS)
        return found

    def within(self, bits: V, mask: int) -> V:
        """Return the reasons of a set that are in a mask."""
        if bits.literal is not None:
            return number(bits.literal & mask)
        return self._op("band", (bits, number(mask)), 0, mask)

    # ---- inner workings

    def _places(self, at: V) -> range:
        return range(*self._range) if at.name == "at" else range(at.low, at.high + 1)

    def _trips(self) -> int:
        return self._range[1] - self._range[0]

    def _cell(self, name: str) -> int:
        return self._cells.setdefault(name, len(self._cells))

    def _widen(self, name: str, low: int, high: int) -> None:
        if self.period is None:
            return
        before = self.bounds.get(name, (low, high))
        self.bounds[name] = (min(low, before[0]), max(high, before[1]))

    def _forget(self, op: str, name: str) -> None:
        for key in [key for key in self._seen if key[0] == op and key[-1] == name]:
            del self._seen[key]

    def _test(self, op: str, a: V, b: V, always: bool, never: bool) -> V:
        if always or never:
            return truth(always)
        return self._op(op, (a, b), 0, 1, True)

    def _joined(self, op: str, settling: V, neutral: V, items: Sequence[V]) -> V:
        found = neutral
        for each in items:
            if each == settling:
                return settling
            if each not in (neutral, found):
                found = each if found == neutral else self._op(op, (found, each), 0, 1, True)
        return found

    def _op(
        self,
        op: str,
        args: tuple[V, ...],
        low: int,
        high: int,
        is_truth: bool = False,
        extra: int = 0,
        memory: str = "",
    ) -> V:
        self._check(low, high)
        if low == high:
            return V(None, low, low, is_truth)
        # Two tables of the same noughts and ones may be numbers here and truths there.
        literals = tuple((a.name, a.low if a.name is None else 0) for a in args)
        key = (op, literals, is_truth, extra, memory)
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = self._named(op, args, low, high, is_truth, extra)
        return found

    def _named(
        self, op: str, args: tuple[V, ...], low: int, high: int, is_truth: bool, extra: int
    ) -> V:
        self._count += 1
        name = f"v{self._count}"
        if self.period is None:
            self._region.append(Instruction(name, op, args, extra, is_truth))
        return V(name, low, high, is_truth)

    def _do(self, op: str, args: tuple[V, ...], extra: int) -> None:
        if self.period is None:
            self._region.append(Instruction("", op, args, extra, False))

    def _close_region(self, over: tuple[int, int] | None) -> None:
        if self._region:
            self._regions.append(Region(tuple(self._region), self._over))
        self._region, self._over = [], over

    def _check(self, low: int, high: int) -> None:
        if self.limit is not None and (low < -self.limit or high > self.limit):
            raise NotForKernelError("an amount could leave 64 bits")


def _ordered(a: V, b: V) -> tuple[V, V]:
    return (a, b) if (a.name or "") <= (b.name or "") else (b, a)
