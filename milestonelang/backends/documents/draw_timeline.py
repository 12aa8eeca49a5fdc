"""Draw the term as a line of time, and one of its periods opened below it.

In: days as shares of the term or of the time after a period, and their words. Out: SVG.
"""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang import records
from milestonelang.backends.documents.drawing import LINE, WIDTH, Canvas, wide

_ASIDE, _DOWN = 40, 24


@records.frozen
class Milestone:
    """A day on the line of time, as the share of the term that has passed, and its words."""

    place: Fraction
    title: str
    day: str


@records.frozen
class After:
    """A day after a period ends, as the share of the longest such time, and its words."""

    place: Fraction
    text: str


def draw_timeline(
    start: str,
    end: str,
    ticks: Sequence[tuple[Fraction, bool]],
    days: Sequence[Milestone],
    opened: str,
    after: Sequence[After],
) -> str:
    """Return the line of time; *ticks* are shares of the term and whether a year ends there.

    Below it, one period is opened: *opened* says that it ends, *after* what follows its end.
    """
    drawn = Canvas()
    low, high = 8, WIDTH - 8

    def x(share: Fraction) -> Fraction:
        return low + share * (high - low)

    rows: list[Fraction] = []
    placed = []
    dated = [(day.place, f"{day.title}, {day.day}") for day in days]
    ends = [(Fraction(0), start), *sorted(dated), (Fraction(1), end)]
    for place, text in ends:
        half = wide(text) / 2
        centre = min(max(x(place), half + 4), WIDTH - half - 4)
        row = next((i for i, taken in enumerate(rows) if centre - half > taken), len(rows))
        rows[row : row + 1] = [centre + half + 6]
        placed.append((place, text, centre, row))
    bar = 16 + LINE * len(rows)
    for place, text, centre, row in placed:
        level = bar - 12 - LINE * row
        drawn.text(centre, level, text, "middle")
        drawn.line(x(place), level + 2, x(place), bar, "dotted")
    drawn.line(low, bar, high, bar, "heavy")
    for share, is_year in ticks:
        reach = 6 if is_year else 3
        drawn.line(x(share), bar - reach, x(share), bar + reach, "heavy" if is_year else "thin")
    for day in days:
        drawn.diamond(x(day.place), bar)
    if not after:
        return drawn.svg(bar + 10)
    middle = len(ticks) // 2
    return drawn.svg(
        _opened(drawn, bar, x(ticks[middle - 1][0]), x(ticks[middle][0]), opened, after)
    )


def _opened(
    drawn: Canvas,
    bar: int,
    begins: Fraction,
    ends: Fraction,
    opened: str,
    after: Sequence[After],
) -> Fraction | int:
    """Draw what follows the end of a period, and return how far down it reaches."""
    first, last, level = _ASIDE, WIDTH - _ASIDE, bar + _DOWN
    drawn.line(begins, bar, first, level, "grid")
    drawn.line(ends, bar, last, level, "grid")
    drawn.line(first, level, last, level)
    rows: list[Fraction] = []
    for place, text in ((Fraction(0), opened), *((each.place, each.text) for each in after)):
        at = first + place * (last - first)
        half = wide(text) / 2
        centre = min(max(at, half), WIDTH - half)
        row = next((i for i, taken in enumerate(rows) if centre - half > taken), len(rows))
        rows[row : row + 1] = [centre + half + 6]
        if row:
            drawn.line(at, level, at, level + 5 + LINE * row, "dotted")
        drawn.dot(at, level, filled=True)
        drawn.text(centre, level + 13 + LINE * row, text, "middle")
    return level + 6 + LINE * len(rows)
