"""Compute the figures of a block of partners that run by one program.

In: a `Ready` program and the partners' figures as whole numbers, [period, partner]. Out: every
figure of every partner. Most partners are computed by a kernel; those whose figures are beyond what
it was proved for, or for whom it says that it does not know, are computed by `exact`.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.batch.form import Kernel
from milestonelang.backends.batch.translate import Column, Plan, input_names
from milestonelang.data.model import Exact
from milestonelang.driver.batch.figures import Doubts, FigureColumn, Filled, fill, put_exact
from milestonelang.driver.batch.program import Brought, Ready, plan_with_gaps
from milestonelang.types import Choice, Date, Truth

Run = Callable[[Any, Any, Any, int, int], None]


@records.frozen(eq=False)
class Series:
    """A figure of many partners: [period, partner], or [partner] where it is given once.

    *odd* are figures that the numbers cannot hold, by (period, partner).
    """

    numbers: Any
    missing: Any
    odd: dict[tuple[int, int], Exact]


@records.frozen(eq=False)
class Block:
    """The figures of some partners, by name; *happened* are the events of some, by partner."""

    width: int
    series: Mapping[str, Series]
    happened: Mapping[int, Mapping[str, tuple[ir.Happening, ...]]]


@records.frozen(eq=False)
class Computed:
    """The figures of a block, and how many partners were computed by `exact`, and which not."""

    figures: tuple[Filled, ...]
    doubts: Doubts
    by_exact: int
    too_large: dict[int, str]


@records.frozen(eq=False)
class Prepared:
    """A kernel that can be run, and the columns it was made for."""

    columns: Mapping[str, Column]
    plan: Plan
    run: Run


class Engine:
    """A program ready to run over blocks, with its kernels made when they are needed."""

    def __init__(
        self,
        ready: Ready,
        brought: Mapping[str, Brought],
        figures: tuple[FigureColumn, ...],
        missing: Mapping[tuple[str, int], ir.Missing],
        compile_kernel: Callable[[Kernel], Run],
    ) -> None:
        self.ready = ready
        self.brought = brought
        self.figures = figures
        self.missing = missing
        self._compile = compile_kernel
        self._run = None if ready.plan is None else compile_kernel(ready.plan.kernel)
        self._gaps: Prepared | None = None
        self._gaps_tried = False

    def compute(self, block: Block) -> Computed:
        """Return the figures of a block."""
        import numpy

        doubts = Doubts()
        width = block.width
        to_exact = numpy.zeros(width, bool)
        for at in block.happened:
            to_exact[at] = True
        gaps = numpy.zeros(width, bool)
        for name, series in block.series.items():
            for _, at in series.odd:
                to_exact[at] = True
            if not self.brought[name].is_given and series.missing is not None:
                gaps |= series.missing.any(axis=0)
        if self.ready.plan is None or self._run is None:
            found = self._nothing(width)
            return self._by_exact(block, found, numpy.ones(width, bool), doubts)
        values = {
            name: self._guarded(name, series, to_exact) for name, series in block.series.items()
        }
        some = gaps & ~to_exact
        holed = self._with_gaps() if some.any() else None
        if some.any() and holed is None:
            to_exact |= gaps
        if holed is not None and some.sum() * 2 > width:
            found = self._kernel(holed, values, block, None, to_exact, doubts)
            return self._by_exact(block, found, to_exact, doubts)
        plain = Prepared(self.ready.columns, self.ready.plan, self._run)
        found = self._kernel(plain, values, block, None, to_exact, doubts, ~gaps)
        if holed is not None:
            chosen = numpy.flatnonzero(some)
            part = self._kernel(holed, values, block, chosen, to_exact, doubts)
            found = [
                _merged(figure, whole, of_some, chosen)
                for figure, whole, of_some in zip(self.figures, found, part, strict=True)
            ]
        return self._by_exact(block, found, to_exact, doubts)

    # ---- by the kernel

    def _with_gaps(self) -> Prepared | None:
        if not self._gaps_tried:
            self._gaps_tried = True
            columns, plan = plan_with_gaps(self.ready)
            if plan is not None:
                self._gaps = Prepared(columns, plan, self._compile(plan.kernel))
        return self._gaps

    def _guarded(self, name: str, series: Series, to_exact: Any) -> Any:
        """Return a figure's numbers within its range; whoever exceeds it is left to `exact`."""
        import numpy

        column = self.ready.columns[name]
        numbers = series.numbers
        type = self.brought[name].type
        if isinstance(type, Choice):
            places = [self.ready.names.index(value) for value in type.values]
            return numpy.array(places)[numbers]
        if not numbers.size:
            return numbers
        if column.low <= int(numbers.min()) and int(numbers.max()) <= column.high:
            return numbers
        beyond = (numbers < column.low) | (numbers > column.high)
        if series.missing is not None:
            beyond &= ~series.missing
        to_exact |= beyond if numbers.ndim == 1 else beyond.any(axis=0)
        return numpy.clip(numbers, column.low, column.high)

    def _kernel(
        self,
        prepared: Prepared,
        values: Mapping[str, Any],
        block: Block,
        chosen: Any,
        to_exact: Any,
        doubts: Doubts,
        trusted: Any = None,
    ) -> list[Filled]:
        """Return the figures of all partners, or the chosen ones, as a kernel gives them."""
        import numpy

        columns, plan = prepared.columns, prepared.plan
        kernel = plan.kernel
        length = self.ready.length
        width = block.width if chosen is None else len(chosen)
        inputs = numpy.empty((max(1, kernel.inputs), length, width), numpy.int64)
        given = numpy.empty((max(1, kernel.givens), width), numpy.int64)
        for index, name in enumerate(input_names(columns)):
            is_hole = name.endswith("?")
            series = block.series[name.removesuffix("?")]
            source = values[name.removesuffix("?")]
            if is_hole:
                if series.missing is None:
                    inputs[index] = 0
                    continue
                source = series.missing
            inputs[index] = source[:length] if chosen is None else source[:length, chosen]
        for index, name in enumerate(item.name for item in columns.values() if item.is_given):
            given[index] = values[name] if chosen is None else values[name][chosen]
        outputs = numpy.empty((kernel.outputs, length, width), numpy.int64)
        prepared.run(inputs, given, outputs, 0, width)
        escaped = outputs[0].any(axis=0)
        if trusted is not None:
            escaped &= trusted
        if chosen is None:
            to_exact |= escaped
        else:
            to_exact[chosen[escaped]] = True
        return [fill(figure, plan, outputs, width, self.missing, doubts) for figure in self.figures]

    # ---- by `exact`

    def _nothing(self, width: int) -> list[Filled]:
        import numpy

        shape = (self.ready.length, width)
        return [
            Filled(numpy.zeros(shape, numpy.int64), numpy.zeros(shape, numpy.int64), [])
            for _ in self.figures
        ]

    def _by_exact(
        self, block: Block, found: list[Filled], to_exact: Any, doubts: Doubts
    ) -> Computed:
        import numpy

        too_large: dict[int, str] = {}
        chosen = [int(at) for at in numpy.flatnonzero(to_exact)]
        for at in chosen:
            run = self.ready.machine.run(self.inputs_of(block, at))
            results = run.periods[: self.ready.length]
            for index, figure in enumerate(self.figures):
                try:
                    found[index] = put_exact(
                        figure, found[index], [each[figure.id] for each in results], at, doubts
                    )
                except OverflowError:
                    too_large[at] = f"`{figure.name}` has more than 18 digits"
        return Computed(tuple(found), doubts, len(chosen), too_large)

    def inputs_of(self, block: Block, at: int) -> ir.Inputs:
        """Return the inputs of one partner as `exact` takes them."""
        periods = len(self.ready.program.periods)
        metrics: dict[str, tuple[Exact | ir.Missing, ...]] = {}
        for name, series in block.series.items():
            metrics[name] = tuple(self._figure(name, series, index, at) for index in range(periods))
        return ir.Inputs(metrics, {}, dict(block.happened.get(at, {})))

    def _figure(self, name: str, series: Series, period: int, at: int) -> Exact | ir.Missing:
        brought = self.brought[name]
        if brought.is_given:
            odd = series.odd.get((0, at))
            return self._value(brought, int(series.numbers[at])) if odd is None else odd
        if period >= len(series.numbers) or (
            series.missing is not None and series.missing[period, at]
        ):
            return self.missing[name, period]
        odd = series.odd.get((period, at))
        return self._value(brought, int(series.numbers[period, at])) if odd is None else odd

    def _value(self, brought: Brought, number: int) -> Exact:
        match brought.type:
            case Truth():
                return bool(number)
            case Choice(values):
                return values[number]
            case Date():
                return number
            case _:
                return Fraction(number, brought.scale)


def _merged(figure: FigureColumn, whole: Filled, part: Filled, chosen: Any) -> Filled:
    """Return a figure of all partners in which the chosen ones come from another kernel."""
    import numpy

    numbers, texts = whole.numbers, whole.texts
    if figure.places is None:
        numbers = numbers.copy()
        texts = whole.texts + part.texts
        numbers[:, chosen] = part.numbers + len(whole.texts)
    else:
        numbers[:, chosen] = part.numbers
    unknown = whole.unknown
    if unknown is None:
        unknown = numpy.zeros(numbers.shape, numpy.int64)
    unknown[:, chosen] = 0 if part.unknown is None else part.unknown
    return Filled(numbers, unknown, texts)
