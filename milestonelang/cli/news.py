"""`milestone new`: show the patterns, ask their questions, write a new agreement."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from milestonelang.cli.terminal import write_text

if TYPE_CHECKING:
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
    from milestonelang.driver.new.begin import begin, find_pattern, read_answers

    pattern = find_pattern(name)
    given = _asked(pattern) if answers is None else read_answers(pattern, answers)
    made = begin(pattern, given, output, force)
    for path in made.paths:
        write_text(f"{path}\n")
    click.echo("next:\n" + "\n".join(f"  {each}" for each in made.commands), err=True)


def _asked(pattern: "Pattern") -> dict[str, str]:
    from milestonelang.driver.new.begin import usual

    click.echo(f"{pattern.summary}\nPress Enter to take the answer in brackets.\n", err=True)
    given: dict[str, str] = {}
    for question in pattern.questions:
        given[question.name] = click.prompt(
            question.words,
            default=usual(question, pattern, given),
            value_proc=_taking(question),
            err=True,
        )
    return given


def _taking(question: "Question") -> Callable[[str], str]:
    """Return what takes an answer; one that is of another kind is asked for again."""
    from milestonelang.driver.new.begin import answer_problem

    def taken(answer: str) -> str:
        problem = answer_problem(question, answer)
        if problem is not None:
            raise click.UsageError(problem)
        return answer.strip()

    return taken
