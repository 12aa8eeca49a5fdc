"""Waivers of the ground of an exit: whether there was one, and what notice they take away.

A waiver acts on the grounds that hold at the end of its day. A notice received on that day or later
is good only on a ground that did not hold at the end of some day in between.
"""

from collections.abc import Sequence

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.on_day import Days
from milestonelang.backends.exact.values import Unknown
from milestonelang.data.model import EventRow
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver.life import act_problems
from milestonelang.primitives.dates import iso


def is_waiver(agreement: decl.Agreement, row: EventRow) -> bool:
    """Return whether a row waives the ground of an exit."""
    return row.kind == "waiver" and isinstance(agreement.declarations.get(row.subject), decl.Exit)


def waives_nothing(row: EventRow, plan: ir.ExitPlan, days: Days) -> Diagnostic | None:
    """Return that there is no ground to waive on the row's day, if so."""
    remedy = "leave the row out, or date it when the ground holds"
    if plan.grounds is None:
        reason = f"`{row.subject}` needs no ground"
        return act_problems.nothing_to_waive(row, reason, "leave the row out")
    holds = days.value(plan.grounds, row.date)
    if holds is True or isinstance(holds, Unknown):
        return None
    reason = f"no ground of `{row.subject}` holds on {iso(row.date)}"
    return act_problems.nothing_to_waive(row, reason, remedy)


def rests_on_waived(
    notice: EventRow,
    received: int,
    grounds: Sequence[ir.ValueId],
    waivers: Sequence[EventRow],
    days: Days,
) -> Diagnostic | None:
    """Return that every ground that holds was waived and has held ever since, if so."""
    waived = max((row.date for row in waivers if row.date <= received), default=None)
    if waived is None:
        return None
    for id in grounds:
        between = range(received - 1, waived - 1, -1)
        if any(days.value(id, day) is not True for day in between):
            return None
    return act_problems.waived_ground(notice, iso(received), iso(waived))
