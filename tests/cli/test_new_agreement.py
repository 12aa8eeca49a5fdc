"""`milestone new`: each pattern gives terms that check, print and pay at once."""

import io
from pathlib import Path

import pytest

from milestonelang.patterns.pattern import Question, Wanted, load_pattern, pattern_names
from tests.cli.conftest import Command

OTHER = {
    Wanted.CURRENCY: "EUR",
    Wanted.PERCENT: "7.25%",
    Wanted.MONEY: "1,234,567.89",
    Wanted.NUMBER: "4",
}


def _other(question: Question) -> str:
    if question.wanted is Wanted.DATE:
        return "2031-04-01" if question.name == "starts" else "2032-03-31"
    # Cut points and the rates of bands must go on rising, whatever they are.
    if question.name in ("first_cut", "first_band"):
        return "1,000.50"
    if question.wanted is Wanted.TEXT:
        return f"Été & Søn <{question.name}>"
    return OTHER[question.wanted]


def _next(err: str) -> list[list[str]]:
    import shlex

    lines = [line.strip() for line in err.split("next:\n")[1].splitlines()]
    return [shlex.split(line)[1:] for line in lines]


def _works(milestone: Command, folder: Path, err: str) -> None:
    check, build, evaluate = _next(err)
    assert milestone(*check).said.endswith("no mistakes")
    assert milestone(*build, "-o", folder / "agreement.html").code == 0
    stated = milestone(*evaluate, "--format", "csv")
    assert (stated.code, stated.err) == (0, "")
    assert "pending" not in stated.out
    paid = [row for row in stated.out.splitlines() if ",payable," in row]
    assert any(not row.endswith(",0.00") for row in paid)


@pytest.mark.parametrize("name", pattern_names())
def test_a_pattern_works_as_it_is(name: str, milestone: Command, tmp_path: Path) -> None:
    answers = tmp_path / "answers.toml"
    answers.write_text(milestone("new", name, "--questions").out, "utf-8")
    made = milestone("new", name, "--answers", answers, "-o", tmp_path / "new")
    assert made.code == 0
    _works(milestone, tmp_path, made.err)
    text = (tmp_path / "new" / f"{name}.terms").read_text("utf-8")
    assert "# ask" not in text
    assert milestone("fmt", "--check", tmp_path / "new" / f"{name}.terms").code == 0


@pytest.mark.parametrize("name", pattern_names())
def test_every_answer_may_be_another(name: str, milestone: Command, tmp_path: Path) -> None:
    questions = load_pattern(name).questions
    assert len({question.name for question in questions}) == len(questions) > 5
    lines = [f'{question.name} = "{_other(question)}"' for question in questions]
    answers = tmp_path / "answers.toml"
    answers.write_text("\n".join(lines), "utf-8")
    made = milestone("new", name, "--answers", answers, "-o", tmp_path)
    assert made.code == 0
    _works(milestone, tmp_path, made.err)
    text = (tmp_path / f"{name}.terms").read_text("utf-8")
    assert "USD" not in text
    for question in questions:
        assert _other(question) in text


def test_the_patterns_are_listed(milestone: Command) -> None:
    listed = milestone("new", "--list").out.splitlines()
    assert [line.split()[0] for line in listed] == list(pattern_names())
    assert all(line.endswith(".") for line in listed)


def test_what_is_asked_is_asked_again_until_it_can_be_taken(
    milestone: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = 'A "B"\nOurs\n2028-04-01\n' + "\n" * 20
    monkeypatch.setattr("sys.stdin", io.StringIO(given))
    asked = milestone("new", "rebate", "-o", tmp_path)
    assert asked.code == 0
    assert "is not words without quotation marks" in asked.said
    text = (tmp_path / "rebate.terms").read_text("utf-8")
    assert 'contract agreement "Ours"' in text
    # The last day follows the first, and the sample data with it.
    assert "effective 2028-04-01 until 2030-03-31" in text
    assert (tmp_path / "quarterly.csv").read_text("utf-8").splitlines()[1] == "2028-Q2,60000"


def test_files_that_are_there_are_kept(milestone: Command, tmp_path: Path) -> None:
    (tmp_path / "quarterly.csv").write_text("mine", "utf-8")
    answers = tmp_path / "answers.toml"
    answers.write_text("", "utf-8")
    refused = milestone("new", "rebate", "--answers", answers, "-o", tmp_path)
    assert (refused.code, "MS0914" in refused.err) == (2, True)
    assert not (tmp_path / "rebate.terms").exists()
    assert (tmp_path / "quarterly.csv").read_text("utf-8") == "mine"
    assert milestone("new", "rebate", "--answers", answers, "-o", tmp_path, "--force").code == 0


@pytest.mark.parametrize(
    ("answers", "code", "said"),
    [
        ('first_rat = "2%"', "MS0952", "do you mean `first_rate`"),
        ('first_rate = "two"', "MS0953", "`two` is no answer for `first_rate`"),
        ("first_rate = 2%", "MS0951", "cannot read the answers"),
        ('title = "x\\"\\nparty y \\"z"', "MS0953", "words without quotation marks"),
        ("first_cut = 100000.5.1", "MS0951", "cannot read"),
        ('starts = "2027-02-30"', "MS0953", "is no answer for `starts`"),
    ],
)
def test_a_wrong_answer_is_named(
    answers: str, code: str, said: str, milestone: Command, tmp_path: Path
) -> None:
    file = tmp_path / "answers.toml"
    file.write_text(answers, "utf-8")
    refused = milestone("new", "rebate", "--answers", file, "-o", tmp_path / "new")
    assert (refused.code, code in refused.err) == (2, True)
    assert said in refused.said
    assert not (tmp_path / "new").exists()


def test_answers_that_do_not_go_together_write_nothing(milestone: Command, tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_text('first_rate = "60%"\n', "utf-8")
    refused = milestone("new", "rebate", "--answers", file, "-o", tmp_path / "new")
    assert refused.code == 1
    assert "rebate.terms" in refused.err
    assert not (tmp_path / "new").exists()


def test_a_pattern_that_there_is_not(milestone: Command) -> None:
    refused = milestone("new", "rebat")
    assert (refused.code, "MS0950" in refused.err) == (2, True)
    assert "do you mean `rebate`?" in refused.said
    assert "milestone new --list" in milestone("new", "zzz").said
    assert milestone("new").code == 2
    assert milestone("new", "rebate", "--list").code == 2
    missing = milestone("new", "rebate", "--answers", "no-such.toml")
    assert (missing.code, "MS0951" in missing.err) == (2, True)


def test_the_list_fits_a_terminal(milestone: Command) -> None:
    assert max(map(len, milestone("new", "--list").out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("name", "day", "wanted"),
    [
        ("starts", "2027-03-01", "the first day of a quarter, as 2027-01-01"),
        ("ends", "2028-05-31", "the last day of a quarter, as 2028-03-31"),
        ("ends", "2026-12-31", "a day after 2027-01-01, on which it begins"),
    ],
)
def test_a_term_cuts_no_quarter(
    milestone: Command, tmp_path: Path, name: str, day: str, wanted: str
) -> None:
    answers = tmp_path / "answers.toml"
    lines = {"starts": "2027-01-01"} | {name: day}
    answers.write_text("".join(f'{key} = "{value}"\n' for key, value in lines.items()), "utf-8")
    done = milestone("new", "rebate", "--answers", answers, "-o", tmp_path / "new")
    assert (done.code, wanted in done.said) == (2, True)


def _typed(monkeypatch: pytest.MonkeyPatch, lines: list[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_what_does_not_fit_together_is_asked_again(
    milestone: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = [*[""] * 7, "60%", *[""] * 4]
    _typed(monkeypatch, [*first, "6%"])
    done = milestone("new", "rebate", "-o", tmp_path / "one")
    assert done.code == 0
    assert "These answers do not fit together." in done.err
    assert "first_rate is 6%" in (tmp_path / "one" / "rebate.terms").read_text("utf-8")
    # What a module says is wrong may be about any answer.
    _typed(monkeypatch, [*[""] * 11, "50,000", *[""] * 11, "600,000"])
    assert milestone("new", "rebate", "-o", tmp_path / "two").code == 0
    assert "second_cut is USD 600,000" in (tmp_path / "two" / "rebate.terms").read_text("utf-8")


def test_enter_does_not_keep_what_is_known_to_be_wrong(
    milestone: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _typed(monkeypatch, [*[""] * 7, "60%", *[""] * 5])
    done = milestone("new", "rebate", "-o", tmp_path / "one")
    assert (done.code, "in place of 60%" in done.err) == (0, True)
    assert "first_rate is 60%" not in (tmp_path / "one" / "rebate.terms").read_text("utf-8")
    # It may be about any answer: those that are given stand once, and names stand for good.
    _typed(monkeypatch, ["Rebate of Kestrel", *[""] * 10, "50,000", *[""] * 24])
    done = milestone("new", "rebate", "-o", tmp_path / "two")
    assert (done.code, "in place of 50,000" in done.err) == (0, True)
    terms = (tmp_path / "two" / "rebate.terms").read_text("utf-8")
    assert ('"Rebate of Kestrel"' in terms, "50,000\n" in terms) == (True, False)


def test_a_file_that_is_there_is_named_before_anything_is_asked(
    milestone: Command, tmp_path: Path
) -> None:
    (tmp_path / "rebate.terms").write_text("mine", "utf-8")
    done = milestone("new", "rebate", "-o", tmp_path)
    assert (done.code, "it is there already" in done.err) == (2, True)
    assert "Press Enter" not in done.err
