"""What the state machines of this folder found, each as a plain case."""

from datetime import date
from fractions import Fraction

import pytest

from tests.life.dealings import Act, Dealings, Numbers

LATER = (
    Act("dispute", "revenue for 2026-Q1", "partner", "1600"),
    Act("dispute", "commission for 2026-Q1", "partner", "3000"),
    Act("payment", "commission for 2026-Q1", "company", "2000"),
)


@pytest.mark.parametrize("act", LATER)
def test_as_of_a_day_before_a_dispute_or_payment_there_is_none(act: Act) -> None:
    life = Dealings(Numbers(spent=0, cap=20000, held=15, days=30, notice=30), [(50000, 71)] * 8)
    try:
        life.report()
        day = date(2026, 4, 20)
        before = life.state(day)
        life.today = date(2026, 5, 12)
        assert life.act(act, 0)
        after = life.state(day)
        assert after.results == before.results
        assert (after.disputes, after.accounts) == ((), ())
        now = life.state(life.today)
        assert [each.since for each in now.disputes] == [life.today] * (act.kind == "dispute")
        assert [each.paid.amount for each in now.accounts] == [Fraction(2000)] * (
            act.kind == "payment"
        )
    finally:
        life.close()
