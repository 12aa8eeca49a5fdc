"""Print a redline as Markdown.

In: a `Redline` and its cover. Out: text. Promised: as for a document, contract text makes no mark
of its own; what was inserted stands in `<ins>`, what was deleted in `<del>`, which readers of
Markdown show.
"""

from collections.abc import Iterator

from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.redline.cover import Amounts, Cover
from milestonelang.backends.documents.redline.flat import Kind
from milestonelang.backends.documents.redline.merge import MarkedLine, Redline
from milestonelang.backends.documents.redline.words import Change, Piece, Pieces
from milestonelang.backends.documents.render_markdown import code, escape, marked

_HEADS = {Kind.TITLE: "# ", Kind.PART: "## ", Kind.CLAUSE: "## ", Kind.HEADING: "### "}
_TAGS = {Change.INSERTED: "ins", Change.DELETED: "del"}


def render_markdown(redline: Redline, cover: Cover) -> str:
    """Return a redline as Markdown."""
    parts = [*_cover(cover), "---", *(_line(line) for line in redline.lines)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _cover(cover: Cover) -> Iterator[str]:
    yield f"# {escape(cover.title)}"
    yield escape(cover.legend)
    for entry in cover.entries:
        yield f"### {escape(entry.head)}"
        yield "\n".join(f"- {escape(words)}" for words in entry.lines)
    for table in cover.tables:
        yield escape(table.caption)
        yield _amounts(table)
    for note in cover.notes:
        yield f"> {escape(note)}"


def _amounts(table: Amounts) -> str:
    rows = [table.heads, ("---", *("---:" for _ in table.heads[1:])), *table.rows]
    return "\n".join(
        f"| {' | '.join(cell if cell.startswith('---') else escape(cell) for cell in row)} |"
        for row in rows
    )


def _line(line: MarkedLine) -> str:
    number, text = _pieces(line.number), _pieces(line.text)
    if line.line.table is not None:
        return "\n\n".join(part for part in (f"{number} {text}".strip(), _table(line)) if part)
    if line.line.figure is not None:
        return f"{number} {text}\n\n> {escape(line.line.figure.alternative)}"
    words = f"{number} {text}".strip()
    if line.line.kind in _HEADS:
        return f"{_HEADS[line.line.kind]}{words}"
    if line.line.kind is Kind.ITEM:
        return f"{'  ' * (line.line.depth - 1)}- {words}"
    return f"> {words}" if line.line.kind is Kind.NOTE else words


def _table(line: MarkedLine) -> str:
    rows = [[_pieces(cell) for cell in row.cells] for row in line.rows]
    rows.insert(1, ["---" for _ in rows[0]])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _pieces(parts: Pieces) -> str:
    return "".join(_piece(part) for part in parts)


def _piece(part: Piece) -> str:
    words = _words(part.inline)
    if part.change is None:
        return words
    # Spaces stay outside, where they do not stick to a mark.
    inner = words.strip(" ")
    tag = _TAGS[part.change]
    return words.replace(inner, f"<{tag}>{inner}</{tag}>", 1) if inner else words


def _words(inline: model.Inline) -> str:
    text = escape(reading.inline_text(inline))
    match inline:
        case model.Emphasis():
            return marked("*", text)
        case model.Name() | model.Definition():
            return marked("**", text)
        case model.Code():
            return code(inline.text)
        case _:
            return text
