"""A kernel: a program as straight-line code over columns of 64-bit integers.

A kernel runs period by period over a block of partners. Each period is a list of regions; a region
is a list of instructions without a branch, carried out for every partner of the block, once or for
each earlier period of a range. Every value has an interval that was proved to hold it. Promised:
no instruction can leave 64 bits as long as the inputs are within their ranges, and nothing is a
binary floating point number.
"""

from milestonelang import records

LIMIT = 1 << 62
"""No value of a kernel is larger, so that one more sum cannot overflow unseen."""


class NotForKernelError(Exception):
    """The program has something that no kernel is made for; its text says what."""


@records.frozen
class V:
    """A value of a kernel: *name* is None where it is the number *low* itself."""

    name: str | None
    low: int
    high: int
    is_truth: bool = False

    @property
    def literal(self) -> int | None:
        """The number, where it is one."""
        return self.low if self.name is None else None


@records.frozen
class Instruction:
    """`target = op(args)`; *extra* is a number that belongs to the operation.

    *region* is its region's index. Operations: `add sub mul neg abs min max and or not bor band shl
    eq ne lt le select quotient floor`, and for memory `input given table cell set_cell old put
    output`.
    """

    target: str
    op: str
    args: tuple[V, ...]
    extra: int
    is_truth: bool


@records.frozen
class Region:
    """Instructions for every partner; *over* are the tables of the first and last earlier period.

    A region without a range runs once a period.
    """

    instructions: tuple[Instruction, ...]
    over: tuple[int, int] | None = None


@records.frozen(eq=False)
class Kernel:
    """A whole kernel. *tables* have one number a period; *cells* start with these numbers.

    *histories*: how many columns keep a number for each period. *outputs*: how many there are.
    """

    periods: int
    regions: tuple[Region, ...]
    tables: tuple[tuple[int, ...], ...]
    cells: tuple[int, ...]
    histories: int
    inputs: int
    givens: int
    outputs: int
