"""Expressions over rows, written short."""

from fractions import Fraction

from milestonelang.agreement import expressions as ex
from milestonelang.data.model import Exact
from milestonelang.types import Aggregate, Choice, Comparison, Truth, Type
from tests.data.build import NOWHERE, USD

TRUTH = Truth()
KINDS = Choice(("invoice", "refund", "credit"))


def column(name: str, type: Type = USD, source: str = "billing") -> ex.ColumnValue:
    return ex.ColumnValue(**NOWHERE, type=type, source=source, column=name)


def literal(value: Exact | str, type: Type = USD) -> ex.Literal:
    return ex.Literal(**NOWHERE, type=type, value=value)


def usd(value: str | int) -> ex.Literal:
    return literal(Fraction(value))


def compare(left: ex.Expr, comparison: Comparison, right: ex.Expr) -> ex.Compare:
    return ex.Compare(**NOWHERE, type=TRUTH, left=left, comparison=comparison, right=right)


def one_of(operand: ex.Expr, *values: str) -> ex.OneOf:
    return ex.OneOf(
        **NOWHERE,
        type=TRUTH,
        operand=operand,
        values=tuple(literal(value, KINDS) for value in values),
    )


def aggregate(
    kind: Aggregate,
    of: ex.Expr | None,
    where: ex.Expr | None = None,
    *,
    source: str = "billing",
    dated_by: str = "issued_on",
    type: Type = USD,
) -> ex.RowAggregate:
    return ex.RowAggregate(
        **NOWHERE,
        type=type,
        aggregate=kind,
        source=source,
        of=of,
        where=where,
        dated_by=dated_by,
    )
