"""The rows of a block in a statement to read: each on a line, and the rest of many in one sum.

Promised: what is not shown is counted and added up, and it is said where it stands.
"""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang.primitives.dates import long_date
from milestonelang.statement.figures import digits
from milestonelang.statement.layout import Row
from milestonelang.statement.model import Figure, PartLine, RowLine, RowsLine, StepLine

SHOWN = 12  # rows on a line of their own
NAMED = 6  # rows named with what one settlement line gave


def rows_step(step: StepLine, rows: RowsLine) -> Row:
    """Return the line of a block, with its rows below."""
    counted = (
        "no rows" if not rows.count else "1 row" if rows.count == 1 else f"{rows.count:,} rows"
    )
    entered = [row for row in rows.rows if row.counts]
    shown = entered if len(entered) <= SHOWN else entered[: SHOWN - 1]
    notes = [_counted(row, rows) for row in shown]
    if len(shown) < len(entered):
        rest = [row.after[-1] for row in entered[len(shown) :] if row.after]
        notes.append(f"{_others(rest)}; each row with `--format json`")
    return Row(step.clause, f"{step.words}: {counted}", digits(step.after), "\n".join(notes))


def rows_of_part(part: PartLine, rows: RowsLine) -> str:
    """Return which rows an amount of a settlement line is of; nothing for lines of the payment."""
    found = [
        (row, item.amount)
        for row in rows.rows
        for item in row.parts
        if (item.clause, item.what) == (part.clause, part.what)
    ]
    if not found:
        return ""
    shown = found if len(found) <= NAMED else found[: NAMED - 1]
    texts = [f"{_name(row)} {digits(amount)}" for row, amount in shown]
    if len(shown) < len(found):
        texts.append(_others([amount for _, amount in found[len(shown) :]]))
    return f"of it {', '.join(texts)}"


def _counted(row: RowLine, rows: RowsLine) -> str:
    """Return a row with the amount after each line of the block."""
    steps = [
        f"{step.words} {digits(figure)}" for step, figure in zip(rows.steps, row.after, strict=True)
    ]
    part = ""
    if row.part is not None and row.after and row.part.value != row.after[-1].value:
        part = f"; its part {digits(row.part)}"
    day = long_date(row.day.toordinal())
    return f"{_name(row)}, {day}: {'; '.join(steps)}{part}"


def _name(row: RowLine) -> str:
    return row.label or f"row {row.row}"


def _others(amounts: Sequence[Figure]) -> str:
    known = [figure.value for figure in amounts if isinstance(figure.value, Fraction)]
    total = digits(Figure(sum(known, Fraction(0)), amounts[0].type))
    pending = len(amounts) - len(known)
    also = f", {pending:,} of them pending" if pending else ""
    return f"{len(amounts):,} more rows {total}{also}"
