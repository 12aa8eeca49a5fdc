"""Read terms in tests."""

from pathlib import Path

from milestonelang.diagnostics.diagnostic import Diagnostic, Sink
from milestonelang.diagnostics.render_text import render_text
from milestonelang.source import SourceFile, SourceMap
from milestonelang.syntax import ast
from milestonelang.syntax.parser import parse

CORPUS = Path(__file__).parent.parent / "corpus" / "syntax"
OK = sorted((CORPUS / "ok").glob("*.terms"))
BAD = sorted((CORPUS / "bad").glob("*.terms"))


class Read:
    """A text, its module and what was reported."""

    def __init__(self, text: str, name: str = "test.terms") -> None:
        self.sources = SourceMap()
        self.file: SourceFile = self.sources.add(name, text)
        sink = Sink()
        self.module: ast.Module = parse(self.file, sink)
        self.found: list[Diagnostic] = sink.found

    @property
    def codes(self) -> list[str]:
        """The codes of what was reported."""
        return [diagnostic.code for diagnostic in self.found]

    @property
    def lines(self) -> list[int]:
        """The lines at which something was reported."""
        return [
            self.file.line_and_column(diagnostic.label.span.start)[0]
            for diagnostic in self.found
            if diagnostic.label is not None
        ]

    def shown(self) -> str:
        """What was reported, as a person sees it."""
        return render_text(self.found, self.sources)


def read(text: str) -> Read:
    """Return what comes of *text*."""
    return Read(text)


def read_file(path: Path) -> Read:
    """Return what comes of a file of the corpus."""
    return Read(path.read_text(encoding="utf-8"), path.name)
