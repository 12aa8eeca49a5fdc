"""What payments, disputes and their results add to a statement, from the language's description.

In: a contract whose amounts all run one way and never come back, its data with facts, and the
statement without them. Out: the statement with them, and the facts that can be: a payment for a
period of which less is open, a dispute that is too early or too late, a result without a dispute
are left out, so that whoever draws facts need not know what they do.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.reference import model as m
from tests.reference.compute import Row, Run, Way
from tests.reference.lines import ZERO
from tests.reference.periods import Period, periods_of, rounded
from tests.reference.shown import money

KINDS = ("payment", "dispute", "resolution")
BOOKED = ("disputed", "resolved", "adjusted", "interest")
DUE = timedelta(days=30)  # after the end of the period, of every payment
REPORTED = timedelta(days=15)  # after the end of the period, of every figure
YEAR = 365  # of the interest of a result
FAR = date.max


@dataclass
class Item:
    """An amount that is payable with period *t*; *stated*: as the terms gave it."""

    name: str
    t: int
    amount: Fraction
    due: date
    late: tuple[Fraction, int] | None
    stated: bool = True
    paid: Fraction = ZERO
    held: Fraction = ZERO

    @property
    def open(self) -> Fraction:
        """What is neither paid nor held."""
        return self.amount - self.paid - self.held


@dataclass
class Quarrel:
    """A dispute of an amount, until its result."""

    item: Item | None
    held: Fraction
    resolved: bool = False


class Claims:
    """Facts over one run. *horizon* is how many periods after the term are looked at."""

    def __init__(self, contract: m.Contract, data: m.Data, horizon: int) -> None:
        self.contract, self.data = contract, data
        self.run = Run(contract, data)
        self.rows = self.run.rows()
        self.periods = periods_of(contract, horizon)
        self.settled = self._settled()
        amounts: list[m.Payment | m.Milestone] = [*contract.payments, *contract.milestones]
        self.ways: dict[str, Way] = {each.name: (each.payer, each.payee) for each in amounts}
        self.items: list[Item] = []
        for t in range(len(periods_of(contract))):
            for payment in contract.payments:
                amount = self._known(payment.name, t)
                if amount:
                    due = self.periods[t].end + DUE
                    self.items.append(Item(payment.name, t, amount, due, payment.late))
            for milestone in contract.milestones:
                amount = self._known(milestone.name, t)
                if amount:
                    self.items.append(Item(milestone.name, t, amount, FAR, None))
        self.credits: list[tuple[date, Fraction, str | None, Way]] = []
        self.booked: dict[tuple[int, str, str, int], Fraction] = defaultdict(lambda: ZERO)
        self.quarrels: dict[tuple[str, int], Quarrel] = {}
        self.facts: list[m.Fact] = []

    def _settled(self) -> list[date]:
        last = len(periods_of(self.contract)) - 1
        return [
            period.end + REPORTED if t <= last else period.end
            for t, period in enumerate(self.periods)
        ]

    def _known(self, name: str, t: int) -> Fraction:
        """What the statement makes payable of a name in a period."""
        if name in self.run.payments:
            amount = self.run.statement(name, t).forward
        else:
            label = self.periods[t].label
            found = [row[3] for row in self.rows if row[:3] == (label, name, "entitled")]
            amount = Fraction(found[0]) if found else ZERO
        assert amount is not None, "nothing is pending here"
        return amount

    # ---- facts

    def all(self) -> list[Row]:
        """Let every fact count that can, and return the statement with what they book."""
        names = list(self.ways)
        order = {name: k for k, name in enumerate(names)}
        facts = sorted(
            set(self.data.facts),
            key=lambda each: (
                each.day,
                KINDS.index(each.kind),
                order.get(each.subject, len(order)),
                each.subject,
                "" if each.t is None else self.periods[each.t].label,
                each.by,
                each.amount,
            ),
        )
        for fact in facts:
            if {"payment": self.pay, "dispute": self.dispute, "resolution": self.resolve}[
                fact.kind
            ](fact):
                self.facts.append(fact)
        self.close()
        return self.statement()

    def books(self, day: date) -> int:
        """The first period that is settled on *day* or after it."""
        return next(t for t, settled in enumerate(self.settled) if settled >= day)

    def book(self, t: int, name: str, what: str, original: int, amount: Fraction) -> None:
        """Book an amount in period *t*."""
        if amount:
            self.booked[t, name, what, original] += amount

    # ---- payments

    def way_of(self, subject: str) -> Way:
        """Who pays whom."""
        if subject in self.ways:
            return self.ways[subject]
        payer, _, payee = subject.partition(" to ")
        return payer, payee

    def pay(self, fact: m.Fact) -> bool:
        """A payment, for what it names or the oldest that is open."""
        way = self.way_of(fact.subject)
        name = fact.subject if fact.subject in self.ways else None
        if fact.t is not None:
            own = [each.open for each in self.of(way, name, fact.t)]
            if fact.amount > sum(own, ZERO):
                return False
        left = self.spread(fact.day, fact.amount, way, name, fact.t)
        if left:
            self.credits.append((fact.day, left, name, way))
        return True

    def of(self, way: Way, name: str | None, t: int | None) -> list[Item]:
        """The amounts that a payment may count for, oldest first."""
        found = [
            each
            for each in self.items
            if self.ways[each.name] == way and name in (None, each.name) and t in (None, each.t)
        ]
        return sorted(found, key=lambda each: (each.due, each.t))

    def spread(
        self, day: date | None, amount: Fraction, way: Way, name: str | None, t: int | None
    ) -> Fraction:
        """Pay what is open with *amount*, and book the interest; return what is left."""
        late: list[tuple[Item, Fraction]] = []
        for item in self.of(way, name, t):
            part = min(amount, item.open)
            if part <= 0:
                continue
            amount -= part
            item.paid += part
            if day is not None and item.late is not None and day > item.due:
                rate, year = item.late
                exact = part * rate * (day - item.due).days / year
                late.append((item, rounded(exact, self.contract.rounding)))
        for item, interest in late:
            assert day is not None
            books = self.books(day)
            self.book(books, item.name, "interest", item.t, interest)
            self.becomes_payable(item.name, books, interest, bears=False)
        return amount

    def becomes_payable(self, name: str, t: int, amount: Fraction, bears: bool) -> None:
        """An amount is payable with period *t*, or owed back."""
        if amount < 0:
            self.credits.append((date.min, -amount, None, self.ways[name]))
        elif amount:
            payment = self.run.payments.get(name)
            due = FAR if payment is None else self.periods[t].end + DUE
            late = payment.late if bears and payment is not None else None
            self.items.append(Item(name, t, amount, due, late, stated=False))

    def close(self) -> None:
        """What was paid too much counts for what became payable since."""
        for way in dict.fromkeys(credit[3] for credit in sorted(self.credits, key=lambda c: c[3])):
            if not any(self.way_of(each.subject) == way for each in self.paid()):
                continue
            own = [credit for credit in self.credits if credit[3] == way]
            for day, amount, name, _ in own:
                self.spread(None if day == date.min else day, amount, way, name, None)

    def paid(self) -> list[m.Fact]:
        """The payments."""
        return [each for each in self.facts if each.kind == "payment"]

    # ---- disputes

    def dispute(self, fact: m.Fact) -> bool:
        """A claim of what an amount should have been."""
        rules, t = self.contract.disputes, fact.t
        if rules is None or t is None or (fact.subject, t) in self.quarrels:
            return False
        in_time = timedelta(0) <= fact.day - self.settled[t] <= timedelta(days=rules.days)
        stated = self._known(fact.subject, t)
        if not in_time or fact.amount == stated:
            return False
        item = next(
            (x for x in self.items if x.stated and (x.name, x.t) == (fact.subject, t)), None
        )
        held = ZERO
        if rules.pays_undisputed and item is not None and fact.amount < stated:
            held = min(stated - fact.amount, item.open)
            item.held += held
            self.book(t, fact.subject, "disputed", t, held)
        self.quarrels[fact.subject, t] = Quarrel(item, held)
        return True

    def resolve(self, fact: m.Fact) -> bool:
        """The result: what was held is payable again, with what it is more or less."""
        rules, t = self.contract.disputes, fact.t
        quarrel = None if t is None else self.quarrels.get((fact.subject, t))
        if rules is None or t is None or quarrel is None or quarrel.resolved:
            return False
        quarrel.resolved = True
        books, name = self.books(fact.day), fact.subject
        if quarrel.item is not None:
            quarrel.item.held -= quarrel.held
            quarrel.item.amount -= quarrel.held
        adjusted = fact.amount - self._known(name, t)
        self.book(books, name, "resolved", t, quarrel.held)
        self.book(books, name, "adjusted", t, adjusted)
        payable = quarrel.held + adjusted
        self.becomes_payable(name, books, payable, bears=True)
        due = self.periods[t].end + DUE
        if rules.interest is not None and name in self.run.payments and fact.day > due:
            exact = payable * rules.interest * (fact.day - due).days / YEAR
            interest = rounded(exact, self.contract.rounding)
            self.book(books, name, "interest", t, interest)
            self.becomes_payable(name, books, interest, bears=False)
        return True

    # ---- the statement

    def statement(self) -> list[Row]:
        """The rows without the facts, and what they book."""
        last = len(periods_of(self.contract)) - 1
        until = max([last, *(key[0] for key, amount in self.booked.items() if amount)])
        rows = self.run.rows(until)
        found: list[Row] = []
        for t in range(until + 1):
            label = self.periods[t].label
            own = [row for row in rows if row[0] == label]
            found += self.period(t, self.periods[t], own)
        return found

    def period(self, t: int, period: Period, own: list[Row]) -> list[Row]:
        """The rows of one period."""
        moved = {key[1:]: amount for key, amount in self.booked.items() if key[0] == t and amount}
        rows = [row for row in own if row[2] != "payable"]
        for name in self.ways:
            lines: list[Row] = []
            for what in BOOKED:
                parts = {o: x for (n, w, o), x in moved.items() if (n, w) == (name, what)}
                if parts:
                    whole = sum(parts.values(), ZERO)
                    lines.append((period.label, name, what, money(whole)))
                    lines += [
                        (period.label, name, f"{what} for {self.periods[o].label}", money(x))
                        for o, x in sorted(parts.items())
                        if o != t
                    ]
            rows[self.place(rows, name) : self.place(rows, name)] = lines
        effect: dict[Way, Fraction] = defaultdict(lambda: ZERO)
        for (name, what, _), amount in moved.items():
            effect[self.ways[name]] += -amount if what == "disputed" else amount
        payable = {row[1]: Fraction(row[3]) for row in own if row[2] == "payable"}
        for payer, payee in self.run.ways:
            subject, way = f"{payer} to {payee}", (payer, payee)
            if subject in payable or any(self.ways[name] == way for name, _, _ in moved):
                amount = payable.get(subject, ZERO) + effect[way]
                rows.append((period.label, subject, "payable", money(amount)))
        return rows

    def place(self, rows: list[Row], name: str) -> int:
        """Where the lines of a name end, or would stand, in the order declared."""
        names = list(self.ways)
        before = [
            k + 1
            for k, row in enumerate(rows)
            if row[2] == "state" or row[1] not in names or names.index(row[1]) <= names.index(name)
        ]
        return max(before, default=0)
