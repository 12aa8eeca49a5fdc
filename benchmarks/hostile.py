"""How long hostile texts take to be answered: each whole `milestone check` process, in seconds.

Run with `python benchmarks/hostile.py` from a checkout where milestonelang is installed. The bar is
one second for each.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEAD = (
    'contract c "C"\n  effective 2026-01-01 until 2026-12-31\n  settled quarterly in USD\n\n'
    'party a "A"\n\nparty b "B"\n\npayment p "P"\n  a pays b each quarter\n  '
)
TEXTS = {
    "10,000 brackets in a line": HEAD + "amount " + "(" * 10_000 + "\n",
    "10,000 brackets over lines": HEAD + "amount " + "(\n    " * 10_000,
    "2 MiB of comments": "# x\n" * (2 * 1024 * 1024 // 4),
    "1 MiB of names": "a" * (1024 * 1024),
    "a sum of 15,000 terms": HEAD + "amount x" + " +\n    x" * 15_000 + "\n",
    "a tab": 'party a "A"\n\tdescribed as "B"\n',
    "a bidi character": 'party a "\u202eA"\n',
    "1e999999999": HEAD + "amount USD 1e999999999\n",
    "$": HEAD + "amount $5\n",
    "two currencies": HEAD + "amount USD 1 + EUR 1\n",
    "a cycle": HEAD + 'amount x\n\nmetric x "X" is money\n  computed as y\n\n'
    'metric y "Y" is money\n  computed as x\n',
    "a path outside": 'use "../../x.terms" as x\n\n' + HEAD + "amount USD 1\n",
    "a use of itself": 'use "hostile.terms" as x\n\n' + HEAD + "amount USD 1\n",
}


def main() -> None:
    """Print the seconds of each text, the best of three runs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hostile.terms"
        command = [sys.executable, "-m", "milestonelang", "check", str(path)]
        for name, text in TEXTS.items():
            path.write_text(text, encoding="utf-8")
            best = min(_seconds(command) for _ in range(3))
            print(f"{best:6.2f} s  {name}")


def _seconds(command: list[str]) -> float:
    before = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    taken = time.perf_counter() - before
    if done.returncode not in (1, 2):
        raise SystemExit(f"exit code {done.returncode}: {done.stderr.decode()[-500:]}")
    return taken


if __name__ == "__main__":
    main()
