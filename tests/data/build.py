"""Small agreements made by hand, so that data can be tested without a file of terms."""

from fractions import Fraction
from typing import Any

from milestonelang.agreement import declarations as decl, expressions as ex
from milestonelang.agreement.expressions import NodeId
from milestonelang.agreement.lines import Rounding
from milestonelang.primitives.dates import parse_day
from milestonelang.source import FileId, Span
from milestonelang.types import (
    Aggregate,
    Choice,
    Count,
    Date,
    Duration,
    Lapse,
    Money,
    Number,
    Percent,
    RoundingMode,
    Text,
    Truth,
    Type,
    Unit,
)

SPAN = Span(FileId(0), 0, 0)
USD = Money("USD")
NOWHERE: dict[str, Any] = {"span": SPAN, "id": NodeId(0)}


def day(text: str) -> int:
    """Return the ordinal of a day written as `2026-03-31`."""
    found = parse_day(text)
    assert found is not None
    return found


def contract(
    start: str = "2026-01-01", end: str = "2027-12-31", settled: Unit = Unit.QUARTER
) -> decl.Contract:
    return decl.Contract(
        **NOWHERE,
        name="deal",
        title="Deal",
        version=None,
        start=day(start),
        end=day(end),
        settled=settled,
        currency="USD",
        rounding=Rounding(mode=RoundingMode.HALF_UP, unit=Fraction(1, 100)),
        year_starts=None,
        month_ends=None,
        calendar=None,
        due_dates_roll=False,
        due=None,
        notices_received_after=None,
        opposite_amounts_set_off=False,
        renewal=None,
        law=None,
    )


def party(name: str) -> decl.Party:
    return decl.Party(**NOWHERE, name=name, title=name.title(), described_as=())


def unit(name: str, plural: str | None = None, divisible: bool = False) -> decl.CountUnit:
    return decl.CountUnit(
        **NOWHERE, name=name, title=name, plural=plural or name + "s", divisible=divisible
    )


def between(low: str | Fraction | int, high: str | Fraction | int, step: str | None) -> decl.Range:
    return decl.Range(
        low=Fraction(low), high=Fraction(high), step=None if step is None else Fraction(step)
    )


def metric(
    name: str,
    type: Type,
    *,
    title: str | None = None,
    by: str = "company",
    every: Unit = Unit.QUARTER,
    within: int | None = 15,
    range: decl.Range | None = None,
    roll_up: decl.RollUp | None = None,
    in_force: bool = False,
    computed: bool = False,
    wind_down: bool = False,
    restated: int | None = None,
) -> decl.Metric:
    return decl.Metric(
        **NOWHERE,
        name=name,
        title=title or name.replace("_", " ").title(),
        type=type,
        computed=() if computed else None,
        reported=decl.Reported(**NOWHERE, by=by, frequency=every, count=within, unit=Unit.DAY),
        range=range,
        baselines=(),
        roll_up=roll_up,
        in_force_until_next=in_force,
        restated_periods=restated,
        audited=None,
        only_during_wind_down=wind_down,
    )


def column(
    name: str,
    type: Type,
    *,
    unique: bool = False,
    may_be_empty: bool = False,
    computed: ex.Expr | None = None,
    range: decl.Range | None = None,
) -> decl.Column:
    return decl.Column(
        **NOWHERE,
        name=name,
        type=type,
        unique=unique,
        may_be_empty=may_be_empty,
        computed=computed,
        range=range,
    )


def source(
    name: str, columns: tuple[decl.Column, ...], dated_by: str, ordered_by: tuple[str, ...] = ()
) -> decl.Source:
    return decl.Source(
        **NOWHERE,
        name=name,
        title=name.title(),
        kept_by="company",
        columns=columns,
        dated_by=dated_by,
        ordered_by=ordered_by,
    )


def event(
    name: str,
    *,
    reported_by: str | None = None,
    decided_by: str | None = None,
    outcomes: tuple[str, ...] = (),
) -> decl.Event:
    return decl.Event(
        **NOWHERE,
        name=name,
        title=name.title(),
        reported_by=reported_by,
        decided_by=decided_by,
        within=None,
        outcomes=outcomes,
        until_then=None,
        otherwise=None,
    )


def audit(name: str, *of: str, by: str) -> decl.Audit:
    return decl.Audit(
        **NOWHERE,
        name=name,
        title=name.title(),
        of=of,
        every=Unit.YEAR,
        by=by,
        by_party=False,
        notice=None,
        findings=(),
    )


def exit_(name: str, wind_down_quarters: int | None = None) -> decl.Exit:
    wind_down = None
    if wind_down_quarters is not None:
        wind_down = decl.WindDown(
            **NOWHERE, count=wind_down_quarters, unit=Unit.QUARTER, until=None, lines=()
        )
    return decl.Exit(
        **NOWHERE,
        name=name,
        title=name.title(),
        who="company",
        grounds=None,
        exercisable=None,
        notice=None,
        ends_at_period=None,
        curable=None,
        cured_by_paying=None,
        cured_when=None,
        payments=(),
        wind_down=wind_down,
        survives=(),
    )


def agreement(*items: decl.Declaration, terms: decl.Contract | None = None) -> decl.Agreement:
    return decl.Agreement(
        contract=terms or contract(),
        declarations={item.name: item for item in items},
        computation=(),
        sources=(),
    )


BILLING = source(
    "billing",
    (
        column("customer", Text()),
        column("issued_on", Date()),
        column("kind", Choice(("invoice", "refund", "credit"))),
        column("amount", USD),
    ),
    dated_by="issued_on",
)

DEALS = source(
    "deals",
    (
        column("deal", Text(), unique=True),
        column("closed_on", Date()),
        column("churned_on", Date(), may_be_empty=True),
        column("size", USD),
        column(
            "total",
            USD,
            computed=ex.RunningColumn(
                **NOWHERE,
                type=USD,
                aggregate=Aggregate.SUM,
                source="deals",
                of=ex.ColumnValue(**NOWHERE, type=USD, source="deals", column="size"),
                same=None,
            ),
        ),
    ),
    dated_by="closed_on",
    ordered_by=("closed_on", "deal"),
)

SAMPLE = agreement(
    party("company"),
    party("partner"),
    unit("customer"),
    BILLING,
    DEALS,
    metric("net_revenue", USD, computed=True),
    metric("retention", Percent(), title="Customer Retention", range=between(0, 1, "0.000001")),
    metric("gross_margin", Percent(), range=between(-1, 1, "0.000001")),
    metric("onboarding_time", Duration(Lapse.DAYS), by="partner", range=between(0, 365, "1")),
    metric("bookings", USD),
    metric("seats", Count("customer")),
    metric("index", Number()),
    metric("certified", Truth()),
    metric("volume", USD, every=Unit.MONTH, roll_up=decl.RollUp.SUMMED),
    metric("wind_down_costs", USD, wind_down=True),
    event("certificate", reported_by="partner"),
    event("approval", decided_by="company", outcomes=("granted", "denied")),
    event("material_change", decided_by="company"),
    exit_("for_cause", wind_down_quarters=2),
)
