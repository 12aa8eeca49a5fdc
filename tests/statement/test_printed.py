"""The statement as a document: its amounts are those of `evaluate`, and it says them first."""

from __future__ import annotations

from pathlib import Path

import pytest

from milestonelang.driver.check import load_checked
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import Given, given
from milestonelang.driver.statements import build_statement, statement_path
from milestonelang.driver.terms import Checked

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"


def _northwind() -> tuple[Checked, Given]:
    folder = EXAMPLES / "northwind"
    checked = load_checked(str(folder / "northwind.terms"))
    rows = {"billing": folder / "billing.csv"}
    return checked, given([folder / "quarterly.csv"], rows, [folder / "events.csv"])


def test_the_amount_and_its_day_stand_first() -> None:
    text = build_statement(*_northwind(), "2026-Q4", "md").decode()
    amount, day = text.index("USD\N{NO-BREAK SPACE}67,143.09"), text.index("Saturday, 30")
    assert amount < day < text.index("How the amount is made up")


def test_an_address_that_would_do_something_is_refused() -> None:
    with pytest.raises(InputError, match="MS1207"):
        build_statement(*_northwind(), "2026-Q4", agreement="javascript:alert(1)")


def test_a_period_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match="MS0912"):
        build_statement(*_northwind(), "2031-Q1")


def test_the_path_is_beside_the_terms() -> None:
    assert Path(statement_path("a/northwind.terms", "2026-Q4", "pdf")) == Path(
        "a/northwind-2026-Q4.pdf"
    )
