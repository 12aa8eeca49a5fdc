"""What can be wrong with a condition."""

from milestonelang.agreement.expressions import Expr
from milestonelang.diagnostics.diagnostic import Diagnostic, Fix, Label, Severity
from milestonelang.semantics.problems.wording import kind
from milestonelang.source import Span
from milestonelang.types import Choice, Truth, Type, describe


def no_order(side: Expr, sign: str) -> Diagnostic:
    """Only amounts and days come before and after one another."""
    if isinstance(side.type, Choice):
        help = "compare with `is`, or list the values: `is one of (a, b)`"
    elif isinstance(side.type, Truth):
        help = "compare with `is true` or `is false`"
    else:
        help = "compare with `is`"
    return Diagnostic(
        "MS0351",
        f"`{sign}` does not compare {describe(side.type)}",
        Label(side.span, describe(side.type)),
        help=help,
    )


def no_such_state(
    name: str, what: str, state: str | None, states: tuple[str, ...], near: str | None, span: Span
) -> Diagnostic:
    """Each kind of declaration has its own states; *state* is None where no word stands there."""
    listed = ", ".join(f"`{known}`" for known in states)
    if state is None:
        return Diagnostic(
            "MS0352",
            f"after `{name} is` stands one word, a state of the {what}",
            Label(span),
            notes=(
                "it is that of the running period; of more than one it is asked so: "
                f"`{name} is {states[0]} for 2 consecutive quarters`",
            ),
            help=f"its states are {listed}",
        )
    return Diagnostic(
        "MS0352",
        f"`{state}` is not a state of the {what} `{name}`",
        Label(span),
        help=f"did you mean `{near}`?" if near is not None else f"its states are {listed}",
        notes=(f"its states are {listed}",) if near is not None else (),
        fix=Fix(span, near) if near is not None else None,
    )


def truth_compared(name: str, span: Span) -> Diagnostic:
    """What is true or false is compared with `true` or `false`."""
    return Diagnostic(
        "MS0353",
        f"`{name}` is true or false and nothing else",
        Label(span),
        help=f"write `{name} is true` or `{name} is false`",
    )


def listed_twice(span: Span) -> Diagnostic:
    """A list of values names each once."""
    return Diagnostic("MS0354", "this value is listed twice", Label(span), help="remove one")


def always_the_same(span: Span) -> Diagnostic:
    """A condition depends on something."""
    return Diagnostic(
        "MS0355",
        "this condition never changes: both sides are written out",
        Label(span),
        help="compare with a metric, a parameter, a payment or a balance",
    )


def appears_outside_rows(span: Span) -> Diagnostic:
    """A row's value is looked up among other rows."""
    return Diagnostic(
        "MS0356",
        "`appears in` stands only in a condition on rows",
        Label(span),
        help="use it after `where`, such as `count of billing where customer appears in "
        "accounts.customer`",
    )


def appears_in_source(source: str, span: Span) -> Diagnostic:
    """A value appears in a column."""
    return Diagnostic(
        "MS0357",
        f"`{source}` is a whole source, and a value appears in a column",
        Label(span),
        help=f"name the column: `{source}.customer`",
    )


def appears_unlike(operand: Expr, column: str, type: Type, span: Span) -> Diagnostic:
    """A value can only appear among values of its type."""
    return Diagnostic(
        "MS0358",
        f"this is {kind(operand.type)}, but `{column}` holds {describe(type)}",
        Label(span),
        help="name a column of the same type",
    )


def settled_by_range(
    name: str, holds: bool, low: str, high: str, step: str | None, span: Span
) -> Diagnostic:
    """A range is part of a type, so it can settle a comparison. *step* is given where it does."""
    range = f"between {low} and {high}" + (f", in steps of {step}" if step is not None else "")
    return Diagnostic(
        "MS0398",
        f"this {'always' if holds else 'never'} holds: `{name}` lies {range}",
        Label(span),
        help="compare with a figure that it can have, or change the range",
        severity=Severity.WARNING,
    )
