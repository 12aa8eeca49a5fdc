"""Small programs made by hand: figures a period in, results a period out.

sheet = Sheet(4)
revenue = sheet.series(100, 200, None, 400)
total = sheet.add(ir.TotalBefore(revenue, Unit.TERM))
assert sheet.of(total) == [0, 100, 300, UNKNOWN]
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.exact.run import Run, run
from milestonelang.backends.exact.values import Unknown
from milestonelang.passes import PIPELINE
from milestonelang.primitives.dates import day_of
from milestonelang.primitives.periods import Period, periods_between
from milestonelang.source import FileId, Span
from milestonelang.types import MonthEnds, Number, Unit

UNKNOWN = "unknown"
NO_VALUE = ir.ValueId(-1)
_NOWHERE = Span(FileId(0), 0, 0)
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}


@records.frozen
class Term:
    """What periods need to know of a contract."""

    start: int
    end: int
    settled: Unit = Unit.QUARTER
    year_starts: tuple[int, int] | None = None


def term(periods: int, settled: Unit = Unit.QUARTER) -> Term:
    """Return a term of whole periods from 2026-01-01."""
    months = periods * _MONTHS[settled]
    end = day_of(2026 + months // 12, months % 12 + 1, 1) - 1
    return Term(day_of(2026, 1, 1), end, settled)


class Sheet:
    """A program under construction, and its data."""

    def __init__(
        self,
        periods: int = 1,
        run_off: int = 0,
        settled: Unit = Unit.QUARTER,
        over: Term | None = None,
        holidays: frozenset[int] = frozenset(),
        month_ends: MonthEnds = MonthEnds.ROLL_BACK,
    ) -> None:
        over = over or term(periods, settled)
        inside = periods_between(over, over.settled, over.start, over.end)
        whole = term(len(inside) + run_off, over.settled)
        further = periods_between(whole, over.settled, over.end + 1, whole.end) if run_off else ()
        self.term_periods = len(inside)
        self.periods: tuple[Period, ...] = inside + tuple(
            records.evolve(period, index=len(inside) + index)
            for index, period in enumerate(further)
        )
        self.holidays, self.month_ends = holidays, month_ends
        self.values: list[ir.Value] = []
        self.metrics: dict[str, tuple[Any, ...]] = {}
        self.queries: dict[int, tuple[Any, ...]] = {}
        self.events: dict[str, tuple[ir.Happening, ...]] = {}
        self.acts: dict[str, tuple[ir.Act, ...]] = {}

    def add(self, op: ir.Op, name: str | None = None) -> ir.ValueId:
        """Add a value; its origin is its own number."""
        id = ir.ValueId(len(self.values))
        self.values.append(ir.Value(id, op, Number(), int(id), _NOWHERE, name))
        return id

    def feed(self, id: ir.ValueId, **feeds: ir.ValueId) -> None:
        """Set what a value reads at the end of the period."""
        value = self.values[id]
        self.values[id] = records.evolve(value, op=records.evolve(value.op, **feeds))

    def constant(self, value: Any) -> ir.ValueId:
        """Add a constant; a whole number or a decimal text is exact."""
        return self.add(ir.Constant(exact(value)))

    def constants(self, *values: Any) -> tuple[ir.ValueId, ...]:
        """Add several constants."""
        return tuple(self.constant(value) for value in values)

    def series(self, *figures: Any) -> ir.ValueId:
        """Add a figure a period; None is missing, and so is what is not given."""
        name = f"m{len(self.values)}"
        given = list(figures) + [None] * (len(self.periods) - len(figures))
        self.metrics[name] = tuple(
            ir.Missing(name, period.label, None, None) if figure is None else exact(figure)
            for figure, period in zip(given, self.periods, strict=True)
        )
        return self.add(ir.MetricInput(name))

    def event(self, name: str, *rows: str | ir.Happening) -> str:
        """Give an event its rows, each by its day or whole."""
        self.events[name] = tuple(
            ir.Happening(day(row)) if isinstance(row, str) else row for row in rows
        )
        return name

    def part(self, of: ir.ValueId, name: str) -> ir.ValueId:
        """Add the reading of a part."""
        return self.add(ir.Part(of, name))

    def program(self, *kept: ir.ValueId) -> ir.Program:
        """Return the program."""
        return ir.Program(
            values=tuple(self.values),
            periods=self.periods,
            term_periods=self.term_periods,
            month_ends=self.month_ends,
            holidays=self.holidays,
            payments=(),
            milestones=(),
            directions=(),
            named={f"kept {id}": id for id in kept},
            metric_steps={},
            reports=(),
            undone=(),
        )

    def run(self) -> Run:
        """Run the program as it stands, after the passes; every value is kept."""
        program = self.program(*(value.id for value in self.values))
        for apply in PIPELINE:
            program = apply(program)
        return run(program, ir.Inputs(self.metrics, self.queries, self.events, self.acts))

    def of(self, id: ir.ValueId, part: str | None = None) -> list[Any]:
        """Return what a value is in each period; `UNKNOWN` where it is not known."""
        found = [results[id] for results in self.run().periods]
        if part is not None:
            found = [each[part] for each in found]
        return [UNKNOWN if isinstance(each, Unknown) else each for each in found]

    def reasons(self, id: ir.ValueId, period: int = 0, part: str | None = None) -> Sequence[Any]:
        """Return why a value is not known in a period."""
        found = self.run().periods[period][id]
        unknown = found if part is None else found[part]
        assert isinstance(unknown, Unknown)
        return unknown.reasons

    def one(self, op: ir.Op) -> Any:
        """Return what one operation gives in the first period."""
        return self.of(self.add(op))[0]


def exact(value: Any) -> ir.Exact:
    """Return a whole number as a fraction, a decimal text too; truth and names stay."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            return Fraction(value)
        except ValueError:
            return value
    assert isinstance(value, int | Fraction)
    return Fraction(value)


def fractions(*values: Any) -> list[Any]:
    """Return what results are compared with: decimals as exact values."""
    return [value if value == UNKNOWN else exact(value) for value in values]


def day(text: str) -> int:
    """Return the day of `2026-03-31`."""
    return day_of(*map(int, text.split("-")))


def date(text: str, sheet: Sheet) -> ir.ValueId:
    """Add a constant day."""
    return sheet.add(ir.Constant(day(text)))
