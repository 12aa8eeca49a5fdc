"""The signed file is the program: whether a PDF says what it carries.

In: the checked terms that a PDF carries. Out: whether it is what they give. Promised: a PDF whose
text is not that of its terms is refused with the first difference.
"""

import io
from typing import NoReturn

from milestonelang import records
from milestonelang.backends.documents.house import House
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver import carried_problems
from milestonelang.driver.carried import DAMAGE
from milestonelang.driver.documents import (
    signed_problems as problems,
    style_problems as problems_style,
)
from milestonelang.driver.documents.build import build_document, document_of
from milestonelang.driver.documents.style import style_of
from milestonelang.driver.errors import InputError
from milestonelang.driver.terms import Checked
from milestonelang.version import VERSION


@records.frozen
class Comparison:
    """Whether a PDF is what its terms give, to the byte or in its text only."""

    same_bytes: bool


def compare(checked: Checked, house: House | None = None) -> Comparison:
    """Compare a PDF with what its terms give; raises InputError naming the first difference.

    One that was built with a house style needs it, since a PDF never brings templates along.
    """
    from milestonelang.backends.documents.reading import to_json

    attached = checked.terms.attached
    assert attached is not None, "the terms are those of a PDF"
    checked.require()
    if attached.templates != ("" if house is None else house.digest):
        _refuse(problems_style.house_needed(attached.path, house is not None))
    style = style_of(attached.language, attached.locale, attached.bilingual, house)
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
    except (*DAMAGE, PyPdfError) as error:
        raise InputError([carried_problems.no_terms(path)]) from error


def _refuse(problem: Diagnostic) -> NoReturn:
    raise InputError([problem])
