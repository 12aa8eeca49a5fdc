"""Read a document in order: its contents list, its words, its anchors, its JSON.

In: a `model.Document`. Out: plain data. Promised: `plain_text` gives the words in
the order in which every rendering prints them, so that renderings can be compared;
`to_json` gives the same text for the same document, on any machine.
"""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Iterator
from typing import Any, assert_never

from milestonelang import records
from milestonelang.backends.documents import model

_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*\Z")
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z", re.ASCII)
_LINKS = (model.Term, model.Reference, model.IndexEntry, model.Reason)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@records.frozen
class Entry:
    """A line of the contents list."""

    number: str
    text: str
    anchor: str


def contents(document: model.Document) -> tuple[Entry, ...]:
    """Return the lines of the contents list: clauses, signatures, parts."""
    entries = [Entry(clause.number, clause.heading, clause.anchor) for clause in document.clauses]
    signatures = document.signatures
    if signatures is not None and signatures.heading is not None:
        entries.append(Entry("", signatures.heading, signatures.anchor))
    entries.extend(Entry(part.label, part.title, part.anchor) for part in document.parts)
    return tuple(entries)


def key_terms_table(key_terms: model.KeyTerms) -> model.Table:
    """Return the rows of the Key Terms as a table without a caption."""
    subject, text, place = key_terms.heads
    return model.Table(
        label="",
        caption="",
        anchor=f"{key_terms.anchor}-table",
        columns=(
            model.Column(subject, model.ColumnKind.LABEL, names_row=True),
            model.Column(text),
            model.Column(place, model.ColumnKind.NUMBER),
        ),
        rows=tuple(
            model.Row(((model.Text(row.subject),), row.text, (row.place,)))
            for row in key_terms.rows
        ),
    )


def inline_text(inline: model.Inline) -> str:
    """Return an inline as it reads, a definition in its quotes."""
    if isinstance(inline, model.Definition):
        return f"{inline.opening}{inline.text}{inline.closing}"
    return inline.text


def text_of(inlines: model.Inlines) -> str:
    """Return inlines as they read, in one string."""
    return "".join(inline_text(inline) for inline in inlines)


def plain_text(document: model.Document) -> tuple[str, ...]:
    """Return the words of the body in printing order.

    Left out is what belongs to a rendering and not to the text: the contents
    list, running heads and feet, page numbers, and the drawings themselves.
    """
    return tuple(word for _, text in runs(document) for word in text.split())


def runs(document: model.Document) -> Iterator[tuple[str, str]]:
    """Yield every run of text with the place it stands in, in printing order.

    A run is what is set without a break inside: a heading, a cell, a sentence.
    """
    yield "the head of page 1", document.label
    yield "the title", document.title
    yield from _block_runs("the opening", document.lead)
    if document.key_terms is not None:
        yield from _key_terms_runs(document.key_terms)
    for clause in document.clauses:
        yield from _clause_runs(clause)
    if document.signatures is not None:
        yield from _signature_runs(document.signatures)
    for part in document.parts:
        yield part.label, part.label
        yield part.label, part.title
        yield from _block_runs(part.label, part.blocks)
    if document.beside is not None:
        yield from runs(document.beside)


def _key_terms_runs(key_terms: model.KeyTerms) -> Iterator[tuple[str, str]]:
    yield key_terms.title, key_terms.label
    yield key_terms.title, key_terms.title
    yield from _block_runs(key_terms.title, (key_terms_table(key_terms), *key_terms.blocks))


def _clause_runs(clause: model.Clause) -> Iterator[tuple[str, str]]:
    place = f"clause {clause.number}"
    yield place, clause.number
    yield place, clause.heading
    for subclause in clause.subclauses:
        place = f"clause {subclause.number}"
        yield place, subclause.number
        yield place, subclause.head or ""
        yield place, text_of(subclause.text)
        yield from _block_runs(place, subclause.blocks)


def _signature_runs(signatures: model.Signatures) -> Iterator[tuple[str, str]]:
    place = "the signatures"
    yield place, signatures.heading or ""
    yield place, text_of(signatures.text)
    for signature in signatures.parties:
        yield place, signature.party
        yield place, signature.role
        for line in signature.lines:
            yield place, line


def _block_runs(place: str, blocks: tuple[model.Block, ...]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        match block:
            case model.Heading():
                yield place, block.number or ""
                yield place, block.text
            case model.Paragraph() | model.Note():
                yield place, text_of(block.text)
            case model.Items():
                for item in block.items:
                    below = f"{place}{item.number}"
                    yield below, item.number
                    yield below, text_of(item.text)
                    yield from _block_runs(below, item.blocks)
            case model.Table():
                yield from _table_runs(block.label or place, block)
            case model.Figure():
                yield block.label, block.label
                yield block.label, block.caption
            case model.Index():
                for entry in block.entries:
                    yield place, entry.term
                    yield place, entry.place
            case model.Headline():
                yield place, block.over
                yield place, block.text
                for said in block.beside:
                    yield place, text_of(said)
            case _:
                assert_never(block)


def _table_runs(place: str, table: model.Table) -> Iterator[tuple[str, str]]:
    yield place, table.label
    yield place, table.caption
    for column in table.columns:
        yield place, column.head
    for row in table.rows:
        for cell in row.cells:
            yield place, text_of(cell)


def check(document: model.Document) -> None:
    """Raise ValueError for what no renderer can print.

    Each is a bug of who filled the model and not of who wrote the agreement: an
    anchor used twice, a link to nowhere, a row that does not fill its columns, a
    heading on an unknown level, a date that is none.
    """
    if not _DATE.match(document.date):
        raise ValueError(f"`{document.date}` is not a date like 2026-01-31")
    places: set[str] = set()
    for node in nodes(document):
        _check_shape(node)
        if isinstance(node, _LINKS) or not hasattr(node, "anchor"):
            continue
        if node.anchor in places or not _ANCHOR.match(node.anchor):
            raise ValueError(f"the anchor `{node.anchor}` is used twice or is not a name")
        places.add(node.anchor)
    for link in links(document):
        if link not in places:
            raise ValueError(f"a link goes to `{link}`, which is not in the document")


def _check_shape(node: Any) -> None:
    match node:
        case model.Heading(level=level) if level not in (1, 2):
            raise ValueError(f"a heading has level {level}, not 1 or 2")
        case model.Link() if not (model.is_address(node.target) and _ANCHOR.match(node.place)):
            raise ValueError(f"`{node.target}#{node.place}` is not the address of a document")
        case model.Table():
            for row in node.rows:
                if len(row.cells) != len(node.columns):
                    raise ValueError(f"a row of `{node.anchor}` does not fill its columns")
        case _:
            pass


def links(document: model.Document) -> Iterator[str]:
    """Yield the anchor of every link of the body, in order."""
    for node in nodes(document):
        if isinstance(node, _LINKS):
            yield node.anchor


def nodes(node: Any) -> Iterator[Any]:
    """Yield every node of the model in *node*, in printing order."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        kind = type(node)
        if kind is tuple or kind is list:
            waiting.extend(reversed(node))
            continue
        names = _fields(kind)
        if names is None:
            continue
        yield node
        for name in names:
            below = getattr(node, name)
            if type(below) is not str:
                waiting.append(below)


_FIELDS: dict[type, tuple[str, ...] | None] = {}


def _fields(kind: type) -> tuple[str, ...] | None:
    """Return the fields of a class of the model from last to first; None for other values."""
    if kind not in _FIELDS:
        fields = records.fields(kind) if hasattr(kind, "__record_fields__") else None
        _FIELDS[kind] = None if fields is None else tuple(each.name for each in reversed(fields))
    return _FIELDS[kind]


def to_json(document: model.Document) -> str:
    """Return the document as JSON; each object says in `is` which node it is."""
    return json.dumps(to_data(document), ensure_ascii=False, separators=(",", ":"))


def kind_of(node_class: type) -> str:
    """Return the name of a class of the model for JSON and templates: `index-entry`."""
    return _CAPITAL.sub("-", node_class.__name__).lower()


def to_data(node: Any) -> Any:
    """Return a node of the model as dicts, lists, strings, numbers, booleans and none."""
    if node is None or isinstance(node, (str, bool, int)):
        return node
    if isinstance(node, enum.Enum):
        return node.value
    if isinstance(node, tuple):
        return [to_data(child) for child in node]
    kind = type(node)
    data = {"is": kind_of(kind)}
    for field in records.fields(kind):
        data[field.name] = to_data(getattr(node, field.name))
    return data
