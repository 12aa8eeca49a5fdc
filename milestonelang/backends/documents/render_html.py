"""Print a document as one HTML file.

In: a `model.Document`. Out: the text of the file, the same for the same document.
Promised: no script and nothing loaded from elsewhere, which the file's own content
security policy enforces; every text of the agreement is an escaped value, in the
style sheet too; drawings are images, so nothing inside one can act on the page;
ids of the layout start with `_`, which no anchor of the model does.
"""

from __future__ import annotations

import base64
import re
from typing import Any, Never

from milestonelang.backends.documents import model, reading, tables
from milestonelang.backends.documents.house import House
from milestonelang.backends.documents.layouts import pages

_UNSAFE_IN_CSS = re.compile(r"[^A-Za-z0-9]")


def render_html(document: model.Document, house: House | None = None) -> str:
    """Return *document* as one HTML file, in the layout of a house where there is one."""
    reading.check(document)
    environment = house.pages() if house else pages("templates/html")
    environment.filters.update(
        kind=kind,
        css_string=css_string,
        data_uri=data_uri,
        is_prose=tables.is_prose,
        may_break=tables.may_break,
        split_decimal=tables.split_decimal,
        fraction_digits=tables.fraction_digits,
    )
    environment.globals.update(
        contents=reading.contents,
        key_terms_table=reading.key_terms_table,
        refuse=_refuse,
    )
    name = "document.html.j2" if document.beside is None else "beside.html.j2"
    if house is None:
        return environment.get_template(name).render(document=document)
    with house.named(f"html/{name}"):
        return environment.get_template(name).render(document=document)


def kind(node: Any) -> str:
    """Return the name of a node's class, as templates know it."""
    return reading.kind_of(type(node))


def _refuse(node: Any) -> Never:
    raise TypeError(f"no template prints a {type(node).__name__}")


def css_string(text: str) -> str:
    """Escape text for a quoted string of a style sheet: all but ASCII letters and digits."""
    return _UNSAFE_IN_CSS.sub(lambda found: f"\\{ord(found.group()):06x}", text)


def data_uri(svg: str) -> str:
    """Return a drawing as the address of an image."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
