"""What the rules say of terms that differ from those on their pages."""

from collections.abc import Mapping
from fractions import Fraction

from milestonelang.advice.dead import acts_on_nothing
from milestonelang.advice.reading import is_reward
from milestonelang.agreement import declarations as decl
from milestonelang.driver.advising.advise import advise_on
from milestonelang.driver.terms import check_terms, from_text
from tests.corpus.programs import completed

Past = Mapping[str, tuple[tuple[str, Fraction], ...]]


def codes(program: str, past: Past | None = None) -> dict[str, str]:
    """The codes of what is advised, each with the notes of its first finding."""
    checked = check_terms(from_text(completed(program)))
    assert [item.message for item in checked.errors] == []
    found: dict[str, str] = {}
    for each in advise_on(checked, past or {}).found:
        found.setdefault(each.diagnostic.code, " ".join(each.diagnostic.notes))
    return found


TABLES = """
schedule ladder "Ladder" from money to money
  at whole amount rates
    2% up to USD 100,000
    1% up to USD 200,000
    9% beyond

schedule hill "Hill" from money to money
  interpolated, flat outside
    USD 0 gives USD 0
    USD 100,000 gives USD 10,000
    USD 200,000 gives USD 5,000

schedule slope "Slope" from money to money
  interpolated, flat outside
    USD 0 gives USD 10,000
    USD 200,000 gives USD 5,000

payment climbing "Climbing"
  company pays partner each quarter
  amount ladder(revenue) + hill(revenue) + slope(revenue)
  only if revenue >= USD 1,000
  only if retention < 99%
  at most USD 90,000 per year
"""


def test_tables_of_schedules_are_looked_at_too() -> None:
    found = codes(TABLES)
    assert "just below USD 100,000.00 it gives USD 2,000.00" in found["MS2012"]
    assert "just above USD 18,000.00" in found["MS2010"]
    falling = [name for name in ("ladder", "hill", "slope") if _falls(name)]
    assert falling == ["ladder", "hill"]


def _falls(schedule: str) -> bool:
    checked = check_terms(from_text(completed(TABLES)))
    return any(
        each.diagnostic.code == "MS2012" and f"`{schedule}`" in each.diagnostic.message
        for each in advise_on(checked, {}).found
    )


def test_a_limit_below_the_minimums_under_it() -> None:
    found = codes("""
payment first_part "First Part"
  company pays partner each quarter
  amount 1% of revenue
  at least USD 5,000 per quarter

payment second_part "Second Part"
  company pays partner each quarter
  amount 2% of revenue
  at least USD 1,000 per period

limit both "Both"
  first_part + second_part at most USD 20,000 per year, in this order
""")
    assert "its minimums come to USD 24,000.00 in a year" in found["MS2002"]


def test_a_trigger_that_starts_high_and_milestones_of_events_and_of_less() -> None:
    past = {"onboarding_time": (("2026-Q1", Fraction(60)), ("2026-Q2", Fraction(50)))}
    found = codes(
        """
trigger slow "Slow"
  starts when onboarding_time > 30 days
  ends when onboarding_time <= 20 days
  fee reduced by 50%

event delivered "Delivered"
  reported by partner

milestone quick "Quick"
  achieved when onboarding_time <= 10 days
  by 2026-12-31
  company pays partner USD 5,000

milestone delivery "Delivery"
  achieved when delivered is true
  company pays partner USD 5,000

audit of_time "Audit of Time"
  of onboarding_time each year by "an independent auditor"
  if variance > 5%, partner bears the cost
""",
        past,
    )
    assert "50 days, the target is 10 days" in found["MS2037"]
    assert "USD 5,000.00 is due on that word" in found["MS2033"]
    assert "`onboarding_time` at 365 days throughout" in found["MS2030"]


def test_a_percentage_without_a_range() -> None:
    found = codes("""
metric renewals "Renewals" is percent
  means "the share of renewals"
  reported by company within 15 days

payment bonus "Bonus"
  company pays partner each quarter
  amount renewals * USD 1,000
  below zero, carried forward
  at most USD 9,000 per year
""")
    assert "a figure of" in found["MS2003"]


def test_months_have_seasons_too() -> None:
    past = {
        "sales": tuple(
            (f"{year}-{month:02}", Fraction(100 if month < 7 else 400))
            for year in (2024, 2025)
            for month in range(1, 13)
        )
    }
    found = codes(
        """
metric sales "Sales" is money
  means "what was sold"
  between USD 0 and USD 5,000,000
  reported by company within 15 days

payment bonus "Bonus"
  company pays partner each quarter
  amount 3% of sales
  at most USD 9,000 per year
""",
        past,
    )
    assert "USD 400.00 in 07 and USD 100.00 in 01" in found["MS2063"]
    flat = {"sales": tuple((f"{year}-Q{n}", Fraction(9)) for year in (1, 2) for n in (1, 2, 3, 4))}
    assert "MS2063" not in codes("", flat)


CALLING = """
event plan_delivered "Delivery of the Plan"
  reported by partner

obligation plan "Plan"
  means "deliver a plan"
  evidenced by plan_delivered

trigger weak "Weakness"
  starts when retention < 60%
  ends when retention >= 65%
  on start, partner owes plan within 30 days
"""


def test_a_trigger_that_only_calls_a_duty_needs_no_longest_time() -> None:
    def without_end(program: str) -> list[str]:
        checked = check_terms(from_text(completed(program)))
        assert [item.message for item in checked.errors] == []
        found = [each.diagnostic for each in advise_on(checked, {}).found]
        return [
            item.message for item in found if item.code == "MS2030" and "`weak`" in item.message
        ]

    assert without_end(CALLING) == []
    assert without_end(CALLING + "  fee reduced by 5%\n") == ["`weak` has no longest time"]


FALLS = """  on revenue
  at whole amount rates
    10% up to USD 500,000
    1% beyond
"""
MIDDLE = """  amount 5% of revenue
  only if retention >= 40% and retention <= 60%
"""
TWICE = """  amount 5% of revenue
  at most {}
  times 50%
"""


def capped(lines: str, most: str) -> str:
    return f"""
payment bonus "Bonus"
  company pays partner each quarter
{lines}  at most {most}
"""


def test_a_maximum_that_is_reached_between_the_ends_of_ranges_is_no_dead_one() -> None:
    for lines in (FALLS, MIDDLE, TWICE.format("USD 60,000 per period")):
        assert "MS2016" not in codes(capped(lines, "USD 200,000 per year"))
    rises = FALLS.replace("10%", "0.5%")
    assert "MS2016" in codes(capped(rises, "USD 900,000 per year"))
    assert "MS2016" in codes(capped(rises, "USD 90,000,000 per period"))
    assert "MS2016" not in codes(capped(rises, "USD 9,000 per period"))
    factor = "  times {}(retention)\n"
    curve = """
schedule hill "Hill" from percent to percent
  interpolated, flat outside
    0% gives 0%
    50% gives {}
    100% gives 150%
"""
    for half, is_dead in (("200%", False), ("100%", True)):
        lines = rises + factor.format("hill")
        text = curve.format(half) + capped(lines, "USD 90,000,000 per year")
        assert ("MS2016" in codes(text)) is is_dead


def test_what_is_paid_in_the_first_quarter_by_a_choice_is_paid_up_front() -> None:
    text = """
payment signing "Signing Payment"
  company pays partner each quarter
  amount USD 40,000 if in the first quarter of the term, otherwise USD 0
"""
    assert "USD 40,000.00 is paid for" in codes(text)["MS2021"]
    assert "MS2021" not in codes(f"{text}  vests over 4 quarters\n")


def test_a_trigger_that_ends_wherever_it_starts_never_starts() -> None:
    trigger = """
payment fixed "Fixed Fee"
  company pays partner each quarter
  amount USD 5,000

trigger slump "Slump"
  starts when retention {}
  ends when retention {}
  lasts at most 4 quarters
  fixed reduced by 50%
"""
    for start, end, is_dead in (
        ("< 60%", "< 70%", True),
        ("< 60% for 2 consecutive quarters", "<= 60%", True),
        ("<= 60%", "< 60%", False),
        ("< 60%", ">= 60%", False),
        ("> 60%", "is not 60%", True),
    ):
        found = codes(trigger.format(start, end))
        assert ("cannot start" in found.get("MS2032", "")) is is_dead, (start, end)


RECOUPED = """
payment advance "Advance"
  company pays partner each quarter
  amount USD 90,000 if in the first quarter of the term, otherwise USD 0

balance unrecouped "Unrecouped Advance" is money
  opens at USD {opening}

payment royalty "Royalty"
  company pays partner each quarter
  amount 8% of revenue
  less from unrecouped, never below USD 0
  at most USD 200,000 per year
"""


def test_an_advance_that_royalties_repay_is_not_paid_up_front() -> None:
    assert "MS2021" not in codes(RECOUPED.format(opening="90,000"))
    assert "MS2021" in codes(RECOUPED.format(opening="9,000"))


def test_the_party_that_pays_on_balance_bears_no_risk_of_a_credit() -> None:
    credit = """
payment service_credit "Service Credit"
  company pays partner each quarter
  amount 1% of revenue
  at most USD 10,000 per year
"""
    fee = """
payment fee "Fee"
  partner pays company each quarter
  amount 5% of revenue
  at least USD 5,000 per period
  at most USD 90,000 per year
"""
    assert "MS2005" not in codes(credit + fee)


REWARD = """
payment fee "Fee"
  partner pays company each quarter
  amount 5% of revenue
  at most USD 90,000 per year

payment bonus "Bonus"
  company pays partner each quarter
  amount USD 1,000
  only if retention {gate} 80%

trigger excellence "Excellence"
  starts when retention >= 95%
  ends when retention < 90%
  fee reduced by 10%
"""


def _shown(program: str, name: str) -> tuple[decl.Agreement, decl.Trigger]:
    agreement = check_terms(from_text(completed(program))).require()
    return agreement, agreement.get(name, decl.Trigger)


def test_what_is_a_reward_needs_no_end_and_no_plan() -> None:
    assert is_reward(*_shown(REWARD.format(gate=">="), "excellence"))
    assert not is_reward(*_shown(REWARD.format(gate="<"), "excellence"))


DEAD = """
payment fee "Fee"
  company pays partner each quarter
  amount 5% of revenue
  only if retention >= {gate}
  at most USD 90,000 per year

trigger shock "Shock"
  starts when retention < 70%
  ends when retention >= 80%
  fee reduced by 50%
"""


def test_a_trigger_on_what_is_not_paid_then_is_told() -> None:
    dead = codes(DEAD.format(gate="85%"))
    assert "not paid at all" in dead["MS2032"]
    assert "MS2030" not in dead
    assert not acts_on_nothing(*_shown(DEAD.format(gate="75%"), "shock"))


def test_a_review_of_a_price_keeps_its_range() -> None:
    price = """
parameter price "Price" is money per seat
  value (USD 5 per seat)
  between (USD 4 per seat) and (USD 6 per seat)

unit seat

payment fee "Fee"
  company pays partner each quarter
  amount price * (10 seats)
  at most USD 90,000 per year
"""
    checked = check_terms(from_text(completed(price)))
    found = next(e for e in advise_on(checked, {}).found if e.diagnostic.code == "MS2050")
    assert "between (USD 4 per seat) and (USD 6 per seat)" in str(found.proposal)
