"""Payments, disputes, their results and the cost of audits: what they do to what is payable.

In: what the statement of each period says without them, and the rows of events that are known. Out:
`Claims`: what is booked in which period, the account of each direction in which payments are
recorded, and every dispute with its steps. Promised: rows of one day count in one order, whatever
their order in a file: payments, disputes, audits, results; a row that cannot be is reported with
its file and row.
"""

from milestonelang.agreement import declarations as decl
from milestonelang.data.model import EventRow
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver.claims.auditing import Audits
from milestonelang.driver.claims.disputing import Disputes
from milestonelang.driver.claims.ground import Ground
from milestonelang.driver.claims.paying import Payments
from milestonelang.driver.life.views import Views
from milestonelang.ledger.record import Entry
from milestonelang.statement.basis import Basis, Claims


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
