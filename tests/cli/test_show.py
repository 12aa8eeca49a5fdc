"""`milestone show`: terms on their base as one whole, and what differs from it."""

import json
from pathlib import Path

import pytest

from milestonelang.driver.check import load_checked
from milestonelang.driver.documents.build import document_of
from milestonelang.driver.documents.style import style_of
from tests.cli.conftest import Command

MODULE = 'parameter limit "Limit" is money\n\nclause cap "Cap"\n  "No fee is above {limit}."\n'
BASE = """contract programme "Partner Programme"
  version "3"
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter
  core fee

use "../lib/cap.terms" as cap
  limit is USD 5,000

party company "Acme, Inc."

party partner "A Partner"

metric revenue "Revenue" is money
  between USD 0 and USD 1,000,000
  reported by company within 15 days

payment fee "Fee"
  company pays partner each quarter
  amount 2% of revenue
  at most cap.limit per quarter

payment bonus "Bonus"
  company pays partner each quarter
  amount 1% of revenue
  at most USD 80,000 per year

payment gift "Gift"
  company pays partner each year
  amount USD 10
"""
OWN = """# what one partner has otherwise
contract own "Own Terms"
  based on "base/programme.terms"
  effective 2026-01-01 until 2026-12-31
  replaces party partner "Northwind GmbH"
  replaces payment bonus "Bonus"
    company pays partner each quarter
    amount 1% of revenue
    at most USD 90,000 per year
  replaces use "lib/cap.terms" as cap
    limit is USD 7,000
  removes gift

payment extra "Extra"
  company pays partner each year
  amount USD 20
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A contract on a base in another folder, which uses a module of a third."""
    for name, text in (("base/programme", BASE), ("lib/cap", MODULE), ("own", OWN)):
        file = tmp_path / f"{name}.terms"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "own.terms"


def test_what_differs_is_told_and_no_more(milestone: Command, own: Path) -> None:
    done = milestone("show", own, "--differences")
    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
own.terms, based on programme.terms (Partner Programme, version 3): 6 declarations differ

Own Terms, clause 1.1
  renamed from `programme` to `own`
  title “Partner Programme” → “Own Terms”
  added: effective 2026-01-01 until 2026-12-31
Northwind GmbH
  title “A Partner” → “Northwind GmbH”
Bonus, clause 4
  clause 4.2(b): at most USD 80,000 → USD 90,000 per year
Extra, clause 5: added (payment)
  Company pays Partner each year
  clause 5.2: amount USD 20
Gift, clause 5: removed (payment)
  Company pays Partner each year
  clause 5.2: amount USD 10
"lib/cap.terms" as cap
  limit is USD 5,000 → USD 7,000

core, and the same in both
  Fee, clause 3
"""
    )


def test_as_data(milestone: Command, own: Path) -> None:
    data = json.loads(milestone("show", own, "--differences", "--format", "json").out)
    assert (data["file"], data["base"]["file"]) == ("own.terms", "programme.terms")
    assert data["core"] == [{"name": "fee", "title": "Fee", "clause": "3"}]
    became = {each["kind"]: each["became"] for each in data["terms"] if each["kind"] != "payment"}
    assert became == {"contract": "changed", "party": "changed", "use": "changed"}


def test_the_whole_means_the_same(milestone: Command, own: Path) -> None:
    whole = milestone("show", own)
    assert whole.code == 0
    assert "# " not in whole.out
    file = own.parent / "whole.terms"
    file.write_text(whole.out, encoding="utf-8")
    assert milestone("fmt", file, "--check").code == 0
    done = milestone("diff", own, file)
    assert (done.code, "no change in the terms" in done.out) == (0, True)
    assert milestone("show", own, "--format", "json").code == 2


def test_what_has_no_base_and_what_has_a_broken_one(
    milestone: Command, own: Path, example: Path
) -> None:
    done = milestone("show", example / "northwind.terms", "--differences")
    assert (done.code, "MS0970" in done.err) == (2, True)
    base = own.parent / "base" / "programme.terms"
    base.write_text(BASE.replace('party partner "A Partner"\n', ""), encoding="utf-8")
    own.write_text(OWN.replace("replaces party", "adds party"), encoding="utf-8")
    done = milestone("show", own, "--differences")
    assert (done.code, "MS0971" in done.err) == (2, True)
    text = milestone("build", own, "--to", "md", "-o", "-").out
    assert "is not complete by itself, so that nothing is compared" in text


def _rows(own: Path, language: str) -> list[tuple[str, ...]]:
    document = document_of(load_checked(own), style_of(language=language))
    part = next(part for part in document.parts if part.anchor == "annex-a")
    assert not part.binding
    return [
        tuple("".join(each.text for each in cell) for cell in row.cells)
        for block in part.blocks
        for row in getattr(block, "rows", ())
    ]


def test_the_document_has_each_sentence_that_reads_otherwise(own: Path) -> None:
    rows = _rows(own, "en")
    assert [row[0] for row in rows] == ["3.2(b)", "4.2(b)", "–", "5", "7.1", "Parameters"]
    maximum = rows[1]
    assert ("80,000" in maximum[1], "90,000" in maximum[2]) == (True, True)
    assert rows[2][1:] == ("has all of “Gift”", "–")
    assert rows[3][1:] == ("–", "has all of “Extra”")
    assert rows[4][1:] == ("No fee is above USD\u00a05,000.", "No fee is above USD\u00a07,000.")
    assert [row[0] for row in _rows(own, "de")] == [row[0] for row in rows[:5]] + ["Parameter"]


def test_a_figure_that_went_is_named_and_not_put_under_another(own: Path) -> None:
    base = own.parent / "base" / "programme.terms"
    visits = 'metric visits "Visits" is number\n  means "visits of Partner to a customer"\n'
    visits += "  between 0 and 10\n  reported by partner within 15 days\n\n"
    gift = "  amount USD 10\n  only if visits > 2\n"
    before = BASE.replace("payment fee", f"{visits}payment fee")
    base.write_text(before.replace("  amount USD 10\n", gift), encoding="utf-8")
    own.write_text(OWN.replace("removes gift", "removes gift\n  removes visits"), encoding="utf-8")
    rows = _rows(own, "en")
    assert rows[-1] == ("–", "has all of “Visits”", "–")
    assert not [row for row in rows if "visits of Partner" in row[1]]


def test_the_same_terms_differ_in_nothing(own: Path) -> None:
    own.write_text(
        'contract same "Same"\n  based on "base/programme.terms"\n'
        "  effective 2026-01-01 until 2026-12-31\n",
        encoding="utf-8",
    )
    assert _rows(own, "en") == []


def test_a_pdf_says_what_its_terms_say(milestone: Command, own: Path) -> None:
    pdf = own.with_suffix(".pdf")
    assert milestone("build", own, "-o", pdf).code == 0
    said = milestone("show", own, "--differences").out
    assert milestone("show", pdf, "--differences").out == said.replace("own.terms", "own.pdf")
