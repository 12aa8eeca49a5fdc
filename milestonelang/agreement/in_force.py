"""An agreement with its amendments carried out: every name stands for its terms of each period.

In: a checked agreement, with how it stands from the day of each amendment. Out: one agreement that
has everything that is ever in force, and of what an amendment changes the versions and their days.
Promised: without an amendment it is the agreement itself. Which changes are not run is said by
`not_run`.
"""

from milestonelang import records
from milestonelang.agreement import declarations as decl, lines
from milestonelang.agreement.rows import block_of
from milestonelang.types import Unit

_IN_PERIODS = (decl.Metric, decl.Payment, decl.Trigger)
_SAID_ONLY = (decl.Clause, decl.ScheduleTable, decl.Example, decl.Guarantee, decl.Review)
_READ_ONLY = (
    decl.CountUnit,
    decl.Segment,
    decl.Parameter,
    decl.Source,
    decl.Metric,
    decl.Index,
    decl.Schedule,
    decl.Event,
)


@records.frozen
class NotRun:
    """A change that is not run, the amendment that makes it, and why where that is not plain."""

    amendment: decl.Amendment
    change: decl.Change
    reason: str


def in_force(agreement: decl.Agreement) -> decl.Agreement:
    """Return the agreement that runs: of what is changed it has every version."""
    if not agreement.amended:
        return agreement
    found = dict(agreement.declarations)
    computation = list(agreement.computation)
    versions: dict[str, list[decl.Version]] = {}
    for standing in agreement.amended:
        amendment = agreement.get(standing.amendment, decl.Amendment)
        now = standing.agreement
        for change in amendment.changes:
            declared = now.declarations.get(change.name)
            first = found.get(change.name)
            if isinstance(declared, decl.Parameter) and isinstance(first, decl.Parameter):
                found[change.name] = _dated(first, declared, standing.since)
                continue
            own = versions.setdefault(change.name, [decl.Version(since=None, declared=first)])
            own.append(decl.Version(since=standing.since, declared=declared, change=int(change.id)))
            if declared is not None:
                found[change.name] = declared
        # What a module that is added brings is there from the start, and nothing calls upon it.
        for name, declared in now.declarations.items():
            found.setdefault(name, declared)
        computation += [name for name in now.computation if name not in computation]
    return records.evolve(
        agreement,
        declarations=found,
        computation=tuple(computation),
        versions={
            name: tuple(own)
            for name, own in versions.items()
            if isinstance(found[name], decl.Payment | decl.Trigger)
            or (isinstance(found[name], decl.Metric) and _is_replaced(own))
        },
        amended=(),
        first=agreement,
    )


def not_run(agreement: decl.Agreement) -> list[NotRun]:
    """Return the changes that this version does not run."""
    found: list[NotRun] = []
    before = agreement
    for standing in agreement.amended:
        amendment = agreement.get(standing.amendment, decl.Amendment)
        for change in amendment.changes:
            old = before.declarations.get(change.name)
            new = standing.agreement.declarations.get(change.name)
            reason = _reason(old, new)
            if reason is not None:
                found.append(NotRun(amendment, change, reason))
        before = standing.agreement
    return found


def _reason(old: decl.Declaration | None, new: decl.Declaration | None) -> str | None:
    """Return why a change is not run: nothing more than that it is not, or None where it is."""
    kept = new if new is not None else old
    if kept is None:
        return "what a module brings is added or removed as a whole"
    if old is not None and new is not None and type(old) is not type(new):
        return "it takes the place of something of another kind"
    if isinstance(kept, _SAID_ONLY):
        return None
    if isinstance(kept, _READ_ONLY) and (old is None or new is None):
        return None
    if isinstance(old, decl.Parameter) and isinstance(new, decl.Parameter):
        same = (old.type, old.by) == (new.type, new.by)
        return None if same else "its type and its segment stay as they are"
    if isinstance(old, decl.Metric) and isinstance(new, decl.Metric):
        return _of_metric(old, new)
    if isinstance(kept, decl.Payment):
        return _of_payment(old, new)
    return None if isinstance(kept, decl.Trigger) else ""


def _of_metric(old: decl.Metric, new: decl.Metric) -> str | None:
    if old.computed is None or new.computed is None:
        return "only a metric that is computed before and after can be replaced"
    if old.baselines or new.baselines:
        return "a metric with a baseline cannot be replaced"
    return None if old.type == new.type else "its type stays as it is"


def _of_payment(old: decl.Declaration | None, new: decl.Declaration | None) -> str | None:
    if not isinstance(old, decl.Payment) or not isinstance(new, decl.Payment):
        return None
    if (old.payer, old.payee, old.every, old.type) != (new.payer, new.payee, new.every, new.type):
        return "its parties, its unit and how often it is paid stay; remove it and add another"
    if block_of(old) is not None or block_of(new) is not None:
        return "a payment with a block for each row is removed, and another added"
    for step in (*old.steps, *new.steps):
        carried = isinstance(step, lines.AtMost) and step.overflow is lines.Overflow.CARRIED
        excess = isinstance(step, lines.OnlyExcess) and step.window is not Unit.PERIOD
        if carried or excess:
            return "what its lines carry from period to period would be lost"
    return None


def _is_replaced(versions: list[decl.Version]) -> bool:
    return sum(item.declared is not None for item in versions) > 1


def _dated(old: decl.Parameter, new: decl.Parameter, since: int) -> decl.Parameter:
    """Return a parameter with its old values until a day, and the new ones from that day on."""
    kept = [item for item in old.values if item.from_date is None or item.from_date < since]
    begun: dict[tuple[str, ...], decl.DatedValue] = {}
    later: list[decl.DatedValue] = []
    for item in sorted(new.values, key=lambda each: each.from_date or 0):
        if item.from_date is not None and item.from_date > since:
            later.append(item)
        else:
            begun[item.segments] = records.evolve(item, from_date=since)
    return records.evolve(new, values=(*kept, *begun.values(), *later))
