"""Streams, colours and diagnostics on a terminal.

Colours are used where standard error is a terminal, unless NO_COLOR is set; `--color` has the last
word. Output is UTF-8 with line feeds on every system, so that a pipe gets the same bytes anywhere.
"""

import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from milestonelang.diagnostics.diagnostic import Diagnostic, Severity
from milestonelang.source import SourceMap

if TYPE_CHECKING:
    from milestonelang.driver.terms import Checked

_ENCODING = "utf-8"


class Color:
    """What `--color` said last. Kept beside the command, since an error outlives its context."""

    choice = "auto"


def prepare_streams() -> None:
    """Make the standard streams write UTF-8 with line feeds, and never fail on a character."""
    Color.choice = "auto"
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=_ENCODING, errors="backslashreplace", newline="\n")


def uses_color() -> bool:
    """Whether diagnostics are shown in colour."""
    if Color.choice != "auto":
        return Color.choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stderr.isatty()


def show_diagnostics(diagnostics: Sequence[Diagnostic], sources: SourceMap) -> None:
    """Write diagnostics to standard error."""
    if not diagnostics:
        return
    from milestonelang.diagnostics.render_text import render_text

    sys.stdout.flush()
    text = render_text(tuple(diagnostics), sources, color=uses_color())
    click.echo(text.rstrip("\n"), err=True, color=uses_color())


def show_remarks(checked: "Checked") -> None:
    """Write what is said of terms besides errors; those end the command, which then says them."""
    remarks = [each for each in checked.diagnostics if each.severity is not Severity.ERROR]
    show_diagnostics(remarks, checked.sources)


class ReaderGoneError(Exception):
    """Nobody reads the output any more, as in `milestone evaluate … | head`."""


def write_text(text: str) -> None:
    """Write a result to standard output as it is."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError as error:
        # click would take a broken pipe for a failure and end with 1.
        raise ReaderGoneError from error


def write_bytes(content: bytes) -> None:
    """Write a result that is no text to standard output."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError as error:
        raise ReaderGoneError from error
