"""Show the lines of a file that labels speak of, with the labels below them.

In: labels in one file, which of them is the main one, and how to color. Out: lines of text of at
most `WIDTH` columns. Promised: each line of the file is shown once, with all its marks (`^^^` for
the main label, `---` for the others) below what they mark, whatever the width of the characters; a
line that is too long is cut around its labels. A character that could move the cursor, hide itself
or turn the direction of the text is shown by its number.
"""

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from milestonelang.diagnostics.diagnostic import Label
from milestonelang.source import SourceFile

WIDTH: Final = 80
_ELLIPSIS: Final = "…"
_LEAST_ROOM: Final = 30
_BEFORE: Final = 3
_INDENTATION: Final = 8
_COMMENT: Final = re.compile(r'\s*#[^"]*$|\s+$')

Paint = Callable[[str, bool], str]
"""Colors a mark, which is the main one or not."""


class _Mark(NamedTuple):
    """A label on a line, by the columns of the line as it is shown."""

    left: int
    width: int
    text: str
    is_main: bool

    @property
    def right(self) -> int:
        """The column after the mark."""
        return self.left + self.width


class _Window(NamedTuple):
    """The part of a line that is shown, and in what column each of its characters begins."""

    text: str
    first: int
    last: int
    columns: tuple[int, ...]


def excerpt(
    file: SourceFile, labels: Sequence[Label], main: Label | None, margin: int, paint: Paint
) -> list[str]:
    """Return the lines of *file* with *labels*, line numbers in a margin of *margin* columns."""
    bar = " " * (margin + 1) + paint("|", False)
    shown: list[str] = [bar]
    before = 0
    ordered = sorted(labels, key=lambda label: (label.span.start, label.span.end))
    for line, group in groupby(ordered, lambda label: file.line_and_column(label.span.start)[0]):
        if before and line > before + 1:
            shown.append("...")
        before = line
        rest = list(group)
        while rest:
            # Labels too far apart for one row of the screen are shown in rows of their own.
            window, here = _window(file.line_text(line), rest, file, WIDTH - margin - 3)
            number = paint(str(line).rjust(margin), False)
            shown.append(f"{number} {paint('|', False)} {window.text}".rstrip())
            marks = [_mark(file, label, window, label is main) for label in here]
            rows = _rows(marks, WIDTH - margin - 3, paint)
            shown.extend(f"{bar} {row}".rstrip() for row in rows)
            rest = [label for label in rest if label not in here]
    return shown


def _place(file: SourceFile, label: Label) -> tuple[int, int]:
    """Return where in its line a label begins and ends, in characters, at least one of them."""
    line, column = file.line_and_column(label.span.start)
    text = file.line_text(line)
    length = max(1, label.span.end - label.span.start)
    if column - 1 + length > len(text):
        # What goes on below is marked to the end of its first line, but for a comment.
        text = _COMMENT.sub("", text)
    return column - 1, min(column - 1 + length, max(len(text), column))


def _window(
    text: str, labels: Sequence[Label], file: SourceFile, room: int
) -> tuple[_Window, list[Label]]:
    """Return what is shown of a line, and the labels that begin in it."""
    cells = [shown(character) for character in text]
    widths = [width_of(cell) for cell in cells]
    first, last = 0, len(cells)
    if sum(widths) > room:
        first, last = _cut(widths, labels, file, room - 2)
    head = _ELLIPSIS if first else ""
    tail = _ELLIPSIS if last < len(cells) else ""
    columns = [len(head)]
    for width in widths[first:last]:
        columns.append(columns[-1] + width)
    window = _Window(head + "".join(cells[first:last]) + tail, first, last, tuple(columns))
    here = [label for label in labels if first <= _place(file, label)[0] <= last]
    return window, here


def _cut(
    widths: Sequence[int], labels: Sequence[Label], file: SourceFile, room: int
) -> tuple[int, int]:
    """Return which characters of a long line are shown: around its labels, or the first of them."""
    places = [_place(file, label) for label in labels]
    start, end = min(place[0] for place in places), max(place[1] for place in places)
    if sum(widths[start:end]) > room:
        start, end = places[0]
    if sum(widths[:start]) <= _INDENTATION:
        start = 0
    first = start
    spare = max(room - sum(widths[start:end]), 0)
    before = min(room // _BEFORE, spare)
    while first > 0 and widths[first - 1] <= before:
        first -= 1
        before -= widths[first]
    last, used = first, 0
    while last < len(widths) and used + widths[last] <= room:
        used += widths[last]
        last += 1
    while last == len(widths) and first > 0 and used + widths[first - 1] <= room:
        first -= 1
        used += widths[first]
    return first, last


def _mark(file: SourceFile, label: Label, window: _Window, is_main: bool) -> _Mark:
    start, end = _place(file, label)
    left = window.columns[start - window.first]
    right = window.columns[min(end, window.last) - window.first]
    return _Mark(left, max(right - left, 1), escape(label.text), is_main)


def _rows(marks: list[_Mark], room: int, paint: Paint) -> list[str]:
    """Return the rows below a line: the marks, and what they say, the last beside its mark."""
    marks = sorted(marks, key=lambda mark: (mark.left, mark.right))
    last = max(marks, key=lambda mark: (mark.right, mark.left))
    fits = last.right + 1 + columns_of(last.text) <= room
    beside = last.text if fits else ""
    below = [mark for mark in marks if mark.text and not (mark is last and fits)]
    rows = [f"{_underlines(marks, paint)} {beside}".rstrip()]
    if len(marks) == 1 and below:
        indent = min(last.left, room - _LEAST_ROOM)
        return rows + [" " * indent + part for part in wrap(last.text, room - indent)]
    if below:
        rows.append(_stems(below, paint))
    while below:
        mark = below.pop()
        indent = min(mark.left, room - _LEAST_ROOM)
        for part in wrap(mark.text, room - indent):
            left = [other for other in below if other.left < indent]
            gap = indent - (max(other.left for other in left) + 1 if left else 0)
            rows.append(_stems(left, paint) + " " * gap + part)
    return rows


def _underlines(marks: Sequence[_Mark], paint: Paint) -> str:
    row: list[str] = [" "] * max(mark.right for mark in marks)
    for mark in sorted(marks, key=lambda mark: mark.is_main):
        row[mark.left : mark.right] = ("^" if mark.is_main else "-") * mark.width
    parts = ("".join(part) for _, part in groupby(row))
    return "".join(paint(part, part[0] == "^") if part[0] != " " else part for part in parts)


def _stems(marks: Sequence[_Mark], paint: Paint) -> str:
    row, column = "", 0
    for left in sorted({mark.left for mark in marks}):
        row += " " * (left - column) + paint("|", False)
        column = left + 1
    return row


# ---- characters and columns


def escape(text: str) -> str:
    """Return *text* with what cannot safely be shown written as its number."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(shown(character) for character in text)


def shown(character: str) -> str:
    """Return what is shown of a character."""
    if character == "\t":
        return "  "
    if character.isprintable():
        return character
    return f"<U+{ord(character):04X}>"


def width_of(cell: str) -> int:
    """Return how many columns a shown character takes."""
    if cell.isascii():
        return len(cell)
    # Only text beyond ASCII needs the tables of the widths of characters.
    import unicodedata

    if unicodedata.combining(cell[0]):
        return 0
    return 2 if unicodedata.east_asian_width(cell[0]) in "WF" else 1


def columns_of(text: str) -> int:
    """Return how many columns a text takes."""
    return len(text) if text.isascii() else sum(map(width_of, text))


def wrap(words: str, room: int, first: int | None = None) -> list[str]:
    """Return *words* in lines of at most *room* columns, the first of at most *first*."""
    lines: list[str] = []
    current, left = "", room if first is None else first
    for word in words.split():
        more = f"{current} {word}" if current else word
        if current and columns_of(more) > left:
            lines.append(current)
            current, left = word, room
        else:
            current = more
    return [*lines, current]
