"""What can be wrong with a house style."""

from pathlib import Path

from milestonelang.backends.documents.house import HouseError
from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic


def no_house(folder: str, reason: str) -> Diagnostic:
    """A folder of templates cannot be read."""
    return Diagnostic(
        code="MS1236",
        message=f"the templates in `{folder}` cannot be read: {reason}",
        place=DataPlace(folder),
        help="name a folder with templates of your own, such as `words/grammar.j2`",
    )


def house_mistake(folder: str, error: HouseError) -> Diagnostic:
    """A template of a house style does not fit."""
    at = folder if error.file == folder else (Path(folder) / error.file).as_posix()
    return Diagnostic(
        code="MS1237",
        message=f"the template cannot be used: {error.reason}",
        place=DataPlace(at, error.line),
        help=error.remedy,
    )


def house_needed(file: str, differs: bool) -> Diagnostic:
    """A PDF was built with a house style that is not at hand."""
    what = "other templates than these" if differs else "a house style"
    return Diagnostic(
        code="MS1238",
        message=f"`{file}` was built with {what}, so its text cannot be compared with its terms",
        place=DataPlace(file),
        help="name the folder it was built with, as `--templates DIR`",
    )
