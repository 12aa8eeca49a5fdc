"""Options that several commands share, and how their values are read."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar, TypeVar

import click

from milestonelang.cli.terminal import Color

F = TypeVar("F", bound=Callable[..., Any])
# What says how a document looks; the rest of its options say what it is about.
LOOK = ("locale", "language", "bilingual", "templates")


class Form(click.Choice[str]):
    """The format of a document, which people call by its program or in capitals too."""

    _SPOKEN: ClassVar = {"word": "docx", "markdown": "md", "htm": "html"}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the format."""
        said = str(value).lower()
        return super().convert(self._SPOKEN.get(said, said), param, ctx)


class Pair(click.ParamType[tuple[str, str]]):
    """`name=value`."""

    name = "name=value"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Return the name and the value."""
        name, sign, text = value.partition("=")
        if not sign or not name.strip() or not text.strip():
            self.fail(f"'{value}' is not written as parameter=value", param, ctx)
        return name.strip(), text.strip()


class Day(click.ParamType[date]):
    """A day as `2026-12-31`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day."""
        from milestonelang.primitives.dates import parse_day

        day = parse_day(value)
        if day is None:
            self.fail(f"'{value}' is not a day written as 2026-12-31", param, ctx)
        return date.fromordinal(day)


def _take_color(context: click.Context, option: click.Parameter, value: str) -> None:
    Color.choice = value


def templates(command: F) -> F:
    """Add `--templates`."""
    return click.option(
        "--templates", metavar="DIR", help="A house style: templates in place of the usual ones."
    )(command)


def color(command: F) -> F:
    """Add `--color`."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        expose_value=False,
        is_eager=True,
        callback=_take_color,
        help="Colour messages (auto: on a terminal, unless NO_COLOR is set).",
    )(command)


def locale(command: F) -> F:
    """Add `--locale`."""
    return click.option(
        "--locale",
        type=click.Choice(["en", "en-US", "de", "de-CH"]),
        default=None,
        help="How numbers and dates are written (default: as the language has it).",
    )(command)


def language(command: F, default: str | None = "en") -> F:
    """Add `--language`."""
    return click.option(
        "--language",
        type=click.Choice(["en", "de"]),
        default=default,
        help="The language of the fixed words (default: en).",
    )(command)


def language_of_document(command: F) -> F:
    """Add `--language` for a command that does not always write a document."""
    return language(command, None)


def bilingual(command: F) -> F:
    """Add `--bilingual`."""
    return click.option(
        "--bilingual", is_flag=True, help="Set the other language beside (HTML and PDF)."
    )(command)


def style(look: dict[str, Any], form: str) -> Any:
    """Return the style that `--locale`, `--language`, `--bilingual` and `--templates` ask for."""
    from milestonelang.driver.documents.style import house_of, style_of

    if look.get("bilingual") and form not in ("html", "pdf"):
        raise click.UsageError("--bilingual is for HTML and PDF")
    house = house_of(look.pop("templates"))
    return style_of(**look, house=house)


def settings(command: F) -> F:
    """Add `--set`."""
    return click.option(
        "--set",
        "settings",
        multiple=True,
        type=Pair(),
        metavar="PARAMETER=VALUE",
        help="Set a parameter or a segment for this run.",
    )(command)


def inputs(command: F) -> F:
    """Add what says on which data to evaluate."""
    options = (
        click.option(
            "--data",
            "-d",
            "data",
            multiple=True,
            metavar="[SOURCE=]FILE",
            help="Reported figures, or the rows of a source. May be given several times.",
        ),
        click.option(
            "--events",
            "-e",
            "events",
            multiple=True,
            metavar="FILE",
            help="Events. May be given several times.",
        ),
        click.option("--as-of", type=Day(), metavar="DATE", help="Use what was known on that day."),
        settings,
    )
    for option in reversed(options):
        command = option(command)
    return command


def data_files(data: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    """Return the metrics files, and the file of each source, that `--data` names.

    What stands before the first `=` is a source where it could be the name of one.
    """
    metrics: list[str] = []
    rows: dict[str, str] = {}
    for item in data:
        source, sign, file = item.partition("=")
        if not sign or not source.replace(".", "_").isidentifier():
            metrics.append(item)
        elif source in rows:
            raise click.BadParameter(f"the rows of '{source}' are given twice", param_hint="--data")
        elif not file:
            raise click.BadParameter(f"'{item}' names no file", param_hint="--data")
        else:
            rows[source] = file
    return metrics, rows


def given_data(
    data: tuple[str, ...],
    events: tuple[str, ...],
    as_of: date | None,
    settings: tuple[tuple[str, str], ...],
    ledger: str | None = None,
) -> Any:
    """Return what a run is given, as the driver takes it."""
    from milestonelang.driver.evaluate import given

    metrics, rows = data_files(data)
    twice = [name for name in {name for name, _ in settings} if _count(settings, name) > 1]
    if twice:
        raise click.BadParameter(f"'{twice[0]}' is set twice", param_hint="--set")
    return given(metrics, rows, events, as_of, dict(settings), ledger)


def _count(settings: tuple[tuple[str, str], ...], name: str) -> int:
    return sum(each == name for each, _ in settings)
