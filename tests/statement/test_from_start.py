"""What a restated history does not make good is told, and makes up the whole difference."""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, note, settings, strategies as st

import milestonelang
from milestonelang.driver.evaluate import given as given_data
from milestonelang.driver.explain import explain_figure
from milestonelang.statement.model import Evaluation
from milestonelang.statement.to_text import to_text
from tests.life.course import restated
from tests.reference.draw import contracts
from tests.reference.model import Contract, Data
from tests.reference.write import write
from tests.statement.test_restated import HEADER, RESTATED, SETTLED, TERMS, _evaluate
from tests.statement.test_restated_drawn import CHECKED, EVENTS, FOCUS, Reports
from tests.untraced import traced_first

DUTY = """
event plan_delivered "Delivery of the Plan"
  reported by partner

obligation plan "Plan"
  means "deliver a plan"
  evidenced by plan_delivered
  partner owes it within 30 days when {metric} < {value}
  if overdue, {payment} reduced by 50%
"""
EXIT = """
exit for_cause "For Cause"
  company may terminate when revenue < USD 1,500
  notice 30 days
"""
Sums = Mapping[tuple[str, str], Fraction]


def _on(folder: Path, rows: str, reach: int, more: str, events: str = "") -> Evaluation:
    terms = TERMS.replace("{restated}", RESTATED.format(reach)) + more
    files = {"metrics.csv": HEADER + rows}
    if events:
        files["events.csv"] = EVENTS + "\n" + events
    return _evaluate(folder, terms, files)


def _sums(statement: Evaluation) -> dict[tuple[str, str], Fraction]:
    """What is payable for each period in each direction, with what was booked for it later."""
    found: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for period in statement.periods:
        for direction in period.directions:
            found[direction.subject, period.label] += direction.payable.amount
        for line in period.restated:
            if " to " in line.subject:
                found[line.subject, period.label] -= line.amount.amount
                found[line.subject, line.original] += line.amount.amount
    return {key: amount for key, amount in found.items() if amount}


def _made_good(restated: Evaluation) -> dict[tuple[str, str], Fraction]:
    found: dict[tuple[str, str], Fraction] = defaultdict(Fraction, _sums(restated))
    for line in restated.left:
        if " to " in line.subject:
            found[line.subject, line.original] += line.amount.amount
    return {key: amount for key, amount in found.items() if amount}


def test_what_comes_too_late_is_told(tmp_path: Path) -> None:
    statement = _on(tmp_path, SETTLED + "2026-Q1,1500.00,2026-07-20\n", 1, "")
    (payment, direction) = statement.left
    assert (payment.subject, payment.original) == ("commission", "2026-Q1")
    assert payment.amount.amount == direction.amount.amount == Fraction(50)
    assert payment.why == "reported when it was final, and left out"
    text = " ".join(to_text(statement).split())
    assert "Had all been known from the start" in text
    assert "2026-Q1, Commission 50.00" in text


def test_a_duty_that_only_a_correction_called(tmp_path: Path) -> None:
    duty = DUTY.format(metric="revenue", value="USD 500", payment="commission")
    statement = _on(tmp_path, SETTLED + "2026-Q1,100.00,2026-08-20\n", 4, duty)
    left = [line for line in statement.left if line.subject == "commission"]
    found = {(line.original, line.amount.amount) for line in left}
    # Called on 31 March it would be overdue from May on; called on 20 August, from September on.
    assert found == {("2026-Q2", Fraction(-100))}
    assert "runs from 2026-08-20, the day of the correction" in statement.left[0].why
    explained = statement.left[0]
    assert "and not from 2026-03-31" in explained.why


def test_a_notice_is_judged_on_its_day(tmp_path: Path) -> None:
    rows = SETTLED + "2026-Q4,4000.00,2027-01-10\n2026-Q1,2500.00,2026-08-20\n"
    notice = "2026-05-20,notice,for_cause,company,,,\n"
    statement = _on(tmp_path, rows, 4, EXIT, notice)
    assert statement.ending is not None
    assert _made_good(statement) == _sums(_on(tmp_path, rows, 4, EXIT))
    assert "judged by what was known on 2026-05-20" in statement.left[0].why
    assert "it would have no effect" in statement.left[0].why


def test_it_is_explained_with_the_figure(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    path.write_text(HEADER + SETTLED + "2026-Q1,1500.00,2026-07-20\n", "utf-8")
    terms = milestonelang.check(
        milestonelang.load(text=TERMS.replace("{restated}", RESTATED.format(1)))
    )
    said = explain_figure(terms, given_data([path]), "commission@2026-Q1")
    assert said.endswith(
        "Had all been known from the start: USD 50.00 more\n"
        "  reported when it was final, and left out\n"
    )


@pytest.mark.parametrize("kind", ["reach", "duty"])
def test_restated_and_left_make_what_had_been_from_the_start(kind: str, tmp_path: Path) -> None:
    @settings(CHECKED, max_examples=12)
    @given(contracts(FOCUS), st.data())
    @traced_first(4)
    def holds(drawn: tuple[Contract, Data], more: st.DataObject) -> None:
        contract, _ = drawn
        reports = Reports(*drawn, more)
        reach = more.draw(st.integers(1, 2), "reach") if kind == "reach" else 99
        terms = restated(write(contract), contract.period, reach)
        if kind == "duty" and "metric revenue" in terms and "payment commission" in terms:
            value = more.draw(st.sampled_from(["USD 100", "USD 30,000", "USD 100,000"]), "value")
            terms += DUTY.format(metric="revenue", value=value, payment="commission")
        for text in (terms, reports.corrected()["metrics.csv"]):
            note(text)
        told = _evaluate(tmp_path, terms, reports.corrected())
        fresh = _evaluate(tmp_path, terms, reports.from_the_start())
        if told.is_pending or fresh.is_pending:
            return
        assert _made_good(told) == _sums(fresh)

    holds()
