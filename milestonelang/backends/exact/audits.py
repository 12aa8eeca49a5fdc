"""Audits: which variances are beyond their thresholds, and whether targets are still to be revised.

Each audited figure is a row of its day. A threshold is that of the running period; where it is
unknown, so is whatever it decides. Targets that are revised on the day of an audit are revised
after it.
"""

from collections.abc import Sequence
from typing import Any

from milestonelang import ir
from milestonelang.backends.exact.frame import Frame, RunInputs, Step
from milestonelang.backends.exact.values import Unknown, join

NOT_AUDITED, WITHIN, BEYOND = "not audited", "within", "beyond"
OPEN, REVISED = "targets open", "targets revised"


def audited(op: ir.Audited) -> Step:
    """Compile what audits found."""

    def step(frame: Frame) -> dict[str, Any]:
        thresholds = [frame.now[id] for id in op.thresholds]
        return found_by(op, thresholds, frame.inputs, frame.period.start, frame.period.end)

    return step


def found_by(
    op: ir.Audited, thresholds: Sequence[Any], inputs: RunInputs, first: int, today: int
) -> dict[str, Any]:
    """Return the parts at the end of a day; what is found is so from *first* to that day."""
    rows = inputs.happened(op.results, today)
    recent = [row for row in rows if row.day >= first]
    doubt = join(item for item in thresholds if isinstance(item, Unknown))
    parts: dict[str, Any] = {}
    for position, threshold in enumerate(thresholds):
        if isinstance(threshold, Unknown) and recent:
            parts[f"found {position}"] = parts[f"found on {position}"] = threshold
            continue
        days = {row.day for row in recent if _is_beyond(row, threshold, op.includes[position])}
        parts[f"found {position}"] = bool(days)
        parts[f"found on {position}"] = tuple(sorted(days))
    if doubt.reasons and rows:
        return {**parts, "state": doubt, "waits": doubt if op.targets_first else False}
    found = [row for row in rows if _is_beyond_any(op, row, thresholds)]
    waits = op.targets_first and is_open(op, found, inputs, today)
    return {**parts, "state": _state(op, rows, found, waits), "waits": waits}


def beyond_any(
    op: ir.Audited, thresholds: Sequence[Any], inputs: RunInputs, today: int
) -> list[ir.Happening]:
    """Return the rows until a day whose variance is beyond some threshold."""
    return [
        row for row in inputs.happened(op.results, today) if _is_beyond_any(op, row, thresholds)
    ]


def is_open(op: ir.Audited, found: Sequence[ir.Happening], inputs: RunInputs, until: int) -> bool:
    """Whether targets are still to be revised, by what was revised *until* a day."""
    revised = inputs.happened(op.revised, until)
    return bool(found) and (not revised or revised[-1].day < found[-1].day)


def _is_beyond_any(op: ir.Audited, row: ir.Happening, thresholds: Sequence[Any]) -> bool:
    if not thresholds:
        return row.amount is None or row.amount > 0
    return any(
        _is_beyond(row, threshold, includes)
        for threshold, includes in zip(thresholds, op.includes, strict=True)
    )


def _is_beyond(row: ir.Happening, threshold: Any, includes: bool) -> bool:
    if row.amount is None:  # nothing was reported: any difference is beyond every threshold
        return True
    return bool(row.amount >= threshold if includes else row.amount > threshold)


def _state(
    op: ir.Audited,
    rows: Sequence[ir.Happening],
    found: Sequence[ir.Happening],
    waits: bool,
) -> str:
    if not rows:
        return NOT_AUDITED
    if op.targets_first and found:
        return OPEN if waits else REVISED
    return BEYOND if found and found[-1].day == rows[-1].day else WITHIN
