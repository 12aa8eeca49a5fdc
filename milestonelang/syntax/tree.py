"""The parse tree: what the parser makes of the lines, before `build` gives it meaning."""

from typing import TypeAlias

from milestonelang.syntax.tokens import Token


class Tree:
    """A finished rule: its name, and its children without the words that every such line has."""

    __slots__ = ("children", "depth", "end", "name", "start")

    def __init__(self, name: str, children: "tuple[Child, ...]", start: int, end: int) -> None:
        self.name = name
        self.children = children
        self.depth: int = 1 + max(
            (child.depth for child in children if isinstance(child, Tree)), default=0
        )
        """How many nodes stand one in another; whoever walks the tree goes so deep."""
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(map(repr, self.children))})"


Child: TypeAlias = Tree | Token | None


class Chain:
    """Children on the way into the node around them.

    A block of a thousand lines is a chain of a thousand links, and never a list that is changed:
    the parser's stacks can be put back to where they were at the start of any line.
    """

    __slots__ = ("before", "end", "items", "start")

    def __init__(
        self, before: "Chain | None", items: "tuple[Child, ...]", start: int, end: int
    ) -> None:
        self.before = before
        self.items = items
        self.start = start
        self.end = end

    def flat(self) -> "list[Child]":
        """Return all the children, in their order."""
        links: list[tuple[Child, ...]] = []
        link: Chain | None = self
        while link is not None:
            links.append(link.items)
            link = link.before
        return [item for items in reversed(links) for item in items]


Value: TypeAlias = Tree | Token | Chain
EMPTY = Chain(None, (), -1, -1)
"""Nothing, nowhere: what a line break or the edge of a block stands for."""
