"""What payments, disputes and audits share: the accounts, and the booking of movements."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from milestonelang.agreement import declarations as decl
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver.claims.accounting import Pair, items_of, late_of
from milestonelang.driver.claims.booking import Booking
from milestonelang.driver.life.views import Views
from milestonelang.ledger.record import Entry
from milestonelang.primitives.dates import iso, shift
from milestonelang.primitives.periods import Period
from milestonelang.statement.accounts import NO_DAY, Account, Credit, Item, What, rounding
from milestonelang.statement.accounts_model import AUDIT_COST, INTEREST, RESULT
from milestonelang.statement.basis import Basis
from milestonelang.statement.draw_up import draw_up
from milestonelang.statement.due import DueDays, first_days
from milestonelang.statement.figures import spoken
from milestonelang.statement.model import Figure, MovementLine
from milestonelang.statement.payables import Payables
from milestonelang.types import Money, MonthEnds, Percent, Unit

_TITLES = {INTEREST: "interest", RESULT: "result for {}", AUDIT_COST: "cost of the audit"}


class Ground:
    """One run of claims over a basis."""

    def __init__(self, basis: Basis, views: Views, stated: tuple[Entry, ...], sink: Sink) -> None:
        self.basis = basis
        self.views = views
        self.agreement = basis.agreement
        self.settlement = views.settlement
        self.sink = sink
        self.periods = {period.label: period for period in basis.program.periods}
        contract = self.agreement.contract
        self.money = Money(contract.currency)
        how = contract.rounding
        self.rounded: Callable[[Fraction], Fraction] = rounding(how.unit, how.mode)
        self.days = DueDays(contract, basis.program.holidays, first_days(basis.inputs.events))
        self.payables = Payables(basis, self.days)
        self.booking = Booking(basis, views.settlement, stated)
        self.accounts: dict[Pair, Account] = {
            pair: Account(items, self.rounded)
            for pair, items in items_of(basis, draw_up(basis), self.payables).items()
        }

    def account(self, pair: Pair) -> Account:
        """Return the account of a direction."""
        return self.accounts.setdefault(pair, Account((), self.rounded))

    def pair_of(self, name: str) -> Pair:
        """Return who pays whom by a payment or milestone."""
        declared = self.agreement.declarations[name]
        assert isinstance(declared, decl.Payment | decl.Milestone)
        assert declared.payer is not None and declared.payee is not None
        return declared.payer, declared.payee

    def book(
        self,
        pair: Pair,
        name: str,
        what: str,
        index: int,
        day: int,
        amount: Fraction,
        how: tuple[str, str] = ("", ""),
        books: int | None = None,
    ) -> int:
        """Book a movement in the first period that is settled on its day or after it.

        Return the index of that period. *index* is the period that the amount belongs to, *how* the
        clause and how the amount came about.
        """
        line = MovementLine(
            subject=name or " to ".join(pair),
            title=self.basis.words.title(name) if name else "",
            what=what,
            original=self.period(index).label,
            payer=pair[0],
            payee=pair[1],
            clause=how[0],
            since=date.fromordinal(day),
            amount=Figure(amount, self.money),
            words=how[1],
        )
        books = self.settlement.books(day) if books is None else books
        self.booking.book(books, line)
        return books

    def becomes_payable(
        self, pair: Pair, name: str, index: int, amount: Fraction, kind: str, of: str = ""
    ) -> None:
        """Let an amount be payable with a period; what is below zero is owed back.

        *of* is the period whose dispute it is the result of; only a result bears interest itself.
        """
        day = self.payables.due_day(name, self.period(index))
        due = None if day is None else day.toordinal()
        account = self.account(pair)
        if amount < 0:
            account.credits.append(Credit(NO_DAY, -amount, None))
        late = late_of(self.basis, name, index) if kind == RESULT else None
        item = Item(index, name, amount, due, late, What(_TITLES[kind].format(of), kind, of))
        if amount < 0:
            item.paid = amount
        account.items.append(item)

    def due(self, name: str, index: int) -> int | None:
        """Return the day on which the amount of a period was due."""
        day = self.payables.due_day(name, self.period(index))
        return None if day is None else day.toordinal()

    def period(self, index: int) -> Period:
        """Return a settlement period."""
        return self.basis.program.periods[index]

    def shift(self, day: int, count: int, unit: Unit) -> int:
        """Return the day so much later, by the contract's calendar."""
        ends = self.agreement.contract.month_ends or MonthEnds.ROLL_BACK
        return shift(day, count, unit, ends, self.days.is_business_day)

    def interest_words(
        self, amount: Fraction, rate: Fraction, due: int, day: int, days: int
    ) -> str:
        """Return how interest came about, with its days."""
        count = "1 day" if day - due == 1 else f"{day - due} days"
        return (
            f"{self.spoken(amount)} at {in_words(rate, Percent())} a year for the {count} after "
            f"{iso(due)} up to {iso(day)}, as days divided by {days}"
        )

    def spoken(self, amount: Fraction) -> str:
        """Return an amount in words."""
        return spoken(Figure(amount, self.money))
