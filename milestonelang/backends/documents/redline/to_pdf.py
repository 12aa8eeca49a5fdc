"""Print a redline as PDF/A-3a and PDF/UA-1.

In: a `Redline` and its cover. Out: the bytes of the PDF, the same for the same redline. Promised:
as for a document, no text is read as markup, and a character without a sign is an error. The PDF
carries no terms: it is no agreement.
"""

from __future__ import annotations

import json
from typing import Any

from milestonelang import records
from milestonelang.backends.documents import reading, tables
from milestonelang.backends.documents.house import House, layout
from milestonelang.backends.documents.redline.cover import Cover
from milestonelang.backends.documents.redline.merge import MarkedLine, Redline
from milestonelang.backends.documents.redline.words import Change, Pieces
from milestonelang.backends.documents.render_pdf import compiled

_LEAST = 12


def render_pdf(redline: Redline, cover: Cover, house: House | None = None) -> bytes:
    """Return a redline as PDF, in the layout of a house where there is one.

    Raises CharacterMissing for a character without a sign, HouseError for a layout that fails.
    """
    document = redline.document
    empty = records.evolve(
        document, lead=(), clauses=(), key_terms=None, signatures=None, parts=(), reasons=()
    )
    data = {
        **reading.to_data(empty),
        "cover": reading.to_data(cover),
        "lines": [_line(line, cover.moved) for line in redline.lines],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return compiled(document, _source(house), {"document": text}, house)


def _source(house: House | None) -> bytes:
    text = layout if house is None else house.layout
    return "\n".join(text(name) for name in ("typst/page.typ", "redline/redline.typ")).encode()


def _line(marked: MarkedLine, moved: tuple[str, str]) -> dict[str, Any]:
    line = marked.line
    data: dict[str, Any] = {
        "kind": line.kind.value,
        "depth": line.depth,
        "same": marked.is_same,
        "moved": None,
        "number": _pieces(marked.number),
        "text": _pieces(marked.text),
    }
    if marked.begins_move:
        away = marked.change is Change.DELETED
        data["moved"] = moved[1] if away else moved[0]
    if line.table is not None:
        data["kinds"] = [column.kind.value for column in line.table.columns]
        data["shares"] = [max(share, _LEAST) for share in _shares(marked)]
        data["rows"] = [[_pieces(cell) for cell in row.cells] for row in marked.rows]
    if line.figure is not None:
        data["svg"], data["alternative"] = line.figure.svg, line.figure.alternative
    return data


def _shares(marked: MarkedLine) -> list[int]:
    """Return a share of the width for each column, by the longest of its marked cells."""
    assert marked.line.table is not None, "the line is a table"
    longest = [
        max(sum(len(piece.text) for piece in row.cells[index]) for row in marked.rows)
        for index in range(len(marked.line.table.columns))
    ]
    known = tables.shares(marked.line.table)
    return [
        length if not share else min(length, 60)
        for length, share in zip(longest, known, strict=True)
    ]


def _pieces(parts: Pieces) -> list[dict[str, Any]]:
    return [
        {
            "change": None if part.change is None else part.change.value,
            "inline": reading.to_data(part.inline),
        }
        for part in parts
    ]
