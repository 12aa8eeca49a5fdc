"""The PDF says the document's words, is tagged, and leaves no blank for a missing sign."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
import typst

from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.render_pdf import CharacterMissing, render_pdf
from milestonelang.records import evolve
from tests.documents.example_document import example
from tests.documents.readers import close_body, hostile, pdf_body


def _reader(document: model.Document) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(render_pdf(document)))


def test_same_words_in_the_same_order() -> None:
    assert pdf_body(render_pdf(example()), example()) == close_body(example())


def test_hostile_text_is_printed_and_not_run() -> None:
    # Short enough for a name in a running head; what markup could do, it would do.
    document = hostile(example(), '#read("x") $x^2$ *b* _c_ `d` @e <f> //g \\h {{7*7}} ')
    document = evolve(document, title="#t", parties=("*a*", "<b>"), foot="#panic()")
    document = evolve(document, labels=evolve(model.ENGLISH, contents="<<contents>>"))
    # Without points, since short rows of leader dots are none of the document's own.
    printed = pdf_body(render_pdf(document), document).replace(".", "")
    said = close_body(document).replace(".", "")
    before, listed_and_after = printed.split("<<contents>>")
    assert before.startswith("#read")
    assert said.startswith(before)
    assert listed_and_after.endswith(said.removeprefix(before))


def test_same_bytes_for_the_same_document() -> None:
    assert render_pdf(example()) == render_pdf(example())


def test_declares_its_standards_language_title_and_date() -> None:
    reader = _reader(example())
    root: Any = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Partner Growth Agreement"
    assert str(reader.metadata.creation_date_raw).startswith("D:20260101")


def _tags(node: Any, found: list[str]) -> list[str]:
    node = node.get_object()
    if isinstance(node, dict):
        if "/S" in node:
            found.append(str(node["/S"]))
        children = node.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            _tags(child, found)
    return found


def test_lists_tables_figures_and_links_are_tagged_as_such() -> None:
    root: Any = _reader(example()).trailer["/Root"]
    tags = _tags(root["/StructTreeRoot"], [])
    assert {"/H1", "/H2", "/L", "/LI", "/Lbl", "/LBody", "/Table", "/TH", "/TD"} <= set(tags)
    assert {"/Figure", "/Link", "/P"} <= set(tags)


def _with_clauses(times: int) -> model.Document:
    """Return the example with more clauses, whose anchors and numbers go on."""
    clause = model.Clause
    sub = model.Subclause
    sentence = (model.Text("The parties shall meet once in each Quarter and keep minutes. " * 9),)
    more = tuple(
        clause(
            str(number),
            f"Matter {number}",
            f"more-{number}",
            tuple(sub(f"{number}.{n}", f"more-{number}-{n}", sentence) for n in range(1, 5)),
        )
        for number in range(5, 5 + times)
    )
    return evolve(example(), clauses=example().clauses + more)


def test_contents_are_printed_from_seven_pages_on() -> None:
    short, long = _reader(example()), _reader(_with_clauses(8))
    assert len(short.pages) <= 6 < len(long.pages)
    assert "Contents" not in short.pages[0].extract_text()
    first = long.pages[0].extract_text()
    assert "Contents" in first
    listed = first[first.index("Contents") :]
    for entry in reading.contents(_with_clauses(8)):
        assert entry.text in listed
    assert "Key Terms" not in listed


def test_a_sentence_and_its_clause_open_the_second_page() -> None:
    text = _reader(example()).pages[1].extract_text()
    assert text.splitlines()[1] == "1 Term, Quarters and currency"


def test_long_tables_break_and_repeat_their_head() -> None:
    row = model.Row(((model.Text("one"),), (model.Text("2"),)))
    columns = (model.Column("Left head"), model.Column("Right", model.ColumnKind.NUMBER))
    table = model.Table("Table 9", "Long", "long", columns, (row,) * 60)
    document = evolve(example(), parts=(*example().parts, _schedule(table)))
    pages = [page.extract_text() for page in _reader(document).pages]
    assert sum("Left head" in page for page in pages) == 2


def _schedule(table: model.Table) -> model.Part:
    return model.Part("Schedule 9", "Long", "schedule-9", True, (table,))


def test_paper_is_the_documents() -> None:
    box = _reader(evolve(example(), paper=model.Paper.LETTER)).pages[0].mediabox
    assert (box.width, box.height) == (612, 792)


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (evolve(example(), title="価"), "the title"),
        (
            evolve(example(), lead=(model.Paragraph((model.Text("paid in 価"),)),)),
            "the opening",
        ),
        (
            evolve(
                example(),
                clauses=(
                    *example().clauses,
                    model.Clause(
                        "5", "X", "c5", (model.Subclause("5.1", "c51", (model.Text("a価b"),)),)
                    ),
                ),
            ),
            "clause 5.1",
        ),
        (evolve(example(), foot="価"), "the running head or foot, or a figure"),
    ],
)
def test_a_missing_sign_is_an_error_that_names_it_and_its_place(
    document: model.Document, place: str
) -> None:
    with pytest.raises(CharacterMissing) as caught:
        render_pdf(document)
    assert caught.value.place == place
    assert "価" in caught.value.character


def test_signatures_without_heading() -> None:
    signatures = example().signatures
    assert signatures is not None
    document = evolve(example(), signatures=evolve(signatures, heading=None))
    assert pdf_body(render_pdf(document), document) == close_body(document)


def test_a_document_of_clauses_alone_is_printed() -> None:
    document = evolve(
        example(), key_terms=None, signatures=None, parts=(), clauses=example().clauses[3:]
    )
    assert pdf_body(render_pdf(document), document) == close_body(document)


def test_a_drawing_that_is_none_is_not_taken_for_a_missing_sign() -> None:
    figure = model.Figure("Figure 9", "Broken", "figure-9", "<svg", "Nothing.")
    with pytest.raises(typst.TypstError, match="SVG"):
        render_pdf(evolve(example(), lead=(figure,)))
