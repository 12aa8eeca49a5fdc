"""The lines of a declaration in their one layout, so that two versions of it can be laid together.

In: a checked agreement and its texts. Out: for each declaration the tree of its lines as the
formatter prints them. Promised: no comment, blank line or spacing is in them, so that what differs
between two trees differs in words; each line knows the clause that it is printed in.
"""

import re
from collections.abc import Iterator
from typing import Any

from milestonelang import records
from milestonelang.agreement import declarations as decl, expressions as ex, lines
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.formatter.expressions import amount, condition
from milestonelang.formatter.nodes import print_node
from milestonelang.outline.outline import outline
from milestonelang.outline.places import Role
from milestonelang.semantics import basing
from milestonelang.source import SourceMap, Span
from milestonelang.syntax import ast
from milestonelang.syntax.parser import parse

_QUOTED = re.compile(r'("[^"]*")')
_NAME = re.compile(r"(?<![\w.])[a-z]\w*(?:\.[a-z]\w*)*(?![\w.])")
_SIGN = re.compile(r"\s(<=|>=|<|>)\s")
_SIGNS = {
    "<=": " is at most ",
    ">=": " is at least ",
    "<": " is less than ",
    ">": " is more than ",
}
# What a contract changes in its base shows in what is changed.
_SAID_ELSEWHERE = (ast.BasedOn, ast.Replaces, ast.Adds, ast.Removes)
# What is printed together with others of its kind.
_TOGETHER = {decl.Parameter: Role.PARAMETERS, decl.CountUnit: Role.UNITS}


@records.frozen
class Printed:
    """One line, the lines below it, its clause, and the name of its form in the syntax."""

    words: str
    form: str
    clause: str
    below: "tuple[Printed, ...]" = ()

    def whole(self) -> str:
        """Return the line with the lines below it."""
        if not self.below:
            return self.words
        return f"{self.words}: {'; '.join(each.whole() for each in self.below)}"


class Version:
    """One version of an agreement, with the lines of its declarations at hand."""

    def __init__(self, agreement: decl.Agreement, sources: SourceMap) -> None:
        self.agreement = agreement
        self.outline = outline(agreement)
        self._sources = sources
        self._trees: dict[tuple[int, int], ast.Node] = {}
        self._uses: list[ast.Use] = []
        self._places: dict[tuple[int, int], list[int]] = {}
        self._is_read = False

    def clause(self, declared: decl.Declared) -> str:
        """Return the clause of a declaration; empty where it is printed in none of its own."""
        role = _TOGETHER.get(type(declared))
        place = self.outline.find(declared.id) or self.outline.find(None, role)
        return "" if place is None else place.number

    def title(self, name: str) -> str:
        """Return how the document calls a name."""
        declared = self.agreement.declarations.get(name)
        if declared is None or isinstance(declared, decl.Party) or not declared.title:
            return name.rpartition(".")[2].replace("_", " ").title()
        return declared.title

    def printed(self, declared: decl.Declared) -> Printed | None:
        """Return the lines of a declaration; None where no text of its own declares it."""
        self._read()
        tree = self._trees.get((declared.span.file, declared.span.start))
        return None if tree is None else self._line(tree, self.clause(declared))

    def uses(self) -> dict[str, Printed]:
        """Return the lines of what the agreement uses, by what it calls it."""
        self._read()
        found: dict[str, Printed] = {}
        for tree in self._uses:
            found.setdefault(basing.local_name(tree), self._line(tree, ""))
        return found

    def readable(self, words: str) -> str:
        """Return words with titles for names, and comparisons as they are read."""
        parts = _QUOTED.split(words)
        parts[::2] = [
            _SIGN.sub(lambda found: _SIGNS[found[1]], _NAME.sub(self._titled, part))
            for part in parts[::2]
        ]
        return "".join(parts)

    def _titled(self, found: re.Match[str]) -> str:
        name = found[0]
        return self.title(name) if name in self.agreement.declarations else name

    def _read(self) -> None:
        """Parse the texts again: an agreement keeps no tree, and most commands want none."""
        if self._is_read:
            return
        self._is_read = True
        trees = {source.id: parse(source, Sink()) for source in self._sources.files}
        for each in trees.values():
            for tree in each.declarations:
                self._keep(tree)
        whole = basing.together(trees, self.agreement.contract.span.file)
        for tree in whole.declarations:
            self._keep(tree)
            if isinstance(tree, ast.Use):
                self._uses.append(tree)
        for item in (self.agreement.contract, *self.agreement.declarations.values()):
            for node in _nodes(item):
                key = (node.span.file, node.span.start)
                self._places.setdefault(key, []).append(node.id)

    def _keep(self, tree: ast.Node) -> None:
        self._trees[(tree.span.file, tree.span.start)] = tree
        if isinstance(tree, ast.Amendment | ast.Contract):
            for line in tree.lines:
                if isinstance(line, ast.Replaces | ast.Adds):
                    self._keep(line.declaration)

    def _line(self, tree: ast.Node, clause: str) -> Printed:
        found = print_node(tree)
        own = self._clause(tree.span) or clause
        below: list[Printed] = []
        for part in found.block:
            if isinstance(tree, ast.Contract) and isinstance(part, _SAID_ELSEWHERE):
                continue
            if isinstance(part, ast.Grid):
                below += _grid(part.header, part.rows, own)
            elif isinstance(part, ast.Rows) and part.rows:
                below.append(Printed("rows", "Rows", own, tuple(_grid((), part.rows, own))))
            else:
                below.append(self._line(part, own))
        return Printed(found.words, type(tree).__name__, own, tuple(below))

    def _clause(self, span: Span) -> str:
        for id in self._places.get((span.file, span.start), ()):
            number = self.outline.number(ex.NodeId(id))
            if number:
                return number
        return ""


def _grid(
    header: tuple[ast.HeaderCell, ...], rows: tuple[ast.Row, ...], clause: str
) -> Iterator[Printed]:
    if header:
        yield Printed(" | ".join(" ".join(cell.words) for cell in header), "Head", clause)
    for row in rows:
        yield Printed(" | ".join(_cell(cell) for cell in row.cells), "Row", clause)


def _cell(cell: ast.Expr | None) -> str:
    if cell is None:
        return ""
    return condition(cell) if isinstance(cell, ast.Compare) else amount(cell)


def _nodes(item: Any) -> Iterator[Any]:
    """Yield the lines and expressions inside *item*, itself first."""
    if isinstance(item, tuple):
        for each in item:
            yield from _nodes(each)
        return
    kind = type(item)
    if not hasattr(kind, "__record_fields__") or kind is Span:
        return
    if isinstance(item, lines.Line | ex.Typed):
        yield item
    for field in records.fields(kind):
        yield from _nodes(getattr(item, field.name))
