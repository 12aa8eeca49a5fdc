"""The times that a duty was called, and the last day of a milestone, as a statement shows them."""

from datetime import date

from milestonelang import ir
from milestonelang.agreement.declarations import Audit
from milestonelang.data.words import in_words
from milestonelang.primitives.dates import iso
from milestonelang.statement.basis import Basis
from milestonelang.statement.model import InstanceLine
from milestonelang.statement.places import place_text
from milestonelang.types import Percent


def instances_of(basis: Basis, name: str, index: int) -> tuple[InstanceLine, ...]:
    """Return each time that a duty was called, the oldest first; none where that is in doubt."""
    parts = _parts(basis, name, index, ir.Duty)
    instances = parts.get("instances", ())
    if not isinstance(instances, tuple):
        return ()
    return tuple(
        InstanceLine(
            date.fromordinal(each.called),
            date.fromordinal(each.due),
            each.state,
            None if each.on is None else date.fromordinal(each.on),
        )
        for each in instances
    )


def last_day_of(basis: Basis, name: str, index: int) -> date | None:
    """Return the last day on which a milestone can be achieved, where it has one."""
    parts = _parts(basis, name, index, ir.Achievement)
    if not parts:
        start = basis.program.periods[index].start
        for value in basis.program.values:
            op = value.op
            if isinstance(op, ir.Achievement) and op.name == name and op.is_in_force(start):
                found = basis.result(value.id, index)
                parts = found if isinstance(found, dict) else {}
    day = parts.get("last day")
    return date.fromordinal(day) if isinstance(day, int) else None


def instance_facts(basis: Basis, name: str, index: int) -> tuple[str, ...]:
    """Return how each instance stands, and the rows that waived or extended it."""
    facts = []
    for each in instances_of(basis, name, index):
        words = f"called on {each.called.isoformat()}, due by {each.due.isoformat()}: {each.state}"
        facts.append(words if each.on is None else f"{words} on {each.on.isoformat()}")
    return (*facts, *act_facts(basis, name, index))


def act_facts(basis: Basis, name: str, index: int) -> tuple[str, ...]:
    """Return the waivers and extensions of a duty or a milestone by the end of a period."""
    end = basis.program.periods[index].end
    return tuple(
        f"{row.kind}{f' of {row.requires}' if row.requires else ''} by {row.by} on "
        f"{iso(row.date)} ({place_text(row.place)})"
        for row in basis.known.events
        if row.subject == name and row.kind in ("waiver", "extension", "delivery", "decision")
        if row.date <= end
    )


def audit_facts(basis: Basis, name: str, index: int) -> tuple[str, ...]:
    """Return what was audited by the end of a period, and when targets were revised."""
    of = basis.agreement.get(name, Audit).of
    facts = []
    for row in basis.known.events:
        if row.date > basis.program.periods[index].end:
            continue
        if row.kind == "audit" and row.subject in of and row.is_compared:
            apart = "nothing was reported"
            if row.variance is not None:
                apart = f"{in_words(row.variance, Percent())} from the reported figure"
            facts.append(
                f"{row.subject} for {row.original} audited by {row.by} on {iso(row.date)}: {apart} "
                f"({place_text(row.place)})"
            )
        elif row.kind == "decision" and row.subject == name:
            facts.append(f"targets revised on {iso(row.date)} ({place_text(row.place)})")
    return tuple(facts)


def _parts(basis: Basis, name: str, index: int, kind: type[ir.Op]) -> dict[str, object]:
    """Return the parts of the operation behind a duty or a milestone."""
    id = basis.program.named.get(name)
    op = None if id is None else basis.program.values[id].op
    if not isinstance(op, ir.Part) or not isinstance(basis.program.values[op.of].op, kind):
        return {}
    found = basis.result(op.of, index)
    return found if isinstance(found, dict) else {}
