"""Blocks for each row: the program of a block is run for every row dated in the period.

A row's program sees the row's cells and what is handed in from around the block. Rows come in their
order; totals over the rows before run along. An empty cell is unknown, and so is a day that lies
after the running period in a column that may be empty: it has not come yet.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.exact.frame import Calendar, Compiled, Frame, RunInputs, Stateful, Step
from milestonelang.backends.exact.values import ZERO, Amount, Unknown, because, join, plus
from milestonelang.primitives.periods import Period, window_key
from milestonelang.types import Unit

CompileValue = Callable[[ir.Value, Calendar], Compiled]
Totals = tuple[tuple[int | None, Amount], ...]


class RowFrame(Frame):
    """One row in one period while its program runs."""

    __slots__ = ("around", "row", "totals")

    def __init__(
        self,
        index: int,
        period: Period,
        inputs: RunInputs,
        around: Sequence[Any],
        row: ir.Row,
        totals: Sequence[tuple[int | None, Amount]] = (),
    ) -> None:
        super().__init__(index, period, inputs, ())
        self.around = around
        self.row = row
        self.totals = totals


@records.frozen(eq=False)
class Entered:
    """A row in the period in which it counts: the results of its program, and its amount."""

    row: ir.Row
    now: tuple[Any, ...]
    amount: Amount


class Entering(dict[str, Amount]):
    """The parts that a block gives in a period, with the rows that count in it.

    *unknown* says why rows are missing, where some are.
    """

    def __init__(
        self, parts: dict[str, Amount], rows: tuple[Entered, ...], unknown: Unknown | None
    ) -> None:
        super().__init__(parts)
        self.rows = rows
        self.unknown = unknown


class RowCode:
    """A row's program, each of whose values has become a function."""

    def __init__(
        self,
        program: ir.RowProgram,
        calendar: Calendar,
        compile_value: CompileValue,
    ) -> None:
        self.steps: list[Step] = []
        self.running: list[tuple[ir.ValueId, Unit]] = []
        self.values = program.values
        for value in program.values:
            match value.op:
                case ir.Known(operand) if isinstance(
                    cell := program.values[operand].op, ir.RowCell
                ):
                    self.steps.append(_is_filled(cell))
                case ir.RowCell():
                    self.steps.append(_cell(value.op, program))
                case ir.Around(position):
                    self.steps.append(_around(position))
                case ir.RowsBefore(operand, window):
                    self.steps.append(_rows_before(len(self.running), window))
                    self.running.append((operand, window))
                case _:
                    compiled = compile_value(value, calendar)
                    assert callable(compiled), "nothing in a row's program has a memory"
                    self.steps.append(compiled)

    def run(self, frame: RowFrame) -> list[Any]:
        """Return the results of the program for a row."""
        append = frame.now.append
        for step in self.steps:
            append(step(frame))
        return frame.now

    def leading_to(self, ids: Iterable[ir.ValueId]) -> "Some":
        """Return the part of the program that those values need."""
        wanted: set[ir.ValueId] = set()
        left = list(ids)
        while left:
            id = left.pop()
            op = self.values[id].op
            if id not in wanted:
                wanted.add(id)
                is_filled = isinstance(op, ir.Known) and isinstance(
                    self.values[op.operand].op, ir.RowCell
                )
                left += () if is_filled else ir.argument_ids(op)
        return Some(len(self.steps), [(id, self.steps[id]) for id in sorted(wanted)])

    def totals_after(self, frame: RowFrame) -> list[tuple[int | None, Amount]]:
        """Return the totals that run along, once a row is counted."""
        found: list[tuple[int | None, Amount]] = []
        for (operand, window), (key, total) in zip(self.running, frame.totals, strict=True):
            own = window_key(window, frame.period)
            found.append((own, plus(total if key == own else ZERO, frame.now[operand])))
        return found


class Some:
    """A part of a row's program: most rows rest, and what says so is all that is run for them."""

    def __init__(self, size: int, steps: list[tuple[ir.ValueId, Step]]) -> None:
        self.size = size
        self.steps = steps

    def run(self, frame: RowFrame) -> list[Any]:
        """Return the results, with None wherever none is needed."""
        frame.now = now = [None] * self.size
        for id, step in self.steps:
            now[id] = step(frame)
        return now

    def add(self, frame: RowFrame) -> None:
        """Find what other parts of the program have not found for the row; no result is None."""
        now = frame.now
        for id, step in self.steps:
            if now[id] is None:
                now[id] = step(frame)


def _is_filled(op: ir.RowCell) -> Step:
    position, comes = op.position, op.comes

    def step(frame: Frame) -> object:
        assert isinstance(frame, RowFrame)
        value = frame.row.cells[position]
        return value is not None and not (comes and int(value) > frame.period.end)

    return step


def _cell(op: ir.RowCell, program: ir.RowProgram) -> Step:
    position, comes = op.position, op.comes
    source, kept_by = program.source, program.kept_by

    def step(frame: Frame) -> object:
        assert isinstance(frame, RowFrame)
        value = frame.row.cells[position]
        if value is None or (comes and int(value) > frame.period.end):
            name = f"{op.name} in row {frame.row.number} of {source}"
            return because(ir.Missing(name, frame.period.label, kept_by, None))
        return value

    return step


def _around(position: int) -> Step:
    def step(frame: Frame) -> object:
        assert isinstance(frame, RowFrame)
        return frame.around[position]

    return step


def _rows_before(slot: int, window: Unit) -> Step:
    def step(frame: Frame) -> object:
        assert isinstance(frame, RowFrame)
        key, total = frame.totals[slot]
        return total if key == window_key(window, frame.period) else ZERO

    return step


# ---- the rows of a period


def each_row(
    op: ir.EachRow, calendar: Calendar, compile_value: CompileValue
) -> Stateful[tuple[int, Totals]]:
    """Compile a block: its state is the first period whose rows wait, and what runs along."""
    code = RowCode(op.program, calendar, compile_value)
    names = ("amount", *(f"put {position}" for position in range(len(op.puts))))
    wanted = (op.amount, *op.puts)

    def step(before: tuple[int, Totals], frame: Frame) -> tuple[Entering, tuple[int, Totals]]:
        waiting, totals = before
        if op.gate is not None and frame.now[op.gate] is not True:
            return Entering(dict.fromkeys(names, ZERO), (), None), before
        found = frame.inputs.data.rows.get(op.block, ())[waiting : frame.index + 1]
        missing = [rows for rows in found if isinstance(rows, ir.Missing)]
        around = [frame.now[id] for id in op.around]
        entered: list[Entered] = []
        sums: list[Amount] = [ZERO] * len(wanted)
        running: list[tuple[int | None, Amount]] = list(totals)
        for rows in found:
            for row in () if isinstance(rows, ir.Missing) else rows:
                inner = RowFrame(frame.index, frame.period, frame.inputs, around, row, running)
                now = code.run(inner)
                if op.where is not None and now[op.where] is not True:
                    continue
                running = code.totals_after(inner)
                entered.append(Entered(row, tuple(now), now[op.amount]))
                sums = [plus(each, now[id]) for each, id in zip(sums, wanted, strict=True)]
        unknown = None
        if missing or len(found) < frame.index + 1 - waiting:
            unknown = because(*missing) if missing else because(_no_rows(op, frame))
            sums = [join((each, unknown)) for each in sums]
            running = [(window_key(window, frame.period), unknown) for _, window in code.running]
        parts = dict(zip(names, sums, strict=True))
        return Entering(parts, tuple(entered), unknown), (frame.index + 1, tuple(running))

    return Stateful((0, ((None, ZERO),) * len(code.running)), step)


def _no_rows(op: ir.EachRow, frame: Frame) -> ir.Missing:
    program = op.program
    return ir.Missing(f"the rows of {program.source}", frame.period.label, program.kept_by, None)
