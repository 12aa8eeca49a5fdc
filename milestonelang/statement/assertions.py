"""What was asserted of real data and whether it holds, and what was not run."""

from milestonelang import records


@records.frozen
class AssertionLine:
    """One property of an `assert`: its words, and how it stands on this data.

    *stands* is `holds`, `does not hold`, `pending` or `not checked`. *period* is the first in which
    it does not hold, *figures* what it speaks of there; *why* says what a check would need.
    """

    name: str
    title: str
    words: str
    stands: str
    period: str | None = None
    figures: tuple[tuple[str, str], ...] = ()
    why: str | None = None


@records.frozen
class Undone:
    """A declaration that was not run, and why."""

    name: str
    kind: str
    reason: str


def to_lines(items: tuple[AssertionLine, ...]) -> list[str]:
    """Return assertions as lines of text."""
    found = []
    for item in items:
        stands = item.stands if item.period is None else f"{item.stands} in {item.period}"
        figures = ", ".join(f"{name} {value}" for name, value in item.figures)
        more = item.why or figures
        found.append(f"{item.words}: {stands}" + (f" ({more})" if more else ""))
    return found
