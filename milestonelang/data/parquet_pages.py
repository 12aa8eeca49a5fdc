"""Parquet files whose pages would be too large once they are unpacked.

In: a Parquet file and how many bytes a page may have. Out: nothing, or `UnusableTableError` with
file, row group, column and size. Promised: only headers of pages are read, and nothing is unpacked;
what the footer claims is not relied on, since whoever writes a file that is to fill the memory also
writes its footer. A header binds: unpacking ends with an error where more would come out.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from milestonelang import records
from milestonelang.data import partner_problems, problems
from milestonelang.data.partner_tables import UnusableTableError
from milestonelang.diagnostics.diagnostic import Diagnostic

LARGEST_PAGE = 128  # megabytes; what usually writes Parquet makes pages of one, DuckDB of up to 100
_MEGABYTE = 1_000_000
_MOST_PAGES = 1_000_000  # of one column in one row group
_FIRST, _MOST_OF_HEADER = 256, 1 << 22
_DEEPEST = 8
_DATA, _DATA_2 = 5, 8  # the fields of a header that say how many values a page has


def files_of(given: Any) -> Iterator[Path]:
    """Yield the Parquet files that are meant: by a path, a folder, or a list of them."""
    if isinstance(given, list | tuple):
        for item in given:
            yield from files_of(item)
    elif isinstance(given, str | os.PathLike):
        path = Path(given)
        for each in sorted(path.rglob("*.parquet")) if path.is_dir() else (path,):
            if each.is_file() and each.suffix.lower() != ".csv":
                yield each


@records.frozen
class Part:
    """Where the pages of a column in a row group begin, and how many values they have."""

    group: int
    column: str
    start: int
    values: int


def check_pages(path: Path, most: int) -> None:
    """Raise UnusableTableError where a page has more than *most* megabytes.

    A file that has no footer of Parquet is left to whoever reads it.
    """
    import pyarrow
    from pyarrow import parquet

    try:
        facts = parquet.read_metadata(path)
    except (pyarrow.ArrowException, OSError, ValueError):
        return
    found = too_large_in(path, _parts(facts), most)
    if found is not None:
        raise UnusableTableError(found)


def _parts(facts: Any) -> Iterator[Part]:
    for group in range(facts.num_row_groups):
        row_group = facts.row_group(group)
        for place in range(row_group.num_columns):
            column = row_group.column(place)
            if column.compression == "UNCOMPRESSED":
                continue  # what it has is in the file as it is
            start = column.data_page_offset
            if column.has_dictionary_page and column.dictionary_page_offset:
                start = min(start, column.dictionary_page_offset)
            yield Part(group + 1, column.path_in_schema, start, column.num_values)


def too_large_in(path: Path, parts: Iterable[Part], most: int) -> Diagnostic | None:
    """Return what is wrong with the pages of a file, if anything is."""
    try:
        with path.open("rb") as file:
            for part in parts:
                size = _largest(file, part, most * _MEGABYTE)
                if size > most * _MEGABYTE:
                    size = -(-size // _MEGABYTE)
                    return partner_problems.page_too_large(
                        str(path), part.group, part.column, size, most
                    )
    except (OSError, ValueError, IndexError):
        what = "no Parquet file that can be read"
        return problems.wrong_kind_of_file(str(path), what, "write it again")
    return None


def _largest(file: BinaryIO, part: Part, most: int) -> int:
    """Return the size of the largest page of a column, or of the first one above *most*."""
    at = part.start
    largest = values = pages = 0
    while values < part.values:
        header, length = _header(file, at)
        size, packed = header.get(2), header.get(3)
        if not isinstance(size, int) or not isinstance(packed, int) or packed < 0:
            raise ValueError("a page without its size")
        largest = max(largest, size)
        pages += 1
        if largest > most:
            break
        if pages > _MOST_PAGES:
            raise ValueError("more pages than any program writes")
        for id in (_DATA, _DATA_2):
            inner = header.get(id)
            if isinstance(inner, dict):
                values += int(inner.get(1, 0))
        at += length + packed
    return largest


def _header(file: BinaryIO, at: int) -> tuple[dict[int, Any], int]:
    """Return the fields of the header of a page, and its length."""
    wanted = _FIRST
    while True:
        file.seek(at)
        data = file.read(wanted)
        reader = _Compact(data)
        try:
            return reader.struct(), reader.at
        except IndexError:
            if len(data) < wanted or wanted >= _MOST_OF_HEADER:
                raise
            wanted *= 16


class _Compact:
    """Reads what Thrift's compact protocol wrote; raises IndexError where bytes are missing."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """Return the fields of a structure by their numbers: integers and inner structures."""
        if depth > _DEEPEST:
            raise ValueError("a header within headers")
        found: dict[int, Any] = {}
        id = 0
        while head := self._byte():
            id = id + (head >> 4) if head >> 4 else self._integer()
            found[id] = self._value(head & 15, depth)
        return found

    def _value(self, kind: int, depth: int) -> Any:
        match kind:
            case 1 | 2:
                return kind == 1
            case 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._integer()
            case 7:
                self._skip(8)
            case 8:
                self._skip(self._natural())
            case 9 | 10:
                head = self._byte()
                count = self._natural() if head >> 4 == 15 else head >> 4
                for _ in range(count):
                    # Truths of a list are a byte each.
                    self._value(3 if head & 15 in (1, 2) else head & 15, depth + 1)
            case 12:
                return self.struct(depth + 1)
            case _:
                raise ValueError("a field of no kind that a header has")
        return None

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _skip(self, count: int) -> None:
        self.at += count
        if self.at > len(self.data):
            raise IndexError(self.at)

    def _natural(self) -> int:
        found = shift = 0
        while True:
            byte = self._byte()
            found |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return found
            if shift > 63:
                raise ValueError("a number too long")

    def _integer(self) -> int:
        number = self._natural()
        return (number >> 1) ^ -(number & 1)
