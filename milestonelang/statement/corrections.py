"""Figures that were reported again: each with what it was, what it is and where it stands.

In: what a statement rests on. Out: one line for each, and its words. Promised: a line says whether
its period was settled when it came, so that the difference is booked and not counted.
"""

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.data.model import Provenance
from milestonelang.statement.basis import Basis
from milestonelang.statement.figures import spoken
from milestonelang.statement.model import Figure
from milestonelang.statement.places import place_text


@records.frozen
class Reported:
    """A figure of *period* that was reported again; *late* after its period was settled."""

    metric: str
    period: str
    before: Figure
    after: Figure
    place: Provenance
    late: bool


def reported_again(basis: Basis) -> tuple[Reported, ...]:
    """Return the figures that were reported again, in the order of the data."""
    late = () if basis.told is None else basis.told.late
    found = []
    for item in basis.known.corrections:
        type = basis.agreement.get(item.metric, decl.Metric).type
        before, after = (Figure(each.value, type) for each in (item.before, item.after))
        place = item.after.place
        found.append(Reported(item.metric, item.period, before, after, place, place in late))
    return tuple(found)


def correction_notes(basis: Basis) -> tuple[str, ...]:
    """Return a sentence for each figure that was reported again."""
    return tuple(correction_note(basis, item) for item in reported_again(basis))


def correction_note(basis: Basis, item: Reported) -> str:
    """Return the sentence for a figure that was reported again."""
    title = basis.words.title(item.metric)
    was, now = spoken(item.before), spoken(item.after)
    what = (
        "after its period was settled; what it changes is booked as `restated`"
        if item.late
        else "before its period was settled; the later figure counts"
    )
    place = place_text(item.place)
    return f"{title} for {item.period} was reported again, as {now} and not {was} ({place}) {what}"
