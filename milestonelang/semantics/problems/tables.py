"""What can be wrong with a table of rates, points or names."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Label, Reading
from milestonelang.diagnostics.readings import TABLE_OF_RATES
from milestonelang.source import Span


def no_table(span: Span) -> Diagnostic:
    """`on` needs its table."""
    return Diagnostic(
        "MS0530",
        "`on` gives the base of a table, and no table follows",
        Label(span),
        help="let `at marginal rates` and its bands follow, or write `amount …` if no "
        "table is meant",
    )


def no_base(span: Span) -> Diagnostic:
    """A table needs its base."""
    return Diagnostic(
        "MS0531",
        "this table has no base that it is applied to",
        Label(span),
        help="write `on …` in the line before it",
    )


def kind_open(span: Span, of_amounts: bool) -> Diagnostic:
    """The same bands pay very different amounts; *of_amounts* is set where they hold no rates."""
    by_amount = (
        Reading(
            "at fixed amounts",
            "The amount of the band in which the base falls is taken, and not the "
            "amounts of lower bands.",
        ),
    )
    return Diagnostic(
        "MS0532",
        "it is not said how these bands are used",
        Label(span),
        help="write one of these above the bands"
        if not of_amounts
        else "write this above the bands",
        readings=by_amount if of_amounts else TABLE_OF_RATES,
    )


def base_below_zero_open(span: Span, base: Span, lowest: str | None, nothing: str) -> Diagnostic:
    """A base that can be negative."""
    note = f"it can be as low as {lowest}" if lowest else "nothing keeps it at zero or above"
    return Diagnostic(
        "MS0533",
        "the base of this table can be negative, and it is not said what the table then gives",
        Label(span, "this table"),
        others=(Label(base, "its base"),),
        notes=(note,),
        help="end the line with one of these, or declare the range of the base: "
        f"`between {nothing} and …`",
        readings=(
            Reading(", nothing below zero", "If the base is less than zero, the result is zero."),
            Reading(
                ", mirrored below zero",
                "If the base is less than zero, the table is applied to it without its sign, and "
                "the result is negative.",
            ),
        ),
    )


def outside_open(span: Span) -> Diagnostic:
    """Before the first and after the last point."""
    return Diagnostic(
        "MS0534",
        "it is not said what this table gives outside its points",
        Label(span),
        help="write one of these",
        readings=(
            Reading(
                "interpolated, flat outside",
                "Below the first point the result is that of the first point; above the last point "
                "it is that of the last.",
            ),
            Reading(
                "interpolated, continued outside",
                "Below the first point and above the last, the nearest line continues.",
            ),
        ),
    )


def cuts_fall(span: Span, before: Span) -> Diagnostic:
    """A cut below the one before it."""
    return Diagnostic(
        "MS0535",
        "the cut points of a table rise, and this one does not",
        Label(span, "not above"),
        others=(Label(before, "this one"),),
        help="write the bands from the lowest to the highest",
    )


def open_top(span: Span, base_top: str | None) -> Diagnostic:
    """A base above the last cut would find no band."""
    note = (
        (f"the base can be as high as {base_top}",)
        if base_top
        else ("nothing limits the base of the table",)
    )
    return Diagnostic(
        "MS0536",
        "above this band there is none, so a larger base would pay nothing without a word",
        Label(span, "the last band"),
        notes=note,
        help="add a last band that ends in `beyond`",
    )


def beyond_early(span: Span) -> Diagnostic:
    """`beyond` has no end."""
    return Diagnostic(
        "MS0537",
        "a band that ends in `beyond` is the last one",
        Label(span, "bands follow that nothing can reach"),
        help="move it to the end",
    )


def rate_type(span: Span, found: str, wanted: str, kind: str) -> Diagnostic:
    """Rates that do not fit the kind of table."""
    return Diagnostic(
        "MS0538",
        f"{kind} a band has {wanted}, and this is {found}",
        Label(span),
    )


def points_too_few(span: Span) -> Diagnostic:
    """One point makes no line."""
    return Diagnostic(
        "MS0539",
        "a line needs at least two points",
        Label(span),
        help="add a line such as `90% gives 100%`",
    )


def points_fall(span: Span, before: Span) -> Diagnostic:
    """Points from left to right."""
    return Diagnostic(
        "MS0540",
        "the points of a table rise, and this one does not",
        Label(span, "not above"),
        others=(Label(before, "this one"),),
        help="write the points from the lowest to the highest, each once",
    )


def names_missing(span: Span, missing: tuple[str, ...]) -> Diagnostic:
    """A value without its row."""
    return Diagnostic(
        "MS0541",
        f"there is no row for {', '.join(f'`{name}`' for name in missing)}",
        Label(span),
        help="add a row for each, or a last one that ends in `otherwise`",
    )


def name_unknown(span: Span, name: str, values: tuple[str, ...], near: str | None) -> Diagnostic:
    """A row for a value that there is not."""
    return Diagnostic(
        "MS0542",
        f"the base is never `{name}`",
        Label(span),
        notes=(f"it is one of {', '.join(values)}",),
        help=f"did you mean `{near}`?" if near else None,
    )


def name_twice(span: Span, name: str, first: Span) -> Diagnostic:
    """Two rows for one value."""
    return Diagnostic(
        "MS0543",
        f"`{name}` has two rows",
        Label(span, "again here"),
        others=(Label(first, "first here"),),
    )


def otherwise_idle(span: Span) -> Diagnostic:
    """`otherwise` comes last and applies to something."""
    return Diagnostic(
        "MS0544",
        "this row applies to nothing",
        Label(span),
        notes=(
            "every value has a row of its own, or another row with `otherwise` stands before it",
        ),
        help="leave it out",
    )


def not_by_name(span: Span, found: str) -> Diagnostic:
    """`by name` needs names."""
    return Diagnostic(
        "MS0545",
        f"a table by name needs a base that is one of several names, and this is {found}",
        Label(span),
    )


def base_not_measured(span: Span, found: str) -> Diagnostic:
    """Bands divide what can be measured."""
    return Diagnostic(
        "MS0547",
        f"bands divide an amount, and this is {found}",
        Label(span),
        help="use a table `by name` for a base that is one of several names",
    )


def accumulated_type(span: Span, found: str) -> Diagnostic:
    """Only what adds up can be accumulated."""
    return Diagnostic(
        "MS0548",
        f"a running total of {found} has no meaning",
        Label(span),
        help="accumulate money, counts or plain numbers",
    )
