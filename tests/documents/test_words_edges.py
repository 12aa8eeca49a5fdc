"""What a phrase promises of the figure itself, one unit under it and one unit over it, is paid.

The promises are written down here, once for each phrase; the phrase is read from the document and
the payment from the evaluator.
"""

from __future__ import annotations

import functools
import re
from datetime import date, timedelta
from fractions import Fraction

import pytest

from milestonelang.agreement import declarations as d
from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.fill import walk
from tests.documents import words_programs as programs
from tests.reference.adapter import rows_of, run
from tests.reference.write import decimal

# Whether it holds one unit under the figure, at the figure, and one unit over it.
PROMISES = {
    "less than": (True, False, False),
    "at most": (True, True, False),
    "more than": (False, False, True),
    "at least": (False, True, True),
    "exactly": (False, True, False),
    "not exactly": (True, False, True),
    "up to and including": (True, True, False),
    "below": (True, False, False),
    "above": (False, False, True),
    "or more": (False, True, True),
    "by the end of": (True, True, False),
    "from the start of": (False, True, True),
}

HEAD = """
contract edges "Edges Agreement"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "Acme, Inc."

party partner "Northwind GmbH"

unit seat

event launch "Launch"
  means "the product is launched"
  reported by partner
"""

PAYMENT = """
metric x "Reading" is {type}
  between {low} and {high}
  reported by company within 15 days

payment fee "Fee"
  company pays partner each quarter
{lines}
  due within 30 days of the end of the quarter
"""

# A type, its range, a figure as written, in a file, and the least step of its values.
KINDS = {
    "money": ("money", "USD 0", "USD 9,000", "USD 250.50", "250.50", "0.01"),
    "percent": ("percent", "0%", "100%", "15%", "15", "0.0001"),
    "number": ("number", "0", "90", "7.5", "7.5", "0.000001"),
    "count": ("count of seat", "0 seats", "90 seats", "10 seats", "10", "1"),
    "duration": ("duration in days", "0 days", "90 days", "14 days", "14", "1"),
}
SIDES = ("<", "<=", ">", ">=", "is", "is not")


def _agreement(kind: str, lines: str) -> str:
    type, low, high, *_ = KINDS[kind]
    return HEAD + PAYMENT.format(type=type, low=low, high=high, lines=lines)


@functools.cache
def _document(terms: str) -> tuple[d.Agreement, model.Document]:
    agreement = programs.checked(terms)
    return agreement, programs.document(agreement)


def _paid(terms: str, kind: str, figures: list[Fraction]) -> list[Fraction]:
    """Return what is paid for each quarter with these figures, one a quarter."""
    sign = {"percent": "%", "duration": " days"}.get(kind, "")
    lines = ["quarter,x"]
    for index, figure in enumerate(figures):
        lines.append(f"{2026 + index // 4}-Q{index % 4 + 1},{decimal(figure)}{sign}")
    found = rows_of(run(terms, {"metrics.csv": "\n".join(lines) + "\n"}))
    by_period = {
        period: Fraction(value)
        for period, subject, what, value in found
        if subject == "fee" and what == "entitled" and value != "pending"
    }
    return [by_period[period] for period in sorted(by_period)]


def _around(kind: str) -> list[Fraction]:
    figure, step = (Fraction(text) for text in KINDS[kind][4:])
    return [figure - step, figure, figure + step]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("side", SIDES)
def test_a_condition_is_met_where_its_phrase_says(kind: str, side: str) -> None:
    figure = KINDS[kind][3]
    terms = _agreement(kind, f"  amount USD 100\n  only if x {side} {figure}")
    _, document = _document(terms)
    text = programs.whole_text(document).replace("\N{NO-BREAK SPACE}", " ")
    said = re.search(
        rf"If Reading for the Quarter is ([a-z ]+) {re.escape(figure)}, keep the result of "
        rf"step \(a\)\. If it is ([a-z ]+) {re.escape(figure)}, the result is zero",
        text,
    )
    assert said is not None
    met = tuple(amount == 100 for amount in _paid(terms, kind, _around(kind)))
    assert PROMISES[said[1]] == met
    assert PROMISES[said[2]] == tuple(not each for each in met)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("side", ["up to", "below"])
@pytest.mark.parametrize("other", ["up to", "below"])
def test_a_figure_falls_into_the_band_whose_words_hold_it(kind: str, side: str, other: str) -> None:
    low, high = ("USD 1.25", "USD 250.50") if kind == "money" else ("", KINDS[kind][3])
    low = low or KINDS[kind][3].replace(KINDS[kind][4], "2")
    terms = _agreement(
        kind,
        "  on x\n  at fixed amounts\n"
        f"    USD 1 {side} {low}\n    USD 2 {other} {high}\n    USD 3 beyond",
    )
    _, document = _document(terms)
    table = next(node for node in walk(document.clauses) if isinstance(node, model.Table))
    bands = [(reading.text_of(row.cells[0]), reading.text_of(row.cells[1])) for row in table.rows]
    step = Fraction(KINDS[kind][5])
    figures = [
        _figure(cut) + step * shift
        for cut in (low, high)
        for shift in (Fraction(-1), 0, Fraction(1))
    ]
    promised = [_amount_of(bands, figure, step) for figure in figures]
    assert promised == _paid(terms, kind, figures)


def _figure(text: str) -> Fraction:
    """Return the number in a figure as it prints."""
    found = re.search(r"[\d,]+(\.\d+)?", text)
    assert found is not None, text
    return Fraction(found[0].replace(",", ""))


def _amount_of(bands: list[tuple[str, str]], figure: Fraction, step: Fraction) -> Fraction:
    """Return the amount of the one band whose words hold the figure."""
    found = [amount for words, amount in bands if _holds(words, figure, step)]
    assert len(found) == 1, (bands, figure)
    return _figure(found[0])


def _holds(words: str, figure: Fraction, step: Fraction) -> bool:
    """Return whether a figure that is some units from the edges lies where the words say."""
    held = True
    for part in words.replace("\N{NO-BREAK SPACE}", " ").split(", "):
        phrase = next(phrase for phrase in PROMISES if phrase in part)
        cut = _figure(part)
        where = 0 if figure < cut else 1 if figure == cut else 2
        assert figure == cut or abs(figure - cut) >= step
        held = held and PROMISES[phrase][where]
    return held


MILESTONE = (
    HEAD
    + """
metric x "Reading" is number
  between 0 and 1
  reported by company within 15 days

milestone start "Start"
  {time}
  requires launch from partner
  company pays partner USD 50
"""
)
DAY = date(2026, 8, 15)


@pytest.mark.parametrize(
    "time", [f"by {DAY}", f"before {DAY + timedelta(1)}", f"between {DAY} and 2027-06-30"]
)
def test_a_milestone_takes_the_days_its_words_name(time: str) -> None:
    terms = MILESTONE.format(time=time)
    _, document = _document(terms)
    text = programs.whole_text(document).replace("\N{NO-BREAK SPACE}", " ")
    clause = text[text.index("Reward.") :]
    said = re.search(r"(by the end of|from the start of) 15 August 2026", clause)
    assert said is not None
    paid = []
    for shift in (-1, 0, 1):
        day = DAY + timedelta(shift)
        events = f"date,event,subject,by,amount,note\n{day},evidence,launch,partner,,\n"
        figures = "quarter,x\n2026-Q1,0\n2026-Q2,0\n2026-Q3,0\n2026-Q4,0\n"
        found = rows_of(run(terms, {"metrics.csv": figures, "events.csv": events}))
        paid.append(("start", "entitled", "50.00") in {row[1:] for row in found})
    assert PROMISES[said[1]] == tuple(paid)
