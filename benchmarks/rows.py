"""Time a block for each row: `milestone evaluate` on ten thousand drawn deals over three years.

In: nothing. Out: the processor time of whole processes, as a line of text. The deals are drawn from
a fixed seed, so that two runs on one machine compare.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TERMS = ROOT / "examples" / "referral" / "referral.terms"
START, END = date(2026, 1, 1), date(2028, 12, 31)


def write(folder: Path, rows: int) -> None:
    """Write the terms for three years, and their deals; one in seven customers leaves."""
    text = TERMS.read_text(encoding="utf-8").replace("until 2027-12-31", f"until {END}")
    text = text.replace("at most USD 25,000 per year", "at most USD 25,000,000 per year")
    (folder / "referral.terms").write_text(text, encoding="utf-8")
    draw = random.Random(5)
    lines = ["id,customer,first_year,signed_on,left_on"]
    for at in range(rows):
        signed = START + timedelta(draw.randrange((END - START).days))
        left = signed + timedelta(draw.randrange(20, 500))
        gone = left if draw.random() < 1 / 7 and left <= END else ""
        cents = draw.randrange(100_000, 9_000_000)
        lines.append(f"R-{at:05},C {at},{cents // 100}.{cents % 100:02},{signed},{gone}")
    (folder / "deals.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")


def measure(folder: Path) -> float:
    """Return the seconds of processor time of one run."""
    command = [sys.executable, "-m", "milestonelang", "evaluate", str(folder / "referral.terms")]
    command += ["--data", f"deals={folder / 'deals.csv'}", "--format", "csv"]
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    after = os.times()
    user = after.children_user - before.children_user
    return user + after.children_system - before.children_system


def main() -> None:
    """Print the lowest and the median time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), given.rows)
        times = [measure(Path(folder)) for _ in range(given.runs)]
    lowest, median = min(times), statistics.median(times)
    print(f"{given.rows} rows: {lowest:.2f} s lowest, {median:.2f} s median of processor time")


if __name__ == "__main__":
    main()
