"""A ledger that is settled while amounts are disputed and audited: figures worked out by hand."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import milestonelang
from milestonelang.driver.evaluate import given
from milestonelang.driver.settle import settle
from milestonelang.driver.verify import verify_file
from milestonelang.statement.model import Evaluation
from tests.test_worked import HEAD, REVENUE

TERMS = (
    HEAD
    + REVENUE
    + """
payment commission "Commission"
  company pays partner each quarter
  amount 10% of revenue

audit revenue_audit "Revenue Audit"
  of revenue each year by "an independent auditor"
  if variance > 5%, partner bears the cost

dispute statements "Disputes"
  a party may dispute a statement within 30 days
  meanwhile pays the undisputed part
  result booked with interest 4%
"""
)
FIGURES = {
    "2026-04-10": "2026-Q1,100000,2026-04-10",
    "2026-07-10": "2026-Q2,200000,2026-07-10",
    "2026-10-10": "2026-Q3,120000,2026-10-10",
}
EVENTS = {
    "2026-04-25": "2026-04-25,dispute,commission for 2026-Q1,company,6000,",
    "2026-09-01": "2026-09-01,audit,revenue for 2026-Q2,an independent auditor,212000,",
    "2026-09-02": "2026-09-02,payment,revenue_audit for 2026-Q2,company,700,",
    "2026-09-09": "2026-09-09,resolution,commission for 2026-Q1,mediator,9000,",
}


def _files(folder: Path, until: str) -> tuple[list[Path], list[Path]]:
    figures, events = folder / f"figures-{until}.csv", folder / f"events-{until}.csv"
    rows = [row for day, row in FIGURES.items() if day <= until]
    figures.write_text("\n".join(["quarter,revenue,reported_on", *rows, ""]), "utf-8")
    rows = [row for day, row in EVENTS.items() if day <= until]
    events.write_text("\n".join(["date,event,subject,by,amount,note", *rows, ""]), "utf-8")
    return [figures], [events]


def _told(statement: Evaluation, period: str) -> dict[str, Fraction]:
    """What a statement says of a period, but for noughts, states and what is entitled."""
    return {
        f"{line.subject}: {line.what}": line.figure.amount
        for line in statement.results
        if line.period == period
        and line.what not in ("state", "entitled")
        and not line.figure.is_pending
        and line.figure.amount
    }


def test_what_was_stated_stays_and_claims_are_booked_after_it(tmp_path: Path) -> None:
    terms = milestonelang.check(milestonelang.load(text=TERMS))
    ledger = tmp_path / "the.ledger"
    used: list[str] = []
    for period, day in (
        ("2026-Q1", "2026-04-20"),
        ("2026-Q2", "2026-07-20"),
        ("2026-Q3", "2026-10-20"),
    ):
        data, events = _files(tmp_path, day)
        used += [str(path) for path in (*data, *events)]
        settle(terms, given(data, {}, events, date.fromisoformat(day)), period, ledger)
    data, events = _files(tmp_path, "2026-10-20")
    with_ledger = milestonelang.evaluate(terms, data, {}, events, ledger=ledger)
    # Record 1 was written before the dispute: what is held stands in the next, and is not paid.
    assert _told(with_ledger, "2026-Q1") == {"company to partner: payable": 10_000}
    assert _told(with_ledger, "2026-Q2") == {
        "commission: disputed": 4_000,
        "commission: disputed for 2026-Q1": 4_000,
        "company to partner: payable": 16_000,
    }
    # 3,000 at 4% from 30 April to 9 September, 132 days: 43.397. The audit finds 6% more.
    third = {
        "commission: resolved": 4_000,
        "commission: resolved for 2026-Q1": 4_000,
        "commission: adjusted": -1_000,
        "commission: adjusted for 2026-Q1": -1_000,
        "commission: interest": Fraction("43.40"),
        "commission: interest for 2026-Q1": Fraction("43.40"),
        "commission: restated": 1_200,
        "commission: restated for 2026-Q2": 1_200,
        "company to partner: restated": 1_200,
        "company to partner: restated for 2026-Q2": 1_200,
        "company to partner: payable": Fraction("16243.40"),
        "revenue_audit: audit cost": 700,
        "revenue_audit: audit cost for 2026-Q2": 700,
        "partner to company: payable": 700,
    }
    assert _told(with_ledger, "2026-Q3") == third
    # Without a ledger what is held stands in its own period; in all it is the same.
    without = milestonelang.evaluate(terms, data, {}, events)
    assert _told(without, "2026-Q1")["company to partner: payable"] == 6_000
    assert _told(without, "2026-Q2") == {"company to partner: payable": 20_000}
    assert _told(without, "2026-Q3") == third
    assert len(verify_file(str(ledger), used)) == 3
