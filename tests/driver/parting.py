"""An agreement that ends early, and what its statements say, for the tests of exits.

The figures are worked out by hand: the fee is 1,000 a quarter, of which 100 is held back for two
quarters; the grant is 90, in three parts of 30 over the next three quarters; the bonus is 50.
"""

from fractions import Fraction
from pathlib import Path

import pytest

import milestonelang
from milestonelang.driver.evaluate import evaluate_terms, given
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.statement.figures import plain
from milestonelang.statement.model import Evaluation

TERMS = """\
contract parting "Parting Agreement"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent
  month ends roll back
  due within 30 days of the end of the quarter

party company "Company, Inc."

party partner "Partner GmbH"

metric revenue "Revenue" is money
  between USD 0 and USD 1,000,000
  reported by company within 15 days

metric score "Score" is percent
  between 0% and 100%
  reported by company within 15 days

metric costs "Costs" is money
  between USD 0 and USD 1,000,000
  reported by company within 15 days
  only during the wind down

event plan "Plan"
  reported by partner

event breach "Breach"
  reported by company

event deal "Deal"
  reported by partner

payment fee "Fee"
  company pays partner each quarter
  amount 10% of revenue
  hold back 10%, released after 2 quarters, forfeited at release if score < 40%

payment grant "Grant"
  company pays partner each quarter
  amount USD 90
  vests over 3 quarters

payment bonus "Bonus"
  company pays partner each quarter
  amount USD 50
  claws back 50% of the last 2 quarters if score < 30%, recovered by set off

payment daily "Daily"
  company pays partner each quarter
  amount USD 90
  prorated by days

payment yearly "Yearly"
  company pays partner each year
  amount USD 1,000

trigger low "Low Score"
  starts when score < 50%
  ends when score >= 60%
  bonus reduced by 50%
  on start, partner owes plan_due within 30 days

obligation plan_due "Plan to Improve"
  means "deliver a plan"
  evidenced by plan

milestone signing "Signing"
  requires deal from partner
  company pays partner USD 500
"""

CAUSE = """
exit cause "Cause"
  company may terminate when any of
    plan_due is overdue
    breach is true
  notice 30 days, ending at the end of the quarter
  curable within 30 days
  on termination, partner pays company USD 210.02 / 3
  winds down over 2 quarters
    company pays partner 50% of fee
    partner pays company 40% of costs
    fee held released at the end
    grant unvested vested
"""

FREE = """
exit free "Convenience"
  either party may terminate for convenience
  notice 90 days
"""

LOW = "45 45 45 45 45 45 45 45"  # the plan is called at the end of 2026-Q1, due on 30 April
NOTICE = "2026-05-01,notice,cause,company,,"
HEAD = "date,event,subject,by,amount,note\n"


def evaluate(
    tmp_path: Path,
    exits: str,
    *events: str,
    scores: str = "55 55 55 55 55 55 55 55",
    terms: str = TERMS,
    quarters: int = 8,
    more: tuple[str, ...] = (),
    **options: object,
) -> Evaluation:
    """Evaluate the terms with a score a quarter, revenue of 10,000 and costs of 250.01."""
    labels = [f"{2026 + at // 4}-Q{at % 4 + 1}" for at in range(12)]
    each = scores.split()
    lines = ["quarter,revenue,score" + (",costs" if "costs" in exits else "")]
    for at in range(quarters):
        score = each[min(at, len(each) - 1)]
        lines.append(f"{labels[at]},10000,{score}%" + (",250.01" if "costs" in exits else ""))
    data, rows = tmp_path / "data.csv", tmp_path / "events.csv"
    data.write_text("\n".join(lines) + "\n", "utf-8")
    rows.write_text(HEAD + "".join(f"{event}\n" for event in (*events, *more)), "utf-8")
    checked = check_terms(from_text(terms + exits))
    assert checked.errors == ()
    return evaluate_terms(checked, given([data], None, [rows], **options))  # type: ignore[arg-type]


def amounts(evaluation: Evaluation, subject: str, what: str) -> dict[str, str]:
    """Return the lines of one subject and what, those that are there, as text."""
    return {
        line.period[2:]: "pending" if line.figure.is_pending else plain(line.figure)
        for line in evaluation.results
        if (line.subject, line.what) == (subject, what)
    }


def states(evaluation: Evaluation, subject: str = "parting") -> list[str]:
    return [
        str(line.figure.value)
        for line in evaluation.results
        if (line.subject, line.what) == (subject, "state")
    ]


def codes(tmp_path: Path, exits: str, *events: str, **options: object) -> list[str]:
    with pytest.raises(milestonelang.InputError) as caught:
        evaluate(tmp_path, exits, *events, **options)  # type: ignore[arg-type]
    return [item.code for item in caught.value.diagnostics]


def conserves(evaluation: Evaluation) -> None:
    """Check: entitled = gross + what is held, unvested or put off + forfeited, for each payment."""
    last = evaluation.periods[-1]
    for line in last.payments:
        all_of = [item for each in evaluation.periods for item in each.payments]
        own = [item for item in all_of if item.name == line.name]
        entitled = sum((item.entitled.amount for item in own), Fraction(0))
        gross = sum((item.gross.amount for item in own), Fraction(0))
        forfeited = sum((item.part("forfeited") for item in own), Fraction(0))
        stocks = sum((stock.amount.amount for stock in line.stocks), Fraction(0))
        assert entitled == gross + forfeited + stocks, line.name
