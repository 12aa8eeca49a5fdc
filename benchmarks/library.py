"""Time the standard library: every module with its example, checked in one process.

Comes in: how often to run. Goes out: the processor time of a new process that checks the terms of
every page of the cookbook, which together use every module and run on data in the tests; that of
one that checks a page with a single module; and how many modules each of them read. Nothing is
promised about the machine, so nothing fails: the lowest of several runs counts.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_PAGES = _ROOT / "docs" / "cookbook"
_TERMS = re.compile(r"^```terms \S+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CHECK = """
import sys
from pathlib import Path
from time import process_time

begun = process_time()
import milestonelang
from milestonelang import library

read = []
inside = library._read_inside
library._read_inside = lambda *given: (read.append(given[2]), inside(*given))[1]
for path in sys.argv[1:]:
    assert not milestonelang.check(Path(path)).has_errors, path
print(process_time() - begun, len(set(read)))
"""


def main() -> None:
    """Check everything, then one module, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="how often to run each (default 5)")
    runs = parser.parse_args().runs
    if runs < 1:
        parser.error("at least one run is needed")
    with tempfile.TemporaryDirectory() as name:
        written = _write(Path(name))
        one = [path for path in written if path.stem == "rebate"]
        sys.stdout.write(f"{'':34}{'seconds':>9}{'clock':>9}{'modules':>9}\n")
        for title, paths in ((f"{len(written)} pages", written), ("one page, rebate", one)):
            used, clock, modules = min(_run(paths) for _ in range(runs))
            sys.stdout.write(f"{title:34}{used:>9.2f}{clock:>9.2f}{modules:>9}\n")


def _write(folder: Path) -> list[Path]:
    """Write the terms of each page into *folder*."""
    found = []
    for page in sorted(_PAGES.glob("*.md")):
        for terms in _TERMS.findall(page.read_text("utf-8")):
            path = folder / f"{page.stem}.terms"
            path.write_text(terms, "utf-8")
            found.append(path)
    return found


def _run(paths: list[Path]) -> tuple[float, float, int]:
    """Return the seconds of the processor and of the clock, and how many modules were read."""
    begun = time.perf_counter()
    command = [sys.executable, "-c", _CHECK, *map(str, paths)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=_ROOT)
    used, modules = done.stdout.split()
    return float(used), time.perf_counter() - begun, int(modules)


if __name__ == "__main__":
    main()
