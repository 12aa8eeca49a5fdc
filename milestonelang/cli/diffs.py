"""`milestone diff`: compare two versions, print or write what differs."""

from typing import Any

import click

from milestonelang.cli.terminal import write_text


def run_diff(
    old: str,
    new: str,
    given: Any,
    given_new: Any,
    form: str,
    to: str | None,
    output: str | None,
) -> int:
    """Compare two files; 1 where they differ, as `diff` does."""
    from milestonelang.driver.diff import differences, load_version
    from milestonelang.driver.diff_text import diff_json, diff_text
    from milestonelang.driver.output import write_file

    found = differences(load_version(old), load_version(new), given, given_new)
    text = diff_json(found) if form == "json" else diff_text(found)
    if output is None:
        write_text(text)
    else:
        write_file(output, text.encode("utf-8"))
        click.echo(f"wrote {output}", err=True)
    return 0 if found.is_same else 1
