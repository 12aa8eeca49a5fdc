"""What is still owed after an agreement has ended, as data, and the balances of the statement.

Amounts are exact, in the contract's currency or in a unit of its terms.
"""

from datetime import date

from milestonelang import records
from milestonelang.statement.accounts_model import STATED
from milestonelang.statement.figure import Figure


@records.frozen
class BalanceLine:
    """What a balance holds at the end of the period."""

    name: str
    title: str
    clause: str
    end: Figure


@records.frozen
class OwedLine:
    """One thing that is still owed after the end of the agreement. *what*: `payable`, `open`,
    `disputed`, `overpaid`, `to grant`, `to recover`, `held`, `unvested`, `deferred`.

    *period* is the one that it belongs to, or after which it stands. *name* is the payment or
    milestone, empty where the amount is of several; *kind* and *disputed_for* say more of what an
    account has, as in its `AccountItem`.
    """

    payer: str
    payee: str
    what: str
    period: str
    name: str
    title: str
    amount: Figure
    due: date | None
    kind: str = STATED
    disputed_for: str = ""


@records.frozen
class OwedBetween:
    """What two parties still owe one another; no lines where nothing is."""

    parties: tuple[str, str]
    lines: tuple[OwedLine, ...]


@records.frozen
class StillOwed:
    """What is still owed after an agreement has ended, and the *balances* that are not nil.

    *after* is the last period that has its figures.
    """

    ended: date
    after: str
    pairs: tuple[OwedBetween, ...]
    balances: tuple[BalanceLine, ...]
