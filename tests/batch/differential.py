"""A drawn contract run on many drawn data sets, by its kernel and by `exact`.

The kernels are asked for every named amount, state and line in every period; so is `exact`, whose
machine is made once for each contract.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy

import milestonelang
from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.backends.batch.form import Kernel
from milestonelang.backends.batch.to_numpy import Run
from milestonelang.backends.exact.frame import RunInputs
from milestonelang.backends.exact.values import Unknown
from milestonelang.driver.batch.blocks import Block, Engine, Series
from milestonelang.driver.batch.figures import FigureColumn, figure_columns, text_of
from milestonelang.driver.batch.program import Brought, brought_metric, make_ready
from milestonelang.driver.calendars import holidays_of
from milestonelang.driver.programs import compile_program
from milestonelang.statement.pending import reason_text
from milestonelang.statement.words import Words
from milestonelang.types import Choice, Duration, Money, Percent, Truth

_TIES = (0, 1, 5, 50, 100, 1000, 10_000, 250_000, 1_000_000)


@dataclass
class Tally:
    """What was compared, and which contracts have no kernel."""

    contracts: int = 0
    pairs: int = 0
    cells: int = 0
    by_exact: int = 0
    without: Counter[str] = field(default_factory=Counter)


class Subject:
    """One contract with its engine."""

    def __init__(
        self,
        terms: str,
        compile_kernel: Callable[[Kernel], Run],
        longest: int | None,
        folder: Path | str = ".",
    ) -> None:
        checked = milestonelang.check(milestonelang.load(text=terms, folder=folder))
        agreement = checked.require()
        self.words = Words(agreement, checked.sources)
        metrics = [
            item
            for item in agreement.of_kind(decl.Metric)
            if not item.only_during_wind_down and (item.computed is None or _has_rows(item))
        ]
        given = frozenset(item.name for item in metrics if item.computed is not None)
        program = compile_program(agreement, {}, given, holidays_of(agreement))
        self.brought = {item.name: brought_metric(item) for item in metrics}
        self.figures = figure_columns(agreement, program, True)
        length = min(len(program.periods), longest or len(program.periods))
        ready = make_ready(
            program, list(self.brought.values()), [each.id for each in self.figures], length
        )
        self.missing = {
            (name, period.index): ir.Missing(name, period.label, None, None)
            for name in self.brought
            for period in program.periods
        }
        self.engine = Engine(ready, self.brought, self.figures, self.missing, compile_kernel)
        self.length = length
        self.texts: dict[tuple[str, type, Any], str] = {}

    def again(self, compile_kernel: Callable[[Kernel], Run]) -> Engine:
        """Return the same contract with other kernels."""
        ready = self.engine.ready
        return Engine(ready, self.brought, self.figures, self.missing, compile_kernel)

    @property
    def why_not(self) -> str:
        """Why there is no kernel."""
        return self.engine.ready.why_not

    def draw(self, count: int, seed: int, gaps: bool) -> Block:
        """Draw data sets: ties, zeros, ends of ranges, and a few missing figures."""
        draw = numpy.random.default_rng(seed)
        shape = (self.length, count)
        series = {}
        for name, item in self.brought.items():
            low, high = _range(item)
            numbers = draw.integers(low, high + 1, shape)
            ties = numpy.array([each for each in _TIES if low <= each <= high] or [low])
            pick = draw.random(shape)
            numbers = numpy.where(pick < 0.25, draw.choice(ties, shape), numbers)
            numbers = numpy.where(pick > 0.97, low, numbers)
            numbers = numpy.where((pick > 0.94) & (pick <= 0.97), high, numbers)
            missing = draw.random(shape) < 0.04 if gaps else None
            if missing is not None:
                # Two in three have no gap.
                missing &= draw.random(count) < 0.33
            series[name] = Series(numbers.astype(numpy.int64), missing, {})
        return Block(count, series, {})

    def compare(self, block: Block, tally: Tally) -> list[str]:
        """Return every figure in which the two differ."""
        computed = self.engine.compute(block)
        tally.contracts += 1
        tally.pairs += block.width
        tally.by_exact += computed.by_exact
        sets = [
            frozenset(reason_text(each, self.words) for each in reasons)
            for reasons in computed.doubts.all()
        ]
        wrong: list[str] = []
        machine = self.engine.ready.machine
        for at in range(block.width):
            inputs = RunInputs(self.engine.inputs_of(block, at))
            state = machine.initial
            for period in range(self.length):
                results, state = machine.step(state, inputs, period)
                for figure, filled in zip(self.figures, computed.figures, strict=True):
                    tally.cells += 1
                    ours = filled.numbers[period, at]
                    doubt = 0 if filled.unknown is None else filled.unknown[period, at]
                    theirs = results[figure.id]
                    if not self._same(figure, filled.texts, int(ours), sets[int(doubt)], theirs):
                        wrong.append(
                            f"{figure.name} of data set {at}, period {period}: "
                            f"kernel {ours} {sets[int(doubt)]}, exact {theirs}"
                        )
        return wrong

    def _same(
        self,
        figure: FigureColumn,
        texts: Sequence[str | None],
        ours: int,
        doubt: frozenset[str],
        theirs: Any,
    ) -> bool:
        if isinstance(theirs, Unknown):
            return doubt == {reason_text(each, self.words) for each in theirs.reasons}
        if doubt:
            return False
        if figure.places is not None:
            return bool(Fraction(ours, 10**figure.places) == theirs)
        key = figure.name, theirs.__class__, theirs
        if key not in self.texts:
            self.texts[key] = text_of(figure, theirs)
        return ours < len(texts) and texts[ours] == self.texts[key]


def _has_rows(metric: decl.Metric) -> bool:
    from milestonelang.data.known import sources_of

    return bool(sources_of(metric))


def _range(item: Brought) -> tuple[int, int]:
    if item.low is not None and item.high is not None:
        return int(item.low * item.scale), int(item.high * item.scale)
    match item.type:
        case Money():
            return -500_000_00, 3_000_000_00
        case Percent():
            return -20 * item.scale // 100, 150 * item.scale // 100
        case Choice(values):
            return 0, len(values) - 1
        case Truth():
            return 0, 1
        case Duration():
            return 0, 400
        case _:
            return 0, 300 * item.scale
