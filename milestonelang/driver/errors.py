"""What stops a command: findings in the terms, or input that cannot be used."""

from collections.abc import Sequence

from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.source import SourceMap


class MilestoneError(Exception):
    """Raised with the findings that stop a run; *sources* are the texts that they point into."""

    def __init__(self, diagnostics: Sequence[Diagnostic], sources: SourceMap | None = None) -> None:
        super().__init__("; ".join(f"{item.code}: {item.message}" for item in diagnostics))
        self.diagnostics = tuple(diagnostics)
        self.sources = SourceMap() if sources is None else sources


class TermsError(MilestoneError):
    """The terms have errors, so that nothing can be computed or printed from them."""


class InputError(MilestoneError):
    """A file, a setting or a name that was given cannot be used; nothing was half-evaluated."""


def reason_of(error: Exception) -> str:
    """Return why a file could not be read or written, in the system's words."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "its name is not one that a file can have"
