"""A document as the sequence of its lines, so that two of them can be laid together.

In: a `model.Document`. Out: its headings, sentences, items, tables and figures in printing order,
each with its number and depth. Promised: the words of the lines are those of `reading.plain_text`,
in that order.
"""

import enum
from collections.abc import Iterator
from typing import assert_never

from milestonelang import records
from milestonelang.backends.documents import model, reading


class Kind(enum.Enum):
    """What a line is, for whoever prints it."""

    OVER = "over"
    TITLE = "title"
    PART = "part"
    CLAUSE = "clause"
    SUBCLAUSE = "subclause"
    ITEM = "item"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    NOTE = "note"
    TABLE = "table"
    FIGURE = "figure"
    ENTRY = "entry"
    SIGNATURES = "signatures"
    SIGNATURE = "signature"


@records.frozen
class Line:
    """One line. *number* stands before its text; *depth* is how far in it stands.

    A table has its caption as text, its label as number, and its heads as the first row.
    """

    kind: Kind
    depth: int
    number: str
    text: model.Inlines
    anchor: str = ""
    table: model.Table | None = None
    figure: model.Figure | None = None


def lines_of(document: model.Document) -> Iterator[Line]:
    """Yield the lines of a document in printing order."""
    yield Line(Kind.OVER, 0, "", _plain(document.label))
    yield Line(Kind.TITLE, 0, "", _plain(document.title))
    yield from _blocks(document.lead, 0)
    if document.key_terms is not None:
        terms = document.key_terms
        yield Line(Kind.PART, 0, terms.label, _plain(terms.title), terms.anchor)
        yield from _blocks((reading.key_terms_table(terms), *terms.blocks), 0)
    for clause in document.clauses:
        yield Line(Kind.CLAUSE, 0, clause.number, _plain(clause.heading), clause.anchor)
        for subclause in clause.subclauses:
            yield _subclause(subclause)
            yield from _blocks(subclause.blocks, 1)
    if document.signatures is not None:
        yield from _signatures(document.signatures)
    for part in document.parts:
        yield Line(Kind.PART, 0, part.label, _plain(part.title), part.anchor)
        yield from _blocks(part.blocks, 0)


def _subclause(node: model.Subclause) -> Line:
    head = () if node.head is None else (model.Name(node.head), model.Text(" "))
    return Line(Kind.SUBCLAUSE, 1, node.number, (*head, *node.text), node.anchor)


def _signatures(node: model.Signatures) -> Iterator[Line]:
    if node.heading is not None:
        yield Line(Kind.PART, 0, "", _plain(node.heading), node.anchor)
    anchor = "" if node.heading is not None else node.anchor
    yield Line(Kind.SIGNATURES, 0, "", node.text, anchor)
    for signature in node.parties:
        yield Line(Kind.SIGNATURE, 0, "", (model.Name(signature.party),))
        yield Line(Kind.SIGNATURE, 0, "", _plain(signature.role))
        for line in signature.lines:
            yield Line(Kind.SIGNATURE, 1, "", _plain(line))


def _blocks(blocks: tuple[model.Block, ...], depth: int) -> Iterator[Line]:
    for block in blocks:
        match block:
            case model.Heading():
                yield Line(
                    Kind.HEADING, block.level, block.number or "", _plain(block.text), block.anchor
                )
            case model.Paragraph():
                yield Line(Kind.PARAGRAPH, depth, "", block.text)
            case model.Note():
                yield Line(Kind.NOTE, depth, "", block.text)
            case model.Items():
                for item in block.items:
                    yield Line(Kind.ITEM, depth + 1, item.number, item.text, item.anchor)
                    yield from _blocks(item.blocks, depth + 1)
            case model.Table():
                caption = _plain(block.caption)
                yield Line(Kind.TABLE, depth, block.label, caption, block.anchor, block)
            case model.Figure():
                caption = _plain(block.caption)
                anchor = block.anchor
                yield Line(Kind.FIGURE, depth, block.label, caption, anchor, figure=block)
            case model.Index():
                for entry in block.entries:
                    place = model.Text(f" {entry.place}")
                    term = model.Term(entry.term, entry.anchor)
                    yield Line(Kind.ENTRY, 0, "", (term, place))
            case model.Headline():
                yield Line(Kind.PARAGRAPH, depth, "", _plain(block.over))
                yield Line(Kind.PARAGRAPH, depth, "", _plain(block.text))
                for said in block.beside:
                    yield Line(Kind.PARAGRAPH, depth, "", said)
            case _:
                assert_never(block)


def rows_of(table: model.Table) -> tuple[model.Row, ...]:
    """Return the rows of a table, its heads first."""
    heads = model.Row(tuple(_plain(column.head) for column in table.columns))
    return (heads, *table.rows)


def _plain(text: str) -> model.Inlines:
    return (model.Text(text),) if text else ()
