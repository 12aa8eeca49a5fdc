"""`milestone batch`: run, show the progress on a terminal, print the summary."""

import sys
from typing import Any

import click

from milestonelang.cli.terminal import show_diagnostics, write_text
from milestonelang.driver.terms import Checked


def run_batch(
    checked: Checked,
    data: tuple[str, ...],
    parameters: str | None,
    events: str | None,
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
    table, rows = _given(data)
    if table is None and not rows:
        raise click.UsageError("give the partners' figures, or the rows of a source, with --data")
    batch = Batch(checked, table, parameters, chosen, rows, _reading, events)
    first = table or next(iter(rows.values()))[0].rstrip("/\\")
    aside = rejects or f"{output or first}.rejects.csv"
    summary = run_to_files(batch, output, aside, _progress)
    if sys.stderr.isatty():
        click.echo(" " * 40 + "\r", err=True, nl=False)
    write_text(summary.text())
    show_diagnostics(summary.remarks, checked.sources)
    return 1 if summary.remarks else 0


def _given(data: tuple[str, ...]) -> tuple[str | None, dict[str, list[str]]]:
    """Return the table of figures, and the files of each source, that `--data` names."""
    tables: list[str] = []
    rows: dict[str, list[str]] = {}
    for item in data:
        source, sign, file = item.partition("=")
        if not sign or not source.replace(".", "_").isidentifier():
            tables.append(item)
        elif not file:
            raise click.BadParameter(f"'{item}' names no file", param_hint="--data")
        else:
            rows.setdefault(source, []).append(file)
    if len(tables) > 1:
        raise click.BadParameter("there is one table of figures", param_hint="--data")
    return (tables[0] if tables else None), rows


def _reading(source: str, percent: float) -> None:
    """Show on a terminal how far the rows of a source are read; be silent in a pipe."""
    if sys.stderr.isatty():
        click.echo(f"reading {source}: {percent:.0f}%   \r", err=True, nl=False)


def _progress(partners: int) -> None:
    """Show on a terminal how many partners were computed; be silent in a pipe."""
    if sys.stderr.isatty():
        click.echo(f"{partners:,} partners\r", err=True, nl=False)
