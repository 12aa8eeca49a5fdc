"""One program over many runs whose figures are arrays in memory, such as drawn scenarios.

In: a program, which figures it is given and which totals are asked. Out: the totals of every run.
Promised: each total is what `exact` gives for that run alone; what no kernel answers goes to it.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.batch.translate import Output, Reasons
from milestonelang.backends.exact.values import Unknown
from milestonelang.driver.batch.blocks import Block, Engine, Series, compiler
from milestonelang.driver.batch.program import Brought, make_ready

AT_ONCE = 1 << 15
_SAFE = 1 << 62


@records.frozen
class Asked:
    """A value whose sum is asked over the first *periods*, or over all where that is None."""

    id: ir.ValueId
    periods: int | None = None


@records.frozen(eq=False)
class Total:
    """A sum of every run: `Fraction(numbers[run]) / scale`. *known* is None where all are known.

    *numbers* are 64-bit integers, or fractions where the amounts do not come out even.
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
    """A program ready to run many times; *why_not* says why it has no kernel, where it has none."""

    def __init__(
        self,
        program: ir.Program,
        brought: Sequence[Brought],
        asked: Sequence[Asked],
        native: bool | None = None,
    ) -> None:
        ready = make_ready(program, brought, [each.id for each in asked])
        self.asked = tuple(asked)
        self.engine = Engine(ready, {item.name: item for item in brought}, (), {}, compiler(native))
        self.why_not = ready.why_not

    def run(
        self,
        width: int,
        figures: Mapping[str, Any],
        happened: Mapping[int, Mapping[str, tuple[ir.Happening, ...]]] | None = None,
    ) -> Found:
        """Return the totals of *width* runs; *figures* are whole numbers, [period, run].

        Runs with events, which stand in *happened*, are computed by `exact`.
        """
        import numpy

        parts: list[list[Total]] = []
        by_exact = 0
        for start in range(0, width, AT_ONCE):
            end = min(width, start + AT_ONCE)
            series = {
                name: Series(numbers[:, start:end], None, {}) for name, numbers in figures.items()
            }
            events = {
                at - start: each for at, each in (happened or {}).items() if start <= at < end
            }
            block = Block(end - start, series, events)
            part, count = self._block(block)
            parts.append(part)
            by_exact += count
        if not parts:
            none = numpy.zeros(0, numpy.int64)
            return Found(tuple(Total(none, 1, None) for _ in self.asked), 0)
        return Found(tuple(_joined(each) for each in zip(*parts, strict=True)), by_exact)

    def _block(self, block: Block) -> tuple[list[Total], int]:
        import numpy

        engine, width = self.engine, block.width
        if engine.plain is None:
            to_exact = numpy.ones(width, bool)
            totals = [Total(numpy.zeros(width, numpy.int64), 1, None) for _ in self.asked]
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
                _total(plan.outputs[each.id], outputs, each.periods, width) for each in self.asked
            ]
        chosen = [int(at) for at in numpy.flatnonzero(to_exact)]
        if not chosen:
            return totals, 0
        runs = [engine.ready.machine.run(engine.inputs_of(block, at)).periods for at in chosen]
        for index, each in enumerate(self.asked):
            sums = [_added(run[: each.periods], each.id) for run in runs]
            totals[index] = _replaced(totals[index], chosen, sums)
        return totals, len(chosen)


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


def _added(run: Sequence[Any], id: ir.ValueId) -> Fraction | None:
    found = Fraction()
    for results in run:
        value = results[id]
        if isinstance(value, Unknown):
            return None
        found += value
    return found


def _replaced(total: Total, chosen: Sequence[int], sums: Sequence[Fraction | None]) -> Total:
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


def _joined(parts: Sequence[Total]) -> Total:
    """Return the totals of all blocks as one."""
    import numpy

    scale = max(part.scale for part in parts)
    columns = [
        part.numbers if part.scale == scale else part.numbers * (Fraction(scale) / part.scale)
        for part in parts
    ]
    known = None
    if any(part.known is not None for part in parts):
        known = numpy.concatenate(
            [
                numpy.ones(len(part.numbers), bool) if part.known is None else part.known
                for part in parts
            ]
        )
    return Total(numpy.concatenate(columns), scale, known)
