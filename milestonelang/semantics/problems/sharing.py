"""What can be wrong with limits, balances and splits."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Label, Reading, Severity
from milestonelang.source import Span


def sharing_open(span: Span, at_least: bool) -> Diagnostic:
    """Who bears the cut."""
    in_order = (
        "The payments are raised in the order named: the first is raised, and the others stay."
        if at_least
        else "The first named is paid first, then the next, as far as the limit reaches."
    )
    pro_rata = (
        "Each payment is raised in proportion to its amount; cents left over go to the first named."
        if at_least
        else "Each payment is reduced in proportion to its amount; "
        "cents left over go to the first named."
    )
    return Diagnostic(
        "MS0550",
        "it is not said how this limit is shared between the payments",
        Label(span),
        help="end the line with one of these",
        readings=(Reading(", pro rata", pro_rata), Reading(", in this order", in_order)),
    )


def no_rule(span: Span, name: str) -> Diagnostic:
    """A limit without its line."""
    return Diagnostic(
        "MS0551",
        f"the limit `{name}` limits nothing",
        Label(span),
        help="add a line such as `a + b at most USD 50,000 per year, pro rata`",
    )


def named_twice(span: Span, name: str) -> Diagnostic:
    """A payment counts once."""
    return Diagnostic("MS0552", f"`{name}` is named twice in this line", Label(span))


def mixed_limit(span: Span, name: str, found: str, wanted: str) -> Diagnostic:
    """Euros and dollars are not added up."""
    return Diagnostic(
        "MS0553",
        f"`{name}` is {found} and cannot be added to {wanted}",
        Label(span),
        help="limit payments in one currency or unit",
    )


def read_under_limit(span: Span, reader: str, read: str, limit: str) -> Diagnostic:
    """Two payments under one limit do not read one another."""
    return Diagnostic(
        "MS0554",
        f"`{reader}` reads `{read}`, and both are under the limit `{limit}`",
        Label(span),
        notes=(
            "what the limit leaves of one depends on the other, so this would go round in a circle",
        ),
        help="let it read what the other is computed from, or its amount of `1 quarter earlier`",
    )


def limits_crossed(span: Span, name: str, floor: Span) -> Diagnostic:
    """A common maximum below a common minimum."""
    return Diagnostic(
        "MS0555",
        f"the maximum of `{name}` is below its minimum",
        Label(span, "at most this"),
        others=(Label(floor, "at least this"),),
    )


def payment_frequencies(span: Span, name: str, other: str) -> Diagnostic:
    """A limit over payments that are made at different times."""
    return Diagnostic(
        "MS0556",
        f"`{name}` and `{other}` are not paid equally often, so a limit per period has "
        "two meanings",
        Label(span),
        help="limit them `per year` or `over the term`",
    )


def balance_idle(span: Span, name: str) -> Diagnostic:
    """Nothing ever moves it."""
    return Diagnostic(
        "MS0560",
        f"nothing is ever put into the balance `{name}`",
        Label(span),
        help="add `opens at …` or `adds …`, or put something into it: `excess into …`",
        severity=Severity.WARNING,
    )


def balance_of_what(span: Span, found: str) -> Diagnostic:
    """A balance holds amounts."""
    return Diagnostic(
        "MS0561",
        f"a balance holds money, a count, a number or a price, and this is {found}",
        Label(span),
        help="a figure that only changes on a day is a `parameter` with `value … from DATE`",
    )


def expires_below_zero(span: Span, below: Span) -> Diagnostic:
    """A debt does not expire."""
    return Diagnostic(
        "MS0562",
        "a balance that may fall below zero cannot expire: it is not clear what an "
        "old debt becomes",
        Label(span),
        others=(Label(below, "it may fall below zero"),),
        help="keep one of the two lines",
    )


def expires_twice(span: Span, first: Span) -> Diagnostic:
    """One way to expire."""
    return Diagnostic(
        "MS0563",
        "a balance expires in one way",
        Label(span, "and here"),
        others=(Label(first, "here"),),
    )


def opens_outside(span: Span, reason: str) -> Diagnostic:
    """It starts where it may not be."""
    return Diagnostic("MS0564", f"the balance opens {reason}", Label(span))


def split_of_nothing(span: Span, name: str) -> Diagnostic:
    """A split without its amount."""
    return Diagnostic(
        "MS0570",
        f"it is not said what `{name}` shares",
        Label(span),
        help="begin with `of` and a payment",
    )


def split_sum(span: Span, total: str) -> Diagnostic:
    """Fixed shares make a whole."""
    return Diagnostic(
        "MS0571",
        f"the shares add up to {total}, not to 100%",
        Label(span),
        help="correct a share; to leave a part, write `the rest to NAME` in a line of its own",
    )


def leftover_open(span: Span) -> Diagnostic:
    """Cents that equal cutting leaves over."""
    return Diagnostic(
        "MS0572",
        "the shares are cut down to the cent, and it is not said who gets the cents left over",
        Label(span),
        help="add one of these lines",
        readings=(
            Reading(
                "remainder to the largest fractions",
                "Cents left over go one each to the parties whose shares were cut most.",
            ),
            Reading("remainder to the first", "Cents left over go to the party named first."),
            Reading("remainder to the last", "Cents left over go to the party named last."),
        ),
    )


def after_rest(span: Span, rest: Span) -> Diagnostic:
    """After the rest there is nothing."""
    return Diagnostic(
        "MS0573",
        "nothing is left after this split has shared everything",
        Label(span),
        others=(Label(rest, "everything is shared here"),),
        help="write this line before it, with `up to …`",
    )


def unshared(span: Span) -> Diagnostic:
    """An amount above the last step belongs to nobody."""
    return Diagnostic(
        "MS0574",
        "what goes beyond this line is shared with nobody",
        Label(span),
        help="add `the rest to NAME`, or `then` shares that make 100%",
    )


def up_to_window_open(span: Span) -> Diagnostic:
    """`up to X` of what time."""
    return Diagnostic(
        "MS0575",
        "it is not said over what time `up to` is measured",
        Label(span),
        help="write one of these",
        readings=(
            Reading("… per period", "The limit applies to each period on its own."),
            Reading("… per year", "The limit applies to all periods of a year together."),
            Reading("… over the term", "The limit applies to all periods of the term together."),
        ),
    )


def shared_twice(span: Span, party: str) -> Diagnostic:
    """A party has one share in a line."""
    return Diagnostic("MS0576", f"`{party}` has two shares in this line", Label(span))


def bound_if(span: Span) -> Diagnostic:
    """A maximum always holds."""
    return Diagnostic(
        "MS0577",
        "the maximum of a balance always holds, so it has no condition",
        Label(span),
        help="let the amount depend on the condition: `at most USD 10,000 if …, "
        "otherwise USD 5,000`",
    )


def shared_what(span: Span, found: str) -> Diagnostic:
    """A split ends in what parties are paid."""
    return Diagnostic(
        "MS1180",
        f"a split shares money of the contract or a payment, and this is {found}",
        Label(span),
        help="share an amount in the currency of the contract, or name a payment",
    )


def split_twice(span: Span, payment: str, first: Span) -> Diagnostic:
    """A payment is divided once."""
    return Diagnostic(
        "MS1181",
        f"`{payment}` is already divided by another split",
        Label(span),
        others=(Label(first, "divided here"),),
        help="put all shares into one split; a party's share can be shared further by a payment "
        "of its own",
    )


def shares_unpaid(span: Span, name: str, party: str, *, only: bool = False) -> Diagnostic:
    """An amount that is shared and paid by nobody, or *only* one party's share in it."""
    what = f"share of `{party}` in" if only else "shares of"
    return Diagnostic(
        "MS1182",
        f"it is not said who pays the {what} `{name}`",
        Label(span),
        help=f"share a payment (`of fee`), or pay them: `amount the share of {party} in {name}`",
    )


def split_gives_back(span: Span, payment: str, back: Span) -> Diagnostic:
    """Who of several parties gives back."""
    return Diagnostic(
        "MS1183",
        f"amounts of `{payment}` may come back, and it is not said which of the parties to the "
        "split gives them back",
        Label(span),
        others=(Label(back, "by this line"),),
        help="share an amount that does not come back, and let each party have a payment of its "
        "own with `the share of … in …`",
    )


def no_share(span: Span, party: str, split: str) -> Diagnostic:
    """The split names others."""
    return Diagnostic(
        "MS1184",
        f"the split `{split}` gives `{party}` nothing",
        Label(span),
        help=f"name one of the parties of `{split}`",
    )


def shared_below_zero(span: Span) -> Diagnostic:
    """A debt is not shared as a gain is."""
    return Diagnostic(
        "MS1185",
        "the amount that is shared can be negative, and a split shares none that is",
        Label(span),
        help="share `the greater of … and USD 0`, or a metric whose range begins at zero",
    )
