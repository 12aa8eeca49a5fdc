"""What can be wrong with what a statement is printed from, as diagnostics."""

from datetime import date

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


def no_party(name: str, parties: list[str]) -> Diagnostic:
    """`--for` names no party of the agreement."""
    listed = ", ".join(f"`{each}`" for each in parties)
    return Diagnostic(
        code="MS1260",
        message=f"the agreement has no party `{name}`",
        help=f"its parties are {listed}",
    )


def not_earlier(day: date, as_of: date) -> Diagnostic:
    """`--replaces` names a day that is not before the one of the statement."""
    return Diagnostic(
        code="MS1261",
        message=f"a statement as of {as_of.isoformat()} does not replace one as of "
        f"{day.isoformat()}",
        help="name the day of the earlier statement with `--replaces`, and a later one with "
        "`--as-of`",
    )
