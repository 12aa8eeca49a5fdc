"""Draw states as boxes below one another, with an arrow for each way from one to the next.

In: states and the words beside each arrow. Out: SVG.
"""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang import records
from milestonelang.backends.documents.drawing import LINE, WIDTH, Canvas, lines_of, wide

_BOX = 150
_ASIDE = 26


@records.frozen
class State:
    """A state: its name, what it brings, and whether it is one in which something acts."""

    title: str
    brings: tuple[str, ...] = ()
    acts: bool = False


@records.frozen
class Way:
    """The arrows between a state and the next: what leads on, and what leads back, if anything."""

    on: str
    back: str | None = None


def draw_states(states: Sequence[State], ways: Sequence[Way]) -> str:
    """Return the picture of *states*; there is one way fewer."""
    drawn = Canvas()
    middle = Fraction(WIDTH, 2)
    left = middle - Fraction(_BOX, 2)
    side = WIDTH // 2 - _ASIDE - 10
    y = 2
    for index, state in enumerate(states):
        below = [line for text in state.brings for line in lines_of(text, _BOX - 12)]
        height = 18 + LINE * len(below)
        drawn.box(left, y, _BOX, height, state.acts)
        drawn.text(middle, y + 12, state.title, "middle", bold=True)
        for number, line in enumerate(below):
            drawn.text(middle, y + 23 + LINE * number, line, "middle")
        y += height
        if index == len(ways):
            break
        on = lines_of(ways[index].on, side)
        back = [] if ways[index].back is None else lines_of(ways[index].back or "", side)
        gap = 18 + LINE * max(len(on), len(back))
        top = y + Fraction(gap - LINE * len(on), 2) + 8
        drawn.arrow(middle + _ASIDE if back else middle, y, y + gap)
        beside = middle + (_ASIDE if back else 0) + 8
        for number, line in enumerate(on):
            drawn.text(beside, top + LINE * number, line)
        if back:
            drawn.arrow(middle - _ASIDE, y + gap, y)
            top = y + Fraction(gap - LINE * len(back), 2) + 8
            for number, line in enumerate(back):
                drawn.text(middle - _ASIDE - 8, top + LINE * number, line, "end")
        y += gap
    return drawn.svg(y + 3)


@records.frozen
class Milestone:
    """A day on the line of time, as the share of the term that has passed, and its words."""

    place: Fraction
    title: str
    day: str


def draw_timeline(
    start: str, end: str, ticks: Sequence[tuple[Fraction, bool]], days: Sequence[Milestone]
) -> str:
    """Return the line of time; *ticks* are shares of the term and whether a year ends there."""
    drawn = Canvas()
    low, high = 8, WIDTH - 8

    def x(share: Fraction) -> Fraction:
        return low + share * (high - low)

    rows: list[Fraction] = []
    placed = []
    for day in sorted(days, key=lambda each: each.place):
        text = f"{day.title}, {day.day}"
        half = wide(text) / 2
        centre = min(max(x(day.place), half), WIDTH - half)
        row = next((i for i, taken in enumerate(rows) if centre - half > taken), len(rows))
        rows[row : row + 1] = [centre + half + 6]
        placed.append((day, text, centre, row))
    bar = 16 + LINE * len(rows)
    for day, text, centre, row in placed:
        level = bar - 12 - LINE * row
        drawn.text(centre, level, text, "middle")
        drawn.line(x(day.place), level + 2, x(day.place), bar, "dotted")
    drawn.line(low, bar, high, bar, "heavy")
    for share, is_year in ticks:
        reach = 6 if is_year else 3
        drawn.line(x(share), bar - reach, x(share), bar + reach, "heavy" if is_year else "thin")
    for day, *_ in placed:
        drawn.diamond(x(day.place), bar)
    drawn.text(low, bar + 18, start)
    drawn.text(high, bar + 18, end, "end")
    return drawn.svg(bar + 24)
