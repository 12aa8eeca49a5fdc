"""Payments that were made: what they pay, and the interest on what they pay late.

A payment counts for what its row names, or for the oldest that is open; interest is booked in the
first period that is settled on the day of the payment or after it, and bears none itself.
"""

from milestonelang.agreement import declarations as decl
from milestonelang.data.model import EventRow
from milestonelang.driver.claims import problems
from milestonelang.driver.claims.accounting import Pair, accounts_of, owe_back
from milestonelang.driver.claims.ground import Ground
from milestonelang.statement.accounts import LatePart
from milestonelang.statement.accounts_model import INTEREST
from milestonelang.statement.model import AccountLine


class Payments:
    """The directions in which payments are recorded."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.recorded: set[Pair] = set()

    def pay(self, row: EventRow) -> None:
        """Let a payment count, or report it."""
        ground = self.ground
        pair = self._direction(row)
        if pair is None:
            return
        assert row.amount is not None, "a row without its amount was refused"
        account = ground.account(pair)
        is_named = isinstance(
            ground.agreement.declarations.get(row.subject), decl.Payment | decl.Milestone
        )
        name = row.subject if is_named else None
        index = None if row.original is None else ground.periods[row.original].index
        if index is not None and not self._is_pending(pair, index):
            open = account.open_of(name, index, row.date)
            if row.amount > open:
                amount, left = ground.spoken(row.amount), ground.spoken(open)
                of = f"{row.subject} for {row.original}"
                ground.sink.report(problems.more_than_payable(row.place, of, amount, left))
                return
        self.recorded.add(pair)
        account.received += row.amount
        self._charge(pair, account.pay(row.date, row.amount, name, index))

    def _is_pending(self, pair: Pair, index: int) -> bool:
        """Whether it is not known what is payable in a direction with a period."""
        basis = self.ground.basis
        own = basis.at(index)
        return any(
            own.figure(each.payable, index).is_pending
            for each in basis.program.directions
            if (each.payer, each.payee) == pair
        )

    def accounts(self) -> tuple[AccountLine, ...]:
        """Return the accounts, once every row has counted."""
        ground = self.ground
        for pair in sorted(self.recorded):
            owe_back(ground.accounts[pair])
            self._charge(pair, ground.accounts[pair].close())
        as_of = ground.basis.known.as_of
        return accounts_of(ground.basis, ground.accounts, self.recorded, as_of, ground.rounded)

    def _direction(self, row: EventRow) -> Pair | None:
        ground = self.ground
        declared = ground.agreement.declarations.get(row.subject)
        if isinstance(declared, decl.Payment | decl.Milestone):
            return ground.pair_of(row.subject)
        payer, separator, payee = row.subject.partition(" to ")
        if separator:
            return payer, payee
        owed = tuple(
            (each.payer, each.payee)
            for each in ground.basis.program.directions
            if each.payer == row.by
            and (each.always or ground.account((each.payer, each.payee)).items)
        )
        if len(owed) != 1:
            names = tuple(" to ".join(pair) for pair in owed)
            ground.sink.report(problems.ambiguous_payee(row.place, row.by, names))
            return None
        return owed[0]

    def _charge(self, pair: Pair, late: list[LatePart]) -> None:
        """Book the interest on what was paid late."""
        ground = self.ground
        for part in late:
            if not part.interest:
                continue
            item = part.item
            declared = ground.agreement.declarations.get(item.name)
            line = declared.late_interest if isinstance(declared, decl.Payment) else None
            clause = "" if line is None else ground.basis.clause(line.id)
            assert item.late is not None and item.due is not None, "only what is due is late"
            late_by = item.late.rate, item.due, part.day, item.late.days
            words = ground.interest_words(part.amount, *late_by)
            books = ground.book(
                *(
                    pair,
                    item.name,
                    "interest",
                    item.index,
                    part.day,
                    part.interest,
                    (clause, words),
                ),
            )
            ground.becomes_payable(pair, item.name, books, part.interest, INTEREST)
