"""What is drawn from the past: rows, figures from before the term, and periods in a row."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy
import pytest
from click.testing import CliRunner

from milestonelang.backends.exact.run import Machine
from milestonelang.cli.commands import milestone
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import basis_of, given
from milestonelang.driver.simulating.given import Prepared, Wanted, prepare
from milestonelang.driver.simulating.past import Past
from milestonelang.driver.simulating.simulate import simulate_terms
from milestonelang.driver.simulating.worst import inputs_of
from milestonelang.driver.terms import Checked, check_terms, from_text, load
from milestonelang.simulation.draw import columns, scenario
from milestonelang.simulation.model import Drawn, Scenario
from milestonelang.types import Number

EXAMPLES = Path(__file__).parents[2] / "examples"
REFERRAL = EXAMPLES / "referral" / "referral.terms"
DEALS = EXAMPLES / "referral" / "deals.csv"
SALES = """
contract small "Small"
  effective 2026-01-01 until 2027-12-31
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


def referral() -> Checked:
    return check_terms(load(REFERRAL))


def prepared_from(rows: Path, in_a_row: int = 1) -> Prepared:
    return prepare(referral(), Wanted(5, 3, given=given(rows={"deals": rows}), in_a_row=in_a_row))


def in_order(prepared: Prepared) -> list[list[Fraction]]:
    """Return what each party owes when the past comes again as it came, by period."""
    basis = basis_of(referral(), given(rows={"deals": DEALS}))
    past = Scenario({"deals": tuple(Fraction(each) for each in range(8))}, {})
    run = Machine(basis.program).run(inputs_of(prepared, basis.program, past)).periods
    return [[results[each.payable] for each in basis.program.directions] for results in run]


def test_rows_that_come_as_they_came_give_what_the_statement_says() -> None:
    basis = basis_of(referral(), given(rows={"deals": DEALS}))
    told = [
        [results[each.payable] for each in basis.program.directions]
        for results in basis.run.periods
    ]
    assert in_order(prepared_from(DEALS)) == told
    assert sum(each for period in told for each in period) > 0


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_rows_before_the_term_are_moved_into_it(form: str, tmp_path: Path) -> None:
    text = DEALS.read_text(encoding="utf-8").replace("2027-", "2023-").replace("2026-", "2022-")
    earlier = tmp_path / f"earlier.{form}"
    if form == "csv":
        earlier.write_text(text, encoding="utf-8")
    else:
        import pyarrow
        from pyarrow import csv, parquet

        cells = dict.fromkeys(("signed_on", "left_on"), pyarrow.date32())
        cells |= {"first_year": pyarrow.decimal128(18, 2)}
        options = csv.ConvertOptions(column_types=cells)
        table = csv.read_csv(pyarrow.BufferReader(text.encode()), convert_options=options)
        parquet.write_table(table, earlier)
    here, before = prepared_from(DEALS), prepared_from(earlier)
    assert in_order(before) == in_order(here)
    assert before.rows is not None
    assert before.rows.label(0) == "2022-Q1"
    found = [
        simulate_terms(referral(), Wanted(30, 3, given=given(rows={"deals": each})))
        for each in (DEALS, earlier)
    ]
    assert found[0].pairs == found[1].pairs
    moved = {each.name: each.by for each in found[0].moved if each.subject.startswith("company")}
    # A tenth more of each deal, and of the rate, is the same where no maximum is in money.
    assert moved["deals.first_year"] == moved["fee_rate"] > 0


def test_figures_from_before_the_term_are_drawn(tmp_path: Path) -> None:
    data = tmp_path / "past.csv"
    rows = [f"{year}-Q{n},USD {year}{n}" for year in (2023, 2024, 2025) for n in (1, 2, 3, 4)]
    data.write_text("quarter,sales\n" + "\n".join(rows) + "\n")
    terms = check_terms(from_text(SALES))
    found = simulate_terms(terms, Wanted(50, 3, given=given([data])))
    assert dict(found.drawn)["sales"] == "from 12 past figures"
    assert found.pairs[0].spread.lowest >= 8 * Fraction(202_31, 100)
    years = simulate_terms(terms, Wanted(50, 3, given=given([data]), in_a_row=4))
    assert dict(years.drawn)["sales"] == "from 12 past figures, 4 in a row"
    drawn = [cell.removeprefix("USD ") for cell in dict(years.worst[0].figures)["sales"]]
    # Two whole years, each from its first quarter on.
    assert [cell.removesuffix(".00")[-1] for cell in drawn] == ["1", "2", "3", "4"] * 2
    with pytest.raises(InputError, match="only one run of 12 past periods") as raised:
        simulate_terms(terms, Wanted(50, 3, given=given([data]), in_a_row=12))
    assert [each.code for each in raised.value.diagnostics] == ["MS2082"]
    with pytest.raises(InputError, match="at least one past period"):
        simulate_terms(terms, Wanted(50, 3, given=given([data]), in_a_row=0))


def past(places: Sequence[int], in_a_row: int) -> Past:
    figures = {"x": {place: Fraction(place) for place in places}}
    return Past(figures, tuple(places), in_a_row)


def test_periods_in_a_row_have_no_gap_and_whole_years_begin_where_years_do() -> None:
    assert past(range(6), 3).starts("x") == (0, 1, 2, 3)
    assert past([0, 1, 2, 4, 5, 6, 7], 3).starts("x") == (0, 3, 4)
    assert past(range(3, 17), 4).starts("x") == (1, 5, 9)
    assert past([5, 3, 4, 9], 1).starts("x") == (0, 1, 2, 3)


@pytest.mark.parametrize("in_a_row", [1, 2, 3, 5])
def test_a_scenario_alone_is_the_one_among_many(in_a_row: int) -> None:
    starts = tuple(range(12 - in_a_row))
    drawn = Drawn("x", Number(), "", past=tuple(range(12)), starts=starts, in_a_row=in_a_row)
    many = columns([drawn], [], 7, 9, 100, 50).figures["x"]
    assert isinstance(many, numpy.ndarray)
    for at, column in enumerate(many.T.tolist()):
        assert list(scenario([drawn], [], 7, 9, 100 + at).figures["x"]) == column
        runs = [column[start : start + in_a_row] for start in range(0, 7, in_a_row)]
        assert all(run == list(range(run[0], run[0] + len(run))) for run in runs)


@pytest.mark.parametrize(
    ("rows", "said"),
    [(0, "there are no rows of `deals` to draw from"), (4, "are of 2 past periods")],
)
def test_too_few_rows_are_refused(rows: int, said: str, tmp_path: Path) -> None:
    data = None
    if rows:
        file = tmp_path / "few.csv"
        lines = DEALS.read_text(encoding="utf-8").splitlines()
        file.write_text("\n".join(lines[: rows + 1]) + "\n", encoding="utf-8")
        data = given(rows={"deals": file})
    with pytest.raises(InputError, match=said) as raised:
        simulate_terms(referral(), Wanted(given=data))
    assert [each.code for each in raised.value.diagnostics] == ["MS2080"]


def test_the_command_shows_rows_and_breaks_even_on_them_as_they_came() -> None:
    terms = EXAMPLES / "co-marketing"
    given_all = [
        *("--data", f"deals={terms / 'deals.csv'}", "--data", str(terms / "quarterly.csv")),
        *("--worth", "USD 1,000", "--scenarios", "10", "--in-a-row", "1"),
    ]
    text = (
        CliRunner()
        .invoke(
            milestone,
            ["simulate", str(terms / "comarketing.terms"), *given_all],
            standalone_mode=False,
        )
        .stdout
    )
    assert "one by one: a block `for each row`" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_amendments_are_carried_out(tmp_path: Path) -> None:
    amended = (
        SALES
        + """
amendment first_amendment "First Amendment"
  effective 2027-01-01
  agreed by company on 2026-06-01
  agreed by partner on 2026-06-05
  replaces payment fee "Fee"
    company pays partner each quarter
    amount 20% of sales
"""
    )
    data = tmp_path / "past.csv"
    quarters = [f"{year}-Q{n},USD 100" for year in (2024, 2025) for n in (1, 2, 3, 4)]
    data.write_text("quarter,sales\n" + "\n".join(quarters) + "\n")
    wanted = Wanted(10, given=given([data]), worth="USD 15")
    found = simulate_terms(check_terms(from_text(amended)), wanted)
    assert found.pairs[0].spread.lowest == found.pairs[0].spread.highest == 4 * 10 + 4 * 20
    assert found.break_even is not None
    assert found.break_even.spread.mean == 0


def test_terms_without_a_payment_are_simulated() -> None:
    text = SALES[: SALES.index("payment fee")]
    text += 'milestone big "Big"\n  achieved when sales >= USD 50,000\n'
    text += "  company pays partner USD 7\n"
    found = simulate_terms(check_terms(from_text(text)), Wanted(20))
    assert found.pairs[0].spread.highest == 7
