"""What differs between two versions as a document: both in one, marked, behind a first page.

In: `Differences` and a format. Out: the bytes of the file. Promised: the two documents are those
that `build` writes; with every change accepted the words are those of the new one, with every
change rejected those of the old one.
"""

from collections.abc import Callable, Iterable

from milestonelang.backends.documents.redline.cover import Amounts, Cover, Entry
from milestonelang.backends.documents.redline.merge import Redline, redline
from milestonelang.comparison.money_text import HEADS, cells, heading, parting_words
from milestonelang.comparison.to_text import head, lines, verdict
from milestonelang.driver.comparing.diff import Differences, data_names, title_of
from milestonelang.driver.comparing.text import SAME_MONEY, case_lines, left_out_lines, tried
from milestonelang.driver.documents.build import document_of
from milestonelang.driver.errors import InputError
from milestonelang.driver.problems import character_missing

FORMATS = ("html", "md", "pdf", "docx")
_LEGEND = (
    "Words that were inserted are underlined, words that were deleted are struck through. What is "
    "said here before the text of the agreement does not bind."
)
_FIRST = "The plainest figures that were found on which the two part:"


def diff_document(found: Differences, form: str) -> bytes:
    """Return the marked-up document of two versions; ValueError for another format."""
    if form not in _RENDERERS:
        raise ValueError(f"the formats are {', '.join(FORMATS)}, not {form!r}")
    return _RENDERERS[form](found)


def redline_of(found: Differences) -> Redline:
    """Return the documents of both versions as one."""
    return redline(document_of(found.old), document_of(found.new))


def cover_of(found: Differences) -> Cover:
    """Return the first page: what changes in terms and in money."""
    before, after = title_of(found)
    entries = tuple(
        Entry(_said(head(each)), tuple(_said(line) for line in lines(each)))
        for each in found.terms.changes
    )
    tables: list[Amounts] = []
    notes: list[str] = []
    if found.terms.is_same:
        notes.append(_sentence(verdict(found.terms)))
    if found.money is not None:
        on = ", ".join(data_names(found)) or "no data"
        tables = [
            Amounts(
                f"{heading(side)}, on {on}",
                ("", *HEADS),
                tuple(cells(side)),
                len(side.without) < len(side.rows),
            )
            for side in found.money.sides
        ]
        if found.money.is_same:
            notes.append(_sentence(f"on {on}, {SAME_MONEY}"))
        elif found.money.parting is not None:
            notes.append(_together(parting_words(found.money.parting)))
        notes += [_sentence(_said(line)) for line in left_out_lines(found)]
    if found.search is not None:
        case = found.search.case
        if case is None:
            notes.append(_sentence(tried(found.search)))
        else:
            notes.append(_together((_FIRST, *case_lines(found, case))))
    return Cover(
        f"What changes from {before} to {after}",
        _LEGEND,
        entries,
        tuple(tables),
        tuple(notes),
    )


def _said(text: str) -> str:
    return text.replace("`", "")


def _sentence(text: str) -> str:
    is_file = "." in text.partition(" ")[0]
    return f"{text if is_file else text[:1].upper() + text[1:]}."


def _together(parts: Iterable[str]) -> str:
    words = [" ".join(part.split()) for part in parts]
    return f"{words[0]} {'; '.join(words[1:])}."


def _html(found: Differences) -> bytes:
    from milestonelang.backends.documents.redline.to_html import render_html

    return render_html(redline_of(found), cover_of(found)).encode("utf-8")


def _word(found: Differences) -> bytes:
    from milestonelang.backends.documents.redline.to_word import render_word

    return render_word(document_of(found.old), document_of(found.new))


def _markdown(found: Differences) -> bytes:
    from milestonelang.backends.documents.redline.to_markdown import render_markdown

    return render_markdown(redline_of(found), cover_of(found)).encode("utf-8")


def _pdf(found: Differences) -> bytes:
    from milestonelang.backends.documents.redline.to_pdf import render_pdf
    from milestonelang.backends.documents.render_pdf import CharacterMissing

    try:
        return render_pdf(redline_of(found), cover_of(found))
    except CharacterMissing as error:
        missing = character_missing(error.character, error.place)
        raise InputError([missing], found.new.sources) from error


_RENDERERS: dict[str, Callable[[Differences], bytes]] = {
    "html": _html,
    "docx": _word,
    "md": _markdown,
    "pdf": _pdf,
}
