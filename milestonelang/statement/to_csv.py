"""The long form: one line for each figure, `period,subject,what,value`.

The order, and which zeros are left out, are those of the program's reports. A cell that a
spreadsheet would take for a formula is quoted, so that opening a statement runs nothing.
"""

from milestonelang.statement.figures import plain
from milestonelang.statement.model import Evaluation

HEADER = "period,subject,what,value"


def to_csv(evaluation: Evaluation, period: str | None = None) -> str:
    """Return the lines of the result, of one period or of all, with a header and line feeds."""
    lines = [HEADER]
    for line in evaluation.results:
        if period is None or line.period == period:
            cells = (line.period, line.subject, line.what, plain(line.figure))
            lines.append(",".join(cell(text) for text in cells))
    return "\n".join(lines) + "\n"


def cell(text: str) -> str:
    """Return a text as a cell that is quoted where it must be."""
    # A negative amount begins with a sign and is a number all the same.
    is_number = text[:1] == "-" and text[1:2].isdigit()
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_number:
        text = "'" + text
    if any(sign in text for sign in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
