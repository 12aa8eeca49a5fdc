"""What the parties agreed in reviews: parameters and baselines that change from a period on.

In: the agreement that runs and the rows about its reviews. Out: the agreement with the new values,
each from its period, and data with notes on them. Promised: a value counts only when each party has
a row of it before its period begins, and lies within the bounds of the review, which are those of
the last period before; no period that had begun changes.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.expressions import Literal
from milestonelang.backends.exact.values import Unknown
from milestonelang.data.frames import frame_of
from milestonelang.data.model import DataSet, EventRow
from milestonelang.data.note import Amount, Named, Note, day_of
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver.life import review_problems as problems
from milestonelang.primitives.dates import iso
from milestonelang.types import Percent

_Key = tuple[str, int, str]  # the review, the line of what it may change, from which period


def as_reviewed(
    agreement: decl.Agreement, data: DataSet, as_of: int | None, sink: Sink
) -> tuple[decl.Agreement, DataSet]:
    """Return the agreement with what reviews changed as known on a day, and data that says so."""
    proposed: dict[_Key, list[EventRow]] = {}
    for row in data.events:
        known = as_of is None or _day(row) <= as_of
        if row.changes is not None and row.original is not None and known:
            key = row.subject, int(row.changes.id), row.original
            proposed.setdefault(key, []).append(row)
    found: list[decl.Revision] = []
    notes = list(data.notes)
    for (review, _, label), rows in sorted(proposed.items()):
        change, value = _agreed(agreement, rows, sink)
        if change is None:
            continue
        name = change.parameter or f"the baseline of {change.baseline_of}"
        named = Named(change.parameter or change.baseline_of or "")
        kind = "parameter" if change.parameter else "baseline"
        if isinstance(value, Fraction):
            frame = frame_of(agreement, agreement.contract.settled)
            since = frame.periods[frame.labels[label]].start
            row = max(rows, key=_day)
            found.append(decl.Revision(review=review, change=change, value=value, since=since))
            words = in_words(value, _type(agreement, change))
            day = _day(row)
            said = f"from {label} {name} is {words}, as agreed in `{review}` by {iso(day)}"
            parts = {"value": Amount(value, _type(agreement, change)), "day": day_of(day)}
            parts |= {"review": Named(review), "label": label}
            notes.append(Note(said, f"{kind}_agreed", name=named, **parts))
        elif value:
            who = " and ".join(f"`{party}`" for party in value)
            said = f"{name} does not change from {label}: {who} has not agreed to it"
            parties = tuple(Named(party) for party in value)
            notes.append(Note(said, f"{kind}_not_agreed", name=named, label=label, parties=parties))
    data = records.evolve(data, notes=tuple(notes))
    return (revised(agreement, found), data) if found else (agreement, data)


def revised(agreement: decl.Agreement, changes: Iterable[decl.Revision]) -> decl.Agreement:
    """Return the agreement in which each value holds from its day to the next one of the terms."""
    declarations = dict(agreement.declarations)
    made = tuple(changes)
    for change in made:
        line = change.change
        spot: dict[str, Any] = {"span": line.span, "id": line.id}
        value = Literal(**spot, type=_type(agreement, line), value=change.value)
        name = line.parameter or line.baseline_of or ""
        declared = declarations[name]
        if isinstance(declared, decl.Parameter):
            new = decl.DatedValue(**spot, value=value, from_date=change.since)
            values = sorted((*declared.values, new), key=lambda each: each.from_date or 0)
            declarations[name] = records.evolve(declared, values=tuple(values))
        elif isinstance(declared, decl.Metric):
            begun = decl.BaselineValue(**spot, value=value, from_date=change.since)
            baselines = sorted((*declared.baselines, begun), key=lambda each: each.from_date or 0)
            declarations[name] = records.evolve(declared, baselines=tuple(baselines))
    return records.evolve(agreement, declarations=declarations, revised=agreement.revised + made)


def check_bounds(
    agreement: decl.Agreement,
    program: ir.Program,
    results: tuple[Any, ...],
    events: Iterable[EventRow],
    sink: Sink,
) -> None:
    """Report new values that lie beyond what the review allows, as of the period before."""
    rows = [row for row in events if row.changes is not None]
    starts = [period.start for period in program.periods]
    for plan, change in zip(program.revisions, agreement.revised, strict=True):
        if change.since not in starts:
            continue  # the agreement has ended before
        values = results[starts.index(change.since) - 1]
        row = next(item for item in rows if item.changes == change.change)
        name = change.change.parameter or f"the baseline of {change.change.baseline_of}"
        bounds = _bounds(agreement, plan, change.change, values)
        if isinstance(bounds, Unknown):
            sink.report(problems.bounds_unknown(row.place, name, change.review))
        elif not bounds[0] <= change.value <= bounds[1]:
            type = _type(agreement, change.change)
            low, high = (in_words(bound, type) for bound in bounds)
            words = in_words(change.value, type)
            sink.report(problems.beyond_bounds(row.place, name, words, low, high, change.review))


def _bounds(
    agreement: decl.Agreement, plan: ir.RevisionPlan, line: decl.MayChange, values: Any
) -> tuple[Fraction, Fraction] | Unknown:
    """Return between what a new value may lie."""
    bounds = [values[id] for id in plan.bounds]
    unknown = next((bound for bound in bounds if isinstance(bound, Unknown)), None)
    if unknown is not None:
        return unknown
    if line.baseline_of is None:
        return bounds[0], bounds[1]
    by, now = bounds
    assert line.at_most is not None
    if isinstance(line.at_most.type, Percent) and not isinstance(_type(agreement, line), Percent):
        by = by * abs(now)
    return now - by, now + by


def _agreed(
    agreement: decl.Agreement, rows: list[EventRow], sink: Sink
) -> tuple[decl.MayChange | None, Fraction | tuple[str, ...]]:
    """Return what each party agreed to, or who has not; nothing after a report."""
    parties = [party.name for party in agreement.of_kind(decl.Party)]
    values: dict[Fraction, set[str]] = {}
    for row in rows:
        assert row.amount is not None, "a change without its value was refused"
        values.setdefault(row.amount, set()).add(row.by)
    whole = [value for value, by in values.items() if by.issuperset(parties)]
    change = rows[0].changes
    if len(whole) > 1:
        sink.report(problems.changed_twice(rows[-1].place, rows[-1].original or ""))
        return None, ()
    if whole:
        return change, whole[0]
    by = max(values.values(), key=len)
    return change, tuple(name for name in parties if name not in by)


def _day(row: EventRow) -> int:
    return row.date if row.reported_on is None else max(row.date, row.reported_on)


def _type(agreement: decl.Agreement, line: decl.MayChange) -> Any:
    declared = agreement.declarations[line.parameter or line.baseline_of or ""]
    assert isinstance(declared, decl.Parameter | decl.Metric)
    return declared.type
