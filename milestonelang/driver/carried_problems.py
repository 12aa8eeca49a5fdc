"""What can be wrong with the terms that lie in a PDF."""

from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic


def no_terms(file: str) -> Diagnostic:
    """A PDF carries no terms, or cannot be read."""
    return Diagnostic(
        code="MS1300",
        message=f"`{file}` carries no terms that can be read",
        place=DataPlace(file),
        help="give a PDF that `milestone build` wrote, or the file of its terms",
    )


def attachment_changed(file: str, name: str) -> Diagnostic:
    """An attachment is missing, was put in, or is not what the list says."""
    return Diagnostic(
        code="MS1301",
        message=f"the attachment `{name}` of `{file}` is not as it was when the PDF was built",
        place=DataPlace(file),
        help="take the PDF from whoever sent it, or build it anew from the terms",
    )


def library_missing(library: str, extra: str) -> Diagnostic:
    """A library that the command needs is not installed."""
    return Diagnostic(
        code="MS1306",
        message=f"this needs the library `{library}`, which is not installed",
        help=f"install it with `pip install '{extra}'`",
    )
