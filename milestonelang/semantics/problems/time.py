"""What can be wrong with lags, windows, places in time and dates."""

from milestonelang.agreement.expressions import Expr
from milestonelang.diagnostics.diagnostic import Diagnostic, Label
from milestonelang.diagnostics.readings import MONTH_ENDS
from milestonelang.source import Span
from milestonelang.types import describe


def not_whole_periods(words: str, settled: str, span: Span) -> Diagnostic:
    """Lags and windows step from settlement period to settlement period."""
    return Diagnostic(
        "MS0372",
        f"{words} are no whole number of periods: the contract settles by the {settled}",
        Label(span),
        help=f"write it in {settled}s",
    )


def events_to_date(event: str, span: Span) -> Diagnostic:
    """Events are counted from the start of the term."""
    return Diagnostic(
        "MS0374",
        f"events are counted to date: `count of {event} to date`",
        Label(span),
        help=f"write `count of {event} to date`, and take off what it was "
        f"`(count of {event} to date) 4 quarters earlier`",
    )


def wrong_aggregate(function: str, operand: Expr, span: Span) -> Diagnostic:
    """What can be taken of many values depends on their type."""
    if function == "count":
        help = "`count of` takes what is true or false, and counts the periods in which it is true"
    else:
        help = f"`{function} of` takes amounts"
    return Diagnostic(
        "MS0375",
        f"there is no {function} of {describe(operand.type)}",
        Label(span),
        others=(Label(operand.span, describe(operand.type)),),
        help=help,
    )


def previous_year_only(unit: str, span: Span) -> Diagnostic:
    """The one window that lies wholly before the running period."""
    return Diagnostic(
        "MS0376",
        f"there is no window `over the previous {unit}`",
        Label(span),
        help=f"write `… 1 {unit} earlier` for the {unit} before, or `over the previous year`",
    )


def no_baseline(metric: str, span: Span, declared: Span) -> Diagnostic:
    """A baseline is declared."""
    return Diagnostic(
        "MS0377",
        f"`{metric}` has no baseline",
        Label(span),
        others=(Label(declared, "declared here"),),
        help="add a line `baseline …` to the metric",
    )


def baseline_of_metric(span: Span) -> Diagnostic:
    """Only metrics have baselines."""
    return Diagnostic(
        "MS0378",
        "only a metric has a baseline",
        Label(span),
        help="name a metric that has a line `baseline …`",
    )


def too_often(times: int, periods: int, span: Span) -> Diagnostic:
    """A condition holds at most once in each period."""
    return Diagnostic(
        "MS0379",
        f"a condition cannot hold in {times} of {periods} periods",
        Label(span),
        help="write a number from 1 to the number of periods",
    )


def no_such_place(unit: str, of: str, span: Span) -> Diagnostic:
    """A place lies in something longer."""
    return Diagnostic(
        "MS0380",
        f"a {unit} is not part of a {of}",
        Label(span),
        help="write, for instance, `in the first quarter of the year`",
    )


def finer_than_period(unit: str, settled: str, span: Span) -> Diagnostic:
    """Within a settlement period nothing is told apart."""
    return Diagnostic(
        "MS0381",
        f"a {unit} is shorter than the period: the contract settles by the {settled}",
        Label(span),
        help=f"write `{settled}`",
    )


def every_year_has_it(month: str, span: Span) -> Diagnostic:
    """A condition that always holds is a mistake."""
    return Diagnostic(
        "MS0382",
        f"every period holds {month}: the contract settles by the year",
        Label(span),
        help="remove the condition",
    )


def date_not_written(span: Span) -> Diagnostic:
    """Days that shape the contract are fixed in it."""
    return Diagnostic(
        "MS0383",
        "this day must be written out",
        Label(span),
        help="write a day, such as `2027-01-01`",
    )


def no_series(what: str, span: Span) -> Diagnostic:
    """What never changes has no earlier value."""
    return Diagnostic(
        "MS0384",
        f"this is the same in every period, so {what} says nothing",
        Label(span, "written out"),
        help="name a metric, a payment or a balance",
    )


def column_has_no_series(what: str, span: Span) -> Diagnostic:
    """A row is dated once."""
    return Diagnostic(
        "MS0385",
        f"this reads the columns of a row, which has no other periods for {what}",
        Label(span),
        help="declare a metric over the rows, and use that",
    )


def full_days(unit: str, span: Span) -> Diagnostic:
    """Days are counted, not fitted in."""
    return Diagnostic(
        "MS0386",
        f"full {unit}s between two days are not counted",
        Label(span),
        help="write `days from A to B`, or `full months from A to B`",
    )


def no_edge(of: str, span: Span) -> Diagnostic:
    """Stretches of time have a start and an end."""
    return Diagnostic(
        "MS0388",
        f"a {of} has no start and no end",
        Label(span),
        help="write `the end of the quarter`, `of the year` or `of the term`",
    )


def month_ends_open(span: Span) -> Diagnostic:
    """31 January plus one month is not silently something."""
    return Diagnostic(
        "MS0389",
        "months are counted here, and the contract does not say what a month without the day does",
        Label(span, "counted in months"),
        help="add one of the two lines to the contract",
        readings=MONTH_ENDS,
    )
