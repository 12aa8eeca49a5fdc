"""Two languages side by side: each side is the whole document, and sentences are level."""

from __future__ import annotations

import io
import itertools
import re
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

from milestonelang import api, records
from milestonelang.backends.documents import reading
from milestonelang.backends.documents.beside import PREFIX, beside
from milestonelang.backends.documents.render_html import render_html
from milestonelang.backends.documents.render_pdf import render_pdf
from milestonelang.cli.commands import milestone
from milestonelang.driver.check import load_checked
from milestonelang.driver.documents.build import build_document, document_of
from milestonelang.driver.documents.statements import build_statement
from milestonelang.driver.documents.style import style_of
from milestonelang.driver.evaluate import given
from milestonelang.driver.verify import verify_file
from tests.documents.example_document import example
from tests.documents.readers import HtmlReader
from tests.documents.words_programs import SAMPLE


def test_both_sides_are_whole_and_level() -> None:
    style = style_of(bilingual=True)
    both = document_of(load_checked(SAMPLE), style)
    assert both.beside is not None
    reading.check(both)
    page = render_html(both)
    rows = re.findall(
        r'<div class="pair sentence">\s*<div lang="en">(.*?)</div>\s*<div lang="de">(.*?)'
        r"</div>\s*</div>\n(?=<div class=\"pair|</section>)",
        page,
        re.DOTALL,
    )
    numbers = [sub.number for clause in both.clauses for sub in clause.subclauses]
    found = [re.findall(r'class="number">([\d.]+)<', "".join(row)) for row in rows]
    assert [each for pair in found for each in dict.fromkeys(pair)] == numbers
    assert all(pair[0] == pair[-1] and len(pair) == 2 for pair in found)
    # The title stands once; every other word of both sides is there.
    words = sorted([*HtmlReader(page).words, *both.beside.title.split()])
    assert words == sorted(reading.plain_text(both))
    anchors = [node.anchor for node in reading.nodes(both.beside) if hasattr(node, "anchor")]
    assert anchors and all(anchor.startswith(PREFIX) for anchor in anchors if anchor)


def test_it_says_which_text_prevails() -> None:
    both = document_of(load_checked(SAMPLE), style_of(bilingual=True))
    said = " ".join(reading.plain_text(both))
    assert "the text on the left prevails" in said and "so geht der linke Text vor" in said
    alone = " ".join(reading.plain_text(document_of(load_checked(SAMPLE))))
    assert "on the left" not in alone


def _are_numbered(pages: list[str]) -> None:
    """Each page says which of how many it is, and no line of the contents leads to none."""
    numbers = [re.search(r"(\d+)\s+(?:of|von)\s+(\d+)\s*$", page) for page in pages]
    assert [each and (int(each[1]), int(each[2])) for each in numbers] == [
        (place, len(pages)) for place in range(1, len(pages) + 1)
    ]
    listed = [
        int(each) for page in pages for each in re.findall(r"(?:\. ?){8,}\s*(\d+)\s*$", page, re.M)
    ]
    assert 0 not in listed


def test_the_pdf_says_both_and_is_checked_against_its_terms(tmp_path: Path) -> None:
    style = style_of("de", bilingual=True)
    file = tmp_path / "both.pdf"
    file.write_bytes(build_document(load_checked(SAMPLE), "pdf", style=style))
    pages = pypdf.PdfReader(io.BytesIO(file.read_bytes())).pages
    _are_numbered([page.extract_text() for page in pages])
    first = pages[0]
    assert first.mediabox.width > first.mediabox.height
    text = " ".join(first.extract_text().split())
    assert text.index("Dieser Vertrag") < text.index("This Partner Growth Agreement")
    assert "byte for byte" in verify_file(str(file))[-1]


def test_a_document_without_key_terms_or_signatures() -> None:
    bare = records.evolve(example(), key_terms=None, signatures=None)
    both = beside(bare, bare)
    assert render_pdf(both).startswith(b"%PDF-")
    assert 'class="pair' in render_html(both)


def test_only_html_and_pdf_have_room(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="html and pdf"):
        api.build(load_checked(SAMPLE), "docx", bilingual=True)
    made = CliRunner().invoke(
        milestone, ["build", str(SAMPLE), "--bilingual", "-o", str(tmp_path / "a.docx")]
    )
    assert made.exit_code == 2
    assert "for HTML and PDF" in made.output
    made = CliRunner().invoke(
        milestone, ["build", str(SAMPLE), "--bilingual", "-o", str(tmp_path / "a.html")]
    )
    assert made.exit_code == 0
    assert 'lang="de"' in (tmp_path / "a.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_statement_in_both_languages_as_pdf(language: str) -> None:
    data = SAMPLE.with_name
    files = given([data("quarterly.csv")], {"billing": data("billing.csv")}, [data("events.csv")])
    style = style_of(language, bilingual=True)
    made = build_statement(load_checked(SAMPLE), files, "2026-Q4", "pdf", style)
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    _are_numbered([page.extract_text() for page in pages])
    first = " ".join(pages[0].extract_text().split())
    titles = ["Statement 2026-Q4", "Abrechnung 2026-Q4"][:: 1 if language == "en" else -1]
    assert first.index(titles[0]) < first.index(titles[1])
    assert "USD 67,143.09" in first and "USD 67.143,09" in first
    assert "What needs attention" in first and "Was zu beachten ist" in first
    assert pages[0].mediabox.width > pages[0].mediabox.height


def test_a_statement_in_both_languages_has_both_titles_in_html() -> None:
    style = style_of(bilingual=True)
    page = build_statement(load_checked(SAMPLE), given(), "2026-Q1", "html", style).decode()
    assert "<h1>Statement 2026-Q1</h1>" in page
    # No level of headings is left out, as where a statement stands alone.
    levels = [int(each) for each in re.findall(r"<h([1-6])", page)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert '<p class="title" lang="de">Abrechnung 2026-Q1</p>' in page
    with pytest.raises(ValueError, match="html and pdf"):
        build_statement(load_checked(SAMPLE), given(), "2026-Q1", "docx", style)
