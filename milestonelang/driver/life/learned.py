"""Which duties only a correction called, and on which day.

In: the views of the data, the days of corrections and a program. Out: for each duty, the days on
which it would have been called had the figures been right at once, with the day of the correction.
Promised: a duty whose time would have begun before anybody could know of it runs from the day on
which they did; what a first report calls is not touched.
"""

from milestonelang import ir, records
from milestonelang.backends.exact.again import ACT, EVENT, Again, reads
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
    calling = sliced(program, duties.values())
    machine = Again(calling)
    events, acts = _that_call_nothing(calling)

    def called(day: int) -> dict[str, frozenset[int]]:
        inputs = views.inputs_on(day)
        inputs = records.evolve(
            inputs,
            events={name: rows for name, rows in inputs.events.items() if name not in events},
            acts={name: rows for name, rows in inputs.acts.items() if name not in acts},
        )
        # A later period may be in doubt where an earlier one is not.
        results = machine.run(inputs).periods
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


def _that_call_nothing(program: ir.Program) -> tuple[frozenset[str], frozenset[str]]:
    """Return the events and the acts that only end or extend duties on which nothing rests.

    They change how an instance of such a duty stands, and neither whether there is one nor since
    when. Most of what is reported late is of this kind, and need not be run again.
    """
    used: set[ir.ValueId] = set()
    for value in program.values:
        used.update(ir.argument_ids(value.op), ir.feed_ids(value.op))
        if isinstance(value.op, ir.EachRow | ir.SettleRows):
            return frozenset(), frozenset()  # what a block reads is not told by its operation
    own: set[tuple[str, object]] = set()
    others: set[tuple[str, object]] = set()
    for value in program.values:
        is_last = isinstance(value.op, ir.Duty) and value.id not in used
        (own if is_last else others).update(reads(value.op))
    found = own - others
    return (
        frozenset(str(name) for kind, name in found if kind == EVENT),
        frozenset(str(name) for kind, name in found if kind == ACT),
    )


def _called(instances: object) -> frozenset[int]:
    if not isinstance(instances, tuple):
        return frozenset()
    return frozenset(each.called for each in instances if isinstance(each, Standing))


def _was_settled(program: ir.Program, views: Views, called: int, day: int) -> bool:
    """Return whether the period of a day had been settled before another day."""
    index = next((each.index for each in program.periods if called <= each.end), None)
    return index is not None and views.settlement.is_settled(index, day - 1)
