"""The process in which the solver works, so that its time and memory have limits.

In, on standard input, pickled: an agreement, how much work may be done, how many properties are
left out at the beginning, and what is compared with. Out, on standard output: a pickled finding
after the other. Only the process that started it reads or writes these streams.
"""

import pickle
import sys
from contextlib import suppress

from milestonelang.backends.proof.solver import limit_memory

MEMORY = 3 * 1024  # megabytes


def main() -> None:
    """Decide what is asked and write each finding at once."""
    _limit_memory()
    asked = pickle.load(sys.stdin.buffer)
    from milestonelang.driver.proving.proofs import decide_all

    for decided in decide_all(*asked):
        pickle.dump(decided, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _limit_memory() -> None:
    limit_memory(MEMORY)
    if sys.platform != "win32":
        import resource

        size = MEMORY * 2 * 1024 * 1024
        with suppress(ValueError, OSError):  # a lower limit may stand already
            resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    main()
