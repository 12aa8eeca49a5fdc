"""Write the body of a Word file: every block of the model, in order, as paragraphs and tables.

In: a `model.Document`. Out: the XML of its body, and what the package needs beside it. Promised:
the words of the document in its order; each paragraph has a style and no look of its own, so a
house restyles the whole by its styles.
"""

from typing import assert_never

from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.word import numbering, sheet, tables, xml
from milestonelang.backends.documents.word.text import Writer

_STYLES = ("Clause1", "Clause2", "ItemA", "ItemI")
_BEHIND = (sheet.NUMBER_COLUMN, sheet.NUMBER_COLUMN + sheet.ITEM_COLUMN)


class Body:
    """The body of one document; *figures* are its drawings, *comments* the reasons it shows."""

    def __init__(self, document: model.Document) -> None:
        self.figures = [node for node in reading.nodes(document) if isinstance(node, model.Figure)]
        self.pictures = tables.pictures(self.figures)
        self.plan = numbering.plan(document)
        self.sheet = sheet.Sheet.of(document.paper)
        self._document = document
        self._writer = Writer(document, self.plan)
        self._pages = sheet.Pages(self.sheet)
        self._page_of: dict[str, int] = {}
        self.ends_in_columns = False

    @property
    def comments(self) -> list[str]:
        """The text of each comment, in order."""
        return [self._writer.inlines(text) for text in self._writer.comments]

    def write(self) -> str:
        """Return all of the body but its last section."""
        document = self._document
        before = [
            xml.paragraph("OverLine", xml.run(document.label)),
            xml.paragraph("Title", xml.run(document.title)),
            self._blocks(document.lead, 0),
        ]
        if document.key_terms is not None:
            before.append(self._key_terms(document.key_terms))
        listed = reading.contents(document)
        for _ in range(0, len(listed) + 2, 2):
            self._pages.paragraph(1, self.sheet.text, 60)
        turned = document.key_terms is not None
        if turned:
            self._pages.turn()
        after = [
            self._clause(clause, turned and index == 0)
            for index, clause in enumerate(document.clauses)
        ]
        if document.signatures is not None:
            after.append(self._signatures(document.signatures))
        after.extend(self._part(part, index == 0) for index, part in enumerate(document.parts))
        return "".join((*before, self._contents(listed), *after))

    def _contents(self, listed: tuple[reading.Entry, ...]) -> str:
        if not listed:
            return ""
        rows = [xml.paragraph("ContentsHead", xml.run(self._document.labels.contents))]
        begin = xml.field_begin('TOC \\o "1-1" \\h \\z \\u', stale=True)
        for index, entry in enumerate(listed):
            name = self._writer.marks.name(entry.anchor)
            page = xml.field(f"PAGEREF {name} \\h", str(self._page_of[entry.anchor]))
            number = xml.run(entry.number) + xml.tab() if entry.number else ""
            inside = xml.link(name, number + xml.run(entry.text) + xml.tab() + page)
            end = xml.field_end() if index == len(listed) - 1 else ""
            rows.append(xml.paragraph("TOC1", (begin if index == 0 else "") + inside + end))
        return "".join(rows)

    def _key_terms(self, key_terms: model.KeyTerms) -> str:
        title = self._writer.mark(key_terms.anchor, xml.run(key_terms.title))
        return (
            xml.paragraph("OverLine", xml.run(key_terms.label), "<w:keepNext/>")
            + xml.paragraph("PartTitleUnlisted", title)
            + self._table(reading.key_terms_table(key_terms), 0)
            + self._blocks(key_terms.blocks, 0)
        )

    def _clause(self, clause: model.Clause, turned: bool) -> str:
        self._pages.paragraph(len(clause.heading), self.sheet.text, 660)
        self._page_of[clause.anchor] = self._pages.current
        text = xml.run(clause.heading)
        new_page = "<w:pageBreakBefore/>" if turned else ""
        found = [self._numbered(clause.anchor, 0, clause.number, text, new_page)]
        for subclause in clause.subclauses:
            head = "" if subclause.head is None else xml.run(subclause.head, "ClauseHead")
            text = head + (xml.run(" ") if head else "") + self._writer.inlines(subclause.text)
            keep = "<w:keepNext/>" if subclause.blocks else ""
            found.append(self._numbered(subclause.anchor, 1, subclause.number, text, keep))
            self._use(reading.text_of(subclause.text), 1)
            found.append(self._blocks(subclause.blocks, 1))
        return "".join(found)

    def _numbered(
        self, anchor: str, level: int, number: str, text: str, properties: str = ""
    ) -> str:
        """Return a paragraph whose number Word counts; a number that it cannot count is typed."""
        place = self.plan.places.get(anchor)
        if place is None:
            plain = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
            typed = self._writer.mark(anchor, xml.run(number)) + xml.tab() + text
            return xml.paragraph(_STYLES[level], typed, properties + plain)
        if not place.by_style:
            properties += (
                f'<w:numPr><w:ilvl w:val="{place.level}"/><w:numId w:val="{place.list_id}"/>'
                "</w:numPr>"
            )
        return xml.paragraph(_STYLES[level], self._writer.mark(anchor, text), properties)

    def _signatures(self, signatures: model.Signatures) -> str:
        text = self._writer.inlines(signatures.text)
        self._page_of[signatures.anchor] = self._pages.current
        for _ in signatures.parties:
            self._pages.paragraph(1, self.sheet.text, 1200)
        if signatures.heading is None:
            head = xml.paragraph("SignatureText", self._writer.mark(signatures.anchor, text))
        else:
            title = self._writer.mark(signatures.anchor, xml.run(signatures.heading))
            head = xml.paragraph("SignatureTitle", title) + xml.paragraph("SignatureText", text)
        return head + tables.signatures(signatures.parties, self.sheet.text)

    def _part(self, part: model.Part, turned: bool) -> str:
        new_page = "<w:pageBreakBefore/>" if turned else ""
        if turned:
            self._pages.turn()
        self._page_of[part.anchor] = self._pages.current
        self._pages.paragraph(len(part.title), self.sheet.text, 700)
        title = self._writer.mark(part.anchor, xml.run(part.title))
        place = self.plan.places.get(part.anchor)
        if place is None:
            typed = xml.paragraph("OverLine", xml.run(part.label), f"<w:keepNext/>{new_page}")
            head = typed + xml.paragraph("PartTitle", title)
        else:
            counted = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{place.list_id}"/></w:numPr>'
            head = xml.paragraph("PartTitle", title, new_page + counted)
        return head + self._blocks(part.blocks, 0)

    def _blocks(self, blocks: tuple[model.Block, ...], depth: int) -> str:
        return "".join(self._block(block, depth) for block in blocks)

    def _block(self, block: model.Block, depth: int) -> str:
        match block:
            case model.Paragraph():
                self._use(reading.text_of(block.text), depth)
                return xml.paragraph(_text_style(depth), self._writer.inlines(block.text))
            case model.Note():
                self._use(reading.text_of(block.text), depth)
                return xml.paragraph("Note", self._writer.inlines(block.text))
            case model.Heading():
                return self._heading(block)
            case model.Items():
                return self._items(block, depth)
            case model.Table():
                return self._table(block, depth)
            case model.Figure():
                return self._figure(block, depth)
            case model.Index():
                return self._index(block)
            case model.Headline():
                return self._headline(block)
            case _:
                assert_never(block)

    def _headline(self, node: model.Headline) -> str:
        over = xml.paragraph("OverLine", xml.run(node.over), "<w:keepNext/>")
        text = xml.paragraph("PartTitleUnlisted", xml.run(node.text), "<w:keepNext/>")
        beside = "".join(
            xml.paragraph("BodyText", self._writer.inlines(said)) for said in node.beside
        )
        self._pages.paragraph(1, self.sheet.text, 900)
        for said in node.beside:
            self._use(reading.text_of(said), 0)
        return over + text + beside

    def _heading(self, node: model.Heading) -> str:
        self._pages.paragraph(len(node.text), self.sheet.text, 400)
        style = f"InnerHeading{node.level}"
        text = self._writer.mark(node.anchor, xml.run(node.text))
        place = self.plan.places.get(node.anchor)
        if place is not None:
            counted = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{place.list_id}"/></w:numPr>'
            return xml.paragraph(style, text, counted)
        number = "" if node.number is None else xml.run(f"{node.number} ")
        return xml.paragraph(style, number + text)

    def _items(self, node: model.Items, depth: int) -> str:
        level = 3 if node.kind is model.ItemsKind.ROMAN else 2
        found = []
        for item in node.items:
            text = self._writer.inlines(item.text)
            keep = "<w:keepNext/>" if item.blocks else ""
            found.append(self._numbered(item.anchor, level, item.number, text, keep))
            self._use(reading.text_of(item.text), 2)
            found.append(self._blocks(item.blocks, 2))
        return "".join(found)

    def _table(self, node: model.Table, depth: int) -> str:
        indent = 0 if depth == 0 else _BEHIND[depth - 1]
        caption = ""
        if node.label:
            caption = self._caption(node.label, node.caption, node.anchor, indent)
        width = self.sheet.text - indent
        # Two tables in a row would be one to Word, and a table cannot end a cell or the body.
        after = xml.paragraph("AfterTable", "")
        return caption + tables.table(self._writer, node, indent, width, self._pages) + after

    def _caption(self, label: str, caption: str, anchor: str, indent: int) -> str:
        self._pages.paragraph(len(caption), self.sheet.text, 300)
        parts = numbering.label_parts(label)
        counted = xml.run(label, "CaptionLabel")
        if parts is not None and parts[1].isdigit() and (name := parts[0].strip()).isalpha():
            number = xml.field(f"SEQ {name} \\* ARABIC", parts[1], "CaptionLabel")
            counted = xml.run(parts[0], "CaptionLabel") + number
        inside = self._writer.mark(anchor, counted) + xml.run(" ") + xml.run(caption)
        return xml.paragraph("Caption", inside, f'<w:ind w:left="{indent}"/>' if indent else "")

    def _figure(self, node: model.Figure, depth: int) -> str:
        indent = 0 if depth == 0 else _BEHIND[depth - 1]
        index = self.figures.index(node)
        picture = self.pictures[index]
        drawn = tables.drawing(node, picture, index + 1, self.sheet.text - indent)
        self._pages.paragraph(1, self.sheet.text, picture.height)
        moved = f'<w:ind w:left="{indent}"/>' if indent else ""
        caption = self._caption(node.label, node.caption, node.anchor, indent)
        return caption + xml.paragraph("Figure", drawn, moved)

    def _index(self, node: model.Index) -> str:
        """Return the index; at the very end of the document it stands in two columns."""
        entries = "".join(self._entry(entry) for entry in node.entries)
        last = self._document.parts[-1].blocks[-1:] if self._document.parts else ()
        if last != (node,):
            return entries
        self.ends_in_columns = True
        return xml.paragraph("AfterTable", "", self.sheet.first_section) + entries

    def _entry(self, entry: model.IndexEntry) -> str:
        self._pages.paragraph(1, self.sheet.text, 20)
        term = xml.link(self._writer.marks.name(entry.anchor), xml.run(entry.term))
        place = self._writer.place(entry.place, entry.anchor)
        return xml.paragraph("IndexEntry", term + xml.tab() + place)

    def _use(self, text: str, depth: int) -> None:
        indent = 0 if depth == 0 else _BEHIND[depth - 1]
        self._pages.paragraph(len(text), self.sheet.text - indent)


def _text_style(depth: int) -> str:
    return ("BodyText", "ClauseText", "ItemText")[depth]
