"""Read a case off the solver's model: figures and events as data that the evaluator can be given.

What the solver leaves open is as usual; a number between two steps of a range is put on one. The
case is a guess until the evaluator has replayed it.
"""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang import ir
from milestonelang.backends.proof.boundaries import snap
from milestonelang.backends.proof.encode import Encoder, Space
from milestonelang.backends.proof.model import Altered, Case, Claim, Compared, Figure
from milestonelang.backends.proof.symbols import Sym
from milestonelang.backends.proof.terms import Model
from milestonelang.ir import Exact


def case_of(space: Space, runs: Sequence[Encoder], claim: Claim, model: Model) -> Case | None:
    """Return the case that a model describes; None where it is of a period from any state."""
    first = runs[0]
    if first.any_state:
        return None
    count = len(first.program.periods)
    figures: dict[str, tuple[Exact, ...]] = {}
    for name, figure in space.figures.items():
        figures[name] = tuple(
            _value(space, figure, space.known.get((name, -1 if figure.fixed else index)), model)
            for index in range(count)
        )
    events: dict[str, tuple[ir.Happening, ...]] = {}
    for name, event in space.events.items():
        events[name] = ()
        day = space.known.get(("first day of", name))
        if day is None:
            continue
        when = model.number(day.e)
        if when is not None and when <= first.program.periods[-1].end:
            outcome = event.outcomes[0] if event.outcomes else None
            amount = Fraction(0) if event.has_amount else None
            start = first.program.periods[0].start
            events[name] = (ir.Happening(max(int(when), start), amount, outcome),)
    altered = None
    at = 0
    if isinstance(claim, Compared):
        figure = space.figures[claim.figure]
        values = tuple(
            (index, _value(space, figure, sym, model))
            for (_, index), sym in sorted(runs[1].changed.items(), key=lambda each: each[0][1])
        )
        altered, at = Altered(claim.figure, values), values[0][0]
    return Case(figures, events, at, altered)


def _value(space: Space, figure: Figure, sym: Sym | None, model: Model) -> Exact:
    if sym is None:
        return figure.usual
    if isinstance(sym.e, Fraction | str | bool):
        return sym.e
    if isinstance(sym.e, dict):
        chosen = [word for word, each in sym.e.items() if model.holds(each)]
        return chosen[0] if chosen else figure.usual
    if space.algebra.is_truth(sym):
        return model.holds(sym.e)
    number = model.number(sym.e)
    if number is None:
        return figure.usual
    kept = snap(figure, number)
    return figure.usual if kept is None else kept
