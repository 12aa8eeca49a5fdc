"""What must hold of a life after every step. Each function raises AssertionError."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from difflib import unified_diff
from fractions import Fraction
from typing import Protocol

from milestonelang.statement.model import Evaluation, PeriodStatement
from milestonelang.statement.to_csv import to_csv
from tests.life.course import Life, rows_of
from tests.reference import model as m
from tests.reference.conserve import violations
from tests.reference.periods import periods_of

Amounts = dict[tuple[str, str], Fraction]


def conserved(life: Life, statement: Evaluation) -> None:
    """Entitled is paid, held, unvested, deferred, forfeited or clawed back, for each payment."""
    rows = rows_of(statement)
    found = violations(life.contract, rows)
    if life.notice is not None:
        # An early end leaves the rest of a payment to the exit; all before it is conserved.
        found = [text for text in found if not text.startswith("at the end")]
    waiting = tuple(f"at the end {each.name} " for each in life.contract.payments if _waits(each))
    found = [text for text in found if not text.startswith(waiting)]
    assert not found, found


def _waits(payment: m.Payment) -> bool:
    """Whether its parts vest only when something comes, which in this life may never come."""
    return any(isinstance(line, m.Vests) and line.delayed for line in payment.settlement)


def above_the_floor(life: Life, statement: Evaluation) -> None:
    """A balance never falls below zero unless it says so; nothing kept is negative."""
    may_fall = {item.name for item in life.contract.balances if item.may_fall_below_zero}
    nothing_below_zero(statement, may_fall)


def nothing_below_zero(statement: Evaluation, may_fall: Collection[str] = ()) -> None:
    """Balances other than some, and whatever is kept or carried, are not negative."""
    for period in statement.periods:
        for balance in period.balances:
            if balance.name not in may_fall and not balance.end.is_pending:
                assert balance.end.amount >= 0, (period.label, balance)
        for payment in period.payments:
            for stock in payment.stocks:
                assert stock.amount.is_pending or stock.amount.amount >= 0, (period.label, stock)
        for party in period.parties:
            assert party.carried.is_pending or party.carried.amount >= 0, (period.label, party)


def paid_once(told: Evaluation, fresh: Evaluation) -> None:
    """What was told of a period, with all that was booked for it later, is what it comes to."""
    booked: Amounts = defaultdict(Fraction)
    pending = set()
    for period in told.periods:
        for line in period.restated:
            if line.amount.is_pending:
                pending.add((line.original, line.subject))
            else:
                booked[line.original, line.subject] += line.amount.amount
    now = {period.label: _own(period, restated=False) for period in fresh.periods}
    for period in told.periods:
        own = _own(period, restated=True)
        for subject in own.keys() | now.get(period.label, {}).keys():
            key = period.label, subject
            first = own.get(subject, Fraction(0))
            last = now.get(period.label, {}).get(subject, Fraction(0))
            if first is not None and last is not None and key not in pending:
                assert first + booked[key] == last, (key, first, booked[key], last)


class Told(Protocol):
    """A life that was told of day by day."""

    today: date
    told: dict[date, Evaluation]

    def state(self, as_of: date, shuffled: int | None = None) -> Evaluation:
        """Return the statement of a day, from rows in any order."""


def in_any_order(life: Told, statement: Evaluation, order: int) -> None:
    """The order of the rows says nothing."""
    changed = _changed(statement, life.state(life.today, shuffled=order))
    assert not changed, changed


def told_before(life: Told, day: date) -> None:
    """What is told as of an earlier day is what was told on that day."""
    changed = _changed(life.told[day], life.state(day))
    assert not changed, (day, changed)


def never_changed(life: Life, statement: Evaluation) -> None:
    """What was told of a settled period stands in every later statement."""
    now = _by_period(statement)
    for day, told in life.told.items():
        then = _by_period(told)
        for at, period in enumerate(periods_of(life.contract)):
            settled = life.settled_on(at) if at < len(life.periods) else None
            if settled is None or settled >= day:
                continue
            if life.notice is not None and period.end >= life.notice:
                continue
            own = then[period.label]
            if not any(value == "pending" for _, _, value in own):
                assert now[period.label] == own, (day, own, now[period.label])


def as_in_the_ledger(life: Life, statement: Evaluation) -> None:
    """What the ledger says was stated is what is shown of each settled period."""
    from milestonelang.ledger.chain import read_ledger

    entries = read_ledger(life.ledger)
    assert len(entries) == life.settled
    for entry in entries:
        period = statement[entry.statement.period]
        for direction in period.directions:
            stated = entry.statement.payable.get(direction.subject, Fraction(0))
            assert direction.payable.amount == stated, (period.label, direction)


def _changed(before: Evaluation, after: Evaluation) -> list[str]:
    """Return the lines that were and are not, and those that are and were not."""
    lines = unified_diff(to_csv(before).splitlines(), to_csv(after).splitlines(), n=0, lineterm="")
    return list(lines)


def _own(period: PeriodStatement, restated: bool) -> dict[str, Fraction | None]:
    """What is payable for a period itself, by direction and by payment; None where pending."""
    found: dict[str, Fraction | None] = {}
    for direction in period.directions:
        if direction.payable.is_pending:
            found[direction.subject] = None
            continue
        amount = direction.payable.amount
        if restated:
            lines = [line for line in period.restated if line.subject == direction.subject]
            amount -= sum((line.amount.amount for line in lines), Fraction(0))
        found[direction.subject] = amount
    for payment in period.payments:
        found[payment.name] = None if payment.gross.is_pending else payment.gross.amount
    return found


def _by_period(statement: Evaluation) -> dict[str, list[tuple[str, str, str]]]:
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for period, *line in rows_of(statement):
        found[period].append((line[0], line[1], line[2]))
    return found
