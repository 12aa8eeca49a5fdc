"""`settle`, `verify` and `evaluate --ledger`, as a user types them, and each message of theirs."""

import re
from pathlib import Path

import pytest

from milestonelang.diagnostics.codes import LEDGER
from tests.cli.conftest import SMALL, Command

FIGURES = "quarter,revenue,reported_on\n2026-Q1,1000.00,2026-04-02\n2026-Q2,2000.00,2026-07-02\n"
TERMS = SMALL.replace("within 15 days\n", "within 15 days\n  restated for at most 4 quarters\n")


@pytest.fixture
def ledger(milestone: Command, small: Path) -> Path:
    """A ledger in which the first two quarters are settled."""
    small.write_text(TERMS, "utf-8")
    small.with_name("figures.csv").write_text(FIGURES, "utf-8")
    path = small.with_name("small.ledger")
    for period in ("2026-Q1", "2026-Q2"):
        done = _settle(milestone, small, period)
        assert done[0] == 0, done
    return path


def _settle(
    milestone: Command, small: Path, period: str, data: str = "figures.csv"
) -> tuple[int, str]:
    given = ("--data", small.with_name(data), "--ledger", small.with_name("small.ledger"))
    done = milestone("settle", small, *given, "--period", period)
    return done.code, done.out + done.said


def test_what_was_stated_is_listed(milestone: Command, small: Path, ledger: Path) -> None:
    done = milestone("verify", ledger, small, small.with_name("figures.csv"))
    assert done.code == 0
    assert re.fullmatch(
        r"record 1: 2026-Q1, [0-9a-f]{64}\nrecord 2: 2026-Q2, [0-9a-f]{64}\n", done.out
    )


def test_differences_are_taken_from_what_was_stated(
    milestone: Command, small: Path, ledger: Path
) -> None:
    data = small.with_name("later.csv")
    # The file was overwritten, so that nothing in it says that a figure was corrected.
    data.write_text(FIGURES.replace("1000.00", "1500.00") + "2026-Q3,0.00,2026-10-02\n", "utf-8")
    given = ("evaluate", small, "--data", data, "--format", "csv")
    assert "restated" not in milestone(*given).out
    out = milestone(*given, "--ledger", ledger).out
    assert "2026-Q1,company to partner,payable,80.00\n" in out
    assert "2026-Q3,commission,restated for 2026-Q1,40.00\n" in out
    assert "2026-Q3,company to partner,payable,40.00\n" in out
    assert _settle(milestone, small, "2026-Q3", "later.csv")[0] == 0
    # What is booked once is not booked again, and a way back is.
    assert milestone(*given, "--ledger", ledger).out == out
    data.write_text(FIGURES + "2026-Q3,0.00,2026-10-02\n2026-Q4,0.00,2027-01-02\n", "utf-8")
    again = milestone(*given, "--ledger", ledger).out
    assert "2026-Q3,company to partner,payable,40.00\n" in again
    assert "2026-Q4,commission,restated for 2026-Q1,-40.00\n" in again


def test_a_correction_after_everything_is_settled(
    milestone: Command, small: Path, ledger: Path
) -> None:
    data = small.with_name("figures.csv")
    rest = "2026-Q3,0.00,2026-10-02\n2026-Q4,0.00,2027-01-02\n"
    data.write_text(FIGURES + rest, "utf-8")
    for period in ("2026-Q3", "2026-Q4"):
        assert _settle(milestone, small, period)[0] == 0
    data.write_text(FIGURES + rest + "2026-Q2,2500.00,2027-02-01\n", "utf-8")
    out = milestone("evaluate", small, "--data", data, "--ledger", ledger, "--format", "csv").out
    assert "2027-Q1,company to partner,payable,40.00\n" in out
    assert _settle(milestone, small, "2027-Q1")[0] == 0


def test_every_code_of_a_ledger(milestone: Command, small: Path, ledger: Path) -> None:
    seen = [
        _settle(milestone, small, "2026-Q1"),  # MS1008
        _settle(milestone, small, "2026-Q3"),  # MS1009
    ]
    whole = ledger.read_bytes()
    first, second = whole.splitlines(keepends=True)
    head = ledger.with_name("small.ledger.head")
    vouched = head.read_bytes()
    for damaged in (
        whole.replace(b"80", b"81"),  # MS1002
        second + first,  # MS1003
        first,  # MS1004
        whole + b"{",  # MS1010
    ):
        ledger.write_bytes(damaged)
        done = milestone("verify", ledger)
        assert done.code == 1
        seen.append((done.code, done.said))
    ledger.write_bytes(whole)
    head.unlink()
    seen.append((1, milestone("verify", ledger).said))  # MS1005
    head.write_bytes(vouched)
    strange = small.with_name("strange.csv")
    strange.write_text("quarter\n", "utf-8")
    seen.append((1, milestone("verify", ledger, strange).said))  # MS1006
    other = small.with_name("other.terms")
    other.write_text(TERMS.replace("contract small", "contract other"), "utf-8")
    given = ("evaluate", other, "--data", small.with_name("figures.csv"), "--ledger", ledger)
    done = milestone(*given)
    assert done.code == 2
    seen.append((2, done.said))  # MS1007
    done = milestone("evaluate", small, "--ledger", small.with_name("none.ledger"))
    assert done.code == 2 and "there is no ledger" in done.said
    seen.append((2, done.said))  # MS1001
    assert {code for _, said in seen for code in re.findall(r"MS\d{4}", said)} == set(LEDGER)
