"""What payments, disputes and audits do, as data: movements, accounts, disputes and audits.

They stand beside the statement of each period. Amounts are in the contract's currency and exact.
"""

from datetime import date
from fractions import Fraction

from milestonelang import records
from milestonelang.statement.figure import Figure


@records.frozen
class MovementLine:
    """What a payment, a dispute, its result or an audit does to what is payable.

    *what*: `disputed` (held until the result), `resolved` (no longer held), `adjusted` (the result
    of a dispute over an amount, less what was stated), `interest`, `audit cost`. *subject* is a
    payment, a milestone or an audit, *original* the period that the amount belongs to, *since* the
    day that led to it.
    """

    subject: str
    title: str
    what: str
    original: str
    payer: str
    payee: str
    clause: str
    since: date
    amount: Figure
    words: str = ""

    @property
    def effect(self) -> Fraction:
        """What it adds to what is payable by the payer to the payee."""
        return -self.amount.amount if self.what == "disputed" else self.amount.amount


STATED, CORRECTED, RESULT, INTEREST = "stated", "corrected", "result", "interest"
AUDIT_COST, OTHER = "audit cost", "other"


@records.frozen
class AccountItem:
    """An amount that was payable, and what became of it. *state*: `paid`, `paid late`, `part
    paid`, `open`, `overdue`, `disputed`, `owed back`.

    *interest* is what was booked for paying late, *interest_so_far* what runs on what is open.
    *kind* says what it is: `stated`, `corrected`, `result` of the dispute about *disputed_for*,
    `interest`, `audit cost`, or `other` where it is of no single name.
    """

    original: str
    name: str
    title: str
    amount: Figure
    due: date | None
    paid: Figure
    paid_on: date | None
    disputed: Figure
    open: Figure
    interest: Figure
    interest_so_far: Figure
    state: str
    kind: str = STATED
    disputed_for: str = ""


@records.frozen
class AccountLine:
    """What was payable and paid in one direction, where payments are recorded.

    *over* is what was paid beyond everything that is payable so far.
    """

    payer: str
    payee: str
    items: tuple[AccountItem, ...]
    paid: Figure
    open: Figure
    disputed: Figure
    over: Figure
    interest_so_far: Figure


@records.frozen
class EscalationLine:
    """A step of a dispute: who deals with it, from the day after the one before, until when."""

    who: str
    start: date
    end: date
    reached: bool


@records.frozen
class DisputeLine:
    """A dispute of one amount or figure of a period. *state*: `open` or `resolved`.

    *held* is what it keeps from being payable, *used* the figure that counts meanwhile.
    """

    name: str
    title: str
    clause: str
    subject: str
    original: str
    by: str
    since: date
    stated: Figure
    claimed: Figure
    held: Figure
    used: Figure | None
    steps: tuple[EscalationLine, ...]
    with_whom: str
    state: str
    resolved_on: date | None
    result: Figure | None
    interest: Figure | None
    booked_in: str | None


@records.frozen
class AuditLine:
    """An audited figure: how far it is from the reported one, and what follows from it.

    *targets*: `open` or `revised`, where targets are revised before reductions; else empty.
    """

    name: str
    title: str
    clause: str
    metric: str
    original: str
    by: str
    day: date
    reported: Figure
    audited: Figure
    variance: Figure
    findings: tuple[str, ...]
    targets: str
    revised_on: date | None
