"""What stands before a redline: the words of the templates in each language, and no others."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import ClassVar, get_args
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from milestonelang.agreement import declarations as decl
from milestonelang.backends.documents.house import HouseError, layout
from milestonelang.backends.documents.languages import LANGUAGES, Language, speaking
from milestonelang.backends.documents.locales import LOCALES
from milestonelang.backends.documents.redline.cover import Cover
from milestonelang.backends.documents.redline.merge import Redline
from milestonelang.backends.documents.redline.to_html import render_html
from milestonelang.backends.documents.redline.to_pdf import render_pdf
from milestonelang.backends.documents.redline.to_word import render_word
from milestonelang.backends.documents.values import written_for
from milestonelang.backends.documents.words import Part, Phrase, Speaker
from milestonelang.cli.commands import milestone
from milestonelang.comparison.to_text import head, lines
from milestonelang.comparison.words import Saying, narrowed
from milestonelang.driver.comparing import cover
from milestonelang.driver.comparing.diff import Differences, differences
from milestonelang.driver.comparing.document import cover_of, diff_document, redline_of
from milestonelang.driver.documents.style import house_of, style_of
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import given
from tests.comparison.edits import EDITS, NORTHWIND, TERMS, checked, replaced
from tests.documents.words_programs import TEMPLATES

GIVEN = given(
    [NORTHWIND / "quarterly.csv"],
    {"billing": NORTHWIND / "billing.csv"},
    [NORTHWIND / "events.csv"],
)
_EDITS = {
    **{name: EDITS[name] for name in ("rate", "rename", "order", "no trigger")},
    "longer": replaced("until 2027-12-31", "until 2028-06-30"),
    "title": replaced('payment base_commission "Base Commission"', 'payment base_commission "Fee"'),
    "remark": lambda text: f"# a remark\n{text}",
    "same": lambda text: text,
    "lines": replaced(
        "  only if discount_rate <= 15%\n  at most USD 90,000 per year\n",
        "  at most USD 90,000 per year\n  only if discount_rate <= 15%\n",
    ),
}
_ON_DATA = ("no trigger", "longer", "same")
SMALL = """\
contract small "Small"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in EUR
  rounded half up to the cent
  due within 30 days of the end of the quarter

party company "Quellwerk GmbH"

party partner "Alpha Vertrieb GmbH"

unit point

metric sales "Sales" is money
  between EUR 0 and EUR 1,000
  reported by company within 10 days

metric visits "Visits" is number
  between 0 and 100
  reported by company within 10 days

metric returns "Returns" is number
  between 0 and 100
  reported by company within 10 days

payment fee "Fee"
  company pays partner each quarter
  amount 10% of sales
  only if returns <= 50

payment points "Points"
  company grants partner points each quarter
  amount 1 point
"""
MORE = """
trigger slow "Slow Quarter"
  starts when sales < EUR 100
  ends when sales >= EUR 100
  fee reduced by 50%
"""
# Kinds of declarations that the example has not, or that no edit here adds or removes.
_KINDS = re.compile(r"kind_\w+")
_KINDS_OF = get_args(decl.Declaration)
_SELDOM = {"case_event", "file_version", "no_data", "same_lines", "unknown_rows"}


class Recording(Speaker):
    """A speaker that remembers which sentences of a redline it said."""

    spoken: ClassVar[set[str]] = set()

    def say(self, family: str, macro: str, **parts: Part) -> Phrase:
        """Remember the sentence, and say it."""
        if family == "redline":
            self.spoken.add(macro)
        return super().say(family, macro, **parts)


@cache
def _found(name: str) -> Differences:
    old, new = checked(TERMS), checked(_EDITS[name](TERMS), "changed.terms")
    return differences(old, new, GIVEN if name in _ON_DATA else None, runs=1)


def _cover(name: str, language: str) -> Cover:
    return _said(_found(name), language)


def _said(found: Differences, language: str) -> Cover:
    with written_for(LOCALES[language]), speaking(LANGUAGES[language]):
        return cover.cover_of(found, Recording())


def _texts(page: Cover) -> list[str]:
    found = [page.title, page.legend, *page.moved, *page.notes]
    found += [text for entry in page.entries for text in (entry.head, *entry.lines)]
    for table in page.tables:
        found += [table.caption, *table.heads, *(cell for row in table.rows for cell in row)]
    return found


@pytest.mark.parametrize("name", _EDITS)
def test_english_terms_read_as_on_the_terminal(name: str) -> None:
    page = _cover(name, "en")
    changes = _found(name).terms.changes
    assert [entry.head for entry in page.entries] == [head(each) for each in changes]
    said = [[line.replace("`", "") for line in lines(each)] for each in changes]
    assert [list(entry.lines) for entry in page.entries] == said


@pytest.mark.parametrize("name", _EDITS)
def test_nothing_english_is_left_in_german(name: str) -> None:
    german, english = _cover(name, "de"), _cover(name, "en")
    assert len(_texts(german)) == len(_texts(english))
    # Titles, names and lines of the terms stand as they are.
    terms = (
        f"{TERMS} {_EDITS[name](TERMS)} northwind.terms changed.terms quarterly billing events csv"
    )
    own = set(re.findall(r"[A-Za-z]+", terms.replace("_", " ")))
    own |= {word.title() for word in own}
    own |= {"is", "at", "least", "than", "less", "more", "the", "in", "Company", "Partner"}
    words = [set(re.findall(r"[A-Za-z]{2,}", " ".join(_texts(e)))) for e in (german, english)]
    assert not (words[0] & words[1]) - own


def test_amounts_look_as_the_locale_has_them() -> None:
    german = _texts(_cover("longer", "de"))
    english = _texts(_cover("longer", "en"))
    assert any("67.143,09" in text for text in german)
    assert any("67,143.09" in text for text in english)
    assert not any("67,143.09" in text for text in german)


def _small(folder: Path) -> Iterator[Differences]:
    """Versions of a small agreement: without data, and with data of which one lacks a figure."""
    old, new = SMALL, SMALL.replace("10% of", "12% of").replace("1 point", "2 point") + MORE
    capped = SMALL.replace("10% of sales", "10% of sales\n  at most EUR 90 per quarter")
    yield differences(checked(old), checked(capped), runs=20)
    yield differences(checked(capped), checked(old), runs=20)
    data = folder / "quarterly.csv"
    data.write_text("quarter,sales,visits,returns\n2026-Q1,50,3,1\n2026-Q2,500,4,1\n", "utf-8")
    without = re.sub(r"metric visits.*?\n\n", "", new, flags=re.DOTALL)
    yield differences(checked(old), checked(without), given([data]), runs=1)


def test_every_sentence_is_said(tmp_path: Path) -> None:
    for name in _EDITS:
        _cover(name, "en")
    for found in _small(tmp_path):
        _said(found, "en")
        text = " ".join(_texts(_said(found, "de"))).replace("\N{NO-BREAK SPACE}", " ")
        if found.money is None:
            assert "Die einfachsten gefundenen Zahlen" in text
        else:
            assert "kennt die Spalte visits aus quarterly.csv nicht" in text
            assert "Points, Anspruch, mit quarterly.csv" in text
    text = (TEMPLATES / "redline.j2").read_text("utf-8")
    silent = set(re.findall(r"\{% macro (\w+)\(", text)) - Recording.spoken
    assert {each for each in silent if not _KINDS.fullmatch(each)} <= _SELDOM


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_a_kind_of_declaration_has_its_word(language: Language) -> None:
    text = (TEMPLATES.parent / language.folder / "redline.j2").read_text("utf-8")
    known = set(re.findall(r"macro (kind_\w+)", text))
    names = {"unit" if kind is decl.CountUnit else kind.__name__.lower() for kind in _KINDS_OF}
    names = {"table" if name == "scheduletable" else name for name in names}
    assert known == {f"kind_{name}" for name in names} | {"kind_contract", "kind_use"}


def test_two_versions_in_files_of_one_name() -> None:
    newer = checked(TERMS.replace('version "1.0"', 'version "1.1"'), "some/northwind.terms")
    found = differences(checked(TERMS, "northwind.terms"), newer, None, runs=1)
    assert _said(found, "en").title == (
        "What changes from northwind.terms (version 1.0) to northwind.terms (version 1.1)"
    )
    assert "northwind.terms (Fassung 1.1) ändert" in _said(found, "de").title
    less = checked(TERMS.replace("due within 30 days", "due within 31 days"), "b/northwind.terms")
    same = differences(checked(TERMS, "northwind.terms"), less, None, runs=1)
    assert re.search(r"to northwind.terms \(fingerprint [0-9a-f]{8}…\)$", _said(same, "en").title)


def test_words_that_a_line_gains_or_loses() -> None:
    german = Saying("„{}“", "„{}“ eingefügt", "„{}“ gestrichen")
    assert narrowed("pay at once", "pay", german) == "pay: „at once“ gestrichen"
    assert narrowed("pay", "pay {at} once", german) == "pay: „{at} once“ eingefügt"
    assert narrowed("one two three", "four {} six", german) == "„one two three“ → „four {} six“"


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_a_redline_in_german(form: str) -> None:
    style = style_of(language="de")
    content = diff_document(_found("order"), form, style)
    text = content.decode(errors="ignore").replace("\N{NO-BREAK SPACE}", " ")
    if form in ("html", "md"):
        assert "Was sich von northwind.terms zu changed.terms ändert" in text
        assert "verschoben" in text
    if form == "html":
        assert '<html lang="de">' in text
        assert 'data-moved="hierher verschoben"' in text
        assert redline_of(_found("order"), style).document.language == "de"
    with pytest.raises(ValueError, match="one language"):
        diff_document(_found("order"), form, style_of(bilingual=True))


# ---- a house


def _house(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder


def test_a_house_has_its_own_words(tmp_path: Path) -> None:
    macro = "{% macro legend() %}Blackline for negotiation.{% endmacro %}"
    style = style_of(house=house_of(_house(tmp_path, "words/redline.j2", macro)))
    assert cover_of(_found("rate"), style).legend == "Blackline for negotiation."
    usual = cover_of(_found("rate"))
    assert cover_of(_found("rate"), style).entries == usual.entries


def test_a_field_that_is_misspelt_or_missing_is_named(tmp_path: Path) -> None:
    for text, said in (
        ("{% macro head(title, palce) %}{{ title }}{% endmacro %}", "no field `palce`"),
        ("{% macro head(title, place) %}{{ title }}{% endmacro %}", "leaves out the field `place`"),
    ):
        with pytest.raises(InputError) as raised:
            house_of(_house(tmp_path, "words/redline.j2", text))
        (found,) = raised.value.diagnostics
        assert found.code == "MS1237"
        assert said in found.message


COVER = Cover("What changes", "How it is marked.", (), (), ())


@cache
def _redline() -> Redline:
    return redline_of(_found("rate"))


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("redline/redline.html.j2", 'class="cover"', 'class="cover house"'),
        ("redline/redline.css", "", "/* of the house */\n"),
        ("html/print.css.j2", "", "/* of the house */\n"),
    ],
)
def test_a_house_has_its_own_page(tmp_path: Path, name: str, before: str, after: str) -> None:
    text = layout(name)
    own = text.replace(before, after) if before else after + text
    assert own != text
    page = render_html(_redline(), COVER, house_of(_house(tmp_path, name, own)))
    assert after.strip() in page
    assert after.strip() not in render_html(_redline(), COVER)


def test_a_house_has_its_own_print(tmp_path: Path) -> None:
    text = layout("redline/redline.typ")
    house = _house(tmp_path / "good", "redline/redline.typ", text.replace("luma(32%)", "luma(30%)"))
    made = render_pdf(_redline(), COVER, house_of(house))
    assert made != render_pdf(_redline(), COVER)
    wrong = _house(tmp_path / "bad", "redline/redline.typ", "#nothing-of-this-name")
    with pytest.raises(HouseError):
        render_pdf(_redline(), COVER, house_of(wrong))


def test_a_house_has_its_own_styles(tmp_path: Path) -> None:
    text = layout("word/styles.xml").replace('w:w="300"', 'w:w="310"')
    house = house_of(_house(tmp_path, "word/styles.xml", text))
    document = _redline().document
    with ZipFile(io.BytesIO(render_word(document, document, house))) as made:
        assert 'w:w="310"' in made.read("word/styles.xml").decode()


def test_a_page_that_fails_is_named(tmp_path: Path) -> None:
    house = house_of(_house(tmp_path, "redline/redline.html.j2", "{{ cover.titel }}"))
    with pytest.raises(HouseError, match=r"redline/redline\.html\.j2"):
        render_html(_redline(), COVER, house)


# ---- the command


def test_the_command_takes_language_locale_and_templates(tmp_path: Path) -> None:
    old, new = tmp_path / "old.terms", tmp_path / "new.terms"
    old.write_text(TERMS, "utf-8")
    new.write_text(EDITS["cap"](TERMS), "utf-8")
    arguments = ["diff", str(old), str(new), "--language", "de"]
    done = CliRunner().invoke(milestone, arguments)
    assert done.exit_code == 2
    assert "give --to" in done.output
    path = tmp_path / "redline.md"
    data = ["-d", str(NORTHWIND / "quarterly.csv"), "-d", f"billing={NORTHWIND / 'billing.csv'}"]
    more = ["--locale", "en", "-o", str(path), *data]
    assert CliRunner().invoke(milestone, [*arguments, *more], standalone_mode=False).return_value
    text = path.read_text("utf-8")
    assert "Ziffer 3.2(d): at most USD 90,000 → USD 100,000 per year" in text
    assert "| zusammen | " in text
