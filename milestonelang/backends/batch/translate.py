"""Follow a program, and emit its kernel: each value becomes instructions, in the program's order.

In: a valid program, what each value that no data touches is in each period, and the columns of its
inputs with their ranges. Out: a `Plan`: the kernel, and how to read what it gives. Promised: what
the kernel gives is what the program means for every partner whose figures are in range, unless the
kernel itself says from which period on it does not know; a program that it cannot carry out raises
`NotForKernelError`, which says why.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.batch.amounts import NOUGHT, Amounts, Known, Num, Truth
from milestonelang.backends.batch.emit import FALSE, TRUE, ZERO, Emitter, number, truth
from milestonelang.backends.batch.form import Kernel, NotForKernelError, V
from milestonelang.primitives.periods import Period
from milestonelang.types import Unit

MOST_REASONS = 62


@records.frozen
class Column:
    """An input. Its figures are `n / scale` with *low* <= n <= *high*; names are numbers.

    *is_given*: it is the same in every period. *may_miss*: not every partner has every figure.
    *over* is the input that the figures are to be divided by.
    """

    name: str
    low: int
    high: int
    scale: int = 1
    is_truth: bool = False
    is_given: bool = False
    may_miss: bool = False
    over: str | None = None


@records.frozen
class Reasons:
    """A value that is unknown for every partner, and why; what a reason is, is not asked."""

    items: tuple[object, ...]


@records.frozen
class Why:
    """A reason that the kernel finds: of which kind, and of which value or figure."""

    kind: str
    of: int | str
    period: int | None = None


@records.frozen
class Output:
    """Where a value is given out: the outputs of its number, its divisor and its reasons.

    *index* is None where the value is known beforehand: then *fixed* has it for each period.
    """

    index: int | None
    scale: int = 1
    over: int | None = None
    unknown: int | None = None
    is_truth: bool = False
    fixed: tuple[object, ...] = ()


@records.frozen(eq=False)
class Plan:
    """A kernel, and how to read what it gives.

    *escaped* is the output that says from which period on it does not know, where it may not.
    """

    kernel: Kernel
    outputs: Mapping[ir.ValueId, Output]
    reasons: tuple[object, ...]
    names: Mapping[str, int]
    escaped: int | None

    def unsure(self, outputs: Any) -> Any:
        """Return for which partners the kernel does not answer."""
        import numpy

        if self.escaped is None:
            return numpy.zeros(outputs.shape[-1], bool)
        return outputs[self.escaped, -1] != 0


Static = Mapping[ir.ValueId, Sequence[object]]
Result = Known | Mapping[str, Known]


@records.frozen(eq=False)
class _Listed:
    """What is known beforehand, as whole numbers by period; *sets* say why it is unknown."""

    numbers: Sequence[int]
    scale: int
    is_truth: bool
    sets: Sequence[int] | None


class Translator:
    """Follows a program, and emits it."""

    def __init__(
        self,
        program: ir.Program,
        static: Static,
        columns: Mapping[str, Column],
        is_short: Callable[[object], bool],
        names: Sequence[str],
        length: int | None,
        limit: int | None,
        operation: "Callable[[Translator, ir.Value], Result]",
    ) -> None:
        self.program = program
        self.operation = operation
        self.periods = program.periods[:length]
        self.static = {id: results[:length] for id, results in static.items()}
        self.columns = columns
        self.e = Emitter(len(self.periods), limit)
        self.a = Amounts(self.e)
        self.is_short = is_short
        self.short_bits = 0
        self.bits: dict[object, int] = {}
        self.names = {name: index for index, name in enumerate(names)}
        self.shapes: dict[str, tuple[bool, int, bool, bool]] = {}
        self.changed = False
        self.now: list[Result] = []
        self.finishes: list[Callable[[], None]] = []
        self.asked = frozenset(value.id for value in program.values)
        self.happened: Mapping[str, Sequence[int]] = {}
        self._made: dict[ir.ValueId, Result] = {}
        self._listed: dict[ir.ValueId, _Listed | Mapping[str, _Listed]] = {}

    def follow(self, period: int | None) -> None:
        """Carry out one period, or emit the kernel where it is None."""
        self.e.begin_period(period)
        self.now = []
        self.finishes = []
        for value in self.program.values:
            if value.id not in self.asked:
                self.now.append(NOUGHT)
                continue
            fixed = self.static.get(value.id)
            self.now.append(self.operation(self, value) if fixed is None else self._fixed(value.id))
        for finish in self.finishes:
            finish()

    def emit(self, wanted: Sequence[ir.ValueId]) -> Plan:
        """Return the kernel."""
        self._made = {}
        self.follow(None)
        outputs: dict[ir.ValueId, Output] = {}
        count = 0
        for id in wanted:
            fixed = self.static.get(id)
            if fixed is not None:
                outputs[id] = Output(None, fixed=tuple(fixed))
                continue
            found = self.now[id]
            assert isinstance(found, Num | Truth)
            places: list[int | None] = []
            over = found.over if isinstance(found, Num) else None
            main = found.n if isinstance(found, Num) else found.b
            for each in (main, over, found.unknown):
                if each is None:
                    places.append(None)
                    continue
                self.e.output(count, each)
                places.append(count)
                count += 1
            scale = found.scale if isinstance(found, Num) else 1
            outputs[id] = Output(places[0], scale, places[1], places[2], isinstance(found, Truth))
        escaped = self.e.cell("escaped", 0, True)
        if escaped == TRUE:
            raise NotForKernelError("a figure that is unknown for every partner")
        if escaped != FALSE:
            self.e.output(count, escaped)
            count += 1
        given = sum(column.is_given for column in self.columns.values())
        kernel = self.e.kernel(len(self._inputs()), given, count)
        last = None if escaped == FALSE else count - 1
        return Plan(kernel, outputs, tuple(self.bits), dict(self.names), last)

    # ---- what operations ask for

    def number(self, id: ir.ValueId) -> Num:
        """Return the result of a value that is a number, a day or a name."""
        found = self.now[id]
        if isinstance(found, Truth):
            return Num(self.e.count(found.b), 1, None, found.unknown)
        assert isinstance(found, Num)
        return found

    def truth(self, id: ir.ValueId) -> Truth:
        """Return the result of a value that is a truth."""
        return self.truth_of(self.known(id))

    def truth_of(self, found: Known) -> Truth:
        """Return a truth; what is unknown in every period was taken for a number."""
        if isinstance(found, Num):
            return Truth(self.e.opposite(self.e.equal(found.n, ZERO)), found.unknown)
        return found

    def known(self, id: ir.ValueId) -> Known:
        """Return the result of a value in one part."""
        found = self.now[id]
        assert isinstance(found, Num | Truth)
        return found

    def is_constant(self, id: ir.ValueId) -> bool:
        """Whether a value is the same, and known, in every period and for every partner."""
        results = self.static.get(id, [])
        return bool(results) and all(
            each == results[0] and not isinstance(each, Reasons) for each in results
        )

    def goes_on(self, window: Unit) -> V:
        """Return whether the period lies in the same window as the one before."""
        keys = [window_key(window, period) for period in self.periods]
        return self.holds_in(
            [index > 0 and keys[index - 1] == keys[index] for index in range(len(keys))]
        )

    def inverse(self, id: ir.ValueId) -> Num | None:
        """Return one over a value, where that is known of each period beforehand."""
        results = self.static.get(id, [])
        if not results or not all(isinstance(each, Fraction | int) and each for each in results):
            return None
        return self.listed([1 / self._value(each) for each in results])

    def listed(self, values: Sequence[Fraction]) -> Num:
        """Return a number that is known of each period beforehand."""
        scale = lcm(*(each.denominator for each in values))
        return Num(self.e.table([int(each * scale) for each in values]), scale)

    def plain(self, id: ir.ValueId) -> Num:
        """Return a number with what is unknown or divided left to the exact evaluator."""
        found = self.number(id)
        if found.over is not None:
            raise NotForKernelError("a settlement of amounts that are not rounded")
        self.leave(found.unknown)
        return Num(found.n, found.scale)

    def sure(self, id: ir.ValueId | None, default: bool = False) -> V:
        """Return a condition, with what is unknown left to the exact evaluator."""
        if id is None:
            return truth(default)
        found = self.truth(id)
        self.leave(found.unknown)
        return found.b

    def leave(self, unknown: V | None) -> None:
        """Leave partners for whom something is unknown to the exact evaluator, from now on."""
        if unknown is None:
            return
        gone = self.e.opposite(self.e.equal(unknown, ZERO))
        if gone != FALSE:
            before = self.e.cell("escaped", 0, True)
            self.e.set_cell("escaped", self.e.either(before, gone))

    def place(self) -> V:
        """Return the running period."""
        return self.e.table(tuple(range(len(self.periods))))

    def holds_in(self, facts: Sequence[bool]) -> V:
        """Return a truth that is known for each period."""
        return self.e.table([int(fact) for fact in facts], True)

    def reason(self, kind: str, of: int | str, period: int | None = None) -> V:
        """Return a set of one reason."""
        return number(self._bit(Why(kind, of, period)))

    def reasons_in(self, reasons: Sequence[object]) -> V:
        """Return a set of one reason that differs from period to period."""
        return self.e.table([self._bit(reason) for reason in reasons])

    def name(self, text: str) -> int:
        """Return the number of a name."""
        return self.names.setdefault(text, len(self.names))

    def input(self, name: str) -> Known:
        """Return an input."""
        column = self.columns.get(name)
        if column is None:
            raise NotForKernelError(f"the figures of `{name}`, which are not given")
        inputs = self._inputs()
        unknown = None
        if column.is_given:
            index = [item.name for item in self.columns.values() if item.is_given].index(name)
            found = self.e.given(index, column.low, column.high, column.is_truth)
        else:
            found = self.e.input(inputs.index(name), column.low, column.high, column.is_truth)
        if column.may_miss:
            missing = self.e.input(inputs.index(f"{name}?"), 0, 1, True)
            why = [Why("missing", name, index) for index in range(len(self.periods))]
            unknown = self.e.select(missing, self.reasons_in(why), ZERO)
        if column.is_truth:
            return Truth(found, unknown)
        over = None
        if column.over is not None:
            divisor = self.input(column.over)
            assert isinstance(divisor, Num)
            over = divisor.n
        return Num(found, column.scale, over, unknown)

    def _inputs(self) -> list[str]:
        return input_names(self.columns)

    # ---- what is kept from period to period

    def keep(self, key: str, value: Known, at: V | None = None) -> None:
        """Keep a value for the running period, or for the earlier one of the region."""
        for suffix, each in self._shaped(key, value):
            self.e.put(key + suffix, each, at)

    def recall(self, key: str, at: V) -> Known | None:
        """Return what was kept for a period; None where nothing was ever kept."""
        return self._read(key, lambda name, is_truth: self.e.old(name, at, is_truth))

    def store(self, key: str, value: Known) -> None:
        """Keep a value until the next is stored."""
        for suffix, each in self._shaped(key, value):
            self.e.set_cell(key + suffix, each, 1 if suffix == "/" else 0)

    def load(self, key: str) -> Known:
        """Return what was stored last: nought, or false, before anything was."""
        found = self._read(
            key, lambda name, is_truth: self.e.cell(name, int(name.endswith("/")), is_truth)
        )
        return NOUGHT if found is None else found

    def _read(self, key: str, read: Callable[[str, bool], V]) -> Known | None:
        shape = self.shapes.get(key)
        if shape is None:
            return None
        is_truth, scale, has_over, has_unknown = shape
        unknown = read(key + "?", False) if has_unknown else None
        if is_truth:
            return Truth(read(key, True), unknown)
        return Num(read(key, False), scale, read(key + "/", False) if has_over else None, unknown)

    def _shaped(self, key: str, value: Known) -> list[tuple[str, V]]:
        """Return the columns of a value as its key keeps them, which may grow by it."""
        over = value.over if isinstance(value, Num) else None
        scale = value.scale if isinstance(value, Num) else 1
        is_truth = isinstance(value, Truth)
        new = (is_truth, scale, over is not None, value.unknown is not None)
        before = self.shapes.get(key, new)
        scale = lcm(scale, before[1])
        both = (is_truth, scale, before[2] or new[2], before[3] or new[3])
        if both != self.shapes.get(key):
            # What is kept for the first time was read by nobody yet.
            self.changed = self.changed or key in self.shapes or self.e.period != 0
            self.shapes[key] = both
        found: list[tuple[str, V]] = []
        if isinstance(value, Num):
            value = self.a.scaled(value, scale)
            found.append(("", value.n))
            if both[2]:
                found.append(("/", number(1) if over is None else over))
        else:
            found.append(("", value.b))
        if both[3]:
            found.append(("?", ZERO if value.unknown is None else value.unknown))
        return found

    # ---- what is known beforehand

    def _fixed(self, id: ir.ValueId) -> Result:
        if self.e.period is None and id in self._made:
            return self._made[id]
        if id not in self._listed:
            self._listed[id] = self._list(self.static[id])
        listed = self._listed[id]
        if isinstance(listed, _Listed):
            found: Result = self._constant(listed)
        else:
            found = {name: self._constant(each) for name, each in listed.items()}
        if self.e.period is None:
            self._made[id] = found
        return found

    def _constant(self, listed: "_Listed") -> Known:
        unknown = None if listed.sets is None else self.e.table(listed.sets)
        if listed.is_truth:
            return Truth(self.e.table(listed.numbers, True), unknown)
        return Num(self.e.table(listed.numbers), listed.scale, None, unknown)

    def _list(self, results: Sequence[object]) -> "_Listed | Mapping[str, _Listed]":
        parts = {name for each in results if isinstance(each, Mapping) for name in each}
        if parts:
            return {
                name: self._list_of([each[name] for each in results])  # type: ignore[index]
                for name in parts
            }
        return self._list_of(results)

    def _list_of(self, results: Sequence[object]) -> "_Listed":
        sets = None
        if any(isinstance(each, Reasons) for each in results):
            sets = [
                sum({self._bit(item) for item in each.items}) if isinstance(each, Reasons) else 0
                for each in results
            ]
        known = [each for each in results if not isinstance(each, Reasons)]
        if known and all(isinstance(each, bool) for each in known):
            return _Listed([int(each is True) for each in results], 1, True, sets)
        values = [self._value(each) for each in results]
        scale = lcm(*(each.denominator for each in values))
        return _Listed([int(each * scale) for each in values], scale, False, sets)

    def _value(self, result: object) -> Fraction:
        if isinstance(result, str):
            return Fraction(self.name(result))
        return Fraction(result) if isinstance(result, Fraction | int) else Fraction(0)

    def _bit(self, reason: object) -> int:
        if reason not in self.bits:
            if len(self.bits) >= MOST_REASONS:
                raise NotForKernelError(f"more than {MOST_REASONS} reasons why figures are unknown")
            self.bits[reason] = 1 << len(self.bits)
            if self.is_short(reason):
                self.short_bits |= self.bits[reason]
        return self.bits[reason]


def window_key(unit: Unit, period: Period) -> int:
    """Return a number that is the same for the periods of one *unit*."""
    value = date.fromordinal(period.end)
    months = value.year * 12 + value.month - 1
    match unit:
        case Unit.TERM:
            return 0
        case Unit.YEAR:
            return period.year
        case Unit.QUARTER:
            return months // 3
        case Unit.MONTH:
            return months
        case Unit.PERIOD:
            return period.index
        case Unit.DAY | Unit.BUSINESS_DAY | Unit.WEEK:
            raise NotForKernelError(f"a total over each {unit.value}")


def input_names(columns: Mapping[str, Column]) -> list[str]:
    """Return the columns of a kernel's inputs, in order; `name?` says where one is missing."""
    found = [column.name for column in columns.values() if not column.is_given]
    found += [f"{column.name}?" for column in columns.values() if column.may_miss]
    return found
