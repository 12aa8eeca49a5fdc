"""Which values of a program those that are asked for rest on: a kernel computes no others."""

from collections.abc import Iterable

from milestonelang import ir


def rested_on(program: ir.Program, wanted: Iterable[ir.ValueId]) -> frozenset[ir.ValueId]:
    """Return the values that those wanted rest on, in this period or an earlier one."""
    found: set[ir.ValueId] = set()
    waiting = list(wanted)
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            op = program.values[each].op
            waiting += [*ir.argument_ids(op), *ir.feed_ids(op)]
    return frozenset(found)
