"""Lower reviews: how each stands, held once in each span, and the bounds of what it changes."""

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.lowering.context import Lowering
from milestonelang.lowering.life import DUTY_STATES
from milestonelang.lowering.named import baseline
from milestonelang.types import Comparison, Date, Edge, Invalid, Truth, Unit


def review(lowering: Lowering, declared: decl.Review) -> None:
    """Add the state of a review: called on the first day of each span, due by its last."""
    builder, place = lowering.builder, lowering.place(declared)
    calls = tuple(
        _call(lowering, version, span)
        for version, span in lowering.spans(declared.name, decl.Review)
    )
    duty = builder.add(ir.Duty(calls, None, declared.name, None), Invalid(), place)
    state = builder.add(ir.Part(duty, "state"), DUTY_STATES, place, declared.name)
    lowering.named[declared.name] = state


def _call(lowering: Lowering, declared: decl.Review, in_force: ir.ValueId | None) -> ir.Call:
    """Return how a review is called on the first day of each span that begins under its terms."""
    builder, place = lowering.builder, lowering.place(declared)
    first, last = (
        builder.add(ir.EdgeDay(edge, declared.every), Date(), place)
        for edge in (Edge.FIRST, Edge.LAST)
    )
    start = builder.add(ir.EdgeDay(Edge.FIRST, Unit.PERIOD), Date(), place)
    begins = builder.add(ir.Compare(first, Comparison.AT_LEAST, start), Truth(), place)
    gates = [gate for gate in (lowering.in_term(place), in_force) if gate is not None]
    when = builder.all_of([*gates, begins], place) if gates else begins
    return ir.Call(when, 0, Unit.DAY, since=first, until=last)


def revisions(lowering: Lowering) -> tuple[ir.RevisionPlan, ...]:
    """Return the values that bound what reviews changed."""
    found = []
    for change in lowering.agreement.revised:
        line = change.change
        if line.baseline_of is not None:
            assert line.at_most is not None
            bounds = lowering.expression(line.at_most), baseline(lowering, line.baseline_of)
        else:
            assert line.low is not None and line.high is not None
            bounds = lowering.expression(line.low), lowering.expression(line.high)
        found.append(ir.RevisionPlan(change.review, bounds))
    return tuple(found)
