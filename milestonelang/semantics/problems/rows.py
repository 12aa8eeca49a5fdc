"""What can be wrong with aggregates over rows."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Label
from milestonelang.source import Span
from milestonelang.types import Type, describe


def window_needed(function: str, name: str, kind: str, span: Span) -> Diagnostic:
    """Over periods, an aggregate says over which."""
    if kind == "event":
        help = f"write `{function} of {name} to date`"
    else:
        help = (
            f"write `{function} of {name} over the last 4 quarters`, `… this year to date` "
            "or `… to date`"
        )
    return Diagnostic(
        "MS0391",
        f"`{function} of {name}` does not say over which periods",
        Label(span, f"over which periods of the {kind}?"),
        help=help,
    )


def column_needed(function: str, source: str, example: str, span: Span) -> Diagnostic:
    """Figures are taken of a column."""
    return Diagnostic(
        "MS0392",
        f"`{function} of {source}` does not say of which column",
        Label(span),
        help=f"name the column, such as `{function} of {source}.{example}`",
    )


def not_a_date(column: str, type: Type, span: Span) -> Diagnostic:
    """Rows are put into periods by a day."""
    return Diagnostic(
        "MS0393",
        f"`{column}` is {describe(type)}, and rows are put into periods by a date",
        Label(span),
        help="name a column that `is date`",
    )


def share_of_what(source: str, span: Span) -> Diagnostic:
    """A share is of the rows for which something holds."""
    return Diagnostic(
        "MS0394",
        f"`share of {source}` does not say which rows",
        Label(span),
        help=f"add a condition: `share of {source} where …`",
    )


def no_order_of_rows(source: str, span: Span, declared: Span) -> Diagnostic:
    """First and last need an order."""
    return Diagnostic(
        "MS0396",
        f"this depends on the order of the rows, and `{source}` does not say it",
        Label(span),
        others=(Label(declared, "declared here"),),
        help="add a line to the source, such as `ordered by issued_on, id`",
    )


def wrong_column(function: str, type: Type, span: Span, declared: Span) -> Diagnostic:
    """What can be taken of a column depends on its type."""
    return Diagnostic(
        "MS0397",
        f"there is no {function} of {describe(type)}",
        Label(span),
        others=(Label(declared, f"the column is {describe(type)}"),),
        help="name a column of amounts, or count rows with `count of` or `count of distinct`",
    )
