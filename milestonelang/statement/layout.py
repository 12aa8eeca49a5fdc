"""Laying out lines of text: words that wrap, and amounts that are aligned on their point."""

import textwrap

from milestonelang import records


@records.frozen
class Row:
    """One line of a table: a reference, words, and an amount at the right.

    The lines of *note* stand below the words; *rule* draws a line above the amount.
    """

    reference: str = ""
    words: str = ""
    amount: str = ""
    note: str = ""
    rule: bool = False


def spread(left: str, right: str, width: int) -> list[str]:
    """Return *left* and, at the right edge, *right*; on two lines where they do not fit on one."""
    if not right:
        return wrap(left, width)
    gap = width - len(left) - len(right)
    if gap >= 2:
        return [left + " " * gap + right]
    return [*wrap(left, width), right.rjust(width)]


def wrap(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Return the text in lines of at most *width*; *hanging* indents those after the first."""
    return textwrap.wrap(
        text,
        max(width, 20),
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=True,
        break_on_hyphens=False,
    )


def table(rows: list[Row], width: int, indent: str = "  ") -> list[str]:
    """Return rows as lines: references left, words that wrap, amounts aligned at the right."""
    if not rows:
        return []
    reference = max(len(row.reference) for row in rows)
    amounts = [row.amount for row in rows if row.amount]
    before = max((len(_split(text)[0]) for text in amounts), default=0)
    after = max((len(_split(text)[1]) for text in amounts), default=0)
    column = max(before + after, 12)
    lead = indent + " " * (reference + 2 if reference else 0)
    # Rows without amounts need no column for them.
    room = max(width - len(lead) - (column + 2 if amounts else 0), 20)
    found: list[str] = []
    for row in rows:
        if row.rule:
            found.append(" " * (len(lead) + room + 2) + "-" * column)
        found += _row(row, indent, lead, reference, room, column, after)
    return found


def _row(
    row: Row, indent: str, lead: str, reference: int, room: int, column: int, after: int
) -> list[str]:
    words = wrap(row.words, room) or [""]
    start = indent + row.reference.ljust(reference) + ("  " if reference else "")
    lines = [start + words[0], *(lead + text for text in words[1:])]
    if row.amount:
        whole, decimals = _split(row.amount)
        amount = (whole + decimals.ljust(after)).rjust(column)
        lines[-1] = (lines[-1].ljust(len(lead) + room + 2) + amount).rstrip()
    for note in row.note.splitlines():
        lines += wrap(note, room + len(lead), lead + "  ", lead + "    ")
    return [line.rstrip() for line in lines]


def _split(text: str) -> tuple[str, str]:
    """Return what stands before the point and what from the point on."""
    whole, point, decimals = text.partition(".")
    return whole, point + decimals
