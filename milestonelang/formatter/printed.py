"""What one node becomes: the words of its line, and the nodes of the block below it."""

from collections.abc import Sequence
from typing import Protocol

from milestonelang import records
from milestonelang.formatter.expressions import condition
from milestonelang.formatter.literals import print_text, print_type
from milestonelang.syntax import ast


@records.frozen
class Printed:
    """A line and its block. A node of the block that is a grid is laid out in columns."""

    words: str
    block: tuple[ast.Node, ...] = ()


class Titled(Protocol):
    """A declaration with a name and, most of them, a title."""

    @property
    def name(self) -> ast.Name:
        """What it is called in the file."""

    @property
    def title(self) -> ast.Text | None:
        """What it is called in the document."""


def line(words: str) -> Printed:
    """Print a line without a block."""
    return Printed(words)


def block(words: str, lines: Sequence[ast.Node]) -> Printed:
    """Print a line and the nodes below it."""
    return Printed(words, tuple(lines))


def header(kind: str, node: Titled, type: ast.TypeExpr | None = None) -> str:
    """Return the first line of a declaration."""
    words = f"{kind} {node.name.text}"
    if node.title is not None:
        words += f" {print_text(node.title)}"
    return words if type is None else f"{words} is {print_type(type)}"


def tested(words: str, node: ast.Expr) -> Printed:
    """Print a line that ends in a condition, which may be a block of conditions."""
    if isinstance(node, ast.Joined) and node.is_block:
        return block(f"{words} {junction(node)}".lstrip(), node.conditions)
    return line(f"{words} {condition(node)}".lstrip())


def junction(node: ast.Joined) -> str:
    """Return the word that a block of conditions stands under."""
    return "all of" if node.junction is ast.Junction.ALL else "any of"
