"""Lay the bodies of two Word files together, paragraph by paragraph, with tracked changes.

In: the old and the new document. Out: one body, and what the package needs beside it. Promised:
with every change accepted the paragraphs and tables are those of the new file, with every change
rejected those of the old one, and so are the numbers that Word counts. The contents list is the new
one: Word makes it anew.
"""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from milestonelang.backends.documents import model
from milestonelang.backends.documents.redline.aligning import Pair, Unit, align, moves, ordered
from milestonelang.backends.documents.redline.word_atoms import (
    SPACE,
    Atom,
    Tracked,
    W,
    atoms_of,
    joined,
    text_of,
)
from milestonelang.backends.documents.redline.word_lists import Lists
from milestonelang.backends.documents.redline.words import changes
from milestonelang.backends.documents.word import xml
from milestonelang.backends.documents.word.body import Body
from milestonelang.backends.documents.word.numbering import Instance

_CONTENTS = ("ContentsHead", "TOC1")
_DELETED = 10_000  # the numbers of deleted drawings are beyond those of the others
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_SPACES = {
    "w": xml.W,
    "r": xml.R,
    "wp": f"{_DRAWING}/wordprocessingDrawing",
    "a": f"{_DRAWING}/main",
    "pic": f"{_DRAWING}/picture",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
}


class RedlineBody(Body):
    """The body of a redline, as the package takes it."""

    def __init__(self, old: model.Document, new: model.Document) -> None:
        super().__init__(new)
        self._old = Body(old)
        self._drawn = self._drawings()
        self._lists = Lists(self.plan, self._old.plan)
        self.plan = self._lists.plan

    def _drawings(self) -> dict[int, int]:
        """Take in the drawings that only the old document has; return where each of its is."""
        known = {figure.svg: number for number, figure in enumerate(self.figures, start=1)}
        found: dict[int, int] = {}
        old = zip(self._old.figures, self._old.pictures, strict=True)
        for number, (figure, picture) in enumerate(old, start=1):
            if figure.svg not in known:
                self.figures.append(figure)
                self.pictures.append(picture)
                known[figure.svg] = len(self.figures)
            found[number] = known[figure.svg]
        return found

    def write(self) -> str:
        """Return the body with tracked changes."""
        after = _elements(super().write())
        before = [each for each in _elements(self._old.write()) if _style(each) not in _CONTENTS]
        body = [each for each in after if _style(each) not in _CONTENTS]
        pairs = list(self._pairs(before, body))
        for element in before:
            self._adopt(element)
        contents = [each for each in after if _style(each) in _CONTENTS]
        following = after[after.index(contents[-1]) + 1] if contents else None
        merged: list[ET.Element] = []
        for block in _Merging().blocks(before, body, pairs, following):
            merged += contents if block is None else [block]
        for prefix, name in _SPACES.items():
            ET.register_namespace(prefix, name)
        text = "".join(ET.tostring(each, encoding="unicode") for each in merged)
        # Each element brings its own names of namespaces, which the document has already.
        for prefix, name in _SPACES.items():
            text = text.replace(f' xmlns:{prefix}="{name}"', "")
        return text

    def _pairs(self, old: list[ET.Element], new: list[ET.Element]) -> Iterator[Pair]:
        """Yield the pairs of two bodies; what is counted in two lists that differ is no pair."""
        units = (
            [_unit(each, self._lists.of_old(_list_of(each))) for each in old],
            [_unit(each, self._lists.of_new(_list_of(each))) for each in new],
        )
        for one, other in align(*units):
            if (
                one is None
                or other is None
                or self._lists.pair(_list_of(old[one]), _list_of(new[other]))
            ):
                yield one, other
            else:
                yield one, None
                yield None, other

    def _adopt(self, element: ET.Element) -> None:
        """Give what the old body refers to its number in the new package."""
        for part in element.iter():
            if part.tag == f"{W}numId":
                part.set(f"{W}val", str(self._lists.where(int(part.get(f"{W}val", "0")))))
            if part.tag.endswith(("}docPr", "}cNvPr")):
                part.set("id", str(int(part.get("id", "0")) + _DELETED))
            for name, value in list(part.attrib.items()):
                if name.startswith(f"{{{xml.R}}}") and value[:3] in ("png", "svg"):
                    part.set(name, f"{value[:3]}{self._drawn[int(value[3:])]}")


class _Merging:
    """Puts the elements of two bodies together."""

    def __init__(self) -> None:
        self._track = Tracked()

    # ---- paragraphs and tables

    def blocks(
        self,
        old: list[ET.Element],
        new: list[ET.Element],
        pairs: list[Pair],
        following: ET.Element | None,
    ) -> Iterator[ET.Element | None]:
        """Yield the elements of both bodies; None where the contents list stands.

        *following* is the element after the contents list.
        """
        taken = moves([_unit(each) for each in old], [_unit(each) for each in new], pairs)
        given = {one: other for other, one in taken.items()}
        for one, other in ordered(pairs):
            if other is not None and new[other] is following:
                yield None
            if one is not None and other is not None:
                yield self._both(old[one], new[other])
            elif one is not None:
                yield self._whole(old[one], "del", given.get(one))
            elif other is not None:
                yield self._whole(new[other], "ins", other if other in taken else None)

    def _both(self, old: ET.Element, new: ET.Element) -> ET.Element:
        if new.tag == f"{W}p":
            return self._paragraph(old, new)
        found = ET.Element(new.tag, new.attrib)
        found.extend([each for each in new if each.tag != f"{W}tr"])
        found.extend(list(self._rows(old.findall(f"{W}tr"), new.findall(f"{W}tr"))))
        return found

    def _paragraph(self, old: ET.Element, new: ET.Element) -> ET.Element:
        before = [atom for atom in atoms_of(old) if atom.text]
        after = atoms_of(new)
        if [atom.text for atom in before] == [atom.text for atom in after if atom.text]:
            return new
        spoken = [index for index, atom in enumerate(after) if atom.text]
        found = ET.Element(new.tag, new.attrib)
        found.extend(new.findall(f"{W}pPr"))
        texts = [atom.text for atom in before], [after[index].text for index in spoken]
        done = 0
        for tag, a, b, c, d in changes(*texts):
            # What has no words stands where it stood, before the words that follow it.
            until = spoken[d] if d < len(spoken) else len(after)
            first = spoken[c] if c < len(spoken) else len(after)
            for atom in after[done:first]:
                found.extend(atom.elements)
            own = joined(after[first:until]) if c < d else []
            done = max(done, first if c == d else until)
            if tag == "equal":
                for atom in own:
                    found.extend(atom.elements)
                continue
            found.extend(list(self._track.deleted(joined(before[a:b]))))
            found.extend(list(self._track.inserted(own)))
        for atom in after[done:]:
            found.extend(atom.elements)
        if found.find(f".//{W}drawing") is not None:
            found.append(_space())
        return found

    def _rows(self, old: list[ET.Element], new: list[ET.Element]) -> Iterator[ET.Element]:
        units = [[_row_unit(row, place) for place, row in enumerate(side)] for side in (old, new)]
        for one, other in ordered(align(*units)):
            if one is not None and other is not None:
                yield self._row(old[one], new[other])
            elif one is not None:
                yield self._whole_row(old[one], "del")
            elif other is not None:
                yield self._whole_row(new[other], "ins")

    def _row(self, old: ET.Element, new: ET.Element) -> ET.Element:
        found = ET.Element(new.tag, new.attrib)
        found.extend([each for each in new if each.tag != f"{W}tc"])
        pairs = zip(old.findall(f"{W}tc"), new.findall(f"{W}tc"), strict=True)
        for before, after in pairs:
            cell = ET.SubElement(found, after.tag, after.attrib)
            cell.extend([each for each in after if each.tag != f"{W}p"])
            both = zip(before.findall(f"{W}p"), after.findall(f"{W}p"), strict=True)
            cell.extend([self._paragraph(*each) for each in both])
        return found

    # ---- what is inserted or deleted as a whole

    def _whole(self, element: ET.Element, kind: str, move: int | None) -> ET.Element:
        if element.tag == f"{W}tbl":
            found = ET.Element(element.tag, element.attrib)
            for part in element:
                found.append(self._whole_row(part, kind) if part.tag == f"{W}tr" else part)
            return found
        if move is None:
            return self._whole_paragraph(element, kind, marks=True)
        kind = "moveTo" if kind == "ins" else "moveFrom"
        found = self._whole_paragraph(element, kind, marks=True)
        start, end = self._track.range(kind, f"move{move}")
        found.insert(0 if found.find(f"{W}pPr") is None else 1, start)
        found.append(end)
        return found

    def _whole_row(self, row: ET.Element, kind: str) -> ET.Element:
        found = ET.Element(row.tag, row.attrib)
        for part in row:
            if part.tag == f"{W}trPr":
                properties = ET.SubElement(found, part.tag, part.attrib)
                properties.extend(part)
                properties.append(self._track.mark(kind))
            elif part.tag == f"{W}tc":
                cell = ET.SubElement(found, part.tag, part.attrib)
                for inside in part:
                    is_text = inside.tag == f"{W}p"
                    cell.append(self._whole_paragraph(inside, kind) if is_text else inside)
            else:
                found.append(part)
        return found

    def _whole_paragraph(self, element: ET.Element, kind: str, marks: bool = False) -> ET.Element:
        found = ET.Element(element.tag, element.attrib)
        properties = element.find(f"{W}pPr")
        if properties is not None:
            own = ET.SubElement(found, properties.tag, properties.attrib)
            own.extend([each for each in properties if each.tag != f"{W}sectPr"])
            section = properties.find(f"{W}sectPr")
            if marks and section is None:
                ET.SubElement(own, f"{W}rPr").append(self._track.mark(kind))
            if section is not None and kind in ("ins", "moveTo"):
                own.append(section)
        atoms = joined(atoms_of(element))
        if element.find(f".//{W}drawing") is not None:
            atoms.append(Atom(" ", (_space(),)))
        if kind in ("ins", "moveTo"):
            found.extend(list(self._track.inserted(atoms, kind)))
        else:
            found.extend(list(self._track.deleted(atoms, kind)))
        return found


def _space() -> ET.Element:
    """Return a space, to stand behind a drawing.

    Where a change ends with a drawing, LibreOffice takes the end of the paragraph for a part of it.
    """
    run = ET.Element(f"{W}r")
    ET.SubElement(run, f"{W}t", {SPACE: "preserve"}).text = " "
    return run


def _elements(body: str) -> list[ET.Element]:
    names = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in _SPACES.items())
    return list(ET.fromstring(f"<body{names}>{body}</body>"))  # made by ourselves


def _style(element: ET.Element) -> str:
    found = element.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.get(f"{W}val", "")


def _list_of(element: ET.Element) -> int:
    """Return the list that a paragraph names; 0 where its style does, or none."""
    found = element.find(f"{W}pPr/{W}numPr/{W}numId")
    return 0 if found is None else int(found.get(f"{W}val", "0"))


def _unit(element: ET.Element, counted: Instance | None = None) -> Unit:
    """Return a paragraph or table as it is compared: those counted otherwise are no pair."""
    words = tuple(text_of(element).split())
    if element.tag == f"{W}tbl":
        return Unit(("table", len(element.findall(f"{W}tblGrid/{W}gridCol"))), words)
    level = element.find(f"{W}pPr/{W}numPr/{W}ilvl")
    list_of = (counted, None if level is None else level.get(f"{W}val"))
    section = element.find(f"{W}pPr/{W}sectPr") is not None
    bookmark = element.find(f"{W}bookmarkStart")
    key = "" if bookmark is None or not _is_kept(element) else bookmark.get(f"{W}name", "")
    # One drawing in the place of another stands in the paragraph of that.
    key = key or ("drawing" if _style(element) == "Figure" else "")
    return Unit((_style(element), list_of, section), words, key)


def _is_kept(element: ET.Element) -> bool:
    return _style(element) in ("Clause1", "Clause2", "PartTitle")


def _row_unit(row: ET.Element, place: int) -> Unit:
    """Return a row as it is compared; only rows with as many paragraphs in each cell are a pair."""
    shape = tuple(len(cell.findall(f"{W}p")) for cell in row.findall(f"{W}tc"))
    is_head = row.find(f"{W}trPr/{W}tblHeader") is not None
    return Unit((shape, is_head), tuple(text_of(row).split()), f"row{place}" if is_head else "")
