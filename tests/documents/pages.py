"""Every page of the examples that a browser can show: agreements, statements, redlines.

In: an example. Out: its HTML files, each written by the command line as a user would.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from milestonelang import records
from tests.documents.words_programs import ROOT


@records.frozen
class Example:
    """An agreement with the data of its README, and a period to state."""

    file: Path
    period: str
    data: tuple[str, ...]


def _example(terms: str, period: str, *given: str) -> Example:
    file = ROOT / "examples" / terms
    data = []
    for option in given:
        source, _, name = option.rpartition("=")
        what = "--events" if name == "events.csv" else "--data"
        data += [what, f"{source}{'=' if source else ''}{file.parent / name}"]
    return Example(file, period, tuple(data))


EXAMPLES = {
    example.file.parent.name: example
    for example in (
        _example(
            "northwind/northwind.terms",
            "2026-Q4",
            *("quarterly.csv", "billing=billing.csv", "events.csv"),
        ),
        _example("reseller/reseller.terms", "2026-Q4", "quarterly.csv", "events.csv"),
        _example("licence/licence.terms", "FY2028", "yearly.csv", "events.csv"),
        _example("marketing-fund/distribution.terms", "2026-Q4", "quarterly.csv", "events.csv"),
        _example("referral/referral.terms", "2026-Q4", "deals=deals.csv"),
        _example("alliance/alliance.terms", "2026-Q4", "deals=deals.csv"),
        _example(
            "co-marketing/comarketing.terms",
            "2026-Q4",
            *("quarterly.csv", "deals=deals.csv", "events.csv"),
        ),
        _example(
            "integration/integration.terms",
            "2026-Q4",
            *("quarterly.csv", "signups=signups.csv", "events.csv"),
        ),
        _example("segments/germany.terms", "2026-Q4", "germany.csv"),
        _example("shared-savings/savings.terms", "FY2027", "yearly.csv", "events.csv"),
    )
}


def pages(example: Example, folder: Path) -> dict[str, Path]:
    """Write every page of an example into *folder*, and return each by what it is."""
    file = str(example.file)
    made = {
        "agreement": _run(folder, "agreement", "build", file),
        "agreement in German": _run(folder, "german", "build", file, "--language", "de"),
        "both languages": _run(folder, "both", "build", file, "--bilingual"),
        "redline": _run(folder, "redline", "diff", file, str(_changed(example, folder))),
    }
    options = ["--period", example.period, *example.data]
    made["statement"] = _run(folder, "statement", "statement", file, *options)
    return made


def _changed(example: Example, folder: Path) -> Path:
    """Return a second version, with more time for everything that is due."""
    beside = folder / "new"
    shutil.copytree(example.file.parent, beside)
    for new in beside.glob("*.terms"):
        text = new.read_text(encoding="utf-8")
        text = re.sub(r"within (\d+) days", lambda days: f"within {int(days[1]) + 15} days", text)
        new.write_text(text, encoding="utf-8")
    return beside / example.file.name


def _run(folder: Path, name: str, command: str, *rest: str) -> Path:
    made = folder / f"{name}.html"
    line = [sys.executable, "-m", "milestonelang", command, *rest, "--to", "html", "-o", str(made)]
    ran = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)
    # Versions that differ are told by the exit code.
    assert ran.returncode == (1 if command == "diff" else 0), ran.stderr
    return made
