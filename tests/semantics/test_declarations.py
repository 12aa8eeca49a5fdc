"""What the check of declarations writes out, and what it lets pass."""

from fractions import Fraction

import pytest

from milestonelang.agreement import declarations as declared, expressions as checked, lines
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.primitives.dates import iso
from milestonelang.types import MonthEnds, RoundingMode, Unit
from tests.corpus.programs import completed, findings
from tests.semantics.asking import check_text

CONTRACT = (
    'contract plain "Plain Terms"\n{}\n\n'
    'party company "Acme, Inc."\n\nparty partner "Northwind GmbH"\n'
)
USUAL = (
    "  effective 2026-01-01 until 2027-12-31\n  settled quarterly in USD\n"
    "  rounded half up to the cent"
)


def _payment(*body: str) -> str:
    return "\n  ".join(('payment bonus "Bonus"', "company pays partner each quarter", *body)) + "\n"


def _checked(program: str, name: str) -> declared.Declaration:
    return check_terms(from_text(completed(program))).require().declarations[name]


def _bonus(*body: str) -> declared.Payment:
    found = _checked(_payment(*body), "bonus")
    assert isinstance(found, declared.Payment)
    return found


def _one(program: str, code: str) -> Diagnostic:
    (found,) = [item for _, item in findings(completed(program)) if item.code == code]
    return found


def _codes(program: str) -> list[str]:
    return [item.code for _, item in findings(completed(program)) if item.severity.value == "error"]


# ---- the contract


def test_defaults_of_the_contract_are_written_out() -> None:
    contract = check_text(CONTRACT.format(USUAL)).require().contract
    assert contract.rounding == lines.Rounding(mode=RoundingMode.HALF_UP, unit=Fraction(1, 100))
    assert (contract.settled, contract.currency) == (Unit.QUARTER, "USD")
    assert contract.year_starts is None
    assert contract.month_ends is None
    assert contract.due is None
    assert not contract.opposite_amounts_set_off


def test_cents_are_those_of_the_currency() -> None:
    text = USUAL.replace("USD", "JPY").replace("half up", "half to even")
    contract = check_text(CONTRACT.format(text)).require().contract
    assert contract.rounding == lines.Rounding(mode=RoundingMode.HALF_EVEN, unit=Fraction(1))


def test_month_ends_and_years_are_kept() -> None:
    text = USUAL + "\n  month ends roll forward\n  years start on 1 July"
    contract = check_text(CONTRACT.format(text)).require().contract
    assert contract.month_ends is MonthEnds.ROLL_FORWARD
    assert contract.year_starts == (7, 1)


def test_an_agreement_comes_of_any_text() -> None:
    for text in ("", "# nothing\n", "party a\n", CONTRACT.format("")):
        assert check_terms(from_text(text)).agreement is not None


@pytest.mark.parametrize(
    ("term", "settled", "refused"),
    [
        ("2026-01-01 until 2027-12-31", "quarterly", False),
        ("2026-02-01 until 2027-12-31", "monthly", False),
        ("2026-02-01 until 2027-12-31", "quarterly", True),
        ("2026-02-15 until 2027-01-31", "quarterly", False),
        ("2026-04-01 until 2028-03-31", "yearly", False),
    ],
)
def test_years_lie_on_periods(term: str, settled: str, refused: bool) -> None:
    text = f"  effective {term}\n  settled {settled} in USD\n  rounded half up to the cent"
    assert ("MS0408" in _codes(CONTRACT.format(text))) is refused


# ---- parameters


def test_a_parameter_in_due_lines_and_shares() -> None:
    program = (
        'parameter pay_time "Payment Time" is duration in days\n  value 45 days\n\n'
        + _payment(
            "amount 2% of revenue",
            "hold back base_rate, released after 2 quarters",
            "due within pay_time of the statement",
        )
    )
    payment = _checked(program, "bonus")
    assert isinstance(payment, declared.Payment)
    due = payment.due
    assert due is not None
    assert (due.count, due.unit, due.of) == (45, Unit.DAY, lines.DueFrom.STATEMENT)
    (held,) = payment.settlement
    assert isinstance(held, lines.HoldBack)
    assert isinstance(held.share, checked.ParameterValue)


def test_texts_of_a_module_are_words() -> None:
    program = 'use std.governance\n  escalation is partner_managers, "the board"\n'
    found = _checked(program, "governance.escalation")
    assert isinstance(found, declared.Parameter)
    assert found.texts == ("partner managers", "the board")


def test_a_module_keeps_its_own_values_and_takes_others() -> None:
    program = "use std.confidentiality\n  survival is 3 years\n  return_time is 10 days\n"
    agreement = check_terms(from_text(completed(program))).require()
    survival = agreement.get("confidentiality.survival", declared.Parameter)
    assert [checked.Literal, Fraction(36)] == [
        type(survival.values[0].value),
        getattr(survival.values[0].value, "value", None),
    ]
    assert "MS0423" in _codes("use std.confidentiality\n  survival is 30 years\n")
    assert "MS0207" in _codes("use std.confidentiality\n")


# ---- figures


def test_steps_of_ranges_are_written_out() -> None:
    agreement = check_text("").require()
    steps = {
        name: agreement.get(name, declared.Metric).range
        for name in ("revenue", "retention", "seats", "onboarding_time")
    }
    assert {name: found.step for name, found in steps.items() if found is not None} == {
        "revenue": Fraction(1, 100),
        "retention": Fraction(1, 1_000_000),
        "seats": Fraction(1),
        "onboarding_time": Fraction(1),
    }


def test_only_what_adds_up_can_be_summed() -> None:
    visits = 'metric visits "Visits" is {}\n  reported monthly by partner within 15 days\n'
    counted = _one(visits.format("number"), "MS0439")
    assert [reading.words for reading in counted.readings] == ["summed", "averaged", "at the end"]
    shared = _one(visits.format("percent"), "MS0439")
    assert [reading.words for reading in shared.readings] == ["averaged", "at the end"]


# ---- payments


def test_a_window_of_one_period_is_the_period() -> None:
    payment = _bonus("amount 2% of revenue", "at most USD 5 per quarter", "at most USD 9 per year")
    windows = [step.window for step in payment.steps if isinstance(step, lines.AtMost)]
    assert windows == [Unit.PERIOD, Unit.YEAR]


def test_lengths_are_in_periods() -> None:
    payment = _bonus("amount 2% of revenue", "vests over 1 year, nothing before 6 months")
    (vests,) = payment.settlement
    assert isinstance(vests, lines.Vests)
    assert (vests.periods, vests.nothing_before) == (4, 2)


@pytest.mark.parametrize(
    ("body", "negative"),
    [
        (("amount 2% of revenue",), False),
        (("amount 2% of revenue", "less USD 5"), True),
        (("amount 2% of revenue", "less USD 5", "at least USD 0 per period"), False),
        (("amount 2% of revenue", "less USD 5", "at least USD 0 per year"), True),
        (("amount 2% of revenue", "less USD 5, never below USD 0"), False),
        (("amount 2% of revenue", "less USD 5, never below -USD 1"), True),
        (("amount 2% of revenue", "less USD 5", "only the excess over USD 0"), False),
        (("amount USD 9", "less USD 5"), False),
        (("amount USD 9", "less USD 5", "times -1"), True),
        (("amount USD 9", "plus -USD 9.01"), True),
        (("amount the greater of revenue - USD 5 and USD 0",), False),
        (("amount revenue - USD 5 if retention > 50%, otherwise USD 1",), True),
        (("amount growth of revenue over 4 quarters", "times USD 100"), True),
        (("amount 2% of revenue", "at most USD 5 - 1% of revenue per period"), True),
        (("amount revenue", "divided by 4"), False),
        (("amount fee - 2% of fee",), False),
        (("amount fee held",), False),
    ],
)
def test_where_an_amount_can_be_negative(body: tuple[str, ...], negative: bool) -> None:
    assert _codes(_payment(*body)) == (["MS0508"] if negative else [])


@pytest.mark.parametrize(
    ("base", "table", "negative"),
    [
        ("revenue", "continued outside|USD 0 gives USD 0|USD 9 gives USD 1", False),
        ("revenue", "continued outside|USD 9 gives USD 0|USD 18 gives USD 1", True),
        ("revenue", "continued outside|USD 0 gives USD 9|USD 9 gives USD 8", True),
        ("retention", "continued outside|50% gives USD 9|60% gives USD 8", False),
        ("retention", "continued outside|50% gives USD 2|60% gives USD 1", True),
        ("retention", "continued outside|50% gives USD 9|40% + base_rate gives USD 8", True),
        ("retention", "flat outside|50% gives -USD 1|60% gives USD 8", True),
        ("profit", "flat outside|USD 0 gives USD 0|USD 9 gives USD 1", False),
        ("profit", "continued outside|USD 0 gives USD 0|USD 9 gives USD 1", True),
        (
            "profit",
            "continued outside, nothing below zero|USD 0 gives USD 0|USD 9 gives USD 1",
            False,
        ),
        ("profit", "flat outside, mirrored below zero|USD 0 gives USD 0|USD 9 gives USD 1", True),
    ],
)
def test_where_an_interpolated_amount_can_be_negative(
    base: str, table: str, negative: bool
) -> None:
    profit = 'metric profit "Profit" is money\n  reported by company within 15 days\n\n'
    heading, *points = table.split("|")
    body = (f"on {base}", f"interpolated, {heading}", *(f"  {point}" for point in points))
    found = [code for code in _codes(profit + _payment(*body)) if code != "MS0540"]
    assert found == (["MS0508"] if negative else [])


@pytest.mark.parametrize(
    ("body", "negative"),
    [
        (("amount 2% of revenue", "plus -USD 5, never above USD 9"), True),
        (("amount 2% of revenue", "plus USD 5, never above USD 9"), False),
        (("amount 2% of revenue", "less revenue - USD 5, never below USD 0"), False),
        (("amount 2% of revenue", "plus from fund"), False),
        (("amount 2% of revenue", "less from fund"), False),
        (("amount 2% of revenue", "less USD 5", "prorated by days"), True),
        (("amount 2% of revenue", "less USD 5", "rounded half up to USD 1"), True),
        (("amount 2% of revenue", "less USD 5", "below zero, carried forward"), False),
        (("amount 2% of revenue", "divided by retention"), False),
        (("amount 2% of revenue", "divided by retention - 50%"), True),
        (("on seats", "at marginal rates", "  -(USD 1 per seat) beyond"), True),
        (("on revenue", "at whole amount rates", "  1% beyond, plus -USD 5 on entering"), True),
        (("on revenue", "at fixed amounts", "  USD 9 beyond, plus -USD 5 on entering"), True),
        (("on tier", "by name", "  USD 1 for gold", "  -USD 1 otherwise"), True),
        (("for each row of deals", "  amount USD 5"), False),
        (("for each row of deals", "  amount 1% of amount"), True),
    ],
)
def test_lines_that_can_make_an_amount_negative(body: tuple[str, ...], negative: bool) -> None:
    assert _codes(_payment(*body)) == (["MS0508"] if negative else [])


@pytest.mark.parametrize(
    ("table", "negative"),
    [
        ("at marginal rates|1% beyond", False),
        ("at whole amount rates|2% up to USD 5|1% beyond", True),
        ("at whole amount rates|1% up to USD 5|2% beyond", False),
        ("at fixed amounts|USD 1 up to USD 5|USD 2 beyond", False),
        ("at fixed amounts|USD 2 up to USD 5|USD 1 beyond", True),
        ("interpolated, flat outside|USD 0 gives USD 0|USD 9 gives USD 1", False),
        ("interpolated, flat outside|USD 0 gives USD 1|USD 9 gives USD 0", True),
    ],
)
def test_an_increase_can_be_negative_where_its_table_falls(table: str, negative: bool) -> None:
    heading, *rows = table.split("|")
    body = ("on revenue accumulated yearly", heading, *(f"  {row}" for row in rows))
    assert _codes(_payment(*body)) == (["MS0508"] if negative else [])


def test_a_table_with_an_open_base_is_one_message() -> None:
    profit = 'metric profit "Profit" is money\n  reported by company within 15 days\n\n'
    body = ("on profit accumulated yearly", "at marginal rates", "  2% beyond")
    assert _codes(profit + _payment(*body)) == ["MS0533"]


def test_a_schedule_is_judged_by_its_uses() -> None:
    schedule = (
        'schedule tax "Tax" from money to money\n  at marginal rates\n    10% up to USD 100\n'
        "    20% up to USD 5,000,000\n\n"
    )
    assert _codes(schedule + _payment("amount tax(revenue)")) == []
    assert _codes(schedule + _payment("amount tax(revenue + USD 1)")) == ["MS0536"]
    uses = _payment("amount tax(revenue - USD 1)", "below zero, owed back")
    assert _codes(schedule + uses) == ["MS0533"]


def test_bands_of_amounts_leave_one_reading() -> None:
    amounts = _payment("on revenue", "  USD 1 up to USD 100", "  USD 2 beyond")
    rates = _payment("on revenue", "  1% up to USD 100", "  2% beyond")
    assert [item.words for item in _one(amounts, "MS0532").readings] == ["at fixed amounts"]
    assert len(_one(rates, "MS0532").readings) == 2


def test_a_block_of_rows_sees_rows_and_periods() -> None:
    payment = _bonus(
        "for each row of deals where amount > USD 5",
        "  amount 2% of amount",
        "  times scale(retention)",
        "  below zero, owed back",
        "below zero, owed back",
    )
    (block, _) = payment.steps
    assert isinstance(block, lines.ForEachRow)
    assert block.dated_by == "signed_on"
    (start, *_) = block.steps
    assert isinstance(start, lines.Amount)
    columns = [part for part in checked.walk(start.value) if isinstance(part, checked.ColumnValue)]
    assert [column.column for column in columns] == ["amount"]


# ---- the life of an agreement


def test_dates_of_milestones_are_days() -> None:
    program = (
        'milestone opening "Opening"\n  achieved when revenue > USD 5\n  before {}\n'
        "  company pays partner USD 5\n"
    )
    for words, day in (
        ("2026-07-01", "2026-06-30"),
        ("30 days after 2026-06-01", "2026-06-30"),
        ("the first 1 July after 2026-03-01", "2026-06-30"),
        ("the end of the term", "2027-12-30"),
        ("the earlier of 2027-01-01 and 2026-07-01", "2026-06-30"),
    ):
        found = _checked(program.format(words), "opening")
        assert isinstance(found, declared.Milestone)
        assert found.latest is not None
        assert iso(found.latest) == day


def test_a_wind_down_names_what_goes_on() -> None:
    program = (
        'exit leaving "Leaving"\n  either party may terminate for convenience\n'
        "  notice 90 days, ending at the end of the quarter\n  winds down over 2 quarters\n"
        "    company pays partner 50% of fee\n    partner pays company 40% of revenue\n"
    )
    found = _checked(program, "leaving")
    assert isinstance(found, declared.Exit)
    assert (found.who, found.grounds, found.ends_at_period) == (None, None, Unit.QUARTER)
    assert found.wind_down is not None
    of_payment, of_metric = found.wind_down.lines
    assert isinstance(of_payment, declared.ResidualPayment)
    assert (of_payment.of_payment, of_payment.value) == ("fee", None)
    assert isinstance(of_metric, declared.ResidualPayment)
    assert of_metric.of_payment is None


def test_an_amended_contract_is_checked_as_it_will_stand() -> None:
    amendment = (
        'amendment first_amendment "First Amendment"\n  effective 2027-01-01\n'
        "  agreed by company on 2026-12-01\n  agreed by partner on 2026-12-01\n"
    )
    # What the trigger acts on is gone, so the contract would not stand.
    missing = _one(amendment + "  removes fee\n", "MS0202")
    assert missing.notes[-1] == "this is so once the amendment `first_amendment` takes effect"
    assert _codes(amendment + "  removes fee, shock\n") == []
    replaced = '  replaces payment fee "Fee"\n    company pays partner each quarter\n'
    assert _codes(amendment + replaced + "    amount 1% of gone\n") == ["MS0202"]


def test_a_property_has_its_form_and_its_parts() -> None:
    program = (
        'guarantee ceiling "Ceiling"\n'
        "  total paid by company to partner is at most USD 5 per year within USD 0.01\n"
        "  fee never falls when revenue rises\n"
    )
    found = _checked(program, "ceiling")
    assert isinstance(found, declared.Guarantee)
    total, monotone = found.properties
    assert (total.form, total.names) == (
        "total paid is at most per year",
        ("company", "partner"),
    )
    assert total.words == (
        "total paid by company to partner is at most USD 5 per year within USD 0.01"
    )
    assert (monotone.form, monotone.names) == ("amount never falls when rises", ("revenue",))


# ---- warnings


def test_a_warning_is_accepted_where_it_stands() -> None:
    open_ended = 'trigger slump "Slump"\n  starts when retention < 5%\n  fee suspended\n'
    assert "MS0611" in {item.code for _, item in findings(completed(open_ended))}
    accepted = open_ended + '  accept MS0611 because "It is meant to last."\n'
    assert "MS0611" not in {item.code for _, item in findings(completed(accepted))}


def test_what_may_be_lost_is_not_missed() -> None:
    # The line that cannot be read may be the one that is missing.
    program = 'payment bonus "Bonus"\n  company pays partner each quarter\n  ammount USD 5\n'
    assert _codes(program) == ["MS0130"]
