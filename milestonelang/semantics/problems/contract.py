"""What can be wrong with a contract's own lines, its parties and its titles."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Label, Severity
from milestonelang.diagnostics.readings import ROUNDINGS
from milestonelang.source import Span


def no_contract(span: Span) -> Diagnostic:
    """There is nothing to agree on."""
    return Diagnostic(
        "MS0401",
        "this file declares no contract",
        Label(span),
        help='begin with `contract NAME "Title"` and its lines `effective`, `settled` '
        "and `rounded`; "
        "a file without a contract can only be used by another",
    )


def several_contracts(span: Span, first: Span) -> Diagnostic:
    """One file is one contract."""
    return Diagnostic(
        "MS0402",
        "a second contract is declared",
        Label(span, "the second contract"),
        others=(Label(first, "the first"),),
        help="put each contract in a file of its own; what they share goes into a "
        "file that both `use`",
    )


def contract_in_module(span: Span) -> Diagnostic:
    """A file that is used brings declarations, not a second contract."""
    return Diagnostic(
        "MS0403",
        "a file that another one uses cannot declare a contract",
        Label(span),
        help="take the contract out of this file, or say `based on` it in the other",
    )


def line_missing(span: Span, kind: str, line: str, example: str) -> Diagnostic:
    """A line without which nothing can be computed."""
    return Diagnostic(
        "MS0404",
        f"this {kind} has no line `{line}`",
        Label(span),
        help=f"add, for instance, `{example}`",
    )


def line_twice(span: Span, words: str, first: Span) -> Diagnostic:
    """A line that may stand once stands twice."""
    return Diagnostic(
        "MS0405",
        f"the line `{words}` stands twice",
        Label(span, "again here"),
        others=(Label(first, "first here"),),
        help="keep the one that is meant",
    )


def rounding_open(span: Span) -> Diagnostic:
    """Two roundings differ by a cent in every period."""
    return Diagnostic(
        "MS0406",
        "it is not said how amounts are rounded",
        Label(span, "this contract"),
        help="choose one line",
        readings=ROUNDINGS,
    )


def ends_before_start(span: Span) -> Diagnostic:
    """The last day lies before the first."""
    return Diagnostic(
        "MS0407",
        "the term ends before it begins",
        Label(span),
        help="both days are included, so the second is at least the first",
    )


def years_off_edge(span: Span, period: str) -> Diagnostic:
    """A year that starts inside a settlement period would cut that period in two."""
    return Diagnostic(
        "MS0408",
        f"years would start in the middle of a {period}",
        Label(span),
        notes=(f"amounts are settled for whole {period}s, and each belongs to one year",),
        help=f"add a line to the contract, such as `years start on 1 January`: the first day of a "
        f"{period}",
    )


def rounding_unit(span: Span, reason: str) -> Diagnostic:
    """A rounding to a unit that no amount can be a multiple of."""
    return Diagnostic(
        "MS0410",
        f"amounts cannot be rounded to this unit: {reason}",
        Label(span),
        help="write a positive amount such as `USD 0.01` or `USD 1`",
    )


def due_dates_back(span: Span) -> Diagnostic:
    """Due dates only move later."""
    return Diagnostic(
        "MS0411",
        "due dates roll forward: a payer is not late because a day is a holiday",
        Label(span),
        help="write `due dates roll forward to a business day`",
    )


def too_few_parties(span: Span, count: int) -> Diagnostic:
    """An agreement has two sides."""
    found = "no party is" if count == 0 else "only one party is"
    return Diagnostic(
        "MS0412",
        f"{found} declared",
        Label(span),
        help='declare each side: `party company "Acme Analytics, Inc."`',
    )


def title_twice(span: Span, title: str, first: Span) -> Diagnostic:
    """A defined term has one meaning."""
    return Diagnostic(
        "MS0413",
        f"the title “{title}” stands twice",
        Label(span, "again here"),
        others=(Label(first, "first here"),),
        notes=("a title is printed as a defined term, and a defined term has one meaning",),
        help="give one of them another title",
    )


def title_taken(span: Span, title: str) -> Diagnostic:
    """Words that every document uses in their plain meaning."""
    return Diagnostic(
        "MS0414",
        f"the title “{title}” is a word that every document uses in its own meaning",
        Label(span),
        help="make it longer, so that it says what it is",
        severity=Severity.WARNING,
    )


def settled_finer(span: Span, what: str, unit: str, period: str) -> Diagnostic:
    """Nothing is measured more finely than the contract settles."""
    return Diagnostic(
        "MS0415",
        f"{what} {unit}, and nothing here is settled more often than each {period}",
        Label(span),
        help=f"write {period} or something longer, or settle the contract more often",
    )


def count_open(span: Span) -> Diagnostic:
    """A deadline or a number of periods is fixed when the contract is signed."""
    return Diagnostic(
        "MS0416",
        "a whole number of a unit of time is needed here",
        Label(span),
        help="write it out, such as `30 days` or `2 quarters`, or name a parameter "
        "with one such value",
    )


def constant_needed(span: Span, what: str) -> Diagnostic:
    """What is fixed at signature cannot wait for data."""
    return Diagnostic(
        "MS0417",
        f"{what} must be fixed when the contract is signed",
        Label(span, "this depends on figures"),
        help="write the value, or name a parameter that has one value",
    )


def term_too_long(span: Span) -> Diagnostic:
    """A century is a mistake in a digit."""
    return Diagnostic(
        "MS0418",
        "the term is longer than a hundred years",
        Label(span),
        help="check the years",
    )


def no_base(span: Span) -> Diagnostic:
    """A contract changes the one it is based on, or is changed by an amendment."""
    return Diagnostic(
        "MS0419",
        "there is no base that this line could change",
        Label(span),
        help='say which one: `based on "base.terms"`; for a later change write an `amendment`',
    )
