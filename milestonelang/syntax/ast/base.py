"""What every node of the tree is made of: a place, a number, names, references and texts."""

from typing import NewType

from milestonelang import records
from milestonelang.source import Span

NodeId = NewType("NodeId", int)


@records.frozen(kw_only=True)
class Node:
    """A piece of a terms file. Two nodes are equal when they say the same, wherever they stand."""

    span: Span = records.field(eq=False, repr=False)
    id: NodeId = records.field(eq=False, repr=False)
    """Unique in its module, so that later phases can keep what they learn in side tables."""


@records.frozen
class Name(Node):
    """The name of something that is declared here, or a free word: `base_rate`, `gold`."""

    text: str


@records.frozen
class Ref(Node):
    """A name that is used: `net_revenue`, `billing.amount`, `std.confidentiality`, `overdue`."""

    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The reference as it is written."""
        return ".".join(self.parts)


@records.frozen
class Text(Node):
    '''`"Base Rate"`, or a long text between `"""`. `{name}` in it refers to a declaration.'''

    value: str
    """The text with the braces of its placeholders; a long text without its indentation."""
    placeholders: tuple[Ref, ...] = ()
    """The names in braces, in order, each with its place inside the braces."""
    is_long: bool = records.field(default=False, eq=False)
