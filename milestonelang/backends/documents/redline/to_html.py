"""Print a redline as one HTML file.

In: a `Redline` and its cover. Out: the text of the file, the same for the same redline. Promised:
as for a document, no script and nothing loaded from elsewhere; what was inserted and deleted is
marked by elements that say so, by line and not by colour alone, and is announced where the page is
read aloud.
"""

from __future__ import annotations

from typing import Any, Never

from milestonelang.backends.documents import tables
from milestonelang.backends.documents.house import House
from milestonelang.backends.documents.layouts import pages
from milestonelang.backends.documents.redline.cover import Cover
from milestonelang.backends.documents.redline.merge import Redline
from milestonelang.backends.documents.redline.words import Change
from milestonelang.backends.documents.render_html import css_string, data_uri, kind

_PAGE = "redline/redline.html.j2"


def render_html(redline: Redline, cover: Cover, house: House | None = None) -> str:
    """Return a redline as one HTML file, in the layout of a house where there is one."""
    environment = house.pages("") if house else pages("templates")
    environment.filters.update(
        kind=kind,
        word=_word,
        css_string=css_string,
        data_uri=data_uri,
        is_prose=tables.is_prose,
    )
    environment.globals.update(refuse=_refuse)
    fields = {"document": redline.document, "lines": redline.lines, "cover": cover}
    if house is None:
        return environment.get_template(_PAGE).render(fields)
    with house.named(_PAGE):
        return environment.get_template(_PAGE).render(fields)


def _word(change: Change | None) -> str:
    return "" if change is None else change.value


def _refuse(line: Any) -> Never:
    raise TypeError(f"no template prints a line of kind {line.kind.value}")
