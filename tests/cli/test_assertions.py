"""Assertions on real data: what holds, what does not, what waits, what takes more than one run."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from milestonelang.cli.commands import milestone

TERMS = """
contract small "Small"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "Company"

party partner "Partner"

metric revenue "Revenue" is money
  between USD 0 and USD 100,000
  reported by company within 15 days

payment fee "Fee"
  company pays partner each quarter
  amount 10% of revenue
  due within 30 days of the end of the quarter

assert plausible "Plausible"
  revenue >= USD 20,000
  fee <= 10% of revenue within USD 0.01
  total paid by company to partner is at most USD 6,000 per year
  revenue falls by at most 60% from quarter to quarter
  fee never falls when revenue rises
"""
DATA = "quarter,revenue\n2026-Q1,{0}\n2026-Q2,{1}\n"


def _run(folder: Path, first: str, second: str, *more: str) -> Result:
    terms, data = folder / "small.terms", folder / "data.csv"
    terms.write_text(TERMS, encoding="utf-8")
    data.write_text(DATA.format(first, second), encoding="utf-8")
    return CliRunner().invoke(
        milestone, ["evaluate", str(terms), "--data", str(data), *more], standalone_mode=False
    )


def test_what_holds_is_said_and_the_run_is_fine(tmp_path: Path) -> None:
    done = _run(tmp_path, "USD 25000", "USD 30000")
    assert done.return_value == 0
    assert "revenue >= USD 20,000: holds" in done.stdout
    assert "fee never falls when revenue rises: not checked" in done.stdout.replace("\n    ", " ")
    assert "MS2090" not in done.stderr


def test_what_does_not_hold_is_said_with_its_period_and_figures(tmp_path: Path) -> None:
    done = _run(tmp_path, "USD 50000", "USD 15000")
    assert done.return_value == 1
    assert "`revenue >= USD 20,000` does not hold in 2026-Q2" in done.stderr
    assert "in 2026-Q2: `revenue` USD 15,000.00" in done.stderr
    assert "it comes to USD 6,500.00, at most USD 6,000.00" in done.stderr
    assert "from quarter to quarter` does not hold in 2026-Q2" in done.stderr.replace("\n    ", " ")
    # What is paid is as it would be without any assertion.
    assert "5,000.00" in done.stdout
    assert "1,500.00" in done.stdout


def test_what_waits_for_a_figure_is_pending(tmp_path: Path) -> None:
    done = _run(tmp_path, "", "USD 30000")
    assert done.return_value == 0
    assert "revenue >= USD 20,000: pending" in done.stdout


@pytest.mark.parametrize(("second", "stands"), [("USD 30000", "holds"), ("USD 1", "does not hold")])
def test_json_has_every_assertion(tmp_path: Path, second: str, stands: str) -> None:
    done = _run(tmp_path, "USD 25000", second, "--format", "json")
    assert f'"stands": "{stands}"' in done.stdout
    assert '"words": "revenue >= USD 20,000"' in done.stdout
