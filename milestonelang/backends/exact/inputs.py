"""Inputs: reported figures, results over rows, parameters and events, each for the running period.

An event counts as it stands at the end of the period. A figure that is not there is unknown, with
the reason that the data gives; it is never zero.
"""

from fractions import Fraction

from milestonelang import ir
from milestonelang.backends.exact.frame import Calendar, Frame, RunInputs, Step
from milestonelang.backends.exact.values import ZERO, NotHappened, NotInForce, NotRunReason, because


def constant(op: ir.Constant) -> Step:
    """Compile a constant."""
    value = op.value
    return lambda frame: value


def metric(op: ir.MetricInput) -> Step:
    """Compile the reported figure of a metric."""

    def step(frame: Frame) -> object:
        found = frame.inputs.data.metrics.get(op.metric)
        if found is None:
            return because(ir.Missing(op.metric, frame.period.label, None, None))
        figure = found[frame.index]
        return because(figure) if isinstance(figure, ir.Missing | ir.Nothing) else figure

    return step


def query(op: ir.QueryInput) -> Step:
    """Compile the result of an aggregate over rows."""

    def step(frame: Frame) -> object:
        figure = frame.inputs.data.queries[op.node][frame.index]
        return because(figure) if isinstance(figure, ir.Missing | ir.Nothing) else figure

    return step


def parameter(op: ir.ParameterInput, origin: int, calendar: Calendar) -> Step:
    """Compile a parameter: which of its values is in force is known for each period."""
    in_force: list[ir.ValueId | None] = []
    for period in calendar.periods:
        started = [
            (-1 if day is None else day, id)
            for day, id in op.values
            if day is None or day <= period.end
        ]
        in_force.append(max(started, key=lambda each: each[0])[1] if started else None)
    none = because(NotInForce(origin))

    def step(frame: Frame) -> object:
        id = in_force[frame.index]
        return none if id is None else frame.now[id]

    return step


def event_happened(op: ir.EventHappened) -> Step:
    """Compile whether an event has happened."""
    event = op.event
    return lambda frame: bool(frame.inputs.happened(event, frame.period.end))


def event_day(op: ir.EventDay) -> Step:
    """Compile the day on which an event first happened."""
    event = op.event
    none = because(NotHappened(event))

    def step(frame: Frame) -> object:
        rows = frame.inputs.happened(event, frame.period.end)
        return rows[0].day if rows else none

    return step


def event_amount(op: ir.EventAmount) -> Step:
    """Compile the amounts of an event's rows of the period; a row without one is not zero."""
    event = op.event

    def step(frame: Frame) -> object:
        period = frame.period
        amounts = [
            row.amount
            for row in frame.inputs.happened(event, period.end)
            if row.day >= period.start
        ]
        known = [amount for amount in amounts if amount is not None]
        if len(known) < len(amounts):
            return because(ir.Missing(f"amount of {event}", period.label, None, None))
        return sum(known, ZERO)

    return step


def event_count(op: ir.EventCount) -> Step:
    """Compile how often an event has happened."""
    event = op.event
    return lambda frame: Fraction(len(frame.inputs.happened(event, frame.period.end)))


def event_outcome(op: ir.EventOutcome, calendar: Calendar) -> Step:
    """Compile the outcome that was reported last, or the one that holds until then."""
    event = op.event
    none = because(NotHappened(event))

    def step(frame: Frame) -> object:
        today = frame.period.end
        last = last_day(op, frame.inputs, calendar, today)
        is_over = last is not None and last < today
        rows = frame.inputs.happened(event, last if last is not None and is_over else today)
        for row in reversed(rows):
            if row.outcome is not None:
                return row.outcome
        holds = op.then if is_over else op.otherwise
        return none if holds is None else holds

    return step


def last_day(op: ir.EventOutcome, inputs: RunInputs, calendar: Calendar, today: int) -> int | None:
    """Return the last day for an outcome, or None where it has none or has not begun to run."""
    if op.within is None or op.since is None:
        return None
    begun = inputs.happened(op.since, today)
    return calendar.shift(begun[0].day, *op.within) if begun else None


def not_run(op: ir.NotRun) -> Step:
    """Compile what the program does not compute."""
    unknown = because(NotRunReason(op.reason))
    return lambda frame: unknown
