"""Make a kernel of a program.

The program is followed once a period to find the intervals and scales of what is kept from one to
the next, until these stay as they are; then the kernel is emitted.
"""

from collections.abc import Callable, Mapping, Sequence

from milestonelang import ir
from milestonelang.backends.batch.asked import rested_on
from milestonelang.backends.batch.form import LIMIT, NotForKernelError
from milestonelang.backends.batch.operations import translate
from milestonelang.backends.batch.translate import Column, Plan, Static, Translator

_MOST_PASSES = 8


def make_plan(  # noqa: PLR0913, PLR0917  # a kernel is made of so much
    program: ir.Program,
    static: Static,
    columns: Mapping[str, Column],
    wanted: Sequence[ir.ValueId],
    is_short: Callable[[object], bool],
    names: Sequence[str] = (),
    length: int | None = None,
    limit: int | None = LIMIT,
    happened: Mapping[str, Sequence[int]] | None = None,
) -> Plan:
    """Return the kernel of *program* that gives the values *wanted* of the first *length* periods.

    What a period gives does not depend on later ones, so none of them has to be computed.
    *happened* are the days of each event, the same for all.
    """
    translator = Translator(program, static, columns, is_short, names, length, limit, translate)
    translator.asked = rested_on(program, wanted)
    translator.happened = happened or {}
    for _ in range(_MOST_PASSES):
        translator.changed = False
        translator.e.begin()
        for period in range(len(translator.periods)):
            translator.follow(period)
        if not translator.changed:
            plan = translator.emit(wanted)
            # What is the same in each period by itself may still differ between them.
            if not translator.changed:
                return plan
    raise NotForKernelError("an amount whose digits grow from period to period")
