"""Hostile texts in every field of a file of terms do nothing and lose nothing, in four formats.

Every text field takes each text in turn. The tests of every day take a few dozen of the two
thousand; `make check-documents` takes all.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator

import pypdf
import pytest

from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.render_html import render_html
from milestonelang.backends.documents.render_markdown import render_markdown
from milestonelang.backends.documents.render_pdf import render_pdf
from milestonelang.backends.documents.render_word import render_word
from milestonelang.driver.documents.build import document_of
from milestonelang.driver.documents.style import style_of
from milestonelang.driver.terms import check_terms, from_text
from tests.documents.hostile_texts import hostile_texts
from tests.documents.readers import HtmlReader, pdf_body, read_markdown
from tests.documents.word_reader import WordReader

ALL = "MILESTONE_OFFICE" in os.environ
COUNT = 2_000
TAKEN = COUNT if ALL else 14
BATCH = 40

HEAD = """
contract hostile {t0}
  version {t1}
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter
  law {t2}

party company {t3}
  described as {t4}

party partner {t5}
  described as {t6}
"""
EACH = """
parameter rate{i} {a} is percent
  value 5%
  because {b}

source rows{i} {c}
  means {d}
  kept by company
  column amount is money
  column issued_on is date
  dated by issued_on

metric figure{i} {e} is money
  means {f}
  computed as
    sum of rows{i}.amount
  between USD 0 and USD 5
  reported by company within 15 days

event event{i} {g}
  means {h}
  reported by partner

obligation duty{i} {k}
  means {l}
  evidenced by event{i}

payment pay{i} {m}
  company pays partner each quarter
  amount rate{i} of figure{i}

milestone stone{i} {n}
  achieved when figure{i} > USD 1
  by 2026-06-30
  company pays partner USD 5
  if missed, partner owes duty{i} within 30 days

trigger shock{i} {o}
  starts when figure{i} < USD 2
  pay{i} reduced by 50%

exit leave{i} {p}
  company may terminate when any of
    stone{i} is missed
  notice 30 days
  survives clause{i}

clause clause{i} {q}
  {r}

"""
FIELDS = "abcdefghklmnopqr"


def _quoted(text: str) -> str:
    """Return a text as terms write it, in three quotes where it has one."""
    return f'"""{text}"""' if '"' in text else f'"{text}"'


def _typed(text: str) -> str:
    """Return a text without single braces, which would be a mention; doubled ones are braces."""
    return re.sub(r"\{+|\}+", lambda run: run[0] + run[0][0] * (len(run[0]) % 2), text)


def _terms(texts: list[str]) -> tuple[str, list[str]]:
    """Return terms with each text in each field, and what has to be in the document."""
    wanted: list[str] = []

    def field(text: str, tag: str) -> str:
        typed = _typed(f"{text} {tag}")
        wanted.append(typed)
        return _quoted(typed)

    made = [HEAD.format(**{f"t{n}": field(texts[n % len(texts)], f"top{n}") for n in range(7)})]
    for number, text in enumerate(texts):
        fields = {name: field(text, f"{name}{number}") for name in FIELDS}
        made.append(EACH.format(i=number, **fields))
    return "\n".join(made), wanted


def _batches() -> Iterator[list[str]]:
    texts = [text for text in hostile_texts(COUNT) if "\n" not in text and '"""' not in text]
    step = 1 if ALL else len(texts) // TAKEN
    taken = texts[::step][:TAKEN] if not ALL else texts
    for start in range(0, len(taken), BATCH):
        yield taken[start : start + BATCH]


BATCHES = list(_batches())


def _document(number: int) -> tuple[model.Document, list[str]]:
    terms, wanted = _terms(BATCHES[number])
    checked = check_terms(from_text(terms, "hostile.terms"))
    made = document_of(checked)
    reading.check(made)
    return made, wanted


def _close(text: str) -> str:
    """Return a text without spaces; a typed apostrophe prints as one of type."""
    return re.sub(r"[\s'’]", "", text)


@pytest.mark.parametrize("number", range(len(BATCHES)))
def test_nothing_is_lost_and_nothing_is_run(number: int) -> None:
    document, wanted = _document(number)
    words = reading.plain_text(document)
    said = _close("".join(words) + document.foot)
    assert [text for text in wanted if _close(text) not in said] == []
    page = HtmlReader(render_html(document))
    assert page.words == words
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "svg", "iframe", "object", "form", "link", "base", "w:t"}
    assert not [name for _, found in page.tags for name in found if name.startswith("on")]
    assert all(href.startswith("#") for href in page.attributes("href"))
    assert all(src.startswith("data:image/svg+xml;base64,") for src in page.attributes("src"))
    assert _close("".join(WordReader(render_word(document)).words())) == _close("".join(words))
    read = read_markdown(render_markdown(document))
    assert [text for text in wanted if _close(text) not in _close("".join(read.words))] == []
    assert not {tag for tag, _ in read.tags} & {"script", "img", "svg", "base", "s", "input"}
    assert all(href.startswith("#") for href in read.attributes("href"))


@pytest.mark.parametrize("number", range(0, len(BATCHES), 1 if ALL else 2))
def test_nothing_is_lost_in_a_pdf(number: int) -> None:
    document, wanted = _document(number)
    made = render_pdf(document)
    printed = _close(pdf_body(made, document))
    # Leaders are dots, and a reader drops those that stand alone.
    lost = [
        text for text in wanted if _close(text).replace(".", "") not in printed.replace(".", "")
    ]
    assert lost == []
    pages = pypdf.PdfReader(io.BytesIO(made))
    assert pages.attachments == {}
    for page in pages.pages:
        for note in page.get("/Annots") or ():
            assert note.get_object().get("/A", {}).get("/S") in (None, "/GoTo")


def test_templates_of_languages_and_houses_see_values_only() -> None:
    document, wanted = _document(0)
    checked = check_terms(from_text(_terms(BATCHES[0])[0], "hostile.terms"))
    german = _close("".join(reading.plain_text(document_of(checked, style_of("de")))))
    assert [text for text in wanted[7:] if _close(text) not in german] == []
    assert document.title in set(wanted)
