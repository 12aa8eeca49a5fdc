"""Expressions over rows in SQL, where they have an exact form in integers.

In: an expression of the checked contract. Out: SQL with the scale of its integers. Raises
NotInSqlError for what is left to plain Python. Unknown is null, and SQL's `and`, `or` and `not`
settle what the language settles.
"""

from collections.abc import Mapping
from fractions import Fraction

from milestonelang import records
from milestonelang.agreement import expressions as ex
from milestonelang.agreement.declarations import Source
from milestonelang.data.duckdb_guards import integer, quoted
from milestonelang.data.duckdb_tables import ROW, Held, Stored, known_rows, table_of
from milestonelang.data.model import Exact, LargeRows
from milestonelang.data.row_values import RowWorld
from milestonelang.primitives.dates import iso
from milestonelang.primitives.numbers import decimal_text
from milestonelang.types import Aggregate, Comparison, Extreme, MonthEnds, Unit

_MOST_PLACES = 14
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_SIGNS = {
    Comparison.LESS: "<",
    Comparison.AT_MOST: "<=",
    Comparison.MORE: ">",
    Comparison.AT_LEAST: ">=",
    Comparison.EQUAL: "=",
    Comparison.DIFFERENT: "<>",
}


class NotInSqlError(Exception):
    """An expression without an exact form in SQL."""


@records.frozen
class Sql:
    """A value in SQL: how it is held, and for numbers the scale.

    *plain* is the same value as the database's own decimal or date, where it is a column of these;
    *constant* the value where it is one.
    """

    text: str
    held: Held
    scale: int = 0
    plain: str = ""
    constant: Exact | None = None

    def at_scale(self, scale: int) -> str:
        """Return the integer at a larger scale."""
        if scale == self.scale:
            return self.text
        return f"({self.text} * {integer(10 ** (scale - self.scale))})"


class Lowering:
    """Lowers expressions over one table; computed columns become columns of its relation.

    *same* is a column whose values rows must share to be counted together, if there is one; *row*
    puts rows that stand in one place in the order of the file.
    """

    def __init__(
        self,
        world: RowWorld,
        source: Source,
        columns: Mapping[str, Stored],
        relation: str,
        same: str | None = None,
        row: str = ROW,
    ) -> None:
        self.world = world
        self.source = source
        self._stored = dict(columns)
        self._relation = relation
        self._same = same
        self._row = row
        self._layers: list[str] = []

    def relation(self) -> str:
        """Return the rows that are known, with the computed columns that were asked for."""
        relation = self._relation
        for layer in self._layers:
            relation = f"(SELECT *, {layer} FROM {relation})"
        return relation

    def column(self, name: str) -> Sql:
        """Return a column of the table, computed in its relation where it is computed."""
        stored = self._stored.get(name)
        if stored is None:
            declared = next(item for item in self.source.columns if item.name == name)
            assert declared.computed is not None, f"the table has no column {name}"
            value = self.lower(declared.computed)
            own = f'"c{len(self._layers)}"'
            self._layers.append(f"{value.text} AS {own}")
            stored = self._stored[name] = Stored(own, value.held, value.scale)
        return Sql(stored.sql, stored.held, stored.scale, stored.plain)

    def order(self) -> list[str]:
        """Return the columns of the declared order, else the date."""
        names = self.source.ordered_by or (self.source.dated_by,)
        return [self.column(name).text for name in names]

    def condition(self, node: ex.Expr) -> str:
        """Return a condition in SQL."""
        found = self.lower(node)
        if found.held is not Held.TRUTH:
            raise NotInSqlError(type(node).__name__)
        return found.text

    def lower(self, node: ex.Expr) -> Sql:
        """Return *node* in SQL."""
        match node:
            case ex.Literal(value=value):
                return _constant(value)
            case ex.ColumnValue(source=source, column=column) if source == self.source.name:
                return self.column(column)
            case ex.ParameterValue(parameter=name):
                return _constant(self._parameter(name))
            case ex.SegmentValue(segment=name):
                return _constant(_known(self.world.segment(name)))
            case ex.Add(terms=terms):
                return self._sum([(term, "+") for term in terms])
            case ex.Subtract(left=left, right=right):
                return self._sum([(left, "+"), (right, "-")])
            case ex.Negate(operand=operand):
                return self._sum([(operand, "-")])
            case ex.Multiply(left=left, right=right) | ex.ShareOf(share=left, of=right):
                return self._product(left, right)
            case ex.ExtremeOf(which=which, items=items):
                return self._extreme(which, items)
            case ex.Compare() | ex.OneOf() | ex.AllOf() | ex.AnyOf() | ex.Not() | ex.IsKnown():
                return Sql(f"({self._condition(node)})", Held.TRUTH)
            case ex.Excess(amount=amount, over=over):
                found = self._sum([(amount, "+"), (over, "-")])
                # The database's own `greatest` leaves out what is unknown.
                text = f"(CASE WHEN {found.text} < 0 THEN {integer(0)} ELSE {found.text} END)"
                return Sql(text, Held.NUMBER, found.scale)
            case ex.Choose(condition=condition, then=then, otherwise=otherwise):
                return self._choice(condition, then, otherwise)
            case ex.FullBetween(unit=unit, start=start, end=end):
                return self._full(unit, start, end)
            case ex.DaysBetween(start=start, end=end):
                return Sql(f"({self._day(end)} - {self._day(start)})", Held.NUMBER)
            case ex.RunningColumn():
                return self._running(node)
            case ex.AppearsIn(operand=operand, source=source, column=column):
                return self.appears(self.lower(operand), source, column)
            case _:
                raise NotInSqlError(type(node).__name__)

    def appears(self, value: Sql, source: str, column: str) -> Sql:
        """Return whether a value is one of another source's column."""
        raise NotInSqlError("AppearsIn")

    # ---- numbers and days

    def _number(self, node: ex.Expr) -> Sql:
        found = self.lower(node)
        if found.held is not Held.NUMBER:
            raise NotInSqlError(type(node).__name__)
        return found

    def _day(self, node: ex.Expr) -> str:
        found = self.lower(node)
        if found.held is not Held.DAY:
            raise NotInSqlError(type(node).__name__)
        return found.text

    def _sum(self, parts: list[tuple[ex.Expr, str]]) -> Sql:
        terms = [(self._number(node), sign) for node, sign in parts]
        scale = max(term.scale for term, _ in terms)
        # The zero widens the sum to 128 bits before anything is added.
        texts = [integer(0), *(f"{sign} {term.at_scale(scale)}" for term, sign in terms)]
        return Sql(f"({' '.join(texts)})", Held.NUMBER, scale)

    def _product(self, left: ex.Expr, right: ex.Expr) -> Sql:
        first, second = self._number(left), self._number(right)
        text = f"({first.text}::HUGEINT * {second.text}::HUGEINT)"
        return Sql(text, Held.NUMBER, first.scale + second.scale)

    def _extreme(self, which: Extreme, items: tuple[ex.Expr, ...]) -> Sql:
        parts = [self.lower(item) for item in items]
        held = parts[0].held
        if held not in (Held.NUMBER, Held.DAY) or any(part.held is not held for part in parts):
            raise NotInSqlError("ExtremeOf")
        scale = max(part.scale for part in parts)
        texts = [part.at_scale(scale) for part in parts]
        function = "least" if which in (Extreme.LESSER, Extreme.EARLIER) else "greatest"
        # The database's own functions leave out what is unknown.
        known = " AND ".join(f"{text} IS NOT NULL" for text in texts)
        return Sql(f"(CASE WHEN {known} THEN {function}({', '.join(texts)}) END)", held, scale)

    def _choice(self, condition: ex.Expr, then: ex.Expr, otherwise: ex.Expr) -> Sql:
        holds = self.condition(condition)
        first, second = self.lower(then), self.lower(otherwise)
        if first.held is not second.held:
            raise NotInSqlError("Choose")
        scale = max(first.scale, second.scale)
        text = (
            f"(CASE WHEN {holds} THEN {first.at_scale(scale)} "
            f"WHEN NOT {holds} THEN {second.at_scale(scale)} END)"
        )
        return Sql(text, first.held, scale)

    def _full(self, unit: Unit, start: ex.Expr, end: ex.Expr) -> Sql:
        """Return how many full weeks, months or years lie between two days."""
        first, last = self.lower(start), self.lower(end)
        if first.held is not Held.DAY or last.held is not Held.DAY:
            raise NotInSqlError("FullBetween")
        if unit in _DAYS:
            text = f"(({last.text} - {first.text}) // {_DAYS[unit]:d})::HUGEINT"
            return Sql(text, Held.NUMBER)
        ends = self.world.agreement.contract.month_ends or MonthEnds.ROLL_BACK
        if ends is not MonthEnds.ROLL_BACK or unit not in _MONTHS:
            raise NotInSqlError("FullBetween")
        days = [_as_date(first), _as_date(last)]
        forth, back = _full_months(*days), _full_months(*reversed(days))
        step = _MONTHS[unit]
        text = (
            f"(CASE WHEN {days[1]} >= {days[0]} THEN {forth} // {step:d} "
            f"WHEN {days[1]} < {days[0]} THEN -({back} // {step:d}) END)::HUGEINT"
        )
        return Sql(text, Held.NUMBER)

    def _parameter(self, name: str) -> Exact:
        values = {
            self.world.parameter(name, period.end) for period in self.world.settlement.periods
        }
        value = values.pop() if len(values) == 1 else None
        if value is None:
            raise NotInSqlError("a parameter that changes")
        return value

    # ---- conditions

    def _condition(
        self, node: ex.Compare | ex.OneOf | ex.AllOf | ex.AnyOf | ex.Not | ex.IsKnown
    ) -> str:
        match node:
            case ex.Compare(left=left, comparison=comparison, right=right):
                first, second = _alike(self.lower(left), self.lower(right))
                return f"{first} {_SIGNS[comparison]} {second}"
            case ex.OneOf(operand=operand, values=values):
                own = self.lower(operand)
                if own.held is Held.TEXT:
                    return f"{own.text} IN ({', '.join(self.lower(item).text for item in values)})"
                pairs = [_alike(own, self.lower(value)) for value in values]
                return " OR ".join(f"{first} = {second}" for first, second in pairs)
            case ex.AllOf(conditions=conditions):
                return " AND ".join(self.condition(item) for item in conditions)
            case ex.AnyOf(conditions=conditions):
                return " OR ".join(self.condition(item) for item in conditions)
            case ex.Not(condition=condition):
                return f"NOT {self.condition(condition)}"
            case ex.IsKnown(operand=operand):
                return f"{self.lower(operand).text} IS NOT NULL"

    # ---- running columns

    def _running(self, node: ex.RunningColumn) -> Sql:
        functions = {
            Aggregate.SUM: "sum",
            Aggregate.HIGHEST: "max",
            Aggregate.LOWEST: "min",
            Aggregate.COUNT: "count",
        }
        if node.aggregate not in functions:
            raise NotInSqlError("RunningColumn")
        of = self.lower(node.of)
        same = None if node.same is None else self.column(node.same).text
        sharing = ", ".join(item for item in (self._same, same) if item is not None)
        group = f"PARTITION BY {sharing} " if sharing else ""
        order = ", ".join([*(f"{text} ASC NULLS LAST" for text in self.order()), self._row])
        window = f"OVER ({group}ORDER BY {order} ROWS UNBOUNDED PRECEDING)"
        if node.aggregate is Aggregate.COUNT:
            value, held, scale = f"count(*) {window}", Held.NUMBER, 0
        else:
            unknown = f"count(*) FILTER (WHERE {of.text} IS NULL) {window} > 0"
            value = f"{functions[node.aggregate]}({of.text}) {window}"
            value = f"CASE WHEN {unknown} THEN NULL ELSE {value} END"
            held, scale = of.held, of.scale
        if same is not None:
            value = f"CASE WHEN {same} IS NOT NULL THEN {value} END"
        return Sql(f"({value})", held, scale)


def _known(value: Exact | None) -> Exact:
    if value is None:
        raise NotInSqlError("a segment that is not set")
    return value


def _constant(value: Exact) -> Sql:
    if isinstance(value, bool):
        return Sql("true" if value else "false", Held.TRUTH)
    if isinstance(value, str):
        return Sql(quoted(value), Held.TEXT)
    if isinstance(value, int):
        return Sql(f"{value:d}", Held.DAY, constant=value)
    for scale in range(_MOST_PLACES + 1):
        scaled = value * 10**scale
        if scaled.denominator == 1 and abs(scaled) < 10**36:
            return Sql(integer(scaled), Held.NUMBER, scale, constant=value)
    raise NotInSqlError("a constant that no decimal writes")


def _alike(first: Sql, second: Sql) -> tuple[str, str]:
    if first.held is not second.held:
        raise NotInSqlError("Compare")
    own = (_own(first, second), _own(second, first))
    if own[0] and own[1]:
        return own
    scale = max(first.scale, second.scale)
    return first.at_scale(scale), second.at_scale(scale)


def _own(side: Sql, other: Sql) -> str:
    """Return a side of a comparison as the database's own decimal or date, or nothing."""
    if side.plain:
        return side.plain
    if side.constant is None or not other.plain:
        return ""
    if side.held is Held.DAY:
        return f"DATE '{iso(int(side.constant))}'"
    digits = len(str(abs(int(side.constant * 10**side.scale))))
    width = max(digits, side.scale)
    return f"'{decimal_text(Fraction(side.constant))}'::DECIMAL({width:d}, {side.scale:d})"


def _as_date(day: Sql) -> str:
    return day.plain or f"(DATE '0001-01-01' + ({day.text} - 1)::INTEGER)"


def _full_months(start: str, end: str) -> str:
    """Return the full months from a day to a later one; months without the day roll back."""
    months = f"((year({end}) - year({start})) * 12 + month({end}) - month({start}))"
    return f"({months} - ({start} + to_months({months}::INTEGER) > {end})::INTEGER)"


def lowering_of(world: RowWorld, rows: LargeRows) -> Lowering:
    """Return what lowers expressions over rows that a database keeps."""
    source = world.agreement.get(rows.source, Source)
    return Lowering(world, source, table_of(rows).columns, known_rows(rows))
