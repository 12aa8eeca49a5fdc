"""What an early end leaves: what it grants in units, and what is still owed after it.

In: a `Basis`, and for what is owed the statement of each period. Out: lines of the statement.
Promised: nothing is computed here but sums of amounts that the statement has; one that is pending
is never counted as zero.
"""

from milestonelang.agreement import declarations as decl
from milestonelang.statement import model
from milestonelang.statement.basis import Basis
from milestonelang.statement.totals import unit_of


def granted_at_exit(basis: Basis, index: int) -> tuple[model.GrantLine, ...]:
    """Return what the exit grants of payments in units in a period, without what is nothing."""
    found = []
    for plan in basis.program.residuals:
        amount = basis.figure(plan.amount, index)
        if plan.in_money or amount.value == 0:
            continue
        declared = basis.agreement.get(plan.payment, decl.Payment)
        found.append(
            model.GrantLine(
                name=declared.name,
                title=declared.title,
                payer=plan.payer,
                payee=plan.payee,
                clause=basis.clause(plan.origin),
                words=basis.words.of(plan.origin),
                unit=unit_of(amount),
                amount=amount,
            )
        )
    return tuple(found)
