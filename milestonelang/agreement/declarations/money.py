"""Declarations that move money or units: payments, limits, balances, splits."""

from enum import Enum

from milestonelang import records
from milestonelang.agreement.declarations.base import Declared, Words
from milestonelang.agreement.expressions import Expr, Unit
from milestonelang.agreement.lines import Due, LateInterest, Line, SettlementLine, Step
from milestonelang.types import Type


@records.frozen(kw_only=True)
class Grants(Line):
    """What a payment or milestone grants instead of money: units or a described benefit."""

    unit: str | None
    benefit: Words


@records.frozen(kw_only=True)
class Payment(Declared):
    """`payment`. *steps* give the entitlement, *settlement* what becomes of it.

    *every* is how often it is paid; never more often than the contract settles. *type* is money or
    a count. *due* is written out from the contract where the payment has none of its own.
    """

    payer: str
    payee: str
    every: Unit
    type: Type
    grants: Grants | None
    steps: tuple[Step, ...]
    settlement: tuple[SettlementLine, ...]
    due: Due | None
    late_interest: LateInterest | None
    shown_at_edges: bool


class Sharing(Enum):
    """How a limit is shared."""

    PRO_RATA = "pro rata"
    IN_ORDER = "in this order"


@records.frozen(kw_only=True)
class LimitRule(Line):
    """A further line of a limit, on what the lines before it left."""

    payments: tuple[str, ...]
    at_least: bool
    amount: Expr
    window: Unit
    sharing: Sharing


@records.frozen(kw_only=True)
class Limit(Declared):
    """`limit`: `a + b at most X per year, pro rata`. It is its own first rule."""

    payments: tuple[str, ...]
    at_least: bool
    amount: Expr
    window: Unit
    sharing: Sharing
    further: tuple[LimitRule, ...] = ()

    @property
    def rules(self) -> "tuple[Limit | LimitRule, ...]":
        """Its rules in the order written: itself, then the further ones."""
        return (self, *self.further)


class Movement(Enum):
    """What a line of a balance does."""

    ADDS = "adds"
    TAKES = "takes"
    BECOMES = "becomes"


@records.frozen(kw_only=True)
class BalanceLine(Line):
    """`adds EXPR [if C] [, at most X]`."""

    movement: Movement
    value: Expr
    condition: Expr | None
    at_most: Expr | None


@records.frozen(kw_only=True)
class Balance(Declared):
    """`balance`."""

    type: Type
    opens_at: Expr | None
    lines: tuple[BalanceLine, ...]
    at_most: Expr | None
    may_fall_below_zero: bool
    expires_after: tuple[int, Unit] | None
    expires_on: int | None


@records.frozen(kw_only=True)
class Share(Line):
    """One line of a split: a fixed amount first, shares, a proportion, or the rest."""

    parties: tuple[str, ...]
    shares: tuple[Expr, ...]
    up_to: Expr | None
    window: Unit | None
    proportion: tuple[Expr, ...]
    rest: bool


@records.frozen(kw_only=True)
class Split(Declared):
    """`split`. *of* is the payment that *amount* reads, empty where it is another amount."""

    of: str
    lines: tuple[Share, ...]
    leftover: str
    amount: Expr | None = None
