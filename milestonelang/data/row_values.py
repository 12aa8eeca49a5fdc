"""Expressions over the rows of a source: their meaning, in exact arithmetic.

In: an expression of the checked contract and a `RowWorld` (the rows, the parameters). Out: a
function from the place of a row to a value, None where the value is unknown. Promised: an empty
cell is unknown and never zero; `and` and `or` settle what is settled without it; nothing is
rounded but by `rounded`.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any, assert_never

from milestonelang import records
from milestonelang.agreement import expressions as ex
from milestonelang.agreement.declarations import (
    Agreement,
    DatedValue,
    Parameter,
    Schedule,
    Segment,
    Source,
)
from milestonelang.agreement.renewals import term_ends
from milestonelang.data.aggregates import Accumulator, accumulator
from milestonelang.data.frames import Frame, IsBusinessDay, weekdays_only
from milestonelang.data.model import Exact, LargeRows, Rows, SourceRows
from milestonelang.data.schedules import apply_table
from milestonelang.primitives.dates import first_after, full_months, shift
from milestonelang.primitives.numbers import round_to
from milestonelang.primitives.periods import full_start
from milestonelang.types import Aggregate, Comparison, Edge, Extreme, MonthEnds, Unit

Value = Exact | None
OfRow = Callable[[int], Value]


class MissingRowsError(Exception):
    """The rows of a source are needed and were not given."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.source = source


class NotOfRowsError(Exception):
    """An expression that has no meaning for one row, which the checker should have refused."""


@records.frozen(eq=False)
class RowWorld:
    """What an expression over rows can read.

    *settings* are values set for this run, of parameters and segments by name.
    """

    agreement: Agreement
    settlement: Frame
    rows: Mapping[str, SourceRows]
    settings: Mapping[str, Exact] = {}
    is_business_day: IsBusinessDay = weekdays_only

    def source_rows(self, source: str) -> SourceRows:
        """Return the rows of a source; raises MissingRowsError where none were given."""
        rows = self.rows.get(source)
        if rows is None:
            raise MissingRowsError(source)
        return rows

    def values_of(self, source: str, column: str) -> frozenset[Exact]:
        """Return the distinct values of another source's column."""
        rows = self.source_rows(source)
        if isinstance(rows, LargeRows):
            from milestonelang.data import duckdb_tables  # 110 ms

            return duckdb_tables.distinct_values(rows, column)
        values = RowColumns(self, rows).column(column)
        return frozenset(value for value in values if value is not None)

    def parameter(self, name: str, day: int) -> Value:
        """Return the value of a parameter that is in force on *day*."""
        if name in self.settings:
            return self.settings[name]
        parameter = self.agreement.get(name, Parameter)
        segment = None if parameter.by is None else self.segment(parameter.by)
        own = [item for item in parameter.values if segment in item.segments]
        general = [item for item in parameter.values if not item.segments]
        chosen = _in_force(own or general, day)
        return None if chosen is None else _compile(chosen, _Constants(self, day))(0)

    def segment(self, name: str) -> Value:
        """Return what a segment is set to for this run, or by the contract."""
        return self.settings.get(name, self.agreement.get(name, Segment).value)


def _in_force(values: list[DatedValue], day: int) -> ex.Expr | None:
    started = [item for item in values if item.from_date is None or item.from_date <= day]
    if not started:
        return None
    # Of two that begin on one day the later line is meant, as where the program runs.
    return max(enumerate(started), key=lambda pair: (pair[1].from_date or 0, pair[0]))[1].value


class RowColumns:
    """The columns of one table, those that are computed too, each computed once."""

    def __init__(self, world: RowWorld, rows: Rows) -> None:
        self.world = world
        self.rows = rows
        self.source = world.agreement.get(rows.source, Source)
        self._computed: dict[str, tuple[Value, ...]] = {}

    def column(self, name: str) -> tuple[Value, ...]:
        """Return the values of a column, one for each row."""
        given = self.rows.columns.get(name)
        if given is not None:
            return given
        if name not in self._computed:
            column = next(item for item in self.source.columns if item.name == name)
            assert column.computed is not None, f"the rows have no column {name}"
            read = self.compile(column.computed, self.source.dated_by)
            self._computed[name] = tuple(read(at) for at in range(self.rows.count))
        return self._computed[name]

    def compile(self, node: ex.Expr, dated_by: str) -> OfRow:
        """Return the function that gives the value of *node* for a row."""
        return _compile(node, _RowScope(self, dated_by))

    def in_order(self) -> list[int]:
        """Return the places of the rows in the source's declared order, else by date."""
        keys = self.order_keys()
        return sorted(keys, key=lambda at: keys[at])

    def order_keys(self) -> dict[int, tuple[tuple[bool, Any], ...]]:
        """Return what puts each row in the source's declared order, an empty cell last."""
        names = self.source.ordered_by or (self.source.dated_by,)
        keys = [self.column(name) for name in names]
        return {
            at: tuple((key[at] is None, key[at] or 0) for key in keys)
            for at in range(self.rows.count)
        }


class _Constants:
    """Where there is no row: a parameter's own expression, on a day."""

    def __init__(self, world: RowWorld, day: int) -> None:
        self.world = world
        self._day = day

    def column(self, source: str, name: str) -> tuple[Value, ...]:
        raise NotOfRowsError(f"{source}.{name}")

    def day(self, at: int) -> int:
        """Return the day on which values that change by date are taken."""
        return self._day

    def running(self, node: ex.RunningColumn) -> OfRow:
        raise NotOfRowsError(type(node).__name__)


class _RowScope:
    """A row of a table, and the period it is counted in."""

    def __init__(self, columns: RowColumns, dated_by: str) -> None:
        self.world = columns.world
        self._columns = columns
        self._days = columns.column(dated_by)
        self._last_days: dict[int, int] = {}

    def column(self, source: str, name: str) -> tuple[Value, ...]:
        """Return the values of a column of the table."""
        if source != self._columns.rows.source:
            raise NotOfRowsError(f"{source}.{name}")
        return self._columns.column(name)

    def day(self, at: int) -> int:
        """Return the last day of the period that the row is counted in."""
        own = self._days[at]
        day = self.world.agreement.contract.start if own is None else int(own)
        if day not in self._last_days:
            frame = self.world.settlement
            index = frame.holding(day)
            self._last_days[day] = day if index is None else frame.periods[index].end
        return self._last_days[day]

    def running(self, node: ex.RunningColumn) -> OfRow:
        """Return the aggregate over the rows up to and including each, in declared order."""
        columns = self._columns
        read = _compile(node.of, self)
        same = None if node.same is None else columns.column(node.same)
        groups: dict[Value, Accumulator] = {}
        found: list[Value] = [None] * columns.rows.count
        for place, at in enumerate(columns.in_order()):
            key = None if same is None else same[at]
            if same is not None and key is None:
                continue
            group = groups.get(key)
            if group is None:
                group = groups[key] = accumulator(node.aggregate)
            group.add(None if node.aggregate is Aggregate.COUNT else read(at), (place,), at)
            found[at] = group.result().value
        return found.__getitem__


_Scope = _Constants | _RowScope


def _compile(node: ex.Expr, scope: _Scope) -> OfRow:
    """Return the function from the place of a row to the value of *node*."""

    def inner(item: ex.Expr) -> OfRow:
        return _compile(item, scope)

    match node:
        case ex.Literal(value=value):
            return lambda at: value
        case ex.ColumnValue(source=source, column=column):
            return scope.column(source, column).__getitem__
        case ex.ParameterValue(parameter=name):
            return _parameter(scope, name)
        case ex.SegmentValue(segment=name):
            setting = scope.world.segment(name)
            return lambda at: setting
        case ex.RunningColumn():
            return scope.running(node)
        case ex.Add(terms=terms):
            return _strict(lambda *values: sum(values[1:], values[0]), *map(inner, terms))
        case ex.Subtract(left=left, right=right):
            return _strict(lambda a, b: a - b, inner(left), inner(right))
        case ex.Negate(operand=operand):
            return _strict(lambda a: -a, inner(operand))
        case ex.Multiply(left=left, right=right):
            return _strict(lambda a, b: a * b, inner(left), inner(right))
        case ex.ShareOf(share=left, of=right):
            return _strict(lambda a, b: a * b, inner(left), inner(right))
        case ex.Divide(left=left, right=right):
            return _strict(_quotient, inner(left), inner(right))
        case ex.ExtremeOf(which=which, items=items):
            least = which in (Extreme.LESSER, Extreme.EARLIER)
            return _strict(lambda *values: (min if least else max)(values), *map(inner, items))
        case ex.Excess(amount=amount, over=over):
            return _strict(lambda a, b: max(a - b, Fraction(0)), inner(amount), inner(over))
        case ex.WholeCount(size=size, amount=amount, started=started):
            whole = ceil if started else floor
            return _strict(
                lambda s, a: None if s == 0 else Fraction(whole(a / s)), inner(size), inner(amount)
            )
        case ex.Choose(condition=condition, then=then, otherwise=otherwise):
            return _choose(inner(condition), inner(then), inner(otherwise))
        case ex.Rounded(operand=operand, mode=mode, unit=unit):
            return _strict(lambda a, u: round_to(a, u, mode), inner(operand), inner(unit))
        case ex.Compounded(operand=operand, rate=rate, times=times):
            return _strict(
                lambda a, r, n: a * (1 + r) ** int(n), inner(operand), inner(rate), inner(times)
            )
        case ex.Compare() | ex.OneOf() | ex.AllOf() | ex.AnyOf() | ex.Not() | ex.IsKnown():
            return _condition(node, inner)
        case ex.AppearsIn(operand=operand, source=source, column=column):
            values = scope.world.values_of(source, column)
            return _strict(lambda a: a in values, inner(operand))
        case ex.ApplySchedule(schedule=name, argument=argument):
            return _scheduled(scope, name, inner(argument), inner)
        case ex.DaysBetween() | ex.FullBetween() | ex.ShiftedDate() | ex.FirstDayAfter():
            return _date(node, inner, scope)
        case ex.EdgeOf(edge=edge, unit=unit_of_time):
            return _edge(scope, edge, unit_of_time)
        case _:
            raise NotOfRowsError(type(node).__name__)


def _strict(compute: Callable[..., Any], *parts: OfRow) -> OfRow:
    """Return a function that is unknown where one of its parts is."""
    if len(parts) == 2:
        first, second = parts

        def of_two(at: int) -> Value:
            left, right = first(at), second(at)
            if left is None or right is None:
                return None
            result: Value = compute(left, right)
            return result

        return of_two

    def of_all(at: int) -> Value:
        values = [part(at) for part in parts]
        if any(value is None for value in values):
            return None
        result: Value = compute(*values)
        return result

    return of_all


def _quotient(left: Fraction, right: Fraction) -> Value:
    return None if right == 0 else left / right


def _parameter(scope: _Scope, name: str) -> OfRow:
    known: dict[int, Value] = {}

    def read(at: int) -> Value:
        day = scope.day(at)
        if day not in known:
            known[day] = scope.world.parameter(name, day)
        return known[day]

    return read


def _scheduled(
    scope: _Scope, name: str, argument: OfRow, inner: Callable[[ex.Expr], OfRow]
) -> OfRow:
    table = scope.world.agreement.get(name, Schedule).table
    compiled: dict[int, OfRow] = {}

    def read(at: int) -> Value:
        def value_of(item: ex.Expr) -> Value:
            if id(item) not in compiled:
                compiled[id(item)] = inner(item)
            return compiled[id(item)](at)

        value = argument(at)
        return None if value is None else apply_table(table, value, value_of)

    return read


def _choose(condition: OfRow, then: OfRow, otherwise: OfRow) -> OfRow:
    def read(at: int) -> Value:
        holds = condition(at)
        if holds is None:
            return None
        return then(at) if holds else otherwise(at)

    return read


# ---- conditions


_COMPARE: dict[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.LESS: lambda a, b: bool(a < b),
    Comparison.AT_MOST: lambda a, b: bool(a <= b),
    Comparison.MORE: lambda a, b: bool(a > b),
    Comparison.AT_LEAST: lambda a, b: bool(a >= b),
    Comparison.EQUAL: lambda a, b: bool(a == b),
    Comparison.DIFFERENT: lambda a, b: bool(a != b),
}


def _condition(
    node: ex.Compare | ex.OneOf | ex.AllOf | ex.AnyOf | ex.Not | ex.IsKnown,
    inner: Callable[[ex.Expr], OfRow],
) -> OfRow:
    match node:
        case ex.Compare(left=left, comparison=comparison, right=right):
            return _strict(_COMPARE[comparison], inner(left), inner(right))
        case ex.OneOf(operand=operand, values=values):
            return _strict(lambda a, *allowed: a in allowed, inner(operand), *map(inner, values))
        case ex.AllOf(conditions=conditions):
            return _settled_by(False, tuple(map(inner, conditions)))
        case ex.AnyOf(conditions=conditions):
            return _settled_by(True, tuple(map(inner, conditions)))
        case ex.Not(condition=condition):
            return _strict(lambda a: not a, inner(condition))
        case ex.IsKnown(operand=operand):
            read = inner(operand)
            return lambda at: read(at) is not None
        case _:
            assert_never(node)


def _settled_by(settling: bool, parts: tuple[OfRow, ...]) -> OfRow:
    """Return `and` (settled by false) or `or` (settled by true) of conditions."""

    def read(at: int) -> Value:
        unknown = False
        for part in parts:
            value = part(at)
            if value is settling:
                return settling
            unknown = unknown or value is None
        return None if unknown else not settling

    return read


# ---- dates


def _date(
    node: ex.DaysBetween | ex.FullBetween | ex.ShiftedDate | ex.FirstDayAfter,
    inner: Callable[[ex.Expr], OfRow],
    scope: _Scope,
) -> OfRow:
    ends = scope.world.agreement.contract.month_ends or MonthEnds.ROLL_BACK
    business = scope.world.is_business_day
    match node:
        case ex.DaysBetween(start=start, end=end):
            return _strict(lambda a, b: Fraction(b - a), inner(start), inner(end))
        case ex.FullBetween(unit=unit, start=start, end=end):
            return _strict(lambda a, b: _full(unit, a, b, ends), inner(start), inner(end))
        case ex.ShiftedDate(base=base, count=count, unit=unit):
            return _strict(lambda day: shift(day, count, unit, ends, business), inner(base))
        case ex.FirstDayAfter(day=of_month, month=month, base=base):
            return _strict(lambda day: first_after(day, month, of_month), inner(base))
        case _:
            assert_never(node)


_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}


def _full(unit: Unit, start: int, end: int, ends: MonthEnds) -> Fraction:
    if unit in _DAYS:
        whole = abs(end - start) // _DAYS[unit]
        return Fraction(whole if end >= start else -whole)
    months = full_months(start, end, ends)
    whole = abs(months) // _MONTHS[unit]
    return Fraction(whole if months >= 0 else -whole)


def _edge(scope: _Scope, edge: Edge, unit: Unit) -> OfRow:
    contract = scope.world.agreement.contract

    def read(at: int) -> Value:
        day = scope.day(at)
        if unit is Unit.TERM:
            return contract.start if edge is Edge.FIRST else term_ends(contract, day)
        length = contract.settled if unit is Unit.PERIOD else unit
        start = full_start(contract, length, day)
        if edge is Edge.FIRST:
            return max(start, contract.start)
        months = _MONTHS[length]
        following = shift(start, months, Unit.MONTH, MonthEnds.ROLL_BACK, weekdays_only)
        return min(following - 1, contract.end)

    return read
