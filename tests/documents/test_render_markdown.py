"""The Markdown renders to the document's words, whatever the text holds."""

from __future__ import annotations

from typing import Any

import pytest

from milestonelang import records
from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.render_markdown import render_markdown
from milestonelang.records import evolve
from tests.documents.example_document import example
from tests.documents.readers import HtmlReader, hostile, read_markdown

HOSTILE_DOCUMENT: model.Document = hostile(example())


def _read(document: model.Document) -> HtmlReader:
    return read_markdown(render_markdown(document))


def _expected(document: model.Document) -> tuple[str, ...]:
    """Return the words, with a drawing's in its place and at the end the foot of other pages."""
    return reading.plain_text(_told(document)) + tuple(document.foot.split())


def _told(node: Any) -> Any:
    """Return a copy of a node in which each caption goes on with what the drawing shows."""
    if isinstance(node, tuple):
        return tuple(_told(child) for child in node)
    if isinstance(node, model.Figure):
        return evolve(node, caption=f"{node.caption} {node.alternative}")
    if not hasattr(type(node), "__record_fields__"):
        return node
    names = [field.name for field in records.fields(type(node))]
    return evolve(node, **{name: _told(getattr(node, name)) for name in names})


@pytest.mark.parametrize("document", [example(), HOSTILE_DOCUMENT], ids=["example", "hostile"])
def test_same_words_in_the_same_order(document: model.Document) -> None:
    assert _read(document).words == _expected(document)


def test_same_text_for_the_same_document() -> None:
    assert render_markdown(example()) == render_markdown(example())


def test_contract_text_makes_no_tag_and_no_link_of_its_own() -> None:
    page = _read(HOSTILE_DOCUMENT)
    assert not {tag for tag, _ in page.tags} & {"script", "o", "s", "style"}
    assert all(href.startswith("#") for href in page.attributes("href"))
    assert page.attributes("src") == []


def test_every_link_has_its_place() -> None:
    page = _read(example())
    assert {href[1:] for href in page.attributes("href")} <= set(page.attributes("id"))


@pytest.mark.parametrize("start", ["1. x", "12) x", "- x", "+ x", "= x", "--- x", "# x", "> x"])
def test_a_paragraph_stays_a_paragraph(start: str) -> None:
    document = evolve(example(), lead=(model.Paragraph((model.Text(start),)),))
    page = _read(document)
    assert page.words == _expected(document)
    assert [tag for tag, _ in page.tags][:4] == ["p", "h1", "p", "h2"]


@pytest.mark.parametrize("code", ["a`b", "``", "`x`", "a|b", "  x "])
def test_code_keeps_its_own_marks(code: str) -> None:
    cell = (model.Code(code),)
    table = model.Table("Table 8", "", "t8", (model.Column("a"),), (model.Row((cell,)),))
    document = evolve(example(), lead=(model.Paragraph(cell), table))
    page = _read(document)
    assert page.words == _expected(document)
    assert [tag for tag, _ in page.tags].count("code") == 4


def test_line_breaks_in_text_break_nothing() -> None:
    document = evolve(example(), lead=(model.Paragraph((model.Text("one\n\n# two\n- three"),)),))
    assert _read(document).words == _expected(document)


def test_signatures_without_heading() -> None:
    signatures = example().signatures
    assert signatures is not None
    link = model.Paragraph((model.Reference("the signatures", "signatures"),))
    document = evolve(example(), lead=(link,), signatures=evolve(signatures, heading=None))
    page = _read(document)
    assert page.words == _expected(document)
    assert "signatures" in page.attributes("id")


def test_a_document_of_clauses_alone_is_printed() -> None:
    document = evolve(
        example(), key_terms=None, signatures=None, parts=(), clauses=example().clauses[3:]
    )
    assert _read(document).words == _expected(document)
