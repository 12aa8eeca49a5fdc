"""From the bytes of a CSV or JSON file to a header and rows of text, strictly.

Promised: each row has as many cells as the header; nothing is padded, dropped or guessed; what is
wrong is reported with its row, and at most some twenty problems of a file are shown.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from milestonelang import records
from milestonelang.data import problems
from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic, Severity, Sink

Row = tuple[int, Sequence[str]]

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_KINDS = (
    (b"PK\x03\x04", "an Excel workbook or another zip archive", "save the sheet as CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "save the sheet as CSV UTF-8"),
    (b"\x1f\x8b", "compressed with gzip", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "unpack it first"),
    (b"%PDF", "a PDF", "give the data as CSV, JSON or Parquet"),
)
_LONGEST_CELL = 131_072


@records.frozen(eq=False)
class Table:
    """A file's header and its rows of the header's width; *rows* can be gone through once."""

    file: str
    header: tuple[str, ...]
    rows: Iterable[Row]
    is_json: bool = False


class FileProblems:
    """Collects what is wrong with one file, and hands on the first ones in the order of rows."""

    def __init__(self, file: str, sink: Sink) -> None:
        self.file = file
        self.found: list[Diagnostic] = []
        self.count = 0
        self.sink = sink

    def add(self, diagnostic: Diagnostic) -> None:
        """Take one diagnostic that has its place."""
        self.count += 1
        self.found.append(diagnostic)
        if len(self.found) > 50 * problems.SHOWN_PROBLEMS:
            self._keep_first()

    def at(self, row: int, column: str, diagnostic: Diagnostic) -> None:
        """Take one diagnostic of a cell and give it its place."""
        self.add(records.evolve(diagnostic, place=DataPlace(self.file, row, column)))

    def close(self) -> None:
        """Report the first problems, and how many more there are."""
        self._keep_first()
        for diagnostic in self.found:
            self.sink.report(diagnostic)
        if self.count > len(self.found):
            self.sink.report(problems.more_problems(self.file, self.count - len(self.found)))

    def _keep_first(self) -> None:
        # Sorting keeps the order of columns within a row, in which they were found.
        self.found.sort(key=_row_of)
        del self.found[problems.SHOWN_PROBLEMS :]

    @property
    def has_errors(self) -> bool:
        """Whether anything is wrong."""
        return any(item.severity is Severity.ERROR for item in self.found)


def _row_of(diagnostic: Diagnostic) -> int:
    place = diagnostic.place
    return place.row if place is not None and place.row is not None else 0


def decode(file: str, data: bytes, empty: str, found: FileProblems) -> str | None:
    """Return the text of a UTF-8 file without its mark, or None after saying what is wrong."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            found.add(problems.wrong_encoding(file, encoding))
            return None
    for start, kind, remedy in _KINDS:
        if data.startswith(start):
            found.add(problems.wrong_kind_of_file(file, kind, remedy))
            return None
    at = data.find(b"\0")
    if at >= 0:
        found.add(problems.nul_character(file, data.count(b"\n", 0, at) + 1, at))
        return None
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + (len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0)
        found.add(problems.not_utf8(file, data.count(b"\n", 0, at) + 1, at, data[at]))
        return None
    if not text.strip():
        found.add(problems.empty_file(file, empty))
        return None
    return text


def read_csv(file: str, lines: Iterable[str], found: FileProblems) -> Table | None:
    """Return the header and rows of a CSV file, or None after saying why there is no header.

    *lines* keep their line ends. Rows of another width are reported and left out.
    """
    reader = csv.reader(lines, strict=True)
    records_read = _numbered(file, reader, found)
    first = next(records_read, None)
    if first is None:
        return None
    header = tuple(first[1])
    if not header:
        found.add(problems.no_header(file))
        return None
    if len(header) == 1:
        for separator in ";\t|":
            if separator in header[0]:
                found.add(problems.wrong_separator(file, separator))
                return None
    if not _no_duplicates(file, header, found):
        return None
    return Table(file, header, _of_width(file, header, records_read, found))


def text_lines(text: str) -> Iterable[str]:
    """Return the lines of *text* as a CSV reader wants them, line ends kept."""
    return io.StringIO(text, newline="")


def _numbered(
    file: str, reader: Iterator[list[str]], found: FileProblems
) -> Iterator[tuple[int, list[str]]]:
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            found.add(problems.broken_quotes(file, number, _csv_reason(number, str(error))))
            return
        yield number, cells


def _csv_reason(number: int, reason: str) -> str:
    if "unexpected end of data" in reason:
        return f"a quote opened in row {number} is never closed"
    if "field larger than" in reason:
        return (
            f"a cell of row {number} has over {_LONGEST_CELL:,} characters: is a quote left open?"
        )
    if "expected after" in reason:
        return f"in row {number} something follows a closed quote"
    return f"row {number} cannot be read: {reason}"


def _no_duplicates(file: str, header: Sequence[str], found: FileProblems) -> bool:
    doubled = [name for index, name in enumerate(header) if name.strip() and name in header[:index]]
    if not doubled and sum(not name.strip() for name in header) > 1:
        found.add(problems.unnamed_columns(file, header))
        return False
    for name in dict.fromkeys(doubled):
        found.add(problems.duplicate_column(file, name))
    return not doubled


def _of_width(
    file: str, header: Sequence[str], rows: Iterator[tuple[int, list[str]]], found: FileProblems
) -> Iterator[Row]:
    width = len(header)
    blank: list[int] = []
    for number, cells in rows:
        if len(cells) == width:
            if blank:
                for row in blank:
                    found.add(problems.empty_row(file, row))
                blank = []
            yield number, cells
        elif not cells:
            # Blank lines at the end of a file are harmless; one between two rows is not.
            blank.append(number)
        else:
            found.add(problems.wrong_width(file, number, len(cells), width, header))
