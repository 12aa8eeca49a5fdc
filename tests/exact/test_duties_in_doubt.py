"""A duty whose calls are in doubt is known where every way to resolve the doubts agrees."""

from itertools import product
from typing import Any

from hypothesis import given, settings, strategies as st

from milestonelang import ir
from milestonelang.backends.exact.duties import Instance, parts_on
from milestonelang.backends.exact.frame import Calendar, RunInputs
from milestonelang.backends.exact.values import NotHappened, Unknown, because
from milestonelang.types import Unit
from tests.exact.sheet import Sheet

SPAN = 12
DOUBT = because(NotHappened("something"))
CALENDAR = Calendar(Sheet(4).program())


@st.composite
def inputs(draw: st.DrawFn) -> RunInputs:
    days = draw(st.lists(st.integers(1, SPAN), max_size=4))
    acts = [
        ir.Act(draw(st.integers(1, SPAN)), None, by)
        for by in draw(st.lists(st.sampled_from([None, (2, Unit.DAY)]), max_size=2))
    ]
    happened = {"evidence": tuple(ir.Happening(day) for day in days)}
    return RunInputs(ir.Inputs({}, {}, happened, {"duty": tuple(acts)} if acts else {}))


def instances() -> st.SearchStrategy[tuple[Instance, ...]]:
    one = st.builds(
        lambda called, days, is_sure: Instance(called, called + days, None if is_sure else DOUBT),
        st.integers(1, SPAN),
        st.integers(0, 4),
        st.booleans(),
    )
    # They come in the order of the periods that called them, not of their days.
    return st.lists(one, max_size=5).map(tuple)


@given(instances(), inputs(), st.integers(1, SPAN + 4), st.sampled_from([None, (1, Unit.DAY)]))
@settings(max_examples=300, deadline=None)
def test_what_all_courses_agree_on_is_known(
    found: tuple[Instance, ...], happened: RunInputs, today: int, curable: tuple[int, Unit] | None
) -> None:
    op = ir.Duty((), "evidence", "duty", curable)

    def parts(chosen: list[Instance]) -> dict[str, Any]:
        sure = tuple(Instance(each.called, each.due) for each in chosen)
        return parts_on(op, sure, happened, CALENDAR, 3, today)

    doubtful = [each for each in found if each.doubt is not None]
    courses = []
    for answers in product((False, True), repeat=len(doubtful)):
        answer = iter(answers)
        courses.append(parts([each for each in found if each.doubt is None or next(answer)]))
    got = parts_on(op, found, happened, CALENDAR, 3, today)
    assert got.keys() == courses[0].keys()
    for name, value in got.items():
        agreed = all(course[name] == courses[0][name] for course in courses)
        assert value == (courses[0][name] if agreed else DOUBT), name


def test_of_too_many_doubts_nothing_is_known() -> None:
    found = tuple(Instance(day, day + 5, DOUBT) for day in range(1, 9))
    parts = parts_on(
        ir.Duty((), None, "duty"), found, RunInputs(ir.Inputs({}, {}, {})), CALENDAR, 1, 9
    )
    assert set(parts) == {"state", "failing", "failed", "failed on", "instances"}
    assert all(isinstance(value, Unknown) for value in parts.values())
