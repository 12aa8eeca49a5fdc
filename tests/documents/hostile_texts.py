"""Texts that would do something if they were read as anything but text, always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from milestonelang import records
from milestonelang.backends.documents import model
from tests.documents.example_document import example

AGREEMENT = "agreement.html"
SEEDS = (
    # Templates.
    "{{7*7}}", "{{ self.__init__.__globals__ }}", "{% for x in range(9) %}x{% endfor %}",
    "{#- c -#}",
    "${7*7}", "<%= 7 %>", "{{ ''|attr('__class__') }}", "{% include '/etc/passwd' %}", "}}", "%}",
    # Typst.
    '#read("x")', "#panic()", "#let x = 1", "$x^2/0$", "*b*", "_c_", "`d`", "```rust e```", "@ref",
    "<label>", "= Heading", "// gone", "/* gone */", "\\u{41}", '#import "@preview/x:1.0.0"', "#[",
    "~", "\\#", "-- ---", "#pdf.attach(\"x\")", "#eval(\"1\")", "https://i.example/a_b_c",
    # HTML.
    "<script>alert(1)</script>", "</style><script>", "<img src=x onerror=alert(1)>", "--> <!--",
    "]]>",
    '" onmouseover="alert(1)', "' autofocus '", "&lt;b&gt;", "&#60;", "&amp;amp;", "<svg/onload=x>",
    "<base href=//i.example>", "</title>", "</main>", "javascript:alert(1)", "data:text/html,x",
    # Markdown.
    "[a](javascript:alert(1))", "![b](//i.example/x)", "[c]: //i.example", "| cell |", "# head",
    "1. one", "- two", "> three", "~~four~~", "***", "***five***", "www.j.example", "<k@i.example>",
    "\\|", "__six__", "[^1]", "+", "- [ ] box", "$a$", "a@b.example", "ftp://i.example/x",
    # Word, sheets and systems.
    " REF x \\h ", '=HYPERLINK("//i.example","x")', "+1", "@SUM(1)", "-2", "DDEAUTO c:\\\\x",
    "w:fldChar",
    "INCLUDETEXT x", "<w:t>x</w:t>", "</w:t></w:r>", "%1.%2", "%s %n", "$(touch x)", "; rm -rf x",
    "| tee",
    "../../etc/passwd", "C:\\x", "'; DROP TABLE x; --", "\\x41", "%00", "é ü ß € £ – “ ”", "fi ffl",
)  # fmt: skip


def hostile_texts(count: int) -> list[str]:
    """Return so many texts, all different, each of one to three seeds and none a line of dots."""
    chance = random.Random(20260131)
    found = dict.fromkeys(SEEDS)
    while len(found) < count:
        parts = chance.choices(SEEDS, k=chance.randint(2, 3))
        found.setdefault(chance.choice(("", " ", "x")).join(parts))
    return list(found)[:count]


def texts_in_every_field(texts: list[str]) -> model.Document:
    """Return a document in which each text stands in a field of its own of each kind of node."""
    nodes = Nodes()
    blocks = tuple(block for text in texts for block in nodes.blocks(text))
    first = (model.Text(texts[0]),)
    parts = (model.Part("Schedule 1", "All", "all", True, blocks),)
    clauses = tuple(nodes.clause(number, text) for number, text in enumerate(texts, start=1))
    rows = tuple(
        model.KeyTerm(text, (model.Text(text),), model.Reference(text, "all")) for text in texts
    )
    return records.evolve(
        example(),
        lead=(model.Paragraph(first),),
        key_terms=model.KeyTerms("Overview", "Key Terms", "key-terms", ("", "", ""), rows),
        clauses=clauses,
        signatures=model.Signatures(
            "signatures",
            first,
            tuple(model.Signature(text, text, (text,)) for text in texts),
            "Signatures",
        ),
        parts=parts,
        reasons=tuple(
            model.Reason(clause.anchor, (model.Text(text),))
            for clause, text in zip(clauses, texts, strict=True)
        ),
    )


class Nodes:
    """Makes nodes whose every text is the one given; anchors are counted."""

    def __init__(self) -> None:
        self._count = 0

    def _anchor(self) -> str:
        self._count += 1
        return f"n{self._count}"

    def clause(self, number: int, text: str) -> model.Clause:
        """Return a clause of one sentence, with the text in its headings too."""
        inlines = (model.Text(text),)
        sub = model.Subclause(f"{number}.1", self._anchor(), inlines, text)
        return model.Clause(str(number), text, self._anchor(), (sub,))

    def inlines(self, text: str) -> model.Inlines:
        """Return one inline of each kind."""
        anchor = self._anchor()
        parts: tuple[Any, ...] = (
            model.Text(text),
            model.Definition(text, anchor),
            model.Term(text, anchor),
            model.Reference(text, anchor),
            model.Value(text, 1),
            model.Emphasis(text),
            model.Name(text),
            model.Code(text),
            model.Link(text, AGREEMENT, "clause-1"),
        )
        gap = model.Text(" ")
        return tuple(inline for part in parts for inline in (part, gap))

    def blocks(self, text: str) -> Iterator[model.Block]:
        """Yield one block of each kind but drawings, which are ours."""
        yield model.Heading(1, text, self._anchor(), None)
        yield model.Paragraph(self.inlines(text))
        yield model.Note((model.Text(text),))
        yield model.Headline(text, text, ((model.Text(text),),))
        item = model.Item("(a)", self._anchor(), (model.Text(text),))
        yield model.Items(model.ItemsKind.LETTERED, (item,))
        kinds = (model.ColumnKind.TEXT, model.ColumnKind.DECIMAL)
        columns = tuple(model.Column(text, kind) for kind in kinds)
        row = model.Row(((model.Text(text),), (model.Text(text),)))
        yield model.Table("Table 1", text, self._anchor(), columns, (row,))
