"""Print a document as GitHub-flavoured Markdown.

In: a `model.Document`. Out: text that reads well as it is and renders to the same
words as the HTML and the PDF. Promised: contract text is escaped, so it makes no
heading, link, table cell or HTML of its own; numbers are the document's, never a
list's own count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import assert_never

from milestonelang.backends.documents import model, reading

# Only what a reader of Markdown would take for a mark: a full stop is one in `www.` alone.
_SPECIAL = re.compile(
    r"[\\`*\[\]<|~$@]|(?<![^\W_])_|_(?![^\W_])|&(?=[#\w])|(?<=/)/|(?<=[wW]{3})\.|:(?=/)"
)
_BLOCK_START = re.compile(r"\A(\d{1,9})([.)])(?=\s|\Z)|\A([-+=#>])")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")


def render_markdown(document: model.Document) -> str:
    """Return *document* as Markdown."""
    reading.check(document)
    return _Printer(document).print()


def escape(text: str) -> str:
    """Keep text from being read as marks."""
    return _SPECIAL.sub(r"\\\g<0>", _SPACE.sub(" ", text))


def _paragraph(text: str) -> str:
    """Keep the first character of a paragraph from starting a list or an underline."""
    return _BLOCK_START.sub(_escape_start, text.strip(" "))


def _escape_start(found: re.Match[str]) -> str:
    digits, mark, sign = found.groups()
    return f"\\{sign}" if sign else f"{digits}\\{mark}"


def code(text: str) -> str:
    """Return text for a machine between marks that it does not hold itself."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    edge = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    # Inside a cell a bar ends the cell even in code; outside, the escape would show.
    return f"{fence}{edge}{_SPACE.sub(' ', text)}{edge}{fence}"


def _bold(text: str) -> str:
    return marked("**", text)


def marked(mark: str, text: str) -> str:
    """Put marks around text; spaces stay outside, where they do not unmake them."""
    inner = text.strip(" ")
    if not inner or "**" in text:
        return text
    before, _, after = text.partition(inner)
    return f"{before}{mark}{inner}{mark}{after}"


def _indent(text: str) -> str:
    return "\n".join(f"  {line}" if line else line for line in text.split("\n"))


class _Printer:
    """Prints one document; knows which anchors are linked to and need a mark."""

    def __init__(self, document: model.Document) -> None:
        self._document = document
        self._linked = frozenset(reading.links(document))

    def print(self) -> str:
        document = self._document
        parts = [_paragraph(escape(document.label)), f"# {escape(document.title)}"]
        parts.extend(self._blocks(document.lead))
        if document.key_terms is not None:
            parts.extend(self._key_terms(document.key_terms))
        for clause in document.clauses:
            parts.extend(self._clause(clause))
        if document.signatures is not None:
            parts.extend(self._signatures(document.signatures))
        for part in document.parts:
            parts.append(self._heading(2, part.anchor, part.label, part.title))
            parts.extend(self._blocks(part.blocks))
        parts.extend(("---", _paragraph(escape(document.foot))))
        return "\n\n".join(part for part in parts if part) + "\n"

    def _key_terms(self, key_terms: model.KeyTerms) -> Iterable[str]:
        yield self._heading(2, key_terms.anchor, key_terms.label, key_terms.title)
        yield self._table(reading.key_terms_table(key_terms))
        yield from self._blocks(key_terms.blocks)

    def _clause(self, clause: model.Clause) -> Iterable[str]:
        yield self._heading(2, clause.anchor, clause.number, clause.heading)
        for subclause in clause.subclauses:
            head = "" if subclause.head is None else f" {_bold(escape(subclause.head))}"
            number = _bold(escape(subclause.number))
            mark = self._mark(subclause.anchor)
            yield f"{mark}{number}{head} {self._inlines(subclause.text).strip(' ')}"
            yield from self._blocks(subclause.blocks)

    def _signatures(self, signatures: model.Signatures) -> Iterable[str]:
        if signatures.heading is not None:
            yield self._heading(2, signatures.anchor, "", signatures.heading)
            yield _paragraph(self._inlines(signatures.text))
        else:
            yield self._mark(signatures.anchor) + _paragraph(self._inlines(signatures.text))
        for signature in signatures.parties:
            rows = [(escape(signature.party), escape(signature.role)), ("---", "---")]
            rows.extend((escape(line), "") for line in signature.lines)
            yield "\n".join(f"| {left} | {right} |" for left, right in rows)

    def _heading(self, level: int, anchor: str, number: str, text: str) -> str:
        words = " ".join(escape(word) for word in (number, text) if word)
        return f"{'#' * level} {self._mark(anchor)}{words}"

    def _mark(self, anchor: str) -> str:
        return f'<a id="{anchor}"></a>' if anchor in self._linked else ""

    def _blocks(self, blocks: tuple[model.Block, ...]) -> Iterable[str]:
        for block in blocks:
            match block:
                case model.Paragraph():
                    yield _paragraph(self._inlines(block.text))
                case model.Note():
                    yield f"> {_paragraph(self._inlines(block.text))}"
                case model.Heading():
                    yield self._heading(
                        block.level + 2, block.anchor, block.number or "", block.text
                    )
                case model.Items():
                    yield "\n".join(self._item(item) for item in block.items)
                case model.Table():
                    label, caption = _bold(escape(block.label)), escape(block.caption)
                    yield f"{self._mark(block.anchor)}{label} {caption}".strip(" ")
                    yield self._table(block)
                case model.Figure():
                    label, caption = _bold(escape(block.label)), escape(block.caption)
                    yield f"{self._mark(block.anchor)}{label} {caption}"
                    # No reader of Markdown shows a drawing from inside the file.
                    yield f"> {_paragraph(escape(block.alternative))}"
                case model.Index():
                    yield "\n".join(
                        f"- [{escape(entry.term)}](#{entry.anchor}) {escape(entry.place)}"
                        for entry in block.entries
                    )
                case model.Headline():
                    yield _paragraph(escape(block.over))
                    yield f"## {escape(block.text)}"
                    yield "  \n".join(_paragraph(self._inlines(said)) for said in block.beside)
                case _:
                    assert_never(block)

    def _item(self, item: model.Item) -> str:
        lines = f"- {self._mark(item.anchor)}{escape(item.number)} {self._inlines(item.text)}"
        below = "\n\n".join(self._blocks(item.blocks))
        return f"{lines}\n\n{_indent(below)}\n" if below else lines

    def _table(self, table: model.Table) -> str:
        rows = [[escape(column.head) for column in table.columns]]
        rows.append([_rule(column) for column in table.columns])
        rows.extend(self._row(table, row) for row in table.rows)
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def _row(self, table: model.Table, row: model.Row) -> list[str]:
        cells = []
        for column, cell in zip(table.columns, row.cells, strict=True):
            text = self._inlines(cell, in_cell=True).strip(" ")
            is_strong = column.names_row or row.kind is model.RowKind.TOTAL
            cells.append(_bold(text) if is_strong else text)
        return cells

    def _inlines(self, inlines: model.Inlines, *, in_cell: bool = False) -> str:
        return "".join(self._inline(inline, in_cell) for inline in inlines)

    def _inline(self, inline: model.Inline, in_cell: bool) -> str:
        match inline:
            case model.Text() | model.Value():
                return escape(inline.text)
            case model.Definition():
                term = _bold(escape(inline.text))
                opening, closing = escape(inline.opening), escape(inline.closing)
                return f"{self._mark(inline.anchor)}{opening}{term}{closing}"
            case model.Term() | model.Reference():
                return f"[{escape(inline.text)}](#{inline.anchor})"
            case model.Link():
                return f"[{escape(inline.text)}]({inline.target}#{inline.place})"
            case model.Emphasis():
                return marked("*", escape(inline.text))
            case model.Name():
                return _bold(escape(inline.text))
            case model.Code():
                text = code(inline.text)
                return text.replace("|", "\\|") if in_cell else text
            case _:
                assert_never(inline)


def _rule(column: model.Column) -> str:
    match column.kind:
        case model.ColumnKind.NUMBER | model.ColumnKind.DECIMAL:
            return "---:"
        case model.ColumnKind.TEXT | model.ColumnKind.LABEL:
            return "---"
        case _:
            assert_never(column.kind)
