"""What becomes of entitlements: held, vested, deferred, clawed back."""

from fractions import Fraction
from typing import Any

import pytest

from milestonelang import ir
from milestonelang.types import RoundingMode
from tests.exact.sheet import UNKNOWN, Sheet, fractions

T, F, N = True, False, None
CENT = Fraction(1, 100)


def hold(
    sheet: Sheet,
    share: Any = "0.1",
    periods: int | None = 2,
    parts: tuple[tuple[ir.ValueId | None, ir.ValueId], ...] = (),
    lost: tuple[Any, ...] | None = None,
    at_any_time: bool = False,
) -> ir.Hold:
    forfeited_if = None if lost is None else sheet.series(*lost)
    of = sheet.series(*[share] * len(sheet.periods))
    return ir.Hold(1, of, periods, parts, forfeited_if, at_any_time)


def vest(
    sheet: Sheet,
    periods: int,
    from_period: int | None = None,
    nothing_before: int | None = None,
    condition: tuple[Any, ...] | None = None,
    delayed: bool = False,
) -> ir.Vest:
    holds = None if condition is None else sheet.series(*condition)
    return ir.Vest(2, periods, from_period, nothing_before, holds, delayed)


def claw(sheet: Sheet, when: tuple[Any, ...], share: Any = "0.5", periods: int = 2) -> ir.Claw:
    return ir.Claw(3, sheet.series(*when), sheet.constant(share), periods, None, True)


def claw_amount(sheet: Sheet, when: tuple[Any, ...], *amounts: Any) -> ir.Claw:
    return ir.Claw(4, sheet.series(*when), None, None, sheet.series(*amounts), False)


class Settlement:
    """A settlement on a sheet; `of` reads a part in each period."""

    def __init__(
        self,
        sheet: Sheet,
        entitled: tuple[Any, ...],
        *lines: ir.Hold | ir.Vest | ir.Claw,
        deferring: tuple[Any, ...] | None = None,
    ) -> None:
        self.sheet = sheet
        defers = None if deferring is None else sheet.series(*deferring)
        op = ir.Settle(sheet.series(*entitled), lines, defers, CENT, RoundingMode.HALF_UP)
        self.id = sheet.add(op)

    def of(self, part: str) -> list[Any]:
        return self.sheet.of(self.id, part)


# ---- hold back


def test_held_and_released_two_periods_later() -> None:
    sheet = Sheet(5)
    found = Settlement(sheet, (100, "200.05", 300, 0, 50), hold(sheet))
    assert found.of("held") == fractions(10, "20.01", 30, 0, 5)
    # In the last period everything still held is released, its own included.
    assert found.of("released") == fractions(0, 0, 10, "20.01", 35)
    assert found.of("gross") == fractions(90, "180.04", 280, "20.01", 80)
    assert found.of("holding") == fractions(10, "30.01", "50.01", 30, 0)
    assert found.of("held 0") == found.of("held")
    assert found.of("forfeited") == [0] * 5


def test_a_negative_entitlement_is_paid_as_it_is() -> None:
    sheet = Sheet(3)
    found = Settlement(sheet, (-50, 0, 0), hold(sheet), vest(sheet, 2), deferring=(T, T, T))
    assert found.of("gross") == [-50, 0, 0]
    assert found.of("held") == found.of("deferred") == [0] * 3


def test_forfeited_at_release() -> None:
    sheet = Sheet(5)
    found = Settlement(sheet, (100, 100, 100, 0, 0), hold(sheet, lost=(F, T, F, T, T)))
    assert found.of("released") == [0, 0, 10, 0, 0]
    assert found.of("forfeited") == [0, 0, 0, 10, 10]
    assert found.of("forfeited 0") == found.of("forfeited")


def test_forfeited_at_any_time() -> None:
    sheet = Sheet(5)
    line = hold(sheet, lost=(T, F, T, F, F), at_any_time=True)
    found = Settlement(sheet, (100, 100, 100, 0, 0), line)
    # The third period forfeits what was held in the two before, not its own.
    assert found.of("forfeited") == [0, 0, 20, 0, 0]
    assert found.of("released") == [0, 0, 0, 0, 10]


def test_in_the_last_period_its_own_is_tested_as_well() -> None:
    sheet = Sheet(2)
    line = hold(sheet, lost=(F, T), at_any_time=True)
    found = Settlement(sheet, (100, 100), line)
    assert found.of("forfeited") == [0, 20]
    assert found.of("holding") == [10, 0]


def test_released_in_parts() -> None:
    sheet = Sheet(5)
    first, rest = sheet.series(F, T, T, F, F), sheet.series(F, F, F, T, F)
    half = sheet.constant("0.5")
    line = hold(sheet, periods=None, parts=((half, first), (None, rest)))
    found = Settlement(sheet, ("100.10", 100, 100, 0, 100), line)
    # Half of 10.01 is 5.005, half up; the rest is what is left.
    assert found.of("released") == fractions(0, "10.01", 5, 15, 10)
    assert found.of("holding") == fractions("10.01", 10, 15, 0, 0)


def test_both_parts_in_one_period_and_forfeited_at_release() -> None:
    sheet = Sheet(4)
    half, yes = sheet.constant("0.5"), sheet.series(F, T, F, F)
    line = hold(sheet, periods=None, parts=((half, yes), (None, yes)), lost=(F, F, T, T))
    found = Settlement(sheet, (100, 100, 100, 0), line)
    assert found.of("released") == [0, 20, 0, 0]
    assert found.of("forfeited") == [0, 0, 0, 10]


def test_two_holds_never_hold_more_than_there_is() -> None:
    sheet = Sheet(3)
    found = Settlement(sheet, (100, 0, 0), hold(sheet, "0.6"), hold(sheet, "0.6"))
    assert (found.of("held 0")[0], found.of("held 1")[0], found.of("gross")[0]) == (60, 40, 0)
    negative = Settlement(sheet, (100, 0, 0), hold(sheet, "-0.6"))
    assert negative.of("held") == [0, 0, 0]


def test_an_unknown_cohort_is_in_doubt_alone() -> None:
    sheet = Sheet(5)
    found = Settlement(sheet, (100, None, 100, 0, 0), hold(sheet))
    assert found.of("held") == [10, UNKNOWN, 10, 0, 0]
    assert found.of("released") == [0, 0, 10, UNKNOWN, 10]
    assert found.of("gross") == [90, UNKNOWN, 100, UNKNOWN, 10]
    assert found.of("holding") == [10, UNKNOWN, UNKNOWN, 10, 0]


def test_an_unknown_share_and_an_unknown_test() -> None:
    sheet = Sheet(4)
    share = hold(sheet, None)
    assert Settlement(sheet, (100, 0, 0, 0), share).of("held") == [UNKNOWN, 0, 0, 0]
    at_release = Settlement(sheet, (100, 100, 0, 0), hold(sheet, lost=(F, N, N, F)))
    assert at_release.of("released") == [0, 0, UNKNOWN, 10]
    assert at_release.of("forfeited") == [0, 0, UNKNOWN, 0]
    assert at_release.of("holding") == [10, 20, 10, 0]
    at_any_time = Settlement(
        sheet, (100, 100, 0, 0), hold(sheet, lost=(F, N, F, F), at_any_time=True)
    )
    assert at_any_time.of("forfeited") == [0, UNKNOWN, 0, 0]
    assert at_any_time.of("released") == [0, 0, UNKNOWN, 10]
    assert at_any_time.of("holding") == [10, UNKNOWN, 10, 0]
    in_the_end = Settlement(sheet, (0, 0, 100, 0), hold(sheet, lost=(F, F, F, N), at_any_time=True))
    assert in_the_end.of("holding") == [0, 0, 10, 0]
    assert in_the_end.of("released") == [0, 0, 0, UNKNOWN]


def test_unknown_parts_of_a_release() -> None:
    sheet = Sheet(5)
    half = sheet.constant("0.5")

    def released(first: tuple[Any, ...], rest: tuple[Any, ...], entitled: Any = 100) -> list[Any]:
        parts = ((half, sheet.series(*first)), (None, sheet.series(*rest)))
        line = hold(sheet, periods=None, parts=parts)
        return Settlement(sheet, (entitled, 0, 0, 0, 0), line).of("released")

    assert released((N, F, F, F, F), (F, F, F, F, F)) == [UNKNOWN, 0, 0, 0, UNKNOWN]
    assert released((N, T, T, F, F), (F, F, F, F, F)) == [UNKNOWN, UNKNOWN, 0, 0, UNKNOWN]
    assert released((F, F, F, F, F), (F, N, F, T, F)) == [0, UNKNOWN, 0, UNKNOWN, 0]
    # The rest is released with the part that is in doubt: together they are all of it.
    assert released((F, N, F, F, F), (F, T, F, F, F)) == [0, 10, 0, 0, 0]
    assert released((F, T, F, F, F), (F, F, F, F, F), None) == [0, UNKNOWN, 0, 0, UNKNOWN]


# ---- vesting


def test_vests_in_equal_parts_the_rest_in_the_last() -> None:
    sheet = Sheet(2, run_off=4)
    found = Settlement(sheet, (100, 0), vest(sheet, 3))
    assert found.of("to vest") == [100, 0, 0, 0, 0, 0]
    assert found.of("vested") == fractions(0, "33.33", "33.33", "33.34", 0, 0)
    assert found.of("gross") == found.of("vested 0")
    assert found.of("unvested") == fractions(100, "66.67", "33.34", 0, 0, 0)


def test_what_is_held_does_not_vest() -> None:
    sheet = Sheet(4, run_off=2)
    found = Settlement(sheet, (100, 0, 0, 100), hold(sheet), vest(sheet, 2))
    assert found.of("to vest") == [90, 0, 0, 90, 0, 0]
    # The last period holds and releases its own share, and still vests the rest.
    assert found.of("released") == [0, 0, 10, 10, 0, 0]
    assert found.of("gross") == [0, 45, 55, 10, 45, 45]


def test_nothing_before() -> None:
    sheet = Sheet(5)
    found = Settlement(sheet, (100, 0, 0, 0, 0), vest(sheet, 4, nothing_before=3))
    assert found.of("vested") == [0, 0, 0, 75, 25]


def test_from_a_period_on() -> None:
    sheet = Sheet(6)
    found = Settlement(sheet, (100, 0, 0, 60, 0, 0), vest(sheet, 4, from_period=1))
    # What is past when a later entitlement arises vests at once.
    assert found.of("vested") == [0, 0, 25, 55, 40, 40]
    assert found.of("gross")[3] == 55


def test_a_condition_loses_a_part_or_makes_it_wait() -> None:
    sheet = Sheet(5)
    lost = Settlement(sheet, (100, 0, 0, 0, 0), vest(sheet, 4, condition=(T, T, F, T, F)))
    assert lost.of("vested") == [0, 25, 0, 25, 0]
    assert lost.of("forfeited 0") == [0, 0, 25, 0, 25]
    waits = vest(sheet, 4, condition=(T, F, F, T, F), delayed=True)
    late = Settlement(sheet, (100, 0, 0, 0, 0), waits)
    assert late.of("vested") == [0, 0, 0, 75, 0]
    assert late.of("unvested") == [100, 100, 100, 25, 25]


def test_unknown_conditions_of_vesting() -> None:
    sheet = Sheet(5)
    lost = Settlement(sheet, (100, 0, 0, 0, 0), vest(sheet, 4, condition=(T, N, T, T, T)))
    assert lost.of("vested") == lost.of("vested 0") == [0, UNKNOWN, 25, 25, 25]
    assert lost.of("forfeited") == [0, UNKNOWN, 0, 0, 0]
    assert lost.of("unvested") == [100, 75, 50, 25, 0]
    waits = vest(sheet, 4, condition=(T, N, F, T, T), delayed=True)
    late = Settlement(sheet, (100, 0, 0, 0, 0), waits)
    # Vested already, or with the two that waited.
    assert late.of("vested") == [0, UNKNOWN, 0, UNKNOWN, 25]
    assert late.of("unvested") == [100, UNKNOWN, UNKNOWN, 25, 0]
    unknown = Settlement(sheet, (None, 100, 0, 0, 0), vest(sheet, 2))
    assert unknown.of("vested") == [0, UNKNOWN, UNKNOWN, 50, 0]
    assert unknown.of("unvested") == [UNKNOWN, UNKNOWN, 50, 0, 0]


def test_after_the_term_only_vesting_goes_on() -> None:
    sheet = Sheet(2, run_off=2)
    lines = (hold(sheet), vest(sheet, 2), claw(sheet, (F, F, T, T)))
    found = Settlement(sheet, (100, 100, 100, 100), *lines)
    assert found.of("held") == [10, 10, 0, 0]
    assert found.of("clawed back") == [0, 0, 0, 0]
    assert found.of("gross") == [0, 65, 90, 45]


# ---- deferral


def test_deferred_until_it_ends() -> None:
    sheet = Sheet(5)
    found = Settlement(sheet, (100, 100, 100, -5, 0), hold(sheet), deferring=(T, T, F, T, T))
    assert found.of("deferred") == [90, 90, 0, 0, 0]
    assert found.of("putting off") == [90, 180, 0, 0, 0]
    assert found.of("deferred paid") == [0, 0, 180, 0, 0]
    assert found.of("gross") == [0, 0, 280, 5, 10]


def test_the_last_period_pays_what_is_deferred() -> None:
    sheet = Sheet(2)
    found = Settlement(sheet, (100, 100), deferring=(T, T))
    assert found.of("gross") == [0, 200]


def test_unknown_deferral() -> None:
    sheet = Sheet(4)
    found = Settlement(sheet, (100, 100, 0, 100), deferring=(T, N, N, T))
    assert found.of("deferred paid") == [0, UNKNOWN, UNKNOWN, UNKNOWN]
    assert found.of("deferred") == [100, UNKNOWN, 0, 0]
    assert found.of("putting off") == [100, UNKNOWN, UNKNOWN, 0]
    cohort = Settlement(sheet, (None, 100, 0, 0), deferring=(T, F, T, T))
    assert cohort.of("deferred") == [UNKNOWN, 0, 0, 0]
    assert cohort.of("deferred paid") == [0, UNKNOWN, 0, 0]


# ---- claw back


def test_claws_back_a_share_of_what_was_paid() -> None:
    sheet = Sheet(4)
    found = Settlement(sheet, ("6552.00", "5703.76", 0, 0), claw(sheet, (F, F, T, F)))
    assert found.of("clawed back") == fractions(0, 0, "6127.88", 0)
    assert found.of("to set off") == found.of("clawed back 0")
    assert found.of("to invoice") == [0] * 4
    # Clawbacks are taken by set-off or invoice, not from what is payable.
    assert found.of("gross") == fractions("6552.00", "5703.76", 0, 0)


def test_of_what_remains_after_earlier_clawbacks() -> None:
    sheet = Sheet(4)
    found = Settlement(sheet, (100, 0, 0, 0), claw(sheet, (F, T, T, T)))
    assert found.of("clawed back") == [0, 50, 25, 0]


def test_never_more_than_was_paid() -> None:
    sheet = Sheet(4)
    lines = (hold(sheet, "0.8", 3), claw(sheet, (F, T, F, F)))
    assert Settlement(sheet, (100, 0, 0, 0), *lines).of("clawed back")[1] == 20
    unvested = (vest(sheet, 3), claw(sheet, (F, T, F, F)))
    assert Settlement(sheet, (99, 0, 0, 0), *unvested).of("clawed back")[1] == 33
    deferred = Settlement(sheet, (100, 0, 0, 0), claw(sheet, (F, T, F, F)), deferring=(T, T, F, F))
    assert deferred.of("clawed back") == [0] * 4
    negative = Settlement(sheet, (-100, 0, 0, 0), claw(sheet, (F, T, F, F)))
    assert negative.of("clawed back") == [0] * 4


def test_claws_back_an_amount_from_the_newest() -> None:
    sheet = Sheet(5)
    lines = (
        claw_amount(sheet, (F, F, T, T, T), 0, 0, "120.005", 500, -5),
        claw(sheet, (F, F, F, F, F)),
    )
    found = Settlement(sheet, (100, 100, 0, 50, 0), *lines)
    # 120.01 of the 200 that were paid, then the 79.99 that are left of earlier periods.
    assert found.of("clawed back 0") == fractions(0, 0, "120.01", "79.99", 0)
    assert found.of("to invoice") == found.of("clawed back")


def test_the_newest_are_taken_first() -> None:
    sheet = Sheet(5)
    lines = (
        claw_amount(sheet, (F, F, F, T, F), 0, 0, 0, 120, 0),
        claw(sheet, (F, F, F, T, F), share=1, periods=3),
    )
    found = Settlement(sheet, (100, -30, 100, 0, 0), *lines)
    # 170 was paid in all; 100 from the third period and 20 from the first, whose 80 are left.
    assert found.of("clawed back 0") == [0, 0, 0, 120, 0]
    assert found.of("clawed back 1") == [0, 0, 0, 80, 0]


def test_unknown_clawbacks() -> None:
    sheet = Sheet(5)

    def clawed(entitled: tuple[Any, ...], *lines: ir.Claw) -> list[Any]:
        return Settlement(sheet, entitled, *lines).of("clawed back")

    some = (100, 100, 0, 0, 0)
    assert clawed(some, claw(sheet, (N, N, T, F, F), periods=1)) == [0, UNKNOWN, 50, 0, 0]
    assert clawed(some, claw(sheet, (F, F, N, T, F))) == [0, 0, UNKNOWN, UNKNOWN, 0]
    assert clawed((0, 0, 0, 0, 0), claw(sheet, (N, N, N, N, N))) == [0] * 5
    assert clawed((None, 100, 0, 0, 0), claw(sheet, (F, T, T, T, F), periods=1)) == [
        *(0, UNKNOWN, 50, 0, 0),
    ]
    share = ir.Claw(3, sheet.series(F, T, F, F, F), sheet.series(0, None), 2, None, True)
    assert clawed(some, share) == [0, UNKNOWN, 0, 0, 0]
    assert clawed((-5, 0, 0, 0, 0), share) == [0] * 5
    amount = claw_amount(sheet, (F, F, T, T, F), 0, 0, None, 10)
    assert clawed(some, amount) == [0, 0, UNKNOWN, UNKNOWN, 0]
    earlier = claw_amount(sheet, (F, F, T, F, F), 0, 0, 10)
    assert clawed((None, 100, 0, 0, 0), earlier) == [0, 0, UNKNOWN, 0, 0]


# ---- set-off


def set_off(sheet: Sheet, payable: tuple[Any, ...], **claws: tuple[Any, ...]) -> ir.ValueId:
    ids = tuple(sheet.series(*amounts) for amounts in claws.values())
    return sheet.add(ir.SetOff(tuple(claws), ids, sheet.series(*payable)))


def test_set_off_when_there_is_something_to_take_it_from() -> None:
    sheet = Sheet(4)
    id = set_off(sheet, (0, 0, "52609.31", 100), bonus=(0, "6127.88", 0, 0))
    assert sheet.of(id, "set off") == fractions(0, 0, "6127.88", 0)
    assert sheet.of(id, "carried") == fractions(0, "6127.88", 0, 0)
    assert sheet.of(id, "owed") == [0] * 4


def test_the_oldest_first_and_in_declared_order() -> None:
    sheet = Sheet(4)
    id = set_off(sheet, (-50, 30, 30, 30), a=(20, 0, 0, 0), b=(20, 40, 0, 0))
    assert sheet.of(id, "recovered a") == [0, 20, 0, 0]
    assert sheet.of(id, "recovered b") == [0, 10, 30, 20]
    assert sheet.of(id, "carried") == [40, 50, 20, 0]


def test_what_is_left_at_the_end_of_the_term_is_owed() -> None:
    sheet = Sheet(2, run_off=1)
    id = set_off(sheet, (10, 10, 500), a=(50, 0, 0))
    assert sheet.of(id, "owed") == [0, 30, 0]
    assert sheet.of(id, "carried") == [40, 0, 0]
    assert sheet.of(id, "set off") == [10, 10, 0]


def test_an_unknown_claw_is_unknown_until_the_term_ends() -> None:
    sheet = Sheet(4, run_off=1)
    id = set_off(sheet, (50, 50, 50, 50, 50), a=(10, None, 0, 0, 0), b=(0, 0, 0, 0, 0))
    assert sheet.of(id, "set off") == [10, UNKNOWN, UNKNOWN, UNKNOWN, 0]
    assert sheet.of(id, "recovered b") == [0, UNKNOWN, UNKNOWN, UNKNOWN, 0]
    assert sheet.of(id, "carried") == [0, UNKNOWN, UNKNOWN, 0, 0]
    assert sheet.of(id, "owed") == [0, 0, 0, UNKNOWN, 0]


@pytest.mark.parametrize(("claws", "taken"), [((0, 0, 0), [0, 0, 0]), ((0, 0, 5), [0, 0, UNKNOWN])])
def test_unknown_payables_matter_only_for_a_queue(claws: Any, taken: list[Any]) -> None:
    sheet = Sheet(3)
    id = set_off(sheet, (None, None, None), a=claws)
    assert sheet.of(id, "set off") == taken
