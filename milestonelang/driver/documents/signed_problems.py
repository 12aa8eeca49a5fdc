"""What can be wrong with a PDF that was built from its terms, and with signatures."""

from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic


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
    # The same version gives the same document, so that one of the two was changed.
    is_changed = made_with == own
    help = "check it with the version that it was built with"
    if is_changed:
        help = "do not rely on the PDF; build it anew from the terms and compare"
    return Diagnostic(
        code="MS1303",
        message=f"the document inside `{file}` is not the one that its terms give",
        place=DataPlace(file),
        notes=() if is_changed else (f"it was built with {made_with}; this is {own}",),
        help=help,
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


def no_signature(file: str, reason: str) -> Diagnostic:
    """A signature is not beside the file, or cannot be read."""
    return Diagnostic(
        code="MS1305",
        message=f"cannot read the signature `{file}`: {reason}",
        place=DataPlace(file),
        help="put it beside the file that it signs, or name it with `--signature`",
    )


def unusable_key(file: str, reason: str) -> Diagnostic:
    """A file of a key or a signature cannot be read or is of another kind."""
    return Diagnostic(
        code="MS1305",
        message=f"cannot use `{file}`: {reason}",
        place=DataPlace(file),
        help="`milestone explain MS1305` shows how a key is made",
    )
