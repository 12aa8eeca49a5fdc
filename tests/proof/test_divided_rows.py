"""Rows that are divided in two: what pays more for two halves is found, with both runs.

Both runs of a case are made a second time by `milestone evaluate`, on files of its rows.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import milestonelang
from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.model import Finding, GivenRow, Outcome
from milestonelang.backends.proof.prove import Effort
from milestonelang.data.words import in_words
from milestonelang.driver.proving.proofs import decide_all
from milestonelang.driver.terms import check_terms, from_text

TERMS = """\
contract c "C"
  version "1.0"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "Company"

party agent "Agent"

source deals "Deals"
  kept by company
  column id is text, unique
  column kind is one of new, renewed
  column value is money
  column units is number
  column margin is percent
  column signed_on is date
  dated by signed_on
  ordered by signed_on, id

metric volume "Volume" is money
  computed as
    sum of deals.value where deals.kind is new

{metrics}
payment fee "Fee"
  company pays agent each quarter
{lines}
  due within 30 days of the end of the quarter

guarantee whole "Deals are not divided"
  splitting one row of deals in two gains at most {most}
"""
METRICS = {
    "number_of_deals": """metric number_of_deals "Number of Deals" is number
  computed as count of deals""",
    "margins": """metric margins "Margins" is percent
  computed as sum of deals.margin""",
}
EACH = "  for each row of deals\n"
BY_ROWS = {
    "a maximum for each row": "    amount 10% * value\n    at least USD 0 per row\n"
    "    at most USD 500 per row",
    "a minimum for each row": "    amount 10% * value\n    at least USD 50 per row",
    "a fee for large deals": "    amount 5% * value\n    at least USD 0 per row\n"
    "    less USD 100, never below USD 0",
    "a rate by size": "    on (the greater of value and USD 0)\n    at marginal rates\n"
    "      10% up to USD 1,000\n      5% beyond",
    "units and amounts": "    amount units * value\n    below zero, owed back",
}
# A row that pays more than in proportion, or less, may gain by being one or by being two.
GAINS = ("a maximum for each row", "a minimum for each row", "a rate by size", "units and amounts")


def terms(lines: str, most: str = "USD 0.05") -> str:
    """The terms, with the metrics that their lines read."""
    metrics = "".join(f"{each}\n\n" for name, each in METRICS.items() if name in lines)
    return TERMS.format(lines=lines, most=most, metrics=metrics)


def decided(lines: str, most: str = "USD 0.05") -> tuple[decl.Agreement, Finding]:
    text = terms(lines, most)
    agreement = check_terms(from_text(text)).require()
    (found,) = decide_all(agreement, Effort())
    return agreement, found.finding


def total(
    lines: str, rows: Sequence[GivenRow], agreement: decl.Agreement, folder: Path
) -> Fraction:
    """What `milestone evaluate` owes over the contract for these rows."""
    columns = agreement.get("deals", decl.Source).columns
    text, data = folder / "c.terms", folder / "deals.csv"
    text.write_text(terms(lines), encoding="utf-8")
    cells = [
        [
            in_words(cell or 0, column.type).replace(",", "").replace("USD ", "")
            for cell, column in pairs
        ]
        for pairs in (zip(row, columns, strict=True) for row in rows)
    ]
    head = [column.name for column in columns]
    data.write_text("".join(",".join(each) + "\n" for each in (head, *cells)), encoding="utf-8")
    found = milestonelang.evaluate(
        milestonelang.check(text), rows={"deals": data}, as_of=date(2027, 12, 31)
    )
    paid = [found.amount(each.label, "company to agent", "payable") for each in found.periods]
    return sum((each or Fraction(0) for each in paid), Fraction(0))


@pytest.mark.parametrize("name", BY_ROWS)
def test_what_gains_by_dividing_a_row_is_shown(name: str, tmp_path: Path) -> None:
    lines = EACH + BY_ROWS[name]
    agreement, finding = decided(lines)
    if name not in GAINS:
        assert finding.outcome is Outcome.UNDECIDED
        return
    assert finding.outcome is Outcome.VIOLATED
    assert finding.case is not None
    runs = [finding.case.rows_of(changed)["deals"] for changed in (False, True)]
    assert len(runs[1]) == len(runs[0]) + 1
    before, after = (total(lines, rows, agreement, tmp_path) for rows in runs)
    assert after - before > Fraction("0.05")


def test_a_count_of_rows_gains_and_a_sum_does_not() -> None:
    by_count = "  amount USD 50 * number_of_deals"
    assert decided(by_count)[1].outcome is Outcome.VIOLATED
    assert decided(by_count, "USD 50")[1].outcome is Outcome.UNDECIDED
    # What two parts have in common counts for both, and its sum is another.
    by_shares = "  amount USD 50 * margins\n  below zero, owed back"
    assert decided(by_shares)[1].outcome is Outcome.VIOLATED
    by_sum = "  amount 10% * volume\n  at most USD 500 per quarter\n  below zero, owed back"
    assert decided(by_sum, "USD 0")[1].outcome is Outcome.PROVED


def test_what_pays_in_proportion_is_proved() -> None:
    for line in ("10% * value", "margin * (value - 2 * value)", "10% of value + margin * value"):
        lines = f"{EACH}    amount {line}\n    times 50%\n  below zero, owed back"
        assert decided(lines, "USD 0")[1].outcome is Outcome.PROVED
    rounded = f"{EACH}    amount 10% * value\n    rounded half up to the cent\n"
    rounded += "  below zero, owed back"
    assert decided(rounded, "USD 0.01")[1].outcome is Outcome.UNDECIDED
    assert decided(rounded, "USD 0")[1].outcome is Outcome.VIOLATED
