"""How long a long contract takes as HTML, PDF and Word: 100 pages, drawn and laid out.

Prints the pages of the PDF, and the time and the processor time of each form, as whole processes:
of three runs the shortest, after one that fills the caches. Run it with
`python benchmarks/documents.py`; `--payments N` makes it longer or shorter.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEAD = """contract long "Long Agreement"
  version "1.0"
  effective 2026-01-01 until 2028-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter
  law "the State of Delaware"

party company "Acme Analytics, Inc."
  described as "a Delaware corporation"

party partner "Northwind GmbH"
  described as "a German limited liability company"
"""
EACH = """
metric sales{n} "Sales of Line {n}" is money
  means "fees invoiced for product line {n}, less refunds and credits"
  between USD 0 and USD 5,000,000
  reported by company within 15 days

metric margin{n} "Margin of Line {n}" is percent
  means "gross profit on product line {n} divided by its revenue"
  between 0% and 100%
  reported by company within 15 days

payment commission{n} "Commission on Line {n}"
  company pays partner each quarter
  on sales{n} accumulated yearly
  at marginal rates
    8% up to USD 250,000
    10% up to USD 1,000,000
    12% beyond
  only if margin{n} >= 15%
  at most USD 90,000 per year
  hold back 10%, released after 2 quarters, forfeited at release if margin{n} < 10%

milestone goal{n} "Goal of Line {n}"
  achieved when margin{n} >= 40% for 2 consecutive quarters
  by 2027-12-31
  company pays partner USD 50,000

trigger shock{n} "Shock of Line {n}"
  starts when margin{n} < 20% for 2 consecutive quarters
  ends when margin{n} >= 25%
  lasts at most 4 quarters
  commission{n} reduced by 50%
"""


def main() -> None:
    """Build the contract in each form and print what it took."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--payments", type=int, default=44)
    payments = given.parse_args().payments
    text = HEAD + "".join(EACH.format(n=number) for number in range(1, payments + 1))
    with tempfile.TemporaryDirectory() as folder:
        terms = Path(folder, "long.terms")
        terms.write_text(text, encoding="utf-8")
        for form in ("html", "pdf", "docx"):
            made = Path(folder, f"long.{form}")
            _build(terms, made)  # the first run fills the caches
            runs = [_build(terms, made) for _ in range(3)]
            clock, spent = (min(each) for each in zip(*runs, strict=True))
            pages = f", {_pages(made)} pages" if form == "pdf" else ""
            print(
                f"{form}: {clock:.2f} s, {spent:.2f} s of processor time{pages},"
                f" {os.path.getsize(made):,} bytes"
            )


def _build(terms: Path, made: Path) -> tuple[float, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    command = [sys.executable, "-m", "milestonelang", "build", str(terms), "-o", str(made)]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    clock = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _pages(path: Path) -> int:
    import pypdf

    return len(pypdf.PdfReader(path).pages)


if __name__ == "__main__":
    main()
