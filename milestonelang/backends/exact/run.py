"""Run a program on its inputs, one period after the other.

`run` takes a valid `ir.Program` and the data of a run, and gives the result of every value in
every period: exact, or unknown with the reasons. Nothing is rounded but where the program says so,
and the same inputs give the same results. A `Machine` is a program made ready to run many times;
its `step` is the whole meaning: (state, inputs of the period) → (results, next state).
"""

from collections.abc import Callable
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.exact.compile import compile_value
from milestonelang.backends.exact.frame import Calendar, Fed, Frame, RunInputs, Stateful, Step
from milestonelang.backends.exact.values import Results

State = tuple[Any, ...]


@records.frozen
class Run:
    """The results of a program, one entry a period."""

    periods: tuple[Results, ...]


def run(program: ir.Program, inputs: ir.Inputs) -> Run:
    """Return the results of *program* on *inputs*, for each of its periods."""
    return Machine(program).run(inputs)


class Machine:
    """A program, each of whose values has become a function.

    *slots* says where in the state what each operation with a state of its own keeps, and *kept*
    also where those do that decide at the end of the period what to keep (*finishes*).
    """

    def __init__(self, program: ir.Program) -> None:
        self.periods = program.periods
        self.initial: State = ()
        self.slots: dict[ir.ValueId, int] = {}
        self.kept: dict[ir.ValueId, int] = {}
        self.steps: list[Step] = []
        self.finishes: dict[ir.ValueId, Callable[[Frame], None]] = {}
        calendar = Calendar(program)
        for value in program.values:
            self._add(value, calendar)

    def run(self, inputs: ir.Inputs) -> Run:
        """Return the results for each period."""
        prepared = RunInputs(inputs)
        state = self.initial
        found: list[Results] = []
        for index in range(len(self.periods)):
            results, state = self.step(state, prepared, index)
            found.append(results)
        return Run(tuple(found))

    def step(self, state: State, inputs: RunInputs, index: int) -> tuple[Results, State]:
        """Return the results of one period and the state after it."""
        frame = Frame(index, self.periods[index], inputs, state)
        append = frame.now.append
        for step in self.steps:
            append(step(frame))
        for finish in self.finishes.values():
            finish(frame)
        return Results(tuple(frame.now)), tuple(frame.after)

    def _add(self, value: ir.Value, calendar: Calendar) -> None:
        compiled = compile_value(value, calendar)
        slot = len(self.initial)
        if isinstance(compiled, Stateful):
            self.initial = (*self.initial, compiled.initial)
            self.slots[value.id] = self.kept[value.id] = slot
            self.steps.append(_stateful(compiled, slot))
        elif isinstance(compiled, Fed):
            self.initial = (*self.initial, compiled.initial)
            self.kept[value.id] = slot
            self.steps.append(_read(compiled, slot))
            self.finishes[value.id] = _finish(compiled, slot)
        else:
            self.steps.append(compiled)


def _stateful(compiled: Stateful[Any], slot: int) -> Step:
    operation = compiled.step

    def step(frame: Frame) -> object:
        result, frame.after[slot] = operation(frame.before[slot], frame)
        return result

    return step


def _read(compiled: Fed[Any], slot: int) -> Step:
    read = compiled.read
    return lambda frame: read(frame.before[slot], frame)


def _finish(compiled: Fed[Any], slot: int) -> Callable[[Frame], None]:
    finish = compiled.finish

    def store(frame: Frame) -> None:
        frame.after[slot] = finish(frame.before[slot], frame)

    return store
