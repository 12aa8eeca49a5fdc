"""Terms in, checked agreement out: read a file, parse it, bring in what it uses, and check it.

A PDF that `build` made is a file of terms too: what it carries is read, and nothing beside it.

Promised: nothing is raised but `InputError` for a file that cannot be read; whatever is wrong with
the terms is among the diagnostics of the result. The file may not be larger than `LARGEST` bytes.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from milestonelang import library, records
from milestonelang.agreement import declarations as decl
from milestonelang.diagnostics.diagnostic import Diagnostic, Severity, Sink
from milestonelang.driver import problems
from milestonelang.driver.calendars import check_calendar
from milestonelang.driver.errors import InputError, TermsError, reason_of
from milestonelang.library import Found
from milestonelang.source import SourceMap

if TYPE_CHECKING:
    from milestonelang.driver.carried import Attached

LARGEST = 1024 * 1024
LARGEST_PDF = 64 * LARGEST
PDF = b"%PDF-"
_KINDS = (
    (b"PK\x03\x04", "a document of Word or Excel, or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old document of Word or Excel"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"PAR1", "a file of data"),
    (b"{\\rtf", "a document of a word processor"),
)
_DATA = frozenset((".csv", ".json", ".parquet", ".tsv", ".xls", ".xlsx"))


@records.frozen
class Terms:
    """The text of an agreement, the name that messages give it, and the folder it lies in.

    Where they come out of a PDF, *attached* holds all that is in it.
    """

    text: str
    name: str
    folder: Path
    sha256: str
    attached: "Attached | None" = None


@records.frozen(eq=False)
class Checked:
    """What checking terms gave.

    *diagnostics* are in the order of the text; *modules* are the files that the terms use, each by
    its address. Where one of them is an error, *agreement* is not to
    be computed with and `require` raises.
    """

    terms: Terms
    agreement: decl.Agreement | None
    diagnostics: tuple[Diagnostic, ...]
    sources: SourceMap
    modules: tuple[tuple[str, Found], ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether the terms have errors."""
        return self.agreement is None or any(
            item.severity is Severity.ERROR for item in self.diagnostics
        )

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that are errors."""
        return tuple(item for item in self.diagnostics if item.severity is Severity.ERROR)

    def require(self) -> decl.Agreement:
        """Return the agreement; raises TermsError where the terms have errors."""
        if self.agreement is None or self.has_errors:
            raise TermsError(self.errors, self.sources)
        return self.agreement


def load(path: str | Path) -> Terms:
    """Read a file of terms. Raises InputError where it cannot be read or is not UTF-8."""
    file = Path(path)
    name = str(path)
    try:
        if file.is_dir():
            raise InputError([problems.unreadable_terms(name, "it is a folder")])
        if file.suffix.lower() in _DATA and file.exists():
            raise InputError([problems.data_for_terms(name)])
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
            if content.startswith(PDF):
                from milestonelang.driver.carried import terms_in  # few terms lie in a PDF

                own, attached = terms_in(name, content + opened.read(LARGEST_PDF))
                return Terms(own.text, own.name, file.parent, own.sha256, attached)
        kind = next((kind for start, kind in _KINDS if content.startswith(start)), None)
        if kind is not None:
            raise InputError([problems.no_text(name, kind)])
        if len(content) > LARGEST:
            size = max(file.stat().st_size, len(content))
            raise InputError([problems.terms_too_large(name, size, LARGEST)])
    except FileNotFoundError as error:
        raise InputError([problems.unreadable_terms(name, "there is no such file")]) from error
    except (OSError, ValueError) as error:
        raise InputError([problems.unreadable_terms(name, reason_of(error))]) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = problems.terms_not_utf8(name, line, content[error.start])
        raise InputError([found]) from error
    return Terms(text, name, file.parent, hashlib.sha256(content).hexdigest())


def from_text(text: str, name: str = "terms", folder: str | Path = ".") -> Terms:
    """Return terms that are at hand as text; files they `use` are looked for in *folder*."""
    return Terms(text, name, Path(folder), hashlib.sha256(text.encode("utf-8")).hexdigest())


def check_terms(terms: Terms) -> Checked:
    """Parse and check *terms*, without running their examples."""
    from milestonelang.semantics.check import check
    from milestonelang.semantics.modules import load_modules
    from milestonelang.syntax.parser import parse

    sink, sources = Sink(), SourceMap()
    file = sources.add(terms.name, terms.text)
    tree = parse(file, sink)
    at_hand = terms.attached
    read = library.reader(terms.folder) if at_hand is None else library.reader_of(at_hand.modules)
    used: dict[str, Found] = {}
    modules = load_modules(file, tree, sources, sink, library.recording(read, used), parse)
    agreement = check(modules, sources, sink)
    if not sink.has_errors and (wrong := check_calendar(agreement)) is not None:
        sink.report(wrong)
    return Checked(terms, agreement, in_order(sink.found), sources, tuple(used.items()))


def check_with(terms: Terms, guarantee: str, lines: Sequence[str]) -> Checked:
    """Check *terms* as if they had one more guarantee; what they are made from says so."""
    asked = "".join(f"  {line}\n" for line in lines)
    text = f"{terms.text.rstrip()}\n\nguarantee {guarantee}\n{asked}"
    more = from_text(text, terms.name, terms.folder)
    return check_terms(records.evolve(more, attached=terms.attached))


def in_order(found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return diagnostics in the order of the text; those without a place come last."""

    def place(item: Diagnostic) -> tuple[int, int]:
        return (1 << 30, 0) if item.label is None else (item.label.span.file, item.label.span.start)

    return tuple(sorted(found, key=place))
