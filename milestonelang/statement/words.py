"""The words of the terms, as a statement quotes them: the source text of a node, on one line.

In: an Agreement and the source map it was checked from. Out: the nodes by id, and for each its
words. Promised: what is quoted is what the author wrote, but for line breaks and repeated spaces.
"""

from collections.abc import Iterator
from typing import Any

from milestonelang import records
from milestonelang.agreement import declarations as decl, lines
from milestonelang.agreement.expressions import Typed
from milestonelang.source import SourceMap, Span

LONGEST = 200


class Words:
    """Quotes the terms. *nodes* is every line, declaration and expression by id."""

    def __init__(self, agreement: decl.Agreement, sources: SourceMap) -> None:
        self.agreement = agreement
        self.sources = sources
        self.nodes: dict[int, Any] = {}
        self._quoted: dict[int, str] = {}  # a line is quoted in every period
        # What an amendment puts in place comes last: an id belongs to one version only.
        declared = agreement.declarations.values()
        own = [item.declared for each in agreement.versions.values() for item in each]
        for item in (agreement.contract, *declared, *(each for each in own if each is not None)):
            for node in _nodes(item):
                self.nodes.setdefault(node.id, node)

    def of(self, node: int) -> str:
        """Return the words of a node: of a declaration its header, of a table its heading."""
        if node not in self._quoted:
            self._quoted[node] = self._words_of(node)
        return self._quoted[node]

    def _words_of(self, node: int) -> str:
        found = self.nodes.get(node)
        if found is None:
            return ""
        if isinstance(found, lines.On):
            return self._until(found.span, found.table.span)
        if isinstance(found, lines.Table | lines.ForEachRow | decl.Declared):
            return self._first_line(found.span)
        return self.quote(found.span)

    def quote(self, span: Span) -> str:
        """Return the text of a span on one line."""
        return quote(self.sources, span)

    def title(self, name: str) -> str:
        """Return the title of a declaration, or its name in words where it has none."""
        declared = self.agreement.declarations.get(name)
        if isinstance(declared, decl.Party):
            return name_in_words(name)
        return declared.title if declared is not None and declared.title else name_in_words(name)

    def _slice(self, span: Span) -> str:
        return self.sources[span.file].slice(span)

    def _first_line(self, span: Span) -> str:
        texts = self._slice(span).strip().splitlines()
        return _without_comment(" ".join(texts[0].split())) if texts else ""

    def _until(self, span: Span, inner: Span) -> str:
        """Return the text of a line up to the block inside it."""
        if inner.file != span.file or not span.start < inner.start:
            return self._first_line(span)
        return self.quote(Span(span.file, span.start, inner.start))


def quote(sources: SourceMap, span: Span) -> str:
    """Return the text of a span on one line: `any of: a; b`, a block within a block in brackets."""
    text = sources[span.file].slice(_bracketed(sources[span.file].text, span))
    # The first line begins in the middle of one, and so without the spaces before it.
    kept: list[tuple[int, str]] = []
    for line in text.splitlines():
        words = _without_comment(" ".join(line.split()))
        if not words:
            continue
        if kept and _goes_on(kept[-1][1]):
            kept[-1] = (kept[-1][0], f"{kept[-1][1]} {words}")
        else:
            kept.append((len(line) - len(line.lstrip()) if kept else -1, words))
    if not kept:
        return ""
    whole = "; ".join(_nested(kept))
    return whole if len(whole) <= LONGEST else whole[: LONGEST - 1].rstrip() + "…"


def _goes_on(line: str) -> bool:
    return line.endswith((",", "+", "-", "*", "/", "<", "<=", ">", ">=", "(")) or (
        line.count("(") > line.count(")")
    )


def _nested(lines: list[tuple[int, str]]) -> list[str]:
    """Return each line of a block on one line with the block below it."""
    found: list[str] = []
    while lines:
        depth, words = lines[0]
        below = lines[1:]
        end = next((n for n, line in enumerate(below) if line[0] <= depth), len(below))
        inner = _nested(below[:end])
        if inner:
            words = f"{words}: {'; '.join(inner)}"
            # Where the block ends would not be seen otherwise.
            words = f"({words})" if depth >= 0 and (found or below[end:]) else words
        found.append(words)
        lines = below[end:]
    return found


def _bracketed(text: str, span: Span) -> Span:
    """Return the span with the brackets that its first and last words stand in."""
    depth = lowest = 0
    for sign in text[span.start : span.end]:
        depth += (sign == "(") - (sign == ")")
        lowest = min(lowest, depth)
    start, end = span.start, span.end
    for _ in range(-lowest):
        at = len(text[:start].rstrip()) - 1
        if at < 0 or text[at] != "(":
            break
        start = at
    for _ in range(depth - lowest):
        rest = text[end:]
        at = end + len(rest) - len(rest.lstrip())
        if text[at : at + 1] != ")":
            break
        end = at + 1
    return Span(span.file, start, end)


def name_in_words(name: str) -> str:
    """Return `Base Commission` for `base_commission`."""
    return name.rpartition(".")[2].replace("_", " ").title()


def _nodes(item: Any) -> Iterator[Any]:
    """Yield every node inside *item* that has an id, itself first."""
    if isinstance(item, tuple):
        for each in item:
            yield from _nodes(each)
        return
    kind = type(item)
    if not hasattr(kind, "__record_fields__"):
        return
    if isinstance(item, lines.Line | Typed):
        yield item
    elif isinstance(item, Span):
        return
    for field in records.fields(kind):
        value = getattr(item, field.name)
        if isinstance(value, tuple) or hasattr(type(value), "__record_fields__"):
            yield from _nodes(value)


def _without_comment(text: str) -> str:
    quoted = False
    for index, sign in enumerate(text):
        if sign == '"':
            quoted = not quoted
        elif sign == "#" and not quoted:
            return text[:index].rstrip()
    return text
