"""How the early end of an agreement explains a state, or that a payment is no longer made."""

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.exits import exit_named
from milestonelang.primitives.dates import iso
from milestonelang.statement.basis import Basis
from milestonelang.statement.explained import Explained
from milestonelang.statement.places import place_text
from milestonelang.types import Choice


class Endings:
    """Explains what follows from a notice alone."""

    def __init__(self, basis: Basis) -> None:
        self.basis = basis
        plans = basis.program.payments
        self.stopped = {plan.entitled for plan in plans if not plan.goes_on}

    def explain(self, value: ir.Value, index: int) -> Explained | None:
        """Return how a value follows from the end of the agreement, or None where it does not."""
        program, ends = self.basis.program, self.basis.program.ends
        if ends is None:
            return None
        contract = self.basis.agreement.contract
        is_state = value.origin == contract.id and isinstance(value.type, Choice)
        is_exit = isinstance(self.basis.agreement.declarations.get(ends.exit), decl.Exit)
        if (is_exit and value.name == ends.exit) or (is_state and isinstance(value.op, ir.If)):
            return Explained("by the notice that ends the agreement", (), self._facts(ends))
        if value.id in self.stopped and index >= program.term_periods:
            return Explained(f"not paid after the agreement ended on {iso(ends.day)}")
        return None

    def _facts(self, ends: ir.Ending) -> tuple[str, ...]:
        """Return the days of the notice, one after the other."""
        places = [
            place_text(row.place)
            for row in self.basis.known.events
            if (row.kind, row.subject, row.by, row.date)
            == ("notice", ends.exit, ends.by, ends.sent)
        ]
        leave = exit_named(self.basis.agreement, ends.exit, ends.received)
        sent = f"notice of {ends.exit} by {ends.by} on {iso(ends.sent)}"
        facts = [f"{sent} ({places[0]})" if places else sent, f"received on {iso(ends.received)}"]
        if leave is not None and leave.curable is not None:
            facts.append(f"curable until the end of {iso(ends.exercised)}, and not cured")
        return (*facts, f"takes effect at the end of {iso(ends.day)}")
