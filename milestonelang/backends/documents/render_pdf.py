"""Print a document as PDF/A-3a and PDF/UA-1.

In: a `model.Document`. Out: the bytes of the PDF, the same for the same document.
Promised: the text reaches Typst as JSON and is never read as markup; nothing is
read from the disk but our own files, nothing from the network; only the fonts
inside the compiler are used, and a character that none of them has is an error
that names the character and its place, never a blank.
"""

from __future__ import annotations

import json
import re
import tempfile
from typing import Final

from milestonelang import records
from milestonelang.backends.documents import model, pdf_data, reading
from milestonelang.backends.documents.house import House, HouseError, layout

_SOURCES: Final = (
    *("page.typ", "places.typ", "blocks.typ", "document.typ", "beside.typ", "all.typ"),
)
_UNDISPLAYED = re.compile(r'the text `"(?P<text>.*?)"` could not be displayed', re.DOTALL)


class CharacterMissing(Exception):
    """No font has a sign for a character of the text; the place is where it stands."""

    def __init__(self, character: str, place: str) -> None:
        super().__init__(f"no font has the character `{character}` of {place}")
        self.character = character
        self.place = place


@records.frozen
class Attachment:
    """A file inside the PDF: its name, its text, of which kind it is and what it is for."""

    name: str
    text: str
    media: str
    use: str
    is_source: bool = False


def render_pdf(
    document: model.Document,
    attachments: tuple[Attachment, ...] = (),
    house: House | None = None,
) -> bytes:
    """Return *document* as PDF with the attachments, in the layout of a house where there is one.

    Raises CharacterMissing for a character without a sign, HouseError for a layout that fails.
    """
    reading.check(document)
    inputs = {"document": pdf_data.to_json(document), "attachments": _attached(attachments)}
    return compiled(document, _source(house), inputs, house)


def compiled(
    document: model.Document, source: bytes, inputs: dict[str, str], house: House | None = None
) -> bytes:
    """Return what a source of Typst prints; *document* says where a missing character stands."""
    import typst

    with tempfile.TemporaryDirectory() as empty:
        try:
            compiler = typst.Compiler(
                source,
                root=empty,
                package_path=empty,
                package_cache_path=empty,
                ignore_system_fonts=True,
                sys_inputs=inputs,
            )
            printed = compiler.compile(format="pdf", pdf_standards=["a-3a", "ua-1"])
        except typst.TypstError as error:
            found = _UNDISPLAYED.search(error.message)
            if found is None and house is not None:
                remedy = "compare it with the compiler's own layout"
                raise HouseError("typst", None, error.message, remedy) from error
            if found is None:
                raise
            raise _missing(document, found["text"]) from error
    assert isinstance(printed, bytes), "Typst gives one file for one PDF"
    return printed


def _source(house: House | None) -> bytes:
    """Return our Typst files as one, so that the compiler has no file to open."""
    text = layout if house is None else house.layout
    return "\n".join(text(f"typst/{name}") for name in _SOURCES).encode()


def _attached(attachments: tuple[Attachment, ...]) -> str:
    data = [
        {
            "name": each.name,
            "text": each.text,
            "media": each.media,
            "use": each.use,
            "relation": "source" if each.is_source else "data",
        }
        for each in attachments
    ]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _missing(document: model.Document, text: str) -> CharacterMissing:
    for place, run in reading.runs(document):
        if text in run:
            return CharacterMissing(text, place)
    return CharacterMissing(text, "the running head or foot, or a figure")
