"""What can be wrong with parameters, segments, sources, metrics, indexes and events."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Label, Reading, Severity
from milestonelang.source import Span


def no_value(span: Span, name: str) -> Diagnostic:
    """A parameter of a contract has a value."""
    return Diagnostic(
        "MS0420",
        f"the parameter `{name}` has no value",
        Label(span),
        help="add a line `value …`; the parameter of a used module gets it in a line below `use`",
    )


def values_unordered(span: Span, before: Span) -> Diagnostic:
    """Dated values follow one another."""
    return Diagnostic(
        "MS0421",
        "this value applies from a day that is not after that of the value before it",
        Label(span, "not later"),
        others=(Label(before, "than this one"),),
        help="write dated values in the order of their days, the undated one first",
    )


def no_first_value(span: Span, name: str) -> Diagnostic:
    """On the first day of the term there must be a value."""
    return Diagnostic(
        "MS0422",
        f"`{name}` has no value at the beginning of the term",
        Label(span, "its values begin later"),
        help="add a line `value …` without a day, in force from the beginning",
    )


def out_of_range(span: Span, value: str, range: str) -> Diagnostic:
    """A value outside what was declared."""
    return Diagnostic(
        "MS0423",
        f"{value} is outside the declared range, {range}",
        Label(span),
        help="correct the value, or widen the range",
    )


def off_step(span: Span, value: str, step: str) -> Diagnostic:
    """A value between two steps."""
    return Diagnostic(
        "MS0424",
        f"{value} lies between two steps of {step}",
        Label(span),
        help="correct the value, or declare finer steps: `between … and … in steps of …`",
    )


def range_upside_down(span: Span) -> Diagnostic:
    """A range that holds nothing."""
    return Diagnostic(
        "MS0425",
        "the lower end of the range is above its upper end",
        Label(span),
        help="write the smaller value first",
    )


def step_not_positive(span: Span) -> Diagnostic:
    """A step of zero leads nowhere."""
    return Diagnostic("MS0426", "the steps of a range must be more than zero", Label(span))


def no_range(span: Span, type: str) -> Diagnostic:
    """Only what can be measured has a range."""
    return Diagnostic(
        "MS0427",
        f"a range says nothing about a value of type {type}",
        Label(span),
        help="leave the line out",
    )


def segment_incomplete(span: Span, missing: tuple[str, ...]) -> Diagnostic:
    """Each value of the segment needs a value of the parameter."""
    names = ", ".join(f"`{name}`" for name in missing)
    return Diagnostic(
        "MS0428",
        f"there is no value for {names}",
        Label(span),
        help="add a line for each, or one that ends in `otherwise`",
    )


def segment_value_twice(span: Span, name: str, first: Span) -> Diagnostic:
    """Two values for one segment value at one time."""
    return Diagnostic(
        "MS0429",
        f"`{name}` has two values from the same day",
        Label(span, "again here"),
        others=(Label(first, "first here"),),
    )


def segment_value_unknown(
    span: Span, name: str, segment: str, values: tuple[str, ...], near: str | None
) -> Diagnostic:
    """A name that the segment does not have."""
    return Diagnostic(
        "MS0430",
        f"`{name}` is no value of `{segment}`",
        Label(span),
        notes=(f"its values are {', '.join(values)}",),
        help=f"did you mean `{near}`?" if near else None,
    )


def not_by_segment(span: Span) -> Diagnostic:
    """`for gold` needs to know gold of what."""
    return Diagnostic(
        "MS0431",
        "this parameter does not depend on a segment, so a value cannot be `for` or `otherwise`",
        Label(span),
        help='say so in its first line: `parameter r "R" is percent by tier`',
    )


def column_twice(span: Span, name: str, first: Span) -> Diagnostic:
    """Two columns of one name."""
    return Diagnostic(
        "MS0432",
        f"the column `{name}` stands twice",
        Label(span, "again here"),
        others=(Label(first, "first here"),),
    )


def not_a_date(span: Span, name: str, type: str) -> Diagnostic:
    """Rows belong to the period of a date."""
    return Diagnostic(
        "MS0434",
        f"rows are dated by a date, and `{name}` is {type}",
        Label(span),
        help=f"name a column that `is date`, or declare `column {name} is date`",
    )


def undated_rows(span: Span, name: str) -> Diagnostic:
    """A row without its date would belong to no period."""
    return Diagnostic(
        "MS0435",
        f"`{name}` may be empty, so some rows would belong to no period",
        Label(span),
        help="date the rows by a column that is always filled",
    )


def no_columns(span: Span, name: str) -> Diagnostic:
    """A table without columns."""
    return Diagnostic(
        "MS0436",
        f"`{name}` has no columns",
        Label(span),
        help="add a line for each: `column amount is money`",
    )


def no_figures(span: Span, name: str) -> Diagnostic:
    """A metric is either reported or computed."""
    return Diagnostic(
        "MS0437",
        f"it is not said where the figures of `{name}` come from",
        Label(span),
        help="add `reported by PARTY within 15 days`, or `computed as` and the "
        "computation below it",
    )


def report_undated(span: Span) -> Diagnostic:
    """A report needs a day on which it is due."""
    return Diagnostic(
        "MS0438",
        "it is not said by when this is reported",
        Label(span),
        notes=("without a day nobody can say that a missing figure is overdue, or when to settle",),
        help="add `within 15 days`, counted from the end of the period",
        severity=Severity.WARNING,
    )


def roll_up_open(span: Span, name: str, often: str, period: str, summed: bool) -> Diagnostic:
    """Three monthly figures make one quarterly figure in several ways."""
    all_readings = (
        Reading("summed", f"The figure for a {period} is the total of the figures reported in it."),
        Reading(
            "averaged", f"The figure for a {period} is the average of the figures reported in it."
        ),
        Reading("at the end", f"The figure for a {period} is the last one reported in it."),
    )
    return Diagnostic(
        "MS0439",
        f"`{name}` is reported {often} and settled each {period}, and it is not said "
        "how it becomes one figure",
        Label(span),
        help="add one of these lines",
        readings=all_readings if summed else all_readings[1:],
    )


def in_force_missing(span: Span, name: str, often: str, period: str) -> Diagnostic:
    """A yearly figure in a quarterly contract."""
    return Diagnostic(
        "MS0440",
        f"`{name}` is reported {often}, so most {period}s have no figure of their own",
        Label(span),
        help="add `in force until the next` if a figure applies until the next one is reported",
    )


def roll_up_idle(span: Span, words: str, name: str) -> Diagnostic:
    """A line that would do nothing."""
    return Diagnostic(
        "MS0441",
        f"`{words}` has no effect: each period of the contract has one figure of `{name}`",
        Label(span),
        help="leave the line out, or say how often it is reported: `reported monthly by …`",
    )


def roll_up_type(span: Span, words: str, type: str) -> Diagnostic:
    """Names cannot be added up, and shares should not be."""
    return Diagnostic(
        "MS0442",
        f"figures of type {type} cannot be {words}",
        Label(span),
        help="write `averaged` or `at the end`" if type == "percent" else "write `at the end`",
    )


def baselines_unordered(span: Span, before: Span) -> Diagnostic:
    """Baselines follow one another."""
    return Diagnostic(
        "MS0443",
        "this baseline applies from a day that is not after that of the one before it",
        Label(span, "not later"),
        others=(Label(before, "than this one"),),
        help="write baselines in the order of their days, the undated one first",
    )


def index_period_unknown(span: Span, name: str, unit: str) -> Diagnostic:
    """A weight for a period that a year does not have."""
    return Diagnostic(
        "MS0444",
        f"`{name}` is no {unit} of a year",
        Label(span),
        help="write Q1 to Q4" if unit == "quarter" else "write January to December",
    )


def index_incomplete(span: Span, missing: tuple[str, ...]) -> Diagnostic:
    """A period without its weight."""
    return Diagnostic(
        "MS0445",
        f"there is no weight for {', '.join(missing)}",
        Label(span),
        help="give each part of the year one weight",
    )


def index_sum(span: Span, found: str, wanted: str) -> Diagnostic:
    """Weights that silently change the yearly target."""
    return Diagnostic(
        "MS0446",
        f"the weights add up to {found}, not to {wanted}",
        Label(span),
        help="correct a weight or the sum",
    )


def event_by_nobody(span: Span, name: str) -> Diagnostic:
    """Somebody says that it happened."""
    return Diagnostic(
        "MS0447",
        f"it is not said who reports or decides `{name}`",
        Label(span),
        help="add `reported by PARTY`, or `decided by PARTY within 10 business days of EVENT`",
    )


def event_by_two(span: Span, first: Span) -> Diagnostic:
    """A fact is reported, a judgement is decided."""
    return Diagnostic(
        "MS0448",
        "an event is either reported or decided",
        Label(span, "and decided"),
        others=(Label(first, "reported"),),
        help="keep `reported by` for a fact, `decided by` for a judgement",
    )


def not_an_outcome(span: Span, value: str, outcomes: tuple[str, ...]) -> Diagnostic:
    """What holds meanwhile is one of the outcomes."""
    return Diagnostic(
        "MS0449",
        f"`{value}` is no outcome of this event",
        Label(span),
        help=f"write one of {', '.join(outcomes)}",
    )


def decision_without_default(span: Span, name: str, has_last_day: bool) -> Diagnostic:
    """Nothing says what holds when nobody decides."""
    if has_last_day:
        when, line = "in time", "otherwise false"
    else:
        when, line = "yet", "until then false"
    return Diagnostic(
        "MS0450",
        f"it is not said what holds if `{name}` is not decided {when}",
        Label(span),
        notes=("what depends on it stays pending, and a final document is refused",),
        help=f"add `{line}`, or the outcome that then holds",
        severity=Severity.WARNING,
    )


def default_idle(span: Span, is_decided: bool) -> Diagnostic:
    """Defaults belong to what is decided by a day, or reported by a day."""
    help = "say by when: `reported by PARTY within 30 days of EVENT`"
    if is_decided:
        help = "say by when: `decided by PARTY within 30 days`; without a last day, `until then`"
    return Diagnostic(
        "MS0451", "there is no day after which `otherwise` would hold", Label(span), help=help
    )


def text_value(span: Span) -> Diagnostic:
    """A text parameter has texts as values."""
    return Diagnostic(
        "MS0453",
        "a text is needed here",
        Label(span),
        help='write it in straight double quotes: `"the first floor"`',
    )


def setting_type(span: Span, name: str) -> Diagnostic:
    """Only a list of text takes several values."""
    return Diagnostic(
        "MS0454",
        f"`{name}` takes one value",
        Label(span),
        help="leave one of them, or declare the parameter as `list of text`",
    )


def event_often(span: Span) -> Diagnostic:
    """An event happens; it has no period."""
    return Diagnostic(
        "MS0455",
        "an event is reported when it happens, not in each period",
        Label(span),
        help="leave the frequency out, or declare a metric for a figure of each period",
    )
