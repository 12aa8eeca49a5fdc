"""Statements of drawn contracts add up, fit, and say the same in each form; all is explained."""

import json
import tempfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings

from milestonelang.driver.evaluate import basis_of, given as given_data
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.statement.basis import Basis
from milestonelang.statement.draw_up import draw_up
from milestonelang.statement.figures import plain
from milestonelang.statement.model import Evaluation
from milestonelang.statement.subjects import subjects_of
from milestonelang.statement.to_csv import to_csv
from milestonelang.statement.to_json import to_data
from milestonelang.statement.to_text import to_text
from milestonelang.statement.why import why
from tests.reference.draw import Focus, contracts
from tests.reference.model import Contract, Data
from tests.reference.write import data_files, write
from tests.untraced import traced_first

FAMILIES = {
    "everything": Focus(4, 4, 3, 5, 4, 4, 3, 2, payments=3, lines=4),
    "gaps": Focus(gaps=1, settlement=6, triggers=3, milestones=3, balances=2, lines=2),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_statement_of_a_drawn_contract(family: str) -> None:
    @settings(max_examples=8, suppress_health_check=[*HealthCheck])
    @given(contracts(FAMILIES[family]))
    @traced_first(3)
    def holds(drawn: tuple[Contract, Data]) -> None:
        basis = _basis(*drawn)
        statement = draw_up(basis)
        _adds_up(statement)
        _says_the_same_in_each_form(statement)
        _explains_everything(basis)

    holds()


def _basis(contract: Contract, data: Data) -> Basis:
    files = data_files(contract, data)
    terms = write(contract)
    for text in (terms, *files.values()):
        note(text)
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / name for name in files}
        for name, text in files.items():
            paths[name].write_text(text, encoding="utf-8", newline="")
        rows = {"sales": paths["sales.csv"]} if "sales.csv" in paths else None
        figures = [paths[name] for name in ("metrics.csv", "monthly.csv") if name in paths]
        inputs = given_data(figures, rows, [paths["events.csv"]])
        return basis_of(check_terms(from_text(terms)), inputs)


def _adds_up(statement: Evaluation) -> None:
    payable: Fraction = Fraction(0)
    for period in statement.periods:
        for direction in period.directions:
            if direction.payable.is_pending:
                assert period.pending
                continue
            amounts = [item.amount for item in direction.made_up]
            if not any(amount.is_pending for amount in amounts):
                total = sum((amount.amount for amount in amounts), Fraction(0))
                assert total == direction.payable.amount
            payable += direction.payable.amount
    whole = statement.totals[-1]
    assert payable == sum((line.amount for line in whole.lines if line.what == "payable"), 0)


def _says_the_same_in_each_form(statement: Evaluation) -> None:
    rows = [tuple(line.split(",")) for line in to_csv(statement).splitlines()[1:]]
    data = json.loads(json.dumps(to_data(statement)))
    assert rows == [
        (line["period"], line["subject"], line["what"], line["figure"]["value"] or "pending")
        for line in data["results"]
    ]
    assert rows == [
        (line.period, line.subject, line.what, plain(line.figure)) for line in statement.results
    ]
    text = to_text(statement)
    assert max(len(line) for line in text.splitlines()) <= 80
    for period in statement.periods:
        if period.has_data:
            assert f"\n{period.label}   " in text
        for direction in period.directions:
            if not direction.payable.is_pending and direction.payable.amount > 0:
                shown = f"{Decimal(plain(direction.payable)):,}"
                assert shown in text


def _explains_everything(basis: Basis) -> None:
    for name, id in subjects_of(basis).items():
        for period in basis.periods()[1::3]:
            text = why(basis, id, period.index, name)
            assert text.startswith(f"{name}\n")
            assert len(text.splitlines()) >= 2
