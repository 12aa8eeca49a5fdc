"""Splits: an amount is shared among parties step by step, each share cut down to the unit.

The parts always add up to the amount. Steps act in order, each on what those before it left. What
a step cannot give in whole units goes where the split says; what no step takes goes there too.
Nothing is shared by a measure that is not there, below zero or nought for all.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from milestonelang import ir, records
from milestonelang.backends.exact.frame import Frame, Step
from milestonelang.backends.exact.values import (
    ZERO,
    BelowZeroShared,
    NothingToShareBy,
    Unknown,
    because,
    join,
)
from milestonelang.primitives.numbers import cut_down


@records.frozen(eq=False)
class _Given:
    """What one step gives each party, by position."""

    amounts: tuple[Fraction, ...]

    @property
    def total(self) -> Fraction:
        return sum(self.amounts, ZERO)


def shared(op: ir.Shared, origin: int) -> Step:
    """Compile a split: parts `P`, `N:P` and `step N`, or all of them unknown."""
    below_zero = because(BelowZeroShared(origin))
    names = [*map(str, range(op.parties))]
    for number in range(len(op.steps)):
        names += [f"step {number}", *(f"{number}:{position}" for position in range(op.parties))]

    def step(frame: Frame) -> object:
        now = frame.now
        amount = now[op.amount]
        if isinstance(amount, Unknown):
            return dict.fromkeys(names, amount)
        if amount < 0:
            return dict.fromkeys(names, below_zero)
        found = _all_steps(op, now, amount)
        if isinstance(found, Unknown):
            return dict.fromkeys(names, found)
        return _parts(op, found, amount)

    return step


def _all_steps(op: ir.Shared, now: Sequence[object], amount: Fraction) -> list[_Given] | Unknown:
    """Return what each step gives; a step that nothing reaches needs no figure."""
    given: list[_Given] = []
    left = amount
    for step in op.steps:
        if left == 0:
            given.append(_Given((ZERO,) * op.parties))
            continue
        ids = [id for id in (*step.shares, step.up_to, step.before) if id is not None]
        doubt = join([now[id] for id in ids])
        if doubt.reasons:
            return doubt
        found = _one_step(op, step, now, left)
        if found is None:
            return because(NothingToShareBy(step.origin))
        given.append(found)
        left -= found.total
    return given


def _one_step(
    op: ir.Shared, step: ir.ShareStep, now: Sequence[object], left: Fraction
) -> _Given | None:
    weights = [_number(now, id) for id in step.shares] or [Fraction(1)]
    whole = sum(weights, ZERO)
    if step.by_measure and (whole == 0 or min(weights) < 0):
        return None
    # Shares that do not make a whole leave the rest to the next step; they never make more.
    reach = left if step.by_measure else min(left, max(ZERO, left * whole))
    if step.up_to is not None:
        before = ZERO if step.before is None else _number(now, step.before)
        reach = min(reach, max(ZERO, _number(now, step.up_to) - before))
    if op.unit is not None:
        reach = cut_down(reach, op.unit)
    amounts = [ZERO] * op.parties
    if whole > 0:
        exact = [reach * max(ZERO, weight) / whole for weight in weights]
        for position, share in zip(step.among, _to_the_cent(op, step, exact, amounts), strict=True):
            amounts[position] += share
    return _Given(tuple(amounts))


def _to_the_cent(
    op: ir.Shared, step: ir.ShareStep, exact: list[Fraction], amounts: list[Fraction]
) -> list[Fraction]:
    """Return the shares on the unit; a party that is named for the cents gets them in *amounts*."""
    if op.unit is None:
        return exact
    unit = op.unit
    cut = [cut_down(share, unit) for share in exact]
    over = sum(exact, ZERO) - sum(cut, ZERO)
    if isinstance(op.cents, int):
        amounts[op.cents] += over
        return cut
    match op.cents:
        case ir.CentsTo.FIRST:
            cut[0] += over
        case ir.CentsTo.LAST:
            cut[-1] += over
        case ir.CentsTo.LARGEST:
            order = sorted(range(len(cut)), key=lambda at: (cut[at] - exact[at], at))
            for at in order[: floor(over / unit)]:
                cut[at] += unit
    return cut


def _parts(op: ir.Shared, given: list[_Given], amount: Fraction) -> dict[str, object]:
    parts: dict[str, object] = {}
    totals = [ZERO] * op.parties
    for number, found in enumerate(given):
        parts[f"step {number}"] = found.total
        for position, share in enumerate(found.amounts):
            parts[f"{number}:{position}"] = share
            totals[position] += share
    rest = amount - sum(totals, ZERO)
    if rest and given:
        position = op.cents if isinstance(op.cents, int) else 0
        totals[position] += rest
        parts[f"{len(given) - 1}:{position}"] = given[-1].amounts[position] + rest
    return parts | {str(position): total for position, total in enumerate(totals)}


def _number(now: Sequence[object], id: ir.ValueId) -> Fraction:
    value = now[id]
    assert isinstance(value, Fraction)
    return value
