"""Simulations: the same seed the same result, payouts by the evaluator, and their measures."""

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from random import Random

import numpy
import pytest
from click.testing import CliRunner, Result

from milestonelang.backends.proof.model import Figure
from milestonelang.cli.commands import milestone
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import given
from milestonelang.driver.simulating.given import Wanted
from milestonelang.driver.simulating.past import Past
from milestonelang.driver.simulating.reading import of_past
from milestonelang.driver.simulating.simulate import simulate_terms
from milestonelang.driver.terms import Checked, check_terms, from_text
from milestonelang.simulation.draw import scenario
from milestonelang.simulation.measure import Amounts, Measure
from milestonelang.simulation.model import Chance, Drawn
from milestonelang.simulation.to_text import to_text
from milestonelang.types import Money, Number

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
        ({"scenarios": 0}, "MS2081"),
        ({"figures": (OPEN, ("tier", "gold or bronze"))}, "MS2081"),
        ({"chances": (("launch", "50% rejected"),)}, "MS2081"),
    ],
)
def test_what_cannot_be_drawn_is_said(more: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as raised:
        simulate_terms(checked(), wanted(**more))
    assert code in {each.code for each in raised.value.diagnostics}


def past(folder: Path, *rows: str) -> dict[str, str]:
    """Return how each figure is drawn from these rows."""
    data = folder / "past.csv"
    data.write_text("quarter,revenue,open_end\n" + "\n".join(rows) + "\n")
    found = simulate_terms(checked(), wanted(figures=(), scenarios=5, given=given([data])))
    return dict(found.drawn)


def test_what_the_past_lacks_is_said(tmp_path: Path) -> None:
    quarters = [f"{year}-Q{n}" for year in (2026,) for n in (1, 2, 3, 4)]
    whole = [f"{quarter},USD {at + 5},USD 7" for at, quarter in enumerate(quarters)]
    drawn = past(tmp_path, *whole)
    assert drawn["revenue"] == "from 4 past figures, all of one period together"
    assert drawn["open_end"] == "always USD 7.00, as in all 4 past figures"
    drawn = past(tmp_path, f"{quarters[0]},,USD 7", *whole[1:])
    assert drawn["revenue"].endswith("its declared range; 3 past figures are too few")
    with pytest.raises(InputError, match="1 past figure is too few, it takes four"):
        past(tmp_path, whole[0])


def test_periods_that_lack_a_figure_are_left_out_or_each_is_drawn_by_itself() -> None:
    def drawn_from(*have: range) -> Past:
        figures = {
            str(at): {place: Fraction(place) for place in each} for at, each in enumerate(have)
        }
        shared = set.intersection(*(set(each) for each in have))
        return Past(figures, tuple(sorted(shared)))

    some = drawn_from(range(9), range(3, 10))
    assert some.values("0") == [3, 4, 5, 6, 7, 8]
    assert some.source("0").endswith("together; 3 left out, whose period lacks others")
    apart = drawn_from(range(5), range(4, 9))
    assert apart.values("1") == [4, 5, 6, 7, 8]
    assert apart.source("1") == "from 5 past figures, by itself: 1 period has all of them"
    assert drawn_from(range(5)).source("0") == "from 5 past figures"


def test_a_thing_of_the_past_finer_than_a_millionth_is_rounded() -> None:
    figure = Figure("x", Number(), usual=Fraction(1))
    values = [Fraction(1, 7), Fraction(1, 11), Fraction(1, 13), Fraction(1, 17)]
    drawn = of_past(figure, values, Past({"x": dict(enumerate(values))}, (0, 1, 2, 3)))
    assert drawn.source == "from 4 past figures, to a millionth"
    assert drawn.value(drawn.past[0]) == Fraction(142_857, 1_000_000)


def test_dates_and_words_are_drawn() -> None:
    text = TERMS.replace(
        "  amount rate of revenue\n", "  amount rate of revenue\n  only if live < 2026-07-01\n"
    ).replace("event launch", 'metric live "Live" is date\n  reported by company\n\nevent launch')
    figures = (OPEN, ("live", "2026-03-01 to 2026-12-31"), ("tier", "gold"))
    found = simulate_terms(checked(text), wanted(figures=figures))
    worst = dict(found.worst[0].figures)
    assert set(worst["tier"]) == {"gold"}
    assert all("2026-03-01" <= each <= "2026-12-31" for each in worst["live"])
    assert "live" not in {each.name for each in found.moved}
    with pytest.raises(InputError, match="MS2082"):
        simulate_terms(checked(text), wanted())


def test_a_figure_lies_on_the_steps_of_its_range() -> None:
    text = TERMS.replace("USD 0 and USD 100,000\n", "USD 0 and USD 100,000 in steps of USD 250\n")
    spread = ("revenue", "USD 10 to USD 900, mostly USD 600")
    found = simulate_terms(checked(text), wanted(figures=(OPEN, spread)))
    assert set(dict(found.worst[0].figures)["revenue"]) <= {
        "USD 250.00",
        "USD 500.00",
        "USD 750.00",
    }
    with pytest.raises(InputError, match="no step of the declared range"):
        simulate_terms(checked(text), wanted(figures=(OPEN, ("revenue", "USD 10 to USD 90"))))


def test_what_is_set_holds_in_every_scenario(tmp_path: Path) -> None:
    settings = {"rate": "20%", "tier": "silver"}
    plain = simulate_terms(checked(), wanted())
    found = simulate_terms(checked(), wanted(given=given(settings=settings)))
    assert "tier" not in dict(found.drawn)
    (before,), (after,) = (
        [one for one in each.clauses if one.subject == "fee"] for each in (plain, found)
    )
    assert abs(after.spread.mean - 2 * before.spread.mean) <= Fraction(1, 10)
    with pytest.raises(InputError):
        simulate_terms(checked(), wanted(given=given(settings={"rate": "90%"})))


def test_without_numpy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("milestonelang.driver.simulating.given.find_spec", lambda _: None)
    with pytest.raises(InputError, match="MS1402"):
        simulate_terms(checked(), wanted())


def test_where_nothing_is_paid_it_says_how_events_happen() -> None:
    text = TERMS[: TERMS.index("payment fee")] + TERMS[TERMS.index("milestone launched") :]
    found = simulate_terms(checked(text), wanted())
    said = to_text(found)
    assert "Nothing is paid in any scenario" in said
    assert "`--chance launch=60%`" in said


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
    assert html.count("<svg") == html.count("<figcaption>") == 4
    assert "What is paid in each period. The line is nine of ten scenarios" in html
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "launched (5) is achieved" in text
    assert "Computed by the kernel, and 8 scenarios by the evaluator" in text
    assert "…" not in json.dumps(data)
    assert "<title>Small</title>" in html
