"""Parse a terms file: text in, tree out, every mistake reported and the rest kept.

The grammar's tables decide what a word is: a word of the language where one can come next, else a
name. The parser's stacks are remembered at the start of each line; a line that cannot be read is
reported once, the stacks are put back, the lines below it are skipped, and reading goes on.
Promised: a module comes back whatever the text, and nothing is raised.
"""

from enum import Enum
from functools import cache
from types import ModuleType
from typing import Final, NamedTuple, TypeAlias

from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.source import SourceFile, Span
from milestonelang.syntax import ast, problems
from milestonelang.syntax.build import build_module
from milestonelang.syntax.lexer import MAX_NESTING, lex
from milestonelang.syntax.machine import Machine
from milestonelang.syntax.reserved import grammar_tables, reserved_for_units
from milestonelang.syntax.tokens import Kind, Line, Token
from milestonelang.syntax.tree import EMPTY, Tree, Value

MAX_MISTAKES: Final = 100
MAX_DEPTH: Final = 100

_Saved: TypeAlias = tuple[list[int], list[Value]]
_Phrases: TypeAlias = dict[str, tuple[tuple[tuple[str, ...], int], ...]]


def parse(file: SourceFile, sink: Sink) -> ast.Module:
    """Return what *file* says, as far as it can be read; every mistake goes to *sink*."""
    own = Sink()
    lexed = lex(file, own)
    tree = _without_depths(_Parser(file, own, lexed.lines).run(), file, own)
    module = build_module(file, tree, lexed.comments, own)
    for diagnostic in sorted(own.found, key=_place):
        sink.report(diagnostic)
    return module


def _without_depths(tree: Tree, file: SourceFile, sink: Sink) -> Tree:
    """Return *tree* without the declarations that nobody could walk: `1 + 1 + 1 + …`, on and on.

    The machine needs no stack for them, but whoever walks the tree calls itself for each level.
    """
    kept = []
    for declaration in tree.children:
        if isinstance(declaration, Tree) and declaration.depth > MAX_DEPTH:
            place = _deepest(declaration)
            sink.report(problems.nested_too_deeply(Span(file.id, *place), MAX_NESTING))
        else:
            kept.append(declaration)
    return Tree(tree.name, tuple(kept), tree.start, tree.end)


def _deepest(tree: Tree) -> tuple[int, int]:
    # The outermost amount or condition of the line that goes too deep.
    while True:
        below = [child for child in tree.children if isinstance(child, Tree)]
        deepest = max(below, key=lambda child: child.depth)
        if deepest.depth <= MAX_DEPTH - MAX_NESTING // 2:
            return tree.start, tree.end
        tree = deepest


@cache
def _phrases() -> _Phrases:
    # The phrases that are one symbol, by their first word, the longest first.
    found: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for text, symbol in grammar_tables().words.items():
        words = tuple(text.split(" "))
        if len(words) > 1:
            found.setdefault(words[0], []).append((words, symbol))
    return {
        first: tuple(sorted(phrases, key=lambda phrase: -len(phrase[0])))
        for first, phrases in found.items()
    }


def _mistakes() -> ModuleType:
    # What explains mistakes costs as much time to import as a file takes to parse; most have none.
    from milestonelang.syntax import mistakes

    return mistakes


def _place(diagnostic: object) -> int:
    label = getattr(diagnostic, "label", None)
    return 0 if label is None else int(label.span.start)


class _Outcome(Enum):
    """What became of a line."""

    READ = "read"
    MOVED = "read as a line of the block above"
    OPENS = "a block follows"
    LOST = "reported"


class _Block(NamedTuple):
    """A block whose lines are being read, or the last that was."""

    header: Line
    before: _Saved
    """What to go back to when the block cannot be closed: the start of its header."""
    inside: _Saved | None = None
    """Where its next line would have gone on."""


class _Parser:
    """One pass over the lines of a file."""

    def __init__(self, file: SourceFile, sink: Sink, lines: tuple[Line, ...]) -> None:
        known = grammar_tables()
        self.file = file
        self.sink = sink
        self.lines = lines
        self.machine = Machine(known)
        self.words = known.words
        self.name = known.numbers[Kind.WORD.value]
        self.kinds = {kind: known.numbers.get(kind.value, -1) for kind in Kind}
        self.phrases = _phrases()
        # After a figure a word is a unit, and those are declared, so that these cannot be one.
        self.not_units = reserved_for_units()
        self.line_break = known.numbers["_NL"]
        self.indent = known.numbers["_INDENT"]
        self.dedent = known.numbers["_DEDENT"]
        self.opened: list[_Block] = []
        # The block that ended last, in which a line that is indented too little may belong, and the
        # start of the header of the one for which that was reported.
        self.ended: _Block | None = None
        self.reported: _Saved | None = None

    def run(self) -> Tree:
        lines = self.lines
        number = 0
        while number < len(lines):
            line = lines[number]
            self.close_blocks(line.depth)
            below = lines[number + 1] if number + 1 < len(lines) else None
            if below is not None and below.depth <= line.depth:
                below = None
            number += 1
            saved = self.machine.save()
            outcome = self.read(line, below, saved)
            if outcome is _Outcome.MOVED:
                continue
            if outcome is not _Outcome.LOST:
                self.ended = None
            if outcome is _Outcome.OPENS:
                self.opened.append(_Block(line, saved))
                self.machine.feed(self.indent, EMPTY)
                continue
            if outcome is _Outcome.LOST and len(self.sink.found) >= MAX_MISTAKES:
                self.sink.report(problems.too_many_mistakes(self.span(line)))
                break
            depth = line.depth
            if outcome is _Outcome.LOST and self.wants_header():
                depth -= 1
            while number < len(lines) and lines[number].depth > depth:
                number += 1
        self.close_blocks(0)
        self.machine.feed(self.machine.tables.end, EMPTY)
        return self.machine.tree()

    def close_blocks(self, depth: int) -> None:
        while len(self.opened) > depth:
            header, before, _ = self.opened.pop()
            self.ended = _Block(header, before, self.machine.save())
            if not self.machine.feed(self.dedent, EMPTY):
                # Every line of the block was lost, and it needs one.
                self.machine.restore(before)

    def wants_header(self) -> bool:
        # A grid whose headings are lost has no use for its rows.
        expected = self.machine.expected()
        return expected == {self.kinds[Kind.WORD], self.kinds[Kind.QNAME]}

    def read(self, line: Line, below: Line | None, saved: _Saved) -> _Outcome:
        """Take one line; if that cannot be done, report it and put the stacks back."""
        if line.is_broken:
            return _Outcome.LOST
        machine = self.machine
        tokens = line.tokens
        taken: list[tuple[int, Token]] = []
        index = 0
        while index < len(tokens):
            symbol, size, token = self.recognise(tokens, index)
            machine.position = token.end
            if not machine.feed(symbol, token):
                return self.lose(line, index, taken, saved)
            taken.append((symbol, token))
            index += size
        if not machine.feed(self.line_break, EMPTY):
            return self.lose(line, len(tokens), taken, saved)
        opens = machine.takes(self.indent)
        if below is None:
            if opens and not self.goes_on_without_block():
                machine.feed(self.indent, EMPTY)
                self.ended = _Block(line, saved, machine.save())
                self.reported = saved
                machine.restore(saved)
                self.sink.report(_mistakes().missing_block(self.file, line))
                return _Outcome.LOST
            return _Outcome.READ
        if opens:
            return _Outcome.OPENS
        self.sink.report(_mistakes().useless_block(self.file, line, below))
        return _Outcome.READ

    def goes_on_without_block(self) -> bool:
        # After a line that must have a block, nothing but the block can come.
        return len(self.machine.settle()) > 1

    def recognise(self, tokens: tuple[Token, ...], index: int) -> tuple[int, int, Token]:
        """Return the symbol that the token is here, of how many tokens it is made, and itself."""
        token = tokens[index]
        if token.kind is Kind.SIGN:
            return self.words[token.text], 1, token
        if token.kind is not Kind.WORD:
            return self.kinds[token.kind], 1, token
        machine = self.machine
        for words, symbol in self.phrases.get(token.text, ()):
            last = index + len(words) - 1
            if (
                last < len(tokens)
                and all(tokens[index + i].text == word for i, word in enumerate(words))
                and machine.takes(symbol)
            ):
                whole = Token(Kind.SIGN, " ".join(words), token.start, tokens[last].end)
                return symbol, len(words), whole
        keyword = self.words.get(token.text)
        if keyword is None:
            return self.name, 1, token
        row = machine.settle()
        is_unit = index > 0 and tokens[index - 1].kind is Kind.NUMBER
        if self.name not in row or (is_unit and token.text in self.not_units):
            return keyword, 1, token
        if keyword in row and machine.takes(keyword):
            return keyword, 1, token
        return self.name, 1, token

    def lose(
        self, line: Line, index: int, taken: list[tuple[int, Token]], saved: _Saved
    ) -> _Outcome:
        """Report what is wrong at a token, or at the end of the line, and go back to its start."""
        if self.belongs_above(line):
            return _Outcome.MOVED
        machine = self.machine
        mistakes = _mistakes()
        machine.restore(saved)
        at_start = mistakes.Place(machine.expected(), self.block())
        # The tables may have reduced before they found out: read up to the token once more.
        for symbol, token in taken:
            machine.feed(symbol, token)
        situation = mistakes.Situation(
            file=self.file,
            tables=machine.tables,
            line=line,
            index=index,
            taken=tuple(taken),
            start=at_start,
            expected=machine.expected(),
            after_comma=self.after_comma,
        )
        self.sink.report(mistakes.explain(situation))
        machine.restore(saved)
        return _Outcome.LOST

    def belongs_above(self, line: Line) -> bool:
        """Read a line that is indented too little as a line of the block that ended before it."""
        block = self.ended
        if block is None or block.inside is None or block.header.depth != line.depth:
            return False
        words = tuple(token.text for token in line.tokens)
        if len(words) < 2 or words in _mistakes().OF_THE_TABLE:
            # Any word would do as a row of one cell, and these would read as a band.
            return False
        machine = self.machine
        machine.restore(block.inside)
        index = 0
        while index < len(line.tokens):
            symbol, size, token = self.recognise(line.tokens, index)
            machine.position = token.end
            if not machine.feed(symbol, token):
                return False
            index += size
        if not machine.feed(self.line_break, EMPTY):
            return False
        if machine.takes(self.indent) and not self.goes_on_without_block():
            return False
        self.opened.append(_Block(block.header, block.before))
        if self.reported is not block.before:
            self.reported = block.before
            header = block.header
            self.sink.report(_mistakes().indented_too_little(self.file, line, header))
        return True

    def after_comma(self) -> frozenset[int]:
        machine = self.machine
        here = machine.save()
        comma = machine.feed(self.words[","], EMPTY)
        expected = machine.expected() if comma else frozenset()
        machine.restore(here)
        return expected

    def block(self) -> str:
        """Return the rule of the lines that can begin here."""
        machine = self.machine
        symbols = machine.tables.symbols
        here = machine.save()
        while True:
            row = machine.settle()
            names = {symbols[symbol] for symbol in row}
            found = next((name for name in _mistakes().BLOCKS if name in names), "")
            # Where the line before may still open a block, it is taken as ended without one.
            ends = {action for action in row.values() if action < 0}
            if found or len(ends) != 1:
                machine.restore(here)
                return found
            machine.reduce(-1 - ends.pop())

    def span(self, line: Line) -> Span:
        return Span(self.file.id, line.start, line.end)
