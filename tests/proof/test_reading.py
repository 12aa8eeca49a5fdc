"""What a proof says to its reader: the smallest case, two runs side by side, in 80 columns."""

import json
import re
from collections.abc import Iterator

import pytest

from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.model import Outcome
from milestonelang.backends.proof.prove import Effort
from milestonelang.driver.proving import prove
from milestonelang.driver.proving.proofs import Decided, decide_all
from milestonelang.driver.proving.text import to_json, to_text
from milestonelang.driver.proving.versions import Versions
from milestonelang.driver.terms import check_terms, from_text

TERMS = """\
contract read "To Be Read"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in EUR
  rounded half up to the cent

party company "Company"

party partner "Partner"

metric sales "Sales" is money
  between EUR 0 and EUR 5,000,000
  reported by company within 15 days

metric market "Market" is number
  between 0 and 200 in steps of 1
  baseline 100
  reported by company within 15 days

payment fee "Fee"
  company pays partner each quarter
  amount 10% of sales

trigger boom "Boom"
  starts when market > 150
  ends when market < 140
  fee at most EUR 30,000

trigger endless "Endless"
  starts when market < 5
  ends when market > 300
  fee reduced by 10%

guarantee of_one_period
  fee never falls when market rises

guarantee of_all_periods
  the total of fee never falls when market rises

guarantee of_a_year
  the total of fee is at most EUR 1,999,999.99 per year

guarantee of_every_trigger
  every trigger can start and end
"""


def test_a_case_is_read_in_a_terminal() -> None:
    proof = prove.prove_terms(check_terms(from_text(TERMS)), Effort(), apart=False)
    text = to_text(proof)
    assert max(map(len, text.splitlines())) <= 80
    assert "false in 2026-Q1, and the second run has market 200 in 2026-Q1:" in text
    assert re.search(r"      fee +EUR [\d,]+\.00\n        second run +EUR 30,000\.00\n", text)
    assert "added up over the year: EUR 2,000,000.00\n" in text
    assert "`endless`: no data within the ranges does it in the term" in text
    whole = text.partition("of_all_periods: violated")[2].partition("of_a_year")[0]
    assert "over the whole contract: EUR" in whole and "less" in whole
    (found,) = [
        each
        for each in json.loads(to_json(proof))["guarantees"]
        if each["guarantee"] == "of_all_periods"
    ]
    assert set(found["properties"][0]["case"]["sums"][0]) == {"over", "first", "second", "apart"}


def test_what_is_not_answered_takes_nothing_from_what_follows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The process ends at the second property, once."""

    def ends_early(
        asked: tuple[decl.Agreement, Effort, int, Versions],
    ) -> Iterator[Decided]:
        for each in decide_all(*asked):
            if each.guarantee == "of_all_periods":
                return
            yield each

    monkeypatch.setattr(prove, "_from", ends_early)
    proof = prove.prove_terms(check_terms(from_text(TERMS)), Effort())
    outcomes = {each.name: each.outcome for each in proof.guarantees}
    assert outcomes.pop("of_all_periods") is Outcome.UNDECIDED
    assert set(outcomes.values()) == {Outcome.VIOLATED}


def test_a_process_out_of_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prove, "SECONDS", 0.001)
    short = TERMS.partition("guarantee of_all_periods")[0]
    proof = prove.prove_terms(check_terms(from_text(short)), Effort())
    assert [each.outcome for each in proof.guarantees] == [Outcome.UNDECIDED]
    assert "was stopped" in to_text(proof)


@pytest.mark.parametrize(
    ("assumed", "outcome"),
    [
        ("sales > EUR 100\n  sales < EUR 50", Outcome.UNDECIDED),
        ("sales >= EUR 300,000\n  fee <= EUR 20,000", Outcome.UNDECIDED),
        ("market >= 100.4\n  market <= 100.6", Outcome.UNDECIDED),
        ("sales <= EUR 100\n  endless is not active", Outcome.PROVED),
    ],
)
def test_of_no_data_nothing_is_proved(assumed: str, outcome: Outcome) -> None:
    """Whatever is said of data that there are not is true, and means nothing."""
    head = TERMS.partition("guarantee ")[0]
    text = f"{head}assume narrow\n  {assumed}\n\nguarantee held\n  fee <= EUR 10\n"
    (decided,) = decide_all(check_terms(from_text(text)).require(), Effort())
    assert decided.finding.outcome is outcome
    assert (outcome is Outcome.UNDECIDED) == ("no data within the ranges" in decided.finding.how)


def test_bands_of_rows_are_looked_at() -> None:
    rows = """
source deals "Deals"
  kept by company
  column id is text, unique
  column amount is money
  column sold_on is date
  dated by sold_on

payment per_deal "Deal Fee"
  company pays partner each quarter
  for each row of deals
    on amount
    at marginal rates, nothing below zero
      5% up to EUR 100
      6% beyond

guarantee whole
  bands of per_deal have no gap
"""
    checked = check_terms(from_text(TERMS.partition("guarantee ")[0] + rows))
    (decided,) = decide_all(checked.require(), Effort())
    assert decided.finding.how == "by the cuts of the table alone"
