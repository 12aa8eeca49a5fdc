"""The measures of a Word page, and a guess at the page on which a heading falls.

In: the paper, then paragraphs one after the other. Out: twentieths of a point, and page numbers.
Promised: the guess only fills the contents list until Word, which asks on opening, has laid the
pages out.
"""

import math

from milestonelang import records
from milestonelang.backends.documents import model, reading, tables

NUMBER_COLUMN = 737
ITEM_COLUMN = 482
_SIZES = {model.Paper.A4: (11906, 16838), model.Paper.LETTER: (12240, 15840)}
_LEFT, _RIGHT, _ABOVE = 1531, 1757, 1531
_CHARACTER = 102
_LINE = 290
_GAP = 160
_CELL_CHARACTER = 112
_CELL_MARGIN = 230
_LEAST = 700


@records.frozen
class Sheet:
    """Width and height of the paper and of the text."""

    width: int
    height: int

    @classmethod
    def of(cls, paper: model.Paper) -> "Sheet":
        """Return the measures of a paper."""
        return cls(*_SIZES[paper])

    @property
    def text(self) -> int:
        """The width of the text."""
        return self.width - _LEFT - _RIGHT

    @property
    def first_section(self) -> str:
        """The section that brings the running heads and feet, none of them a head on page 1."""
        return (
            '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
            '<w:headerReference w:type="first" r:id="header2"/>'
            '<w:footerReference w:type="default" r:id="footer1"/>'
            '<w:footerReference w:type="first" r:id="footer1"/>'
            f"{self._paper}<w:titlePg/></w:sectPr>"
        )

    @property
    def columns(self) -> str:
        """The section of two columns that the index ends in."""
        return (
            f'<w:sectPr><w:type w:val="continuous"/>{self._paper}'
            '<w:cols w:num="2" w:space="680"/></w:sectPr>'
        )

    @property
    def _paper(self) -> str:
        return (
            f'<w:pgSz w:w="{self.width}" w:h="{self.height}"/>'
            f'<w:pgMar w:top="{_ABOVE}" w:right="{_RIGHT}" w:bottom="{_ABOVE}" w:left="{_LEFT}"'
            ' w:header="850" w:footer="850" w:gutter="0"/>'
        )


def widths(table: model.Table, total: int) -> tuple[int, ...]:
    """Return the width of each column; those of short words take what their longest cell needs."""
    shares = tables.shares(table)
    fixed = [0 if share else _needed(table, index) for index, share in enumerate(shares)]
    rest = total - sum(fixed)
    if not any(shares):
        return tuple(width * total // sum(fixed) for width in fixed)
    if rest < _LEAST * sum(1 for share in shares if share):
        return tuple(total // len(shares) for _ in shares)
    whole = sum(shares)
    return tuple(
        rest * share // whole if share else fixed[index] for index, share in enumerate(shares)
    )


def _needed(table: model.Table, index: int) -> int:
    texts = [table.columns[index].head, *(reading.text_of(row.cells[index]) for row in table.rows)]
    return max(_LEAST, max(map(len, texts)) * _CELL_CHARACTER + _CELL_MARGIN)


class Pages:
    """Counts pages roughly, while paragraphs are written."""

    def __init__(self, sheet: Sheet) -> None:
        self._room = sheet.height - 2 * _ABOVE
        self._used = 0

    @property
    def current(self) -> int:
        """The page that the next paragraph falls on."""
        return 1 + self._used // self._room

    def paragraph(self, characters: int, width: int, gap: int = _GAP) -> None:
        """Use the lines of a paragraph."""
        self._used += max(1, math.ceil(characters * _CHARACTER / width)) * _LINE + gap

    def row(self, cells: tuple[int, ...], across: tuple[int, ...]) -> None:
        """Use the lines of a row, whose cells have so many characters."""
        lines = max(
            math.ceil(cell * _CELL_CHARACTER / (width - _CELL_MARGIN + 1))
            for cell, width in zip(cells, across, strict=True)
        )
        self._used += max(1, lines) * 240 + 120

    def turn(self) -> None:
        """Begin a new page."""
        self._used = -(-self._used // self._room) * self._room
