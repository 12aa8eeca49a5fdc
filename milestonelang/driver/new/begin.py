"""Begin a new agreement from a pattern: its terms with the answers, and sample data beside them."""

import shlex
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from milestonelang import records
from milestonelang.diagnostics.nearest import nearest_few
from milestonelang.driver import problems
from milestonelang.driver.errors import InputError, TermsError, reason_of
from milestonelang.driver.new import problems as pattern_problems
from milestonelang.driver.output import write_file
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.patterns.pattern import (
    Pattern,
    Question,
    answer_text,
    filled,
    line_of,
    load_pattern,
    pattern_names,
)
from milestonelang.patterns.sample import moved, moved_day

STARTS, ENDS = "starts", "ends"


@records.frozen
class Begun:
    """The files of a new agreement, and the commands that check, print and evaluate it."""

    paths: tuple[Path, ...]
    commands: tuple[str, ...]


def find_pattern(name: str) -> Pattern:
    """Return a pattern; raises InputError, which names the nearest, where there is none."""
    names = pattern_names()
    if name not in names:
        raise InputError([pattern_problems.unknown_pattern(name, nearest_few(name, names))])
    return load_pattern(name)


def usual(question: Question, pattern: Pattern, answers: Mapping[str, str]) -> str:
    """Return the answer that is taken where none is given: the last day follows the first."""
    if question.name == ENDS and STARTS in answers:
        first = date.fromisoformat(_value(pattern, STARTS))
        after = date.fromisoformat(question.usual) + timedelta(days=1)
        new_first = date.fromisoformat(answers[STARTS])
        return (moved_day(after, first, new_first) - timedelta(days=1)).isoformat()
    return question.usual


def answer_problem(
    question: Question, answer: str, pattern: Pattern, given: Mapping[str, str]
) -> str | None:
    """Return why an answer cannot be taken, for whoever is asked; None where it can."""
    wanted = _wanted(question, answer, pattern, given)
    return None if wanted is None else f"'{answer}' is not {wanted}"


def _wanted(
    question: Question, answer: str, pattern: Pattern, given: Mapping[str, str]
) -> str | None:
    """Return what is wanted in place of an answer; None where it can be taken.

    A term that cuts no quarter leaves nothing to say about short ones.
    """
    if answer_text(question, answer) is None:
        return question.wanted.value
    if question.name not in (STARTS, ENDS):
        return None
    day = date.fromisoformat(answer.strip())
    if (
        question.name == ENDS
        and STARTS in given
        and day < date.fromisoformat(given[STARTS].strip())
    ):
        return f"a day after {given[STARTS]}, on which it begins"
    if "\n  settled quarterly in " not in pattern.text:
        return None
    first = day if question.name == STARTS else day + timedelta(days=1)
    if (first.day, first.month % 3) == (1, 1):
        return None
    start = date(first.year, 3 * ((first.month - 1) // 3) + 1, 1)
    near = start if question.name == STARTS else start - timedelta(days=1)
    edge = "first" if question.name == STARTS else "last"
    return f"the {edge} day of a quarter, as {near.isoformat()}"


def read_answers(pattern: Pattern, path: str) -> dict[str, str]:
    """Read a TOML file of answers by the names of the questions.

    Raises InputError for a file that cannot be read, a name that is no question, an answer that is
    not of the kind that is wanted.
    """
    try:
        given = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = reason_of(error) if isinstance(error, OSError) else str(error)
        raise InputError([pattern_problems.unreadable_answers(path, why)]) from error
    return answers_of(pattern, given, path)


def answers_of(pattern: Pattern, given: Mapping[str, object], source: str) -> dict[str, str]:
    """Return answers as text; raises InputError, with every answer of *source* that is wrong."""
    names = {question.name: question for question in pattern.questions}
    found: dict[str, str] = {}
    wrong = []
    for name, value in given.items():
        question = names.get(name)
        text = value.isoformat() if isinstance(value, date) else str(value)
        if question is None:
            wrong.append(pattern_problems.unknown_question(source, name, nearest_few(name, names)))
        elif (wanted := _wanted(question, text, pattern, found)) is not None:
            wrong.append(pattern_problems.wrong_answer(source, name, text, wanted))
        else:
            found[name] = text
    if wrong:
        raise InputError(wrong)
    return found


def answers_file(pattern: Pattern) -> str:
    """Return a file for `--answers`, with the usual answers and what each is about."""
    lines = [f"# {pattern.summary}"]
    for question in pattern.questions:
        lines += ["", f"# {question.words} ({question.wanted.value})"]
        lines.append(f'{question.name} = "{question.usual}"')
    return "\n".join(lines) + "\n"


def require_room(pattern: Pattern, folder: str) -> None:
    """Raise InputError where a file that would be written is there already."""
    names = (f"{pattern.name}.terms", *(file for file, _ in pattern.data))
    there = [path for name in names if (path := Path(folder) / name).exists()]
    if there:
        raise InputError([problems.unwritable(str(path), "it is there already") for path in there])


def doubtful(pattern: Pattern, error: TermsError) -> tuple[Question, ...]:
    """Return the questions on the lines that do not check, or all where the place is another."""
    lines = {
        error.sources[item.label.span.file].line_and_column(item.label.span.start)[0]
        for item in error.diagnostics
        if item.label is not None and item.label.span.file == 0
    }
    found = tuple(each for each in pattern.questions if line_of(pattern, each) in lines)
    return found or pattern.questions


def begin(pattern: Pattern, answers: Mapping[str, str], folder: str, force: bool) -> Begun:
    """Write a new agreement into *folder*, made if need be.

    Raises TermsError where the answers together give terms that do not check, and InputError where
    a file is there already and *force* does not say to replace it; then nothing is written.
    """
    answers = {
        question.name: answers.get(question.name, usual(question, pattern, answers))
        for question in pattern.questions
    }
    written = {
        question.name: answer_text(question, answers[question.name]) or question.usual
        for question in pattern.questions
    }
    name = f"{pattern.name}.terms"
    files = {name: filled(pattern, written)}
    check_terms(from_text(files[name], name)).require()
    for file, text in pattern.data:
        files[file] = _sample(pattern, text, answers)
    target = Path(folder)
    if not force:
        require_room(pattern, folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError([problems.unwritable(str(target), reason_of(error))]) from error
    for file, text in files.items():
        write_file(target / file, text.encode("utf-8"))
    return Begun(tuple(target / file for file in files), _commands(pattern, target / name))


def _sample(pattern: Pattern, text: str, answers: Mapping[str, str]) -> str:
    first = date.fromisoformat(_value(pattern, STARTS))
    new_first, new_last = (date.fromisoformat(answers[name]) for name in (STARTS, ENDS))
    return moved(text, first, new_first, new_last)


def _value(pattern: Pattern, name: str) -> str:
    return next(each.usual for each in pattern.questions if each.name == name)


_FREQUENCIES = ("monthly.csv", "quarterly.csv", "yearly.csv")


def _commands(pattern: Pattern, terms: Path) -> tuple[str, ...]:
    """Return what to type next; a file that is no metrics file holds the rows of its source."""
    evaluate = ["milestone", "evaluate", str(terms)]
    for name, _ in pattern.data:
        path = str(terms.parent / name)
        if name == "events.csv":
            evaluate += ["--events", path]
        elif name in _FREQUENCIES:
            evaluate += ["--data", path]
        else:
            evaluate += ["--data", f"{Path(name).stem}={path}"]
    build = ["milestone", "build", str(terms), "--to", "html"]
    check = ["milestone", "check", str(terms)]
    return tuple(map(shlex.join, (check, build, evaluate)))
