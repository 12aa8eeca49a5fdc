"""The statement as a document: its amounts are those of `evaluate`, and it says them first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from milestonelang.backends.documents import model, reading
from milestonelang.driver.check import load_checked
from milestonelang.driver.evaluate import basis_of, given as given_data
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.statement.basis import Basis
from milestonelang.statement.draw_up import draw_up
from milestonelang.statement.model import Evaluation
from milestonelang.statement.to_json import to_data
from tests.documents.words_programs import TEMPLATES
from tests.reference.draw import Focus, contracts
from tests.reference.model import Contract, Data
from tests.statement import printing, test_audits, test_claims, test_limits_and_splits
from tests.statement.example_runs import (
    RUNS,
    SPEAKER,
    drawn,
    printed,
    text_of,
)
from tests.statement.test_drawn_contracts import _basis
from tests.statement.test_still_owed import EXIT, NOTICE, UNITS
from tests.untraced import traced_first

WIDE = Path(__file__).parent / "wide"


# ---- what it says


def test_the_amount_and_its_day_stand_first() -> None:
    text = text_of(printed("northwind", "2026-Q4"))
    places = [
        text.index(words)
        for words in (
            "Payable by Company to Partner",
            "USD 67,143.09",
            "Saturday, 30 January 2027",
            "Nothing is pending",
            "How the amount is made up",
            "What needs attention",
            "Held back and not yet paid",
            "How each amount was found",
        )
    ]
    assert places == sorted(places)


def test_what_is_held_says_when_it_is_paid_and_what_may_take_it() -> None:
    text = text_of(printed("northwind", "2026-Q4"))
    assert "2026-Q3 3,100.00 Paid with 2027-Q1, due 30 April 2027, or lost if Customer" in text
    assert "Customer Retention for 2027-Q2 is less than 75%" in text


def test_what_is_pending_says_who_owes_it() -> None:
    ahead, late = text_of(printed("waiting", "2026-Q3")), text_of(printed("late", "2026-Q3"))
    assert "Average Discount for 2026-Q3, due from Company on 15 October 2026." in ahead
    assert "Not known yet, Company to Partner Pending Due Friday, 30 October 2026" in ahead
    assert "Gross Margin for 2026-Q4" not in late


def test_nothing_payable_says_why_and_what_is_carried() -> None:
    text = text_of(printed("referral", "2026-Q3"))
    assert "From Company to Referrer Nothing is payable" in text
    assert "The amounts below leave nothing to pay" in text
    assert "Referrer still carries USD 2,783.48" in text


def test_two_directions_are_not_netted() -> None:
    document = printed("fund", "2027-Q3")
    heads = [node for node in reading.nodes(document) if isinstance(node, model.Headline)]
    assert [node.text.replace("\N{NO-BREAK SPACE}", " ") for node in heads] == [
        "USD 13,326.41",
        "USD 4,224.80",
    ]


def test_a_correction_names_its_period() -> None:
    text = text_of(printed("reseller", "2026-Q4"))
    assert "Figures of 2026-Q1 were corrected after it was settled" in text
    assert "reported on 10 December 2026 −640.00" in text


def test_how_to_dispute_is_said_by_the_agreement() -> None:
    text = text_of(printed("reseller", "2026-Q4"))
    assert "Either party may dispute a statement by notice within 30 days after receiving" in text


def test_the_point_of_the_period_lies_on_the_curve() -> None:
    figures = [
        node
        for node in reading.nodes(printed("northwind", "2026-Q4"))
        if isinstance(node, model.Figure)
    ]
    assert "2026-Q4 is at USD 1,190,283.54, which gives" in figures[0].alternative.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert figures[0].svg.count(">2026-Q4</text>") == 1
    assert figures[0].svg.count('width="6.0"') == 2


# ---- its amounts are those of `evaluate`


@pytest.mark.parametrize("name", RUNS)
def test_every_amount_of_evaluate_and_no_other(name: str) -> None:
    basis, evaluation = drawn(name)
    _agree(basis, evaluation, [item.label for item in evaluation.periods][1:7:2])


def _agree(basis: Basis, evaluation: Evaluation, labels: list[str]) -> None:
    terms = printing.of_terms(basis, SPEAKER)
    for label in labels:
        document = printing.printed(basis, evaluation, label, SPEAKER)
        reading.check(document)
        said = printing.numbers_in(text_of(document))
        for value, kind in printing.amounts_of_data(to_data(evaluation, label)):
            assert printing.number(value.strip("%").partition(" ")[0]) in said, (label, value, kind)
        known = printing.allowed(basis, evaluation, label) | terms
        assert printing.amounts_in(document) <= known, label


FAMILY = Focus(4, 4, 3, 5, 4, 4, 3, 2, payments=3, lines=4)


def test_amounts_of_drawn_contracts() -> None:
    @settings(max_examples=6, suppress_health_check=[*HealthCheck], deadline=None)
    @given(contracts(FAMILY))
    @traced_first(2)
    def holds(drawn: tuple[Contract, Data]) -> None:
        basis = _basis(*drawn)
        evaluation = draw_up(basis)
        _agree(basis, evaluation, [item.label for item in evaluation.periods[1:3]])

    holds()


def test_bands_that_are_worked_out_add_up_to_their_step() -> None:
    document = printed("northwind", "2026-Q4")
    table = next(
        node
        for node in reading.nodes(document)
        if isinstance(node, model.Table) and node.anchor == "steps-base_commission"
    )
    worked = table.rows[1:5]
    amounts = [reading.text_of(row.cells[3]) for row in worked]
    signs = [-1 if text.startswith("\N{MINUS SIGN}") else 1 for text in amounts]
    total = sum(
        (sign * printing.number(text) for sign, text in zip(signs, amounts, strict=True)),
        Fraction(0),
    )
    assert (
        total == printing.number(reading.text_of(table.rows[5].cells[3])) == Fraction("45805.6698")
    )


# ---- each sentence is said somewhere

# What the programs here never come to say; drawn contracts say the most of it.
SELDOM = frozenset(
    (
        *(
            "wednesday",
            "all_items",
            "reached",
            "item_to_recover",
            "account_disputed",
            "account_corrected",
            "account_other",
            "account_in_dispute",
            "account_item_disputed",
            "account_over",
            "account_owed_back",
            "account_paid",
            "account_part_paid",
            "dispute_used",
            "due_on",
            "due_since",
            "duty_cured",
            "duty_cured_on",
            "duty_due",
            "duty_overdue",
            "duty_performed",
            "again_counts",
            "effect_limit",
            "item_forfeited",
            "quiet_rows",  # test_printed_rows.py
            "item_granted",
            "item_other",
            "rows_missing",
            "rows_one",
            "share_of_split",
            "shared_by_line",
            "some_place",
            "effect_limited",
            "effect_replaced",
            "effect_suspended",
            "item_clawed_back",
            "item_deferred",
            "item_deferred_paid",
            "item_kept",
            "item_on_termination",
            "item_opposite",
            "item_owed_back",
            "made_up",
            "milestone_achieved",
            "milestone_missed",
            "monday",
            "more_rows",
            "moved_audit_cost",
            "next_deferred",
            "next_with",
            "not_reported_from",
            "on",
            "owed_back",
            "owed_deferred",
            "owed_disputed",
            "owed_held",
            "owed_nothing",
            "owed_open",
            "owed_overpaid",
            "owed_to_recover",
            "owed_unvested",
            "part_deferred",
            "part_deferred_paid",
            "part_kept",
            "question_none",
            "rounding",
            "row_number",
            "stock_deferred",
        ),
    )
)


def _others(folder: Path) -> Iterator[tuple[Basis, Evaluation]]:
    audit = test_audits.AUDIT.format(220000)
    runs = (
        (test_audits.TERMS, test_audits.FIGURES, test_audits.HEADER, audit),
        (test_audits.TERMS, test_audits.FIGURES, test_audits.HEADER, audit + test_audits.REVISED),
        (
            test_claims.TERMS,
            test_claims.FIGURES,
            test_claims.HEADER,
            test_claims.DISPUTE.format("commission", 1000),
        ),
        (
            test_limits_and_splits.HEAD + test_limits_and_splits.SPLIT,
            "quarter,m,n\n2026-Q1,800,0\n2026-Q2,500.05,0\n",
            test_claims.HEADER,
            "",
        ),
        (UNITS + EXIT, "", test_claims.HEADER, NOTICE + "\n"),
    )
    for number, (terms, figures, header, events) in enumerate(runs):
        data, rows = folder / f"{number}.csv", folder / f"{number}-events.csv"
        data.write_text(figures, "utf-8")
        rows.write_text(header + events, "utf-8")
        files = given_data([data] if figures else [], None, [rows])
        basis = basis_of(check_terms(from_text(terms)), files)
        yield basis, draw_up(basis)
    found = given_data(
        [WIDE / "monthly.csv"], None, [WIDE / "events.csv"], settings={"tier": "gold"}
    )
    basis = basis_of(load_checked(str(WIDE / "wide.terms")), found)
    yield basis, draw_up(basis)


def test_every_sentence_is_said(tmp_path: Path) -> None:
    for basis, evaluation in _others(tmp_path):
        _agree(basis, evaluation, [item.label for item in evaluation.periods])
    for name in RUNS:
        basis, evaluation = drawn(name)
        for item in evaluation.periods[:6]:
            printing.printed(basis, evaluation, item.label, SPEAKER)
    text = (TEMPLATES / "statement.j2").read_text("utf-8")
    silent = set(re.findall(r"\{% macro (\w+)\(", text)) - SPEAKER.spoken
    # Reasons and states: test_printed_words.py; notes: test_printed_notes.py.
    elsewhere = re.compile(r"(why|state|note|replace[sd]|item_party)_?")
    assert {macro for macro in silent if not elsewhere.match(macro)} <= SELDOM
