"""What expressions become: types, units, lengths in periods, and what is left as it was written."""

from fractions import Fraction

import pytest

from milestonelang import types
from milestonelang.agreement import declarations as declared, expressions as checked
from milestonelang.diagnostics.diagnostic import Severity
from tests.semantics.asking import PRELUDE, check_text, codes_of, computed, condition, gate, metric

USD, PERCENT, NUMBER = "money", "percent", "number"
SEATS = types.Count("seat")


@pytest.mark.parametrize(
    ("type", "expression"),
    [
        # money and percentages
        (USD, "revenue * 8%"),
        (USD, "8% of base_rate of revenue"),
        (USD, "revenue + fee - 2 * revenue / 4"),
        (USD, "base_rate of revenue"),
        (PERCENT, "base_rate + 50 bps"),
        (PERCENT, "retention - 2 pp"),
        (PERCENT, "2 * base_rate"),
        (NUMBER, "revenue / fee"),
        (NUMBER, "retention / base_rate"),
        # a quotient of two like amounts is a share as much as a number
        (PERCENT, "revenue / fee"),
        (PERCENT, "(revenue / fee) + (fee / revenue)"),
        (PERCENT, "(revenue / fee) + 2%"),
        (PERCENT, "growth of revenue over 4 quarters"),
        # prices
        (USD, "(USD 25 per seat) * seats"),
        (USD, "seats * (USD 0.000000000001 per seat)"),
        ("money per seat", "revenue / seats"),
        ("count of seat", "revenue / (USD 25 per seat)"),
        (USD, "(revenue / seats) * seats"),
        (USD, "costs converted to USD at euro_rate"),
        # phrases
        (USD, "the lesser of revenue, fee and USD 5"),
        (USD, "the excess of revenue over USD 5"),
        # nought is money of any currency where it is compared with money
        (USD, "the greater of revenue - fee and 0"),
        ("money in EUR", "the lesser of 0 and costs"),
        (USD, "revenue if costs > 0, otherwise fee"),
        (USD, "revenue if 0 is revenue / 2, otherwise fee"),
        (USD, "revenue if revenue / seats > 0, otherwise fee"),
        (NUMBER, "the number of full USD 10,000 in revenue"),
        (NUMBER, "the number of started 10 seats in seats"),
        (USD, "revenue if tier is gold, otherwise fee"),
        (USD, "revenue rounded half to even to USD 1"),
        (USD, "revenue rounded down to the cent"),
        (USD, "revenue rounded up to USD 0.001"),
        (PERCENT, "retention rounded half up to 0.1%"),
        (USD, "revenue prorated by days"),
        (USD, "revenue compounded at base_rate for 3"),
        (USD, "scale(retention) of revenue"),
        (USD, "scale((revenue / fee)) of revenue"),
        # time
        (USD, "revenue 4 quarters earlier"),
        (USD, "sum of revenue over the last 2 years or as many as there are"),
        (USD, "highest of (revenue - fee) this year to date"),
        ("count of seat", "lowest of seats to date"),
        (USD, "average of revenue over the previous year"),
        (NUMBER, "count of (revenue > USD 5) over the last 4 quarters"),
        (NUMBER, "count of certified to date"),
        (PERCENT, "change of retention from baseline"),
        (PERCENT, "baseline of retention"),
        ("duration in days", "days from 2026-01-01 to date of launch"),
        ("number", "full quarters from 2026-01-01 to signed_on"),
        ("duration in months", "full months from 2026-01-01 to signed_on"),
        (USD, "(USD 5) * (full years from 2026-01-01 to signed_on)"),
        ("duration in years", "(full years from 2026-01-01 to signed_on) * 1 year"),
        (NUMBER, "onboarding_time / 1 week"),
        ("date", "30 days before (date of launch)"),
        ("date", "10 weeks after the end of the quarter"),
        ("date", "2 months after 2026-01-15"),
        ("date", "the first 1 July after signed_on"),
        ("date", "the later of signed_on and 2026-12-31"),
        # rows and events
        (USD, "sum of deals.amount"),
        ("count of customer", "count of distinct deals.customer"),
        ("count of seat", "(count of deals) + (count of distinct deals.customer)"),
        ("date", "highest of deals.signed_on"),
        ("count of seat", "count of launch to date"),
        (USD, "amount of launch"),
        # payments and balances
        (USD, "fee held"),
        (USD, "fee paid + fund"),
        (USD, "the end balance of fund"),
    ],
)
def test_types_that_fit(type: str, expression: str) -> None:
    assert codes_of(metric(type, expression)) == []


@pytest.mark.parametrize(
    ("type", "expression", "code"),
    [
        (PERCENT, "0.35", "MS0301"),
        (USD, "0", "MS0301"),
        ("money in EUR", "revenue", "MS0301"),
        ("count of customer", "seats", "MS0301"),
        (NUMBER, "retention", "MS0301"),
        (USD, "revenue + 5", "MS0302"),
        (USD, "revenue + costs", "MS0302"),
        ("count of seat", "seats + 5 customers", "MS0302"),
        ("duration in days", "onboarding_time + 2 months", "MS0302"),
        (USD, "revenue + signed_on", "MS0315"),
        (USD, "costs * euro_rate", "MS0316"),
        (NUMBER, "seats * seats", "MS0316"),
        ("money per seat", "seats / revenue", "MS0301"),
        (NUMBER, "revenue / certified", "MS0317"),
        (USD, "0.08 of revenue", "MS0301"),
        (PERCENT, "count of deals", "MS0301"),
        ("duration in years", "full years from 2026-01-01 to signed_on", "MS0301"),
        (USD, "the lesser of revenue and costs", "MS0302"),
        (USD, "revenue if revenue > 5, otherwise USD 0", "MS0302"),
        (USD, "JPY 5.5", "MS0306"),
        (USD, "revenue + 0", "MS0302"),
        (USD, "the greater of revenue and 1", "MS0302"),
        (USD, "revenue if seats > 0, otherwise fee", "MS0302"),
    ],
)
def test_types_that_do_not_fit(type: str, expression: str, code: str) -> None:
    assert codes_of(metric(type, expression)) == [code]


def test_help_says_what_to_write() -> None:
    def helps(text: str) -> list[str | None]:
        found = check_text(text).diagnostics
        return [item.help for item in found if item.severity is Severity.ERROR]

    assert helps(metric(USD, "90000")) == ["write `USD 90,000`"]
    assert helps(metric(PERCENT, "0.35")) == ["write `35%`"]
    assert helps(metric(PERCENT, "35")) == ["write `35%`"]
    assert helps(gate("seats > 500")) == ["write `500 seats`"]
    assert helps(gate("onboarding_time <= 14")) == ["write `14 days`"]
    assert helps(gate("revenue > costs")) == ["convert one of them: `… converted to USD at RATE`"]
    assert helps(gate("shock is actve")) == ["did you mean `active`?"]
    assert helps(gate("tier is gld")) == ["did you mean `gold`?"]
    assert helps(gate("revnue > USD 5")) == ["did you mean `revenue`?"]


def test_one_mistake_is_one_message() -> None:
    text = metric(USD, "5% of (revenu + USD 5) * 3 - fee") + gate("(x + x) > USD 5")
    assert codes_of(text) == ["MS0202"]


def test_a_mistake_in_each_line_is_a_message_each() -> None:
    text = gate("revenue > 5") + "  plus costs\n  only if shock is actve\n"
    assert codes_of(text) == ["MS0302", "MS0301", "MS0352"]


def test_exact_values_in_the_units_of_their_types() -> None:
    def value(type: str, words: str) -> object:
        literal = computed(type, words)
        assert isinstance(literal, checked.Literal)
        return literal.value

    assert value(USD, "USD 1,234.56") == Fraction(123456, 100)
    assert value(PERCENT, "8%") == Fraction(8, 100)
    assert value(PERCENT, "50 bps") == Fraction(1, 200)
    assert value(PERCENT, "-8%") == Fraction(-8, 100)
    assert value("duration in months", "2 quarters") == 6
    assert value("duration in years", "1.5 years") == 18
    assert value("duration in days", "2 weeks") == 14
    assert value("count of tonne", "0.5 tonnes") == Fraction(1, 2)
    assert value("money per seat", "USD 0.0008 per seat") == Fraction(8, 10_000)


def test_sums_are_flat() -> None:
    total = computed(USD, "revenue + fee + fund + USD 1")
    assert isinstance(total, checked.Add)
    assert len(total.terms) == 4


def test_lengths_are_counted_in_the_periods_of_the_contract() -> None:
    lag = computed(USD, "revenue 1 year earlier")
    assert isinstance(lag, checked.Earlier)
    assert (lag.periods, lag.baseline) == (4, None)
    window = computed(USD, "sum of revenue over the last 6 months")
    assert isinstance(window, checked.WindowOf)
    assert window.periods == 2
    consecutive = condition(["(revenue > USD 5) for 9 months", "certified is true"][0]
                            .replace("for 9 months", "for 9 consecutive months"))  # fmt: skip
    assert isinstance(consecutive, checked.Consecutive)
    assert consecutive.periods == 3


def test_a_lag_falls_back_on_the_baselines_of_what_it_reads() -> None:
    lag = computed(PERCENT, "(2 * retention - base_rate) 1 quarter earlier")
    assert isinstance(lag, checked.Earlier)
    assert lag.baseline is not None
    names = [node for node in checked.walk(lag.baseline) if isinstance(node, checked.Baseline)]
    assert [node.metric for node in names] == ["retention"]
    ids = [node.id for node in checked.walk(lag)]
    assert len(ids) == len(set(ids))


def test_states_events_and_truths_stand_after_is() -> None:
    active = condition("shock is active")
    assert isinstance(active, checked.InState)
    assert (active.subject, active.state) == (checked.Subject.TRIGGER, "active")
    assert isinstance(condition("shock is not active"), checked.Not)
    assert isinstance(condition("launch is true"), checked.EventTruth)
    assert isinstance(condition("launch is false"), checked.Not)
    assert isinstance(condition("launch is not false"), checked.EventTruth)
    assert isinstance(condition("certified is true"), checked.MetricValue)
    outcome = condition("approval is not granted")
    assert isinstance(outcome, checked.Compare)
    assert outcome.comparison is checked.Comparison.DIFFERENT
    either = condition("shock is one of (active, inactive)")
    assert isinstance(either, checked.AnyOf)


def test_a_duty_that_is_not_called() -> None:
    duty = (
        'obligation plan "Plan"\n  means "deliver a plan"\n'
        "  partner owes it within 10 days when retention < 50%\n  evidenced by launch\n"
    )
    agreement = check_text(duty + gate("plan is not called")).require()
    step = agreement.get("bonus", declared.Payment).steps[-1]
    state = getattr(step, "condition", None)
    assert isinstance(state, checked.InState)
    assert state.state == "not called"


def test_count_of_a_column_that_may_be_empty_counts_what_is_there() -> None:
    source = (
        'source visits "Visits"\n  kept by company\n  column seen_on is date\n'
        "  column left_on is date, may be empty\n  dated by seen_on\n"
    )
    agreement = check_text(source + metric(NUMBER, "count of visits.left_on")).require()
    steps = agreement.get("x", declared.Metric).computed
    assert steps is not None
    value = getattr(steps[0], "value", None)
    assert isinstance(value, checked.RowAggregate)
    assert value.of is None
    assert isinstance(value.where, checked.IsKnown)
    assert value.dated_by == "seen_on"


def test_an_index_becomes_a_choice_of_weights() -> None:
    index = 'index season "Season" by quarter\n  Q1 0.8\n  Q2 1\n  Q3 1\n  Q4 1.2\n'
    agreement = check_text(index + metric(USD, "revenue adjusted by season")).require()
    steps = agreement.get("x", declared.Metric).computed
    assert steps is not None
    adjusted = getattr(steps[0], "value", None)
    assert isinstance(adjusted, checked.Divide)
    assert isinstance(adjusted.right, checked.Choose)
    assert isinstance(adjusted.right.then, checked.Literal)
    assert adjusted.right.then.value == Fraction(8, 10)


def test_texts_are_split_at_their_placeholders() -> None:
    text = 'clause note "Note"\n  "{revenue} less {base_rate}, as {note} says"\n'
    clause = check_text(text).require().get("note", declared.Clause)
    assert clause.paragraphs == (
        (
            declared.Mention("revenue"),
            " less ",
            declared.Mention("base_rate"),
            ", as ",
            declared.Mention("note"),
            " says",
        ),
    )


def test_texts_name_only_what_is_defined_in_the_document() -> None:
    example = (
        'example sample "Sample"\n  given\n    quarter | revenue\n    2026-Q1 | USD 100\n'
        "  then\n    quarter | fee\n    2026-Q1 | USD 1.00\n"
    )
    assert codes_of(example + 'clause note "Note"\n  "As in {sample}."\n') == ["MS0209"]
    assert codes_of('clause note "Note"\n  "As in {deals.amount}."\n') == ["MS0209"]
    assert codes_of('clause note "Note"\n  "As in {nothing}."\n') == ["MS0202"]


def test_month_ends_are_asked_for_once_and_only_where_they_matter() -> None:
    text = metric("date", "1 month after signed_on") + gate(
        "(2 months after signed_on) > 2026-01-01"
    )
    assert codes_of(text) == ["MS0389"]
    said = PRELUDE.replace(
        "settled quarterly in USD", "settled quarterly in USD\n  month ends roll back"
    )
    assert codes_of(said + "\n" + text) == []
    assert codes_of(metric("date", "1 month after 2026-01-28")) == []
    assert codes_of(metric("date", "1 month after 2026-01-29")) == ["MS0389"]
    assert codes_of(metric("date", "1 month after the start of the term")) == []


@pytest.mark.parametrize(
    ("words", "settled"),
    [
        ("retention <= 100%", True),
        ("retention < 0%", False),
        ("retention > 100%", False),
        ("retention >= 0%", True),
        ("0% <= retention", True),
        ("101% < retention", False),
        ("retention is 120%", False),
        ("retention is not 120%", True),
        ("retention < 50%", None),
        ("retention <= 0%", None),
        ("base_rate < 12%", None),
        ("base_rate is 8.00005%", False),
        ("base_rate is 8%", None),
        ("seats is not 10,001 seats", True),
    ],
)
def test_a_range_settles_a_comparison(words: str, settled: bool | None) -> None:
    found = [item for item in check_text(gate(words)).diagnostics if item.code == "MS0398"]
    if settled is None:
        assert found == []
    else:
        (warning,) = found
        assert warning.severity is Severity.WARNING
        assert ("always holds" in warning.message) is settled


def test_long_and_deep_expressions_are_refused_and_not_fallen_over() -> None:
    for operator in ("+", "-", "*"):
        assert codes_of(metric(USD, f" {operator}\n    ".join(["revenue"] * 5000))) == ["MS0105"]
    assert codes_of(metric(USD, " +\n    ".join(["revenue"] * 60))) == []


def test_a_file_of_nothing_but_mistakes_is_answered_quickly() -> None:
    text = "".join(metric(USD, f"nothing_{n}").replace(" x ", f" x{n} ") for n in range(2000))
    assert 50 < len(codes_of(text)) <= 500
