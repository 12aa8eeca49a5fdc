"""What a drawn contract owes on drawn data, line for line as the CSV statement prints it.

Takes a contract and its data, gives rows of period, subject, what and value. Everything is computed
period by period in plain fractions, from the language's description alone.
"""

from fractions import Fraction
from itertools import combinations, permutations

from tests.reference import model as m
from tests.reference.dividing import Division
from tests.reference.lines import ZERO, Balances, Known, Lines, amount_or_none
from tests.reference.periods import periods_of, rounded
from tests.reference.settle import WORDS, Account, Statement, least, less, total
from tests.reference.shown import figure, money
from tests.reference.states import States
from tests.reference.values import Unknown, Values
from tests.untraced import untraced

Row = tuple[str, str, str, str]
Way = tuple[str, str]  # from whom, to whom
LONGEST_TAIL = 120  # periods after the term in which something may still vest


@untraced
def compute(contract: m.Contract, data: m.Data) -> list[Row]:
    """Return the rows of the statement of the whole term, and after it until all has vested."""
    return Run(contract, data).rows()


class Run:
    """One evaluation of one contract."""

    def __init__(self, contract: m.Contract, data: m.Data) -> None:
        self.contract = contract
        self.last = len(periods_of(contract)) - 1
        self.periods = periods_of(contract, LONGEST_TAIL)
        self.values = Values(contract, data, self.periods)
        self.values.payment = self.entitlement
        self.values.balance = self.balance
        self.values.held = self.held
        self.values.in_state = self.in_state
        self.states = States(contract, self.values, self.last)
        self.balances = Balances(contract, self.periods)
        self.lines = Lines(self.values, self.balances)
        self.ways = list(permutations(contract.parties, 2))
        self.payments = {each.name: each for each in contract.payments}
        self.triggers = {each.name: each for each in contract.triggers}
        self.milestones = {each.name: each for each in contract.milestones}
        self.accounts = {
            each.name: Account(each, self.values, self.last) for each in contract.payments
        }
        self.divisions = {each.payment: Division(each) for each in contract.splits}
        self.by_lines: dict[tuple[str, int], Known] = {}
        self.entitled: dict[tuple[str, int], Known] = {}
        self.limited_to: dict[tuple[int, int], Known] = {}
        self.statements: dict[tuple[str, int], Statement] = {}
        self.carried: dict[tuple[str, str], Known] = {}

    # ---- one period after the other

    def rows(self, until: int = 0) -> list[Row]:
        """Run the term, and go on until all has vested, or until period *until*."""
        found: list[Row] = []
        t = 0
        while t <= max(self.last, until) or any(
            each.still_to_vest() for each in self.accounts.values()
        ):
            if t > self.last + LONGEST_TAIL:
                raise ValueError("vesting does not end")
            found += [(self.periods[t].label, *row) for row in self.period(t)]
            t += 1
        return found

    def period(self, t: int) -> list[tuple[str, str, str]]:
        """The rows of one period."""
        ended = t > self.last
        rows = [(self.contract.name, "state", "ended" if ended else "in force")]
        self.balances.open(t)
        if not ended:
            rows += self.figures_and_states(t)
            for payment in self.contract.payments:
                self.pipeline(payment.name, t)
            for balance in self.contract.balances:
                self.close(balance.name, t)
        forward: dict[Way, list[Known]] = {way: [] for way in self.ways}
        clawed: dict[Way, list[Known]] = {way: [] for way in self.ways}
        for payment in self.contract.payments:
            entitled = ZERO if ended else self.limited(payment.name, t)
            statement = self.statement(payment.name, t)
            way, back = (payment.payer, payment.payee), (payment.payee, payment.payer)
            rows += _payment_rows(payment, entitled, statement, ended)
            if payment.grants or payment.name in self.divisions:
                continue
            forward[way].append(statement.forward)
            forward[back] += [statement.backward, statement.invoiced]
            clawed[back].append(statement.set_off)
        for milestone in self.contract.milestones:
            now = self.states.achieved_now(milestone, t)
            if now is not False:
                amount = amount_or_none(self.values, milestone.amount, t)
                if amount is not None:
                    amount = rounded(amount, self.contract.rounding)
                amount = amount if now or amount == 0 else None
                forward[milestone.payer, milestone.payee].append(amount)
                rows += _unless_zero(milestone.name, {"entitled": amount})
        for split in self.contract.splits:
            payer = self.payments[split.payment].payer
            amount = self.statement(split.payment, t).forward
            # What vests after the term is shared in the contract year that goes on.
            year = [s for s in range(t) if self.periods[s].year == self.periods[t].year]
            windows = {"period": [], "year": year, "term": range(t)}
            shares = self.divisions[split.payment].share(amount, t, windows)
            for party, share in shares.items():
                rows += _unless_zero(f"{split.name} to {party}", {"share": share})
                if party != payer:
                    forward[payer, party].append(share)
        payable = {way: total(amounts) for way, amounts in forward.items()}
        if self.contract.opposite_set_off:
            self.net(payable)
        rows += self.set_off(payable, clawed, t)
        return rows + self.payable_rows(payable)

    def figures_and_states(self, t: int) -> list[tuple[str, str, str]]:
        """Computed metrics, then triggers, milestones and duties."""
        rows = []
        for metric in self.contract.metrics:
            if metric.steps:
                try:
                    value = self.values.named(metric.name, t)
                except Unknown:
                    rows.append((metric.name, "value", "pending"))
                else:
                    assert isinstance(value, Fraction)
                    rows.append((metric.name, "value", figure(value, metric.unit)))
        for trigger in self.contract.triggers:
            rows.append((trigger.name, "state", self.states.trigger(trigger, t)))
        for milestone in self.contract.milestones:
            rows.append((milestone.name, "state", self.states.milestone_state(milestone, t)))
        for obligation in self.contract.obligations:
            state = self.states.duty(obligation, t)
            if state is not None:
                rows.append((obligation.name, "state", state))
        return rows

    # ---- entitlements

    def pipeline(self, name: str, t: int) -> Known:
        """The rounded amount after the payment's own lines and the triggers, once a period."""
        if (name, t) not in self.by_lines:
            payment = self.payments[name]
            amount: Known = ZERO
            if self.lines.due_in(payment, t):
                amount = self.triggered(name, self.lines.run(payment, t), t)
            if amount is not None:
                amount = rounded(amount, self.contract.rounding, payment.smallest)
            self.by_lines[name, t] = amount
        return self.by_lines[name, t]

    def triggered(self, name: str, amount: Known, t: int) -> Known:
        """The effects of the triggers that are active, in the order declared."""
        for trigger in self.contract.triggers:
            state = self.states.trigger(trigger, t)
            for effect in trigger.effects:
                if effect.payment != name or effect.kind == "deferred" or state == "inactive":
                    continue
                changed = self.effect(effect, amount, t)
                # Where it is not known whether it acts, it matters only if it changes anything.
                amount = changed if state == "active" or changed == amount else None
        return amount

    def effect(self, effect: m.Effect, amount: Known, t: int) -> Known:
        """One effect on what the one before left."""
        if effect.kind == "suspended":
            return ZERO
        assert effect.value is not None
        value = amount_or_none(self.values, effect.value, t)
        if effect.kind == "replaced":
            return value
        if amount is None or value is None:
            return None
        return amount * (1 - value) if effect.kind == "reduced" else min(amount, value)

    def deferring(self, name: str, t: int) -> bool | None:
        """Whether a trigger puts the payment off."""
        states = {
            self.states.trigger(trigger, t)
            for trigger in self.contract.triggers
            for effect in trigger.effects
            if t <= self.last and effect.payment == name and effect.kind == "deferred"
        }
        return True if "active" in states else (None if "pending" in states else False)

    def entitlement(self, name: str, t: int) -> Fraction:
        """The entitlement, as expressions read it."""
        amount = self.limited(name, t)
        if amount is None:
            raise Unknown
        return amount

    def statement(self, name: str, t: int) -> Statement:
        """What becomes of the entitlement, once a period."""
        if (name, t) not in self.statements:
            entitled = ZERO if t > self.last else self.limited(name, t)
            deferring = self.deferring(name, t)
            self.statements[name, t] = self.accounts[name].settle(entitled, deferring, t)
        return self.statements[name, t]

    def held(self, name: str, t: int) -> Fraction:
        """What is held back of the entitlement of the period."""
        amount = self.statement(name, t).words["held"]
        if amount is None:
            raise Unknown
        return amount

    def limited(self, name: str, t: int) -> Known:
        """The rounded amount after the limits, in the order declared."""
        if (name, t) not in self.entitled:
            group = self.limited_together(name)
            amounts = {each: self.pipeline(each, t) for each in group}
            for k, line in enumerate(self.contract.limits):
                if set(line.payments) <= set(group):
                    self.limit(line, k, amounts, t)
                    self.limited_to[k, t] = total(amounts[each] for each in line.payments)
            for each in group:
                self.entitled[each, t] = amounts[each]
        return self.entitled[name, t]

    def limited_together(self, name: str) -> list[str]:
        """The payments that share a limit with *name*, directly or by way of others."""
        group = {name}
        for _ in self.contract.payments:
            for line in self.contract.limits:
                if group & set(line.payments):
                    group |= set(line.payments)
        return [each.name for each in self.contract.payments if each.name in group]

    def limit(self, line: m.Limit, k: int, amounts: dict[str, Known], t: int) -> None:
        """Cut or raise the amounts of the payments under a limit."""
        bound = amount_or_none(self.values, line.amount, t)
        before = total(self.limited_to[k, s] for s in self.same_window(line.window, t) if s < t)
        now = {name: amounts[name] for name in line.payments}
        free = less(bound, total([before, *(each for each in now.values())]))
        known = {name: amount for name, amount in now.items() if amount is not None}
        if free is None or len(known) < len(now):
            if not line.at_least or t == self.same_window(line.window, t)[-1]:
                amounts.update(dict.fromkeys(line.payments))
            return
        above_zero = {name: amount for name, amount in known.items() if amount > 0}
        if line.at_least:
            if free > 0 and t == self.same_window(line.window, t)[-1]:
                weights = {} if line.in_order else above_zero
                for name, share in shared(free, weights or {line.payments[0]: free}).items():
                    amounts[name] = known[name] + share
        elif free < 0:
            room = max(ZERO, free + sum(above_zero.values(), ZERO))
            shares = dict.fromkeys(above_zero, ZERO)
            if not line.in_order:
                whole = sum(above_zero.values(), ZERO)
                for name, amount in above_zero.items():
                    shares[name] = rounded(amount * room / whole, "down")
            room -= sum(shares.values(), ZERO)
            for name, amount in above_zero.items():
                more = min(amount - shares[name], room)
                amounts[name] = shares[name] + more
                room -= more

    def same_window(self, window: str, t: int) -> list[int]:
        """The periods of the term in the same period, year or term as *t*."""
        term = range(self.last + 1)
        if window == "period":
            return [t]
        year = self.periods[t].year
        return [s for s in term if window == "term" or self.periods[s].year == year]

    # ---- balances and states

    def balance(self, name: str, t: int, at_end: bool) -> Fraction:
        """What a balance holds at the start of the period, or after its movements."""
        if at_end:
            self.close(name, t)
        held = (self.balances.closing if at_end else self.balances.opening)[name, t]
        if held is None:
            raise Unknown
        return held

    def close(self, name: str, t: int) -> None:
        """Carry out the movements of a balance, once a period."""
        if (name, t) not in self.balances.closing:
            for payment in self.contract.payments:
                if name in _touched(payment):
                    self.pipeline(payment.name, t)
            self.balances.close(name, self.values, t)

    def in_state(self, name: str, state: str, t: int) -> bool | None:
        """Whether a trigger or milestone is in *state*."""
        if name in self.triggers:
            found = self.states.trigger(self.triggers[name], t)
        else:
            found = self.states.milestone_state(self.milestones[name], t)
        return None if found == "pending" else found == state

    # ---- what is payable

    def net(self, payable: dict[Way, Known]) -> None:
        """Set amounts in opposite directions off against each other, where there are both."""
        both_ways = _ways_of(self.contract)
        for one, other in combinations(self.contract.parties, 2):
            if not {(one, other), (other, one)} <= both_ways:
                continue
            there, back = payable[one, other], payable[other, one]
            both = least(there, back)
            payable[one, other], payable[other, one] = less(there, both), less(back, both)

    def set_off(
        self, payable: dict[Way, Known], clawed: dict[Way, list[Known]], t: int
    ) -> list[tuple[str, str, str]]:
        """Recover what was clawed back from what is payable to the same party."""
        rows = []
        invoiced: dict[Way, Known] = {}
        for payer, payee in self.ways:
            back = payee, payer
            owed = total([self.carried.get(back, ZERO), *clawed[back]])
            taken = least(owed, payable[payer, payee]) if owed != 0 else ZERO
            left = less(owed, taken)
            payable[payer, payee] = less(payable[payer, payee], taken)
            invoiced[back] = left if t >= self.last else ZERO
            self.carried[back] = left if t < self.last else ZERO
            rows += _unless_zero(payee, {"set off": taken, "carried": self.carried[back]})
        if self.contract.opposite_set_off:
            for one, other in combinations(self.contract.parties, 2):
                both = least(invoiced[one, other], invoiced[other, one])
                for way in ((one, other), (other, one)):
                    invoiced[way] = less(invoiced[way], both)
        for back, amount in invoiced.items():
            payable[back] = total([payable[back], amount])
        return rows

    def payable_rows(self, payable: dict[Way, Known]) -> list[tuple[str, str, str]]:
        """What each party pays each other."""
        payments = [payment for payment in self.contract.payments if not payment.grants]
        runs = {(payment.payer, payment.payee) for payment in payments}
        runs |= {way for split in self.contract.splits for way in self.divided(split)}
        return [
            (f"{payer} to {payee}", "payable", money(payable[payer, payee]))
            for payer, payee in self.ways
            if (payer, payee) in runs or payable[payer, payee] != 0
        ]

    def divided(self, split: m.Split) -> list[Way]:
        """The directions in which a split sends money."""
        payer = self.payments[split.payment].payer
        return [(payer, party) for party in split.parties if party != payer]


def _ways_of(contract: m.Contract) -> set[Way]:
    """The directions in which anything can become payable before clawbacks are set off."""
    ways = {(each.payer, each.payee) for each in contract.milestones}
    for payment in (each for each in contract.payments if not each.grants):
        ways.add((payment.payer, payment.payee))
        invoiced = any(isinstance(x, m.ClawsBack) and x.by_invoice for x in payment.settlement)
        if invoiced or m.BelowZero(carried=False) in payment.lines:
            ways.add((payment.payee, payment.payer))
    return ways


def shared(amount: Fraction, weights: dict[str, Fraction]) -> dict[str, Fraction]:
    """*amount* in proportion to *weights*, cut down to the cent; what remains goes to the first."""
    whole = sum(weights.values(), ZERO)
    shares = {name: rounded(amount * w / whole, "down") for name, w in weights.items()}
    first = next(iter(shares))
    shares[first] += amount - sum(shares.values(), ZERO)
    return shares


def _payment_rows(
    payment: m.Payment, entitled: Known, statement: Statement, ended: bool
) -> list[tuple[str, str, str]]:
    amounts = {word: statement.words[word] for word in WORDS if statement.words[word] != 0}
    if not ended:
        amounts = {"entitled": entitled, **amounts}
    return [
        (
            payment.name,
            word,
            str(amount) if payment.grants and amount is not None else money(amount),
        )
        for word, amount in amounts.items()
    ]


def _unless_zero(name: str, amounts: dict[str, Known]) -> list[tuple[str, str, str]]:
    return [(name, word, money(amount)) for word, amount in amounts.items() if amount != 0]


def _touched(payment: m.Payment) -> set[str | None]:
    """The balances that a payment's lines take from or put into."""
    touched: set[str | None] = set()
    for line in payment.lines:
        match line:
            case m.FromBalance(balance=name):
                touched.add(name)
            case (
                m.Less(rest_into=name) | m.AtMost(excess_into=name) | m.AtLeast(shortfall_into=name)
            ):
                touched.add(name)
    return touched
