"""What a block gave for each row, as lines of a statement.

In: the plan of a payment and a period. Out: the rows that count in the period, with the amount
after each line, and those to which something happened, with what their settlement lines gave.
Promised: rows become lines when somebody reads them; those of one period are kept.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import overload

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.rows import Entered, Entering
from milestonelang.backends.exact.settling_rows import Moved as Moved, RowsSettled
from milestonelang.statement.basis import Basis
from milestonelang.statement.model import Figure, RowLine, RowPart, RowsLine, RowStep
from milestonelang.statement.steps import StepLines
from milestonelang.types import Type


def draw_rows(basis: Basis, words: StepLines, plan: ir.PaymentPlan, index: int) -> RowsLine | None:
    """Return what the block of a payment gave in a period; None where it has no block."""
    return None if plan.rows is None else _Drawing(basis, words, plan, plan.rows).line(index)


def parts_of_rows(basis: Basis, plan: ir.RowsPlan, index: int) -> tuple[Moved, ...]:
    """Return the rows to which settlement lines did something in a period, and what."""
    if plan.settle is None:
        return ()
    settled = basis.result(plan.settle, index)
    assert isinstance(settled, RowsSettled)
    return settled.moved


def entered_rows(basis: Basis, each: ir.ValueId, index: int) -> tuple[Entered, ...]:
    """Return the rows that count in a period."""
    found = basis.result(each, index)
    assert isinstance(found, Entering)
    return found.rows


def name_of(row: ir.Row) -> str:
    """Return what a row is called: what its unique columns say, or its number."""
    return row.label or f"row {row.number}"


class DrawnRows(Sequence[RowLine]):
    """The lines of the rows of a period: as a tuple of them, but drawn when they are read.

    What was drawn last stays in the *holder* until others are, since a page reads it several times.
    """

    def __init__(self, drawing: "_Drawing", index: int, holder: list["DrawnRows"]) -> None:
        self._drawing, self._index, self._holder = drawing, index, holder
        self._drawn: tuple[RowLine, ...] | None = None

    def _all(self) -> tuple[RowLine, ...]:
        if self._drawn is None:
            for other in self._holder:
                other._drawn = None
            self._drawn = self._drawing.rows_of(self._index)
            self._holder[:] = [self]
        return self._drawn

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, at: int) -> RowLine: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[RowLine, ...]: ...

    def __getitem__(self, at: int | slice) -> RowLine | tuple[RowLine, ...]:
        return self._all()[at]

    def __iter__(self) -> Iterator[RowLine]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, tuple | DrawnRows):
            return self._all() == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


class _Drawing:
    """The rows of one payment."""

    def __init__(
        self, basis: Basis, words: StepLines, plan: ir.PaymentPlan, rows: ir.RowsPlan
    ) -> None:
        self.basis = basis
        self.holder: list[DrawnRows] = words.rows_drawn
        self.rows = rows
        op = basis.program.values[rows.each].op
        assert isinstance(op, ir.EachRow)
        self.op = op
        self.type: Type = basis.program.values[plan.entitled].type
        self.steps = tuple(
            RowStep(words.clause(step), words.words(step), step.rule) for step in op.steps
        )
        self.clauses = {
            name: words.clause_of_part(node, word, basis.clause(node))
            for node, word, name in rows.settlement
        }

    def line(self, index: int) -> RowsLine:
        basis = self.basis
        source = basis.agreement.get(self.op.program.source, decl.Source)
        amounts = basis.result(self.rows.each, index)
        assert isinstance(amounts, Entering)
        return RowsLine(
            clause=basis.clause(self.rows.origin),
            source=source.name,
            title=source.title,
            count=len(entered_rows(basis, self.rows.each, index)),
            amount=basis.figure_of(amounts["amount"], self.type),
            steps=self.steps,
            rows=DrawnRows(self, index, self.holder),
        )

    def rows_of(self, index: int) -> tuple[RowLine, ...]:
        """Return the lines of the rows of a period."""
        basis = self.basis
        entered = {each.row.number: each for each in entered_rows(basis, self.rows.each, index)}
        moved = {each.row.number: each for each in parts_of_rows(basis, self.rows, index)}
        numbers = [*(number for number in moved if number not in entered), *entered]
        return tuple(self._row(entered.get(each), moved.get(each)) for each in numbers)

    def _row(self, entered: Entered | None, moved: Moved | None) -> RowLine:
        row = entered.row if entered is not None else moved.row if moved is not None else None
        assert row is not None
        after: tuple[Figure, ...] = ()
        if entered is not None:
            values = self.op.program.values
            after = tuple(
                self.basis.figure_of(entered.now[step.value], values[step.value].type)
                for step in self.op.steps
            )
        return RowLine(
            row=row.number,
            label=row.label,
            day=date.fromordinal(row.day),
            counts=entered is not None,
            after=after,
            part=None if moved is None or not moved.entered else self._figure(moved.part),
            parts=() if moved is None else self._parts(moved),
            held=None if moved is None else self._figure(moved.holding),
            unvested=None if moved is None else self._figure(moved.unvested),
        )

    def _parts(self, moved: Moved) -> tuple[RowPart, ...]:
        return tuple(
            RowPart(self.clauses[name], word, self._figure(moved.parts[name]))
            for _, word, name in self.rows.settlement
            if moved.parts.get(name, 0) != 0
        )

    def _figure(self, result: object) -> Figure:
        return self.basis.figure_of(result, self.type)
