"""Time the commands as whole processes, on the example.

Comes in: how often to run each. Goes out: a table of medians, each beside the
start of a bare interpreter and the bar it is held to. Nothing is promised about
the machine, so nothing fails: read the ratio when the machine is not the usual one,
and the processor's time when it has other work to do.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).resolve().parent.parent
_EXAMPLE = _ROOT / "examples" / "northwind"
_EVENTS = 1000
_EFFECTIVE = date(2026, 1, 1)


class Measure(NamedTuple):
    """A command to run, and the milliseconds it should stay within."""

    name: str
    command: Sequence[str]
    bar: int | None


class Run(NamedTuple):
    """The milliseconds of one run: until it ended, and of the processors (0 on Windows)."""

    elapsed: float
    processor: float


def main() -> None:
    """Measure every command and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=11, help="how often to run each (default 11)")
    runs = parser.parse_args().runs
    if runs < 1:
        parser.error("at least one run is needed")
    with tempfile.TemporaryDirectory() as folder:
        _print_table(_measures(Path(folder)), runs)


def _measures(folder: Path) -> tuple[Measure, ...]:
    terms = str(_EXAMPLE / "northwind.terms")
    data = [
        "--data",
        str(_EXAMPLE / "quarterly.csv"),
        "--data",
        f"billing={_EXAMPLE / 'billing.csv'}",
        "--events",
        str(_EXAMPLE / "events.csv"),
    ]
    early = [
        "--data",
        str(_EXAMPLE / "quarterly-exit.csv"),
        "--data",
        f"billing={_EXAMPLE / 'billing.csv'}",
        "--events",
        str(_EXAMPLE / "events-exit.csv"),
    ]
    many = [*data[:-1], str(_many_events(folder, "many.csv", (3,)))]
    late = [*data[:-1], str(_many_events(folder, "late.csv", (3, 20, 45, 100, 200)))]
    milestone = [_command()]
    return (
        Measure("python -c pass", [sys.executable, "-c", "pass"], None),
        Measure("milestone check", [*milestone, "check", terms], 250),
        Measure("milestone evaluate", [*milestone, "evaluate", terms, *data], 300),
        Measure("evaluate, an early end", [*milestone, "evaluate", terms, *early], 300),
        Measure("evaluate, 1,000 events", [*milestone, "evaluate", terms, *many], 1000),
        Measure("evaluate, 1,000 late", [*milestone, "evaluate", terms, *late], 1000),
        Measure(
            "milestone build --to pdf",
            [*milestone, "build", terms, "--to", "pdf", "-o", str(folder / "northwind.pdf")],
            700,
        ),
        Measure(
            "milestone statement --to pdf",
            [
                *[*milestone, "statement", terms, *data, "--period", "2026-Q4"],
                *["-o", str(folder / "statement.pdf")],
            ],
            700,
        ),
        Measure(
            "milestone build --to html",
            [*milestone, "build", terms, "--to", "html", "-o", str(folder / "northwind.html")],
            400,
        ),
        Measure(
            "milestone build --to docx",
            [*milestone, "build", terms, "--to", "docx", "-o", str(folder / "northwind.docx")],
            1500,
        ),
    )


def _many_events(folder: Path, file: str, late: Sequence[int]) -> Path:
    """Write an event a day for a thousand days, reported in turn so many days *late*."""
    names = ("onboarding_certificate", "plan_delivered", "recovery_plan_delivered")
    rows = ["date,event,subject,by,amount,note,reported_on"]
    for number in range(_EVENTS):
        day = _EFFECTIVE + timedelta(days=number)
        told = day + timedelta(days=late[number % len(late)])
        rows.append(f"{day},evidence,{names[number % len(names)]},partner,,,{told}")
    path = folder / file
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def _command() -> str:
    """Return the installed command beside this interpreter, as a user starts it."""
    name = "milestone.exe" if sys.platform == "win32" else "milestone"
    command = Path(sys.executable).with_name(name)
    if not command.is_file():
        sys.exit(f"{command} is not installed: run `make setup` first")
    return str(command)


def _print_table(measures: Sequence[Measure], runs: int) -> None:
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, median of {runs} runs")
    print(
        f"{'command':<26}{'median':>10}{'lowest':>10}{'highest':>10}{'processor':>11}"
        f"{'ratio':>8}{'bar':>10}"
    )
    bare = 0.0
    for measure in measures:
        runs_of_it = _time(measure.command, runs)
        times = [run.elapsed for run in runs_of_it]
        processor = statistics.median(run.processor for run in runs_of_it)
        median = statistics.median(times)
        bare = bare or median
        print(
            f"{measure.name:<26}{median:>7.0f} ms{min(times):>7.0f} ms{max(times):>7.0f} ms"
            f"{processor:>8.0f} ms{median / bare:>8.1f}{_verdict(measure.bar, median):>10}"
        )


def _time(command: Sequence[str], runs: int) -> list[Run]:
    """Return the times of each run, after one that fills the caches."""
    times = []
    for _ in range(runs + 1):
        before, start = os.times(), time.perf_counter()
        done = subprocess.run(
            command, cwd=_ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        elapsed, after = time.perf_counter() - start, os.times()
        used = after.children_user - before.children_user
        used += after.children_system - before.children_system
        times.append(Run(elapsed * 1000, used * 1000))
        if done.returncode != 0:
            sys.stderr.buffer.write(done.stderr)
            sys.exit(f"{' '.join(command)} ended with {done.returncode}")
    return times[1:]


def _verdict(bar: int | None, median: float) -> str:
    if bar is None:
        return ""
    return f"{'<=' if median <= bar else '>'} {bar} ms"


if __name__ == "__main__":
    main()
