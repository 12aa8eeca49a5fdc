"""The rows between two steps of an illustration lead from one result to the next."""

from __future__ import annotations

from fractions import Fraction

import pytest

from milestonelang.agreement import declarations as d, lines as n
from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.fill import walk
from milestonelang.backends.documents.fill_annexes import (
    IllustratedPayment,
    IllustratedRow,
    Illustration,
    Result,
)
from milestonelang.backends.documents.fill_common import Scene
from milestonelang.backends.documents.fill_workings import Results, workings
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.outline.outline import outline
from milestonelang.outline.uses import uses
from tests.documents import words_programs as programs

SAMPLE = programs.checked(programs.SAMPLE.read_text(encoding="utf-8"), programs.SAMPLE.parent)


def _rows(payment: str, step: int, before: Results, results: Results) -> list[list[str]]:
    made = outline(SAMPLE)
    voice = Voice(SAMPLE, made, programs.speaker())
    scene = Scene(voice, SAMPLE, made, uses(SAMPLE))
    declared = SAMPLE.get(payment, d.Payment)
    line = declared.steps[step]
    source = line.base.id if isinstance(line, n.On) else declared.steps[step - 1].id
    rows: tuple[model.Row, ...] = workings(scene, declared, (source, before), (line.id, results))
    said = [[reading.text_of(cell) for cell in row.cells] for row in rows]
    return [[text.replace("\N{NO-BREAK SPACE}", " ") for text in row] for row in said]


def test_bands_add_up_to_the_result() -> None:
    bases = (Fraction(200_000), Fraction(1_100_000))
    assert _rows("base_commission", 0, bases, (Fraction(16_000), Fraction(91_000))) == [
        ["Table 1", "8% of the part up to and including USD 250,000", "16,000.00", "20,000.00"],
        [
            "Table 1",
            "10% of the part above USD 250,000, up to and including USD 1,000,000",
            *("0.00", "75,000.00"),
        ],
        ["Table 1", "12% of the part above USD 1,000,000", "0.00", "12,000.00"],
        [
            "Table 1",
            "less the amount found in the same way for the Quarter before",
            *("0.00", "−16,000.00"),
        ],
    ]


def test_a_band_that_gives_nothing_has_no_row() -> None:
    rows = _rows("base_commission", 0, (Fraction(100),), (Fraction(8),))
    assert [row[2] for row in rows] == ["8.00"]


def test_a_multiplier_shows_by_what_it_multiplied() -> None:
    before, results = (Fraction(4_000), Fraction(0)), (Fraction(1_600), Fraction(0))
    assert _rows("retention_bonus", 1, before, results) == [
        ["", "The Retention Multiplier for Customer Retention", "40%", ""]
    ]


@pytest.mark.parametrize(
    ("payment", "step", "before", "results"),
    [
        ("base_commission", 0, (None,), (Fraction(0),)),
        ("base_commission", 0, (Fraction(-5),), (Fraction(0),)),
        ("base_commission", 1, (Fraction(5),), (Fraction(5),)),
        ("retention_bonus", 1, (Fraction(0),), (Fraction(0),)),
    ],
)
def test_nothing_is_worked_where_the_figures_do_not_say_it(
    payment: str, step: int, before: Results, results: Results
) -> None:
    assert _rows(payment, step, before, results) == []


def test_a_table_of_many_periods_goes_on_below_itself() -> None:
    payment = SAMPLE.get("retention_bonus", d.Payment)
    results = tuple(Fraction(index) for index in range(1, 7))
    row = IllustratedRow(Result.STEP, payment.steps[0].id, results)
    labels = tuple(f"P{index}" for index in range(1, 7))
    shown = (IllustratedPayment("retention_bonus", (row,)),)
    illustration = Illustration("first_half", labels, shown)
    document = programs.document(SAMPLE, None, (illustration,))
    tables = [node for node in walk(document.parts) if isinstance(node, model.Table)]
    first = next(i for i, table in enumerate(tables) if table.caption == "Retention Bonus (USD)")
    heads = [[column.head for column in table.columns[2:]] for table in tables[first : first + 2]]
    assert heads == [["P1", "P2", "P3", "P4"], ["P5", "P6"]]
    cells = [reading.text_of(cell) for cell in tables[first + 1].rows[0].cells[2:]]
    assert cells == ["5.00", "6.00"]
    assert tables[first + 1].label == ""
