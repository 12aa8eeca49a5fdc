"""`milestone build`: the agreement as a document, or the note that explains it."""

from typing import Any

import click

from milestonelang.cli import options
from milestonelang.cli.terminal import show_remarks, write_bytes

_FORMATS = ("html", "pdf", "docx", "md")


@click.command()
@click.argument("file")
@click.option("--to", "form", type=options.Form([*_FORMATS, "notes"]), default=None)
@click.option("--output", "-o", metavar="PATH", help="Where to write (default: beside the file).")
@options.locale
@options.language
@options.bilingual
@options.templates
@click.option("--sign", "key", metavar="KEY", help="Sign it with this private key, as PATH.sig.")
@click.option("--final", is_flag=True, help="For signature: refuse terms that are not ready.")
@options.color
def build(
    file: str,
    form: str | None,
    output: str | None,
    key: str | None,
    final: bool,
    **look: Any,
) -> None:
    """Write the agreement as HTML, PDF, Word or Markdown.

    --to notes writes what explains it to the other party: each reason that the terms state, beside
    what was agreed in short. Its format is that of PATH, or HTML.
    """
    from milestonelang.driver.check import load_checked
    from milestonelang.driver.documents.build import build_document, document_format
    from milestonelang.driver.output import beside, write_file

    if key is not None and output == "-":
        raise click.UsageError("--sign needs a file to write, not standard output")
    is_note = form == "notes"
    if is_note and (final or key is not None or look["bilingual"]):
        raise click.UsageError(
            "a note does not bind: --final, --sign, --bilingual are for agreements"
        )
    form = document_format(output) if is_note or form is None else form
    style = options.style(look, form)
    checked = load_checked(file, style.house)
    show_remarks(checked)
    if is_note:
        from milestonelang.driver.documents.notes import build_notes

        content = build_notes(checked, form, style)
    else:
        content = build_document(checked, form, final, style)
    if output == "-":
        write_bytes(content)
        return
    path = output or beside(file, f"notes.{form}" if is_note else form)
    made = {path: content}
    if key is not None:
        from milestonelang.driver.documents.signing import ENDING, sign

        made[path + ENDING] = sign(content, key)
    for name, bytes_of in made.items():
        write_file(name, bytes_of)
        click.echo(f"wrote {name}", err=True)
