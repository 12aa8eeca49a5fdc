"""What a metric, a parameter or a column can be."""

from typing import TypeAlias

from milestonelang import records
from milestonelang.syntax.ast.base import Name, Node
from milestonelang.syntax.ast.words import PlainKind, TimeUnit


@records.frozen
class PlainType(Node):
    """`percent`, `number`, `date`, `period`, `text`, `truth`, `list of text`."""

    kind: PlainKind


@records.frozen
class MoneyType(Node):
    """`money`, in the currency of the contract, or `money in EUR`."""

    currency: str | None


@records.frozen
class CountType(Node):
    """`count of customers`."""

    unit: Name


@records.frozen
class DurationType(Node):
    """`duration in days`."""

    unit: TimeUnit


@records.frozen
class ChoiceType(Node):
    """`one of invoice, refund, credit`."""

    values: tuple[Name, ...]


@records.frozen
class PerType(Node):
    """`money per customer`, `money in USD per EUR`; the divisor is a unit or a currency code."""

    amount: "MoneyType | PlainType | CountType"
    unit: Name


TypeExpr: TypeAlias = PlainType | MoneyType | CountType | DurationType | ChoiceType | PerType
