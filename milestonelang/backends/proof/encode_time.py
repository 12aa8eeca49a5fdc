"""Values over several periods, symbolically: lags, totals, windows, conditions that last.

From any state, what earlier periods contribute is any value within its bounds, the same in both
runs that are compared.
"""

from fractions import Fraction
from typing import Any

from milestonelang import ir
from milestonelang.backends.proof.encode import Encoder, Now
from milestonelang.backends.proof.symbols import NOTHING, SHORT, ZERO, Sym, constant
from milestonelang.primitives.periods import window_key
from milestonelang.types import Aggregate, WindowKind


def earlier(encoder: Encoder, op: ir.Earlier, value: ir.Value, now: Now, index: int) -> Sym:
    """Encode a lag."""
    if index >= op.periods:
        return encoder.earlier(op.operand, index - op.periods, value, op.periods)
    found: Sym = NOTHING if op.baseline is None else now[op.baseline]
    return found


def total_before(
    encoder: Encoder, op: ir.TotalBefore, value: ir.Value, now: Now, index: int
) -> Sym:
    """Encode the total of the earlier periods of a window."""
    periods = encoder.program.periods
    if index == 0 or window_key(op.window, periods[index - 1]) != window_key(
        op.window, periods[index]
    ):
        return constant(ZERO)
    if not encoder.any_state:
        before: Sym = encoder.values[index - 1][value.id]
        return encoder.algebra.add((before, encoder.values[index - 1][op.operand]))
    assert encoder.state_bounds is not None
    low, high, doubtful = encoder.state_bounds.get(op.operand, (None, None, True))
    never_negative, never_positive = low is not None and low >= 0, high is not None and high <= 0

    def make() -> Sym:
        algebra = encoder.algebra
        ok = algebra.truth() if doubtful else True
        return algebra.number(
            ZERO if never_negative else None, ZERO if never_positive else None, ok=ok
        )

    found: Sym = encoder.space.same(("total", value.id), (), make)
    return found


def window_of(encoder: Encoder, op: ir.WindowOf, value: ir.Value, now: Now, index: int) -> Sym:
    """Encode an aggregate over a window of periods."""
    first, last, full = _window(op, encoder.program, index)
    if not full and not op.as_many_as_there_are:
        return SHORT
    items = _items(encoder, op.operand, value, now, range(first, last), index)
    if not items and op.aggregate not in (
        *(Aggregate.SUM, Aggregate.COUNT, Aggregate.COUNT_DISTINCT),
    ):
        return NOTHING
    return _aggregate(encoder, op.aggregate, items, value, index)


def _items(
    encoder: Encoder, id: ir.ValueId, value: ir.Value, now: Now, wanted: range, index: int
) -> list[Sym]:
    return [
        now[id] if each == index else encoder.earlier(id, each, value, index - each)
        for each in wanted
    ]


def _aggregate(
    encoder: Encoder, aggregate: Aggregate, items: list[Sym], value: ir.Value, index: int
) -> Sym:
    algebra = encoder.algebra
    count = Fraction(len(items))
    match aggregate:
        case Aggregate.SUM:
            return algebra.add(items)
        case Aggregate.AVERAGE:
            return algebra.scaled(1 / count, algebra.add(items))
        case Aggregate.HIGHEST:
            return algebra.greatest(items)
        case Aggregate.LOWEST:
            return algebra.least(items)
        case Aggregate.FIRST:
            return _all_known(encoder, items[0], items)
        case Aggregate.LAST:
            return _all_known(encoder, items[-1], items)
        case Aggregate.COUNT:
            return _counted(encoder, items)
        case Aggregate.SHARE:
            return algebra.scaled(1 / count, _counted(encoder, items))
        case _:
            encoder.note(f"the {aggregate.value} of several periods")
            return encoder.anything(value, (aggregate.value, index), items)


def _all_known(encoder: Encoder, found: Sym, items: list[Sym]) -> Sym:
    ok = encoder.algebra.both(*(each.ok for each in items))
    return Sym(found.e, ok, found.lo, found.hi, found.unit, found.shape, None)


def _counted(encoder: Encoder, items: list[Sym]) -> Sym:
    algebra = encoder.algebra
    one, none = constant(1), constant(ZERO)
    found = [
        algebra.choose(each.e, one, none)
        if algebra.is_truth(each)
        else Sym(one.e, each.ok, one.lo, one.hi)
        for each in items
    ]
    return _all_known(encoder, algebra.add(found), items)


def _window(op: ir.WindowOf, program: ir.Program, index: int) -> tuple[int, int, bool]:
    """Return where a window starts and ends, and whether the term holds it."""
    periods = program.periods
    end = index + 1
    year = periods[index].year

    def first_of(wanted: int) -> int | None:
        return next((each.index for each in periods if each.year == wanted), None)

    match op.kind:
        case WindowKind.LAST:
            size = op.periods or 1
            return max(0, end - size), end, end >= size
        case WindowKind.YEAR_TO_DATE:
            return first_of(year) or 0, end, True
        case WindowKind.TO_DATE:
            return 0, end, True
        case WindowKind.PREVIOUS_YEAR:
            start = first_of(year - 1)
            if start is None:
                return 0, 0, False
            return start, sum(each.year <= year - 1 for each in periods), True


# ---- conditions


def consecutive(encoder: Encoder, op: ir.Consecutive, value: ir.Value, now: Now, index: int) -> Sym:
    """Encode whether a condition has held for some periods running."""
    if index + 1 < op.periods:
        return Sym(False)
    items = _items(
        encoder, op.condition, value, now, range(index + 1 - op.periods, index + 1), index
    )
    algebra = encoder.algebra
    failed = algebra.either(*(_known_as(encoder, each, False) for each in items))
    ok = algebra.either(failed, algebra.both(*(each.ok for each in items)))
    return Sym(algebra.negated(failed), ok)


def in_last(encoder: Encoder, op: ir.InLast, value: ir.Value, now: Now, index: int) -> Sym:
    """Encode whether a condition has held in some of the last periods."""
    if index + 1 < op.periods:
        return Sym(False)
    items = _items(
        encoder, op.condition, value, now, range(index + 1 - op.periods, index + 1), index
    )
    algebra = encoder.algebra
    held = [_known_as(encoder, each, True) for each in items]
    failed = [_known_as(encoder, each, False) for each in items]
    enough = _at_least(encoder, held, op.times)
    # Too many are known to have failed for the rest to be enough.
    never = _at_least(encoder, failed, len(items) - op.times + 1)
    return Sym(enough, algebra.either(enough, never))


def _at_least(encoder: Encoder, truths: list[Any], count: int) -> Any:
    sure = sum(each is True for each in truths)
    open_ones = [each for each in truths if not isinstance(each, bool)]
    if sure >= count:
        return True
    if sure + len(open_ones) < count:
        return False
    return encoder.algebra.terms.counted("at least", open_ones, count - sure)


def _known_as(encoder: Encoder, item: Sym, truth: bool) -> Any:
    algebra = encoder.algebra
    return algebra.both(item.ok, item.e if truth else algebra.negated(item.e))


def ever_held(encoder: Encoder, op: ir.EverHeld, value: ir.Value, now: Now, index: int) -> Sym:
    """Encode whether a condition has held at any time so far."""
    algebra = encoder.algebra
    here: Sym = now[op.condition]
    if index == 0:
        before = Sym(False)
    elif encoder.any_state:
        before = encoder.space.same(
            ("ever", value.id), (), lambda: Sym(algebra.truth(), _doubt(encoder, op.condition))
        )
    else:
        before = encoder.values[index - 1][value.id]
    held = algebra.either(_known_as(encoder, before, True), _known_as(encoder, here, True))
    return Sym(held, algebra.either(held, algebra.both(before.ok, here.ok)))


def _doubt(encoder: Encoder, id: ir.ValueId) -> Any:
    """Return whether what rests on earlier values of a condition is known."""
    bounds = (encoder.state_bounds or {}).get(id, (None, None, True))
    return encoder.algebra.truth() if bounds[2] else True


def holds_now(encoder: Encoder, item: Sym) -> Any:
    """Return whether a condition is known and holds."""
    return _known_as(encoder, item, True)
