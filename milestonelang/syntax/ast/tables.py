"""Tables of rates, applied to the base of a payment or to the argument of a schedule."""

from typing import TypeAlias

from milestonelang import records
from milestonelang.syntax.ast.base import Name, Node
from milestonelang.syntax.ast.expressions import Expr
from milestonelang.syntax.ast.words import BandEdge, BaseBelowZero, Method, Outside


@records.frozen
class Band(Node):
    """`8% up to USD 250,000`, `10% below X, plus USD 500 on entering`, `12% beyond`."""

    rate: Expr
    edge: BandEdge
    cut: Expr | None
    """None for `beyond` only."""
    on_entering: Expr | None


@records.frozen
class Banded(Node):
    """`at marginal rates [, nothing below zero]` and a block of bands."""

    method: Method
    below_zero: BaseBelowZero | None
    bands: tuple[Band, ...]


@records.frozen
class Point(Node):
    """`80% gives 0%`."""

    at: Expr
    result: Expr


@records.frozen
class Interpolated(Node):
    """`interpolated, flat outside [, nothing below zero]` and a block of points."""

    outside: Outside | None
    """None where the line does not say, which the check refuses."""
    below_zero: BaseBelowZero | None
    points: tuple[Point, ...]


@records.frozen
class NamedRate(Node):
    """`12% for gold, silver`, `5% otherwise`; no names stand for `otherwise`."""

    rate: Expr
    names: tuple[Name, ...]


@records.frozen
class ByName(Node):
    """`by name` and a block of rates, one for each value of a `one of`."""

    rates: tuple[NamedRate, ...]


Table: TypeAlias = Banded | Interpolated | ByName
