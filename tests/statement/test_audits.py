"""Audits: the duties that they call, and reductions that wait for revised targets."""

from datetime import date
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

metric net "Net Revenue" is money
  computed as 90% of revenue

event plan_delivered "Delivery of the Plan"
  reported by partner

obligation plan "Corrective Plan"
  means "deliver a written plan"
  evidenced by plan_delivered

payment commission "Commission"
  company pays partner each quarter
  amount 10% of revenue

trigger weak "Weak Revenue"
  starts when net < USD 144,000
  ends when net >= USD 144,000
  commission reduced by 50%

audit revenue_audit "Revenue Audit"
  of revenue each year by "an independent auditor"
  if variance > 5%, company bears the cost
  if variance >= 10%, partner owes plan within 30 days
  targets are revised before reductions

exit for_cause "Termination for Cause"
  company may terminate when plan is overdue
  notice 10 days
"""
FIGURES = "quarter,revenue\n2026-Q1,100000\n2026-Q2,200000\n2026-Q3,120000\n2026-Q4,150000\n"
HEADER = "date,event,subject,by,amount,note\n"
AUDIT = "2026-08-20,audit,revenue for 2026-Q2,Blake & Sons,{},\n"
REVISED = "2026-10-10,decision,revenue_audit,company,,\n"


def _run(folder: Path, *rows: str, as_of: date | None = None, terms: str = TERMS) -> Evaluation:
    figures, events = folder / "figures.csv", folder / "events.csv"
    figures.write_text(FIGURES, "utf-8")
    events.write_text(HEADER + "".join(rows), "utf-8")
    checked = milestonelang.check(milestonelang.load(text=terms))
    return milestonelang.evaluate(checked, [figures], {}, [events], as_of=as_of)


def _states(found: Evaluation, subject: str) -> list[object]:
    lines = [line for line in found.results if (line.subject, line.what) == (subject, "state")]
    return [line.figure.value for line in lines]


def test_a_finding_calls_its_duty_from_the_day_of_the_audit(tmp_path: Path) -> None:
    # 30 days after 20 August is 19 September.
    assert _states(_run(tmp_path, AUDIT.format(220000)), "plan") == ["overdue", "overdue"]
    told = to_text(_run(tmp_path, AUDIT.format(220000)))
    assert "called on 20 August 2026, due by 19 September 2026" in " ".join(told.split())
    done = "2026-09-19,evidence,plan_delivered,partner,,\n"
    assert _states(_run(tmp_path, AUDIT.format(220000), done), "plan") == ["done", "done"]
    # 219,999.99 is less than 10% apart.
    assert _states(_run(tmp_path, AUDIT.format("219999.99")), "plan") == []
    assert all(item.kind != "audit" for item in _run(tmp_path).undone)


def test_a_notice_may_rest_on_a_duty_of_the_running_quarter(tmp_path: Path) -> None:
    notice = "{},notice,for_cause,company,,\n"
    found = _run(tmp_path, AUDIT.format(220000), notice.format("2026-09-20"))
    assert [period.end for period in found.periods][-1] == date(2026, 9, 30)
    with pytest.raises(milestonelang.InputError):
        _run(tmp_path, AUDIT.format(220000), notice.format("2026-09-19"))


def test_reductions_wait_until_targets_are_revised(tmp_path: Path) -> None:
    # 50% of 10% of 100,000 and 120,000 and 150,000; the second quarter is strong.
    plain = [5000, 20000, 6000, 7500]
    quarters = [f"2026-Q{number}" for number in (1, 2, 3, 4)]

    def entitled(*rows: str) -> list[object]:
        found = _run(tmp_path, *rows)
        assert _states(found, "weak") == ["active", "inactive", "active", "active"]
        return [found.amount(quarter, "commission", "entitled") for quarter in quarters]

    assert entitled() == plain
    assert entitled(AUDIT.format(210000)) == plain  # 5% is not more than 5%
    assert entitled(AUDIT.format(220000)) == [5000, 20000, 12000, 15000]
    assert entitled(AUDIT.format(220000), REVISED) == [5000, 20000, 12000, 7500]
    assert entitled(REVISED, AUDIT.format(220000)) == [5000, 20000, 12000, 7500]
    at_once = REVISED.replace("2026-10-10", "2026-08-20")
    assert entitled(AUDIT.format(220000), at_once) == plain


def test_the_state_of_an_audit(tmp_path: Path) -> None:
    found = _run(tmp_path, AUDIT.format(220000), REVISED)
    assert _states(found, "revenue_audit") == ["targets open", "targets revised"]
    assert (found.audits[0].targets, found.audits[0].revised_on) == ("revised", date(2026, 10, 10))
    assert _states(_run(tmp_path, AUDIT.format(205000)), "revenue_audit") == ["within", "within"]
    assert _states(_run(tmp_path), "revenue_audit") == []
    open = _run(tmp_path, AUDIT.format(220000), as_of=date(2026, 9, 1))
    assert open.audits[0].targets == "open"
    assert "Targets are still to be revised" in to_text(open)


def test_without_a_threshold_any_difference_opens_targets(tmp_path: Path) -> None:
    bare = "".join(
        line + "\n" for line in TERMS.splitlines() if not line.startswith("  if variance")
    )
    found = _run(tmp_path, AUDIT.format("200000.01"), terms=bare)
    assert found.amount("2026-Q3", "commission", "entitled") == 12000
    assert _states(_run(tmp_path, AUDIT.format(200000), terms=bare), "revenue_audit")[0] == "within"


def test_what_does_not_rest_on_the_audited_figure_goes_on(tmp_path: Path) -> None:
    other = TERMS.replace(
        "metric net", 'metric calls "Calls" is money\n  reported by partner\n\nmetric net'
    )
    other = other.replace("of revenue each year", "of calls each year")
    other = other.replace(
        "  reported by partner\n\nmetric net",
        "  reported by partner\n  restated for at most 4 quarters\n\nmetric net",
    )
    figures, events = tmp_path / "figures.csv", tmp_path / "events.csv"
    figures.write_text(
        "quarter,revenue,calls\n2026-Q1,1,5\n2026-Q2,1,5\n2026-Q3,100000,5\n", "utf-8"
    )
    events.write_text(HEADER + "2026-08-20,audit,calls for 2026-Q2,Blake,9,\n", "utf-8")
    checked = milestonelang.check(milestonelang.load(text=other))
    found = milestonelang.evaluate(checked, [figures], {}, [events])
    assert _states(found, "revenue_audit")[0] == "targets open"
    assert found.amount("2026-Q3", "commission", "entitled") == 5000


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("MS1157", [REVISED]),
        ("MS1157", [AUDIT.format(220000), REVISED, REVISED.replace("-10-10", "-11-10")]),
        ("MS1157", [AUDIT.format(205000), REVISED]),
        ("MS1158", [AUDIT.format(220000), AUDIT.format(210000)]),
    ],
)
def test_rows_that_cannot_be(tmp_path: Path, code: str, rows: list[str]) -> None:
    for order in (rows, rows[::-1]):
        with pytest.raises(milestonelang.InputError) as found:
            _run(tmp_path, *order)
        assert [item.code for item in found.value.diagnostics] == [code]
