"""Run a program again and again on inputs that differ in little, as a history of corrections does.

In: a program; then inputs, one after the other. Out: the same `Run` as a `Machine` gives. Only what
rests on something that changed since the run before is computed again, and no further than results
differ. That is right because an operation reads nothing but its arguments of the same period, what
it kept, figures of the period, and events and acts dated by its end.
"""

from collections.abc import Hashable, Iterator
from heapq import heapify, heappop, heappush
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.exact.frame import Frame, RunInputs
from milestonelang.backends.exact.run import Machine, Run, State
from milestonelang.backends.exact.values import Results

Key = tuple[str, Hashable]
Changed = dict[ir.ValueId, int]  # a value that reads something else, from which period on
_METRIC, _QUERY, EVENT, ACT, _LEARNED = "metric", "query", "event", "act", "learned"


@records.frozen(eq=False)
class _Kept:
    """A run, with what each period began with, and after the last what was left."""

    inputs: RunInputs
    results: tuple[Results, ...]
    states: tuple[State, ...]


class Again:
    """A machine that remembers its last run."""

    def __init__(self, program: ir.Program) -> None:
        self.machine = Machine(program)
        ops = [value.op for value in program.values]
        # What a block reads of its rows is not told by its operation.
        self._has_rows = any(isinstance(op, ir.EachRow | ir.SettleRows) for op in ops)
        self._readers: dict[Key, list[ir.ValueId]] = {}
        self._users: dict[ir.ValueId, list[ir.ValueId]] = {}
        self._kept: _Kept | None = None
        for value in program.values:
            for key in reads(value.op):
                self._readers.setdefault(key, []).append(value.id)
            for id in ir.argument_ids(value.op):
                self._users.setdefault(id, []).append(value.id)
        self._fed: dict[ir.ValueId, list[ir.ValueId]] = {}
        for value in program.values:
            if value.id in self.machine.finishes:
                for id in (*ir.argument_ids(value.op), *ir.feed_ids(value.op)):
                    self._fed.setdefault(id, []).append(value.id)

    def run(self, inputs: ir.Inputs) -> Run:
        """Return the results for each period."""
        kept = self._kept
        prepared = RunInputs(inputs, None if kept is None else kept.inputs)
        before = None if self._has_rows else kept
        self._kept = self._whole(prepared) if before is None else self._changed(before, prepared)
        return Run(self._kept.results)

    def _whole(self, prepared: RunInputs) -> _Kept:
        states: list[State] = [self.machine.initial]
        found: list[Results] = []
        for index in range(len(self.machine.periods)):
            results, state = self.machine.step(states[-1], prepared, index)
            found.append(results)
            states.append(state)
        return _Kept(prepared, tuple(found), tuple(states))

    def _changed(self, before: _Kept, prepared: RunInputs) -> _Kept:
        singly, onwards = self._differences(before.inputs, prepared)
        states, found = [before.states[0]], []
        dirty: set[ir.ValueId] = set()
        for index, period in enumerate(self.machine.periods):
            start = dirty | singly.get(index, set())
            start |= {id for id, day in onwards.items() if day <= period.end}
            if start:
                results, state, dirty = self._step(before, prepared, index, states[-1], start)
            else:
                results, state = before.results[index], before.states[index + 1]
            found.append(results)
            states.append(state)
        return _Kept(prepared, tuple(found), tuple(states))

    def _step(
        self,
        before: _Kept,
        prepared: RunInputs,
        index: int,
        state: State,
        start: set[ir.ValueId],
    ) -> tuple[Results, State, set[ir.ValueId]]:
        """Return a period's results, its state, and which values keep something else than before.

        *start* are the values that read something else, in this period or of what they kept.
        """
        machine, was = self.machine, before.states[index + 1]
        frame = Frame(index, machine.periods[index], prepared, state)
        frame.now = list(before.results[index].values)
        frame.after = list(was)
        finishing = {id for id in start if id in machine.finishes}
        waiting = list(start)
        heapify(waiting)
        last = -1
        touched: list[ir.ValueId] = []
        while waiting:
            id = heappop(waiting)
            if id == last:
                continue
            last = id
            touched.append(id)
            now = machine.steps[id](frame)
            if now != frame.now[id]:
                frame.now[id] = now
                finishing.update(self._fed.get(id, ()))
                for user in self._users.get(id, ()):
                    heappush(waiting, user)
        for id in finishing:
            machine.finishes[id](frame)
        dirty = set()
        for id in {*touched, *finishing}:
            slot = machine.kept.get(id)
            if slot is not None and frame.after[slot] != was[slot]:
                dirty.add(id)
        return Results(tuple(frame.now)), tuple(frame.after), dirty

    def _differences(
        self, before: RunInputs, after: RunInputs
    ) -> tuple[dict[int, set[ir.ValueId]], Changed]:
        """Return which values read something else in a period, and which from a day on."""
        singly: dict[int, set[ir.ValueId]] = {}
        onwards: Changed = {}
        for key, ids in self._readers.items():
            first: int | None = None
            match key:
                case (str(kind), name) if kind in (_METRIC, _QUERY):
                    old, new = _figures(before, kind, name), _figures(after, kind, name)
                    if old is not new:
                        for index in range(len(self.machine.periods)):
                            if old is None or new is None or old[index] != new[index]:
                                singly.setdefault(index, set()).update(ids)
                    continue
                case (str(kind), str(name)) if kind == EVENT:
                    first = _first_day(before.events.get(name, ()), after.events.get(name, ()))
                case (str(kind), str(name)) if kind == ACT:
                    first = _first_day(before.acts.get(name, ()), after.acts.get(name, ()))
                case (_, name):
                    same = before.data.learned.get(str(name)) == after.data.learned.get(str(name))
                    first = None if same else 0
            if first is not None:
                for id in ids:
                    onwards[id] = min(first, onwards.get(id, first))
        return singly, onwards


def reads(op: ir.Op) -> Iterator[Key]:
    """Yield what an operation reads of the inputs."""
    match op:
        case ir.MetricInput(metric):
            yield _METRIC, metric
        case ir.QueryInput(node):
            yield _QUERY, node
        case ir.EventOutcome():
            yield EVENT, op.event
            if op.since is not None:
                yield EVENT, op.since
        case (
            ir.EventHappened(event=event)
            | ir.EventDay(event=event)
            | ir.EventAmount(event=event)
            | ir.EventCount(event=event)
        ):
            yield EVENT, event
        case ir.Duty():
            yield from ((EVENT, op.name), (ACT, op.name), (_LEARNED, op.name))
            if op.evidence is not None:
                yield EVENT, op.evidence
        case ir.Audited():
            yield from ((EVENT, op.results), (EVENT, op.revised))
        case ir.Achievement():
            yield ACT, op.name
            for need in op.needs:
                yield EVENT, need.event
                yield ACT, f"{op.name} requires {need.event}"
        case _:
            pass


def _figures(inputs: RunInputs, kind: str, name: Any) -> tuple[Any, ...] | None:
    found: Any = inputs.data.metrics if kind == _METRIC else inputs.data.queries
    return found.get(name)  # type: ignore[no-any-return]


def _first_day(
    before: tuple[ir.Happening | ir.Act, ...], after: tuple[ir.Happening | ir.Act, ...]
) -> int | None:
    """Return the first day of which two lists, in the order of days, say something else."""
    if before is after:
        return None
    for old, new in zip(before, after, strict=False):
        if old is not new and old != new:
            return min(old.day, new.day)
    longer = max(before, after, key=len)
    rest = longer[min(len(before), len(after)) :]
    return rest[0].day if rest else None
