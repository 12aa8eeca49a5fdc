"""The referral programme: a fee for each deal, against figures worked out by hand in its README."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command

REFERRAL = Path(__file__).resolve().parents[2] / "examples" / "referral"
TERMS = REFERRAL / "referral.terms"
ON_DEALS = ("--data", f"deals={REFERRAL / 'deals.csv'}")


def test_csv_is_what_was_worked_out_by_hand(milestone: Command) -> None:
    done = milestone("evaluate", TERMS, *ON_DEALS, "--format", "csv")
    assert done.code == 0
    assert done.out == (REFERRAL / "expected.csv").read_text("utf-8")


@pytest.fixture
def statement(milestone: Command) -> dict[str, Any]:
    done = milestone("evaluate", TERMS, *ON_DEALS, "--format", "json")
    found: dict[str, Any] = json.loads(done.out)
    return found


def _rows(statement: dict[str, Any], label: str) -> dict[str, dict[str, Any]]:
    period = next(item for item in statement["periods"] if item["label"] == label)
    (payment,) = period["payments"]
    return {row["label"]: row for row in payment["rows"]["rows"]}


def test_each_row_has_its_own_steps(statement: dict[str, Any]) -> None:
    row = _rows(statement, "2026-Q1")["R-102"]
    after = [each["value"] for each in row["after"]]
    assert after == ["8000.00", "8000.00", "5000.00", "5000.00"]
    assert (row["row"], row["day"], row["counts"]) == (3, "2026-02-11", True)
    assert (row["part"]["value"], row["held"]["value"]) == ("5000.00", "1250.00")
    assert [(part["what"], part["amount"]["value"]) for part in row["parts"]] == [
        ("held", "1250.00")
    ]


def test_rows_are_followed_in_later_periods(statement: dict[str, Any]) -> None:
    rows = _rows(statement, "2026-Q3")
    found = {
        name: {part["what"]: part["amount"]["value"] for part in row["parts"]}
        for name, row in rows.items()
    }
    assert found == {
        "R-101": {"released": "600.00"},
        "R-102": {"forfeited": "1250.00", "clawed back": "2083.33"},
        "R-103": {"released": "308.64"},
        "R-104": {"forfeited": "781.26", "clawed back": "2343.79"},
        "R-106": {"held": "245.00"},
    }


def test_a_row_bears_its_part_of_a_yearly_maximum(statement: dict[str, Any]) -> None:
    rows = _rows(statement, "2026-Q4")
    parts = {name: row["part"]["value"] for name, row in rows.items() if row["part"] is not None}
    assert parts == {"R-107": "2338.08", "R-108": "2461.15", "R-109": "2461.15"}


def test_rows_are_listed_and_explained(milestone: Command) -> None:
    text = " ".join(milestone("evaluate", TERMS, *ON_DEALS).out.split())
    assert "R-102, 11 February 2026: amount fee_rate * first_year 8,000.00" in text
    assert "of it R-102 2,083.33, R-104 2,343.79" in text
    why = milestone("why", TERMS, "referral_fee.clawed_back@2026-Q3", *ON_DEALS)
    said = " ".join(why.out.split())
    assert "R-104, row 5: USD 2,343.79 of its part USD 3,125.05" in said
    assert "never more than was paid" in said


def test_as_of_a_day_a_customer_has_not_left_yet(milestone: Command) -> None:
    done = milestone("evaluate", TERMS, *ON_DEALS, "--as-of", "2026-08-01", "--format", "csv")
    first = [line for line in done.out.splitlines() if line.startswith("2026-Q1,")]
    expected = (REFERRAL / "expected.csv").read_text("utf-8").splitlines()
    assert first == [line for line in expected if line.startswith("2026-Q1,")]
    assert "2026-Q3,referral_fee,entitled,pending" in done.out
