"""Put a file of terms into its one layout."""

from pathlib import Path

from milestonelang import records
from milestonelang.diagnostics.diagnostic import Severity, Sink
from milestonelang.driver.errors import TermsError
from milestonelang.driver.terms import load
from milestonelang.formatter.format import format_source
from milestonelang.source import SourceMap
from milestonelang.syntax.parser import parse


@records.frozen
class Formatted:
    """A file before and after."""

    name: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Whether the file is not in the layout yet."""
        return self.before != self.after

    def diff(self) -> str:
        """Return what would change, as a unified difference."""
        import difflib  # only for whoever asks

        lines = difflib.unified_diff(
            self.before.splitlines(keepends=True),
            self.after.splitlines(keepends=True),
            self.name,
            f"{self.name} (formatted)",
        )
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def format_file(path: str | Path) -> Formatted:
    """Return a file before and after.

    Raises InputError where it cannot be read, and TermsError where it cannot be parsed: what was
    not understood is not moved about.
    """
    terms = load(path)
    sink, sources = Sink(), SourceMap()
    file = sources.add(terms.name, terms.text)
    tree = parse(file, sink)
    errors = [item for item in sink.found if item.severity is Severity.ERROR]
    if errors or not tree.is_complete:
        raise TermsError(errors, sources)
    return Formatted(terms.name, terms.text, format_source(file, tree))
