"""Time a simulation of the sample: a million scenarios by the kernel, and some by the evaluator.

Comes in: how many scenarios. Goes out: seconds and peak memory of whole processes, with machine
code and with numpy alone, with `--growth` at a tenth and ten times as many scenarios too; and what
one scenario takes by the kernel and by the evaluator, drawn each time, in one process. Nothing is
promised about the machine, so nothing fails.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_SAMPLE = _ROOT / "examples" / "northwind" / "northwind.terms"
_WHOLE = """
import resource, sys, time
begun = time.perf_counter()
if sys.argv[3] == "numpy":
    from milestonelang.backends.batch import native
    native.is_there = lambda: False
import milestonelang as m
found = m.simulate(m.check(m.load(sys.argv[1])), scenarios=int(sys.argv[2]), seed=7)
assert found.by_exact == 0, found.by_exact
used = resource.getrusage(resource.RUSAGE_SELF)
print(time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
"""
_EXACT = 300


def main() -> None:
    """Run whole processes, then both ways in one process, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--scenarios", type=int, default=1_000_000)
    parser.add_argument("--growth", action="store_true")
    given = parser.parse_args()
    counts = [given.scenarios]
    if given.growth:
        counts = [given.scenarios // 10, given.scenarios, given.scenarios * 10]
    print("| Scenarios | Kernel | Seconds | Processor | Peak memory |\n|---:|---|---:|---:|---:|")
    for count in counts:
        for kind in ("machine code", "numpy"):
            call = [sys.executable, "-c", _WHOLE, str(_SAMPLE), str(count), kind]
            done = subprocess.run(call, check=True, capture_output=True, text=True, cwd=_ROOT)
            clock, processor, memory = done.stdout.split()
            seconds = f"{float(clock):.1f} | {float(processor):.1f} s"
            print(f"| {count:,} | {kind} | {seconds} | {memory} MB |")
    by_both(given.scenarios)


def by_both(scenarios: int) -> None:
    """Print what one scenario takes by the kernel and by the evaluator."""
    from milestonelang import check, load
    from milestonelang.backends.exact.run import Machine
    from milestonelang.driver.calendars import holidays_of
    from milestonelang.driver.programs import compile_program
    from milestonelang.driver.proving.problem import given_figures
    from milestonelang.driver.simulating.asking import asking_of
    from milestonelang.driver.simulating.given import Wanted, prepare
    from milestonelang.driver.simulating.running import Drawing, Runs
    from milestonelang.driver.simulating.worst import inputs_of
    from milestonelang.simulation.draw import scenario

    prepared = prepare(check(load(_SAMPLE)), Wanted(scenarios, 7))
    agreement = prepared.agreement
    given = frozenset(given_figures(agreement))
    program = compile_program(agreement, {}, given, holidays_of(agreement))
    asking = asking_of(agreement, program, None)
    drawing = Drawing(prepared.drawn, prepared.chances, 7, scenarios)
    runs = Runs(asking, asking.of_pairs(False), drawing)
    begun = time.process_time()
    for _ in runs.all():
        pass
    by_kernel = (time.process_time() - begun) / scenarios
    machine = Machine(program)
    begun = time.process_time()
    for number in range(_EXACT):
        drawn = scenario(prepared.drawn, prepared.chances, program.term_periods, 7, number)
        machine.run(inputs_of(prepared, program, drawn))
    by_exact = (time.process_time() - begun) / _EXACT
    print(
        f"\nOne scenario, drawn and run: {by_kernel * 1e6:.2f} µs by the kernel, "
        f"{by_exact * 1e6:.0f} µs by the evaluator, {by_exact / by_kernel:,.0f} times as long."
    )


if __name__ == "__main__":
    main()
