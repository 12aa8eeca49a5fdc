"""The signed file is the program: what a PDF carries, and whether it says what it carries.

In: checked terms and their document, or the bytes of a PDF. Out: the attachments, or the terms read
back from them. Promised: a PDF whose attachments were changed, or whose text is not that of its
terms, is refused with what differs; nothing beside the PDF is read.
"""

import hashlib
import io
import json
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from milestonelang import records
from milestonelang.backends.documents.house import House
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver.documents import (
    signed_problems as problems,
    style_problems as problems_style,
)
from milestonelang.driver.documents.style import PLAIN, Style, style_of
from milestonelang.driver.errors import InputError
from milestonelang.driver.terms import Attached, Checked, Terms
from milestonelang.library import Found
from milestonelang.version import VERSION

if TYPE_CHECKING:
    from milestonelang.backends.documents import model
    from milestonelang.backends.documents.render_pdf import Attachment

LIST = "milestone.json"
DOCUMENT = "document.json"
_TEXT = "text/plain"
_JSON = "application/json"
_MARK = "\ufeff"
# What reading a damaged or hostile PDF may raise.
_DAMAGE = (
    *(ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError),
    *(RecursionError, NotImplementedError, OverflowError, OSError, zlib.error),
)


def attachments_of(
    checked: Checked, document: "model.Document", style: Style = PLAIN
) -> tuple["Attachment", ...]:
    """Return what the PDF of checked terms carries: terms, what they use, the document, a list."""
    from milestonelang.backends.documents.reading import to_json
    from milestonelang.backends.documents.render_pdf import Attachment
    from milestonelang.driver.documents.build import verdicts_of

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


def terms_of_pdf(path: str, pdf: bytes) -> Terms:
    """Return the terms that a PDF carries; raises InputError where they are missing or changed."""
    from milestonelang.backends.documents.fill_annexes import Verdict

    found = _attachments(path, pdf)
    if LIST not in found:
        _refuse(problems.no_terms(path))
    try:
        listed = json.loads(found[LIST])
        entries = [(str(e["address"]), str(e["attachment"]), e["sha256"]) for e in listed["files"]]
        last = listed["document"]
        wanted = {name: digest for _, name, digest in entries} | {DOCUMENT: last["sha256"]}
        name, tool, templates = (str(listed[each]) for each in ("terms", "tool", "templates"))
        style = style_of(listed["language"], listed["locale"], bool(listed["bilingual"]))
        known = dict(listed["verdicts"]).items()
        verdicts = tuple((str(each), Verdict(word).value) for each, word in known)
        if listed["form"] != 2 or last["attachment"] != DOCUMENT or entries[0][0] != "":
            raise ValueError("another form")
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise InputError([problems.attachment_changed(path, LIST)]) from error
    for each, digest in wanted.items():
        if each not in found or hashlib.sha256(found[each]).hexdigest() != digest:
            _refuse(problems.attachment_changed(path, each))
    for each in sorted(set(found) - set(wanted) - {LIST}):
        _refuse(problems.attachment_changed(path, each))
    texts: dict[str, Found] = {}
    for address, each, digest in entries:
        try:
            texts[address] = Found(each, found[each].decode("utf-8-sig"), digest)
        except UnicodeDecodeError as error:
            raise InputError([problems.attachment_changed(path, each)]) from error
    own = texts.pop("")
    document = found[DOCUMENT].decode("utf-8", "replace")
    attached = Attached(path, tool, style, templates, verdicts, texts, document, pdf)
    return Terms(own.text, Path(name).name, Path(path).parent, own.sha256, attached)


def _attachments(path: str, pdf: bytes) -> dict[str, bytes]:
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ModuleNotFoundError as error:
        raise InputError([problems.library_missing("pypdf", "milestonelang")]) from error
    try:
        found = {
            str(name): list(contents)
            for name, contents in pypdf.PdfReader(io.BytesIO(pdf)).attachments.items()
        }
    except (*_DAMAGE, PyPdfError) as error:
        raise InputError([problems.no_terms(path)]) from error
    for name, contents in found.items():
        if len(contents) != 1:
            _refuse(problems.attachment_changed(path, name))
    return {name: contents[0] for name, contents in found.items()}


@records.frozen
class Comparison:
    """Whether a PDF is what its terms give, to the byte or in its text only."""

    same_bytes: bool


def compare(checked: Checked, house: House | None = None) -> Comparison:
    """Compare a PDF with what its terms give; raises InputError naming the first difference.

    One that was built with a house style needs it, since a PDF never brings templates along.
    """
    from milestonelang.backends.documents.reading import to_json
    from milestonelang.driver.documents.build import build_document, document_of

    attached = checked.terms.attached
    assert attached is not None, "the terms are those of a PDF"
    checked.require()
    if attached.templates != ("" if house is None else house.digest):
        _refuse(problems_style.house_needed(attached.path, house is not None))
    style = records.evolve(attached.style, house=house)
    if to_json(document_of(checked, style)) != attached.document:
        tool = f"milestonelang {VERSION}"
        _refuse(problems.other_document(attached.path, attached.tool, tool))
    again = build_document(checked, "pdf", style=style)
    if again == attached.pdf:
        return Comparison(True)
    there, here = _pages(attached.path, attached.pdf), _pages(attached.path, again)
    for number in range(max(len(there), len(here))):
        says = there[number] if number < len(there) else []
        should = here[number] if number < len(here) else []
        if says != should:
            position = _parting(says, should)
            shown = [" ".join(words[position : position + 8]) for words in (says, should)]
            _refuse(problems.other_text(attached.path, number + 1, *shown))
    return Comparison(False)


def _parting(left: list[str], right: list[str]) -> int:
    for position, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return position
    return min(len(left), len(right))


def _pages(path: str, pdf: bytes) -> list[list[str]]:
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        return [page.extract_text().split() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    except (*_DAMAGE, PyPdfError) as error:
        raise InputError([problems.no_terms(path)]) from error


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _refuse(problem: Diagnostic) -> NoReturn:
    raise InputError([problem])
