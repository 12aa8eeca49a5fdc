"""A later statement of a period says what it replaces, and what changed: old, new, difference."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import milestonelang
from milestonelang.driver.documents.statements import build_statement
from milestonelang.driver.documents.style import style_of
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import given
from milestonelang.driver.settle import settle

TERMS = """\
contract partners "Growth Agreement"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in EUR
  rounded half up to the cent
  due within 30 days of the end of the quarter

party company "Quellwerk GmbH"

party partner "Alpha Vertrieb GmbH"

metric sales "Net Sales" is money
  between EUR 0 and EUR 1,000,000
  reported by company within 40 days

payment commission "Commission"
  company pays partner each quarter
  amount 10% of sales
  hold back 20%, released after 1 quarter
"""
FIGURES = "quarter,sales,reported_on\n2026-Q1,1000,2026-04-10\n2026-Q1,1250.50,2026-04-20\n"


def _checked(terms: str = TERMS) -> milestonelang.Checked:
    return milestonelang.check(milestonelang.load(text=terms))


def _data(folder: Path, text: str = FIGURES) -> Path:
    path = folder / "quarterly.csv"
    path.write_text(text, "utf-8")
    return path


def _said(folder: Path, replaces: str, language: str = "en", as_of: str | None = None) -> str:
    day = None if as_of is None else date.fromisoformat(as_of)
    made = build_statement(
        _checked(),
        given([_data(folder)], as_of=day),
        "2026-Q1",
        "md",
        style_of(language=language),
        replaces=date.fromisoformat(replaces),
    )
    return made.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_old_new_and_difference_are_shown(tmp_path: Path) -> None:
    text = _said(tmp_path, "2026-04-15", as_of="2026-04-30")
    assert "Replaces the statement as of 15 April 2026." in text
    assert "| Net Sales | EUR 1,000.00 | EUR 1,250.50 | EUR 250.50 |" in text
    assert "| Commission | EUR 100.00 | EUR 125.05 | EUR 25.05 |" in text
    assert "| Commission, held back | EUR 20.00 | EUR 25.01 | EUR 5.01 |" in text
    assert (
        "| **Payable, Company to Partner** | **EUR 80.00** | **EUR 100.04** | **EUR 20.04** |"
        in (text)
    )
    assert "reported again before its period was settled: EUR 1,250.50, not EUR 1,000" in text


def test_what_was_pending_is_no_difference_in_money(tmp_path: Path) -> None:
    text = _said(tmp_path, "2026-04-05", "de")
    assert "Ersetzt die Abrechnung nach dem Stand vom 5. April 2026." in text
    assert "| Net Sales | offen | EUR 1.250,50 | – |" in text
    assert "| **Zahlbar, Company an Partner** | **offen** | **EUR 100,04** | **–** |" in text


def test_a_statement_that_changes_nothing_says_so(tmp_path: Path) -> None:
    text = _said(tmp_path, "2026-04-25")
    assert "No figure and no amount has changed since." in text
    assert "What changed against" not in text


def test_a_later_statement_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        _said(tmp_path, "2026-04-15", as_of="2026-04-15")
    (found,) = raised.value.diagnostics
    assert found.code == "MS1261"
    assert "2026-04-15" in found.message


@pytest.mark.parametrize("as_of", [date(2026, 5, 1), None])
def test_what_a_ledger_stated_is_replaced(tmp_path: Path, as_of: date | None) -> None:
    ledger = tmp_path / "partners.ledger"
    settle(_checked(), given([_data(tmp_path)], as_of=as_of), "2026-Q1", ledger)
    now = given([_data(tmp_path)], ledger=ledger)
    other = _checked(TERMS.replace("10% of", "12% of").replace("hold back 20%", "hold back 25%"))
    text = build_statement(other, now, "2026-Q1", "md").decode()
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    if as_of is None:
        assert "Replaces what record 1 of the ledger states." in text
    else:
        assert "Replaces the statement as of 1 May 2026, which is record 1 of the ledger." in text
    assert "| Commission | EUR 125.05 | EUR 150.06 | EUR 25.01 |" in text
    assert "| Commission, held back | EUR 25.01 | EUR 37.52 | EUR 12.51 |" in text
    same = build_statement(_checked(), now, "2026-Q1", "md").decode()
    assert "Replaces" not in same
    next_one = build_statement(_checked(), now, "2026-Q2", "md").decode()
    assert "Replaces" not in next_one


def test_a_line_that_is_gone_and_one_that_is_new(tmp_path: Path) -> None:
    metric = """
metric visits "Visits" is number
  between 0 and 1000
  computed as sales / EUR 10

trigger slow "Slow Quarter"
  starts when sales < EUR 2,000
  ends when sales >= EUR 2,000
  commission reduced by 50%
"""
    ledger = tmp_path / "partners.ledger"
    settle(_checked(TERMS + metric), given([_data(tmp_path)]), "2026-Q1", ledger)
    now = given([_data(tmp_path)], ledger=ledger)
    text = build_statement(_checked(), now, "2026-Q1", "md").decode()
    assert "| Visits | 125.05 | – | – |" in text
    assert "| Slow | active | – | – |" in text
