"""The Word file says the document's words, counts its numbers itself, and is the same each time."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest

from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.render_word import render_word
from milestonelang.backends.documents.word import numbering, xml
from milestonelang.records import evolve
from tests.documents.example_document import example
from tests.documents.readers import hostile
from tests.documents.word_reader import WordReader, style_name

_W = f"{{{xml.W}}}"


def _part(content: bytes, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(_text(content, name))


def _text(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def _close(words: tuple[str, ...]) -> str:
    return "".join(words)


def test_same_words_in_the_same_order() -> None:
    assert _close(WordReader(render_word(example())).words()) == _close(
        reading.plain_text(example())
    )


def test_same_bytes_without_a_clock() -> None:
    made = render_word(example())
    assert made == render_word(example())
    opened = zipfile.ZipFile(io.BytesIO(made))
    assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "dcterms" not in _text(made, "docProps/core.xml")


def test_no_number_of_a_clause_or_step_is_typed() -> None:
    counted = [number for number, _ in WordReader(render_word(example())).lines() if number]
    for node in reading.nodes((example().clauses, example().parts)):
        if isinstance(node, (model.Clause, model.Subclause, model.Item)):
            assert counted.pop(0) == node.number
        elif isinstance(node, model.Part) and node.label != "Index":
            assert counted.pop(0) == node.label
        elif isinstance(node, model.Heading) and node.number is not None:
            assert counted.pop(0) == node.number
    assert counted == []


def test_a_clause_that_goes_takes_its_number_along() -> None:
    reader = WordReader(render_word(example()))
    body = reader.file.element.body
    first = next(p for p in reader.file.paragraphs if style_name(p) == "Clause 1")
    body.remove(first._p)
    numbers = [n for n, _ in reader.lines() if re.fullmatch(r"\d+", n)]
    assert numbers[: len(example().clauses) - 1] == [
        str(number) for number in range(1, len(example().clauses))
    ]


def test_references_are_fields_on_bookmarks_that_exist() -> None:
    body = _part(render_word(example()), "word/document.xml")
    marks = {mark.get(f"{_W}name") for mark in body.iter(f"{_W}bookmarkStart")}
    codes = [code.text or "" for code in body.iter(f"{_W}instrText")]
    asked = [code.split() for code in codes if code.split()[0] in ("REF", "PAGEREF")]
    assert {code[0] for code in asked} == {"REF", "PAGEREF"}
    assert all(code[1] in marks for code in asked)
    assert {link.get(f"{_W}anchor") for link in body.iter(f"{_W}hyperlink")} <= marks
    assert all(len(mark or "") <= 40 for mark in marks)
    assert any(code.startswith(" SEQ Table") for code in codes)


def test_every_style_that_is_used_is_there() -> None:
    made = render_word(example())
    known = {style.get(f"{_W}styleId") for style in _part(made, "word/styles.xml")}
    for name in ("document", "comments", "header1", "footer1"):
        for tag in ("pStyle", "rStyle", "tblStyle"):
            for used in _part(made, f"word/{name}.xml").iter(f"{_W}{tag}"):
                assert used.get(f"{_W}val") in known


def test_reasons_are_comments_on_their_place() -> None:
    clause = example().clauses[2]
    reason = model.Reason(clause.anchor, (model.Text("Durable <customers> are worth more."),))
    made = render_word(evolve(example(), reasons=(reason,)))
    comments = _part(made, "word/comments.xml")
    assert "".join(comments.itertext()) == "Durable <customers> are worth more."
    body = _part(made, "word/document.xml")
    starts = [node.get(f"{_W}id") for node in body.iter(f"{_W}commentRangeStart")]
    assert starts == [node.get(f"{_W}id") for node in comments]


def test_heads_and_feet() -> None:
    made = render_word(example())
    foot = _part(made, "word/footer1.xml")
    said = "".join(node.text or "" for node in foot.iter(f"{_W}t"))
    assert said == f"{example().foot}Page 1 of 1"
    assert [code.text for code in foot.iter(f"{_W}instrText")] == [" PAGE ", " NUMPAGES "]
    assert example().title in "".join(_part(made, "word/header1.xml").itertext())
    assert "".join(_part(made, "word/header2.xml").itertext()) == ""


def test_heads_of_tables_repeat_and_drawings_have_words() -> None:
    made = render_word(example())
    body = _part(made, "word/document.xml")
    tables = list(body.iter(f"{_W}tbl"))
    assert len(list(body.iter(f"{_W}tblHeader"))) == len(tables) - 1  # the signatures have no head
    figures = [n for n in reading.nodes(example()) if isinstance(n, model.Figure)]
    assert figures
    for number, figure in enumerate(figures, start=1):
        assert f'descr="{xml.escape(figure.alternative)}"' in _text(made, "word/document.xml")
        assert _text(made, f"word/media/drawing{number}.svg") == figure.svg


def test_hostile_text_is_text() -> None:
    document = hostile(example())
    made = render_word(document)
    assert _close(WordReader(made).words()) == _close(reading.plain_text(document))
    for name in ("document", "header1", "footer1"):
        codes = [code.text or "" for code in _part(made, f"word/{name}.xml").iter(f"{_W}instrText")]
        assert all(
            re.fullmatch(
                r" (REF|PAGEREF) \w+ [\\wnh ]+| TOC .*| SEQ \w+ \\\* ARABIC | PAGE | NUMPAGES ",
                code,
            )
            for code in codes
        )
    assert 'TargetMode="External"' not in _text(made, "word/_rels/document.xml.rels")


def test_what_no_xml_can_hold_is_an_error() -> None:
    with pytest.raises(ValueError, match="U\\+FFFE"):
        render_word(evolve(example(), title="a\ufffe"))


def test_lists_that_begin_anew_or_out_of_order_keep_their_numbers() -> None:
    def items(name: str, *numbers: str) -> model.Items:
        kind = model.ItemsKind.LETTERED
        made = (
            model.Item(number, f"{name}-{number.strip('(*)')}", (model.Text("x"),))
            for number in numbers
        )
        return model.Items(kind, tuple(made))

    lists = (
        items("first", "(a)", "(b)"),
        items("second", "(a)", "(b)"),
        items("late", "(z)", "(aa)", "(bb)"),
        items("none", "*"),
    )
    clauses = (
        model.Clause(
            "4A", "Odd", "odd", (model.Subclause("4A.1", "odd-1", (model.Text("y"),), None, lists),)
        ),
        model.Clause(
            "7", "Even", "even", (model.Subclause("7.1", "even-1", (model.Text("y"),), None),)
        ),
    )
    document = evolve(example(), clauses=(*example().clauses, *clauses), signatures=None)
    assert _close(WordReader(render_word(document)).words()) == _close(reading.plain_text(document))
    places = numbering.plan(document).places
    assert "odd" not in places
    assert places["even"].number == "7"


def test_anchors_become_names_that_word_can_hold() -> None:
    marks = xml.Bookmarks()
    long = "a" * 60
    names = [marks.name(anchor) for anchor in ("a-b", "a.b", "A_B", long, f"{long}b", "a-b")]
    assert names[0] == names[-1] == "a_b"
    assert len({name.lower() for name in names[:-1]}) == 5
    assert all(len(name) <= 40 for name in names)


def test_a_document_of_clauses_alone() -> None:
    document = evolve(
        example(),
        key_terms=None,
        signatures=None,
        parts=(),
        clauses=example().clauses[3:],
        paper=model.Paper.LETTER,
    )
    made = render_word(document)
    assert _close(WordReader(made).words()) == _close(reading.plain_text(document))
    size = next(_part(made, "word/document.xml").iter(f"{_W}pgSz"))
    assert (size.get(f"{_W}w"), size.get(f"{_W}h")) == ("12240", "15840")


def test_signatures_without_heading() -> None:
    signatures = example().signatures
    assert signatures is not None
    document = evolve(example(), signatures=evolve(signatures, heading=None))
    made = render_word(document)
    assert _close(WordReader(made).words()) == _close(reading.plain_text(document))
