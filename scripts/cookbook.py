"""Carry out the pages of the cookbook, and write their results into them.

A page holds its files as fenced blocks with a name (`terms agreement.terms`, `csv deals.csv`),
commands with what they print (`console`, each begun by `$ milestone`), and clauses and definitions
as the document prints them (`clause revenue_share`, or by the title: `clause Yearly-Audit`). With
`--write` the last two kinds are filled in; the tests compare the pages with what would be written.
In a console block a line of `…` stands for any lines, so that a page can show a part of a long
statement.

    python scripts/cookbook.py            says which pages are not what the commands print
    python scripts/cookbook.py --write    writes them anew
"""

import argparse
import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "cookbook"
TUTORIAL = ROOT / "docs" / "tutorial.md"
_BLOCK = re.compile(r"^```(\w+)(?: ([\w./-]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\(#[^)]*\)|<a id=\"[^\"]*\"></a>")
_ANY = "…"


def recipes() -> list[Path]:
    """Return the pages of the cookbook: all but the index, which has no terms."""
    return sorted(path for path in PAGES.glob("*.md") if path.stem != "README")


def carried_out(page: str) -> str:
    """Return the text of a page with each result as the commands give it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        terms = write_files(page, folder)
        if "key.pem" in page:
            _write_keys(folder)

        def filled(match: re.Match[str]) -> str:
            kind, name, body = match[1], match[2], match[3]
            if kind == "console":
                return f"```console\n{_console(body, folder)}```"
            if kind == "clause":
                return f"```clause {name}\n{_clause(name, terms, folder)}```"
            return match[0]

        return _BLOCK.sub(filled, page)


def milestone(arguments: list[str], folder: Path) -> str:
    """Return what a command prints, messages last; its files are those of *folder*."""
    from milestonelang.cli.run import run

    out, err = io.StringIO(), io.StringIO()
    before = os.getcwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            run(arguments)
    finally:
        os.chdir(before)
    return out.getvalue() + err.getvalue()


def write_files(page: str, folder: Path) -> str | None:
    """Write the named blocks of a page into *folder*; return the name of the terms."""
    terms = None
    for kind, name, body in _BLOCK.findall(page):
        if not name or kind == "clause":
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, "utf-8")
        if kind == "terms":
            terms = name
    return terms


def _write_keys(folder: Path) -> None:
    """Write what OpenSSL writes where the tutorial makes a key; each run has another one."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    public = key.public_key().public_bytes(
        form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo
    )
    (folder / "key.pem").write_bytes(private)
    (folder / "key.pub.pem").write_bytes(public)


def _console(body: str, folder: Path) -> str:
    """Return a console block with the results of its commands."""
    found = []
    for command, shown in _commands(body):
        name, *arguments = shlex.split(command)
        if name != "milestone":
            raise SystemExit(f"a page runs `milestone` only, not `{name}`")
        printed = milestone(arguments, folder).splitlines()
        kept = shown if _matches(shown, printed) else printed
        found.append("\n".join([f"$ {command}", *kept]) + "\n")
    return "\n".join(found)


def _commands(body: str) -> Iterator[tuple[str, list[str]]]:
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, *shown = part.rstrip("\n").split("\n")
        while command.endswith("\\"):
            command = command[:-1] + shown.pop(0).strip()
        yield command, shown


def _matches(shown: list[str], printed: list[str]) -> bool:
    """Return whether a shown result is the printed one.

    A line of `…` stands for any lines, and `…` at the end of a line for the rest of it.
    """
    pattern = "".join(
        "(?:.*\n)*?"
        if line.strip() == _ANY
        else (re.escape(line.removesuffix(_ANY)) + (".*\n" if line.endswith(_ANY) else "\n"))
        for line in shown
    )
    return re.fullmatch(pattern, "".join(line + "\n" for line in printed)) is not None


def _clause(name: str, terms: str | None, folder: Path) -> str:
    """Return a clause of the document as plain text, without its links."""
    assert terms is not None, "a page that shows a clause has terms"
    printed = milestone(["build", terms, "--to", "md", "-o", "agreement.md"], folder)
    built = folder / "agreement.md"
    if not built.exists():
        raise SystemExit(printed)
    clause = _found(name, built.read_text("utf-8"))
    if clause is None:
        raise SystemExit(f"the document has no clause and no definition `{name}`")
    return re.sub(r"\n{3,}", "\n\n", _LINK.sub(r"\1", clause)).strip() + "\n"


def _found(name: str, text: str) -> str | None:
    """Return a clause or definition by its name or its title, which has `-` in place of spaces."""
    start = text.find(f'<a id="clause-{name}"></a>')
    if start < 0:
        start = text.find(f'<a id="term-{name}"></a>')
    title = "[- ]".join(map(re.escape, name.split("-")))
    if start < 0:
        named = re.search(rf"^#+ .*[\d>] ?{title}$", text, re.MULTILINE)
        if named is None:
            numbered = rf"^\*\*[\d.]+\*\* \*\*{title}\.\*\*.*?(?=^\*\*\d|^#|\Z)"
            part = re.search(numbered, _LINK.sub(r"\1", text), re.MULTILINE | re.DOTALL)
            return part and part[0]
        start = named.start() + 1
    start = max(text.rfind("\n#", 0, start) + 1, 0)
    level = re.match(r"#+", text[start:])
    assert level is not None
    end = re.compile(rf"^#{{1,{len(level[0])}}} ", re.MULTILINE).search(text, start + len(level[0]))
    return text[start : end.start() if end else len(text)]


def main() -> int:
    """Carry out all pages; return 1 where one is not what it should be and is not written."""
    parser = argparse.ArgumentParser(description="Carry out the pages of the cookbook.")
    parser.add_argument("--write", action="store_true", help="write the results into the pages")
    parser.add_argument(
        "pages", nargs="*", type=Path, help="the pages (default: all, and the tutorial)"
    )
    options = parser.parse_args()
    stale = []
    for path in options.pages or [*recipes(), TUTORIAL]:
        text = path.read_text("utf-8")
        result = carried_out(text)
        if result != text:
            stale.append(path)
            if options.write:
                path.write_text(result, "utf-8")
    for path in stale:
        sys.stdout.write(f"{'wrote' if options.write else 'stale'}: {path}\n")
    return 1 if stale and not options.write else 0


if __name__ == "__main__":
    sys.exit(main())
