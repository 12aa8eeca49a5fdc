"""Where the tables come from: what does not fit is not used, and a cache replaced in silence."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from milestonelang import resources
from milestonelang.syntax import tables

_PROGRAM = """
import sys
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.source import SourceMap
from milestonelang.syntax.parser import parse
sink = Sink()
module = parse(SourceMap().add("a", 'party a "A"\\n'), sink)
print(len(module.declarations), len(sink.found), "lark" in sys.modules)
"""


# To build the tables of one grammar again gives the same, and takes more than a second.
_BUILD = cache(tables.build)
_OTHER = ('"whole" "amount" "rates"', '"entire" "amount" "rates"')


@pytest.fixture(autouse=True)
def built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "build", _BUILD)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(resources, "cache_directory", lambda: tmp_path)
    return tmp_path


def test_lark_is_imported_only_to_build_the_tables() -> None:
    tables.load()
    found = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["1", "0", "False"]


def test_a_damaged_cache_is_replaced(folder: Path) -> None:
    first = tables.load()
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    for damaged in (b"", b"abc", whole[:-1], b"\x00" + whole[1:], whole[:50] + b"!" + whole[51:]):
        path.write_bytes(damaged)
        again = tables.load()
        assert again.symbols == first.symbols
        assert again.states == first.states
        assert path.read_bytes() != damaged


def test_a_cache_of_another_grammar_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = tables.load()
    (path,) = folder.iterdir()
    other = folder / "other.lark"
    grammar = resources.grammar_path().read_text(encoding="utf-8")
    other.write_text(grammar.replace(*_OTHER))
    monkeypatch.setattr(resources, "grammar_path", lambda: other)
    # Even under the name of the other: the grammar itself is compared.
    monkeypatch.setattr(tables, "_cache_path", lambda _: path)
    assert "entire" in tables.load().words
    assert "entire" not in first.words


def test_without_a_cache_the_tables_are_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "cache_directory", lambda: None)
    assert "payment" in tables.load().words


def test_tables_of_the_wheel_need_no_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    grammar = resources.grammar_path().read_text(encoding="utf-8")
    path = tmp_path / "grammar.tables"
    path.write_bytes(tables.for_wheel(grammar))
    monkeypatch.setattr(resources, "tables_path", lambda: path)
    monkeypatch.setattr(tables, "_cache_path", lambda _: pytest.fail("the cache is asked"))
    monkeypatch.setattr(tables, "build", lambda _: pytest.fail("the tables are built"))
    assert "payment" in tables.load().words


def test_tables_of_another_wheel_are_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    grammar = resources.grammar_path().read_text(encoding="utf-8")
    path = tmp_path / "grammar.tables"
    path.write_bytes(tables.for_wheel(grammar.replace(*_OTHER)))
    monkeypatch.setattr(resources, "tables_path", lambda: path)
    assert "entire" not in tables.load().words


def test_the_tables_do_not_depend_on_the_run() -> None:
    program = (
        "import sys, zlib\n"
        "from milestonelang import resources\n"
        "from milestonelang.syntax import tables\n"
        "grammar = resources.grammar_path().read_text(encoding='utf-8')\n"
        "print(zlib.crc32(tables.for_wheel(grammar)))\n"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
