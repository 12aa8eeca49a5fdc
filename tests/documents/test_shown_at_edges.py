"""`shown at its edges` works each cut: on it, one unit below it and one unit above it."""

from __future__ import annotations

import pytest

from milestonelang.agreement import declarations as d
from milestonelang.backends.documents import model, reading
from milestonelang.driver.documents.build import document_of
from milestonelang.driver.terms import Terms, check_terms
from milestonelang.outline.outline import outline
from tests.corpus.programs import CORPUS, completed

_PROGRAM = """
metric sales "Sales" is money
  means "fees invoiced"
  between USD 0 and USD 5,000,000
  reported by company within 15 days

metric speed "Speed" is percent
  means "speed"
  between 0% and 200%
  reported by company within 15 days

schedule multiplier "Multiplier" from percent to percent
  interpolated, flat outside
    80% gives 0%
    90% gives 100%

payment commission "Commission"
  company pays partner each quarter
  on sales accumulated yearly
  at {kind} rates
    8% up to USD 250,000
    10% below USD 1,000,000
    12% beyond
  shown at its edges

payment bonus "Bonus"
  company pays partner each quarter
  amount 2% of sales
  times multiplier(speed)
  {shown}
"""
# By hand: which band owns each cut, and the amount on it, a cent below and a cent above.
_BANDS = (
    ("USD 249,999.99", "8%: up to and including USD 250,000"),
    ("USD 250,000", "8%: up to and including USD 250,000"),
    ("USD 250,000.01", "10%: above USD 250,000, below USD 1,000,000"),
    ("USD 999,999.99", "10%: above USD 250,000, below USD 1,000,000"),
    ("USD 1,000,000", "12%: USD 1,000,000 or more"),
    ("USD 1,000,000.01", "12%: USD 1,000,000 or more"),
)
_RESULTS = {
    "whole amount": "19,999.9992 20,000 25,000.001 99,999.999 120,000 120,000.0012",
    "marginal": "19,999.9992 20,000 20,000.001 94,999.999 95,000 95,000.0012",
}
_POINTS = (
    *(("79.99%", "0%"), ("80%", "0%"), ("80.01%", "0.1%")),
    *(("89.99%", "99.9%"), ("90%", "100%"), ("90.01%", "100%")),
)


def _tables(kind: str, shown: str = "shown at its edges") -> list[tuple[tuple[str, ...], ...]]:
    text = completed(_PROGRAM.format(kind=kind, shown=shown))
    checked = check_terms(Terms(text, "edges.terms", CORPUS, "0" * 64))
    payment = checked.require().get("commission", d.Payment)
    assert payment.shown_at_edges
    document = document_of(checked)
    part = next(part for part in document.parts if part.title == "Illustrative calculations")
    return [
        tuple(tuple(map(reading.text_of, row.cells)) for row in block.rows)
        for block in part.blocks
        if isinstance(block, model.Table)
    ]


@pytest.mark.parametrize("kind", _RESULTS)
def test_each_cut_is_worked_on_both_sides(kind: str) -> None:
    bands, points = _tables(kind)
    close = [tuple(cell.replace("\u00a0", " ") for cell in row) for row in bands]
    expected = [
        (*band, f"USD {result}")
        for band, result in zip(_BANDS, _RESULTS[kind].split(" "), strict=True)
    ]
    assert close == expected
    assert points == _POINTS


def test_only_a_payment_that_asks_for_it_is_worked() -> None:
    assert len(_tables("marginal", shown="")) == 1


def test_the_payment_itself_stays_in_its_clause() -> None:
    text = completed(_PROGRAM.format(kind="marginal", shown="shown at its edges"))
    agreement = check_terms(Terms(text, "edges.terms", CORPUS, "0" * 64)).require()
    payment = agreement.get("commission", d.Payment)
    assert outline(agreement).place(payment.id).number == "3"
