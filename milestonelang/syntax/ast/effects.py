"""What a turn in the life of an agreement brings: duties, rights, payments and effects on them."""

from typing import TypeAlias

from milestonelang import records
from milestonelang.syntax.ast.base import Name, Node, Ref
from milestonelang.syntax.ast.expressions import Expr, Within


@records.frozen
class Owes(Node):
    """`partner owes corrective_plan within 30 days`."""

    party: Name
    duty: Ref
    within: Within


@records.frozen
class MayTerminateThen(Node):
    """`company may terminate`, as what an overdue duty brings."""

    party: Name | None
    """None for `either party`."""


@records.frozen
class PaysAmount(Node):
    """`company pays partner USD 50,000`, once."""

    payer: Name
    payee: Name
    amount: Expr


@records.frozen
class GrantsOnce(Node):
    """`company grants partner 500 shares`, `company grants partner "the badge"`, once."""

    grantor: Name
    grantee: Name
    granted: Expr


@records.frozen
class Reduced(Node):
    """`base_commission, retention_bonus reduced by 50%`."""

    payments: tuple[Ref, ...]
    by: Expr


@records.frozen
class Suspended(Node):
    """`base_commission suspended`."""

    payments: tuple[Ref, ...]


@records.frozen
class Capped(Node):
    """`base_commission at most USD 10,000`."""

    payments: tuple[Ref, ...]
    amount: Expr


@records.frozen
class DeferredUntilEnd(Node):
    """`base_commission deferred until it ends`."""

    payments: tuple[Ref, ...]


@records.frozen
class ReplacedBy(Node):
    """`base_commission replaced by USD 5,000`."""

    payments: tuple[Ref, ...]
    amount: Expr


Effect: TypeAlias = Reduced | Suspended | Capped | DeferredUntilEnd | ReplacedBy
Consequence: TypeAlias = Owes | MayTerminateThen | PaysAmount | GrantsOnce | Effect
