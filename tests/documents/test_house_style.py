"""A house style: what it changes, what it cannot do, and what is said of a mistake in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from milestonelang.backends.documents import reading
from milestonelang.cli.commands import milestone
from milestonelang.driver.check import load_checked
from milestonelang.driver.documents.build import build_document, document_of
from milestonelang.driver.documents.style import house_of, style_of
from milestonelang.driver.errors import InputError
from milestonelang.driver.verify import verify_file
from tests.documents.words_programs import SAMPLE, TEMPLATES

LAW = "{% macro law(law) %}{{ 'Law' | head }} The courts apply the law of {{ law }}.{% endmacro %}"
CORPUS = SAMPLE.parents[2] / "tests" / "corpus"


def _house(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder


def _words(folder: Path) -> str:
    style = style_of(house=house_of(folder))
    return " ".join(reading.plain_text(document_of(load_checked(SAMPLE), style)))


def test_one_macro_changes_its_sentence_and_no_other(tmp_path: Path) -> None:
    usual = " ".join(reading.plain_text(document_of(load_checked(SAMPLE))))
    own = _words(_house(tmp_path, "words/general.j2", LAW))
    assert own != usual
    assert own == usual.replace(
        "The law of the State of Delaware governs this agreement.",
        "The courts apply the law of the State of Delaware.",
    )


def test_a_house_that_says_must_changes_one_macro(tmp_path: Path) -> None:
    text = "{% macro shall(verb) %}must {{ verb }}{% endmacro %}"
    own = _words(_house(tmp_path, "words/grammar.j2", text))
    usual = " ".join(reading.plain_text(document_of(load_checked(SAMPLE))))
    assert "Company must pay Partner" in own
    # What is left of it stands in texts that authors wrote.
    assert own.count("must") + own.count("shall") == usual.count("must") + usual.count("shall")
    assert own.count("must") > 30
    assert len(own.split()) == len(usual.split())


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("words/generel.j2", LAW, "there is no template `words/generel.j2`"),
        ("words/general.j2", LAW.replace("law(law)", "lew(law)"), "no sentence is called `lew`"),
        ("words/general.j2", LAW.replace("law(law)", "law(lew)"), "`law` has no field `lew`"),
        ("words/general.j2", LAW.replace("law(law)", "law()"), "`law` lacks the field `law`"),
        ("words/general.j2", LAW.replace("{{ law", "{{ lew"), "`law` has no field `lew`"),
        ("words/general.j2", LAW.replace("{{ law }}", "it"), "`law` leaves out the field `law`"),
        ("words/general.j2", LAW.replace("{{ law }}", "{{ law * 3 }}"), "holds no arithmetic"),
        ("words/general.j2", LAW.replace("{{ law }}", "{{ -law }}"), "holds no arithmetic"),
        ("words/general.j2", "{% macro law(law) %}", "Unexpected end of template"),
        ("words/general.j2", LAW + "loose words", "stands outside of a macro"),
        ("html/document.html.j2", "{{ 1 + 1 }}", "holds no arithmetic"),
        ("word/styles.xml", "<w:styles>", "it is no XML"),
        ("word/styles.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>', "it declares entities"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        house_of(_house(tmp_path, name, text))
    (found,) = raised.value.diagnostics
    assert found.code == "MS1237"
    assert said in found.message
    assert name in str(found.place)
    assert found.help


def test_every_field_of_every_sentence_is_wanted(tmp_path: Path) -> None:
    """Our own templates, taken as a house style, fit; so the check asks for nothing else."""
    for path in TEMPLATES.glob("*.j2"):
        _house(tmp_path, f"words/{path.name}", path.read_text(encoding="utf-8"))
    assert _words(tmp_path) == " ".join(reading.plain_text(document_of(load_checked(SAMPLE))))


@pytest.mark.parametrize(
    "attack",
    [
        "{{ law.__class__.__mro__ }}",
        "{{ law | attr('__class__') }}",
        "{{ ''.__class__.__base__.__subclasses__() }}{{ law }}",
        "{{ 'a' ~ law.inlines.append(law) }}",
        "{% include '/etc/passwd' %}{{ law }}",
        "{{ cycler.__init__.__globals__ }}{{ law }}",
    ],
)
def test_a_template_reaches_nothing(tmp_path: Path, attack: str) -> None:
    folder = _house(tmp_path, "words/general.j2", LAW.replace("{{ law }}", attack))
    with pytest.raises(InputError) as raised:
        build_document(load_checked(SAMPLE), "md", style=style_of(house=house_of(folder)))
    assert raised.value.diagnostics[0].code == "MS1237"


def test_a_missing_field_of_a_page_is_named(tmp_path: Path) -> None:
    style = style_of(house=house_of(_house(tmp_path, "html/document.html.j2", "{{ documint }}")))
    with pytest.raises(InputError) as raised:
        build_document(load_checked(SAMPLE), "html", style=style)
    assert "documint" in raised.value.diagnostics[0].message


def test_layouts_of_a_house(tmp_path: Path) -> None:
    _house(tmp_path, "html/screen.css", "/* house */")
    styles = (TEMPLATES.parent / "word" / "styles.xml").read_text(encoding="utf-8")
    _house(tmp_path, "word/styles.xml", styles.replace("Cambria", "Caladea"))
    style = style_of(house=house_of(tmp_path))
    checked = load_checked(SAMPLE)
    assert b"/* house */" in build_document(checked, "html", style=style)
    usual = build_document(checked, "docx")
    assert build_document(checked, "docx", style=style) != usual


def test_a_layout_for_pdf_that_fails_is_named(tmp_path: Path) -> None:
    style = style_of(house=house_of(_house(tmp_path, "typst/page.typ", "#let data = missing")))
    with pytest.raises(InputError) as raised:
        build_document(load_checked(SAMPLE), "pdf", style=style)
    assert "missing" in raised.value.diagnostics[0].message


def test_a_pdf_of_a_house_needs_its_templates(tmp_path: Path) -> None:
    folder, other = tmp_path / "house", tmp_path / "other"
    _house(folder, "words/general.j2", LAW)
    _house(other, "words/general.j2", LAW.replace("courts", "judges"))
    file = tmp_path / "agreement.pdf"
    style = style_of(house=house_of(folder))
    file.write_bytes(build_document(load_checked(SAMPLE), "pdf", style=style))
    assert "byte for byte" in verify_file(str(file), templates=str(folder))[-1]
    for wrong in (None, str(other)):
        with pytest.raises(InputError) as raised:
            verify_file(str(file), templates=wrong)
        assert raised.value.diagnostics[0].code == "MS1238"


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    made = CliRunner().invoke(
        milestone, ["build", str(SAMPLE), "--templates", str(tmp_path / "none"), "-o", "-"]
    )
    assert isinstance(made.exception, InputError)
    assert made.exception.diagnostics[0].code == "MS1236"
    with pytest.raises(InputError) as raised:
        house_of(tmp_path)
    assert "no template in this folder" in raised.value.diagnostics[0].message
