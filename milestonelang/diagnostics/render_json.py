"""Show diagnostics to a program: a list of objects, one for each.

In: diagnostics and the files they speak of. Out: JSON text. Lines and columns count from 1, offsets
from 0 and in characters; what a diagnostic does not have is left out.
"""

import json
from collections.abc import Iterable
from typing import Any

from milestonelang.diagnostics.diagnostic import Diagnostic, Label
from milestonelang.source import SourceMap, Span


def render_json(diagnostics: Iterable[Diagnostic], sources: SourceMap) -> str:
    """Return all *diagnostics* as a JSON list."""
    found = [to_object(diagnostic, sources) for diagnostic in diagnostics]
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def to_object(diagnostic: Diagnostic, sources: SourceMap) -> dict[str, Any]:
    """Return one diagnostic as plain values."""
    found: dict[str, Any] = {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
    }
    if diagnostic.label is not None:
        found["label"] = _label(diagnostic.label, sources)
    place = diagnostic.place
    if place is not None:
        named = {"file": place.file, "row": place.row, "column": place.column}
        found["data"] = {name: value for name, value in named.items() if value is not None}
    if diagnostic.others:
        found["others"] = [_label(label, sources) for label in diagnostic.others]
    if diagnostic.notes:
        found["notes"] = list(diagnostic.notes)
    if diagnostic.help is not None:
        found["help"] = diagnostic.help
    if diagnostic.fix is not None:
        found["fix"] = {
            **_place(diagnostic.fix.span, sources),
            "replacement": diagnostic.fix.replacement,
        }
    if diagnostic.readings:
        found["readings"] = [
            {"words": reading.words, "sentence": reading.sentence}
            | ({"amount": reading.amount} if reading.amount is not None else {})
            for reading in diagnostic.readings
        ]
    return found


def _label(label: Label, sources: SourceMap) -> dict[str, Any]:
    return _place(label.span, sources) | ({"text": label.text} if label.text else {})


def _place(span: Span, sources: SourceMap) -> dict[str, Any]:
    file = sources[span.file]
    return {
        "file": file.name,
        "start": _point(span, span.start, sources),
        "end": _point(span, span.end, sources),
    }


def _point(span: Span, offset: int, sources: SourceMap) -> dict[str, int]:
    line, column = sources[span.file].line_and_column(offset)
    return {"line": line, "column": column, "offset": offset}
