"""Strategies for whole contracts with their data.

A `Focus` says which parts of the language a family of draws dwells on. What is drawn is always a
contract that the language admits: names are declared, payments refer to earlier ones only, and a
payment that can be negative says what becomes of that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from tests.reference import model as m
from tests.reference.choosing import Chooser, choices
from tests.reference.draw_amounts import Pen, money, percent, points
from tests.reference.draw_data import draw_data, some_day
from tests.reference.periods import MONTHS, periods_of, span_of
from tests.untraced import untraced

THREE = ("company", "partner", "agent")
EFFECTS = ("reduced", "suspended", "at most", "deferred", "deferred", "replaced")
PERIOD_COUNTS = {"month": (3, 14), "quarter": (3, 9), "year": (2, 4)}


@dataclass(frozen=True)
class Focus:
    """What a family of draws dwells on, each in parts of ten."""

    tables: int = 3
    caps: int = 3
    balances: int = 1
    settlement: int = 2
    triggers: int = 2
    milestones: int = 1
    limits: int = 1
    stubs: int = 1
    splits: int = 0
    grants: int = 1
    gaps: int = 0  # figures that are not reported
    payments: int = 2  # at most so many
    lines: int = 4  # at most so many after the first


def contracts(focus: Focus) -> st.SearchStrategy[tuple[m.Contract, m.Data]]:
    """A contract and data for it."""
    return choices().map(lambda choose: Drawing(choose, focus).all())


class Drawing:
    """Draws one contract."""

    def __init__(self, choose: Chooser, focus: Focus) -> None:
        self.choose, self.focus = choose, focus

    @untraced
    def all(self) -> tuple[m.Contract, m.Data]:
        """The contract, then its data."""
        choose, focus = self.choose, self.focus
        frame = self.frame()
        self.periods = periods_of(frame)
        self.pen = pen = Pen(choose, frame, self.periods, unknown=focus.gaps > 0)
        balance_names = self.balance_names()
        triggers = ["shock", "slump"][: choose.number(1, 2) if choose.chance(focus.triggers) else 0]
        milestones = ["launch_bonus"] if choose.chance(focus.milestones) else []
        pen.balances = balance_names
        self.limited = focus.payments > 1 and choose.chance(focus.limits)
        found_milestones = tuple(self.milestone(name) for name in milestones)
        count = choose.number(2 if self.limited else 1, focus.payments)
        names = ["commission", "bonus", "rebate"][:count]
        self.grants = {name for name in names if not self.limited and choose.chance(focus.grants)}
        found_triggers = tuple(self.trigger(name, names) for name in triggers)
        pen.triggers, pen.milestones = triggers, milestones
        payments: list[m.Payment] = []
        for name in names:
            payments.append(self.payment(name, found_triggers))
            if not self.limited and name not in self.grants:
                pen.payments.append(name)
        pen.payments = [name for name in names if name not in self.grants]
        balances = tuple(self.balance(name) for name in balance_names)
        splits = self.splits(payments) if choose.chance(focus.splits) else ()
        schedules = pen.schedules()
        contract = m.Contract(
            name="drawn",
            start=frame.start,
            end=frame.end,
            period=frame.period,
            rounding=frame.rounding,
            year_starts=frame.year_starts,
            opposite_set_off=not splits and choose.chance(2),
            parties=("company", "partner", *(("agent",) if splits else ())),
            balances=balances,
            payments=tuple(payments),
            triggers=found_triggers,
            milestones=found_milestones,
            limits=self.limits(payments),
            splits=splits,
            events=("launched",),
            schedules=schedules,
            parameters=pen.parameters(),
            metrics=pen.metrics(),
        )
        return contract, draw_data(contract, pen, self.periods, focus.gaps)

    # ---- the frame

    def frame(self) -> m.Contract:
        """Term, periods, years and rounding."""
        choose = self.choose
        word = choose.pick(["quarter", "quarter", "quarter", "month", "month", "year"])
        months = MONTHS[word]
        count = choose.number(*PERIOD_COUNTS[word])
        first = choose.number(0, 12 // months - 1) * months + 1
        start = date(2026, first, 1)
        year_starts: tuple[int, int] | None = None
        if choose.chance(self.focus.stubs):
            start += timedelta(days=choose.number(0, 27))
        if start.day != 1 or choose.chance(2):
            year_starts = (choose.number(0, 12 // months - 1) * months + 1, 1)
        end = start
        for _ in range(count):
            end = span_of(end, word)[1] + timedelta(days=1)
        end -= timedelta(days=1)
        if choose.chance(self.focus.stubs):
            end -= timedelta(days=choose.number(0, 27))
        rounding = choose.pick(["half up", "half up", "half to even", "up", "down"])
        return m.Contract("drawn", start, end, word, rounding, year_starts, False, ())

    @property
    def stubs(self) -> bool:
        """Whether a period is not whole."""
        return any(period.days != period.whole_days for period in self.periods)

    def cut(self, every: str) -> bool:
        """Whether a period of a payment made each *every* is not whole."""
        frame = self.pen.frame
        if self.stubs or every == frame.period:
            return self.stubs
        first, last = span_of(frame.start, every)[0], span_of(frame.end, every)[1]
        return (first, last) != (frame.start, frame.end)

    def every(self) -> str:
        """How often a payment is made: as the contract settles, or less often where years allow."""
        words = ["month", "quarter", "year"]
        own = self.pen.frame.period
        months = (self.pen.frame.year_starts or (self.pen.frame.start.month, 1))[0]
        wider = words[words.index(own) + 1 :]
        wider = [word for word in wider if (months - 1) % MONTHS[word] == 0]
        if self.stubs or not wider or not self.choose.chance(2):
            return own
        return self.choose.pick(wider)

    # ---- payments

    def payment(self, name: str, triggers: Sequence[m.Trigger]) -> m.Payment:
        """One payment with its lines."""
        choose, focus = self.choose, self.focus
        payer, payee = "company", "partner"
        if not self.limited and choose.chance(2):
            payer, payee = payee, payer
        if name in self.grants:
            return self.grant(name, triggers)
        every = self.every()
        first = self.on() if choose.chance(focus.tables) else m.Amount(self.pen.amount(2))
        lines: list[m.Line] = [first]
        lines += [self.line() for _ in range(choose.number(0, focus.lines))]
        if self.cut(every):
            place = choose.number(1, len(lines))
            lines.insert(place, m.Prorated(choose.chance(5)))
        carried = choose.chance(4)
        place = len(lines) if choose.chance(7) else choose.number(1, len(lines))
        lines.insert(place, m.BelowZero(carried))
        if carried and place < len(lines) - 1:
            lines.append(m.BelowZero(False))
        settlement: tuple[m.Settlement, ...] = ()
        if choose.chance(focus.settlement):
            settlement = self.settlement(_deferred(name, triggers))
        return m.Payment(name, payer, payee, every, tuple(lines), settlement)

    def grant(self, name: str, triggers: Sequence[m.Trigger]) -> m.Payment:
        """A payment that grants points."""
        choose, pen, every = self.choose, self.pen, self.every()
        lines: list[m.Line] = [m.Amount(pen.grant())]
        for _ in range(choose.number(0, self.focus.lines)):
            window = choose.pick(["period", "year", "term"])
            count = points(choose.number(1, 60))
            menu: list[m.Line] = [
                m.AtMost(points(choose.number(60, 400)), window, choose.chance(4)),
                m.AtLeast(count, window),
                m.OnlyExcess(count, window),
                m.Plus(count),
                m.Less(count, points(0)),
            ]
            kind = choose.number(0, 6)
            if kind == 0:
                lines.append(m.Times(pen.factor()))
            else:
                lines.append(m.OnlyIf(pen.condition(1)) if kind == 1 else menu[kind - 2])
        if self.cut(every):
            lines.insert(choose.number(1, len(lines)), m.Prorated(choose.chance(5)))
        lines.append(m.BelowZero(True))
        settlement: list[m.Settlement] = [self.hold_back()] if choose.chance(4) else []
        if choose.chance(4) and not _deferred(name, triggers):
            settlement.append(self.vests())
        return m.Payment(
            name, "company", "partner", every, tuple(lines), tuple(settlement), grants=True
        )

    def on(self) -> m.On:
        """A table on a base."""
        base, table, adds_up = self.pen.base_and_table()
        windows = [None, "year", "year", "term"] if adds_up else [None]
        return m.On(base, self.choose.pick(windows), table)

    def line(self) -> m.Line:
        """Any line after the first."""
        choose, pen, focus = self.choose, self.pen, self.focus
        if choose.chance(focus.caps):
            return self.cap()
        if pen.balances and choose.chance(focus.balances):
            name, plus = choose.pick(pen.balances), choose.chance(5)
            below = pen.bound() if not plus and choose.chance(4) else None
            return m.FromBalance(name, plus, below)
        match choose.number(0, 6):
            case 0:
                return m.OnlyIf(pen.condition(2))
            case 1 | 2:
                return m.Times(pen.factor())
            case 3:
                above = pen.bound() if choose.chance(5) else None
                return m.Plus(pen.amount(1), above)
            case 4:
                below = pen.bound() if choose.chance(7) else None
                rest = pen.balances and below is not None and choose.chance(5)
                return m.Less(pen.amount(1), below, choose.pick(pen.balances) if rest else None)
            case 5:
                return m.OnlyExcess(pen.bound(), choose.pick(["period", "year", "term"]))
            case _:
                mode = choose.pick(["half up", "half to even", "up", "down"])
                return m.RoundedLine(mode, Fraction(choose.pick([1, 5, 10, 100])))

    def cap(self) -> m.Line:
        """A cap or a floor."""
        choose, pen = self.choose, self.pen
        window = choose.pick(["year", "year", "term", "period"])
        into = choose.pick(pen.balances) if pen.balances and choose.chance(5) else None
        if choose.chance(3):
            return m.AtLeast(money(choose.number(0, 50) * 100), window, into)
        # Not below a minimum over the same time: the compiler refuses that.
        limit = pen.share_of_figure() if choose.chance(4) else money(choose.number(50, 1000) * 100)
        return m.AtMost(limit, window, into is None and choose.chance(4), into)

    # ---- settlement

    def settlement(self, deferred: bool) -> tuple[m.Settlement, ...]:
        """Settlement lines in some order."""
        choose = self.choose
        lines: list[m.Settlement] = []
        if choose.chance(6):
            lines.append(self.hold_back())
        if not deferred and choose.chance(4):
            lines.append(self.vests())
        if not lines or choose.chance(5):
            lines.insert(choose.number(0, len(lines)), self.claws_back())
        return tuple(lines)

    def hold_back(self) -> m.HoldBack:
        choose, pen = self.choose, self.pen
        share = self.share()
        if choose.chance(3):
            first = Fraction(choose.number(1, 19), 20)
            return m.HoldBack(share, 0, None, None, first, pen.test(1), pen.test(1))
        when = choose.pick([None, "at release", "at any time before release"])
        condition = None if when is None else pen.test(1)
        return m.HoldBack(share, choose.number(1, 4), when, condition)

    def share(self) -> m.Expr:
        """A share that is held or clawed back."""
        if self.choose.chance(2):
            return self.pen.parameter("rate")
        return percent(self.choose.number(1, 20) * 5)

    def vests(self) -> m.Vests:
        choose, pen = self.choose, self.pen
        count = choose.number(1, 5)
        day = choose.pick(self.periods).start if choose.chance(3) else None
        before = choose.number(2, count) if count > 1 and choose.chance(3) else 0
        condition: m.Cond | None = None
        delayed = choose.chance(4)
        if choose.chance(4):
            condition = pen.lasting_test() if delayed else pen.figure_test()
        return m.Vests(count, day, before, condition, delayed and condition is not None)

    def claws_back(self) -> m.ClawsBack:
        choose, pen = self.choose, self.pen
        by_invoice = choose.chance(3)
        if choose.chance(3):
            return m.ClawsBack(pen.test(1), by_invoice, amount=pen.amount(1))
        share = self.share()
        return m.ClawsBack(pen.test(1), by_invoice, share, choose.number(1, 4))

    # ---- what acts on payments

    def trigger(self, name: str, payments: list[str]) -> m.Trigger:
        choose, pen = self.choose, self.pen
        effects: list[m.Effect] = []
        for payment in payments:
            if not effects or choose.chance(6):
                effects.append(self.effect(payment))
        lasts = choose.number(1, 2) if choose.chance(6) else None
        ends = pen.figure_test() if lasts is None or choose.chance(7) else None
        starts = pen.figure_test()
        if choose.chance(3):
            starts = m.Consecutive(starts, 2)
        return m.Trigger(name, starts, ends, lasts, choose.chance(3), tuple(effects))

    def effect(self, payment: str) -> m.Effect:
        choose, pen = self.choose, self.pen
        kind = choose.pick(EFFECTS)
        if payment in self.grants and kind in ("at most", "replaced"):
            kind = "suspended"
        match kind:
            case "reduced":
                return m.Effect(payment, "reduced", percent(choose.number(1, 19) * 5))
            case "at most":
                return m.Effect(payment, "at most", pen.bound())
            case "replaced":
                return m.Effect(payment, "replaced", pen.positive_amount())
            case _:
                return m.Effect(payment, kind)

    def milestone(self, name: str) -> m.Milestone:
        choose, pen = self.choose, self.pen
        low, high = pen.frame.start, pen.frame.end
        latest = some_day(choose, self.periods, choose.chance(6))
        before = latest < high and choose.chance(3)
        requires = "launched" if choose.chance(4) else None
        earliest: date | None = None
        if requires is None and not before and choose.chance(3) and latest > low:
            earliest = low + timedelta(days=choose.number(0, (latest - low).days - 1))
        condition = pen.figure_test()
        if choose.chance(3):
            condition = m.Consecutive(condition, 2)
        amount = pen.positive_amount()
        return m.Milestone(
            name,
            condition,
            earliest,
            latest,
            before,
            requires,
            "partner",
            "company",
            "partner",
            amount,
        )

    def splits(self, payments: list[m.Payment]) -> tuple[m.Split, ...]:
        """A split of the first payment in money, of which nothing comes back any more."""
        choose = self.choose
        at = next((k for k, each in enumerate(payments) if not each.grants), None)
        if at is None:
            return ()
        kept = tuple(line for line in payments[at].lines if not isinstance(line, m.BelowZero))
        payments[at] = replace(
            payments[at],
            lines=(*kept, m.BelowZero(True)),
            settlement=tuple(x for x in payments[at].settlement if not isinstance(x, m.ClawsBack)),
        )
        lines = [self.share_line(choose.pick(["first", "then", "then", "in proportion"]))]
        lines += [self.share_line("then") for _ in range(choose.number(0, 2))]
        lines.append(m.ShareLine("the rest", ((choose.pick(THREE), Fraction(1)),)))
        # Nothing stands after a line that leaves nothing.
        whole = next(k for k, x in enumerate(lines) if not x.alone and x.up_to is None)
        lines = lines[: whole + 1]
        named = dict.fromkeys(party for line in lines for party, _ in line.shares)
        words = ["the first", "the last", "the largest fractions"]
        remainder = choose.pick([*words, *words, *named])
        return (m.Split("division", payments[at].name, tuple(named), tuple(lines), remainder),)

    def share_line(self, kind: str) -> m.ShareLine:
        """Shares that make a whole, one that does not, or all of it up to a bound."""
        choose = self.choose
        bound = (
            money(choose.number(1, 3000) * 10).value
            if kind == "first" or choose.chance(3)
            else None
        )
        window = choose.pick(["period", "year", "term"])
        if kind == "first":
            return m.ShareLine(kind, ((choose.pick(THREE), Fraction(1)),), bound, window)
        if kind == "in proportion":
            weights = tuple((party, Fraction(choose.number(1, 9))) for party in THREE)
            return m.ShareLine(kind, weights, bound, window)
        share = Fraction(choose.number(1, 199), 200)
        one, other = choose.pick([THREE[:2], THREE[1:], (THREE[2], THREE[0])])
        if choose.chance(3):
            return m.ShareLine(kind, ((one, share),))
        return m.ShareLine(kind, ((one, share), (other, 1 - share)), bound, window)

    def limits(self, payments: Sequence[m.Payment]) -> tuple[m.Limit, ...]:
        """A limit over the payments."""
        if not self.limited:
            return ()
        choose = self.choose
        names = tuple(payment.name for payment in payments)
        if choose.chance(4):
            names = names[::-1]
        lines = []
        for at_least in choose.pick(
            [[False], [False], [True], [False, True], [False, False], [False, False, True]]
        ):
            amount = money(
                choose.number(0, 300) * 100 if at_least else choose.number(300, 3000) * 100
            )
            alike = len({payment.every for payment in payments}) == 1
            window = choose.pick(["period", "year", "term"] if alike else ["year", "term"])
            lines.append(m.Limit(names, at_least, amount, window, choose.chance(4)))
        return tuple(lines)

    # ---- balances

    def balance_names(self) -> list[str]:
        if not self.choose.chance(self.focus.balances * 2):
            return []
        return ["credit", "fund"][: self.choose.number(1, 2)]

    def balance(self, name: str) -> m.Balance:
        """A balance; what it may say beside depends on whether its lots expire."""
        choose, pen = self.choose, self.pen
        kind = choose.pick(["plain", "plain", "capped", "negative", "years", "day"])
        lines: list[tuple[str, m.Expr, m.Cond | None]] = []
        verbs = {"capped": ["adds"], "years": ["adds", "adds", "takes"]}
        for _ in range(choose.number(0, 2)):
            verb = choose.pick(verbs.get(kind, ["adds", "adds", "takes", "becomes"]))
            gate = pen.test(1) if choose.chance(5) else None
            lines.append((verb, pen.positive_amount(), gate))
        if kind == "capped":
            lines.append(("at most", money(choose.number(1, 100) * 100), None))
        bare = kind == "plain" and not lines
        opens = bare or (kind not in ("years", "capped") and choose.chance(5))
        return m.Balance(
            name,
            Fraction(choose.number(1, 100) * 50) if opens else None,
            tuple(lines),
            kind == "negative",
            choose.number(1, 2) if kind == "years" else None,
            choose.pick(self.periods).end if kind == "day" else None,
        )


def _deferred(name: str, triggers: Sequence[m.Trigger]) -> bool:
    """Whether a trigger puts the payment off."""
    effects = [effect for trigger in triggers for effect in trigger.effects]
    return any(effect.payment == name and effect.kind == "deferred" for effect in effects)


__all__ = ["Focus", "contracts"]
