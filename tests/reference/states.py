"""Triggers, milestones and duties over time, each with all the ways in which it may stand."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from tests.reference import model as m
from tests.reference.values import Values


@dataclass(frozen=True)
class Course:
    """Where a trigger stands in a period: how long it has run, and whether it may start again."""

    active: bool = False
    ran: int = 0
    starting: bool = False
    spent: bool = False


class States:
    """The states of one contract. *last* is the last period of the term."""

    def __init__(self, contract: m.Contract, values: Values, last: int) -> None:
        self.contract, self.values, self.last = contract, values, last
        self.periods = values.periods
        self.courses: dict[tuple[str, int], set[Course]] = {}

    def trigger(self, trigger: m.Trigger, t: int) -> str:
        """The state of the trigger in period *t*."""
        active = {course.active for course in self.courses_of(trigger, t)}
        return "pending" if len(active) > 1 else "active" if True in active else "inactive"

    def courses_of(self, trigger: m.Trigger, t: int) -> set[Course]:
        """All the ways the trigger may stand: more than one where a condition is not known."""
        if t < 0:
            return {Course()}
        if (trigger.name, t) not in self.courses:
            before = self.courses_of(trigger, t - 1)
            starts = self.values.holds(trigger.starts_when, t)
            ends = trigger.ends_when is not None and self.values.holds(trigger.ends_when, t)
            self.courses[trigger.name, t] = {
                _step(trigger, *each) for each in product(before, _either(starts), _either(ends))
            }
        return self.courses[trigger.name, t]

    def achieved_in(self, milestone: m.Milestone, t: int, doubt: bool) -> int | None:
        """The period, up to *t*, in which it was achieved; what is not known counts as *doubt*."""
        evidence = self.contract.start
        if milestone.requires is not None:
            found = self.values.first_evidence.get(milestone.requires)
            if found is None or found > milestone.latest:
                return None
            evidence = found
        for s in range(min(t, self.last) + 1):
            end = self.periods[s].end
            if not (milestone.earliest or end) <= end <= milestone.latest:
                continue
            holds = self.values.holds(milestone.condition, s)
            if holds or (holds is None and doubt):
                day = max(end, evidence)
                return next((u for u in range(s, t + 1) if day <= self.periods[u].end), None)
        return None

    def achieved_now(self, milestone: m.Milestone, t: int) -> bool | None:
        """Whether it was achieved in period *t*; None: not known."""
        if self.milestone_state(milestone, t) == "pending":
            settled = self.periods[t - 1].end >= milestone.latest if t else False
            return False if settled else None
        now = {self.achieved_in(milestone, t, doubt) == t for doubt in (False, True)}
        return None if len(now) > 1 else now.pop()

    def milestone_state(self, milestone: m.Milestone, t: int) -> str:
        """The state at the end of the period's last day."""
        achieved = {self.achieved_in(milestone, t, doubt) for doubt in (False, True)}
        if None not in achieved:
            return "achieved"
        if len(achieved) > 1:
            return "pending"
        return "missed" if milestone.latest <= self.periods[t].end else "open"

    def duty(self, obligation: m.Obligation, t: int) -> str | None:
        """The state of a duty that has been called."""
        for trigger in self.contract.triggers:
            if trigger.duty is None or trigger.duty[1] != obligation.name:
                continue
            for s in range(t + 1):
                if self.trigger(trigger, s) == "active":
                    due = self.periods[s].end + timedelta(days=trigger.duty[2])
                    today = self.periods[t].end
                    done = self.values.first_evidence.get(obligation.evidenced_by)
                    if done is not None and done <= today:
                        return "done"
                    return "overdue" if today > due else "due"
        return None


def _either(condition: bool | None) -> tuple[bool, ...]:
    """How a condition may turn out."""
    return (False, True) if condition is None else (condition,)


def _step(trigger: m.Trigger, before: Course, starts: bool, ends: bool) -> Course:
    """Where a trigger stands after one more period."""
    if before.active or before.starting:
        if ends:
            return Course()
        if trigger.lasts is not None and before.ran >= trigger.lasts:
            return Course(spent=starts)
        return Course(active=True, ran=before.ran + 1 if trigger.lasts is not None else 0)
    if not starts or ends or before.spent:
        return Course(spent=before.spent and starts)
    if trigger.from_next_period:
        return Course(starting=True)
    return Course(active=True, ran=1 if trigger.lasts is not None else 0)
