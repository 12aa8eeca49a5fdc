"""What keeps an explanatory note from being written."""

from milestonelang.diagnostics.diagnostic import Diagnostic


def no_reasons(file: str) -> Diagnostic:
    """Nothing says why."""
    return Diagnostic(
        code="MS0972",
        message=f"nothing in `{file}` says why it was agreed, so that there is nothing to explain",
        help='give the terms that the other party will ask about a line `because "…"`',
    )
