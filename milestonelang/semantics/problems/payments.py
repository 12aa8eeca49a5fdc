"""What can be wrong with a payment's header, its steps and its settlement lines."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Label, Reading, Severity
from milestonelang.diagnostics.readings import BELOW_ZERO
from milestonelang.source import Span


def pays_itself(span: Span, party: str) -> Diagnostic:
    """Payer and payee differ."""
    return Diagnostic(
        "MS0501",
        f"`{party}` would pay itself",
        Label(span),
        help="name the party that receives the payment",
    )


def nobody_pays(span: Span, name: str, period: str) -> Diagnostic:
    """A payment without its header line."""
    return Diagnostic(
        "MS0502",
        f"it is not said who pays `{name}`",
        Label(span),
        help=f"begin with a line such as `company pays partner each {period}`",
    )


def no_start(span: Span, name: str) -> Diagnostic:
    """Nothing that the lines could act on."""
    return Diagnostic(
        "MS0503",
        f"`{name}` has no line that it starts from",
        Label(span),
        help="add `amount …`, or `on …` with a table below it",
    )


def before_start(span: Span, words: str) -> Diagnostic:
    """A step before there is an amount."""
    return Diagnostic(
        "MS0504",
        f"`{words}` stands before there is an amount that it could act on",
        Label(span),
        notes=("lines are carried out in the order written",),
        help="write `amount …` or `on …` first",
    )


def second_start(span: Span, first: Span) -> Diagnostic:
    """A second start would throw the first away."""
    return Diagnostic(
        "MS0505",
        "this line would start again from another amount",
        Label(span, "the amount so far would be lost"),
        others=(Label(first, "it started here"),),
        help="add to the amount with `plus …`, or make this a payment of its own",
    )


def step_after_settlement(span: Span, words: str, settlement: Span) -> Diagnostic:
    """Settlement comes after the entitlement."""
    return Diagnostic(
        "MS0506",
        f"`{words}` stands after a settlement line",
        Label(span),
        others=(Label(settlement, "from here on the amount is settled"),),
        notes=("what is held, vests or is taken back is a part of the finished amount",),
        help="move it above the settlement lines",
    )


def wrong_block(span: Span, words: str, block: str) -> Diagnostic:
    """A line that means nothing here."""
    return Diagnostic(
        "MS0507",
        f"`{words}` cannot stand in {block}",
        Label(span),
        help="move it into a payment",
    )


def open_below_zero(span: Span, lowest: str | None, nothing: str) -> Diagnostic:
    """A negative amount is owed back or carried: these differ in money."""
    note = f"it can be as low as {lowest}" if lowest else "nothing keeps it at zero or above"
    return Diagnostic(
        "MS0508",
        "the amount can be negative, and it is not said what happens then",
        Label(span, "after this line"),
        notes=(note,),
        help="add one of these lines, or keep the amount at zero, such as by `at "
        f"least {nothing} per period`",
        readings=BELOW_ZERO,
    )


def stub_open(span: Span, name: str, stubs: str, period: str) -> Diagnostic:
    """A short period pays a part or the whole."""
    return Diagnostic(
        "MS0509",
        f"the term has a short {period}, and it is not said what `{name}` pays for it",
        Label(span),
        notes=(f"{stubs}",),
        help="choose one line",
        readings=(
            Reading(
                "prorated by days",
                f"For a {period} of which only a part lies in the term, the result is "
                "multiplied by "
                f"the days in the term and divided by the days of the full {period}.",
            ),
            Reading("not prorated", f"A short {period} counts as a full one."),
        ),
    )


def cap_below_floor(span: Span, floor: Span) -> Diagnostic:
    """A maximum under the minimum."""
    return Diagnostic(
        "MS0510",
        "this maximum is below the minimum over the same time",
        Label(span, "at most this"),
        others=(Label(floor, "at least this"),),
        help="exchange the two amounts, or correct one",
    )


def share_out_of_range(span: Span, value: str, what: str) -> Diagnostic:
    """A part of a whole is between nothing and all of it."""
    return Diagnostic(
        "MS0511",
        f"{what} is a share of the amount, and {value} is not between 0% and 100%",
        Label(span),
    )


def held_above_all(span: Span, total: str) -> Diagnostic:
    """More would be held than there is."""
    return Diagnostic(
        "MS0512",
        f"together {total} of each amount would be held back",
        Label(span, "with this line"),
        help="hold back at most 100% in all",
    )


def count_of_nothing(span: Span, what: str) -> Diagnostic:
    """Zero periods is no time."""
    return Diagnostic(
        "MS0513",
        f"{what} must be at least one",
        Label(span),
    )


def forfeiture_open(span: Span) -> Diagnostic:
    """Tested once or all the time."""
    return Diagnostic(
        "MS0514",
        "it is not said when the condition of the forfeiture is tested",
        Label(span),
        help="write one of these",
        readings=(
            Reading(
                "forfeited at release if …",
                "If that is the case for the period of release, the amount then due "
                "for release is lost.",
            ),
            Reading(
                "forfeited at any time before release if …",
                "If that is the case for any period after that of the amount, up to and including "
                "the period of release, the amount is lost when that happens.",
            ),
        ),
    )


def recovery_open(span: Span) -> Diagnostic:
    """Deducted or invoiced."""
    return Diagnostic(
        "MS0515",
        "it is not said how the amount comes back",
        Label(span),
        help="end the line with one of these",
        readings=(
            Reading(
                ", recovered by set off",
                "The payer recovers the amount only by deducting it from what is payable to the "
                "payee; what cannot be deducted is carried to the next period.",
            ),
            Reading(
                ", recovered by invoice",
                "The payee shall pay the amount after the payer invoices it.",
            ),
        ),
    )


def day_count_open(span: Span, rate: str) -> Diagnostic:
    """The same rate gives two amounts."""
    return Diagnostic(
        "MS0516",
        "it is not said how the days of late interest are counted",
        Label(span),
        help="write one of these",
        readings=tuple(
            Reading(
                f"late interest {rate} per year, actual days over {days}, simple",
                f"Interest runs for each day late, as days divided by {days}; not on interest.",
            )
            for days in (365, 360)
        ),
    )


def interest_compounded(span: Span) -> Diagnostic:
    """Interest on interest is not offered."""
    return Diagnostic(
        "MS0517",
        "late interest is simple: interest on interest is not computed",
        Label(span),
        help="end the line with `, simple`",
    )


def undue(span: Span, name: str, period: str) -> Diagnostic:
    """An amount that never falls due."""
    return Diagnostic(
        "MS0518",
        f"it is not said when `{name}` is due",
        Label(span),
        help=f"add `due within 30 days of the end of the {period}` here or to the contract",
        severity=Severity.WARNING,
    )


def interest_without_due(span: Span) -> Diagnostic:
    """Nothing is late without a due date."""
    return Diagnostic(
        "MS0519",
        "interest runs from the day after the due date, and there is none",
        Label(span),
        help="add a line `due within …`",
    )


def row_window(span: Span) -> Diagnostic:
    """`per row` needs rows."""
    return Diagnostic(
        "MS0520",
        "there are no rows here",
        Label(span),
        help="`per row` stands in a block `for each row of …`",
    )


def grants_type(span: Span, granted: str, found: str) -> Diagnostic:
    """A payment that grants units counts units."""
    return Diagnostic(
        "MS0521",
        f"this payment grants {granted}, and its amount is {found}",
        Label(span),
        help=f"let the lines give a count of {granted}",
    )


def grants_text_settled(span: Span) -> Diagnostic:
    """A described benefit has no amount."""
    return Diagnostic(
        "MS0522",
        "a benefit that is described has no amount that lines could act on",
        Label(span),
        help="keep `only if …` lines, or grant a unit: `company grants partner seats each quarter`",
    )


def nothing_before_all(span: Span, over: Span) -> Diagnostic:
    """The waiting time is shorter than the vesting."""
    return Diagnostic(
        "MS0523",
        "the waiting time is longer than the vesting",
        Label(span, "nothing before this"),
        others=(Label(over, "all has vested after this"),),
    )


def balance_type(span: Span, balance: str, held: str, needed: str) -> Diagnostic:
    """Money and seats do not mix."""
    return Diagnostic(
        "MS0524",
        f"the balance `{balance}` holds {held}, and {needed} is needed here",
        Label(span),
    )


def gate_after_cap(span: Span, cap: Span) -> Diagnostic:
    """A gate below a cap over several periods uses up room for what is never paid."""
    return Diagnostic(
        "MS0525",
        "the maximum above counts what this condition then takes away",
        Label(span, "the condition"),
        others=(Label(cap, "the maximum over more than one period"),),
        notes=("lines are carried out in the order written",),
        help="write the condition first, unless that is meant",
        severity=Severity.WARNING,
    )


def runs_from_nothing(span: Span, period: str) -> Diagnostic:
    """A deadline runs from a day that is known."""
    return Diagnostic(
        "MS0526",
        "a deadline cannot run from this",
        Label(span),
        help=f"let it run from `the end of the {period}`, from `the statement` or from an event",
    )


def wrong_factor(span: Span, verb: str, amount: str, factor: str) -> Diagnostic:
    """A product or quotient that has no meaning."""
    return Diagnostic(
        "MS0527",
        f"the amount is {amount} and cannot be {verb} by {factor}",
        Label(span, factor),
        help="multiply or divide by a number, a percentage or a price per unit",
    )


def deadline_of_its_own(span: Span) -> Diagnostic:
    """A deadline that already knows what it runs from."""
    return Diagnostic(
        "MS0528",
        "this deadline runs from what its line describes",
        Label(span, "this cannot be chosen here"),
        help="leave this part out",
    )


def rest_of_plus(span: Span) -> Diagnostic:
    """Only what could not be deducted can be kept for later."""
    return Diagnostic(
        "MS0529",
        "only what could not be deducted goes into a balance",
        Label(span),
        help="`rest into` follows `less …, never below …`",
    )


def wrong_total(span: Span, name: str, found: str, wanted: str) -> Diagnostic:
    """The lines give something that cannot be paid."""
    return Diagnostic(
        "MS0580",
        f"the lines of `{name}` give {found}, and {wanted} is needed",
        Label(span, "after this line"),
    )


def not_an_amount(span: Span, found: str) -> Diagnostic:
    """Only amounts can be paid."""
    return Diagnostic("MS0581", f"an amount is needed here, and this is {found}", Label(span))


def interest_per(span: Span, unit: str) -> Diagnostic:
    """Rates of interest are yearly."""
    return Diagnostic(
        "MS0582",
        f"late interest is a rate per year, not per {unit}",
        Label(span),
        help="write the yearly rate",
    )


def no_stubs(span: Span, period: str) -> Diagnostic:
    """A line about short periods where there is none."""
    return Diagnostic(
        "MS0583",
        f"every {period} of the term is a full one, so this line says nothing",
        Label(span),
        help="leave it out",
        severity=Severity.WARNING,
    )
