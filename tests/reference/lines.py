"""The lines of a payment, carried out in order on exact amounts, and the balances they touch.

An amount is None where it is not known. What a line keeps from period to period is kept under
(payment, line); a payment made less often than the contract settles has fewer periods.
"""

from collections import defaultdict
from fractions import Fraction

from tests.reference import model as m
from tests.reference.periods import MONTHS, Period, rounded, share_of_span, span_of
from tests.reference.values import Unknown, Values

Known = Fraction | None
ZERO = Fraction(0)


class Balances:
    """The lots of each balance, oldest first, as (period, amount); None: not known."""

    def __init__(self, contract: m.Contract, periods: list[Period]) -> None:
        self.contract, self.periods = contract, periods
        self.declared = {each.name: each for each in contract.balances}
        self.lots: dict[str, list[tuple[int, Fraction]] | None] = {
            each.name: [(-1, each.opens_at)] if each.opens_at else [] for each in contract.balances
        }
        self.opening: dict[tuple[str, int], Known] = {}
        self.closing: dict[tuple[str, int], Known] = {}
        self.puts: dict[str, list[Known]] = defaultdict(list)

    def held(self, name: str) -> Known:
        """What the balance holds now."""
        lots = self.lots[name]
        return None if lots is None else sum((amount for _, amount in lots), ZERO)

    def take(self, name: str, wanted: Known) -> Known:
        """Take *wanted*, oldest lots first, or as much as there is; return what was taken."""
        held = self.held(name)
        if wanted is None or held is None:
            self.lots[name] = None
            return None
        left = taken = max(ZERO, min(wanted, held))
        if self.declared[name].may_fall_below_zero:  # then nothing expires, and there are no lots
            self.lots[name] = [(0, held - taken)]
            return taken
        kept: list[tuple[int, Fraction]] = []
        for period, amount in self.lots[name] or []:
            used = min(left, amount)
            left -= used
            if amount > used:
                kept.append((period, amount - used))
        self.lots[name] = kept
        return taken

    def put(self, name: str, amount: Known, t: int) -> None:
        """Put *amount* into the balance."""
        lots = self.lots[name]
        if amount is None or lots is None:
            self.lots[name] = None
        elif amount != 0:
            lots.append((t, amount))

    def open(self, t: int) -> None:
        """Note what each balance holds at the start of period *t*."""
        for name in self.declared:
            self.opening[name, t] = self.held(name)
            self.puts[name] = []

    def close(self, name: str, values: Values, t: int) -> None:
        """Carry out what lines put in, the balance's own lines, and expiry."""
        balance = self.declared[name]
        for amount in self.puts[name]:
            self.put(name, amount, t)
        for verb, expr, condition in balance.lines:
            applies = True if condition is None else values.holds(condition, t)
            if applies is False:
                continue
            self.move(balance, verb, amount_or_none(values, expr, t) if applies else None, t)
        self.expire(balance, t)
        self.closing[name, t] = self.held(name)

    def move(self, balance: m.Balance, verb: str, amount: Known, t: int) -> None:
        """Carry out one of the balance's own lines."""
        name, held = balance.name, self.held(balance.name)
        if amount is None or held is None:
            self.lots[name] = None
        elif verb == "adds":
            self.put(name, amount, t)
        elif verb == "takes" and balance.may_fall_below_zero:
            self.lots[name] = [(t, held - amount)]
        elif verb == "takes":
            self.take(name, amount)
        elif verb == "becomes" or held > amount:  # the other verb is `at most`
            self.lots[name] = [(t, amount)]

    def expire(self, balance: m.Balance, t: int) -> None:
        """Drop what is too old."""
        lots = self.lots[balance.name]
        if lots is None:
            return
        if balance.expires_after_years is not None:
            age = balance.expires_after_years * 12 // MONTHS[self.contract.period]
            self.lots[balance.name] = [lot for lot in lots if t - lot[0] < age]
        day = balance.expires_on
        if day is not None and day <= self.periods[t].end:
            self.lots[balance.name] = []


class Lines:
    """Carries out the lines of every payment, period after period."""

    def __init__(self, values: Values, balances: Balances) -> None:
        self.values, self.balances = values, balances
        self.contract, self.periods = values.contract, values.periods
        self.results: dict[tuple[str, int], dict[int, Known]] = defaultdict(dict)
        self.inputs: dict[tuple[str, int], dict[int, Known]] = defaultdict(dict)
        self.carried: dict[tuple[str, int], Known] = defaultdict(lambda: ZERO)

    def due_in(self, payment: m.Payment, t: int) -> bool:
        """Whether the payment is made in period *t*: the last of its span within the term."""
        end = self.periods[t].end
        _, last = span_of(end, payment.every)
        return end == min(last, self.contract.end)

    def run(self, payment: m.Payment, t: int) -> Known:
        """The exact amount that the payment's own lines give."""
        x: Known = ZERO
        for k, line in enumerate(payment.lines):
            key = (payment.name, k)
            self.inputs[key][t] = x
            x = self.line(payment, line, key, x, t)
            self.results[key][t] = x
        return x

    def line(
        self, payment: m.Payment, line: m.Line, key: tuple[str, int], x: Known, t: int
    ) -> Known:
        """What *line* makes of *x*."""
        match line:
            case m.OnlyIf(condition=condition):
                open_ = self.values.holds(condition, t)
                return ZERO if open_ is False or x == 0 else (x if open_ else None)
            case m.FromBalance(balance=name, plus=True):
                added = self.balances.take(name, self.balances.held(name))
                return None if x is None or added is None else x + added
            case m.FromBalance(balance=name, never_below=bound):
                least = ZERO if bound is None else self.found(bound, t)
                reach = None if x is None or least is None else max(ZERO, x - least)
                taken = self.balances.take(name, reach)
                return None if x is None or taken is None else x - taken
        try:
            if isinstance(line, m.Amount):
                return self.values.amount(line.value, t)
            if isinstance(line, m.On):
                return self.on(payment, line, key, t)
            if x is None:
                raise Unknown
            return self.known(payment, line, key, x, t)
        except Unknown:
            self.unknown(line, key)
            return None

    def unknown(self, line: m.Line, key: tuple[str, int]) -> None:
        """What a line would have kept or put into a balance is not known either."""
        self.carried[key] = None
        match line:
            case (
                m.Less(rest_into=name) | m.AtMost(excess_into=name) | m.AtLeast(shortfall_into=name)
            ):
                if name is not None:
                    self.balances.puts[name].append(None)

    def known(
        self, payment: m.Payment, line: m.Line, key: tuple[str, int], x: Fraction, t: int
    ) -> Fraction:
        """What *line* makes of a known amount."""
        value = self.values.amount
        match line:
            case m.Times(value=expr):
                return x * value(expr, t)
            case m.Plus(value=expr, never_above=above):
                added = value(expr, t)
                if above is not None:
                    added = min(added, max(ZERO, value(above, t) - x))
                return x + added
            case m.Less(value=expr, never_below=below, rest_into=rest_into):
                wanted = taken = value(expr, t)
                if below is not None:
                    taken = min(wanted, max(ZERO, x - value(below, t)))
                if rest_into is not None:
                    self.balances.puts[rest_into].append(wanted - taken)
                return x - taken
            case m.OnlyExcess(over=over, window=window):
                limit = value(over, t)
                before = self.total(payment, self.inputs[key], window, t)
                return max(ZERO, before + x - limit) - max(ZERO, before - limit)
            case m.AtMost():
                return self.at_most(payment, line, key, x, t)
            case m.AtLeast():
                return self.at_least(payment, line, key, x, t)
            case m.BelowZero(carried=carried):
                if not carried:
                    return x
                s = x + known(self.carried[key])
                self.carried[key] = min(ZERO, s)
                return max(ZERO, s)
            case m.Prorated(by_days=by_days):
                if not by_days:
                    return x
                if payment.every == self.contract.period:
                    return x * self.values.share_of_days(t)
                return x * share_of_span(self.contract, self.periods[t].end, payment.every)
            case m.RoundedLine(mode=mode, unit=unit):
                return rounded(x, mode, unit)
            case _:
                raise TypeError(line)

    def found(self, expr: m.Expr, t: int) -> Known:
        """The amount of *expr*, or None where it is not known."""
        try:
            return self.values.amount(expr, t)
        except Unknown:
            return None

    def at_most(
        self, payment: m.Payment, line: m.AtMost, key: tuple[str, int], x: Fraction, t: int
    ) -> Fraction:
        """A cap; over more than one period it is measured on this line's own results."""
        limit = self.values.amount(line.limit, t)
        single = line.window in ("period", payment.every)
        if line.carried:
            x += known(self.carried[key])
        room = limit - self.total(payment, self.results[key], line.window, t)
        if not single:
            room = max(ZERO, room)
        excess = max(ZERO, x - room)
        if line.carried:
            self.carried[key] = excess
        if line.excess_into is not None:
            self.balances.puts[line.excess_into].append(excess)
        let = min(x, room)
        if single:
            return let
        return rounded(let, self.contract.rounding, payment.smallest)

    def at_least(
        self, payment: m.Payment, line: m.AtLeast, key: tuple[str, int], x: Fraction, t: int
    ) -> Fraction:
        """A floor; over more than one period it is made up in the window's last period."""
        result = x
        if self.is_last(payment, line.window, t):
            minimum = self.values.amount(line.minimum, t)
            missing = minimum - self.total(payment, self.results[key], line.window, t)
            result = max(x, missing)
        raised = result - x
        if line.window not in ("period", payment.every):
            result = rounded(result, self.contract.rounding, payment.smallest)
        if line.shortfall_into is not None:
            self.balances.puts[line.shortfall_into].append(raised)
        return result

    def on(self, payment: m.Payment, line: m.On, key: tuple[str, int], t: int) -> Fraction:
        """A table on a base, or the increase of the table on the running total of the base."""
        if line.accumulated is None:
            return self.values.table(line.table, self.values.value(line.base, t), t)
        earlier = self.earlier(payment, line.accumulated, t)
        first = self.first_of_window(line.accumulated, t)
        last = earlier[-1] + 1 if earlier else first
        before = sum((self.values.amount(line.base, s) for s in range(first, last)), ZERO)
        now = sum((self.values.amount(line.base, s) for s in range(last, t + 1)), before)
        increase = self.values.table(line.table, now, t)
        return increase - self.values.table(line.table, before, t) if earlier else increase

    # ---- windows

    def first_of_window(self, window: str, t: int) -> int:
        """The first period of the year or term that holds period *t*."""
        if window == "term":
            return 0
        year = self.periods[t].year
        return next(s for s in range(t + 1) if self.periods[s].year == year)

    def earlier(self, payment: m.Payment, window: str, t: int) -> list[int]:
        """The payment's periods before *t* in the same window."""
        if window == "period":
            return []
        first = self.first_of_window(window, t)
        return [s for s in range(first, t) if self.due_in(payment, s)]

    def total(self, payment: m.Payment, amounts: dict[int, Known], window: str, t: int) -> Fraction:
        """The sum of *amounts* over the payment's periods before *t* in the same window."""
        return sum((known(amounts[s]) for s in self.earlier(payment, window, t)), ZERO)

    def is_last(self, payment: m.Payment, window: str, t: int) -> bool:
        """Whether *t* is the payment's last period in the window, within the term."""
        if window == "period":
            return True
        later = [s for s in range(t + 1, len(self.periods)) if self.due_in(payment, s)]
        later = [s for s in later if self.periods[s].start <= self.contract.end]
        return not later or (
            window == "year" and self.periods[later[0]].year != self.periods[t].year
        )


def known(amount: Known) -> Fraction:
    """*amount*, which must be known."""
    if amount is None:
        raise Unknown
    return amount


def amount_or_none(values: Values, expr: m.Expr, t: int) -> Known:
    """The amount, or None where it is not known."""
    try:
        return values.amount(expr, t)
    except Unknown:
        return None
