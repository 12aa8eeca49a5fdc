"""Every language has the same sentences with the same fields, and prints each of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from milestonelang.agreement import declarations as d
from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.fill import walk
from milestonelang.backends.documents.languages import ENGLISH, GERMAN, LANGUAGES, speaking
from milestonelang.backends.documents.render_html import render_html
from milestonelang.backends.documents.render_word import render_word
from milestonelang.backends.documents.words import Speaker
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.driver.check import load_checked
from milestonelang.driver.documents.build import document_of
from milestonelang.driver.documents.style import style_of
from milestonelang.outline.outline import outline
from tests.documents.readers import HtmlReader
from tests.documents.word_reader import WordReader
from tests.documents.words_programs import SAMPLE, TEMPLATES, checked, examples

EXAMPLES = examples()

FAMILIES = sorted(path.name for path in TEMPLATES.glob("*.j2"))


def _macros(path: Path) -> dict[str, nodes.Macro]:
    tree = Environment().parse(path.read_text(encoding="utf-8"))
    return {macro.name: macro for macro in tree.find_all(nodes.Macro)}


def _printed(macro: nodes.Macro) -> set[str]:
    return {node.name for node in macro.find_all(nodes.Name) if node.ctx == "load"}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_sentences_with_the_same_fields(family: str) -> None:
    ours = _macros(TEMPLATES / family)
    for language in LANGUAGES.values():
        theirs = _macros(TEMPLATES.parent / language.folder / family)
        # What a language needs to decline is its own.
        assert set(theirs) >= set(ours) if family == "grammar.j2" else set(theirs) == set(ours)
        for name, macro in ours.items():
            fields = [each.name for each in macro.args]
            assert [each.name for each in theirs[name].args] == fields, (family, name)
            wanted = set(fields) & _printed(macro)
            assert wanted <= _printed(theirs[name]), (family, name)


def test_the_same_words_beside_the_sentences() -> None:
    assert set(GERMAN.currencies) == set(ENGLISH.currencies)
    assert set(GERMAN.units) == set(ENGLISH.units)
    assert set(GERMAN.cents) == set(ENGLISH.cents)
    assert set(GERMAN.kinds) >= set(ENGLISH.kinds)
    assert len(GERMAN.counts) == len(ENGLISH.counts)


def _german(path: Path) -> model.Document:
    checked = load_checked(path)
    made = document_of(checked, style_of(language="de"))
    reading.check(made)
    return made


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_german_document_has_the_same_parts_and_figures(path: Path) -> None:
    english = document_of(load_checked(path), style_of(locale="de"))
    german = _german(path)
    assert german.language == "de"
    assert [clause.number for clause in german.clauses] == [c.number for c in english.clauses]
    assert [len(clause.subclauses) for clause in german.clauses] == [
        len(clause.subclauses) for clause in english.clauses
    ]

    def anchors(document: model.Document) -> list[str]:
        return sorted(node.anchor for node in walk(document) if isinstance(node, model.Definition))

    def figures(document: model.Document) -> list[str]:
        said = (inline.text for inline in walk(document.clauses) if isinstance(inline, model.Value))
        return sorted({text for text in said if text[:1].isdigit() and "%" in text})

    assert anchors(german) == anchors(english)
    assert figures(german) == figures(english)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_german_sentences_are_whole(path: Path) -> None:
    for place, text in reading.runs(_german(path)):
        assert "  " not in text, (place, text)
        assert " ." not in text.replace("\N{NO-BREAK SPACE}", " "), (place, text)
        assert ",." not in text and ".." not in text and ";." not in text, (place, text)
        assert not any("\ue000" <= sign <= "\uf8ff" for sign in text), (place, text)
    said = " ".join(reading.plain_text(_german(path)))
    for phrase in ("Contract Year", "Entitlement", "Holdback", "Illustrative"):
        assert phrase not in said, phrase


def test_german_words_are_the_same_in_every_format() -> None:
    document = _german(SAMPLE)
    words = reading.plain_text(document)
    assert HtmlReader(render_html(document)).words == words
    assert WordReader(render_word(document)).words() == words
    assert 'lang="de"' in render_html(document)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Within {back} of the end", "Within 30 days of the end"),
        ("Für {back} nach dem Ende", "Für 30 Tage nach dem Ende"),
    ],
)
def test_figures_in_a_text_are_said_as_the_author_writes(said: str, wanted: str) -> None:
    agreement = checked(
        'parameter back "Return Period" is duration in days\n  value 30 days\n\n'
        f'clause records "Records"\n  "{said}."\n'
    )
    with speaking(GERMAN):
        voice = Voice(agreement, outline(agreement, GERMAN.part), Speaker())
        text = voice.text(agreement.get("records", d.Clause).paragraphs[0]).text
    assert text.replace("\N{NO-BREAK SPACE}", " ").startswith(wanted)
