"""Regions of a kernel: what moves to where its operands are, and what must stay."""

from milestonelang.backends.batch.emit import Emitter, number
from milestonelang.backends.batch.form import Instruction, Region, V
from milestonelang.backends.batch.tidy import tidied

A, B, C = (V(name, 0, 9) for name in "abc")


def op(target: str, name: str, *args: V, extra: int = 0) -> Instruction:
    return Instruction(target, name, args, extra, False)


def test_what_is_kept_is_kept_where_it_is_computed() -> None:
    first = Region((op("a", "input"),))
    loop = Region((op("b", "old", V("at", 0, 3)), op("", "output", B, extra=1)), (0, 1))
    last = Region((op("", "set_cell", A, extra=2), op("c", "cell", extra=2), op("", "output", C)))
    assert tidied([first, loop, last]) == (
        Region((op("a", "input"), op("", "set_cell", A, extra=2))),
        loop,
        Region((op("c", "cell", extra=2), op("", "output", C))),
    )


def test_what_a_loop_reads_is_not_changed_before_it() -> None:
    first = Region((op("a", "input"),))
    loop = Region((op("b", "cell", extra=2), op("", "output", B, extra=1)), (0, 1))
    last = Region((op("", "set_cell", A, extra=2),))
    assert tidied([first, loop, last]) == (first, loop, last)


def test_a_region_that_becomes_empty_goes_and_what_nobody_reads_too() -> None:
    first = Region((op("a", "input"), op("b", "neg", A)))
    last = Region((op("c", "add", A, number(1)), op("", "output", C)))
    assert tidied([first, last]) == (
        Region((op("a", "input"), op("c", "add", A, number(1)), op("", "output", C))),
    )


def test_a_table_of_truths_is_none_of_numbers() -> None:
    emitter = Emitter(2)
    emitter.begin_period(None)
    numbers, truths = emitter.table([0, 1]), emitter.table([0, 1], True)
    assert (numbers.is_truth, truths.is_truth) == (False, True)
    assert numbers.name != truths.name
