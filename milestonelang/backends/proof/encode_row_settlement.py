"""What becomes of each row's part in an entitlement, symbolically: of all rows of a period at once.

A cohort is what the rows of one period have a part in, added up over those whose part is above
zero. What a line does with a row may differ from row to row; of its sum over the rows of a cohort
that is said which is true however they differ: how much is there, and what is due by then.
"""

from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.proof.encode import Encoder, Now, Parts
from milestonelang.backends.proof.encode_settlement import (
    Cohort,
    Settling,
    from_any_state,
    is_nothing,
    last_test,
    leave,
    own_cohort,
    parts_given,
)
from milestonelang.backends.proof.symbols import ZERO, Sym, constant, is_whole

_NOTHING = constant(ZERO)


@records.frozen(eq=False)
class _State:
    """What is carried on: the cohorts, and what was taken back of all of them so far."""

    cohorts: tuple[Cohort, ...] = ()
    taken: Sym = _NOTHING


def settle_rows(
    encoder: Encoder, op: ir.SettleRows, value: ir.Value, now: Now, index: int
) -> Parts:
    """Encode the settlement of a block's rows."""
    if encoder.any_state:
        return from_any_state(encoder, op, value, now, index)
    encoder.note("what becomes of single rows")
    before: _State = encoder.state.get(value.id, _State())
    settling = Settling(encoder, op, now, index, list(before.cohorts))
    entitled: Sym = _NOTHING
    if encoder.program.runs(index):
        entitled = now[op.entitled]
        parts = _parts(settling, entitled, now[op.rows]["amount"])
        settling.cohorts.append(Cohort(index, parts, {}, (), _NOTHING, _NOTHING))
    taken = before.taken
    in_term = index < encoder.program.term_periods
    for position, line in enumerate(op.lines):
        match line:
            case ir.Hold() if in_term or op.at_exit is None:
                _hold(settling, line, position)
            case ir.Vest():
                _vest(settling, line, position, in_term)
            case ir.Claw() if in_term:
                taken = _claw(settling, line, position, taken)
            case _:
                pass  # a line that does nothing after the term
    leave(settling)
    encoder.state[value.id] = _State(tuple(settling.cohorts), taken)
    given = parts_given(settling, entitled)
    # Where rows are not reported nothing of them is known, not even what comes to nothing.
    return {name: _doubtful(settling, each) for name, each in given.items()}


def _some(settling: Settling, most: Sym | None) -> Sym:
    """Return any amount of whole units from nothing to *most*, known or not."""
    algebra = settling.algebra
    unit, ok = settling.op.unit, algebra.truth()
    if most is None:
        return algebra.number(ZERO, unit=unit, ok=ok)
    if most.hi is not None and most.hi <= 0:
        return Sym(ZERO, ok, ZERO, ZERO, ZERO)
    found = algebra.number(ZERO, most.hi, unit, ok)
    algebra.assume(algebra.at_most(found, most))
    return found


def _rest(settling: Settling, whole: Sym, *parts: Sym) -> Sym:
    """Return what is left of an amount that these are parts of."""
    algebra = settling.algebra
    left = algebra.minus(whole, algebra.add(parts))
    return Sym(left.e, algebra.truth(), ZERO, left.hi, left.unit, left.shape)


def _doubtful(settling: Settling, amount: Sym) -> Sym:
    """Return the same amount, known or not."""
    ok = settling.algebra.truth()
    return Sym(amount.e, ok, amount.lo, amount.hi, amount.unit, amount.shape)


def _parts(settling: Settling, entitled: Sym, whole: Sym) -> Sym:
    """Return what the rows whose part is above zero have in all.

    Where no row can be below zero that is the entitlement, less what is cut off of a unit.
    """
    algebra, unit = settling.algebra, settling.op.unit
    if whole.lo is None or whole.lo < 0:
        return _some(settling, None)
    shared = algebra.greatest((entitled, _NOTHING))
    if not is_whole(entitled, unit):
        shared = _some(settling, shared)
    is_shared = algebra.negated(algebra.at_most(whole, _NOTHING))
    found = algebra.choose(is_shared, shared, _NOTHING)
    return Sym(found.e, algebra.truth(), ZERO, found.hi, unit, found.shape)


# ---- the lines


def _hold(settling: Settling, line: ir.Hold, position: int) -> None:
    own = own_cohort(settling)
    if own is not None:
        amount = _some(settling, _rest(settling, own.entitled, *own.set_apart))
        settling.cohorts[-1] = records.evolve(
            own, held={**own.held, position: amount}, set_apart=(*own.set_apart, amount)
        )
        settling.add("held", position, amount)
    for place, cohort in enumerate(settling.cohorts):
        if position in cohort.held and not is_nothing(cohort.held[position]):
            settling.cohorts[place] = _test(settling, line, position, cohort)


def _test(settling: Settling, line: ir.Hold, position: int, cohort: Cohort) -> Cohort:
    """Release what is due of the rows of a cohort, and forfeit what their conditions forfeit."""
    index, left = settling.index, cohort.held[position]
    age = index - cohort.period
    in_parts = line.periods is None
    all_due = index >= last_test(settling) or (not in_parts and age >= (line.periods or 0))
    may_lose = line.forfeited_if is not None and (
        all_due or in_parts or (line.at_any_time and age > 0)
    )
    forfeited = _some(settling, left) if may_lose else _NOTHING
    rest = _rest(settling, left, forfeited)
    released: Sym = _NOTHING
    if all_due:
        released, rest = rest, _NOTHING
    elif in_parts:
        released = _some(settling, rest)
        rest = _rest(settling, rest, released)
    settling.add("released", position, released)
    settling.add("forfeited", position, forfeited)
    lost = settling.algebra.add((cohort.forfeited, forfeited))
    return records.evolve(cohort, held={**cohort.held, position: rest}, forfeited=lost)


def _vest(settling: Settling, line: ir.Vest, position: int, in_term: bool) -> None:
    own = own_cohort(settling) if in_term else None
    if own is not None:
        free = _rest(settling, own.entitled, *own.set_apart)
        portions = _portions(settling, line, position, own.period, free)
        settling.cohorts[-1] = records.evolve(
            own, portions=own.portions + portions, set_apart=(*own.set_apart, free)
        )
        settling.add("to vest", position, free)
    for place, cohort in enumerate(settling.cohorts):
        if cohort.portions:
            settling.cohorts[place] = _vested(settling, line, position, cohort)


def _portions(
    settling: Settling, line: ir.Vest, position: int, period: int, amount: Sym
) -> tuple[tuple[int, int, Sym], ...]:
    """Return the parts in which the rows vest: equal but for the last, which has the rest."""
    algebra, count = settling.algebra, line.periods
    origin = period if line.from_period is None else line.from_period
    due = [origin + max(k, line.nothing_before or 0) for k in range(1, count + 1)]
    part = _some(settling, algebra.scaled(Fraction(1, count), amount))
    last = _rest(settling, amount, algebra.scaled(Fraction(count - 1), part))
    parts = [part] * (count - 1) + [last]
    return tuple((position, day, amount) for day, amount in zip(due, parts, strict=True))


def _vested(settling: Settling, line: ir.Vest, position: int, cohort: Cohort) -> Cohort:
    kept: list[tuple[int, int, Sym]] = []
    forfeited = [cohort.forfeited]
    for whose, due, amount in cohort.portions:
        if whose != position or due > settling.index:
            kept.append((whose, due, amount))
            continue
        vested = amount if line.condition is None else _some(settling, amount)
        rest = _NOTHING if line.condition is None else _rest(settling, amount, vested)
        settling.add("vested", position, _doubtful(settling, vested))
        if line.delayed:
            kept.append((whose, due, rest))
        else:
            settling.add("forfeited", position, rest)
            forfeited.append(rest)
    lost = settling.algebra.add(forfeited)
    return records.evolve(cohort, portions=tuple(kept), forfeited=lost)


def _claw(settling: Settling, line: ir.Claw, position: int, taken: Sym) -> Sym:
    """Take back of earlier rows, never more than was paid for them; return what was taken so far.

    Which rows were taken from before is not followed: what a line can reach is as much as was paid
    for those in its reach, and all that is ever taken is no more than all that was ever paid.
    """
    algebra = settling.algebra
    first = 0 if line.periods is None else settling.index - line.periods
    earlier = [each for each in settling.cohorts if each.period < settling.index]
    in_reach = [_paid(settling, each) for each in earlier if each.period >= first]
    if not in_reach:
        return taken
    amount = _some(settling, algebra.add(in_reach))
    everything = algebra.add([_paid(settling, each) for each in earlier])
    algebra.assume(algebra.at_most(algebra.add((taken, amount)), everything))
    settling.add("clawed back", position, amount)
    settling.add("to set off" if line.by_set_off else "to invoice", None, amount)
    return algebra.add((taken, amount))


def _paid(settling: Settling, cohort: Cohort) -> Sym:
    """Return what was made payable for the rows of a cohort, taken back later or not."""
    portions: list[Any] = [amount for _, _, amount in cohort.portions]
    elsewhere = (*cohort.held.values(), *portions, cohort.forfeited)
    return _rest(settling, cohort.entitled, *elsewhere)
