"""Agreements that end early: notices, cures, wind-downs, and on which day each counts."""

import tempfile
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given as given_drawn, settings, strategies as st

import milestonelang
from milestonelang.driver.evaluate import evaluate_terms, given
from milestonelang.driver.terms import check_terms, from_text
from tests.driver.parting import (
    CAUSE,
    FREE,
    HEAD,
    LOW,
    NOTICE,
    TERMS,
    amounts,
    codes,
    conserves,
    evaluate,
    states,
)

# ---- a notice for cause, with a wind-down


def test_wind_down(tmp_path: Path) -> None:
    done = evaluate(tmp_path, CAUSE, NOTICE, scores=LOW)
    assert done.ending is not None
    assert (done.ending.received.isoformat(), done.ending.day.isoformat()) == (
        "2026-05-01",
        "2026-06-30",
    )
    assert states(done) == ["in force", "in force", "winding down", "winding down"]
    assert amounts(done, "fee", "entitled") == {
        "26-Q1": "1000.00",
        "26-Q2": "1000.00",
        "26-Q3": "500.00",
        "26-Q4": "500.00",
    }
    # Nothing is held of the wind-down, and what was held is released with its last quarter.
    assert amounts(done, "fee", "held") == {"26-Q1": "100.00", "26-Q2": "100.00"}
    assert amounts(done, "fee", "released") == {"26-Q4": "200.00"}
    # One part of 2026-Q1 vests in Q2, and all the rest on termination: 30 + 60 + 90.
    assert amounts(done, "grant", "vested") == {"26-Q2": "180.00"}
    assert amounts(done, "grant", "entitled")["26-Q3"] == "0.00"
    # The trigger halves the bonus; in the wind-down it stops.
    assert list(amounts(done, "bonus", "entitled").values()) == ["25.00", "25.00", "0.00", "0.00"]
    # The year ends with the term: what is paid each year is paid then.
    assert list(amounts(done, "yearly", "entitled").values()) == ["0.00", "1000.00"] + ["0.00"] * 2
    # On termination 70.0066…, rounded; in the wind-down 40% of 250.01, rounded.
    assert amounts(done, "partner to company", "payable") == {
        "26-Q2": "70.01",
        "26-Q3": "100.00",
        "26-Q4": "100.00",
    }
    assert amounts(done, "company to partner", "payable") == {
        "26-Q1": "1015.00",  # 1000 - 100 + 0 + 25 + 90
        "26-Q2": "2195.00",  # 1000 - 100 + 180 + 25 + 90 + 1000
        "26-Q3": "500.00",
        "26-Q4": "700.00",
    }
    conserves(done)


def test_a_duty_is_overdue_from_the_day_after_the_last(tmp_path: Path) -> None:
    early = "2026-04-30,notice,cause,company,,"
    assert codes(tmp_path, CAUSE, early, scores=LOW) == ["MS0930"]
    with pytest.raises(milestonelang.InputError) as caught:
        evaluate(tmp_path, CAUSE, early, scores=LOW)
    (found,) = caught.value.diagnostics
    assert found.place is not None and found.place.row == 2
    assert found.notes == (
        "`plan_due is overdue` does not hold",
        "`breach is true` does not hold",
    )


def test_cure_on_the_last_day_and_after_it(tmp_path: Path) -> None:
    cured = evaluate(tmp_path, CAUSE, NOTICE, "2026-05-31,evidence,plan,partner,,", scores=LOW)
    assert cured.ending is None and states(cured)[:8] == ["in force"] * 8
    assert any("was cured by 2026-05-31" in note for note in cured.notes)
    late = evaluate(tmp_path, CAUSE, NOTICE, "2026-06-01,evidence,plan,partner,,", scores=LOW)
    assert late.ending is not None


def test_an_event_counts_on_the_day_of_the_notice(tmp_path: Path) -> None:
    same_day = ("2026-05-10,evidence,breach,company,,", "2026-05-10,notice,cause,company,,")
    assert evaluate(tmp_path, CAUSE, *same_day).ending is not None
    day_after = ("2026-05-11,evidence,breach,company,,", "2026-05-10,notice,cause,company,,")
    assert codes(tmp_path, CAUSE, *day_after) == ["MS0930"]


def test_notice_before_the_first_period_has_ended(tmp_path: Path) -> None:
    both = ("2026-01-05,evidence,breach,company,,", "2026-01-05,notice,cause,company,,")
    done = evaluate(tmp_path, CAUSE, *both)
    assert done.ending is not None and done.ending.day.isoformat() == "2026-03-31"
    # No condition over periods holds yet, whatever it reads.
    grounds = """\
    score < 20%
    score < 20% for 2 consecutive quarters
    (sum of revenue to date) < USD 1
    fee held < USD 1
    the end balance of pot < USD 1
    low is active
    signing is achieved
"""
    exits = CAUSE.replace("    breach is true\n", grounds)
    exits += '\nbalance pot "Pot" is money\n  adds revenue\n'
    assert codes(tmp_path, exits, "2026-01-05,notice,cause,company,,") == ["MS0930"]


def test_who_may_give_notice(tmp_path: Path) -> None:
    wrong = "2026-05-01,notice,cause,partner,,"
    assert codes(tmp_path, CAUSE, wrong, scores=LOW) == ["MS0931"]
    either = evaluate(tmp_path, FREE, "2026-05-01,notice,free,partner,,")
    assert either.ending is not None and either.ending.by == "partner"


def test_what_is_not_known_decides_no_notice(tmp_path: Path) -> None:
    exits = CAUSE.replace("    breach is true\n", "    score < 20%\n")
    notice = "2026-10-05,notice,cause,company,,"
    assert codes(tmp_path, exits, notice, quarters=2) == ["MS0933"]
    # A ground that holds settles it, whatever is missing.
    assert evaluate(tmp_path, exits, NOTICE, scores=LOW, quarters=2).ending is not None


def test_metrics_count_as_of_the_last_period_that_ended(tmp_path: Path) -> None:
    exits = CAUSE.replace("    breach is true\n", "    score < 20%\n")
    scores = "55 10 55 55"
    on_the_last_day = "2026-06-30,notice,cause,company,,"
    assert codes(tmp_path, exits, on_the_last_day, scores=scores) == ["MS0930"]
    day_after = evaluate(tmp_path, exits, "2026-07-01,notice,cause,company,,", scores=scores)
    assert day_after.ending is not None and day_after.ending.day.isoformat() == "2026-09-30"


def test_notices_received_later_than_sent(tmp_path: Path) -> None:
    terms = TERMS.replace(
        "  month ends roll back\n",
        "  month ends roll back\n  notices received 3 days after sending\n",
    )
    done = evaluate(tmp_path, CAUSE, "2026-04-28,notice,cause,company,,", scores=LOW, terms=terms)
    assert done.ending is not None
    assert done.ending.received.isoformat() == "2026-05-01"
    assert codes(tmp_path, CAUSE, "2026-04-27,notice,cause,company,,", scores=LOW, terms=terms) == [
        "MS0930"
    ]


def test_exercisable_within(tmp_path: Path) -> None:
    exits = CAUSE.replace("  notice 30", "  exercisable within 10 days\n  notice 30")
    in_time = "2026-05-11,notice,cause,company,,"  # overdue from 1 May
    assert evaluate(tmp_path, exits, in_time, scores=LOW).ending is not None
    late = "2026-05-12,notice,cause,company,,"
    assert codes(tmp_path, exits, late, scores=LOW) == ["MS0934"]


def test_cured_by_paying(tmp_path: Path) -> None:
    exits = CAUSE.replace("curable within 30 days", "curable within 30 days by paying USD 100")
    two = ("2026-05-03,payment,cause,partner,60,", "2026-05-31,payment,cause,partner,40,")
    assert evaluate(tmp_path, exits, NOTICE, *two, scores=LOW).ending is None
    assert evaluate(tmp_path, exits, NOTICE, two[0], scores=LOW).ending is not None
    early = "2026-04-30,payment,cause,partner,100,"
    assert codes(tmp_path, exits, early, NOTICE, scores=LOW) == ["MS0935"]
    own = "2026-05-03,payment,cause,company,100,"
    assert codes(tmp_path, exits, NOTICE, own, scores=LOW) == ["MS0935"]


def test_cured_when(tmp_path: Path) -> None:
    exits = CAUSE.replace("curable within 30 days", "curable within 30 days when deal is true")
    deal = "2026-05-31,evidence,deal,partner,,"
    assert evaluate(tmp_path, exits, NOTICE, deal, scores=LOW).ending is None
    assert evaluate(tmp_path, exits, NOTICE, scores=LOW).ending is not None


# ---- for convenience, inside a period, without a wind-down


def test_convenience_ends_inside_a_quarter(tmp_path: Path) -> None:
    # Received on 1 May; the 90th day after is 30 July, the 30th of 92 days of 2026-Q3.
    done = evaluate(tmp_path, FREE, "2026-05-01,notice,free,company,,")
    assert done.ending is not None and done.ending.day.isoformat() == "2026-07-30"
    assert states(done)[:4] == ["in force", "in force", "in force", "ended"]
    assert done["2026-Q3"].end.isoformat() == "2026-07-30"
    # Only what the terms prorate by days is cut: 90 * 30 / 92 = 29.3478…
    assert amounts(done, "daily", "entitled")["26-Q3"] == "29.35"
    assert amounts(done, "fee", "entitled")["26-Q3"] == "1000.00"
    assert amounts(done, "yearly", "entitled") == {
        "26-Q1": "0.00",
        "26-Q2": "0.00",
        "26-Q3": "1000.00",
    }
    # Held in Q1 is due; the rest is released at the end, without the test.
    assert amounts(done, "fee", "released") == {"26-Q3": "300.00"}
    # Vesting goes on after the end, until nothing is left.
    assert amounts(done, "grant", "vested") == {
        "26-Q2": "30.00",
        "26-Q3": "60.00",
        "26-Q4": "90.00",
        "27-Q1": "60.00",
        "27-Q2": "30.00",
    }
    conserves(done)


def test_the_end_releases_without_the_test_of_forfeiture(tmp_path: Path) -> None:
    # In the quarter of the end the score is 35%: what is due by its time is lost, the rest is not.
    done = evaluate(tmp_path, FREE, "2026-05-01,notice,free,company,,", scores="55 55 35 35")
    assert amounts(done, "fee", "forfeited") == {"26-Q3": "100.00"}
    assert amounts(done, "fee", "released") == {"26-Q3": "200.00"}
    conserves(done)


def test_notice_now_at_the_end_of_a_quarter(tmp_path: Path) -> None:
    exits = 'exit free "Now"\n  either party may terminate for convenience\n'
    done = evaluate(tmp_path, "\n" + exits, "2026-06-30,notice,free,company,,")
    assert done.ending is not None and done.ending.day.isoformat() == "2026-06-30"
    assert amounts(done, "fee", "entitled") == {"26-Q1": "1000.00", "26-Q2": "1000.00"}


def test_what_clawbacks_leave_is_owed_at_the_end_of_the_wind_down(tmp_path: Path) -> None:
    terms = TERMS.replace("10% of revenue", "0% of revenue").replace("USD 90", "USD 0")
    terms = terms.replace("USD 1,000\n", "USD 0\n")
    terms = terms.replace("amount USD 50\n", "amount USD 50\n  only if score >= 30%\n")
    exits = (
        FREE
        + """\
  winds down over 2 quarters
    fee held released at the end
    grant unvested vested
"""
    )
    # Ends on 30 September. In 2026-Q3 half of the 50 of Q1 and of Q2 is taken back, and nothing is
    # payable to take it from; the score of the wind-down takes nothing more back.
    notice = "2026-07-02,notice,free,company,,"
    done = evaluate(tmp_path, exits, notice, scores="65 65 20 20 20", terms=terms)
    assert amounts(done, "bonus", "clawed back") == {"26-Q3": "50.00"}
    assert amounts(done, "partner", "carried") == {"26-Q3": "50.00", "26-Q4": "50.00"}
    assert amounts(done, "partner to company", "payable") == {"27-Q1": "50.00"}
    conserves(done)


# ---- several notices, the edges of the term


def test_the_earlier_end_counts_whatever_the_order_of_rows(tmp_path: Path) -> None:
    rows = (
        "2026-04-02,notice,free,partner,,",  # would end on 1 July
        NOTICE,  # ends on 30 June
        "2026-05-02,notice,cause,company,,",
    )
    found = {
        evaluate(tmp_path, FREE + CAUSE, *order, scores=LOW).results for order in permutations(rows)
    }
    assert len(found) == 1
    done = evaluate(tmp_path, FREE + CAUSE, *rows, scores=LOW)
    assert done.ending is not None and done.ending.exit == "cause"
    assert done.ending.received.isoformat() == "2026-05-01"
    assert sum("has no further effect" in note for note in done.notes) == 2


def test_notice_after_the_end(tmp_path: Path) -> None:
    second = "2026-07-01,notice,free,partner,,"
    assert codes(tmp_path, FREE + CAUSE, NOTICE, second, scores=LOW) == ["MS0932"]


def test_a_notice_that_would_end_after_the_term_has_no_effect(tmp_path: Path) -> None:
    done = evaluate(tmp_path, FREE, "2027-10-03,notice,free,partner,,")
    assert done.ending is None
    assert any("the term ends on 2027-12-31" in note for note in done.notes)
    on_the_last_day = evaluate(tmp_path, FREE, "2027-10-02,notice,free,partner,,")
    assert on_the_last_day.ending is not None
    assert on_the_last_day.ending.day.isoformat() == "2027-12-31"


def test_wind_down_beyond_the_term(tmp_path: Path) -> None:
    events = ("2027-11-20,evidence,breach,company,,", "2027-11-20,notice,cause,company,,")
    done = evaluate(tmp_path, CAUSE, *events, quarters=10)
    assert [period.label for period in done.periods][-2:] == ["2028-Q1", "2028-Q2"]
    assert states(done)[-3:] == ["in force", "winding down", "winding down"]
    assert amounts(done, "fee", "entitled")["28-Q2"] == "500.00"
    assert amounts(done, "fee", "released")["28-Q2"] == "200.00"
    conserves(done)


def test_figures_of_the_wind_down_that_are_missing_are_pending(tmp_path: Path) -> None:
    done = evaluate(tmp_path, CAUSE, NOTICE, scores=LOW, quarters=3)
    assert amounts(done, "partner to company", "payable")["26-Q4"] == "pending"
    waiting = {line.name for line in done["2026-Q4"].pending}
    assert waiting == {"revenue", "score", "costs"}


def test_as_of_a_day_before_the_notice_is_received(tmp_path: Path) -> None:
    before = evaluate(tmp_path, CAUSE, NOTICE, scores=LOW, as_of=date(2026, 4, 30))
    assert before.ending is None
    # As long as it may be cured, a notice stands.
    within = evaluate(tmp_path, CAUSE, NOTICE, scores=LOW, as_of=date(2026, 5, 2))
    assert within.ending is not None


def test_an_exit_is_exercised_when_it_can_no_longer_be_cured(tmp_path: Path) -> None:
    terms = TERMS.replace(
        "  amount USD 50\n", "  amount USD 50\n  times 2 if cause is exercised, otherwise 1\n"
    )
    done = evaluate(
        tmp_path, CAUSE.replace("notice 30", "notice 100"), NOTICE, scores=LOW, terms=terms
    )
    # Cured no more after 31 May 2026; the 100th day is 9 August. The trigger halves the bonus.
    assert list(amounts(done, "bonus", "entitled").values())[:3] == ["25.00", "50.00", "50.00"]


# ---- the calendar


def test_notice_received_after_a_weekend(tmp_path: Path) -> None:
    terms = TERMS.replace(
        "  month ends roll back\n",
        "  month ends roll back\n  business days in US\n"
        "  notices received 2 business days after sending\n",
    )
    # Sent on Thursday, 2 July 2026; Friday the 3rd is a holiday, since the 4th is a Saturday.
    done = evaluate(tmp_path, FREE, "2026-07-02,notice,free,company,,", terms=terms)
    assert done.ending is not None and done.ending.received.isoformat() == "2026-07-07"
    # The days of the notice itself are days of the calendar, holidays or not.
    assert done.ending.day.isoformat() == "2026-10-05"


def test_wind_down_until_a_day_inside_a_quarter(tmp_path: Path) -> None:
    exits = (
        FREE
        + """\
  winds down until 2026-11-15
    company pays partner 50% of daily
    fee held released at the end
    grant unvested vested
"""
    )
    done = evaluate(tmp_path, exits, "2026-04-01,notice,free,company,,")  # ends on 30 June
    assert done["2026-Q4"].end.isoformat() == "2026-11-15"
    # 90 for 46 of 92 days, and half of it.
    assert list(amounts(done, "daily", "entitled").values()) == ["90.00"] * 2 + ["45.00", "22.50"]
    # Where the agreement ends after that day there is no wind-down.
    late = evaluate(tmp_path, exits, "2026-09-01,notice,free,company,,")
    assert states(late)[-1] == "in force"
    assert amounts(late, "fee", "released")["26-Q4"] == "300.00"
    conserves(late)


def test_settled_monthly(tmp_path: Path) -> None:
    terms = TERMS.replace("settled quarterly", "settled monthly")
    terms = terms.replace("days of the end of the quarter", "days of the end of the month")
    data, rows = tmp_path / "monthly.csv", tmp_path / "events.csv"
    lines = [f"2026-{month:02d},10000,55%" for month in range(1, 13)]
    data.write_text("\n".join(["month,revenue,score", *lines]) + "\n", "utf-8")
    rows.write_text(HEAD + "2026-02-04,notice,free,company,,\n", "utf-8")  # ends on 5 May
    exits = (
        FREE
        + """\
  winds down over 1 month
    fee held released at the end
    grant unvested forfeited
"""
    )
    terms = terms.replace("released after 2 quarters", "released after 2 months")
    terms = terms.replace("vests over 3 quarters", "vests over 3 months")
    terms = terms.replace("the last 2 quarters", "the last 2 months")
    checked = check_terms(from_text(terms + exits))
    assert checked.errors == ()
    done = evaluate_terms(checked, given([data], None, [rows]))
    # A quarterly payment is settled with the last month of the term, May.
    assert list(amounts(done, "fee", "entitled").values()) == ["0.00"] * 2 + ["1000.00", "0.00"] + [
        "1000.00",
        "0.00",
    ]
    assert done.periods[-1].label == "2026-06"
    assert states(done)[-2:] == ["in force", "winding down"]
    conserves(done)


def test_figures_after_the_end_are_noted(tmp_path: Path) -> None:
    done = evaluate(tmp_path, CAUSE, NOTICE, scores=LOW)
    assert any("after 2026-Q4 are not read" in note for note in done.notes)


# ---- whatever the course


@settings(max_examples=30, deadline=None)
@given_drawn(
    scores=st.lists(st.integers(0, 100), min_size=10, max_size=10),
    day=st.dates(date(2026, 1, 1), date(2027, 1, 20)),
    held=st.sampled_from(("released at the end", "forfeited")),
    unvested=st.sampled_from(("vested", "forfeited")),
    accrued=st.booleans(),
    ending=st.sampled_from(("", ", ending at the end of the quarter")),
    wind_down=st.sampled_from(("over 1 quarter", "over 3 quarters", "until 2027-05-20")),
)
def test_amounts_are_conserved_whenever_it_ends(
    scores: list[int],
    day: date,
    held: str,
    unvested: str,
    accrued: bool,
    ending: str,
    wind_down: str,
) -> None:
    exits = f"""
exit free "Convenience"
  either party may terminate for convenience
  notice 45 days{ending}
  winds down {wind_down}
    company pays partner 30% of fee
    company pays partner 100% of grant
    fee held {held}
    grant unvested {unvested}
"""
    exits += "    fee accrued forfeited\n" * accrued
    with tempfile.TemporaryDirectory() as folder:
        done = evaluate(
            Path(folder),
            exits,
            f"{day.isoformat()},notice,free,company,,",
            scores=" ".join(map(str, scores)),
            quarters=8,
        )
    conserves(done)
    if done.ending is not None:
        # Nothing is left at the end.
        stocks = [stock for line in done.periods[-1].payments for stock in line.stocks]
        assert all(stock.amount.value == 0 for stock in stocks)
    for line in done.results:
        if line.what == "payable" and not line.figure.is_pending:
            assert line.figure.amount >= 0
