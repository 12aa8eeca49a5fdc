"""The commands as a newcomer meets them: what goes wrong, what it says, and the exit code."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from milestonelang.cli import commands
from milestonelang.version import VERSION
from tests.cli.conftest import SMALL, Command


def test_the_help_and_the_readme_name_every_command(milestone: Command) -> None:
    done = milestone("--help")
    assert done.code == 0
    table = done.out.split("Commands:")[1]
    assert "..." not in table, "a line is cut off on 80 columns"
    listed = re.findall(r"^  ([a-z]+)  +[A-Z]", table, re.MULTILINE)
    assert listed == sorted(commands.milestone.commands)
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `milestone ([a-z]+)", readme, re.MULTILINE))
    assert named | {"version"} == set(listed)


def test_version(milestone: Command) -> None:
    assert milestone("version").out == "milestone 0.1.0\n"
    assert milestone("--version").out == "milestone 0.1.0\n"


def test_wrong_usage_says_what_was_meant(milestone: Command) -> None:
    assert "Did you mean `check`?" in milestone("chekc").said
    assert "Did you mean" not in milestone("xyzzy").said
    assert "given as `--data FILE`" in milestone("evaluate", "a.terms", "b.csv").said
    assert "--data" not in milestone("check", "a.terms", "b.csv").said


def test_formats_are_known_by_their_programs_too(
    milestone: Command, example: Path, tmp_path: Path
) -> None:
    terms = tmp_path / "a.terms"
    terms.write_bytes((example / "northwind.terms").read_bytes())
    assert milestone("build", terms, "--to", "Markdown").code == 0
    assert (tmp_path / "a.md").is_file()


def test_a_message_is_found_by_its_number(milestone: Command) -> None:
    assert milestone("explain", "301").out == milestone("explain", "MS0301").out
    assert milestone("explain", "2040").out.startswith("MS2040")


@pytest.mark.parametrize(
    "arguments",
    [
        ("chekc",),
        ("check",),
        ("check", "a", "b"),
        ("check", "a", "--bogus"),
        ("build", "a", "--to", "odt"),
        ("evaluate", "a", "--as-of", "31.12.2026"),
        ("evaluate", "a", "--set", "rate"),
        ("evaluate", "a", "--set", "rate=8%", "--set", "rate=9%"),
        ("evaluate", "a", "--data", "sales=x", "--data", "sales=y"),
    ],
)
def test_wrong_usage(milestone: Command, arguments: tuple[str, ...]) -> None:
    done = milestone(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert "Error:" in done.said
    assert "Traceback" not in done.said


def test_file_that_cannot_be_read(milestone: Command, tmp_path: Path) -> None:
    missing = milestone("check", tmp_path / "nothing.terms")
    assert missing.code == 2
    assert "MS0903" in missing.err
    assert "there is no such file" in missing.said
    folder = milestone("check", tmp_path)
    assert folder.code == 2
    assert "it is a folder" in folder.said
    (tmp_path / "figures.csv").write_text("quarter,revenue\n", "utf-8")
    data = milestone("check", tmp_path / "figures.csv")
    assert data.code == 2
    assert "holds data, and a file of terms is needed here" in data.said
    latin = tmp_path / "latin.terms"
    latin.write_bytes('party a "Caf\xe9"\n'.encode("latin-1"))
    encoded = milestone("check", latin)
    assert encoded.code == 2
    assert "MS0904" in encoded.said
    assert "byte 0xe9 in line 1" in encoded.said
    large = tmp_path / "large.terms"
    large.write_bytes(b"# \n" * 800_000)
    assert "MS0905" in milestone("check", large).err


@pytest.mark.skipif(
    sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="whoever may read everything is refused nothing",
)
def test_file_that_may_not_be_read(milestone: Command, small: Path) -> None:
    small.chmod(0)
    done = milestone("check", small)
    assert done.code == 2
    assert "permission denied" in done.said


def test_mistakes_in_the_terms(milestone: Command, small: Path) -> None:
    small.write_text(SMALL.replace("rate of revenue", "rate of revenu"), "utf-8")
    done = milestone("check", small)
    assert done.code == 1
    assert done.out == ""
    assert f"{small}:20:18" in done.said
    assert "did you mean `revenue`?" in done.said
    for command in ("evaluate", "build", "test"):
        assert milestone(command, small).code == 1
    assert not small.with_suffix(".html").exists()


def test_check_as_json(milestone: Command, small: Path) -> None:
    assert json.loads(milestone("check", small, "--format", "json").out) == []
    small.write_text(SMALL.replace("rate of revenue", "rate of revenu"), "utf-8")
    done = milestone("check", small, "--format", "json")
    assert done.code == 1
    assert done.err == ""
    assert "error" in [item["severity"] for item in json.loads(done.out)]


def test_pending_is_said_and_never_zero(milestone: Command, small: Path, figures: Path) -> None:
    done = milestone("evaluate", small, "--data", figures, "--format", "csv")
    assert done.code == 0
    assert "2026-Q3,commission,entitled,pending\n" in done.out
    assert "2026-Q3,company to partner,payable,pending\n" in done.out
    assert "2026-Q4,commission,entitled,40.00\n" in done.out
    text = milestone("evaluate", small, "--data", figures).out
    assert "Pending: what is payable by Company to Partner" in text
    assert "Revenue (`revenue`) for 2026-Q3 is due from Company since 2026-10-15" in text
    assert "(without 2026-Q3: pending)" in text


def test_what_is_not_reported_yet_is_one_line(milestone: Command, small: Path) -> None:
    data = small.with_name("one.csv")
    data.write_text("quarter,revenue\n2026-Q1,1000.00\n", "utf-8")
    text = milestone("evaluate", small, "--data", data).out
    assert "2026-Q2 to 2026-Q4: pending, no figures are reported yet" in text
    assert "USD 80.00 payable by Company to Partner" in text


def test_as_of_knows_what_was_known(milestone: Command, small: Path, figures: Path) -> None:
    done = milestone(
        "evaluate", small, "--data", figures, "--as-of", "2026-05-01", "--format", "csv"
    )
    assert "2026-Q1,commission,entitled,80.00\n" in done.out
    assert "2026-Q2,commission,entitled,pending\n" in done.out


def test_settings(milestone: Command, small: Path, figures: Path) -> None:
    given = ("evaluate", small, "--data", figures, "--format", "csv")
    assert "2026-Q1,commission,entitled,120.00\n" in milestone(*given, "--set", "rate=12%").out
    for value, code in (("13%", "MS0908"), ("9", "MS0907"), ("USD 9", "MS0907")):
        done = milestone(*given, "--set", f"rate={value}")
        assert (done.code, done.out) == (2, "")
        assert code in done.said
    unknown = milestone(*given, "--set", "rat=9%")
    assert unknown.code == 2
    assert "did you mean `rate`?" in unknown.said


def test_wrong_data_is_named_and_nothing_is_evaluated(
    milestone: Command, small: Path, figures: Path
) -> None:
    figures.write_text("quarter,revenue\n2026-Q1,1e3\n2026-Q9,5\n", "utf-8")
    done = milestone("evaluate", small, "--data", figures)
    assert (done.code, done.out) == (2, "")
    assert f"{figures}" in done.said
    assert "row 2" in done.said or ":2" in done.said
    assert done.err.count("error[") == 2
    missing = milestone("evaluate", small, "--data", figures.with_name("nothing.csv"))
    assert missing.code == 2


def test_unknown_period(milestone: Command, small: Path, figures: Path) -> None:
    done = milestone("evaluate", small, "--data", figures, "--period", "2027-Q1")
    assert (done.code, done.out) == (2, "")
    assert "its periods are 2026-Q1 to 2026-Q4" in done.said


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        ("commision@2026-Q1", "MS0911"),
        ("commission@2027-Q1", "MS0912"),
        ("commission", "MS0913"),
    ],
)
def test_why_of_what_there_is_not(
    milestone: Command, small: Path, figures: Path, figure: str, code: str
) -> None:
    done = milestone("why", small, figure, "--data", figures)
    assert (done.code, done.out) == (2, "")
    assert code in done.said


def test_why_of_a_pending_figure_says_what_is_missing(
    milestone: Command, small: Path, figures: Path
) -> None:
    done = milestone("why", small, "commission@2026-Q3", "--data", figures)
    assert done.code == 0
    assert done.out.startswith("commission for 2026-Q3: pending")
    assert "is due from Company since 2026-10-15" in " ".join(done.out.split())


def test_a_dispute_that_nothing_allows_is_refused(
    milestone: Command, example: Path, on_data: list[str], tmp_path: Path
) -> None:
    events = tmp_path / "events.csv"
    events.write_text(
        "date,event,subject,by,amount,note\n2027-02-10,dispute,net_revenue,partner,,\n", "utf-8"
    )
    done = milestone("evaluate", example / "northwind.terms", *on_data, "--events", events)
    assert (done.code, done.out) == (2, "")
    assert "MS1156" in done.said


def test_a_renewal_that_the_terms_do_not_have_is_refused(
    milestone: Command, example: Path, on_data: list[str], tmp_path: Path
) -> None:
    events = tmp_path / "events.csv"
    events.write_text(
        "date,event,subject,by,amount,note\n2027-02-10,renewal,northwind,partner,,\n", "utf-8"
    )
    done = milestone("evaluate", example / "northwind.terms", *on_data, "--events", events)
    assert (done.code, done.out) == (2, "")
    assert "MS1133" in done.said


def test_computed_figure_outside_its_range(
    milestone: Command, example: Path, tmp_path: Path
) -> None:
    rows = tmp_path / "billing.csv"
    rows.write_text("customer,issued_on,kind,amount\nA,2026-02-01,refund,10.00\n", "utf-8")
    done = milestone("evaluate", example / "northwind.terms", "--data", f"billing={rows}")
    assert (done.code, done.out) == (2, "")
    assert "MS0909" in done.said
    assert "`net_revenue` for 2026-Q1 comes to USD -10.00" in done.said


def test_new_writes_files_that_evaluate(milestone: Command, example: Path, tmp_path: Path) -> None:
    terms = example / "northwind.terms"
    made = milestone("new", "--data", terms, "-o", tmp_path / "data")
    assert made.code == 0
    names = sorted(path.name for path in (tmp_path / "data").iterdir())
    assert names == ["billing.csv", "events.csv", "quarterly.csv"]
    again = milestone("new", "--data", terms, "-o", tmp_path / "data")
    assert again.code == 2
    assert "it is there already" in again.said
    assert milestone("new", "--data", terms, "-o", tmp_path / "data", "--force").code == 0
    done = milestone(
        "evaluate",
        terms,
        "--data",
        tmp_path / "data" / "quarterly.csv",
        "--data",
        f"billing={tmp_path / 'data' / 'billing.csv'}",
        "--events",
        tmp_path / "data" / "events.csv",
    )
    assert done.code == 0
    assert "pending" in done.out


def test_explain(milestone: Command) -> None:
    done = milestone("explain", "ms0901")
    assert done.code == 0
    assert done.out.startswith("MS0901: ")
    unknown = milestone("explain", "MS9999")
    assert (unknown.code, unknown.out) == (2, "")


def test_output_goes_to_a_file_or_nowhere(milestone: Command, small: Path, figures: Path) -> None:
    path = small.with_name("statement.csv")
    given = ("evaluate", small, "--data", figures, "--format", "csv")
    assert milestone(*given, "-o", path).out == ""
    assert path.read_text("utf-8") == milestone(*given).out
    failed = milestone(*given, "-o", small.with_name("none") / "statement.csv")
    assert failed.code == 2
    assert "MS0914" in failed.said
    assert milestone(*given, "-o", small.parent).code == 2


def test_color(milestone: Command, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small.write_text("nonsense\n", "utf-8")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" not in milestone("check", small).err
    assert "\x1b[" in milestone("check", small, "--color", "always").err
    assert "\x1b[" not in milestone("check", small, "--color", "never").err
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in milestone("check", small).err


def test_defect_says_so(milestone: Command, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(commands, "show_diagnostics", fail)
    done = milestone("check", small)
    assert done.code == 3
    assert "a defect in milestonelang" in done.said
    assert "RuntimeError: out of luck" in done.said
    assert "Traceback" not in done.said
    monkeypatch.setenv("MILESTONE_TRACEBACK", "1")
    assert "Traceback" in milestone("check", small).err


def test_interruption(milestone: Command, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "show_diagnostics", interrupt)
    assert milestone("check", small).code == 130


def test_reader_that_goes_away(example: Path, on_data: list[str]) -> None:
    command = [sys.executable, "-m", "milestonelang", "evaluate"]
    process = subprocess.Popen(
        [*command, str(example / "northwind.terms"), *on_data],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, errors = process.communicate(timeout=60)
    assert errors == b""
    assert process.returncode == 0


def test_same_bytes_under_any_locale_and_hash_seed(example: Path, on_data: list[str]) -> None:
    command = [sys.executable, "-m", "milestonelang", "evaluate"]
    outputs = set()
    for seed, locale, zone in (("0", "C", "UTC"), ("7", "C.UTF-8", "Asia/Tokyo")):
        done = subprocess.run(
            [*command, str(example / "northwind.terms"), *on_data, "--format", "json"],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone},
            capture_output=True,
            check=True,
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_fmt_puts_a_file_into_its_layout_once(milestone: Command, small: Path) -> None:
    small.write_text(SMALL.replace("USD 5,000,000", "USD  5000000") + "\n\n\n", "utf-8")
    untidy = small.read_text("utf-8")
    checked = milestone("fmt", "--check", small)
    assert (checked.code, checked.out) == (1, f"{small} would change\n")
    difference = milestone("fmt", "--diff", small)
    assert difference.code == 1
    assert "+  between USD 0 and USD 5,000,000\n" in difference.out
    assert small.read_text("utf-8") == untidy
    assert milestone("fmt", small).code == 0
    assert small.read_text("utf-8") == SMALL
    again = milestone("fmt", "--check", small)
    assert (again.code, again.out, again.err) == (0, "", "")


def test_fmt_leaves_alone_what_it_cannot_read(milestone: Command, small: Path) -> None:
    small.write_text(SMALL + "\nnonsense\n", "utf-8")
    done = milestone("fmt", small)
    assert done.code == 1
    assert small.read_text("utf-8") == SMALL + "\nnonsense\n"


def test_version_is_that_of_the_package() -> None:
    import tomllib

    root = Path(__file__).resolve().parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION


def test_figure_that_is_final_stays(milestone: Command, small: Path) -> None:
    data = small.with_name("again.csv")
    data.write_text(
        "quarter,revenue,reported_on\n"
        "2026-Q1,1000.00,2026-04-02\n"
        "2026-Q1,2000.00,2026-04-10\n"
        "2026-Q1,9000.00,2026-06-30\n",
        "utf-8",
    )
    given = ("evaluate", small, "--data", data)
    csv = milestone(*given, "--format", "csv").out
    assert "2026-Q1,commission,entitled,160.00\n" in csv
    text = " ".join(milestone(*given).out.split())
    assert "a later report of `revenue` for 2026-Q1 (row 4) is left out" in text
    assert "settled on 2026-04-15" in text
    early = milestone(*given, "--format", "csv", "--as-of", "2026-04-05").out
    assert "2026-Q1,commission,entitled,80.00\n" in early
    small.write_text(
        SMALL.replace("within 15 days\n", "within 15 days\n  restated for at most 4 quarters\n"),
        "utf-8",
    )
    restated = milestone(*given, "--format", "csv").out
    assert "2026-Q1,commission,entitled,160.00\n" in restated
    assert "2026-Q2,commission,restated for 2026-Q1,560.00\n" in restated


def test_json_of_one_period(milestone: Command, small: Path, figures: Path) -> None:
    given = ("evaluate", small, "--data", figures, "--format", "json", "--period", "2026-Q3")
    statement = json.loads(milestone(*given).out)
    assert [period["label"] for period in statement["periods"]] == ["2026-Q3"]
    assert "totals" not in statement
    (line,) = [line for line in statement["results"] if line["what"] == "entitled"]
    assert line["figure"] == {
        "value": None,
        "type": "money in USD",
        "pending": ["Revenue (`revenue`) for 2026-Q3 is due from Company since 2026-10-15"],
    }


def test_document_on_standard_output(small: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "milestonelang", "build", str(small), "--to", "md", "-o", "-"],
        capture_output=True,
        check=True,
    )
    assert b"Small Agreement" in done.stdout
    assert done.stderr == b""


def test_document_beside_the_terms(milestone: Command, small: Path) -> None:
    assert milestone("build", small).err == f"wrote {small.with_suffix('.html')}\n"
    assert small.with_suffix(".html").read_text("utf-8").startswith("<!")
    assert milestone("build", small, "--to", "md", "-o", small.parent).code == 2
