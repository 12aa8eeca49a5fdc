"""Payments, disputes, their results and the cost of audits: what they do to what is payable.

In: what the statement of each period says without them, and the rows of events that are known. Out:
`Claims`: what is booked in which period, the account of each direction in which payments are
recorded, and every dispute with its steps. Promised: rows of one day count in one order, whatever
their order in a file: payments, disputes, audits, results; a row that cannot be is reported with
its file and row.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from milestonelang.agreement import declarations as decl
from milestonelang.data.model import EventRow
from milestonelang.data.settling import Settlement
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver import claim_problems as problems
from milestonelang.driver.accounting import accounts_of, items_of, owe_back
from milestonelang.driver.booking import Booking
from milestonelang.ledger.record import Entry
from milestonelang.primitives.periods import Period
from milestonelang.statement.accounts import Account, Item, LatePart, rounding
from milestonelang.statement.basis import Basis, Claims
from milestonelang.statement.draw_up import draw_up
from milestonelang.statement.due import DueDays, first_days
from milestonelang.statement.figures import spoken
from milestonelang.statement.model import Figure, MovementLine
from milestonelang.statement.payables import Payables
from milestonelang.types import Money

KINDS = ("payment", "dispute", "audit", "resolution")


def claim_rows(events: tuple[EventRow, ...], agreement: decl.Agreement) -> tuple[EventRow, ...]:
    """Return the rows of payments, disputes, audits and results, in the order in which they count.

    A payment that cures a notice is none of them.
    """
    names = list(agreement.declarations)

    def place(row: EventRow) -> tuple[object, ...]:
        known = row.subject in names
        subject = names.index(row.subject) if known else len(names)
        amount = row.amount or Fraction(0)
        return (
            row.date,
            KINDS.index(row.kind),
            subject,
            row.subject,
            row.original or "",
            row.by,
            amount,
        )

    found = [
        row
        for row in events
        if row.kind in KINDS and not isinstance(agreement.declarations.get(row.subject), decl.Exit)
    ]
    return tuple(sorted(found, key=place))


def last_booking(rows: tuple[EventRow, ...], settlement: Settlement) -> int:
    """Return how many periods there must be for everything that the rows book."""
    return max((settlement.books(row.date) + 1 for row in rows), default=0)


def run_claims(
    basis: Basis,
    settlement: Settlement,
    rows: tuple[EventRow, ...],
    stated: tuple[Entry, ...],
    sink: Sink,
) -> Claims:
    """Return what the rows lead to; *basis* has everything else."""
    return _Running(basis, settlement, stated, sink).run(rows)


class _Running:
    """The accounts and disputes while the rows are gone through."""

    def __init__(
        self, basis: Basis, settlement: Settlement, stated: tuple[Entry, ...], sink: Sink
    ) -> None:
        self.basis = basis
        self.agreement = basis.agreement
        self.settlement = settlement
        self.sink = sink
        self.periods = {period.label: period for period in basis.program.periods}
        self.money = Money(self.agreement.contract.currency)
        how = self.agreement.contract.rounding
        self.rounded: Callable[[Fraction], Fraction] = rounding(how.unit, how.mode)
        contract = self.agreement.contract
        days = DueDays(contract, basis.program.holidays, first_days(basis.inputs.events))
        self.payables = Payables(basis, days)
        self.booking = Booking(basis, settlement, stated)
        self.accounts: dict[tuple[str, str], Account] = {
            pair: Account(items, self.rounded)
            for pair, items in items_of(basis, draw_up(basis), self.payables).items()
        }
        self.recorded: set[tuple[str, str]] = set()

    def run(self, rows: tuple[EventRow, ...]) -> Claims:
        for row in rows:
            if row.kind == "payment":
                self._payment(row)
        for pair in sorted(self.recorded):
            owe_back(self.basis, self.accounts[pair])
            self._charge(pair, self.accounts[pair].close())
        as_of = self.basis.known.as_of
        return Claims(
            moved=self.booking.lines(),
            accounts=accounts_of(self.basis, self.accounts, self.recorded, as_of, self.rounded),
            disputes=(),
            audits=(),
        )

    # ---- payments

    def _payment(self, row: EventRow) -> None:
        pair = self._direction(row)
        if pair is None:
            return
        assert row.amount is not None, "a row without its amount was refused"
        account = self.accounts.setdefault(pair, Account((), self.rounded))
        name = row.subject if row.subject in self.agreement.declarations else None
        name = None if name == self.agreement.contract.name else name
        index = None if row.original is None else self.periods[row.original].index
        if index is not None and account.knows(name, index):
            open = account.open_of(name, index)
            if row.amount > open:
                amount, left = self._spoken(row.amount), self._spoken(open)
                of = f"{row.subject} for {row.original}"
                self.sink.report(problems.more_than_payable(row.place, of, amount, left))
                return
        self.recorded.add(pair)
        account.received += row.amount
        self._charge(pair, account.pay(row.date, row.amount, name, index))

    def _direction(self, row: EventRow) -> tuple[str, str] | None:
        declared = self.agreement.declarations.get(row.subject)
        if isinstance(declared, decl.Payment):
            return declared.payer, declared.payee
        if isinstance(declared, decl.Milestone):
            assert declared.payer is not None and declared.payee is not None
            return declared.payer, declared.payee
        payer, separator, payee = row.subject.partition(" to ")
        if separator:
            return payer, payee
        owed = tuple(pair for pair in self.accounts if pair[0] == row.by)
        running = tuple(
            (each.payer, each.payee)
            for each in self.basis.program.directions
            if each.payer == row.by and (each.always or (each.payer, each.payee) in owed)
        )
        if len(running) != 1:
            names = tuple(" to ".join(pair) for pair in running)
            self.sink.report(problems.ambiguous_payee(row.place, row.by, names))
            return None
        return running[0]

    def _charge(self, pair: tuple[str, str], late: list[LatePart]) -> None:
        """Book the interest on what was paid late."""
        for part in late:
            if part.interest:
                self._interest(pair, part.item, part.day, part.interest)

    def _interest(self, pair: tuple[str, str], item: Item, day: int, interest: Fraction) -> None:
        line = self._movement(pair, item.name, "interest", item.index, day, interest)
        books = self.settlement.books(day)
        self.booking.book(books, line)
        self._becomes_payable(pair, item.name, books, interest, "interest")

    def _becomes_payable(
        self, pair: tuple[str, str], name: str, index: int, amount: Fraction, title: str
    ) -> None:
        due = self.payables.due_day(name, self._period(index))
        day = None if due is None else due.toordinal()
        item = Item(index, name, amount, day, title=title)
        self.accounts[pair].items.append(item)

    # ---- lines

    def _movement(
        self,
        pair: tuple[str, str],
        name: str,
        what: str,
        index: int,
        day: int,
        amount: Fraction,
        clause: str = "",
    ) -> MovementLine:
        declared = self.agreement.declarations.get(name)
        if what == "interest" and isinstance(declared, decl.Payment) and not clause:
            line = declared.late_interest
            clause = "" if line is None else self.basis.clause(line.id)
        return MovementLine(
            subject=name or " to ".join(pair),
            title=self.basis.words.title(name) if name else "",
            what=what,
            original=self._period(index).label,
            payer=pair[0],
            payee=pair[1],
            clause=clause,
            since=date.fromordinal(day),
            amount=Figure(amount, self.money),
        )

    def _period(self, index: int) -> Period:
        return self.basis.program.periods[index]

    def _spoken(self, amount: Fraction) -> str:
        return spoken(Figure(amount, self.money))
