"""How long guarantees take to decide: those of the examples, and 200 seeded faults to find.

Usage: python benchmarks/proofs.py [--faults 200]. Prints a table in processor time, one process.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from milestonelang import records  # noqa: E402
from milestonelang.agreement import declarations as decl  # noqa: E402
from milestonelang.backends.proof.model import Outcome  # noqa: E402
from milestonelang.backends.proof.prove import Effort  # noqa: E402
from milestonelang.driver.proving.proofs import decide_all, guarantees_of  # noqa: E402
from milestonelang.driver.terms import check_terms, from_text, load  # noqa: E402
from tests.proof.faults import faults, terms  # noqa: E402


def decided(agreement: decl.Agreement, guarantee: str) -> tuple[str, float]:
    """Return the gravest verdict on one guarantee, and the seconds it took."""
    kept = {
        name: each
        for name, each in agreement.declarations.items()
        if not isinstance(each, decl.Guarantee)
        or name == guarantee
        or each.claim is decl.Claim.ASSUME
    }
    start = time.process_time()
    found = list(decide_all(records.evolve(agreement, declarations=kept), Effort()))
    seconds = time.process_time() - start
    order = [Outcome.PROVED, Outcome.PROVED_FOR_TERM, Outcome.UNDECIDED, Outcome.VIOLATED]
    gravest = max((each.finding.outcome for each in found), key=order.index)
    return gravest.value, seconds


def agreements() -> Iterator[tuple[str, decl.Agreement]]:
    """Yield every example that promises something, then a seeded contract of each frequency."""
    for path in sorted((ROOT / "examples").glob("*/*.terms")):
        agreement = check_terms(load(path)).require()
        if guarantees_of(agreement):
            yield path.stem, agreement
    for number in (0, 2, 3):
        yield f"seeded {number}", check_terms(from_text(terms(number))).require()


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--faults", type=int, default=200)
    chosen = parser.parse_args()
    print("| Terms | Guarantee | Verdict | Seconds |\n|---|---|---|---:|")
    for name, agreement in agreements():
        for guarantee in guarantees_of(agreement):
            verdict, seconds = decided(agreement, guarantee.name)
            print(f"| {name} | {guarantee.name} | {verdict} | {seconds:.2f} |")
    times = []
    missed = 0
    for fault in faults(chosen.faults):
        verdict, seconds = decided(check_terms(from_text(fault.text)).require(), fault.guarantee)
        missed += verdict != Outcome.VIOLATED.value
        times.append(seconds)
    times.sort()
    within = sum(each <= 1 for each in times) * 100 / len(times)
    print(
        f"\n{len(times)} faults: {missed} missed; median {times[len(times) // 2]:.2f} s, ", end=""
    )
    print(f"longest {times[-1]:.2f} s, {within:.1f}% within one second")


if __name__ == "__main__":
    main()
