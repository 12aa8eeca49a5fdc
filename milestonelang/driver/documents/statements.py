"""The statement of a period as a document: what a partner receives, as HTML, PDF, Word or Markdown.

In: checked terms, data and a period. Out: the bytes of a file. Promised: every amount is one that
`evaluate` gives for that data; the same input gives the same bytes; nothing is half-written.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import quote

from milestonelang import records
from milestonelang.backends.documents import model
from milestonelang.backends.documents.beside import beside
from milestonelang.backends.documents.languages import LANGUAGES, speaking
from milestonelang.backends.documents.locales import LOCALES
from milestonelang.backends.documents.values import written_for
from milestonelang.backends.documents.words import Speaker
from milestonelang.driver import problems
from milestonelang.driver.documents import statement_problems as problems_statement
from milestonelang.driver.documents.build import BILINGUAL, FORMATS, house_named
from milestonelang.driver.documents.curves import curves_of
from milestonelang.driver.documents.style import PLAIN, Style
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import Given, basis_of
from milestonelang.driver.terms import Checked
from milestonelang.statement.basis import Basis
from milestonelang.statement.draw_up import draw_up
from milestonelang.statement.for_party import for_party
from milestonelang.statement.model import Evaluation
from milestonelang.statement.printed.document import Printing, agreed_document, print_statement
from milestonelang.statement.printed.sheet import shown
from milestonelang.statement.replaced import Replaced, replaced, stated_otherwise


def build_statement(
    checked: Checked,
    given: Given,
    period: str,
    form: str = "html",
    style: Style = PLAIN,
    agreement: str | None = None,
    party: str | None = None,
    replaces: date | None = None,
) -> bytes:
    """Return the statement of a period as a file: `html` and `md` in UTF-8, `pdf` or `docx`.

    *agreement* is the address that references lead to; without one, the file that `build` makes of
    the same terms in the same format. *party* is whom it is for, where that is not everybody;
    *replaces* the day as of which an earlier statement was, where no ledger has it. Raises
    TermsError where the terms have errors, InputError where the data, a setting, the period, a
    party, a day or the address is wrong or a text of the data holds a character without a sign in
    the fonts of a PDF, or a house style does not fit; ValueError for another format.
    """
    if form not in FORMATS:
        raise ValueError(f"the formats are {', '.join(FORMATS)}, not {form!r}")
    target = _target(checked, form, agreement)
    basis = basis_of(checked, given)
    whole = draw_up(basis)
    labels = [item.label for item in whole.periods]
    if period not in labels:
        raise InputError([problems.unknown_period(period, labels)])
    evaluation = _for(basis, whole, party)
    earlier = _replaced(checked, given, evaluation, period, party, replaces)
    if style.bilingual and form not in BILINGUAL:
        raise ValueError(f"two languages side by side are for {' and '.join(BILINGUAL)}")
    command = _command(checked, given, period)

    def printed(own: Style) -> model.Document:
        with written_for(LOCALES[own.locale]), speaking(LANGUAGES[own.language]):
            speaker, curves = Speaker(house=own.house), curves_of(basis.agreement)
            agreed = agreed_document(basis, speaker)
            printing = Printing(target, command, speaker, curves, agreed, earlier)
            return print_statement(basis, evaluation, period, printing)

    with house_named(style):
        document = printed(style)
        if style.bilingual:
            document = beside(document, printed(style.other))
        return _RENDERERS[form](document, evaluation, period, style)


def statement_path(terms: str, period: str, form: str, party: str | None = None) -> str:
    """Return `northwind-2026-Q4.pdf` beside the file of the terms; for a party with its name."""
    path = Path(terms)
    whose = "" if party is None else f"-{party}"
    return str(path.with_name(f"{path.stem}-{period}{whose}.{form}"))


def _for(basis: Basis, evaluation: Evaluation, party: str | None) -> Evaluation:
    """Return what of a statement is for a party."""
    if party is None:
        return evaluation
    names = [item.name for item in evaluation.parties]
    if party not in names:
        raise InputError([problems_statement.no_party(party, names)])
    return for_party(basis.agreement, evaluation, party)


def _replaced(
    checked: Checked,
    given: Given,
    evaluation: Evaluation,
    period: str,
    party: str | None,
    day: date | None,
) -> Replaced | None:
    """Return what the statement replaces: that of a day, or else what a ledger has of the period.

    A ledger that has the very same is not replaced.
    """
    if day is not None:
        if given.as_of is not None and day >= given.as_of:
            raise InputError([problems_statement.not_earlier(day, given.as_of)])
        basis = basis_of(checked, records.evolve(given, as_of=day))
        return replaced(_for(basis, draw_up(basis), party), evaluation, period)
    if given.ledger is None:
        return None
    from milestonelang.driver.ledgers import stated_in

    subjects = {line.subject for line in evaluation.results}
    for entry in stated_in(given.ledger, checked.require()):
        stated = entry.statement
        if stated.period == period:
            lines = (each for each in stated.results if party is None or each[0] in subjects)
            changes = stated_otherwise(lines, evaluation, period)
            return Replaced(stated.as_of, entry.number, changes) if changes else None
    return None


def _target(checked: Checked, form: str, agreement: str | None) -> str:
    """Return where references to the agreement lead."""
    if agreement is None:
        return quote(f"{Path(checked.terms.name).stem}.{form}")
    if not model.is_address(agreement):
        raise InputError([problems_statement.no_address(agreement)])
    return agreement


def _command(checked: Checked, given: Given, period: str) -> str:
    """Return the command that evaluates the same; files are named without their folders."""
    words = ["milestone evaluate", Path(checked.terms.name).name]
    words += [f"--data {path.name}" for path in given.data]
    words += [f"--data {source}={path.name}" for source, path in given.rows]
    words += [f"--events {path.name}" for path in given.events]
    words += [f"--set {name}={value}" for name, value in given.settings]
    if given.as_of is not None:
        words.append(f"--as-of {given.as_of.isoformat()}")
    if given.ledger is not None:
        words.append(f"--ledger {given.ledger.name}")
    return shown(" ".join((*words, f"--period {period}")))


# ---- renderers


def _html(document: model.Document, evaluation: Evaluation, period: str, style: Style) -> bytes:
    from milestonelang.backends.documents.render_html import render_html

    return render_html(document, style.house).encode("utf-8")


def _markdown(document: model.Document, evaluation: Evaluation, period: str, style: Style) -> bytes:
    from milestonelang.backends.documents.render_markdown import render_markdown

    return render_markdown(document).encode("utf-8")


def _word(document: model.Document, evaluation: Evaluation, period: str, style: Style) -> bytes:
    from milestonelang.backends.documents.render_word import render_word

    return render_word(document, style.house)


def _pdf(document: model.Document, evaluation: Evaluation, period: str, style: Style) -> bytes:
    from milestonelang.backends.documents.render_pdf import (
        Attachment,
        CharacterMissing,
        render_pdf,
    )
    from milestonelang.statement.to_json import to_json

    data = Attachment(
        name=f"{evaluation.contract}-{period}.json",
        text=to_json(evaluation, period),
        media="application/json",
        use="The statement as data",
    )
    try:
        return render_pdf(document, (data,), style.house)
    except CharacterMissing as error:
        found = problems_statement.character_missing(error.character, error.place)
        raise InputError([found]) from error


_RENDERERS: dict[str, Callable[[model.Document, Evaluation, str, Style], bytes]] = {
    "html": _html,
    "pdf": _pdf,
    "docx": _word,
    "md": _markdown,
}
