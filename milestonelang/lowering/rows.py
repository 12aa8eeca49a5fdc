"""Lower blocks for each row: their lines become a small program of their own.

In: a block of a payment. Out: one operation that runs the program for each row of a period and adds
up, and one that settles what each row has a part in. What does not read the row is lowered around
the block, once for all rows, and handed in.
"""

from collections.abc import Callable
from fractions import Fraction

from milestonelang import ir
from milestonelang.agreement import declarations as decl, expressions as expr, lines
from milestonelang.agreement.rows import Cell, block_of, cell_key, cells_of, reads_row
from milestonelang.lowering.builder import Builder, Place
from milestonelang.lowering.context import Frame, Lowering
from milestonelang.lowering.expressions import lower_expression
from milestonelang.lowering.settlement import lower_line
from milestonelang.lowering.steps import lower_steps
from milestonelang.types import Date, Invalid, Type, Unit


class _RowBuilder(Builder):
    """Collects the values of a row's program: totals run over the rows before."""

    def before(
        self, window: Unit, type: Type, place: Place, feed: Callable[[], ir.ValueId]
    ) -> ir.ValueId:
        return self.fed(ir.RowsBefore(ir.ValueId(-1), window), type, place, feed)


class _Inside:
    """One program of a block while it is lowered."""

    def __init__(self, around: Lowering, block: lines.ForEachRow) -> None:
        self.around = around
        self.handed: dict[ir.ValueId, int] = {}
        self.cells = {cell_key(cell): at for at, cell in enumerate(cells_of(block))}
        source = around.agreement.get(block.source, decl.Source)
        self.source = source
        self.may_be_empty = {column.name for column in source.columns if column.may_be_empty}
        self.lowering = Lowering(
            around.agreement,
            around.periods,
            around.settings,
            around.given,
            around.run_off,
            around.ends,
            around.wind_down,
        )
        self.lowering.builder = _RowBuilder()
        self.lowering.expression = self.expression

    def expression(self, node: expr.Expr) -> ir.ValueId:
        """Return the value of an expression inside the program."""
        if isinstance(node, expr.ColumnValue | expr.AppearsIn):
            return self._cell(node)
        if isinstance(node, expr.Literal) or reads_row(node):
            return lower_expression(self.lowering, node)
        id = self.around.expression(node)
        position = self.handed.setdefault(id, len(self.handed))
        value = self.around.builder.values[id]
        return self.lowering.builder.add(ir.Around(position), value.type, self.lowering.place(node))

    def _cell(self, node: Cell) -> ir.ValueId:
        name, comes = node.column, False
        if isinstance(node, expr.ColumnValue):
            comes = node.column in self.may_be_empty and isinstance(node.type, Date)
        cell = ir.RowCell(self.cells[cell_key(node)], name, comes)
        return self.lowering.builder.add(cell, node.type, self.lowering.place(node))

    def program(self) -> ir.RowProgram:
        """Return the program, once everything is lowered."""
        self.lowering.builder.feed_all()
        values = tuple(self.lowering.builder.values)
        return ir.RowProgram(self.source.name, self.source.kept_by, values)


def lower_each_row(lowering: Lowering, block: lines.ForEachRow, frame: Frame) -> ir.Step:
    """Return the step that adds up what the block's lines give for each row."""
    inside = _Inside(lowering, block)
    where = None if block.where is None else inside.expression(block.where)
    own = Frame(frame.name, frame.type, frame.every, None, of_rows=True)
    amount, steps = lower_steps(inside.lowering, block.steps, own)
    program = inside.program()
    puts = [(name, id) for name, ids in inside.lowering.put.items() for id in ids]
    builder, place = lowering.builder, lowering.place(block)
    each = builder.add(
        ir.EachRow(
            block=int(block.id),
            program=program,
            where=where,
            amount=amount,
            puts=tuple(id for _, id in puts),
            steps=tuple(steps),
            gate=frame.gate,
            around=tuple(inside.handed),
        ),
        Invalid(),
        place,
    )
    lowering.rows[frame.name] = each
    for position, (name, _) in enumerate(puts):
        put = builder.add(ir.Part(each, f"put {position}"), frame.type, place)
        lowering.put.setdefault(name, []).append(put)
    value = builder.add(ir.Part(each, "amount"), frame.type, place)
    return ir.Step(block.id, value, "for each row")


def settle_rows(
    lowering: Lowering,
    declared: decl.Payment,
    entitled: ir.ValueId,
    leaves: ir.AtExit | None,
) -> ir.ValueId | None:
    """Return what becomes of the rows' parts in the entitlement; None where no line says so."""
    block = block_of(declared)
    if block is None or not block.settlement:
        return None
    inside = _Inside(lowering, block)
    settlement = tuple(lower_line(inside.lowering, line) for line in block.settlement)
    rounding = lowering.rounding(declared.type)
    unit, mode = rounding or (Fraction(1, 10**6), lowering.agreement.contract.rounding.mode)
    op = ir.SettleRows(
        rows=lowering.rows[declared.name],
        entitled=entitled,
        program=inside.program(),
        lines=settlement,
        around=tuple(inside.handed),
        unit=unit,
        mode=mode,
        at_exit=leaves,
    )
    return lowering.builder.add(op, Invalid(), lowering.place(block))


WORDS: dict[type[lines.SettlementLine], tuple[str, ...]] = {
    lines.HoldBack: ("held", "released", "forfeited"),
    lines.Vests: ("vested", "forfeited"),
    lines.ClawsBack: ("clawed back",),
}


def rows_plan(
    lowering: Lowering, declared: decl.Payment, settle: ir.ValueId | None
) -> ir.RowsPlan | None:
    """Return where the values of a payment's block stand."""
    block = block_of(declared)
    if block is None:
        return None
    parts = tuple(
        (int(line.id), word, f"{word} {position}")
        for position, line in enumerate(block.settlement)
        for word in WORDS[type(line)]
    )
    return ir.RowsPlan(int(block.id), lowering.rows[declared.name], settle, parts)
