"""What comparing two versions finds wrong: terms with errors, data that fits one version only."""

from milestonelang.diagnostics.diagnostic import Diagnostic


def version_has_errors(file: str) -> Diagnostic:
    """One of the two files has errors, so that there is nothing to compare."""
    return Diagnostic(
        code="MS1220",
        message=f"`{file}` has errors, so that nothing can be compared with it",
        help=f"mend what `milestone check {file}` names, then compare again",
    )


def does_not_fit(file: str) -> Diagnostic:
    """The data cannot be read under one of the two versions."""
    return Diagnostic(
        code="MS1221",
        message=f"`{file}` cannot be computed on what is given, so that no money is compared",
        help="where the new version needs other files, give them with `--new-data` and "
        "`--new-events`; without `--data` the terms alone are compared",
    )
