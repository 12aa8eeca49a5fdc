"""What is wrong with a pattern that is asked for, or with the answers to its questions."""

from collections.abc import Sequence

from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic


def unknown_pattern(name: str, near: Sequence[str]) -> Diagnostic:
    """There is no pattern of that name."""
    return Diagnostic(
        code="MS0950",
        message=f"there is no pattern `{name}`",
        help=_meant(near) or "`milestone new --list` shows the patterns",
    )


def unreadable_answers(file: str, reason: str) -> Diagnostic:
    """The file of answers cannot be read."""
    return Diagnostic(
        code="MS0951",
        message=f"cannot read the answers in `{file}`: {reason}",
        place=DataPlace(file),
        help="`milestone new PATTERN --questions` prints a file to fill in",
    )


def unknown_question(file: str, name: str, near: Sequence[str]) -> Diagnostic:
    """An answer is given to what is not asked."""
    return Diagnostic(
        code="MS0952",
        message=f"this pattern does not ask for `{name}`",
        place=DataPlace(file),
        help=_meant(near) or "`milestone new PATTERN --questions` prints what it asks for",
    )


def wrong_answer(file: str, name: str, answer: str, wanted: str) -> Diagnostic:
    """An answer is of another kind than is wanted."""
    return Diagnostic(
        code="MS0953",
        message=f"`{answer}` is no answer for `{name}`",
        place=DataPlace(file),
        help=f"give {wanted}",
    )


def _meant(near: Sequence[str]) -> str | None:
    return "do you mean " + " or ".join(f"`{each}`" for each in near) + "?" if near else None
