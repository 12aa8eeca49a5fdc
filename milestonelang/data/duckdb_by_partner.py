"""Aggregates over the rows of many partners: one query for all partners and periods.

In: a `PartnerSource`, the aggregates asked of it, and the periods. Out: for each query a Parquet
file with a row for each partner and period, in the order of partners. Promised: sums are exact;
quotients stay undone (a sum and a count); memory is bounded, since the database puts aside on the
disk what it cannot hold; what has no exact form in SQL raises `NotInSqlError`.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from pathlib import Path

from milestonelang import records
from milestonelang.agreement.declarations import Parameter, Segment, Source
from milestonelang.agreement.expressions import (
    ColumnValue,
    Expr,
    ParameterValue,
    RowAggregate,
    RunningColumn,
    SegmentValue,
    walk,
)
from milestonelang.data.duckdb_database import Database
from milestonelang.data.duckdb_expressions import Lowering, NotInSqlError, Sql
from milestonelang.data.duckdb_guards import quoted
from milestonelang.data.duckdb_sources import FILE, NUMBER, PARTNER, PartnerSource
from milestonelang.data.duckdb_tables import Held
from milestonelang.data.row_values import RowWorld
from milestonelang.primitives.dates import iso
from milestonelang.types import Aggregate

PERIOD, BAD = '"milestone period"', '"milestone bad"'
_ENDS = (Aggregate.FIRST, Aggregate.LAST)
_OF_NUMBERS = (Aggregate.SUM, Aggregate.AVERAGE, Aggregate.MEDIAN)
NEVER_NOTHING = (Aggregate.SUM, Aggregate.COUNT, Aggregate.COUNT_DISTINCT)


class Kind(Enum):
    """How a result stands in the file."""

    NUMBER = "number"  # the digits of a decimal are the integer, at the scale
    COUNT = "count"
    DAY = "day"  # an ordinal
    DATE = "date"
    TRUTH = "truth"
    TEXT = "text"
    EXACT = "exact"  # a fraction as text


@records.frozen
class Result:
    """One aggregate in a file: its columns `v…`, `c…` and `e…`, where it needs them.

    Numbers are of 1/*unit*. *over* is true where what is meant is the value divided by the count;
    *counted* where there is nothing without a row; *may_be_empty* where a row may have no value.
    """

    node: int
    place: int
    kind: Kind
    unit: int
    over: bool
    counted: bool
    may_be_empty: bool


@records.frozen
class Grouped:
    """The results of some aggregates over one source, in a file in the order of partners."""

    source: str
    path: Path
    results: tuple[Result, ...]
    has_bad: bool
    by_source_day: bool  # rows are counted by the day that dates them


@records.frozen(eq=False)
class Asking:
    """What queries over one source are made of.

    *frames*: whether partners have terms of their own; then the tables `terms` (partner, group) and
    `frames` (group, day, period) say which period holds a day. *by* is the
    partner's column; *has_numbers*: the table of figures has numbers there. *own* are values that
    differ from partner to partner, columns of the table `own_values` by name.
    """

    database: Database
    world: RowWorld
    source: PartnerSource
    others: Mapping[str, PartnerSource]
    by: str
    has_numbers: bool
    has_frames: bool
    own: Mapping[str, Sql] = records.field(factory=dict)

    def key(self, by: str) -> str:
        """Return a column of partners in SQL as what the table of figures has."""
        return f"TRY_CAST({by} AS BIGINT)" if self.has_numbers else by


class PartnerLowering(Lowering):
    """Lowers expressions over the rows of many partners, each of whom sees only their own."""

    def __init__(self, asking: Asking) -> None:
        source = asking.source
        relation = source.relation
        if source.by:
            relation = f"(SELECT *, {asking.key(source.by)} AS {PARTNER} FROM {relation})"
        if asking.own:
            relation = (
                f"(SELECT rows.*, own_values.* EXCLUDE (partner) FROM {relation} AS rows "
                f"LEFT JOIN own_values ON own_values.partner = rows.{PARTNER})"
            )
        super().__init__(asking.world, source.source, source.columns(), relation, PARTNER, NUMBER)
        self.asking = asking

    def lower(self, node: Expr) -> Sql:
        """Return *node* in SQL; what differs from partner to partner is a column."""
        if isinstance(node, SegmentValue):
            return self.asking.own.get(node.segment) or super().lower(node)
        if not isinstance(node, ParameterValue):
            return super().lower(node)
        if node.parameter in self.asking.own:
            return self.asking.own[node.parameter]
        by = self.world.agreement.get(node.parameter, Parameter).by
        if by is None or by not in self.asking.own or node.parameter in self.world.settings:
            return super().lower(node)
        return self._by_segment(node, by)

    def _by_segment(self, node: ParameterValue, by: str) -> Sql:
        """Return a parameter whose value is that of the partner's segment."""
        world, found = self.world, list[tuple[str, Sql]]()
        for value in self.world.agreement.get(by, Segment).values:
            self.world = records.evolve(world, settings={**world.settings, by: value})
            found.append((value, super().lower(node)))
        self.world = world
        scale = max(each.scale for _, each in found)
        cases = " ".join(f"WHEN {quoted(value)} THEN {it.at_scale(scale)}" for value, it in found)
        return Sql(f"(CASE {self.asking.own[by].text} {cases} END)", found[0][1].held, scale)

    def appears(self, value: Sql, source: str, column: str) -> Sql:
        """Return whether a value is one of another source's column, in the partner's own rows."""
        other = self.asking.others.get(source)
        cell = None if other is None else other.cells.get(column)
        if other is None or cell is None or cell.stored.held is not value.held:
            raise NotInSqlError("AppearsIn")
        theirs = Sql(cell.stored.sql, cell.stored.held, cell.stored.scale)
        scale = max(value.scale, theirs.scale)
        own, listed = value.at_scale(scale), theirs.at_scale(scale)
        known = f"FROM {other.relation} WHERE {listed} IS NOT NULL"
        if not other.by:
            return Sql(f"({own} IN (SELECT {listed} {known}))", Held.TRUTH)
        pairs = f"SELECT ({self.asking.key(other.by)}, {listed}) {known}"
        text = f"(CASE WHEN {own} IS NOT NULL THEN ({PARTNER}, {own}) IN ({pairs}) END)"
        return Sql(text, Held.TRUTH)


def can_ask(node: RowAggregate, asking: Asking) -> bool:
    """Whether an aggregate has an exact form in SQL."""
    if asking.has_frames and any(
        isinstance(item, ParameterValue)
        and item.parameter not in asking.own
        and _varies(asking.world, item.parameter)
        for item in _parts(node, asking.source.source)
    ):
        return False
    try:
        _aggregate(PartnerLowering(asking), node, 0)
    except NotInSqlError:
        return False
    return True


def query(
    nodes: Sequence[RowAggregate],
    asking: Asking,
    place: Path,
    progress: Callable[[float], None] | None = None,
) -> Grouped:
    """Write the results of aggregates that count rows by the same day."""
    lowering = PartnerLowering(asking)
    source = asking.source
    dated_by = nodes[0].dated_by
    selected: list[str] = []
    results: list[Result] = []
    for index, node in enumerate(nodes):
        result, columns = _aggregate(lowering, node, index)
        results.append(result)
        selected += columns
    day = lowering.column(dated_by)
    # Columns of Parquet are looked over in no time by themselves; text would be read twice.
    doubts = doubtful(source, columns_needed(nodes, source.source)) if source.is_text else ""
    if doubts:
        selected.append(f"bool_or({doubts}) AS {BAD}")
    period = _ladder(asking.world, day)
    relation = lowering.relation()
    if asking.has_frames:
        period = "frames.period"
        ordinal = day.text
        relation += (
            f" AS rows LEFT JOIN terms ON terms.partner = rows.{PARTNER} LEFT JOIN frames "
            f"ON frames.part = terms.part AND frames.day = {ordinal}"
        )
    asking.database.run(
        f"COPY (SELECT {PARTNER}, {period} AS {PERIOD}, {', '.join(selected)} FROM {relation} "
        f"GROUP BY ALL ORDER BY {PARTNER} NULLS FIRST, {PERIOD}) "
        f"TO '{_quoted(place)}' (FORMAT parquet, COMPRESSION lz4_raw)",
        progress,
    )
    by_day = dated_by == source.source.dated_by
    return Grouped(source.source.name, place, tuple(results), bool(doubts), by_day)


def has_bad(
    database: Database, grouped: Grouped, source: PartnerSource, columns: Sequence[str]
) -> bool:
    """Whether any row of these results is bad in one of the columns."""
    if not grouped.has_bad:
        doubts = doubtful(source, columns)
        whole = f"SELECT 1 FROM {source.relation} WHERE {doubts} LIMIT 1"
        return bool(doubts and database.rows(whole))
    return bool(database.rows(f"SELECT 1 FROM {result_file(grouped)} WHERE {BAD} LIMIT 1"))


def last_periods(asking: Asking, own: Sequence[Grouped], node: RowAggregate) -> dict[int, int]:
    """Return the last period that rows speak of, by the part of the partners; else by 0."""
    grouped = next((item for item in own if item.by_source_day), None)
    if grouped is None:
        lowering = PartnerLowering(asking)
        period = _ladder(asking.world, lowering.column(asking.source.source.dated_by))
        found = asking.database.rows(f"SELECT 0, max({period}) FROM {lowering.relation()}")
    elif asking.has_frames:
        found = asking.database.rows(
            f"SELECT part, max({PERIOD}) FROM {result_file(grouped)} AS found JOIN terms "
            f"ON terms.partner = found.{PARTNER} GROUP BY part"
        )
    else:
        found = asking.database.rows(f"SELECT 0, max({PERIOD}) FROM {result_file(grouped)}")
    return {int(str(part)): int(str(last)) for part, last in found if last is not None}


def largest(database: Database, grouped: Grouped, result: Result) -> tuple[Fraction | None, int]:
    """Return how far from nought a result comes, and the most that it is divided by."""
    if result.kind not in (Kind.NUMBER, Kind.COUNT):
        return None, 1
    count = f"max(c{result.place})" if result.over else "1"
    value = f"v{result.place}"
    sql = f"SELECT max({value}), min({value}), {count} FROM {result_file(grouped)}"
    [(high, low, most)] = database.rows(sql)
    widest = max((abs(Fraction(str(each))) for each in (high, low) if each is not None), default=0)
    return Fraction(widest) * _digits(grouped, result) / result.unit, int(str(most or 1))


def scale_in(database: Database, grouped: Grouped, result: Result, natural: int) -> int:
    """Return the least scale, from the natural one on, at which all results are whole."""
    if result.kind is Kind.EXACT or result.unit <= natural:
        return natural
    steps = [natural * factor * 10**power for power in range(13) for factor in (1, 2)]
    fitting = [step for step in steps if step < result.unit and result.unit % step == 0]
    if not fitting:
        return result.unit
    digits = f"v{result.place} * {_digits(grouped, result)}"
    tests = ", ".join(
        f"coalesce(bool_and(({digits}) % {result.unit // step} = 0), true)" for step in fitting
    )
    [found] = database.rows(f"SELECT {tests} FROM {result_file(grouped)}")
    whole = (step for step, is_whole in zip(fitting, found, strict=True) if is_whole)
    return next(whole, result.unit)


def _digits(grouped: Grouped, result: Result) -> int:
    """Return by what a decimal of the file is to be multiplied to have its digits."""
    from pyarrow import parquet

    if result.kind is not Kind.NUMBER:
        return 1
    kind = parquet.read_schema(grouped.path).field(f"v{result.place}").type
    return int(10**kind.scale)


def result_file(grouped: Grouped) -> str:
    """Return the file of results as a relation in SQL."""
    return f"read_parquet('{_quoted(grouped.path)}')"


def columns_needed(nodes: Sequence[RowAggregate], source: Source) -> tuple[str, ...]:
    """Return the given columns that aggregates read, those that computed ones need too."""
    computed = {column.name: column.computed for column in source.columns if column.computed}
    parts = [part for node in nodes for part in _parts(node, source)]
    waiting = [item.column for item in parts if isinstance(item, ColumnValue)]
    waiting += [node.dated_by for node in nodes]
    if any(node.aggregate in _ENDS for node in nodes) or any(
        isinstance(item, RunningColumn) for item in parts
    ):
        waiting += [*source.ordered_by, source.dated_by]
        waiting += [item.same for item in parts if isinstance(item, RunningColumn) and item.same]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found and name in computed:
            inner = walk(computed[name])
            waiting += [item.column for item in inner if isinstance(item, ColumnValue)]
        found.add(name)
    return tuple(
        column.name for column in source.columns if column.name in found and not column.computed
    )


def doubtful(source: PartnerSource, columns: Sequence[str]) -> str:
    """Return the condition that a cell of these columns is not good, empty where all must be."""
    accepts = [source.cells[name].accepts for name in columns if source.cells[name].accepts]
    return f"NOT ({' AND '.join(accepts)})" if accepts else ""


# ---- one aggregate


def _aggregate(
    lowering: PartnerLowering, node: RowAggregate, place: int
) -> tuple[Result, list[str]]:
    """Return how the result of an aggregate stands, and its columns in SQL."""
    where = "" if node.where is None else lowering.condition(node.where)
    holds = f" FILTER (WHERE {where})" if where else ""
    kind = node.aggregate
    if kind is Aggregate.COUNT:
        result = Result(int(node.id), place, Kind.COUNT, 1, False, False, False)
        return result, [f"count(*){holds} AS v{place}"]
    assert node.of is not None
    if kind is Aggregate.SHARE:
        both = f" FILTER (WHERE {_both(where, lowering.condition(node.of))})"
        result = Result(int(node.id), place, Kind.COUNT, 1, True, True, False)
        return result, [f"count(*){both} AS v{place}", f"count(*){holds} AS c{place}"]
    of = lowering.lower(node.of)
    held = Kind.COUNT if kind is Aggregate.COUNT_DISTINCT else _held(of)
    if held is not Kind.NUMBER and kind in _OF_NUMBERS:
        raise NotInSqlError(kind.value)
    unit = 10**of.scale if held is Kind.NUMBER else 1
    value, order = of.plain or of.text, _order(lowering, node)
    if kind is Aggregate.MEDIAN:
        # The lower middle and the upper one, which is the lower of the opposites.
        main = f"quantile_disc({value}, 0.5){holds} - quantile_disc(-{value}, 0.5){holds}"
        unit *= 2
    else:
        main = _VALUES[kind](value, order) + holds
    if held is Kind.NUMBER:
        main = f"CAST({main} AS DECIMAL(38, {of.scale if of.plain else 0:d}))"
    columns = [f"{main} AS v{place}"]
    counted = kind not in NEVER_NOTHING
    if counted:
        columns.append(f"count(*){holds} AS c{place}")
    empty = _may_be_empty(node.of, lowering.source)
    if empty and kind in _ENDS:
        which = _VALUES[kind]
        is_empty, number = which(f"{value} IS NULL", order), which(NUMBER, order)
        columns.append(f"CASE WHEN {is_empty}{holds} THEN {number}{holds} END AS e{place}")
    elif empty:
        unknown = _both(where, f"{value} IS NULL")
        columns.append(f"min({NUMBER}) FILTER (WHERE {unknown}) AS e{place}")
    over = kind is Aggregate.AVERAGE
    return Result(int(node.id), place, held, unit, over, counted, empty), columns


_VALUES: Mapping[Aggregate, Callable[[str, str], str]] = {
    Aggregate.SUM: lambda value, order: f"sum({value})",
    Aggregate.AVERAGE: lambda value, order: f"sum({value})",
    Aggregate.HIGHEST: lambda value, order: f"max({value})",
    Aggregate.LOWEST: lambda value, order: f"min({value})",
    Aggregate.COUNT_DISTINCT: lambda value, order: f"count(DISTINCT {value})",
    Aggregate.FIRST: lambda value, order: f"first({value} ORDER BY {order})",
    Aggregate.LAST: lambda value, order: f"last({value} ORDER BY {order})",
}


def _order(lowering: PartnerLowering, node: RowAggregate) -> str:
    if node.aggregate not in _ENDS:
        return ""
    names = [*(f"{text} ASC NULLS LAST" for text in lowering.order()), FILE, NUMBER]
    return ", ".join(names)


def _held(of: Sql) -> Kind:
    match of.held:
        case Held.NUMBER:
            return Kind.NUMBER
        case Held.DAY:
            return Kind.DATE if of.plain else Kind.DAY
        case Held.TRUTH:
            return Kind.TRUTH
        case Held.TEXT:
            return Kind.TEXT


def _both(first: str, second: str) -> str:
    return f"({first}) AND ({second})" if first else second


def _may_be_empty(of: Expr, source: Source) -> bool:
    """Whether a good row may have no value."""
    given = {column.name: column for column in source.columns}
    return any(
        isinstance(item, ColumnValue)
        and (given[item.column].may_be_empty or given[item.column].computed is not None)
        for item in walk(of)
    )


def _parts(node: RowAggregate, source: Source) -> list[Expr]:
    """Return the parts of an aggregate's expressions, and those of the columns they rest on."""
    computed = {column.name: column.computed for column in source.columns if column.computed}
    waiting = [item for item in (node.of, node.where) if item is not None]
    if node.dated_by in computed:
        waiting.append(computed[node.dated_by])
    found: list[Expr] = []
    seen: set[str] = set()
    while waiting:
        for item in walk(waiting.pop()):
            found.append(item)
            if isinstance(item, ColumnValue) and item.source == source.name:
                inner = computed.get(item.column)
                if inner is not None and item.column not in seen:
                    seen.add(item.column)
                    waiting.append(inner)
    return found


def _varies(world: RowWorld, name: str) -> bool:
    if name in world.settings:
        return False
    values = world.agreement.get(name, Parameter).values
    return any(value.from_date is not None for value in values)


def _ladder(world: RowWorld, day: Sql) -> str:
    """Return the settlement period of a day in SQL, null outside all of them."""

    def written(number: int) -> str:
        return f"DATE '{iso(number)}'" if day.plain else f"{number:d}"

    own = day.plain or day.text
    periods = world.settlement.periods
    cases = " ".join(f"WHEN {own} <= {written(each.end)} THEN {each.index:d}" for each in periods)
    return f"CASE WHEN {own} < {written(periods[0].start)} THEN NULL {cases} END"


def _quoted(place: Path) -> str:
    return str(place).replace("'", "''")
