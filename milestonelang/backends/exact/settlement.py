"""Settlement: what becomes of a payment's entitlements, one cohort a period.

In each period of the term and its wind-down the running entitlement enters as a cohort; what was
deferred becomes payable when nothing defers it any more; then the lines act in the order written,
each on all cohorts; then what would be payable of this period's entitlement is deferred, if
something defers it. In a wind-down nothing is held, set out to vest or clawed back, and after it
only vesting goes on. What an exit makes of the rest is `leaving`'s. In running totals, and for all
data: entitled = gross + holding + unvested + putting off + forfeited.
"""

from fractions import Fraction
from typing import assert_never

from milestonelang import ir, records
from milestonelang.backends.exact.clawing import claw
from milestonelang.backends.exact.cohorts import Cohort, Settling, may_be_positive, new_cohort
from milestonelang.backends.exact.frame import Calendar, Frame, Stateful
from milestonelang.backends.exact.holding import hold
from milestonelang.backends.exact.leaving import leave, lose_deferred
from milestonelang.backends.exact.values import (
    ZERO,
    Amount,
    Truth,
    Unknown,
    minus,
    not_negative,
    total,
)
from milestonelang.backends.exact.vesting import vest
from milestonelang.primitives.numbers import round_to

_WORDS = (
    *("held", "released", "to vest", "vested", "forfeited", "deferred", "deferred paid"),
    *("clawed back", "to set off", "to invoice", "lost", "lost of own"),
)
_OF_LINE: dict[type, tuple[str, ...]] = {
    ir.Hold: ("held", "released", "forfeited"),
    ir.Vest: ("to vest", "vested", "forfeited"),
    ir.Claw: ("clawed back",),
}

Cohorts = tuple[Cohort, ...]


NO_PARTS: dict[str, Amount] = {}


def empty_parts(lines: tuple[ir.Hold | ir.Vest | ir.Claw, ...]) -> dict[str, Amount]:
    """Return every part that settlement lines can give, each of nothing."""
    empty: dict[str, Amount] = dict.fromkeys(_WORDS, ZERO)
    for position, line in enumerate(lines):
        empty.update((f"{word} {position}", ZERO) for word in _OF_LINE[type(line)])
    return empty


def settle(op: ir.Settle, calendar: Calendar) -> Stateful[Cohorts]:
    """Compile the settlement of a payment."""
    empty = empty_parts(op.lines)

    def rounded(amount: Fraction) -> Fraction:
        return round_to(amount, op.unit, op.mode)

    def step(before: Cohorts, frame: Frame) -> tuple[dict[str, Amount], Cohorts]:
        runs = calendar.runs(frame.index)
        entitled: Amount = frame.now[op.entitled] if runs else ZERO
        # Where an exit says what becomes of what is held, the end of the term does not.
        last = calendar.last if op.at_exit is None else len(calendar.periods)
        settling = Settling(frame, before, dict(empty), last, rounded)
        if runs:
            settling.cohorts.append(new_cohort(frame.index, entitled))
        deferring: Truth = False
        if op.deferring is not None and frame.index < calendar.end:
            deferring = frame.now[op.deferring]
        if op.at_exit is not None:
            lose_deferred(op.at_exit, settling, calendar)
        _pay_deferred(deferring, settling)
        _act(op, settling, calendar)
        if op.at_exit is not None:
            leave(op.at_exit, settling, calendar)
        _defer(deferring, settling)
        return _parts(entitled, settling), tuple(settling.cohorts)

    return Stateful((), step)


def _act(op: ir.Settle, settling: Settling, calendar: Calendar) -> None:
    """Let the settlement lines act in their order."""
    in_term = calendar.in_term(settling.frame.index)
    for position, line in enumerate(op.lines):
        match line:
            case ir.Hold():
                if in_term or op.at_exit is None:
                    hold(line, position, settling)
            case ir.Vest():
                vest(line, position, op.unit, in_term, settling)
            case ir.Claw():
                if in_term:
                    claw(line, position, settling)
            case _:
                assert_never(line)


def _pay_deferred(deferring: Truth, settling: Settling) -> None:
    """Make payable what was deferred, in the first period in which nothing defers it."""
    if deferring is True:
        return
    for index, cohort in enumerate(settling.cohorts):
        if cohort.deferred != 0:
            paid: Amount = cohort.deferred
            after: Amount = ZERO
            if isinstance(deferring, Unknown):
                paid = after = deferring
            settling.add("deferred paid", None, paid)
            settling.cohorts[index] = records.evolve(cohort, deferred=after)


def _defer(deferring: Truth, settling: Settling) -> None:
    """Put off what would be payable of the running period's entitlement."""
    own = settling.own
    if own is None or deferring is False:
        return
    payable = own.made_payable
    if may_be_positive(payable):
        amount: Amount = deferring if isinstance(deferring, Unknown) else not_negative(payable)
        settling.replace_own(deferred=amount)
        settling.add("deferred", None, amount)


def _parts(entitled: Amount, settling: Settling) -> dict[str, Amount]:
    parts = settling.parts
    back = total((entitled, parts["released"], parts["vested"], parts["deferred paid"]))
    gone = total((parts["held"], parts["to vest"], parts["deferred"], parts["lost of own"]))
    parts["gross"] = minus(back, gone)
    parts["holding"] = total(each.holding for each in settling.cohorts)
    parts["unvested"] = total(each.unvested_amount for each in settling.cohorts)
    parts["putting off"] = total(each.deferred for each in settling.cohorts)
    return parts
