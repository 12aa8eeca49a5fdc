"""Draw courses: figures and events of every period, the same for the same seed on every machine.

In: how each figure is drawn, how likely each event is, a seed and the numbers of scenarios. Out:
columns of whole numbers for many scenarios, or one scenario with its figures. Promised: the
scenario of a number depends on the seed and on nothing else, neither on how many there are nor on
which are drawn with it; whole numbers only are drawn, so that no figure is rounded in binary.

A number comes from a counter that is stirred (the steps are those of splitmix64). Each figure has a
counter of its own, so that one figure more changes no other.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from milestonelang import records
from milestonelang.ir import Exact
from milestonelang.simulation.model import Chance, Drawn, Scenario

_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_ALL = (1 << 64) - 1
_PAST = ""  # what past figures are drawn together by
LARGEST = 1 << 44  # as many different values a figure may have


@records.frozen(eq=False)
class Columns:
    """Many scenarios: each figure as whole numbers, [period, scenario] or [scenario] where it is
    the same in every period; and the period at whose end each event happens, -1 where never."""

    figures: Mapping[str, Any]
    events: Mapping[str, Any]


def columns(
    drawn: Sequence[Drawn],
    chances: Sequence[Chance],
    periods: int,
    seed: int,
    first: int,
    count: int,
) -> Columns:
    """Return *count* scenarios from number *first* on."""
    import numpy

    scenarios = numpy.arange(first, first + count, dtype=numpy.uint64)
    offsets = numpy.arange(periods, dtype=numpy.uint64)[:, None]
    counters = scenarios * numpy.uint64(periods) + offsets
    figures = {each.name: _figures(each, seed, scenarios, counters) for each in drawn}
    events: dict[str, Any] = {}
    for each in chances:
        is_so = _below(each.share.denominator, f"{each.name} happens", seed, scenarios)
        day = _below(periods, f"{each.name} when", seed, scenarios)
        events[each.name] = numpy.where(is_so < each.share.numerator, day, -1)
    return Columns(figures, events)


def scenario(
    drawn: Sequence[Drawn], chances: Sequence[Chance], periods: int, seed: int, number: int
) -> Scenario:
    """Return the scenario of a number, with its figures."""
    figures: dict[str, tuple[Exact, ...]] = {}
    for each in drawn:
        if each.past:
            numbers = [_one_of_past(each, seed, number, at, periods) for at in range(periods)]
        elif each.fixed:
            numbers = [_figure(each, seed, number)] * periods
        else:
            places = range(number * periods, (number + 1) * periods)
            numbers = [_figure(each, seed, place) for place in places]
        figures[each.name] = tuple(each.value(one) for one in numbers)
    events = {
        each.name: _one_below(periods, f"{each.name} when", seed, number)
        for each in chances
        if _one_below(each.share.denominator, f"{each.name} happens", seed, number)
        < each.share.numerator
    }
    return Scenario(figures, events)


def _figures(drawn: Drawn, seed: int, scenarios: Any, counters: Any) -> Any:
    import numpy

    if drawn.past:
        return numpy.array(drawn.past)[_of_past(drawn, seed, scenarios, len(counters))]
    places = scenarios if drawn.fixed else counters
    if drawn.words:
        return _below(len(drawn.words), drawn.name, seed, places)
    if drawn.likely is None:
        steps = _below(drawn.steps + 1, drawn.name, seed, places)
        return drawn.low + steps * drawn.step
    below, above = drawn.likely, drawn.steps - drawn.likely
    side = _below(drawn.steps or 1, f"{drawn.name} side", seed, places)
    lower, upper = (
        numpy.maximum(*(_below(size + 1, f"{drawn.name} {way}", seed, places) for way in "ab"))
        for size in (below, above)
    )
    steps = numpy.where(side < below, lower, drawn.steps - upper)
    return drawn.low + steps * drawn.step


def _of_past(drawn: Drawn, seed: int, scenarios: Any, periods: int) -> Any:
    """Return the places of past figures, [period, scenario]."""
    import numpy

    name = _PAST if drawn.together else drawn.name
    runs = -(-periods // drawn.in_a_row)
    offsets = numpy.arange(runs, dtype=numpy.uint64)[:, None]
    chosen = _below(len(drawn.starts), name, seed, scenarios * numpy.uint64(runs) + offsets)
    at = numpy.arange(periods)
    found = numpy.array(drawn.starts)[chosen[at // drawn.in_a_row]]
    return found + (at % drawn.in_a_row)[:, None]


def _one_of_past(drawn: Drawn, seed: int, number: int, at: int, periods: int) -> int:
    name = _PAST if drawn.together else drawn.name
    run, rest = divmod(at, drawn.in_a_row)
    place = number * -(-periods // drawn.in_a_row) + run
    return drawn.past[drawn.starts[_one_below(len(drawn.starts), name, seed, place)] + rest]


def _figure(drawn: Drawn, seed: int, place: int) -> int:
    if drawn.words:
        return _one_below(len(drawn.words), drawn.name, seed, place)
    if drawn.likely is None:
        return drawn.low + _one_below(drawn.steps + 1, drawn.name, seed, place) * drawn.step
    # Up to the likely figure, and from there on, the larger of two even draws lies nearer to it.
    below, above = drawn.likely, drawn.steps - drawn.likely
    is_below = _one_below(drawn.steps or 1, f"{drawn.name} side", seed, place) < below
    size = below if is_below else above
    near = max(_one_below(size + 1, f"{drawn.name} {way}", seed, place) for way in "ab")
    return drawn.low + (near if is_below else drawn.steps - near) * drawn.step


def _key(name: str, seed: int) -> int:
    return int.from_bytes(sha256(f"{seed} {name}".encode()).digest()[:8], "big")


def _below(end: int, name: str, seed: int, places: Any) -> Any:
    """Return numbers from 0 up to and without *end*, one for each place."""
    import numpy

    if end == 1:
        return numpy.zeros(places.shape, numpy.int64)
    with numpy.errstate(over="ignore"):
        state = (places + numpy.uint64(1)) * numpy.uint64(_STEP)
        state += numpy.uint64(_key(name, seed))
        state ^= state >> numpy.uint64(30)
        state *= numpy.uint64(_FIRST)
        state ^= state >> numpy.uint64(27)
        state *= numpy.uint64(_SECOND)
        state ^= state >> numpy.uint64(31)
        state %= numpy.uint64(end)
    return state.view(numpy.int64)


def _one_below(end: int, name: str, seed: int, place: int) -> int:
    state = ((place + 1) * _STEP + _key(name, seed)) & _ALL
    state = ((state ^ state >> 30) * _FIRST) & _ALL
    state = ((state ^ state >> 27) * _SECOND) & _ALL
    return (state ^ state >> 31) % end
