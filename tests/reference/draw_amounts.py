"""Draws amounts, conditions and tables, and keeps what they use so that it can be declared.

All metrics, parameters and schedules come from one pool with fixed names; `Pen` remembers which of
them were used.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from tests.reference import model as m
from tests.reference.choosing import Chooser
from tests.reference.periods import Period
from tests.reference.pool import (
    CUTS,
    NEEDS,
    POOL,
    REPORTED,
    lit as lit,
    money as money,
    percent as percent,
    points as points,
)


class Pen:
    """Draws parts of one contract. The lists say which names may be used now."""

    def __init__(
        self, choose: Chooser, frame: m.Contract, periods: list[Period], unknown: bool
    ) -> None:
        self.choose, self.frame, self.periods, self.unknown = choose, frame, periods, unknown
        self.payments: list[str] = []
        self.balances: list[str] = []
        self.triggers: list[str] = []
        self.milestones: list[str] = []
        self.used: set[str] = set()
        self.used_parameters: set[str] = set()
        self.used_schedules: set[str] = set()
        self.needs_launch = False

    # ---- names

    def ref(self, *names: str) -> m.Ref:
        """One of the names of the pool."""
        name = self.choose.pick(names)
        self.used.add(name)
        self.used.update(NEEDS.get(name, ()))
        return m.Ref(name)

    def parameter(self, name: str) -> m.Ref:
        self.used_parameters.add(name)
        return m.Ref(name)

    def parameters(self) -> tuple[m.Parameter, ...]:
        """The parameters that are used, some with a second value from a later period on."""
        found = []
        for name in sorted(self.used_parameters):
            values: list[tuple[Fraction, date | None]] = [(self.parameter_value(name), None)]
            if self.choose.chance(6):
                start = self.choose.pick(self.periods).start
                values.append((self.parameter_value(name), start))
            found.append(m.Parameter(name, "percent" if name == "rate" else "money", tuple(values)))
        return tuple(found)

    def parameter_value(self, name: str) -> Fraction:
        if name == "rate":
            return Fraction(self.choose.number(1, 40), 200)
        return Fraction(self.choose.number(0, 400) * 25)

    def metrics(self) -> tuple[m.Metric, ...]:
        """The metrics that are used, in the order of the pool; at least one is reported."""
        if not self.used & set(REPORTED):
            self.used.add("revenue")
        return tuple(metric for name, metric in POOL.items() if name in self.used)

    def schedules(self) -> tuple[m.Schedule, ...]:
        """The schedules that are used."""
        found = []
        for name in sorted(self.used_schedules):
            if name == "curve":
                table = self.interpolated("percent", "percent")
                found.append(m.Schedule(name, "percent", "percent", table))
            else:
                kind = self.choose.pick(["marginal", "whole amount"])
                found.append(m.Schedule(name, "money", "money", self.banded(kind, "money", False)))
        return tuple(found)

    # ---- amounts

    def amount(self, depth: int) -> m.Expr:
        """An amount of money, of either sign."""
        choose = self.choose
        if depth == 0 or choose.chance(3):
            return self.plain_amount()
        below = depth - 1
        match choose.number(0, 11):
            case 0:
                op = choose.pick(["+", "-"])
                return m.Op(op, self.amount(below), self.amount(below))
            case 1:
                return m.Op("of", self.share(), self.amount(below))
            case 2:
                count = choose.number(2, 3)
                items = tuple(self.amount(below) for _ in range(count))
                return m.Extreme(choose.pick(["lesser", "greater"]), items)
            case 3:
                return m.Excess(self.amount(below), self.bound())
            case 4:
                size = money(choose.number(1, 20) * 500)
                times = m.Whole(size, self.amount(below), choose.chance(5))
                return m.Op("*", money(choose.number(1, 50) * 5), times)
            case 5:
                return m.Choose(self.amount(below), self.condition(1), self.amount(below))
            case 6:
                mode = choose.pick(["half up", "half to even", "up", "down"])
                return m.RoundTo(self.amount(below), mode, Fraction(choose.pick([1, 10, 100])))
            case 7:
                return self.window("revenue", "costs", "outcome")
            case 8:
                self.used_schedules.add("ladder")
                return m.Apply("ladder", self.ref("revenue", "costs"))
            case 9 if self.balances:
                return m.BalanceOf(choose.pick(self.balances))
            case 10 if self.payments:
                name = choose.pick(self.payments)
                return m.Op("of", self.share(), m.HeldOf(name) if choose.chance(3) else m.Ref(name))
            case _:
                return m.Op("*", self.amount(below), self.factor())

    def plain_amount(self) -> m.Expr:
        """A short amount of money."""
        choose = self.choose
        match choose.number(0, 10):
            case 9 if self.frame.period != "month":
                return self.ref("traffic", "headroom")
            case 10 if self.unknown:
                return self.ref("mean_order", "middle_order", "largest")
            case 0:
                return money(Fraction(choose.number(0, 1_000_000), 100))
            case 1 | 2 | 3:
                return m.Op("of", self.share(), self.ref("revenue", "costs", "net"))
            case 4:
                rate = lit(Fraction(choose.number(1, 4000), 100), "per customer")
                return m.Op("*", rate, self.ref("headcount"))
            case 5:
                return m.Op("*", money(choose.number(1, 100)), self.ref("large_orders", "buyers"))
            case 6:
                return self.ref("net", "outcome", "blended")
            case 7:
                return self.parameter("allowance")
            case _:
                return m.Op("of", self.share(), self.earlier())

    def positive_amount(self) -> m.Expr:
        """An amount that is never negative."""
        choose = self.choose
        if self.payments and choose.chance(4):
            return m.Extreme("greater", (m.Ref(choose.pick(self.payments)), money(0)))
        return self.share_of_figure() if choose.chance(5) else self.bound()

    def share_of_figure(self) -> m.Expr:
        """A share of a figure that is never negative."""
        share = percent(self.choose.number(1, 30))
        return m.Op("of", share, self.ref("revenue", "costs"))

    def bound(self) -> m.Expr:
        """A bound: an amount that is never negative."""
        choose = self.choose
        match choose.number(0, 4):
            case 0:
                return self.parameter("allowance")
            case 1:
                return self.share_of_figure()
            case 2 if self.stubbed():
                return m.ByDays(money(choose.number(1, 1000) * 10))
            case _:
                return money(choose.number(0, 2000) * 10)

    def grant(self) -> m.Expr:
        """A number of points."""
        choose = self.choose
        size = money(choose.number(1, 20) * 500)
        times = m.Whole(size, self.ref("revenue", "costs"), choose.chance(5))
        return m.Op("*", points(choose.number(1, 9)), times)

    def stubbed(self) -> bool:
        """Whether a period is not whole."""
        return any(period.days != period.whole_days for period in self.periods)

    def share(self) -> m.Expr:
        """A share."""
        if self.choose.chance(3):
            return self.parameter("rate")
        return lit(Fraction(self.choose.number(1, 400), 1000), "percent")

    def factor(self) -> m.Expr:
        """What an amount can be multiplied by."""
        choose = self.choose
        match choose.number(0, 4):
            case 0:
                return self.ref("score")
            case 1:
                monthly = self.frame.period != "month" and choose.chance(4)
                return self.ref("quality" if monthly else "factor")
            case 2:
                self.used_schedules.add("curve")
                return m.Apply("curve", self.ref("score"))
            case 3:
                return lit(Fraction(choose.number(0, 40), 20), "number")
            case _:
                return percent(choose.number(0, 150))

    def earlier(self) -> m.Expr:
        """A lag; on the metric with a baseline unless unknown values are wanted."""
        names = ("revenue", "costs", "net") if self.unknown else ("revenue",)
        return m.Earlier(self.ref(*names).name, self.choose.number(1, 2))

    def window(self, *names: str) -> m.Expr:
        """An aggregate over periods."""
        choose = self.choose
        name = self.ref(*names).name
        aggregate = choose.pick(["sum", "sum", "average", "highest", "lowest"])
        kinds = ["last", "date"]
        first = self.periods[0]
        if first.start == first.year:
            kinds.append("year")
            if self.unknown:
                kinds.append("previous year")
        kind = choose.pick(kinds)
        if kind != "last":
            return m.Window(aggregate, name, kind)
        as_many = not self.unknown or choose.chance(5)
        return m.Window(aggregate, name, kind, choose.number(2, 4), as_many)

    # ---- conditions

    def condition(self, depth: int) -> m.Cond:
        """A condition over figures and states."""
        choose = self.choose
        match choose.number(0, 10 if depth else 4):
            case 0 if self.triggers:
                return m.InState(choose.pick(self.triggers), "active")
            case 1 if self.milestones:
                state = choose.pick(["achieved", "missed"])
                return m.InState(choose.pick(self.milestones), state)
            case 2:
                return m.Happened("launched")
            case 5:
                items = (self.condition(depth - 1), self.condition(depth - 1))
                return m.Both(items) if choose.chance(5) else m.Either(items)
            case 6:
                return m.Not(self.condition(depth - 1))
            case 7:
                return self.place()
            case 8 if self.unknown:
                return m.Known(self.ref("revenue", "costs").name)
            case 9 if self.payments and not self.unknown:
                payment = m.Ref(choose.pick(self.payments))
                op = choose.pick(["<", "<=", ">", ">="])
                return m.Compare(payment, op, money(choose.number(0, 20) * 100))
            case _:
                return self.figure_test()

    def test(self, depth: int) -> m.Cond:
        """A condition of a settlement line or a balance."""
        return self.condition(depth)

    def figure_test(self) -> m.Cond:
        """A condition over reported figures."""
        choose = self.choose
        match choose.number(0, 6):
            case 0:
                return m.Consecutive(self.comparison(), choose.number(2, 3))
            case 1:
                many = choose.number(2, 4)
                return m.InLast(self.comparison(), choose.number(1, many), many)
            case 2:
                return m.AnyTime(self.comparison())
            case 3 if choose.chance(5):
                window = self.window("score") if choose.chance(5) else self.window("revenue")
                assert isinstance(window, m.Window)
                bound = percent(85) if window.name == "score" else money(50_000)
                return m.Compare(window, choose.pick(["<", "<=", ">", ">="]), bound)
            case _:
                return self.comparison()

    def comparison(self) -> m.Cond:
        """A comparison of one figure."""
        choose = self.choose
        op = choose.pick(["<", "<=", ">", ">="])
        match choose.number(0, 7):
            case 0 | 1 | 2:
                return m.Compare(self.ref("score"), op, percent(choose.pick([70, 80, 90, 95])))
            case 3:
                return m.Compare(self.ref("revenue", "costs"), op, money(choose.pick(CUTS)))
            case 4:
                return m.Compare(
                    self.ref("headcount"), op, lit(choose.pick([10, 100]), "customers")
                )
            case 5:
                return m.Compare(self.ref("delay"), op, lit(choose.pick([7, 14, 30]), "days"))
            case 6:
                names = ("gold", "silver", "bronze")[choose.number(0, 2) :]
                self.ref("grade")
                return m.OneOf("grade", names, len(names) == 1 and choose.chance(5))
            case 7 if self.unknown and choose.chance(3):
                return m.Compare(self.ref("returned"), op, percent(20))
            case 7 if self.frame.period != "month" and choose.chance(3):
                return m.Compare(self.ref("quality"), op, percent(80))
            case _ if self.unknown and choose.chance(5):
                growth = m.Growth(self.ref("revenue", "costs").name, choose.number(1, 2))
                return m.Compare(growth, op, percent(5))
            case _:
                return m.Compare(self.ref("revenue"), op, self.ref("costs"))

    def place(self) -> m.Cond:
        """The place of the running period."""
        choose = self.choose
        match choose.number(0, 2):
            case 0:
                first, last = self.periods[0], self.periods[-1]
                whole_years = first.start == first.year and self.frame.year_starts is None
                whole_years = whole_years and (last.end.month, last.end.day) == _day_before(first)
                whole_years = whole_years and self.frame.period != "year"
                of = choose.pick(["term", "year"]) if whole_years else "term"
                return m.AtPlace(choose.pick(["first", "last"]), of)
            case 1 if self.frame.period != "year":
                return m.InMonth(choose.number(1, 12))
            case _:
                return m.FromDay(choose.pick(self.periods).start)

    def lasting_test(self) -> m.Cond:
        """A condition that holds after the term, given the highest figures."""
        choose = self.choose
        match choose.number(0, 3):
            case 0:
                self.needs_launch = True
                return m.Happened("launched")
            case 1:
                return m.FromDay(choose.pick(self.periods).start)
            case 2:
                return m.Compare(self.ref("revenue"), ">=", money(choose.pick(CUTS)))
            case _:
                return m.Compare(self.ref("score"), choose.pick([">", ">="]), percent(90))

    # ---- tables

    def base_and_table(self) -> tuple[m.Expr, m.Table, bool]:
        """A base, a table for it, and whether the base can be accumulated."""
        choose = self.choose
        kind = choose.pick(
            ["marginal", "marginal", "whole amount", "fixed", "interpolated", "name"]
        )
        if kind == "name":
            self.ref("grade")
            names: list[tuple[str | None, m.Expr]] = [
                (name, self.positive_amount()) for name in ("gold", "silver", "bronze")
            ]
            if choose.chance(5):
                names[choose.number(1, 2) :] = [(None, self.positive_amount())]
            return m.Ref("grade"), m.Table("by name", names=tuple(names)), False
        if kind in ("marginal", "whole amount") and choose.chance(2):
            return self.ref("headcount"), self.banded(kind, "customers", False), True
        if kind in ("marginal", "whole amount") or choose.chance(5):
            base: m.Expr = self.ref("revenue", "revenue", "costs", "net", "outcome", "blended")
            assert isinstance(base, m.Ref)
            signed = base.name in ("net", "outcome", "blended")
            if not signed and choose.chance(2):
                base = m.Op("+", base, self.ref("revenue", "costs"))
            if kind == "interpolated":
                return base, self.interpolated("money", "money", signed), True
            name = "fixed amounts" if kind == "fixed" else kind
            return base, self.banded(name, "money", signed), True
        units = {"score": "percent", "delay": "days", "headcount": "customers", "factor": "number"}
        name = choose.pick(list(units))
        if kind == "interpolated":
            return self.ref(name), self.interpolated(units[name], "money"), False
        return self.ref(name), self.banded("fixed amounts", units[name], False), False

    def banded(self, kind: str, unit: str, signed: bool) -> m.Table:
        """A table with bands."""
        choose = self.choose
        bands = []
        cuts: list[m.Expr] = [*self.cuts(unit, choose.number(0, 3))]
        if unit == "money" and len(cuts) == 1 and choose.chance(3):
            cuts = [self.parameter("allowance")]
        for cut in [*cuts, None]:
            entering = None
            if kind != "fixed amounts" and unit == "money" and choose.chance(3):
                entering = money(choose.number(0, 100) * 10)
            rate = self.band_rate(kind, unit)
            bands.append(m.Band(rate, cut, cut is not None and choose.chance(6), entering))
        below = choose.pick(["nothing", "mirrored"]) if signed else None
        return m.Table(kind, bands=tuple(bands), below_zero=below)

    def band_rate(self, kind: str, unit: str) -> m.Expr:
        choose = self.choose
        if kind == "fixed amounts":
            return money(choose.number(0, 500) * 10)
        if unit == "customers":
            return lit(Fraction(choose.number(0, 4000), 100), "per customer")
        if choose.chance(2):
            return self.parameter("rate")
        return lit(Fraction(choose.number(0, 400), 1000), "percent")

    def cuts(self, unit: str, count: int) -> list[m.Lit]:
        """Rising cut points."""
        first = self.choose.number(0, 2)
        values: dict[str, Sequence[Fraction]] = {
            "money": [Fraction(cut) for cut in CUTS],
            "percent": [Fraction(x, 100) for x in (50, 70, 80, 90, 95, 110)],
            "days": [Fraction(x) for x in (3, 7, 14, 30, 60, 90)],
            "customers": [Fraction(x) for x in (5, 10, 50, 100, 250, 500)],
            "number": [Fraction(x, 4) for x in (1, 2, 4, 5, 8, 10)],
        }
        return [m.Lit(value, unit) for value in values[unit][first : first + count]]

    def interpolated(self, unit: str, gives: str, signed: bool = False) -> m.Table:
        """A table of points."""
        choose = self.choose
        points = []
        for at in self.cuts(unit, choose.number(2, 4)):
            height = choose.number(0, 30)
            points.append((at, money(height * 50) if gives == "money" else percent(height * 5)))
        below = choose.pick(["nothing", "mirrored"]) if signed else None
        continued = gives == "money" and choose.chance(4)
        return m.Table("interpolated", points=tuple(points), continued=continued, below_zero=below)

    # ---- figures

    def figure(self, metric: m.Metric) -> Fraction | str:
        """A figure for a reported metric: often one of the cut points, or close to one."""
        choose = self.choose
        match metric.unit:
            case "money":
                sign = -1 if metric.low is None and choose.chance(4) else 1
                if choose.chance(4):
                    near = Fraction(choose.number(-1, 1), 100)
                    return sign * (choose.pick(CUTS) + near)
                if choose.chance(1):
                    return Fraction(0)
                return sign * Fraction(choose.number(0, 12_000_000), 100)
            case "percent":
                if choose.chance(4):
                    return Fraction(choose.pick([70, 80, 90, 95]), 100)
                return Fraction(choose.number(0, 300), 200)
            case "customers":
                return Fraction(choose.pick([0, 5, 10, 11, 100, choose.number(0, 600)]))
            case "days":
                return Fraction(choose.pick([7, 14, 15, 30, choose.number(0, 100)]))
            case "grade":
                return choose.pick(["gold", "silver", "bronze"])
            case _:
                return Fraction(choose.number(0, 60), 20)

    def highest(self, metric: m.Metric) -> Fraction | str:
        """The figure of every period after the term."""
        return metric.high if metric.high is not None else self.figure(metric)


def _day_before(first: Period) -> tuple[int, int]:
    """The month and day on which years that start with *first* end."""
    ends = date.fromordinal(date(2027, first.start.month, first.start.day).toordinal() - 1)
    return ends.month, ends.day
