"""What is payable in each direction, what it is made up of, and when it is due.

The items of a payable are amounts of the run with their signs; what they leave is what is kept to
vest, what opposite amounts or clawbacks took, so that a reader can add them up to the payable.
"""

from datetime import date
from fractions import Fraction

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl, lines
from milestonelang.agreement.rows import settlement_of
from milestonelang.agreement.versions import every_version, version_on
from milestonelang.primitives.periods import Period
from milestonelang.statement.basis import Basis
from milestonelang.statement.due import DueDays, weekday_of
from milestonelang.statement.model import (
    DirectionLine,
    DueLine,
    Figure,
    MadeUp,
    MilestoneLine,
    MovementLine,
    PartyLine,
    PaymentLine,
    RestatedLine,
)
from milestonelang.statement.moved import made_up, of_direction, with_moved
from milestonelang.statement.restated import RESTATED, with_restated
from milestonelang.types import Money

STILL_TO_RECOVER = "clawbacks still to recover"
SIGNS = {
    "held": -1,
    "released": 1,
    "vested": 1,
    "deferred": -1,
    "deferred paid": 1,
}
ZERO = Fraction(0)


@records.frozen(eq=False)
class Payables:
    """Draws up the directions of a period."""

    basis: Basis
    days: DueDays

    def directions(
        self,
        period: Period,
        payments: tuple[PaymentLine, ...],
        milestones: tuple[MilestoneLine, ...],
        parties: tuple[PartyLine, ...],
        restated: tuple[RestatedLine, ...],
        moved: tuple[MovementLine, ...] = (),
    ) -> tuple[DirectionLine, ...]:
        """Return what each party owes another for *period*; what never runs is left out."""
        found = []
        for direction in self.basis.program.directions:
            payable = self.basis.figure(direction.payable, period.index)
            subject = f"{direction.payer} to {direction.payee}"
            booked = [line for line in restated if line.subject == subject]
            own = of_direction(moved, direction.payer, direction.payee)
            if not direction.always and payable.value == 0 and not booked and not own:
                continue
            items = self._items(direction, period, payments, milestones)
            set_off = [item for item in parties if item.party == direction.payee]
            items += [
                MadeUp(item.party, "", "clawbacks set off", "", signed(item.set_off, -1))
                for item in set_off
                if any(plan.in_money for plan in self._running(direction, payments))
            ]
            items = [item for item in items if item.amount.value != 0]
            items += self._rest(payable, items)
            items += [MadeUp("", line.original, RESTATED, "", line.amount) for line in booked]
            items += made_up(period.label, own)
            found.append(
                DirectionLine(
                    direction.payer,
                    direction.payee,
                    with_moved(with_restated(payable, booked), own),
                    tuple(items),
                    tuple(self._due(items, period)),
                )
            )
        return tuple(found)

    def _running(
        self, direction: ir.Direction, payments: tuple[PaymentLine, ...]
    ) -> list[PaymentLine]:
        pair = (direction.payer, direction.payee)
        return [item for item in payments if (item.payer, item.payee) == pair]

    def _items(
        self,
        direction: ir.Direction,
        period: Period,
        payments: tuple[PaymentLine, ...],
        milestones: tuple[MilestoneLine, ...],
    ) -> list[MadeUp]:
        items: list[MadeUp] = []
        pair, back = (direction.payer, direction.payee), (direction.payee, direction.payer)
        items += self._shares(direction, period)
        divided = {plan.payment for plan in self.basis.program.splits}
        for line in payments:
            if not line.in_money or line.name in divided:
                continue
            negative = line.entitled.value is not None and line.entitled.amount < 0
            if (line.payer, line.payee) == pair:
                made_up = self._of_payment(line)
                # A negative entitlement is owed the other way by itself.
                items += made_up[1:] if negative else made_up
            elif (line.payer, line.payee) == back:
                if negative:
                    amount = signed(line.entitled, -1)
                    items.append(MadeUp(line.name, line.title, "owed back", line.clause, amount))
                items += self._invoiced(line)
        for item in milestones:
            if item.in_money and (item.payer, item.payee) == pair and item.entitled is not None:
                items.append(MadeUp(item.name, item.title, "achieved", item.clause, item.entitled))
        for plan in self.basis.program.residuals:
            if not plan.in_money:
                continue
            amount = self.basis.figure(plan.amount, period.index)
            if (plan.payer, plan.payee) == pair and amount.value != 0:
                what = "on termination" if plan.once else "in the wind-down"
                title = self.basis.words.title(plan.exit)
                clause = self.basis.clause(plan.origin)
                items.append(MadeUp(plan.exit, title, what, clause, amount))
        return items

    def _shares(self, direction: ir.Direction, period: Period) -> list[MadeUp]:
        """Return what splits of payments give the payee; what is nothing is left out."""
        items = []
        for plan in self.basis.program.splits:
            declared = self.basis.agreement.declarations.get(plan.payment)
            if not isinstance(declared, decl.Payment) or declared.payer != direction.payer:
                continue
            title = self.basis.words.title(plan.split)
            for step in plan.steps:
                for party, id in step.shares:
                    amount = self.basis.figure(id, period.index)
                    if party == direction.payee and isinstance(amount.type, Money):
                        clause = self.basis.clause(step.origin)
                        items.append(MadeUp(plan.payment, title, "share", clause, amount))
        return items

    def _of_payment(self, line: PaymentLine) -> list[MadeUp]:
        items = [MadeUp(line.name, line.title, "entitled", line.clause, line.entitled)]
        for part in line.parts:
            sign = SIGNS.get(part.what)
            if sign is not None:
                amount = signed(part.amount, sign)
                items.append(MadeUp(line.name, line.title, part.what, part.clause, amount))
        if line.gross.is_pending or any(item.amount.is_pending for item in items):
            return items
        rest = line.gross.amount - sum((item.amount.amount for item in items), ZERO)
        if rest:
            amount = Figure(rest, line.gross.type)
            items.append(MadeUp(line.name, line.title, "kept to vest", line.clause, amount))
        return items

    def _invoiced(self, line: PaymentLine) -> list[MadeUp]:
        invoiced = {
            self.basis.words.of(item.id)
            for name, declared in every_version(self.basis.agreement)
            if name == line.name and isinstance(declared, decl.Payment)
            for item in settlement_of(declared)
            if isinstance(item, lines.ClawsBack) and item.recovery is lines.Recovery.INVOICE
        }
        return [
            MadeUp(line.name, line.title, "clawed back", part.clause, part.amount)
            for part in line.parts
            if part.what == "clawed back" and part.words in invoiced
        ]

    def _rest(self, payable: Figure, items: list[MadeUp]) -> list[MadeUp]:
        if payable.is_pending or any(item.amount.is_pending for item in items):
            return []
        rest = payable.amount - sum((item.amount.amount for item in items), ZERO)
        if not rest:
            return []
        word = "opposite amounts set off" if rest < 0 else STILL_TO_RECOVER
        return [MadeUp("", "", word, "", Figure(rest, payable.type))]

    def _due(self, items: list[MadeUp], period: Period) -> list[DueLine]:
        """Return the due days of the items, those of one day together."""
        by_day: dict[tuple[object, ...], DueLine] = {}
        for name in dict.fromkeys(item.name for item in items):
            due = self._due_of(version_on(self.basis.agreement, name, period.start))
            if not name and any(item.what == STILL_TO_RECOVER for item in items):
                due = self.basis.agreement.contract.due
            if due is None:
                continue
            day = self.days.day(due, period)
            words = self.basis.words.of(due.id)
            key = (day,) if day is not None else (day, words)
            before = by_day.get(key)
            names = (name,) if before is None else (*before.payments, name)
            clause = self.basis.clause(due.id)
            clauses = clause if before is None else _joined(before.clause, clause)
            weekday = "" if day is None else weekday_of(day)
            by_day[key] = DueLine(names, clauses, day, weekday, words)
        return list(by_day.values())

    def due_day(self, name: str, period: Period) -> date | None:
        """Return the day on which what is payable of a declaration for a period is due."""
        due = self._due_of(version_on(self.basis.agreement, name, period.start))
        due = self.basis.agreement.contract.due if due is None else due
        return None if due is None else self.days.day(due, period)

    def _due_of(self, declared: decl.Declaration | None) -> lines.Due | None:
        """Return the line that says when an amount is due; of an exit it is the contract's."""
        match declared:
            case decl.Payment() | decl.Milestone():
                return declared.due
            case decl.Exit():
                return self.basis.agreement.contract.due
            case _:
                return None


def signed(figure: Figure, sign: int) -> Figure:
    """Return an amount with a sign."""
    if figure.is_pending or sign == 1:
        return figure
    return Figure(figure.amount * sign, figure.type)


def _joined(first: str, second: str) -> str:
    parts = [part for part in (*first.split(", "), second) if part]
    return ", ".join(dict.fromkeys(parts))
