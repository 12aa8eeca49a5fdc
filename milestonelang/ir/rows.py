"""What only the values of a block can be: of one row, or of the rows before it."""

from milestonelang import records
from milestonelang.ir.base import FEED, ValueId
from milestonelang.types import Unit


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
