"""No fixed word of the English templates is left in a German document of an example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from milestonelang.driver.check import load_checked
from milestonelang.driver.comparing.diff import differences
from milestonelang.driver.comparing.document import diff_document
from milestonelang.driver.documents.build import build_document
from milestonelang.driver.documents.notes import build_notes
from milestonelang.driver.documents.statements import build_statement
from milestonelang.driver.documents.style import style_of
from milestonelang.driver.evaluate import given
from milestonelang.driver.terms import Checked, check_terms, from_text
from tests.documents.words_programs import SAMPLE, TEMPLATES, examples

EXAMPLES = examples()
_PERIODS = {
    "alliance": "2026-Q4",
    "comarketing": "2026-Q4",
    "integration": "2026-Q3",
    "licence": "FY2033",
    "distribution": "2027-Q3",
    "northwind": "2027-Q3",
    "referral": "2026-Q4",
    "reseller": "2026-Q4",
    "germany": "2026-Q4",
    "savings": "FY2028",
}
_TEMPLATE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_NO_WORDS = re.compile(r"\]\([^)]*\)|<[^>]*>|```.*?```|`[^`]*`|\S+\.(csv|terms)", re.DOTALL)
# Letters beside digits are of a fingerprint.
_WORD = re.compile(r"\b[A-Za-zÄÖÜäöüß]+\b")


def _fixed(folder: Path) -> set[str]:
    texts = (path.read_text("utf-8") for path in folder.glob("*.j2"))
    plain = (
        re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL) for text in texts
    )
    return {word for text in plain for word in _WORD.findall(text) if len(word) > 1}


# What a reader types is a command in every language.
ENGLISH = _fixed(TEMPLATES) - _fixed(TEMPLATES.parent / "words_de") - {"milestone"}


def _left(checked: Checked, content: bytes) -> set[str]:
    """Return the English words of a document in Markdown; those of authors are theirs."""
    typed = {
        word
        for file in checked.sources.files
        for word in _WORD.findall(file.text.replace("_", " "))
    }
    own = typed | {word.title() for word in typed} | {word.lower() for word in typed}
    text = content.decode()
    # Links, anchors, lines for a terminal and names of files are no words.
    text = re.sub(
        r"\]\([^)]*\)|<[^>]*>|```.*?```|`[^`]*`|\S+\.(csv|terms)", " ", text, flags=re.DOTALL
    )
    return set(_WORD.findall(text)) & ENGLISH - own


def _data(path: Path) -> tuple[list[Path], dict[str, Path], list[Path]]:
    """Return the files of an example: figures, rows by source, events."""
    reported = [path.with_name(f"{each}.csv") for each in ("quarterly", "yearly", path.stem)]
    rows = {each: path.with_name(f"{each}.csv") for each in ("deals", "billing", "signups")}
    events = path.with_name("events.csv")
    return (
        [each for each in reported if each.exists()],
        {name: each for name, each in rows.items() if each.exists()},
        [events] if events.exists() else [],
    )


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_english_word_is_left(path: Path) -> None:
    checked, german = load_checked(path), style_of("de")
    statement = build_statement(checked, given(*_data(path)), _PERIODS[path.stem], "md", german)
    assert _left(checked, statement) == set()
    # A line of the terms is no sentence of a statement.
    assert not re.search(rb"computed as| where | to date", statement)
    assert _left(checked, build_document(checked, "md", style=german)) == set()


def test_none_is_left_in_a_redline_or_in_notes_and_english_is_found() -> None:
    path = SAMPLE.parent.parent / "referral" / "referral.terms"
    text = path.read_text("utf-8").replace("value 10%", "value 11%")
    new = check_terms(from_text(text.replace("hold back 25%, ", "hold back 20%, "), "new.terms"))
    checked = load_checked(path)
    data = given(*_data(path))
    found = differences(checked, new, data)
    assert _left(checked, diff_document(found, "md", style_of("de"))) == set()
    sample = load_checked(SAMPLE)
    assert _left(sample, build_notes(sample, "md", style_of("de"))) == set()
    assert len(_left(checked, diff_document(found, "md", style_of("en")))) > 20
