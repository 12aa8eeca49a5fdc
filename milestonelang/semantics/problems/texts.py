"""What can be wrong with guarantees, examples, clauses, tables and notes."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Label, Severity
from milestonelang.source import Span


def claims_nothing(span: Span, kind: str, name: str) -> Diagnostic:
    """A guarantee without a property."""
    return Diagnostic(
        "MS0640",
        f"the {kind} `{name}` says nothing",
        Label(span),
        help="add a property, such as `base_commission <= USD 90,000`",
    )


def cannot_move(span: Span, name: str, found: str) -> Diagnostic:
    """Only a figure rises or falls."""
    return Diagnostic(
        "MS0641",
        f"`{name}` is {found}, so it neither rises nor falls",
        Label(span),
        help="name a metric that is measured",
    )


def tolerance_negative(span: Span) -> Diagnostic:
    """A tolerance is an amount from zero upwards."""
    return Diagnostic("MS0642", "what `within` allows cannot be negative", Label(span))


def no_range_to_cover(span: Span, name: str) -> Diagnostic:
    """`for every` needs a range."""
    return Diagnostic(
        "MS0643",
        f"`{name}` has no range, so it is not said which values `for every` covers",
        Label(span),
        help="add `between … and …` to the parameter",
    )


def no_bands(span: Span, name: str) -> Diagnostic:
    """A gap is one of a table with bands."""
    return Diagnostic(
        "MS0644",
        f"`{name}` has no table, so there are no bands",
        Label(span),
        help="name a payment whose amount is found `on` a figure by a table, or a schedule",
    )


def pays_itself(span: Span, name: str) -> Diagnostic:
    """A total is paid by one party to another."""
    return Diagnostic(
        "MS0645",
        f"`{name}` stands on both sides, and nobody pays oneself",
        Label(span),
        help="name the party that receives",
    )


def no_header(span: Span, period: str) -> Diagnostic:
    """The first column holds the period."""
    return Diagnostic(
        "MS0650",
        f"the first column of these figures must be `{period}`",
        Label(span),
        help=f"begin the heading with `{period}`, since the contract settles each {period}",
    )


def row_width(span: Span, found: int, wanted: int) -> Diagnostic:
    """A cell for each column."""
    cells = "cell" if found == 1 else "cells"
    return Diagnostic(
        "MS0651",
        f"this row has {found} {cells}, and there are {wanted} columns",
        Label(span),
        help="leave a cell empty where a figure is not reported, but keep its `|`",
    )


def period_twice(span: Span, text: str) -> Diagnostic:
    """One row a period."""
    return Diagnostic("MS0653", f"`{text}` has two rows", Label(span))


def period_gap(span: Span, text: str) -> Diagnostic:
    """Periods follow one another from the first."""
    return Diagnostic(
        "MS0654",
        f"the periods of an example follow one another from the first, and `{text}` is missing",
        Label(span),
        help="add its row; a cell may be empty",
    )


def not_a_figure(span: Span, name: str, near: str | None) -> Diagnostic:
    """A heading that is no metric or segment."""
    return Diagnostic(
        "MS0655",
        f"`{name}` is not a metric",
        Label(span),
        help=f"did you mean `{near}`?" if near else "figures are given for metrics",
    )


def not_a_result(span: Span, words: str, near: str | None) -> Diagnostic:
    """A heading that is no result."""
    return Diagnostic(
        "MS0656",
        f"`{words}` is no result of an evaluation",
        Label(span),
        help=f"did you mean `{near}`?"
        if near
        else "write a payment, a computed metric, or two parties: `company to partner`",
    )


def column_again(span: Span, words: str) -> Diagnostic:
    """One column each."""
    return Diagnostic("MS0657", f"`{words}` has two columns", Label(span))


def cell_type(span: Span, wanted: str) -> Diagnostic:
    """A cell of another type."""
    return Diagnostic("MS0658", f"this column holds {wanted}", Label(span))


def example_without(span: Span, name: str, part: str) -> Diagnostic:
    """Figures and results belong together."""
    return Diagnostic(
        "MS0659",
        f"the example `{name}` has no block `{part}`",
        Label(span),
        help="figures are given below `given`, and the results to expect below `then`",
    )


def result_beyond(span: Span, text: str) -> Diagnostic:
    """A result for a period without figures."""
    return Diagnostic(
        "MS0660",
        f"no figures are given for `{text}`, so nothing can be expected of it",
        Label(span),
        help="add the period to `given`",
    )


def event_heading(span: Span, words: str) -> Diagnostic:
    """The columns of an events file."""
    return Diagnostic(
        "MS0661",
        f"an event has no `{words}`",
        Label(span),
        help="the columns are `date`, `event`, `subject`, `by` and `amount`",
    )


def event_kind(span: Span, word: str, kinds: tuple[str, ...], near: str | None) -> Diagnostic:
    """A kind of event that there is not."""
    return Diagnostic(
        "MS0662",
        f"`{word}` is no kind of event",
        Label(span),
        notes=(f"the kinds are {', '.join(kinds)}",),
        help=f"did you mean `{near}`?" if near else None,
    )


def figure_computed_rows(span: Span, name: str) -> Diagnostic:
    """A metric that has figures only in a wind-down."""
    return Diagnostic(
        "MS0663",
        f"`{name}` has figures only during a wind-down, and an example does not reach one",
        Label(span),
        help="leave the column out",
    )


def rows_unlike_a_file(span: Span, source: str, what: str, columns: tuple[str, ...]) -> Diagnostic:
    """Rows that no file of the source could have."""
    return Diagnostic(
        "MS0664",
        f"no file of `{source}` has such rows: {what}",
        Label(span),
        help=f"the columns are `{' | '.join(columns)}`",
    )


def clause_empty(span: Span, name: str) -> Diagnostic:
    """A heading without words."""
    return Diagnostic(
        "MS0670",
        f"the clause `{name}` has no text",
        Label(span),
        help='add its words: `"The parties shall …"`, or a long text between `"""`',
    )


def table_empty(span: Span, name: str, part: str) -> Diagnostic:
    """A table without columns or rows."""
    return Diagnostic(
        "MS0671",
        f"the table `{name}` has no {part}",
        Label(span),
        help="declare its columns with `column …`, and its rows below `rows`",
    )


def accept_unknown(span: Span, code: str) -> Diagnostic:
    """A code that there is not."""
    return Diagnostic(
        "MS0672",
        f"`{code}` is no code of an advice or warning",
        Label(span),
        help="write the code that the message shows",
    )


def accept_error(span: Span, code: str) -> Diagnostic:
    """An error cannot be waved through."""
    return Diagnostic(
        "MS0673",
        f"`{code}` is an error, and errors cannot be accepted",
        Label(span),
        help="mend what it says",
    )


def column_computed(span: Span) -> Diagnostic:
    """A printed table is typed in whole."""
    return Diagnostic(
        "MS0674",
        "the columns of a printed table hold what is written, so this has no effect",
        Label(span),
        help="leave `computed as`, `unique` and `may be empty` out",
    )


def term_unused(span: Span, name: str) -> Diagnostic:
    """A figure that nothing uses."""
    return Diagnostic(
        "MS0675",
        f"`{name}` is declared and nothing uses it",
        Label(span),
        help="use it, or leave it out",
        severity=Severity.WARNING,
    )


def meaning_circular(span: Span, names: tuple[str, ...]) -> Diagnostic:
    """What is meant is said by itself."""
    way = " → ".join(f"`{name}`" for name in (*names, names[0]))
    return Diagnostic(
        "MS1241",
        f"the meaning of `{names[0]}` goes back to itself: {way}",
        Label(span),
        help="say one of them in words that do not need the other",
        severity=Severity.WARNING,
    )


def event_columns(span: Span) -> Diagnostic:
    """What every event has."""
    return Diagnostic(
        "MS0652",
        "the columns `date`, `event` and `subject` are needed",
        Label(span),
        help="begin the heading with `date | event | subject | by`",
    )
