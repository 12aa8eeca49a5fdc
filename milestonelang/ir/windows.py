"""The periods that a window of an operation holds, which every back end has to agree on."""

from collections.abc import Sequence
from typing import assert_never

from milestonelang.ir.state import WindowOf
from milestonelang.primitives.periods import Period
from milestonelang.types import WindowKind


def window_bounds(op: WindowOf, periods: Sequence[Period]) -> list[tuple[int, int, bool]]:
    """Return, for each period, where its window starts and ends, and whether the term holds it."""
    years: dict[int, list[int]] = {}
    for period in periods:
        years.setdefault(period.year, []).append(period.index)
    found: list[tuple[int, int, bool]] = []
    for period in periods:
        end = period.index + 1
        match op.kind:
            case WindowKind.LAST:
                size = op.periods or 1
                found.append((max(0, end - size), end, end >= size))
            case WindowKind.YEAR_TO_DATE:
                found.append((years[period.year][0], end, True))
            case WindowKind.TO_DATE:
                found.append((0, end, True))
            case WindowKind.PREVIOUS_YEAR:
                previous = years.get(period.year - 1)
                bounds = (previous[0], previous[-1] + 1, True) if previous else (0, 0, False)
                found.append(bounds)
            case _:
                assert_never(op.kind)
    return found
