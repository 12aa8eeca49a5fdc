"""The life of an agreement: events, milestones, triggers, duties, watching and ending it."""

from typing import TypeAlias

import attrs

from milestonelang.syntax.ast.base import Name, Node, Ref, Text
from milestonelang.syntax.ast.data import ReportedBy
from milestonelang.syntax.ast.effects import Consequence, Effect, GrantsOnce, Owes, PaysAmount
from milestonelang.syntax.ast.expressions import Expr, Within
from milestonelang.syntax.ast.notes import Note
from milestonelang.syntax.ast.types import ChoiceType
from milestonelang.syntax.ast.words import Comparator, DisputedFigure, Fate, Portion, TimeUnit

# ---- events


@attrs.frozen
class DecidedBy(Node):
    """`decided by company within 10 business days of claim_made`."""

    parties: tuple[Name, ...]
    within: Within | None


@attrs.frozen
class UntilThen(Node):
    """`until then false`: what holds until it is reported or decided."""

    value: Expr


@attrs.frozen
class OtherwiseHolds(Node):
    """`otherwise false`: what holds when the time for it has passed."""

    value: Expr


EventLine: TypeAlias = ReportedBy | DecidedBy | UntilThen | OtherwiseHolds | Note


@attrs.frozen
class Event(Node):
    """`event approval "Approval" [is one of granted, refused]`."""

    name: Name
    title: Text
    outcomes: ChoiceType | None
    lines: tuple[EventLine, ...]


# ---- milestones


@attrs.frozen
class AchievedWhen(Node):
    """`achieved when onboarding_time <= 14 days`, also over a block of conditions."""

    condition: Expr


@attrs.frozen
class ByDate(Node):
    """`by 2026-12-31`: on that day at the latest."""

    date: Expr


@attrs.frozen
class BeforeDate(Node):
    """`before 2027-01-01`: on the day before at the latest."""

    date: Expr


@attrs.frozen
class BetweenDates(Node):
    """`between 2026-01-01 and 2026-12-31`."""

    first: Expr
    last: Expr


@attrs.frozen
class After(Node):
    """`after first_launch`: not before the other milestone."""

    milestone: Ref


@attrs.frozen
class Requires(Node):
    """`requires onboarding_certificate from partner [within 30 days]`."""

    event: Ref
    party: Name
    within: Within | None


@attrs.frozen
class ExtendedBy(Node):
    """`extended by 1 quarter if C`."""

    duration: Expr
    condition: Expr


@attrs.frozen
class IfMissed(Node):
    """`if missed, partner owes recovery_plan within 30 days`."""

    consequence: Consequence


@attrs.frozen
class IfSkipped(Node):
    """`if skipped, paid with second_launch`, `if skipped, never paid`."""

    paid_with: Ref | None


MilestoneLine: TypeAlias = (
    AchievedWhen
    | ByDate
    | BeforeDate
    | BetweenDates
    | After
    | Requires
    | PaysAmount
    | GrantsOnce
    | ExtendedBy
    | IfMissed
    | IfSkipped
    | Note
)


@attrs.frozen
class Milestone(Node):
    """`milestone fast_onboarding "Onboarding Speed"`."""

    name: Name
    title: Text
    lines: tuple[MilestoneLine, ...]


# ---- triggers


@attrs.frozen
class StartsWhen(Node):
    """`starts when gross_margin < 35% for 2 consecutive quarters`."""

    condition: Expr


@attrs.frozen
class EndsWhen(Node):
    """`ends when gross_margin >= 38%`."""

    condition: Expr


@attrs.frozen
class LastsAtMost(Node):
    """`lasts at most 4 quarters`."""

    duration: Expr


@attrs.frozen
class FromNextPeriod(Node):
    """`from the next period`."""


@attrs.frozen
class OnStart(Node):
    """`on start, partner owes corrective_plan within 30 days`."""

    consequence: Consequence


TriggerLine: TypeAlias = (
    StartsWhen | EndsWhen | LastsAtMost | FromNextPeriod | Effect | OnStart | Note
)


@attrs.frozen
class Trigger(Node):
    """`trigger margin_shock "Margin Shock"`."""

    name: Name
    title: Text
    lines: tuple[TriggerLine, ...]


# ---- obligations


@attrs.frozen
class EvidencedBy(Node):
    """`evidenced by plan_delivered`."""

    event: Ref


@attrs.frozen
class OwesWhen(Node):
    """`partner owes it within 30 days when C`."""

    party: Name
    within: Within
    condition: Expr


@attrs.frozen
class OwesEach(Node):
    """`partner owes it within 30 days each quarter`."""

    party: Name
    within: Within
    each: TimeUnit


@attrs.frozen
class IfOverdue(Node):
    """`if overdue, base_commission suspended`, `if overdue, company may terminate`."""

    consequence: Consequence


@attrs.frozen
class Curable(Node):
    """`curable within 30 days [by paying X | when C]`."""

    within: Within
    by_paying: Expr | None
    when: Expr | None


ObligationLine: TypeAlias = EvidencedBy | OwesWhen | OwesEach | IfOverdue | Curable | Note


@attrs.frozen
class Obligation(Node):
    """`obligation corrective_plan "Corrective Action Plan"`."""

    name: Name
    title: Text
    lines: tuple[ObligationLine, ...]


# ---- audits, disputes, reviews


@attrs.frozen
class AuditOf(Node):
    """`of net_revenue each year by company`, `of retention each year by "an auditor"`."""

    metrics: tuple[Ref, ...]
    each: TimeUnit
    by: Name | Text


@attrs.frozen
class BearsCost(Node):
    """`partner bears the cost`."""

    party: Name


@attrs.frozen
class IfVariance(Node):
    """`if variance > 5%, partner bears the cost`, `…, partner owes DUTY within 30 days`."""

    comparator: Comparator
    threshold: Expr
    finding: BearsCost | Owes


@attrs.frozen
class TargetsRevisedFirst(Node):
    """`targets are revised before reductions`."""


AuditLine: TypeAlias = AuditOf | IfVariance | TargetsRevisedFirst | Note


@attrs.frozen
class Audit(Node):
    """`audit revenue_audit "Revenue Audit"`."""

    name: Name
    title: Text
    lines: tuple[AuditLine, ...]


@attrs.frozen
class MayDispute(Node):
    """`a party may dispute a statement within 30 days`, `partner may dispute …`."""

    party: Name | None
    """None for `a party`."""
    within: Within


@attrs.frozen
class EscalationStep(Node):
    """`vice_presidents for 10 business days`."""

    role: Name | Text
    duration: Expr


@attrs.frozen
class EscalatesTo(Node):
    """`escalates to managers for 10 days, vice_presidents for 10 days, mediation for 30 days`."""

    steps: tuple[EscalationStep, ...]


@attrs.frozen
class MeanwhilePays(Node):
    """`meanwhile pays the undisputed part`."""


@attrs.frozen
class MeanwhileUses(Node):
    """`meanwhile uses the last agreed figure`, `… the lower figure`, `… the claimed figure`."""

    figure: DisputedFigure


@attrs.frozen
class ResultBooked(Node):
    """`result booked [with interest 4%]`."""

    interest: Expr | None


DisputeLine: TypeAlias = (
    MayDispute | EscalatesTo | MeanwhilePays | MeanwhileUses | ResultBooked | Note
)


@attrs.frozen
class Dispute(Node):
    """`dispute statement_dispute "Disputed Statements"`."""

    name: Name
    title: Text
    lines: tuple[DisputeLine, ...]


@attrs.frozen
class HeldEach(Node):
    """`each year`."""

    each: TimeUnit


@attrs.frozen
class MayChange(Node):
    """`may change base_rate between 5% and 12%`."""

    parameter: Ref
    low: Expr
    high: Expr


@attrs.frozen
class MayRevise(Node):
    """`may revise baseline of retention by at most 5 pp`."""

    metric: Ref
    at_most: Expr


ReviewLine: TypeAlias = HeldEach | MayChange | MayRevise | Note


@attrs.frozen
class Review(Node):
    """`review yearly_review "Yearly Review"`."""

    name: Name
    title: Text
    lines: tuple[ReviewLine, ...]


# ---- exits


@attrs.frozen
class MayTerminate(Node):
    """`company may terminate when C`, `either party may terminate for convenience`."""

    party: Name | None
    """None for `either party`."""
    condition: Expr | None
    """None for `for convenience`."""


@attrs.frozen
class ExercisableWithin(Node):
    """`exercisable within 60 days`."""

    within: Within


@attrs.frozen
class NoticeOf(Node):
    """`notice 30 days [, ending at the end of the quarter]`."""

    duration: Expr
    ending_at: TimeUnit | None


@attrs.frozen
class OnTermination(Node):
    """`on termination, company pays partner 50% of base_commission`."""

    payment: PaysAmount


@attrs.frozen
class OnExit(Node):
    """`base_commission held released at the end`, `… unvested vested`, `… accrued forfeited`."""

    payment: Ref
    portion: Portion
    fate: Fate


@attrs.frozen
class PassTo(Node):
    """`"the joint marketing materials" pass to company`."""

    assets: Text
    party: Name


@attrs.frozen
class Continues(Node):
    """`partner continues "first-line support" for 6 months`."""

    party: Name
    service: Text
    duration: Expr


WindDownLine: TypeAlias = PaysAmount | OnExit | PassTo | Continues | Note


@attrs.frozen
class WindsDown(Node):
    """`winds down over 2 quarters` or `winds down until 2028-06-30`, and what goes on."""

    over: Expr | None
    until: Expr | None
    """Exactly one of the two is there."""
    lines: tuple[WindDownLine, ...]


@attrs.frozen
class Survives(Node):
    """`survives confidentiality`."""

    clauses: tuple[Ref, ...]


ExitLine: TypeAlias = (
    MayTerminate
    | ExercisableWithin
    | NoticeOf
    | Curable
    | OnTermination
    | WindsDown
    | Survives
    | Note
)


@attrs.frozen
class Exit(Node):
    """`exit for_cause "Termination for Cause"`."""

    name: Name
    title: Text
    lines: tuple[ExitLine, ...]
