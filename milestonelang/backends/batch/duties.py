"""Milestones and duties in a kernel; what happened is the same for all who run by it."""

from collections.abc import Sequence

from milestonelang import ir
from milestonelang.backends.batch.amounts import Known, Num, Truth
from milestonelang.backends.batch.emit import FALSE, TRUE, ZERO, number
from milestonelang.backends.batch.form import NotForKernelError, V
from milestonelang.backends.batch.translate import Translator
from milestonelang.primitives import dates
from milestonelang.primitives.dates import is_weekend
from milestonelang.types import Unit

Days = Sequence[int] | V
"""A day: known for each period, or one that varies."""


def achievement(t: Translator, op: ir.Achievement, key: str, origin: int) -> dict[str, Known]:
    """Return the state of a milestone; its evidence comes on a day known beforehand, or never."""
    e = t.e
    names = {word: number(t.name(word)) for word in ("open", "achieved", "missed", "skipped")}
    last = t.program.term_periods - 1
    runs = t.holds_in(
        [period.index <= last and op.is_in_force(period.start) for period in t.periods]
    )
    state = e.cell(f"{key} state", names["open"].low)
    day = e.cell(f"{key} day")
    is_open = e.both(runs, e.equal(state, names["open"]))
    none = t.reason("not achieved", origin)
    latest = None if op.latest is None else _last_day(t, op, key, is_open, op.latest)
    happens, when = _achieved(t, op, key, is_open, latest)
    overtaken = e.both(is_open, e.either(*(_holds(t, id, is_open) for id in op.overtaken)))
    over = FALSE if latest is None else e.at_most(latest, _today(t))
    after = e.select(e.both(is_open, over), names["missed"], state)
    after = e.select(overtaken, names["skipped"], after)
    after = e.select(happens, names["achieved"], after)
    day = e.select(happens, when, day)
    e.set_cell(f"{key} state", after, names["open"].low)
    e.set_cell(f"{key} day", day)
    achieved = e.equal(after, names["achieved"])
    last_day = {} if latest is None else {"last day": Num(latest)}
    return {
        **last_day,
        "state": Num(after),
        "day": Num(day, 1, None, e.select(achieved, ZERO, none)),
        "now": Truth(happens),
    }


def _last_day(t: Translator, op: ir.Achievement, key: str, is_open: V, first: int) -> V:
    """Return the last day on which it can be achieved, after the extensions of the period."""
    e = t.e
    if not op.extensions:
        return number(first)
    latest = e.cell(f"{key} last", first)
    begins = e.table([period.start for period in t.periods])
    for index, (id, by) in enumerate(zip(op.extensions, op.extended_by, strict=True)):
        done = e.cell(f"{key} extended {index}", 0, True)
        asked = e.both(is_open, e.opposite(done), e.at_most(begins, latest))
        moves = e.both(asked, _holds(t, id, asked))
        # With one extension there is one day that it can lead to.
        later = shifted(t, [first] if len(op.extensions) == 1 else latest, by)
        moved = later if isinstance(later, V) else number(later[0])
        latest = e.select(moves, moved, latest)
        e.set_cell(f"{key} extended {index}", e.either(done, moves))
    e.set_cell(f"{key} last", latest, first)
    return latest


def _holds(t: Translator, id: ir.ValueId, asked: V) -> V:
    """Return a condition; where it is unknown and asked for, `exact` answers."""
    item = t.truth(id)
    if item.unknown is not None:
        t.leave(t.e.select(asked, item.unknown, ZERO))
    return item.b


def _achieved(
    t: Translator, op: ir.Achievement, key: str, is_open: V, latest: V | None
) -> tuple[V, V]:
    """Return whether a milestone is achieved in the period, and on which day."""
    e = t.e
    holds = FALSE if op.condition is None else _holds(t, op.condition, is_open)
    evidence = _evidence(t, op)
    if evidence is None or (op.condition is None and op.after is None and not op.needs):
        return FALSE, ZERO
    last, in_time = evidence
    today = _today(t)
    fits = TRUE if op.earliest is None else e.at_most(number(op.earliest), today)
    if latest is not None:
        fits = e.both(fits, e.at_most(today, latest))
    if op.condition is not None:
        first = e.cell(f"{key} first")
        found = e.both(is_open, holds, fits, in_time, e.equal(first, ZERO))
        first = e.select(found, today, first)
        e.set_cell(f"{key} first", first)
        ready, when = e.both(is_open, e.less(ZERO, first)), first
    else:
        ready, when = is_open, ZERO
    if op.needs:
        ready = e.both(ready, e.at_most(last, today))
        when = e.max(when, last)
    if op.after is not None:
        other = t.number(op.after)
        known = t.a.is_known(other)
        # An earlier milestone in doubt is left to `exact`; one that is not achieved is not.
        if other.unknown is not None and not _only_not_achieved(t, op.after):
            t.leave(e.select(is_open, other.unknown, ZERO))
        ready = e.both(ready, known)
        when = e.max(when, other.n)
    if latest is not None:
        ready = e.both(ready, e.at_most(when, latest))
    if op.earliest is not None:
        ready = e.both(ready, e.at_most(number(op.earliest), when))
    return ready, when


def _evidence(t: Translator, op: ir.Achievement) -> tuple[V, V] | None:
    """Return the day of the last evidence, and whether the period's end is one that all of it
    follows in time; None where some of it never comes."""
    days: list[int] = []
    in_time = [True] * len(t.periods)
    for need in op.needs:
        rows = t.happened.get(need.event, ())
        if not rows:
            return None
        if len(rows) > 1:
            raise NotForKernelError(f"`{need.event}` more than once")
        (day,) = rows
        if op.condition is None and op.earliest is not None and day < op.earliest:
            return None
        days.append(day)
        if need.within is not None and op.condition is not None:
            for index, period in enumerate(t.periods):
                in_time[index] &= day <= _shifted(t, period.end, need.within)
    return number(max(days, default=0)), t.holds_in(in_time)


def _only_not_achieved(t: Translator, id: ir.ValueId) -> bool:
    op = t.program.values[id].op
    return isinstance(op, ir.Part) and isinstance(t.program.values[op.of].op, ir.Achievement)


def duty(t: Translator, op: ir.Duty, key: str) -> dict[str, Known]:
    """Return how a duty stands that nobody has told to be done, waived or extended.

    Of all that it was called for, the one that is due first is overdue first.
    """
    if not t.happened.keys().isdisjoint((op.evidence, op.name)):
        raise NotForKernelError("a duty that is done while figures call for it")
    e = t.e
    never = dates.day_of(9000, 1, 1)
    earliest, fails = e.cell(f"{key} due", never), e.cell(f"{key} fails", never)
    today = _today(t)
    for call in op.calls:
        is_called = t.sure(call.when)
        if is_called == FALSE:
            continue
        due = _due(t, call, is_called)
        last = due if op.curable is None else shifted(t, due, op.curable)
        earliest = e.select(is_called, e.min(earliest, _as_value(t, due)), earliest)
        gone = e.add(_as_value(t, last), number(1))
        fails = e.select(is_called, e.min(fails, gone), fails)
    e.set_cell(f"{key} due", earliest, never)
    e.set_cell(f"{key} fails", fails, never)
    names = {word: number(t.name(word)) for word in ("not called", "due", "overdue")}
    called = e.less(earliest, number(never))
    found = e.select(called, names["due"], names["not called"])
    state = e.select(e.less(earliest, today), names["overdue"], found)
    return {"state": Num(state), "failing": Truth(e.at_most(fails, today))}


def _due(t: Translator, call: ir.Call, is_called: V) -> Days:
    """Return the day on which a duty that is called is due."""
    e, by = t.e, (call.count, call.unit)
    ends = [period.end for period in t.periods]
    since: Days = ends
    if call.since is not None:
        since = _day(t, call.since, ends)
    # What begins later is not called yet: whoever has such a day is left to `exact`.
    t.leave(e.count(e.both(is_called, e.less(_today(t), _as_value(t, since)))))
    if call.until is None:
        return shifted(t, since, by)
    if (t.static.get(call.until) is None) or t.known(call.until).unknown is not None:
        otherwise = _as_value(t, shifted(t, since, by))
        until = t.number(call.until)
        return e.select(t.a.is_known(until), until.n, otherwise)
    return _day(t, call.until, ends)


def _day(t: Translator, id: ir.ValueId, otherwise: Sequence[int]) -> Days:
    """Return a day; where it is unknown, the day that stands for it in the period."""
    static = t.static.get(id)
    if static is not None:
        if any(isinstance(each, tuple) for each in static):
            raise NotForKernelError("a duty whose time runs from several days")
        return [
            each if isinstance(each, int) else other
            for each, other in zip(static, otherwise, strict=True)
        ]
    found = t.number(id)
    if found.n.literal is not None and found.unknown is None:
        return [found.n.literal for _ in otherwise]
    return t.e.select(t.a.is_known(found), found.n, t.e.table(list(otherwise)))


def _as_value(t: Translator, days: Days) -> V:
    return days if isinstance(days, V) else t.e.table(list(days))


def _today(t: Translator) -> V:
    return t.e.table([period.end for period in t.periods])


def shifted(t: Translator, days: Days, by: tuple[int, Unit]) -> Days:
    """Return the day some time after a day."""
    count, unit = by
    if isinstance(days, V):
        if unit not in _LENGTHS:
            raise NotForKernelError(f"{unit.value}s counted from a day that varies")
        return t.e.add(days, number(count * _LENGTHS[unit]))
    return [_shifted(t, day, by) for day in days]


_LENGTHS = {Unit.DAY: 1, Unit.WEEK: 7}


def _shifted(t: Translator, day: int, by: tuple[int, Unit]) -> int:
    program = t.program

    def is_business_day(each: int) -> bool:
        return not is_weekend(each) and each not in program.holidays

    return dates.shift(day, *by, program.month_ends, is_business_day)
