"""The commands: what each takes, and which function of the driver it calls.

Nothing heavy is imported before a command runs, so that help answers at once.
"""

from typing import TYPE_CHECKING, Any

import click

from milestonelang.cli import options
from milestonelang.cli.builds import build
from milestonelang.cli.shows import show
from milestonelang.cli.simulations import simulate
from milestonelang.cli.terminal import show_diagnostics, show_remarks, write_bytes, write_text
from milestonelang.version import VERSION

if TYPE_CHECKING:
    from milestonelang.backends.documents.house import House


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 fine, 1 findings, 2 wrong usage or input, 3 a defect, 130 interrupted.",
)
@click.version_option(VERSION, message="%(prog)s %(version)s")
def milestone() -> None:
    """The economic terms of partner contracts: check them, see what they pay, print them."""


@milestone.command()
@click.argument("file")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@options.color
def check(file: str, form: str) -> int:
    """Read the terms, run their examples, and name every mistake."""
    from milestonelang.driver.check import check_file

    checked = check_file(file)
    if form == "json":
        from milestonelang.diagnostics.render_json import render_json

        write_text(render_json(checked.diagnostics, checked.sources).rstrip("\n") + "\n")
    else:
        show_diagnostics(checked.diagnostics, checked.sources)
        if not checked.has_errors:
            click.echo(_all_well(file, len(checked.diagnostics)), err=True)
    return 1 if checked.has_errors else 0


def _house(folder: str) -> "House | None":
    from milestonelang.driver.documents.style import house_of

    return house_of(folder)


def _all_well(file: str, remarks: int) -> str:
    if not remarks:
        return f"{file}: no mistakes"
    return f"{file}: no errors, {remarks} remark{'' if remarks == 1 else 's'}"


@milestone.command()
@click.argument("file")
@options.inputs
@click.option("--period", metavar="PERIOD", help="Only this period, as 2026-Q4.")
@click.option("--ledger", metavar="FILE", help="Take what was stated from the ledger.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text")
@click.option("--output", "-o", metavar="PATH", help="Write to a file instead of the terminal.")
@options.templates
@options.color
def evaluate(
    file: str,
    period: str | None,
    form: str,
    output: str | None,
    templates: str | None,
    **inputs: Any,
) -> int:
    """Print the statement: what each period owes, line by line."""
    from milestonelang.driver.check import load_checked
    from milestonelang.driver.evaluate import evaluate_terms
    from milestonelang.driver.output import statement_text, write_file

    given = options.given_data(**inputs)
    checked = load_checked(file, None if templates is None else _house(templates))
    show_remarks(checked)
    evaluation = evaluate_terms(checked, given)
    text = statement_text(evaluation, form, period)
    if output is None:
        write_text(text)
    else:
        write_file(output, text.encode("utf-8"))
    if not evaluation.assertions:
        return 0
    from milestonelang.driver.asserting import broken

    found = broken(checked.require(), evaluation.assertions)
    show_diagnostics(found, checked.sources)
    return 1 if found else 0


@milestone.command()
@click.argument("file")
@options.inputs
@click.option("--period", metavar="PERIOD", required=True, help="The period, as 2026-Q4.")
@click.option("--ledger", metavar="FILE", help="Take what was stated from the ledger.")
@click.option("--to", "form", type=options.Form(["html", "pdf", "docx", "md"]), default=None)
@click.option("--output", "-o", metavar="PATH", help="Where to write (default: beside the file).")
@click.option("--agreement", metavar="ADDRESS", help="Where references lead (default: as built).")
@click.option("--for", "party", metavar="PARTY", help="For one party: what it receives and owes.")
@click.option(
    "--replaces", type=options.Day(), metavar="DATE", help="The earlier one was as of it."
)
@options.locale
@options.language
@options.bilingual
@options.templates
@options.color
def statement(
    file: str,
    period: str,
    form: str | None,
    output: str | None,
    agreement: str | None,
    party: str | None,
    replaces: Any,
    **inputs: Any,
) -> None:
    """Write what a partner receives for a period, as a document."""
    from milestonelang.driver.check import load_checked
    from milestonelang.driver.documents.build import document_format
    from milestonelang.driver.documents.statements import build_statement, statement_path
    from milestonelang.driver.output import write_file

    form = form or document_format(output)
    look = {name: inputs.pop(name) for name in options.LOOK}
    style = options.style(look, form)
    given = options.given_data(**inputs)
    checked = load_checked(file, style.house)
    show_remarks(checked)
    content = build_statement(checked, given, period, form, style, agreement, party, replaces)
    if output == "-":
        write_bytes(content)
        return
    path = output or statement_path(file, period, form, party)
    write_file(path, content)
    click.echo(f"wrote {path}", err=True)


@milestone.command()
@click.argument("file")
@click.option(
    "--data",
    "-d",
    multiple=True,
    required=True,
    metavar="[SOURCE=]PATH",
    help="Parquet: the partners' figures; or the rows of a source. May be given several times.",
)
@click.option("--parameters", metavar="FILE", help="Parquet: a row of own parameters a partner.")
@click.option("--events", metavar="FILE", help="CSV, JSON: events, with a column of partners.")
@click.option("--by", metavar="COLUMN", default="partner", help="The column of partners' names.")
@click.option("--output", "-o", metavar="PATH", help="Write the figures, as .parquet or .csv.")
@click.option("--rejects", metavar="PATH", help="Where rows that are set aside are listed.")
@click.option("--wide", is_flag=True, help="A row a partner, a column a figure and period.")
@click.option("--lines", is_flag=True, help="The amount after each line of each payment, too.")
@click.option("--only", multiple=True, metavar="FIGURE", help="Only this figure.")
@options.settings
@click.option("--threads", type=click.IntRange(min=1), help="How many cores to use (all).")
@click.option("--engine", type=click.Choice(["auto", "compiled", "numpy"]), default="auto")
@click.option(
    "--largest-page",
    type=click.IntRange(min=1),
    default=128,
    metavar="MB",
    help="How large a page of a Parquet file may be.",
)
@options.color
def batch(file: str, **given: Any) -> int:
    """Compute one agreement for many partners."""
    from milestonelang.cli.batches import run_batch
    from milestonelang.driver.check import load_checked

    checked = load_checked(file)
    show_remarks(checked)
    return run_batch(checked, **given)


@milestone.command()
@click.argument("file")
@options.inputs
@click.option("--period", metavar="PERIOD", required=True, help="The period, as 2026-Q4.")
@click.option("--ledger", metavar="FILE", required=True, help="Where to write (begun if need be).")
@options.color
def settle(file: str, period: str, ledger: str, **inputs: Any) -> None:
    """Write what is stated for a period to a ledger."""
    from milestonelang.driver.check import load_checked
    from milestonelang.driver.settle import settle as settle_period

    given = options.given_data(**inputs)
    checked = load_checked(file)
    show_remarks(checked)
    settled = settle_period(checked, given, period, ledger)
    if settled.message:
        click.echo(settled.message, err=True)
    write_text(f"{period}: record {settled.entry.number}, {settled.entry.hash}\n")


@milestone.command()
@click.argument("file")
@click.argument("files", nargs=-1, metavar="[FILE…]")
@click.option("--key", metavar="FILE", help="The public key that signed it.")
@click.option("--signature", metavar="FILE", help="The signature (default: beside, as FILE.sig).")
@options.templates
@options.color
def verify(
    file: str,
    files: tuple[str, ...],
    key: str | None,
    signature: str | None,
    templates: str | None,
) -> int:
    """Find any change in a ledger, an agreement or a signed file.

    An agreement is a PDF that carries its own terms.
    """
    from milestonelang.driver.errors import InputError
    from milestonelang.driver.verify import verify_file

    if signature is not None and key is None:
        raise click.UsageError("--signature needs --key")
    try:
        lines = verify_file(file, files, key, signature, templates)
    except InputError as error:
        show_diagnostics(error.diagnostics, error.sources)
        return 2 if any(item.code in _UNUSABLE for item in error.diagnostics) else 1
    for line in lines:
        write_text(f"{line}\n")
    return 0


_UNUSABLE = frozenset(
    ("MS0903", "MS0921", "MS1001", "MS1236", "MS1237", "MS1238", "MS1300", "MS1305", "MS1306")
)


@milestone.command()
@click.argument("file")
@click.argument("figure", metavar="FIGURE@PERIOD")
@options.inputs
@click.option("--ledger", metavar="FILE", help="Take what was stated from the ledger.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@options.color
def why(file: str, figure: str, form: str, **inputs: Any) -> None:
    """Explain how one figure came about, or one day.

    A figure is named as base_commission@2026-Q4, a day as base_commission.due@2026-Q4.
    A figure is taken apart down to the rows of the data, a day into the days that were counted.
    """
    from milestonelang.driver.check import load_checked
    from milestonelang.driver.explain import explain_figure

    given = options.given_data(**inputs)
    write_text(explain_figure(load_checked(file), given, figure, form))


@milestone.command()
@click.argument("file")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option(
    "--budget",
    type=click.IntRange(1, 100),
    default=1,
    metavar="N",
    help="How much work may be done: a multiple of the usual, 1 to 100.",
)
@click.option("--save-case", metavar="PATH", help="Write the cases found as examples.")
@click.option("--certificate", metavar="PATH", help="Write what was proved, and of which terms.")
@click.option("--compare", metavar="PATH", help="Compare with a certificate; exit 1 if it differs.")
@options.color
def prove(
    file: str,
    form: str,
    budget: int,
    save_case: str | None,
    certificate: str | None,
    compare: str | None,
) -> int:
    """Prove the guarantees, or show a case that violates one."""
    from milestonelang.driver.check import load_checked
    from milestonelang.driver.proving.command import prove_file

    checked = load_checked(file)
    show_remarks(checked)
    done = prove_file(checked, form, budget, save_case, certificate, compare)
    write_text(done.text)
    show_diagnostics(done.findings, checked.sources)
    for path in done.written:
        click.echo(f"wrote {path}", err=True)
    return 0 if done.is_fine else 1


@milestone.command()
@click.argument("file")
@options.inputs
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@options.color
def advise(file: str, form: str, **inputs: Any) -> int:
    """Say what works against a party or is missing.

    Where lines of terms would answer it, they are tried and shown.
    """
    from milestonelang.cli.terminal import uses_color
    from milestonelang.driver.advising import text as advise_text
    from milestonelang.driver.advising.advise import advise_terms
    from milestonelang.driver.check import load_checked

    checked = load_checked(file)
    show_remarks(checked)
    found = advise_terms(checked, options.given_data(**inputs))
    if form == "json":
        write_text(advise_text.to_json(found, checked))
    else:
        write_text(advise_text.to_text(found, checked, uses_color()))
    return 0 if found.is_fine else 1


@milestone.command()
@click.argument("file")
@options.color
def test(file: str) -> int:
    """Run the examples that the terms contain."""
    from milestonelang.driver.check import load_checked
    from milestonelang.driver.examples import require_examples, run_examples

    checked = load_checked(file)
    found = require_examples(run_examples(checked), checked)
    findings = [finding for item in found for finding in item.findings]
    show_diagnostics(findings, checked.sources)
    for item in found:
        wrong = len(item.findings)
        verdict = "ok" if not wrong else f"{wrong} of {item.checked} figures differ"
        write_text(f"{item.example.name}: {verdict}\n")
    return 1 if findings else 0


@milestone.command()
@click.argument("old")
@click.argument("new")
@options.inputs
@click.option("--new-data", multiple=True, metavar="[SOURCE=]FILE", help="Data for NEW alone.")
@click.option("--new-events", multiple=True, metavar="FILE", help="Events for NEW alone.")
@click.option("--to", type=options.Form(["html", "pdf", "docx", "md"]), help="Mark up a document.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--output", "-o", metavar="PATH", help="Write to a file instead of the terminal.")
@options.locale
@options.language_of_document
@options.templates
@options.color
def diff(
    old: str,
    new: str,
    form: str,
    to: str | None,
    output: str | None,
    new_data: tuple[str, ...],
    new_events: tuple[str, ...],
    **inputs: Any,
) -> int:
    """Say what differs between two versions, in words and money."""
    from milestonelang.cli.diffs import run_diff

    look = {name: inputs.pop(name) for name in ("locale", "language", "templates")}
    given = given_new = None
    if inputs["data"] or inputs["events"] or new_data or new_events:
        given = options.given_data(**inputs)
    if new_data or new_events:
        own = {"data": new_data or inputs["data"], "events": new_events or inputs["events"]}
        given_new = options.given_data(**{**inputs, **own})
    return run_diff(old, new, given, given_new, form, to, output, look)


@milestone.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 if one differs.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; print what would change.")
@options.color
def fmt(files: tuple[str, ...], only_check: bool, show_diff: bool) -> int:
    """Put terms into their one layout."""
    from milestonelang.driver.formatting import format_file
    from milestonelang.driver.output import write_file

    differs = False
    for file in files:
        done = format_file(file)
        if not done.is_changed:
            continue
        differs = True
        if show_diff:
            write_text(done.diff())
        elif only_check:
            write_text(f"{file} would change\n")
        else:
            write_file(file, done.after.encode("utf-8"))
            click.echo(f"formatted {file}", err=True)
    return 1 if differs and (only_check or show_diff) else 0


@milestone.command()
@click.argument("pattern", required=False)
@click.option("--list", "show_list", is_flag=True, help="Show the patterns, a line each.")
@click.option("--answers", metavar="FILE", help="Answers in a file, so that nothing is asked.")
@click.option("--questions", is_flag=True, help="Print a file for --answers to fill in.")
@click.option("--data", "-d", "terms", metavar="FILE", help="Write empty data files for terms.")
@click.option("--output", "-o", default=".", metavar="DIR", help="Where to write (default: here).")
@click.option("--force", is_flag=True, help="Replace files that are there.")
@options.color
def new(
    pattern: str | None,
    show_list: bool,
    answers: str | None,
    questions: bool,
    terms: str | None,
    output: str,
    force: bool,
) -> None:
    """Begin an agreement from a pattern, or its data files.

    Asks for the names, days and rates, and writes terms that check, with sample data beside them.
    """
    from milestonelang.cli import news

    if (pattern is not None) + show_list + (terms is not None) != 1:
        raise click.UsageError(
            "give the name of a pattern (--list shows them), or --data with a file of terms"
        )
    if show_list:
        news.list_patterns()
    elif terms is not None:
        news.empty_files(terms, output, force)
    elif questions:
        news.show_questions(str(pattern))
    else:
        news.new_agreement(str(pattern), answers, output, force)


@milestone.command()
@click.argument("code")
@options.color
def explain(code: str) -> None:
    """Explain a message, as MS0101.

    It gives the reason, a wrong program and a right one.
    """
    from milestonelang.driver.explain_code import explain_code

    write_text(explain_code(code))


@milestone.command()
def version() -> None:
    """Print the version."""
    write_text(f"milestone {VERSION}\n")


milestone.add_command(build)
milestone.add_command(show)
milestone.add_command(simulate)
