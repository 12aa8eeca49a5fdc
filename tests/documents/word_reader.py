"""Read a Word file back: its words, with the numbers that Word would count, from the XML alone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from tests.untraced import untraced

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMANS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii")
_LEFT_OUT = ("toc 1", "Contents Head")


class WordReader:
    """Counts as Word does: each kind of list has one count, a new list may begin it anew."""

    @untraced
    def __init__(self, content: bytes) -> None:
        self.file = docx.Document(io.BytesIO(content))
        numbering = self.file.part.numbering_part.element
        self._kinds: dict[str, list[tuple[str, str]]] = {}
        for kind in numbering.findall(qn("w:abstractNum")):
            self._kinds[kind.get(qn("w:abstractNumId"))] = [
                (
                    level.find(qn("w:numFmt")).get(qn("w:val")),
                    level.find(qn("w:lvlText")).get(qn("w:val")),
                )
                for level in kind.findall(qn("w:lvl"))
            ]
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        for each in numbering.findall(qn("w:num")):
            starts = {
                int(over.get(qn("w:ilvl"))): int(over[0].get(qn("w:val")))
                for over in each.findall(qn("w:lvlOverride"))
            }
            kind_of = each.find(qn("w:abstractNumId")).get(qn("w:val"))
            self._lists[each.get(qn("w:numId"))] = (kind_of, starts)
        self._counts = {kind: [0] * len(levels) for kind, levels in self._kinds.items()}
        self._begun: set[tuple[str, int]] = set()

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the number and the text of each paragraph of the body, in order."""
        yield from self._lines(self.file.iter_inner_content())

    @untraced
    def words(self) -> tuple[str, ...]:
        """Return the words of the body, the contents list left out."""
        return tuple(word for line in self.lines() for part in line for word in part.split())

    def _lines(self, content: Any) -> Iterator[tuple[str, str]]:
        for block in content:
            if isinstance(block, Table):
                for row in block.rows:
                    for cell in row.cells:
                        yield from self._lines(cell.iter_inner_content())
            elif style_name(block) not in _LEFT_OUT:
                yield self._number(block), block.text.replace("\t", " ")

    def _number(self, paragraph: Paragraph) -> str:
        style: Any = paragraph.style
        element: Any = paragraph._p
        own = element.pPr.numPr
        if own is None and style.element.pPr is not None:
            own = style.element.pPr.numPr
        if own is None or own.numId.val == 0:
            return ""
        level, list_id = own.ilvl.val, str(own.numId.val)
        kind, starts = self._lists[list_id]
        counts = self._counts[kind]
        counts[level] += 1
        if level in starts and (list_id, level) not in self._begun:
            counts[level] = starts[level]
            self._begun.add((list_id, level))
        counts[level + 1 :] = [0] * (len(counts) - level - 1)
        text: str = self._kinds[kind][level][1]
        for position, (form, _) in enumerate(self._kinds[kind]):
            text = text.replace(f"%{position + 1}", _written(form, counts[position]))
        return text


def style_name(paragraph: Paragraph) -> str:
    """Return the name of a paragraph's style."""
    style: Any = paragraph.style
    return str(style.name)


def _written(form: str, count: int) -> str:
    if form == "decimal":
        return str(count)
    if form == "lowerRoman":
        return _ROMANS[count]
    letter = _LETTERS[(count - 1) % 26] * ((count - 1) // 26 + 1) if count else ""
    return letter if form == "lowerLetter" else letter.upper()
