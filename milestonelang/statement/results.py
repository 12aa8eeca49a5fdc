"""The figure that an example's column expects, by the words of its heading.

`bonus` is a payment's entitlement, `bonus held` one of its amounts, `opening` what a milestone
pays, `shock` a state, `fund` what a balance holds at the end, `company to partner` a payable.
"""

from fractions import Fraction

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.lowering.exits import EXIT_STATES
from milestonelang.statement.basis import Basis
from milestonelang.statement.model import Figure
from milestonelang.statement.subjects import subjects_of
from milestonelang.types import Money


def figure_of(basis: Basis, heading: str, index: int) -> Figure:
    """Return the figure of a period; what can never be owed is zero."""
    declared = basis.agreement.declarations.get(heading)
    if isinstance(declared, decl.Exit) and heading not in basis.program.named:
        return Figure(EXIT_STATES.values[0], EXIT_STATES)  # the agreement does not end by it
    subjects = subjects_of(basis)
    id = subjects.get(f"{heading}.entitled" if isinstance(declared, decl.Milestone) else heading)
    if id is not None:
        return basis.state(id, index)
    payment, _, portion = heading.partition(" ")
    plan = next((item for item in basis.program.payments if item.payment == payment), None)
    if plan is None:
        # A direction in which nothing can run.
        return Figure(Fraction(0), Money(basis.agreement.contract.currency))
    if portion == "paid":
        return _paid(basis, plan, index)
    part = subjects.get(f"{payment}.{portion}")
    type = basis.program.values[plan.entitled].type
    return Figure(Fraction(0), type) if part is None else basis.figure(part, index)


def _paid(basis: Basis, plan: ir.PaymentPlan, index: int) -> Figure:
    """Return what is payable of a payment before set-off, less what was recovered of it."""
    gross = basis.figure(plan.gross, index)
    for value in basis.program.values:
        if not isinstance(value.op, ir.SetOff) or plan.payment not in value.op.payments:
            continue
        parts = basis.result(value.id, index)
        assert isinstance(parts, dict)
        recovered = parts[f"recovered {plan.payment}"]
        if gross.is_pending or not isinstance(recovered, Fraction):
            return Figure(None, gross.type, gross.pending or ("what was recovered is pending",))
        return Figure(gross.amount - recovered, gross.type)
    return gross
