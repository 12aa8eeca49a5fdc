"""Balances and limits in a kernel. What is unknown or not rounded is left to `exact`."""

from math import lcm
from typing import assert_never

from milestonelang import ir
from milestonelang.backends.batch import lots
from milestonelang.backends.batch.amounts import NOUGHT, Known, Num
from milestonelang.backends.batch.emit import FALSE, ZERO, number
from milestonelang.backends.batch.form import V
from milestonelang.backends.batch.translate import Translator
from milestonelang.types import RoundingMode


def balance_start(t: Translator, op: ir.BalanceStart, key: str) -> Num:
    """Return what a balance holds at the start of a period."""

    def finish() -> None:
        parts = t.now[op.movements]
        assert not isinstance(parts, Num) and hasattr(parts, "__getitem__")
        t.store(key, parts["end"])

    t.finishes.append(finish)
    opens = NOUGHT if op.opens_at is None else t.plain(op.opens_at)
    kept = t.load(key)
    assert isinstance(kept, Num)
    first = t.holds_in([index == 0 for index in range(len(t.periods))])
    return t.a.choose(first, opens, kept)


def movements(t: Translator, op: ir.Movements, key: str) -> dict[str, Known]:
    """Return what happens to a balance."""
    if op.expires_after is not None:
        return lots.movements(t, op, key)
    total = t.plain(op.start)
    for id in op.takes:
        total = _take(t, op, total, t.plain(id))
    for id in op.puts:
        total = _put(t, op, total, t.plain(id))
    parts: dict[str, Known] = {}
    for index, move in enumerate(op.moves):
        after = _moved(t, op, move, total)
        fall = t.a.sub(total, after)
        is_take = move.kind is ir.MoveKind.TAKES
        parts[f"moved {index}"] = fall if is_take else t.a.negative(fall)
        total = after
    if op.at_most is not None:
        most = t.a.greatest(t.plain(op.at_most), NOUGHT)
        after = t.a.least(total, most)
        parts["cut off"] = t.a.sub(total, after)
        total = after
    after = total
    if op.expires_on is not None:
        expired = t.holds_in([period.end >= op.expires_on for period in t.periods])
        after = t.a.choose(expired, t.a.least(total, NOUGHT), total)
    parts["expired"] = t.a.sub(total, after)
    parts["end"] = after
    return parts


def _take(t: Translator, op: ir.Movements, total: Num, amount: Num) -> Num:
    """Return a balance after a take, which is no more than is there unless it may fall below."""
    if op.may_fall_below:
        return t.a.sub(total, amount)
    return t.a.sub(total, t.a.least(amount, t.a.greatest(total, NOUGHT)))


def _put(t: Translator, op: ir.Movements, total: Num, amount: Num) -> Num:
    return _take(t, op, total, t.a.negative(amount))


def _moved(t: Translator, op: ir.Movements, move: ir.Move, total: Num) -> Num:
    amount = t.plain(move.value)
    if move.at_most is not None:
        amount = t.a.least(amount, t.plain(move.at_most))
    match move.kind:
        case ir.MoveKind.ADDS:
            after = _put(t, op, total, amount)
        case ir.MoveKind.TAKES:
            after = _take(t, op, total, amount)
        case ir.MoveKind.BECOMES:
            after = _put(t, op, NOUGHT, amount)
        case _:
            assert_never(move.kind)
    holds = t.sure(move.condition, True)
    return t.a.choose(holds, after, total)


def limited(t: Translator, op: ir.Limited) -> dict[str, Known]:
    """Return each payment's part of a limited sum."""
    e, a = t.e, t.a
    items = [t.plain(id) for id in op.amounts]
    limit, before = t.plain(op.limit), t.plain(op.before)
    end = t.program.term_periods + t.program.wind_down
    term = t.program.term_periods
    reach = term if op.at_least else end
    acts = t.holds_in([index < reach for index in range(len(t.periods))])
    if op.at_least:
        acts = e.both(acts, t.sure(op.last))
    else:
        t.sure(op.last)
    scale = lcm(op.unit.denominator, *(item.scale for item in items))
    amounts = [a.scaled(item, scale).n for item in items]
    room = a.sub(limit, before)
    whole = ZERO
    for amount in amounts:
        whole = e.add(whole, amount)
    if op.at_least:
        changed = _raised(t, op, amounts, a.sub(room, Num(whole, scale)), scale)
    else:
        changed = _cut(t, op, amounts, whole, room, scale)
    return {
        str(index): Num(e.select(acts, after, amount), scale)
        for index, (amount, after) in enumerate(zip(amounts, changed, strict=True))
    }


def _cut(
    t: Translator, op: ir.Limited, amounts: list[V], whole: V, room: Num, scale: int
) -> list[V]:
    """Return the amounts so that they come to *room* at most."""
    e, a = t.e, t.a
    fits = e.at_most(*a.compared(Num(whole, scale), room))
    negative = ZERO
    for amount in amounts:
        negative = e.add(negative, e.min(amount, ZERO))
    left = a.rounded(a.sub(room, Num(negative, scale)), op.unit, RoundingMode.DOWN)
    there = e.max(a.scaled(left, scale).n, ZERO)
    positive = [e.max(amount, ZERO) for amount in amounts]
    if op.pro_rata:
        shares = _shared_out(t, there, positive, op, scale)
    else:
        shares = _to_first(t, there, positive)
    given: list[V] = []
    rest = ZERO
    for amount, share in zip(positive, shares, strict=True):
        offered = e.add(share, rest)
        taken = e.min(amount, offered)
        rest = e.sub(offered, taken)
        given.append(taken)
    return [
        e.select(e.either(fits, e.at_most(amount, ZERO)), amount, each)
        for amount, each in zip(amounts, given, strict=True)
    ]


def _raised(t: Translator, op: ir.Limited, amounts: list[V], short: Num, scale: int) -> list[V]:
    """Return the amounts made up by what they are short of."""
    e, a = t.e, t.a
    missing = a.greatest(short, NOUGHT)
    extra = a.scaled(a.rounded(missing, op.unit, RoundingMode.UP), scale).n
    to_first = [e.add(amounts[0], extra), *amounts[1:]]
    if not op.pro_rata:
        return to_first
    positive = [e.max(amount, ZERO) for amount in amounts]
    shares = _shared_out(t, extra, positive, op, scale)
    any_positive = e.either(*(e.less(ZERO, amount) for amount in amounts))
    return [
        e.select(any_positive, e.add(amount, share), first)
        for amount, share, first in zip(amounts, shares, to_first, strict=True)
    ]


def _shared_out(t: Translator, total: V, weights: list[V], op: ir.Limited, scale: int) -> list[V]:
    """Return a total in proportion to weights: each cut down, the rest to the first with one."""
    e, a = t.e, t.a
    whole = ZERO
    for weight in weights:
        whole = e.add(whole, weight)
    over = e.max(whole, number(1))
    shares: list[V] = []
    given = ZERO
    for weight in weights:
        product = e.mul(total, weight)
        cut = a.rounded(Num(product, scale, over), op.unit, RoundingMode.DOWN)
        share = a.scaled(cut, scale).n
        shares.append(share)
        given = e.add(given, share)
    rest = e.sub(total, given)
    return [
        e.add(share, e.select(first, rest, ZERO))
        for share, first in zip(shares, _firsts(t, weights), strict=True)
    ]


def _to_first(t: Translator, total: V, weights: list[V]) -> list[V]:
    return [t.e.select(first, total, ZERO) for first in _firsts(t, weights)]


def _firsts(t: Translator, weights: list[V]) -> list[V]:
    """Return for each weight whether it is the first one above zero."""
    e = t.e
    found: list[V] = []
    before = FALSE
    for weight in weights:
        positive = e.less(ZERO, weight)
        found.append(e.both(positive, e.opposite(before)))
        before = e.either(before, positive)
    return found
