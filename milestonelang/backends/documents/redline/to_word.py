"""Print a redline as a Word file with tracked changes.

In: the old and the new document. Out: the bytes of the file, the same for the same documents.
Promised: accepting every change leaves the file that is built of the new document, rejecting every
change the words and numbers of the old one. The changes bear no date, since there is no clock.
"""

from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.house import House, layout
from milestonelang.backends.documents.render_word import STYLES


def render_word(old: model.Document, new: model.Document, house: House | None = None) -> bytes:
    """Return two documents as one Word file, in the styles of a house where there is one."""
    from milestonelang.backends.documents.redline.word_body import RedlineBody
    from milestonelang.backends.documents.word.package import package

    reading.check(old)
    reading.check(new)
    styles = layout(STYLES) if house is None else house.layout(STYLES)
    return package(new, RedlineBody(old, new), styles)
