"""Compute the figures of a block of partners that run by one program.

In: a `Ready` program and the partners' figures as whole numbers, [period, partner]. Out: every
figure of every partner. Most partners are computed by a kernel; those whose figures are beyond what
it was proved for, or for whom it says that it does not know, are computed by `exact`.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.batch.form import Kernel
from milestonelang.backends.batch.memory import columns
from milestonelang.backends.batch.translate import Column, Plan, input_names
from milestonelang.data.model import Exact
from milestonelang.driver.batch.figures import Doubts, FigureColumn, Filled, fill, put_exact
from milestonelang.driver.batch.program import Brought, Ready, plan_with_gaps
from milestonelang.types import Choice, Date, Truth

Run = Callable[[Any, Any, Any, int, int], None]


@records.frozen(eq=False)
class Series:
    """A figure of many partners: [period, partner], or [partner] where it is given once.

    *odd* are figures that the numbers cannot hold, by (period, partner); *span* is the least and
    the greatest number, where that is known already.
    """

    numbers: Any
    missing: Any
    odd: Mapping[tuple[int, int], Exact | ir.Missing]
    span: tuple[int, int] | None = None


@records.frozen(eq=False)
class Block:
    """The figures of some partners, by name; *happened* are the events of some, by partner.

    *elsewhere* are partners that are computed in another way. *whole* has the numbers of all series
    that differ by period in one array, in their order.
    """

    width: int
    series: Mapping[str, Series]
    happened: Mapping[int, Mapping[str, tuple[ir.Happening, ...]]]
    whole: Any = None
    elsewhere: frozenset[int] = frozenset()


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
        missing: Mapping[tuple[str, int], ir.Missing | ir.Nothing],
        compile_kernel: Callable[[Kernel], Run],
    ) -> None:
        self.ready = ready
        self.brought = brought
        self.figures = figures
        self.missing = missing
        self._compile = compile_kernel
        self.plain: Prepared | None = None
        if ready.plan is not None:
            kernel = compile_kernel(ready.plan.kernel)
            self.plain = Prepared(ready.columns, ready.plan, kernel)
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
        if self.plain is None:
            found = self._nothing(width)
            return self._by_exact(block, found, numpy.ones(width, bool), doubts)
        values = {
            name: self.guarded(name, series, to_exact) for name, series in block.series.items()
        }
        some = gaps & ~to_exact
        holed = self._with_gaps() if some.any() else None
        if some.any() and holed is None:
            to_exact |= gaps
        if holed is not None and some.sum() * 2 > width:
            found = self._kernel(holed, values, block, None, to_exact, doubts)
            return self._by_exact(block, found, to_exact, doubts)
        plain = self.plain
        assert plain is not None
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

    def guarded(self, name: str, series: Series, to_exact: Any) -> Any:
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
        low, high = series.span or (int(numbers.min()), int(numbers.max()))
        if column.low <= low and high <= column.high:
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
        width = block.width if chosen is None else len(chosen)
        outputs = self.outputs(prepared, values, block, chosen)
        plan = prepared.plan
        escaped = plan.unsure(outputs)
        if trusted is not None:
            escaped &= trusted
        if chosen is None:
            to_exact |= escaped
        else:
            to_exact[chosen[escaped]] = True
        return [fill(figure, plan, outputs, width, self.missing, doubts) for figure in self.figures]

    def outputs(
        self, prepared: Prepared, values: Mapping[str, Any], block: Block, chosen: Any = None
    ) -> Any:
        """Return what a kernel gives for all partners, or the chosen ones; the first says where it
        does not know.
        """

        own, kernel = prepared.columns, prepared.plan.kernel
        names = input_names(own)
        length = self.ready.length
        width = block.width if chosen is None else len(chosen)
        is_whole = chosen is None and _is_whole(block, values, names, length)
        inputs = block.whole
        if not is_whole:
            inputs = columns(max(1, kernel.inputs), length, width)
        given = columns(max(1, kernel.givens), width)
        for index, name in enumerate(() if is_whole else names):
            is_hole = name.endswith("?")
            series = block.series[name.removesuffix("?")]
            source = values[name.removesuffix("?")]
            if is_hole:
                if series.missing is None:
                    inputs[index] = 0
                    continue
                source = series.missing
            inputs[index] = source[:length] if chosen is None else source[:length, chosen]
        for index, name in enumerate(item.name for item in own.values() if item.is_given):
            given[index] = values[name] if chosen is None else values[name][chosen]
        outputs = columns(kernel.outputs, length, width)
        prepared.run(inputs, given, outputs, 0, width)
        return outputs

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
        chosen = [int(at) for at in numpy.flatnonzero(to_exact) if int(at) not in block.elsewhere]
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
        metrics: dict[str, tuple[Exact | ir.Missing | ir.Nothing, ...]] = {}
        for name, series in block.series.items():
            figures = (self._figure(name, series, index, at) for index in range(periods))
            over = self.brought[name].over
            if over is not None:
                by = block.series[over]
                figures = (
                    _divided(each, by, index, at) for index, each in enumerate(list(figures))
                )
            metrics[name] = tuple(figures)
        return ir.Inputs(metrics, {}, dict(block.happened.get(at, {})))

    def _figure(
        self, name: str, series: Series, period: int, at: int
    ) -> Exact | ir.Missing | ir.Nothing:
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


def _divided(
    figure: Exact | ir.Missing | ir.Nothing, by: Series, period: int, at: int
) -> Exact | ir.Missing | ir.Nothing:
    if not isinstance(figure, Fraction):
        return figure
    return figure / int(by.numbers[period, at])


def _is_whole(block: Block, values: Mapping[str, Any], names: Sequence[str], length: int) -> bool:
    """Whether the figures of a block stand in memory just as a kernel takes them."""
    return (
        block.whole is not None
        and block.whole.shape[:2] == (len(names), length)
        and names == [name for name in block.series if name in names]
        and all(values[name] is block.series[name].numbers for name in names)
    )


def compiler(native: bool | None) -> Callable[[Kernel], Run]:
    """Return what makes kernels run: machine code where it can be had, unless *native* says."""
    from milestonelang.backends.batch import native as compiled
    from milestonelang.backends.batch.to_numpy import compile_numpy

    if native is False or (native is None and not compiled.is_there()):
        return compile_numpy
    return compiled.compile_native


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
