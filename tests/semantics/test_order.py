"""The order of computation, and what depends on itself."""

import pytest

from tests.semantics.asking import check_text, codes_of, gate, metric


def _order(text: str) -> tuple[str, ...]:
    return check_text(text).require().computation


def test_each_comes_after_what_it_depends_on() -> None:
    order = _order(
        'metric outcome "Outcome" is money\n  computed as before_it + bonus\n\n'
        + gate("shock is active")
        + '\nmetric before_it "Before" is money\n  computed as fee\n'
    )
    for before, after in [
        ("retention", "shock"),
        ("shock", "fee"),
        ("fee", "before_it"),
        ("shock", "bonus"),
        ("before_it", "outcome"),
        ("bonus", "outcome"),
        ("revenue", "fund"),
    ]:
        assert order.index(before) < order.index(after), (before, after)


def test_where_nothing_depends_the_declared_order_is_kept() -> None:
    order = _order("")
    metrics = ["revenue", "costs", "euro_rate", "retention", "seats"]
    assert [name for name in order if name in metrics] == metrics


def test_limits_come_after_their_payments_and_before_their_readers() -> None:
    order = _order(
        metric("money", "bonus")
        + '\nlimit both "Both"\n  fee + bonus at most USD 5 per year, pro rata\n\n'
        + gate("launch is true")
    )
    assert order.index("bonus") < order.index("both") < order.index("x")
    assert order.index("fee") < order.index("both")


@pytest.mark.parametrize(
    "text",
    [
        metric("money", "x + USD 1"),
        metric("money", "sum of x to date"),
        metric("percent", "growth of x over 1 quarter"),
        metric("money", "fund2").replace(
            "computed as fund2", "computed as the end balance of fund2"
        )
        + '\nbalance fund2 "Fund" is money\n  adds x - USD 5\n',
        'trigger again "Again"\n  starts when bonus > USD 5\n  ends when bonus < USD 1\n'
        "  bonus suspended\n\n" + gate("launch is true"),
    ],
)
def test_circles_are_reported_once(text: str) -> None:
    assert codes_of(text) == ["MS0241"]


def test_a_circle_is_printed_with_its_way_out() -> None:
    text = (
        'metric a "A" is money\n  computed as b\n\nmetric b "B" is money\n  computed as c\n\n'
        'metric c "C" is money\n  computed as a\n'
    )
    (found,) = check_text(text).errors
    assert found.notes == ("`a` needs `b` needs `c` needs `a`",)
    assert found.help == "let one of them look back: `… 1 quarter earlier`"
    assert len(found.others) == 2


@pytest.mark.parametrize(
    "text",
    [
        # an earlier period, the previous year, the start of a balance
        metric("money", "(x 1 quarter earlier) + revenue"),
        metric("money", "revenue - (sum of x over the previous year)"),
        'payment bonus "Bonus"\n  company pays partner each quarter\n  amount revenue\n'
        "  less from pot\n\n"
        'balance pot "Pot" is money\n  opens at USD 100\n  takes bonus\n',
        # a trigger that acts from the next period on
        'trigger again "Again"\n  starts when bonus > USD 5\n  ends when retention > 80%\n'
        "  from the next period\n  bonus suspended\n\n" + gate("launch is true"),
        # a duty is overdue at the earliest in the period after the one that calls it
        'trigger too_late "Late"\n  starts when plan is overdue\n  ends when retention > 80%\n'
        "  fee reduced by 10%\n  on start, partner owes plan within 10 days\n\n"
        'obligation plan "Plan"\n  means "deliver a plan"\n'
        "  partner owes it within 10 days when retention < 50%\n",
    ],
)
def test_what_is_no_circle(text: str) -> None:
    assert "MS0241" not in codes_of(text)


def test_a_payment_cannot_need_another_under_its_limit() -> None:
    limit = 'limit both "Both"\n  fee + bonus at most USD 5 per year, pro rata\n\n'
    through = (
        metric("money", "fee") + 'payment bonus "Bonus"\n  company pays partner each quarter\n'
    )
    assert codes_of(limit + through + "  amount x\n  at least USD 0 per period\n") == ["MS0242"]


def test_long_chains_do_not_recurse() -> None:
    chain = "".join(
        f'metric m{n} "M{n}" is money\n  computed as {f"m{n + 1}" if n < 3000 else "revenue"}\n\n'
        for n in range(3001)
    )
    order = _order(chain)
    assert order.index("m3000") < order.index("m1500") < order.index("m0")
