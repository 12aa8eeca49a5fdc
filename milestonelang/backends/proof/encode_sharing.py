"""Set-off, balances and limits, symbolically: by their totals.

A queue and lots are not followed one by one: what is recovered of one payment, and what expires, is
any amount that the totals allow.
"""

from fractions import Fraction
from typing import Any, assert_never

from milestonelang import ir
from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.encode import Encoder, Now, Parts
from milestonelang.backends.proof.rounding import Toward, rounded
from milestonelang.backends.proof.symbols import ZERO, Sym, constant, is_whole, tighter


def set_off(encoder: Encoder, op: ir.SetOff, value: ir.Value, now: Now, index: int) -> Parts:
    """Encode the set-off in one direction."""
    algebra = encoder.algebra
    program = encoder.program
    ends = index == program.term_periods - 1 + program.wind_down
    claws = [now[id] for id in op.claws]
    before = _queue_before(encoder, value, index)
    queue = algebra.add((before, *claws))
    room = algebra.greatest((now[op.payable], constant(ZERO)))
    taken = _in_doubt(encoder, algebra.least((room, queue)))
    left = algebra.minus(queue, taken)
    left = _in_doubt(encoder, Sym(left.e, left.ok, ZERO, left.hi, left.unit))
    nothing = constant(ZERO)
    encoder.state[value.id] = nothing if ends else left
    parts = {
        "set off": taken,
        "carried": nothing if ends else left,
        "owed": left if ends else nothing,
    }
    shares = [algebra.number(lo=ZERO, ok=taken.ok) for _ in op.payments]
    if len(shares) == 1:
        shares = [taken]
    else:
        encoder.note("which payment is recovered first")
        algebra.assume(algebra.equal(algebra.add(shares), taken))
    for name, share in zip(op.payments, shares, strict=True):
        parts[f"recovered {name}"] = share
    return parts


def _in_doubt(encoder: Encoder, amount: Sym) -> Sym:
    """An empty queue is settled whatever is payable, so what is not surely known may be known."""
    if amount.ok is True:
        return amount
    ok = encoder.algebra.either(amount.ok, encoder.algebra.truth())
    return Sym(amount.e, ok, amount.lo, amount.hi, amount.unit, amount.shape, None)


def _queue_before(encoder: Encoder, value: ir.Value, index: int) -> Sym:
    if index == 0:
        return constant(ZERO)
    if not encoder.any_state:
        found: Sym = encoder.state[value.id]
        return found

    def make() -> Sym:
        return encoder.algebra.number(lo=ZERO, ok=encoder.algebra.truth())

    found = encoder.space.same(("queue", value.id), (), make)
    return found


# ---- balances


def balance_start(
    encoder: Encoder, op: ir.BalanceStart, value: ir.Value, now: Now, index: int
) -> Sym:
    """Encode what a balance holds at the start of a period."""
    if index == 0:
        found: Sym = constant(ZERO) if op.opens_at is None else now[op.opens_at]
        return found
    if not encoder.any_state:
        found = encoder.values[index - 1][op.movements]["end"]
        return found
    movements = encoder.program.values[op.movements].op
    never_below = isinstance(movements, ir.Movements) and not movements.may_fall_below
    opens = encoder.program.values[op.opens_at].op if op.opens_at is not None else None
    if isinstance(opens, ir.Constant) and isinstance(opens.value, Fraction) and opens.value < 0:
        never_below = False
    if op.opens_at is not None and not isinstance(opens, ir.Constant):
        never_below = False
    low = ZERO if never_below else None

    def make() -> Sym:
        return encoder.algebra.number(lo=low, ok=encoder.algebra.truth())

    found = encoder.space.same(("balance", value.id), (), make)
    return found


def movements(encoder: Encoder, op: ir.Movements, value: ir.Value, now: Now, index: int) -> Parts:
    """Encode what happens to a balance in a period."""
    algebra = encoder.algebra
    held: Sym = now[op.start]
    for id in op.takes:
        held = _take(encoder, op, held, now[id])
    for id in op.puts:
        held = _put(encoder, op, held, now[id])
    parts: Parts = {}
    for position, move in enumerate(op.moves):
        after = _moved(encoder, op, move, held, now)
        fall = algebra.minus(held, after)
        is_take = move.kind is ir.MoveKind.TAKES
        parts[f"moved {position}"] = fall if is_take else algebra.scaled(Fraction(-1), fall)
        held = after
    if op.at_most is not None:
        most = algebra.greatest((now[op.at_most], constant(ZERO)))
        cut = algebra.least((held, most))
        parts["cut off"] = algebra.minus(held, cut)
        held = cut
    after = _expired(encoder, op, value, held, index)
    parts["expired"] = algebra.minus(held, after)
    parts["end"] = after
    return parts


def _take(encoder: Encoder, op: ir.Movements, held: Sym, amount: Sym) -> Sym:
    """Return what is left after a take: no more than there is, unless it may fall below."""
    algebra = encoder.algebra
    less = algebra.minus(held, amount)
    if op.may_fall_below:
        return less
    # What was owed from the beginning stays owed; a negative take is an addition.
    floor = algebra.least((held, constant(ZERO)))
    return algebra.greatest((less, floor))


def _put(encoder: Encoder, op: ir.Movements, held: Sym, amount: Sym) -> Sym:
    algebra = encoder.algebra
    if amount.lo is not None and amount.lo >= 0:
        return algebra.add((held, amount))
    return _take(encoder, op, held, algebra.scaled(Fraction(-1), amount))


def _moved(encoder: Encoder, op: ir.Movements, move: ir.Move, held: Sym, now: Now) -> Sym:
    algebra = encoder.algebra
    amount: Sym = now[move.value]
    if move.at_most is not None:
        amount = algebra.least((amount, now[move.at_most]))
    match move.kind:
        case ir.MoveKind.ADDS:
            after = _put(encoder, op, held, amount)
        case ir.MoveKind.TAKES:
            after = _take(encoder, op, held, amount)
        case ir.MoveKind.BECOMES:
            after = _put(encoder, op, constant(ZERO), amount)
        case _:
            assert_never(move.kind)
    if move.condition is None:
        return after
    condition: Sym = now[move.condition]
    found = algebra.choose(condition.e, after, held)
    if condition.ok is True:
        return found
    # In doubt it is known only where both are the same.
    same = algebra.both(after.ok, held.ok, algebra.equal(after, held))
    ok = algebra.if_truth(condition.ok, found.ok, same)
    return Sym(found.e, ok, found.lo, found.hi, found.unit, found.shape, None)


def _expired(encoder: Encoder, op: ir.Movements, value: ir.Value, held: Sym, index: int) -> Sym:
    algebra = encoder.algebra
    end = encoder.program.periods[index].end
    if op.expires_on is not None and end >= op.expires_on:
        return algebra.least((held, constant(ZERO)))
    if op.expires_after is None:
        return held
    encoder.note("what of a balance is too old")
    kept = algebra.number(ok=held.ok)
    low = algebra.least((held, constant(ZERO)))
    algebra.assume(algebra.at_most(low, kept))
    algebra.assume(algebra.at_most(kept, held))
    bottom = None if held.lo is None else min(held.lo, ZERO)
    return Sym(kept.e, held.ok, bottom, held.hi)


# ---- splits


def shared(encoder: Encoder, op: ir.Shared, value: ir.Value, now: Now, index: int) -> Parts:
    """Encode a split: any parts that add up to the amount."""
    encoder.note("how a split shares an amount")
    arguments = [now[id] for id in ir.argument_ids(op)]
    found: Parts = encoder.space.same(
        ("split", value.id, index), arguments, lambda: _any_shares(encoder, op, now[op.amount])
    )
    return found


def _any_shares(encoder: Encoder, op: ir.Shared, amount: Sym) -> Parts:
    algebra = encoder.algebra
    ok = algebra.both(amount.ok, algebra.truth())
    found: Parts = {str(each): algebra.number(lo=ZERO, ok=ok) for each in range(op.parties)}
    whole = algebra.equal(algebra.add(list(found.values())), amount)
    algebra.assume(algebra.either(algebra.negated(ok), whole))
    for number in range(len(op.steps)):
        for name in (f"step {number}", *(f"{number}:{each}" for each in range(op.parties))):
            found[name] = algebra.number(lo=ZERO, ok=ok)
            most = algebra.at_most(found[name], amount)
            algebra.assume(algebra.either(algebra.negated(ok), most))
    return found


# ---- limits


def limited(encoder: Encoder, op: ir.Limited, value: ir.Value, now: Now, index: int) -> Parts:
    """Encode a limit: what it takes away or adds is shared as it says."""
    algebra, program = encoder.algebra, encoder.program
    amounts: list[Sym] = [now[id] for id in op.amounts]
    last: Sym = now[op.last]
    acts: Any = program.runs(index)
    if op.at_least:
        acts = index < program.term_periods
        if last.ok is True and last.e is False:
            acts = False
    if acts is False:
        return _named(amounts)
    limit, before = now[op.limit], now[op.before]
    ok = algebra.both(*(each.ok for each in (*amounts, limit, before, last)))
    room = algebra.minus(limit, before)
    found = _raised(encoder, op, amounts, room) if op.at_least else _cut(encoder, op, amounts, room)
    if op.at_least and last.e is not True:
        found = [
            algebra.choose(last.e, more, amount)
            for more, amount in zip(found, amounts, strict=True)
        ]
    doubtful = ok is not True and op.at_least
    if doubtful:
        encoder.note("a minimum whose amounts may be unknown")
    return _named(
        [
            Sym(
                each.e,
                algebra.either(ok, algebra.truth()) if doubtful else ok,
                each.lo,
                each.hi,
                each.unit,
                each.shape,
                None if ok is not True else False,
            )
            for each in found
        ]
    )


def _named(amounts: list[Sym]) -> Parts:
    return {str(position): amount for position, amount in enumerate(amounts)}


def _cut(encoder: Encoder, op: ir.Limited, amounts: list[Sym], room: Sym) -> list[Sym]:
    algebra, nothing = encoder.algebra, constant(ZERO)
    below = [algebra.least((each, nothing)) for each in amounts]
    positive = [algebra.greatest((each, nothing)) for each in amounts]
    left = algebra.minus(room, algebra.add(below))
    left = algebra.greatest((rounded(algebra, left, op.unit, Toward.LESS), nothing))
    in_units = all(is_whole(each, op.unit) for each in amounts)
    if not op.pro_rata or len(amounts) == 1:
        shares = _in_turn(algebra, positive, left)
    else:
        encoder.note("sharing a limit pro rata")
        shares = _pro_rata(algebra, op, positive, left, in_units)
    if in_units:
        # What fits is given in full, since no part of a unit is left over.
        return [algebra.add((low, share)) for low, share in zip(below, shares, strict=True)]
    fits = algebra.at_most(algebra.add(amounts), room)
    return [
        algebra.choose(fits, amount, algebra.add((low, share)))
        for amount, low, share in zip(amounts, below, shares, strict=True)
    ]


def _in_turn(algebra: Algebra, positive: list[Sym], left: Sym) -> list[Sym]:
    shares: list[Sym] = []
    for each in positive:
        share = algebra.least((each, left))
        shares.append(share)
        left = tighter(algebra.minus(left, share), ZERO, None)
    return shares


def _pro_rata(
    algebra: Algebra, op: ir.Limited, positive: list[Sym], left: Sym, in_units: bool
) -> list[Sym]:
    """Return shares in proportion, each rounded: known by what they add up to, and by their order.

    Each is near its share before rounding, which is never more than its amount either.
    """
    whole = algebra.least((left, algebra.add(positive)))
    apart = op.unit * (len(positive) - 1)
    shares: list[Sym] = []
    smooth: list[Sym] = []
    for position, own in enumerate(positive):
        others = [each for each in positive if each is not own]
        share = algebra.number(lo=ZERO, hi=own.hi, unit=op.unit if in_units else None)
        exact = algebra.number(lo=ZERO, hi=own.hi)
        rests = tuple(others) if len(others) == len(positive) - 1 else ()
        if in_units and rests:
            two = len(positive) == 2
            share.shape = ("part", exact, own, rests, left, two)
            low = ZERO if two and position == 0 else op.unit
            high = ZERO if two and position == 1 else apart
            near = algebra.minus(share, exact)
            algebra.assume(algebra.at_most(constant(-low), near))
            algebra.assume(algebra.at_most(near, constant(high)))
        algebra.assume(algebra.at_most(share, own))
        algebra.assume(algebra.at_most(exact, own))
        shares.append(share)
        smooth.append(exact)
    for parts in (shares, smooth):
        algebra.assume(algebra.equal(algebra.add(parts), whole))
    return shares


def _raised(encoder: Encoder, op: ir.Limited, amounts: list[Sym], room: Sym) -> list[Sym]:
    algebra, nothing = encoder.algebra, constant(ZERO)
    short = algebra.minus(room, algebra.add(amounts))
    short = algebra.greatest((rounded(algebra, short, op.unit, Toward.MORE), nothing))
    if not op.pro_rata or len(amounts) == 1:
        return [algebra.add((amounts[0], short)), *amounts[1:]]
    encoder.note("sharing a minimum pro rata")
    pool = rounded(algebra, room, op.unit, Toward.MORE)
    in_units = all(is_whole(each, op.unit) for each in amounts)
    none = algebra.both(*(algebra.at_most(each, nothing) for each in amounts))
    found: list[Sym] = []
    added: list[Sym] = []
    for position, own in enumerate(amounts):
        more = algebra.number(lo=ZERO)
        # What is not above zero is made up for only where nothing is: then the first is.
        gets_none = algebra.both(
            algebra.at_most(own, nothing), True if position else algebra.negated(none)
        )
        algebra.assume(algebra.either(algebra.negated(gets_none), algebra.equal(more, nothing)))
        added.append(more)
        whole = algebra.add((own, more))
        rests = tuple(each for each in amounts if each is not own)
        if in_units and len(amounts) == 2 and len(rests) == 1:
            whole = Sym(whole.e, whole.ok, whole.lo, whole.hi, op.unit)
            whole.shape = ("part", None, own, rests, pool, True)
        found.append(whole)
    algebra.assume(algebra.equal(algebra.add(added), short))
    return found
