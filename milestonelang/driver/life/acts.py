"""Check waivers, extensions and deliveries against how the agreement stands on their days.

In: a program, the run of it on what is known, and the rows of events. Out: diagnostics for rows
that come in an impossible order: a waiver of what is done or was never owed, an extension after the
last day or to an earlier one, the delivery of a duty that was waived. Promised: what rests on a
figure that is not known is not reported; the order of the rows makes no difference.
"""

from collections.abc import Sequence

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.audits import beyond_any, is_open
from milestonelang.backends.exact.duties import Instance, Standing, extended, happened_to, stand
from milestonelang.backends.exact.frame import Calendar, RunInputs
from milestonelang.backends.exact.inputs import last_day
from milestonelang.backends.exact.run import Run
from milestonelang.backends.exact.values import Unknown
from milestonelang.data.acts import ACTS
from milestonelang.data.model import EventRow
from milestonelang.diagnostics.diagnostic import Diagnostic, Sink
from milestonelang.driver.life import act_problems as problems
from milestonelang.driver.programs import HAPPENS
from milestonelang.primitives.dates import iso


def check_acts(
    agreement: decl.Agreement,
    program: ir.Program,
    inputs: ir.Inputs,
    run: Run,
    events: Sequence[EventRow],
    sink: Sink,
) -> None:
    """Report every row that nothing answers to on its day."""
    checking: _Checking | None = None
    for row in events:
        if row.kind in ACTS or row.kind in HAPPENS:
            checking = checking or _Checking(agreement, program, inputs, run, events)
            found = checking.problem(row)
            if found is not None:
                sink.report(found)


class _Checking:
    """The duties and milestones of a run, asked how they stood on a day."""

    def __init__(
        self,
        agreement: decl.Agreement,
        program: ir.Program,
        inputs: ir.Inputs,
        run: Run,
        events: Sequence[EventRow],
    ) -> None:
        self.agreement = agreement
        self.periods = program.periods
        self.run = run
        self.events = events
        self.calendar = Calendar(program)
        self.inputs = RunInputs(inputs)
        ops = {value.id: value.op for value in program.values}
        self.duties = {op.name: (id, op) for id, op in ops.items() if isinstance(op, ir.Duty)}
        self.milestones = [(id, op) for id, op in ops.items() if isinstance(op, ir.Achievement)]
        self.audits = {op.revised: op for op in ops.values() if isinstance(op, ir.Audited)}
        self.used = {
            event for op in ops.values() for event in _events_of(op) if not isinstance(op, ir.Duty)
        }

    def problem(self, row: EventRow) -> Diagnostic | None:
        """Return what is wrong with a row, if anything is."""
        match self.agreement.declarations.get(row.subject):
            case decl.Obligation() as duty:
                return self._of_duty(row, duty.name)
            case decl.Milestone() as milestone:
                return self._of_milestone(row, milestone)
            case decl.Event() as event:
                return self._of_event(row, event)
            case decl.Audit() as audit:
                return self._of_audit(row, audit.name)
            case _:
                return None

    def _of_audit(self, row: EventRow, name: str) -> Diagnostic | None:
        """Report targets that are revised when none wait for it."""
        op = self.audits[name]
        limits = [self.run.periods[self._index(row.date)][id] for id in op.thresholds]
        if any(isinstance(limit, Unknown) for limit in limits):
            return None
        found = beyond_any(op, limits, self.inputs, row.date)
        is_waiting = is_open(op, found, self.inputs, row.date - 1)
        return None if is_waiting else problems.nothing_to_revise(row)

    # ---- duties

    def _of_duty(self, row: EventRow, name: str) -> Diagnostic | None:
        standing = self._standing(row, name)
        if standing is None:
            return None
        waiting = [each for each in standing if each.on is None]
        if row.kind == "extension":
            return self._extends_duty(row, name, standing)
        if waiting or any(each.on == row.date for each in standing):
            return None
        reason = _why_nothing(name, standing, row.date)
        if row.kind == "waiver":
            remedy = f"leave the row out, or date it when `{name}` is due or overdue"
            return problems.nothing_to_waive(row, reason, remedy)
        return problems.performs_nothing(row, name, reason)

    def _standing(self, row: EventRow, name: str) -> tuple[Standing, ...] | None:
        """Return how a duty stood on a row's day before the row; None where that is not known."""
        id, op = self.duties[name]
        # A later period may be in doubt where the one of the row is not.
        known = [
            parts["instances"]
            for parts in (results[id] for results in self.run.periods[self._index(row.date) :])
            if isinstance(parts["instances"], tuple)
        ]
        if not known:
            return None
        instances = known[-1]
        before = happened_to(op, self.inputs, row.date - 1)
        called = [Instance(each.called, each.first_due) for each in instances]
        return stand(op, called, before, self.calendar, row.date)

    def _extends_duty(
        self, row: EventRow, name: str, standing: tuple[Standing, ...]
    ) -> Diagnostic | None:
        waiting = [each for each in standing if each.on is None]
        in_time = [each for each in waiting if each.due >= row.date]
        if not waiting:
            reason = _why_nothing(name, standing, row.date)
            remedy = f"leave the row out, or date it when `{name}` is due"
            return problems.nothing_to_extend(row, reason, remedy)
        if not in_time:
            reason = f"the last day of `{name}` was {iso(max(each.due for each in waiting))}"
            remedy = "an extension comes by the last day; what is overdue can be waived"
            return problems.nothing_to_extend(row, reason, remedy)
        act = ir.Act(row.date, row.until, row.length)
        if all(extended(each.due, act, self.calendar) <= each.due for each in in_time):
            return problems.not_later(row, iso(max(each.due for each in in_time)))
        return None

    def _of_event(self, row: EventRow, event: decl.Event) -> Diagnostic | None:
        """Report what comes too late, or says two things of one day."""
        if event.within is not None and event.within[2] and event.otherwise is not None:
            count, unit, since = event.within
            op = ir.EventOutcome(event.name, None, event.otherwise, (count, unit), since)
            last = last_day(op, self.inputs, self.calendar, row.date)
            if last is not None and last < row.date:
                return problems.too_late(row, iso(last), _outcome_words(event.otherwise))
        for other in self.events:
            if (other.kind in HAPPENS and other.subject == row.subject) and (
                other.date == row.date and _says(other) < _says(row)
            ):
                return problems.two_outcomes(row, _says(row), _says(other))
        return None if row.kind == "decision" else self._of_evidence(row, event.name)

    def _of_evidence(self, row: EventRow, event: str) -> Diagnostic | None:
        """Report evidence of a waived duty, where it shows nothing else."""
        if event in self.used:
            return None
        for name, (_, op) in self.duties.items():
            if op.evidence != event:
                continue
            standing = self._standing(row, name)
            if standing is None or any(each.on is None for each in standing):
                return None
            if standing and standing[-1].state == "waived" and standing[-1].on != row.date:
                reason = _why_nothing(name, standing, row.date)
                return problems.performs_nothing(row, name, reason)
        return None

    # ---- milestones

    def _of_milestone(self, row: EventRow, milestone: decl.Milestone) -> Diagnostic | None:
        name = milestone.name
        found = [(id, op) for id, op in self.milestones if op.name == name]
        # By the terms in force on the day, or the first that there are.
        id, op = max(found, key=lambda each: _in_force_by(each[1], row.date))
        index = self._index(row.date)
        before = None if index == 0 else self.run.periods[index - 1][id]
        at_end = self.run.periods[-1][id]
        last = op.latest if before is None else before["last day"]
        if isinstance(last, Unknown):
            return None
        last = self._last_day(name, last, row)
        achieved = at_end["day"]
        done = not isinstance(achieved, Unknown) and achieved < row.date
        report = problems.nothing_to_extend if row.kind == "extension" else None
        report = report or problems.nothing_to_waive
        if done:
            reason = f"`{name}` was achieved on {iso(achieved)}"
            return report(row, reason, "leave the row out, or correct its date")
        if before is not None and before["state"] == "skipped":
            return report(row, f"`{name}` was skipped", "leave the row out")
        if last is None and row.requires is None:
            return report(row, f"`{name}` has no last day", "leave the row out: it is never missed")
        if row.requires is not None:
            return self._of_requirement(row, row.requires, last)
        if row.kind == "waiver":
            return None
        assert last is not None
        if last < row.date:
            reason = f"the last day of `{name}` was {iso(last)}"
            remedy = "an extension comes by the last day; that it was missed can be waived"
            return problems.nothing_to_extend(row, reason, remedy)
        if extended(last, ir.Act(row.date, row.until, row.length), self.calendar) <= last:
            return problems.not_later(row, iso(last))
        return None

    def _of_requirement(self, row: EventRow, event: str, last: int | None) -> Diagnostic | None:
        if last is not None and last < row.date:
            reason = f"`{row.subject}` was missed on {iso(last)}"
            remedy = f"write `{row.subject}` as the subject to waive that it was missed"
            return problems.nothing_to_waive(row, reason, remedy)
        happened = self.inputs.happened(event, row.date - 1)
        if happened:
            reason = f"`{event}` happened on {iso(happened[0].day)}"
            return problems.nothing_to_waive(row, reason, "leave the row out")
        return None

    def _last_day(self, name: str, last: int | None, row: EventRow) -> int | None:
        """Return the last day of a milestone on a row's day, before the row."""
        start = self.periods[self._index(row.date)].start
        for act in self.inputs.acts_about(name, row.date - 1):
            if act.extends and last is not None and start <= act.day <= last:
                last = extended(last, act, self.calendar)
        return last

    def _index(self, day: int) -> int:
        periods = self.periods
        return next((each.index for each in periods if day <= each.end), len(periods) - 1)


def _in_force_by(op: ir.Achievement, day: int) -> int:
    """Return since when the terms of a milestone are in force, less than nought if not yet."""
    since = op.since or 0
    return since if since <= day else -since


def _says(row: EventRow) -> str:
    return row.outcome or "true"


def _outcome_words(value: bool | str) -> str:
    return value if isinstance(value, str) else "true" if value else "false"


def _why_nothing(name: str, standing: tuple[Standing, ...], day: int) -> str:
    if not standing:
        return f"`{name}` had not been called by {iso(day)}"
    last = standing[-1]
    word = "performed" if last.state in ("done", "cured") else last.state
    return f"`{name}` was {word} on {iso(last.on or last.due)}"


def _events_of(op: ir.Op) -> tuple[str, ...]:
    match op:
        case ir.Achievement():
            return tuple(need.event for need in op.needs)
        case (
            ir.EventHappened(event)
            | ir.EventDay(event)
            | ir.EventAmount(event)
            | ir.EventCount(event)
        ):
            return (event,)
        case ir.EventOutcome():
            return (op.event,)
        case _:
            return ()
