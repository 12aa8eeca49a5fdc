"""Two thousand hostile texts in every field of the document do nothing and lose nothing."""

from __future__ import annotations

import io
import os
import re
import zipfile
from xml.etree import ElementTree

import pypdf
import pytest

from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.render_html import render_html
from milestonelang.backends.documents.render_markdown import render_markdown
from milestonelang.backends.documents.render_pdf import render_pdf
from milestonelang.backends.documents.render_word import render_word
from milestonelang.backends.documents.word import xml
from tests.documents.hostile_texts import AGREEMENT, hostile_texts, texts_in_every_field
from tests.documents.readers import HtmlReader, pdf_body, read_markdown

COUNT = 2_000
_FIELDS = re.compile(
    r' ((REF|PAGEREF) \w+( \\[wn])? \\h|TOC \\o "1-1" \\h \\z \\u|SEQ Table \\\* ARABIC) '
)


@pytest.fixture(scope="module")
def document() -> model.Document:
    return texts_in_every_field(hostile_texts(COUNT))


def test_there_are_as_many_as_are_promised() -> None:
    assert len(set(hostile_texts(COUNT))) == COUNT


def test_html(document: model.Document) -> None:
    page = HtmlReader(render_html(document))
    assert page.words == reading.plain_text(document)
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "svg", "iframe", "object", "form", "link", "base", "w:t"}
    assert not [name for _, found in page.tags for name in found if name.startswith("on")]
    assert all(href.startswith(("#", f"{AGREEMENT}#")) for href in page.attributes("href"))


def test_markdown(document: model.Document) -> None:
    page = read_markdown(render_markdown(document))
    assert page.words == reading.plain_text(document) + tuple(document.foot.split())
    assert not {tag for tag, _ in page.tags} & {"script", "img", "svg", "base", "s", "input"}
    assert all(href.startswith(("#", f"{AGREEMENT}#")) for href in page.attributes("href"))


def test_word(document: model.Document) -> None:
    made = render_word(document)
    opened = zipfile.ZipFile(io.BytesIO(made))
    body = ElementTree.fromstring(opened.read("word/document.xml"))
    assert _said(body) == _without_numbers(document)
    codes = {code.text or "" for code in body.iter(f"{{{xml.W}}}instrText")}
    assert [code for code in codes if not _FIELDS.fullmatch(code)] == []
    assert b"External" not in opened.read("word/_rels/document.xml.rels")
    comments = ElementTree.fromstring(opened.read("word/comments.xml"))
    said = ["".join(comment.itertext()) for comment in comments]
    assert said == hostile_texts(COUNT)


def _said(body: ElementTree.Element) -> str:
    """Return what is typed, without spaces and without the contents list."""
    typed: list[str] = []
    for paragraph in body.iter(f"{{{xml.W}}}p"):
        style = paragraph.find(f".//{{{xml.W}}}pStyle")
        if style is None or style.get(f"{{{xml.W}}}val") not in ("TOC1", "ContentsHead"):
            typed.extend(node.text or "" for node in paragraph.iter(f"{{{xml.W}}}t"))
    return "".join("".join(typed).split())


def _without_numbers(document: model.Document) -> str:
    """Return what the document says but for the numbers that Word counts."""
    counted = {"(a)", "Schedule 1"}
    for clause in document.clauses:
        counted |= {clause.number, *(sub.number for sub in clause.subclauses)}
    return "".join(
        "".join(text for _, text in reading.runs(document) if text not in counted).split()
    )


# Reading a PDF back takes long, so the tests of every day read fewer texts than
# `make check-documents` does.
PRINTED = COUNT if "MILESTONE_OFFICE" in os.environ else 150


def test_pdf() -> None:
    document = texts_in_every_field(hostile_texts(PRINTED))
    made = render_pdf(document)
    printed = pdf_body(made, document).replace(".", "")
    said = "".join(reading.plain_text(document)).replace(".", "")
    before, _, listed_and_after = printed.partition(document.labels.contents)
    assert said.startswith(before)
    assert listed_and_after.endswith(said.removeprefix(before))
    reader = pypdf.PdfReader(io.BytesIO(made))
    assert reader.attachments == {}
    for page in reader.pages:
        for note in page.get("/Annots") or ():
            action = note.get_object().get("/A", {})
            assert action.get("/S") in (None, "/GoTo", "/URI")
            assert action.get("/URI", f"{AGREEMENT}#clause-1") == f"{AGREEMENT}#clause-1"
