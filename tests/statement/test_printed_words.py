"""Reasons and states in the words of a statement, in each language."""

from __future__ import annotations

import re

import pytest

from milestonelang import ir
from milestonelang.backends.documents.languages import LANGUAGES, Language, speaking
from milestonelang.backends.documents.words import Speaker
from milestonelang.backends.exact import values
from milestonelang.driver.evaluate import basis_of, given
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.lowering.audits import AUDIT_STATES
from milestonelang.lowering.exits import EXIT_STATES
from milestonelang.lowering.life import DUTY_STATES, MILESTONE_STATES
from milestonelang.lowering.lower import CONTRACT_STATES
from milestonelang.statement.basis import ACTIVITY
from milestonelang.statement.draw_up import draw_up
from milestonelang.statement.figure import Figure
from milestonelang.statement.printed.document import sheet_of
from milestonelang.statement.printed.missing import reason_words
from milestonelang.statement.printed.sheet import Sheet
from milestonelang.types import Choice
from tests.cli.conftest import SMALL
from tests.documents.words_programs import TEMPLATES
from tests.statement import printing

LAUNCH = """
event launch "Launch"
  reported by company
"""


def _sheet() -> Sheet:
    basis = basis_of(check_terms(from_text(SMALL + LAUNCH)), given())
    evaluation = draw_up(basis)
    label = evaluation.periods[0].label
    return sheet_of(basis, evaluation, label, printing.printing_of(basis, Speaker()))


def _reasons(sheet: Sheet) -> list[values.Reason]:
    declared = sheet.basis.agreement.declarations
    payment = next(each for each in declared.values() if type(each).__name__ == "Payment")
    places: list[values.Reason] = [
        kind(origin)
        for kind in (
            values.DivisionByZero,
            values.BeforeTerm,
            values.NotAchieved,
            values.NotInForce,
            values.OutsideTable,
            values.CutsNotRising,
            values.NoPower,
            values.NoSuchDay,
            values.NothingToShareBy,
            values.BelowZeroShared,
        )
        for origin in (payment.id, -1)
    ]
    missing: list[values.Reason] = [
        ir.Missing("amount of claim", "2026-Q1", None, None),
        ir.Missing("launch", "2026-Q1", "company", None),
        ir.Missing("launch", "2026-Q1", "company", sheet.period.end.toordinal()),
        ir.Missing("launch", "2026-Q1", None, sheet.period.end.toordinal()),
    ]
    others: list[values.Reason] = [ir.Nothing("launch", "2026-Q1"), values.NotHappened("launch")]
    return [*places, *missing, *others, values.NotRunReason("this is not run")]


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_each_reason_is_a_sentence(language: Language) -> None:
    with speaking(language):
        sheet = _sheet()
        said = [reason_words(sheet, reason).text for reason in _reasons(sheet)]
    assert len(set(said)) == len(said)
    clause = "Ziffer" if language.name == "de" else "clause"
    assert sum(f"{clause} 3" in text for text in said) == 10
    assert all(text.strip() and "`" not in text for text in said)


def test_a_reason_reads_the_same_way_in_german() -> None:
    with speaking(LANGUAGES["de"]):
        sheet = _sheet()
        reasons: list[values.Reason] = [
            ir.Missing("launch", "2026-Q1", "company", None),
            values.NotHappened("launch"),
        ]
        said = [reason_words(sheet, reason).text for reason in reasons]
    assert said == ["Launch für 2026-Q1, zu melden von Company", "Launch ist nicht eingetreten"]


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_each_state_of_the_evaluator_has_its_word(language: Language) -> None:
    kinds = (CONTRACT_STATES, AUDIT_STATES, EXIT_STATES, DUTY_STATES, MILESTONE_STATES)
    known = {state for kind in kinds for state in kind.values} | set(ACTIVITY)
    with speaking(language):
        sheet = _sheet()
        said = {state: sheet.state(Figure(state, Choice((state,)))).text for state in known}
    assert all(said.values())
    if language.name == "de":
        assert not {state for state, word in said.items() if state == word}
    text = (TEMPLATES.parent / language.folder / "statement.j2").read_text("utf-8")
    named = set(re.findall(r"macro (state_\w+)\(\)", text))
    own = {"state_head", "state_of_head"}  # the heads of the table of states
    assert named - own == {f"state_{state.replace(' ', '_')}" for state in known}
