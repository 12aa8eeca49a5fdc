"""Every code of the driver has a page, a function that makes it, and a test that provokes it."""

import re
from pathlib import Path

import pytest

import milestonelang
from milestonelang.diagnostics.codes import DRIVER
from milestonelang.resources import error_pages_path, stdlib_path
from tests.cli.conftest import SMALL

TESTS = Path(__file__).resolve().parents[1]
_LINE = "  rounded half up to the cent\n"


def test_every_code_has_a_page_with_its_title() -> None:
    for code, title in DRIVER.items():
        page = (error_pages_path() / f"{code}.md").read_text(encoding="utf-8")
        assert page.startswith(f"# {code}: {title}\n")
        assert "\nWrong" in page
        assert "\nRight" in page


def test_every_code_is_made_by_a_function() -> None:
    made: set[str] = set()
    for file in Path(milestonelang.__file__).parent.rglob("*problem*.py"):
        made |= {*re.findall(r"\"(MS\d{4})\"", file.read_text(encoding="utf-8"))}
    assert set(DRIVER) - made == set()


def test_every_code_is_provoked() -> None:
    tests = [
        path for part in ("cli", "driver", "statement") for path in (TESTS / part).glob("*.py")
    ]
    seen = set(re.findall(r"MS\d{4}", " ".join(path.read_text("utf-8") for path in tests)))
    assert set(DRIVER) - seen == set()


def _codes(text: str) -> list[str]:
    checked = milestonelang.check(milestonelang.load(text=text))
    return [item.code for item in checked.errors]


def test_calendars() -> None:
    assert _codes(SMALL.replace(_LINE, f"{_LINE}  business days in DE-BY\n")) == []
    assert _codes(SMALL.replace(_LINE, f"{_LINE}  business days in ZZ\n")) == ["MS0916"]
    long = SMALL.replace(_LINE, f"{_LINE}  business days in DE-BY\n").replace(
        "until 2026-12-31", "until 2060-12-31"
    )
    assert _codes(long) == ["MS0919"]


def test_calendars_hold_days_in_order() -> None:
    files = list((stdlib_path() / "calendars").glob("*.txt"))
    assert len(files) == 50
    for file in files:
        days = [line[:10] for line in file.read_text("utf-8").splitlines()]
        assert days == sorted(days)
        assert all(re.fullmatch(r"20\d\d-\d\d-\d\d", day) for day in days)
    bavaria = (stdlib_path() / "calendars" / "DE-BY.txt").read_text("utf-8")
    assert "2026-01-06 Epiphany\n" in bavaria


def test_character_that_the_fonts_lack() -> None:
    text = SMALL.replace('"Commission"', '"Commission \U0001f996"')
    checked = milestonelang.check(milestonelang.load(text=text))
    with pytest.raises(milestonelang.TermsError, match="MS0918"):
        milestonelang.build(checked, to="pdf")
    assert "\U0001f996" in milestonelang.build(checked, to="html").decode("utf-8")


def test_explaining_what_there_is_not() -> None:
    from milestonelang.driver.explain_code import explain_code

    with pytest.raises(milestonelang.InputError, match="MS0917"):
        explain_code("MS9999")
