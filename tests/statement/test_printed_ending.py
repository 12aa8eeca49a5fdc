"""A statement of a period that was settled before the agreement was ended says so."""

from __future__ import annotations

from datetime import date

from milestonelang.driver.check import load_checked
from milestonelang.driver.documents.statements import build_statement
from milestonelang.driver.documents.style import style_of
from milestonelang.driver.evaluate import given
from tests.documents.words_programs import SAMPLE


def _said(period: str, language: str = "en", as_of: date | None = None) -> str:
    data = SAMPLE.with_name
    rows = {"billing": data("billing.csv")}
    files = given([data("quarterly-exit.csv")], rows, [data("events-exit.csv")], as_of=as_of)
    style = style_of(language)
    made = build_statement(load_checked(SAMPLE), files, period, "md", style).decode()
    return made.replace("\N{NO-BREAK SPACE}", " ")


def test_a_notice_that_came_later_is_told_as_later() -> None:
    later = "This became known after the Quarter was settled on 15 January 2027"
    assert later in _said("2026-Q4")
    said = _said("2027-Q1")
    assert "The agreement ended on 31 March 2027" in said and "became known after" not in said
    assert "am 15. Januar 2027 abgerechnet war" in _said("2026-Q4", "de")


def test_as_of_its_own_day_it_knows_of_no_end() -> None:
    said = _said("2026-Q4", as_of=date(2027, 1, 31))
    assert "The agreement end" not in said
    assert "Paid with 2027-Q1, due 30 April 2027" in said
