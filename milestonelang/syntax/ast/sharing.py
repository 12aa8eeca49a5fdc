"""What goes across payments: limits, balances and splits."""

from typing import TypeAlias

from milestonelang import records
from milestonelang.syntax.ast.base import Name, Node, Ref, Text
from milestonelang.syntax.ast.expressions import Expr
from milestonelang.syntax.ast.notes import Note
from milestonelang.syntax.ast.types import TypeExpr
from milestonelang.syntax.ast.words import (
    Bound,
    RemainderTo,
    Sharing,
    StepWord,
    Window,
)

# ---- limits


@records.frozen
class LimitRule(Node):
    """`base_commission + retention_bonus at most USD 90,000 per year, pro rata`."""

    payments: tuple[Ref, ...]
    bound: Bound
    amount: Expr
    window: Window
    sharing: Sharing | None


LimitLine: TypeAlias = LimitRule | Note


@records.frozen
class Limit(Node):
    """`limit overall "Overall Cap"`."""

    name: Name
    title: Text
    lines: tuple[LimitLine, ...]


# ---- balances


@records.frozen
class OpensAt(Node):
    """`opens at USD 1,000`."""

    amount: Expr


@records.frozen
class AddsTo(Node):
    """`adds 2% of net_revenue [if C]`."""

    amount: Expr
    condition: Expr | None


@records.frozen
class Takes(Node):
    """`takes marketing_spend [if C]`."""

    amount: Expr
    condition: Expr | None


@records.frozen
class Becomes(Node):
    """`becomes USD 0 [if C]`."""

    amount: Expr
    condition: Expr | None


@records.frozen
class BalanceAtMost(Node):
    """`at most USD 100,000 [if C]`."""

    amount: Expr
    condition: Expr | None


@records.frozen
class MayFallBelowZero(Node):
    """`may fall below zero`."""


@records.frozen
class ExpiresAfter(Node):
    """`expires after 2 years, oldest first`."""

    duration: Expr


@records.frozen
class ExpiresOn(Node):
    """`expires on 2027-12-31`."""

    date: Expr


BalanceLine: TypeAlias = (
    OpensAt
    | AddsTo
    | Takes
    | Becomes
    | BalanceAtMost
    | MayFallBelowZero
    | ExpiresAfter
    | ExpiresOn
    | Note
)


@records.frozen
class Balance(Node):
    """`balance fund "Marketing Fund" is money`."""

    name: Name
    title: Text
    type: TypeExpr
    lines: tuple[BalanceLine, ...]


# ---- splits


@records.frozen
class SplitOf(Node):
    """`of base_royalty`: the amount that is shared."""

    amount: Expr


@records.frozen
class PartyShare(Node):
    """`80% to partner`, or in a proportion `partner_sales to partner`."""

    share: Expr | None
    """None where the party takes all of the step: `first to partner up to X`."""
    party: Name


@records.frozen
class FixedShares(Node):
    """`first to A up to X over the term`, `then 80% to A and 20% to B`, `60% to A and 40% to B`."""

    shares: tuple[PartyShare, ...]
    up_to: Expr | None
    window: Window | None
    """What `up_to` is measured over; None without one, and where the line does not say."""
    opening: StepWord | None = records.field(default=None, eq=False)


@records.frozen
class InProportion(Node):
    """`then in proportion to a_sales to partner and b_sales to agent [up to X over the term]`."""

    shares: tuple[PartyShare, ...]
    up_to: Expr | None
    window: Window | None
    opening: StepWord | None = records.field(default=None, eq=False)


@records.frozen
class RestTo(Node):
    """`the rest to company`."""

    party: Name


@records.frozen
class Remainder(Node):
    """`remainder to the largest fractions`, `remainder to partner`: who gets the last cents."""

    to: Name | RemainderTo


SplitLine: TypeAlias = SplitOf | FixedShares | InProportion | RestTo | Remainder | Note


@records.frozen
class Split(Node):
    """`split royalty_shares "Royalty Shares"`."""

    name: Name
    title: Text
    lines: tuple[SplitLine, ...]
