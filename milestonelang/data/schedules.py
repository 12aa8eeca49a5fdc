"""A schedule applied to a value of a row: bands, straight lines between points, rows by name.

In: the table of a checked schedule, a value, and a way to value the table's own expressions. Out:
what the table gives, None where it is unknown or the table has no place for the value. The
meaning is that of a payment's table.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from milestonelang.agreement.expressions import Expr
from milestonelang.agreement.lines import Band, BelowZero, Point, Table, TableKind
from milestonelang.data.model import Exact

Value = Exact | None
ValueOf = Callable[[Expr], Value]

_ZERO = Fraction(0)


def apply_table(table: Table, value: Exact, value_of: ValueOf) -> Value:
    """Return what *table* gives for *value*."""
    if table.kind is TableKind.BY_NAME:
        rows = {row.name: row.gives for row in table.rows}
        gives = rows.get(str(value), rows.get(None))
        return None if gives is None else value_of(gives)
    base = Fraction(value) if not isinstance(value, str) else _ZERO
    if base < 0 and table.below_zero is BelowZero.NOTHING:
        return _ZERO
    if base < 0 and table.below_zero is BelowZero.MIRRORED:
        mirrored = _amount(table, -base, value_of)
        return None if mirrored is None else -mirrored
    return _amount(table, base, value_of)


def _amount(table: Table, base: Fraction, value_of: ValueOf) -> Fraction | None:
    match table.kind:
        case TableKind.INTERPOLATED:
            return _line(table.points, base, table.continued_outside, value_of)
        case TableKind.MARGINAL | TableKind.WHOLE_AMOUNT | TableKind.FIXED_AMOUNTS:
            return _bands(table, base, value_of)
        case TableKind.BY_NAME:
            raise AssertionError("a table by name has no numbers to reach")
        case _:
            assert_never(table.kind)


def _bands(table: Table, base: Fraction, value_of: ValueOf) -> Fraction | None:
    cuts = [_number(value_of(band.cut)) for band in table.bands if band.cut is not None]
    known = [cut for cut in cuts if cut is not None]
    if len(known) < len(cuts) or not _rises(known):
        return None
    reached = _reached(table.bands, known, base)
    if reached is None:
        return None
    if table.kind is TableKind.MARGINAL:
        parts = _parts(table.bands[: reached + 1], known, base, value_of)
        entered = [_entering(band, value_of) for band in table.bands[: reached + 1]]
        return _total([*parts, *entered])
    band = table.bands[reached]
    rate = _number(value_of(band.rate))
    if rate is not None and table.kind is TableKind.WHOLE_AMOUNT:
        rate *= base
    return _total([rate, _entering(band, value_of)])


def _reached(bands: Sequence[Band], cuts: Sequence[Fraction], base: Fraction) -> int | None:
    for index, cut in enumerate(cuts):
        if base < cut or (base == cut and bands[index].includes_cut):
            return index
    return len(cuts) if len(bands) > len(cuts) else None


def _parts(
    bands: Sequence[Band], cuts: Sequence[Fraction], base: Fraction, value_of: ValueOf
) -> list[Fraction | None]:
    """Return each band's rate on the part of the base inside the band."""
    low, high = min(base, _ZERO), max(base, _ZERO)
    parts: list[Fraction | None] = []
    for index, band in enumerate(bands):
        start = low if index == 0 else max(low, cuts[index - 1])
        end = min(high, cuts[index]) if index < len(cuts) else high
        if end > start:
            rate = _number(value_of(band.rate))
            parts.append(None if rate is None else rate * (end - start) * (1 if base > 0 else -1))
    return parts


def _line(
    points: Sequence[Point], base: Fraction, continued: bool, value_of: ValueOf
) -> Fraction | None:
    found = [_number(value_of(point.at)) for point in points]
    at = [place for place in found if place is not None]
    if len(at) < len(points) or not _rises(at):
        return None
    if len(at) == 1 or (base <= at[0] and not continued):
        return _number(value_of(points[0].gives))
    if base >= at[-1] and not continued:
        return _number(value_of(points[-1].gives))
    right = next((index for index in range(1, len(at)) if base <= at[index]), len(at) - 1)
    left = right - 1
    low, high = _number(value_of(points[left].gives)), _number(value_of(points[right].gives))
    if base in (at[left], at[right]):
        return low if base == at[left] else high
    if low is None or high is None:
        return None
    return low + (high - low) * (base - at[left]) / (at[right] - at[left])


def _entering(band: Band, value_of: ValueOf) -> Fraction | None:
    return _ZERO if band.on_entering is None else _number(value_of(band.on_entering))


def _total(parts: Sequence[Fraction | None]) -> Fraction | None:
    known = [part for part in parts if part is not None]
    return sum(known, _ZERO) if len(known) == len(parts) else None


def _number(value: Value) -> Fraction | None:
    return None if value is None or isinstance(value, str) else Fraction(value)


def _rises(cuts: Sequence[Fraction]) -> bool:
    return all(lower < upper for lower, upper in pairwise(cuts))
