"""Accept or reject every tracked change of a Word file, as the format says, in the XML alone."""

import io
import zipfile
from xml.etree import ElementTree as ET

from tests.untraced import untraced

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@untraced
def settled(content: bytes, accept: bool) -> bytes:
    """Return the file without tracked changes, all of them accepted or rejected."""
    source = zipfile.ZipFile(io.BytesIO(content))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                tree = ET.fromstring(data)
                kinds = (("ins", "moveTo"), ("del", "moveFrom"))
                _settle(tree, *(kinds if accept else reversed(kinds)))
                data = ET.tostring(tree)
            target.writestr(name, data)
    return made.getvalue()


Kinds = tuple[str, ...]


def _settle(parent: ET.Element, kept: Kinds, gone: Kinds) -> None:
    for child in list(parent):
        if child.tag in _tags(gone):
            parent.remove(child)
            continue
        if child.tag in (f"{W}p", f"{W}tr"):
            path = f"{W}pPr/{W}rPr/" if child.tag == f"{W}p" else f"{W}trPr/"
            if any(child.find(path + tag) is not None for tag in _tags(gone)):
                assert _is_marked(child, gone), "what goes as a whole holds nothing that stays"
                parent.remove(child)
                continue
        _settle(child, kept, gone)
        if child.tag in _tags(kept):
            place = list(parent).index(child)
            parent.remove(child)
            for offset, inside in enumerate(child):
                parent.insert(place + offset, inside)
        elif child.tag == f"{W}delText":
            child.tag = f"{W}t"
        elif child.tag == f"{W}delInstrText":
            child.tag = f"{W}instrText"
        elif child.tag == f"{W}tbl" and child.find(f"{W}tr") is None:
            parent.remove(child)


def _tags(kinds: Kinds) -> Kinds:
    return tuple(f"{W}{kind}" for kind in kinds)


def _is_marked(element: ET.Element, gone: Kinds) -> bool:
    """Whether every text of an element goes."""
    marked = {run for tag in _tags(gone) for mark in element.iter(tag) for run in mark.iter()}
    texts = [each for tag in ("t", "delText") for each in element.iter(f"{W}{tag}")]
    return all(text in marked for text in texts)
