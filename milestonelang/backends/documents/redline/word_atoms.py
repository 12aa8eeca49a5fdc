"""The parts of a Word paragraph as they are compared: words, links, fields, and what has no words.

In: the XML of a paragraph. Out: atoms, and runs with tracked changes made from them. Promised: a
field or a link is one atom and never split; what is deleted is plain text, so that no place or link
is there twice. Only fields that count stay fields.
"""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from milestonelang import records
from milestonelang.backends.documents import model
from milestonelang.backends.documents.redline.words import tokens
from milestonelang.backends.documents.word import xml

W: Final = f"{{{xml.W}}}"
SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
AUTHOR: Final = "milestonelang"
_FIRST = 100_000  # beyond the numbers of bookmarks and comments
_DRAWING = re.compile(r"\}docPr\Z")


@records.frozen(eq=False)
class Atom:
    """Words that stay together, with the elements that print them; none for a bookmark."""

    text: str
    elements: tuple[ET.Element, ...]
    look: ET.Element | None = None


class Tracked:
    """Makes tracked changes; each has a number of its own."""

    def __init__(self) -> None:
        self._count = _FIRST

    def mark(self, kind: str) -> ET.Element:
        """Return an empty `w:ins` or `w:del`."""
        self._count += 1
        return ET.Element(f"{W}{kind}", {f"{W}id": str(self._count), f"{W}author": AUTHOR})

    def range(self, kind: str, name: str) -> tuple[ET.Element, ET.Element]:
        """Return the begin and the end of what moves; *name* is the same in both places."""
        start = self.mark(f"{kind}RangeStart")
        start.set(f"{W}name", name)
        return start, ET.Element(f"{W}{kind}RangeEnd", {f"{W}id": start.get(f"{W}id", "")})

    def inserted(self, atoms: list[Atom], kind: str = "ins") -> Iterator[ET.Element]:
        """Yield atoms as an insertion; a link holds its own, what has no words stays as it is."""
        for atom in atoms:
            for element in atom.elements:
                if element.tag == f"{W}hyperlink":
                    link = ET.Element(element.tag, element.attrib)
                    link.extend([self._around(kind, run) for run in element])
                    yield link
                elif element.tag == f"{W}r":
                    yield self._around(kind, element)
                else:
                    yield element

    def deleted(self, atoms: list[Atom], kind: str = "del") -> Iterator[ET.Element]:
        """Yield the words of atoms as a deletion."""
        for atom in atoms:
            drawn = [each for each in atom.elements if each.find(f".//{W}drawing") is not None]
            for element in drawn:
                yield self._around(kind, element)
            if _counts(atom):
                for element in atom.elements:
                    yield self._around(kind, _as_deleted(element) if kind == "del" else element)
            elif atom.text and not drawn:
                yield self._around(kind, _plain_run(atom, "delText" if kind == "del" else "t"))

    def _around(self, kind: str, run: ET.Element) -> ET.Element:
        found = self.mark(kind)
        found.append(run)
        return found


def _counts(atom: Atom) -> bool:
    """Whether an atom is a field that counts: it has to stay one, or others count without it."""
    codes = (code.text or "" for each in atom.elements for code in each.iter(f"{W}instrText"))
    return any(code.strip().startswith("SEQ ") for code in codes)


def _as_deleted(run: ET.Element) -> ET.Element:
    """Return a run of a field as it stands in a deletion."""
    found = ET.Element(run.tag, run.attrib)
    for part in run:
        tag = _DELETED.get(part.tag, part.tag)
        copy = ET.SubElement(found, tag, part.attrib)
        copy.text = part.text
        copy.extend(list(part))
    return found


_DELETED: Final = {f"{W}t": f"{W}delText", f"{W}instrText": f"{W}delInstrText"}


def _plain_run(atom: Atom, tag: str) -> ET.Element:
    run = ET.Element(f"{W}r")
    if atom.look is not None:
        run.append(atom.look)
    if atom.text == "\t":
        ET.SubElement(run, f"{W}tab")
    else:
        text = ET.SubElement(run, f"{W}{tag}", {SPACE: "preserve"})
        text.text = atom.text
    return run


def atoms_of(paragraph: ET.Element) -> list[Atom]:
    """Return the atoms of a paragraph, its properties left out."""
    found: list[Atom] = []
    field: list[ET.Element] = []
    for element in paragraph:
        if element.tag == f"{W}pPr":
            continue
        mark = element.find(f"{W}fldChar")
        if field or mark is not None:
            field.append(element)
            if mark is not None and mark.get(f"{W}fldCharType") == "end":
                found.append(_field(field))
                field = []
        elif element.tag == f"{W}r":
            found += _run(element)
        else:
            found.append(Atom(_text(element), (element,), _look(element)))
    return found


def joined(atoms: list[Atom]) -> list[Atom]:
    """Return atoms with words of one look that stand side by side in one run."""
    found: list[Atom] = []
    for atom in atoms:
        last = found[-1] if found else None
        if last is not None and _is_words(last) and _is_words(atom) and _same(last.look, atom.look):
            found[-1] = _words(last.text + atom.text, last.look)
        else:
            found.append(atom)
    return found


def _is_words(atom: Atom) -> bool:
    if len(atom.elements) != 1 or atom.elements[0].tag != f"{W}r":
        return False
    return all(part.tag in (f"{W}rPr", f"{W}t") for part in atom.elements[0])


def _same(one: ET.Element | None, other: ET.Element | None) -> bool:
    if one is None or other is None:
        return one is other
    return ET.tostring(one) == ET.tostring(other)


def _words(text: str, look: ET.Element | None) -> Atom:
    run = ET.Element(f"{W}r")
    if look is not None:
        run.append(look)
    ET.SubElement(run, f"{W}t", {SPACE: "preserve"}).text = text
    return Atom(text, (run,), look)


def _field(elements: list[ET.Element]) -> Atom:
    text = "".join(_text(element) for element in elements)
    shown = next((each for each in elements if each.find(f"{W}t") is not None), None)
    return Atom(text, tuple(elements), None if shown is None else _look(shown))


def _run(run: ET.Element) -> Iterator[Atom]:
    text = run.find(f"{W}t")
    if text is None:
        yield Atom(_text(run), (run,), _look(run))
        return
    look = _look(run)
    for token in tokens((model.Text(text.text or ""),)):
        yield _words(token.text, look)


def _look(element: ET.Element) -> ET.Element | None:
    return element.find(f".//{W}rPr")


def _text(element: ET.Element) -> str:
    """Return the words of an element: a tab as one, a drawing by its description."""
    found = []
    for part in element.iter():
        if part.tag == f"{W}t":
            found.append(part.text or "")
        elif part.tag == f"{W}tab":
            found.append("\t")
        elif _DRAWING.search(part.tag):
            found.append(f"\ufffc{part.get('descr', '')}")
    return "".join(found)


def text_of(element: ET.Element) -> str:
    """Return the words of a paragraph or table."""
    return _text(element)
