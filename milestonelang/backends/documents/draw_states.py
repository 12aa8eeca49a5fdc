"""Draw states as boxes below one another, with an arrow for each way from one to the next.

In: states and the words beside each arrow. Out: SVG.
"""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang import records
from milestonelang.backends.documents.drawing import LINE, WIDTH, Canvas, lines_of

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
