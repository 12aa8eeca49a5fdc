"""What the lexer hands to the parser: logical lines of tokens, and comments."""

from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a token is. The value is the name of the grammar's terminal, if there is one for it."""

    WORD = "NAME"
    """A word in lower case: one of the language if the parser can take it there, else a name."""
    QNAME = "QNAME"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    CODE = "CODE"
    CALENDAR = "CALENDAR"
    FINDING = "FINDING"
    DATE = "DATE"
    PERIOD = "PERIOD"
    NUMBER = "NUMBER"
    PERCENT = "PERCENT"
    STRING = "STRING"
    TEXT = "TEXT"
    SIGN = ""
    STRANGE = "?"
    """A word that the language has no use for, as `Revenue`."""


class Token(NamedTuple):
    """A piece of text that belongs together, and its characters in the file."""

    kind: Kind
    text: str
    start: int
    end: int


class Line(NamedTuple):
    """A logical line: what a comma, a sign or an open bracket carries on is one line."""

    depth: int
    """How many blocks it stands in."""
    tokens: tuple[Token, ...]
    is_broken: bool = False
    """Whether the lexer has reported a mistake in it, so that nobody need do so again."""

    @property
    def start(self) -> int:
        """Where the first token begins."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where the last token ends."""
        return self.tokens[-1].end
