"""A diagnostic is data; text, JSON and an editor's protocol are renderings of it.

Messages stand alone: lower case, no full stop, names in backticks. A label says what its place is,
a note adds a fact, help says what to do.
"""

from enum import Enum

from milestonelang import records
from milestonelang.source import Span


class Severity(Enum):
    """How much a diagnostic weighs: an error stops the run, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@records.frozen
class Label:
    """A place in a terms file and what it is."""

    span: Span
    text: str = ""


@records.frozen
class DataPlace:
    """A place in a data file, as a spreadsheet shows it: the header is row 1."""

    file: str
    row: int | None = None
    column: str | None = None


@records.frozen
class Fix:
    """Replacing *span* by *replacement* would mend the mistake."""

    span: Span
    replacement: str


@records.frozen
class Reading:
    """One way to read an open line: the words to write and the sentence they would print."""

    words: str
    sentence: str
    amount: str | None = None


@records.frozen
class Diagnostic:
    """One finding. `code` is listed in `codes.py` and has a page."""

    code: str
    message: str
    label: Label | None = None
    place: DataPlace | None = None
    others: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    help: str | None = None
    fix: Fix | None = None
    readings: tuple[Reading, ...] = ()
    severity: Severity = Severity.ERROR


class Sink:
    """Collects diagnostics while a phase goes on."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def report(self, diagnostic: Diagnostic) -> None:
        """Add one diagnostic, unless the same one was reported before."""
        if diagnostic not in self.found:
            self.found.append(diagnostic)

    @property
    def has_errors(self) -> bool:
        """Whether any diagnostic is an error."""
        return any(item.severity is Severity.ERROR for item in self.found)
