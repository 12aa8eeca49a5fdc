"""The programs of the corpus and of the error pages, and the check of one.

A program without a contract of its own stands above the prelude, and what it declares itself takes
the place of what the prelude declares, unless it says that it is the whole file.
"""

import re
from pathlib import Path

from milestonelang.diagnostics.diagnostic import Diagnostic, Sink
from milestonelang.diagnostics.render_text import render_text
from milestonelang.library import reader
from milestonelang.semantics.check import check
from milestonelang.semantics.modules import load_modules
from milestonelang.source import SourceMap
from milestonelang.syntax.parser import parse

CORPUS = Path(__file__).parent
_MARK = re.compile(r"#\s*error:\s*((?:MS\d{4}[, ]*)+)")
_NAMED = re.compile(r"^[a-z]+ ([a-z][a-z0-9_]*)", re.MULTILINE)


def completed(text: str) -> str:
    """Return the program, above as much of the prelude as it needs."""
    if re.search(r"^contract |^# This is the whole file", text, re.MULTILINE) is not None:
        return text
    prelude = (CORPUS / "prelude.terms").read_text(encoding="utf-8")
    own = {match[1] for match in _NAMED.finditer(text)}
    kept: list[str] = []
    for block in re.split(r"\n\n(?=\S)", prelude.strip()):
        head = _NAMED.match(block)
        if head is not None and head[1] not in own:
            kept.append(block)
    return text.rstrip("\n") + "\n\n" + "\n\n".join(kept) + "\n"


def findings(text: str, folder: Path = CORPUS) -> list[tuple[int, Diagnostic]]:
    """Return what the check says about a program, with the lines of its own file."""
    sources, sink = _checked(text, folder)
    found: list[tuple[int, Diagnostic]] = []
    for diagnostic in sink.found:
        line = 0
        if diagnostic.label is not None and diagnostic.label.span.file == sources.files[0].id:
            line = sources.files[0].line_and_column(diagnostic.label.span.start)[0]
        found.append((line, diagnostic))
    return found


def rendered(text: str, codes: set[str], folder: Path = CORPUS) -> str:
    """Return the messages with these codes as a user sees them."""
    sources, sink = _checked(text, folder)
    return render_text([item for item in sink.found if item.code in codes], sources)


def _checked(text: str, folder: Path) -> tuple[SourceMap, Sink]:
    sources, sink = SourceMap(), Sink()
    file = sources.add("program.terms", text)
    tree = parse(file, sink)
    check(load_modules(file, tree, sources, sink, reader(folder), parse), sources, sink)
    return sources, sink


def marks(text: str) -> list[tuple[int, str]]:
    """Return the lines that a program marks, each with the code it expects there."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        match = _MARK.search(line)
        if match is not None:
            found.extend((number, code) for code in re.findall(r"MS\d{4}", match[1]))
    return found
