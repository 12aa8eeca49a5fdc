"""Show diagnostics to a person: where, the line itself, what the place is, and what to do.

In: diagnostics and the files they speak of. Out: text of at most 80 columns, without spaces at the
ends of lines. `excerpt` shows the lines of the files.
"""

from collections.abc import Iterable
from typing import Final

from milestonelang import records
from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic, Label, Severity
from milestonelang.diagnostics.excerpt import WIDTH as WIDTH, escape, excerpt, wrap
from milestonelang.source import SourceMap, Span

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
    lines.extend(_excerpts(labels, diagnostic.label, margin, _COLORS[severity], sources, style))
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


def _excerpts(
    labels: list[Label],
    main: Label | None,
    margin: int,
    color: str,
    sources: SourceMap,
    style: _Style,
) -> list[str]:
    """Return what is shown of each file, that of the main label first."""
    lines: list[str] = []
    for file in dict.fromkeys(label.span.file for label in labels):
        here = [label for label in labels if label.span.file == file]
        line, column = sources[file].line_and_column(here[0].span.start)
        arrow = "-->" if not lines else ":::"
        place = f"{escape(sources[file].name)}:{line}:{column}"
        lines.append(f"{' ' * margin}{style.paint(arrow, _BLUE)} {place}")
        lines.extend(
            excerpt(
                sources[file],
                here,
                main,
                margin,
                lambda words, is_main: style.paint(words, color if is_main else _BLUE),
            )
        )
    return lines


def _wrapped(words: str, first: int, indent: int) -> str:
    # Continuation lines stand under the words, not under what comes before them.
    lines = wrap(words, WIDTH - indent, WIDTH - first)
    return ("\n" + " " * indent).join(lines)
