"""Run the command in this process, as a user types it."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from milestonelang.cli.run import run

ROOT = Path(__file__).resolve().parents[2]


class Outcome(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """The messages on one line, however they were wrapped."""
        return " ".join(self.err.split())


Command = Callable[..., Outcome]


@pytest.fixture
def milestone(capsys: pytest.CaptureFixture[str]) -> Command:
    """A function that runs `milestone` with its arguments."""

    def command(*arguments: str | Path) -> Outcome:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return command


@pytest.fixture
def example() -> Path:
    """The folder of the example agreement."""
    return ROOT / "examples" / "northwind"


@pytest.fixture
def on_data(example: Path) -> list[str]:
    """The options that give the example its data."""
    return [
        "--data",
        str(example / "quarterly.csv"),
        "--data",
        f"billing={example / 'billing.csv'}",
        "--events",
        str(example / "events.csv"),
    ]


SMALL = """\
contract small "Small Agreement"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "Company, Inc."

party partner "Partner GmbH"

parameter rate "Rate" is percent
  value 8%
  between 5% and 12%

metric revenue "Revenue" is money
  between USD 0 and USD 5,000,000
  reported by company within 15 days

payment commission "Commission"
  company pays partner each quarter
  amount rate of revenue
  due within 30 days of the end of the quarter
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small agreement in a file of its own."""
    path = tmp_path / "small.terms"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    """Figures of three quarters of the small agreement."""
    path = tmp_path / "figures.csv"
    path.write_text(
        "quarter,revenue\n2026-Q1,1000.00\n2026-Q2,2000.00\n2026-Q3,\n2026-Q4,500\n", "utf-8"
    )
    return path
