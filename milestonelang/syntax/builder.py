"""What turning one piece of the parse tree into a node needs."""

from collections.abc import Callable
from typing import Any, TypeAlias

from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.source import SourceFile, Span
from milestonelang.syntax import ast, problems
from milestonelang.syntax.ast.base import NodeId
from milestonelang.syntax.literals import number
from milestonelang.syntax.tokens import Kind, Token
from milestonelang.syntax.tree import Child, Tree

Make: TypeAlias = Callable[["Builder", Tree], Any]
"""Makes of a finished rule the node, the word or the tuple that it stands for."""


class Builder:
    """The file, where mistakes go, the function of each rule, and the number of the next node."""

    def __init__(self, file: SourceFile, sink: Sink, makers: dict[str, Make]) -> None:
        self.file = file
        self.sink = sink
        self.makers = makers
        self.count = 0

    def value(self, child: Child) -> Any:
        """Return the node, the word or the number that a child of the tree stands for."""
        if isinstance(child, Tree):
            return self.makers[child.name](self, child)
        return None if child is None else self.token(child)

    def values(self, children: tuple[Child, ...]) -> tuple[Any, ...]:
        """Return what several children stand for."""
        return tuple(map(self.value, children))

    def make(self, node: Callable[..., Any], place: Tree | Token, *fields: object) -> Any:
        """Make a node that stands where *place* does."""
        self.count += 1
        return node(*fields, span=self.span(place), id=NodeId(self.count))

    def span(self, place: Tree | Token) -> Span:
        """Return the characters of a piece of the tree."""
        return Span(self.file.id, place.start, place.end)

    def token(self, token: Token) -> Any:
        """Return a name, a count, a month, or a code as text."""
        if token.kind is Kind.WORD:
            return self.make(ast.Name, token, token.text)
        if token.kind is Kind.NUMBER:
            return self.whole(token)
        if token.kind is Kind.MONTH:
            return ast.Month(token.text)
        return token.text

    def whole(self, token: Token) -> int:
        """Return a count, which must be whole and above zero."""
        value, _ = number(token.text)
        if value.denominator != 1 or value < 1:
            self.sink.report(problems.not_whole(self.span(token), token.text))
            return 1
        return int(value)


def words(tree: Tree) -> str:
    """Return the words of a choice, as they are written."""
    return " ".join(child.text for child in tree.children if isinstance(child, Token))


def fields_of(node: Callable[..., Any]) -> Make:
    """Return what makes a *node* whose fields are the rule's children, in order."""
    return lambda builder, tree: builder.make(node, tree, *builder.values(tree.children))


def block_of(node: Callable[..., Any], fixed: int) -> Make:
    """Return what makes a *node* with some fields of its own, the other children being one more."""

    def make(builder: Builder, tree: Tree) -> Any:
        head = builder.values(tree.children[:fixed])
        return builder.make(node, tree, *head, builder.values(tree.children[fixed:]))

    return make
