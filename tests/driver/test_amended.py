"""Amended terms: every figure below is worked out by hand.

Revenue is USD 40,000 a quarter. From 1 July 2026 the rate is 6% for 5%, the second band 3% for 2%,
the share 20% without a holdback for 10% of which half is held for two quarters, the yearly maximum
USD 12,000 for USD 5,000; the bonus is added and the old fee removed.
"""

from pathlib import Path

import pytest

from milestonelang.diagnostics.diagnostic import Severity
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import evaluate_terms, given
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.statement.model import Evaluation
from milestonelang.statement.to_csv import to_csv
from milestonelang.statement.to_text import to_text

TERMS = """\
contract partnership "Partnership"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter

party company "Company"
party partner "Partner"

metric revenue "Revenue" is money
  between USD 0 and USD 9,000,000
  reported quarterly by partner within 15 days

parameter rate "Rate" is percent
  value 5%

payment base "Base Fee"
  company pays partner each quarter
  amount rate of revenue

payment volume "Volume Fee"
  company pays partner each quarter
  on revenue accumulated over the term
  at marginal rates
    1% up to USD 100,000
    2% beyond

payment portion "Share"
  company pays partner each quarter
  amount 10% of revenue
  hold back 50%, released after 2 quarters

payment old_fee "Old Fee"
  company pays partner each quarter
  amount USD 100

payment capped "Capped Fee"
  company pays partner each quarter
  amount 10% of revenue
  at most USD 5,000 per year

amendment first_amendment "First Amendment"
  effective 2026-07-01
  agreed by company on 2026-06-01
  agreed by partner on 2026-06-05
  replaces parameter rate "Rate" is percent
    value 6%
  replaces payment volume "Volume Fee"
    company pays partner each quarter
    on revenue accumulated over the term
    at marginal rates
      1% up to USD 100,000
      3% beyond
  replaces payment portion "Share"
    company pays partner each quarter
    amount 20% of revenue
    due within 10 days of the end of the quarter
  replaces payment capped "Capped Fee"
    company pays partner each quarter
    amount 20% of revenue
    at most USD 12,000 per year
  adds payment bonus "Bonus"
    company pays partner each quarter
    amount 1% of revenue
  removes old_fee
"""
CHANGES = TERMS.index("amendment first_amendment")
AGREED = """\
amendment first_amendment "First Amendment"
  effective 2026-07-01
  agreed by company on 2026-06-01
  agreed by partner on 2026-06-05
"""


def evaluated(tmp_path: Path, terms: str = TERMS, quarters: int = 5) -> Evaluation:
    labels = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1")[:quarters]
    (tmp_path / "d.csv").write_text(
        "quarter,revenue\n" + "".join(f"{label},40000\n" for label in labels), encoding="utf-8"
    )
    checked = check_terms(from_text(terms))
    assert [item for item in checked.diagnostics if item.severity is Severity.ERROR] == []
    return evaluate_terms(checked, given(data=[tmp_path / "d.csv"]))


def rows_of(text: str, name: str, what: str = "entitled") -> list[str]:
    rows = [row.split(",") for row in text.splitlines()]
    return [row[3] for row in rows if row[1] == name and row[2] == what][:5]


def test_each_period_has_the_terms_in_force(tmp_path: Path) -> None:
    text = to_csv(evaluated(tmp_path))
    # 5% and then 6% of 40,000.
    assert rows_of(text, "base") == ["2000.00", "2000.00", "2400.00", "2400.00", "2400.00"]
    # The total passes 100,000 in the third quarter: 20,000 at 1% and 20,000 at the new 3%.
    assert rows_of(text, "volume") == ["400.00", "400.00", "800.00", "1200.00", "1200.00"]
    assert rows_of(text, "portion") == ["4000.00", "4000.00", "8000.00", "8000.00", "8000.00"]
    assert rows_of(text, "bonus") == ["0.00", "0.00", "400.00", "400.00", "400.00"]
    assert rows_of(text, "old_fee") == ["100.00", "100.00", "0.00", "0.00", "0.00"]


def test_what_was_held_is_released_by_the_line_that_held_it(tmp_path: Path) -> None:
    text = to_csv(evaluated(tmp_path))
    assert rows_of(text, "portion", "held") == ["2000.00", "2000.00"]
    assert rows_of(text, "portion", "released") == ["2000.00", "2000.00"]
    # 8,500 in the first quarter; 2,400 + 800 + 8,000 + 2,000 + 7,000 + 400 in the third.
    whole = rows_of(text, "company to partner", "payable")
    assert whole == ["8500.00", "5500.00", "20600.00", "14000.00", "20000.00"]


def test_a_yearly_maximum_counts_what_was_paid_before(tmp_path: Path) -> None:
    text = to_csv(evaluated(tmp_path))
    # 4,000 and 1,000 under the old maximum leave 7,000 of the new one; the next year begins anew.
    assert rows_of(text, "capped") == ["4000.00", "1000.00", "7000.00", "0.00", "8000.00"]


def test_past_periods_are_as_they_were_without_the_amendment(tmp_path: Path) -> None:
    amended, first = (to_csv(evaluated(tmp_path, terms, 2)) for terms in (TERMS, TERMS[:CHANGES]))
    periods = ("2026-Q1", "2026-Q2")
    before = [row for row in first.splitlines() if row.startswith(periods)]
    after = [row for row in amended.splitlines() if row.startswith(periods)]
    assert [row for row in after if ",bonus," not in row] == before


def test_the_statement_names_the_amendment_and_its_clauses(tmp_path: Path) -> None:
    text = " ".join(to_text(evaluated(tmp_path)).split())
    assert "from 2026-07-01 the terms are those of the amendment `first_amendment`" in text
    assert "Volume Fee (USD) clause 4 " in text
    assert "Volume Fee (USD) clause 9.1(b)" in text
    # The old line is due after 30 days, the new one after 10.
    assert "Portion: due Saturday 10 October 2026" in text


TRIGGER = """\
  replaces trigger slump "Slump"
    starts when revenue < USD 50,000
    base reduced by 10%
"""
SLUMP = """\
trigger slump "Slump"
  starts when revenue < USD 50,000
  base reduced by 50%

"""


@pytest.mark.parametrize(
    ("change", "base"),
    [
        (TRIGGER, ["1000.00", "1000.00", "1800.00", "1800.00", "1800.00"]),
        ("  removes slump\n", ["1000.00", "1000.00", "2000.00", "2000.00", "2000.00"]),
    ],
)
def test_a_trigger_is_replaced_or_removed(tmp_path: Path, change: str, base: list[str]) -> None:
    terms = TERMS[:CHANGES] + SLUMP + AGREED + change
    found = rows_of(to_csv(evaluated(tmp_path, terms)), "base")
    assert found == base


def test_a_second_amendment_builds_on_the_first(tmp_path: Path) -> None:
    second = AGREED.replace("first", "second").replace("First", "Second").replace("07-01", "10-01")
    change = '  replaces parameter rate "Rate" is percent\n    value 7%\n  removes bonus\n'
    text = to_csv(evaluated(tmp_path, TERMS + "\n" + second + change))
    assert rows_of(text, "base") == ["2000.00", "2000.00", "2400.00", "2800.00", "2800.00"]
    assert rows_of(text, "bonus") == ["0.00", "0.00", "400.00", "0.00", "0.00"]


def test_a_computed_metric_is_replaced(tmp_path: Path) -> None:
    metric = 'metric net "Net Revenue" is money\n  computed as {} of revenue\n'
    fee = (
        '\npayment net_fee "Net Fee"\n  company pays partner each quarter\n  amount 10% of net\n\n'
    )
    new = "  replaces " + metric.format("80%").replace("\n  ", "\n    ")
    terms = TERMS[:CHANGES] + metric.format("90%") + fee + AGREED + new
    text = to_csv(evaluated(tmp_path, terms))
    # 10% of 90%, and then of 80%, of 40,000.
    assert rows_of(text, "net_fee") == ["3600.00", "3600.00", "3200.00", "3200.00", "3200.00"]


@pytest.mark.parametrize(
    "change",
    [
        '  replaces payment base "Base Fee"\n    company pays partner each year\n'
        "    amount USD 5\n",
        '  replaces metric revenue "Revenue" is money\n    between USD 0 and USD 1,000,000\n'
        "    reported quarterly by company within 15 days\n",
    ],
)
def test_what_is_not_run_is_refused(tmp_path: Path, change: str) -> None:
    with pytest.raises(InputError) as refused:
        evaluated(tmp_path, TERMS[:CHANGES] + AGREED + change)
    assert [item.code for item in refused.value.diagnostics] == ["MS1132"]
