"""Leave out of a program what a property does not rest on.

In: a program and the values that are asked for. Out: the same program in which every other value
is a constant, so that ids stay what they are and a run costs only what the property needs.
"""

from collections.abc import Iterable
from fractions import Fraction

from milestonelang import ir, records
from milestonelang.ir import ValueId


def needed(program: ir.Program, roots: Iterable[ValueId]) -> frozenset[ValueId]:
    """Return the values that *roots* rest on, in this period or an earlier one."""
    found: set[ValueId] = set()
    waiting = list(roots)
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            op = program.values[each].op
            waiting += [*ir.argument_ids(op), *ir.feed_ids(op)]
    return frozenset(found)


def sliced(program: ir.Program, roots: Iterable[ValueId]) -> ir.Program:
    """Return the program with constants for everything that *roots* do not rest on."""
    kept = needed(program, roots)
    nothing = ir.Constant(Fraction(0))
    values = tuple(
        value if value.id in kept else records.evolve(value, op=nothing) for value in program.values
    )
    return records.evolve(program, values=values)


def may_be_short(program: ir.Program, ids: Iterable[ValueId]) -> frozenset[ValueId]:
    """Return the values that a window which begins before the term may leave unknown.

    A comparison over such a window is false, and whether a value is known is known: neither is ever
    unknown for that reason, so that nothing is which sees windows through them alone.
    """
    rests_on: dict[ValueId, tuple[ValueId, ...]] = {}
    found: set[ValueId] = set()
    for id in ids:
        op = program.values[id].op
        is_window = isinstance(op, ir.WindowOf) and not op.as_many_as_there_are
        if is_window or isinstance(op, ir.EachRow | ir.SettleRows):
            # The block of a row is a program of its own, and may have a window in it.
            found.add(id)
        if not isinstance(op, ir.Compare | ir.Known):
            rests_on[id] = (*ir.argument_ids(op), *ir.feed_ids(op))
    grows = bool(found)
    while grows:
        more = {id for id, on in rests_on.items() if id not in found and not found.isdisjoint(on)}
        found |= more
        grows = bool(more)
    return frozenset(found)


def figures_of(program: ir.Program, ids: Iterable[ValueId]) -> frozenset[str]:
    """Return the reported figures that are among the values."""
    ops = (program.values[id].op for id in ids)
    return frozenset(op.metric for op in ops if isinstance(op, ir.MetricInput))


def queries_of(program: ir.Program, ids: Iterable[ValueId]) -> bool:
    """Return whether rows are read among the values."""
    return any(isinstance(program.values[id].op, ir.QueryInput) for id in ids)


def events_of(program: ir.Program, ids: Iterable[ValueId]) -> frozenset[str]:
    """Return the events that the values read."""
    found: set[str] = set()
    for id in ids:
        match program.values[id].op:
            case (
                ir.EventHappened(event=event)
                | ir.EventDay(event=event)
                | ir.EventAmount(event=event)
                | ir.EventCount(event=event)
                | ir.EventOutcome(event=event)
            ):
                found.add(event)
            case ir.Duty(evidence=str() as event):
                found.add(event)
            case ir.Achievement(needs=needs):
                found.update(need.event for need in needs)
            case _:
                pass
    return frozenset(found)
