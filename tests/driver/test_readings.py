"""Each reading of an open line has its words, its sentence, and what it pays on the example."""

from pathlib import Path

import pytest

import milestonelang

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "examples" / "northwind" / "northwind.terms").read_text("utf-8")
LIMIT = """
limit ceiling "Ceiling"
  base_commission + retention_bonus at most USD 30,000 per year

milestone fast_onboarding"""


@pytest.mark.parametrize(
    ("written", "left_open", "amounts"),
    [
        ("  at marginal rates\n", "", ["41,620.00", "46,120.00"]),
        ("\nmilestone fast_onboarding", LIMIT, ["27,297.58", "27,160.00"]),
        ("interpolated, flat outside", "interpolated", ["41,620.00", None]),
        ("forfeited at release if", "forfeited if", ["41,620.00", "41,620.00"]),
        (", recovered by set off", "", ["41,620.00", "41,620.00"]),
        ("  rounded half up to the cent\n", "", ["41,620.00"] * 4),
    ],
)
def test_amounts_of_readings(written: str, left_open: str, amounts: list[str | None]) -> None:
    assert written in TEXT
    checked = milestonelang.check(milestonelang.load(text=TEXT.replace(written, left_open)))
    (error,) = checked.errors
    shown = [
        None if amount is None else f"USD {amount} from company to partner in `first_half`"
        for amount in amounts
    ]
    assert [reading.amount for reading in error.readings] == shown


def test_nothing_is_guessed_where_several_lines_are_open() -> None:
    text = TEXT.replace(", recovered by set off", "").replace("  at marginal rates\n", "")
    checked = milestonelang.check(milestonelang.load(text=text))
    assert len(checked.errors) == 2
    assert all(reading.amount is None for item in checked.errors for reading in item.readings)


def test_terms_without_an_example_have_no_amounts() -> None:
    text = TEXT[: TEXT.index("example first_half")].replace(", recovered by set off", "")
    (error,) = milestonelang.check(milestonelang.load(text=text)).errors
    assert error.readings
    assert all(reading.amount is None for reading in error.readings)
