"""What keeps terms from being compared with those that they are based on."""

from milestonelang.diagnostics.diagnostic import Diagnostic


def no_base(file: str) -> Diagnostic:
    """There is nothing to compare with."""
    return Diagnostic(
        code="MS0970",
        message=f"the contract of `{file}` is based on no other",
        help='`based on "base.terms"` in the contract names its base; '
        "`milestone diff` compares any two files",
    )


def base_has_errors(file: str) -> Diagnostic:
    """The base is no agreement by itself."""
    return Diagnostic(
        code="MS0971",
        message=f"`{file}` has errors by itself, so that nothing can be compared with it",
        help="declare in the base what is missing there; only lines of its contract may be left "
        "to those that are based on it",
    )
