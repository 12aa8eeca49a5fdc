"""What was known on a day, asked of `Views`, is what looking everything up on that day gives."""

from pathlib import Path

import pytest

import milestonelang
from milestonelang.data.frames import weekdays_only
from milestonelang.data.inputs import make_inputs
from milestonelang.data.known import as_known
from milestonelang.data.model import DataFile, DataSet
from milestonelang.data.read import read_data
from milestonelang.data.settling import settlement_of
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver.life.views import Views, results_over_rows
from milestonelang.primitives.dates import day_of

TERMS = """contract deal "Deal"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent

unit customer

party company "Acme"
party partner "Northwind"

source deals "Deals"
  kept by company
  column customer is text
  column signed_on is date
  column left_on is date, may be empty
  column amount is money
  column so_far is money computed as sum of amount to date for the same customer
  dated by signed_on
  ordered by amount, customer

source accounts "Accounts"
  kept by company
  column customer is text
  column opened_on is date
  dated by opened_on

event launched "Launch"
  reported by partner

metric own_rows "Own Rows" is money
  computed as
    sum of deals.amount where deals.amount >= USD 20
  between USD 0 and USD 100,000
  reported by company within 15 days

metric other_day "Other Day" is count of customer
  computed as
    count of deals by left_on
  between 0 customers and 1,000 customers

metric rows_before "Rows Before" is count of customer
  computed as
    count of deals where deals.so_far >= USD 100
  between 0 customers and 1,000 customers

metric elsewhere "Elsewhere" is count of customer
  computed as
    count of deals where deals.customer appears in accounts.customer
  between 0 customers and 1,000 customers

metric told "Told" is money
  between USD 0 and USD 100,000
  reported by company within 15 days
  restated for at most 4 quarters

payment fee "Fee"
  company pays partner each quarter
  amount 10% of own_rows
  plus 10% of told
  plus (USD 1 per customer) * (other_day + rows_before + elsewhere)
"""
DEALS = """customer,signed_on,left_on,amount{reported}
C1,2026-01-05,2026-05-01,50{r1}
C2,2026-02-20,,70{r2}
C1,2026-03-31,2026-11-30,60{r3}
C2,2026-05-05,2026-02-15,40{r4}
C3,2026-07-15,2026-08-15,80{r5}
"""
ACCOUNTS = "customer,opened_on\nC2,2026-04-15\nC1,2026-09-01\n"
TOLD = """quarter,told,reported_on
2026-Q1,100,2026-04-10
2026-Q1,120,2026-08-10
2026-Q2,50,2026-07-01
"""
EVENTS = """date,event,subject,by,amount,note,reported_on
2026-02-01,evidence,launched,partner,,,2026-05-20
2026-01-15,evidence,launched,partner,,,2026-09-20
2026-06-01,evidence,launched,partner,,,
"""


def _data(folder: Path, checked: milestonelang.Checked, reported: bool) -> DataSet:
    days = ["2026-01-06", "2026-06-20", "2026-04-01", "2026-05-05", "2026-10-15"]
    cells = {f"r{at}": f",{day}" if reported else "" for at, day in enumerate(days, 1)}
    texts = {
        "deals": DEALS.format(reported=",reported_on" if reported else "", **cells),
        "accounts": ACCOUNTS,
        "told": TOLD,
        "events": EVENTS,
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    sink = Sink()
    files = [DataFile(folder / "told.csv")]
    files += [DataFile(folder / f"{name}.csv", name) for name in ("deals", "accounts")]
    data = read_data(checked.require(), files, [folder / "events.csv"], sink)
    assert not sink.has_errors, sink.found
    return data


@pytest.mark.parametrize("reported", [False, True])
def test_each_day_is_as_it_would_be_looked_up(tmp_path: Path, reported: bool) -> None:
    checked = milestonelang.check(milestonelang.load(text=TERMS))
    agreement = checked.require()
    data = _data(tmp_path, checked, reported)
    everything = as_known(data, agreement)
    settlement = settlement_of(data, everything, agreement)
    periods = everything.periods
    views = Views(data, settlement, None, weekdays_only, {}, periods, has_corrections=False)
    first = day_of(2026, 1, 1)
    for day in (*range(first, first + 400, 7), *range(first + 300, first, -50)):
        known = as_known(data, agreement, day)
        queries = results_over_rows(known, agreement, {}, weekdays_only)
        assert views.inputs_on(day) == make_inputs(known, agreement, periods, queries), day
        found = views.on(day)
        assert found.known.events == known.events
        assert (found.known.figures, found.known.missing) == (known.figures, known.missing)
        assert found.known.as_of == day
