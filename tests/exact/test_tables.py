"""Tables, with figures that other engines publish, and what happens at their edges."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from milestonelang import ir
from milestonelang.backends.exact.values import CutsNotRising, OutsideTable
from tests.exact.sheet import UNKNOWN, Sheet, exact

MARGINAL, WHOLE, FIXED = (
    ir.BandKind.MARGINAL,
    ir.BandKind.WHOLE_AMOUNT,
    ir.BandKind.FIXED_AMOUNTS,
)
AS_IT_IS, NOTHING, MIRRORED = (
    ir.BelowZero.AS_IT_IS,
    ir.BelowZero.NOTHING,
    ir.BelowZero.MIRRORED,
)


def banded(
    bases: Sequence[Any],
    rates: Sequence[Any],
    cuts: Sequence[Any],
    entering: Sequence[Any] = (),
    kind: ir.BandKind = MARGINAL,
    includes: Sequence[bool] | None = None,
    below_zero: ir.BelowZero = AS_IT_IS,
) -> list[Any]:
    """Return what a band table gives on each base."""
    sheet = Sheet(len(bases))
    table = sheet.add(
        ir.Bands(
            kind=kind,
            base=sheet.series(*bases),
            rates=tuple(sheet.series(*[rate] * len(bases)) for rate in rates),
            cuts=sheet.constants(*cuts),
            includes=tuple(includes) if includes is not None else (True,) * len(cuts),
            entering=sheet.constants(*entering),
            below_zero=below_zero,
        )
    )
    return sheet.of(table)


def amounts(*values: Any) -> list[Any]:
    return [value if value == UNKNOWN else exact(value) for value in values]


# One transaction each.
ORACLE = (200, 300, 1500, 1200, 2000, 4500)


def test_openmeter_graduated_flat_amounts_on_entering() -> None:
    bases = (0, 3, 5, "5.001", 7, 12, 22)
    given = banded(bases, (0, 0, 10, 5), (5, 10, 15), (100, 50, 0, 0))
    # The flat part of a band is due as soon as it is entered; the first at any base.
    assert given == amounts(100, 100, 100, 150, 150, 170, 235)


def test_openmeter_graduated_with_rates() -> None:
    assert banded((22,), (0, 0, 5, 1), (5, 10, 15), (100, 50, 0, 0)) == amounts(182)


def test_openmeter_volume() -> None:
    given = banded((0, 5, 7, 14, 15), (0, 0, 10, 5), (5, 10, 15), (100, 150, 0, 0), WHOLE)
    assert given == amounts(100, 100, 150, 140, 150)


def test_oracle_step() -> None:
    given = banded(ORACLE, ("0.01", "0.02", "0.03", "0.05"), (1000, 3000, 8000))
    assert given == amounts(2, 3, 20, 14, 30, 95)
    (blended,) = banded((2500,), ("0.01", "0.02"), (1000,))
    assert blended / 2500 == Fraction("0.016")


def test_pricefx_single_target() -> None:
    given = banded((90_000, 110_000), (0, 1000), (100_000,), kind=FIXED)
    assert given == amounts(0, 1000)


def test_impact_marginal_bonus() -> None:
    given = banded((500,), ("0.04", "0.06", "0.08"), (200, 400), includes=(False, False))
    assert given == amounts(28)


@pytest.mark.parametrize(("includes", "at_the_cut"), [(True, 10), (False, 15)])
def test_a_cut_belongs_to_one_band(includes: bool, at_the_cut: int) -> None:
    given = banded((99, 100, 101), (10, 15), (100,), kind=FIXED, includes=(includes,))
    assert given == amounts(10, at_the_cut, 15)


@pytest.mark.parametrize(("includes", "fee"), [(True, 0), (False, 7)])
def test_entering_follows_the_side_of_the_cut(includes: bool, fee: int) -> None:
    given = banded((100,), ("0.1", "0.2"), (100,), (0, 7), includes=(includes,))
    assert given == amounts(10 + fee)


def test_below_zero() -> None:
    def below(rule: ir.BelowZero, kind: ir.BandKind = MARGINAL) -> list[Any]:
        return banded((-150,), ("0.1", "0.2"), (100,), kind=kind, below_zero=rule)

    assert below(AS_IT_IS) == amounts(-15)
    assert below(NOTHING) == amounts(0)
    assert below(MIRRORED) == amounts(-20)
    assert below(AS_IT_IS, WHOLE) == amounts(-15)
    assert below(MIRRORED, WHOLE) == amounts(-30)


def test_cuts_below_zero_at_marginal_rates() -> None:
    given = banded((-30, -5, 5), ("0.5", "0.2", "0.1"), (-10, 0))
    # 20 at 50% and 10 at 20%, below zero.
    assert given == amounts(-12, -1, "0.5")


def test_only_the_rates_that_are_reached_count() -> None:
    assert banded((50, 150), ("0.1", None), (100,)) == amounts(5, UNKNOWN)
    assert banded((150,), (None, "0.1"), (100,), kind=WHOLE) == amounts(15)


def test_without_an_open_band_there_is_nothing_beyond() -> None:
    sheet = Sheet(2)
    base = sheet.series(100, 101)
    rates, cuts = sheet.constants("0.1"), sheet.constants(100)
    table = sheet.add(ir.Bands(MARGINAL, base, rates, cuts, (True,), (), MIRRORED))
    assert sheet.of(table) == amounts(10, UNKNOWN)
    assert sheet.reasons(table, 1) == (OutsideTable(table),)
    mirrored = sheet.add(
        ir.Bands(MARGINAL, sheet.series(-101, 0), rates, cuts, (True,), (), MIRRORED)
    )
    assert sheet.of(mirrored) == amounts(UNKNOWN, 0)


def test_cuts_that_do_not_rise_are_unknown() -> None:
    sheet = Sheet()
    base, cut = sheet.series(10), sheet.series(100)
    rates = sheet.constants(1, 2, 3)
    table = ir.Bands(MARGINAL, base, rates, (cut, cut), (True, True), (), AS_IT_IS)
    bands = sheet.add(table)
    assert sheet.reasons(bands) == (CutsNotRising(bands),)
    line = sheet.add(ir.Interpolate(base, (cut, cut), rates[:2], False, AS_IT_IS))
    assert sheet.reasons(line) == (CutsNotRising(line),)


def test_unknown_bases_and_cuts() -> None:
    assert banded((None,), (1, 2), (100,)) == [UNKNOWN]
    sheet = Sheet()
    base, missing = sheet.series(10), sheet.series(None)
    rates = sheet.constants(1, 2)
    assert sheet.one(ir.Bands(MARGINAL, base, rates, (missing,), (True,), (), AS_IT_IS)) == UNKNOWN
    assert sheet.one(ir.Interpolate(missing, rates, rates, False, AS_IT_IS)) == UNKNOWN
    assert sheet.one(ir.Interpolate(base, (missing,), rates[:1], False, AS_IT_IS)) == UNKNOWN
    assert sheet.one(ir.ByName(missing, ("gold",), rates[:1], None)) == UNKNOWN


def line(
    bases: Sequence[Any],
    points: Sequence[tuple[Any, Any]],
    continued: bool,
    below_zero: ir.BelowZero = AS_IT_IS,
) -> list[Any]:
    """Return what straight lines between points give on each base."""
    sheet = Sheet(len(bases))
    gives = tuple(sheet.series(*[result] * len(bases)) for _, result in points)
    at = sheet.constants(*(at for at, _ in points))
    return sheet.of(
        sheet.add(ir.Interpolate(sheet.series(*bases), at, gives, continued, below_zero))
    )


RETENTION = (("0.8", 0), ("0.9", 1), ("0.95", "1.2"))


def test_straight_lines_flat_outside() -> None:
    bases = ("0.7", "0.8", "0.85", "0.9", "0.91", "0.95", 1)
    assert line(bases, RETENTION, False) == amounts(0, 0, "0.5", 1, "1.04", "1.2", "1.2")


def test_straight_lines_continued_outside() -> None:
    assert line(("0.7", "0.85", 1), RETENTION, True) == amounts(-1, "0.5", "1.4")


def test_a_line_below_zero() -> None:
    points = ((0, 0), (100, 50))
    assert line((-10,), points, True) == amounts(-5)
    assert line((-10,), points, True, NOTHING) == amounts(0)
    assert line((-10,), points, True, MIRRORED) == amounts(-5)
    assert line((-10,), points, False) == amounts(0)


def test_one_point_is_flat_everywhere() -> None:
    assert line((0, 5, 10), ((5, 7),), True) == amounts(7, 7, 7)


def test_oracle_interpolated() -> None:
    points = ((0, 0), (1000, 10), (3000, 50), (8000, 150), (10_000, 2150))
    given = line(ORACLE, points, False)
    assert given == amounts(2, 3, 20, 14, 30, 80)


def test_only_the_points_beside_the_base_count() -> None:
    points = ((0, 0), (10, 10), (20, None))
    assert line((5, 10, 15, 20), points, False) == amounts(5, 10, UNKNOWN, UNKNOWN)


def test_rows_by_name() -> None:
    sheet = Sheet(3)
    base = sheet.series("gold", "silver", "bronze")
    gold, silver, other = sheet.constants(100, 50, 10)
    names = ("gold", "silver")
    with_rest = sheet.add(ir.ByName(base, names, (gold, silver), other))
    assert sheet.of(with_rest) == [100, 50, 10]
    without = sheet.add(ir.ByName(base, names, (gold, silver), None))
    assert sheet.of(without) == [100, 50, UNKNOWN]
    assert sheet.reasons(without, 2) == (OutsideTable(without),)


def test_marginal_amounts_are_exact() -> None:
    given = banded((Fraction(1, 3),), (Fraction(1, 7), 1), (Fraction(1, 4),))
    assert given == [Fraction(1, 28) + Fraction(1, 12)]
