"""What a metric, a parameter or a column can be."""

from typing import TypeAlias

import attrs

from milestonelang.syntax.ast.base import Name, Node
from milestonelang.syntax.ast.words import PlainKind, TimeUnit


@attrs.frozen
class PlainType(Node):
    """`percent`, `number`, `date`, `period`, `text`, `truth`, `list of text`."""

    kind: PlainKind


@attrs.frozen
class MoneyType(Node):
    """`money`, in the currency of the contract, or `money in EUR`."""

    currency: str | None


@attrs.frozen
class CountType(Node):
    """`count of customers`."""

    unit: Name


@attrs.frozen
class DurationType(Node):
    """`duration in days`."""

    unit: TimeUnit


@attrs.frozen
class ChoiceType(Node):
    """`one of invoice, refund, credit`."""

    values: tuple[Name, ...]


@attrs.frozen
class PerType(Node):
    """`money per customer`, `money in USD per EUR`; the divisor is a unit or a currency code."""

    amount: "MoneyType | PlainType | CountType"
    unit: Name


TypeExpr: TypeAlias = PlainType | MoneyType | CountType | DurationType | ChoiceType | PerType
