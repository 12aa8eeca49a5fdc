"""What an early end leaves: what it grants in units, and what is still owed after it.

In: a `Basis`, and for what is owed the statement of each period and the accounts. Out: lines of
the statement. Promised: nothing is computed here but sums of amounts that the statement has, and
what is listed of a direction in a period adds up to what is payable in it.
"""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from itertools import combinations, takewhile

from milestonelang.agreement import declarations as decl, lines
from milestonelang.agreement.rows import settlement_of
from milestonelang.primitives.periods import Period
from milestonelang.statement import model
from milestonelang.statement.basis import Basis
from milestonelang.statement.totals import unit_of
from milestonelang.types import Money

DueDay = Callable[[str, Period], date | None]
ZERO = Fraction(0)


def granted_at_exit(basis: Basis, index: int) -> tuple[model.GrantLine, ...]:
    """Return what the exit grants of payments in units in a period, without what is nothing."""
    found = []
    for plan in basis.program.residuals:
        amount = basis.figure(plan.amount, index)
        if plan.in_money or amount.value == 0:
            continue
        declared = basis.agreement.get(plan.payment, decl.Payment)
        found.append(
            model.GrantLine(
                name=declared.name,
                title=declared.title,
                payer=plan.payer,
                payee=plan.payee,
                clause=basis.clause(plan.origin),
                words=basis.words.of(plan.origin),
                unit=unit_of(amount),
                amount=amount,
            )
        )
    return tuple(found)


def still_owed(
    basis: Basis,
    drawn: tuple[model.PeriodStatement, ...],
    accounts: tuple[model.AccountLine, ...],
    due_day: DueDay,
) -> model.StillOwed | None:
    """Return what is still owed after the end; None where the agreement did not end early.

    What is payable is what falls due after the Termination Date: of earlier amounts a statement
    without recorded payments cannot say that they are open.
    """
    ends = basis.program.ends
    if ends is None:
        return None
    known = list(takewhile(lambda item: item.has_data, drawn))
    last = known[-1] if known else drawn[-1]
    parties = [party.name for party in basis.agreement.of_kind(decl.Party)]
    ended = date.fromordinal(ends.day)
    found = [line for account in accounts for line in _of_account(account)]
    for period, item in zip(basis.periods(), drawn, strict=True):
        recorded = {(each.payer, each.payee) for each in accounts}
        found += _payable(item, recorded, ended)
        found += _to_grant(item, period, due_day, ended)
    found += _stocks(last)
    found += _to_recover(basis, last)
    return model.StillOwed(
        ended=ended,
        after=last.label,
        pairs=tuple(
            model.OwedBetween(
                (one, other),
                tuple(line for line in found if {line.payer, line.payee} == {one, other}),
            )
            for one, other in combinations(parties, 2)
        ),
        balances=tuple(line for line in last.balances if line.end.value != 0),
    )


def _of_account(account: model.AccountLine) -> Iterator[model.OwedLine]:
    """Return what is open or disputed of each amount, and what was paid beyond them all."""
    for item in account.items:
        for what, amount in (("open", item.open), ("disputed", item.disputed)):
            if amount.value != 0:
                yield model.OwedLine(
                    payer=account.payer,
                    payee=account.payee,
                    what=what,
                    period=item.original,
                    name=item.name,
                    title=item.title,
                    amount=amount,
                    due=item.due,
                    kind=item.kind,
                    disputed_for=item.disputed_for,
                )
    if account.over.value != 0:
        yield model.OwedLine(
            account.payee, account.payer, "overpaid", "", "", "", account.over, None
        )


def _payable(
    item: model.PeriodStatement, recorded: set[tuple[str, str]], ended: date
) -> Iterator[model.OwedLine]:
    """Return what is payable for a period and falls due after the end, by due day."""
    for way in item.directions:
        if (way.payer, way.payee) in recorded and not way.payable.is_pending:
            continue
        for amount, name, title, day in _by_day(way):
            # What has no day yet is due on one that comes later.
            late = item.end >= ended if day is None else day > ended
            if amount.value == 0 or not late:
                continue
            payer, payee = way.payer, way.payee
            if amount.value is not None and amount.amount < 0 and len(way.due) < 2:
                payer, payee, amount = payee, payer, model.Figure(-amount.amount, amount.type)
            yield model.OwedLine(payer, payee, "payable", item.label, name, title, amount, day)


def _by_day(way: model.DirectionLine) -> Iterator[tuple[model.Figure, str, str, date | None]]:
    """Return the parts of a payable with the payments they are of; they add up to it."""
    names = dict.fromkeys(made.name for made in way.made_up if made.name)
    titles = {made.name: made.title for made in way.made_up}
    if len(way.due) < 2 or way.payable.is_pending:
        day = way.due[0].day if way.due else None
        name = next(iter(names), "") if len(names) == 1 else ""
        yield way.payable, name, titles.get(name, ""), day
        return
    rest = way.payable.amount
    for due in way.due:
        own = [made for made in way.made_up if made.name in due.payments]
        amount = sum((made.amount.amount for made in own), ZERO)
        rest -= amount
        name = due.payments[0] if len(due.payments) == 1 else ""
        yield model.Figure(amount, way.payable.type), name, titles.get(name, ""), due.day
    # What is set off or booked is of no payment; it counts with the last day.
    days = [due.day for due in way.due if due.day is not None]
    yield model.Figure(rest, way.payable.type), "", "", max(days, default=None)


def _to_grant(
    item: model.PeriodStatement, period: Period, due_day: DueDay, ended: date
) -> Iterator[model.OwedLine]:
    """Return the units and benefits that are to be granted for a period after the end."""
    found = [
        (line.payer, line.payee, line.name, line.title, line.gross)
        for line in item.payments
        if not line.in_money
    ]
    found += [
        (line.payer or "", line.payee or "", line.name, line.title, line.entitled)
        for line in item.milestones
        if not line.in_money and line.entitled is not None
    ]
    found += [(line.payer, line.payee, line.name, line.title, line.amount) for line in item.grants]
    for payer, payee, name, title, amount in found:
        day = due_day(name, period)
        late = item.end >= ended if day is None else day > ended
        if late and amount.value != 0:
            yield model.OwedLine(payer, payee, "to grant", item.label, name, title, amount, day)


def _stocks(last: model.PeriodStatement) -> Iterator[model.OwedLine]:
    """Return what is held, unvested or put off after the last period."""
    for line in last.payments:
        for stock in line.stocks:
            if stock.amount.value != 0:
                yield model.OwedLine(
                    payer=line.payer,
                    payee=line.payee,
                    what=stock.what,
                    period=last.label,
                    name=line.name,
                    title=line.title,
                    amount=stock.amount,
                    due=None,
                )


def _to_recover(basis: Basis, last: model.PeriodStatement) -> Iterator[model.OwedLine]:
    """Return what set-off still has to take, as owed by the party that carries it."""
    carried = {item.party: item.carried for item in last.parties if item.carried.value != 0}
    for declared in basis.agreement.of_kind(decl.Payment):
        taken = any(
            isinstance(line, lines.ClawsBack) and line.recovery is lines.Recovery.SET_OFF
            for line in settlement_of(declared)
        )
        if taken and declared.payee in carried and isinstance(declared.type, Money):
            yield model.OwedLine(
                payer=declared.payee,
                payee=declared.payer,
                what="to recover",
                period=last.label,
                name="",
                title="",
                amount=carried.pop(declared.payee),
                due=None,
            )
