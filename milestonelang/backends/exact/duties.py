"""Duties: what was called, whether it was done, and whether it is overdue.

Each call opens an instance. A call whose condition is unknown may or may not have opened one: the
state is known where it is the same either way.
"""

from milestonelang import ir, records
from milestonelang.backends.exact.frame import Calendar, Frame, RunInputs, Stateful
from milestonelang.backends.exact.values import Unknown, join


@records.frozen
class Instance:
    """A duty that was called on one day and is due on another; *doubt* if it may not have been."""

    called: int
    due: int
    doubt: Unknown | None


def duty(op: ir.Duty, calendar: Calendar) -> Stateful[tuple[Instance, ...]]:
    """Compile the state of an obligation."""

    def step(
        before: tuple[Instance, ...], frame: Frame
    ) -> tuple[str | Unknown, tuple[Instance, ...]]:
        today = frame.period.end
        instances = list(before)
        for call in op.calls:
            when = frame.now[call.when]
            if when is not False:
                due = calendar.shift(today, call.count, call.unit)
                doubt = when if isinstance(when, Unknown) else None
                instances.append(Instance(today, due, doubt))
        done_on = _evidence(op, frame.inputs, today)
        return _told(instances, done_on, today), tuple(instances)

    return Stateful((), step)


def state_on(
    op: ir.Duty, instances: tuple[Instance, ...], inputs: RunInputs, day: int
) -> str | Unknown:
    """Return the state at the end of a day, of a duty called as *instances* say."""
    return _told(list(instances), _evidence(op, inputs, day), day)


def _told(instances: list[Instance], done_on: list[int], today: int) -> str | Unknown:
    known = _state([each for each in instances if each.doubt is None], done_on, today)
    widest = _state(instances, done_on, today)
    return known if known == widest else join(each.doubt for each in instances)


def _evidence(op: ir.Duty, inputs: RunInputs, day: int) -> list[int]:
    return [] if op.evidence is None else [row.day for row in inputs.happened(op.evidence, day)]


def _state(instances: list[Instance], done_on: list[int], today: int) -> str:
    """Return the gravest state of the instances; more of them never make it less grave."""
    if not instances:
        return "not called"
    latest = done_on[-1] if done_on else None
    waiting = [each for each in instances if latest is None or latest < each.called]
    if any(each.due < today for each in waiting):
        return "overdue"
    return "due" if waiting else "done"
