"""LibreOffice opens the Word files, and its own PDF of them has the document's numbers.

Run by `make check-documents`, which installs LibreOffice; elsewhere it is skipped.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pypdf
import pytest

from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.render_word import render_word
from tests.documents.example_document import example
from tests.documents.test_same_words import EXAMPLES, document_of_file

OFFICE = shutil.which("soffice")

pytestmark = pytest.mark.skipif(
    OFFICE is None or "MILESTONE_OFFICE" not in os.environ,
    reason="`make check-documents` runs it with LibreOffice",
)


def _pdf(content: bytes, folder: Path) -> str:
    """Return the text, without spaces, of LibreOffice's PDF of a Word file."""
    assert OFFICE is not None
    file = folder / "agreement.docx"
    file.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(file)], check=True, capture_output=True, timeout=240)
    made = pypdf.PdfReader(io.BytesIO(file.with_suffix(".pdf").read_bytes()))
    return _close("".join(page.extract_text() for page in made.pages))


def _close(text: str) -> str:
    return "".join(text.split()).casefold()  # small capitals come out as capitals


def _numbered(document: model.Document) -> list[str]:
    """Return each number with the words that follow it, in order."""
    found = []
    for node in reading.nodes((document.clauses, document.parts)):
        if isinstance(node, model.Clause):
            found.append(f"{node.number}{node.heading}")
        elif isinstance(node, model.Subclause):
            found.append(f"{node.number}{node.head or ''}{reading.text_of(node.text)[:12]}")
        elif isinstance(node, model.Item):
            found.append(f"{node.number}{reading.text_of(node.text)[:16]}")
        elif isinstance(node, model.Part):
            found.append(f"{node.label}{node.title}")
    return [_close(text) for text in found]


DOCUMENTS: dict[str, Callable[[], model.Document]] = {
    "by hand": example,
    **{file.stem: partial(document_of_file, file) for file in EXAMPLES},
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_same_numbers_in_the_same_order(name: str, tmp_path: Path) -> None:
    document = DOCUMENTS[name]()
    text = _pdf(render_word(document), tmp_path)
    # The contents list names the clauses too; the text comes after it.
    position = text.index(_close(document.labels.contents))
    for last in reading.contents(document)[-1:]:
        position = text.index(_close(last.text), position)
    for words in _numbered(document):
        found = text.find(words, position)
        assert found >= 0, words
        position = found + len(words)
