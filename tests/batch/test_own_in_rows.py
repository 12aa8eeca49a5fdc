"""Parameters and segments of each partner's own, asked for in each row: as `evaluate` has them set.

Both ways are run: by one query that joins them to the rows, and partner by partner, where a
condition has no plain form in the database.
"""

import csv
import datetime
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow
import pytest

import milestonelang
from milestonelang.data import duckdb_by_partner

TERMS = """contract programme "Programme"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "Acme, Inc."

party partner "Northwind GmbH"

segment size "Size" is one of small, large

parameter most_counted "Most Counted" is money
  value USD 1,000
  between USD 0 and USD 10,000

parameter least_share "Least Share" is percent
  value 20%
  between 0% and 100%

parameter since "Since" is date
  value 2026-01-01

parameter floor_of_size "Floor" is money by size
  value USD 5 for small
  value USD 500.50 otherwise

source deals "Deals"
  kept by company
  column signed_on is date
  column amount is money
  column share is percent
  dated by signed_on

metric counted "Counted" is money
  between USD 0 and USD 1,000,000,000
  computed as
    sum of deals.amount where deals.amount <= most_counted and \
deals.share >= least_share and deals.signed_on >= since

metric above_floor "Above the Floor" is number
  computed as
    count of deals.amount where deals.amount > floor_of_size

metric if_large "Of Large Ones" is money
  between USD 0 and USD 1,000,000,000
  computed as
    sum of deals.amount where size is large

payment commission "Commission"
  company pays partner each quarter
  amount 10% of counted
  plus USD 1 * above_floor
  plus 1% of if_large
"""
DEALS = pyarrow.schema(
    [
        ("partner", pyarrow.string()),
        ("signed_on", pyarrow.date32()),
        ("amount", pyarrow.decimal128(18, 2)),
        ("share", pyarrow.decimal128(6, 4)),
    ]
)
OWN = pyarrow.schema(
    [
        ("partner", pyarrow.string()),
        ("most_counted", pyarrow.decimal128(18, 2)),
        ("least_share", pyarrow.decimal128(6, 4)),
        ("since", pyarrow.date32()),
        ("size", pyarrow.string()),
    ]
)
COUNT = 6


def drawn() -> tuple[Any, Any]:
    """Deals at the very amounts, shares and days that partners have as their own."""
    draw = random.Random(11)
    day = datetime.date(2026, 1, 1)
    own = [
        {
            "partner": f"p{at}",
            "most_counted": Decimal(draw.choice((5, 500, 1000))),
            "least_share": Decimal(draw.choice((0, 2000, 2001))) / 10_000,
            "since": day + datetime.timedelta(draw.choice((0, 31, 200))),
            "size": draw.choice(("small", "large")),
        }
        for at in range(COUNT)
    ]
    deals = [
        {
            "partner": f"p{draw.randrange(COUNT)}",
            "signed_on": day + datetime.timedelta(draw.choice((0, 30, 31, 199, 200, 364))),
            "amount": draw.choice(
                [Decimal(each) for each in ("5", "5.01", "500.50", "500.51", "1000", "1000.01")]
            ),
            "share": Decimal(draw.choice((1999, 2000, 2001, 10_000))) / 10_000,
        }
        for _ in range(120)
    ]
    deals.append(deals[0] | {"signed_on": day + datetime.timedelta(360), "partner": "p0"})
    return pyarrow.Table.from_pylist(own, OWN), pyarrow.Table.from_pylist(deals, DEALS)


def alone(checked: Any, folder: Path, own: dict[str, Any], deals: list[Any]) -> dict[Any, Any]:
    path = folder / "deals.csv"
    with path.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(DEALS.names[1:])
        writer.writerows(
            [row["signed_on"], row["amount"], f"{row['share'] * 100:f}%"] for row in deals
        )
    settings = {
        "most_counted": f"USD {own['most_counted']}",
        "least_share": f"{own['least_share'] * 100:f}%",
        "since": str(own["since"]),
        "size": own["size"],
    }
    found = milestonelang.evaluate(checked, [], rows={"deals": path}, settings=settings)
    return {
        (line.period, f"{line.subject} {line.what}"): line.figure.value for line in found.results
    }


@pytest.mark.parametrize("by_query", [True, False])
def test_own_values_in_rows_are_those_of_evaluate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_query: bool
) -> None:
    checked = milestonelang.check(milestonelang.load(text=TERMS))
    assert [item.message for item in checked.errors] == []
    own, deals = drawn()
    if not by_query:
        monkeypatch.setattr(duckdb_by_partner, "can_ask", lambda node, asking: False)
    found, _, rejects = milestonelang.batch(checked, {"deals": deals}, own)
    assert rejects == []
    rows = found.to_pylist()
    assert len(rows) == COUNT * 4
    paid = set()
    for given in own.to_pylist():
        name = given["partner"]
        theirs = [row for row in deals.to_pylist() if row["partner"] == name]
        single = alone(checked, tmp_path, given, theirs)
        for row in rows:
            wanted = single.get((row["period"], "commission entitled"))
            if row["partner"] == name and wanted is not None:
                assert row["commission entitled"] == wanted, (name, row["period"])
                paid.add(wanted)
    assert len(paid) > 10


def test_what_is_no_plain_number_is_refused_by_name() -> None:
    checked = milestonelang.check(milestonelang.load(text=TERMS))
    own, deals = drawn()
    fine = pyarrow.array([Decimal("0.00000000000001")] * COUNT, pyarrow.decimal128(38, 30))
    own = own.set_column(2, "least_share", fine)
    with pytest.raises(milestonelang.InputError) as caught:
        milestonelang.batch(checked, {"deals": deals}, own)
    assert [item.code for item in caught.value.diagnostics] == ["MS1377"]
    assert "`least_share`" in caught.value.diagnostics[0].message


def test_a_partner_without_own_values_is_set_aside_and_nobody_else() -> None:
    checked = milestonelang.check(milestonelang.load(text=TERMS))
    own, deals = drawn()
    whole, _, _ = milestonelang.batch(checked, {"deals": deals}, own)
    values = own.column("most_counted").to_pylist()
    own = own.set_column(1, "most_counted", pyarrow.array([None, *values[1:]], OWN.field(1).type))
    found, _, rejects = milestonelang.batch(checked, {"deals": deals}, own)
    assert rejects
    left = [row for row in whole.to_pylist() if row["partner"] != "p0"]
    assert found.to_pylist() == left
