"""What differs between two versions as a document: both in one, marked, behind a first page.

In: `Differences` and a format. Out: the bytes of the file. Promised: the two documents are those
that `build` writes; with every change accepted the words are those of the new one, with every
change rejected those of the old one.
"""

from collections.abc import Callable

from milestonelang.backends.documents.languages import LANGUAGES, speaking
from milestonelang.backends.documents.locales import LOCALES
from milestonelang.backends.documents.redline.cover import Cover
from milestonelang.backends.documents.redline.merge import Redline, redline
from milestonelang.backends.documents.values import written_for
from milestonelang.backends.documents.words import Speaker
from milestonelang.driver.comparing import cover
from milestonelang.driver.comparing.diff import Differences
from milestonelang.driver.documents.build import document_of, house_named
from milestonelang.driver.documents.style import PLAIN, Style
from milestonelang.driver.errors import InputError
from milestonelang.driver.problems import character_missing

FORMATS = ("html", "md", "pdf", "docx")


def diff_document(found: Differences, form: str, style: Style = PLAIN) -> bytes:
    """Return the marked-up document of two versions.

    Raises InputError for a house style that does not fit, or a text with a character without a
    sign in the fonts of a PDF; ValueError for another format, or two languages.
    """
    if form not in _RENDERERS:
        raise ValueError(f"the formats are {', '.join(FORMATS)}, not {form!r}")
    if style.bilingual:
        raise ValueError("a redline is in one language")
    with house_named(style):
        return _RENDERERS[form](found, style)


def redline_of(found: Differences, style: Style = PLAIN) -> Redline:
    """Return the documents of both versions as one."""
    return redline(document_of(found.old, style), document_of(found.new, style))


def cover_of(found: Differences, style: Style = PLAIN) -> Cover:
    """Return the first page: what changes in terms and in money."""
    with written_for(LOCALES[style.locale]), speaking(LANGUAGES[style.language]):
        return cover.cover_of(found, Speaker(house=style.house))


def _html(found: Differences, style: Style) -> bytes:
    from milestonelang.backends.documents.redline.to_html import render_html

    return render_html(redline_of(found, style), cover_of(found, style), style.house).encode(
        "utf-8"
    )


def _word(found: Differences, style: Style) -> bytes:
    from milestonelang.backends.documents.redline.to_word import render_word

    return render_word(document_of(found.old, style), document_of(found.new, style), style.house)


def _markdown(found: Differences, style: Style) -> bytes:
    from milestonelang.backends.documents.redline.to_markdown import render_markdown

    return render_markdown(redline_of(found, style), cover_of(found, style)).encode("utf-8")


def _pdf(found: Differences, style: Style) -> bytes:
    from milestonelang.backends.documents.redline.to_pdf import render_pdf
    from milestonelang.backends.documents.render_pdf import CharacterMissing

    try:
        return render_pdf(redline_of(found, style), cover_of(found, style), style.house)
    except CharacterMissing as error:
        missing = character_missing(error.character, error.place)
        raise InputError([missing], found.new.sources) from error


_RENDERERS: dict[str, Callable[[Differences, Style], bytes]] = {
    "html": _html,
    "docx": _word,
    "md": _markdown,
    "pdf": _pdf,
}
