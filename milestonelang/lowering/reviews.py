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
    first, last = (
        builder.add(ir.EdgeDay(edge, declared.every), Date(), place)
        for edge in (Edge.FIRST, Edge.LAST)
    )
    start = builder.add(ir.EdgeDay(Edge.FIRST, Unit.PERIOD), Date(), place)
    begins = builder.add(ir.Compare(first, Comparison.AT_LEAST, start), Truth(), place)
    in_term = lowering.in_term(place)
    if in_term is not None:
        begins = builder.all_of([in_term, begins], place)
    call = ir.Call(begins, 0, Unit.DAY, since=first, until=last)
    duty = builder.add(ir.Duty((call,), None, declared.name, None), Invalid(), place)
    state = builder.add(ir.Part(duty, "state"), DUTY_STATES, place, declared.name)
    lowering.named[declared.name] = state


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
