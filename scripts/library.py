"""Write the reference of the standard library, docs/library, from the modules themselves.

A page says what a module is for (its first comment), how it is used, what it needs, its parameters
with their ranges, and what it declares, with the text of each declaration as it stands.

    python scripts/library.py            says which pages are not what the modules say
    python scripts/library.py --write    writes them anew
"""

import argparse
import sys
from pathlib import Path

from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.formatter.nodes import print_node
from milestonelang.library import standard_modules
from milestonelang.resources import stdlib_path
from milestonelang.source import SourceFile, SourceMap
from milestonelang.syntax import ast
from milestonelang.syntax.parser import parse

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "library"
COOKBOOK = ROOT / "docs" / "cookbook"
_MADE = "<!-- Made from the module by scripts/library.py. -->"


def pages() -> dict[str, str]:
    """Return the pages of the library by their file names."""
    modules = {name: Module(name) for name in standard_modules()}
    found = {f"{name.removeprefix('std.')}.md": item.page() for name, item in modules.items()}
    return {"README.md": _index(modules), **found}


class Module:
    """One module: its words, its tree and its file."""

    def __init__(self, name: str) -> None:
        self.name = name
        path = stdlib_path().joinpath(*name.split(".")[1:]).with_suffix(".terms")
        self.file: SourceFile = SourceMap().add(path.name, path.read_text("utf-8"))
        sink = Sink()
        self.tree = parse(self.file, sink)
        if sink.found:
            raise SystemExit(f"{name}: {sink.found[0].message}")

    @property
    def comment(self) -> list[str]:
        """The lines of the comment that begins the file."""
        lines = []
        for line in self.file.text.splitlines():
            if not line.startswith("#"):
                break
            lines.append(line.removeprefix("#").removeprefix(" "))
        return lines

    @property
    def purpose(self) -> str:
        """What the module is for: the comment up to its first empty line."""
        words = []
        for line in self.comment:
            if not line.strip():
                break
            words.append(line.strip())
        return " ".join(words)

    def page(self) -> str:
        """Return the page of the module."""
        use = "\n".join(line.removeprefix("  ") for line in self.comment if line.startswith("  "))
        parts = [_MADE, f"# {self.name}", self.purpose, f"```text\n{use}\n```"]
        needs = [item for item in self.tree.declarations if isinstance(item, ast.Needs)]
        parameters = [item for item in self.tree.declarations if isinstance(item, ast.Parameter)]
        others = [
            item
            for item in self.tree.declarations
            if not isinstance(item, ast.Needs | ast.Parameter | ast.Use)
        ]
        if needs:
            parts += ["## What it needs", _table(("Name", "What", "Meaning"), self._needs(needs))]
        if parameters:
            heads = ("Name", "Title", "If not set", "Range", "Meaning")
            parts += ["## Parameters", _table(heads, self._parameters(parameters))]
        for item in others:
            parts += [f"## {_heading(item)}", *_said(item), f"```text\n{self._text(item)}\n```"]
        recipes = sorted(
            page.stem for page in COOKBOOK.glob("*.md") if f"use {self.name}\n" in page.read_text()
        )
        if recipes:
            links = ", ".join(f"[{name}](../cookbook/{name}.md)" for name in recipes)
            parts += [f"In the cookbook: {links}."]
        return "\n\n".join(parts) + "\n"

    def _text(self, node: ast.Node) -> str:
        # Brackets at the end of a line belong to no node.
        text = self.file.text
        end = text.find("\n", node.span.end - 1)
        return text[node.span.start : end if end >= 0 else len(text)].rstrip()

    def _needs(self, needs: list[ast.Needs]) -> list[tuple[str, ...]]:
        return [(f"`{item.name.text}`", self._need(item), _notes(item)) for item in needs]

    def _parameters(self, parameters: list[ast.Parameter]) -> list[tuple[str, ...]]:
        return [
            (f"`{item.name.text}`", item.title.value, *self._values(item), _notes(item))
            for item in parameters
        ]

    def _need(self, item: ast.Needs) -> str:
        words = print_node(item).words.split(" ", 1)[1].replace(f" {item.name.text}", "", 1)
        columns = [
            f"`{line.name.text}`: {print_node(line).words.partition(' is ')[2]}"
            for line in item.lines
            if isinstance(line, ast.Column)
        ]
        return words + (f" with the columns {'; '.join(columns)}" if columns else "")

    def _values(self, item: ast.Parameter) -> tuple[str, str]:
        value = [self._text(line) for line in item.lines if isinstance(line, ast.Value)]
        range = [self._text(line) for line in item.lines if isinstance(line, ast.Range)]
        return (
            value[0].removeprefix("value ") if value else "must be set",
            range[0] if range else "",
        )


def _heading(item: ast.Declaration) -> str:
    name = "" if isinstance(item, ast.Use) else item.name.text
    title = getattr(item, "title", None)
    return f"{title.value} (`{name}`)" if isinstance(title, ast.Text) else f"`{name}`"


def _said(item: ast.Declaration) -> list[str]:
    means = [line.text.value for line in _lines(item) if isinstance(line, ast.Means)]
    because = [line.text.value for line in _lines(item) if isinstance(line, ast.Because)]
    return [f"It means {text}." for text in means] + because


def _notes(item: ast.Declaration) -> str:
    return " ".join(line.text.value for line in _lines(item) if isinstance(line, ast.Means))


def _lines(item: ast.Declaration) -> tuple[ast.Node, ...]:
    return getattr(item, "lines", ())


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    used = [place for place in range(len(heads)) if place < 2 or any(row[place] for row in rows)]
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(line[place] for place in used) + " |" for line in lines)


def _index(modules: dict[str, Module]) -> str:
    groups: dict[str, list[str]] = {}
    for name, item in modules.items():
        _, *folders, _ = name.split(".")
        link = f"| [{name}]({name.removeprefix('std.')}.md) | {item.purpose} |"
        groups.setdefault(" ".join(folders) or "General", []).append(link)
    parts = [
        _MADE,
        "# The standard library",
        "Each module is read, checked and printed like any other file of terms. What it needs and "
        "its parameters are set in lines below `use`.",
    ]
    for group, links in groups.items():
        parts.append(f"## {group.capitalize()}")
        parts.append("\n".join(["| Module | What it is for |", "| --- | --- |", *links]))
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Compare the pages with the modules; return 1 where they differ and are not written."""
    parser = argparse.ArgumentParser(description="Write the reference of the standard library.")
    parser.add_argument("--write", action="store_true", help="write the pages")
    options = parser.parse_args()
    made = pages()
    there = {path.name: path.read_text("utf-8") for path in PAGES.glob("*.md")}
    stale = sorted(name for name in {*made, *there} if made.get(name) != there.get(name))
    if options.write:
        PAGES.mkdir(parents=True, exist_ok=True)
        for name in stale:
            if name in made:
                (PAGES / name).write_text(made[name], "utf-8")
            else:
                (PAGES / name).unlink()
    for name in stale:
        sys.stdout.write(f"{'wrote' if options.write else 'stale'}: docs/library/{name}\n")
    return 1 if stale and not options.write else 0


if __name__ == "__main__":
    sys.exit(main())
