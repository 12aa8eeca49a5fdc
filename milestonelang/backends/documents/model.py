"""The document as data: what is said, in which order, under which number.

In: strings and numbers made upstream, each number a plain string from the
outline. Out: one frozen tree that HTML, PDF, Word and Markdown are printed from, so
the four say the same words. Promised: no styling, no counting, no words
of its own outside `Labels`; an anchor names one place and is used once.
"""

from __future__ import annotations

import enum
import re
from typing import TypeAlias

from milestonelang.records import frozen

# Inlines: what a sentence is made of.


@frozen
class Text:
    """Plain words: `Company shall pay`."""

    text: str


@frozen
class Definition:
    """The place that defines a term, printed in quotes: `“Quarter”`.

    `text` is the bare term. The anchor belongs to this place alone. The quotes are the language's.
    """

    text: str
    anchor: str
    opening: str = "“"
    closing: str = "”"


@frozen
class Term:
    """A use of a defined term, as it reads there: `Quarters’`; the anchor is its definition's."""

    text: str
    anchor: str


@frozen
class Reference:
    """A place in the document, as it reads: `clause 3.2(d)`, `step (c)`, `Table 1`."""

    text: str
    anchor: str


@frozen
class Value:
    """A figure of the agreement: `USD 250,000`; *node* is the id of the node it comes from."""

    text: str
    node: int


@frozen
class Emphasis:
    """The run-in head of a step, `Bands.`, or words that stand out; the space after is text."""

    text: str


@frozen
class Name:
    """The full name of a party where it is introduced: `Acme Analytics, Inc.`"""

    text: str


@frozen
class Code:
    """Text for a machine: a hash, a command, a file name."""

    text: str


@frozen
class Link:
    """A place in another document, as it reads: `3.2(d)` of the agreement.

    *target* is the address of that document, `northwind.html`; *place* is an anchor in it.
    """

    text: str
    target: str
    place: str


_ADDRESS = re.compile(r"(https?://)?[A-Za-z0-9._~%/?=&+,;@-]+\Z")


def is_address(text: str) -> bool:
    """Whether a link may lead there: a file name or an address of the web, nothing that runs."""
    return _ADDRESS.match(text) is not None


Inline: TypeAlias = Text | Definition | Term | Reference | Value | Emphasis | Name | Code | Link
Inlines: TypeAlias = tuple[Inline, ...]


# Blocks: what a clause or a schedule is made of.


@frozen
class Heading:
    """A heading inside a part; level 1 stands below the part's title, 2 below level 1."""

    level: int
    text: str
    anchor: str
    number: str | None = None


@frozen
class Paragraph:
    """Sentences without a number."""

    text: Inlines


@frozen
class Note:
    """Sentences that help the reader and do not bind, or that say whether a part binds."""

    text: Inlines


class ItemsKind(enum.Enum):
    """What a list is: steps are taken in order; lettered and roman items stand side by side."""

    STEPS = "steps"
    LETTERED = "lettered"
    ROMAN = "roman"


@frozen
class Item:
    """One entry, `(a) …`, with what hangs below it."""

    number: str
    anchor: str
    text: Inlines
    blocks: tuple[Block, ...] = ()


@frozen
class Items:
    """A list whose numbers were given upstream."""

    kind: ItemsKind
    items: tuple[Item, ...]


class ColumnKind(enum.Enum):
    """What stands in a column: running words, a short label, a figure, a figure with a fraction."""

    TEXT = "text"
    LABEL = "label"
    NUMBER = "number"
    DECIMAL = "decimal"


@frozen
class Column:
    """A column and the words at its head; *names_row* if its cells head their rows.

    Figures with a fraction stand under one another at their *mark*.
    """

    head: str
    kind: ColumnKind = ColumnKind.TEXT
    names_row: bool = False
    mark: str = "."


class RowKind(enum.Enum):
    """A plain row, the result of a step inside a calculation, or a total."""

    PLAIN = "plain"
    RESULT = "result"
    TOTAL = "total"


@frozen
class Row:
    """One cell for each column."""

    cells: tuple[Inlines, ...]
    kind: RowKind = RowKind.PLAIN


@frozen
class Table:
    """`Table 1  Rates of the Base Commission`, heads, rows; the unit stands in the caption."""

    label: str
    caption: str
    anchor: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@frozen
class Figure:
    """A drawing of ours (`svg`, trusted: its maker has escaped every label) and its caption.

    *alternative* says in words what the drawing shows, with all its corner values.
    """

    label: str
    caption: str
    anchor: str
    svg: str
    alternative: str


@frozen
class IndexEntry:
    """A defined term and the place of its definition; the anchor is the definition's."""

    term: str
    anchor: str
    place: str


@frozen
class Index:
    """The defined terms in order, each with its place."""

    entries: tuple[IndexEntry, ...]


@frozen
class Headline:
    """What a statement says first: `Payable by Company to Partner`, `USD 67,143.09`.

    *beside* are short sentences that stand beside it: when it is due, what is pending.
    """

    over: str
    text: str
    beside: tuple[Inlines, ...]


Block: TypeAlias = Heading | Paragraph | Note | Items | Table | Figure | Index | Headline


# The large parts of a document, in the order in which they print.


@frozen
class KeyTerm:
    """A row of the Key Terms: subject, what was agreed in short, its clause."""

    subject: str
    text: Inlines
    place: Reference


@frozen
class KeyTerms:
    """The deal on the first page: `Overview`, `Key Terms`, three column heads, rows, a timeline."""

    label: str
    title: str
    anchor: str
    heads: tuple[str, str, str]
    rows: tuple[KeyTerm, ...]
    blocks: tuple[Block, ...] = ()


@frozen
class Subclause:
    """`3.2 Calculation. Company shall …` and what hangs below it; *head* keeps its full stop."""

    number: str
    anchor: str
    text: Inlines
    head: str | None = None
    blocks: tuple[Block, ...] = ()


@frozen
class Clause:
    """`3 Base Commission` and its numbered sentences."""

    number: str
    heading: str
    anchor: str
    subclauses: tuple[Subclause, ...]


@frozen
class Signature:
    """Where one party signs: its name, its word in the agreement, the words before each line."""

    party: str
    role: str
    lines: tuple[str, ...]


@frozen
class Signatures:
    """The sentence above the signatures (two lines of it at least) and one block a party."""

    anchor: str
    text: Inlines
    parties: tuple[Signature, ...]
    heading: str | None = None


@frozen
class Part:
    """A schedule, an annex or the index: `Schedule 1`, `Figures`.

    *binding* is for tools; the sentence that tells the reader is a `Note` among the blocks.
    """

    label: str
    title: str
    anchor: str
    binding: bool
    blocks: tuple[Block, ...]


@frozen
class Reason:
    """Why the parties agreed what stands at an anchor; Word shows it as a comment there."""

    anchor: str
    text: Inlines


class Paper(enum.Enum):
    """The sheet, as the contract chooses."""

    A4 = "a4"
    LETTER = "us-letter"


@frozen
class Labels:
    """The words of the layout itself; all that a renderer ever adds to the text."""

    contents: str
    page: str
    of: str
    skip: str
    reason: str


ENGLISH = Labels("Contents", "Page", "of", "Skip to the text", "Reason")


@frozen
class Document:
    """The whole document.

    *label* stands above the title (`Version 1.0`); *parties* are the short names of the running
    head; *foot* is the left half of the running foot (version and the first sixteen characters
    of the source hash in fours); *date* is `YYYY-MM-DD`, the day the agreement takes effect, and
    becomes the PDF's own date, which archives require. *beside* says the same in another language.
    """

    title: str
    label: str
    parties: tuple[str, ...]
    foot: str
    date: str
    lead: tuple[Block, ...]
    clauses: tuple[Clause, ...]
    key_terms: KeyTerms | None = None
    signatures: Signatures | None = None
    parts: tuple[Part, ...] = ()
    reasons: tuple[Reason, ...] = ()
    language: str = "en"
    paper: Paper = Paper.A4
    labels: Labels = ENGLISH
    beside: Document | None = None
