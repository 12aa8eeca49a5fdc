"""How each operation of a program without a memory is encoded, and where the others are.

`ENCODINGS` has a function for every operation that is known. Truth has three values, as in the
evaluator: what is settled without the unknown part is settled.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from milestonelang import ir
from milestonelang.backends.proof.encode import (
    Encoder,
    Encoding,
    Now,
    Space,
    StateBounds,
    as_sym,
)
from milestonelang.backends.proof.encode_life import achievement, active, audited, duty
from milestonelang.backends.proof.encode_row_settlement import settle_rows
from milestonelang.backends.proof.encode_rows import each_row
from milestonelang.backends.proof.encode_settlement import settle
from milestonelang.backends.proof.encode_sharing import (
    balance_start,
    limited,
    movements,
    set_off,
    shared,
)
from milestonelang.backends.proof.encode_tables import bands, by_name, interpolate
from milestonelang.backends.proof.encode_time import (
    consecutive,
    earlier,
    ever_held,
    in_last,
    total_before,
    window_of,
)
from milestonelang.backends.proof.rounding import Toward, rounded
from milestonelang.backends.proof.symbols import NOTHING, ZERO, Sym, constant
from milestonelang.types import Truth

# ---- inputs


def _constant(encoder: Encoder, op: ir.Constant, value: ir.Value, now: Now, index: int) -> Sym:
    return constant(op.value)


def _metric(encoder: Encoder, op: ir.MetricInput, value: ir.Value, now: Now, index: int) -> Sym:
    changed = encoder.changed.get((op.metric, index))
    return encoder.space.figure(op.metric, index) if changed is None else changed


def _query(encoder: Encoder, op: ir.QueryInput, value: ir.Value, now: Now, index: int) -> Sym:
    encoder.note("rows that are read outside a metric")
    return encoder.anything(value, ("rows", op.node, index), ())


def _parameter(
    encoder: Encoder, op: ir.ParameterInput, value: ir.Value, now: Now, index: int
) -> Sym:
    end = encoder.program.periods[index].end
    started = [(-1 if day is None else day, id) for day, id in op.values]
    in_force = [each for each in started if each[0] <= end]
    if not in_force:
        return NOTHING
    found: Sym = now[max(in_force, key=lambda each: each[0])[1]]
    return found


def _fact(encoder: Encoder, op: ir.Op, value: ir.Value, now: Now, index: int) -> Sym:
    return as_sym(encoder.facts_of[index][value.id])


def _not_run(encoder: Encoder, op: ir.NotRun, value: ir.Value, now: Now, index: int) -> Sym:
    return NOTHING


def _happened(encoder: Encoder, op: ir.EventHappened, value: ir.Value, now: Now, index: int) -> Sym:
    return Sym(has_happened(encoder, op.event, index))


def has_happened(encoder: Encoder, event: str, index: int) -> Any:
    """Return whether an event has happened by the end of a period."""
    algebra = encoder.algebra
    day = encoder.space.first_day(event)
    return day.e <= algebra.term(Fraction(encoder.program.periods[index].end))


def _event_day(encoder: Encoder, op: ir.EventDay, value: ir.Value, now: Now, index: int) -> Sym:
    day = encoder.space.first_day(op.event)
    return Sym(day.e, has_happened(encoder, op.event, index))


def _event_amount(
    encoder: Encoder, op: ir.EventAmount, value: ir.Value, now: Now, index: int
) -> Sym:
    encoder.note("the amounts of an event")
    return encoder.anything(value, ("amount", op.event, index), ())


def _event_count(encoder: Encoder, op: ir.EventCount, value: ir.Value, now: Now, index: int) -> Sym:
    encoder.note("how often an event happens")
    algebra = encoder.algebra
    found: Sym = encoder.space.same(("count", op.event, index), (), lambda: algebra.number(lo=ZERO))
    none = algebra.negated(has_happened(encoder, op.event, index))
    algebra.assume(algebra.either(algebra.negated(none), found.e == 0))
    algebra.assume(algebra.either(none, found.e >= 1))
    return found


def _event_outcome(
    encoder: Encoder, op: ir.EventOutcome, value: ir.Value, now: Now, index: int
) -> Sym:
    encoder.note("the outcome of an event")
    algebra = encoder.algebra
    doubtful = op.otherwise is None or (op.within is not None and op.then is None)

    def make() -> Sym:
        ok = algebra.truth() if doubtful else True
        if isinstance(value.type, Truth):
            return Sym(algebra.truth(), ok)
        event = encoder.space.events.get(op.event)
        words = [str(each) for each in (event.outcomes if event else ())]
        words += [str(each) for each in (op.otherwise, op.then) if each is not None]
        return algebra.word(list(dict.fromkeys(words)), ok) if words else NOTHING

    found: Sym = encoder.space.same(("outcome", op.event, index), (), make)
    return found


# ---- arithmetic


def _add(encoder: Encoder, op: ir.Add, value: ir.Value, now: Now, index: int) -> Sym:
    return encoder.algebra.add([now[id] for id in op.terms])


def _negate(encoder: Encoder, op: ir.Negate, value: ir.Value, now: Now, index: int) -> Sym:
    return encoder.algebra.scaled(Fraction(-1), now[op.operand])


def _multiply(encoder: Encoder, op: ir.Multiply, value: ir.Value, now: Now, index: int) -> Sym:
    return encoder.algebra.multiply(now[op.left], now[op.right])


def _divide(encoder: Encoder, op: ir.Divide, value: ir.Value, now: Now, index: int) -> Sym:
    return encoder.algebra.divide(now[op.left], now[op.right])


def _share_of(encoder: Encoder, op: ir.ShareOf, value: ir.Value, now: Now, index: int) -> Sym:
    return encoder.algebra.multiply(now[op.share], now[op.of])


def _less_share(encoder: Encoder, op: ir.LessShare, value: ir.Value, now: Now, index: int) -> Sym:
    algebra = encoder.algebra
    rest = algebra.minus(constant(1), now[op.share])
    return algebra.multiply(rest, now[op.of])


def _least(encoder: Encoder, op: ir.Least, value: ir.Value, now: Now, index: int) -> Sym:
    return encoder.algebra.least([now[id] for id in op.items])


def _greatest(encoder: Encoder, op: ir.Greatest, value: ir.Value, now: Now, index: int) -> Sym:
    return encoder.algebra.greatest([now[id] for id in op.items])


def _compare(encoder: Encoder, op: ir.Compare, value: ir.Value, now: Now, index: int) -> Sym:
    return encoder.algebra.compare(now[op.left], op.comparison, now[op.right])


def _all(encoder: Encoder, op: ir.All, value: ir.Value, now: Now, index: int) -> Sym:
    return all_of(encoder, [now[id] for id in op.items])


def all_of(encoder: Encoder, items: list[Sym]) -> Sym:
    """Return whether all hold; settled by one that does not."""
    algebra = encoder.algebra
    fails = [algebra.both(each.ok, algebra.negated(each.e)) for each in items]
    some = algebra.either(*fails)
    ok = algebra.either(some, algebra.both(*(each.ok for each in items)))
    return Sym(algebra.negated(some), ok)


def _any(encoder: Encoder, op: ir.Any, value: ir.Value, now: Now, index: int) -> Sym:
    algebra = encoder.algebra
    items = [now[id] for id in op.items]
    some = algebra.either(*(algebra.both(each.ok, each.e) for each in items))
    ok = algebra.either(some, algebra.both(*(each.ok for each in items)))
    return Sym(some, ok)


def _not(encoder: Encoder, op: ir.Not, value: ir.Value, now: Now, index: int) -> Sym:
    operand = now[op.operand]
    return Sym(encoder.algebra.negated(operand.e), operand.ok, short=operand.short)


def _if(encoder: Encoder, op: ir.If, value: ir.Value, now: Now, index: int) -> Sym:
    """A choice; where the condition is unknown, two equal sides still settle it."""
    algebra = encoder.algebra
    condition, then, otherwise = now[op.condition], now[op.then], now[op.otherwise]
    found = algebra.choose(condition.e, then, otherwise)
    if condition.ok is True:
        return found
    same = algebra.both(then.ok, otherwise.ok, algebra.equal(then, otherwise))
    ok = algebra.if_truth(condition.ok, found.ok, same)
    return Sym(found.e, ok, found.lo, found.hi, found.unit, found.shape, None)


def _known(encoder: Encoder, op: ir.Known, value: ir.Value, now: Now, index: int) -> Sym:
    return Sym(now[op.operand].ok)


def _round(encoder: Encoder, op: ir.Round, value: ir.Value, now: Now, index: int) -> Sym:
    operand, unit = now[op.operand], now[op.unit]
    if unit.is_constant and unit.e > 0:
        return rounded(encoder.algebra, operand, unit.e, op.mode)
    encoder.note("rounding to a unit that is not constant")
    return encoder.anything(value, ("round", index), (operand, unit))


def _whole_count(encoder: Encoder, op: ir.WholeCount, value: ir.Value, now: Now, index: int) -> Sym:
    size, amount = now[op.size], now[op.amount]
    algebra = encoder.algebra
    if not size.is_constant or size.e == 0:
        encoder.note("a count of whole parts whose size is not constant")
        return encoder.anything(value, ("count", index), (size, amount))
    each = algebra.scaled(1 / size.e, amount)
    return rounded(algebra, each, Fraction(1), Toward.MORE if op.started else Toward.LESS)


def _loosely(what: str) -> Encoding:
    def encoding(encoder: Encoder, op: ir.Op, value: ir.Value, now: Now, index: int) -> Sym:
        arguments = [now[id] for id in ir.argument_ids(op)]
        encoder.note(what)
        return encoder.anything(value, (what, index), arguments)

    return encoding


def _compound(encoder: Encoder, op: ir.Compound, value: ir.Value, now: Now, index: int) -> Sym:
    rate, times = now[op.rate], now[op.times]
    if rate.is_constant and times.is_constant and times.e.denominator == 1 and 0 <= times.e <= 600:
        return encoder.algebra.scaled((1 + rate.e) ** times.e.numerator, now[op.operand])
    return _COMPOUNDED(encoder, op, value, now, index)  # type: ignore[no-any-return]


_COMPOUNDED = _loosely("growth at a rate that is not constant")


def _days_between(
    encoder: Encoder, op: ir.DaysBetween, value: ir.Value, now: Now, index: int
) -> Sym:
    return encoder.algebra.minus(now[op.end], now[op.start])


def _part(encoder: Encoder, op: ir.Part, value: ir.Value, now: Now, index: int) -> Sym:
    found: Sym = now[op.of][op.name]
    return found


ENCODINGS: dict[type, Encoding] = {
    ir.Constant: _constant,
    ir.MetricInput: _metric,
    ir.QueryInput: _query,
    ir.ParameterInput: _parameter,
    ir.EventHappened: _happened,
    ir.EventDay: _event_day,
    ir.EventAmount: _event_amount,
    ir.EventCount: _event_count,
    ir.EventOutcome: _event_outcome,
    ir.OfPeriod: _fact,
    ir.AtPlace: _fact,
    ir.InMonth: _fact,
    ir.FromDate: _fact,
    ir.EdgeDay: _fact,
    ir.NotRun: _not_run,
    ir.Add: _add,
    ir.Negate: _negate,
    ir.Multiply: _multiply,
    ir.Divide: _divide,
    ir.ShareOf: _share_of,
    ir.LessShare: _less_share,
    ir.Least: _least,
    ir.Greatest: _greatest,
    ir.Compare: _compare,
    ir.All: _all,
    ir.Any: _any,
    ir.Not: _not,
    ir.If: _if,
    ir.Known: _known,
    ir.Round: _round,
    ir.WholeCount: _whole_count,
    ir.Compound: _compound,
    ir.Bands: bands,
    ir.Interpolate: interpolate,
    ir.ByName: by_name,
    ir.DaysBetween: _days_between,
    ir.FullBetween: _loosely("full units between two days"),
    ir.ShiftDay: _loosely("a day some time after another"),
    ir.FirstDayAfter: _loosely("the first such day after another"),
    ir.Earlier: earlier,
    ir.TotalBefore: total_before,
    ir.WindowOf: window_of,
    ir.Consecutive: consecutive,
    ir.InLast: in_last,
    ir.EverHeld: ever_held,
    ir.Active: active,
    ir.Achievement: achievement,
    ir.Duty: duty,
    ir.Audited: audited,
    ir.Settle: settle,
    ir.EachRow: each_row,
    ir.SettleRows: settle_rows,
    ir.SetOff: set_off,
    ir.BalanceStart: balance_start,
    ir.Movements: movements,
    ir.Limited: limited,
    ir.Shared: shared,
    ir.Part: _part,
}
"""The encoding of each operation, by its class. What is not in it is not encoded."""


def encoder_of(
    space: Space,
    program: ir.Program,
    needed: frozenset[ir.ValueId],
    facts_of: Sequence[tuple[Any, ...]],
    state_bounds: StateBounds | None = None,
) -> Encoder:
    """Return an encoder that knows every operation of `ENCODINGS`."""
    return Encoder(space, program, needed, facts_of, ENCODINGS, state_bounds)
