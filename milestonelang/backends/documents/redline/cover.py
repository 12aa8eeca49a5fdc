"""What stands before a redline: what changes in terms and in money, as plain texts.

It is made upstream; whoever prints a redline prints it as it is. It does not bind.
"""

from milestonelang.records import frozen


@frozen
class Entry:
    """One thing that changes: its head, and a line for each part of it."""

    head: str
    lines: tuple[str, ...]


@frozen
class Amounts:
    """A table of amounts: its caption, the heads of its columns, its rows; the first cell names
    the row, and the last row is the total where *has_total*."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    has_total: bool


@frozen
class Cover:
    """The first page of a redline. *legend* says how changes are marked, *moved* what stands beside
    something that came from another place, and where it stood."""

    title: str
    legend: str
    entries: tuple[Entry, ...]
    tables: tuple[Amounts, ...]
    notes: tuple[str, ...]
    moved: tuple[str, str] = ("moved here", "moved to another place")
