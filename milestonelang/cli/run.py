"""Run the command line and turn whatever stops it into a message and an exit code.

0 is fine, 1 findings in the terms, 2 wrong usage or input that cannot be used, 3 a defect in
milestonelang, 130 interrupted. Nothing of a traceback is shown unless MILESTONE_TRACEBACK is set.
"""

import contextlib
import os
import sys

import click

from milestonelang.cli import terminal
from milestonelang.cli.commands import milestone
from milestonelang.driver.errors import InputError, TermsError

FINE = 0
FINDINGS = 1
WRONG_INPUT = 2
DEFECT = 3
INTERRUPTED = 130
TRACEBACK = "MILESTONE_TRACEBACK"


def run(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    terminal.prepare_streams()
    try:
        result = milestone.main(arguments, prog_name="milestone", standalone_mode=False)
        return result if isinstance(result, int) else FINE
    except TermsError as error:
        terminal.show_diagnostics(error.diagnostics, error.sources)
        return FINDINGS
    except InputError as error:
        terminal.show_diagnostics(error.diagnostics, error.sources)
        return WRONG_INPUT
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        _with_remedy(error).show()
        return WRONG_INPUT
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except terminal.ReaderGoneError:
        _drop_output()
        return FINE
    except Exception as error:  # noqa: BLE001  # whatever it is, it is a defect of ours
        return _defect(error)


def _with_remedy(error: click.ClickException) -> click.ClickException:
    """Return the message about wrong usage with what was meant, for whoever types it first."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return error
    remedy = ""
    takes_data = any("--data" in option.opts for option in context.command.params)
    if takes_data and "unexpected extra argument" in error.message:
        remedy = "; figures are given as `--data FILE`"
    if error.message.startswith("No such command"):
        from milestonelang.diagnostics.nearest import nearest

        near = nearest(error.message.partition("'")[2].partition("'")[0], milestone.commands)
        remedy = f" Did you mean `{near}`?" if near is not None else ""
    return click.UsageError(error.message + remedy, context) if remedy else error


def _drop_output() -> None:
    """Let the interpreter end in silence when nobody reads its output any more."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


def _defect(error: Exception) -> int:
    if os.environ.get(TRACEBACK):
        import traceback

        traceback.print_exception(error)
    text = (
        "this is a defect in milestonelang, not in your files "
        f"({type(error).__name__}: {error})\n"
        "  = help: run the command again with MILESTONE_TRACEBACK=1 and report what it prints, "
        "with the terms and data if you may share them"
    )
    click.echo(f"error: {text}", err=True)
    return DEFECT
