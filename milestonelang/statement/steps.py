"""The lines of a payment or metric in one period: words, clause, what it did, amount after."""

from typing import Any

from milestonelang import ir
from milestonelang.agreement import declarations as decl, lines
from milestonelang.agreement.expressions import NodeId
from milestonelang.data.words import in_words
from milestonelang.outline.places import Role
from milestonelang.statement.basis import Basis
from milestonelang.statement.figures import spoken
from milestonelang.statement.model import Figure, PartLine, StepLine

EFFECTS = ("reduced by", "suspended", "limited to", "replaced by", "wind-down")


class StepLines:
    """Words and clauses of the steps of a run."""

    def __init__(self, basis: Basis) -> None:
        self.basis = basis
        self.rows_drawn: list[Any] = []  # the lines of rows that were read last
        nodes = basis.words.nodes.values()
        self.tables: dict[int, lines.On] = {
            node.table.id: node for node in nodes if isinstance(node, lines.On)
        }
        self.sources: dict[int, decl.Trigger | decl.Obligation] = {}
        for item in basis.agreement.declarations.values():
            if isinstance(item, decl.Trigger):
                self.sources.update((effect.id, item) for effect in item.effects)
            elif isinstance(item, decl.Obligation):
                self.sources.update((effect.id, item) for effect in item.effects_if_overdue)

    def lines(self, steps: tuple[ir.Step, ...], index: int, whole: str) -> tuple[StepLine, ...]:
        """Return the lines of *steps*; *whole* is the clause of what they are steps of."""
        found: list[StepLine] = []
        before: Figure | None = None
        for step in steps:
            if step.when is not None and self.basis.result(step.when, index) is False:
                continue
            after = self.basis.figure(step.value, index)
            details = [self.basis.figure(id, index) for id in step.detail]
            is_effect = step.rule in EFFECTS
            applied = not is_effect or details[0].value is not False
            found.append(
                StepLine(
                    clause=self.clause(step) or whole,
                    words=self.words(step),
                    rule=step.rule,
                    after=after,
                    note=_note(step.rule, before, after, details),
                    applied=applied,
                )
            )
            before = after
        return tuple(found)

    def clause(self, step: ir.Step) -> str:
        """Return the number of the step in the agreement."""
        if step.rule == "rounded" and self._is_declaration(step.origin):
            return self.basis.outline.entitlement
        return self.basis.clause(self.node(step))

    def node(self, step: ir.Step) -> int:
        """Return the node at whose place the step is printed.

        A line with a table on a running total is printed as two: its base, and its table.
        """
        on = self.tables.get(step.origin)
        if on is not None:
            return on.id
        node = self.basis.words.nodes.get(step.origin)
        if step.rule == "base" and isinstance(node, lines.On):
            return node.base.id
        return step.origin

    def words(self, step: ir.Step) -> str:
        """Return the words of the line in the terms."""
        words = self.basis.words
        if step.rule == "rounded" and self._is_declaration(step.origin):
            return self._rounding(step)
        if step.rule == "limit":
            declared = words.nodes.get(step.origin)
            if isinstance(declared, decl.LimitRule):
                return f"limit: {words.of(step.origin)}"
            return f"limit: {declared.title}" if isinstance(declared, decl.Limit) else "limit"
        source = self.sources.get(step.origin)
        text = words.of(step.origin)
        if step.rule == "bands" and step.origin in self.tables:
            on = self.tables[step.origin]
            if on.accumulated is None:
                text = f"{words.of(on.id)}, {text}"
        return text if source is None else f"{source.title}: {text}"

    def _rounding(self, step: ir.Step) -> str:
        """Return how the entitlement is rounded; nothing where its unit can be divided."""
        value = self.basis.program.values[step.value]
        if not isinstance(value.op, ir.Round):
            return ""
        unit = self.basis.program.values[value.op.unit].op
        assert isinstance(unit, ir.Constant)
        return f"rounded {value.op.mode.value} to {in_words(unit.value, value.type)}"

    def part(self, part: ir.SettlementPart, index: int, whole: str) -> PartLine:
        """Return the line of what a settlement line gave."""
        return PartLine(
            clause=self.clause_of_part(part.origin, part.what, whole),
            words=self.basis.words.of(part.origin),
            what=part.what,
            amount=self.basis.figure(part.value, index),
        )

    def clause_of_part(self, node: int, what: str, whole: str) -> str:
        """Return the clause of what a settlement line gave."""
        roles = {"released": Role.RELEASE, "forfeited": Role.FORFEITURE}
        place = None
        if what in roles:
            place = self.basis.outline.find(NodeId(node), roles[what])
        clause = self.basis.clause(node) if place is None else place.number
        return clause or whole

    def _is_declaration(self, node: int) -> bool:
        return isinstance(self.basis.words.nodes.get(node), decl.Declared)


def _note(rule: str, before: Figure | None, after: Figure, details: list[Figure]) -> str:
    """Return what the line did here, in few words; empty where its own words say it."""
    match rule:
        case "base":
            return f"{spoken(details[0])} before, and {spoken(details[1])}"
        case "bands" if len(details) == 2:
            return f"{spoken(details[0])} less {spoken(details[1])} before"
        case "bands":
            return f"on {spoken(details[0])}"
        case "only if":
            return _verdict(details[0])
        case "times" | "divided by" | "plus" | "less" | "plus from" | "less from":
            return spoken(details[0])
        case "at most":
            return _at_most(before, after, details)
        case "at least":
            return _at_least(before, after, details)
        case "limit" if before is not None and not after.is_pending:
            return "not reached" if before.value == after.value else ""
        case "wind-down":
            return ""
        case "reduced by" | "suspended" | "limited to" | "replaced by":
            return "" if details[0].value is True else _verdict(details[0], "active")
        case _:
            return ""


def _verdict(condition: Figure, word: str = "met") -> str:
    if condition.value is None:
        return "pending"
    return word if condition.value else f"not {word}"


def _at_most(before: Figure | None, after: Figure, details: list[Figure]) -> str:
    if before is None or before.is_pending or after.is_pending or details[0].is_pending:
        return ""
    room = details[-1]
    if len(details) == 1:
        return "not reached" if before.amount <= room.amount else f"reached: {spoken(room)}"
    left = f"{spoken(room)} left"
    return f"not reached: {left}" if before.amount <= room.amount else f"reached: {left}"


def _at_least(before: Figure | None, after: Figure, details: list[Figure]) -> str:
    if before is None or before.is_pending or after.is_pending:
        return ""
    return "made up" if after.amount > before.amount else "no shortfall"
