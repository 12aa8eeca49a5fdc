"""Triggers: when a state starts, lasts and ends.

Where a condition is unknown, every state that the trigger may be in is followed. The answer is
known whenever they all agree, so a figure that is late leaves the trigger in doubt no longer than
it has to.
"""

from itertools import product

from milestonelang import ir, records
from milestonelang.backends.exact.frame import Frame, Stateful
from milestonelang.backends.exact.values import Reason, Truth, Unknown, join


@records.frozen
class Phase:
    """One state of a trigger. *age* counts periods where the trigger lasts only so many.

    *blocked*: it ended of age, and its start condition has held ever since. *pending*: it becomes
    active in the next period.
    """

    active: bool = False
    age: int = 0
    blocked: bool = False
    pending: bool = False


@records.frozen
class Phases:
    """The states that a trigger may be in, and why there is more than one."""

    possible: frozenset[Phase]
    reasons: tuple[Reason, ...]


def active(op: ir.Active) -> Stateful[Phases]:
    """Compile whether a trigger is active."""

    def step(before: Phases, frame: Frame) -> tuple[Truth, Phases]:
        start: Truth = frame.now[op.start]
        end: Truth = False if op.end is None else frame.now[op.end]
        possible = frozenset(
            _next(op, phase, starts, ends)
            for phase in before.possible
            for starts, ends in product(_readings(start), _readings(end))
        )
        if len(possible) == 1:
            (phase,) = possible
            return phase.active, Phases(possible, ())
        doubt = join((Unknown(before.reasons), start, end))
        answers = {phase.active for phase in possible}
        return (answers.pop() if len(answers) == 1 else doubt), Phases(possible, doubt.reasons)

    return Stateful(Phases(frozenset((Phase(),)), ()), step)


def _readings(condition: Truth) -> tuple[bool, ...]:
    return (False, True) if isinstance(condition, Unknown) else (condition,)


def _next(op: ir.Active, phase: Phase, starts: bool, ends: bool) -> Phase:
    """Return the state in this period, given the one before."""
    if phase.pending:
        return Phase() if ends else Phase(active=True, age=_aged(op, 0))
    if phase.active and not ends:
        if op.lasts is None or phase.age < op.lasts:
            return Phase(active=True, age=_aged(op, phase.age))
        return Phase(blocked=starts)
    if not starts:
        return Phase()
    if ends or phase.blocked:
        return Phase(blocked=phase.blocked)
    return Phase(pending=True) if op.from_next else Phase(active=True, age=_aged(op, 0))


def _aged(op: ir.Active, age: int) -> int:
    """Return the age one period on; without a longest time it does not matter."""
    return 0 if op.lasts is None else age + 1
