"""Distributions that can be computed by hand, and by going through every course there is."""

from collections import Counter
from fractions import Fraction
from itertools import product
from math import comb, factorial, isqrt
from pathlib import Path

from milestonelang.driver.evaluate import given
from milestonelang.driver.simulating.given import Wanted
from milestonelang.driver.simulating.simulate import simulate_terms
from milestonelang.driver.terms import Checked, check_terms, from_text

COUNT = 20_000
ONE = """
contract even "Even Sales"
  effective 2026-01-01 until {end}
  settled quarterly in USD
  rounded half up to the cent

party company "Company"

party partner "Partner"

metric sales "Sales" is money
  between USD 0 and USD 100,000
  reported by company within 15 days

payment fee "Fee"
  company pays partner each quarter
  amount 10% of sales
"""


def one(end: str, *lines: str) -> Checked:
    return check_terms(from_text(ONE.format(end=end) + "".join(f"  {line}\n" for line in lines)))


def near(found: Fraction, expected: Fraction, deviation: int) -> bool:
    """Whether a mean of all scenarios lies within four of its deviations."""
    return abs(found - expected) <= Fraction(4 * deviation, isqrt(COUNT))


def test_a_fee_with_a_minimum_in_one_quarter() -> None:
    # The greater of 3,000 and a tenth of what lies evenly from 0 to 100,000.
    wanted = Wanted(COUNT, 11, worth="12% of sales")
    found = simulate_terms(one("2026-03-31", "at least USD 3,000 per quarter"), wanted)
    spread = found.pairs[0].spread
    mean = Fraction(3, 10) * 3_000 + Fraction(7, 10) * 6_500
    assert near(spread.mean, mean, 2_200)
    expected = {5: 3_000, 25: 3_000, 50: 5_000, 75: 7_500, 95: 9_500}
    for percent, amount in spread.quantiles:
        # Half a percent more or less of the scenarios: fifty of 10,000.
        assert abs(amount - expected[percent]) <= 150
    (reached,) = (each for each in found.often if "at least" in each.what)
    assert near(reached.share, Fraction(3, 10), 1)
    even = found.break_even
    assert even is not None
    # 12% of sales are worth more than 3,000 from 25,000 on.
    assert dict(even.levels) == {"sales": "USD 25,000.00"}
    assert near(even.losing, Fraction(1, 4), 1)


def below(amount: Fraction, many: int) -> Fraction:
    """Return how often so many figures, evenly from 0 to 1, come to less than an amount."""
    terms = (
        (-1) ** k * comb(many, k) * (amount - k) ** many for k in range(many + 1) if amount > k
    )
    return sum(terms, Fraction(0)) / factorial(many)


def test_eight_quarters_lie_as_the_sum_of_eight_even_figures() -> None:
    found = simulate_terms(one("2027-12-31"), Wanted(COUNT, 12))
    spread = found.pairs[0].spread
    assert near(spread.mean, Fraction(40_000), 8_165)
    for percent, amount in spread.quantiles:
        share = below(amount / 10_000, 8)
        assert near(share, Fraction(percent, 100), 1)


def test_past_in_a_row_and_an_exit_give_the_courses_that_there_are(tmp_path: Path) -> None:
    past = [100, 250, 700, 50, 400]
    data = tmp_path / "past.csv"
    quarters = ["2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]
    rows = [f"{quarter},USD {each}" for quarter, each in zip(quarters, past, strict=True)]
    data.write_text("quarter,sales\n" + "\n".join(rows) + "\n")
    terms = one("2026-12-31").terms.text
    terms += '\nexit free "Free"\n  company may terminate for convenience\n  notice 0 days\n'
    wanted = Wanted(2_000, 13, chances=(("free", "50%"),), given=given([data]), in_a_row=2)
    found = simulate_terms(check_terms(from_text(terms)), wanted)
    # Two runs of two quarters each, and in half of all an end after any of the four quarters.
    courses: Counter[int] = Counter()
    for first, second in product(range(4), repeat=2):
        drawn = [*past[first : first + 2], *past[second : second + 2]]
        for quarters_left in (4, 4, 4, 4, 1, 2, 3, 4):
            courses[sum(drawn[:quarters_left])] += 1
    spread = found.pairs[0].spread
    every = sorted(courses.elements())
    mean = Fraction(sum(every), len(every) * 10)
    deviation = isqrt(sum(each * each for each in every) // len(every) // 100 - int(mean) ** 2)
    assert abs(spread.mean - mean) <= Fraction(4 * deviation, isqrt(2_000))
    assert (spread.lowest, spread.highest) == (Fraction(min(every), 10), Fraction(max(every), 10))
    for percent, amount in spread.quantiles:
        most = sum(Fraction(each, 10) <= amount for each in every) / Fraction(len(every))
        least = sum(Fraction(each, 10) < amount for each in every) / Fraction(len(every))
        assert least - Fraction(1, 20) <= Fraction(percent, 100) <= most + Fraction(1, 20)
    assert [each for _, _, each in found.pairs[0].bars]
    ends = next(each for each in found.often if each.subject == "free")
    assert abs(ends.share - Fraction(1, 2)) <= Fraction(1, 20)
