"""A ledger on disk: records in a file, and beside it a head that says how many and which last.

In: a path. Out: its entries, checked, and new ones after them. Promised: when `append` returns,
the record is on the disk and the head vouches for it; a process that ends at any point before
leaves the records as they were, and at most one more that nobody was told of. What such an end
left half-written is cut off when the ledger is next written to, and said.
"""

import json
import os
from pathlib import Path
from typing import IO

from milestonelang import records
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.ledger import problems
from milestonelang.ledger.lock import lock
from milestonelang.ledger.record import (
    FIRST,
    Entry,
    Statement,
    canonical,
    entry_after,
    is_whole,
    read_entry,
    write_entry,
)
from milestonelang.resources import replace_atomically

BEGINNING = b"{"  # of the first record of every ledger


class LedgerError(Exception):
    """Raised with what is wrong with a ledger."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(f"{diagnostic.code}: {diagnostic.message}")
        self.diagnostic = diagnostic


@records.frozen
class Head:
    """How many records there are, and the hash of the last."""

    count: int
    root: str


@records.frozen
class Reading:
    """What a ledger holds. *size* is where its last whole record ends, *torn* what stands after."""

    entries: tuple[Entry, ...]
    head: Head
    size: int
    torn: int


class Ledger:
    """A ledger that is held for writing until it is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.message = ""
        self._file = _open(path)
        try:
            lock(self._file)
            reading = check(str(path), self._file.read(), read_head(path))
            self.entries = reading.entries
            self._mend(reading)
        except OSError as error:
            self._file.close()
            raise LedgerError(problems.unusable(str(path), _reason(error))) from error
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def append(self, statement: Statement) -> Entry:
        """Write a statement after all others, and return when it cannot be lost."""
        entry = entry_after(self.entries[-1] if self.entries else None, statement)
        try:
            self._file.seek(0, os.SEEK_END)
            self._file.write(write_entry(entry))
            self._flush()
            _write_head(self.path, entry)
        except OSError as error:
            raise LedgerError(problems.unusable(str(self.path), _reason(error))) from error
        self.entries = (*self.entries, entry)
        return entry

    def _mend(self, reading: Reading) -> None:
        if reading.torn:
            self._file.truncate(reading.size)
            self._flush()
            self.message = (
                f"{reading.torn} bytes of a record that was never finished were cut off the end of "
                f"`{self.path}`; nothing that was settled is lost"
            )
        if len(reading.entries) > reading.head.count:
            _write_head(self.path, reading.entries[-1])
            last = reading.entries[-1].statement.period
            self.message = (
                f"record {len(reading.entries)} of `{self.path}` (`{last}`) was written by a run "
                "that ended before it could say so; it counts"
            )

    def _flush(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


def read_ledger(path: Path) -> tuple[Entry, ...]:
    """Return the entries of a ledger, checked; none where there is no ledger and no head of one."""
    return _read(path)[0].entries


def verify(path: Path) -> tuple[Entry, ...]:
    """Return the entries of a ledger that is just as it was left; raises LedgerError otherwise.

    Stricter than reading it: what a run left that ended too early is named too.
    """
    if not path.exists() and not head_path(path).exists():
        raise LedgerError(problems.unusable(str(path), "there is no such file"))
    reading, head = _read(path)
    count = 0 if head is None else head.count
    if len(reading.entries) > count:
        raise LedgerError(problems.head_differs(str(path), count + 1))
    if reading.torn:
        raise LedgerError(problems.unfinished(str(path), count + 1))
    return reading.entries


def _read(path: Path) -> tuple[Reading, Head | None]:
    try:
        with path.open("rb") as file:
            lock(file)
            head = read_head(path)
            content = file.read()
    except FileNotFoundError:
        head, content = read_head(path), b""
    except (OSError, ValueError) as error:
        raise LedgerError(problems.unusable(str(path), _reason(error))) from error
    return check(str(path), content, head), head


def check(file: str, content: bytes, head: Head | None) -> Reading:
    """Return what a ledger holds; raises LedgerError naming the first record that is wrong."""
    if head is None and content and not content.startswith(BEGINNING):
        raise LedgerError(problems.unusable(file, "it is no ledger"))
    whole, _, rest = content.rpartition(b"\n")
    lines = whole.split(b"\n") if content.count(b"\n") else []
    known = Head(0, FIRST) if head is None else head
    entries: list[Entry] = []
    for number, line in enumerate(lines, 1):
        entry = _entry(file, number, line + b"\n")
        before = entries[-1].hash if entries else FIRST
        if entry.number != number or entry.before != before:
            raise LedgerError(problems.record_misplaced(file, number))
        if number == known.count and entry.hash != known.root:
            raise LedgerError(problems.head_differs(file, number))
        entries.append(entry)
    if len(entries) < known.count:
        raise LedgerError(problems.records_cut(file, len(entries), known.count))
    if len(entries) > known.count + 1:
        # A run that ended too early leaves one record without its head, never two.
        raise LedgerError(problems.head_differs(file, known.count + 1))
    return Reading(tuple(entries), known, len(content) - len(rest), len(rest))


def read_head(path: Path) -> Head | None:
    """Return the head of a ledger; None where there is none. Raises LedgerError for a bad one."""
    place = head_path(path)
    try:
        data = json.loads(place.read_bytes().decode("utf-8"))
        count, root = data["count"], data["root"]
        if not isinstance(count, int) or not isinstance(root, str) or count < 1:
            raise ValueError("not a head")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LedgerError(problems.unusable(str(place), _reason(error))) from error
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerError(problems.head_differs(str(path), 1)) from error
    return Head(count, root)


def head_path(path: Path) -> Path:
    """Return where the head of a ledger stands: beside it, with `.head` after its name."""
    return path.with_name(path.name + ".head")


def _write_head(path: Path, entry: Entry) -> None:
    content = canonical({"count": entry.number, "root": entry.hash}) + b"\n"
    replace_atomically(head_path(path), content)


def _entry(file: str, number: int, line: bytes) -> Entry:
    try:
        entry = read_entry(line)
    except ValueError as error:
        raise LedgerError(problems.record_changed(file, number)) from error
    if not is_whole(entry):
        raise LedgerError(problems.record_changed(file, number))
    return entry


def _open(path: Path) -> IO[bytes]:
    try:
        # Made here where it is not there, and never emptied.
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        return os.fdopen(handle, "r+b")
    except (OSError, ValueError) as error:
        raise LedgerError(problems.unusable(str(path), _reason(error))) from error


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error)
