"""A claim on rows: what a source's file may give, and what rows come to.

In: a checked agreement, the problem in which figures over rows are computed, a claim. Out: the
sources whose rows it rests on, and of rows that are drawn the aggregates and blocks as `milestone
evaluate` has them. Promised: no figure of a case is made up beside its rows.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl, expressions as expr, lines
from milestonelang.agreement.rows import blocks_of
from milestonelang.agreement.versions import every_version
from milestonelang.backends.proof.check import roots_of
from milestonelang.backends.proof.model import (
    Brought,
    Claim,
    Compared,
    Figure,
    GivenRow,
    Problem,
    RowColumn,
    RowSource,
)
from milestonelang.backends.proof.slicing import figures_of, needed
from milestonelang.data.blocks import run_blocks
from milestonelang.data.frames import frame_of
from milestonelang.data.inputs import make_inputs
from milestonelang.data.known import Known, row_aggregates
from milestonelang.data.model import Rows
from milestonelang.data.queries import evaluate_query
from milestonelang.data.row_values import RowWorld
from milestonelang.driver.calendars import holidays_of
from milestonelang.primitives.currencies import minor_units
from milestonelang.primitives.dates import is_weekend
from milestonelang.types import Choice, Count, Date, Money, Percent, PeriodType, Text, Truth, Type

_FIRST_ROW = 2  # as in a file, where the header is row 1
_TEXTS = ("A", "B", "C")
_MOST_TEXTS = 8


def reads_rows(problem: Problem, claim: Claim) -> bool:
    """Whether a claim rests on rows that no figure stands for."""
    return any(_read(problem, _roots(problem, claim)))


class RowedClaim:
    """A problem on rows, and the claim that is looked at."""

    def __init__(self, agreement: decl.Agreement, problem: Problem, claim: Claim) -> None:
        self.agreement, self.problem, self.claim = agreement, problem, claim
        blocks, nodes = _read(problem, _roots(problem, claim))
        own = [block for block in blocks_of(agreement).values() if int(block.id) in blocks]
        names = _sources_of(agreement, (*own, *_of_nodes(agreement, nodes)))
        self.ranges = tuple(_ranges(agreement, problem, names))
        for id, _, _ in self.ranges:
            nodes |= _read(problem, (id,))[1]
        self._nodes = _of_nodes(agreement, nodes)
        names = _sources_of(agreement, (*own, *self._nodes))
        self._frame = frame_of(agreement, agreement.contract.settled)
        self._holidays = holidays_of(agreement)
        self.constants: Mapping[Type, tuple[Fraction, ...]] = _constants(agreement)
        texts = _texts(agreement)
        self.sources = tuple(_source(agreement.get(name, decl.Source), texts) for name in names)
        # A block that the claim does not rest on may read a source that it does not rest on.
        self._empty = {
            each.name: _as_read(_source(each, texts), ()) for each in agreement.of_kind(decl.Source)
        }

    def brought(
        self,
        rows: Mapping[str, tuple[GivenRow, ...]],
        figures: Mapping[str, tuple[ir.Exact, ...]],
    ) -> Brought | None:
        """Return what rows come to, or None where a value that is unique stands twice."""
        if not all(_may_be(source, rows[source.name]) for source in self.sources):
            return None
        known = Known(
            as_of=None,
            periods=self._frame.periods,
            figures={},
            missing={},
            due={},
            rows=self._empty
            | {each.name: _as_read(each, rows[each.name]) for each in self.sources},
            events=(),
            corrections=(),
        )
        settings = {
            each.name: figures[each.name][0]
            for each in self.problem.figures
            if each.fixed and each.name in figures
        }
        world = RowWorld(self.agreement, self._frame, known.rows, settings, self._is_business_day)
        queries = {int(node.id): evaluate_query(node, world) for node in self._nodes}
        blocks = run_blocks(known, self.agreement, settings, self._is_business_day)
        periods = self.problem.program.periods
        inputs = make_inputs(known, self.agreement, periods, queries, blocks)
        return Brought(inputs.queries, inputs.rows)

    def _is_business_day(self, day: int) -> bool:
        return not is_weekend(day) and day not in self._holidays


def rowed_claim(agreement: decl.Agreement, problem: Problem, claim: Claim) -> RowedClaim | None:
    """Return a claim on rows; None where it moves a figure that rows give or may rest on."""
    if isinstance(claim, Compared):
        moved = next((each for each in problem.figures if each.name == claim.figure), None)
        if moved is None or moved.fixed:
            return None
    return RowedClaim(agreement, problem, claim)


def _roots(problem: Problem, claim: Claim) -> tuple[ir.ValueId, ...]:
    return (*roots_of(claim), *problem.assumed)


def _of_nodes(agreement: decl.Agreement, nodes: set[int]) -> tuple[expr.RowAggregate, ...]:
    every = (node for each in row_aggregates(agreement).values() for node in each)
    return tuple(node for node in every if int(node.id) in nodes)


def _ranges(
    agreement: decl.Agreement, problem: Problem, sources: tuple[str, ...]
) -> Iterator[tuple[ir.ValueId, Fraction, Fraction]]:
    """Yield what metrics over rows of the sources may be: beyond it no rows are accepted."""
    for metric in agreement.of_kind(decl.Metric):
        id = problem.program.named.get(metric.name)
        if metric.computed is None or metric.range is None or id is None:
            continue
        nodes = _of_nodes(agreement, _read(problem, (id,))[1])
        if not {node.source for node in nodes}.isdisjoint(sources):
            yield id, metric.range.low, metric.range.high


def _read(problem: Problem, roots: tuple[ir.ValueId, ...]) -> tuple[set[int], set[int]]:
    """Return the blocks and the aggregates over rows that values rest on, by their nodes."""
    blocks: set[int] = set()
    nodes: set[int] = set()
    for id in needed(problem.program, roots):
        match problem.program.values[id].op:
            case ir.EachRow(block=block):
                blocks.add(block)
            case ir.QueryInput(node=node):
                nodes.add(int(node))
            case _:
                pass
    return blocks, nodes


def moves_rows(agreement: decl.Agreement, problem: Problem, claim: Claim) -> bool:
    """Whether a claim moves a parameter that what it reads of rows is computed with."""
    if not isinstance(claim, Compared):
        return False
    of_rows = row_aggregates(agreement)
    kept = needed(problem.program, _roots(problem, claim))
    if not (reads_rows(problem, claim) or of_rows.keys() & figures_of(problem.program, kept)):
        return False
    columns = (column for each in agreement.of_kind(decl.Source) for column in each.columns)
    waiting: list[object] = [column.computed for column in columns]
    waiting += (node for each in of_rows.values() for node in each)
    seen: set[str] = set()
    while waiting:
        for each in _within(waiting.pop()):
            match each:
                case expr.ParameterValue(parameter=name) | expr.ApplySchedule(schedule=name):
                    if name not in seen:
                        seen.add(name)
                        waiting.append(agreement.declarations[name])
                case _:
                    pass
    return claim.figure in seen


# ---- what a file may give


def _source(declared: decl.Source, texts: tuple[str, ...]) -> RowSource:
    columns = [column for column in declared.columns if column.computed is None]
    dated_by = next(at for at, each in enumerate(columns) if each.name == declared.dated_by)
    return RowSource(
        declared.name,
        tuple(RowColumn(_figure(each, texts), each.unique, each.may_be_empty) for each in columns),
        dated_by,
    )


def _figure(column: decl.Column, texts: tuple[str, ...]) -> Figure:
    type, span = column.type, column.range
    words = _words(type, texts)
    if words:
        return Figure(column.name, type, words=words, usual=words[0])
    low, high = (None, None) if span is None else (span.low, span.high)
    step = _step(type) if span is None or span.step is None else span.step
    usual = Fraction(0) if low is None or low < 0 else low
    return Figure(column.name, type, low, high, step, usual=usual)


def _words(type: Type, texts: tuple[str, ...]) -> tuple[ir.Exact, ...]:
    match type:
        case Truth():
            return (False, True)
        case Choice(values):
            return values
        case Text():
            return texts
        case _:
            return ()


def _step(type: Type) -> Fraction | None:
    match type:
        case Money(currency):
            return Fraction(1, 10 ** (minor_units(currency) or 0))
        case Percent():
            return Fraction(1, 1000)
        case Count() | Date() | PeriodType():
            return Fraction(1)
        case _:
            return Fraction(1, 100)


def _may_be(source: RowSource, rows: tuple[GivenRow, ...]) -> bool:
    """Whether a file may have these rows: nothing empty that may not be, nothing twice."""
    for at, column in enumerate(source.columns):
        cells = [row[at] for row in rows]
        filled = [cell for cell in cells if cell is not None]
        if len(filled) < len(cells) and not column.may_be_empty:
            return False
        if column.unique and len(set(filled)) < len(filled):
            return False
    return True


def _as_read(source: RowSource, rows: tuple[GivenRow, ...]) -> Rows:
    names = [column.figure.name for column in source.columns]
    columns = {name: tuple(row[at] for row in rows) for at, name in enumerate(names)}
    numbers = tuple(range(_FIRST_ROW, _FIRST_ROW + len(rows)))
    return Rows(source.name, f"{source.name}.csv", numbers, columns)


# ---- what the terms name


def _sources_of(agreement: decl.Agreement, items: tuple[object, ...]) -> tuple[str, ...]:
    """Return the sources that lines and expressions read, and those that their columns read."""
    found: dict[str, None] = {}
    waiting = list(items)
    while waiting:
        for each in _within(waiting.pop()):
            if not isinstance(
                each, lines.ForEachRow | expr.RowAggregate | expr.ColumnValue | expr.AppearsIn
            ):
                continue
            if each.source not in found:
                found[each.source] = None
                columns = agreement.get(each.source, decl.Source).columns
                waiting += [column.computed for column in columns]
    return tuple(found)


def _constants(agreement: decl.Agreement) -> dict[Type, tuple[Fraction, ...]]:
    """Return the amounts and days that the terms name, and the ends of ranges, by type."""
    found: dict[Type, dict[Fraction, None]] = {}
    for each in _literals(agreement):
        if isinstance(each.value, Fraction | int) and not isinstance(each.value, bool):
            found.setdefault(each.type, {})[Fraction(each.value)] = None
    for metric in agreement.of_kind(decl.Metric):
        if metric.range is not None:
            ends = (metric.range.low, metric.range.high)
            found.setdefault(metric.type, {}).update(dict.fromkeys(ends))
    return {type: tuple(values) for type, values in found.items()}


def _texts(agreement: decl.Agreement) -> tuple[str, ...]:
    """Return texts that may stand in a cell: those that the terms ask for, and some others."""
    asked: dict[str, None] = {}
    for _, declared in every_version(agreement):
        for each in _within(declared):
            match each:
                case expr.Literal(type=Text(), value=str() as text):
                    asked[text] = None
                case lines.NamedRow(name=str() as text):
                    asked[text] = None
                case _:
                    pass
    others = (each for each in _TEXTS if each not in asked)
    return (*others, *list(asked)[:_MOST_TEXTS])


def _literals(agreement: decl.Agreement) -> Iterator[expr.Literal]:
    for _, declared in every_version(agreement):
        if not isinstance(declared, decl.Example):
            for each in _within(declared):
                if isinstance(each, expr.Literal):
                    yield each


def _within(item: object) -> Iterator[object]:
    """Yield what an item of an agreement is made of, itself first."""
    if isinstance(item, tuple):
        for each in item:
            yield from _within(each)
    elif isinstance(item, lines.Line | expr.Typed):
        yield item
        for field in records.fields(type(item)):
            yield from _within(getattr(item, field.name))
