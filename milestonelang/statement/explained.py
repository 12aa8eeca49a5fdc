"""How a value came about: a formula, facts, and the values it rests on."""

from typing import Protocol

from milestonelang import ir, records


@records.frozen
class Operand:
    """A value that another rests on: its *role*, and whether to name its period."""

    id: ir.ValueId
    index: int
    role: str = ""
    names_period: bool = False


@records.frozen
class Explained:
    """A formula, facts about it, and the values it rests on."""

    formula: str
    operands: tuple[Operand, ...] = ()
    facts: tuple[str, ...] = ()


class Teller(Protocol):
    """What gives values of a run in words."""

    def text(self, id: ir.ValueId, index: int) -> str:
        """Return what a value came to in a period."""

    def result_text(self, result: object, id: ir.ValueId) -> str:
        """Return a result in the unit of a value."""

    def explain(self, id: ir.ValueId, index: int) -> Explained:
        """Return how a value came about in a period."""
