"""Show diagnostics to a person: where, the line itself, what the place is, and what to do.

In: diagnostics and the files they speak of. Out: text of at most 80 columns. Promised: a character
of a file that could move the cursor, hide itself or turn the direction of the text is shown by its
number, and the marks below a line stand below what they mark.
"""

import textwrap
from collections.abc import Iterable
from typing import Final

from milestonelang import records
from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic, Label, Severity
from milestonelang.source import SourceMap, Span

WIDTH: Final = 80
_ELLIPSIS: Final = "…"
_BOLD: Final = "1"
_BLUE: Final = "34"
_COLORS: Final = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.ADVICE: "36"}


@records.frozen
class _Style:
    """How words are made to stand out."""

    color: bool

    def paint(self, words: str, code: str) -> str:
        """Return *words* in a color, if there is any."""
        return f"\x1b[{code}m{words}\x1b[0m" if self.color else words


def render_text(
    diagnostics: Iterable[Diagnostic], sources: SourceMap, *, color: bool = False
) -> str:
    """Return all *diagnostics* as text, a blank line between them; empty if there are none."""
    style = _Style(color)
    return "\n".join(_one(diagnostic, sources, style) for diagnostic in diagnostics)


def _one(diagnostic: Diagnostic, sources: SourceMap, style: _Style) -> str:
    severity = diagnostic.severity
    head = f"{severity.value}[{diagnostic.code}]"
    message = _wrapped(escape(diagnostic.message), len(head) + 2, 4)
    lines = [f"{style.paint(head, f'{_BOLD};{_COLORS[severity]}')}: {style.paint(message, _BOLD)}"]
    labels = [diagnostic.label] if diagnostic.label is not None else []
    labels.extend(diagnostic.others)
    margin = max((len(str(_line(label.span, sources))) for label in labels), default=1)
    if diagnostic.place is not None:
        lines.append(f"{' ' * margin}{style.paint('-->', _BLUE)} {_data_place(diagnostic.place)}")
    for label in labels:
        is_main = label is diagnostic.label
        lines.extend(_snippet(label, sources, margin, _COLORS[severity], is_main, style))
    bar = " " * (margin + 1) + style.paint("=", _BLUE)
    for note in diagnostic.notes:
        lines.append(f"{bar} note: {_wrapped(escape(note), margin + 9, margin + 9)}")
    if diagnostic.help is not None:
        lines.append(f"{bar} help: {_wrapped(escape(diagnostic.help), margin + 9, margin + 9)}")
    for number, reading in enumerate(diagnostic.readings, 1):
        first = f"reading {number}: write `{escape(reading.words)}`"
        lines.append(f"{bar} {_wrapped(first, margin + 3, margin + 5)}")
        indent = " " * (margin + 5)
        lines.append(f"{indent}{_wrapped(f'“{escape(reading.sentence)}”', margin + 5, margin + 5)}")
        if reading.amount is not None:
            lines.append(f"{indent}pays {escape(reading.amount)}")
    return "\n".join(lines) + "\n"


def _line(span: Span, sources: SourceMap) -> int:
    return sources[span.file].line_and_column(span.start)[0]


def _data_place(place: DataPlace) -> str:
    words = [escape(place.file)]
    if place.row is not None:
        words.append(f"row {place.row}")
    if place.column is not None:
        words.append(f"column `{escape(place.column)}`")
    return ", ".join(words)


def _snippet(
    label: Label, sources: SourceMap, margin: int, color: str, is_main: bool, style: _Style
) -> list[str]:
    file = sources[label.span.file]
    line, column = file.line_and_column(label.span.start)
    arrow = "-->" if is_main else ":::"
    place = f"{escape(file.name)}:{line}:{column}"
    text = file.line_text(line)
    end = min(column - 1 + max(1, label.span.end - label.span.start), max(len(text), column))
    shown, left, width = _window(text, column - 1, end, WIDTH - margin - 3)
    mark = ("^" if is_main else "-") * max(1, width)
    bar = style.paint("|", _BLUE)
    marked = " " * left + style.paint(mark, color if is_main else _BLUE)
    words = escape(label.text)
    lines = [
        f"{' ' * margin}{style.paint(arrow, _BLUE)} {place}",
        f"{' ' * (margin + 1)}{bar}",
        f"{style.paint(str(line).rjust(margin), _BLUE)} {bar} {shown}".rstrip(),
    ]
    if not words:
        lines.append(f"{' ' * (margin + 1)}{bar} {marked}")
    elif margin + 3 + left + len(mark) + 1 + len(words) <= WIDTH:
        lines.append(f"{' ' * (margin + 1)}{bar} {marked} {words}")
    else:
        lines.append(f"{' ' * (margin + 1)}{bar} {marked}")
        indent = min(left, 20)
        wrapped = textwrap.wrap(words, WIDTH - margin - 3 - indent) or [""]
        lines.extend(f"{' ' * (margin + 1)}{bar} {' ' * indent}{part}" for part in wrapped)
    return lines


def _window(text: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """Return what is shown of a line, how far in the mark begins, and how wide it is."""
    cells = [_shown(character) for character in text]
    widths = [_width(cell) for cell in cells]
    first, last = 0, len(cells)
    if sum(widths) > width:
        # A long line is cut on both sides of what is marked; two columns go to the ellipses.
        room = width - 2
        first = max(0, start - room // 3)
        last = first
        used = 0
        while last < len(cells) and used + widths[last] <= room:
            used += widths[last]
            last += 1
    head = _ELLIPSIS if first else ""
    tail = _ELLIPSIS if last < len(cells) else ""
    left = len(head) + sum(widths[first:start])
    marked = sum(widths[start : min(end, last)]) or 1
    return head + "".join(cells[first:last]) + tail, left, marked


def escape(text: str) -> str:
    """Return *text* with what cannot safely be shown written as its number."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character == "\t":
        return "  "
    if character.isprintable():
        return character
    return f"<U+{ord(character):04X}>"


def _width(cell: str) -> int:
    if cell.isascii():
        return len(cell)
    # Only text beyond ASCII needs the tables of the widths of characters.
    import unicodedata

    if unicodedata.combining(cell[0]):
        return 0
    return 2 if unicodedata.east_asian_width(cell[0]) in "WF" else 1


def _wrapped(words: str, first: int, indent: int) -> str:
    # Continuation lines stand under the words, not under what comes before them.
    lines = textwrap.wrap(
        words, WIDTH, initial_indent="x" * first, subsequent_indent=" " * indent,
        break_on_hyphens=False, break_long_words=False,
    )  # fmt: skip
    return "\n".join(lines)[first:]
