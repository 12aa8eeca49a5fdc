"""Why one figure came out as it did: its derivation, and the derivation as an indented tree.

In: a `Basis`, a value and a period. Out: one node a value: what it came to, the words of the terms
that ask for it, how it was computed, and the clause. Below each stand the values it was computed
from. A value that was explained already is only referred to; amounts of earlier periods are listed
with their periods and not taken apart again.
"""

from collections.abc import Iterable

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.values import Unknown
from milestonelang.statement.basis import Basis
from milestonelang.statement.explained import Operand
from milestonelang.statement.explanation import Node
from milestonelang.statement.layout import wrap
from milestonelang.statement.model import Exact
from milestonelang.statement.operations import Operations
from milestonelang.statement.steps import StepLines

WIDTH = 80
DEEPEST = 60
_DEEPEST_INDENT = 12  # beyond which lines would be too short to read


def why(basis: Basis, id: ir.ValueId, index: int, heading: str, width: int = WIDTH) -> str:
    """Return the derivation of a value in a period under a heading."""
    return "\n".join([heading, *node_lines(derive(basis, id, index), width)]) + "\n"


def derive(basis: Basis, id: ir.ValueId, index: int) -> Node:
    """Return the derivation of a value in a period."""
    return _Telling(basis).node(Operand(id, index), -1, 1)


def node_lines(node: Node, width: int = WIDTH, depth: int = 1) -> Iterable[str]:
    """Return a derivation as lines of at most *width*, what is below indented."""
    place = (node.role, node.words, node.period and f"in {node.period}")
    what = " ".join(text for text in place if text)
    said = "shown above" if node.above else node.formula
    text = f"{node.text}  {what}" if what else node.text
    if said:
        text += f": {said}" if what else f"  = {said}"
    if node.clause:
        text += f"  [{node.clause}]"
    yield from _indented(text, width, depth)
    for fact in node.facts:
        yield from _indented(f"- {fact}", width, depth + 1)
    for each in node.operands:
        yield from node_lines(each, width, depth + 1)


def _indented(text: str, width: int, depth: int) -> list[str]:
    indent = "  " * min(depth, _DEEPEST_INDENT)
    return wrap(text, width, indent, indent + "    ")


class _Telling:
    """One derivation while it is made."""

    def __init__(self, basis: Basis) -> None:
        self.basis = basis
        self.operations = Operations(basis)
        self.steps = StepLines(basis)
        self.told: set[tuple[ir.ValueId, int]] = set()
        self.by_value = {
            step.value: step
            for plan in basis.program.payments
            for step in plan.steps
            if basis.program.values[step.value].name is None
        }

    def node(self, operand: Operand, parent: int, depth: int) -> Node:
        """Return the node of a value, and of all that it rests on."""
        basis = self.basis
        id, index = operand.id, operand.index
        value = basis.program.values[id]
        explained = self.operations.explain(id, index)
        name, words, clause = self._words(id, parent)
        key = (id, index)
        again = key in self.told and bool(explained.operands or explained.facts)
        self.told.add(key)
        result = basis.result(id, index)
        operands: tuple[Node, ...] = ()
        if not again and depth < DEEPEST:
            operands = tuple(
                self.node(each, value.origin, depth + 1) for each in explained.operands
            )
        return Node(
            figure=basis.figure(id, index) if isinstance(result, Unknown | Exact) else None,
            text=self.operations.text(id, index),
            role=operand.role,
            name=name,
            words=words,
            period=basis.program.periods[index].label if operand.names_period else "",
            formula=explained.formula,
            clause=clause,
            facts=() if again else explained.facts,
            above=again,
            operands=operands,
        )

    def _words(self, id: ir.ValueId, parent: int) -> tuple[str, str, str]:
        """Return a value's name, words and clause; nothing where those of its parent say it."""
        basis = self.basis
        value = basis.program.values[id]
        if value.name is not None:
            declared = basis.agreement.declarations.get(value.name)
            title = value.name if declared is None else f"{basis.words.title(value.name)}"
            words = f"{title} ({value.name})" if declared is not None else title
            return value.name, words, "" if declared is None else basis.clause(declared.id)
        step = self.by_value.get(id)
        if step is not None:
            return "", f"`{self.steps.words(step)}`", self.steps.clause(step)
        if value.origin == parent or self.operations.is_plain(value.op):
            return "", "", ""
        node = basis.words.nodes.get(value.origin)
        if isinstance(node, decl.Declared):
            return "", "", ""
        words = basis.words.of(value.origin)
        return "", f"`{words}`" if words else "", basis.clause(value.origin)
