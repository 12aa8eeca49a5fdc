"""The reference and the cookbook say what the library and the commands do."""

import re
from pathlib import Path

import pytest

from milestonelang.library import standard_modules
from scripts import cookbook, library

RECIPES = cookbook.recipes()


def test_the_reference_is_made_from_the_modules() -> None:
    there = {path.name: path.read_text("utf-8") for path in library.PAGES.glob("*.md")}
    assert there == library.pages()


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_a_page_of_the_cookbook_shows_what_the_commands_give(path: Path) -> None:
    text = path.read_text("utf-8")
    assert cookbook.carried_out(text) == text


def test_the_tutorial_shows_what_the_commands_give() -> None:
    text = cookbook.TUTORIAL.read_text("utf-8")
    assert cookbook.carried_out(text) == text
    # Only the mistakes that it is to show.
    assert re.findall(r"error\[(MS\d+)\]", text) == ["MS0301", "MS0202"]


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_a_page_of_the_cookbook_checks_without_a_remark(path: Path, tmp_path: Path) -> None:
    page = path.read_text("utf-8")
    assert "```console\n$ milestone " in page
    assert "## Pitfalls" in page
    assert "error[" not in page
    terms = cookbook.write_files(page, tmp_path)
    assert terms is not None
    assert cookbook.milestone(["check", terms], tmp_path) == f"{terms}: no mistakes\n"


@pytest.mark.parametrize("name", standard_modules())
def test_every_module_says_what_it_is_for_and_how_it_is_used(name: str) -> None:
    module = library.Module(name)
    assert module.purpose.endswith(".")
    assert any(line.strip().startswith(f"use {name}") for line in module.comment)
