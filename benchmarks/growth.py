"""One agreement over ten thousand to ten million partners: time and memory of whole processes.

    python -m benchmarks.growth [most partners] [folder for the files]

The workload is that of `benchmarks/batch.py`, from a Parquet file with a row a partner to one with
what is payable in each of twelve quarters. Each size runs as `milestone batch` in a process of its
own. Ten million partners take some 2.5 GB on the disk, which are given back at the end.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pyarrow import parquet

from benchmarks.batch import PAYABLE, TERMS, arrow, drawn

AT_ONCE = 1 << 17


def written(partners: int, place: Path) -> None:
    """Write a file with so many partners, a part of them at a time."""
    writer: Any = None
    for first in range(0, partners, AT_ONCE):
        count = min(AT_ONCE, partners - first)
        table = arrow(drawn(count, seed=first), first=first)
        if writer is None:
            writer = parquet.ParquetWriter(
                place, table.schema, compression="zstd", store_decimal_as_integer=True,
                use_dictionary=["partner"],
            )  # fmt: skip
        writer.write_table(table)
    writer.close()


def measured(source: Path, target: Path) -> tuple[float, float, float]:
    """Run the command: seconds on the clock, seconds of processors, peak of memory in MB."""
    rejects = str(target.with_suffix(".csv"))
    command = [sys.executable, "-m", "milestonelang", "batch", str(TERMS), "--data", str(source)]
    command += ["--wide", "--only", PAYABLE, "--rejects", rejects, "-o", str(target)]
    started = time.perf_counter()
    pid = os.posix_spawn(
        sys.executable,
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, used = os.wait4(pid, 0)
    assert status == 0, "milestone batch failed"
    wall = time.perf_counter() - started
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Measure each size up to the most."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("most", nargs="?", type=int, default=1_000_000, help="partners")
    parser.add_argument("folder", nargs="?", help="for the files")
    given = parser.parse_args()
    most, within = given.most, given.folder
    print(f"{'partners':>12}{'seconds':>10}{'CPU s':>9}{'microseconds each':>20}{'peak MB':>10}")
    with tempfile.TemporaryDirectory(dir=within) as name:
        source, target = Path(name) / "in.parquet", Path(name) / "out.parquet"
        partners = 10_000
        while partners <= most:
            written(partners, source)
            wall, cpu, peak = measured(source, target)
            each = cpu * 1e6 / partners
            print(f"{partners:>12,}{wall:>10.2f}{cpu:>9.2f}{each:>20.2f}{peak:>10.0f}", flush=True)
            partners *= 10


if __name__ == "__main__":
    main()
