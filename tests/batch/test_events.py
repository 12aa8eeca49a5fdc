"""Partners to whom something happened come to what `evaluate` says of each of them alone."""

from pathlib import Path
from typing import Any

import pyarrow
import pytest

import milestonelang
from milestonelang.api import batch
from milestonelang.driver.errors import InputError

TERMS = """
contract c "C"
  version "1.0"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent
  month ends roll back
  law "the State of Delaware"

party company "Company, Inc."
party partner "Partner GmbH"

parameter rate "Rate" is percent
  value 8%
  between 5% and 12%

metric revenue "Revenue" is money
  between USD 0 and USD 5,000,000
  reported by company within 15 days

event launch "Launch Certificate"
  reported by partner

payment commission "Commission"
  company pays partner each quarter
  on revenue accumulated yearly
  at marginal rates
    rate up to USD 250,000
    10% beyond
  hold back 10%, released after 2 quarters

milestone launched "Launch"
  achieved when revenue >= USD 100,000
  by 2026-12-31
  requires launch from partner
  company pays partner USD 5,000

exit convenience "Convenience"
  company may terminate for convenience
  notice 30 days, ending at the end of the quarter
  winds down over 1 quarter
    company pays partner 50% of commission
"""
LABELS = [f"{year}-Q{quarter}" for year in (2026, 2027) for quarter in (1, 2, 3, 4)]
PARTNERS = ("ann", "bob", "cleo", "dan")
HEADER = "date,event,subject,by,amount,note"
EVENTS = {
    "bob": ["2026-08-20,evidence,launch,partner,,"],
    "cleo": ["2026-09-10,notice,convenience,company,,", "2026-06-01,evidence,launch,partner,,"],
}
COLUMNS = (
    *("commission entitled", "company to partner payable", "launched state", "launched entitled"),
)


@pytest.fixture(scope="module")
def checked() -> milestonelang.Checked:
    return milestonelang.check(milestonelang.load(text=TERMS))


def figure(partner: int, period: int) -> str:
    return f"{60_000 + 31_000 * partner + 7_000 * period}.00"


def figures(gap: bool = False) -> Any:
    rows = [(name, at) for name in PARTNERS for at in range(len(LABELS))]
    texts = [figure(PARTNERS.index(name), at) for name, at in rows]
    cells: list[str | None] = list(texts)
    if gap:
        cells[len(LABELS) * 2 - 1] = None  # bob's last quarter
    return pyarrow.table(
        {
            "partner": [name for name, _ in rows],
            "quarter": [LABELS[at] for _, at in rows],
            "revenue": pyarrow.array(cells, pyarrow.string()),
        }
    )


def written(folder: Path, rows: dict[str, list[str]]) -> Path:
    place = folder / "events.csv"
    lines = [f"partner,{HEADER}"] + [f"{name},{row}" for name, own in rows.items() for row in own]
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


def alone(
    checked: milestonelang.Checked, folder: Path, name: str, rate: str
) -> dict[tuple[str, str], Any]:
    """What `evaluate` says of one partner, by period and column."""
    data, events = folder / f"{name}.csv", folder / f"{name}-events.csv"
    cells = [f"{label},USD {figure(PARTNERS.index(name), at)}" for at, label in enumerate(LABELS)]
    data.write_text("\n".join(["quarter,revenue", *cells]) + "\n", encoding="utf-8")
    events.write_text("\n".join([HEADER, *EVENTS.get(name, [])]) + "\n", encoding="utf-8")
    found = milestonelang.evaluate(checked, [data], events=[events], settings={"rate": rate})
    return {(line.period, f"{line.subject} {line.what}"): line.figure for line in found.results}


@pytest.mark.parametrize("wide", [False, True])
def test_each_takes_its_own_course(
    checked: milestonelang.Checked, tmp_path: Path, wide: bool
) -> None:
    rates = pyarrow.table({"partner": list(PARTNERS), "rate": ["8%", "9%", "7%", "12%"]})
    events = written(tmp_path, EVENTS)
    result, summary, rejects = batch(checked, figures(), rates, wide=wide, events=events)
    assert (summary.by_exact, summary.by_kernel, rejects) == (2, 2, [])
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for row in result.to_pylist():
        for label in LABELS if wide else (row["period"],):
            rows[row["partner"], label] = {
                name.partition("@")[0]: value
                for name, value in row.items()
                if not wide or name.endswith(label)
            }
    for name, rate in zip(PARTNERS, ["8%", "9%", "7%", "12%"], strict=True):
        lines = alone(checked, tmp_path, name, rate)
        assert {column for _, column in lines} > {"commission held", "launched state"}
        for (label, column), said in lines.items():
            ours = rows[name, label][column]
            assert ours == (said.value if isinstance(ours, str) else said.value + 0), (name, label)
    # After the wind-down there is nothing, and nothing is to come.
    assert rows["cleo", "2027-Q1"]["c state"] == "winding down"
    gone = rows["cleo", "2027-Q2"]
    assert [gone[column] for column in COLUMNS] == [None] * len(COLUMNS)
    assert gone.get("pending") is None
    assert rows["ann", "2027-Q2"]["commission entitled"] is not None


def test_what_is_not_there_yet_is_pending(checked: milestonelang.Checked, tmp_path: Path) -> None:
    result, summary, _ = batch(checked, figures(gap=True), events=written(tmp_path, EVENTS))
    row = result.slice(len(LABELS) * 2 - 1, 1).to_pylist()[0]
    assert (row["partner"], row["commission entitled"], summary.pending) == ("bob", None, 1)
    assert "Revenue" in row["pending"] or "revenue" in row["pending"]


@pytest.mark.parametrize(
    ("rows", "code", "row", "column"),
    [
        ({"eve": EVENTS["bob"]}, "MS1351", 2, "partner"),
        ({"": EVENTS["bob"]}, "MS0737", 2, "partner"),
        (
            {"bob": ["2026-08-20,payment,commission for 2026-Q1,company,USD 5.00,"]},
            "MS1403",
            2,
            "event",
        ),
        ({"bob": ["2026-13-20,evidence,launch,partner,,"]}, "MS0733", 2, "date"),
    ],
)
def test_wrong_events_are_refused(
    checked: milestonelang.Checked,
    tmp_path: Path,
    rows: dict[str, list[str]],
    code: str,
    row: int,
    column: str,
) -> None:
    with pytest.raises(InputError) as caught:
        batch(checked, figures(), events=written(tmp_path, rows))
    found = caught.value.diagnostics[0]
    assert found.place is not None
    assert (found.code, found.place.row, found.place.column) == (code, row, column)


def test_events_say_whose_they_are(checked: milestonelang.Checked, tmp_path: Path) -> None:
    place = tmp_path / "events.csv"
    place.write_text(f"{HEADER}\n{EVENTS['bob'][0]}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        batch(checked, figures(), events=place)
    assert caught.value.diagnostics[0].code == "MS1401"
    with pytest.raises(InputError) as caught:
        batch(checked, figures(), events=tmp_path / "none.csv")
    assert caught.value.diagnostics


def test_a_course_that_cannot_be_taken_sets_its_partner_aside(
    checked: milestonelang.Checked, tmp_path: Path
) -> None:
    twice = ["2026-02-01,notice,convenience,partner,,"]
    late = ["2027-10-05,notice,convenience,company,,"]
    events = written(tmp_path, {"dan": twice, "ann": late})
    result, _, rejects = batch(checked, figures(), events=events)
    assert [(row, column) for row, column, _ in rejects] == [(1, "partner"), (25, "partner")]
    assert "after the last day of the term" in rejects[0][2]
    assert set(result.column("partner").to_pylist()) == {"bob", "cleo"}


def test_events_beside_rows_are_refused(tmp_path: Path) -> None:
    source = """source bills "Bills"
  kept by company
  column day is date
  column amount is money
  dated by day

metric revenue "Revenue" is money
  computed as sum of bills.amount
"""
    terms = TERMS.replace('metric revenue "Revenue" is money\n', source)
    days = pyarrow.array(["2026-02-01"]).cast("date32")
    amounts = pyarrow.array(["5.00"])
    bills = pyarrow.table({"partner": ["bob"], "day": days, "amount": amounts})
    checked = milestonelang.check(milestonelang.load(text=terms))
    with pytest.raises(InputError) as caught:
        batch(checked, {"bills": bills}, events=written(tmp_path, EVENTS))
    assert "events beside the rows" in caught.value.diagnostics[0].message
