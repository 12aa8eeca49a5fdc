"""What `means` says stands in the document, once, for each kind of declaration."""

import re

import pytest

from milestonelang.backends.documents import reading
from milestonelang.driver.documents.build import document_of
from milestonelang.driver.documents.style import style_of
from milestonelang.driver.terms import check_terms, from_text
from tests.corpus.programs import completed
from tests.documents.words_programs import ROOT

TERMS = (ROOT / "tests/corpus/clauses/ok/meanings.terms").read_text("utf-8")


@pytest.mark.parametrize(
    ("language", "says"), [("en", "Downturn means a fall"), ("de", "Downturn bedeutet: a fall")]
)
def test_every_meaning_is_printed_once(language: str, says: str) -> None:
    checked = check_terms(from_text(completed(TERMS)))
    document = document_of(checked, style_of(language=language))
    reading.check(document)
    said = " ".join(" ".join(words for _, words in reading.runs(document)).split())
    meanings = re.findall(r'^  means "([^"{]+)', TERMS, re.MULTILINE)
    assert len(meanings) >= 13
    assert [said.count(each.strip()) for each in meanings] == [1] * len(meanings)
    assert says in said
    # What an amendment adds is shown as its lines.
    assert "a fee for the second year" in said
