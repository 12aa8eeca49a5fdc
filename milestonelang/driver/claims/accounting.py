"""Accounts from statements, and statements of accounts.

In: the statement of each period. Out: what is payable in each direction as items with their due
days; and once payments have counted, the accounts as lines. Promised: the items of a period add up
to what is payable in it; what a correction makes payable is of the payment and the period that it
corrects, where the differences of payments add up to that of their direction.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.statement.accounts import NO_DAY, Account, Correction, Credit, Item, Late, What
from milestonelang.statement.accounts_model import CORRECTED, OTHER, STATED
from milestonelang.statement.basis import Basis
from milestonelang.statement.model import (
    AccountItem,
    AccountLine,
    DirectionLine,
    Evaluation,
    Figure,
    RestatedLine,
)
from milestonelang.statement.payables import Payables
from milestonelang.statement.restated import RESTATED
from milestonelang.types import Money

ZERO = Fraction(0)
Pair = tuple[str, str]


def items_of(basis: Basis, evaluation: Evaluation, payables: Payables) -> dict[Pair, list[Item]]:
    """Return what is payable, by direction; what is pending is not known to be."""
    found: dict[Pair, list[Item]] = {}
    for period in basis.periods():
        drawn = evaluation.periods[period.index]
        for line in drawn.directions:
            pair = line.payer, line.payee
            own = found.setdefault(pair, [])
            if not line.payable.is_pending:
                own += _Items(basis, payables, line, period.index, drawn.restated).items()
    return found


def owe_back(account: Account) -> None:
    """Let what is owed back in a direction count like a payment, for what is payable later."""
    for item in account.items:
        if item.amount < 0 and not item.paid:
            account.credits.append(Credit(NO_DAY, -item.amount, None))
            item.paid = item.amount


@records.frozen
class _Key:
    """What an item is of: a declaration, and the period and day of what a correction changed."""

    name: str
    original: int
    since: int = NO_DAY


class _Items:
    """The items of one direction in one period."""

    def __init__(
        self,
        basis: Basis,
        payables: Payables,
        line: DirectionLine,
        index: int,
        restated: tuple[RestatedLine, ...],
    ) -> None:
        self.basis = basis
        self.payables = payables
        self.line = line
        self.index = index
        self.restated = restated

    def items(self) -> list[Item]:
        """Return an item for each declaration; what reduces them all is taken in their order."""
        amounts: dict[_Key, Fraction] = {}
        for key, amount in self._amounts():
            amounts[key] = amounts.get(key, ZERO) + amount
        found = [self._item(key, amount) for key, amount in amounts.items() if amount > 0]
        less = sum((amount for amount in amounts.values() if amount < 0), ZERO)
        for item in sorted(found, key=lambda each: (each.due or 0, each.name == "")):
            taken = min(item.amount, -less)
            item.amount -= taken
            less += taken
        found = [item for item in found if item.amount]
        if less:
            found.append(self._item(_Key("", self.index), less))
        return found

    def _amounts(self) -> Iterator[tuple[_Key, Fraction]]:
        for made in self.line.made_up:
            if made.what == RESTATED:
                continue
            named = isinstance(self._declared(made.name), decl.Payment | decl.Milestone | decl.Exit)
            yield _Key(made.name if named else "", self.index), made.amount.amount
        subject = f"{self.line.payer} to {self.line.payee}"
        for line in self.restated:
            if line.subject == subject:
                yield from self._corrected(line)

    def _corrected(self, line: RestatedLine) -> Iterator[tuple[_Key, Fraction]]:
        """Yield what a correction changes for a period, by payment if these are all there is."""
        own = [each for each in self.restated if self._is_part(each, line.original)]
        if sum((each.amount.amount for each in own), ZERO) != line.amount.amount:
            yield _Key("", self.index), line.amount.amount
            return
        original = next(
            period.index for period in self.basis.periods() if period.label == line.original
        )
        for each in own:
            day = each.reported_on
            since = NO_DAY if day is None else day.toordinal()
            yield _Key(each.subject, original, since), each.amount.amount

    def _is_part(self, line: RestatedLine, original: str) -> bool:
        declared = self._declared(line.subject)
        return (
            isinstance(declared, decl.Payment | decl.Milestone)
            and (declared.payer, declared.payee) == (self.line.payer, self.line.payee)
            and line.original == original
            and not line.amount.is_pending
            and isinstance(line.amount.type, Money)
        )

    def _declared(self, name: str) -> decl.Declaration | None:
        return self.basis.agreement.declarations.get(name)

    def _item(self, key: _Key, amount: Fraction) -> Item:
        name = key.name
        day = self.payables.due_day(name, self.basis.program.periods[self.index])
        due = None if day is None else day.toordinal()
        late = late_of(self.basis, name, self.index)
        title = self.basis.words.title(name) if name else "other amounts"
        if key.original == self.index:
            what = What(title, STATED if name else OTHER)
            return Item(self.index, name, amount, due, late, what)
        what = What(f"{title} (corrected)", CORRECTED)
        return Item(key.original, name, amount, due, late, what, Correction(key.since, self.index))


def late_of(basis: Basis, name: str, index: int) -> Late | None:
    """Return the interest that a payment bears when it is late."""
    declared = basis.agreement.declarations.get(name)
    line = declared.late_interest if isinstance(declared, decl.Payment) else None
    if line is None:
        return None
    rate = rate_of(basis, line.id, index)
    return None if rate is None else Late(rate, line.days_in_year)


def rate_of(basis: Basis, node: int, index: int) -> Fraction | None:
    """Return a rate of the terms as of a period; None where it is pending."""
    own = basis.at(index)
    figure = own.figure(own.program.rates[node], index)
    return None if figure.is_pending else figure.amount


def accounts_of(
    basis: Basis,
    accounts: Mapping[Pair, Account],
    recorded: set[Pair],
    as_of: int | None,
    rounded: Callable[[Fraction], Fraction],
) -> tuple[AccountLine, ...]:
    """Return the accounts of the directions in which payments are recorded."""
    order = [(item.payer, item.payee) for item in basis.program.directions]
    pairs = sorted(recorded, key=lambda pair: (order.index(pair) if pair in order else 99, pair))
    return tuple(_account(basis, pair, accounts[pair], as_of, rounded) for pair in pairs)


def _account(
    basis: Basis,
    pair: Pair,
    account: Account,
    as_of: int | None,
    rounded: Callable[[Fraction], Fraction],
) -> AccountLine:
    money = Money(basis.agreement.contract.currency)

    def figure(amount: Fraction) -> Figure:
        return Figure(amount, money)

    lines: list[AccountItem] = []
    for item in sorted(account.items, key=lambda each: (each.index, each.due or 0)):
        so_far = ZERO
        if as_of is not None and item.late is not None and item.due is not None:
            so_far = rounded(item.late.on(max(item.open, ZERO), item.due, as_of))
        lines.append(
            AccountItem(
                original=basis.label(item.index),
                name=item.name,
                title=item.what.title,
                amount=figure(item.amount),
                due=None if item.due is None else date.fromordinal(item.due),
                paid=figure(item.paid),
                paid_on=None if item.paid_on is None else date.fromordinal(item.paid_on),
                disputed=figure(item.held),
                open=figure(item.open),
                interest=figure(item.interest),
                interest_so_far=figure(so_far),
                state=_state(item, as_of),
                kind=item.what.kind,
                disputed_for=item.what.disputed_for,
            )
        )
    return AccountLine(
        payer=pair[0],
        payee=pair[1],
        items=tuple(lines),
        paid=figure(account.received),
        open=figure(sum((line.open.amount for line in lines), ZERO)),
        disputed=figure(sum((line.disputed.amount for line in lines), ZERO)),
        over=figure(account.over),
        interest_so_far=figure(sum((line.interest_so_far.amount for line in lines), ZERO)),
    )


def _state(item: Item, as_of: int | None) -> str:
    if item.amount < 0:
        return "owed back"
    if item.open == 0:
        if item.held:
            return "disputed"
        late = item.due is not None and item.paid_on is not None and item.paid_on > item.due
        return "paid late" if late else "paid"
    if as_of is not None and item.due is not None and as_of > item.due:
        return "overdue"
    return "part paid" if item.paid else "open"
