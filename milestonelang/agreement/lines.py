"""The lines of blocks in a checked contract: tables, steps of payments and metrics, settlement.

Each line is one rule, carries the span of its source and an id, and prints as one sentence.
"""

from enum import Enum
from fractions import Fraction

from milestonelang import records
from milestonelang.agreement.expressions import Expr, NodeId, RoundingMode, Unit
from milestonelang.source import Span


@records.frozen(kw_only=True)
class Line:
    """What every line and declaration carries."""

    span: Span = records.field(eq=False, repr=False)
    id: NodeId = records.field(eq=False, repr=False)


@records.frozen(kw_only=True)
class Rounding:
    """How amounts are rounded: to a multiple of *unit* of the amount (0.01 of a dollar)."""

    mode: RoundingMode
    unit: Fraction


# ---- tables


class TableKind(Enum):
    """The readings of a table."""

    MARGINAL = "at marginal rates"
    WHOLE_AMOUNT = "at whole amount rates"
    FIXED_AMOUNTS = "at fixed amounts"
    INTERPOLATED = "interpolated"
    BY_NAME = "by name"


class BelowZero(Enum):
    """What a table gives for a negative base."""

    IMPOSSIBLE = "the base is never negative"
    NOTHING = "nothing below zero"
    MIRRORED = "mirrored below zero"


@records.frozen
class Band(Line):
    """`10% up to USD 1,000,000, plus USD 500 on entering`. *cut* is None for `beyond`.

    *includes_cut* is true for `up to`, false for `below`. *rate* is an amount at fixed amounts.
    """

    rate: Expr
    cut: Expr | None
    includes_cut: bool
    on_entering: Expr | None


@records.frozen
class Point(Line):
    """`90% gives 100%`."""

    at: Expr
    gives: Expr


@records.frozen
class NamedRow(Line):
    """`12% for gold` in a table `by name`; *name* is None for `otherwise`."""

    name: str | None
    gives: Expr


@records.frozen
class Table(Line):
    """A table: *bands* for the three kinds with bands, *points* interpolated, *rows* by name."""

    kind: TableKind
    bands: tuple[Band, ...] = ()
    points: tuple[Point, ...] = ()
    rows: tuple[NamedRow, ...] = ()
    continued_outside: bool = False
    below_zero: BelowZero = BelowZero.IMPOSSIBLE


# ---- steps: each takes an amount and gives an amount


class Accumulation(Enum):
    """The running total to which a table is applied."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    TERM = "over the term"


@records.frozen
class Amount(Line):
    """`amount EXPR`, and the first line of a metric's block."""

    value: Expr


@records.frozen
class On(Line):
    """`on EXPR [accumulated yearly]` and its table."""

    base: Expr
    accumulated: Accumulation | None
    table: Table


@records.frozen
class Times(Line):
    """`times EXPR`."""

    factor: Expr


@records.frozen
class DividedBy(Line):
    """`divided by EXPR`, in a metric's block."""

    divisor: Expr


@records.frozen
class Plus(Line):
    """`plus EXPR [, never above Y]`."""

    value: Expr
    never_above: Expr | None = None


@records.frozen
class Less(Line):
    """`less EXPR [, never below Y] [, rest into B]`."""

    value: Expr
    never_below: Expr | None = None
    rest_into: str | None = None


@records.frozen
class PlusFromBalance(Line):
    """`plus from B`: all that balance B holds."""

    balance: str


@records.frozen
class LessFromBalance(Line):
    """`less from B [, never below Y]`: what balance B holds, as far as the amount or Y reaches."""

    balance: str
    never_below: Expr | None = None


@records.frozen
class OnlyIf(Line):
    """`only if COND`."""

    condition: Expr


@records.frozen
class OnlyExcess(Line):
    """`only the excess over X [per year / over the term]`; *window* is PERIOD without words."""

    over: Expr
    window: Unit


class Overflow(Enum):
    """What happens with the part above a maximum."""

    LOST = "lost"
    CARRIED = "excess carried forward"
    INTO_BALANCE = "excess into"


@records.frozen
class AtMost(Line):
    """`at most X per year [, excess carried forward / into B]`. *window*: ROW is `per_row`."""

    limit: Expr
    window: Unit
    overflow: Overflow = Overflow.LOST
    balance: str | None = None
    per_row: bool = False


@records.frozen
class AtLeast(Line):
    """`at least X per year [, shortfall into B]`."""

    minimum: Expr
    window: Unit
    shortfall_into: str | None = None
    per_row: bool = False


class Negative(Enum):
    """What happens with a negative amount."""

    OWED_BACK = "owed back"
    CARRIED = "carried forward"


@records.frozen
class BelowZeroLine(Line):
    """`below zero, owed back`."""

    negative: Negative


@records.frozen
class ProratedByDays(Line):
    """`prorated by days`."""


@records.frozen
class NotProrated(Line):
    """`not prorated`: a stub period counts as a full one."""


@records.frozen
class RoundedLine(Line):
    """`rounded half up to USD 1`."""

    mode: RoundingMode
    unit: Expr


@records.frozen
class ForEachRow(Line):
    """`for each row of deals [by COLUMN] [where C]` and the lines carried out for each row.

    The amount the block gives is the sum over the rows dated (by *dated_by*) in the period.
    """

    source: str
    dated_by: str
    where: Expr | None
    steps: "tuple[Step, ...]"
    settlement: "tuple[SettlementLine, ...]"


Step = (
    Amount
    | On
    | Times
    | DividedBy
    | Plus
    | Less
    | PlusFromBalance
    | LessFromBalance
    | OnlyIf
    | OnlyExcess
    | AtMost
    | AtLeast
    | BelowZeroLine
    | ProratedByDays
    | NotProrated
    | RoundedLine
    | ForEachRow
)


# ---- settlement lines: after the entitlement is rounded


class ForfeitureTime(Enum):
    """When the condition of a forfeiture is tested."""

    AT_RELEASE = "at release"
    ANY_TIME = "at any time before release"


@records.frozen
class HoldBack(Line):
    """`hold back P%, released after N quarters [, forfeited at release if C]`.

    Or `hold back P%, released P% when C, the rest when D`: then *periods* is None and *parts* are
    the two releases, the second with share None; of `released when C` it is the only one.
    """

    share: Expr
    periods: int | None
    parts: "tuple[ReleasePart, ...]" = ()
    forfeited: ForfeitureTime | None = None
    forfeited_if: Expr | None = None


@records.frozen
class ReleasePart(Line):
    """`released 50% when C`; *share* is None for `the rest when D`."""

    share: Expr | None
    when: Expr


@records.frozen
class Vests(Line):
    """`vests over N quarters [from DATE] [, nothing before M] [while C / delayed until C]`."""

    periods: int
    from_date: int | None
    nothing_before: int | None
    condition: Expr | None
    delayed: bool


class Recovery(Enum):
    """How what is taken back is recovered."""

    SET_OFF = "set off"
    INVOICE = "invoice"


@records.frozen
class ClawsBack(Line):
    """`claws back P% of the last N quarters if C, recovered by set off`.

    Or `claws back the amount EXPR if C, …`: then *share* and *periods* are None.
    """

    condition: Expr
    recovery: Recovery
    share: Expr | None = None
    periods: int | None = None
    amount: Expr | None = None
    invoice_days: int | None = None


class DueFrom(Enum):
    """What the days of a due date run from."""

    END_OF_PERIOD = "the end of the period"
    STATEMENT = "the statement"
    EVENT = "an event"


@records.frozen
class Due(Line):
    """`due within N days of the end of the quarter / of the statement / of E`."""

    count: int
    unit: Unit
    of: DueFrom
    event: str | None = None


@records.frozen
class LateInterest(Line):
    """`late interest 8% per year, actual days over 365, simple`."""

    rate: Expr
    days_in_year: int


SettlementLine = HoldBack | Vests | ClawsBack


# ---- duties and effects


@records.frozen
class Owes(Line):
    """`on start, partner owes corrective_plan within 30 days`."""

    party: str
    obligation: str
    count: int
    unit: Unit


@records.frozen
class Reduced(Line):
    """`base_commission reduced by 50%`."""

    payments: tuple[str, ...]
    share: Expr


@records.frozen
class Suspended(Line):
    """`base_commission suspended`."""

    payments: tuple[str, ...]


@records.frozen
class LimitedTo(Line):
    """`base_commission at most X`."""

    payments: tuple[str, ...]
    limit: Expr


@records.frozen
class Deferred(Line):
    """`base_commission deferred until it ends`."""

    payments: tuple[str, ...]


@records.frozen
class ReplacedBy(Line):
    """`base_commission replaced by EXPR`."""

    payments: tuple[str, ...]
    value: Expr


Effect = Reduced | Suspended | LimitedTo | Deferred | ReplacedBy
