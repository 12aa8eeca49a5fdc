"""What a program promises, and what is said when it does not keep it."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from milestonelang import ir, records
from milestonelang.passes.validate import InvalidProgram, part_names, validate
from milestonelang.types import Aggregate, Edge, RoundingMode, Unit, WindowKind
from tests.exact.sheet import Sheet

ONE = ir.ValueId(0)
TWO = ir.ValueId(1)


def sheet_with(op: ir.Op) -> ir.Program:
    """Return a program of two constants and one operation."""
    sheet = Sheet(2)
    sheet.constants(1, 2)
    sheet.add(op)
    return sheet.program()


def problem(program: ir.Program) -> str:
    """Return what is wrong with a program."""
    with pytest.raises(InvalidProgram) as caught:
        validate(program)
    return str(caught.value)


def settle() -> ir.Settle:
    hold = ir.Hold(0, ONE, 1, (), None, False)
    vest = ir.Vest(0, 2, None, None, None, False)
    claw = ir.Claw(0, TWO, ONE, 1, None, True)
    return ir.Settle(ONE, (hold, vest, claw), None, Fraction(1), RoundingMode.UP)


def movements(**changes: Any) -> ir.Movements:
    move = ir.Move(ir.MoveKind.ADDS, ONE, None, None)
    op = ir.Movements(ONE, (), (), (move,), None, False, None, None)
    return records.evolve(op, **changes)


def achievement(**changes: Any) -> ir.Achievement:
    op = ir.Achievement(ONE, (), None, None, None, (), (), ())
    return records.evolve(op, **changes)


def bands(**changes: Any) -> ir.Bands:
    kind, below = ir.BandKind.MARGINAL, ir.BelowZero.AS_IT_IS
    op = ir.Bands(kind, ONE, (ONE, TWO), (ONE,), (True,), (), below)
    return records.evolve(op, **changes)


def test_a_valid_program_comes_back_as_it_is() -> None:
    program = sheet_with(ir.Add((ONE, TWO)))
    assert validate(program) is program


@pytest.mark.parametrize(
    ("op", "said"),
    [
        (ir.Add((ONE, ir.ValueId(2))), "value 2: its argument 2 does not come before it"),
        (ir.Negate(ir.ValueId(-1)), "its argument -1 does not come before it"),
        (ir.Earlier(ir.ValueId(9), 1, None), "its feed 9 does not exist"),
        (ir.Earlier(ONE, 0, None), "0 is less than one"),
        (ir.Consecutive(ONE, 0), "0 is less than one"),
        (ir.InLast(ONE, 0, 2), "0 is less than one"),
        (ir.WindowOf(Aggregate.SUM, ONE, WindowKind.LAST, 0, False), "0 is less than one"),
        (ir.TotalBefore(ONE, Unit.WEEK), "no total is by week"),
        (ir.Part(ONE, "gross"), "value 0 has no part `gross`"),
        (ir.Part(ir.ValueId(7), "gross"), "its argument 7 does not come before it"),
        (ir.BalanceStart(ONE, None), "value 0 is not the movements of a balance"),
        (ir.BalanceStart(ir.ValueId(9), None), "its feed 9 does not exist"),
        (bands(includes=()), "cuts and sides are 1 and 0"),
        (bands(rates=()), "0 rates for 1 cuts"),
        (bands(rates=(), cuts=(), includes=()), "0 rates for 0 cuts"),
        (bands(rates=(ONE, ONE, ONE)), "3 rates for 1 cuts"),
        (bands(entering=(ONE,)), "rates and entering amounts are 2 and 1"),
        (
            ir.Interpolate(ONE, (ONE,), (), False, ir.BelowZero.NOTHING),
            "points and results are 1 and 0",
        ),
        (ir.Interpolate(ONE, (), (), False, ir.BelowZero.NOTHING), "a line without points"),
        (ir.ByName(ONE, ("a",), (), None), "names and results are 1 and 0"),
        (ir.SetOff(("a",), (), ONE), "payments and clawbacks are 1 and 0"),
        (achievement(extensions=(ONE,)), "extensions and lengths are 1 and 0"),
        (achievement(needs=(ir.Need("e", (1, Unit.PERIOD)),)), "period is no length of time"),
        (ir.Duty((ir.Call(ONE, 1, Unit.TERM),), None), "term is no length of time"),
        (movements(expires_after=(1, Unit.PERIOD)), "period is no length of time"),
        (ir.ShiftDay(ONE, 1, Unit.PERIOD), "period is no length of time"),
        (ir.FullBetween(Unit.TERM, ONE, TWO), "term is no length of time"),
    ],
)
def test_what_is_wrong_with_an_operation(op: ir.Op, said: str) -> None:
    assert said in problem(sheet_with(op))


@pytest.mark.parametrize(
    "op",
    [
        settle(),
        movements(expires_after=(1, Unit.YEAR)),
        achievement(needs=(ir.Need("e", (1, Unit.DAY)), ir.Need("f", None))),
        bands(entering=(ONE, TWO)),
        bands(rates=(ONE,)),
        ir.ByName(ONE, ("a",), (ONE,), None),
        ir.Duty((ir.Call(ONE, 1, Unit.BUSINESS_DAY),), None),
        ir.WindowOf(Aggregate.SUM, ONE, WindowKind.TO_DATE, None, False),
        ir.EdgeDay(Edge.LAST, Unit.TERM),
    ],
)
def test_what_is_right(op: ir.Op) -> None:
    program = sheet_with(op)
    assert validate(program) is program


def test_parts_are_read_by_parts_only() -> None:
    sheet = Sheet()
    sheet.constants(1, 2)
    of = sheet.add(settle())
    sheet.add(ir.Negate(of))
    sheet.add(ir.TotalBefore(of, Unit.TERM))
    said = problem(sheet.program())
    assert "value 3: its argument 2 gives parts" in said
    assert "value 4: its feed 2 gives parts" in said


@pytest.mark.parametrize(
    ("op", "some"),
    [
        (settle(), {"gross", "holding", "held 0", "vested 1", "to vest 1", "clawed back 2"}),
        (achievement(), {"state", "day", "now"}),
        (movements(), {"end", "expired", "moved 0"}),
        (movements(at_most=ONE), {"cut off"}),
        (ir.SetOff(("bonus",), (ONE,), ONE), {"set off", "carried", "owed", "recovered bonus"}),
        (ir.Limited((ONE, TWO), ONE, ONE, ONE, False, True, Fraction(1)), {"0", "1"}),
    ],
)
def test_names_of_parts(op: ir.Op, some: set[str]) -> None:
    names = part_names(op)
    assert names is not None and some <= names


def test_a_program_gives_the_parts_it_promises() -> None:
    sheet = Sheet()
    sheet.constants(1, True)
    ids = [
        sheet.add(op)
        for op in (
            settle(),
            movements(at_most=ONE),
            ir.SetOff(("bonus",), (ONE,), ONE),
            ir.Limited((ONE, ONE), ONE, ONE, TWO, False, True, Fraction(1)),
            achievement(condition=TWO),
        )
    ]
    (results,) = sheet.run().periods
    for id in ids:
        assert frozenset(results[id]) == part_names(sheet.values[id].op)


def changed(**changes: Any) -> Callable[[ir.Program], ir.Program]:
    return lambda program: records.evolve(program, **changes)


NOWHERE = ir.ValueId(9)
STEP = ir.Step(0, ONE, "amount", (NOWHERE,))
PAYMENT = ir.PaymentPlan("bonus", "a", "b", (STEP,), ONE, (), ONE, (("held", NOWHERE),), True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed(term_periods=3), "3 of 2 periods are of the term"),
        (changed(term_periods=0), "0 of 2 periods are of the term"),
        (changed(wind_down=1), "1 periods of the wind-down do not fit"),
        (changed(named={"revenue": NOWHERE}), "revenue: there is no value 9"),
        (changed(metric_steps={"net": (STEP,)}), "net: there is no value 9"),
        (changed(payments=(PAYMENT,)), "bonus: there is no value 9; bonus: there is no value 9"),
        (
            changed(milestones=(ir.MilestonePlan("launch", None, None, ONE, NOWHERE, None, True),)),
            "launch: there is no value 9",
        ),
        (
            changed(milestones=(ir.MilestonePlan("launch", "a", "b", ONE, ONE, NOWHERE, True),)),
            "launch: there is no value 9",
        ),
        (changed(directions=(ir.Direction("a", "b", NOWHERE, True),)), "b: there is no value 9"),
        (
            changed(reports=(ir.Report("net", "value", NOWHERE, True, True),)),
            "net: there is no value 9",
        ),
    ],
)
def test_what_is_wrong_with_a_plan(change: Callable[[ir.Program], ir.Program], said: str) -> None:
    program = sheet_with(ir.Add((ONE, TWO)))
    assert problem(change(program)) == said


def test_ids_and_indexes_are_positions() -> None:
    program = sheet_with(ir.Add((ONE, TWO)))
    values = (*program.values[:2], records.evolve(program.values[2], id=ir.ValueId(5)))
    assert "value 2: its id is 5" in problem(records.evolve(program, values=values))
    periods = (program.periods[1], program.periods[1])
    assert problem(records.evolve(program, periods=periods)) == "period 0: its index is 1"
