"""Hold back lines: a share of each entitlement is held, then released or forfeited."""

from typing import Any

from milestonelang import ir, records
from milestonelang.backends.exact.cohorts import Cohort, Held, Settling, may_be_positive
from milestonelang.backends.exact.values import (
    ZERO,
    Amount,
    Truth,
    Unknown,
    join,
    least,
    minus,
    not_negative,
    plus,
)


def hold(line: ir.Hold, position: int, settling: Settling) -> None:
    """Hold a share of the running period's entitlement; release or forfeit what is due."""
    own = settling.own
    if own is not None:
        amount = _to_hold(line, own, settling)
        held = Held(amount, amount, (False,) * len(line.parts))
        settling.replace_own(held={**own.held, position: held})
        settling.add("held", position, amount)
    for index, cohort in enumerate(settling.cohorts):
        held_before = cohort.held.get(position)
        if held_before is not None and held_before.left != 0:
            settling.cohorts[index] = _test(line, position, cohort, held_before, settling)


def _to_hold(line: ir.Hold, own: Cohort, settling: Settling) -> Amount:
    """Return what is held of an entitlement: its share, and never more than is free."""
    if not may_be_positive(own.entitled):
        return ZERO
    share = settling.frame.now[line.share]
    if isinstance(own.entitled, Unknown) or isinstance(share, Unknown):
        return join((own.entitled, share))
    return not_negative(least(settling.rounded(share * own.entitled), own.free))


def _test(line: ir.Hold, position: int, cohort: Cohort, held: Held, settling: Settling) -> Cohort:
    """Release what is due of a cohort, and forfeit what the condition forfeits."""
    lost: Truth = False if line.forfeited_if is None else settling.frame.now[line.forfeited_if]
    always = line.at_any_time and settling.frame.index > cohort.period
    due, held_after = _release(line, cohort, held, settling)
    released: Amount = due
    forfeited: Amount = ZERO
    if isinstance(lost, Unknown):
        if always:
            left = ZERO if held_after.left == 0 else lost
            held_after = records.evolve(held_after, left=left)
        in_doubt = always or due != 0
        released = lost if due != 0 else ZERO
        forfeited = lost if in_doubt else ZERO
    elif lost:
        released = ZERO
        forfeited = held.left if always else due
        if always:
            held_after = records.evolve(held_after, left=ZERO)
    settling.add("released", position, released)
    settling.add("forfeited", position, forfeited)
    return records.evolve(
        cohort,
        held={**cohort.held, position: held_after},
        forfeited=plus(cohort.forfeited, forfeited),
    )


def _release(line: ir.Hold, cohort: Cohort, held: Held, settling: Settling) -> tuple[Amount, Held]:
    """Return what is due for release in this period, and what is held after it."""
    age = settling.frame.index - cohort.period
    in_parts = line.periods is None
    if settling.frame.index >= settling.last or (not in_parts and age >= (line.periods or 0)):
        return held.left, records.evolve(held, left=ZERO)
    if not in_parts:
        return ZERO, held
    return _release_parts(line, held, settling)


def _release_parts(line: ir.Hold, held: Held, settling: Settling) -> tuple[Amount, Held]:
    now = settling.frame.now
    left, flags = held.left, list(held.parts)
    due: Amount = ZERO
    for index, (share, when) in enumerate(line.parts):
        holds = now[when]
        if holds is False or flags[index]:
            continue
        if share is None and holds is True:
            return held.left, records.evolve(held, left=ZERO)
        amount = _part(
            None if share is None else now[share], holds, flags[index], held, left, settling
        )
        flags[index] = None if isinstance(holds, Unknown) else True
        due = plus(due, amount)
        left = minus(left, amount)
    return due, Held(held.at_first, left, tuple(flags))


def _part(
    share: Any, holds: Truth, before: bool | None, held: Held, left: Amount, settling: Settling
) -> Amount:
    """Return what one part releases."""
    if isinstance(holds, Unknown):
        return holds
    if before is None or isinstance(share, Unknown) or isinstance(held.at_first, Unknown):
        return join((share, held.at_first, left))
    return least(settling.rounded(share * held.at_first), left)
