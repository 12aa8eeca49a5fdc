"""The tree before it is numbered: steps of a pipeline, and conditions that are set out as lists."""

from collections.abc import Iterable, Iterator

from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.outline.places import Key, Kind, Role


class Draft:
    """A place that waits for its number. *also* are further keys under which it is found."""

    def __init__(
        self,
        role: Role,
        subject: n.Line | e.Expr | None = None,
        children: "list[Draft] | None" = None,
        tables: "list[Draft] | None" = None,
        kind: Kind = Kind.CLAUSE,
        also: list[Key] | None = None,
    ) -> None:
        self.role = role
        self.subject = subject
        self.children = children or []
        self.tables = tables or []
        self.kind = kind
        self.also = also or []


def conditions(condition: e.Expr) -> Iterator[Draft]:
    """Yield the items of a condition that is set out as a list; nothing for one in the sentence."""
    if isinstance(condition, (e.AllOf, e.AnyOf)) and is_listed(condition):
        for part in condition.conditions:
            yield Draft(Role.CONDITION, part, list(conditions(part)))


def is_listed(condition: e.Expr) -> bool:
    """Return whether a condition has more than two parts, or parts with parts of their own."""
    if not isinstance(condition, (e.AllOf, e.AnyOf)):
        return False
    parts = condition.conditions
    return len(parts) > 2 or any(isinstance(part, (e.AllOf, e.AnyOf)) for part in parts)


def steps(
    lines: Iterable[n.Step], stated: dict[e.NodeId, list[d.Schedule]] | None = None
) -> Iterator[Draft]:
    """Yield a draft for each step of a pipeline; *stated* are schedules stated in a step."""
    for line in lines:
        if isinstance(line, n.On) and line.accumulated is not None:
            yield Draft(Role.BASE, line.base, also=[(line.id, Role.BASE)])
        draft = Draft(Role.STEP, line)
        if isinstance(line, n.On):
            draft.also.append((line.table.id, None))
        if isinstance(line, n.OnlyIf):
            draft.children.extend(conditions(line.condition))
        if isinstance(line, n.ForEachRow):
            draft.role = Role.ROW_LINE
            draft.children.extend(steps(line.steps, stated))
        for scale in (stated or {}).get(line.id, ()):
            draft.also.append((scale.id, None))
        yield draft
