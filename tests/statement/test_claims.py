"""Payments, late interest, disputes and audits: figures worked out by hand."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import milestonelang
from milestonelang.statement.model import Evaluation
from milestonelang.statement.to_text import to_text

TERMS = """contract sample "Sample"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter
  law "the State of New York"

party company "Company, Inc."

party partner "Partner, Inc."

metric revenue "Revenue" is money
  between USD 0.00 and USD 1,000,000.00
  reported by partner within 15 days
  restated for at most 4 quarters

payment commission "Commission"
  company pays partner each quarter
  amount 10% of revenue
  late interest 8% per year, actual days over 365, simple

audit revenue_audit "Revenue Audit"
  of revenue each year by "an independent auditor"
  if variance > 5%, company bears the cost

dispute statements "Disputes"
  a party may dispute a statement within 30 days
  escalates to "the partner managers" for 10 days, mediation for 30 days
  meanwhile pays the undisputed part
  meanwhile uses the lower figure
  result booked with interest 4%
"""
FIGURES = "quarter,revenue\n2026-Q1,100000\n2026-Q2,200000\n2026-Q3,120000\n2026-Q4,150000\n"
HEADER = "date,event,subject,by,amount,note\n"
DISPUTE = "2026-07-28,dispute,{} for 2026-Q2,company,{},\n"
RESULT = "2026-11-02,resolution,{} for 2026-Q2,mediator,{},\n"


def _run(folder: Path, *rows: str, as_of: date | None = None, terms: str = TERMS) -> Evaluation:
    figures, events = folder / "figures.csv", folder / "events.csv"
    figures.write_text(FIGURES, "utf-8")
    events.write_text(HEADER + "".join(rows), "utf-8")
    checked = milestonelang.check(milestonelang.load(text=terms))
    return milestonelang.evaluate(checked, [figures], {}, [events], as_of=as_of)


def _codes(folder: Path, *rows: str, terms: str = TERMS) -> list[str]:
    with pytest.raises(milestonelang.InputError) as found:
        _run(folder, *rows, terms=terms)
    return [item.code for item in found.value.diagnostics]


def test_late_interest_runs_from_the_day_after_the_due_date(tmp_path: Path) -> None:
    on_time = "2026-04-30,payment,commission for 2026-Q1,company,10000,\n"
    found = _run(tmp_path, on_time, "2026-08-15,payment,commission,company,15000,\n")
    # 15,000 at 8% for the 16 days after 30 July.
    assert found.amount("2026-Q3", "commission", "interest for 2026-Q2") == Fraction("52.60")
    assert found.amount("2026-Q3", "company to partner", "payable") == Fraction("12052.60")
    assert found.amount("2026-Q1", "commission", "interest") == 0
    (account,) = found.accounts
    assert [item.state for item in account.items[:2]] == ["paid", "part paid"]
    assert account.open.amount == 5000 + Fraction("12052.60") + 15000
    assert "Account of Company with Partner" in to_text(found)


def test_interest_so_far_is_shown_and_not_booked(tmp_path: Path) -> None:
    row = "2026-04-30,payment,commission,company,4000,\n"
    found = _run(tmp_path, row, as_of=date(2026, 5, 10))
    # 6,000 at 8% for 10 days.
    assert found.accounts[0].interest_so_far.amount == Fraction("13.15")
    assert all(line.what != "interest" for line in found.results)


def test_what_is_paid_too_much_counts_for_what_is_due_next(tmp_path: Path) -> None:
    row = "2026-04-30,payment,company to partner,company,10500,\n"
    assert _run(tmp_path, row, as_of=date(2026, 5, 10)).accounts[0].over.amount == 500
    assert _run(tmp_path, row).accounts[0].items[1].paid.amount == 500


@pytest.mark.parametrize("subject", ["commission", "revenue"])
def test_a_dispute_holds_what_is_beyond_the_claim(tmp_path: Path, subject: str) -> None:
    size = 1 if subject == "commission" else 10
    rows = DISPUTE.format(subject, 14000 * size), RESULT.format(subject, 17000 * size)
    open = _run(tmp_path, rows[0], as_of=date(2026, 8, 1))
    assert open.amount("2026-Q2", "commission", "disputed") == 6000
    assert open.amount("2026-Q2", "company to partner", "payable") == 14000
    assert open.disputes[0].state == "open"
    assert [step.reached for step in open.disputes[0].steps] == [True, False]
    found = _run(tmp_path, *rows)
    assert found.amount("2026-Q4", "commission", "resolved") == 6000
    booked = "adjusted" if subject == "commission" else "restated"
    assert found.amount("2026-Q4", "commission", booked) == -3000
    # 3,000 at 4% for the 95 days after 30 July.
    assert found.amount("2026-Q4", "commission", "interest") == Fraction("31.23")
    assert found.amount("2026-Q4", "company to partner", "payable") == Fraction("18031.23")
    assert _run(tmp_path, *reversed(rows)).results == found.results


def test_a_claim_of_more_holds_nothing(tmp_path: Path) -> None:
    row = "2026-07-28,dispute,commission for 2026-Q2,partner,26000,\n"
    found = _run(tmp_path, row, RESULT.format("commission", 23000))
    assert found.amount("2026-Q2", "company to partner", "payable") == 20000
    assert found.amount("2026-Q4", "commission", "adjusted") == 3000


def test_what_was_paid_before_is_not_held(tmp_path: Path) -> None:
    paid = "2026-07-20,payment,commission for 2026-Q2,company,20000,\n"
    rows = DISPUTE.format("commission", 14000), RESULT.format("commission", 17000)
    found = _run(tmp_path, paid, *rows)
    assert found.amount("2026-Q2", "commission", "disputed") == 0
    assert found.amount("2026-Q4", "commission", "adjusted") == -3000
    assert found.amount("2026-Q4", "commission", "interest") == Fraction("-31.23")


def test_a_dispute_at_the_end_is_booked_after_the_term(tmp_path: Path) -> None:
    rows = (
        "2027-01-20,dispute,commission for 2026-Q4,company,10000,\n",
        "2027-04-02,resolution,commission for 2026-Q4,mediator,15000,\n",
    )
    found = _run(tmp_path, *rows)
    assert found.periods[-1].label == "2027-Q2"
    assert found.amount("2027-Q2", "commission", "resolved") == 5000


def test_an_audit_restates_and_moves_its_cost(tmp_path: Path) -> None:
    audit = "2026-09-01,audit,revenue for 2026-Q2,Blake & Sons,{},\n"
    cost = "2026-09-10,payment,revenue_audit for 2026-Q2,partner,12000,\n"
    found = _run(tmp_path, audit.format(220000), cost)
    assert found.amount("2026-Q3", "commission", "restated for 2026-Q2") == 2000
    assert found.amount("2026-Q3", "revenue_audit", "audit cost") == 12000
    assert found.amount("2026-Q3", "company to partner", "payable") == 26000
    assert found.audits[0].variance.amount == Fraction(1, 10)
    small = _run(tmp_path, audit.format(210000), cost)
    assert small.amount("2026-Q3", "company to partner", "payable") == 13000


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("MS1150", ["2026-07-28,dispute,commission,company,14000,\n"]),
        ("MS1151", ["2026-07-28,payment,sample for 2026-Q2,company,14000,\n"]),
        ("MS1153", ["2026-07-28,payment,commission,partner,14000,\n"]),
        ("MS1155", ["2026-09-01,audit,revenue for 2026-Q2,partner,190000,\n"]),
        ("MS1156", ["2026-07-28,payment,commission,company,,\n"]),
        ("MS1156", ["2026-07-28,payment,commission,company,-5,\n"]),
        ("MS0751", ["2026-07-28,payment,nothing,company,5,\n"]),
        ("MS1160", ["2026-08-15,dispute,commission for 2026-Q2,company,14000,\n"]),
        ("MS1162", ["2026-07-14,dispute,commission for 2026-Q2,company,14000,\n"]),
        ("MS1163", [RESULT.format("commission", 1)]),
        ("MS1164", ["2026-07-28,payment,commission for 2026-Q2,company,20500,\n"]),
        ("MS1166", [DISPUTE.format("commission", 1), DISPUTE.format("commission", 2)]),
        ("MS1167", [DISPUTE.format("commission", 20000)]),
        ("MS1168", ["2026-07-28,payment,sample,partner,5,\n"]),
        ("MS1169", ["2026-09-10,payment,revenue_audit for 2026-Q2,partner,12000,\n"]),
    ],
)
def test_rows_that_cannot_be(tmp_path: Path, code: str, rows: list[str]) -> None:
    assert _codes(tmp_path, *rows) == [code]


def test_who_may_dispute_and_what_is_audited(tmp_path: Path) -> None:
    row = DISPUTE.format("commission", 14000)
    partner = TERMS.replace("a party may", "partner may")
    assert _codes(tmp_path, row, terms=partner) == ["MS1161"]
    none = TERMS[: TERMS.index("audit revenue_audit")]
    assert _codes(tmp_path, row, terms=none) == ["MS1165"]
    audit = "2026-09-01,audit,revenue for 2026-Q2,Blake,190000,\n"
    assert _codes(tmp_path, audit, terms=none) == ["MS1154"]
    net = none + 'metric net "Net" is money\n  computed as 90% of revenue\n'
    assert _codes(tmp_path, DISPUTE.format("net", 1), terms=net) == ["MS1152"]
