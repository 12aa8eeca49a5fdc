"""The long form: one line for each figure, `period,subject,what,value`.

The order, and which zeros are left out, are those of the program's reports. A cell that a
spreadsheet would take for a formula is quoted, so that opening a statement runs nothing.
"""

import re
from collections.abc import Iterable

from milestonelang.statement.figures import plain
from milestonelang.statement.model import Evaluation, ResultLine

HEADER = "period,subject,what,value"


def to_csv(evaluation: Evaluation, period: str | None = None) -> str:
    """Return the lines of the result, of one period or of all, with a header and line feeds."""
    return lines_to_csv(
        line for line in evaluation.results if period is None or line.period == period
    )


def lines_to_csv(results: Iterable[ResultLine]) -> str:
    """Return lines of the long form with a header."""
    lines = [HEADER]
    for line in results:
        cells = (line.period, line.subject, line.what, plain(line.figure))
        lines.append(",".join(cell(text) for text in cells))
    return "\n".join(lines) + "\n"


# A negative figure begins with a sign and is no formula: `-5.00`, `-12.5%`, `-3 days`, `-0.333…`.
_NEGATIVE = re.compile(r"-\d+(\.\d+)?…?(%| [a-z]+)?", re.ASCII)


def cell(text: str) -> str:
    """Return a text as a cell that is quoted where it must be."""
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NEGATIVE.fullmatch(text):
        text = "'" + text
    if any(sign in text for sign in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
