"""Differences from what a ledger has are explained line by line, whatever it was settled from."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import milestonelang
from milestonelang.driver.evaluate import given
from milestonelang.driver.settle import settle
from milestonelang.statement.model import Evaluation, RestatedLine
from milestonelang.statement.to_text import to_text
from tests.statement.test_restated import HEADER, RESTATED, TERMS

ROWS = {
    "2026-04-10": "2026-Q1,1000.00,2026-04-10\n",
    "2026-07-10": "2026-Q2,2000.00,2026-07-10\n",
    "2026-07-12": "2026-Q1,1500.00,2026-07-12\n",
    "2026-10-10": "2026-Q3,3000.00,2026-10-10\n",
    "2026-10-20": "2026-Q1,900.00,2026-10-20\n",
}


def _terms(share: str = "10%") -> milestonelang.Checked:
    text = TERMS.replace("{restated}", RESTATED.format(8)).replace("10%", share)
    return milestonelang.check(milestonelang.load(text=text))


def _file(folder: Path, until: str) -> Path:
    path = folder / "metrics.csv"
    path.write_text(HEADER + "".join(row for day, row in ROWS.items() if day <= until), "utf-8")
    return path


def _settle(folder: Path, periods: Mapping[str, str], terms: milestonelang.Checked) -> Path:
    ledger = folder / "the.ledger"
    for period, day in periods.items():
        inputs = given([_file(folder, day)], as_of=date.fromisoformat(day))
        settle(terms, inputs, period, ledger)
    return ledger


def _lines(statement: Evaluation) -> dict[tuple[str, str], RestatedLine]:
    found = {
        (period.label, line.original): line
        for period in statement.periods
        for line in period.restated
        if line.subject == "commission"
    }
    for line in found.values():
        assert sum(each.amount.amount for each in line.changes) == line.amount.amount
    return found


def test_each_booking_is_told_by_the_runs_of_its_day(tmp_path: Path) -> None:
    ledger = _settle(tmp_path, {"2026-Q1": "2026-04-20", "2026-Q2": "2026-07-20"}, _terms())
    statement = milestonelang.evaluate(_terms(), [_file(tmp_path, "2026-12-31")], ledger=ledger)
    found = _lines(statement)
    (first,) = found["2026-Q2", "2026-Q1"].changes
    assert first.what == "line"
    assert (first.was.amount, first.now.amount) == (Fraction(100), Fraction(150))
    (second,) = found["2026-Q3", "2026-Q1"].changes
    assert (second.was.amount, second.now.amount) == (Fraction(150), Fraction(90))
    text = " ".join(to_text(statement, "2026-Q3").split())
    assert "3.2 amount 10% of revenue: from 150.00 to 90.00" in text


def test_what_no_run_gives_is_said_to_be_the_ledgers(tmp_path: Path) -> None:
    ledger = _settle(tmp_path, {"2026-Q1": "2026-04-20"}, _terms("11%"))
    statement = milestonelang.evaluate(_terms(), [_file(tmp_path, "2026-07-31")], ledger=ledger)
    found = _lines(statement)
    (own,) = found["2026-Q1", "2026-Q1"].changes
    assert (own.what, own.amount.amount) == ("stated", Fraction(10))
    assert own.words == "record 1 of the ledger has it otherwise"
    line, rest = found["2026-Q2", "2026-Q1"].changes
    assert (line.what, line.amount.amount) == ("line", Fraction(50))
    assert (rest.what, rest.amount.amount) == ("stated", Fraction(-10))
    text = " ".join(to_text(statement, "2026-Q2").split())
    assert "record 1 of the ledger has it otherwise: -10.00" in text
