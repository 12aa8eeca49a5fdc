"""What is known of a line that cannot be read: where it stopped, and what could have come."""

from collections.abc import Callable
from typing import Final

from milestonelang import records
from milestonelang.source import SourceFile, Span
from milestonelang.syntax import shapes
from milestonelang.syntax.tables import Tables
from milestonelang.syntax.tokens import Line, Token

BLOCKS: Final[dict[str, str]] = {
    "use_line": "a line below a use",
    "needs_line": "a line of a need",
    "contract_line": "a line of a contract",
    "party_line": "a line of a party",
    "segment_line": "a line of a segment",
    "parameter_line": "a line of a parameter",
    "source_line": "a line of a source",
    "metric_line": "a line of a metric",
    "computation_line": "a step of a computation",
    "index_line": "a line of an index",
    "schedule_line": "a line of a schedule",
    "point": "a point of a table",
    "band": "a band of a table",
    "named_rate": "a rate of a table",
    "payment_line": "a line of a payment",
    "limit_line": "a line of a limit",
    "balance_line": "a line of a balance",
    "split_line": "a line of a split",
    "event_line": "a line of an event",
    "milestone_line": "a line of a milestone",
    "trigger_line": "a line of a trigger",
    "obligation_line": "a line of an obligation",
    "audit_line": "a line of an audit",
    "dispute_line": "a line of a dispute",
    "review_line": "a line of a review",
    "exit_line": "a line of an exit",
    "wind_down_line": "a line of a wind-down",
    "amendment_line": "a line of an amendment",
    "guarantee_line": "a property of a guarantee",
    "example_line": "a line of an example",
    "clause_line": "a line of a clause",
    "table_line": "a line of a table",
    "test": "a condition",
    "row": "a row",
    "note": "a note",
    "declaration": "a declaration",
}
"""The rules that begin lines, each before those that a block shares with others."""


@records.frozen
class Place:
    """What could stand at the start of the line, and of which block it is a line."""

    expected: frozenset[int]
    block: str


@records.frozen(eq=False)
class Situation:
    """All that is known when a line cannot be read further."""

    file: SourceFile
    tables: Tables
    line: Line
    index: int
    """Of the token that cannot be taken; the number of tokens at the end of the line."""
    taken: tuple[tuple[int, Token], ...]
    start: Place
    expected: frozenset[int]
    after_comma: Callable[[], frozenset[int]]
    """What could come if a comma came first; nothing if none can."""

    @property
    def token(self) -> Token | None:
        """The token that cannot be taken; None at the end of the line."""
        tokens = self.line.tokens
        return tokens[self.index] if self.index < len(tokens) else None

    @property
    def before(self) -> Token | None:
        """The token before it."""
        return self.line.tokens[self.index - 1] if self.index else None

    @property
    def words(self) -> tuple[str, ...]:
        """The texts of all the tokens of the line."""
        return tuple(token.text for token in self.line.tokens)

    def span(self) -> Span:
        """The characters of the token, or the end of the line."""
        token = self.token
        if token is None:
            return Span(self.file.id, self.line.end, self.line.end + 1)
        return Span(self.file.id, token.start, token.end)

    def spanning(self, first: Token, last: Token) -> Span:
        """The characters from one token to another."""
        return Span(self.file.id, first.start, last.end)

    def words_of(self, expected: frozenset[int]) -> frozenset[str]:
        """The words of the language among what is expected."""
        return frozenset(text for text, symbol in self.tables.words.items() if symbol in expected)

    def shape(self) -> str | None:
        """The line as it is written when it is right."""
        block = self.start.block
        return shapes.best_shape(block, self.words) if block else None
