"""The explanatory note: the authors' reasons beside what each term says in short."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command

PLAIN = """contract plain "Plain Agreement"
  version "2"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter

party company "Acme, Inc."

party partner "Northwind GmbH"

metric revenue "Revenue" is money
  reported by company within 15 days
  between USD 0 and USD 1,000,000
{reason}
payment fee "Fee"
  company pays partner each quarter
  amount 2% of revenue
  at most USD 9,000 per year

payment gift "Gift"
  company pays partner each year
  amount USD 10
"""


def _file(folder: Path, reason: str) -> Path:
    file = folder / "plain.terms"
    file.write_text(PLAIN.format(reason=reason), encoding="utf-8")
    return file


def test_each_reason_stands_with_its_term(milestone: Command, tmp_path: Path) -> None:
    text = PLAIN.format(reason='  because "It is what customers pay."\n').replace(
        "  at most USD 9,000 per year\n",
        '  at most USD 9,000 per year\n  because "The more {revenue}, the more."\n',
    )
    file = tmp_path / "plain.terms"
    file.write_text(text, encoding="utf-8")
    said = " ".join(milestone("build", file, "--to", "notes", "-o", tmp_path / "n.md").said.split())
    assert "wrote" in said
    note = " ".join((tmp_path / "n.md").read_text("utf-8").replace("\u00a0", " ").split())
    assert note.startswith("Explanatory note # Plain Agreement > This note explains the Plain")
    assert "### Revenue Schedule 1, 1. *Why.* It is what customers pay." in note
    short = "Clause 3: 2% of Revenue. At most USD 9,000 a Contract Year."
    assert f"### Fee {short} *Why.* The more Revenue, the more." in note
    assert "No reason is stated for these terms: Gift." in note


def test_a_note_lies_beside_the_terms_and_is_no_agreement(
    milestone: Command, tmp_path: Path
) -> None:
    file = _file(tmp_path, '  because "It is what customers pay."\n')
    assert milestone("build", file, "--to", "notes").code == 0
    page = (tmp_path / "plain.notes.html").read_text("utf-8")
    assert "It does not bind the parties." in page
    pdf = tmp_path / "note.pdf"
    assert milestone("build", file, "--to", "notes", "-o", pdf, "--language", "de").code == 0
    done = milestone("verify", pdf)
    assert (done.code, "MS1300" in done.err) == (2, True)


@pytest.mark.parametrize("option", ["--final", "--bilingual", "--sign"])
def test_a_note_is_neither_signed_nor_final(milestone: Command, example: Path, option: str) -> None:
    given = [option, "key.pem"] if option == "--sign" else [option]
    done = milestone("build", example / "northwind.terms", "--to", "notes", *given)
    assert (done.code, "a note does not bind" in done.err) == (2, True)


def test_without_a_reason_there_is_nothing_to_explain(milestone: Command, tmp_path: Path) -> None:
    done = milestone("build", _file(tmp_path, ""), "--to", "notes", "-o", "-")
    assert (done.code, "MS0972" in done.err) == (2, True)


def test_what_no_font_has_is_named(milestone: Command, tmp_path: Path) -> None:
    file = _file(tmp_path, '  because "A sign \u2f00\U0001f9ff that no font has."\n')
    done = milestone("build", file, "--to", "notes", "-o", tmp_path / "n.pdf")
    assert (done.code, "MS" in done.err) == (1, True)
