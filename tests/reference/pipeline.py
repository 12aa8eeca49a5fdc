"""Tables, the lines of a payment, and what becomes of its entitlement, as plain values."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.reference.amounts import Cond, Expr

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
