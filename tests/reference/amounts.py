"""Amounts and conditions of a drawn contract, as plain values.

They are `Fraction`: money in its major unit, a percentage as a part of one, counts and days as they
are. A choice is its name. A condition is an expression too.
"""

from dataclasses import dataclass
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
