"""What the driver finds: files that cannot be read, settings, examples, names to explain."""

import re
from collections.abc import Sequence

from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic, Label, Severity
from milestonelang.diagnostics.nearest import nearest_few
from milestonelang.source import Span


def example_differs(
    name: str, period: str, computed: str, expected: str, cell: Span, steps: Sequence[str]
) -> Diagnostic:
    """An example expects another figure than the terms give."""
    return Diagnostic(
        code="MS0901",
        message=f"`{name}` for {period} comes to {computed}, not {expected}",
        label=Label(cell, f"the terms give {computed}"),
        notes=tuple(steps),
        help="correct the figure, or the line of the terms that is not what you mean",
    )


def example_pending(
    name: str, period: str, expected: str, reasons: Sequence[str], cell: Span
) -> Diagnostic:
    """An example expects a figure that its own figures leave pending."""
    return Diagnostic(
        code="MS0902",
        message=f"`{name}` for {period} is pending in this example, not {expected}",
        label=Label(cell, "pending"),
        notes=tuple(reasons),
        help="add the missing figures to `given`",
    )


def example_not_run(kind: str, event: Span) -> Diagnostic:
    """An example gives an event that is about what was stated before, and not about figures."""
    return Diagnostic(
        code="MS0920",
        message=f"this example is not run: a `{kind}` is about a statement, and an example has "
        "none",
        label=Label(event, "this event"),
        help="leave the event out; `milestone evaluate` books what payments, disputes and audits "
        "do",
        severity=Severity.WARNING,
    )


def example_after_the_end(name: str, last: str, cell: Span) -> Diagnostic:
    """An example expects a figure of a period that its events leave out."""
    return Diagnostic(
        code="MS1350",
        message=f"there is no `{name}` in this period: by the events of the example the agreement "
        f"ends in {last}",
        label=Label(cell, "after the end"),
        help="leave the figure out, or correct the events",
    )


def unreadable_terms(file: str, reason: str) -> Diagnostic:
    """A file of terms cannot be read."""
    return Diagnostic(
        code="MS0903",
        message=f"cannot read `{file}`: {reason}",
        place=DataPlace(file),
        help="give the path of a `.terms` file",
    )


def no_text(file: str, kind: str) -> Diagnostic:
    """A file of another kind stands where terms are needed."""
    return Diagnostic(
        code="MS0903",
        message=f"`{file}` is {kind}, and a file of terms is needed here",
        place=DataPlace(file),
        help="give the path of a `.terms` file, or of a PDF that `milestone build` wrote",
    )


def nothing_to_verify(file: str, reason: str) -> Diagnostic:
    """A file that is to be verified is not there, or is of no kind that can be."""
    return Diagnostic(
        code="MS0921",
        message=f"cannot verify `{file}`: {reason}",
        place=DataPlace(file),
        help="give a ledger, a PDF that `milestone build` wrote, or with `--key` a file that was "
        "signed",
    )


def data_for_terms(file: str) -> Diagnostic:
    """A file of data stands where one of terms is needed."""
    return Diagnostic(
        code="MS0903",
        message=f"`{file}` holds data, and a file of terms is needed here",
        place=DataPlace(file),
        help="give the path of a `.terms` file first; data follow `--data` or `--events`",
    )


def terms_not_utf8(file: str, line: int, byte: int) -> Diagnostic:
    """A file of terms is not UTF-8 text."""
    return Diagnostic(
        code="MS0904",
        message=f"`{file}` is not UTF-8 text: byte 0x{byte:02x} in line {line}",
        place=DataPlace(file, row=line),
        help="save the file as UTF-8",
    )


def terms_too_large(file: str, size: int, limit: int) -> Diagnostic:
    """A file of terms is larger than any contract."""
    return Diagnostic(
        code="MS0905",
        message=f"`{file}` has {size:,} bytes, more than the {limit:,} that a file may have",
        place=DataPlace(file),
        help="put parts of the terms into files of their own and `use` them",
    )


def unknown_setting(name: str, near: Sequence[str], known: Sequence[str]) -> Diagnostic:
    """`--set` names something that is neither a parameter nor a segment."""
    return Diagnostic(
        code="MS0906",
        message=f"there is no parameter or segment `{name}` to set",
        help=_nearest(near, known, "this contract has no parameter"),
    )


def wrong_setting(name: str, value: str, wanted: str) -> Diagnostic:
    """`--set` gives a value of another type than the parameter has."""
    return Diagnostic(
        code="MS0907",
        message=f"`{value}` is no value for `{name}`",
        help=f"write {wanted}",
    )


def setting_out_of_range(name: str, value: str, low: str, high: str) -> Diagnostic:
    """`--set` gives a value outside the declared range."""
    return Diagnostic(
        code="MS0908",
        message=f"{value} is not between {low} and {high}, the range of `{name}`",
        help="choose a value in the range, or widen the range in the terms",
    )


def computed_out_of_range(
    name: str, period: str, value: str, low: str, high: str, places: Sequence[str]
) -> Diagnostic:
    """A computed metric comes out beyond its declared range."""
    return Diagnostic(
        code="MS0909",
        message=f"`{name}` for {period} comes to {value}, not between {low} and {high}",
        notes=tuple(f"computed from {place}" for place in places),
        help="correct the rows, or widen the range in the terms",
    )


def change_not_run(verb: str, kind: str, name: str, reason: str, span: Span) -> Diagnostic:
    """An amendment changes something in a way that this version does not run."""
    return Diagnostic(
        code="MS1132",
        message=f"that this amendment {verb} the {kind} `{name}` is not run in this version",
        label=Label(span),
        notes=(reason,) if reason else (),
        help="nothing was evaluated; the document prints the change",
    )


def unknown_subject(name: str, near: Sequence[str]) -> Diagnostic:
    """`why` names a figure that there is not."""
    return Diagnostic(
        code="MS0911",
        message=f"there is no figure `{name}`",
        help=_nearest(near, (), "name a payment, metric, parameter, milestone, trigger or balance"),
    )


def unknown_period(label: str, labels: Sequence[str]) -> Diagnostic:
    """A period is asked for that the contract does not have, or not by that name."""
    asked = sorted(re.findall(r"[A-Z0-9]+", label.upper().replace("Q", " Q")))
    parts = {each: each.split("-") for each in labels}
    meant = [each for each in labels if asked and set(asked) <= set(parts[each])]
    near = f"write {' or '.join(f'`{each}`' for each in meant)}; " if 0 < len(meant) < 4 else ""
    return Diagnostic(
        code="MS0912",
        message=f"there is no period `{label}` in this contract",
        help=f"{near}its periods are {labels[0]} to {labels[-1]}",
    )


def no_period(name: str, example: str) -> Diagnostic:
    """`why` is asked for a figure without the period."""
    return Diagnostic(
        code="MS0913",
        message=f"`{name}` does not say which period",
        help=f"write `{example}`",
    )


def unwritable(file: str, reason: str) -> Diagnostic:
    """An output file cannot be written."""
    return Diagnostic(
        code="MS0914",
        message=f"cannot write `{file}`: {reason}",
        help="choose another path with `-o`",
    )


def no_examples() -> Diagnostic:
    """`test` is asked of terms that have no example."""
    return Diagnostic(
        code="MS0915",
        message="these terms have no `example` to run",
        help="add an `example` with the figures you know and what they should pay",
    )


def unknown_calendar(name: str, contract: Span, known: Sequence[str]) -> Diagnostic:
    """The contract names a calendar of holidays that the standard library does not have."""
    return Diagnostic(
        code="MS0916",
        message=f"the holidays of `{name}` are not known",
        label=Label(contract, "this contract counts business days by them"),
        help=_nearest(nearest_few(name, known), known, "count calendar days instead"),
    )


def calendar_too_short(name: str, contract: Span, first: int, last: int) -> Diagnostic:
    """The term goes beyond the years for which holidays are known."""
    return Diagnostic(
        code="MS0919",
        message=f"the holidays of `{name}` are known from {first} to {last} only",
        label=Label(contract, "this contract needs them for its term and the year after"),
        help="count calendar days instead, or shorten the term",
    )


def character_missing(character: str, place: str) -> Diagnostic:
    """A text of the terms has a character that the fonts of a PDF have no sign for."""
    return Diagnostic(
        code="MS0918",
        message=f"no font of the PDF has the character `{character}`, in {place}",
        help="write it in other characters, or build HTML",
    )


def unknown_code(code: str, near: Sequence[str]) -> Diagnostic:
    """`explain` is asked for a code that there is not."""
    return Diagnostic(
        code="MS0917",
        message=f"there is no message `{code}`",
        help=_nearest(near, (), "codes are `MS` and four digits, as in `MS0101`"),
    )


def _nearest(near: Sequence[str], known: Sequence[str], otherwise: str) -> str:
    if near:
        return "did you mean " + " or ".join(f"`{item}`" for item in near) + "?"
    if known:
        return "there are " + ", ".join(f"`{item}`" for item in known)
    return otherwise
