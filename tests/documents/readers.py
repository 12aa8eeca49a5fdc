"""Ways to read a rendering back as words, and to make a document hostile."""

from __future__ import annotations

import html
import io
import re
from html.parser import HTMLParser
from typing import Any

import pypdf
from markdown_it import MarkdownIt

from milestonelang import records
from milestonelang.backends.documents import model, reading
from tests.untraced import untraced

HOSTILE = (
    '{{7*7}} {% for x in y %} #read("x") $x$ <script>alert(1)</script> </style> --> '
    "[a](javascript:alert(1)) ![b](x) | * _c_ ~~d~~ `e` & &amp; &#60; \\ ] } @f #g ^h "
    "http://i.example www.j.example 'k' \"l\" // m /* n */ <o> \\(p\\)"
)

_KEPT = ("anchor", "svg", "language", "date", "mark")
_INLINE_TAGS = {"a", "b", "em", "code", "dfn", "span", "strong"}
_LABEL = re.compile(r"<text[^>]*>([^<]*)</text>")
_LEADER = re.compile(r"\.{3,}")
_UNSEEN_TAGS = {"style", "script", "title", "nav"}


def hostile(node: Any, text: str = HOSTILE) -> Any:
    """Return a copy of a node with *text* put before every text in it."""
    if isinstance(node, tuple):
        return tuple(hostile(child, text) for child in node)
    if isinstance(node, str):
        return f"{text}{node}"
    if not hasattr(type(node), "__record_fields__"):
        return node
    changes = {
        field.name: hostile(getattr(node, field.name), text)
        for field in records.fields(type(node))
        if field.name not in _KEPT
    }
    return records.evolve(node, **changes)


class HtmlReader(HTMLParser):
    """Collects tags, attributes and the words outside layout of a page."""

    @untraced
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._unseen = 0
        self._text: list[str] = []
        self.feed(page)
        self.close()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple("".join(self._text).split())

    def attributes(self, name: str) -> list[str]:
        return [found[name] or "" for _, found in self.tags if name in found]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag not in _INLINE_TAGS:
            self._text.append(" ")
        if _is_unseen(tag, found):
            self._unseen += 1
            self._unseen_tag = tag

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE_TAGS:
            self._text.append(" ")
        if self._unseen and tag == self._unseen_tag:
            self._unseen -= 1

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._text.append(data)


def _is_unseen(tag: str, attributes: dict[str, str | None]) -> bool:
    return tag in _UNSEEN_TAGS or attributes.get("class") in ("skip", "foot")


@untraced
def read_markdown(text: str) -> HtmlReader:
    """Return the page that other software makes of a Markdown file."""
    rules = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    return HtmlReader(rules.render(text))


@untraced
def pdf_pages(pdf: bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def pdf_body(pdf: bytes, document: model.Document) -> str:
    """Return the text of a PDF without spaces, running heads, feet, leaders, labels of figures."""
    pages = pdf_pages(pdf)
    head = _close(f"{document.title}{' · '.join(document.parties)}")
    labels = document.labels
    bodies: list[str] = []
    for number, page in enumerate(pages, start=1):
        body = _close(page)
        foot = _close(f"{document.foot}{labels.page}{number}{labels.of}{len(pages)}")
        assert body.endswith(foot), body
        body = body.removesuffix(foot)
        if number > 1:
            assert body.startswith(head), body
            body = body.removeprefix(head)
            body = _without_heads_again(body, "".join(bodies), document)
        bodies.append(_LEADER.sub("", body))
    whole = "".join(bodies)
    for figure in reading.nodes(document):
        if isinstance(figure, model.Figure):
            labels_of = _close("".join(html.unescape(each) for each in _LABEL.findall(figure.svg)))
            found = whole.index(_close(figure.label + figure.caption))
            after = whole.index(labels_of, found)
            whole = whole[:after] + whole[after + len(labels_of) :]
    return whole


def _without_heads_again(body: str, before: str, document: model.Document) -> str:
    """Return a page without the heads of a table that goes on from the page before."""
    said = _close("".join(reading.plain_text(document)))
    for node in reading.nodes(document):
        if isinstance(node, model.Table):
            heads = _close("".join(column.head for column in node.columns))
            if body.startswith(heads) and before.count(heads) >= said.count(heads):
                return body.removeprefix(heads)
    return body


def close_body(document: model.Document) -> str:
    """Return the words of a document without the spaces between them."""
    return "".join(reading.plain_text(document))


def _close(text: str) -> str:
    return "".join(text.split())
