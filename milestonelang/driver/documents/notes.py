"""The explanatory note of an agreement as HTML, PDF, Word or Markdown.

In: checked terms, a format. Out: the bytes of a file. Promised: a PDF of a note carries no terms,
so that nobody takes it for the agreement.
"""

from milestonelang.backends.documents import model
from milestonelang.backends.documents.fill_notes import fill_notes
from milestonelang.backends.documents.languages import LANGUAGES, speaking
from milestonelang.backends.documents.locales import LOCALES
from milestonelang.backends.documents.values import written_for
from milestonelang.backends.documents.words import Speaker
from milestonelang.driver.documents import note_problems
from milestonelang.driver.documents.build import RENDERERS, house_named
from milestonelang.driver.documents.style import Style
from milestonelang.driver.errors import InputError, TermsError
from milestonelang.driver.problems import character_missing
from milestonelang.driver.terms import Checked
from milestonelang.outline.outline import outline


def build_notes(checked: Checked, form: str, style: Style) -> bytes:
    """Return the note; raises InputError where the terms state no reason at all."""
    agreement = checked.require()
    if not any(item.because for item in (agreement.contract, *agreement.declarations.values())):
        raise InputError([note_problems.no_reasons(checked.terms.name)])
    language = LANGUAGES[style.language]
    with house_named(style), written_for(LOCALES[style.locale]), speaking(language):
        places = outline(agreement, language.part)
        made = fill_notes(agreement, places, Speaker(house=style.house))
        if form == "pdf":
            return _pdf(made, checked, style)
        return RENDERERS[form](made, checked, style)


def _pdf(document: model.Document, checked: Checked, style: Style) -> bytes:
    from milestonelang.backends.documents.render_pdf import CharacterMissing, render_pdf

    try:
        return render_pdf(document, (), style.house)
    except CharacterMissing as error:
        found = character_missing(error.character, error.place)
        raise TermsError([found], checked.sources) from error
