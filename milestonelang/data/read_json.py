"""Read a JSON file of rows as a table of text: a list of flat objects with the same keys.

Promised: numbers are kept as they are written, so no figure passes through binary floating point;
NaN, Infinity and duplicate keys are refused; `null` and `""` are empty cells. The first object is
row 1.
"""

import json
from collections.abc import Iterator

from milestonelang.data import problems
from milestonelang.data.tables import FileProblems, Row, Table


class _DuplicateKeyError(ValueError):
    pass


class _WordNumber(str):
    """`NaN` or `Infinity`, which is no JSON; the cell's reader refuses it with its place."""


def read_json(file: str, text: str, found: FileProblems) -> Table | None:
    """Return the keys and values as a table of text, or None after saying what is wrong."""
    objects = _Objects()
    try:
        # Whole and decimal numbers stay text: their digits are counted before they become numbers.
        parsed = json.loads(
            text,
            parse_float=str,
            parse_int=str,
            parse_constant=_WordNumber,
            object_pairs_hook=objects.unique_keys,
        )
    except _DuplicateKeyError as error:
        found.add(problems.duplicate_key(file, objects.read + 1, str(error)))
        return None
    except json.JSONDecodeError as error:
        found.add(
            problems.not_json(file, error.lineno, f"line {error.lineno}: {error.msg.lower()}")
        )
        return None
    except RecursionError:
        found.add(problems.not_json(file, 1, "it is nested too deeply"))
        return None
    return _table(file, parsed, found)


class _Objects:
    """Makes objects of keys and values, and counts them."""

    def __init__(self) -> None:
        self.read = 0

    def unique_keys(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        unique = dict(pairs)
        if len(unique) != len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    raise _DuplicateKeyError(key)
                seen.add(key)
        self.read += 1
        return unique


def _table(file: str, parsed: object, found: FileProblems) -> Table | None:
    if not isinstance(parsed, list):
        found.add(problems.wrong_json_shape(file, f"`{file}` is not a list of objects", None, None))
        return None
    if not parsed:
        found.add(problems.empty_file(file, "it holds an empty list"))
        return None
    first = parsed[0]
    if not isinstance(first, dict) or not first:
        found.add(problems.wrong_json_shape(file, "item 1 is not an object with keys", 1, None))
        return None
    header = tuple(first)
    if not all(_is_text(key) for key in header):
        found.add(problems.wrong_json_shape(file, "a key of object 1 is no text", 1, None))
        return None
    return Table(file, header, _rows(file, header, parsed, found), is_json=True)


def _rows(
    file: str, header: tuple[str, ...], parsed: list[object], found: FileProblems
) -> Iterator[Row]:
    expected = frozenset(header)
    for number, item in enumerate(parsed, start=1):
        if not isinstance(item, dict):
            found.add(
                problems.wrong_json_shape(file, f"item {number} is not an object", number, None)
            )
            continue
        if item.keys() != expected:
            missing = [key for key in header if key not in item]
            strange = [key for key in item if key not in expected and _is_text(key)]
            for key in missing:
                found.add(problems.other_keys(file, number, key, missing=True))
            for key in strange:
                found.add(problems.other_keys(file, number, key, missing=False))
            continue
        cells = [_cell(item[key]) for key in header]
        whole = [cell for cell in cells if cell is not None]
        if len(whole) == len(header):
            yield number, whole
            continue
        for key, cell in zip(header, cells, strict=True):
            if cell is None:
                reason = f"`{key}` of object {number} is {_what(item[key])}, not a plain value"
                found.add(problems.wrong_json_shape(file, reason, number, key))


def _cell(value: object) -> str | None:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _WordNumber():
            return None
        case str() if _is_text(value):
            return value
        case _:
            return None


def _what(value: object) -> str:
    match value:
        case dict():
            return "an object"
        case list():
            return "a list"
        case _WordNumber():
            return f"`{value}`"
        case _:
            return "half a character"


def _is_text(value: str) -> bool:
    # JSON can spell half of a surrogate pair, which is no text in any encoding.
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)
