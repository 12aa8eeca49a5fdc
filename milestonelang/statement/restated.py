"""Differences of earlier periods in the statement of the period in which they are booked.

In: the lines that are booked in a period. Out: the payables with them, and the lines of the long
form: `restated`, the whole, then `restated for 2026-Q1`, one for each original period.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from milestonelang.statement.model import Figure, RestatedLine, ResultLine

RESTATED = "restated"


def with_restated(figure: Figure, lines: Iterable[RestatedLine]) -> Figure:
    """Return an amount with what is booked on it; pending where a difference is pending."""
    for line in lines:
        figure = _sum(figure, line.amount)
    return figure


def restated_results(period: str, subject: str, lines: Sequence[RestatedLine]) -> list[ResultLine]:
    """Return the lines of the long form for what is booked on a subject."""
    own = [line for line in lines if line.subject == subject]
    if not own:
        return []
    nothing = Figure(Fraction(0), own[0].amount.type)
    whole = ResultLine(period, subject, RESTATED, with_restated(nothing, own))
    return [
        whole,
        *(
            ResultLine(period, subject, f"{RESTATED} for {line.original}", line.amount)
            for line in own
        ),
    ]


def _sum(first: Figure, second: Figure) -> Figure:
    if first.is_pending or second.is_pending:
        return Figure(None, first.type, tuple(dict.fromkeys(first.pending + second.pending)))
    return Figure(first.amount + second.amount, first.type)
