"""The store of compiled templates: what is kept is used, and what was damaged is made anew."""

from pathlib import Path

import pytest

from milestonelang import resources
from milestonelang.backends.documents import layouts
from milestonelang.backends.documents.render_html import render_html
from tests.documents.example_document import example


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for what is compiled."""
    monkeypatch.setattr(resources, "cache_directory", lambda: tmp_path)
    return tmp_path


def test_pages_are_compiled_once(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import jinja2

    first = render_html(example())
    assert list(store.iterdir())

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("it was compiled again")

    monkeypatch.setattr(jinja2.Environment, "compile", refuse)
    assert render_html(example()) == first


@pytest.mark.parametrize("kept", [0, 5, 22, 40, 400])
def test_a_damaged_store_is_made_anew(store: Path, kept: int) -> None:
    first = render_html(example())
    for path in store.iterdir():
        path.write_bytes(path.read_bytes()[:kept] + b"\xff" * 16)
    assert render_html(example()) == first


def test_a_store_that_cannot_be_written_is_no_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    occupied = tmp_path / "a file"
    occupied.write_text("", "utf-8")
    monkeypatch.setattr(resources, "cache_directory", lambda: occupied)
    assert render_html(example()).startswith("<!")
    monkeypatch.setattr(resources, "cache_directory", lambda: None)
    assert layouts.compiled() is None
