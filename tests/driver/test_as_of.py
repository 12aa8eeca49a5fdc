"""As of a day nothing counts that was reported later: figures, rows, events and their results."""

from datetime import date, timedelta
from pathlib import Path

import pytest

import milestonelang
from milestonelang.statement.model import Evaluation

TERMS = """contract sample "Sample"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter

party company "Company, Inc."

party partner "Partner, Inc."

source deals "Deals"
  kept by company
  column id is text, unique
  column amount is money
  column signed_on is date
  dated by signed_on
  ordered by signed_on, id

metric revenue "Revenue" is money
  between USD 0 and USD 1,000,000
  reported by company within 15 days
  restated for at most 4 quarters

event certificate "Certificate"
  reported by partner

milestone launch "Launch"
  achieved when revenue >= USD 10,000
  by 2026-06-30
  requires certificate from partner
  company pays partner USD 5,000

payment fee "Fee"
  company pays partner each quarter
  for each row of deals
    amount 5% of amount
    at least USD 0 per row

payment commission "Commission"
  company pays partner each quarter
  amount 10% of revenue

exit convenience "Convenience"
  company may terminate for convenience
  notice 60 days
"""
# Each row with the day on which it is known.
FILES = {
    "metrics.csv": (
        "quarter,revenue,reported_on",
        ("2026-Q1,20000,2026-04-10", "2026-Q1,26000,2026-05-20", "2026-Q2,30000,2026-07-10"),
    ),
    "deals.csv": (
        "id,amount,signed_on,reported_on",
        ("D1,1000,2026-02-01,2026-04-05", "D1,3000,2026-02-01,2026-06-15"),
    ),
    "events.csv": (
        "date,event,subject,by,amount,note,reported_on",
        (
            "2026-02-10,evidence,certificate,partner,,,2026-04-25",
            "2026-07-20,notice,convenience,company,,,2026-07-20",
        ),
    ),
}
DAYS = sorted(
    {
        date.fromisoformat(row[-10:]) + timedelta(days=by)
        for _, rows in FILES.values()
        for row in rows
        for by in (-30, -1, 0)
    }
)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_is_reported_later_may_as_well_not_be_there(day: date, tmp_path: Path) -> None:
    assert _told(tmp_path, day, None).results == _told(tmp_path, day, day).results


def _told(folder: Path, as_of: date, until: date | None) -> Evaluation:
    """Return the statement of a day, from the rows that were known by another."""
    for name, (header, rows) in FILES.items():
        known = [row for row in rows if until is None or date.fromisoformat(row[-10:]) <= until]
        (folder / name).write_text("\n".join([header, *known]) + "\n", encoding="utf-8")
    checked = milestonelang.check(milestonelang.load(text=TERMS))
    return milestonelang.evaluate(
        checked,
        [folder / "metrics.csv"],
        {"deals": folder / "deals.csv"},
        [folder / "events.csv"],
        as_of=as_of,
    )
