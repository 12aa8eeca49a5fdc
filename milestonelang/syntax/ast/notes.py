"""Lines that any declaration may carry, and the range that a metric or parameter may have."""

from typing import TypeAlias

from milestonelang import records
from milestonelang.syntax.ast.base import Node, Text
from milestonelang.syntax.ast.expressions import Expr


@records.frozen
class Means(Node):
    """`means "subscription fees invoiced to Partner-sourced customers"`."""

    text: Text


@records.frozen
class Because(Node):
    """`because "Gross bookings would reward volume that later churns."`"""

    text: Text


@records.frozen
class Accept(Node):
    """`accept MS0901 because "…"`: silences one advice."""

    code: str
    reason: Text


Note: TypeAlias = Means | Because | Accept


@records.frozen
class Range(Node):
    """`between USD 0 and USD 5,000,000 [in steps of USD 1,000]`."""

    low: Expr
    high: Expr
    step: Expr | None
