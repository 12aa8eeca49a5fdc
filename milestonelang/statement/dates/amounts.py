"""Days of amounts: when one is due, when what is held is released, when a period is settled.

Also until when a figure is to be reported, and how long a later report of it counts.
"""

from collections.abc import Iterator

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.lines import Due, DueFrom
from milestonelang.agreement.versions import version_on
from milestonelang.data.frames import frame_of
from milestonelang.data.reported import frequency_of
from milestonelang.data.words import in_words
from milestonelang.primitives.dates import MONTHS_IN, add_months
from milestonelang.statement.dates.dated import Dated, Ground, as_day, length, on, quoted
from milestonelang.statement.due_steps import Counting
from milestonelang.statement.places import place_text
from milestonelang.types import MonthEnds


def due(ground: Ground, name: str, index: int) -> Iterator[Dated]:
    """Yield the day on which an amount of a period is due."""
    period = ground.period(index)
    declared = version_on(ground.basis.agreement, name, period.start)
    line = declared.due if isinstance(declared, decl.Payment | decl.Milestone) else None
    line = ground.contract.due if line is None else line
    if line is not None:
        yield _due(ground, line, index)


def _due(ground: Ground, line: Due, index: int) -> Dated:
    basis, period = ground.basis, ground.period(index)
    clause, words = basis.clause(line.id), basis.words.of(line.id)
    day = ground.due_days.day(line, period)
    if day is None:
        missing = "the day of the statement"
        if line.of is DueFrom.EVENT:
            missing = f"`{line.event}` has not happened"
        return Dated("due", None, clause, words, (), f"not known yet: {missing}")
    start, since = period.end, f"the end of {period.label}"
    if line.of is DueFrom.EVENT:
        start, since = ground.due_days.first_days[line.event or ""], f"`{line.event}` happens"
    plain = ground.counting
    counting = Counting(plain.month_ends, plain.holidays, ground.contract.due_dates_roll)
    steps = counting.steps(start, since, line.count, line.unit)
    return Dated("due", day, clause, words, steps)


# ---- what is held


def release(ground: Ground, name: str, index: int) -> Iterator[Dated]:
    """Yield when what is held back of a period's entitlement is released, for each line."""
    basis = ground.basis
    plan = next((item for item in basis.program.payments if item.payment == name), None)
    if plan is None:
        return
    settle = next(
        (
            made.of
            for part in plan.settlement
            if isinstance(made := basis.program.values[part.value].op, ir.Part)
        ),
        None,
    )
    op = None if settle is None else basis.program.values[settle].op
    if settle is None or not isinstance(op, ir.Settle | ir.SettleRows):
        return
    parts = basis.result(settle, index)
    assert isinstance(parts, dict), "what is settled is in parts"
    for number, line in enumerate(op.lines):
        if not isinstance(line, ir.Hold):
            continue
        figure = basis.figure_of(parts[f"held {number}"], basis.program.values[plan.entitled].type)
        if figure.value == 0:
            continue
        amount = "an amount that is pending"
        if not figure.is_pending:
            amount = in_words(figure.amount, figure.type)
        yield _release(ground, name, op, line, index, amount)


def _release(
    ground: Ground,
    name: str,
    op: ir.Settle | ir.SettleRows,
    line: ir.Hold,
    index: int,
    amount: str,
) -> Dated:
    basis, program = ground.basis, ground.basis.program
    # The conditions of a block are those of its own program.
    values = op.program.values if isinstance(op, ir.SettleRows) else program.values
    leaves = op.at_exit
    clause, words = basis.clause(line.origin), basis.words.of(line.origin)
    steps = [on(ground.period(index).end, f"{amount} held back of {basis.label(index)}")]
    term = program.term_periods - 1
    last, ending = term, "the term ends: what is still held is released"
    if leaves is not None and program.ends is not None:
        last, ending = _left(ground, leaves)
    at = _by_age(ground, line, index, term, steps)
    if at is None and line.periods is None and isinstance(op, ir.Settle):
        at = _by_conditions(ground, line, index, term, steps)
    note = ""
    if at is None:
        at = last
        steps.append(on(ground.period(at).end, ending))
        if "forfeited" in ending:
            return Dated("release", None, clause, words, tuple(steps), "it is not released")
    elif line.forfeited_if is not None:
        condition = basis.words.of(values[line.forfeited_if].origin)
        when = "at the end of any period before" if line.at_any_time else "then"
        note = f"forfeited if `{condition}` holds {when}"
    steps.append(f"released with the settlement of {basis.label(at)}")
    for dated in due(ground, name, at):
        steps += dated.steps
        return Dated("release", dated.day, clause, words, tuple(steps), note or dated.note)
    return Dated("release", None, clause, words, tuple(steps), note)


def _left(ground: Ground, leaves: ir.AtExit) -> tuple[int, str]:
    """Return the period in which an exit does with what is held what it says, and its words."""
    program = ground.basis.program
    assert program.ends is not None
    if leaves.held is ir.Fate.FORFEITED:
        return program.term_periods - 1, f"forfeited by `{program.ends.exit}`"
    at = program.term_periods + program.wind_down - 1
    return at, f"the last period after `{program.ends.exit}`: what is still held is released"


def _by_age(ground: Ground, line: ir.Hold, index: int, term: int, steps: list[str]) -> int | None:
    """Return the period so many after the one held back in, where there is one in the term."""
    if line.periods is None:
        return None
    unit = ground.contract.settled
    for number in range(1, line.periods + 1):
        if index + number > term:
            return None
        period = ground.period(index + number)
        steps.append(on(period.end, f"the end of {period.label}, {length(number, unit)} later"))
    return index + line.periods


def _by_conditions(
    ground: Ground, line: ir.Hold, index: int, term: int, steps: list[str]
) -> int | None:
    """Return the period in which the rest is released, once its condition has held."""
    basis = ground.basis
    for share, when in line.parts:
        words = basis.words.of(basis.program.values[when].origin)
        part = "the rest" if share is None else "a part"
        held = (at for at in range(index + 1, term + 1) if basis.result(when, at) is True)
        at = next(held, None)
        if at is None:
            steps.append(f"{part} is released when `{words}`, which has not held so far")
        else:
            period = ground.period(at)
            steps.append(on(period.end, f"`{words}` holds: {part} is released"))
            if share is None:
                return at
    return None


# ---- when it is told


def settled(ground: Ground, index: int) -> Dated | None:
    """Return the day on which a period is settled: when the last figure it uses is there."""
    basis = ground.basis
    settlement, data = basis.settlement, basis.data
    if settlement is None or data is None or index >= len(settlement.days):
        return None
    agreement, period = basis.agreement, ground.period(index)
    found = [(period.end, f"the end of {period.label}")]
    expected: dict[int, list[str]] = {}
    for (name, at), day in basis.known.due.items():
        owner = agreement.declarations[name]  # a metric, or a payment for each row
        if isinstance(owner, decl.Metric) and owner.only_during_wind_down:
            continue
        if at == index and day > period.end:
            expected.setdefault(day, []).append(name)
    for day, names in expected.items():
        verb = "is" if len(names) == 1 else "are"
        found.append((day, f"{quoted(names)} {verb} to be reported by this day"))
    for name, series in data.series.items():
        frame = frame_of(agreement, series.frequency)
        for at, reports in series.figures.items():
            first = reports[0]
            if first.reported_on is None or not (
                period.start <= frame.periods[at].end <= period.end
            ):
                continue
            label = frame.periods[at].label
            place = place_text(first.place)
            found.append((first.reported_on, f"`{name}` for {label} is reported ({place})"))
    day = settlement.days[index]
    if index:
        before = settlement.days[index - 1]
        found.append((before, f"{basis.label(index - 1)} is settled, and no period before it"))
    steps = [on(at, words) for at, words in sorted(found) if at <= day]
    steps.append(on(day, f"the last of these: {period.label} is settled"))
    return Dated("settled", as_day(day), "", "", tuple(steps))


def report_due(ground: Ground, name: str, index: int) -> Iterator[Dated]:
    """Yield until when the figures of a metric for a period are to be reported."""
    basis = ground.basis
    declared = basis.agreement.get(name, decl.Metric)
    line = declared.reported
    if line is None or line.count is None:
        return
    frame = frame_of(basis.agreement, frequency_of(basis.agreement, declared))
    period = ground.period(index)
    for each in frame.periods:
        if period.start <= each.end <= period.end:
            steps = ground.steps(each.end, f"the end of {each.label}", line.count, line.unit)
            day = as_day(ground.later(each.end, line.count, line.unit))
            words = basis.words.of(line.id)
            yield Dated(f"report of {each.label}", day, basis.clause(line.id), words, steps)


def final(ground: Ground, name: str, index: int) -> Iterator[Dated]:
    """Yield the last day on which a later report of a period's figure counts."""
    basis = ground.basis
    declared = basis.agreement.get(name, decl.Metric)
    told = settled(ground, index)
    if told is None or told.day is None or basis.settlement is None:
        return
    clause, label = basis.clause(declared.id), basis.label(index)
    steps = [f"{told.day.isoformat()}: {label} is settled"]
    reach = declared.restated_periods
    if reach is None:
        yield Dated(
            "final",
            told.day,
            clause,
            "",
            tuple(steps),
            "the metric is not `restated`: what is settled is final",
        )
        return
    unit = ground.contract.settled
    words = f"restated for at most {length(reach, unit)}"
    until = add_months(ground.period(index).full_start, (reach + 1) * MONTHS_IN[unit], _BACK) - 1
    steps.append(on(until, f"the end of the {unit.value} {length(reach, unit)} later"))
    if told.day.toordinal() > until:
        until = told.day.toordinal()
        steps.append(on(until, f"not before {label} is settled"))
    yield Dated("final", as_day(until), clause, words, tuple(steps))


_BACK = MonthEnds.ROLL_BACK
