"""The agreement as a document: HTML, PDF, Word or Markdown, all from one model.

The illustrative calculations in it are the examples of the terms, computed by the evaluator; what a
document prints is never typed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

from milestonelang.agreement import declarations as decl
from milestonelang.backends.documents import model
from milestonelang.backends.documents.beside import beside
from milestonelang.backends.documents.fill import fill
from milestonelang.backends.documents.fill_annexes import (
    Fingerprint,
    IllustratedPayment,
    IllustratedRow,
    Illustration,
    Result,
)
from milestonelang.backends.documents.fill_differences import Base
from milestonelang.backends.documents.house import HouseError
from milestonelang.backends.documents.languages import LANGUAGES, speaking
from milestonelang.backends.documents.locales import LOCALES
from milestonelang.backends.documents.values import written_for
from milestonelang.backends.documents.words import Speaker
from milestonelang.driver import problems
from milestonelang.driver.documents import style_problems as problems_style
from milestonelang.driver.documents.curves import curves_of
from milestonelang.driver.documents.style import PLAIN, Style
from milestonelang.driver.documents.verdicts import verdicts_of
from milestonelang.driver.errors import InputError, TermsError
from milestonelang.driver.examples import ExampleRun, run_examples
from milestonelang.driver.terms import Checked
from milestonelang.ir import PaymentPlan, ValueId
from milestonelang.outline.outline import outline
from milestonelang.statement.basis import Basis
from milestonelang.statement.steps import EFFECTS, StepLines
from milestonelang.version import VERSION

FORMATS = ("html", "pdf", "docx", "md")
BILINGUAL = ("html", "pdf")


def build_document(checked: Checked, form: str, final: bool = False, style: Style = PLAIN) -> bytes:
    """Return the agreement as a file of the format: `html` and `md` in UTF-8, `pdf`, or `docx`.

    Raises TermsError where the terms have errors, or a text holds a character without a sign in
    the fonts of a PDF; InputError for a house style that does not fit; ValueError for another
    format.
    """
    if form not in FORMATS:
        raise ValueError(f"the formats are {', '.join(FORMATS)}, not {form!r}")
    if style.bilingual and form not in BILINGUAL:
        raise ValueError(f"two languages stand side by side in {' and '.join(BILINGUAL)} only")
    if final:
        from milestonelang.driver.proving.certificates import require_final

        require_final(checked)
    with house_named(style):
        return RENDERERS[form](document_of(checked, style), checked, style)


def document_of(checked: Checked, style: Style = PLAIN) -> model.Document:
    """Return the document of checked terms, without styling; with both languages if asked for."""
    made = _in_one_language(checked, style)
    return beside(made, _in_one_language(checked, style.other)) if style.bilingual else made


def _in_one_language(checked: Checked, style: Style) -> model.Document:
    agreement = checked.require()
    language = LANGUAGES[style.language]
    with written_for(LOCALES[style.locale]), speaking(language):
        return fill(
            agreement,
            outline(agreement, language.part),
            [_illustration(item) for item in run_examples(checked)],
            _fingerprint(checked),
            verdicts_of(checked),
            Speaker(house=style.house),
            curves_of(agreement),
            bilingual=style.bilingual,
            base=_base(checked, style),
        )


def _base(checked: Checked, style: Style) -> Base | None:
    """Return what the agreement is based on, in the same language; None where that has errors."""
    if checked.require().contract.based_on is None:
        return None
    from milestonelang.driver.bases import base_of

    below = base_of(checked)
    if below is None or below.has_errors:
        return None
    agreement = below.require()
    made = fill(
        agreement,
        outline(agreement, LANGUAGES[style.language].part),
        speaker=Speaker(house=style.house),
    )
    return Base(agreement.contract, made)


@contextmanager
def house_named(style: Style) -> Iterator[None]:
    """Say of which template a failure is that shows only when it runs."""
    try:
        yield
    except HouseError as error:
        raise InputError([problems_style.house_mistake("", error)]) from error


def document_format(path: str | None) -> str:
    """Return the format that a path's ending asks for; HTML where it asks for none."""
    ending = "" if path is None else Path(path).suffix.lower().lstrip(".")
    return {"htm": "html", "markdown": "md"}.get(ending, ending if ending in FORMATS else "html")


# ---- renderers


def _html(document: model.Document, checked: Checked, style: Style) -> bytes:
    from milestonelang.backends.documents.render_html import render_html

    return render_html(document, style.house).encode("utf-8")


def _markdown(document: model.Document, checked: Checked, style: Style) -> bytes:
    from milestonelang.backends.documents.render_markdown import render_markdown

    return render_markdown(document).encode("utf-8")


def _word(document: model.Document, checked: Checked, style: Style) -> bytes:
    from milestonelang.backends.documents.render_word import render_word

    return render_word(document, style.house)


def _pdf(document: model.Document, checked: Checked, style: Style) -> bytes:
    from milestonelang.backends.documents.render_pdf import CharacterMissing, render_pdf
    from milestonelang.driver.documents.attachments import attachments_of

    try:
        return render_pdf(document, attachments_of(checked, document, style), style.house)
    except CharacterMissing as error:
        found = problems.character_missing(error.character, error.place)
        raise TermsError([found], checked.sources) from error


RENDERERS: dict[str, Callable[[model.Document, Checked, Style], bytes]] = {
    "html": _html,
    "pdf": _pdf,
    "docx": _word,
    "md": _markdown,
}


# ---- what the evaluator computed for the examples


def _illustration(item: ExampleRun) -> Illustration:
    basis = item.basis
    last = len(basis.program.periods)
    indexes = [index for index in item.example.periods if index < last]
    steps = StepLines(basis)
    payments = tuple(
        IllustratedPayment(plan.payment, _rows(basis, steps, plan, indexes))
        for plan in basis.program.payments
    )
    periods = tuple(basis.label(index) for index in indexes)
    return Illustration(item.example.name, periods, payments)


def _rows(
    basis: Basis, steps: StepLines, plan: PaymentPlan, indexes: list[int]
) -> tuple[IllustratedRow, ...]:
    declared = basis.agreement.get(plan.payment, decl.Payment)
    rows = []
    for step in plan.steps:
        if step.origin == declared.id:
            continue  # the rounding of the entitlement, which has a row of its own
        if step.rule in EFFECTS and not _acts(basis, step.detail[0], indexes):
            continue
        results = _results(basis, step.value, indexes)
        rows.append(IllustratedRow(Result.STEP, steps.node(step), results))
    entitled = _results(basis, plan.entitled, indexes)
    rows.append(IllustratedRow(Result.ENTITLEMENT, declared.id, entitled))
    for part in plan.settlement:
        results = _results(basis, part.value, indexes)
        if any(result != 0 for result in results):
            rows.append(IllustratedRow(Result.SETTLEMENT, part.origin, results, part.what))
    return tuple(rows)


def _acts(basis: Basis, active: ValueId, indexes: list[int]) -> bool:
    return any(basis.result(active, index) is not False for index in indexes)


def _results(basis: Basis, id: ValueId, indexes: list[int]) -> tuple[Fraction | None, ...]:
    values = (basis.figure(id, index).value for index in indexes)
    return tuple(value if isinstance(value, Fraction) else None for value in values)


def _fingerprint(checked: Checked) -> Fingerprint:
    name = Path(checked.terms.name).name
    return Fingerprint(f"milestonelang {VERSION}", f"milestone evaluate {name}")
