"""Say inlines in Word: terms and references lead to their place, numbers are fields.

In: inlines of the model and the plan of what Word counts. Out: runs as XML. Promised: a reference
shows the document's words until Word computes the field, and the same words afterwards.
"""

from typing import assert_never

from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.word import xml
from milestonelang.backends.documents.word.numbering import Plan


class Writer:
    """Writes the texts of one document."""

    def __init__(self, document: model.Document, plan: Plan) -> None:
        self.marks = xml.Bookmarks()
        self.comments: list[model.Inlines] = []
        self._plan = plan
        self._reasons = {reason.anchor: reason.text for reason in document.reasons}
        self._labels = {
            node.anchor: node.label
            for node in reading.nodes(document)
            if isinstance(node, (model.Table, model.Figure)) and node.label
        }
        self._by_number = {place.in_full: anchor for anchor, place in plan.places.items()}

    def inlines(self, inlines: model.Inlines) -> str:
        """Return runs for inlines."""
        return "".join(self._inline(inline) for inline in inlines)

    def mark(self, anchor: str, inside: str) -> str:
        """Return *inside* as the place of an anchor, with the reason of what stands there."""
        marked = self.marks.around(anchor, inside)
        reason = self._reasons.pop(anchor, None)
        if reason is None:
            return marked
        number = len(self.comments)
        self.comments.append(reason)
        return (
            f'<w:commentRangeStart w:id="{number}"/>{marked}<w:commentRangeEnd w:id="{number}"/>'
            '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr>'
            f'<w:commentReference w:id="{number}"/></w:r>'
        )

    def place(self, text: str, anchor: str) -> str:
        """Return the place of an index entry, `clause 3.2`; the anchor is the entry's own."""
        number = text.rpartition(" ")[2]
        for found in (text, number):
            target = self._by_number.get(found)
            if target is not None:
                return self.reference(text, target)
        return xml.link(self.marks.name(anchor), xml.run(text))

    def reference(self, text: str, anchor: str) -> str:
        """Return words that end with a number, the number as a field; other words as a link."""
        name = self.marks.name(anchor)
        place, label = self._plan.places.get(anchor), self._labels.get(anchor)
        if label is not None and text.endswith(label):
            before = text.removesuffix(label)
            return xml.run(before) + xml.field(f"REF {name} \\h", label)
        if place is not None:
            for number, switch in ((place.in_full, "w"), (place.number, "n")):
                if text.endswith(number):
                    before = text.removesuffix(number)
                    return xml.run(before) + xml.field(f"REF {name} \\{switch} \\h", number)
        return xml.link(name, xml.run(text))

    def _inline(self, inline: model.Inline) -> str:
        match inline:
            case model.Text() | model.Value() | model.Link():
                return xml.run(inline.text)
            case model.Definition():
                term = self.mark(inline.anchor, xml.run(inline.text, "DefinedTerm"))
                return xml.run(inline.opening) + term + xml.run(inline.closing)
            case model.Term():
                return xml.link(self.marks.name(inline.anchor), xml.run(inline.text))
            case model.Reference():
                return self.reference(inline.text, inline.anchor)
            case model.Emphasis():
                return xml.run(inline.text, "RunInHead")
            case model.Name():
                return xml.run(inline.text, "PartyName")
            case model.Code():
                return xml.run(inline.text, "MachineText")
            case _:
                assert_never(inline)
