"""Put the parts of a Word file together.

In: the body and what belongs to it. Out: the bytes of the file. Promised: the same parts give the
same bytes, for there is no clock in them: entries bear the first day that a ZIP file knows, and the
properties of the document no date.
"""

import io
import zipfile
from collections.abc import Iterable

from milestonelang.backends.documents import model
from milestonelang.backends.documents.word import sheet, xml
from milestonelang.backends.documents.word.body import Body
from milestonelang.backends.documents.word.numbering import Level, Plan

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_LANGUAGES = {"en": "en-GB", "de": "de-DE"}
_PARTS = ("styles", "numbering", "settings", "comments")
_INDENTS = (
    (sheet.NUMBER_COLUMN, sheet.NUMBER_COLUMN),
    (sheet.NUMBER_COLUMN, sheet.NUMBER_COLUMN),
    (sheet.NUMBER_COLUMN + sheet.ITEM_COLUMN, sheet.ITEM_COLUMN),
    (sheet.NUMBER_COLUMN + 2 * sheet.ITEM_COLUMN, sheet.ITEM_COLUMN),
)
_STYLES = (("Clause1", "Clause2", "ItemA", "ItemI"), ("",))


def package(document: model.Document, body: Body, styles: str) -> bytes:
    """Return the Word file of a document; *styles* is the text of its styles."""
    written = body.write()
    section = body.sheet.columns if body.ends_in_columns else body.sheet.first_section
    main = f"{xml.HEAD}<w:document {_names()}><w:body>{written}{section}</w:body></w:document>"
    # The comments are known once the body is written.
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _root_links(),
        "word/document.xml": main,
        "word/styles.xml": styles.replace(
            "en-GB", _LANGUAGES.get(document.language, document.language)
        ),
        "word/numbering.xml": _numbering(body.plan),
        "word/settings.xml": _settings(document.language),
        "word/comments.xml": _comments(document, body.comments),
        "word/header1.xml": _header(document, body.sheet),
        "word/header2.xml": f"{xml.HEAD}<w:hdr {xml.NAMES}>{xml.paragraph('Header', '')}</w:hdr>",
        "word/footer1.xml": _footer(document, body.sheet),
        "word/_rels/document.xml.rels": _links(body),
        "docProps/core.xml": _properties(document),
    }
    for number, (figure, picture) in enumerate(
        zip(body.figures, body.pictures, strict=True), start=1
    ):
        parts[f"word/media/drawing{number}.png"] = picture.png
        parts[f"word/media/drawing{number}.svg"] = figure.svg.encode()
    return _zip(parts)


def _zip(parts: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the system it is made on is none of the reader's business
            opened.writestr(entry, content, compresslevel=6)
    return made.getvalue()


def _names() -> str:
    return (
        f"{xml.NAMES}"
        f' xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main"'
        f' xmlns:pic="{_DRAWING}/picture"'
        ' xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"'
    )


def _content_types() -> str:
    kinds = {
        "document": "document.main",
        "header1": "header",
        "header2": "header",
        "footer1": "footer",
        **{part: part for part in _PARTS},
    }
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "png": "image/png",
        "svg": "image/svg+xml",
    }
    endings = "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in defaults.items()
    )
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    return (
        f'{xml.HEAD}<Types xmlns="{_TYPES}">{endings}{parts}'
        f'<Override PartName="/docProps/core.xml" ContentType="{core}"/></Types>'
    )


def _root_links() -> str:
    return _relations(
        (
            ("document", f"{xml.R}/officeDocument", "word/document.xml"),
            ("core", f"{_LINKS}/metadata/core-properties", "docProps/core.xml"),
        )
    )


def _links(body: Body) -> str:
    links = [(part, f"{xml.R}/{part}", f"{part}.xml") for part in _PARTS]
    links += [(name, f"{xml.R}/header", f"{name}.xml") for name in ("header1", "header2")]
    links.append(("footer1", f"{xml.R}/footer", "footer1.xml"))
    for number in range(1, len(body.figures) + 1):
        for ending in ("png", "svg"):
            target = f"media/drawing{number}.{ending}"
            links.append((f"{ending}{number}", f"{xml.R}/image", target))
    return _relations(links)


def _relations(links: Iterable[tuple[str, str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, kind, target in links
    )
    return f'{xml.HEAD}<Relationships xmlns="{_LINKS}">{inside}</Relationships>'


def _numbering(plan: Plan) -> str:
    kinds = "".join(_kind(number, levels) for number, levels in enumerate(plan.kinds))
    lists = []
    for number, instance in enumerate(plan.instances, start=1):
        anew = ""
        if instance.level is not None:
            anew = (
                f'<w:lvlOverride w:ilvl="{instance.level}">'
                f'<w:startOverride w:val="{instance.start}"/></w:lvlOverride>'
            )
        kind = f'<w:abstractNumId w:val="{instance.kind - 1}"/>'
        lists.append(f'<w:num w:numId="{number}">{kind}{anew}</w:num>')
    return f"{xml.HEAD}<w:numbering {xml.NAMES}>{kinds}{''.join(lists)}</w:numbering>"


def _kind(number: int, levels: tuple[Level, ...]) -> str:
    inside = []
    for index, level in enumerate(levels):
        linked = _STYLES[number][index] if number < len(_STYLES) else ""
        style = f'<w:pStyle w:val="{linked}"/>' if linked else ""
        left, hanging = _INDENTS[index] if number < len(_STYLES) else (0, 0)
        suffix = "" if number < len(_STYLES) else '<w:suff w:val="space"/>'
        look = '<w:rPr><w:b w:val="0"/><w:bCs w:val="0"/></w:rPr>' if number == 0 and index else ""
        inside.append(
            f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{level.form}"/>{style}'
            f'{suffix}<w:lvlText w:val="{xml.escape(level.pattern)}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>{look}</w:lvl>'
        )
    several = "multilevel" if len(levels) > 1 else "singleLevel"
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="4D4C{number:04X}"/>'
        f'<w:multiLevelType w:val="{several}"/>{"".join(inside)}</w:abstractNum>'
    )


def _settings(language: str) -> str:
    tongue = _LANGUAGES.get(language, language)
    return (
        f"{xml.HEAD}<w:settings {xml.NAMES}>"
        '<w:defaultTabStop w:val="737"/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{xml.escape(tongue)}"/></w:settings>'
    )


def _comments(document: model.Document, comments: list[str]) -> str:
    author = xml.escape(document.labels.reason)
    own = '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:annotationRef/></w:r>'
    inside = "".join(
        f'<w:comment w:id="{number}" w:author="{author}" w:initials="{author[:1]}">'
        f"{xml.paragraph('CommentText', own + text)}</w:comment>"
        for number, text in enumerate(comments)
    )
    return f"{xml.HEAD}<w:comments {xml.NAMES}>{inside}</w:comments>"


def _header(document: model.Document, page: sheet.Sheet) -> str:
    title = xml.run(document.title, properties="<w:smallCaps/>")
    inside = title + xml.tab() + xml.run(" · ".join(document.parties))
    text = xml.paragraph("Header", inside, _right_edge(page))
    return f"{xml.HEAD}<w:hdr {xml.NAMES}>{text}</w:hdr>"


def _footer(document: model.Document, page: sheet.Sheet) -> str:
    labels = document.labels
    inside = (
        xml.run(document.foot)
        + xml.tab()
        + xml.run(f"{labels.page} ")
        + xml.field("PAGE", "1")
        + xml.run(f" {labels.of} ")
        + xml.field("NUMPAGES", "1")
    )
    text = xml.paragraph("Footer", inside, _right_edge(page))
    return f"{xml.HEAD}<w:ftr {xml.NAMES}>{text}</w:ftr>"


def _right_edge(page: sheet.Sheet) -> str:
    return f'<w:tabs><w:tab w:val="right" w:pos="{page.text}"/></w:tabs>'


def _properties(document: model.Document) -> str:
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    title = xml.escape(document.title)
    parties = xml.escape("; ".join(document.parties))
    return (
        f'{xml.HEAD}<cp:coreProperties xmlns:cp="{core}"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>{parties}</dc:creator>"
        f"<dc:language>{xml.escape(document.language)}</dc:language></cp:coreProperties>"
    )
