"""The terms that lie in a PDF, and what lies there beside them.

In: the bytes of a PDF. Out: the text of its terms, and all else that it carries. Promised: a PDF
whose attachments were changed is refused with the name of one; nothing beside the PDF is read.
"""

import hashlib
import io
import json
import zlib
from pathlib import Path
from typing import NoReturn

from milestonelang import records
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver import carried_problems as problems
from milestonelang.driver.errors import InputError
from milestonelang.library import Found

LIST = "milestone.json"
DOCUMENT = "document.json"
# What reading a damaged or hostile PDF may raise.
DAMAGE = (
    *(ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError),
    *(RecursionError, NotImplementedError, OverflowError, OSError, zlib.error),
)


@records.frozen(eq=False)
class Attached:
    """What a PDF carries: the files that its terms use, its document as data, and itself."""

    path: str
    tool: str
    language: str
    locale: str
    bilingual: bool
    templates: str
    verdicts: tuple[tuple[str, str], ...]
    modules: dict[str, Found]
    document: str
    pdf: bytes


def terms_in(path: str, pdf: bytes) -> tuple[Found, Attached]:
    """Return the terms that a PDF carries, and the rest of it.

    Raises InputError where something is missing or changed.
    """
    from milestonelang.backends.documents.fill_annexes import Verdict
    from milestonelang.backends.documents.languages import LANGUAGES
    from milestonelang.backends.documents.locales import LOCALES

    found = _attachments(path, pdf)
    if LIST not in found:
        _refuse(problems.no_terms(path))
    try:
        listed = json.loads(found[LIST])
        entries = [(str(e["address"]), str(e["attachment"]), e["sha256"]) for e in listed["files"]]
        last = listed["document"]
        wanted = {name: digest for _, name, digest in entries} | {DOCUMENT: last["sha256"]}
        name, tool, templates = (str(listed[each]) for each in ("terms", "tool", "templates"))
        language, locale = (str(listed[each]) for each in ("language", "locale"))
        bilingual = bool(listed["bilingual"])
        known = dict(listed["verdicts"]).items()
        verdicts = tuple((str(each), Verdict(word).value) for each, word in known)
        if language not in LANGUAGES or locale not in LOCALES:
            raise ValueError("another language")
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
    attached = Attached(
        path, tool, language, locale, bilingual, templates, verdicts, texts, document, pdf
    )
    return Found(Path(name).name, own.text, own.sha256), attached


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
    except (*DAMAGE, PyPdfError) as error:
        raise InputError([problems.no_terms(path)]) from error
    for name, contents in found.items():
        if len(contents) != 1:
            _refuse(problems.attachment_changed(path, name))
    return {name: contents[0] for name, contents in found.items()}


def _refuse(problem: Diagnostic) -> NoReturn:
    raise InputError([problem])
