"""Disputes and payments over several periods: figures worked out by hand."""

from datetime import date
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest

import milestonelang
from milestonelang.statement.model import Evaluation

HEAD = """contract sample "Sample"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter
  law "the State of New York"

party company "Company, Inc."

party partner "Partner, Inc."

"""
REVENUE = """metric revenue "Revenue" is money
  between USD 0.00 and USD 1,000,000.00
  reported by partner within 15 days
  restated for at most 4 quarters

"""
COMMISSION = """payment commission "Commission"
  company pays partner each quarter
  amount 10% of revenue
  late interest 8% per year, actual days over 365, simple

"""
DISPUTES = """dispute statements "Disputes"
  a party may dispute a statement within 30 days
  meanwhile pays the undisputed part
  result booked with interest 4%
"""
PLAIN = HEAD + REVENUE + COMMISSION + DISPUTES
FIGURES = "quarter,revenue\n2026-Q1,100000\n2026-Q2,200000\n2026-Q3,120000\n2026-Q4,150000\n"
HEADER = "date,event,subject,by,amount,note\n"


def _run(
    folder: Path,
    *rows: str,
    terms: str = PLAIN,
    figures: str = FIGURES,
    as_of: date | None = None,
) -> Evaluation:
    data, events = folder / "figures.csv", folder / "events.csv"
    data.write_text(figures, "utf-8")
    events.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    checked = milestonelang.check(milestonelang.load(text=terms))
    return milestonelang.evaluate(checked, [data], {}, [events], as_of=as_of)


@pytest.mark.parametrize(
    ("line", "claimed", "payable"),
    [
        ("", 140000, 24000),  # 59,000 for 420,000 less 35,000 for 300,000
        ("  meanwhile uses the lower figure\n", 140000, 23000),  # 47,000 less 24,000
        ("  meanwhile uses the lower figure\n", 260000, 24000),
        ("  meanwhile uses the claimed figure\n", 140000, 23000),
        ("  meanwhile uses the claimed figure\n", 160000, 24000),  # 51,000 less 27,000
        ("  meanwhile uses the last agreed figure\n", 140000, 19000),  # 39,000 less 20,000
    ],
)
def test_the_figure_that_counts_meanwhile(
    tmp_path: Path, line: str, claimed: int, payable: int
) -> None:
    yearly = """payment commission "Commission"
  company pays partner each quarter
  on revenue accumulated yearly
  at marginal rates
    10% up to USD 250,000
    20% beyond

"""
    terms = HEAD + REVENUE + yearly + DISPUTES.replace("  result", f"{line}  result")
    row = f"2026-07-28,dispute,revenue for 2026-Q2,partner,{claimed},"
    found = _run(tmp_path, row, terms=terms, as_of=date(2026, 10, 20))
    assert found.amount("2026-Q2", "commission", "entitled") == 25000
    assert found.amount("2026-Q3", "company to partner", "payable") == payable


def test_several_disputes_at_once_in_any_order_of_rows(tmp_path: Path) -> None:
    rows = [
        "2026-07-28,payment,commission for 2026-Q2,company,5000,",
        "2026-07-28,dispute,commission for 2026-Q2,company,12000,",
        "2026-10-20,dispute,commission for 2026-Q3,company,10000,",
        "2026-11-02,resolution,commission for 2026-Q3,mediator,11000,",
        "2026-11-02,resolution,commission for 2026-Q2,mediator,20000,",
    ]
    found = _run(tmp_path, *rows)
    assert found.amount("2026-Q2", "commission", "disputed") == 8000
    assert found.amount("2026-Q3", "commission", "disputed") == 2000
    assert found.amount("2026-Q4", "commission", "resolved") == 10000
    assert found.amount("2026-Q4", "commission", "adjusted") == -1000
    # 8,000 at 4% for 95 days after 30 July; 1,000 for 3 days after 30 October.
    assert found.amount("2026-Q4", "commission", "interest for 2026-Q2") == Fraction("83.29")
    assert found.amount("2026-Q4", "commission", "interest for 2026-Q3") == Fraction("0.33")
    for order in list(permutations(rows))[::17]:
        again = _run(tmp_path, *order)
        assert (again.results, again.accounts) == (found.results, found.accounts)


def test_of_one_day_a_payment_counts_before_a_dispute(tmp_path: Path) -> None:
    paid = "2026-07-28,payment,commission for 2026-Q2,company,20000,"
    disputed = "2026-07-28,dispute,commission for 2026-Q2,company,12000,"
    for rows in ((paid, disputed), (disputed, paid)):
        found = _run(tmp_path, *rows)
        assert found.amount("2026-Q2", "commission", "disputed") == 0
        assert found.disputes[0].held.amount == 0


def test_each_part_that_is_paid_late_bears_its_own_interest(tmp_path: Path) -> None:
    rows = (
        "2026-04-30,payment,commission,company,10000,",
        "2026-08-10,payment,commission,company,5000,",
        "2026-08-30,payment,commission,company,15000,",
    )
    # 5,000 for 11 days is 12.05, 15,000 for 31 days is 101.92.
    found = _run(tmp_path, *rows)
    assert found.amount("2026-Q3", "commission", "interest") == Fraction("113.97")
    # Over 360 days: 12.22 and 103.33.
    banker = _run(tmp_path, *rows, terms=PLAIN.replace("over 365", "over 360"))
    assert banker.amount("2026-Q3", "commission", "interest") == Fraction("115.55")


def test_a_dispute_of_a_corrected_period(tmp_path: Path) -> None:
    figures = "quarter,revenue,reported_on\n2026-Q1,100000,\n2026-Q2,200000,\n"
    figures += "2026-Q2,180000,2026-08-01\n2026-Q3,120000,\n"
    row = "2026-10-20,dispute,commission for 2026-Q2,company,15000,"
    found = _run(tmp_path, row, figures=figures)
    # 20,000 were stated and 2,000 less booked with the third quarter: 18,000 less 15,000.
    assert found.amount("2026-Q3", "commission", "restated for 2026-Q2") == -2000
    assert found.disputes[0].stated.amount == 18000
    assert found.amount("2026-Q2", "commission", "disputed") == 3000


def test_a_month_in_dispute_of_what_is_settled_quarterly(tmp_path: Path) -> None:
    monthly = REVENUE.replace("reported by", "summed\n  reported monthly by")
    terms = HEAD + monthly + COMMISSION + DISPUTES
    figures = "month,revenue\n2026-01,10000\n2026-02,20000\n2026-03,30000\n"
    rows = (
        "2026-04-20,dispute,revenue for 2026-02,company,5000,",
        "2026-06-10,resolution,revenue for 2026-02,mediator,15000,",
    )
    found = _run(tmp_path, *rows, terms=terms, figures=figures)
    assert found.amount("2026-Q1", "commission", "disputed") == 1500
    assert found.amount("2026-Q2", "commission", "resolved") == 1500
    assert found.amount("2026-Q2", "commission", "restated for 2026-Q1") == -500


def test_a_milestone_in_dispute(tmp_path: Path) -> None:
    milestone = """milestone launch "Launch"
  achieved when revenue >= USD 150,000
  by 2026-12-31
  company pays partner USD 50,000

"""
    rows = (
        "2026-07-20,dispute,launch for 2026-Q2,company,20000,",
        "2026-11-02,resolution,launch for 2026-Q2,mediator,45000,",
    )
    found = _run(tmp_path, *rows, terms=HEAD + REVENUE + COMMISSION + milestone + DISPUTES)
    assert found.amount("2026-Q2", "launch", "disputed") == 30000
    assert found.amount("2026-Q2", "company to partner", "payable") == 40000
    assert found.amount("2026-Q4", "launch", "resolved") == 30000
    assert found.amount("2026-Q4", "launch", "adjusted") == -5000
    # 25,000 at 4% for the 95 days after 30 July.
    assert found.amount("2026-Q4", "launch", "interest") == Fraction("260.27")


def test_a_cost_is_owed_where_no_payment_runs(tmp_path: Path) -> None:
    audit = """audit revenue_audit "Revenue Audit"
  of revenue each year by "an independent auditor"
  if variance > 5%, partner bears the cost

"""
    terms = HEAD + REVENUE + COMMISSION + audit
    rows = (
        "2026-09-01,audit,revenue for 2026-Q2,Blake & Sons,180000,",
        "2026-09-10,payment,revenue_audit for 2026-Q2,company,12000,",
    )
    found = _run(tmp_path, *rows, terms=terms)
    assert found.amount("2026-Q3", "revenue_audit", "audit cost") == 12000
    assert found.amount("2026-Q3", "partner to company", "payable") == 12000
    assert found.amount("2026-Q3", "company to partner", "payable") == 10000
    subjects = {line.subject for line in _run(tmp_path, terms=terms).results}
    assert "partner to company" not in subjects
    paid = "2026-11-05,payment,partner to company,partner,12000,"
    account = _run(tmp_path, *rows, paid, terms=terms).accounts[0]
    assert account.payer == "partner"
    assert account.open.amount == 0


def test_why_spells_out_the_days(tmp_path: Path) -> None:
    rows = (
        "2026-07-28,dispute,commission for 2026-Q2,company,14000,",
        "2026-11-02,resolution,commission for 2026-Q2,mediator,17000,",
    )
    _run(tmp_path, *rows)
    checked = milestonelang.check(milestonelang.load(text=PLAIN))
    data, events = tmp_path / "figures.csv", tmp_path / "events.csv"

    def told(figure: str) -> str:
        return milestonelang.why(checked, figure, [data], {}, [events])

    days = "USD 3,000.00 at 4% a year for the 95 days after 2026-07-30 up to 2026-11-02"
    assert days in told("commission.interest@2026-Q4")
    assert "USD 17,000.00 by the result" in told("commission.adjusted@2026-Q4")
    assert "held since 2026-07-28" in told("commission.resolved@2026-Q4")
    assert "USD 14,000.00 claimed by company" in told("commission.disputed@2026-Q2")
