"""Days of what somebody has to do: last days of duties, milestones and decisions, and of cures.

A duty has as many last days as it was called; each is derived from the day of its call, through
extensions, to the last day of its cure.
"""

from collections.abc import Iterator

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.duties import Standing
from milestonelang.backends.exact.values import Unknown
from milestonelang.data.model import EventRow
from milestonelang.primitives.dates import iso
from milestonelang.statement.dates.dated import Dated, Ground, as_day, length, on
from milestonelang.statement.pending import reason_texts
from milestonelang.statement.places import place_text


def last_days(ground: Ground, name: str, index: int) -> Iterator[Dated]:
    """Yield the last day of each instance of a duty that was called by the end of a period."""
    for op, each in _instances(ground, name, index):
        yield _last_day(ground, op, each)


def cures(ground: Ground, name: str, index: int) -> Iterator[Dated]:
    """Yield the last day on which each instance of a duty can be cured."""
    clause = _clause(ground, name)
    for op, each in _instances(ground, name, index):
        if op.curable is None:
            continue
        steps = ground.steps(each.due, "the last day of the duty", *op.curable)
        day = as_day(ground.later(each.due, *op.curable))
        words = f"curable within {length(*op.curable)}"
        what = f"cure of what was called on {iso(each.called)}"
        yield Dated(what, day, clause, words, steps, _state(each))


def _instances(ground: Ground, name: str, index: int) -> Iterator[tuple[ir.Duty, Standing]]:
    basis = ground.basis
    of = basis.program.named.get(name)
    part = None if of is None else basis.program.values[of].op
    if not isinstance(part, ir.Part):
        return
    op = basis.program.values[part.of].op
    result = basis.result(part.of, index)
    standing = result.get("instances") if isinstance(result, dict) else None
    if isinstance(op, ir.Duty) and isinstance(standing, tuple):
        yield from ((op, each) for each in standing if isinstance(each, Standing))


def _clause(ground: Ground, name: str) -> str:
    return ground.basis.clause(ground.basis.agreement.declarations[name].id)


def _last_day(ground: Ground, op: ir.Duty, each: Standing) -> Dated:
    basis = ground.basis
    words, since, call = "", "the duty is called", None
    for call, at, start in _calls(ground, op):
        if start == each.called and ground.later(start, call.count, call.unit) == each.first_due:
            words, since = _why(ground, call, at, start)
            break
    else:
        call = None
    steps: list[str] = []
    for on_day, known in basis.inputs.learned.get(op.name, {}).items():
        if known == each.called:
            steps.append(on(on_day, "called, as only a correction says"))
            since = "the day of the correction, from which its time runs"
    if call is None:
        steps.append(on(each.called, since))
    else:
        steps += ground.steps(each.called, since, call.count, call.unit)
    day = each.first_due
    for row in _extensions(ground, op.name):
        if each.called <= row.date <= day and (each.on is None or row.date <= each.on):
            day, said = _extended(ground, row, day)
            steps += said
    what = f"due, called on {iso(each.called)}"
    clause = _clause(ground, op.name)
    return Dated(what, as_day(each.due), clause, words, tuple(steps), _state(each))


def _calls(ground: Ground, op: ir.Duty) -> Iterator[tuple[ir.Call, int, int]]:
    """Yield each call of a duty, the period in which it was called, and the day it runs from."""
    basis = ground.basis
    learned = basis.inputs.learned.get(op.name, {})
    for call in op.calls:
        for period in basis.program.periods:
            if basis.result(call.when, period.index) is not True:
                continue
            since: object = period.end
            if call.since is not None:
                since = basis.result(call.since, period.index)
            days = since if isinstance(since, tuple) else (since,)
            for day in days:
                start = period.end if isinstance(day, Unknown) else int(day)
                yield call, period.index, learned.get(start, start)


def _why(ground: Ground, call: ir.Call, at: int, start: int) -> tuple[str, str]:
    """Return the line of the terms that called a duty, and what its time runs from."""
    basis, period = ground.basis, ground.period(at)
    words = basis.words.of(basis.program.values[call.when].origin)
    if call.since is None and start == period.end:
        return words, f"the end of {period.label}, in which it was called"
    return words, f"the day from which it is owed (in {period.label})"


def _state(each: Standing) -> str:
    return each.state if each.on is None else f"{each.state} on {iso(each.on)}"


def _extensions(ground: Ground, name: str) -> list[EventRow]:
    rows = [
        row for row in ground.basis.known.events if (row.kind, row.subject) == ("extension", name)
    ]
    return sorted(rows, key=lambda row: row.date)


def _extended(ground: Ground, row: EventRow, day: int) -> tuple[int, list[str]]:
    """Return the last day after an extension, and how it comes about."""
    by = f"extension by {row.by} of {iso(row.date)} ({place_text(row.place)})"
    if row.length is not None:
        later = ground.later(day, *row.length)
        return max(day, later), list(ground.steps(day, f"{by}, from here", *row.length))
    until = max(day, row.until or day)
    return until, [on(until, by)]


# ---- milestones and decisions


def milestone(ground: Ground, name: str, index: int) -> Iterator[Dated]:
    """Yield the last day of a milestone, as it stands at the end of a period."""
    basis = ground.basis
    declared = basis.agreement.get(name, decl.Milestone)
    of = basis.program.named.get(name)
    part = None if of is None else basis.program.values[of].op
    op = basis.program.values[part.of].op if isinstance(part, ir.Part) else None
    if not isinstance(part, ir.Part) or not isinstance(op, ir.Achievement) or op.latest is None:
        return
    clause = basis.clause(declared.id)
    day, steps = op.latest, [on(op.latest, "the last day that the terms name")]
    extended: set[int] = set()
    for period in basis.program.periods[: index + 1]:
        for row in _extensions(ground, name):
            if period.start <= row.date <= period.end and row.date <= day:
                day, said = _extended(ground, row, day)
                steps += said
        for number, (condition, by) in enumerate(zip(op.extensions, op.extended_by, strict=True)):
            if number in extended or period.start > day:
                continue
            if basis.result(condition, period.index) is True:
                words = basis.words.of(basis.program.values[condition].origin)
                since = f"extended, since `{words}` holds in {period.label}; from here"
                steps += ground.steps(day, since, *by)
                day = ground.later(day, *by)
                extended.add(number)
    parts = basis.result(part.of, index)
    last = parts.get("last day") if isinstance(parts, dict) else None
    if isinstance(last, Unknown):
        reasons = "; ".join(reason_texts(last, basis.words, basis.known.as_of))
        yield Dated("last day", None, clause, "", tuple(steps), f"not known yet: {reasons}")
        return
    state = str(basis.figure(of, index).value or "pending") if of is not None else ""
    yield Dated("last day", as_day(day), clause, "", tuple(steps), state)


def decision(ground: Ground, name: str) -> Iterator[Dated]:
    """Yield the last day of what is decided or reported within some time of an event."""
    declared = ground.basis.agreement.get(name, decl.Event)
    if declared.within is None:
        return
    count, unit, since = declared.within
    words = f"within {length(count, unit)}" + (f" of {since}" if since else "")
    clause = ground.basis.clause(declared.id)
    if since is None:
        return
    first = ground.due_days.first_days.get(since)
    if first is None:
        yield Dated("last day", None, clause, words, (), f"`{since}` has not happened")
        return
    steps = ground.steps(first, f"`{since}` happens", count, unit)
    yield Dated("last day", as_day(ground.later(first, count, unit)), clause, words, steps)
