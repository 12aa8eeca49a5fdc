"""Cut a text into logical lines of tokens.

In: a source file. Out: lines, each with the number of blocks it stands in, and the comments. A
line goes on in the next, deeper one if it ends with a comma or an operator sign or has an open
bracket; a bracket left open ends with its block. Literals are matched whole and classified
afterwards, so that `2026-03-31` is never read as a subtraction. Promised: every mistake is
reported, each line at most once, and the lines that come out are well nested; nothing here knows
what a line means.
"""

import re
from typing import Final

from milestonelang import records
from milestonelang.diagnostics.diagnostic import Diagnostic, Sink
from milestonelang.source import SourceFile, Span
from milestonelang.syntax import ast, problems
from milestonelang.syntax.literals import classify_capital, classify_number
from milestonelang.syntax.tokens import Kind, Line, Token

MAX_CHARACTERS: Final = 1 << 20
MAX_LINE: Final = 1_000
MAX_NESTING: Final = 64
_MAX_REFUSED: Final = 20

_CONTINUES: Final = frozenset((",", "+", "-", "*", "/", "<", "<=", ">", ">="))
_PIECE: Final = re.compile(
    r"""
      (?P<space>[ ]+)
    | (?P<word>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*(?!\w))
    | (?P<number>
          [0-9]{4}/[0-9]{1,2}/[0-9]{1,2}(?![0-9]) | [0-9]{1,2}/[0-9]{1,2}/[0-9]{4}(?![0-9])
        | [0-9](?:[A-Za-z0-9_%]|[.,](?=[0-9])|-(?=[0-9Q]))*
      )
    | (?P<string>"[^"\n]*")
    | (?P<capital>[^\W\d_]\w*(?:-[A-Z0-9]+)?)
    | (?P<comment>\#[^\n]*)
    | (?P<odd>==|!=|<>|=>|=<)
    | (?P<sign><=|>=|[-+*/<>(),|])
    """,
    re.VERBOSE,
)
# Control characters, and those that make a text look other than it is: invisible ones and those
# that turn its direction.
_REFUSED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]|\r(?!\n)"
)


@records.frozen
class Lexed:
    """A file as lines and comments."""

    lines: tuple[Line, ...]
    comments: tuple[ast.Comment, ...]


def lex(file: SourceFile, sink: Sink) -> Lexed:
    """Return the logical lines and the comments of *file*."""
    return _Lexer(file, sink).run()


class _Lexer:
    """The state of one pass over a text."""

    def __init__(self, file: SourceFile, sink: Sink) -> None:
        self.file = file
        self.text = file.text
        self.sink = sink
        self.lines: list[Line] = []
        self.comments: list[ast.Comment] = []
        self.indents = [0]
        self.has_tab = False
        self.has_odd_indentation = False
        # The logical line that is being read: its tokens, its place and its open brackets.
        self.tokens: list[Token] = []
        self.width = 0
        self.depth = 0
        self.brackets: list[Token] = []
        self.is_broken = False

    def run(self) -> Lexed:
        text = self.text
        if len(text) > MAX_CHARACTERS:
            self.sink.report(problems.file_too_long(self.span(0, 0), len(text), MAX_CHARACTERS))
            return Lexed((), ())
        # One mark of the encoding at the very beginning is what some editors write.
        position = 1 if text.startswith("\ufeff") else 0
        self.refuse_characters(position)
        while position < len(text):
            position = self.physical_line(position) + 1
        self.finish()
        return Lexed(tuple(self.lines), tuple(self.comments))

    def refuse_characters(self, position: int) -> None:
        for count, found in enumerate(_REFUSED.finditer(self.text, position)):
            if count == _MAX_REFUSED:
                break
            self.sink.report(problems.refused_character(self.span(*found.span()), found.group()))

    def physical_line(self, start: int) -> int:
        """Read the line at *start*; return where it ends, after a long text if it holds one."""
        text = self.text
        end = self.end_of_line(start)
        stop = self.without_return(start, end)
        first = start
        while first < stop and text[first] in " \t":
            first += 1
        if first == stop:
            return end
        if text[first] == "#":
            self.comment(first, stop, is_own_line=True)
            return end
        self.place(start, first)
        if stop - start > MAX_LINE and '"""' not in text[start:stop]:
            self.mistake(problems.line_too_long(self.span(first, first + 1), MAX_LINE))
            self.tokens.append(Token(Kind.STRANGE, text[first], first, first + 1))
            return end
        return self.pieces(first, stop, end)

    def place(self, start: int, first: int) -> None:
        """Decide whether a physical line goes on with the logical one or begins the next."""
        indentation = self.text[start:first]
        width = len(indentation.expandtabs(2))
        if not (self.tokens and width > self.width and self.goes_on()):
            self.finish()
            self.begin(start, first, width)
        if "\t" in indentation:
            self.refuse_tab(start, first)

    def goes_on(self) -> bool:
        return bool(self.brackets) or self.tokens[-1].text in _CONTINUES

    def begin(self, start: int, first: int, width: int) -> None:
        indents = self.indents
        place = self.span(start, first)
        self.is_broken = False
        if width > indents[-1]:
            if not self.lines:
                self.sink.report(problems.first_line_indented(place))
            else:
                if width - indents[-1] != 2:
                    self.odd_indentation(place, width - indents[-1])
                indents.append(width)
        else:
            left = indents[-1]
            while width < indents[-1]:
                left = indents.pop()
            if width > indents[-1]:
                # Where the block began at an odd place, which is told, lines at the right one are
                # no second mistake. Any other is taken as a line of the block, as those below it.
                is_mended = width - indents[-1] == 2 != left - indents[-1]
                if not is_mended:
                    self.mistake(problems.strange_indentation(place, width, indents[-1], left))
                indents.append(width if is_mended else left)
        if len(indents) > MAX_NESTING + 1:
            if len(indents) == MAX_NESTING + 2:
                self.mistake(problems.nested_too_deeply(place, MAX_NESTING))
            self.is_broken = True
        self.width = width
        self.depth = len(indents) - 1

    def odd_indentation(self, place: Span, found: int) -> None:
        # What belongs to what is still clear, so that the lines are read; and whoever indents by
        # four does so throughout.
        if not self.has_odd_indentation and not self.has_tab:
            self.sink.report(problems.odd_indentation(place, found))
        self.has_odd_indentation = True

    def finish(self) -> None:
        """Close the logical line."""
        if not self.tokens:
            return
        last = self.tokens[-1]
        if self.brackets:
            opened = self.brackets[-1]
            self.mistake(problems.bracket_not_closed(self.span(opened.start, opened.end)))
        elif last.kind is Kind.SIGN and last.text in _CONTINUES:
            self.mistake(problems.nothing_after_sign(self.span(last.start, last.end), last.text))
        self.lines.append(Line(self.depth, tuple(self.tokens), self.is_broken))
        self.tokens = []
        self.brackets = []

    def pieces(self, position: int, stop: int, end: int) -> int:
        """Cut one physical line into tokens; return where it ends."""
        text = self.text
        while position < stop:
            if text.startswith('"""', position):
                position = self.long_text(position)
                end = self.end_of_line(position)
                stop = self.without_return(position, end)
                continue
            found = _PIECE.match(text, position, stop)
            if found is None:
                position = self.odd_sign(position, stop)
                continue
            start, position = found.span()
            kind = found.lastgroup
            if kind == "space":
                continue
            if kind == "comment":
                self.comment(start, stop, is_own_line=False)
                break
            piece = found.group()
            if kind == "word":
                self.add(Kind.QNAME if "." in piece else Kind.WORD, piece, start)
            elif kind == "number":
                token = Token(Kind.NUMBER, piece, start, position)
                self.judged(token, classify_number(piece, self.span(start, position)))
            elif kind == "capital":
                token = Token(Kind.STRANGE, piece, start, position)
                self.judged(token, classify_capital(piece, self.span(start, position)))
            elif kind == "string":
                self.add(Kind.STRING, piece, start)
            elif kind == "sign":
                self.sign(piece, start)
            else:
                self.mistake(problems.odd_sign(self.span(start, position), piece))
                self.add(Kind.STRANGE, piece, start)
        return end

    def judged(self, token: Token, judgement: Kind | Diagnostic) -> None:
        if isinstance(judgement, Diagnostic):
            self.mistake(judgement)
        else:
            token = token._replace(kind=judgement)
        self.tokens.append(token)

    def sign(self, piece: str, start: int) -> None:
        self.add(Kind.SIGN, piece, start)
        token = self.tokens[-1]
        if piece == "(":
            self.brackets.append(token)
            if len(self.brackets) > MAX_NESTING:
                self.mistake(
                    problems.nested_too_deeply(self.span(token.start, token.end), MAX_NESTING)
                )
                # Further brackets are not counted, so that their closing ones are not missed.
                self.brackets.pop()
        elif piece == ")":
            if self.brackets:
                self.brackets.pop()
            elif not self.is_broken:
                self.mistake(problems.bracket_not_opened(self.span(token.start, token.end)))

    def odd_sign(self, position: int, stop: int) -> int:
        """Report a character that begins no token; return where to go on."""
        text = self.text
        character = text[position]
        if character == "\t":
            self.refuse_tab(position, position + 1)
            return position + 1
        if _REFUSED.match(character) or character == "\r":
            self.is_broken = True
            return position + 1
        if character == '"':
            self.mistake(problems.text_not_closed(self.span(position, stop)))
            position = stop - 1
        elif character in "'“”„‘’«»`":
            self.mistake(problems.wrong_quotes(self.span(position, position + 1), character))
            position = stop - 1
        else:
            width = 1
            if character == "%" and self.tokens and self.tokens[-1].kind is Kind.NUMBER:
                number = self.tokens[-1]
                self.mistake(
                    problems.space_too_much(
                        self.span(number.start, position + 1), f"{number.text}%"
                    )
                )
            elif character in "$€£¥":
                self.mistake(
                    problems.currency_sign(
                        self.span(position, position + 1), character, self.figure_at(position + 1)
                    )
                )
            else:
                self.mistake(problems.odd_sign(self.span(position, position + width), character))
        self.add(Kind.STRANGE, character, position)
        return position + 1

    def figure_at(self, position: int) -> str:
        found = _PIECE.match(self.text, position)
        return found.group() if found is not None and found.lastgroup == "number" else ""

    def long_text(self, start: int) -> int:
        end = self.text.find('"""', start + 3)
        if end < 0:
            self.mistake(problems.text_not_closed(self.span(start, start + 3)))
            self.add(Kind.STRANGE, '"""', start)
            return len(self.text)
        self.add(Kind.TEXT, self.text[start : end + 3], start)
        return end + 3

    def add(self, kind: Kind, piece: str, start: int) -> None:
        self.tokens.append(Token(kind, piece, start, start + len(piece)))

    def comment(self, start: int, stop: int, *, is_own_line: bool) -> None:
        words = self.text[start:stop].rstrip()
        self.comments.append(ast.Comment(self.span(start, start + len(words)), words, is_own_line))

    def refuse_tab(self, start: int, end: int) -> None:
        # A file indented with tabs has one mistake, not one in every line.
        if not self.has_tab:
            self.sink.report(problems.tab(self.span(start, end)))
        self.has_tab = True

    def mistake(self, problem: Diagnostic) -> None:
        if not self.is_broken:
            self.sink.report(problem)
        self.is_broken = True

    def end_of_line(self, position: int) -> int:
        end = self.text.find("\n", position)
        return len(self.text) if end < 0 else end

    def without_return(self, start: int, end: int) -> int:
        return end - 1 if end > start and self.text[end - 1] == "\r" else end

    def span(self, start: int, end: int) -> Span:
        return Span(self.file.id, start, end)
