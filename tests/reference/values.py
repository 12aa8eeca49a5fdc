"""Amounts and conditions of a drawn contract in one period.

An amount that cannot be known raises `Unknown`; a condition that cannot is None, and `and`, `or`
and `not` go by the three values true, false and unknown.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from statistics import median

from tests.reference import model as m
from tests.reference.periods import Period, periods_of, rounded

Value = Fraction | str


class Unknown(Exception):
    """A value that is not known; *before_term*: since its window begins before the term."""

    def __init__(self, before_term: bool = False) -> None:
        super().__init__()
        self.before_term = before_term


class Values:
    """Values of names are asked of *names*: metrics, parameters, payments, balances and states."""

    def __init__(self, contract: m.Contract, data: m.Data, periods: list[Period]) -> None:
        self.contract, self.data, self.periods = contract, data, periods
        self.metrics = {each.name: each for each in contract.metrics}
        self.parameters = {each.name: each for each in contract.parameters}
        self.schedules = {each.name: each for each in contract.schedules}
        self.first_evidence: dict[str, date] = {}
        for day, event, _ in sorted(data.evidence):
            self.first_evidence.setdefault(event, day)
        self.payment: Callable[[str, int], Fraction] = _nothing_yet
        self.balance: Callable[[str, int, bool], Fraction] = _nothing_yet
        self.held: Callable[[str, int], Fraction] = _nothing_yet
        self.months = periods_of(replace(contract, period="month"))
        self.in_state: Callable[[str, str, int], bool | None] = _no_state_yet
        self._metric_memo: dict[tuple[str, int], Value | Unknown] = {}

    # ---- amounts

    def amount(self, expr: m.Expr, t: int) -> Fraction:
        """The amount of *expr* in period *t*."""
        value = self.value(expr, t)
        assert isinstance(value, Fraction)
        return value

    def value(self, expr: m.Expr, t: int) -> Value:
        """The value of *expr* in period *t*."""
        match expr:
            case m.Lit(value=value):
                return value
            case m.Ref(name=name):
                return self.named(name, t)
            case m.BalanceOf(name=name, at_end=at_end):
                return self.balance(name, t, at_end)
            case m.HeldOf(name=name):
                return self.held(name, t)
            case m.Op(op=op, left=left, right=right):
                return _arithmetic(op, self.amount(left, t), self.amount(right, t))
            case m.Extreme(which=which, items=items):
                values = [self.amount(item, t) for item in items]
                return min(values) if which == "lesser" else max(values)
            case m.Excess(amount=amount, over=over):
                return max(Fraction(0), self.amount(amount, t) - self.amount(over, t))
            case m.Whole(size=size, amount=amount, started=started):
                times = self.amount(amount, t) / self.amount(size, t)
                return Fraction(-(-times // 1) if started else times // 1)
            case m.Choose(then=then, condition=condition, otherwise=otherwise):
                chosen = self.holds(condition, t)
                if chosen is None and self.value(then, t) != self.value(otherwise, t):
                    raise Unknown
                return self.value(otherwise if chosen is False else then, t)
            case m.RoundTo(amount=amount, mode=mode, unit=unit):
                return rounded(self.amount(amount, t), mode, unit)
            case m.ByDays(amount=amount):
                return self.amount(amount, t) * self.share_of_days(t)
            case m.Earlier(name=name, periods=periods):
                return self.earlier(name, t - periods)
            case m.Growth(name=name, periods=periods):
                then_value = _fraction(self.earlier(name, t - periods))
                now = _fraction(self.named(name, t))
                if then_value == 0:
                    raise Unknown
                return (now - then_value) / then_value
            case m.Baseline(name=name):
                return self.baseline(name)
            case m.Window():
                return self.window(expr, t)
            case m.Compound(amount=amount, rate=rate, times=times_):
                return self.amount(amount, t) * (1 + rate) ** times_
            case m.Apply(schedule=schedule, amount=amount):
                return self.table(self.schedules[schedule].table, self.value(amount, t), t)

    def share_of_days(self, t: int) -> Fraction:
        """The days in force over the days of the whole period."""
        return Fraction(self.periods[t].days, self.periods[t].whole_days)

    def baseline(self, name: str) -> Fraction:
        baseline = self.metrics[name].baseline
        if baseline is None:
            raise Unknown
        return baseline

    def earlier(self, name: str, t: int) -> Value:
        """The value of *name* in period *t*, which may lie before the term."""
        if t >= 0:
            return self.named(name, t)
        if name not in self.metrics:
            raise Unknown
        return self.baseline(name)

    def window(self, expr: m.Window, t: int) -> Fraction:
        """An aggregate over periods."""
        year = self.periods[t].year
        match expr.kind:
            case "last":
                if t + 1 < expr.periods and not expr.as_many:
                    raise Unknown(before_term=True)
                inside = range(max(0, t + 1 - expr.periods), t + 1)
            case "date":
                inside = range(t + 1)
            case "year":
                first = next(s for s in range(t + 1) if self.periods[s].year == year)
                inside = range(first, t + 1)
            case _:
                earlier = [s for s in range(t) if self.periods[s].year < year]
                if not earlier:
                    raise Unknown(before_term=True)
                last = self.periods[earlier[-1]].year
                inside = range(earlier[-1] + 1)
                inside = range(min(s for s in inside if self.periods[s].year == last), len(inside))
        return _aggregate(expr.aggregate, [_fraction(self.named(expr.name, s)) for s in inside])

    # ---- names

    def named(self, name: str, t: int) -> Value:
        """A metric, a parameter or a payment."""
        if name in self.parameters:
            in_force = [
                value
                for value, start in self.parameters[name].values
                if start is None or start <= self.periods[t].end
            ]
            return in_force[-1]
        if name not in self.metrics:
            return self.payment(name, t)
        if (name, t) not in self._metric_memo:
            try:
                self._metric_memo[name, t] = self.metric(self.metrics[name], t)
            except Unknown as unknown:
                self._metric_memo[name, t] = unknown
        value = self._metric_memo[name, t]
        if isinstance(value, Unknown):
            raise value
        return value

    def metric(self, metric: m.Metric, t: int) -> Value:
        """A reported or computed figure."""
        if metric.rolls_up is not None:
            return self.rolled_up(metric, t)
        if not metric.steps:
            figures = self.data.figures[metric.name]
            figure = figures[t] if t < len(figures) else None
            if figure is None:
                raise Unknown
            return figure
        result = Fraction(0)
        for verb, what in metric.steps:
            step = self.rows(what, t) if isinstance(what, m.Rows) else self.amount(what, t)
            match verb:
                case "first":
                    result = step
                case "plus":
                    result += step
                case "less":
                    result -= step
                case "times":
                    result *= step
                case _:
                    result = _arithmetic("/", result, step)
        return result

    def rolled_up(self, metric: m.Metric, t: int) -> Fraction:
        """One figure made of those of the months that end in the period."""
        period, figures = self.periods[t], self.data.monthly[metric.name]
        inside = [
            figure
            for month, figure in zip(self.months, figures, strict=True)
            if period.start <= month.end <= period.end
        ]
        inside = inside[-1:] if metric.rolls_up == "at the end" else inside
        known = [figure for figure in inside if figure is not None]
        if not known or len(known) < len(inside):
            raise Unknown
        return _aggregate("sum" if metric.rolls_up == "summed" else "average", known)

    def rows(self, rows: m.Rows, t: int) -> Fraction:
        """An aggregate over the rows dated in the period."""
        start, end = self.periods[t].start, self.periods[t].end
        dated = [sale for sale in self.data.sales if start <= sale.day <= end]
        taken = [
            sale
            for sale in dated
            if (not rows.kinds or sale.kind in rows.kinds)
            and (rows.least is None or sale.amount >= rows.least)
        ]
        match rows.aggregate:
            case "count":
                return Fraction(len(taken))
            case "count distinct":
                return Fraction(len({sale.customer for sale in taken}))
            case "share":
                if not dated:
                    raise Unknown
                return Fraction(len(taken), len(dated))
            case aggregate:
                return _aggregate(aggregate, [sale.amount for sale in taken])

    # ---- conditions

    def holds(self, cond: m.Cond, t: int) -> bool | None:
        """Whether *cond* holds in period *t*; None: not known."""
        try:
            return self._holds(cond, t)
        except Unknown as unknown:
            return False if unknown.before_term else None

    def _holds(self, cond: m.Cond, t: int) -> bool | None:
        match cond:
            case m.Compare(left=left, op=op, right=right):
                return _compare(op, self.amount(left, t), self.amount(right, t))
            case m.OneOf(name=name, values=values, negated=negated):
                return (self.named(name, t) in values) != negated
            case m.Both(items=items):
                return _all_of(self.holds(item, t) for item in items)
            case m.Either(items=items):
                return _not(_all_of(_not(self.holds(item, t)) for item in items))
            case m.Not(item=item):
                return _not(self.holds(item, t))
            case m.Consecutive(item=item, periods=periods):
                if t + 1 < periods:
                    return False
                return _all_of(self.holds(item, s) for s in range(t + 1 - periods, t + 1))
            case m.InLast(item=item, times=times, periods=periods):
                if t + 1 < periods:
                    return False
                found = [self.holds(item, s) for s in range(t + 1 - periods, t + 1)]
                if found.count(True) >= times:
                    return True
                return False if found.count(True) + found.count(None) < times else None
            case m.AnyTime(item=item):
                return _not(_all_of(_not(self.holds(item, s)) for s in range(t + 1)))
            case m.InState(name=name, state=state):
                return self.in_state(name, state, t)
            case m.Happened(event=event):
                day = self.first_evidence.get(event)
                return day is not None and day <= self.periods[t].end
            case m.Known(name=name):
                try:
                    self.named(name, t)
                except Unknown:
                    return False
                return True
            case m.AtPlace():
                return self.at_place(cond, t)
            case m.InMonth(month=month):
                period = self.periods[t]
                return period.start.month <= month <= period.end.month
            case m.FromDay(day=day):
                return self.periods[t].start >= day

    def at_place(self, place: m.AtPlace, t: int) -> bool:
        """The first or last period of the term or of the contract year."""
        term = [s for s, period in enumerate(self.periods) if period.start <= self.contract.end]
        if place.of == "year":
            term = [s for s in term if self.periods[s].year == self.periods[t].year]
        return bool(term) and t == (term[0] if place.edge == "first" else term[-1])

    # ---- tables

    def table(self, table: m.Table, base: Value, t: int) -> Fraction:
        """What *table* gives for *base*."""
        if isinstance(base, str):
            found = [gives for name, gives in table.names if name == base]
            return self.amount(found[0] if found else table.names[-1][1], t)
        if base < 0 and table.below_zero == "nothing":
            return Fraction(0)
        if base < 0 and table.below_zero == "mirrored":
            return -self.table(table, -base, t)
        if table.kind == "interpolated":
            points = [(self.amount(at, t), self.amount(gives, t)) for at, gives in table.points]
            return _interpolated(points, base, table.continued)
        return self.banded(table, base, t)

    def banded(self, table: m.Table, base: Fraction, t: int) -> Fraction:
        """The three tables with bands."""
        total, low, entered = Fraction(0), Fraction(0), True
        for band in table.bands:
            if not entered:
                break
            rate = self.amount(band.rate, t)
            cut = None if band.cut is None else self.amount(band.cut, t)
            extra = Fraction(0) if band.on_entering is None else self.amount(band.on_entering, t)
            if table.kind == "marginal":
                top = base if cut is None else min(base, cut)
                total += rate * (top - low) + extra
            elif table.kind == "whole amount":
                total = rate * base + extra
            else:
                total = rate + extra
            if cut is not None:
                entered = base > cut if band.includes_cut else base >= cut
                low = cut
        return total


def _nothing_yet(*_: object) -> Fraction:
    raise AssertionError("the run has not been set up")


def _no_state_yet(*_: object) -> bool | None:
    raise AssertionError("the run has not been set up")


def _fraction(value: Value) -> Fraction:
    assert isinstance(value, Fraction)
    return value


def _arithmetic(op: str, left: Fraction, right: Fraction) -> Fraction:
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*" | "of":
            return left * right
        case _:
            if right == 0:
                raise Unknown
            return left / right


def _compare(op: str, left: Fraction, right: Fraction) -> bool:
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[op]


def _aggregate(aggregate: str, values: list[Fraction]) -> Fraction:
    if aggregate == "sum":
        return sum(values, Fraction(0))
    if not values:
        raise Unknown
    match aggregate:
        case "average":
            return sum(values, Fraction(0)) / len(values)
        case "median":
            return Fraction(median(values))
        case "highest":
            return max(values)
        case _:
            return min(values)


def _all_of(items: Iterable[bool | None]) -> bool | None:
    found = list(items)
    if False in found:
        return False
    return None if None in found else True


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _interpolated(
    points: list[tuple[Fraction, Fraction]], base: Fraction, continued: bool
) -> Fraction:
    if not continued:
        base = min(max(base, points[0][0]), points[-1][0])
    k = 0
    while k + 2 < len(points) and base > points[k + 1][0]:
        k += 1
    (x0, y0), (x1, y1) = points[k], points[k + 1]
    return y0 + (y1 - y0) * (base - x0) / (x1 - x0)
