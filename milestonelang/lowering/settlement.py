"""Lower settlement lines: what becomes of an amount once it is rounded."""

from typing import assert_never

from milestonelang import ir
from milestonelang.agreement import lines
from milestonelang.lowering.context import Lowering
from milestonelang.primitives.periods import find_period


def lower_line(lowering: Lowering, line: lines.SettlementLine) -> ir.Hold | ir.Vest | ir.Claw:
    """Return what a settlement line does."""
    lower = lowering.expression
    match line:
        case lines.HoldBack():
            return ir.Hold(
                origin=line.id,
                share=lower(line.share),
                periods=line.periods,
                parts=tuple(
                    (None if part.share is None else lower(part.share), lower(part.when))
                    for part in line.parts
                ),
                forfeited_if=None if line.forfeited_if is None else lower(line.forfeited_if),
                at_any_time=line.forfeited is lines.ForfeitureTime.ANY_TIME,
            )
        case lines.Vests():
            start = None
            if line.from_date is not None:
                period = find_period(lowering.periods, line.from_date)
                start = None if period is None else period.index
            return ir.Vest(
                origin=line.id,
                periods=line.periods,
                from_period=start,
                nothing_before=line.nothing_before,
                condition=None if line.condition is None else lower(line.condition),
                delayed=line.delayed,
            )
        case lines.ClawsBack():
            return ir.Claw(
                origin=line.id,
                condition=lower(line.condition),
                share=None if line.share is None else lower(line.share),
                periods=line.periods,
                amount=None if line.amount is None else lower(line.amount),
                by_set_off=line.recovery is lines.Recovery.SET_OFF,
            )
        case _:
            assert_never(line)
