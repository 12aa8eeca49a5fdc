"""Every format says the same words in the same order, for every example and many programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.render_html import render_html
from milestonelang.backends.documents.render_markdown import render_markdown
from milestonelang.backends.documents.render_pdf import render_pdf
from milestonelang.backends.documents.render_word import render_word
from milestonelang.driver.documents.build import document_of
from milestonelang.driver.terms import Terms, check_terms
from tests.corpus.programs import CORPUS, completed
from tests.documents.readers import HtmlReader, pdf_body, read_markdown
from tests.documents.word_reader import WordReader
from tests.documents.words_programs import examples

EXAMPLES = examples()


def _longest(folder: Path) -> Path | None:
    """Return the longest program of a feature that has a document."""
    programs = sorted((folder / "ok").glob("*.terms"), key=lambda file: -file.stat().st_size)
    return programs[0] if programs else None


PROGRAMS = [found for folder in sorted(CORPUS.iterdir()) if (found := _longest(folder))]


def document_of_file(file: Path) -> model.Document:
    """Return the document of an example or of a program of the corpus."""
    text = file.read_text(encoding="utf-8")
    text = text if file in EXAMPLES else completed(text)
    return document_of(
        check_terms(Terms(text, file.name, CORPUS if file in PROGRAMS else file.parent, "0" * 64))
    )


@pytest.mark.parametrize(
    "file", [*EXAMPLES, *PROGRAMS], ids=lambda file: f"{file.parent.parent.name}-{file.stem}"
)
def test_same_words_in_the_same_order(file: Path) -> None:
    document = document_of_file(file)
    words = reading.plain_text(document)
    close = "".join(words)
    assert HtmlReader(render_html(document)).words == words
    assert _of_markdown(document) == words
    assert WordReader(render_word(document)).words() == words
    printed = pdf_body(render_pdf(document), document)
    head = document.labels.contents
    if len(printed) != len(close):  # a contents list, which is none of the text
        before, _, after = printed.partition(head)
        assert close.startswith(before)
        # The list holds the headings and the digits of pages; what follows it is the text.
        assert after.endswith(close.removeprefix(before))
        return
    assert printed == close


def _of_markdown(document: model.Document) -> tuple[str, ...]:
    """Return the words of the Markdown file without its foot and what it says for pictures."""
    read = " ".join(read_markdown(render_markdown(document)).words)
    for node in reading.nodes(document):
        if isinstance(node, model.Figure):
            read = read.replace(" " + " ".join(node.alternative.split()), "", 1)
    return tuple(read.removesuffix(" ".join(document.foot.split())).split())


def test_there_are_programs_of_many_kinds() -> None:
    assert EXAMPLES
    assert len(PROGRAMS) >= 15
