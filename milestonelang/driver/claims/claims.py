"""Payments, disputes, their results and the cost of audits: what they do to what is payable.

In: what the statement of each period says without them, and the rows of events that are known. Out:
`Claims`: what is booked in which period, the account of each direction in which payments are
recorded, and every dispute with its steps. Promised: rows of one day count in one order, whatever
their order in a file: payments, disputes, audits, results; a row that cannot be is reported with
its file and row.
"""

from fractions import Fraction

from milestonelang.agreement import declarations as decl
from milestonelang.data.known import known_on
from milestonelang.data.model import EventRow
from milestonelang.data.settling import Settlement
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver.claims.auditing import Audits
from milestonelang.driver.claims.disputing import Disputes
from milestonelang.driver.claims.ground import Ground
from milestonelang.driver.claims.paying import Payments
from milestonelang.driver.life.views import Views
from milestonelang.ledger.record import Entry
from milestonelang.statement.basis import Basis, Claims

KINDS = ("payment", "dispute", "audit", "resolution")


def claim_rows(
    events: tuple[EventRow, ...], agreement: decl.Agreement, as_of: int | None
) -> tuple[EventRow, ...]:
    """Return what is known of payments, disputes, audits and results, in the order they count in.

    A payment that cures a notice is none of them.
    """
    names = list(agreement.declarations)

    def place(row: EventRow) -> tuple[object, ...]:
        subject = names.index(row.subject) if row.subject in names else len(names)
        return (
            row.date,
            KINDS.index(row.kind),
            subject,
            row.subject,
            row.original or "",
            row.by,
            row.amount or Fraction(0),
        )

    found = [
        row
        for row in events
        if row.kind in KINDS
        and (as_of is None or known_on(row) <= as_of)
        and not isinstance(agreement.declarations.get(row.subject), decl.Exit)
    ]
    return tuple(sorted(found, key=place))


def last_booking(
    agreement: decl.Agreement,
    events: tuple[EventRow, ...],
    settlement: Settlement,
    as_of: int | None,
) -> int:
    """Return how many periods there must be for everything that rows of claims book."""
    rows = claim_rows(events, agreement, as_of)
    return max((settlement.books(row.date) + 1 for row in rows), default=0)


def run_claims(
    basis: Basis,
    views: Views,
    rows: tuple[EventRow, ...],
    stated: tuple[Entry, ...],
    sink: Sink,
) -> Claims:
    """Return what the rows lead to; *basis* has everything else."""
    ground = Ground(basis, views, stated, sink)
    payments, disputes, audits = Payments(ground), Disputes(ground), Audits(ground)
    for row in rows:
        if row.kind == "audit":
            audits.audit(row)
    for row in rows:
        match row.kind:
            case "payment" if isinstance(basis.agreement.declarations.get(row.subject), decl.Audit):
                audits.cost(row)
            case "payment":
                payments.pay(row)
            case "dispute":
                disputes.dispute(row)
            case "resolution":
                disputes.resolve(row)
            case _:
                pass
    accounts = payments.accounts()
    return Claims(ground.booking.lines(), accounts, disputes.lines(), audits.lines())
