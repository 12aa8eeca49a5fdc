"""An agreement with its amendments carried out: every name stands for its terms of each period.

In: a checked agreement, with how it stands from the day of each amendment. Out: one agreement that
has everything that is ever in force, and of what an amendment changes the versions and their days.
Promised: without an amendment it is the agreement itself. Which changes are not run is said by
`not_run`.
"""

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.amendable import VERSIONED, reason


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
            if isinstance(found[name], VERSIONED)
            and (not isinstance(found[name], decl.Metric) or _is_replaced(own))
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
            why = reason(old, new)
            if why is not None:
                found.append(NotRun(amendment, change, why))
        before = standing.agreement
    return found


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
