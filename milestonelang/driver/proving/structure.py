"""Properties that the shape of an agreement decides: tables without gaps, remedies, conservation.

In: a property of a checked agreement. Out: a finding, or None where figures have to be looked at.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from milestonelang.agreement import declarations as decl, expressions as expr, lines
from milestonelang.agreement.rows import blocks_of
from milestonelang.backends.proof.divided_rows import DIVIDED
from milestonelang.backends.proof.model import Finding, Outcome
from milestonelang.data.known import row_aggregates

_GRAPH = "by the declarations alone"
_TABLES = "by the cuts of the table alone"
_OF_OTHER_ROWS = (expr.RunningColumn, expr.AppearsIn)


def by_structure(agreement: decl.Agreement, item: decl.Property) -> Finding | None:
    """Return what the declarations alone say of a property, or None."""
    match item.form:
        case "bands have no gap":
            return _no_gap(agreement, item.names[0])
        case "every obligation has a remedy":
            return _remedies(agreement)
        case "every trigger has a cure or an exit":
            return _cures(agreement)
        case "every payment is conserved":
            return Finding(
                Outcome.PROVED,
                "by the rule of settlement: what is earned is paid, held, deferred, forfeited or "
                "taken back",
            )
        case "everything held is released or forfeited":
            return Finding(
                Outcome.PROVED,
                "by the rule of exits: what is held is released with the last period, or forfeited",
            )
        case "splitting a row gains":
            return _splitting(agreement, item.names[0])
        case _:
            return None


def _no_gap(agreement: decl.Agreement, name: str) -> Finding:
    for table, base in _tables(agreement, name):
        if table.kind in (lines.TableKind.INTERPOLATED, lines.TableKind.BY_NAME):
            continue
        cuts = [band.cut for band in table.bands]
        for low, high in pairwise(cuts):
            if not isinstance(low, expr.Literal) or not (
                high is None or isinstance(high, expr.Literal)
            ):
                return Finding(Outcome.UNDECIDED, "a cut of the table is not a constant")
        last = cuts[-1]
        if last is None:
            continue
        top = None if base is None else base.high
        if not isinstance(last, expr.Literal) or not isinstance(last.value, Fraction):
            return Finding(Outcome.UNDECIDED, "a cut of the table is not a constant")
        if top is None or last.value < top or not table.bands[-1].includes_cut:
            return Finding(Outcome.UNDECIDED, "the last band ends, and the base may go beyond it")
    return Finding(Outcome.PROVED, _TABLES)


def _tables(
    agreement: decl.Agreement, name: str
) -> Iterator[tuple[lines.Table, decl.Range | None]]:
    declared = agreement.declarations[name]
    if isinstance(declared, decl.Schedule):
        yield declared.table, None
        return
    assert isinstance(declared, decl.Payment)
    for step in (*declared.steps, *_of_rows(declared.steps)):
        if isinstance(step, lines.On):
            base = None
            if isinstance(step.base, expr.MetricValue) and step.accumulated is None:
                base = agreement.get(step.base.metric, decl.Metric).range
            yield step.table, base


def _of_rows(steps: Iterable[object]) -> Iterator[object]:
    for step in steps:
        if isinstance(step, lines.ForEachRow):
            yield from step.steps


def _remedies(agreement: decl.Agreement) -> Finding:
    grounds = _grounds(agreement, expr.Subject.OBLIGATION)
    without = [
        duty.name
        for duty in agreement.of_kind(decl.Obligation)
        if not (duty.if_overdue or duty.exits_if_overdue or duty.effects_if_overdue)
        and duty.name not in grounds
    ]
    if not without:
        return Finding(Outcome.PROVED, _GRAPH)
    return Finding(Outcome.VIOLATED, f"nothing follows if {_listed(without)} is overdue")


def _cures(agreement: decl.Agreement) -> Finding:
    """A trigger is cured by what ends it, or by its time; an exit asks for it in its grounds."""
    grounds = _grounds(agreement, expr.Subject.TRIGGER)
    without = [
        each.name
        for each in agreement.of_kind(decl.Trigger)
        if each.ends_when is None and each.lasts is None and each.name not in grounds
    ]
    if not without:
        return Finding(Outcome.PROVED, _GRAPH)
    return Finding(Outcome.VIOLATED, f"nothing ends {_listed(without)}, and no exit rests on it")


def _grounds(agreement: decl.Agreement, subject: expr.Subject) -> set[str]:
    """Return what the grounds of exits ask the state of."""
    return {
        node.name
        for leave in agreement.of_kind(decl.Exit)
        if leave.grounds is not None
        for node in expr.walk(leave.grounds)
        if isinstance(node, expr.InState) and node.subject is subject
    }


def _splitting(agreement: decl.Agreement, source: str) -> Finding:
    """Splitting a row changes no sum of it, where no condition asks for the amount of a row."""
    for node in _aggregates(agreement):
        if node.source != source:
            continue
        if node.aggregate is not expr.Aggregate.SUM:
            reason = f"`{node.aggregate.value}` of rows of `{source}` is not a sum"
            return Finding(Outcome.UNDECIDED, reason)
        if not _is_plain(agreement, node):
            reason = f"what is summed of `{source}` may not be the same for two halves of a row"
            return Finding(Outcome.UNDECIDED, reason)
    for name, block in blocks_of(agreement).items():
        if block.source == source and not _is_in_proportion(agreement, block):
            return Finding(Outcome.UNDECIDED, f"`{name}` may not pay two halves as the whole row")
    return Finding(Outcome.PROVED, "sums of rows do not change when a row is split")


def _is_in_proportion(agreement: decl.Agreement, block: lines.ForEachRow) -> bool:
    """Whether a block gives for two parts of a row what it gives for the row, whatever they are."""
    if block.settlement or (block.where is not None and _asks_numbers(agreement, block.where)):
        return False
    first, *others = block.steps
    return (
        isinstance(first, lines.Amount)
        and _is_linear(agreement, first.value)
        and all(
            isinstance(each, lines.Times) and not _asks_numbers(agreement, each.factor)
            for each in others
        )
    )


def _is_linear(agreement: decl.Agreement, node: expr.Expr) -> bool:
    """Whether a value of a row is a sum of its amounts, each at the same rate for both parts."""
    match node:
        case expr.ColumnValue():
            return _is_divided(agreement, node)
        case expr.Add(terms):
            return all(_is_linear(agreement, each) for each in terms)
        case expr.Subtract(left, right):
            return all(_is_linear(agreement, each) for each in (left, right))
        case expr.Negate(operand):
            return _is_linear(agreement, operand)
        case expr.Multiply(left, right) | expr.ShareOf(left, right):
            return any(
                _is_linear(agreement, one) and not _asks_numbers(agreement, other)
                for one, other in ((left, right), (right, left))
            )
        case _:
            return False


def _is_divided(agreement: decl.Agreement, node: expr.ColumnValue) -> bool:
    """Whether the two parts of a row have a column's value between them."""
    columns = agreement.get(node.source, decl.Source).columns
    given = {each.name for each in columns if each.computed is None}
    return node.column in given and isinstance(node.type, DIVIDED)


def _is_plain(agreement: decl.Agreement, node: expr.RowAggregate) -> bool:
    """Whether a column itself is summed, and no condition asks for a number of the row."""
    if not isinstance(node.of, expr.ColumnValue) or not _is_divided(agreement, node.of):
        return False
    return node.where is None or not _asks_numbers(agreement, node.where)


def _asks_numbers(agreement: decl.Agreement, node: expr.Expr) -> bool:
    """Whether a value or a condition may be another for a part of a row than for the row."""
    for each in expr.walk(node):
        if isinstance(each, _OF_OTHER_ROWS):
            return True
        if isinstance(each, expr.ColumnValue):
            columns = agreement.get(each.source, decl.Source).columns
            own = next(column for column in columns if column.name == each.column)
            if isinstance(each.type, DIVIDED) or own.computed is not None or own.unique:
                return True
    return False


def _aggregates(agreement: decl.Agreement) -> Iterable[expr.RowAggregate]:
    for nodes in row_aggregates(agreement).values():
        yield from nodes


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
