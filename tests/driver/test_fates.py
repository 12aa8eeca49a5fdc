"""What becomes of amounts when an agreement ends early: held, unvested, put off, capped."""

from pathlib import Path

from tests.driver.parting import (
    CAUSE,
    FREE,
    LOW,
    NOTICE,
    TERMS,
    amounts,
    conserves,
    evaluate,
    states,
)


def test_held_and_unvested_are_lost(tmp_path: Path) -> None:
    exits = (
        FREE
        + """\
  winds down until 2026-12-31
    fee held forfeited
    grant unvested forfeited
    bonus accrued forfeited
"""
    )
    done = evaluate(tmp_path, exits, "2026-04-01,notice,free,company,,")  # ends on 30 June
    assert states(done) == ["in force", "in force", "winding down", "winding down"]
    assert amounts(done, "fee", "forfeited") == {"26-Q2": "200.00"}
    assert amounts(done, "fee", "released") == {}
    # Of 2026-Q1 one part of 30 has vested; 60 and the 90 of the last quarter are lost.
    assert amounts(done, "grant", "forfeited") == {"26-Q2": "150.00"}
    # What the last quarter accrued is lost; what was payable before is not.
    assert amounts(done, "bonus", "forfeited") == {"26-Q2": "50.00"}
    assert amounts(done, "bonus", "entitled")["26-Q2"] == "50.00"
    assert amounts(done, "company to partner", "payable")["26-Q3"] == "0.00"
    conserves(done)


def test_shares_of_payments_the_other_way_and_in_full(tmp_path: Path) -> None:
    exits = (
        FREE
        + """\
  on termination, company pays partner 25% of fee
  winds down over 2 quarters
    partner pays company 10% of fee
    company pays partner bonus
    fee held forfeited
    grant unvested forfeited
"""
    )
    done = evaluate(tmp_path, exits, "2026-04-01,notice,free,company,,")  # ends on 30 June
    # The fee itself stops; a tenth of what it would be is paid the other way.
    assert list(amounts(done, "fee", "entitled").values()) == ["1000.00"] * 2 + ["0.00"] * 2
    assert amounts(done, "partner to company", "payable") == {"26-Q3": "100.00", "26-Q4": "100.00"}
    assert list(amounts(done, "bonus", "entitled").values()) == ["50.00"] * 4
    # 900 + 50 + 90 + 30 + 1,000 + 25% of 1,000.
    assert amounts(done, "company to partner", "payable")["26-Q2"] == "2320.00"
    made_up = [item.what for item in done["2026-Q2"].directions[0].made_up]
    assert "on termination" in made_up
    assert "clawbacks still to recover" not in made_up
    conserves(done)


def test_what_is_put_off_is_paid_or_lost(tmp_path: Path) -> None:
    terms = TERMS.replace("  bonus reduced by 50%\n", "  bonus deferred until it ends\n")
    exits = (
        FREE
        + """\
  winds down over 2 quarters
    fee held forfeited
    grant unvested forfeited
"""
    )
    notice = "2026-04-01,notice,free,company,,"  # ends on 30 June; the trigger goes on
    kept = evaluate(tmp_path, exits, notice, scores=LOW, terms=terms)
    assert amounts(kept, "bonus", "deferred") == {"26-Q1": "50.00", "26-Q2": "50.00"}
    assert amounts(kept, "bonus", "deferred paid") == {"26-Q4": "100.00"}
    conserves(kept)
    lost = evaluate(
        tmp_path, exits + "    bonus accrued forfeited\n", notice, scores=LOW, terms=terms
    )
    assert amounts(lost, "bonus", "forfeited") == {"26-Q2": "100.00"}
    assert amounts(lost, "bonus", "deferred paid") == {}
    conserves(lost)


def test_limits_in_the_wind_down(tmp_path: Path) -> None:
    terms = (
        TERMS
        + """
limit most "Most"
  fee + bonus at most USD 4,000 per year, in this order
"""
    )
    exits = CAUSE.replace("50% of fee", "100% of fee").replace(
        "    fee held", "    company pays partner 100% of bonus\n    fee held"
    )
    revenue = "2026-05-01,notice,cause,company,,"
    done = evaluate(tmp_path, exits, revenue, scores=LOW, terms=terms)
    # 1,025 a quarter: 3,075 in three, so that 925 are left for the fourth.
    assert list(amounts(done, "fee", "entitled").values()) == ["1000.00"] * 3 + ["925.00"]
    assert list(amounts(done, "bonus", "entitled").values()) == ["25.00"] * 3 + ["0.00"]
    conserves(done)


def test_milestones_stop(tmp_path: Path) -> None:
    in_time = evaluate(tmp_path, CAUSE, NOTICE, "2026-06-30,evidence,deal,partner,,", scores=LOW)
    assert amounts(in_time, "signing", "entitled") == {"26-Q2": "500.00"}
    late = evaluate(tmp_path, CAUSE, NOTICE, "2026-07-01,evidence,deal,partner,,", scores=LOW)
    assert amounts(late, "signing", "entitled") == {}
    assert states(late, "signing") == ["open"] * 4


def test_triggers_act_in_the_wind_down(tmp_path: Path) -> None:
    terms = TERMS.replace("  bonus reduced by 50%\n", "  fee reduced by 50%\n")
    done = evaluate(tmp_path, CAUSE, NOTICE, scores="45 45 70 45", terms=terms)
    # Active in Q1 and Q2, over in Q3, active again in Q4: 1,000 · 50% · 50%.
    assert list(amounts(done, "fee", "entitled").values()) == [
        "500.00",
        "500.00",
        "500.00",
        "250.00",
    ]
