"""Why one figure came out as it did: its derivation as an indented tree.

In: a `Basis`, a value and a period. Out: text, one line a value: what it came to, the words of the
terms that ask for it, how it was computed, and the clause. Below each line stand the values it was
computed from. A value that was explained already is only referred to; amounts of earlier periods
are listed with their periods and not taken apart again.
"""

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.statement.basis import Basis
from milestonelang.statement.explained import Operand
from milestonelang.statement.layout import wrap
from milestonelang.statement.operations import Operations
from milestonelang.statement.steps import StepLines

WIDTH = 100
DEEPEST = 60


def why(basis: Basis, id: ir.ValueId, index: int, heading: str, width: int = WIDTH) -> str:
    """Return the derivation of a value in a period under a heading."""
    return "\n".join(_Telling(basis, width).tell(id, index, heading)) + "\n"


class _Telling:
    """One derivation while it is written."""

    def __init__(self, basis: Basis, width: int) -> None:
        self.basis = basis
        self.width = width
        self.operations = Operations(basis)
        self.steps = StepLines(basis)
        self.told: set[tuple[ir.ValueId, int]] = set()
        self.lines: list[str] = []
        self.by_value = {
            step.value: step
            for plan in basis.program.payments
            for step in plan.steps
            if basis.program.values[step.value].name is None
        }

    def tell(self, id: ir.ValueId, index: int, heading: str) -> list[str]:
        self.lines = [heading]
        self._value(Operand(id, index), -1, 1)
        return self.lines

    def _value(self, operand: Operand, parent: int, depth: int) -> None:
        basis = self.basis
        id, index = operand.id, operand.index
        value = basis.program.values[id]
        explained = self.operations.explain(id, index)
        words, clause = self._words(id, parent, depth)
        period = basis.program.periods[index].label if operand.names_period else ""
        head = self.operations.text(id, index)
        place = " ".join(text for text in (operand.role, words, period and f"in {period}") if text)
        key = (id, index)
        again = key in self.told and bool(explained.operands or explained.facts)
        self.told.add(key)
        said = "shown above" if again else explained.formula
        text = f"{head}  {place}" if place else head
        if said:
            text += f": {said}" if place else f"  = {said}"
        if clause:
            text += f"  [{clause}]"
        self._write(text, depth)
        if again:
            return
        for fact in explained.facts:
            self._write(f"- {fact}", depth + 1)
        if depth >= DEEPEST:
            return
        for each in explained.operands:
            self._value(each, value.origin, depth + 1)

    def _words(self, id: ir.ValueId, parent: int, depth: int) -> tuple[str, str]:
        """Return the words of a value and its clause; nothing where its parent's say it."""
        basis = self.basis
        value = basis.program.values[id]
        if value.name is not None:
            declared = basis.agreement.declarations.get(value.name)
            title = value.name if declared is None else f"{basis.words.title(value.name)}"
            name = f"{title} ({value.name})" if declared is not None else title
            return name, "" if declared is None else basis.clause(declared.id)
        step = self.by_value.get(id)
        if step is not None:
            return f"`{self.steps.words(step)}`", self.steps.clause(step)
        if value.origin == parent or self.operations.is_plain(value.op):
            return "", ""
        node = basis.words.nodes.get(value.origin)
        if isinstance(node, decl.Declared):
            return "", ""
        words = basis.words.of(value.origin)
        return (f"`{words}`" if words else ""), basis.clause(value.origin)

    def _write(self, text: str, depth: int) -> None:
        indent = "  " * min(depth, 30)
        self.lines += wrap(text, self.width, indent, indent + "    ")
