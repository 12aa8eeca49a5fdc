"""Which duties only a correction called, and on which day.

In: the views of the data, the days of corrections and a program. Out: for each duty, the days on
which it would have been called had the figures been right at once, with the day of the correction.
Promised: a duty whose time would have begun before anybody could know of it runs from the day on
which they did; what a first report calls is not touched.
"""

from milestonelang import ir
from milestonelang.backends.exact.again import Again
from milestonelang.backends.exact.duties import Standing
from milestonelang.backends.proof.slicing import sliced
from milestonelang.driver.life.views import Views


def learned_of(
    program: ir.Program, views: Views, days: tuple[int, ...]
) -> dict[str, dict[int, int]]:
    """Return when each duty was found to have been called by a correction."""
    duties = {value.op.name: value.id for value in program.values if isinstance(value.op, ir.Duty)}
    if not duties or not days:
        return {}
    machine = Again(sliced(program, duties.values()))

    def called(day: int) -> dict[str, frozenset[int]]:
        # A later period may be in doubt where an earlier one is not.
        results = machine.run(views.inputs_on(day)).periods
        return {
            name: frozenset(on for each in results for on in _called(each[id]["instances"]))
            for name, id in duties.items()
        }

    found: dict[str, dict[int, int]] = {}
    before = called(days[0] - 1)
    for day in days:
        now = called(day)
        for name in duties:
            for on in now[name] - before[name]:
                if on < day and _was_settled(program, views, on, day):
                    found.setdefault(name, {}).setdefault(on, day)
        before = {name: before[name] | now[name] for name in duties}
    return found


def _called(instances: object) -> frozenset[int]:
    if not isinstance(instances, tuple):
        return frozenset()
    return frozenset(each.called for each in instances if isinstance(each, Standing))


def _was_settled(program: ir.Program, views: Views, called: int, day: int) -> bool:
    """Return whether the period of a day had been settled before another day."""
    index = next((each.index for each in program.periods if called <= each.end), None)
    return index is not None and views.settlement.is_settled(index, day - 1)
