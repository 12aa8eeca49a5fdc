"""Days of an end and of a dispute: receipt, cure, Termination Date, wind-down, and each step."""

from collections.abc import Iterator

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.exits import exit_named
from milestonelang.data.model import EventRow
from milestonelang.primitives.dates import MONTHS_IN, add_months, iso
from milestonelang.primitives.periods import full_start
from milestonelang.statement.dates.amounts import settled
from milestonelang.statement.dates.dated import Dated, Ground, as_day, length, on
from milestonelang.statement.model import DisputeLine
from milestonelang.statement.places import place_text
from milestonelang.types import MonthEnds


def notices(ground: Ground, name: str) -> Iterator[Dated]:
    """Yield the days of each notice under an exit: received, cure, effective, wind-down."""
    basis = ground.basis
    leave = exit_named(basis.agreement, name)
    assert leave is not None, "only exits are asked for"
    clause = basis.clause(leave.id)
    rows = [row for row in basis.known.events if (row.kind, row.subject) == ("notice", name)]
    for row in sorted(rows, key=lambda each: (each.date, each.by)):
        sent = f"notice by {row.by} of {iso(row.date)} ({place_text(row.place)})"
        received, dated = _received(ground, row, sent)
        yield dated
        until = received
        if leave.curable is not None:
            until = ground.later(received, *leave.curable)
            steps = ground.steps(received, "the notice is received", *leave.curable)
            words = f"curable within {length(*leave.curable)}"
            yield Dated("cure", as_day(until), clause, words, steps)
        effective = _effective(ground, leave, received, until, clause)
        ends = basis.program.ends
        assert effective.day is not None, "a notice takes effect on a day"
        if ends is None or (ends.exit, ends.by, ends.sent) != (name, row.by, row.date):
            yield Dated(
                effective.what,
                effective.day,
                clause,
                effective.words,
                effective.steps,
                "the notice has no effect; the notes of the statement say why",
            )
            continue
        yield effective
        yield from _wind_down(ground, leave, ends)


def _received(ground: Ground, row: EventRow, sent: str) -> tuple[int, Dated]:
    after = ground.contract.notices_received_after
    if after is None:
        return row.date, Dated("received", as_day(row.date), "", "", (on(row.date, sent),))
    clause = ground.basis.clause(ground.contract.id)
    words = f"notices received {length(*after)} after sending"
    day = ground.later(row.date, *after)
    return day, Dated("received", as_day(day), clause, words, ground.steps(row.date, sent, *after))


def _effective(ground: Ground, leave: decl.Exit, received: int, until: int, clause: str) -> Dated:
    words = "" if leave.notice is None else f"notice {length(*leave.notice)}"
    steps: list[str] = []
    day = until
    if leave.notice is not None:
        steps += ground.steps(received, "the notice is received", *leave.notice)
        day = max(until, ground.later(received, *leave.notice))
    else:
        steps.append(on(received, "the notice is received"))
    if leave.curable is not None:
        steps.append(on(until, "the last day of the cure; it does not end before"))
    unit = leave.ends_at_period
    if unit is not None:
        unit = ground.unit(unit)
        start = full_start(ground.contract, unit, day)
        end = add_months(start, MONTHS_IN[unit], MonthEnds.ROLL_BACK) - 1
        words += f", ending at the end of the {unit.value}"
        steps.append(on(end, f"the end of the {unit.value} that holds {iso(day)}"))
        day = end
    return Dated("effective", as_day(day), clause, words, tuple(steps))


def _wind_down(ground: Ground, leave: decl.Exit, ends: ir.Ending) -> Iterator[Dated]:
    """Yield the last day of the wind-down, where there is one."""
    basis, line = ground.basis, leave.wind_down
    if line is None:
        return
    program = basis.program
    winding = program.periods[program.term_periods : program.term_periods + program.wind_down]
    clause = basis.clause(line.id) or basis.clause(leave.id)
    steps = [on(ends.day, "the agreement ends")]
    steps += [
        on(period.end, f"the end of {period.label}, period {number} of the wind-down")
        for number, period in enumerate(winding, 1)
    ]
    if line.until is not None:
        words = f"winds down until {iso(line.until)}"
    else:
        assert line.count is not None
        assert line.unit is not None
        words = f"winds down over {length(line.count, line.unit)}"
    day = as_day(winding[-1].end) if winding else as_day(ends.day)
    yield Dated("wind-down", day, clause, words, tuple(steps))


# ---- disputes


def dispute(ground: Ground, name: str, index: int) -> Iterator[Dated]:
    """Yield until when an amount or figure of a period can be disputed, and the steps if it is."""
    basis = ground.basis
    rights = basis.agreement.of_kind(decl.Dispute)
    told = settled(ground, index)
    if not rights or told is None or told.day is None:
        return
    right = rights[0]
    clause, label = basis.clause(right.id), basis.label(index)
    day = told.day.toordinal()
    steps = ground.steps(day, f"{label} is settled", right.count, right.unit)
    words = f"within {length(right.count, right.unit)}"
    last = as_day(ground.later(day, right.count, right.unit))
    yield Dated("last day to dispute", last, clause, words, steps)
    for books in _booked_in(ground, name, label):
        own = settled(ground, books)
        if own is not None and own.day is not None:
            day, of = own.day.toordinal(), basis.label(books)
            since = f"{of} is settled, in which a difference of {label} is booked"
            steps = ground.steps(day, since, right.count, right.unit)
            last = as_day(ground.later(day, right.count, right.unit))
            yield Dated(f"last day to dispute what {of} books", last, clause, words, steps)
    disputes = () if basis.claims is None else basis.claims.disputes
    for item in disputes:
        if (item.subject, item.original) == (name, label):
            yield from _steps(ground, right, item, clause)


def _booked_in(ground: Ground, name: str, label: str) -> list[int]:
    """Return the periods in which a difference of an amount, or of any of a figure, is booked."""
    basis = ground.basis
    is_figure = isinstance(basis.agreement.declarations[name], decl.Metric)
    lines = {} if basis.told is None else basis.told.lines
    return sorted(
        index
        for index, booked in lines.items()
        if any(line.original == label and (is_figure or line.subject == name) for line in booked)
    )


def _steps(ground: Ground, right: decl.Dispute, item: DisputeLine, clause: str) -> Iterator[Dated]:
    day, since = item.since.toordinal(), f"disputed by {item.by}"
    for step, line in zip(right.escalation, item.steps, strict=True):
        steps = ground.steps(day, since, step.count, step.unit)
        day, since = line.end.toordinal(), f"the last day of {line.who}"
        note = "" if line.reached else "not reached"
        words = f"{line.who} for {length(step.count, step.unit)}"
        yield Dated(f"end of {line.who}", line.end, clause, words, steps, note)
    if item.resolved_on is not None:
        booked = f"resolved; booked with {item.booked_in}"
        steps = (on(item.resolved_on.toordinal(), booked),)
        yield Dated("resolved", item.resolved_on, clause, "", steps)
