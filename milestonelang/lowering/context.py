"""What the parts of the lowering share: the Agreement, the builder, and where named things stand.

Named values are lowered when they are first asked for, so that a value comes after what it needs.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.exits import exit_named
from milestonelang.agreement.expressions import Expr
from milestonelang.agreement.lines import ForEachRow, Line
from milestonelang.lowering.builder import Builder, Place
from milestonelang.primitives.currencies import minor_units
from milestonelang.primitives.periods import Period, anchor_month
from milestonelang.types import Count, Invalid, Money, RoundingMode, Truth, Type, Unit

D = TypeVar("D", bound=decl.Declaration)


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

    *of_rows*: the steps are carried out for each row, and totals run over rows. *in_span*: an
    amendment put the steps in place or takes them out, and *gate* leaves out the other periods;
    *billed* does not. *before* is what was in force until then gives, which counts towards maximums
    and minimums.
    """

    name: str
    type: Type
    every: Unit
    gate: ir.ValueId | None
    of_rows: bool = False
    in_span: bool = False
    billed: ir.ValueId | None = None
    before: ir.ValueId | None = None

    @property
    def runs_up(self) -> ir.ValueId | None:
        """Whether what ran up is billed in the period, whichever terms are in force."""
        return self.billed if self.in_span else self.gate


@records.frozen
class Achieving:
    """How a milestone stands by its terms of one span; *is_open* if those before left it open."""

    declared: decl.Milestone
    id: ir.ValueId
    state: ir.ValueId
    is_open: ir.ValueId | None
    overtaking: tuple[ir.MilestonePlan, ...]


class Lowering:
    """The state of one lowering. Each table is by full name and filled on demand."""

    # The parts of the lowering call one another through these, since they are mutually recursive.
    expression: Callable[[Expr], ir.ValueId]
    metric_steps: Callable[
        [decl.Metric, ir.ValueId | None, ir.ValueId | None], tuple[ir.ValueId, list[ir.Step]]
    ]
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
        self.steps_since: dict[str, list[tuple[int, tuple[ir.Step, ...]]]] = {}
        self.payments: dict[str, PaymentParts] = {}
        self.milestones: dict[str, ir.MilestonePlan] = {}
        self.achievements: dict[str, list[Achieving]] = {}
        self.duties: dict[str, ir.ValueId] = {}
        self.triggers: dict[str, ir.ValueId] = {}
        self.audits: dict[str, ir.ValueId] = {}
        self.trigger_spans: dict[str, list[tuple[decl.Trigger, ir.ValueId]]] = {}
        self.limits: dict[int, tuple[ir.ValueId, ...]] = {}
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

    def spans(self, name: str, kind: type[D]) -> list[tuple[D, ir.ValueId | None]]:
        """Return what a name stands for in turn, and when each is in force; None for always."""
        versions = self.agreement.versions.get(name)
        if versions is None:
            return [(self.agreement.get(name, kind), None)]
        found: list[tuple[D, ir.ValueId | None]] = []
        for position, version in enumerate(versions):
            declared = version.declared
            if declared is None:
                continue
            assert isinstance(declared, kind)
            place = self.place(declared)
            parts = []
            if version.since is not None:
                parts.append(self.builder.add(ir.FromDate(version.since), Truth(), place))
            for later in versions[position + 1 : position + 2]:
                assert later.since is not None
                ended = self.builder.add(ir.FromDate(later.since), Truth(), place)
                parts.append(self.builder.add(ir.Not(ended), Truth(), place))
            gate = parts[0] if len(parts) == 1 else self.builder.all_of(parts, place)
            found.append((declared, gate))
        return found

    def since(self, name: str, declared: decl.Declaration) -> int:
        """Return the day from which a version of a name is in force, nought for the first."""
        versions = self.agreement.versions.get(name, ())
        return next((item.since or 0 for item in versions if item.declared is declared), 0)

    def days_of(self, name: str, declared: decl.Declaration) -> tuple[int | None, int | None]:
        """Return from which day on, and until before which, a version of a name is in force."""
        versions = self.agreement.versions.get(name, ())
        for position, version in enumerate(versions):
            if version.declared is declared:
                following = versions[position + 1 : position + 2]
                return version.since, following[0].since if following else None
        return None, None

    def spans_of(self, kind: type[D]) -> list[tuple[D, ir.ValueId | None]]:
        """Return everything of a kind that is ever in force, in the order declared."""
        names = [name for name, item in self.agreement.declarations.items() if type(item) is kind]
        return [span for name in names for span in self.spans(name, kind)]

    def in_term(self, place: Place) -> ir.ValueId | None:
        """Return whether the period is one of the term; None where all are."""
        after = self.run_off or self.wind_down
        return self.builder.fact(ir.PeriodFact.IN_TERM, place) if after else None

    def leaving(self) -> decl.Exit | None:
        """Return the exit that ends the agreement early, or None where none does."""
        ends = self.ends
        return None if ends is None else exit_named(self.agreement, ends.exit, ends.received)

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


def prorate(
    lowering: Lowering, id: ir.ValueId, every: Unit, type: Type, place: Place
) -> ir.ValueId:
    """Return the value times the days in force over the days of the full period.

    A payment that is made less often than the contract settles has longer periods.
    """
    builder, contract = lowering.builder, lowering.agreement.contract
    unit = Unit.PERIOD if every is contract.settled else every
    start = anchor_month(contract, unit)
    days = builder.add(ir.OfPeriod(ir.PeriodFact.DAYS, unit, start), Invalid(), place)
    full = builder.add(ir.OfPeriod(ir.PeriodFact.FULL_DAYS, unit, start), Invalid(), place)
    product = builder.add(ir.Multiply(id, days), type, place)
    return builder.add(ir.Divide(product, full), type, place)
