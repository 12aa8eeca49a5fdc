"""One mistake is one message, wherever it stands, and each mistake has its own."""

import pytest

from tests.semantics.asking import check_text, codes_of, computed, condition, gate, metric

# Each phrase with a hole: whatever stands in it is read exactly once.
PHRASES = [
    "? + revenue",
    "revenue - ?",
    "2 * ?",
    "revenue / ?",
    "-?",
    "8% of ?",
    "? of revenue",
    "the lesser of ? and revenue",
    "the excess of ? over USD 5",
    "(USD 1) * (the number of full ? in revenue)",
    "revenue if revenue > USD 5, otherwise ?",
    "revenue if ? > USD 5, otherwise fee",
    "? rounded half up to the cent",
    "revenue rounded half up to ?",
    "? prorated by days",
    "? compounded at 5% for 2",
    "revenue compounded at ? for 2",
    "? converted to USD at euro_rate",
    "costs converted to USD at ?",
    "scale(?) of revenue",
    "? 1 quarter earlier",
    "sum of ? over the last 2 quarters",
    "(growth of ? over 1 quarter) * revenue",
    "? adjusted by season",
    "(USD 1) * ((days from ? to 2026-12-31) / 1 day)",
    "(USD 1) * (full months from 2026-01-01 to ?)",
]
CONDITIONS = [
    "? > USD 5",
    "revenue is ?",
    "tier is one of (gold, ?)",
    "? is one of (gold, silver)",
    "? is known",
    "not ? > USD 5",
    "? > USD 5 and revenue > USD 1",
    "? > USD 5 for 2 consecutive quarters",
    "? > USD 5 in 1 of the last 2 quarters",
    "? > USD 5 at any time to date",
    "from ?",
    "? is true",
    "(30 days after ?) > 2026-01-01",
    "(the first 1 July after ?) > 2026-01-01",
    "baseline of ? > 5%",
    "change of ? from baseline > 1 pp",
    "date of ? is known",
    "amount of ? > USD 5",
    "? held > USD 5",
    "the end balance of ? > USD 5",
    "count of ? to date > 5",
]
INDEX = 'index season "Season" by quarter\n  Q1 1\n  Q2 1\n  Q3 1\n  Q4 1\n\n'


@pytest.mark.parametrize("phrase", PHRASES)
def test_an_unknown_name_in_a_phrase_is_one_message(phrase: str) -> None:
    text = INDEX + metric("money", phrase.replace("?", "nothing_like_it"))
    assert codes_of(text) == ["MS0202"]


@pytest.mark.parametrize("phrase", CONDITIONS)
def test_an_unknown_name_in_a_condition_is_one_message(phrase: str) -> None:
    found = codes_of(gate(phrase.replace("?", "nothing_like_it")))
    assert len(found) == 1
    assert found[0] in ("MS0202", "MS0330")


@pytest.mark.parametrize("phrase", [*PHRASES])
def test_a_name_without_a_value_is_one_message(phrase: str) -> None:
    assert codes_of(INDEX + metric("money", phrase.replace("?", "partner"))) == ["MS0337"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        # amounts
        ("revenue + certified > USD 5", "MS0315"),
        ("-certified > 5", "MS0314"),
        ("(the earlier of revenue and signed_on) > 2026-01-01", "MS0318"),
        ("(the greater of signed_on and 2026-01-01) is known", "MS0318"),
        ("(the excess of revenue over retention) > USD 5", "MS0302"),
        ("(the number of full 0 seats in seats) > 5", "MS0345"),
        ("(revenue if tier is gold, otherwise retention) > USD 5", "MS0302"),
        ("(revenue rounded half up to 1%) > USD 5", "MS0302"),
        ("(retention rounded half up to revenue) > 5%", "MS0346"),
        ("(seats rounded half up to the cent) > 5 seats", "MS0319"),
        ("(revenue compounded at 5% for 1.5) > USD 5", "MS0347"),
        ("(costs converted to XYZ at euro_rate) > USD 5", "MS0303"),
        ("(certified converted to USD at euro_rate) > USD 5", "MS0320"),
        ("fee(revenue) > USD 5", "MS0203"),
        ("scale(revenue) > 5%", "MS0301"),
        ("(revenue per seat) > (USD 5 per seat)", "MS0307"),
        ("(USD 5 per chair) > (USD 5 per seat)", "MS0304"),
        ("(tier per seat) > (USD 5 per seat)", "MS0307"),
        ("2026-03 is known", "MS0312"),
        ("FY2026 is known", "MS0312"),
        ("2026-Q1 is known", "MS0355"),
        ("2.5 seats > seats", "MS0310"),
        ("1.5 months > 1 month", "MS0309"),
        ("seats > 5 partner", "MS0203"),
        ("deals > 5", "MS0336"),
        ("scale > 5%", "MS0335"),
        ("season > 5%", "MS0202"),
        ("deals.nothing > USD 5", "MS0208"),
        # comparisons
        ("tier > gold", "MS0351"),
        ("certified >= certified", "MS0351"),
        ("certified is revenue", "MS0353"),
        ("launch is active", "MS0353"),
        ("shock is 5", "MS0352"),
        ("revenue is one of (USD 5, 5%)", "MS0302"),
        ("revenue is one of (USD 5, USD 5)", "MS0354"),
        ("shock is one of (active, open)", "MS0352"),
        ("USD 5 is known", "MS0355"),
        ("change of retention from baseline < 5 bps", ""),
        ("retention - 5 pp > 10%", ""),
        # time
        ("sum of revenue over the previous month > USD 5", "MS0376"),
        ("count of revenue to date > 5", "MS0375"),
        ("average of signed_on to date > 2026-01-01", "MS0375"),
        ("baseline of fee > USD 5", "MS0203"),
        ("(change of signed_on from baseline) is known", "MS0377"),
        ("in the first quarter of the month", "MS0380"),
        ("in the last month of the year", "MS0381"),
        ("(the end of the month) > 2026-01-01", "MS0381"),
        ("(5 business days after signed_on) > 2026-01-01", "MS0311"),
        ("(onboarding_time after signed_on) > 2026-01-01", "MS0308"),
        ("(revenue 5 days earlier) > USD 5", "MS0372"),
        ("(10% 1 quarter earlier) > 5%", "MS0384"),
        ("(USD 5 > USD 3) for 2 consecutive quarters", "MS0355"),
        ("from signed_on", "MS0383"),
        ("from 5%", "MS0301"),
        ("the total of fee > USD 5", "MS0342"),
        ("total paid by company to partner > USD 5", "MS0342"),
    ],
)
def test_each_mistake_in_a_condition(words: str, code: str) -> None:
    assert codes_of(gate(words)) == ([code] if code else [])


def _rows(line: str) -> str:
    return f'metric x "X" is number\n  computed as\n    {line}\n'


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("sum of nothing.amount where revenue > USD 5", "MS0202"),
        ("sum of partner.amount where revenue > USD 5", "MS0202"),
        ("count of partner where deals.amount > USD 5", "MS0203"),
        ("count of launch where deals.amount > USD 5", "MS0391"),
        ("count of deals by nothing", "MS0208"),
        ("count of deals where nothing is 5", "MS0202"),
        ("count of deals where custmer is \"North\"", "MS0202"),
        ("count of deals where deals.custmer is \"North\"", "MS0208"),
        ("count of deals where shock is active", "MS0339"),
        ("count of deals where launch is true", "MS0339"),
        ("count of deals where fee held > USD 5", "MS0338"),
        ("count of deals where the end balance of fund > USD 5", "MS0338"),
        ("count of deals where baseline of retention > 5%", "MS0338"),
        ("count of deals where deals.signed_on > the end of the quarter", "MS0340"),
        ("count of deals where date of launch > deals.signed_on", "MS0340"),
        ("count of deals where in July", "MS0340"),
        ("count of deals where in the first quarter of the year", "MS0340"),
        ("count of deals where from 2027-01-01", "MS0340"),
        ("count of deals where (deals.amount prorated by days) > USD 5", "MS0340"),
        ("count of deals where sum of deals.amount to date > USD 5", "MS0340"),
        ("count of deals where deals.amount > USD 5 at any time to date", "MS0340"),
        ("count of deals where (sum of deals.amount) > USD 5", "MS0340"),
        ("count of deals where count of launch to date > 5", "MS0340"),
        ("count of deals where customer appears in nothing.name", "MS0202"),
        ("count of deals where customer appears in accounts.nothing", "MS0208"),
        ("count of deals where nothing appears in accounts.name", "MS0202"),
        ("first of deals.amount where customer is \"North\"", "MS0396"),
        ("sum of deals.nothing where customer is \"North\"", "MS0208"),
        ("highest of deals.customer where customer is \"North\"", "MS0397"),
        # what may be read for a row
        ("count of deals where tier is gold", ""),
        ("count of deals where deals.amount > costs_cap and customer is \"North\"", ""),
        ("count of deals where 30 days after deals.signed_on < 2027-01-01", ""),
        ("count of deals where deals.signed_on > the start of the term", ""),
    ],
)  # fmt: skip
def test_each_mistake_in_a_condition_on_rows(line: str, code: str) -> None:
    assert codes_of(_rows(line)) == ([code] if code else [])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("base_rate", "MS0338"),
        ("scale(retention)", "MS0338"),
        ("revenue / fee", "MS0338"),
        ("tier", "MS0337"),
        ("shock", "MS0338"),
        ("2 * 4%", ""),
    ],
)
def test_what_is_fixed_at_signature(value: str, code: str) -> None:
    text = f'parameter rate "Rate" is percent\n  value {value}\n'
    assert set(codes_of(text)) == ({code} if code else set())


def test_running_totals_name_columns_that_there_are() -> None:
    source = (
        'source sales "Sales"\n  kept by company\n  column sold_on is date\n'
        "  column price is money\n  column client is text\n"
        "  column so_far is {} computed as {}\n  dated by sold_on\n  ordered by sold_on, client\n"
    )
    assert codes_of(source.format("money", "sum of prize to date for the same client")) == [
        "MS0208"
    ]
    assert codes_of(source.format("money", "sum of price to date for the same clint")) == ["MS0208"]
    assert codes_of(source.format("money", "sum of client to date for the same client")) == [
        "MS0397"
    ]
    assert codes_of(source.format("number", "count of price to date for the same client")) == []
    assert (
        codes_of(source.format("count of seat", "count of price to date for the same client")) == []
    )


def test_units_have_plurals_of_their_own() -> None:
    unit = "unit company_unit, plural companies\n\n"
    held = 'parameter limit "Limit" is count of company_unit\n  value {}\n'
    assert codes_of(unit + held.format("5 companies")) == []
    assert codes_of(unit + held.format("1 company_unit")) == []
    assert codes_of(unit + held.format("5 seats")) == ["MS0301"]
    assert codes_of(unit + held.format("5 company_units")) == ["MS0304"]


def test_lengths_may_be_named_by_a_parameter_with_one_value() -> None:
    length = 'parameter notice_time "Notice" is duration in days\n  value 30 days\n{}\n'
    use = gate("(notice_time after signed_on) > 2026-01-01")
    assert codes_of(length.format("") + use) == []
    assert codes_of(length.format("  value 40 days from 2027-01-01") + use) == ["MS0308"]


def test_after_a_syntax_error_names_that_may_be_lost_are_not_missed() -> None:
    lost = 'metric turnover "Turnover is money\n  reported by company within 15 days\n\n'
    found = codes_of(lost + gate("turnover > USD 5"))
    assert "MS0202" not in found
    assert found != []
    # What is nearly the name of something else is still pointed out.
    assert "MS0202" in codes_of(lost + gate("revenu > USD 5"))


def test_words_in_the_figures_of_messages() -> None:
    messages = [item.message for item in check_text(gate("onboarding_time < 0 days")).diagnostics]
    assert "this never holds: `onboarding_time` lies between 0 days and 365 days" in messages
    messages = [item.message for item in check_text(gate("euro_rate > USD 5 per EUR")).diagnostics]
    assert messages != []
    assert computed("money", "USD 5") != condition("revenue > USD 5")
