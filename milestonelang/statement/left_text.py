"""What corrections did not make good, at the end of a statement to read."""

from milestonelang.statement.figures import digits
from milestonelang.statement.layout import Row, table, wrap
from milestonelang.statement.model import Evaluation, LeftLine


def left_text(evaluation: Evaluation, width: int) -> list[str]:
    """Return, for each reason, how much more or less each amount would be; nothing without one."""
    by_reason: dict[str, list[LeftLine]] = {}
    for line in evaluation.left:
        if " to " not in line.subject:  # a direction is what its payments make it
            by_reason.setdefault(line.why, []).append(line)
    if not by_reason:
        return []
    titles: dict[str, str] = {}
    for period in evaluation.periods:
        titles.update((item.name, item.title) for item in period.payments)
        titles.update((item.name, item.title) for item in period.milestones)
    lines = ["", "=" * width, "Had all been known from the start, it would be more or less by"]
    for why, own in by_reason.items():
        rows = [
            Row("", f"{line.original}, {titles[line.subject]}", digits(line.amount)) for line in own
        ]
        lines += [*table(rows, width), *wrap(f"since: {why}", width, "    ", "      ")]
    return lines
