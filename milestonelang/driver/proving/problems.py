"""What stops a proof, or is said of one: no solver, nothing to prove, an old certificate."""

from collections.abc import Sequence

from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic, Label
from milestonelang.source import Span


def nothing_to_prove() -> Diagnostic:
    """The terms state no guarantee."""
    return Diagnostic(
        code="MS1200",
        message="there is nothing to prove: the terms have no `guarantee`",
        help="state one, as `guarantee ceiling` and below it `total paid by … to … is at most …`",
    )


def no_solver() -> Diagnostic:
    """The solver is not installed."""
    return Diagnostic(
        code="MS1201",
        message="the solver is not installed",
        help='install it with `pip install "milestonelang[prove]"`',
    )


def cannot_assume(place: Span, name: str) -> Diagnostic:
    """An assumption is no condition of a period."""
    return Diagnostic(
        code="MS1202",
        message=f"`{name}` assumes what is no condition of a period",
        label=Label(place, "this speaks of more than the figures of a period"),
        help="assume a condition, as `retention >= 10%`, or how far a figure moves from one period "
        "to the next",
    )


def certificate_unreadable(file: str, reason: str) -> Diagnostic:
    """A certificate cannot be read."""
    return Diagnostic(
        code="MS1203",
        message=f"cannot read the certificate `{file}`: {reason}",
        place=DataPlace(file),
        help="write it anew with `milestone prove FILE --certificate PATH`",
    )


def certificate_differs(file: str, differences: Sequence[str]) -> Diagnostic:
    """A certificate does not say what was found."""
    return Diagnostic(
        code="MS1204",
        message=f"the certificate `{file}` does not say what these terms give",
        place=DataPlace(file),
        notes=tuple(differences),
        help="ask for the certificate of these terms, or write one with `--certificate`",
    )


def no_case(file: str) -> Diagnostic:
    """There is no counterexample to save."""
    return Diagnostic(
        code="MS1205",
        message=f"there is no case to save in `{file}`: no guarantee is violated",
        help="leave out `--save-case`",
    )


def not_final(reasons: Sequence[str]) -> Diagnostic:
    """Terms are not ready to be signed."""
    return Diagnostic(
        code="MS1206",
        message="these terms are not ready to be signed",
        notes=tuple(reasons),
        help="mend what is named, or build without `--final`",
    )
