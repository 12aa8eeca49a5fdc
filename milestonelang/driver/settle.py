"""Settle a period: state it once, and write what was stated to the ledger."""

from collections.abc import Mapping
from pathlib import Path

from milestonelang import records
from milestonelang.driver import problems
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import Given, basis_of, labels_of
from milestonelang.driver.ledgers import require_contract
from milestonelang.driver.life.restate import restated_subjects
from milestonelang.driver.terms import Checked
from milestonelang.ledger import problems as ledger_problems
from milestonelang.ledger.chain import Ledger, LedgerError
from milestonelang.ledger.record import Booked, Entry, Statement
from milestonelang.statement.basis import Basis
from milestonelang.statement.draw_up import draw_up
from milestonelang.statement.figures import plain
from milestonelang.statement.model import Figure, RestatedLine
from milestonelang.statement.restated import with_restated
from milestonelang.version import VERSION


@records.frozen
class Settled:
    """The entry that was written, and what was mended in the ledger before."""

    entry: Entry
    message: str


def settle(checked: Checked, given: Given, period: str, path: str | Path) -> Settled:
    """Write what is stated for a period to a ledger, and return when it cannot be lost.

    Raises InputError where the ledger is damaged, another period is the next, or what is payable
    is pending; the ledger is then as it was.
    """
    try:
        with Ledger(Path(path)) as ledger:
            require_contract(ledger.path, checked.require(), ledger.entries)
            statement = _state(checked, given, period, ledger.entries)
            return Settled(ledger.append(statement), ledger.message)
    except LedgerError as error:
        raise InputError([error.diagnostic], checked.sources) from error


def _state(checked: Checked, given: Given, period: str, stated: tuple[Entry, ...]) -> Statement:
    basis = basis_of(checked, given, stated)
    labels = list(labels_of(basis))
    if period not in labels:
        raise InputError([problems.unknown_period(period, labels)])
    index = len(stated)
    wanted = labels[index] if index < len(labels) else None
    if period != wanted:
        raise InputError([ledger_problems.not_next(period, wanted)])
    booked = () if basis.told is None else basis.told.lines.get(index, ())
    payable = _payable(basis, index, booked)
    reasons = [text for figure in payable.values() for text in figure.pending]
    if any(figure.is_pending for figure in payable.values()):
        told = tuple(dict.fromkeys(reasons))
        raise InputError([ledger_problems.still_pending(period, told)])
    evaluation = draw_up(basis)
    return Statement(
        contract=evaluation.contract,
        period=period,
        payable={name: figure.amount for name, figure in payable.items()},
        booked=tuple(
            Booked(line.subject, line.original, line.reported_on, line.amount.amount)
            for line in booked
        ),
        results=tuple(
            (line.subject, line.what, plain(line.figure))
            for line in evaluation.results
            if line.period == period
        ),
        settings=dict(evaluation.settings),
        as_of=evaluation.as_of,
        terms=dict(evaluation.terms),
        data=dict(evaluation.data),
        engine=VERSION,
    )


def _payable(basis: Basis, index: int, booked: tuple[RestatedLine, ...]) -> Mapping[str, Figure]:
    return {
        subject: with_restated(
            basis.at(index).figure(id, index),
            [line for line in booked if line.subject == subject],
        )
        for subject, id in restated_subjects(basis.program).items()
    }
