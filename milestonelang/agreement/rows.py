"""What a block for each row reads of its rows.

In: a checked payment. Out: its block, and the cells that the block's lines read, in one order that
those who read rows and those who run them share.
"""

from collections.abc import Iterator

from milestonelang import records
from milestonelang.agreement.declarations import Agreement, Payment
from milestonelang.agreement.expressions import (
    AppearsIn,
    ColumnValue,
    Expr,
    RowAggregate,
    Typed,
    children,
)
from milestonelang.agreement.lines import ForEachRow, Line, SettlementLine
from milestonelang.agreement.versions import every_version

Cell = ColumnValue | AppearsIn


def block_of(payment: Payment) -> ForEachRow | None:
    """Return the block for each row that a payment begins with, or None."""
    return next((step for step in payment.steps if isinstance(step, ForEachRow)), None)


def blocks_of(agreement: Agreement) -> dict[str, ForEachRow]:
    """Return the blocks of a contract by their payments."""
    found: dict[str, ForEachRow | None] = {}
    for name, payment in every_version(agreement):
        if isinstance(payment, Payment):
            found[name] = block_of(payment) or found.get(name)
    return {name: block for name, block in found.items() if block is not None}


def settlement_of(payment: Payment) -> tuple[SettlementLine, ...]:
    """Return every settlement line of a payment: of its block, then its own."""
    block = block_of(payment)
    return payment.settlement if block is None else (*block.settlement, *payment.settlement)


def reads_row(node: Expr) -> bool:
    """Return whether an expression reads the row at hand; an aggregate over rows does not."""
    return next(_cells(node), None) is not None


def cells_of(block: ForEachRow) -> tuple[Cell, ...]:
    """Return the cells that the lines of a block read, each once, in the order of its lines."""
    found: dict[object, Cell] = {}
    for cell in _of(block):
        found.setdefault(cell_key(cell), cell)
    return tuple(found.values())


def cell_key(cell: Cell) -> object:
    """Return what two readings of one cell have in common."""
    return cell.column if isinstance(cell, ColumnValue) else int(cell.id)


def _of(item: object) -> Iterator[Cell]:
    if isinstance(item, tuple):
        for each in item:
            yield from _of(each)
    elif isinstance(item, Typed):
        yield from _cells(item)  # type: ignore[arg-type]  # every Typed is in Expr
    elif isinstance(item, Line):
        for field in records.fields(type(item)):
            yield from _of(getattr(item, field.name))


def _cells(node: Expr) -> Iterator[Cell]:
    if isinstance(node, ColumnValue | AppearsIn):
        yield node
    elif not isinstance(node, RowAggregate):
        for child in children(node):
            yield from _cells(child)
