"""Balances: lots, limits and expiry; and limits over payments."""

from fractions import Fraction
from typing import Any

import pytest

from milestonelang import ir, records
from milestonelang.types import MonthEnds, Unit
from tests.exact.sheet import NO_VALUE, UNKNOWN, Sheet, day, fractions

T, F, N = True, False, None
ADDS, TAKES, BECOMES = ir.MoveKind.ADDS, ir.MoveKind.TAKES, ir.MoveKind.BECOMES


class Balance:
    """A balance on a sheet."""

    def __init__(self, sheet: Sheet, opens_at: Any = "none", **changes: Any) -> None:
        opens = None if opens_at == "none" else sheet.series(opens_at)
        self.sheet = sheet
        self.start = sheet.add(ir.BalanceStart(NO_VALUE, opens))
        op = ir.Movements(self.start, (), (), (), None, False, None, None)
        self.id = sheet.add(records.evolve(op, **changes))
        # The movements come after what they use, so the start reads them as a feed.
        sheet.feed(self.start, movements=self.id)

    def of(self, part: str) -> list[Any]:
        return self.sheet.of(self.id, part)


def move(
    sheet: Sheet,
    kind: ir.MoveKind,
    *values: Any,
    when: tuple[Any, ...] | None = None,
    at_most: Any = "none",
) -> ir.Move:
    condition = None if when is None else sheet.series(*when)
    most = None if at_most == "none" else sheet.series(*[at_most] * len(sheet.periods))
    return ir.Move(kind, sheet.series(*values), condition, most)


def test_it_opens_and_carries_on() -> None:
    sheet = Sheet(3)
    takes, puts = (sheet.series(30, 0, 100),), (sheet.series(0, 20, 5),)
    found = Balance(sheet, 100, takes=takes, puts=puts)
    assert sheet.of(found.start) == [100, 70, 90]
    # A take never exceeds what is there.
    assert found.of("end") == [70, 90, 5]
    empty = Balance(sheet, puts=puts)
    assert sheet.of(empty.start) == [0, 0, 20]


def test_below_zero_if_it_may() -> None:
    sheet = Sheet(4)
    takes, puts = (sheet.series(30, 0, 0, 0),), (sheet.series(0, 12, 20, 5),)
    found = Balance(sheet, 10, takes=takes, puts=puts, may_fall_below=True)
    assert found.of("end") == [-20, -8, 12, 17]
    opened = Balance(sheet, -10, takes=(), puts=puts, may_fall_below=True)
    assert opened.of("end") == [-10, 2, 22, 27]


def test_its_own_lines_in_their_order() -> None:
    sheet = Sheet(3)
    moves = (
        move(sheet, ADDS, 10, 20, 30, when=(T, F, T)),
        move(sheet, TAKES, 4, 50, 8),
        move(sheet, ADDS, 100, 0, 0, at_most=3),
    )
    found = Balance(sheet, moves=moves)
    assert found.of("moved 0") == [10, 0, 30]
    assert found.of("moved 1") == [4, 9, 8]
    assert found.of("moved 2") == [3, 0, 0]
    assert found.of("end") == [9, 0, 22]


def test_becomes() -> None:
    sheet = Sheet(4)
    found = Balance(sheet, 10, moves=(move(sheet, BECOMES, 25, 5, 5, -3),))
    assert found.of("end") == [25, 5, 5, 0]
    assert found.of("moved 0") == [15, -20, 0, -5]
    below = Balance(sheet, 10, moves=(move(sheet, BECOMES, -5, 5, -1, 0),), may_fall_below=True)
    assert below.of("end") == [-5, 5, -1, 0]
    bounded = Balance(sheet, 10, moves=(move(sheet, BECOMES, 25, 5, 40, 0, at_most=20),))
    assert bounded.of("end") == [20, 5, 20, 0]


def test_becomes_leaves_one_lot_of_this_period() -> None:
    sheet = Sheet(4)
    moves = (move(sheet, BECOMES, 0, 10, 0, 0, when=(F, T, F, F)),)
    found = Balance(sheet, 10, moves=moves, expires_after=(3, Unit.QUARTER))
    # The opening amount would have gone at the end of the third period.
    assert found.of("end") == [10, 10, 10, 10]


def test_negative_movements_go_the_other_way() -> None:
    sheet = Sheet(1)
    moves = (move(sheet, ADDS, -4), move(sheet, TAKES, -7))
    found = Balance(sheet, 10, moves=moves)
    assert (found.of("moved 0"), found.of("moved 1"), found.of("end")) == ([-4], [-7], [13])


def test_its_limit_cuts_off_the_newest() -> None:
    sheet = Sheet(6)
    found = Balance(
        sheet,
        50,
        puts=(sheet.series(30, 40, 0, 0, 0, 0),),
        at_most=sheet.series(*[60] * 6),
        expires_after=(1, Unit.YEAR),
    )
    assert found.of("cut off") == [20, 40, 0, 0, 0, 0]
    # The opening amount is the older lot; 10 of the first period are left.
    assert found.of("expired") == [0, 0, 0, 50, 10, 0]


def test_a_limit_below_zero_empties_it() -> None:
    sheet = Sheet(1)
    assert Balance(sheet, 50, at_most=sheet.series(-10)).of("end") == [0]


def test_lots_expire_the_oldest_first() -> None:
    sheet = Sheet(6)
    found = Balance(
        sheet,
        puts=(sheet.series(10, 20, 0, 0, 0, 0),),
        takes=(sheet.series(0, 4, 0, 0, 0, 0),),
        expires_after=(1, Unit.YEAR),
    )
    assert found.of("expired") == [0, 0, 0, 0, 6, 20]
    assert found.of("end") == [10, 26, 26, 26, 20, 0]


def test_after_a_day_everything_goes() -> None:
    sheet = Sheet(3)
    puts = (sheet.series(10, 20, 5),)
    found = Balance(sheet, puts=puts, expires_on=day("2026-06-30"))
    assert found.of("expired") == [0, 30, 5]
    owed = Balance(sheet, -5, expires_on=day("2026-01-01"), may_fall_below=True)
    assert owed.of("end") == [-5, -5, -5]


def test_what_is_unknown_stays_unknown() -> None:
    sheet = Sheet(4)
    found = Balance(
        sheet, 10, takes=(sheet.series(0, None, 0, 0),), at_most=sheet.series(*[60] * 4)
    )
    assert found.of("end") == [10, UNKNOWN, UNKNOWN, UNKNOWN]
    assert found.of("expired") == [0, UNKNOWN, UNKNOWN, UNKNOWN]
    assert found.of("cut off") == [0, UNKNOWN, UNKNOWN, UNKNOWN]
    assert sheet.of(found.start) == [10, 10, UNKNOWN, UNKNOWN]
    assert Balance(sheet, None).of("end") == [UNKNOWN] * 4
    assert Balance(sheet, 1, moves=(move(sheet, ADDS, 1, at_most=None),)).of("end") == [UNKNOWN] * 4


def test_until_it_becomes_something_known() -> None:
    sheet = Sheet(4)
    takes, known = (sheet.series(None, 0, 0, 0),), (T, T, F, F)

    def ends(*values: Any, **changes: Any) -> list[Any]:
        moves = (move(sheet, BECOMES, *values, when=known),)
        return Balance(sheet, 10, takes=takes, moves=moves, **changes).of("end")

    assert ends(None, 7) == [UNKNOWN, 7, 7, 7]
    assert ends(None, 0) == [UNKNOWN, 0, 0, 0]
    assert ends(None, -2) == [UNKNOWN, 0, 0, 0]
    assert ends(None, -2, may_fall_below=True) == [UNKNOWN, -2, -2, -2]
    assert ends(None, 7, expires_after=(2, Unit.QUARTER)) == [UNKNOWN, 7, 7, 0]


def test_an_unknown_condition_matters_only_where_something_moves() -> None:
    sheet = Sheet(2)
    none = Balance(sheet, 10, moves=(move(sheet, TAKES, 0, 0, when=(N, F)),))
    assert (none.of("end"), none.of("moved 0")) == ([10, 10], [0, 0])
    some = Balance(sheet, 10, moves=(move(sheet, TAKES, 1, 1, when=(N, F)),))
    assert (some.of("end"), some.of("moved 0")) == ([UNKNOWN, UNKNOWN], [UNKNOWN, 0])


def test_a_lot_goes_with_the_period_that_ends_so_much_later() -> None:
    for ends in MonthEnds:
        sheet = Sheet(3, settled=Unit.MONTH, month_ends=ends)
        found = Balance(sheet, puts=(sheet.series(5, 0, 0),), expires_after=(1, Unit.MONTH))
        assert found.of("expired") == [0, 5, 0]


# ---- limits


def limited(
    amounts: tuple[Any, ...],
    limit: Any,
    before: Any = 0,
    last: bool = True,
    at_least: bool = False,
    pro_rata: bool = True,
) -> list[Any]:
    sheet = Sheet()
    op = ir.Limited(
        tuple(sheet.series(amount) for amount in amounts),
        sheet.series(limit),
        sheet.series(before),
        sheet.series(last),
        at_least,
        pro_rata,
        Fraction(1, 100),
    )
    id = sheet.add(op)
    return [sheet.of(id, str(index))[0] for index in range(len(amounts))]


def test_within_the_limit_nothing_changes() -> None:
    assert limited((60, 40), 100) == [60, 40]
    assert limited((60, 40), 99, before=-1) == [60, 40]


def test_pro_rata_the_rest_to_the_first_named() -> None:
    assert limited((100, 100, 100), 100) == fractions("33.34", "33.33", "33.33")
    assert limited((60, 30), 60, before=30) == [20, 10]
    assert limited((60, 30), 60, before=90) == [0, 0]


def test_in_the_order_named() -> None:
    assert limited((60, 60, 60), 100, pro_rata=False) == [60, 40, 0]


def test_negative_amounts_give_room() -> None:
    assert limited((100, -50, 100), 60) == [55, -50, 55]
    assert limited((100, -50, 100), 60, pro_rata=False) == [100, -50, 10]
    assert limited((100, -50), -60) == [0, -50]


def test_a_cap_raises_nobody() -> None:
    # Nothing for a payment that is zero, and no more than the amount for a small one.
    assert limited((0, 100, 100, 100), 100) == fractions(0, "33.34", "33.33", "33.33")
    small = limited(("0.01", "0.99", "0.99", "0.99"), "2.97")
    assert small == fractions("0.01", "0.99", "0.99", "0.98")


def test_a_limit_between_two_cents_is_cut_down() -> None:
    assert sum(limited((60, 60), "99.999")) == Fraction("99.99")


def test_a_minimum_is_made_up_in_the_last_period_of_the_window() -> None:
    assert limited((30, 10), 100, at_least=True, last=False) == [30, 10]
    assert limited((30, 10), 100, before=20, at_least=True) == [60, 20]
    assert limited((30, 10), 40, at_least=True) == [30, 10]
    assert limited((0, 0), 100, at_least=True) == [100, 0]
    assert limited((30, -10), 100, at_least=True) == [110, -10]
    assert limited((0, 10, 20, 20), 100, at_least=True) == [0, 20, 40, 40]
    assert limited((0, 1, 1, 1), 10, at_least=True) == fractions(0, "3.34", "3.33", "3.33")
    assert limited((-5, 0), 10, at_least=True) == [10, 0]
    assert limited((30, 10), 100, at_least=True, pro_rata=False) == [90, 10]
    assert sum(limited((30, 10), "99.999", at_least=True)) == 100


def test_after_the_term_nothing_is_limited() -> None:
    sheet = Sheet(1, run_off=1)
    amount, limit, yes = sheet.series(10, 10), sheet.series(50, 50), sheet.series(True, True)
    zero = sheet.constant(0)
    op = ir.Limited((amount,), limit, zero, yes, True, True, Fraction(1, 100))
    assert sheet.of(sheet.add(op), "0") == [50, 10]


@pytest.mark.parametrize("pro_rata", [True, False])
def test_one_unknown_makes_the_shares_unknown(pro_rata: bool) -> None:
    assert limited((60, None), 100, pro_rata=pro_rata) == [UNKNOWN, UNKNOWN]
    assert limited((60, 40), None, pro_rata=pro_rata) == [UNKNOWN, UNKNOWN]
    assert limited((60, None), 10, last=False, at_least=True) == [60, UNKNOWN]
