"""Declarations of the life of an agreement: milestones, triggers, duties, exits, amendments."""

from enum import Enum

from milestonelang import records
from milestonelang.agreement.declarations.base import Declared, Words
from milestonelang.agreement.declarations.money import Grants
from milestonelang.agreement.expressions import Expr, Unit
from milestonelang.agreement.lines import Due, Effect, Line, Owes


@records.frozen(kw_only=True)
class Requirement(Line):
    """`requires onboarding_certificate from partner [, within N days]`."""

    event: str
    party: str | None
    within: tuple[int, Unit] | None


@records.frozen(kw_only=True)
class Extension(Line):
    """`extended by 1 quarter if COND`."""

    count: int
    unit: Unit
    condition: Expr


class Skipped(Enum):
    """What happens with a milestone that a later one overtakes."""

    PAID_WITH = "paid with"
    NEVER = "never paid"


@records.frozen(kw_only=True)
class Milestone(Declared):
    """`milestone`. *earliest* and *latest* are day ordinals, both included."""

    condition: Expr | None
    earliest: int | None
    latest: int | None
    after: str | None
    requires: tuple[Requirement, ...]
    payer: str | None
    payee: str | None
    amount: Expr | None
    grants: Grants | None
    extensions: tuple[Extension, ...]
    if_missed: tuple[Owes, ...]
    skipped: Skipped | None
    skipped_with: str | None
    due: Due | None


@records.frozen(kw_only=True)
class Trigger(Declared):
    """`trigger`. *lasts* in settlement periods."""

    starts_when: Expr
    ends_when: Expr | None
    lasts: int | None
    from_next_period: bool
    effects: tuple[Effect, ...]
    on_start: tuple[Owes, ...]


@records.frozen(kw_only=True)
class Recurring(Line):
    """`partner owes it within 10 days each quarter`, or `… when COND`."""

    party: str
    count: int
    unit: Unit
    every: Unit | None
    when: Expr | None


@records.frozen(kw_only=True)
class Obligation(Declared):
    """`obligation`. *if_overdue* are consequences in words and duties."""

    evidenced_by: str | None
    owed: tuple[Recurring, ...]
    curable: tuple[int, Unit] | None
    if_overdue: tuple[Owes, ...]
    exits_if_overdue: tuple[str, ...]
    effects_if_overdue: tuple[Effect, ...]


@records.frozen(kw_only=True)
class Finding(Line):
    """`if variance > 5%, partner bears the cost`."""

    more_than: Expr | None
    includes: bool
    bears_cost: str | None
    owes: Owes | None
    targets_first: bool


@records.frozen(kw_only=True)
class Audit(Declared):
    """`audit`."""

    of: tuple[str, ...]
    every: Unit
    by: str  # a party's name, or a title in quotes
    by_party: bool
    notice: tuple[int, Unit] | None
    findings: tuple[Finding, ...]


@records.frozen(kw_only=True)
class EscalationStep(Line):
    """`escalates to ROLE for N days`, `mediation for N days`."""

    who: str
    count: int
    unit: Unit


# By what the interest on the result of a dispute is counted.
DAYS_IN_YEAR = 365


@records.frozen(kw_only=True)
class Dispute(Declared):
    """`dispute`."""

    who: str | None  # None: either party
    of: tuple[str, ...]
    count: int
    unit: Unit
    escalation: tuple[EscalationStep, ...]
    pays_undisputed: bool
    meanwhile: str | None  # "last agreed", "lower", "claimed"
    interest: Expr | None


@records.frozen(kw_only=True)
class MayChange(Line):
    """`may change PARAMETER between X and Y`, `may revise baseline of METRIC by at most R`."""

    parameter: str | None
    low: Expr | None
    high: Expr | None
    baseline_of: str | None
    at_most: Expr | None


@records.frozen(kw_only=True)
class Review(Declared):
    """`review`."""

    every: Unit
    changes: tuple[MayChange, ...]


@records.frozen(kw_only=True)
class ResidualPayment(Line):
    """`company pays partner 50% of base_commission` in a wind-down."""

    payer: str
    payee: str
    share: Expr | None
    of_payment: str | None
    value: Expr | None  # an amount that is no share of a payment


@records.frozen(kw_only=True)
class Fate(Line):
    """`base_commission held released at the end`, `retention_bonus unvested forfeited`."""

    payment: str
    portion: str  # "held", "unvested", "accrued"
    fate: str  # "released at the end", "vested", "forfeited", "paid when due"


@records.frozen(kw_only=True)
class Passes(Line):
    """`"assets" pass to PARTY`."""

    what: Words
    to: str


@records.frozen(kw_only=True)
class Continues(Line):
    """`PARTY continues "service" for N months`."""

    party: str
    what: Words
    count: int
    unit: Unit


WindDownLine = ResidualPayment | Fate | Passes | Continues


@records.frozen(kw_only=True)
class WindDown(Line):
    """`winds down over N quarters` / `until DATE` and its block."""

    count: int | None
    unit: Unit | None
    until: int | None
    lines: tuple[WindDownLine, ...]


@records.frozen(kw_only=True)
class Exit(Declared):
    """`exit`. *who* is None for either party; *grounds* is None for convenience."""

    who: str | None
    grounds: Expr | None
    exercisable: tuple[int, Unit] | None
    notice: tuple[int, Unit] | None
    ends_at_period: Unit | None
    curable: tuple[int, Unit] | None
    cured_by_paying: Expr | None
    cured_when: Expr | None
    payments: tuple[ResidualPayment, ...]
    wind_down: WindDown | None
    survives: tuple[str, ...]


@records.frozen(kw_only=True)
class Change(Line):
    """`replaces`, `adds` or `removes` and what."""

    verb: str
    kind: str
    name: str
    source: str  # the text of the declaration, for the document


@records.frozen(kw_only=True)
class Amendment(Declared):
    """`amendment`."""

    effective: int
    agreed: tuple[tuple[str, int], ...]
    changes: tuple[Change, ...]
