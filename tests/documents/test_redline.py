"""Redlines: accepted they are the new document, rejected the old one, in each format."""

import io
import itertools
import random
import re
import zipfile
from functools import cache
from html.parser import HTMLParser

import pytest

from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.redline.aligning import Unit, align, moves
from milestonelang.backends.documents.redline.cover import Cover
from milestonelang.backends.documents.redline.merge import Redline, accepted, redline, rejected
from milestonelang.backends.documents.redline.to_html import render_html
from milestonelang.backends.documents.redline.to_markdown import render_markdown
from milestonelang.backends.documents.redline.to_pdf import render_pdf
from milestonelang.backends.documents.redline.to_word import render_word
from milestonelang.backends.documents.redline.words import Change, merged, text_of
from milestonelang.driver.documents.build import document_of
from milestonelang.driver.terms import check_terms, from_text
from tests.comparison.edits import EDITS, EXAMPLES, NO_TRIGGER, TERMS, chained, checked
from tests.documents.tracked import settled
from tests.documents.word_reader import WordReader

COVER = Cover("What changes", "How it is marked.", (), (), ())
BOTH = (Change.DELETED, Change.INSERTED)


@cache
def document(text: str) -> model.Document:
    return document_of(checked(text))


@cache
def of_edit(name: str) -> Redline:
    return redline(document(TERMS), document(EDITS[name](TERMS)))


def versions(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of the new document and of the old one."""
    texts = document(EDITS[name](TERMS)), document(TERMS)
    return reading.plain_text(texts[0]), reading.plain_text(texts[1])


@pytest.mark.parametrize("name", ["rate", "rename", "order", "no trigger", "all but the trigger"])
def test_all_accepted_is_the_new_document_and_all_rejected_the_old(name: str) -> None:
    made = of_edit(name)
    assert (accepted(made), rejected(made)) == versions(name)
    assert not made.is_same


def _drawn(seed: int) -> tuple[str, str] | None:
    """An example, and the same with some figures changed and some lines gone; None if it errs."""
    chance = random.Random(seed)
    file = chance.choice(sorted(EXAMPLES.glob("*/*.terms")))
    lines = file.read_text(encoding="utf-8").split("\n")
    body = [index for index, line in enumerate(lines) if line.startswith("  ")]
    for index in chance.sample(body, 4):
        if chance.random() < 0.3:
            lines[index] = ""
            continue
        lines[index] = re.sub(
            r"\b[1-9]\d?(?=%| quarters| days| months)",
            lambda found: str(int(found[0]) + chance.choice((1, 2, 7))),
            lines[index],
        )
    after = "\n".join(line for line in lines if line.strip() or not line)
    found = check_terms(from_text(after, file.name, file.parent))
    return None if found.has_errors else (str(file), after)


def test_so_it_is_for_drawn_edits() -> None:
    drawn = [pair for seed in range(20) if (pair := _drawn(seed)) is not None][:4]
    assert len(drawn) == 4
    for file, after in drawn:
        folder = EXAMPLES / re.split(r"[\\/]", file)[-2]
        before = (folder / re.split(r"[\\/]", file)[-1]).read_text(encoding="utf-8")
        old, new = (
            document_of(check_terms(from_text(text, "terms", folder))) for text in (before, after)
        )
        made = redline(old, new)
        assert accepted(made) == reading.plain_text(new)
        assert rejected(made) == reading.plain_text(old)


def test_a_document_beside_itself_is_the_same() -> None:
    made = redline(document(TERMS), document(TERMS))
    assert made.is_same
    page = render_html(made, COVER)
    assert "<ins>" not in page
    assert "<del>" not in page


def test_no_number_is_cut_in_half() -> None:
    for line in of_edit("all but the trigger").lines:
        for part in line.parts:
            for without in BOTH:
                texts = [piece.text for piece in part if piece.change is not without]
                for left, right in itertools.pairwise(texts):
                    assert not (re.search(r"[\d.,]\Z", left) and re.match(r"[\d%]", right))


def test_only_what_changed_is_marked() -> None:
    marked = [
        [(piece.text, piece.change) for piece in part if piece.change is not None]
        for line in of_edit("cap").lines
        for part in line.parts
    ]
    changes = [each for each in marked if each]
    step = [("USD 90,000", Change.DELETED), ("USD 100,000", Change.INSERTED)]
    assert step in [[(text.replace("\u00a0", " "), change) for text, change in e] for e in changes]


def test_a_moved_clause_is_said_to_be() -> None:
    lines = of_edit("order").lines
    moved = [line for line in lines if line.moved]
    heads = [line.line.number for line in moved if line.line.kind.value == "clause"]
    assert sorted(heads) == ["3", "4"]
    assert [line.begins_move for line in moved].count(True) < len(moved) // 3


class Page(HTMLParser):
    """Reads the article of a page, without what is deleted, or without what is inserted."""

    def __init__(self, without: str) -> None:
        super().__init__()
        self.without = without
        self.depth = 0
        self.inside = False
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "article"
        self.depth += tag == self.without

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == self.without
        self.inside = self.inside and tag != "article"
        if tag not in ("ins", "del", "b", "em", "a", "dfn", "code"):
            self.found.append(" ")

    def handle_data(self, data: str) -> None:
        if self.inside and not self.depth:
            self.found.append(data)

    @classmethod
    def words(cls, text: str, without: str) -> tuple[str, ...]:
        page = cls(without)
        page.feed(text)
        return tuple("".join(page.found).split())


@pytest.mark.parametrize("name", ["all but the trigger", "no trigger"])
def test_a_page_says_both_documents(name: str) -> None:
    page = render_html(of_edit(name), COVER)
    assert (Page.words(page, "del"), Page.words(page, "ins")) == versions(name)
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert {link for link in re.findall(r'href="#([^"]*)"', page) if link != "_text"} <= set(ids)


@pytest.mark.parametrize("name", ["all but the trigger", "no trigger"])
def test_a_word_file_tracks_the_changes(name: str) -> None:
    old, new = document(TERMS), document(EDITS[name](TERMS))
    content = render_word(old, new)
    read = [WordReader(settled(content, accept)).words() for accept in (True, False)]
    assert tuple(read) == versions(name)


def test_a_word_file_of_one_document_tracks_nothing() -> None:
    content = render_word(document(TERMS), document(TERMS))
    assert content == render_word(document(TERMS), document(TERMS))
    assert WordReader(content).words() == reading.plain_text(document(TERMS))
    assert b"w:author" not in zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")


def test_markdown_marks_words() -> None:
    text = render_markdown(of_edit("all but the trigger"), COVER)
    assert re.search(r"<del>USD\s90,000</del><ins>USD\s100,000</ins> less the results", text)
    assert text.count("<del>") == text.count("</del>")
    assert render_markdown(of_edit("no trigger"), COVER).startswith("# What changes\n")


def test_a_pdf_is_made_to_its_standards_and_is_the_same_each_time() -> None:
    made = of_edit("no trigger")
    content = render_pdf(made, COVER)
    assert content.startswith(b"%PDF-")
    assert content == render_pdf(made, COVER)


HOSTILE = "<script>alert(1)</script> {{ 1 }} #panic() | ~~x~~ ](javascript:1) & </w:t>"


def test_hostile_texts_stay_texts() -> None:
    held = TERMS.replace("the joint marketing materials", HOSTILE)
    old, new = document(TERMS), document(held)
    made = redline(old, new)
    page = render_html(made, COVER)
    assert "<script" not in page
    assert Page.words(page, "del") == reading.plain_text(new)
    content = render_word(old, new)
    assert WordReader(settled(content, accept=True)).words() == reading.plain_text(new)
    assert WordReader(settled(content, accept=False)).words() == reading.plain_text(old)
    assert re.search(r"(?<!\\)]\(javascript", render_markdown(made, COVER)) is None
    assert render_pdf(made, COVER).startswith(b"%PDF-")


# ---- the parts


def test_words_of_both_versions_can_be_read_off() -> None:
    old = (model.Text("Pay at most USD 90,000, at once."),)
    new = (model.Text("Pay at most "), model.Value("USD 100,000", 1), model.Text(", at once."))
    found = merged(old, new)
    assert text_of(found, Change.DELETED) == "Pay at most USD 100,000, at once."
    assert text_of(found, Change.INSERTED) == "Pay at most USD 90,000, at once."
    assert merged((), ()) == ()


def units(*texts: str) -> list[Unit]:
    return [Unit("line", tuple(text.split())) for text in texts]


def test_lines_are_paired_in_order() -> None:
    old = units("one two three four", "five six seven", "eight")
    new = units("zero", "one two three nine", "eight")
    assert align(old, new) == [(None, 0), (0, 1), (1, None), (2, 2)]
    assert align([], new) == [(None, 0), (None, 1), (None, 2)]
    other = [Unit("head", ("eight",), "a")]
    assert align(units("eight"), other) == [(0, None), (None, 0)]
    assert align([Unit("head", ("nine",), "a")], other) == [(0, 0)]


def test_what_moved_takes_its_neighbours_along() -> None:
    old = units("head", "one two three", "tail", "four five six")
    new = units("four five six", "head", "one two three", "tail")
    pairs = [(None, 0), (0, None), (1, None), (2, None), (3, None), (None, 1), (None, 2), (None, 3)]
    assert moves(old, new, pairs) == {0: 3, 1: 0, 2: 1, 3: 2}


def test_too_much_that_differs_is_replaced_as_a_whole() -> None:
    old = units(*(f"a{index} b c" for index in range(210)))
    new = units(*(f"d{index} b c" for index in range(210)))
    assert align(old, new)[:2] == [(0, None), (1, None)]


def test_columns_that_come_and_go_replace_a_table() -> None:
    held = chained(NO_TRIGGER)(TERMS)
    old, new = document(held), document(held.replace("  restated for at most 4 quarters\n", ""))
    made = redline(old, new)
    assert (accepted(made), rejected(made)) == (reading.plain_text(new), reading.plain_text(old))
