"""What can be wrong with a PDF that carries its terms, and with signatures."""

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


def other_text(file: str, page: int, says: str, should: str) -> Diagnostic:
    """A page reads otherwise than the terms inside the PDF say."""
    return Diagnostic(
        code="MS1302",
        message=f"page {page} of `{file}` does not read as its terms do",
        place=DataPlace(file),
        notes=(f"the page says “{says}”", f"its terms give “{should}”"),
        help="do not rely on the PDF; build it anew from the terms and compare",
    )


def other_document(file: str, made_with: str, own: str) -> Diagnostic:
    """The document as data is not what the terms inside the PDF give."""
    return Diagnostic(
        code="MS1303",
        message=f"the document inside `{file}` is not the one that its terms give",
        place=DataPlace(file),
        notes=(f"it was built with {made_with}; this is {own}",),
        help="check it with the version that it was built with",
    )


def signature_fails(file: str, key: str) -> Diagnostic:
    """A signature is not that of the file and the key."""
    return Diagnostic(
        code="MS1304",
        message=f"the signature of `{file}` does not hold for the key `{key}`",
        place=DataPlace(file),
        notes=("the file was changed after it was signed, or another key signed it",),
        help="take file and signature from whoever signed it, and the key from a source you trust",
    )


def unusable_key(file: str, reason: str) -> Diagnostic:
    """A file of a key or a signature cannot be read or is of another kind."""
    return Diagnostic(
        code="MS1305",
        message=f"cannot use `{file}`: {reason}",
        place=DataPlace(file),
        help="`milestone explain MS1305` shows how a key is made",
    )


def library_missing(library: str, extra: str) -> Diagnostic:
    """A library that the command needs is not installed."""
    return Diagnostic(
        code="MS1306",
        message=f"this needs the library `{library}`, which is not installed",
        help=f"install it with `pip install '{extra}'`",
    )
