"""How an amount over rows came about: each row with its own amounts, and the rest of many in one.

In: an operation over rows, one of its parts and a period. Out: a formula and a fact for each row.
"""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang import ir
from milestonelang.data.words import in_words
from milestonelang.primitives.dates import iso
from milestonelang.statement.basis import Basis
from milestonelang.statement.explained import Explained, Operand
from milestonelang.statement.figures import spoken
from milestonelang.statement.places import rows_text
from milestonelang.statement.rows import Moved, entered_rows, name_of, parts_of_rows
from milestonelang.statement.steps import StepLines
from milestonelang.types import Type

SHOWN = 40


def explain_rows(basis: Basis, op: ir.EachRow | ir.SettleRows, name: str, index: int) -> Explained:
    """Return how a part of an operation over rows came about."""
    plan = next(
        plan
        for plan in basis.program.payments
        if plan.rows is not None and _is_of(basis, plan.rows, op)
    )
    type = basis.program.values[plan.entitled].type
    assert plan.rows is not None
    if isinstance(op, ir.EachRow):
        return _each(basis, op, plan.rows, name, index, type)
    return _settled(basis, op, plan, plan.rows, name, index, type)


def _is_of(basis: Basis, rows: ir.RowsPlan, op: ir.EachRow | ir.SettleRows) -> bool:
    ids = (rows.each, rows.settle)
    return any(id is not None and basis.program.values[id].op is op for id in ids)


def _each(
    basis: Basis, op: ir.EachRow, rows: ir.RowsPlan, name: str, index: int, type: Type
) -> Explained:
    entered = entered_rows(basis, rows.each, index)
    words = StepLines(basis)
    told: list[tuple[str, object]] = []
    for each in entered:
        if name == "amount":
            steps = [
                f"`{words.words(step)}` {_text(basis, each.now[step.value], type)}"
                for step in op.steps
            ]
            amount = each.amount
            said = f"row {each.row.number}, {iso(each.row.day)}: {'; '.join(steps)}"
        else:
            amount = each.now[op.puts[int(name.removeprefix("put "))]]
            said = f"row {each.row.number}, {iso(each.row.day)}: {_text(basis, amount, type)}"
        told.append((_labelled(each.row, said), amount))
    count = rows_text(len(told)) if told else "no rows"
    around = tuple(Operand(id, index) for id in op.around if not _is_constant(basis, id))
    return Explained(f"added up over {count}", around, _facts(told, type))


def _settled(
    basis: Basis,
    op: ir.SettleRows,
    plan: ir.PaymentPlan,
    rows: ir.RowsPlan,
    name: str,
    index: int,
    type: Type,
) -> Explained:
    told: list[tuple[str, object]] = []
    for each in parts_of_rows(basis, rows, index):
        amount: object = each.parts.get(name, Fraction(0))
        if name in ("holding", "unvested"):
            amount = getattr(each, name)
        if amount != 0:
            said = f"row {each.row.number}: {_text(basis, amount, type)}"
            said += f" of its part {_text(basis, each.part, type)}{_measure(basis, op, each, name)}"
            told.append((_labelled(each.row, said), amount))
    around = tuple(Operand(id, index) for id in op.around if not _is_constant(basis, id))
    own = (Operand(plan.entitled, index),)
    operands = own + around if name in ("gross", "holding", "unvested") else around
    if name.startswith(("held", "to vest")):
        operands = own + around
    if name == "gross":
        formula = "entitled, less what is kept of each row, plus what is paid of it later"
        facts = [
            f"{word}: {_text(basis, amount, type)}"
            for word in ("held", "released", "to vest", "vested")
            if (amount := _part(basis, rows, word, index)) != 0
        ]
        return Explained(formula, operands, tuple(facts))
    formulas = {
        "holding": "held back of every row so far, less what was released or forfeited",
        "unvested": "kept to vest of every row so far, less what vested or was forfeited",
    }
    formula = formulas.get(name, "by the rows, each by itself")
    facts_of_rows = () if name in formulas else _facts(told, type)
    return Explained(formula, operands, facts_of_rows)


def _measure(basis: Basis, op: ir.SettleRows, moved: Moved, name: str) -> str:
    """Return what a line that takes back comes to for a row, before what was paid limits it."""
    word, _, number = name.rpartition(" ")
    line = op.lines[int(number)] if word == "clawed back" and number.isdigit() else None
    if not isinstance(line, ir.Claw):
        return ""
    id = line.amount if line.share is None else line.share
    assert id is not None
    measure = spoken(basis.figure_of(moved.now[id], op.program.values[id].type))
    if line.share is None:
        return f"; the line comes to {measure}, and never more than was paid"
    return f"; {measure} of it, and never more than was paid"


def _part(basis: Basis, rows: ir.RowsPlan, word: str, index: int) -> object:
    assert rows.settle is not None
    parts = basis.result(rows.settle, index)
    assert isinstance(parts, dict)
    return parts[word]


def _facts(told: Sequence[tuple[str, object]], type: Type) -> tuple[str, ...]:
    """Return a fact for each row; of many the first, and what the others come to."""
    if len(told) <= SHOWN:
        return tuple(said for said, _ in told)
    others = told[SHOWN - 1 :]
    known = [amount for _, amount in others if isinstance(amount, Fraction)]
    total = in_words(sum(known, Fraction(0)), type)
    pending = len(others) - len(known)
    also = f", {pending:,} of them pending" if pending else ""
    return (*(said for said, _ in told[: SHOWN - 1]), f"{len(others):,} more rows: {total}{also}")


def _labelled(row: ir.Row, said: str) -> str:
    return said if not row.label else f"{name_of(row)}, {said}"


def _text(basis: Basis, result: object, type: Type) -> str:
    return spoken(basis.figure_of(result, type))


def _is_constant(basis: Basis, id: ir.ValueId) -> bool:
    value = basis.program.values[id]
    return isinstance(value.op, ir.Constant) and value.name is None
