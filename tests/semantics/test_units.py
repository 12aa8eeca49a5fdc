"""Arithmetic on types is consistent with itself."""

from fractions import Fraction

from hypothesis import given, strategies as st

from milestonelang import types
from milestonelang.semantics import units
from milestonelang.semantics.problems.wording import figure, kind
from tests.semantics.asking import check_text, codes_of, computed, gate, metric

_PLAIN = st.sampled_from(
    [
        types.Money("USD"),
        types.Money("EUR"),
        types.Percent(),
        types.Number(),
        types.Count("seat"),
        types.Count("customer"),
        types.Duration(types.Lapse.DAYS),
        types.Duration(types.Lapse.MONTHS),
    ]
)
# A price is for something that can be counted or paid: no type says `per percent`.
_PRICED = _PLAIN.filter(lambda type: not isinstance(type, types.Percent | types.Number))
_TYPES = st.one_of(
    _PLAIN,
    st.builds(types.Quotient, _PLAIN, _PRICED),
    st.sampled_from([types.Date(), types.Truth(), types.Text(), types.Choice(("a", "b"))]),
)


@given(_TYPES, _TYPES)
def test_products_do_not_depend_on_the_order(left: types.Type, right: types.Type) -> None:
    one, other = units.multiply(left, right), units.multiply(right, left)
    if isinstance(left, types.Quotient) and isinstance(right, types.Quotient):
        return
    assert one == other


@given(_TYPES, _TYPES)
def test_a_quotient_times_its_divisor_is_what_was_divided(
    left: types.Type, right: types.Type
) -> None:
    quotient = units.divide(left, right)
    if quotient is None or units.multiply(quotient, right) is None:
        # A rate of exchange is a quotient, but it is applied by `converted to`.
        return
    assert units.multiply(quotient, right) in (left, types.Percent(), types.Number())


@given(_TYPES, _TYPES)
def test_sums_are_of_one_type(left: types.Type, right: types.Type) -> None:
    total = units.add(left, right)
    assert (total is not None) == (left == right and units.is_amount(left))
    assert total in (None, left)


@given(_TYPES)
def test_what_is_invalid_stays_invalid(type: types.Type) -> None:
    invalid = types.Invalid()
    for operation in (units.add, units.multiply, units.divide, units.share):
        assert operation(invalid, type) == invalid
        assert operation(type, invalid) == invalid


def test_figures_are_written_as_a_terms_file_writes_them() -> None:
    seat, usd = types.Count("lib.seat"), types.Money("USD")
    assert figure(Fraction(5), seat) == "5 seats"
    assert figure(Fraction(1), seat) == "1 seat"
    assert figure(Fraction(1, 4), types.Quotient(usd, types.Count("seat"))) == "USD 0.25 per seat"
    assert figure(Fraction(11, 10), types.Quotient(usd, types.Money("EUR"))) == "USD 1.1 per EUR"
    assert figure(Fraction(738_000), types.Date()) == "2021-07-29"
    assert figure(Fraction(6), types.Duration(types.Lapse.MONTHS)) == "6 months"
    assert kind(types.Percent()) == "a percent"
    assert kind(usd) == "money in USD"


def test_a_ratio_is_taken_as_a_percentage_through_phrases() -> None:
    for words in (
        "(revenue / fee) - (fee / revenue)",
        "(revenue / fee) if tier is gold, otherwise (fee / revenue)",
        "(revenue / fee) prorated by days",
        "the lesser of (revenue / fee) and 50%",
    ):
        assert computed("percent", words).type == types.Percent()
    for words in (
        "(revenue / fee) - 2",
        "(revenue / fee) + 2",
        "(revenue / fee) if tier is gold, otherwise 2",
    ):
        assert codes_of(metric("percent", words)) == ["MS0301"]
    assert codes_of(gate("(the lesser of (revenue / fee), 5% and 3) > 5%")) == ["MS0302"]


def test_each_way_out_is_named() -> None:
    def help_of(type: str, words: str) -> str | None:
        (found,) = check_text(metric(type, words)).errors
        return found.help

    assert help_of("money", "8%") == "say of what: `8% of net_revenue`"
    assert help_of("number", "8%") == "divide by `100%` to make a number of it"
    assert help_of("money", "USD 5 per seat") == "multiply it by a count of seat"
    assert help_of("money", "seats") == "write an amount, such as `USD 100`"
    assert help_of("date", "revenue") == "write a day, such as `2026-03-31`"
    assert help_of("count of seat", "revenue") == "write a count, such as `500 seats`"
    assert help_of("one of gold, lead", "tier") == "write one of `gold`, `lead`"
    assert help_of("money", "certified") is not None
    assert "months have no fixed" in (help_of("duration in months", "onboarding_time") or "")
    assert help_of("money", "costs * euro_rate") == "convert with `… converted to USD at RATE`"
    assert help_of("money", "(USD 5 per seat) * (USD 5 per seat)") == (
        "multiply one price after the other by what it is for"
    )
    assert "different things" in (help_of("number", "(seats + 5 customers) / 5 seats") or "")
    assert help_of("money", "revenue + (USD 5 per seat)") == "multiply the price by what it is for"
    assert help_of("percent", "retention + 2") == "write `2%`"
