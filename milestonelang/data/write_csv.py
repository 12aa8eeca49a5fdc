"""Write CSV that a spreadsheet shows and does not run.

In: a header and rows of cells. Out: the text of a file with line feeds. Promised: a text
that a spreadsheet would take for a formula begins with a quote; a number stands as it is, since
`-5.00` is a number and no formula; what is missing is an empty cell.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from milestonelang.primitives.numbers import decimal_text

Cell = str | Fraction | int | None

_QUOTED = ',"\r\n'
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return the text of a CSV file."""
    return "".join(",".join(_quoted(_cell(cell)) for cell in row) + "\n" for row in (header, *rows))


def as_text(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def _quoted(text: str) -> str:
    # The standard writer leaves a bare carriage return unquoted, which ends the row when read.
    if any(sign in text for sign in _QUOTED):
        return '"' + text.replace('"', '""') + '"'
    return text


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return as_text(cell)
        case int() | Fraction():
            return decimal_text(Fraction(cell))
