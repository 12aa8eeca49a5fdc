"""A drawn contract and its data, as plain values.

These classes are the reference computation's own and know nothing of the compiler. Amounts and
conditions are in `amounts.py`, the lines of payments in `pipeline.py`; all have their names here.
"""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.reference.amounts import (
    AnyTime as AnyTime,
    Apply as Apply,
    AtPlace as AtPlace,
    BalanceOf as BalanceOf,
    Baseline as Baseline,
    Both as Both,
    ByDays as ByDays,
    Choose as Choose,
    Compare as Compare,
    Compound as Compound,
    Cond as Cond,
    Consecutive as Consecutive,
    Earlier as Earlier,
    Either as Either,
    Excess as Excess,
    Expr as Expr,
    Extreme as Extreme,
    FromDay as FromDay,
    Growth as Growth,
    Happened as Happened,
    HeldOf as HeldOf,
    InLast as InLast,
    InMonth as InMonth,
    InState as InState,
    Known as Known,
    Lit as Lit,
    Not as Not,
    OneOf as OneOf,
    Op as Op,
    Ref as Ref,
    RoundTo as RoundTo,
    Whole as Whole,
    Window as Window,
)
from tests.reference.pipeline import (
    Amount as Amount,
    AtLeast as AtLeast,
    AtMost as AtMost,
    Band as Band,
    BelowZero as BelowZero,
    ClawsBack as ClawsBack,
    FromBalance as FromBalance,
    HoldBack as HoldBack,
    Less as Less,
    Line as Line,
    On as On,
    OnlyExcess as OnlyExcess,
    OnlyIf as OnlyIf,
    Plus as Plus,
    Prorated as Prorated,
    RoundedLine as RoundedLine,
    Settlement as Settlement,
    Table as Table,
    Times as Times,
    Vests as Vests,
)

# ---- declarations


@dataclass(frozen=True)
class Parameter:
    """*values* are (value, from which day; None at first)."""

    name: str
    unit: str
    values: tuple[tuple[Fraction, date | None], ...]


@dataclass(frozen=True)
class Rows:
    """An aggregate over the rows of `sales`; *of* is a column, *kinds* and *least* the `where`."""

    aggregate: str  # sum, count, count distinct, average, median, highest, lowest, share
    of: str | None = None
    kinds: tuple[str, ...] = ()
    least: Fraction | None = None


@dataclass(frozen=True)
class Metric:
    """*steps* are (verb, what) of a computed one: verb first, plus, less, times or divided by.

    *rolls_up* is set for a figure reported each month: summed, averaged or at the end.
    """

    name: str
    unit: str  # money, percent, number, customers, days, grade
    steps: tuple[tuple[str, Rows | Expr], ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None
    baseline: Fraction | None = None
    rolls_up: str | None = None


@dataclass(frozen=True)
class Schedule:
    """*domain* and *gives* are units."""

    name: str
    domain: str
    gives: str
    table: Table


@dataclass(frozen=True)
class Balance:
    """*lines* are (verb, amount, condition); verb adds, takes, becomes or at most."""

    name: str
    opens_at: Fraction | None = None
    lines: tuple[tuple[str, Expr, Cond | None], ...] = ()
    may_fall_below_zero: bool = False
    expires_after_years: int | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class Payment:
    """*every* is month, quarter or year; *grants* says that it gives points and no money.

    *late* is the yearly rate of late interest, and the days by which it is divided.
    """

    name: str
    payer: str
    payee: str
    every: str
    lines: tuple[Line, ...]
    settlement: tuple[Settlement, ...] = ()
    grants: bool = False
    late: tuple[Fraction, int] | None = None

    @property
    def smallest(self) -> Fraction:
        """What amounts are rounded to: the cent, or a whole point."""
        return Fraction(1) if self.grants else Fraction(1, 100)


@dataclass(frozen=True)
class Effect:
    """*kind* is reduced, suspended, at most, deferred or replaced."""

    payment: str
    kind: str
    value: Expr | None = None


@dataclass(frozen=True)
class Trigger:
    """*duty* is (party, obligation, days) for `on start`."""

    name: str
    starts_when: Cond
    ends_when: Cond | None
    lasts: int | None
    from_next_period: bool
    effects: tuple[Effect, ...]
    duty: tuple[str, str, int] | None = None


@dataclass(frozen=True)
class Milestone:
    """*earliest* and *latest* are both days on which it can be achieved."""

    name: str
    condition: Cond
    earliest: date | None
    latest: date
    before: bool  # written `before` the day after *latest*
    requires: str | None
    required_from: str
    payer: str
    payee: str
    amount: Expr


@dataclass(frozen=True)
class Limit:
    """A `limit`."""

    payments: tuple[str, ...]
    at_least: bool
    amount: Expr
    window: str
    in_order: bool


@dataclass(frozen=True)
class ShareLine:
    """One line of a split: shares by percentage or by measure, all of it within a bound."""

    kind: str  # first, then, in proportion, the rest
    shares: tuple[tuple[str, Fraction], ...]
    up_to: Fraction | None = None
    window: str = "period"  # year, term

    @property
    def alone(self) -> bool:
        """One fixed share, which leaves the rest to the next line."""
        return self.kind == "then" and len(self.shares) == 1


@dataclass(frozen=True)
class Split:
    """A `split` of a payment. *remainder* is a party, or the words after `remainder to`."""

    name: str
    payment: str
    parties: tuple[str, ...]
    lines: tuple[ShareLine, ...]
    remainder: str


@dataclass(frozen=True)
class Obligation:
    """A duty that a trigger calls and an event evidences."""

    name: str
    evidenced_by: str


@dataclass(frozen=True)
class Disputes:
    """How statements are disputed; *interest* is that of a result."""

    days: int
    pays_undisputed: bool
    interest: Fraction | None


@dataclass(frozen=True)
class Contract:
    """A whole contract."""

    name: str
    start: date
    end: date
    period: str  # month, quarter, year
    rounding: str  # half up, half to even, up, down
    year_starts: tuple[int, int] | None  # month and day
    opposite_set_off: bool
    parties: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    metrics: tuple[Metric, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    events: tuple[str, ...] = ()
    balances: tuple[Balance, ...] = ()
    payments: tuple[Payment, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    limits: tuple[Limit, ...] = ()
    splits: tuple[Split, ...] = ()
    disputes: Disputes | None = None


@dataclass(frozen=True)
class Sale:
    """A row of the source `sales`."""

    customer: str
    day: date
    kind: str
    amount: Fraction


@dataclass(frozen=True)
class Fact:
    """A payment, a dispute or a resolution, of period *t* of the term or of none."""

    day: date
    kind: str
    subject: str
    t: int | None
    by: str
    amount: Fraction


@dataclass(frozen=True)
class Data:
    """*figures* has, for each reported metric, one value a period; None is an empty cell.

    *monthly* has one a month, for metrics that roll up.
    """

    figures: dict[str, tuple[Fraction | str | None, ...]] = field(default_factory=dict)
    monthly: dict[str, tuple[Fraction | None, ...]] = field(default_factory=dict)
    sales: tuple[Sale, ...] = ()
    evidence: tuple[tuple[date, str, str], ...] = ()  # day, event, by
    facts: tuple[Fact, ...] = ()
