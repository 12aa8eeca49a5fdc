"""What can be wrong with a name or phrase inside an expression."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Fix, Label
from milestonelang.source import Span


def not_a_value(word: str, values: tuple[str, ...], near: str | None, span: Span) -> Diagnostic:
    """A choice is one of its values."""
    listed = ", ".join(f"`{value}`" for value in values)
    return Diagnostic(
        "MS0330",
        f"`{word}` is not one of {listed}",
        Label(span),
        help=f"did you mean `{near}`?" if near is not None else "use one of them",
        fix=Fix(span, near) if near is not None else None,
    )


def other_row(words: str, span: Span) -> Diagnostic:
    """A condition on a row sees that row."""
    return Diagnostic(
        "MS0331",
        f"`{words}` is a column of other rows than those at hand",
        Label(span),
        help=f"to look a value up there, write `… appears in {words}`",
    )


def column_alone(words: str, span: Span) -> Diagnostic:
    """A period has many rows."""
    return Diagnostic(
        "MS0332",
        f"`{words}` is a column: a period has many rows, and so many values",
        Label(span, "which row?"),
        help=f"say what is taken of them, such as `sum of {words}`",
    )


def event_alone(name: str, span: Span) -> Diagnostic:
    """An event has happened or not."""
    return Diagnostic(
        "MS0333",
        f"`{name}` is an event, which has no amount",
        Label(span, "an event"),
        help=f"write `{name} is true`, `date of {name}` or `amount of {name}`",
    )


def state_alone(name: str, kind: str, states: tuple[str, ...], span: Span) -> Diagnostic:
    """A state stands after `is`."""
    return Diagnostic(
        "MS0334",
        f"`{name}` has a state and no value",
        Label(span, f"the {kind}"),
        help=f"a state follows `is`: `{name} is {states[-1] if kind == 'exit' else states[0]}`",
    )


def schedule_alone(name: str, span: Span) -> Diagnostic:
    """A schedule is applied to something."""
    return Diagnostic(
        "MS0335",
        f"`{name}` is a schedule, which has a value only for something",
        Label(span, "a schedule"),
        help=f"apply it: `{name}(x)`",
    )


def source_alone(name: str, span: Span) -> Diagnostic:
    """A source is many rows."""
    return Diagnostic(
        "MS0336",
        f"`{name}` is a source of rows and has no value itself",
        Label(span, "a source"),
        help=f"say what is taken of its rows, such as `count of {name}` or `sum of {name}.amount`",
    )


def no_value(name: str, kind: str, span: Span, declared: Span) -> Diagnostic:
    """Parties, clauses and the like are no amounts."""
    article = "an" if kind[0] in "aeio" else "a"
    return Diagnostic(
        "MS0337",
        f"`{name}` is {article} {kind}, which has no value",
        Label(span, f"{article} {kind}"),
        others=(Label(declared, "declared here"),),
        help="name a metric, a parameter, a payment or a balance",
    )


def not_constant(name: str, kind: str, span: Span) -> Diagnostic:
    """Ranges and values of parameters are fixed when the contract is signed."""
    return Diagnostic(
        "MS0338",
        f"`{name}` cannot stand here: this is fixed when the contract is signed",
        Label(span, f"the {kind} may change"),
        help="write the figure out",
    )


def not_in_a_row(name: str, kind: str, span: Span) -> Diagnostic:
    """What is said of a row is the same whenever it is computed."""
    return Diagnostic(
        "MS0339",
        f"`{name}` cannot be read for a row: a row has columns, and no period of its own",
        Label(span, f"the {kind} belongs to a period"),
        help="use the columns of the row, parameters and figures that are written out",
    )


def no_periods_here(what: str, span: Span) -> Diagnostic:
    """Some places have no running period."""
    return Diagnostic(
        "MS0340",
        f"there is no running period here for {what}",
        Label(span),
        help="declare a metric that computes it, and name the metric where a period is at hand",
    )


def unknown_is_no_value(span: Span) -> Diagnostic:
    """`unknown` is for examples."""
    return Diagnostic(
        "MS0341",
        "`unknown` stands only in the figures of an example",
        Label(span),
        help="test whether a value is there with `x is known`",
    )


def total_elsewhere(span: Span) -> Diagnostic:
    """A total over the whole contract is known only at its end."""
    return Diagnostic(
        "MS0342",
        "a total over the whole contract can only stand in a guarantee",
        Label(span),
        help="use `sum of x to date`",
    )


def divided_by_zero(span: Span) -> Diagnostic:
    """A quotient with a divisor of zero has no value."""
    return Diagnostic(
        "MS0344", "this divides by zero", Label(span), help="divide by something else"
    )


def step_not_positive(span: Span) -> Diagnostic:
    """Steps are more than nothing."""
    return Diagnostic(
        "MS0345", "a step must be more than zero", Label(span), help="write a figure above zero"
    )


def unit_not_written(span: Span) -> Diagnostic:
    """What is rounded to is fixed."""
    return Diagnostic(
        "MS0346",
        "the unit to round to must be written out",
        Label(span),
        help="write a figure, such as `USD 0.01` or `1%`",
    )


def times_not_whole(span: Span) -> Diagnostic:
    """Interest on interest is added a whole number of times."""
    return Diagnostic(
        "MS0347",
        "an amount is compounded a whole number of times",
        Label(span),
        help="write a whole number, such as `compounded at 3% for 4`",
    )


def too_many_times(span: Span) -> Diagnostic:
    """The cost of a contract is bounded."""
    return Diagnostic(
        "MS0348",
        "an amount can be compounded at most 600 times",
        Label(span),
        help="compound over longer steps",
    )


def index_too_fine(index: str, settled: str, span: Span) -> Diagnostic:
    """The running period has one place in the index."""
    return Diagnostic(
        "MS0349",
        f"`{index}` has more places than the contract has periods: it settles by the {settled}",
        Label(span),
        help=f"declare the index by {settled}" if settled != "year" else "remove `adjusted by`",
    )


def column_or_declaration(name: str, source: str, kind: str, span: Span) -> Diagnostic:
    """Two values of one name differ in money."""
    return Diagnostic(
        "MS0350",
        f"`{name}` is a column of `{source}` and a {kind} as well",
        Label(span, "which of the two?"),
        help=f"write `{source}.{name}` for the column; for the {kind}, rename one of them",
    )
