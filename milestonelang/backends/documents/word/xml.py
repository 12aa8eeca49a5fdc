"""Write WordprocessingML: runs, fields, links, bookmarks and paragraphs as text.

In: strings and names of styles. Out: XML. Promised: every text is escaped and stands in a text
element, so it is never read as a field; what goes into a field is a bookmark's name, which holds
letters, digits and `_` only.
"""

import hashlib
import re

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_NAME = re.compile(r"\W", re.ASCII)
_SPACE = re.compile(r"[\t\n\r]")
_LONGEST_NAME = 40

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMES = f'xmlns:w="{W}" xmlns:r="{R}"'


def escape(text: str) -> str:
    """Return text for an element or a quoted attribute; ValueError for what XML cannot hold."""
    found = _NOT_XML.search(text)
    if found is not None:
        raise ValueError(f"no XML file can hold the character U+{ord(found.group()):04X}")
    text = _SPACE.sub(" ", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def run(text: str, style: str = "", properties: str = "") -> str:
    """Return a run of text, or nothing for no text."""
    if not text:
        return ""
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    look = f"<w:rPr>{named}{properties}</w:rPr>" if named or properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def tab() -> str:
    """Return a tab."""
    return "<w:r><w:tab/></w:r>"


def field(code: str, cached: str, style: str = "", *, stale: bool = False) -> str:
    """Return a field with the text it shows until Word computes it."""
    return field_begin(code, stale=stale) + run(cached, style) + field_end()


def field_begin(code: str, *, stale: bool = False) -> str:
    """Return the begin of a field whose text follows; a *stale* one is computed on opening."""
    dirty = ' w:dirty="true"' if stale else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{dirty}/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field_end() -> str:
    """Return the end of a field."""
    return '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def link(name: str, inside: str) -> str:
    """Return runs that lead to a bookmark."""
    return f'<w:hyperlink w:anchor="{name}" w:history="1">{inside}</w:hyperlink>'


def paragraph(style: str, inside: str, properties: str = "") -> str:
    """Return a paragraph; *properties* follow the style in the schema's order."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{inside}</w:p>'


class Bookmarks:
    """Gives each anchor of the document a bookmark's name, which has forty characters at most."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        self._count = 0

    def name(self, anchor: str) -> str:
        """Return the name for an anchor, the same in every version of the agreement."""
        known = self._names.get(anchor)
        if known is not None:
            return known
        name = _NOT_NAME.sub("_", anchor)
        # Word's names do not tell capitals apart.
        if len(name) > _LONGEST_NAME or name.lower() in self._taken:
            digest = hashlib.sha256(anchor.encode()).hexdigest()[:10]
            name = f"{name[: _LONGEST_NAME - 11]}_{digest}"
        self._taken.add(name.lower())
        self._names[anchor] = name
        return name

    def around(self, anchor: str, inside: str) -> str:
        """Return *inside* as the bookmark of an anchor."""
        self._count += 1
        begin = f'<w:bookmarkStart w:id="{self._count}" w:name="{self.name(anchor)}"/>'
        return f'{begin}{inside}<w:bookmarkEnd w:id="{self._count}"/>'
