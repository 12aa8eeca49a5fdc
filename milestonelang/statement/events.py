"""The rows of events that count in a period, in words."""

from milestonelang.primitives.dates import iso
from milestonelang.statement.basis import Basis
from milestonelang.statement.places import place_text


def event_facts(basis: Basis, event: str, index: int, in_period: bool = False) -> tuple[str, ...]:
    """Return each row of an event by the end of a period, or in it, with its place in the data."""
    period = basis.program.periods[index]
    first = period.start if in_period else 0
    rows = [
        row
        for row in basis.known.events
        if row.subject == event and first <= row.date <= period.end
    ]
    if not rows:
        when = f"in {period.label}" if in_period else f"by {iso(period.end)}"
        return (f"{event} has not happened {when}",)
    return tuple(f"{event} on {iso(row.date)} ({place_text(row.place)})" for row in rows)
