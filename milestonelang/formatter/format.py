"""Format a terms file: the same tree and the same comments, in the one normal form.

Two spaces indent a block, a blank line parts declarations, thousands are grouped, the cells of
grids stand in columns, and a line beyond 100 columns is broken after commas. A comment on a line of
its own stays above the line that follows it, one at a line's end stays there. Promised: what comes
out parses to the same tree, and formatting it again changes nothing.
"""

import re
from collections.abc import Iterator
from typing import Final

from milestonelang.formatter.expressions import amount, condition
from milestonelang.formatter.nodes import print_node
from milestonelang.formatter.printed import Printed
from milestonelang.source import SourceFile
from milestonelang.syntax import ast

WIDTH: Final = 100
_INDENT: Final = 2
_CONTINUED: Final = 4
_TEXT: Final = re.compile(r'"[^"\n]*"')


def format_source(file: SourceFile, module: ast.Module) -> str:
    """Return the text of *module*, which must be complete, with the comments of *file*."""
    return _Writer(file, module).run()


class _Row:
    """A physical line of output: where it began in the file, its indentation and its words."""

    __slots__ = ("indent", "is_declaration", "start", "words")

    def __init__(self, start: int, indent: int, words: str, is_declaration: bool) -> None:
        self.start = start
        self.indent = indent
        self.words = words
        self.is_declaration = is_declaration


class _Writer:
    """Puts rows and comments together in the order of the file."""

    def __init__(self, file: SourceFile, module: ast.Module) -> None:
        self.file = file
        self.module = module
        self.comments = sorted(module.comments, key=lambda comment: comment.span.start)
        self.lines: list[str] = []

    def run(self) -> str:
        rows = [
            row
            for declaration in self.module.declarations
            for row in _rows(declaration, 0, is_declaration=True)
        ]
        next_comment = 0
        previous_indent = 0
        for number, row in enumerate(rows):
            is_first_in_block = row.indent > previous_indent
            following = rows[number + 1].start if number + 1 < len(rows) else None
            next_comment = self.comments_above(next_comment, row, is_first_in_block)
            beside = self.comments_beside(next_comment, following)
            next_comment += len(beside)
            self.row(row, beside)
            previous_indent = row.indent
        for comment in self.comments[next_comment:]:
            self.blank_before(comment.span.start, is_first=not self.lines)
            self.lines.append(comment.text)
        return "\n".join(self.lines) + "\n" if self.lines else ""

    def comments_beside(self, number: int, following: int | None) -> list[ast.Comment]:
        """Return the comments at the end of a line, and of the lines that it goes on in."""
        beside: list[ast.Comment] = []
        for comment in self.comments[number:]:
            if comment.is_own_line or (following is not None and comment.span.start > following):
                break
            beside.append(comment)
        return beside

    def comments_above(self, number: int, row: _Row, is_first_in_block: bool) -> int:
        """Write the comments that stand before a row; return the number of the next one."""
        has_comment = False
        while number < len(self.comments) and self.comments[number].span.start < row.start:
            comment = self.comments[number]
            if row.is_declaration and not has_comment:
                self.blank()
            elif not (is_first_in_block and not has_comment):
                self.blank_before(comment.span.start, is_first=False)
            self.lines.append(" " * row.indent + comment.text)
            has_comment = True
            number += 1
        if row.is_declaration and not has_comment:
            self.blank()
        elif has_comment or not is_first_in_block:
            self.blank_before(row.start, is_first=False)
        return number

    def blank_before(self, start: int, *, is_first: bool) -> None:
        """Keep a blank line that stands in the file before *start*."""
        text = self.file.text
        line = text.rfind("\n", 0, start) + 1
        above = text[:line].rstrip(" \t\r\n")
        if not is_first and text.count("\n", len(above), line) > 1:
            self.blank()

    def blank(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def row(self, row: _Row, beside: list[ast.Comment]) -> None:
        if len(beside) > 1:
            # Several comments beside the parts of one line: there is one place beside it.
            self.lines.extend(" " * row.indent + comment.text for comment in beside[:-1])
        lines = list(_physical(row.words, row.indent))
        if beside:
            lines[-1] += f"  {beside[-1].text}"
        self.lines.extend(lines)


def _rows(node: ast.Node, indent: int, *, is_declaration: bool = False) -> Iterator[_Row]:
    if isinstance(node, ast.Grid):
        yield from _grid(node.header, node.rows, indent)
        return
    if isinstance(node, ast.Rows) and indent and not is_declaration and node.rows:
        yield _Row(node.span.start, indent, "rows", False)
        yield from _grid((), node.rows, indent + _INDENT)
        return
    printed: Printed = print_node(node)
    yield _Row(node.span.start, indent, printed.words, is_declaration)
    for part in printed.block:
        yield from _rows(part, indent + _INDENT)


def _grid(
    header: tuple[ast.HeaderCell, ...], rows: tuple[ast.Row, ...], indent: int
) -> Iterator[_Row]:
    starts = [header[0].span.start] if header else []
    starts.extend(row.span.start for row in rows)
    table = [[" ".join(cell.words) for cell in header]] if header else []
    table.extend([_cell(cell) for cell in row.cells] for row in rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=False)]
    for start, cells in zip(starts, table, strict=True):
        padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=False)]
        yield _Row(start, indent, " | ".join([*padded, *cells[len(widths) :]]).rstrip(), False)


def _cell(cell: ast.Expr | None) -> str:
    if cell is None:
        return ""
    # An outcome, as `approval is granted`, needs no brackets.
    return condition(cell) if isinstance(cell, ast.Compare) else amount(cell)


def _physical(words: str, indent: int) -> Iterator[str]:
    first, *rest = words.split("\n")
    if rest:
        # The lines of a long text stand below the line that it belongs to, and it closes there.
        inner = indent if first == '"""' else indent + _INDENT
        yield " " * indent + first
        for line in rest:
            margin = indent if line.startswith('"""') else inner
            yield f"{' ' * margin}{line}".rstrip()
        return
    if indent + len(words) <= WIDTH:
        yield " " * indent + words
        return
    margin = indent
    for part in _broken(words, indent):
        yield " " * margin + part
        margin = indent + _CONTINUED


def _broken(words: str, indent: int) -> Iterator[str]:
    # Greedy: as much as fits, up to a comma that stands outside texts.
    texts = [found.span() for found in _TEXT.finditer(words)]
    breaks = [
        found.end()
        for found in re.finditer(r", ", words)
        if not any(start < found.start() < end for start, end in texts)
    ]
    start = 0
    room = WIDTH - indent
    while len(words) - start > room:
        fitting = [place for place in breaks if start < place and place - 1 - start <= room]
        later = [place for place in breaks if place > start]
        if not later:
            break
        place = fitting[-1] if fitting else later[0]
        yield words[start:place].rstrip()
        start = place
        room = WIDTH - indent - _CONTINUED
    yield words[start:]
