"""Find the files that travel with the package, and write files safely.

The grammar, the standard library and the error pages lie at the top level of a
checkout and, in an installed wheel, in the package's own `_data` folder; nothing
else in the compiler knows which of the two it runs from. Promised: a path that is
handed out is absolute, the cache folder belongs to the user alone, and a file
that is replaced holds either its old bytes or all of its new ones.
"""

import contextlib
import os
import stat
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PACKAGED = _PACKAGE / "_data"
_CHECKOUT = _PACKAGE.parent


def grammar_path() -> Path:
    """Return the grammar of `.terms` files."""
    return _folder("grammar", "grammar") / "milestonelang.lark"


def tables_path() -> Path:
    """Return the parse tables that a wheel brings along; a checkout has none."""
    return _PACKAGED / "tables" / "grammar.tables"


def stdlib_path() -> Path:
    """Return the folder of the standard library's modules."""
    return _folder("stdlib", "stdlib")


def error_pages_path() -> Path:
    """Return the folder of the pages that explain each diagnostic."""
    return _folder("errors", "docs/errors")


def cache_directory() -> Path | None:
    """Return the user's own folder for what can be computed again, made if need be.

    None if there is no such folder, or if somebody else could write to it: what is
    read back from a cache is trusted.
    """
    parent = _user_cache()
    if parent is None:
        return None
    folder = parent / "milestonelang"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _belongs_to_user(folder) else None
    except OSError:
        return None


def replace_atomically(path: Path, content: bytes) -> None:
    """Make *content* the whole of the file at *path*, or leave the file as it was.

    The bytes are on the disk before the name points to them. A link is followed, an
    existing file keeps its permissions, and what is no file (a pipe, a device) is
    written to directly. Raises OSError when the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    mode = _mode_of(target)
    if mode is not None and not stat.S_ISREG(mode):
        target.write_bytes(content)
        return
    # Our own name rather than `tempfile`'s: that would make the result private to
    # the user whatever their umask says, and costs an import at start-up.
    temporary = target.with_name(f".{target.name[:100]}.{os.urandom(8).hex()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _folder(packaged: str, in_checkout: str) -> Path:
    folder = _PACKAGED / packaged
    return folder if folder.is_dir() else _CHECKOUT / in_checkout


def _user_cache() -> Path | None:
    if sys.platform == "win32":
        named = os.environ.get("LOCALAPPDATA", "")
        fallback = ("AppData", "Local")
    elif sys.platform == "darwin":
        named = ""
        fallback = ("Library", "Caches")
    else:
        named = os.environ.get("XDG_CACHE_HOME", "")
        fallback = (".cache",)
    # A relative folder would depend on where the command is started.
    if named and os.path.isabs(named):
        return Path(named)
    try:
        return Path.home().joinpath(*fallback)
    except RuntimeError:
        return None


def _belongs_to_user(folder: Path) -> bool:
    if sys.platform == "win32":
        # The profile's own access list keeps others out; mode bits say nothing here.
        return True
    state = folder.stat()
    if state.st_uid != os.geteuid():
        return False
    if state.st_mode & 0o077:
        folder.chmod(0o700)
    return True


def _mode_of(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _sync_folder(folder: Path) -> None:
    # Windows cannot open a folder, and some network file systems cannot flush one;
    # the file itself is complete either way.
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
