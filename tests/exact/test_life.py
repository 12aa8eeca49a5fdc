"""Triggers, milestones and duties."""

from typing import Any

import pytest

from milestonelang import ir, records
from milestonelang.backends.exact.values import NotAchieved
from milestonelang.types import Unit
from tests.exact.sheet import UNKNOWN, Sheet, day

T, F, N = True, False, None


def active(
    start: tuple[Any, ...],
    end: tuple[Any, ...] | None = None,
    lasts: int | None = None,
    from_next: bool = False,
) -> str:
    """Return one letter a period: a for active, - for not, ? for unknown."""
    sheet = Sheet(len(start))
    ends = None if end is None else sheet.series(*end)
    op = ir.Active(sheet.series(*start), ends, lasts, from_next)
    return "".join(
        "?" if each == UNKNOWN else "a" if each else "-" for each in sheet.of(sheet.add(op))
    )


def test_active_from_the_start_to_before_the_end() -> None:
    assert active((F, T, F, F, F), (F, F, F, T, F)) == "-aa--"


def test_it_does_not_start_while_the_end_holds() -> None:
    assert active((T, T, T), (T, T, F)) == "--a"


def test_without_an_end_it_stays() -> None:
    assert active((T, F, F)) == "aaa"


def test_it_starts_again() -> None:
    assert active((T, F, T, F), (F, T, F, F)) == "a-aa"


def test_after_its_longest_time_the_start_must_have_failed_once() -> None:
    assert active((T, T, T, T, T, T), lasts=2) == "aa----"
    assert active((T, T, T, F, T, T), lasts=2) == "aa--aa"
    # The start fails in the very period in which the trigger ends of age.
    assert active((T, T, F, T, T, T), lasts=2) == "aa-aa-"
    # While the end holds, what blocks it stays.
    assert active((T, T, T, T), (F, F, T, F), lasts=1) == "a---"


def test_from_the_next_period() -> None:
    assert active((F, T, F, F), (F, F, F, T), from_next=True) == "--a-"
    assert active((T, F, T, T), (F, T, F, F), from_next=True) == "---a"
    assert active((T, F, F, F), lasts=2, from_next=True) == "-aa-"


def test_what_is_unknown_is_followed_both_ways() -> None:
    assert active((N, F, F, T), (F, F, T, F)) == "??-a"
    # Started either way from the second period on.
    assert active((N, T, F)) == "?aa"
    # Active from the first period or the second: then it ends of age at different times.
    assert active((N, T, F, F), lasts=2) == "?a?-"
    assert active((T, T), (F, N)) == "a?"


def test_the_reasons_of_a_doubt_last_as_long_as_the_doubt() -> None:
    sheet = Sheet(4)
    start = sheet.series(None, False, True, False)
    trigger = sheet.add(ir.Active(start, None, None, False))
    assert sheet.of(trigger) == [UNKNOWN, UNKNOWN, True, True]
    missing = ir.Missing(f"m{start}", "2026-Q1", None, None)
    assert sheet.reasons(trigger, 1) == (missing,)


# ---- milestones


class Milestone:
    """An achievement on a sheet, and how it stands in each period."""

    def __init__(self, sheet: Sheet, **changes: Any) -> None:
        given: dict[str, Any] = {
            "condition": None,
            "needs": (),
            "after": None,
            "earliest": None,
            "latest": None,
            "extensions": (),
            "extended_by": (),
            "overtaken": (),
        }
        for key in ("earliest", "latest"):
            if key in changes:
                changes[key] = day(changes[key])
        self.sheet = sheet
        self.id = sheet.add(ir.Achievement(**(given | changes)))

    @property
    def states(self) -> list[Any]:
        return self.sheet.of(self.id, "state")

    @property
    def day(self) -> Any:
        return self.sheet.of(self.id, "day")[-1]

    @property
    def now(self) -> list[Any]:
        return self.sheet.of(self.id, "now")


def need(event: str, within: tuple[int, Unit] | None = None) -> tuple[ir.Need, ...]:
    return (ir.Need(event, within),)


def test_achieved_on_the_last_day_of_the_period() -> None:
    sheet = Sheet(4)
    found = Milestone(sheet, condition=sheet.series(F, T, F, T), latest="2026-12-31")
    assert found.states == ["open", "achieved", "achieved", "achieved"]
    assert found.now == [False, True, False, False]
    assert found.day == day("2026-06-30")
    assert sheet.reasons(found.id, 0, "day") == (NotAchieved(found.id),)


def test_missed_when_the_last_day_has_passed() -> None:
    sheet = Sheet(3)
    found = Milestone(sheet, condition=sheet.series(F, F, T), latest="2026-06-15")
    assert found.states == ["open", "missed", "missed"]
    on_the_edge = Milestone(sheet, condition=sheet.series(F, F, T), latest="2026-06-30")
    assert on_the_edge.states == ["open", "missed", "missed"]
    assert found.day == UNKNOWN


def test_a_period_that_ends_after_the_last_day_is_late() -> None:
    sheet = Sheet(2)
    assert Milestone(sheet, condition=sheet.series(F, T), latest="2026-06-29").states[1] == "missed"
    early = Milestone(sheet, condition=sheet.series(T, F), earliest="2026-04-01")
    assert early.states == ["open", "open"]


def test_evidence_later_than_the_condition() -> None:
    sheet = Sheet(4)
    sheet.event("certificate", "2026-10-20")
    held = sheet.series(F, F, T, F)
    found = Milestone(sheet, condition=held, needs=need("certificate"), latest="2026-12-31")
    assert found.states == ["open", "open", "open", "achieved"]
    assert found.day == day("2026-10-20")


def test_evidence_earlier_than_the_condition_counts() -> None:
    sheet = Sheet(2)
    sheet.event("certificate", "2026-01-05")
    found = Milestone(sheet, condition=sheet.series(F, T), needs=need("certificate"))
    assert found.day == day("2026-06-30")


def test_evidence_within_days_of_the_condition() -> None:
    sheet = Sheet(4)
    sheet.event("certificate", "2026-08-01")
    needs = need("certificate", (30, Unit.DAY))
    # Within 30 days of the end of March or June it is too late; a later period is in time.
    late = Milestone(sheet, condition=sheet.series(T, T, F, F), needs=needs)
    assert late.states == ["open"] * 4
    again = Milestone(sheet, condition=sheet.series(T, T, F, T), needs=needs)
    assert (again.states[3], again.day) == ("achieved", day("2026-12-31"))


def test_evidence_within_days_and_by_a_date() -> None:
    sheet = Sheet(2)
    sheet.event("certificate", "2026-04-20")
    needs = need("certificate", (30, Unit.DAY))
    held = sheet.series(T, F)
    assert Milestone(sheet, condition=held, needs=needs, latest="2026-04-19").day == UNKNOWN
    assert Milestone(sheet, condition=held, needs=needs, latest="2026-04-20").day != UNKNOWN


def test_evidence_alone() -> None:
    sheet = Sheet(4)
    sheet.event("launch", "2026-02-01", "2026-08-15")
    between = Milestone(sheet, needs=need("launch"), earliest="2026-07-01", latest="2026-12-31")
    assert (between.states[2], between.day) == ("achieved", day("2026-08-15"))
    by = Milestone(sheet, needs=need("launch"), latest="2026-03-01")
    assert by.states[0] == "achieved"
    too_early = Milestone(sheet, needs=need("launch"), earliest="2026-09-01")
    assert too_early.states == ["open"] * 4


def test_after_another() -> None:
    sheet = Sheet(4)
    first = Milestone(sheet, condition=sheet.series(F, F, T, F))
    day_of_first = sheet.part(first.id, "day")
    second = Milestone(sheet, condition=sheet.series(T, F, F, F), after=day_of_first)
    assert second.states == ["open", "open", "achieved", "achieved"]
    assert second.day == day("2026-09-30")
    in_time = Milestone(
        sheet, condition=sheet.series(T, F, F, F), after=day_of_first, latest="2026-09-29"
    )
    assert in_time.states[2] == "missed"
    alone = Milestone(sheet, after=day_of_first, earliest="2026-10-01")
    assert alone.states == ["open"] * 4


def test_nothing_to_achieve_is_never_achieved() -> None:
    sheet = Sheet(2)
    assert Milestone(sheet, latest="2026-06-30").states == ["open", "missed"]


def test_an_extension_moves_the_last_day_once() -> None:
    sheet = Sheet(4)
    quarter = (1, Unit.QUARTER)
    held = sheet.series(F, F, T, F)
    extended = Milestone(
        sheet,
        condition=held,
        latest="2026-06-30",
        extensions=(sheet.series(F, T, T, F),),
        extended_by=(quarter,),
    )
    # 30 September, since 30 June and three months is the 30th.
    assert extended.states == ["open", "open", "achieved", "achieved"]
    once = Milestone(
        sheet,
        condition=sheet.series(F, F, F, T),
        latest="2026-06-30",
        extensions=(sheet.series(T, T, T, T),),
        extended_by=(quarter,),
    )
    assert once.states == ["open", "open", "missed", "missed"]
    too_late = Milestone(
        sheet,
        condition=held,
        latest="2026-03-31",
        extensions=(sheet.series(F, T, T, T),),
        extended_by=(quarter,),
    )
    assert too_late.states[0] == "missed"
    twice = Milestone(
        sheet,
        condition=held,
        latest="2026-03-31",
        extensions=(sheet.series(T, F, F, F), sheet.series(F, T, F, F)),
        extended_by=(quarter, quarter),
    )
    assert twice.states[2] == "achieved"


def test_overtaken_is_skipped_unless_it_was_first() -> None:
    sheet = Sheet(3)
    over = sheet.series(F, T, T)
    skipped = Milestone(sheet, condition=sheet.series(F, F, T), overtaken=(over,))
    assert skipped.states == ["open", "skipped", "skipped"]
    first = Milestone(sheet, condition=sheet.series(T, F, F), overtaken=(over,))
    assert first.states == ["achieved"] * 3
    together = Milestone(sheet, condition=sheet.series(F, T, F), overtaken=(over,))
    assert together.states[1] == "achieved"


def test_doubts_end_when_all_courses_agree() -> None:
    sheet = Sheet(4)
    held = sheet.series(N, F, F, F)
    lost = Milestone(sheet, condition=held, latest="2026-06-30")
    assert lost.states == [UNKNOWN] * 4
    missing = ir.Missing(f"m{held}", "2026-Q1", None, None)
    assert sheet.reasons(lost.id, 3, "state") == (missing,)
    needs = Milestone(sheet, condition=sheet.series(N, T, F, F), needs=need("certificate"))
    sheet.event("certificate", "2026-08-01")
    assert needs.states == ["open", "open", "achieved", "achieved"]
    assert needs.day == day("2026-08-01")
    overtaken = Milestone(
        sheet, condition=sheet.series(F, F, F, T), overtaken=(sheet.series(N, F, F, F),)
    )
    assert overtaken.states == [UNKNOWN] * 4
    assert overtaken.day == UNKNOWN


def test_after_another_that_is_in_doubt() -> None:
    sheet = Sheet(3)
    other = Milestone(sheet, condition=sheet.series(N, F, F))
    after = sheet.part(other.id, "day")
    found = Milestone(sheet, condition=sheet.series(F, T, F), after=after, latest="2026-06-30")
    assert found.states == ["open", UNKNOWN, UNKNOWN]
    never = Milestone(sheet, condition=sheet.series(F, F, F), after=after, latest="2026-06-30")
    assert never.states == ["open", "missed", "missed"]
    alone = Milestone(sheet, after=after)
    assert alone.states == [UNKNOWN] * 3
    too_early = Milestone(sheet, after=after, earliest="2027-01-01", latest="2027-03-31")
    assert too_early.states == ["open"] * 3


# ---- duties


def duty(sheet: Sheet, *when: Any, evidence: str | None = "plan", days: int = 30) -> list[Any]:
    call = ir.Call(sheet.series(*when), days, Unit.DAY)
    return sheet.of(sheet.add(ir.Duty((call,), evidence)), "state")


def test_a_duty_runs_from_the_end_of_the_period() -> None:
    sheet = Sheet(4)
    sheet.event("plan", "2027-01-22")
    assert duty(sheet, F, F, F, T) == ["not called", "not called", "not called", "due"]
    assert duty(sheet, T, F, F, F) == ["due", "overdue", "overdue", "overdue"]


@pytest.mark.parametrize(
    ("delivered", "states"),
    [
        ("2026-03-30", ["due", "overdue", "overdue"]),
        ("2026-03-31", ["done", "done", "done"]),
        ("2026-04-30", ["due", "done", "done"]),
        ("2026-08-01", ["due", "overdue", "done"]),
    ],
)
def test_done_on_or_after_the_call_late_or_not(delivered: str, states: list[str]) -> None:
    sheet = Sheet(3)
    sheet.event("plan", delivered)
    assert duty(sheet, T, F, F) == states


def test_the_last_day_is_in_time() -> None:
    sheet = Sheet(2)
    assert duty(sheet, T, F, days=91) == ["due", "due"]
    assert duty(sheet, T, F, days=90) == ["due", "overdue"]


def test_each_call_is_an_instance() -> None:
    sheet = Sheet(4)
    sheet.event("plan", "2026-02-01", "2026-05-01", "2026-08-15")
    assert duty(sheet, T, T, T, F, days=100) == ["due", "due", "due", "due"]
    assert duty(sheet, T, F, F, T, days=100) == ["due", "done", "done", "due"]


def test_without_evidence_a_duty_is_never_done() -> None:
    sheet = Sheet(2)
    assert duty(sheet, T, F, evidence=None) == ["due", "overdue"]


def test_a_call_in_doubt() -> None:
    sheet = Sheet(3)
    sheet.event("plan", "2026-08-01")
    assert duty(sheet, N, F, F) == [UNKNOWN, UNKNOWN, UNKNOWN]
    # One delivery performs one instance; whether there is a second one is not known.
    assert duty(sheet, T, N, F) == ["due", "overdue", UNKNOWN]
    sheet.event("plan", "2026-08-01", "2026-08-02")
    assert duty(sheet, T, N, F) == ["due", "overdue", "done"]
    # Seven calls in doubt are more than are followed one by one.
    many = Sheet(8)
    assert duty(many, N, N, N, N, N, N, N, F)[-1] == UNKNOWN


def standing(sheet: Sheet, *when: Any, curable: int | None = None) -> list[Any]:
    """Return the parts of a duty called `report`, due within 30 days, in each period."""
    call = ir.Call(sheet.series(*when), 30, Unit.DAY)
    cure = None if curable is None else (curable, Unit.DAY)
    op = ir.Duty((call,), "plan", "report", cure)
    return sheet.of(sheet.add(op))


def states(parts: list[Any]) -> list[Any]:
    return [each["state"] for each in parts]


def waived(*days: str) -> tuple[ir.Act, ...]:
    return tuple(ir.Act(day(each)) for each in days)


def test_one_delivery_performs_the_oldest_instance() -> None:
    sheet = Sheet(3)
    sheet.event("plan", "2026-07-10")
    last = standing(sheet, T, T, F)[-1]
    assert [(each.state, each.on) for each in last["instances"]] == [
        ("done", day("2026-07-10")),
        ("overdue", None),
    ]
    assert last["state"] == "overdue"


def test_a_delivery_of_the_duty_itself_performs_it() -> None:
    sheet = Sheet(2)
    sheet.event("report", "2026-04-30")
    assert states(standing(sheet, T, F)) == ["due", "done"]


@pytest.mark.parametrize(
    ("delivered", "state", "failing"),
    [
        ("2026-04-30", "done", False),
        ("2026-05-01", "cured", False),
        ("2026-05-10", "cured", False),  # the last day of the cure
        ("2026-05-11", "done", False),
        ("2027-01-01", "overdue", True),
    ],
)
def test_cured_on_the_last_day_or_not(delivered: str, state: str, failing: bool) -> None:
    sheet = Sheet(2)
    sheet.event("plan", delivered)
    last = standing(sheet, T, F, curable=10)[-1]
    assert (last["state"], last["failing"]) == (state, failing)
    # It failed on the day after the last of the cure, if it was not performed by then.
    in_time = state in ("done", "cured") and delivered != "2026-05-11"
    assert last["failed on"] == (() if in_time else (day("2026-05-11"),))


def test_a_waiver_ends_what_waits_and_no_more() -> None:
    sheet = Sheet(4)
    sheet.acts["report"] = waived("2026-08-01")
    found = standing(sheet, T, T, T, F)
    assert states(found) == ["due", "overdue", "due", "overdue"]
    assert [each.state for each in found[-1]["instances"]] == ["waived", "waived", "overdue"]


def test_of_one_day_performance_counts_before_a_waiver() -> None:
    sheet = Sheet(2)
    sheet.event("plan", "2026-04-10")
    sheet.acts["report"] = waived("2026-04-10")
    assert states(standing(sheet, T, F)) == ["due", "done"]


def test_an_extension_moves_the_last_day_once_it_is_given_in_time() -> None:
    sheet = Sheet(3)
    act = ir.Act(day("2026-04-30"), by=(2, Unit.MONTH))
    sheet.acts["report"] = (act,)
    found = standing(sheet, T, F, F)
    assert states(found) == ["due", "due", "overdue"]
    assert found[-1]["instances"][0].due == day("2026-06-30")
    sheet.acts["report"] = (records.evolve(act, day=day("2026-05-01")),)
    assert states(standing(sheet, T, F, F)) == ["due", "overdue", "overdue"]
    # Two on one day: the order of the rows makes no difference.
    to = ir.Act(day("2026-04-10"), until=day("2026-06-01"))
    by = ir.Act(day("2026-04-10"), by=(10, Unit.DAY))
    dues = set()
    for acts in ((to, by), (by, to)):
        sheet.acts["report"] = acts
        dues.add(standing(sheet, T, F, F)[-1]["instances"][0].due)
    assert len(dues) == 1


def test_two_calls_on_one_day_are_one_instance_due_at_the_earlier() -> None:
    sheet = Sheet(2)
    calls = tuple(ir.Call(sheet.series(T, F), days, Unit.DAY) for days in (60, 20))
    last = sheet.of(sheet.add(ir.Duty(calls, "plan", "report")))[-1]
    assert [each.due for each in last["instances"]] == [day("2026-04-20")]


def test_what_another_duty_calls_runs_from_the_day_it_failed() -> None:
    sheet = Sheet(2)
    first = sheet.add(ir.Duty((ir.Call(sheet.series(T, F), 30, Unit.DAY),), "plan", "report"))
    failed, on = sheet.part(first, "failed"), sheet.part(first, "failed on")
    second = sheet.add(ir.Duty((ir.Call(failed, 10, Unit.DAY, on),), None, "talk"))
    last = sheet.of(second)[-1]["instances"]
    assert [(each.called, each.due) for each in last] == [(day("2026-05-01"), day("2026-05-11"))]


def test_a_milestone_that_is_extended_or_waived() -> None:
    sheet = Sheet(4)
    given: dict[str, Any] = {"condition": sheet.series(F, F, F, F), "latest": "2026-06-30"}
    assert Milestone(sheet, **given, name="m").states == ["open", "missed", "missed", "missed"]
    sheet.acts["m"] = (ir.Act(day("2026-06-30"), until=day("2026-09-30")),)
    assert Milestone(sheet, **given, name="m").states == ["open", "open", "missed", "missed"]
    sheet.acts["m"] += waived("2026-12-31")
    assert Milestone(sheet, **given, name="m").states == ["open", "open", "missed", "waived"]
    sheet.acts["m"] = waived("2026-01-01")
    assert Milestone(sheet, **given, name="m").states == ["open", "waived", "waived", "waived"]


def test_a_requirement_that_is_waived_counts_as_met_on_that_day() -> None:
    sheet = Sheet(2)
    sheet.acts["m requires launch"] = waived("2026-05-05")
    milestone = Milestone(sheet, condition=sheet.series(T, T), needs=need("launch"), name="m")
    assert milestone.states == ["open", "achieved"]
    assert milestone.day == day("2026-05-05")
