"""What can be wrong with what a statement is printed from, as diagnostics."""

from milestonelang.diagnostics.diagnostic import Diagnostic


def no_address(text: str) -> Diagnostic:
    """`--agreement` is no address that a reference can lead to."""
    return Diagnostic(
        code="MS1207",
        message=f"`{text}` is not an address that a reference to the agreement can lead to",
        help="write a file name as `northwind.html`, or an address that begins with `https://`",
    )


def character_missing(character: str, place: str) -> Diagnostic:
    """A text of the data or of the terms has a character that the fonts have no sign for."""
    return Diagnostic(
        code="MS1208",
        message=f"no font of the PDF has the character `{character}`, in {place} of the statement",
        help="write it in other characters in the data or the terms, or choose `--to html`",
    )
