"""Agreements made by hand, for tests of numbers and sentences without a parser."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import count
from typing import Any

from milestonelang import types as t
from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.primitives.dates import day_of
from milestonelang.source import FileId, Span
from milestonelang.types import RoundingMode, Unit

IDS = count(1)
SPAN = Span(FileId(0), 0, 0)
USD = t.Money("USD")
PERCENT = t.Percent()
TRUTH = t.Truth()
NUMBER = t.Number()
DATE = t.Date()
DAYS = t.Duration(t.Lapse.DAYS)


def make(kind: Any, *args: Any, **fields: Any) -> Any:
    """Return a node with an id and a place of its own."""
    return kind(*args, id=e.NodeId(next(IDS)), span=SPAN, **fields)


def ex(kind: Any, *args: Any, type: t.Type = USD) -> Any:
    """Return an expression."""
    return make(kind, *args, type=type)


def usd(amount: str | int) -> e.Literal:
    """Return `USD 250,000`."""
    return ex(e.Literal, Fraction(amount))  # type: ignore[no-any-return]


def pct(share: str | int) -> e.Literal:
    """Return `8%`."""
    return ex(e.Literal, Fraction(share) / 100, type=PERCENT)  # type: ignore[no-any-return]


def num(value: str | int) -> e.Literal:
    """Return `0.35`."""
    return ex(e.Literal, Fraction(value), type=NUMBER)  # type: ignore[no-any-return]


def days(value: int) -> e.Literal:
    """Return `14 days`."""
    return ex(e.Literal, Fraction(value), type=DAYS)  # type: ignore[no-any-return]


def metric(name: str, type: t.Type = USD) -> e.MetricValue:
    """Return the use of a metric."""
    return ex(e.MetricValue, name, type=type)  # type: ignore[no-any-return]


def compare(left: Any, sign: e.Comparison, right: Any) -> e.Compare:
    """Return `left <= right`."""
    return ex(e.Compare, left, sign, right, type=TRUTH)  # type: ignore[no-any-return]


def in_state(subject: e.Subject, name: str, state: str) -> e.InState:
    """Return `name is state`."""
    return ex(e.InState, subject, name, state, type=TRUTH)  # type: ignore[no-any-return]


def declared(kind: Any, name: str, title: str, **fields: Any) -> Any:
    """Return a declaration."""
    return make(kind, name=name, title=title, **fields)


def contract(**changes: Any) -> d.Contract:
    """Return the contract of the sample."""
    fields: dict[str, Any] = {
        "version": "1.0",
        "start": day_of(2026, 1, 1),
        "end": day_of(2027, 12, 31),
        "settled": Unit.QUARTER,
        "currency": "USD",
        "rounding": n.Rounding(mode=RoundingMode.HALF_UP, unit=Fraction(1, 100)),
        "year_starts": None,
        "month_ends": t.MonthEnds.ROLL_BACK,
        "calendar": None,
        "due_dates_roll": False,
        "due": None,
        "notices_received_after": None,
        "opposite_amounts_set_off": False,
        "renewal": None,
        "law": "the State of Delaware",
    }
    return declared(  # type: ignore[no-any-return]
        d.Contract, "northwind", "Partner Growth Agreement", **(fields | changes)
    )


def party(name: str, title: str, words: str) -> d.Party:
    """Return a party."""
    return declared(d.Party, name, title, described_as=(words,))  # type: ignore[no-any-return]


def parties() -> tuple[d.Party, ...]:
    """Return the two parties of the sample."""
    return (
        party("company", "Acme Analytics, Inc.", "a Delaware corporation"),
        party("partner", "Northwind GmbH", "a German limited liability company"),
    )


def a_metric(name: str, title: str, type: t.Type = USD, **changes: Any) -> d.Metric:
    """Return a reported metric."""
    fields: dict[str, Any] = {
        "type": type,
        "computed": None,
        "reported": make(d.Reported, by="company", frequency=Unit.QUARTER, count=15, unit=Unit.DAY),
        "range": None,
        "baselines": (),
        "roll_up": None,
        "in_force_until_next": False,
        "restated_periods": None,
        "audited": None,
        "only_during_wind_down": False,
        "means": (f"what {title} means",),
    }
    return declared(d.Metric, name, title, **(fields | changes))  # type: ignore[no-any-return]


def due(days: int = 30) -> n.Due:
    """Return `due within 30 days of the end of the quarter`."""
    return make(n.Due, days, Unit.DAY, n.DueFrom.END_OF_PERIOD)  # type: ignore[no-any-return]


def payment(
    name: str,
    title: str,
    steps: Iterable[Any],
    settlement: Iterable[Any] = (),
    **changes: Any,
) -> d.Payment:
    """Return a quarterly payment from company to partner."""
    fields: dict[str, Any] = {
        "payer": "company",
        "payee": "partner",
        "every": Unit.QUARTER,
        "type": USD,
        "grants": None,
        "steps": tuple(steps),
        "settlement": tuple(settlement),
        "due": due(),
        "late_interest": None,
        "shown_at_edges": False,
    }
    return declared(d.Payment, name, title, **(fields | changes))  # type: ignore[no-any-return]


def agreement(
    *declarations: Any, of: d.Contract | None = None, computation: tuple[str, ...] = ()
) -> d.Agreement:
    """Return an agreement of these declarations between the sample's parties."""
    found = {item.name: item for item in (*parties(), *declarations)}
    return d.Agreement(
        contract=of or contract(),
        declarations=found,
        computation=computation,
        sources=(("northwind.terms", "cd16ff7d2dfb93a7" * 4),),
    )


def bands(
    kind: n.TableKind, *rows: tuple[Any, Any], includes: bool = True, **changes: Any
) -> n.Table:
    """Return a table of bands; the last cut is None."""
    return make(  # type: ignore[no-any-return]
        n.Table,
        kind,
        bands=tuple(make(n.Band, rate, cut, includes, None) for rate, cut in rows),
        **changes,
    )


def points(*rows: tuple[Any, Any], continued: bool = False) -> n.Table:
    """Return an interpolated table."""
    return make(  # type: ignore[no-any-return]
        n.Table,
        n.TableKind.INTERPOLATED,
        points=tuple(make(n.Point, at, gives) for at, gives in rows),
        continued_outside=continued,
    )


def base_commission() -> d.Payment:
    """Return the sample's first payment."""
    low = compare(metric("retention", PERCENT), e.Comparison.LESS, pct(75))
    table = bands(
        n.TableKind.MARGINAL,
        (ex(e.ParameterValue, "base_rate", type=PERCENT), usd(250000)),
        (pct(10), usd(1000000)),
        (pct(12), None),
    )
    gate = compare(metric("discount_rate", PERCENT), e.Comparison.AT_MOST, pct(15))
    return payment(
        "base_commission",
        "Base Commission",
        (
            make(n.On, metric("net_revenue"), n.Accumulation.YEARLY, table),
            make(n.OnlyIf, gate),
            make(n.AtMost, usd(90000), Unit.YEAR),
        ),
        (make(n.HoldBack, pct(10), 2, (), n.ForfeitureTime.AT_RELEASE, low),),
    )


def retention_bonus() -> d.Payment:
    """Return the sample's second payment."""
    amount = ex(e.ShareOf, pct(2), metric("net_revenue"))
    factor = ex(e.ApplySchedule, "retention_scale", metric("retention", PERCENT), type=PERCENT)
    low = compare(metric("retention", PERCENT), e.Comparison.LESS, pct(70))
    return payment(
        "retention_bonus",
        "Retention Bonus",
        (make(n.Amount, amount), make(n.Times, factor), make(n.AtMost, usd(40000), Unit.YEAR)),
        (make(n.ClawsBack, low, n.Recovery.SET_OFF, pct(50), 2),),
    )


def northwind() -> d.Agreement:
    """Return the sample, without its modules and its example."""
    shock = compare(metric("gross_margin", PERCENT), e.Comparison.LESS, pct(35))
    over = compare(metric("gross_margin", PERCENT), e.Comparison.AT_LEAST, pct(38))
    onboarded = compare(metric("onboarding_time", DAYS), e.Comparison.AT_MOST, days(14))
    missed = in_state(e.Subject.MILESTONE, "fast_onboarding", "missed")
    overdue = in_state(e.Subject.OBLIGATION, "corrective_plan", "overdue")
    active = in_state(e.Subject.TRIGGER, "margin_shock", "active")
    grounds = (missed, overdue, ex(e.Consecutive, active, 4, type=TRUTH))
    return agreement(
        declared(
            d.Parameter,
            "base_rate",
            "Base Rate",
            type=PERCENT,
            by=None,
            values=(make(d.DatedValue, value=pct(8)),),
            texts=(),
            range=d.Range(low=Fraction(5, 100), high=Fraction(12, 100), step=Fraction(1, 1000000)),
        ),
        a_metric("net_revenue", "Net Revenue", restated_periods=4, because=("It is fair.",)),
        a_metric("retention", "Customer Retention", PERCENT),
        a_metric("gross_margin", "Gross Margin", PERCENT),
        a_metric("onboarding_time", "Median Onboarding Time", DAYS),
        a_metric("discount_rate", "Average Discount", PERCENT),
        declared(
            d.Schedule,
            "retention_scale",
            "Retention Multiplier",
            domain=PERCENT,
            codomain=PERCENT,
            table=points((pct(80), pct(0)), (pct(90), pct(100)), (pct(95), pct(120))),
        ),
        base_commission(),
        retention_bonus(),
        declared(
            d.Milestone,
            "fast_onboarding",
            "Onboarding Speed",
            condition=ex(e.Consecutive, onboarded, 2, type=TRUTH),
            earliest=None,
            latest=day_of(2026, 12, 31),
            after=None,
            requires=(
                make(d.Requirement, event="onboarding_certificate", party="partner", within=None),
            ),
            payer="company",
            payee="partner",
            amount=usd(50000),
            grants=None,
            extensions=(),
            if_missed=(make(n.Owes, "partner", "recovery_plan", 30, Unit.DAY),),
            skipped=None,
            skipped_with=None,
            due=None,
        ),
        declared(
            d.Trigger,
            "margin_shock",
            "Margin Shock",
            starts_when=ex(e.Consecutive, shock, 2, type=TRUTH),
            ends_when=over,
            lasts=4,
            from_next_period=False,
            effects=(
                make(n.Reduced, ("base_commission",), pct(50)),
                make(n.Reduced, ("retention_bonus",), pct(25)),
            ),
            on_start=(make(n.Owes, "partner", "corrective_plan", 30, Unit.DAY),),
        ),
        *_events_and_duties(),
        declared(
            d.Exit,
            "for_cause",
            "Termination for Cause",
            who="company",
            grounds=ex(e.AnyOf, grounds, type=TRUTH),
            exercisable=None,
            notice=(30, Unit.DAY),
            ends_at_period=Unit.QUARTER,
            curable=(30, Unit.DAY),
            cured_by_paying=None,
            cured_when=None,
            payments=(),
            wind_down=_wind_down(),
            survives=("confidentiality",),
        ),
        a_metric("wind_down_costs", "Wind-Down Costs", only_during_wind_down=True),
        declared(
            d.Clause,
            "confidentiality",
            "Confidentiality",
            paragraphs=(("Each party shall keep ", d.Mention("base_rate"), " secret."),),
        ),
    )


def _wind_down() -> d.WindDown:
    half = make(
        d.ResidualPayment,
        payer="company",
        payee="partner",
        share=pct(50),
        of_payment="base_commission",
        value=None,
    )
    costs = make(
        d.ResidualPayment,
        payer="partner",
        payee="company",
        share=pct(40),
        of_payment=None,
        value=metric("wind_down_costs"),
    )
    held = make(d.Fate, payment="base_commission", portion="held", fate="released at the end")
    passes = make(d.Passes, what=("the joint marketing materials",), to="company")
    lines = (half, costs, held, passes)
    return make(  # type: ignore[no-any-return]
        d.WindDown, count=2, unit=Unit.QUARTER, until=None, lines=lines
    )


def event(name: str, title: str, **changes: Any) -> d.Event:
    """Return an event that the partner reports."""
    fields: dict[str, Any] = {
        "reported_by": "partner",
        "decided_by": None,
        "within": None,
        "outcomes": (),
        "until_then": None,
        "otherwise": None,
    }
    return declared(d.Event, name, title, **(fields | changes))  # type: ignore[no-any-return]


def duty(name: str, title: str, means: str, evidence: str | None, **changes: Any) -> d.Obligation:
    """Return a duty."""
    fields: dict[str, Any] = {
        "evidenced_by": evidence,
        "owed": (),
        "curable": None,
        "if_overdue": (),
        "exits_if_overdue": (),
        "effects_if_overdue": (),
        "means": (means,),
    }
    return declared(d.Obligation, name, title, **(fields | changes))  # type: ignore[no-any-return]


def _events_and_duties() -> tuple[Any, ...]:
    return (
        event("onboarding_certificate", "Onboarding Certificate", means=("a certificate",)),
        event("plan_delivered", "Delivery of the Corrective Action Plan"),
        event("recovery_plan_delivered", "Delivery of the Onboarding Recovery Plan"),
        duty(
            "corrective_plan", "Corrective Action Plan", "deliver a written plan", "plan_delivered"
        ),
        duty(
            "recovery_plan",
            "Onboarding Recovery Plan",
            "deliver another plan",
            "recovery_plan_delivered",
        ),
    )
