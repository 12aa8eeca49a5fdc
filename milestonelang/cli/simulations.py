"""`milestone simulate`: what terms come to over many drawn courses."""

from typing import Any

import click

from milestonelang.cli import options
from milestonelang.cli.terminal import show_remarks, write_text

_OWN = ("scenarios", "seed", "figures", "chances", "worth", "in_a_row")


@click.command()
@click.argument("file")
@options.inputs
@click.option("--scenarios", type=int, default=1000, metavar="N", help="How many.")
@click.option("--seed", type=int, default=1, metavar="S", help="The same seed, the same result.")
@click.option(
    "--figure",
    "figures",
    type=options.Pair(),
    multiple=True,
    metavar="NAME='LOW to HIGH[, mostly LIKELY]'",
    help="How a figure is drawn.",
)
@click.option(
    "--chance",
    "chances",
    type=options.Pair(),
    multiple=True,
    metavar="EVENT='60% [OUTCOME]'",
    help="How often an event happens, or an exit is used (never).",
)
@click.option(
    "--in-a-row",
    type=int,
    default=1,
    metavar="N",
    help="Draw so many past periods at once, in their order (1).",
)
@click.option("--worth", metavar="AMOUNT", help="What a period is worth to the payer.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text")
@click.option("--output", "-o", metavar="PATH", help="Write to a file instead of the terminal.")
@options.color
def simulate(
    file: str,
    form: str,
    output: str | None,
    **inputs: Any,
) -> None:
    """Draw figures many times, and show what is paid.

    How it lies, the worst scenario, what moves it, and where it breaks even.
    """
    from milestonelang.driver.check import load_checked
    from milestonelang.driver.output import write_file
    from milestonelang.driver.simulating.given import Wanted
    from milestonelang.driver.simulating.simulate import simulate_terms
    from milestonelang.simulation import to_html, to_json, to_text

    checked = load_checked(file)
    show_remarks(checked)
    own = {name: inputs.pop(name) for name in _OWN}
    wanted = Wanted(**own, given=options.given_data(**inputs))
    found = simulate_terms(checked, wanted)
    text = {"text": to_text.to_text, "json": to_json.to_json, "html": to_html.to_html}[form](found)
    if output is None:
        write_text(text)
    else:
        write_file(output, text.encode("utf-8"))
