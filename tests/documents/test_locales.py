"""A locale changes how figures are written, everywhere, and nothing else."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from milestonelang.backends.documents import model, reading, tables, values
from milestonelang.backends.documents.locales import LOCALES
from milestonelang.driver.check import load_checked
from milestonelang.driver.documents.build import build_document, document_of
from milestonelang.driver.documents.style import style_of
from milestonelang.driver.verify import verify_file
from tests.documents.words_programs import SAMPLE

DAY = date(2026, 3, 31).toordinal()


@pytest.mark.parametrize(
    ("name", "number", "share", "day", "short"),
    [
        ("en", "1,234,567.5", "8.5%", "31 March 2026", "1 January"),
        ("en-US", "1,234,567.5", "8.5%", "March 31, 2026", "January 1"),
        ("de", "1.234.567,5", "8,5 %", "31. März 2026", "1. Januar"),
        ("de-CH", "1’234’567.5", "8.5 %", "31. März 2026", "1. Januar"),
    ],
)
def test_how_figures_are_written(name: str, number: str, share: str, day: str, short: str) -> None:
    with values.written_for(LOCALES[name]):
        assert values.number(Fraction(12345675, 10)) == number
        said = [
            values.percent(Fraction(85, 1000)),
            values.day(DAY),
            values.day_of_year(1, 1),
        ]
        assert [text.replace(values.NBSP, " ") for text in said] == [share, day, short]
        assert values.month(3) in day
    assert values.number(1000) == "1,000"


def test_all_other_words_stay() -> None:
    checked = load_checked(SAMPLE)
    english, german = (document_of(checked, style_of(locale=name)) for name in ("en", "de"))
    one, other = (" ".join(reading.plain_text(each)) for each in (english, german))
    assert "USD 250,000" in one and "USD 250.000" in other
    assert "31 December 2027" in one and "31. Dezember 2027" in other
    assert "8%" in one and "8 %" in other and "8%" not in other
    months = "|".join((*LOCALES["en"].months, *LOCALES["de"].months))

    def bare(text: str) -> str:
        text = re.sub(rf"(\d+\.? )?\b({months})\b", "DAY", text)
        return re.sub(r"[\d.,]+( ?%)?", "N", text)

    assert bare(one) == bare(other)


def test_figures_stand_under_one_another_at_a_comma() -> None:
    found = [
        node
        for node in reading.nodes(document_of(load_checked(SAMPLE), style_of(locale="de")))
        if isinstance(node, model.Table)
        and any(column.kind is model.ColumnKind.DECIMAL for column in node.columns)
    ]
    assert found
    index = next(
        index
        for index, column in enumerate(found[0].columns)
        if column.kind is model.ColumnKind.DECIMAL
    )
    split = tables.split_decimal(found[0].rows[0].cells[index], found[0].columns[index].mark)
    assert split.fraction.startswith(",")
    assert tables.fraction_digits(found[0], index) == 2


def test_a_pdf_knows_its_locale(tmp_path: Path) -> None:
    file = tmp_path / "vertrag.pdf"
    file.write_bytes(build_document(load_checked(SAMPLE), "pdf", style=style_of(locale="de")))
    assert "byte for byte" in verify_file(str(file))[-1]


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(ValueError, match="de-CH"):
        style_of(locale="tlh")
    with pytest.raises(ValueError, match="the languages are"):
        style_of(language="tlh")
