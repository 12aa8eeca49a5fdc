"""Print a document as a Word file.

In: a `model.Document`. Out: the bytes of the file, the same for the same document. Promised: Word
counts clauses, steps, tables and schedules itself and comes to the document's numbers; references
are fields; every look is a style; contract text stands in text elements only, so that nothing in it
is a field, a link or a macro.
"""

from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.house import House, layout

STYLES = "word/styles.xml"


def render_word(document: model.Document, house: House | None = None) -> bytes:
    """Return *document* as a Word file, in the styles of a house where there is one."""
    from milestonelang.backends.documents.word.body import Body
    from milestonelang.backends.documents.word.package import package

    reading.check(document)
    styles = layout(STYLES) if house is None else house.layout(STYLES)
    return package(document, Body(document), styles)
