"""One program over many runs whose figures are arrays in memory, such as drawn scenarios.

In: a program, which figures it is given and which totals are asked. Out: the totals of every run.
Promised: each total is what `exact` gives for that run alone; what no kernel answers goes to it.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.batch.translate import Output, Reasons
from milestonelang.backends.exact.values import Unknown
from milestonelang.driver.batch.blocks import Block, Engine, Series, compiler
from milestonelang.driver.batch.program import Brought, make_ready

AT_ONCE = 1 << 15
_SAFE = 1 << 62

Rows = dict[int, tuple[tuple[ir.Row, ...] | ir.Missing, ...]]


@records.frozen
class Asked:
    """A value whose sum is asked over the first *periods*, or over all where that is None.

    *by_period*: each period's amount is asked instead of their sum; a truth is 1 or 0.
    """

    id: ir.ValueId
    periods: int | None = None
    by_period: bool = False


@records.frozen(eq=False)
class Total:
    """A sum of every run: `Fraction(numbers[run]) / scale`. *known* is None where all are known.

    *numbers* are 64-bit integers, or fractions where the amounts do not come out even. Where each
    period was asked, both are [period, run].
    """

    numbers: Any
    scale: int
    known: Any

    def amounts(self) -> list[Fraction | None]:
        """Return the sums, None where one is unknown."""
        numbers = self.numbers.tolist()
        known = [True] * len(numbers) if self.known is None else self.known.tolist()
        return [
            Fraction(number) / self.scale if is_known else None
            for number, is_known in zip(numbers, known, strict=True)
        ]


@records.frozen(eq=False)
class Found:
    """The totals in the order they were asked in, and how many runs `exact` computed."""

    totals: tuple[Total, ...]
    by_exact: int


class Many:
    """A program ready to run many times; *why_not* says why it has no kernel, where it has none.

    *events* happen in every run.
    """

    def __init__(
        self,
        program: ir.Program,
        brought: Sequence[Brought],
        asked: Sequence[Asked],
        native: bool | None = None,
        events: Mapping[str, tuple[ir.Happening, ...]] | None = None,
    ) -> None:
        self.events = dict(events or {})
        self.asked = tuple(asked)
        ids = list(dict.fromkeys(each.id for each in asked))
        ready = make_ready(program, brought, ids, None, self.events)
        self.engine = Engine(ready, {item.name: item for item in brought}, (), {}, compiler(native))
        self.why_not = ready.why_not

    def run(
        self,
        width: int,
        figures: Mapping[str, Any],
        happened: Mapping[int, Mapping[str, tuple[ir.Happening, ...]]] | None = None,
        rows: Sequence[Rows] | None = None,
    ) -> Found:
        """Return the totals of *width* runs; *figures* are whole numbers, [period, run].

        Runs with events, which stand in *happened*, are computed by `exact`, and so are all where
        there are *rows* of blocks for each run.
        """

        parts: list[list[Total]] = []
        by_exact = 0
        for start in range(0, width, AT_ONCE):
            end = min(width, start + AT_ONCE)
            series = {
                name: Series(numbers[..., start:end], None, {}) for name, numbers in figures.items()
            }
            events = {
                at - start: each for at, each in (happened or {}).items() if start <= at < end
            }
            block = Block(end - start, series, events)
            part, count = self._block(block, None if rows is None else rows[start:end])
            parts.append(part)
            by_exact += count
        if not parts:
            return Found(tuple(self._nothing(each, 0) for each in self.asked), 0)
        return Found(tuple(joined(each) for each in zip(*parts, strict=True)), by_exact)

    def inputs_of(
        self,
        figures: Mapping[str, Any],
        at: int,
        events: Mapping[str, tuple[ir.Happening, ...]],
        rows: Rows | None,
    ) -> ir.Inputs:
        """Return what the run at a place is given, as `exact` takes it."""
        series = {name: Series(numbers, None, {}) for name, numbers in figures.items()}
        inputs = self.engine.inputs_of(Block(1, series, {at: events}), at)
        return inputs if rows is None else records.evolve(inputs, rows=rows)

    def _block(self, block: Block, rows: Sequence[Rows] | None = None) -> tuple[list[Total], int]:
        import numpy

        engine, width = self.engine, block.width
        if engine.plain is None:
            to_exact = numpy.ones(width, bool)
            totals = [self._nothing(each, width) for each in self.asked]
        else:
            to_exact = numpy.zeros(width, bool)
            to_exact[list(block.happened)] = True
            values = {
                name: engine.guarded(name, series, to_exact)
                for name, series in block.series.items()
            }
            outputs = engine.outputs(engine.plain, values, block)
            plan = engine.plain.plan
            to_exact |= plan.unsure(outputs)
            totals = [
                _each(plan.outputs[each.id], outputs, each.periods, width)
                if each.by_period
                else _total(plan.outputs[each.id], outputs, each.periods, width)
                for each in self.asked
            ]
        chosen = [int(at) for at in numpy.flatnonzero(to_exact)]
        if not chosen:
            return totals, 0
        runs = [engine.ready.machine.run(self._inputs(block, at, rows)).periods for at in chosen]
        for index, each in enumerate(self.asked):
            total = totals[index]
            if not each.by_period:
                sums = [_added(run[: each.periods], each.id) for run in runs]
                totals[index] = replaced(total, chosen, sums)
                continue
            parts = [
                replaced(
                    Total(numbers, total.scale, None if total.known is None else total.known[at]),
                    chosen,
                    [_added(run[at : at + 1], each.id) for run in runs],
                )
                for at, numbers in enumerate(total.numbers)
            ]
            totals[index] = stacked(parts)
        return totals, len(chosen)

    def _inputs(self, block: Block, at: int, rows: Sequence[Rows] | None) -> ir.Inputs:
        inputs = self.engine.inputs_of(block, at)
        if rows is not None:
            inputs = records.evolve(inputs, rows=rows[at])
        return records.evolve(inputs, events=self.events) if self.events else inputs

    def _nothing(self, asked: Asked, width: int) -> Total:
        import numpy

        count = len(self.engine.ready.program.periods[: asked.periods])
        shape = (count, width) if asked.by_period else (width,)
        return Total(numpy.zeros(shape, numpy.int64), 1, None)


def _total(output: Output, outputs: Any, periods: int | None, width: int) -> Total:
    """Return the sums of an output of a kernel over its first periods."""
    import numpy

    if output.index is None:
        fixed = output.fixed[:periods]
        if any(isinstance(value, Reasons) for value in fixed):
            return Total(numpy.zeros(width, numpy.int64), 1, numpy.zeros(width, bool))
        whole = Fraction()
        for value in fixed:
            assert isinstance(value, Fraction | int)
            whole += value
        return Total(numpy.full(width, whole.numerator), whole.denominator, None)
    numbers = outputs[output.index][:periods]
    known = None
    if output.unknown is not None:
        known = (outputs[output.unknown][:periods] == 0).all(axis=0)
        known = None if known.all() else known
    if output.over is not None:
        over = outputs[output.over][:periods]
        sums = [
            sum((Fraction(*pair) for pair in zip(*columns, strict=True)), Fraction())
            if known is None or known[at]
            else Fraction()
            for at, columns in enumerate(zip(numbers.T.tolist(), over.T.tolist(), strict=True))
        ]
        return Total(numpy.array([*sums, None], object)[:-1], output.scale, known)
    if numbers.size and int(numpy.abs(numbers).max()) * len(numbers) >= _SAFE:
        numbers = numbers.astype(object)
    return Total(numbers.sum(axis=0), output.scale, known)


def _each(output: Output, outputs: Any, periods: int | None, width: int) -> Total:
    """Return an output of a kernel in each of its first periods."""
    import numpy

    if output.index is None:
        rows = []
        for value in output.fixed[:periods]:
            is_known = not isinstance(value, Reasons)
            amount = Fraction(value) if isinstance(value, Fraction | int) else Fraction()
            known = None if is_known else numpy.zeros(width, bool)
            rows.append(Total(numpy.full(width, amount.numerator), amount.denominator, known))
        return stacked(rows)
    numbers = outputs[output.index][:periods].copy()
    known = None
    if output.unknown is not None:
        known = outputs[output.unknown][:periods] == 0
        known = None if known.all() else known
    if output.over is not None:
        over = outputs[output.over][:periods]
        divided = numpy.empty(numbers.shape, object)
        for place in numpy.ndindex(*numbers.shape):
            is_known = known is None or known[place]
            number = Fraction(int(numbers[place]), int(over[place])) if is_known else Fraction()
            divided[place] = number
        numbers = divided
    return Total(numbers, output.scale, known)


def stacked(rows: Sequence[Total]) -> Total:
    """Return what each period has as one."""
    import numpy

    whole = joined(rows)
    width = len(rows[0].numbers)
    known = None if whole.known is None else whole.known.reshape(len(rows), width)
    return Total(numpy.reshape(whole.numbers, (len(rows), width)), whole.scale, known)


def _added(run: Sequence[Any], id: ir.ValueId) -> Fraction | None:
    found = Fraction()
    for results in run:
        value = results[id]
        if isinstance(value, Unknown):
            return None
        found += value
    return found


def replaced(total: Total, chosen: Sequence[int], sums: Sequence[Fraction | None]) -> Total:
    """Return the totals with those of the chosen runs in place."""
    import numpy

    numbers, known = total.numbers, total.known
    scaled = [Fraction(0) if each is None else each * total.scale for each in sums]
    if numbers.dtype != object and any(
        each.denominator != 1 or abs(each) >= _SAFE for each in scaled
    ):
        numbers = numbers.astype(object)
    for at, each in zip(chosen, scaled, strict=True):
        numbers[at] = each if numbers.dtype == object else int(each)
    if known is None and None in sums:
        known = numpy.ones(len(numbers), bool)
    if known is not None:
        known[list(chosen)] = [each is not None for each in sums]
    return Total(numbers, total.scale, known)


def joined(parts: Sequence[Total]) -> Total:
    """Return the totals of all blocks as one."""
    import numpy

    scale = lcm(*(part.scale for part in parts))
    columns = [_scaled(part.numbers, scale // part.scale) for part in parts]
    known = None
    if any(part.known is not None for part in parts):
        known = numpy.concatenate(
            [
                numpy.ones(part.numbers.shape, bool) if part.known is None else part.known
                for part in parts
            ],
            axis=-1,
        )
    return Total(numpy.concatenate(columns, axis=-1), scale, known)


def _scaled(numbers: Any, by: int) -> Any:
    """Return numbers that many times as large; of any size where 64 bits may not hold them."""
    import numpy

    if by == 1:
        return numbers
    if numbers.dtype != object and numbers.size and int(numpy.abs(numbers).max()) * by >= _SAFE:
        numbers = numbers.astype(object)
    return numbers * by
