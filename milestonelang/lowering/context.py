"""What the parts of the lowering share: the Agreement, the builder, and where named things stand.

Named values are lowered when they are first asked for, so that a value comes after what it needs.
"""

from collections.abc import Callable
from fractions import Fraction

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.exits import exit_named
from milestonelang.agreement.expressions import Expr
from milestonelang.agreement.lines import ForEachRow, Line
from milestonelang.lowering.builder import Builder, Place
from milestonelang.primitives.currencies import minor_units
from milestonelang.primitives.periods import Period
from milestonelang.types import Count, Money, RoundingMode, Type, Unit


@records.frozen
class PaymentParts:
    """The values of one payment that others read."""

    plan: ir.PaymentPlan
    held: ir.ValueId
    to_set_off: ir.ValueId | None
    to_invoice: ir.ValueId | None


@records.frozen
class Frame:
    """Whose steps they are. *gate* holds in the periods in which a payment is made.

    *of_rows*: the steps are carried out for each row, and totals run over rows.
    """

    name: str
    type: Type
    every: Unit
    gate: ir.ValueId | None
    of_rows: bool = False


class Lowering:
    """The state of one lowering. Each table is by full name and filled on demand."""

    # The parts of the lowering call one another through these, since they are mutually recursive.
    expression: Callable[[Expr], ir.ValueId]
    metric_steps: Callable[[decl.Metric], tuple[ir.ValueId, list[ir.Step]]]
    payment_amount: Callable[[str], ir.ValueId]
    payment_parts: Callable[[str], PaymentParts]
    each_row: Callable[[ForEachRow, Frame], ir.Step]

    def __init__(
        self,
        agreement: decl.Agreement,
        periods: tuple[Period, ...],
        settings: dict[str, ir.Exact],
        given: frozenset[str],
        run_off: int,
        ends: ir.Ending | None = None,
        wind_down: int = 0,
    ) -> None:
        self.agreement = agreement
        self.periods = periods
        self.settings = settings
        self.given = given
        self.run_off = run_off
        self.ends = ends
        self.wind_down = wind_down
        self.residuals: tuple[ir.ResidualPlan, ...] | None = None
        self.in_full: dict[str, ir.ValueId] = {}
        self.builder = Builder()
        self.named: dict[str, ir.ValueId] = {}
        self.results: dict[str, ir.ValueId] = {}
        self.steps: dict[str, list[ir.Step]] = {}
        self.payments: dict[str, PaymentParts] = {}
        self.milestones: dict[str, ir.MilestonePlan] = {}
        self.achievements: dict[str, ir.ValueId] = {}
        self.duties: dict[str, ir.ValueId] = {}
        self.triggers: dict[str, ir.ValueId] = {}
        self.limits: dict[int, ir.ValueId] = {}
        self.balances: dict[str, ir.ValueId] = {}
        self.taken: dict[str, list[ir.ValueId]] = {}
        self.put: dict[str, list[ir.ValueId]] = {}
        self.rows: dict[str, ir.ValueId] = {}
        self.splits: dict[str, ir.SplitPlan] = {}
        self.set_offs: dict[tuple[str, str], ir.ValueId] = {}

    def place(self, node: Line | Expr) -> Place:
        """Return the place of a line or an expression."""
        return Place(node.id, node.span)

    def currency(self) -> Money:
        """Return the type of the contract's money."""
        return Money(self.agreement.contract.currency)

    def rounding(self, type: Type) -> tuple[Fraction, RoundingMode] | None:
        """Return the unit and mode to which results of *type* are rounded, or None for never."""
        rounding = self.agreement.contract.rounding
        match type:
            case Money(currency) if currency == self.agreement.contract.currency:
                return rounding.unit, rounding.mode
            case Money(currency):
                return Fraction(1, 10 ** (minor_units(currency) or 0)), rounding.mode
            case Count(unit):
                counted = self.agreement.declarations.get(unit)
                if isinstance(counted, decl.CountUnit) and counted.divisible:
                    return None
                return Fraction(1), rounding.mode
            case _:
                return None

    def in_term(self, place: Place) -> ir.ValueId | None:
        """Return whether the period is one of the term; None where all are."""
        after = self.run_off or self.wind_down
        return self.builder.fact(ir.PeriodFact.IN_TERM, place) if after else None

    def leaving(self) -> decl.Exit | None:
        """Return the exit that ends the agreement early, or None where none does."""
        return None if self.ends is None else exit_named(self.agreement, self.ends.exit)

    def end_of(self, unit: Unit, place: Place) -> ir.ValueId | None:
        """Return whether a span of *unit* ends with the period; None where each period ends one."""
        contract = self.agreement.contract
        if unit in (contract.settled, Unit.PERIOD):
            return None
        if unit is Unit.TERM:
            return self.builder.fact(ir.PeriodFact.LAST_OF_TERM, place)
        if unit is Unit.YEAR:
            return self.builder.fact(ir.PeriodFact.LAST_OF_YEAR, place)
        return self.builder.fact(ir.PeriodFact.LAST_OF_QUARTER, place)


def is_whole_period(unit: Unit, every: Unit, settled: Unit) -> bool:
    """Return whether a window of *unit* is one period of a payment made each *every*."""
    return unit in (Unit.PERIOD, settled, every)


def prorate(lowering: Lowering, id: ir.ValueId, type: Type, place: Place) -> ir.ValueId:
    """Return the value times the days in force over the days of the full period."""
    builder = lowering.builder
    days = builder.fact(ir.PeriodFact.DAYS, place)
    full = builder.fact(ir.PeriodFact.FULL_DAYS, place)
    product = builder.add(ir.Multiply(id, days), type, place)
    return builder.add(ir.Divide(product, full), type, place)
