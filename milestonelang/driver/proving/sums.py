"""What the amounts of a case come to: over the window of a maximum, or of two runs in all.

In: the plan of a property, the results of one run or of two. Out: the sums that make the property
false, as text. Where a property speaks of a single period there is nothing to add up.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.proof.model import is_known
from milestonelang.data.words import in_words
from milestonelang.lowering.claims import AS_UNDER
from milestonelang.primitives.periods import window_key
from milestonelang.types import Unit

Results = Sequence[tuple[Any, ...]]


@records.frozen
class Sum:
    """A sum of one run, *over* a window, and what it is in the second run."""

    subject: str
    over: str
    before: str
    after: str = ""
    apart: str = ""


def sums_of(
    program: ir.Program,
    plan: ir.ClaimPlan,
    form: str,
    at: int,
    first: Results,
    second: Results | None,
) -> Iterator[Sum]:
    """Yield what a reader would otherwise have to add up."""
    if form.endswith(AS_UNDER):
        if form.startswith("total"):
            for subject, id in plan.flows:
                total = _total(first, id, range(len(first)))
                if total is not None:
                    yield Sum(subject, "contract", in_words(total, program.values[id].type))
        return
    if second is None:
        words, _, unit = form.rpartition(" per ")
        if " is at " not in words or plan.amount is None or Unit(unit) is Unit.PERIOD:
            return
        keys = [window_key(Unit(unit), each) for each in program.periods]
        total = _total(first, plan.amount, [i for i, key in enumerate(keys) if key == keys[at]])
        if total is not None:
            yield Sum("", unit, in_words(total, program.values[plan.amount].type))
        return
    if not (form.startswith(("total", "moving", "splitting")) or " moves total" in form):
        return
    amounts = plan.flows if plan.amount is None else (("", plan.amount),)
    for subject, id in amounts:
        before, after = (_total(each, id, range(len(each))) for each in (first, second))
        if before is None or after is None or before == after:
            continue
        type = program.values[id].type
        more = "more" if after > before else "less"
        apart = f"{in_words(abs(after - before), type)} {more}"
        yield Sum(subject, "contract", in_words(before, type), in_words(after, type), apart)


def _total(results: Results, id: ir.ValueId, periods: Sequence[int] | range) -> Fraction | None:
    values = [results[index][id] for index in periods]
    if not all(is_known(each) for each in values):
        return None
    return sum((Fraction(each) for each in values), Fraction(0))
