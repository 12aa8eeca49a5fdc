"""Leave out what was found only on account of another mistake, and say once what is one mistake.

In: all that the check found, in any order, and the modules. Out: what is handed on, in the order of
the files. Promised: where a line could not be read, or a name is not declared, nothing that follows
from that is reported, and every other mistake is.
"""

from collections.abc import Sequence
from typing import Final

from milestonelang import records
from milestonelang.diagnostics.diagnostic import Diagnostic, Label, Severity
from milestonelang.semantics.modules import Module
from milestonelang.source import FileId, SourceMap, Span
from milestonelang.syntax import ast

# What may be missing only because a line of the same declaration could not be read.
_OF_DECLARATION: Final = frozenset(
    (
        *("MS0207", "MS0404", "MS0406", "MS0407", "MS0420", "MS0422", "MS0428", "MS0436"),
        *("MS0437", "MS0438", "MS0439", "MS0440", "MS0441", "MS0445", "MS0446", "MS0447"),
        *("MS0450", "MS0451", "MS0453", "MS0502", "MS0503", "MS0504", "MS0509"),
        *("MS0514", "MS0518", "MS0519", "MS0530", "MS0531", "MS0532", "MS0536"),
        *("MS0539", "MS0541", "MS0551", "MS0570", "MS0571", "MS0572", "MS0574", "MS0575"),
        *("MS0580", "MS0601", "MS0602", "MS0604", "MS0608", "MS0610", "MS0611", "MS0614"),
        *("MS0615", "MS0620", "MS0627", "MS0628", "MS0629", "MS0633", "MS0637", "MS0640"),
        *("MS0650", "MS0651", "MS0654", "MS0659", "MS0660", "MS0670", "MS0671"),
    )
)
# What rests on a declaration not being there, or not being used, in the whole file.
_OF_FILE: Final = frozenset(
    (*("MS0412", "MS0560", "MS0613", "MS0622", "MS0624", "MS0625", "MS0643", "MS0675"),)
)
# What may be missing only because a line of another declaration could not be read, and the kinds of
# that declaration: a range, or what the contract says for all payments and all months.
_RANGES: Final = ("metric", "parameter", "payment", "schedule", "balance", "source")
_ELSEWHERE: Final = {
    "MS0389": ("contract",),
    "MS0401": (),
    "MS0508": _RANGES,
    "MS0518": ("contract",),
    "MS0533": _RANGES,
}
# A module was given something else than it needs.
_GIVEN: Final = frozenset(("MS0231", "MS0232", "MS0233", "MS0234", "MS0235"))
# A name that is not known, or known for something else; what it should have named is then unused.
_NAMES: Final = frozenset(
    ("MS0202", "MS0203", "MS0204", "MS0205", "MS0208", "MS0221", "MS0229", *_GIVEN)
)
# The same message again is the same mistake, wherever it stands.
_ONCE: Final = frozenset(("MS0202", "MS0208"))
_HEADINGS: Final = frozenset(("MS0655", "MS0656"))
_MOST_PLACES: Final = 3
_NEEDS_EVENT: Final = "MS0614"
_UNUSED: Final = "MS0675"
_TWICE: Final = "MS0201"
_OF_ANOTHER_KIND: Final = "MS0203"


@records.frozen(eq=False)
class _Files:
    """What of the files could not be read, and their texts."""

    lost: Sequence[ast.Lost]
    sources: SourceMap

    def name(self, span: Span) -> str:
        """What stands at a place that names something."""
        return self.sources[span.file].slice(span) if self.sources.files else ""

    def loses_one_of(self, kinds: Sequence[str]) -> bool:
        """Whether a declaration of one of these kinds was read in part only, or any not at all."""
        return any(
            lost.whole or self.name(lost.span).partition(" ")[0] in kinds for lost in self.lost
        )

    def loses(self, span: Span) -> bool:
        """Whether the declaration in which *span* stands was read in part only."""
        return any(
            lost.span.file == span.file and lost.span.start <= span.start < lost.span.end
            for lost in self.lost
        )

    def is_event(self, item: Diagnostic) -> bool:
        """Whether a finding stands at the header of an event."""
        if item.label is None or not self.sources.files:
            return False
        file = self.sources[item.label.span.file]
        line, _ = file.line_and_column(item.label.span.start)
        return file.line_text(line).startswith("event ")


def settle(
    found: Sequence[Diagnostic], modules: Sequence[Module], sources: SourceMap
) -> list[Diagnostic]:
    """Return what of *found* is a mistake of its own."""
    files = _Files([lost for module in modules for lost in module.tree.lost], sources)
    codes = {item.code for item in found}
    has_errors = bool(files.lost) or any(item.severity is Severity.ERROR for item in found)
    misses_names = bool(files.lost) or not codes.isdisjoint(_NAMES)
    misled = _misled(found, modules)
    twice = {files.name(item.label.span) for item in found if item.code == _TWICE and item.label}
    kept = []
    for item in found:
        if _is_lost(item, files) or (item.label and item.label.span.file in misled):
            continue
        if misled and item.code in _ELSEWHERE:
            continue
        # Of two declarations with one name, the name may mean the other.
        if item.code == _OF_ANOTHER_KIND and item.label and files.name(item.label.span) in twice:
            continue
        if item.code in _OF_FILE and (
            misses_names or (has_errors and item.severity is not Severity.ERROR)
        ):
            continue
        if item.code == _UNUSED and _NEEDS_EVENT in codes and files.is_event(item):
            continue
        kept.append(item)
    return _merged(kept, files)


def _misled(found: Sequence[Diagnostic], modules: Sequence[Module]) -> set[FileId]:
    """Return the files of modules that were given something else than they need."""
    wrong = [item.label.span for item in found if item.code in _GIVEN and item.label is not None]
    return {
        file
        for module in modules
        for span in wrong
        if module.use is not None
        and module.use.span.file == span.file
        and module.use.span.start <= span.start <= module.use.span.end
        for file in module.files
    }


def _is_lost(item: Diagnostic, files: _Files) -> bool:
    """Whether a line that could not be read may be all that is wrong."""
    if item.label is None or not files.lost:
        return False
    if item.code in _OF_DECLARATION and files.loses(item.label.span):
        return True
    if item.code in _ELSEWHERE and files.loses_one_of(_ELSEWHERE[item.code]):
        return True
    if item.code in _NAMES or item.code in _HEADINGS:
        parts = files.name(item.label.span).split(".")
        return any(part in lost.names for lost in files.lost for part in parts)
    return False


def _merged(found: Sequence[Diagnostic], files: _Files) -> list[Diagnostic]:
    """Return the findings with those of one unknown name made one, at its first place."""
    first: dict[tuple[str, str], int] = {}
    places: dict[int, list[Span]] = {}
    kept: list[Diagnostic] = []
    for item in sorted(found, key=_place):
        if item.label is None or item.code not in _ONCE:
            kept.append(item)
            continue
        key = (item.code, files.name(item.label.span) or item.message)
        if key in first:
            places[first[key]].append(item.label.span)
            continue
        first[key] = len(kept)
        places[len(kept)] = []
        kept.append(item)
    result = []
    for number, item in enumerate(kept):
        if item.code in _HEADINGS and item.label is not None:
            place = first.get(("MS0202", files.name(item.label.span)))
            if place is not None:
                continue
        result.append(_with_places(item, places.get(number, [])))
    return result


def _with_places(item: Diagnostic, places: Sequence[Span]) -> Diagnostic:
    if not places:
        return item
    labels = tuple(Label(span, "and here") for span in places[:_MOST_PLACES])
    rest = len(places) - len(labels)
    notes = item.notes
    if rest:
        notes = (*notes, "and in one more place" if rest == 1 else f"and in {rest} more places")
    return records.evolve(item, others=(*item.others, *labels), notes=notes)


def _place(item: Diagnostic) -> tuple[int, int]:
    if item.label is None:
        return (-1, 0)
    return (int(item.label.span.file), item.label.span.start)
