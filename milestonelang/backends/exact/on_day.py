"""Values as they stand at the end of a day: what a notice or a cure is judged by.

Duties and events are taken at the end of that day; metrics, triggers, milestones and conditions
over periods as of the last period that ended before it. So of the values that a condition rests on,
those of duties and events are found anew, and after them every operation without a memory; whatever
has one keeps what it gave for that period. Before the first period has ended no condition over
periods holds, no duty is called and no figure is known.
"""

from collections.abc import Iterable
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.exact.compile import compile_value
from milestonelang.backends.exact.duties import Instance, called, parts_on
from milestonelang.backends.exact.frame import Calendar, Fed, Frame, RunInputs, Stateful
from milestonelang.backends.exact.run import Machine, State
from milestonelang.backends.exact.values import BeforeTerm, Unknown, because
from milestonelang.types import Truth

_OF_THE_DAY = (ir.EventHappened, ir.EventDay, ir.EventCount, ir.EventOutcome, ir.Audited)
_NOT_YET = {"state": "open", "now": False}


class Days:
    """A program and its inputs, asked for values on a day."""

    def __init__(self, program: ir.Program, inputs: ir.Inputs) -> None:
        self.program = program
        self.inputs = RunInputs(inputs)
        self.calendar = Calendar(program)
        self._machine = Machine(program)
        self._after: list[tuple[tuple[Any, ...], State]] = []
        self._needed: dict[ir.ValueId, tuple[ir.ValueId, ...]] = {}

    def value(self, id: ir.ValueId, day: int) -> Any:
        """Return the value *id* at the end of *day*."""
        index = sum(period.end < day for period in self.program.periods) - 1
        results, state = self._at(index) if index >= 0 else ((), self._machine.initial)
        # Facts of the calendar are those of the period whose figures count.
        period = records.evolve(self.program.periods[max(index, 0)], end=day)
        frame = Frame(max(index, 0), period, self.inputs, ())
        now: list[Any] = list(results) or [None] * len(self.program.values)
        frame.now = now
        fresh: set[ir.ValueId] = set()
        for each in self._needs(id):
            value = self.program.values[each]
            if isinstance(value.op, ir.Duty):
                now[each] = self._duty(value.op, state[self._machine.slots[each]], frame, fresh)
            elif isinstance(value.op, _OF_THE_DAY) or not fresh.isdisjoint(_arguments(value.op)):
                compiled = compile_value(value, self.calendar)
                if isinstance(compiled, Stateful | Fed):
                    now[each] = now[each] if results else _before_all(value)
                    continue
                now[each] = compiled(frame)
            else:
                if not results:
                    now[each] = self._before_first(value, frame)
                continue
            fresh.add(each)
        return now[id]

    def _duty(
        self,
        op: ir.Duty,
        instances: tuple[Instance, ...],
        frame: Frame,
        fresh: set[ir.ValueId],
    ) -> dict[str, Any]:
        """Return how a duty stands on the frame's day, with what another duty called since."""
        day = frame.period.end
        ended = [period.end for period in self.program.periods if period.end < day]
        since = [
            call
            for call in op.calls
            if call.when in fresh and call.since is not None and call.since in fresh
        ]
        instances = (*instances, *called(op, since, frame, self.calendar))
        first = ended[-1] + 1 if ended else self.program.periods[0].start
        return parts_on(op, instances, self.inputs, self.calendar, first, day)

    def _at(self, index: int) -> tuple[tuple[Any, ...], State]:
        """Return the results of a period and the state after it."""
        while len(self._after) <= index:
            before = self._after[-1][1] if self._after else self._machine.initial
            results, after = self._machine.step(before, self.inputs, len(self._after))
            self._after.append((results.values, after))
        return self._after[index]

    def _before_first(self, value: ir.Value, frame: Frame) -> Any:
        """Return a value before any period has ended."""
        compiled = compile_value(value, self.calendar)
        if isinstance(compiled, Stateful | Fed):
            return _before_all(value)
        if isinstance(value.op, ir.MetricInput | ir.QueryInput | ir.EventAmount):
            return _nothing_yet(value)
        if isinstance(value.op, ir.Part) and not isinstance(frame.now[value.op.of], dict):
            return frame.now[value.op.of]
        return compiled(frame)

    def _needs(self, id: ir.ValueId) -> tuple[ir.ValueId, ...]:
        """Return the values that *id* rests on in one period, each after its own arguments."""
        if id not in self._needed:
            found: set[ir.ValueId] = set()
            waiting = [id]
            while waiting:
                each = waiting.pop()
                if each not in found:
                    found.add(each)
                    waiting.extend(_arguments(self.program.values[each].op))
            self._needed[id] = tuple(sorted(found))
        return self._needed[id]


def _arguments(op: ir.Op) -> Iterable[ir.ValueId]:
    return tuple(ir.argument_ids(op))


def _before_all(value: ir.Value) -> Any:
    """Return what an operation with a memory gives before any period has ended."""
    if isinstance(value.op, ir.Achievement):
        return {**_NOT_YET, "day": _nothing_yet(value), "last day": value.op.latest}
    return False if isinstance(value.type, Truth) else _nothing_yet(value)


def _nothing_yet(value: ir.Value) -> Unknown:
    """Return why there is no figure yet; a comparison with it does not hold."""
    return because(BeforeTerm(value.origin, is_window=True))
