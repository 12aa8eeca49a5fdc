"""Triggers over time: when one starts again, ends, is delayed, and when what is put off is paid.

The fee is USD 100 a quarter, and each course of the score is judged by hand.
"""

from pathlib import Path

import pytest

from milestonelang.diagnostics.diagnostic import Severity
from milestonelang.driver.evaluate import evaluate_terms, given
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.statement.to_csv import to_csv

TERMS = """\
contract slumps "Agreement on Slumps"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter

party company "Company"
party partner "Partner"

metric score "Score" is percent
  between 0% and 100%
  reported quarterly by company within 15 days

payment fee "Fee"
  company pays partner each quarter
  amount USD 100

trigger slump "Slump"
  starts when score < 50%
"""
QUARTERS = [f"{year}-Q{quarter}" for year in (2026, 2027) for quarter in (1, 2, 3, 4)]


def course(tmp_path: Path, lines: str, scores: str) -> dict[str, str]:
    """Return the states (A, or . for inactive) and the amounts of each period."""
    rows = [f"{label},{score}%\n" for label, score in zip(QUARTERS, scores.split(), strict=True)]
    (tmp_path / "d.csv").write_text("quarter,score\n" + "".join(rows), encoding="utf-8")
    checked = check_terms(from_text(TERMS + lines))
    assert [item for item in checked.diagnostics if item.severity is Severity.ERROR] == []
    text = to_csv(evaluate_terms(checked, given(data=[tmp_path / "d.csv"])))
    found: dict[str, dict[str, str]] = {}
    for row in text.splitlines():
        period, subject, what, value = row.split(",")
        found.setdefault(f"{subject} {what}", {})[period] = value

    def listed(key: str) -> str:
        return " ".join(
            found.get(key, {}).get(label, "0").removesuffix(".00") for label in QUARTERS
        )

    states = listed("slump state").replace("inactive", ".").replace("active", "A")
    return {
        "states": states,
        "fee": listed("fee entitled"),
        "deferred": listed("fee deferred"),
        "paid": listed("company to partner payable"),
    }


@pytest.mark.parametrize(
    ("lines", "scores", "states"),
    [
        # It goes on until its end condition holds, and not only while it starts.
        ("  ends when score >= 70%\n", "80 40 60 60 70 60 40 80", ". A A A . . A ."),
        # After its longest time it waits until its condition has failed once.
        ("  lasts at most 2 quarters\n", "40 40 40 40 60 40 40 40", "A A . . . A A ."),
        # That it failed while it was active does not count.
        ("  lasts at most 2 quarters\n", "40 60 40 40 40 60 40 60", "A A . . . . A A"),
        # With `from the next period` it starts one later.
        (
            "  ends when score >= 70%\n  from the next period\n",
            "40 60 70 60 40 40 80 60",
            ". A . . . A . .",
        ),
    ],
)
def test_when_a_trigger_is_active(tmp_path: Path, lines: str, scores: str, states: str) -> None:
    found = course(tmp_path, lines + "  fee reduced by 50%\n", scores)
    assert found["states"] == states
    assert found["fee"] == " ".join("50" if each == "A" else "100" for each in states.split())


def test_what_is_deferred_is_paid_when_it_ends(tmp_path: Path) -> None:
    lines = "  ends when score >= 70%\n  fee deferred until it ends\n"
    found = course(tmp_path, lines, "80 40 60 70 80 80 40 60")
    assert found["states"] == ". A A . . . A A"
    # Two quarters are put off and paid with the fourth; what is still put off, with the last.
    assert found["deferred"] == "0 100 100 0 0 0 100 0"
    assert found["paid"] == "100 0 0 300 100 100 0 200"
