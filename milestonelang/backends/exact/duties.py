"""Duties: what was called, whether it was performed, and whether it is overdue.

Each day on which a duty is called opens an instance. What happens is taken day by day; on one day
first extensions count, then performance, then waivers. A delivery performs the oldest instance that
waits; an extension moves the last day of every one that is not overdue; a waiver ends every one
that waits. A call whose condition is unknown may or may not have opened an instance: what is the
same either way is known.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.exact.frame import Calendar, Frame, RunInputs, Stateful
from milestonelang.backends.exact.values import Unknown, join

# With more calls in doubt than this not every course is followed.
_MOST_IN_DOUBT = 6
_EXTENDED, _PERFORMED, _WAIVED = range(3)

Happened = tuple[int, int, ir.Act | None]  # the day, what happened, and by which row


@records.frozen
class Instance:
    """A duty that was called on one day and is due on another; *doubt* if it may not have been."""

    called: int
    due: int
    doubt: Unknown | None = None


@records.frozen
class Standing:
    """An instance as it stands on a day: its last day, first and as extended, and when it ended."""

    called: int
    first_due: int
    due: int
    state: str
    on: int | None = None
    fails: int | None = None  # the day from which it was overdue and could no longer be cured


def duty(op: ir.Duty, calendar: Calendar) -> Stateful[tuple[Instance, ...]]:
    """Compile how an obligation stands."""

    def step(
        before: tuple[Instance, ...], frame: Frame
    ) -> tuple[dict[str, Any], tuple[Instance, ...]]:
        after = (*before, *called(op, op.calls, frame, calendar))
        first = frame.period.start
        return parts_on(op, after, frame.inputs, calendar, first, frame.period.end), after

    return Stateful((), step)


def called(
    op: ir.Duty, calls: Sequence[ir.Call], frame: Frame, calendar: Calendar
) -> list[Instance]:
    """Return the instances that open by the end of the frame's period, or by a later correction."""
    found: list[Instance] = []
    learned = frame.inputs.data.learned.get(op.name, {})
    for call in calls:
        when = frame.now[call.when]
        if when is False:
            continue
        since = frame.period.end if call.since is None else frame.now[call.since]
        if isinstance(since, Unknown):
            since = frame.period.end
        doubt = when if isinstance(when, Unknown) else None
        days: Sequence[Any] = since if isinstance(since, tuple) else (since,)
        for day in (learned.get(on, on) for on in days):
            due = calendar.shift(day, call.count, call.unit)
            if call.until is not None and not isinstance(until := frame.now[call.until], Unknown):
                due = until
            found.append(Instance(day, due, doubt))
    return found


def parts_on(
    op: ir.Duty,
    instances: tuple[Instance, ...],
    inputs: RunInputs,
    calendar: Calendar,
    first: int,
    today: int,
) -> dict[str, Any]:
    """Return the parts at the end of a day; what `failed` did so from *first* to that day."""
    happened = happened_to(op, inputs, today)

    def parts(chosen: Sequence[Instance]) -> dict[str, Any]:
        standing = stand(op, chosen, happened, calendar, today)
        fails = [each for each in standing if each.fails is not None and each.fails <= today]
        days = {each.fails for each in fails if each.fails is not None and each.fails >= first}
        return {
            "state": _gravest(standing),
            "failing": any(each.on is None for each in fails),
            "failed": bool(days),
            "failed on": tuple(sorted(days)),
            "instances": standing,
        }

    doubtful = [each for each in instances if each.doubt is not None]
    if not doubtful:
        return parts(instances)
    doubt = join(each.doubt for each in doubtful)
    if len(doubtful) > _MOST_IN_DOUBT:
        return dict.fromkeys(("state", "failing", "failed", "failed on", "instances"), doubt)
    courses = [parts(chosen) for chosen in _courses(instances, happened)]

    def agreed(name: str) -> Any:
        answer = courses[0][name]
        return answer if all(each[name] == answer for each in courses) else doubt

    return {name: agreed(name) for name in courses[0]}


def _courses(
    instances: Sequence[Instance], happened: Sequence[Happened]
) -> Iterator[list[Instance]]:
    """Yield the instances that there are for each way in which the doubts may be resolved.

    To an instance that is called after all that happened nothing does, and it takes nothing from
    the others. What each of those leaves as it is alone, they leave as it is together.
    """
    last = happened[-1][0] if happened else 0
    doubtful = [each for each in instances if each.doubt is not None]
    apart = [each for each in doubtful if each.called > last]
    mingled = [each for each in doubtful if each.called <= last]
    for answers in product((False, True), repeat=len(mingled)):
        there = {id(each) for each, is_there in zip(mingled, answers, strict=True) if is_there}
        for alone in (None, *apart):
            yield [
                each
                for each in instances
                if each.doubt is None or each is alone or id(each) in there
            ]


def happened_to(op: ir.Duty, inputs: RunInputs, day: int) -> list[Happened]:
    """Return what ends or extends instances by a day, in the order in which it counts."""

    def make() -> list[Happened]:
        found: list[Happened] = []
        for event in (op.evidence, op.name):
            rows = inputs.events.get(event or "", ())
            found += [(row.day, _PERFORMED, None) for row in rows if row.outcome is not False]
        for act in inputs.acts.get(op.name, ()):
            found.append((act.day, _EXTENDED if act.extends else _WAIVED, act))
        return sorted(found, key=lambda each: each[:2])

    everything = inputs.made_of((op.name, op.evidence or ""), make)
    return everything[: bisect_right(everything, day, key=_day_of)]


def _day_of(happened: Happened) -> int:
    return happened[0]


def stand(
    op: ir.Duty,
    instances: Sequence[Instance],
    happened: Sequence[Happened],
    calendar: Calendar,
    today: int,
) -> tuple[Standing, ...]:
    """Return how each instance stands at the end of a day, the oldest first."""
    due: dict[int, int] = {}
    for each in instances:
        if each.called <= today:
            due[each.called] = min(each.due, due.get(each.called, each.due))
    waiting = dict(sorted(due.items()))
    ended: dict[int, Standing] = {}
    at = 0
    while waiting:
        # What happened before anything waited does nothing.
        at = bisect_left(happened, next(iter(waiting)), lo=at, key=_day_of)
        if at == len(happened):
            break
        day, what, act = happened[at]
        at += 1
        open_then = [called for called in waiting if called <= day]
        if what == _EXTENDED:
            assert act is not None
            for called in open_then:
                if waiting[called] >= day:
                    waiting[called] = extended(waiting[called], act, calendar)
            continue
        for called in open_then if what == _WAIVED else open_then[:1]:
            last = waiting.pop(called)
            fails = _fails(op, last, calendar)
            cured = op.curable is not None and last < day < fails
            state = "waived" if what == _WAIVED else "cured" if cured else "done"
            ended[called] = Standing(
                called, due[called], last, state, day, fails if fails <= day else None
            )
    for called, last in waiting.items():
        state = "overdue" if last < today else "due"
        ended[called] = Standing(called, due[called], last, state, None, _fails(op, last, calendar))
    return tuple(ended[called] for called in sorted(ended))


def extended(last: int, act: ir.Act, calendar: Calendar) -> int:
    """Return the last day after an extension; one that is not later changes nothing."""
    until = act.until if act.by is None else calendar.shift(last, *act.by)
    return last if until is None else max(last, until)


def _fails(op: ir.Duty, last: int, calendar: Calendar) -> int:
    """Return the first day on which an instance that still waits can no longer be cured."""
    return (last if op.curable is None else calendar.shift(last, *op.curable)) + 1


def _gravest(standing: Sequence[Standing]) -> str:
    """Return the state of them all: what waits longest over its time counts most."""
    if not standing:
        return "not called"
    states = [each.state for each in standing]
    return next((state for state in ("overdue", "due") if state in states), states[-1])
