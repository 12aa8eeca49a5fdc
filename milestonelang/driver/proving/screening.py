"""Runs of many data at once for the proofs: a kernel of the batch where there is one.

In: a program cut down to what a claim rests on, its figures and what happened. Out: a `Screen`, or
None where no kernel can be made. What a screen lets through is replayed by the exact evaluator, so
that nothing rests on it but what is looked at.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from milestonelang import ir
from milestonelang.backends.batch.form import NotForKernelError
from milestonelang.backends.batch.plan import make_plan
from milestonelang.backends.batch.to_numpy import compile_numpy
from milestonelang.backends.batch.translate import Output, Plan, input_names
from milestonelang.backends.proof.model import Figure, Happened, Many, Screen, Tools
from milestonelang.backends.proof.slicing import events_of
from milestonelang.driver.batch.program import Brought, Ready, is_short, make_ready, natural_scale
from milestonelang.driver.proving.problem import calendar_facts, evaluate
from milestonelang.ir import Exact, ValueId
from milestonelang.types import Choice, Truth

_FINEST = 1_000_000
_KEPT = 32  # kernels: a claim asks for some fourteen at most
_COST_OF_LARGE = 16  # of a run on numbers of any size, against one of 64 bits


def tools() -> Tools:
    """Return what the proofs are lent; without numpy every run is one of the evaluator."""
    from importlib.util import find_spec

    has_columns = find_spec("numpy") is not None
    return Tools(evaluate, calendar_facts, _Screens().of if has_columns else None)


class _Screens:
    """The screens made last. The claims of an agreement often rest on the same values."""

    def __init__(self) -> None:
        self._made: list[tuple[tuple[Any, ...], Screen | None]] = []

    def of(
        self,
        program: ir.Program,
        figures: Sequence[Figure],
        roots: Sequence[ValueId],
        events: Happened,
        near: Mapping[str, Sequence[Exact]],
    ) -> Screen | None:
        """Return what `screen_of` does, made once for the same."""
        # What differs first, and is cheap to compare, comes first.
        values = {name: tuple(each) for name, each in near.items()}
        key = (tuple(roots), tuple(figures), dict(events), values, program)
        for known, screen in self._made:
            if known == key:
                return screen
        screen = screen_of(program, figures, roots, events, near)
        self._made = [*self._made[1 - _KEPT :], (key, screen)]
        return screen


def screen_of(
    program: ir.Program,
    figures: Sequence[Figure],
    roots: Sequence[ValueId],
    events: Happened,
    near: Mapping[str, Sequence[Exact]],
) -> Screen | None:
    """Return a program ready for many data, or None; *near* are values that should be possible."""
    told = {name for name, rows in events.items() if rows}
    # A kernel follows a milestone or a duty whose evidence is not there.
    if any(
        isinstance(value.op, ir.Achievement | ir.Duty)
        and not told.isdisjoint(events_of(program, (value.id,)))
        for value in program.values
    ):
        return None
    brought = [_brought(each, near[each.name]) for each in figures]
    ready = make_ready(program, brought, roots, None, events)
    plan = ready.plan
    if plan is None and "64 bits" in ready.why_not:
        plan = _of_any_size(ready)
    if plan is None or any(each.over is not None for each in plan.outputs.values()):
        return None
    return _Kernel(ready, plan, brought)


def _of_any_size(ready: Ready) -> Plan | None:
    """Return a kernel whose numbers may be larger than 64 bits."""
    try:
        return make_plan(
            ready.program,
            ready.static,
            ready.columns,
            ready.wanted,
            is_short,
            ready.names,
            ready.length,
            None,
        )
    except NotForKernelError:
        return None


def _brought(figure: Figure, near: Sequence[Exact]) -> Brought:
    """Return how the columns have a figure: fine enough for its values, where that is possible."""
    if isinstance(figure.type, Choice | Truth):
        return Brought(figure.name, figure.type, 1, None, None, figure.fixed)
    numbers = [each for each in near if isinstance(each, Fraction)]
    scale = lcm(*(each.denominator for each in numbers), 1)
    if scale > _FINEST:
        scale = natural_scale(figure.type)
    return Brought(figure.name, figure.type, scale, min(numbers), max(numbers), figure.fixed)


class _Kernel:
    """A screen by a kernel."""

    def __init__(self, ready: Ready, plan: Plan, brought: Sequence[Brought]) -> None:
        self.ready, self.plan = ready, plan
        self.brought = {each.name: each for each in brought}
        self._run = compile_numpy(plan.kernel)
        self._is_large = ready.plan is None
        self.cost = _COST_OF_LARGE if self._is_large else 1
        self._names = list(ready.names)

    def code(self, figure: str, value: Exact) -> int | None:
        """Return a value as the columns have it; None where they cannot."""
        brought, column = self.brought[figure], self.ready.columns[figure]
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, str):
            return self._names.index(value)
        number = Fraction(value) * brought.scale
        fits = number.denominator == 1 and column.low <= number <= column.high
        return int(number) if fits else None

    def value(self, figure: str, code: int) -> Exact:
        """Return what a number of a column stands for."""
        brought = self.brought[figure]
        match brought.type:
            case Truth():
                return bool(code)
            case Choice():
                return self._names[code]
            case _:
                return Fraction(code, brought.scale)

    def run(self, columns: Mapping[str, Any]) -> tuple[Mapping[ValueId, Many], Any]:
        """Return the values that were asked for, and which runs must not be trusted."""
        import numpy

        kernel = self.plan.kernel
        width = next((int(each.shape[1]) for each in columns.values()), 1)
        kind = object if self._is_large else numpy.int64
        inputs = numpy.empty((max(1, kernel.inputs), kernel.periods, width), kind)
        given = numpy.empty((max(1, kernel.givens), width), kind)
        for index, name in enumerate(input_names(self.ready.columns)):
            inputs[index] = columns[name]
        fixed = [item.name for item in self.ready.columns.values() if item.is_given]
        for index, name in enumerate(fixed):
            given[index] = columns[name][0]
        outputs = numpy.empty((kernel.outputs, kernel.periods, width), kind)
        self._run(inputs, given, outputs, 0, width)
        found = {id: self._many(output, outputs, width) for id, output in self.plan.outputs.items()}
        return found, self.plan.unsure(outputs).astype(bool)

    def _many(self, output: Output, outputs: Any, width: int) -> Many:
        if output.index is None:
            return _same_for_all(output.fixed, width)
        known = None if output.unknown is None else outputs[output.unknown] == 0
        return Many(outputs[output.index], output.scale, known)


def _same_for_all(results: Sequence[object], width: int) -> Many:
    """Return a value that no data touches."""
    import numpy

    numbers = [Fraction(each) if isinstance(each, Fraction | int) else None for each in results]
    scale = lcm(*(each.denominator for each in numbers if each is not None), 1)
    column = numpy.array([0 if each is None else int(each * scale) for each in numbers])
    known = numpy.array([each is not None for each in numbers])
    shape = (len(numbers), width)
    return Many(
        numpy.broadcast_to(column[:, None], shape),
        scale,
        numpy.broadcast_to(known[:, None], shape),
    )
