"""Simulations: the same seed the same result, payouts by the evaluator, and their measures."""

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from random import Random

import numpy
import pytest
from click.testing import CliRunner, Result

from milestonelang.cli.commands import milestone
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import given
from milestonelang.driver.simulating.given import Wanted
from milestonelang.driver.simulating.simulate import simulate_terms
from milestonelang.driver.terms import Checked, check_terms, from_text
from milestonelang.simulation.draw import scenario
from milestonelang.simulation.measure import Amounts, Measure
from milestonelang.simulation.model import Chance, Drawn
from milestonelang.types import Money

ROOT = Path(__file__).parents[2]
TERMS = """
contract small "Small"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "Company"

party partner "Partner"

parameter rate "Rate" is percent
  value 10%
  between 5% and 20%

segment tier "Tier" is one of gold, silver

metric revenue "Revenue" is money
  between USD 0 and USD 100,000
  reported by company within 15 days

metric open_end "Open End" is money
  reported by company within 15 days

event launch "Launch"
  reported by company

payment fee "Fee"
  company pays partner each quarter
  amount rate of revenue
  due within 30 days of the end of the quarter

payment extra "Extra"
  company pays partner each quarter
  amount USD 100 if tier is gold, otherwise USD 50
  only if open_end > USD 10 or open_end <= USD 10

milestone launched "Launched"
  achieved when launch is true
  company pays partner USD 5,000
"""
OPEN = ("open_end", "USD 0 to USD 100")
MONEY = Money("USD")


def checked(text: str = TERMS) -> Checked:
    return check_terms(from_text(text))


def wanted(**more: object) -> Wanted:
    return Wanted(**{"scenarios": 40, "seed": 7, "figures": (OPEN,), **more})  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_and_another_one_another() -> None:
    one, same = (simulate_terms(checked(), wanted()) for _ in range(2))
    other = simulate_terms(checked(), wanted(seed=8))
    assert one == same or (one.pairs, one.moved) == (same.pairs, same.moved)
    assert one.pairs != other.pairs


def test_payouts_are_what_the_terms_say_of_the_drawn_figures() -> None:
    found = simulate_terms(checked(), wanted(chances=(("launch", "100%"),)))
    (worst,) = found.worst
    figures = dict(worst.figures)
    revenue = [Fraction(cell.removeprefix("USD ").replace(",", "")) for cell in figures["revenue"]]
    fee = sum((Fraction(round(each * 10), 100) for each in revenue), Fraction(0))
    extra = 400 if figures["tier"][0] == "gold" else 200
    assert abs(worst.amount - (fee + extra + 5_000)) <= Fraction(2, 100)
    launched = next(each for each in found.clauses if each.subject == "launched")
    assert launched.spread.lowest == launched.spread.highest == 5_000
    assert sum(count for _, _, count in found.pairs[0].bars) == 40


def test_a_tenth_more_of_a_rate_is_a_tenth_more_of_its_payment() -> None:
    found = simulate_terms(checked(), wanted(scenarios=30))
    fee = next(each for each in found.clauses if each.subject == "fee")
    rate = next(each for each in found.moved if each.name == "rate")
    assert rate.change == "10% to 11%"
    assert abs(rate.by - fee.spread.mean / 10) <= Fraction(1, 10)


def test_what_it_is_worth_breaks_even_where_worth_and_payments_meet() -> None:
    found = simulate_terms(checked(), wanted(worth="11% of revenue"))
    even = found.break_even
    assert even is not None
    # 1% of four quarters' revenue pays for four times USD 50 or USD 100.
    level = Fraction(dict(even.levels)["revenue"].removeprefix("USD ").replace(",", ""))
    assert level in (5_000, 10_000)
    assert 0 <= even.losing <= 1


def test_past_figures_are_drawn_together(tmp_path: Path) -> None:
    data = tmp_path / "past.csv"
    rows = [f"2026-Q{n},USD {n * 1000},USD {n}" for n in (1, 2, 3, 4)]
    data.write_text("quarter,revenue,open_end\n" + "\n".join(rows) + "\n")
    found = simulate_terms(checked(), wanted(figures=(), given=given([data])))
    assert dict(found.drawn)["revenue"] == "from 4 past figures, all of one period together"
    figures = dict(found.worst[0].figures)
    for revenue, small in zip(figures["revenue"], figures["open_end"], strict=True):
        one, other = (Fraction(each[4:].replace(",", "")) for each in (revenue, small))
        assert one == other * 1000


def test_drawn_figures_keep_to_their_steps_and_ends() -> None:
    drawn = Drawn("x", MONEY, "", 1, low=10, steps=18, step=5, likely=16)
    seen = [scenario([drawn], [], 4, 3, number).figures["x"] for number in range(300)]
    values = [Fraction(each) for found in seen for each in found]
    assert all(10 <= each <= 100 and (each - 10) % 5 == 0 for each in values)
    assert sum(each >= 50 for each in values) > 2 * sum(each < 50 for each in values)
    assert scenario([drawn], [], 4, 3, 17) == scenario([drawn], [], 4, 3, 17)


def test_an_event_happens_as_often_as_it_is_said() -> None:
    chance = Chance("e", Fraction(1, 4))
    count = sum("e" in scenario([], [chance], 8, 1, number).events for number in range(2_000))
    assert 400 < count < 600


def measured(amounts: Sequence[int], **more: int) -> Measure:
    found = Measure(has_bars=True, **more)
    for start in range(0, len(amounts), 1000):
        found.add(Amounts(numpy.array(amounts[start : start + 1000]), 1))
    return found


def test_quantiles_are_amounts_that_occurred() -> None:
    found = measured(range(1, 101)).spread(Fraction(1))
    assert found is not None
    assert [amount for _, amount in found.quantiles] == [5, 25, 50, 75, 95]
    some = Measure(has_bars=True)
    some.add(Amounts(numpy.array([7, 1, 2]), 100, numpy.array([False, True, True])))
    spread = some.spread(Fraction(1, 100))
    assert spread is not None
    assert (spread.mean, spread.pending) == (Fraction(2, 100), 1)
    none = Measure(has_bars=True)
    none.add(Amounts(numpy.array([7]), 1, numpy.array([False])))
    assert none.spread(Fraction(1)) is None
    assert none.bars() == ()


@pytest.mark.parametrize("most", [10**12, 40])
def test_quantiles_of_many_amounts_are_those_of_sorting_them(most: int) -> None:
    draw = Random(5)
    amounts = [draw.randrange(-most, most) // 3 for _ in range(20_000)]
    found = measured(amounts, kept=5000)
    assert not found.undecided
    spread = found.spread(Fraction(1))
    assert spread is not None
    ordered = sorted(amounts)
    assert [int(each) for _, each in spread.quantiles] == [
        ordered[len(ordered) * percent // 100 - 1] for percent, _ in spread.quantiles
    ]
    assert [spread.lowest, spread.highest] == [ordered[0], ordered[-1]]
    assert found.mean == Fraction(sum(amounts), len(amounts))
    assert found.below_zero == sum(each < 0 for each in amounts)
    assert sum(count for _, _, count in found.bars()) == 20_000


def test_amounts_of_other_scales_and_of_any_size_are_taken_together() -> None:
    found = Measure(has_bars=True)
    found.add(Amounts(numpy.array([1, 2]), 1))
    found.add(Amounts(numpy.array([5]), 10))
    found.add(Amounts(numpy.array([Fraction(1, 3), None], object)[:-1], 1))
    found.add(Amounts(numpy.array([10**30, None], object)[:-1], 1))
    spread = found.spread(Fraction(1))
    assert spread is not None
    assert [spread.lowest, spread.highest] == [Fraction(1, 3), Fraction(10**30)]
    assert found.mean == (Fraction(1, 3) + Fraction(1, 2) + 3 + 10**30) / 5


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"figures": ()}, "MS2082"),
        ({"figures": (OPEN, ("revenue", "high"))}, "MS2081"),
        ({"figures": (OPEN, ("revenue", "USD 5 to EUR 9"))}, "MS2081"),
        ({"figures": (OPEN, ("revenue", "USD 9 to USD 5"))}, "MS2081"),
        ({"figures": (OPEN, ("revenue", "USD 5 to USD 900,000"))}, "MS2081"),
        ({"figures": (OPEN, ("revenu", "USD 5 to USD 9"))}, "MS2083"),
        ({"chances": (("lunch", "5%"),)}, "MS2083"),
        ({"chances": (("launch", "150%"),)}, "MS2081"),
        ({"worth": "30%"}, "MS2084"),
    ],
)
def test_what_cannot_be_drawn_is_said(more: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as raised:
        simulate_terms(checked(), wanted(**more))
    assert code in {each.code for each in raised.value.diagnostics}


def test_rows_are_not_made_up() -> None:
    text = (ROOT / "examples" / "referral" / "referral.terms").read_text(encoding="utf-8")
    with pytest.raises(InputError) as raised:
        simulate_terms(checked(text), Wanted())
    assert [each.code for each in raised.value.diagnostics] == ["MS2080"]


def _invoke(folder: Path, *more: str) -> Result:
    file = folder / "small.terms"
    file.write_text(TERMS, encoding="utf-8")
    return CliRunner().invoke(
        milestone,
        [
            *("simulate", str(file), "--scenarios", "20", "--seed", "3"),
            *("--figure", "open_end=USD 0 to USD 100, mostly USD 20", "--chance", "launch=50%"),
            *more,
        ],
        standalone_mode=False,
    )


def test_the_command_writes_text_json_and_a_page(tmp_path: Path) -> None:
    text = _invoke(tmp_path, "--worth", "20% of revenue").stdout
    assert "Small: 20 scenarios of 2026-Q1 to 2026-Q4, seed 3" in text
    assert "open_end  USD 0 to USD 100, mostly USD 20" in text
    assert "launch    happens in 50% of the scenarios" in text
    assert "breaks even from" in text
    data = json.loads(_invoke(tmp_path, "--format", "json").stdout)
    assert data["scenarios"] == 20
    assert data["pairs"][0]["subject"] == "company to partner"
    page = tmp_path / "out.html"
    _invoke(tmp_path, "--format", "html", "-o", str(page))
    html = page.read_text(encoding="utf-8")
    assert html.count("<svg") == 2
    assert "<title>Small</title>" in html
