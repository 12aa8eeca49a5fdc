"""Payments, whose lines stand in the order in which they are carried out."""

from typing import TypeAlias

from milestonelang import records
from milestonelang.syntax.ast.base import Name, Node, Ref, Text
from milestonelang.syntax.ast.expressions import Expr, Within
from milestonelang.syntax.ast.notes import Note
from milestonelang.syntax.ast.tables import Band, Table
from milestonelang.syntax.ast.words import (
    Accumulation,
    AmountBelowZero,
    ForfeitureTest,
    Frequency,
    Recovery,
    RoundingMode,
    TimeUnit,
    VestingTest,
    Window,
)

# ---- who pays whom


@records.frozen
class PaysEach(Node):
    """`company pays partner each quarter`."""

    payer: Name
    payee: Name
    each: TimeUnit


@records.frozen
class GrantsEach(Node):
    """`company grants partner shares each quarter`, `… grants partner "the badge" each year`."""

    grantor: Name
    grantee: Name
    granted: Name | Text
    each: TimeUnit


# ---- the pipeline


@records.frozen
class Amount(Node):
    """`amount 2% of net_revenue`."""

    amount: Expr


@records.frozen
class On(Node):
    """`on net_revenue [accumulated yearly]`; a table follows."""

    base: Expr
    accumulated: Accumulation | None
    bands: tuple[Band, ...] = ()
    """Bands that stand below it without a word on how they are used, which the check refuses."""


@records.frozen
class FirstOf(Node):
    """The first line of a metric's block: `sum of billing.amount where billing.kind is invoice`."""

    amount: Expr


@records.frozen
class Times(Node):
    """`times retention_scale(retention)`."""

    factor: Expr


@records.frozen
class DividedBy(Node):
    """`divided by seats`."""

    divisor: Expr


@records.frozen
class Plus(Node):
    """`plus X [, never above Y] [, rest into fund]`."""

    amount: Expr
    never_above: Expr | None
    rest_into: Ref | None


@records.frozen
class Less(Node):
    """`less X [, never below Y] [, rest into fund]`."""

    amount: Expr
    never_below: Expr | None
    rest_into: Ref | None


@records.frozen
class LessFrom(Node):
    """`less from fund [, never below Y]`."""

    balance: Ref
    never_below: Expr | None


@records.frozen
class PlusFrom(Node):
    """`plus from fund`."""

    balance: Ref


@records.frozen
class OnlyIf(Node):
    """`only if discount_rate <= 15%`, also over a block of conditions."""

    condition: Expr


@records.frozen
class OnlyExcess(Node):
    """`only the excess over X [per year | over the term]`."""

    over: Expr
    window: Window | None


@records.frozen
class CarriedForward(Node):
    """`, excess carried forward`."""


@records.frozen
class Into(Node):
    """`, excess into fund`, `, shortfall into fund`."""

    balance: Ref


@records.frozen
class AtMost(Node):
    """`at most USD 90,000 per year [, excess carried forward | , excess into fund]`."""

    amount: Expr
    window: Window
    excess: CarriedForward | Into | None


@records.frozen
class AtLeast(Node):
    """`at least USD 5,000 per quarter [, shortfall into fund]`."""

    amount: Expr
    window: Window
    shortfall: Into | None


@records.frozen
class BelowZero(Node):
    """`below zero, owed back`, `below zero, carried forward`."""

    fate: AmountBelowZero


@records.frozen
class ProratedByDays(Node):
    """`prorated by days`, as a line."""


@records.frozen
class NotProrated(Node):
    """`not prorated`: a stub period is paid as a whole one."""


@records.frozen
class RoundedTo(Node):
    """`rounded half up to USD 1`, of a payment or the contract; no unit stands for `the cent`."""

    mode: RoundingMode
    unit: Expr | None


@records.frozen
class ForEachRow(Node):
    """`for each row of deals [by closed_on] [where C]` and a block of payment lines."""

    source: Ref
    by: Name | None
    where: Expr | None
    lines: tuple["PaymentLine", ...]


@records.frozen
class ShownAtEdges(Node):
    """`shown at its edges`: the document prints a worked line at each cut."""


# ---- settlement


@records.frozen
class ReleasedAfter(Node):
    """`released after 2 quarters`."""

    duration: Expr


@records.frozen
class ReleasedWhen(Node):
    """`released when C`."""

    condition: Expr


@records.frozen
class ReleasedInParts(Node):
    """`released 50% when C, the rest when D`."""

    share: Expr
    condition: Expr
    rest_condition: Expr


@records.frozen
class Forfeiture(Node):
    """`forfeited at release if C`, `forfeited at any time before release if C`."""

    test: ForfeitureTest | None
    """None where the line does not say, which the check refuses."""
    condition: Expr


@records.frozen
class HoldBack(Node):
    """`hold back 10%, released after 2 quarters, forfeited at release if retention < 75%`."""

    share: Expr
    release: ReleasedAfter | ReleasedWhen | ReleasedInParts
    forfeiture: Forfeiture | None


@records.frozen
class VestingCondition(Node):
    """`while C`, `delayed until C`."""

    test: VestingTest
    condition: Expr


@records.frozen
class Vests(Node):
    """`vests over 16 quarters [from DATE] [, nothing before 4 quarters] [, while C]`."""

    over: Expr
    start: Expr | None
    nothing_before: Expr | None
    condition: VestingCondition | None


@records.frozen
class ClawsBack(Node):
    """`claws back 50% of the last 2 quarters if C, recovered by set off`."""

    share: Expr
    count: int
    unit: TimeUnit
    condition: Expr
    recovery: Recovery | None


@records.frozen
class ClawsBackAmount(Node):
    """`claws back the amount X if C, recovered by invoice`."""

    amount: Expr
    condition: Expr
    recovery: Recovery | None


@records.frozen
class Due(Node):
    """`due within 30 days of the end of the quarter`."""

    within: Within


@records.frozen
class LateInterest(Node):
    """`late interest 8% per year, actual days over 365, simple`, or `compounded yearly`."""

    rate: Expr
    per: TimeUnit
    days_over: int | None
    """365 or 360; None where the line does not say."""
    is_simple: bool | None
    """None where the line does not say."""
    compounded: Frequency | None


PipelineLine: TypeAlias = (
    Amount
    | On
    | Table
    | FirstOf
    | Times
    | DividedBy
    | Plus
    | Less
    | LessFrom
    | PlusFrom
    | OnlyIf
    | OnlyExcess
    | AtMost
    | AtLeast
    | BelowZero
    | ProratedByDays
    | NotProrated
    | RoundedTo
)
SettlementLine: TypeAlias = HoldBack | Vests | ClawsBack | ClawsBackAmount | Due | LateInterest
PaymentLine: TypeAlias = (
    PaysEach | GrantsEach | PipelineLine | ForEachRow | ShownAtEdges | SettlementLine | Note
)


@records.frozen
class Payment(Node):
    """`payment base_commission "Base Commission"`; its lines are carried out in their order."""

    name: Name
    title: Text
    lines: tuple[PaymentLine, ...]
