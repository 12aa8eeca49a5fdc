"""An explanation as data: how a figure or a day came about.

A figure has a tree of what it was computed from; a day has its steps; what is booked in a period
has its lines, and what a ledger has of it stands beside.
"""

from milestonelang import records
from milestonelang.statement.dates.dated import Dated
from milestonelang.statement.figure import Figure
from milestonelang.statement.model import LeftLine, MovementLine, RestatedLine


@records.frozen
class Node:
    """One value of a derivation: what it came to, what it is, and what it was computed from.

    *figure* is None for an operation in parts, whose *text* is empty. *above* says that it was
    explained before, and is not taken apart again.
    """

    figure: Figure | None
    text: str
    role: str
    name: str
    words: str
    period: str
    formula: str
    clause: str
    facts: tuple[str, ...]
    above: bool
    operands: "tuple[Node, ...]"


@records.frozen
class Stated:
    """What a ledger has of a figure: in which record, from which files, by which version."""

    record: int
    hash: str
    as_of: str
    terms: tuple[tuple[str, str], ...]
    data: tuple[tuple[str, str], ...]
    engine: str
    lines: tuple[tuple[str, str], ...]  # what and value, of the subject


@records.frozen
class Explanation:
    """How what was asked for came about. *period* is empty where it is of none.

    *whole* is the figure with what is booked on it, where something is.
    """

    asked: str
    period: str
    heading: str
    figure: Figure | None = None
    derivation: Node | None = None
    dates: tuple[Dated, ...] = ()
    moved: tuple[MovementLine, ...] = ()
    restated: tuple[RestatedLine, ...] = ()
    whole: Figure | None = None
    left: tuple[LeftLine, ...] = ()
    stated: Stated | None = None
