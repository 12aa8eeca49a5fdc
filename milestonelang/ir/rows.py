"""Blocks that are carried out for each row: small programs inside the program of a contract.

A `RowProgram` is run for one row in one period. Its values see the cells of the row, the values of
the program around it that are handed in, and nothing else, so that any back end can run it for many
rows at once. What a row keeps from period to period lives in `SettleRows` alone.
"""

from fractions import Fraction
from typing import TYPE_CHECKING

from milestonelang import records
from milestonelang.ir.base import ARGUMENT, FEED, ValueId
from milestonelang.ir.state import AtExit, Claw, Hold, Vest
from milestonelang.types import RoundingMode, Unit

if TYPE_CHECKING:
    from milestonelang.ir.program import Step, Value


@records.frozen
class RowCell:
    """The row's cell at that position of the block's cells; unknown where it is empty.

    A day that *comes* later, in a column that may be empty, is unknown before the period that
    holds it.
    """

    position: int
    name: str
    comes: bool


@records.frozen
class Around:
    """A value of the program around the block, by its position among those handed in."""

    position: int


@records.frozen
class RowsBefore:
    """The operand added up over the rows before this one in the same window, in their order."""

    operand: ValueId = records.field(role=FEED)
    window: Unit


@records.frozen
class RowProgram:
    """What is computed of one row of a source in one period. `values[i].id == i`."""

    source: str
    kept_by: str | None
    values: "tuple[Value, ...]"


@records.frozen
class EachRow:
    """What a block gives for the rows dated in the period, added up.

    Where a *gate* does not hold, rows wait for the next period in which it does. A row counts if
    *where* holds. *around* is handed to the program. Parts: `amount`, and `put N` for each of
    *puts*, what a line puts into a balance.
    """

    block: int
    program: RowProgram
    where: ValueId | None
    amount: ValueId
    puts: tuple[ValueId, ...]
    steps: "tuple[Step, ...]"
    gate: ValueId | None = records.field(role=ARGUMENT)
    around: tuple[ValueId, ...] = records.field(role=ARGUMENT)


@records.frozen
class SettleRows:
    """What becomes of the part that each row has in the payment's entitlement.

    The entitlement of a period is shared among its rows in proportion to what the block gave for
    each: a row's part is what it adds to the running sum of the parts, cut down to *unit*. Where
    the sum is not above zero no row has a part. Then *lines* act on each row by itself, in its own
    period and in those after it; their values are those of *program*. Clawbacks of a row count in
    all: however often a condition holds, a line takes no more than its amount. Parts as of
    `Settle`, added up over the rows. Invariant, of each row and in running totals: part = gross +
    holding + unvested + forfeited.
    """

    rows: ValueId = records.field(role=ARGUMENT)
    entitled: ValueId = records.field(role=ARGUMENT)
    program: RowProgram
    lines: tuple[Hold | Vest | Claw, ...]
    around: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    unit: Fraction
    mode: RoundingMode
    at_exit: AtExit | None = None
