"""Read the files that a contract uses: modules of the standard library, and files beside it.

In: the folder of the agreement's file, and addresses. Out: the text of a module, or why there is
none. Promised: nothing outside the two folders is ever read, whatever links lie in them.
"""

import hashlib
from collections.abc import Callable
from enum import Enum
from pathlib import Path

from milestonelang import records
from milestonelang.resources import stdlib_path

LARGEST_FILE = 1024 * 1024
# The folder of whole agreements, which are no modules.
PATTERNS = "patterns"


class Refusal(Enum):
    """Why a module could not be read."""

    MISSING = "missing"
    OUTSIDE = "outside"
    NO_FILE = "no file"
    NOT_UTF8 = "not utf-8"
    TOO_LARGE = "too large"


@records.frozen
class Standard:
    """`std.confidentiality`: a module of the standard library, by the words after `std`."""

    words: tuple[str, ...]


@records.frozen
class Relative:
    """`"lib/shared.terms"`: a file, as a path with `/` from the folder of the agreement's file."""

    path: str


Address = Standard | Relative


@records.frozen
class Found:
    """The text of a module, the name that messages give it, and the SHA-256 of its bytes."""

    name: str
    text: str
    sha256: str


def named(address: Address) -> str:
    """Return an address as terms spell it, wherever files lie: `std.confidentiality`."""
    match address:
        case Standard(words):
            return "std." + ".".join(words)
        case Relative(path):
            return path


Read = Callable[[Address], Found | Refusal]


def reader(folder: Path) -> Read:
    """Return what reads modules for an agreement whose file lies in *folder*."""

    def read(address: Address) -> Found | Refusal:
        match address:
            case Standard(words):
                name = "/".join(words) + ".terms"
                return _read_inside(stdlib_path(), name, "std." + ".".join(words))
            case Relative(path):
                return _read_inside(folder, path, (folder / path).as_posix())

    return read


def reader_of(modules: dict[str, Found]) -> Read:
    """Return what reads modules that are at hand, by the spelling of their addresses."""
    return lambda address: modules.get(named(address), Refusal.MISSING)


def recording(read: Read, into: dict[str, Found]) -> Read:
    """Return what reads as *read* does, and keeps what it found."""

    def kept(address: Address) -> Found | Refusal:
        found = read(address)
        if isinstance(found, Found):
            into[named(address)] = found
        return found

    return kept


def _read_inside(folder: Path, path: str, name: str) -> Found | Refusal:
    try:
        inside = folder.resolve()
        # Links are followed first: a path that looks inside may lead out.
        file = (inside / path).resolve()
        if not file.is_relative_to(inside):
            return Refusal.OUTSIDE
        if not file.exists():
            return Refusal.MISSING
        if not file.is_file():
            return Refusal.NO_FILE
        if file.stat().st_size > LARGEST_FILE:
            return Refusal.TOO_LARGE
        content = file.read_bytes()
    except (OSError, ValueError, RuntimeError):
        # A loop of links, a name the system cannot have, a file that may not be read.
        return Refusal.NO_FILE
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Refusal.NOT_UTF8
    return Found(name, text, hashlib.sha256(content).hexdigest())


def standard_modules() -> list[str]:
    """Return the names of all modules of the standard library, as `use` writes them."""
    folder = stdlib_path()
    paths = (path.relative_to(folder).with_suffix("") for path in folder.rglob("*.terms"))
    names = (path.parts for path in paths if path.parts[0] != PATTERNS)
    return sorted(".".join(("std", *parts)) for parts in names)
