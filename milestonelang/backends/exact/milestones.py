"""Milestones: on which day one was achieved, or that it was missed or skipped.

A period whose condition holds makes its last day a candidate. Evidence and an earlier milestone
join it; the achievement is the latest of these days, and all must lie in time. Only what has
happened by the end of the running period counts, so an answer once given stays.

Where a condition is unknown the milestone is followed along several courses: its condition read
false, which is the latest it can be achieved, and read true, which is the earliest; and the same
for its extensions and for what may have overtaken it. Everything else lies between these, so what
all of them agree on is known.
"""

from collections.abc import Sequence
from itertools import product

from milestonelang import ir, records
from milestonelang.backends.exact.duties import extended as longer
from milestonelang.backends.exact.frame import Calendar, Frame, Stateful
from milestonelang.backends.exact.values import NotAchieved, Reason, Truth, Unknown, because, join

OPEN, ACHIEVED, MISSED, SKIPPED, WAIVED = "open", "achieved", "missed", "skipped", "waived"


@records.frozen
class Course:
    """How a milestone stands if every doubt is resolved in one way."""

    state: str = OPEN
    day: int | None = None
    now: bool = False
    candidates: tuple[int, ...] = ()
    extended: tuple[bool, ...] = ()
    latest: int | None = None


@records.frozen
class Courses:
    """One course for each way to resolve the doubts, and the doubts."""

    all: tuple[Course, ...]
    reasons: tuple[Reason, ...]


@records.frozen
class Reading:
    """How doubts are read: condition and *after*; the extensions; what may have overtaken it."""

    holds: bool
    extends: bool
    overtakes: bool


_READINGS = tuple(Reading(*each) for each in product((False, True), repeat=3))


def achievement(op: ir.Achievement, origin: int, calendar: Calendar) -> Stateful[Courses]:
    """Compile the day and the state of a milestone."""
    not_achieved = because(NotAchieved(origin))
    start = Course(extended=(False,) * len(op.extensions), latest=op.latest)

    def stopped(courses: Courses) -> dict[str, object]:
        """Return how the milestone was left: out of its time nothing is achieved or missed."""
        first, doubt = courses.all[0], Unknown(courses.reasons)
        state = first.state if len({each.state for each in courses.all}) == 1 else doubt
        day = first.day if len({each.day for each in courses.all}) == 1 else doubt
        last = first.latest if len({each.latest for each in courses.all}) == 1 else doubt
        day = not_achieved if day is None else day
        return {"state": state, "day": day, "now": False, "last day": last}

    def step(before: Courses, frame: Frame) -> tuple[dict[str, object], Courses]:
        if not calendar.in_term(frame.index) or not op.is_in_force(frame.period.start):
            return stopped(before), before
        asked = [frame.now[id] for id in _conditions(op)]
        doubt = join((Unknown(before.reasons), *asked))
        # Without any doubt all courses are one.
        readings = _READINGS if doubt.reasons else _READINGS[:1]
        courses = tuple(
            _advance(op, course, frame, reading, calendar)
            for course, reading in zip(before.all, readings, strict=False)
        )
        courses *= len(_READINGS) // len(readings)

        def agreed(answers: Sequence[object]) -> object:
            return answers[0] if all(each == answers[0] for each in answers) else doubt

        state = agreed([course.state for course in courses])
        day = agreed([course.day for course in courses])
        # Between two courses that disagree there may be one that is achieved just now.
        happens = agreed([course.now for course in courses]) if state is not doubt else doubt
        over = all(course.state != OPEN for course in before.all)
        parts = {
            "state": state,
            "day": not_achieved if day is None else day,
            "now": False if over else happens,
            "last day": agreed([course.latest for course in courses]),
        }
        settled = all(course == courses[0] for course in courses)
        return parts, Courses(courses, () if settled else doubt.reasons)

    return Stateful(Courses((start,) * len(_READINGS), ()), step)


def _conditions(op: ir.Achievement) -> list[ir.ValueId]:
    found = [id for id in (op.condition, op.after) if id is not None]
    return [*found, *op.extensions, *op.overtaken]


def _advance(
    op: ir.Achievement,
    course: Course,
    frame: Frame,
    reading: Reading,
    calendar: Calendar,
) -> Course:
    """Return the course one period on."""
    if course.state != OPEN:
        is_waived = course.state == MISSED and _is_waived(op, frame)
        return records.evolve(course, state=WAIVED if is_waived else course.state, now=False)
    holds = reading.holds
    today = frame.period.end
    latest, extended = _extend(op, course, frame, reading.extends, calendar)
    candidates = course.candidates
    if op.condition is not None and _read(frame.now[op.condition], holds):
        candidates = (*candidates, today)
    course = records.evolve(course, candidates=candidates, extended=extended, latest=latest)
    day = _achieved(op, course, frame, holds, calendar)
    if day is not None:
        return records.evolve(course, state=ACHIEVED, day=day, now=True)
    if any(_read(frame.now[id], reading.overtakes) for id in op.overtaken):
        return records.evolve(course, state=SKIPPED)
    if latest is not None and today >= latest:
        return records.evolve(course, state=WAIVED if _is_waived(op, frame) else MISSED)
    return course


def _is_waived(op: ir.Achievement, frame: Frame) -> bool:
    """Whether it has been waived, by the end of the period, that the milestone be missed."""
    acts = frame.inputs.acts_about(op.name, frame.period.end)
    return any(not act.extends for act in acts)


def _extend(
    op: ir.Achievement, course: Course, frame: Frame, reading: bool, calendar: Calendar
) -> tuple[int | None, tuple[bool, ...]]:
    """Return the last day after the extensions that this period brings, each at most once."""
    latest, extended = course.latest, list(course.extended)
    for act in frame.inputs.acts_about(op.name, frame.period.end):
        if act.extends and latest is not None and frame.period.start <= act.day <= latest:
            latest = longer(latest, act, calendar)
    for index, (condition, by) in enumerate(zip(op.extensions, op.extended_by, strict=True)):
        if latest is None or extended[index] or frame.period.start > latest:
            continue
        if _read(frame.now[condition], reading):
            latest = calendar.shift(latest, *by)
            extended[index] = True
    return latest, tuple(extended)


def _achieved(
    op: ir.Achievement, course: Course, frame: Frame, holds: bool, calendar: Calendar
) -> int | None:
    """Return the day on which the milestone is achieved, if it is."""
    if op.condition is None:
        return _day(op, None, course.latest, frame, holds, calendar)
    for candidate in course.candidates:
        if op.earliest is not None and candidate < op.earliest:
            continue
        if course.latest is not None and candidate > course.latest:
            continue
        found = _day(op, candidate, course.latest, frame, holds, calendar)
        if found is not None:
            return found
    return None


def _day(
    op: ir.Achievement,
    candidate: int | None,
    latest: int | None,
    frame: Frame,
    holds: bool,
    calendar: Calendar,
) -> int | None:
    """Return the latest of the days that count, or None where one is missing or out of time."""
    days = [] if candidate is None else [candidate]
    for need in op.needs:
        until = latest
        if need.within is not None and candidate is not None:
            limit = calendar.shift(candidate, *need.within)
            until = limit if until is None else min(until, limit)
        earliest = op.earliest if candidate is None else None
        found = _first_between(_days_of(op, need, frame), earliest, until)
        if found is None:
            return None
        days.append(found)
    if op.after is not None:
        other = frame.now[op.after]
        if not isinstance(other, Unknown):
            days.append(other)
        elif not holds or _is_not_achieved(other):
            return None
        elif not days:
            # Nothing but the other milestone counts, and it may have come as late as this.
            days.append(frame.period.end if latest is None else min(frame.period.end, latest))
    if not days:
        return None
    day = max(days)
    too_late = latest is not None and day > latest
    too_early = op.earliest is not None and day < op.earliest
    return None if too_late or too_early else day


def _days_of(op: ir.Achievement, need: ir.Need, frame: Frame) -> list[int]:
    """Return the days of the evidence, and those on which it was waived, by the period's end."""
    end = frame.period.end
    waived = frame.inputs.acts_about(f"{op.name} requires {need.event}", end)
    return sorted(
        [row.day for row in frame.inputs.happened(need.event, end)] + [act.day for act in waived]
    )


def _first_between(days: Sequence[int], earliest: int | None, latest: int | None) -> int | None:
    for day in days:
        if latest is not None and day > latest:
            return None
        if earliest is None or day >= earliest:
            return day
    return None


def _is_not_achieved(day: Unknown) -> bool:
    """Whether the other milestone is known not to be achieved, rather than in doubt."""
    return all(isinstance(reason, NotAchieved) for reason in day.reasons)


def _read(condition: Truth, reading: bool) -> bool:
    return reading if isinstance(condition, Unknown) else condition
