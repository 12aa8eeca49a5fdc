"""`milestone show`: terms as they stand, together with what they are based on."""

import click

from milestonelang.cli import options
from milestonelang.cli.terminal import show_remarks, write_text


@click.command()
@click.argument("file")
@click.option("--differences", is_flag=True, help="Only what differs from the base.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@options.color
def show(file: str, differences: bool, form: str) -> None:
    """Show a contract based on another as one whole.

    Or, with --differences, only what it says otherwise than its base.
    """
    from milestonelang.driver.check import load_checked

    if form == "json" and not differences:
        raise click.UsageError("--format json is for --differences")
    checked = load_checked(file)
    show_remarks(checked)
    if differences:
        from milestonelang.driver.comparing.showing import (
            differences_json,
            differences_text,
            from_base,
        )

        found = from_base(checked)
        write_text(differences_json(found) if form == "json" else differences_text(found))
    else:
        from milestonelang.driver.bases import whole_text

        write_text(whole_text(checked))
