"""The reference computation gives the sample's expected statement.

The contract is built here by hand, from the text of `examples/northwind`, so that the reference is
checked on figures that were worked out elsewhere before anything is checked against it.
"""

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.reference import model as m
from tests.reference.compute import compute
from tests.reference.conserve import violations

NORTHWIND = Path(__file__).resolve().parent.parent / "examples" / "northwind"


def money(amount: int) -> m.Lit:
    return m.Lit(Fraction(amount), "money")


def percent(share: int) -> m.Lit:
    return m.Lit(Fraction(share, 100), "percent")


def days(count: int) -> m.Lit:
    return m.Lit(Fraction(count), "days")


BASE_COMMISSION = m.Payment(
    "base_commission",
    "company",
    "partner",
    "quarter",
    lines=(
        m.On(
            m.Ref("net_revenue"),
            "year",
            m.Table(
                "marginal",
                bands=(
                    m.Band(m.Ref("base_rate"), money(250_000)),
                    m.Band(percent(10), money(1_000_000)),
                    m.Band(percent(12), None),
                ),
            ),
        ),
        m.OnlyIf(m.Compare(m.Ref("discount_rate"), "<=", percent(15))),
        m.AtMost(money(90_000), "year"),
    ),
    settlement=(
        m.HoldBack(
            percent(10),
            periods=2,
            forfeited="at release",
            forfeited_if=m.Compare(m.Ref("retention"), "<", percent(75)),
        ),
    ),
)

RETENTION_BONUS = m.Payment(
    "retention_bonus",
    "company",
    "partner",
    "quarter",
    lines=(
        m.Amount(m.Op("of", percent(2), m.Ref("net_revenue"))),
        m.Times(m.Apply("retention_scale", m.Ref("retention"))),
        m.AtMost(money(40_000), "year"),
    ),
    settlement=(
        m.ClawsBack(
            m.Compare(m.Ref("retention"), "<", percent(70)),
            by_invoice=False,
            share=percent(50),
            periods=2,
        ),
    ),
)

MARGIN_SHOCK = m.Trigger(
    "margin_shock",
    starts_when=m.Consecutive(m.Compare(m.Ref("gross_margin"), "<", percent(35)), 2),
    ends_when=m.Compare(m.Ref("gross_margin"), ">=", percent(38)),
    lasts=4,
    from_next_period=False,
    effects=(
        m.Effect("base_commission", "reduced", percent(50)),
        m.Effect("retention_bonus", "reduced", percent(25)),
    ),
    duty=("partner", "corrective_plan", 30),
)

FAST_ONBOARDING = m.Milestone(
    "fast_onboarding",
    m.Consecutive(m.Compare(m.Ref("onboarding_time"), "<=", days(14)), 2),
    earliest=None,
    latest=date(2026, 12, 31),
    before=False,
    requires="onboarding_certificate",
    required_from="partner",
    payer="company",
    payee="partner",
    amount=money(50_000),
)

NORTHWIND_TERMS = m.Contract(
    name="northwind",
    start=date(2026, 1, 1),
    end=date(2027, 12, 31),
    period="quarter",
    rounding="half up",
    year_starts=None,
    opposite_set_off=False,
    parties=("company", "partner"),
    parameters=(m.Parameter("base_rate", "percent", ((Fraction(8, 100), None),)),),
    metrics=(
        m.Metric(
            "net_revenue",
            "money",
            steps=(
                ("first", m.Rows("sum", "amount", ("invoice",))),
                ("less", m.Rows("sum", "amount", ("refund", "credit"))),
            ),
        ),
        m.Metric("retention", "percent"),
        m.Metric("gross_margin", "percent"),
        m.Metric("onboarding_time", "days"),
        m.Metric("discount_rate", "percent"),
    ),
    schedules=(
        m.Schedule(
            "retention_scale",
            "percent",
            "percent",
            m.Table(
                "interpolated",
                points=(
                    (percent(80), percent(0)),
                    (percent(90), percent(100)),
                    (percent(95), percent(120)),
                ),
            ),
        ),
    ),
    payments=(BASE_COMMISSION, RETENTION_BONUS),
    triggers=(MARGIN_SHOCK,),
    milestones=(FAST_ONBOARDING,),
    obligations=(m.Obligation("corrective_plan", "plan_delivered"),),
)


def rows_of(name: str) -> list[dict[str, str]]:
    with (NORTHWIND / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected_rows() -> list[tuple[str, str, str, str]]:
    return [
        (row["period"], row["subject"], row["what"], row["value"])
        for row in rows_of("expected.csv")
    ]


def figure(text: str) -> Fraction:
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    return Fraction(text.removesuffix(" days"))


def test_the_reference_gives_the_expected_statement_of_the_sample() -> None:
    quarters = rows_of("quarterly.csv")
    names = [name for name in quarters[0] if name != "quarter"]
    data = m.Data(
        figures={name: tuple(figure(row[name]) for row in quarters) for name in names},
        sales=tuple(
            m.Sale(
                row["customer"],
                date.fromisoformat(row["issued_on"]),
                row["kind"],
                Fraction(row["amount"]),
            )
            for row in rows_of("billing.csv")
        ),
        evidence=tuple(
            (date.fromisoformat(row["date"]), row["subject"], row["by"])
            for row in rows_of("events.csv")
        ),
    )
    assert compute(NORTHWIND_TERMS, data) == expected_rows()


def test_the_sample_conserves_every_cent() -> None:
    assert violations(NORTHWIND_TERMS, expected_rows()) == []


@pytest.mark.parametrize("what", ["entitled", "held", "released", "forfeited", "payable"])
def test_a_cent_that_is_lost_is_found(what: str) -> None:
    rows = expected_rows()
    k = next(k for k, row in enumerate(rows) if row[2] == what)
    period, subject, _, value = rows[k]
    rows[k] = (period, subject, what, str(Fraction(value) + Fraction(1, 100)))
    assert violations(NORTHWIND_TERMS, rows)
