"""The rows of events that count in a period, in words."""

from milestonelang.primitives.dates import iso
from milestonelang.statement.basis import Basis
from milestonelang.statement.places import place_text


def event_facts(basis: Basis, event: str, index: int) -> tuple[str, ...]:
    """Return each row of an event by the end of a period, with its place in the data."""
    end = basis.program.periods[index].end
    rows = [row for row in basis.known.events if row.subject == event and row.date <= end]
    if not rows:
        return (f"{event} has not happened by {iso(end)}",)
    return tuple(f"{event} on {iso(row.date)} ({place_text(row.place)})" for row in rows)
