"""Write tables and drawings in Word.

In: a table or figure of the model. Out: XML. Promised: the head of a table repeats on each page, no
row breaks, figures stand under one another at their points, a drawing has its text alternative.
"""

from milestonelang.backends.documents import model, reading, tables
from milestonelang.backends.documents.word import sheet, xml
from milestonelang.backends.documents.word.text import Writer

_DIGIT = 96
_STYLES = {
    model.ColumnKind.TEXT: "TableText",
    model.ColumnKind.LABEL: "TableText",
    model.ColumnKind.NUMBER: "TableNumber",
    model.ColumnKind.DECIMAL: "TableNumber",
}
_LOOKS = {
    model.RowKind.PLAIN: "",
    model.RowKind.RESULT: "TableResult",
    model.RowKind.TOTAL: "TableTotal",
}
_EMU = 635  # in a twentieth of a point


def table(writer: Writer, node: model.Table, indent: int, width: int, pages: sheet.Pages) -> str:
    """Return a table of the given width, its caption left out."""
    across = sheet.widths(node, width)
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in across)
    rows = [_head(node, across)]
    digits = [tables.fraction_digits(node, index) for index in range(len(across))]
    kept = "" if tables.may_break(node) else "<w:keepNext/>"
    for position, row in enumerate(node.rows, start=1):
        last = position == len(node.rows)
        rows.append(_row(writer, node, row, across, digits, "" if last else kept))
        pages.row(tuple(len(reading.text_of(cell)) for cell in row.cells), across)
    names_row = int(any(column.names_row for column in node.columns))
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TermsTable"/>'
        f'<w:tblW w:w="{sum(across)}" w:type="dxa"/><w:tblInd w:w="{indent}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{"04A0" if names_row else "0420"}" w:firstRow="1" w:lastRow="0"'
        f' w:firstColumn="{names_row}" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _head(node: model.Table, across: tuple[int, ...]) -> str:
    cells = (
        _cell(xml.paragraph(f"{_STYLES[column.kind]}Head", xml.run(column.head)), width)
        for column, width in zip(node.columns, across, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _row(
    writer: Writer,
    node: model.Table,
    row: model.Row,
    across: tuple[int, ...],
    digits: list[int],
    kept: str,
) -> str:
    cells = []
    for index, column in enumerate(node.columns):
        inside = writer.inlines(row.cells[index])
        style = _LOOKS[row.kind] if column.kind not in _NUMBERS else ""
        style = style or _STYLES[column.kind]
        properties = kept
        if column.kind in _NUMBERS and row.kind is not model.RowKind.PLAIN:
            style = f"{_LOOKS[row.kind]}Number"
        if column.kind is model.ColumnKind.DECIMAL:
            split = tables.split_decimal(row.cells[index], column.mark)
            missing = digits[index] + bool(digits[index]) - len(split.fraction)
            properties += f'<w:ind w:right="{missing * _DIGIT}"/>' if missing > 0 else ""
        cells.append(_cell(xml.paragraph(style, inside, properties), across[index]))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


_NUMBERS = (model.ColumnKind.NUMBER, model.ColumnKind.DECIMAL)


def _cell(inside: str, width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'


def signatures(parties: tuple[model.Signature, ...], width: int) -> str:
    """Return one block a party, two in a row, each row kept on one page."""
    half = width // 2
    rows = []
    for start in range(0, len(parties), 2):
        blocks = [_signature(party) for party in parties[start : start + 2]]
        blocks += [xml.paragraph("Signature", "")] * (2 - len(blocks))
        cells = "".join(_cell(block, half) for block in blocks)
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="SignatureTable"/>'
        f'<w:tblW w:w="{2 * half}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{half}"/><w:gridCol w:w="{half}"/></w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def _signature(party: model.Signature) -> str:
    lines = [xml.paragraph("Signature", xml.run(party.party, "PartyName"))]
    lines.append(xml.paragraph("Signature", xml.run(party.role)))
    lines.extend(xml.paragraph("SignatureLine", xml.run(line)) for line in party.lines)
    return "".join(lines)


def drawing(node: model.Figure, picture: "Picture", number: int, width: int) -> str:
    """Return the run of a drawing: a picture, and the drawing itself for those who can show it."""
    across = min(picture.width, width) * _EMU
    down = across * picture.height // picture.width
    words = xml.escape(node.alternative)
    name = xml.escape(node.label)
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{across}" cy="{down}"/><wp:docPr id="{number}" name="{name}"'
        f' descr="{words}"/><a:graphic><a:graphicData'
        ' uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}" descr="{words}"/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="png{number}"><a:extLst>'
        '<a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip'
        f' r:embed="svg{number}"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


class Picture:
    """A drawing as a picture, and its size in twentieths of a point."""

    def __init__(self, png: bytes) -> None:
        # A PNG says its size, in dots, in the bytes that follow its signature.
        self.png = png
        self.width = int.from_bytes(png[16:20], "big") * 1440 // DOTS
        self.height = int.from_bytes(png[20:24], "big") * 1440 // DOTS


DOTS = 220  # for each inch


def pictures(figures: list[model.Figure]) -> list[Picture]:
    """Draw the figures as pictures of the width of the text."""
    if not figures:
        return []
    import json

    import typst

    source = (
        b"#let drawings = json(bytes(sys.inputs.drawings))\n"
        b"#set page(width: 139mm, height: auto, margin: 0pt)\n"
        b"#for drawing in drawings { "
        b'page(image(bytes(drawing), format: "svg", width: 100%)) }\n'
    )
    drawings = json.dumps([figure.svg for figure in figures])
    compiler = typst.Compiler(source, ignore_system_fonts=True, sys_inputs={"drawings": drawings})
    made = compiler.compile(format="png", ppi=DOTS)
    return [Picture(png) for png in (made if isinstance(made, list) else [made]) if png]
