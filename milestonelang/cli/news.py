"""`milestone new`: show the patterns, ask their questions, write a new agreement."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from milestonelang.cli.terminal import show_diagnostics, write_text

if TYPE_CHECKING:
    from milestonelang.driver.new.begin import Begun
    from milestonelang.patterns.pattern import Pattern, Question


def empty_files(terms: str, output: str, force: bool) -> None:
    """Write the empty data and event files that terms need."""
    from milestonelang.driver.check import load_checked
    from milestonelang.driver.new.data_files import write_data_files

    made = write_data_files(load_checked(terms), output, force)
    for path in made.paths:
        write_text(f"{path}\n")
    click.echo(f"fill them in, then: {made.command}", err=True)


def list_patterns() -> None:
    """Show the patterns, a line each."""
    from milestonelang.patterns.pattern import load_pattern, pattern_names

    names = pattern_names()
    width = max(map(len, names))
    write_text("".join(f"{name:<{width}}  {load_pattern(name).summary}\n" for name in names))


def show_questions(name: str) -> None:
    """Print a file of the usual answers."""
    from milestonelang.driver.new.begin import answers_file, find_pattern

    write_text(answers_file(find_pattern(name)))


def new_agreement(name: str, answers: str | None, output: str, force: bool) -> None:
    """Write a new agreement from a pattern: with the answers of a file, or with those given now."""
    from milestonelang.driver.new.begin import begin, find_pattern, read_answers, require_room

    pattern = find_pattern(name)
    if not force:
        require_room(pattern, output)  # before anybody has answered a dozen questions
    if answers is None:
        made = _begun(pattern, output, force)
    else:
        made = begin(pattern, read_answers(pattern, answers), output, force)
    for path in made.paths:
        write_text(f"{path}\n")
    click.echo("next:\n" + "\n".join(f"  {each}" for each in made.commands), err=True)


def _begun(pattern: "Pattern", output: str, force: bool) -> "Begun":
    """Ask, and ask again about what does not fit together, until the terms check."""
    from milestonelang.driver.errors import TermsError
    from milestonelang.driver.new.begin import begin, doubtful

    keys = "Press Enter to take the answer in brackets, Ctrl-C to stop with nothing written."
    click.echo(f"{pattern.summary}\n{keys}\n", err=True)
    given: dict[str, str] = {}
    asked, keeps = pattern.questions, True
    while True:
        before = dict(given)
        _ask(pattern, asked, given, keeps)
        try:
            return begin(pattern, given, output, force)
        except TermsError as error:
            click.echo("", err=True)
            show_diagnostics(error.diagnostics, error.sources)
            asked = doubtful(pattern, error)
            # Whoever presses Enter on an answer that is known to be wrong would be asked for ever.
            keeps = len(asked) == len(pattern.questions) and given != before
            enter = "keeps an answer" if keeps else "takes the usual answer in brackets"
            click.echo(f"\nThese answers do not fit together. Enter {enter}.\n", err=True)


def _ask(
    pattern: "Pattern", asked: "tuple[Question, ...]", given: dict[str, str], keeps: bool
) -> None:
    from milestonelang.driver.new.begin import usual
    from milestonelang.patterns.pattern import Wanted

    for question in asked:
        offered, words = usual(question, pattern, given), question.words
        was = given.get(question.name) or offered
        if keeps or question.wanted is Wanted.TEXT:
            offered = was
        elif was != offered:
            words = f"{words}, in place of {was}"
        given[question.name] = click.prompt(
            words,
            default=offered,
            value_proc=_taking(question, pattern, given),
            err=True,
        )


def _taking(
    question: "Question", pattern: "Pattern", given: dict[str, str]
) -> Callable[[str], str]:
    """Return what takes an answer; one that is of another kind is asked for again."""
    from milestonelang.driver.new.begin import answer_problem

    def taken(answer: str) -> str:
        problem = answer_problem(question, answer, pattern, given)
        if problem is not None:
            raise click.UsageError(problem)
        return answer.strip()

    return taken
