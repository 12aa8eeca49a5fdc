"""The parse tables: built by Lark from the grammar, kept as plain data.

Lark's tables are all that a parse needs, and loading them takes a millisecond where importing Lark
and building them takes a second. So a wheel brings them along, and a checkout keeps them in the
user's cache; Lark is imported only when neither has tables that belong to this grammar. Promised:
what cannot be read, or belongs to something else, is not used, and a cache is then replaced in
silence; the grammar has no conflict, or building stops with an error.
"""

import importlib.util
import marshal
import os
import sys
import zlib
from pathlib import Path
from typing import Any, Final, TypeAlias

from milestonelang import records, resources

_FORMAT: Final = 5
# Later versions of the encoding share objects, by chance of the run; this gives the same bytes.
_ENCODING: Final = 2

Row: TypeAlias = dict[int, int]
"""What a state does with each symbol: a state to go to, or minus one minus a rule to reduce by."""


Rule: TypeAlias = tuple[int, int, str, tuple[int, ...], bool]
"""How a finished rule becomes a piece of the parse tree, of which there are hundreds to load.

Its symbol; how many symbols it covers; the name of its node, empty when its children go straight
into the node around it; which children stay (-1 for one that is absent, 2·i for the i-th, 2·i+1 for
its children); and whether a single child stands for the node.
"""


@records.frozen(eq=False)
class Tables:
    """What a parser needs to know of the grammar."""

    symbols: tuple[str, ...]
    states: tuple[Row | int, ...]
    """A row, or a single rule where a state reduces by that whatever comes next."""
    rules: tuple[Rule, ...]
    start: int
    end: int
    words: dict[str, int]
    """The symbol of each word or sign of the language; a phrase such as `sum of` is one word."""
    terminals: frozenset[int]
    reserved: frozenset[str]
    """The words that can stand where a name can."""
    numbers: dict[str, int]
    """The number of each symbol."""


def load() -> Tables:
    """Return the tables of the grammar: those of the wheel or the cache, or built anew."""
    grammar = resources.grammar_path().read_text(encoding="utf-8")
    travelled = _read(resources.tables_path(), (_FORMAT, grammar))
    if travelled is not None:
        return _from_plain(travelled)
    stamp = (_FORMAT, grammar, _parser_generator(), sys.version_info[:2])
    path = _cache_path(stamp)
    plain = _read(path, stamp) if path is not None else None
    if plain is None:
        plain = build(grammar)
        if path is not None:
            _write(path, stamp, plain)
    return _from_plain(plain)


def for_wheel(grammar: str) -> bytes:
    """Return the file of tables that a wheel brings along."""
    return _packed((_FORMAT, grammar), build(grammar))


def build(grammar: str) -> tuple[Any, ...]:
    """Build the tables of *grammar* with Lark, as plain tuples, dicts, numbers and texts."""
    from milestonelang.syntax import generate

    return generate.build(grammar)


def _from_plain(plain: tuple[Any, ...]) -> Tables:
    symbols, states, rules, start, words, terminals, reserved = plain
    numbers = {name: number for number, name in enumerate(symbols)}
    return Tables(
        symbols=symbols,
        states=states,
        rules=rules,
        start=start,
        end=numbers["$END"],
        words=words,
        terminals=frozenset(terminals),
        reserved=frozenset(reserved),
        numbers=numbers,
    )


def _parser_generator() -> tuple[str, int, int]:
    # Asking for Lark's version would import it; its main file's place, size and time do as well.
    spec = importlib.util.find_spec("lark")
    if spec is None or spec.origin is None:
        return ("", 0, 0)
    try:
        state = os.stat(spec.origin)
    except OSError:
        return (spec.origin, 0, 0)
    return (spec.origin, state.st_size, state.st_mtime_ns)


def _cache_path(stamp: tuple[Any, ...]) -> Path | None:
    """Return the file for a grammar and what builds its tables.

    Two installations of one version would else take the file from each other with every run.
    """
    folder = resources.cache_directory()
    if folder is None:
        return None
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return folder / f"grammar-{zlib.crc32(repr(stamp).encode()):08x}-{version}.tables"


def _read(path: Path, stamp: tuple[Any, ...]) -> tuple[Any, ...] | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    # The checksum stands first: a damaged file must not reach the reader of plain data.
    if len(content) < 4 or int.from_bytes(content[:4], "big") != zlib.crc32(content[4:]):
        return None
    try:
        found, plain = marshal.loads(content[4:])
    except (ValueError, EOFError, TypeError):
        return None
    return plain if found == stamp and isinstance(plain, tuple) else None


def _write(path: Path, stamp: tuple[Any, ...], plain: tuple[Any, ...]) -> None:
    try:
        resources.replace_atomically(path, _packed(stamp, plain))
    except OSError:
        # Without a cache the next run is slower, and otherwise the same.
        return


def _packed(stamp: tuple[Any, ...], plain: tuple[Any, ...]) -> bytes:
    content = marshal.dumps((stamp, plain), _ENCODING)
    return zlib.crc32(content).to_bytes(4, "big") + content
