"""Lower percentages that are asked for when amounts are paid, disputed or audited.

No payment of a period rests on them; the accounts ask for the rate of the period that an amount
belongs to, since a parameter may change over time.
"""

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.lowering.context import Lowering


def rates(lowering: Lowering) -> dict[int, ir.ValueId]:
    """Return the value of each rate, by the id of the line or declaration that has it."""
    found: dict[int, ir.ValueId] = {}
    for payment in lowering.agreement.of_kind(decl.Payment):
        if payment.late_interest is not None:
            line = payment.late_interest
            found[int(line.id)] = lowering.expression(line.rate)
    for dispute in lowering.agreement.of_kind(decl.Dispute):
        if dispute.interest is not None:
            found[int(dispute.id)] = lowering.expression(dispute.interest)
    for audit in lowering.agreement.of_kind(decl.Audit):
        for finding in audit.findings:
            if finding.more_than is not None:
                found[int(finding.id)] = lowering.expression(finding.more_than)
    return found
