"""A drawn contract and its data, as plain values.

These classes are the reference computation's own and know nothing of the compiler. Amounts are
`Fraction`: money in its major unit, a percentage as a part of one, counts and days as they are. A
choice is its name. A condition is an expression too.
"""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

# ---- amounts


@dataclass(frozen=True)
class Lit:
    """A literal; *unit* is money, percent, number, customers, days, points or per customer."""

    value: Fraction
    unit: str


@dataclass(frozen=True)
class Ref:
    """A metric, a parameter or a payment (its rounded entitlement)."""

    name: str


@dataclass(frozen=True)
class BalanceOf:
    """A balance, at the start of the period or after its movements."""

    name: str
    at_end: bool = False


@dataclass(frozen=True)
class HeldOf:
    """`p held`: what is held back of a payment in the period."""

    name: str


@dataclass(frozen=True)
class Op:
    """`left op right`; *op* is one of + - * / of."""

    op: str
    left: "Expr"
    right: "Expr"


@dataclass(frozen=True)
class Extreme:
    """`the lesser of …`, `the greater of …`."""

    which: str
    items: "tuple[Expr, ...]"


@dataclass(frozen=True)
class Excess:
    """`the excess of a over b`."""

    amount: "Expr"
    over: "Expr"


@dataclass(frozen=True)
class Whole:
    """`the number of full / started s in x`."""

    size: "Expr"
    amount: "Expr"
    started: bool


@dataclass(frozen=True)
class Choose:
    """`x if C, otherwise y`."""

    then: "Expr"
    condition: "Cond"
    otherwise: "Expr"


@dataclass(frozen=True)
class RoundTo:
    """`x rounded half up to USD 100.00`."""

    amount: "Expr"
    mode: str
    unit: Fraction


@dataclass(frozen=True)
class ByDays:
    """`x prorated by days`."""

    amount: "Expr"


@dataclass(frozen=True)
class Earlier:
    """`m 2 quarters earlier`."""

    name: str
    periods: int


@dataclass(frozen=True)
class Growth:
    """`growth of m over 2 quarters`."""

    name: str
    periods: int


@dataclass(frozen=True)
class Baseline:
    """`baseline of m`."""

    name: str


@dataclass(frozen=True)
class Window:
    """`sum of m over the last 4 quarters [or as many as there are]`.

    *kind* is `last`, `year`, `date` or `previous year`; *periods* belongs to `last`.
    """

    aggregate: str
    name: str
    kind: str
    periods: int = 0
    as_many: bool = False


@dataclass(frozen=True)
class Compound:
    """`x compounded at R for N`."""

    amount: "Expr"
    rate: Fraction
    times: int


@dataclass(frozen=True)
class Apply:
    """`curve(x)`."""

    schedule: str
    amount: "Expr"


Expr = (
    Lit
    | Ref
    | BalanceOf
    | HeldOf
    | Op
    | Extreme
    | Excess
    | Whole
    | Choose
    | RoundTo
    | ByDays
    | Earlier
    | Growth
    | Baseline
    | Window
    | Compound
    | Apply
)


# ---- conditions


@dataclass(frozen=True)
class Compare:
    """`left op right`; *op* is one of < <= > >=."""

    left: Expr
    op: str
    right: Expr


@dataclass(frozen=True)
class OneOf:
    """`grade is gold`, `grade is not gold`, `grade is one of (gold, silver)`."""

    name: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Both:
    """`(a) and (b)`, or an `all of` block."""

    items: "tuple[Cond, ...]"


@dataclass(frozen=True)
class Either:
    """`(a) or (b)`, or an `any of` block."""

    items: "tuple[Cond, ...]"


@dataclass(frozen=True)
class Not:
    """`not (a)`."""

    item: "Cond"


@dataclass(frozen=True)
class Consecutive:
    """`(c) for 2 consecutive quarters`."""

    item: "Cond"
    periods: int


@dataclass(frozen=True)
class InLast:
    """`(c) in 2 of the last 4 quarters`."""

    item: "Cond"
    times: int
    periods: int


@dataclass(frozen=True)
class AnyTime:
    """`(c) at any time to date`."""

    item: "Cond"


@dataclass(frozen=True)
class InState:
    """`shock is active`, `launch_bonus is missed`."""

    name: str
    state: str


@dataclass(frozen=True)
class Happened:
    """`launched is true`."""

    event: str


@dataclass(frozen=True)
class Known:
    """`revenue is known`."""

    name: str


@dataclass(frozen=True)
class AtPlace:
    """`in the first quarter of the year`; *edge* first or last, *of* year or term."""

    edge: str
    of: str


@dataclass(frozen=True)
class InMonth:
    """`in July`."""

    month: int


@dataclass(frozen=True)
class FromDay:
    """`from 2027-01-01`."""

    day: date


Cond = (
    Compare
    | OneOf
    | Both
    | Either
    | Not
    | Consecutive
    | InLast
    | AnyTime
    | InState
    | Happened
    | Known
    | AtPlace
    | InMonth
    | FromDay
)


# ---- tables


@dataclass(frozen=True)
class Band:
    """`10% up to USD 500.00, plus USD 50.00 on entering`; *cut* is None for `beyond`."""

    rate: Expr
    cut: Expr | None
    includes_cut: bool = True
    on_entering: Expr | None = None


@dataclass(frozen=True)
class Table:
    """A table; *kind* is marginal, whole amount, fixed amounts, interpolated or by name.

    *points* are (at, gives); *names* are (name or None for `otherwise`, gives).
    """

    kind: str
    bands: tuple[Band, ...] = ()
    points: tuple[tuple[Expr, Expr], ...] = ()
    names: tuple[tuple[str | None, Expr], ...] = ()
    continued: bool = False
    below_zero: str | None = None  # nothing, mirrored


# ---- lines of a payment


@dataclass(frozen=True)
class Amount:
    """`amount EXPR`."""

    value: Expr


@dataclass(frozen=True)
class On:
    """`on EXPR [accumulated yearly / over the term]` and its table."""

    base: Expr
    accumulated: str | None  # year, term
    table: Table


@dataclass(frozen=True)
class Times:
    """`times EXPR`."""

    value: Expr


@dataclass(frozen=True)
class Plus:
    """`plus EXPR [, never above EXPR]`."""

    value: Expr
    never_above: Expr | None = None


@dataclass(frozen=True)
class Less:
    """`less EXPR [, never below EXPR] [, rest into B]`."""

    value: Expr
    never_below: Expr | None = None
    rest_into: str | None = None


@dataclass(frozen=True)
class OnlyIf:
    """`only if COND`."""

    condition: Cond


@dataclass(frozen=True)
class OnlyExcess:
    """`only the excess over EXPR [per year / over the term]`; *window* period, year, term."""

    over: Expr
    window: str


@dataclass(frozen=True)
class FromBalance:
    """`less from B [, never below EXPR]`, `plus from B`."""

    balance: str
    plus: bool
    never_below: Expr | None = None


@dataclass(frozen=True)
class AtMost:
    """`at most EXPR per year [, excess carried forward / into B]`; *excess* lost, carried or B."""

    limit: Expr
    window: str
    carried: bool = False
    excess_into: str | None = None


@dataclass(frozen=True)
class AtLeast:
    """`at least EXPR per year [, shortfall into B]`."""

    minimum: Expr
    window: str
    shortfall_into: str | None = None


@dataclass(frozen=True)
class BelowZero:
    """`below zero, owed back`, `below zero, carried forward`."""

    carried: bool


@dataclass(frozen=True)
class Prorated:
    """`prorated by days`, `not prorated`."""

    by_days: bool


@dataclass(frozen=True)
class RoundedLine:
    """`rounded half up to USD 1.00`."""

    mode: str
    unit: Fraction


Line = (
    Amount
    | On
    | Times
    | Plus
    | Less
    | OnlyIf
    | OnlyExcess
    | FromBalance
    | AtMost
    | AtLeast
    | BelowZero
    | Prorated
    | RoundedLine
)


# ---- settlement lines


@dataclass(frozen=True)
class HoldBack:
    """`hold back P%, released after N quarters [, forfeited at release if C]`.

    With *first* set: `released P% when C, the rest when D`, and *periods* is 0.
    """

    share: Expr
    periods: int = 0
    forfeited: str | None = None  # at release, at any time before release
    forfeited_if: Cond | None = None
    first: Fraction | None = None
    first_when: Cond | None = None
    rest_when: Cond | None = None


@dataclass(frozen=True)
class Vests:
    """`vests over N quarters [from DATE] [, nothing before M quarters] [while C]`.

    Or `delayed until C` in place of `while C`.
    """

    periods: int
    from_day: date | None = None
    nothing_before: int = 0
    condition: Cond | None = None
    delayed: bool = False


@dataclass(frozen=True)
class ClawsBack:
    """`claws back P% of the last N quarters if C, recovered by set off`, or `the amount EXPR`."""

    condition: Cond
    by_invoice: bool
    share: Expr | None = None
    periods: int = 0
    amount: Expr | None = None


Settlement = HoldBack | Vests | ClawsBack


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
    """*every* is month, quarter or year; *grants* says that it gives points and no money."""

    name: str
    payer: str
    payee: str
    every: str
    lines: tuple[Line, ...]
    settlement: tuple[Settlement, ...] = ()
    grants: bool = False

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


@dataclass(frozen=True)
class Sale:
    """A row of the source `sales`."""

    customer: str
    day: date
    kind: str
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
