"""Draw lines, boxes and labels as SVG: the few marks that our pictures are made of.

In: places as exact numbers, texts of any kind. Out: the text of an SVG file. Promised: every text
is escaped; a place is rounded to a tenth of a point and only here; black, one grey and one wash.
"""

from collections.abc import Iterable
from fractions import Fraction
from textwrap import wrap

from milestonelang.backends.documents.word.xml import escape

WIDTH = 394  # points: the width of the text
SIZE = 8
LINE = 10
_GREY = "#616161"
_WASH = "#f1f1f1"
_FONT = "Libertinus Serif, Georgia, Times New Roman, serif"

Place = Fraction | int


class Canvas:
    """A drawing of the width of the text, filled mark by mark."""

    def __init__(self) -> None:
        self._marks: list[str] = []
        self._behind: list[str] = []

    def svg(self, height: Place) -> str:
        """Return the drawing as a file."""
        box = f"0 0 {WIDTH} {at(height)}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{WIDTH}pt" '
            f'height="{at(height)}pt" font-family="{_FONT}" font-size="{SIZE}">'
            + "".join((*self._behind, *self._marks))
            + "</svg>"
        )

    def line(self, x: Place, y: Place, to_x: Place, to_y: Place, look: str = "thin") -> None:
        """Draw a line: `thin`, `heavy`, `dashed`, `grid`, or `dotted`, which labels clear away."""
        style = _LOOKS[look]
        (self._behind if look == "dotted" else self._marks).append(
            f'<path d="M{at(x)} {at(y)}L{at(to_x)} {at(to_y)}" fill="none" {style}/>'
        )

    def grid(self, x: Place, to_x: Place, heights: Iterable[Place]) -> None:
        """Draw light lines across, behind everything else."""
        path = "".join(f"M{at(x)} {at(y)}H{at(to_x)}" for y in heights)
        if path:
            self._behind.append(f'<path d="{path}" fill="none" {_LOOKS["grid"]}/>')

    def clear(self, x: Place, y: Place, width: Place, height: Place) -> None:
        """Take the grid and dotted lines away where a label stands."""
        self._behind.append(
            f'<rect x="{at(x)}" y="{at(y)}" width="{at(width)}" height="{at(height)}" fill="#fff"/>'
        )

    def arrow(self, x: Place, y: Place, to_y: Place) -> None:
        """Draw an arrow straight down or up."""
        back = 5 if to_y > y else -5
        self.line(x, y, x, to_y - back)
        tip = f"M{at(x - 3)} {at(to_y - back)}L{at(x)} {at(to_y)}L{at(x + 3)} {at(to_y - back)}Z"
        self._marks.append(f'<path d="{tip}"/>')

    def box(self, x: Place, y: Place, width: Place, height: Place, strong: bool) -> None:
        """Draw a box with round corners; a strong one has a heavy frame and a wash."""
        look = f'fill="{_WASH}" stroke-width="1.5"' if strong else 'fill="#fff" stroke-width="0.8"'
        self._marks.append(
            f'<rect x="{at(x)}" y="{at(y)}" width="{at(width)}" height="{at(height)}" rx="4" '
            f'stroke="#000" {look}/>'
        )

    def dot(self, x: Place, y: Place, filled: bool) -> None:
        """Draw a point; a filled one belongs to the line that ends in it."""
        fill = "#000" if filled else "#fff"
        self._marks.append(
            f'<circle cx="{at(x)}" cy="{at(y)}" r="2.4" fill="{fill}" stroke="#000"/>'
        )

    def square(self, x: Place, y: Place) -> None:
        """Draw a filled square."""
        self._marks.append(
            f'<rect x="{at(x - 3)}" y="{at(y - 3)}" width="6.0" height="6.0" fill="#000"/>'
        )

    def diamond(self, x: Place, y: Place) -> None:
        """Draw a diamond."""
        path = f"M{at(x)} {at(y - 5)}L{at(x + 5)} {at(y)}L{at(x)} {at(y + 5)}L{at(x - 5)} {at(y)}Z"
        self._marks.append(f'<path d="{path}"/>')

    def text(
        self, x: Place, y: Place, text: str, anchor: str = "start", bold: bool = False
    ) -> None:
        """Write a line of text; *anchor* is `start`, `middle` or `end`."""
        weight = ' font-weight="600"' if bold else ""
        self._marks.append(
            f'<text x="{at(x)}" y="{at(y)}" text-anchor="{anchor}"{weight}>{escape(text)}</text>'
        )


_LOOKS = {
    "thin": 'stroke="#000" stroke-width="0.7"',
    "heavy": 'stroke="#000" stroke-width="1.5"',
    "dashed": f'stroke="{_GREY}" stroke-width="1" stroke-dasharray="4 3"',
    "dotted": f'stroke="{_GREY}" stroke-width="0.6" stroke-dasharray="1 2"',
    "grid": 'stroke="#c8c8c8" stroke-width="0.5"',
}


def at(place: Place) -> str:
    """Return a place as it is drawn, to a tenth."""
    tenths = round(Fraction(place) * 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"


def wide(text: str) -> Fraction:
    """Return how wide a text may be at most, as an estimate."""
    return Fraction(len(text) * 43, 10)


def lines_of(text: str, width: int) -> list[str]:
    """Return a text in lines that fit *width*."""
    return wrap(text.replace("\n", " "), max(8, width * 10 // 43), break_on_hyphens=False) or [""]


def clipped(text: str, width: int) -> str:
    """Return the first line of a text that fits *width*, with `…` where there is more."""
    first, *rest = lines_of(text, width)
    return f"{first} …" if rest else first
