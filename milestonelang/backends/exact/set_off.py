"""Set-off: clawbacks are recovered from what is payable the other way, the oldest first.

The state is the queue of what is still to recover. Once a clawback is unknown so is the queue,
until the term and its wind-down end and what is left is owed.
"""

from typing import Any

from milestonelang import ir
from milestonelang.backends.exact.frame import Calendar, Frame, Stateful
from milestonelang.backends.exact.values import ZERO, Amount, Unknown, join, total

Queue = tuple[tuple[str, Any], ...] | Unknown


def set_off(op: ir.SetOff, calendar: Calendar) -> Stateful[Queue]:
    """Compile the set-off in one direction."""

    def step(before: Queue, frame: Frame) -> tuple[dict[str, Amount], Queue]:
        now = frame.now
        ends = frame.index == calendar.end
        arisen = [(name, now[id]) for name, id in zip(op.payments, op.claws, strict=True)]
        payable = now[op.payable]
        if isinstance(before, Unknown):
            doubt = join((before, *(amount for _, amount in arisen)))
            return _unknown(op, doubt, ends), () if ends else doubt
        queue = (*before, *((name, amount) for name, amount in arisen if amount != 0))
        parts: dict[str, Amount] = {f"recovered {name}": ZERO for name in op.payments}
        if not queue:
            return {"set off": ZERO, "carried": ZERO, "owed": ZERO, **parts}, queue
        doubt = join((payable, *(amount for _, amount in queue)))
        if doubt.reasons:
            return _unknown(op, doubt, ends), () if ends else doubt
        room = max(payable, ZERO)
        left: list[tuple[str, Any]] = []
        for name, amount in queue:
            taken = min(room, amount)
            room -= taken
            parts[f"recovered {name}"] += taken
            if taken < amount:
                left.append((name, amount - taken))
        still = total(amount for _, amount in left)
        parts["set off"] = total(parts.values())
        parts["carried"] = ZERO if ends else still
        parts["owed"] = still if ends else ZERO
        return parts, () if ends else tuple(left)

    return Stateful((), step)


def _unknown(op: ir.SetOff, doubt: Unknown, ends: bool) -> dict[str, Amount]:
    parts: dict[str, Amount] = {f"recovered {name}": doubt for name in op.payments}
    parts["set off"] = doubt
    parts["carried"] = ZERO if ends else doubt
    parts["owed"] = doubt if ends else ZERO
    return parts
