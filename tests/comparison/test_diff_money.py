"""What two versions pay: the amounts are those of `evaluate`, and a case found is a case."""

from fractions import Fraction

import pytest

from milestonelang.driver.comparing.diff import Differences, differences
from milestonelang.driver.comparing.parting import Case, search
from milestonelang.driver.comparing.text import diff_text
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import evaluate_terms, given
from milestonelang.driver.terms import check_terms, from_text
from tests.comparison.edits import (
    BAND,
    CAP,
    EDITS,
    NORTHWIND,
    ORDER,
    RATE,
    RENAME,
    TERMS,
    TEXT,
    Edit,
    chained,
    checked,
    replaced,
)

GIVEN = given(
    [NORTHWIND / "quarterly.csv"],
    {"billing": NORTHWIND / "billing.csv"},
    [NORTHWIND / "events.csv"],
)


def differing(edit: Edit) -> Differences:
    return differences(checked(TERMS), checked(edit(TERMS)), GIVEN, runs=5)


@pytest.mark.parametrize("name", ["no trigger", "no cap"])
def test_both_amounts_are_those_of_evaluate(name: str) -> None:
    edit = chained(EDITS[name], replaced("value 8%", "value 9%"))
    old, new = checked(TERMS), checked(edit(TERMS))
    money = differences(old, new, GIVEN).money
    assert money is not None
    assert not money.is_same
    statements = [evaluate_terms(old, GIVEN)]
    if name == "no cap":  # what is given fits both
        statements.append(evaluate_terms(new, GIVEN))
    side = next(each for each in money.payable if each.subject == "company to partner")
    for column, statement in enumerate(statements):
        total = Fraction(0)
        for row in side.rows:
            figure = (row.before, row.after)[column]
            assert figure is not None
            wanted = statement.amount(row.period, "company to partner", "payable")
            assert figure.value == wanted
            total += figure.amount
        assert side.total[column] == total
    differences_of_rows = [row.difference for row in side.rows]
    assert None not in differences_of_rows
    assert sum(each for each in differences_of_rows if each is not None) == side.total[2]


def test_the_first_line_that_pays_otherwise_is_named() -> None:
    found = differing(CAP)
    assert found.money is not None
    parting = found.money.parting
    assert parting is not None
    assert (parting.period, parting.title) == ("2026-Q4", "Base Commission")
    assert parting.clauses == ("3.2(d)", "3.2(d)")
    assert parting.words == ("at most USD 90,000 per year", "at most USD 100,000 per year")
    assert found.search is None
    assert "They part first in 2026-Q4, in Base Commission:\n" in diff_text(found)


def test_a_renamed_metric_is_found_under_its_old_name() -> None:
    found = differing(RENAME)
    assert found.money is not None
    assert found.money.is_same
    assert not found.is_same


def test_an_order_that_pays_the_same_is_searched_in_vain() -> None:
    found = differences(checked(TERMS), checked(chained(ORDER, TEXT)(TERMS)), runs=40)
    assert found.search is not None
    assert found.search.case is None
    assert "no data was found on which they pay differently" in diff_text(found)


def case_of(edit: Edit) -> Case:
    """The case found for an edit, after both versions were computed on it a second time."""
    old, new = checked(TERMS), checked(edit(TERMS))
    found = differences(old, new)
    assert found.search is not None
    case = found.search.case
    assert case is not None
    assert not found.is_same
    return case


def test_the_first_cent_at_which_rates_part() -> None:
    case = case_of(replaced("value 8%", "value 8.5%"))
    # 8% of 0.06 is 0.0048 and rounds to nothing, 8.5% of it is 0.0051 and rounds to a cent.
    assert case.figures == (("net_revenue", (Fraction("0.06"),)),)
    assert case.edge == ("net_revenue", Fraction("0.05"))
    (owed,) = case.owed
    assert (owed.before, owed.after) == (0, Fraction("0.01"))


def test_the_cent_beyond_a_band_edge() -> None:
    case = case_of(RATE)
    # 10% of 45 cents above the edge are 4.5 cents, which round up; 9% of them are less. The cent
    # is held back at first, so that it is paid when what is held is released.
    assert case.period == "2026-Q3"
    assert case.figures == (("net_revenue", (Fraction("250000.45"), 0, 0)),)
    assert case.edge == ("net_revenue", Fraction("250000.44"))


def test_a_side_that_moved_is_found_at_its_edge() -> None:
    case = case_of(replaced("only if discount_rate <= 15%", "only if discount_rate < 15%"))
    assert Fraction("0.15") in dict(case.figures)["discount_rate"]


def test_a_case_is_the_same_each_time() -> None:
    old, new = (checked(text).require() for text in (TERMS, BAND(TERMS)))
    assert search(old, new, {}, 20) == search(old, new, {}, 20)


def test_data_that_fits_one_version_only_is_refused_with_the_remedy() -> None:
    edit = replaced("between USD 0 and USD 5,000,000", "between USD 0 and USD 300,000")
    with pytest.raises(InputError) as raised:
        differing(edit)
    assert [item.code for item in raised.value.diagnostics][-1] == "MS1221"


def test_what_one_version_does_not_know_is_left_out_and_said() -> None:
    found = differing(EDITS["no trigger"])
    assert [[each.text for each in left] for left in found.left_out] == [
        [],
        ["1 row about `plan_delivered` of events.csv"],
    ]
    assert "knows nothing of 1 row about `plan_delivered`" in diff_text(found)
    back = differences(checked(EDITS["no trigger"](TERMS)), checked(TERMS), GIVEN)
    assert back.left_out == (found.left_out[1], ())


def test_what_is_set_is_set_under_the_new_name() -> None:
    on = given(
        [NORTHWIND / "quarterly.csv"],
        {"billing": NORTHWIND / "billing.csv"},
        [NORTHWIND / "events.csv"],
        settings={"base_rate": "10%"},
    )
    after = TERMS.replace("base_rate", "first_rate")
    found = differences(checked(TERMS), checked(after), on, runs=5)
    assert found.terms.names == {"base_rate": "first_rate"}
    assert found.money is not None
    assert found.money.is_same


def test_other_periods_stand_side_by_side() -> None:
    longer = replaced("until 2027-12-31", "until 2028-06-30")
    money = differing(longer).money
    assert money is not None
    side = money.payable[0]
    assert side.rows[-1].period == "2028-Q2"
    assert side.rows[-1].before is None
    assert "2028-Q2" in side.without


def test_many_figures_with_many_edges_leave_runs_for_several_at_once() -> None:
    metrics = "".join(
        f'\nmetric {side}_{what} "{side} {what}" is money\n'
        "  between USD 0 and USD 50,000,000\n  reported by company within 20 days\n"
        for side in ("own", "other")
        for what in ("costs", "budget")
    )
    terms = f"""contract sharing "Sharing"
  effective 2026-01-01 until 2028-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter

party company "Acme, Inc."

party partner "Northwind GmbH"
{metrics}
payment cost_share "Share"
  company pays partner each quarter
  amount (the lesser of own_costs and 110% of own_budget) * 40%
  less (the lesser of other_costs and 110% of other_budget) * 60%
  at least USD 0 per period
  at most USD 3,000,000 per year
"""
    old = check_terms(from_text(terms)).require()
    new = check_terms(from_text(terms.replace("USD 3,000,000", "USD 13,000,000"))).require()
    found = search(old, new, {}, 60)
    assert found.case is not None
    assert [owed.before for owed in found.case.owed] == [3_000_000]
