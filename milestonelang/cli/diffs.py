"""`milestone diff`: compare two versions, print or write what differs."""

from pathlib import Path
from typing import Any

import click

from milestonelang.cli import options
from milestonelang.cli.terminal import write_bytes, write_text

DOCUMENTS = ("html", "docx", "pdf", "md")
_ENDINGS = {"htm": "html", "markdown": "md"}


def run_diff(
    old: str,
    new: str,
    given: Any,
    given_new: Any,
    form: str,
    to: str | None,
    output: str | None,
    look: dict[str, Any],
) -> int:
    """Compare two files; 1 where they differ, as `diff` does."""
    from milestonelang.driver.comparing.diff import differences, load_version

    to = to or _document_of(output)
    if to is None and any(look.values()):
        raise click.UsageError("--language, --locale and --templates are for a document: give --to")
    look = {**look, "language": look["language"] or "en"}
    style = None if to is None else options.style(look, to)
    found = differences(load_version(old), load_version(new), given, given_new)
    if to is None or style is None:
        from milestonelang.driver.comparing.text import diff_json, diff_text

        _write((diff_json(found) if form == "json" else diff_text(found)).encode("utf-8"), output)
    else:
        from milestonelang.driver.comparing.document import diff_document

        _write(diff_document(found, to, style), output or _beside(new, to))
    return 0 if found.is_same else 1


def _document_of(output: str | None) -> str | None:
    """Return the format of a document that a path asks for by its ending."""
    ending = "" if output is None else Path(output).suffix.lower().lstrip(".")
    ending = _ENDINGS.get(ending, ending)
    return ending if ending in DOCUMENTS else None


def _beside(new: str, to: str) -> str:
    return str(Path(new).with_suffix(f".redline.{to}"))


def _write(content: bytes, output: str | None) -> None:
    from milestonelang.driver.output import write_file

    if output is None:
        write_text(content.decode("utf-8"))
    elif output == "-":
        write_bytes(content)
    else:
        write_file(output, content)
        click.echo(f"wrote {output}", err=True)
