"""What can be wrong with milestones, triggers, duties, exits, audits, disputes and reviews."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Label, Severity
from milestonelang.source import Span


def unconditional(span: Span, name: str) -> Diagnostic:
    """A milestone is reached by something."""
    return Diagnostic(
        "MS0601",
        f"it is not said when `{name}` is achieved",
        Label(span),
        help="add `achieved when …`, or `requires EVENT from PARTY`",
    )


def no_deadline(span: Span, words: str) -> Diagnostic:
    """What has no last day cannot be missed or extended."""
    return Diagnostic(
        "MS0602",
        f"`{words}` needs a last day, and this milestone has none",
        Label(span),
        help="add `by 2026-12-31`",
    )


def outside_term(span: Span, what: str) -> Diagnostic:
    """A day on which the contract is not in force."""
    return Diagnostic(
        "MS0603",
        f"{what} lies outside the term",
        Label(span),
        help="choose a day between the two days of `effective`",
    )


def brings_nothing(span: Span, kind: str, name: str, example: str) -> Diagnostic:
    """A declaration without any consequence."""
    return Diagnostic(
        "MS0604",
        f"nothing follows from the {kind} `{name}`",
        Label(span),
        help=f"add, for instance, `{example}`",
        severity=Severity.WARNING,
    )


def dates_reversed(span: Span) -> Diagnostic:
    """A window that holds no day."""
    return Diagnostic("MS0606", "the first day is after the last", Label(span))


def two_deadlines(span: Span, first: Span) -> Diagnostic:
    """One window only."""
    return Diagnostic(
        "MS0607",
        "a milestone has one last day",
        Label(span, "and here"),
        others=(Label(first, "here"),),
        help="keep one of `by`, `before` and `between`",
    )


def skipped_by_whom(span: Span, name: str) -> Diagnostic:
    """Only a milestone that does not wait for this one can overtake it."""
    return Diagnostic(
        "MS0608",
        f"`{name}` waits for this milestone, so it can never overtake it",
        Label(span),
        help=f"take the `after` line out of `{name}`, or leave this line out",
    )


def consequence_unfit(span: Span, words: str, where: str) -> Diagnostic:
    """A consequence that means nothing here."""
    return Diagnostic(
        "MS0609",
        f"`{words}` cannot follow from {where}",
        Label(span),
        help="let a duty follow: `PARTY owes DUTY within 30 days`",
    )


def never_starts(span: Span, name: str) -> Diagnostic:
    """A trigger without its condition."""
    return Diagnostic(
        "MS0610",
        f"it is not said when `{name}` starts",
        Label(span),
        help="add `starts when …`",
    )


def never_ends(span: Span, name: str) -> Diagnostic:
    """Once started, it stays."""
    return Diagnostic(
        "MS0611",
        f"once `{name}` has started, it lasts to the end of the term",
        Label(span),
        help="add `ends when …` or `lasts at most 4 quarters`",
        severity=Severity.WARNING,
    )


def effect_twice(span: Span, payment: str, first: Span) -> Diagnostic:
    """Two effects of one trigger that contradict one another."""
    return Diagnostic(
        "MS0612",
        f"`{payment}` cannot be both suspended and changed by the same trigger",
        Label(span),
        others=(Label(first, "the other effect"),),
        help="keep the effect that is meant",
    )


def never_called(span: Span, name: str) -> Diagnostic:
    """A duty that nobody ever owes."""
    return Diagnostic(
        "MS0613",
        f"nobody ever owes `{name}`",
        Label(span),
        help="let a milestone, a trigger or another duty call it, or add `PARTY owes "
        "it within 30 days when …`",
        severity=Severity.WARNING,
    )


def never_done(span: Span, name: str) -> Diagnostic:
    """Nothing shows that it was performed."""
    return Diagnostic(
        "MS0614",
        f"nothing shows that `{name}` was performed, so it becomes overdue however it is performed",
        Label(span),
        help="add `evidenced by EVENT`",
    )


def means_missing(span: Span, name: str) -> Diagnostic:
    """A duty without content."""
    return Diagnostic(
        "MS0615",
        f"it is not said what must be done to perform `{name}`",
        Label(span),
        help='add `means "deliver a written plan …"`',
        severity=Severity.WARNING,
    )


def nobody_may(span: Span, name: str) -> Diagnostic:
    """An exit that nobody can take."""
    return Diagnostic(
        "MS0620",
        f"it is not said who may terminate by `{name}`",
        Label(span),
        help="add `PARTY may terminate when …`, or `either party may terminate for convenience`",
    )


def curable_convenience(span: Span) -> Diagnostic:
    """Convenience has no ground that could cease."""
    return Diagnostic(
        "MS0621",
        "there is no ground that could be cured: the exit is for convenience",
        Label(span),
        help="leave the line out",
    )


def portion_missing(span: Span, payment: str, portion: str, line: str) -> Diagnostic:
    """Nothing of that kind exists."""
    return Diagnostic(
        "MS0622",
        f"nothing of `{payment}` is ever {portion}",
        Label(span),
        help=f"leave the line out, or add a line `{line}` to `{payment}`",
    )


def fate_unfit(span: Span, portion: str, fate: str) -> Diagnostic:
    """A fate that does not fit."""
    return Diagnostic(
        "MS0623",
        f"what is {portion} cannot be {fate}",
        Label(span),
        help="what is held is released or forfeited, what is unvested vests or is forfeited, "
        "what is accrued is forfeited",
    )


def benefit_shared(span: Span, payment: str) -> Diagnostic:
    """A described benefit has no parts."""
    return Diagnostic(
        "MS1186",
        f"`{payment}` grants a benefit that is described, of which there is no share",
        Label(span),
        help=f"grant it whole, with `{payment}` alone, or leave the line out",
    )


def held_left_open(span: Span, exit: str, payment: str, portion: str) -> Diagnostic:
    """An exit that says nothing of money at stake."""
    return Diagnostic(
        "MS0624",
        f"`{exit}` does not say what becomes of what is {portion} of `{payment}`",
        Label(span),
        help=f"add `{payment} {portion} …` to its wind-down",
        severity=Severity.WARNING,
    )


def no_wind_down(span: Span, name: str) -> Diagnostic:
    """Figures of a time that never comes."""
    return Diagnostic(
        "MS0625",
        f"`{name}` has figures only during a wind-down, and no exit has one",
        Label(span),
        help="add `winds down over 2 quarters` to an exit, or leave the line out",
        severity=Severity.WARNING,
    )


def audit_of_nothing(span: Span, name: str) -> Diagnostic:
    """An audit without its line."""
    return Diagnostic(
        "MS0627",
        f"it is not said what `{name}` audits",
        Label(span),
        help="add `of METRIC each year by PARTY`",
    )


def nobody_disputes(span: Span, name: str) -> Diagnostic:
    """A dispute without its line."""
    return Diagnostic(
        "MS0628",
        f"it is not said who may dispute by `{name}`",
        Label(span),
        help="add `a party may dispute a statement within 30 days`",
    )


def review_of_nothing(span: Span, name: str, line: str) -> Diagnostic:
    """A review that leads to nothing, or has no time."""
    return Diagnostic(
        "MS0629",
        f"`{name}` has no line `{line}`",
        Label(span),
    )


def outside_parameter(span: Span, name: str, range: str) -> Diagnostic:
    """A review cannot lead out of the declared range."""
    return Diagnostic(
        "MS0630",
        f"a review could set `{name}` outside its declared range, {range}",
        Label(span),
        help="narrow this range, or widen that of the parameter",
    )


def no_baseline(span: Span, name: str) -> Diagnostic:
    """Nothing to revise."""
    return Diagnostic(
        "MS0631",
        f"`{name}` has no baseline",
        Label(span),
        help="add a line `baseline …` to the metric",
    )


def not_survivable(span: Span, name: str) -> Diagnostic:
    """Only what is written as a clause can go on."""
    return Diagnostic(
        "MS0632",
        f"`{name}` is not a clause, so it cannot survive as one",
        Label(span),
        help="name a `clause`, or a module that brings one",
    )


def not_agreed(span: Span, missing: tuple[str, ...]) -> Diagnostic:
    """An amendment that not everyone agreed to."""
    return Diagnostic(
        "MS0633",
        f"this amendment is not agreed by {', '.join(f'`{name}`' for name in missing)}",
        Label(span),
        help="add `agreed by PARTY on DATE` for each party",
        severity=Severity.WARNING,
    )


def amended_within_period(span: Span, period: str, near: list[str]) -> Diagnostic:
    """An amendment takes effect in the middle of a settlement period."""
    return Diagnostic(
        "MS1131",
        f"an amendment takes effect on the first day of a settlement {period}",
        Label(span),
        help=f"write {' or '.join(f'`effective {day}`' for day in near)}",
    )


def nothing_to_change(span: Span, name: str) -> Diagnostic:
    """What is replaced or removed must be there."""
    return Diagnostic(
        "MS0634",
        f"there is no `{name}` that could be replaced or removed",
        Label(span),
    )


def already_there(span: Span, name: str) -> Diagnostic:
    """What is added must not be there."""
    return Diagnostic(
        "MS0635",
        f"`{name}` is already declared",
        Label(span),
        help="write `replaces` to change it",
    )


def core_touched(span: Span, name: str) -> Diagnostic:
    """What is core stays."""
    return Diagnostic(
        "MS0636",
        f"`{name}` is marked `core`, so it cannot be changed",
        Label(span),
    )


def changes_nothing(span: Span, name: str) -> Diagnostic:
    """An amendment without a change."""
    return Diagnostic(
        "MS0637",
        f"`{name}` changes nothing",
        Label(span),
        help="add `replaces`, `adds` or `removes`",
        severity=Severity.WARNING,
    )


def twice_in_amendment(span: Span, name: str) -> Diagnostic:
    """One change a declaration."""
    return Diagnostic("MS0638", f"`{name}` is changed twice by this amendment", Label(span))


def winds_down_past(span: Span) -> Diagnostic:
    """A wind-down that ends before it could begin."""
    return Diagnostic(
        "MS0639",
        "the wind-down would end before the term begins",
        Label(span),
    )


def cured_by_deed(span: Span) -> Diagnostic:
    """A duty is cured by performing it."""
    return Diagnostic(
        "MS0616",
        "an overdue duty is cured by performing it",
        Label(span),
        help="keep `curable within …` alone",
    )


def variance_side(span: Span) -> Diagnostic:
    """A variance that is small has no consequence."""
    return Diagnostic(
        "MS0617",
        "a consequence follows from a variance that is large",
        Label(span),
        help="write `if variance > 5%` or `if variance >= 5%`",
    )


def reported_by_other(span: Span, event: str, reporter: str, party: str, where: Span) -> Diagnostic:
    """Evidence that is required from one party and reported by the other."""
    return Diagnostic(
        "MS0618",
        f"`{event}` is required from `{party}`, but reported by `{reporter}`",
        Label(span),
        others=(Label(where, "who reports it"),),
        help="name the same party in both lines",
    )


def audits_itself(span: Span, party: str, metric: str) -> Diagnostic:
    """An audit by the party that reported the figure."""
    return Diagnostic(
        "MS0619",
        f"`{party}` would audit its own report of `{metric}`",
        Label(span),
        help="let the other party or an independent auditor look into it",
        severity=Severity.WARNING,
    )
