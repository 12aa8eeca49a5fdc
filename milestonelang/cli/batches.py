"""`milestone batch`: run, show the progress on a terminal, print the summary."""

import sys
from typing import Any

import click

from milestonelang.cli.terminal import show_diagnostics, write_text
from milestonelang.driver.terms import Checked


def run_batch(
    checked: Checked,
    data: str,
    parameters: str | None,
    output: str | None,
    rejects: str | None,
    engine: str,
    settings: tuple[tuple[str, str], ...],
    **options: Any,
) -> int:
    """Run a batch; 1 where rows were set aside."""
    from milestonelang.driver.batch.files import run_to_files
    from milestonelang.driver.batch.run import Batch, Options

    native = {"auto": None, "compiled": True, "numpy": False}[engine]
    chosen = Options(native=native, settings=settings, **options)
    batch = Batch(checked, data, parameters, chosen)
    aside = rejects or f"{output or data}.rejects.csv"
    summary = run_to_files(batch, output, aside, _progress)
    if sys.stderr.isatty():
        click.echo(" " * 40 + "\r", err=True, nl=False)
    write_text(summary.text())
    show_diagnostics(summary.remarks, checked.sources)
    return 1 if summary.remarks else 0


def _progress(partners: int) -> None:
    """Show on a terminal how many partners were computed; be silent in a pipe."""
    if sys.stderr.isatty():
        click.echo(f"{partners:,} partners\r", err=True, nl=False)
