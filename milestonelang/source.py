"""Source text and places in it.

In: the text of a file and the name it goes by. Out: `SourceFile`, `Span`, and lines and columns for
whoever renders them. A span is a file and a half-open range of characters; lines and columns are
worked out only when something is shown.
"""

from bisect import bisect_right
from typing import NewType

from milestonelang import records

FileId = NewType("FileId", int)


@records.frozen
class Span:
    """The characters from *start* up to but not including *end* of one file."""

    file: FileId
    start: int
    end: int

    def to(self, other: "Span") -> "Span":
        """Return the span from the start of this one to the end of *other*."""
        return Span(self.file, self.start, max(self.end, other.end))


@records.frozen(eq=False)
class SourceFile:
    """One text, its name as the user wrote it, and where its lines begin."""

    id: FileId
    name: str
    text: str
    line_starts: tuple[int, ...]

    @classmethod
    def from_text(cls, id: FileId, name: str, text: str) -> "SourceFile":
        """Return a source file over *text*."""
        starts = [0]
        position = text.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = text.find("\n", position + 1)
        return cls(id, name, text, tuple(starts))

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and column of a character offset."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line_text(self, line: int) -> str:
        """Return the text of a 1-based line without its line break."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def slice(self, span: Span) -> str:
        """Return the text that *span* covers."""
        return self.text[span.start : span.end]


class SourceMap:
    """Every file of one compilation, in the order in which they were read."""

    def __init__(self) -> None:
        self.files: list[SourceFile] = []

    def add(self, name: str, text: str) -> SourceFile:
        """Register *text* under *name* and return it as a source file."""
        file = SourceFile.from_text(FileId(len(self.files)), name, text)
        self.files.append(file)
        return file

    def __getitem__(self, id: FileId) -> SourceFile:
        return self.files[id]
