"""Find what the mistakes of a file keep from being read.

In: a file and what was reported about its text. Out: for each declaration that was not wholly read
its place, and the words with which its lost lines begin. Promised: what may be missing only because
a line was lost stands in one of these, so that a later phase can be silent about it.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.source import SourceFile, Span
from milestonelang.syntax import ast

# What was written is clear all the same, such as where only the indentation is wrong.
_LOSES_NOTHING: Final = frozenset(("MS0101", "MS0102", "MS0103", "MS0148", "MS0150"))
# From here on nothing of the file was read.
_ENDS: Final = frozenset(("MS0001", "MS0149"))
_BEGINNING: Final = re.compile(r"^[^\s#|)].*", re.MULTILINE)
_WORD: Final = re.compile(r"[a-z][a-z0-9_]*")
_NAMING_WORDS: Final = 3


def find_lost(file: SourceFile, found: Sequence[Diagnostic]) -> tuple[ast.Lost, ...]:
    """Return the declarations that are not wholly read, in order."""
    mistakes = [item for item in found if item.code not in _LOSES_NOTHING]
    if not mistakes:
        return ()
    begins = [match.start() for match in _BEGINNING.finditer(file.text)]
    size = len(file.text) + 1
    lost: dict[int, ast.Lost] = {}
    for item in mistakes:
        place = item.label.span.start if item.label is not None else 0
        number = bisect_right(begins, place)
        start = begins[number - 1] if number else 0
        end = begins[number] if number < len(begins) and item.code not in _ENDS else size
        line, _ = file.line_and_column(place)
        names = frozenset(_WORD.findall(file.line_text(line).lower())[:_NAMING_WORDS])
        is_header = line == file.line_and_column(start)[0] or item.code in _ENDS
        before = lost.get(start)
        if before is not None:
            names, is_header = names | before.names, is_header or before.whole
            end = max(end, before.span.end)
        lost[start] = ast.Lost(Span(file.id, start, end), names, is_header)
    return tuple(lost[start] for start in sorted(lost))
