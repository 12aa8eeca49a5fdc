"""`--set parameter=value`: read with the parameter's type, and kept to its range."""

from collections.abc import Mapping
from fractions import Fraction

from milestonelang.agreement import declarations as decl
from milestonelang.data.cells import CellReaders
from milestonelang.data.frames import frame_of
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Diagnostic, Sink
from milestonelang.diagnostics.nearest import nearest_few
from milestonelang.driver import problems
from milestonelang.ir import Exact
from milestonelang.types import Choice, Invalid, ListOfText, Text


def read_settings(
    agreement: decl.Agreement, given: Mapping[str, str], sink: Sink
) -> dict[str, Exact]:
    """Return the values set for a run by name; what is wrong with one goes to *sink*."""
    readers = CellReaders(agreement, frame_of(agreement, agreement.contract.settled))
    found: dict[str, Exact] = {}
    for name, text in given.items():
        value = _read(agreement, readers, name, text.strip())
        if isinstance(value, Diagnostic):
            sink.report(value)
        else:
            found[name] = value
    return found


def _read(
    agreement: decl.Agreement, readers: CellReaders, name: str, text: str
) -> Exact | Diagnostic:
    declared = agreement.declarations.get(name)
    match declared:
        case decl.Segment():
            type: object = Choice(declared.values)
            if text in declared.values:
                return text
            return problems.wrong_setting(name, text, _one_of(declared.values))
        case decl.Parameter(type=type) if not isinstance(type, Text | ListOfText | Invalid):
            value = readers.reader(type)(text)
            if isinstance(value, Diagnostic):
                return problems.wrong_setting(
                    name, text, value.help or f"the value of {declared.title}"
                )
            return _in_range(declared, value)
        case _:
            known = [
                item.name
                for item in agreement.declarations.values()
                if isinstance(item, decl.Segment)
                or (isinstance(item, decl.Parameter) and not item.texts)
            ]
            return problems.unknown_setting(name, nearest_few(name, known), known)


def _in_range(declared: decl.Parameter, value: Exact) -> Exact | Diagnostic:
    span = declared.range
    if span is None or not isinstance(value, Fraction) or span.low <= value <= span.high:
        return value
    low, high = (in_words(bound, declared.type) for bound in (span.low, span.high))
    return problems.setting_out_of_range(declared.name, in_words(value, declared.type), low, high)


def _one_of(values: tuple[str, ...]) -> str:
    return "one of " + ", ".join(f"`{value}`" for value in values)
