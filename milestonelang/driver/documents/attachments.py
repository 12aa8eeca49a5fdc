"""The signed file is the program: what a PDF carries, and whether it says what it carries.

In: checked terms and their document, or the terms that a PDF carries. Out: the attachments, or
whether they are those of the PDF. Promised: a PDF whose text is not that of its terms is refused
with what differs.
"""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from milestonelang.driver.carried import DOCUMENT, LIST
from milestonelang.driver.documents.style import PLAIN, Style
from milestonelang.driver.terms import Checked
from milestonelang.version import VERSION

if TYPE_CHECKING:
    from milestonelang.backends.documents import model
    from milestonelang.backends.documents.render_pdf import Attachment

_TEXT = "text/plain"
_JSON = "application/json"
_MARK = "\ufeff"


def attachments_of(
    checked: Checked, document: "model.Document", style: Style = PLAIN
) -> tuple["Attachment", ...]:
    """Return what the PDF of checked terms carries: terms, what they use, the document, a list."""
    from milestonelang.backends.documents.reading import to_json
    from milestonelang.backends.documents.render_pdf import Attachment
    from milestonelang.driver.documents.verdicts import verdicts_of

    name = Path(checked.terms.name.replace("\\", "/")).name
    taken = {LIST, DOCUMENT}
    files = [_entry("", name, checked.terms.text, "the terms", taken)]
    for address, found in checked.modules:
        text = found.text
        if _digest(text) != found.sha256:  # the file began with the mark of UTF-8
            text = _MARK + text
        own = address.replace("/", "-")
        files.append(_entry(address, own, text, f"used by the terms as {address}", taken))
    model_text = to_json(document)
    listed = {
        "form": 2,
        "tool": f"milestonelang {VERSION}",
        "terms": name,
        "language": style.language,
        "locale": style.locale,
        "bilingual": style.bilingual,
        "templates": "" if style.house is None else style.house.digest,
        "verdicts": {name: verdict.value for name, verdict in verdicts_of(checked).items()},
        "files": [
            {"address": address, "attachment": file.name, "sha256": _digest(file.text)}
            for address, file in files
        ],
        "document": {"attachment": DOCUMENT, "sha256": _digest(model_text)},
    }
    text = json.dumps(listed, ensure_ascii=False, indent=1) + "\n"
    return (
        Attachment(LIST, text, _JSON, "the list of the attachments with their SHA-256"),
        *(file for _, file in files),
        Attachment(DOCUMENT, model_text, _JSON, "the document as data"),
    )


def _entry(
    address: str, name: str, text: str, use: str, taken: set[str]
) -> tuple[str, "Attachment"]:
    from milestonelang.backends.documents.render_pdf import Attachment

    name = name if name.endswith(".terms") else f"{name}.terms"
    known, count = name, 1
    while name in taken:
        count += 1
        name = f"{count}-{known}"
    taken.add(name)
    return address, Attachment(name, text, _TEXT, use, is_source=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
