"""What comes first on one day, and on which side of a last day something lies.

The sentences are those of "One day, one period" in the language page. Each case is asked with the
rows in every order.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import permutations

import pytest

import milestonelang
from milestonelang.statement.model import Evaluation
from tests.life.dealings import Act, Dealings, Numbers

LAST_DAY = date(2026, 4, 15)  # of reporting for the first quarter, which is settled on it


@pytest.fixture
def life() -> Iterator[Dealings]:
    numbers = Numbers(spent=0, cap=20000, held=15, days=30, notice=30)
    found = Dealings(numbers, [(50000, 70)] * 8)
    found.report()
    yield found
    found.close()


def on(life: Dealings, day: date, *acts: Act) -> Evaluation:
    """Return the statement after acts of one day, the same whatever the order of their rows."""
    before = list(life.events)
    found = None
    for order in permutations(acts):
        life.events = [*before, *(act.row(day, day) for act in order)]
        now = life.state(date(2026, 12, 31))
        assert found is None or (now.results, now.ending) == (found.results, found.ending)
        found = now
    assert found is not None
    life.events = before
    return found


def refused(life: Dealings, day: date, *acts: Act) -> set[str]:
    with pytest.raises(milestonelang.InputError) as caught:
        on(life, day, *acts)
    return {item.code for item in caught.value.diagnostics}


def state(found: Evaluation, name: str, period: str = "2026-Q2") -> object:
    return next(each.state.value for each in found[period].states if each.name == name)


REPORT = Act("evidence", "report_sent", "partner")
WAIVED = Act("waiver", "report", "company")
LONGER = Act("extension", "report", "company", "10 days")


def test_extensions_then_what_is_performed_then_waivers(life: Dealings) -> None:
    # The report of the first quarter is due by 20 April, and is longer due on that very day.
    found = on(life, date(2026, 4, 20), LONGER, REPORT, WAIVED)
    (instance,) = (
        each
        for state in found["2026-Q2"].states
        if state.name == "report"
        for each in state.instances
        if each.called == date(2026, 3, 31)
    )
    assert (instance.due, instance.state) == (date(2026, 4, 30), "done")


def test_two_outcomes_of_one_day_are_refused(life: Dealings) -> None:
    yes = Act("decision", "approval is granted", "company")
    no = Act("decision", "approval is refused", "company")
    assert refused(life, date(2026, 4, 20), yes, no) == {"MS1128"}


def test_what_is_reported_on_the_day_a_period_is_settled_is_no_correction(life: Dealings) -> None:
    first = list(life.metrics)
    for day, booked in ((LAST_DAY, []), (date(2026, 4, 16), ["2026-Q2"])):
        life.metrics = [*first, f"2026-Q1,60000,70%,{day}", f"2026-Q2,50000,70%,{date(2026, 7, 1)}"]
        found = life.state(date(2026, 12, 31))
        assert [each.label for each in found.periods if each.restated] == booked


def test_the_day_on_which_an_amount_is_due_is_in_time(life: Dealings) -> None:
    # 4,000 less what is held, due by 30 April; 3,400 for one day at 8%.
    paid = Act("payment", "commission for 2026-Q1", "company", "3400")
    life.today = date(2026, 7, 1)
    life.report()
    interest = [
        on(life, day, paid).amount("2026-Q2", "commission", "interest")
        for day in (date(2026, 4, 30), date(2026, 5, 1))
    ]
    assert interest == [0, Fraction("0.75")]


def test_a_dispute_on_the_last_of_its_days_is_in_time(life: Dealings) -> None:
    claim = Act("dispute", "commission for 2026-Q1", "partner", "3000")
    found = on(life, date(2026, 5, 15), claim)  # thirty days after 15 April
    assert found.amount("2026-Q1", "commission", "disputed") == 400
    assert len(refused(life, date(2026, 5, 16), claim)) == 1


def test_payments_then_disputes_then_results(life: Dealings) -> None:
    claim = Act("dispute", "commission for 2026-Q1", "partner", "3000")
    paid = Act("payment", "commission for 2026-Q1", "company", "3400")
    result = Act("resolution", "commission for 2026-Q1", "mediator", "3500")
    found = on(life, date(2026, 5, 4), claim, paid, result)
    # What is paid already is not held.
    assert found.amount("2026-Q1", "commission", "disputed") == 0
    (dispute,) = found.disputes
    assert dispute.state == "resolved"
    assert dispute.stated.amount == 3400


def test_a_trigger_that_starts_in_the_period_in_which_the_agreement_ends(life: Dealings) -> None:
    # Received on 1 May, the agreement ends on 31 May, inside the second quarter.
    notice = Act("notice", "convenience", "partner")
    life.metrics.append(f"2026-Q2,50000,40%,{date(2026, 7, 1)}")
    found = on(life, date(2026, 5, 1), notice)
    assert found.ending is not None
    assert found.ending.day == found["2026-Q2"].end == date(2026, 5, 31)
    assert state(found, "slump") == "active"
    # 8% of 50,000, less a quarter.
    assert found.amount("2026-Q2", "commission", "entitled") == 3000
    # The plan that the slump calls for is called on the Termination Date.
    (plan,) = (each for each in found["2026-Q2"].states if each.name == "plan")
    assert [each.called for each in plan.instances] == [date(2026, 5, 31)]
