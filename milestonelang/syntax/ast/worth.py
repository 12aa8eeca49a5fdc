"""What other declarations are worth in an amount: a payment, a balance, a split, an event."""

from milestonelang import records
from milestonelang.syntax.ast.base import Name, Node, Ref
from milestonelang.syntax.ast.words import (
    Portion,
)


@records.frozen
class PortionOf(Node):
    """`base_commission held`, `base_commission paid`."""

    payment: Ref
    portion: Portion


@records.frozen
class EndBalance(Node):
    """`the end balance of fund`."""

    balance: Ref


@records.frozen
class SplitShare(Node):
    """`the share of agent in proceeds`: what a split gives a party in the period."""

    party: Name
    split: Ref


@records.frozen
class EventDate(Node):
    """`date of notice_given`."""

    event: Ref


@records.frozen
class EventAmount(Node):
    """`amount of claim`."""

    event: Ref


@records.frozen
class TotalPaid(Node):
    """`total paid by company to partner`; only in guarantees."""

    payer: Name
    payee: Name
