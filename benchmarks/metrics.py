"""Metrics of many partners from twenty million rows, against SQL by hand, in one interleaved run.

    python benchmarks/metrics.py [rows] [repeats]

Draws invoices, refunds and credits of 100,000 partners over three years into a Parquet file, which
is removed afterwards. By hand: one query that adds them up by partner and quarter and writes the
sums in order. Ours: the same from the terms of this script, until the figures stand as columns of a
kernel can take them; and the whole of `batch`, from the rows to a file of what is owed. Each runs
as a process of its own with two threads; sums are compared to the cent. What is printed is the
median of each, and of the ratios that each has to the query by hand of its own round, with the
lowest time of all beside it, since on a busy machine a round is as slow as its neighbours make it.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TERMS = """contract programme "Programme"
  effective 2024-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "Acme, Inc."

party partner "Northwind GmbH"

source billing "Billing Export"
  kept by company
  column issued_on is date
  column kind is one of invoice, refund, credit
  column amount is money
  dated by issued_on

metric net_revenue "Net Revenue" is money
  computed as
    sum of billing.amount where billing.kind is invoice
    less sum of billing.amount where billing.kind is one of (refund, credit)

payment commission "Commission"
  company pays partner each quarter
  on net_revenue accumulated yearly
  at marginal rates, nothing below zero
    8% up to USD 25,000
    10% up to USD 100,000
    12% beyond
  below zero, carried forward
  due within 45 days of the end of the quarter
"""
DRAW = """COPY (
  SELECT 'p' || lpad((hash(i * 7 + 1) % 100000)::VARCHAR, 6, '0') AS partner,
    DATE '2024-01-01' + (hash(i * 13 + 5) % 1096)::INTEGER AS issued_on,
    CASE hash(i * 17) % 10 WHEN 8 THEN 'refund' WHEN 9 THEN 'credit' ELSE 'invoice' END AS kind,
    ((hash(i * 19) % 1000000) / 100)::DECIMAL(18, 2) AS amount
  FROM range({rows}) AS numbers(i)
) TO '{file}' (FORMAT parquet, COMPRESSION zstd)"""
BY_HAND = """COPY (
  SELECT partner, year(issued_on) * 4 + quarter(issued_on) AS quarter,
    sum(amount) FILTER (WHERE kind = 'invoice') AS invoiced,
    sum(amount) FILTER (WHERE kind IN ('refund', 'credit')) AS lowered
  FROM read_parquet('{file}') GROUP BY ALL ORDER BY ALL
) TO '{target}' (FORMAT parquet)"""


def connect(folder: Path) -> Any:
    """Return a database with the same memory and threads for all."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 2,
        "memory_limit": "280MB",
        "temp_directory": str(folder / "spill"),
    }
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET preserve_insertion_order = false")
    return connection


def run(what: str, folder: Path) -> dict[str, Any]:
    """Do one thing in this process, and return what it took and what it came to."""
    rows, target = folder / "rows.parquet", folder / f"{what}.parquet"
    if what == "by hand":
        connection = connect(folder)
        wall, cpu = time.perf_counter(), time.process_time()
        connection.execute(BY_HAND.format(file=rows, target=target))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        sums = "coalesce(sum(invoiced), 0) - coalesce(sum(lowered), 0)"
        [(total,)] = connection.execute(f"SELECT {sums} FROM '{target}'").fetchall()
        return {"wall": wall, "cpu": cpu, "total": str(total)}
    import milestonelang
    from milestonelang.driver.batch.files import run_to_files
    from milestonelang.driver.batch.run import Batch, Options

    checked = milestonelang.check(milestonelang.load(text=TERMS))
    for library in ("duckdb", "numpy", "pyarrow.parquet"):
        import_module(library)  # beforehand, as on the other side
    wall, cpu = time.perf_counter(), time.process_time()
    batch = Batch(checked, None, None, Options(threads=2), {"billing": rows})
    if what == "batch":
        run_to_files(batch, str(target), str(folder / "rejects.csv"))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    total = 0
    if what == "metrics":
        import decimal

        assert batch.rows is not None
        place = batch.rows.grouped[0].path
        [sums] = connect(folder).execute(f"SELECT sum(v0), sum(v1) FROM '{place}'").fetchall()
        invoiced, lowered = (decimal.Decimal(str(each or 0)) for each in sums)
        return {"wall": wall, "cpu": cpu, "total": str(invoiced - lowered)}
    return {"wall": wall, "cpu": cpu, "total": str(total)}


def measured(what: str, folder: Path) -> dict[str, Any]:
    """Run one thing as a process, and return its times and its peak of memory."""
    command = [sys.executable, __file__, "--run", what, str(folder)]
    with tempfile.TemporaryFile() as answer:
        process = subprocess.Popen(command, stdout=answer, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, what
        answer.seek(0)
        found: dict[str, Any] = json.loads(answer.read().splitlines()[-1])
    found["peak"] = usage.ru_maxrss / 1024 / (1024 if sys.platform == "darwin" else 1)
    found["process"] = usage.ru_utime + usage.ru_stime
    return found


def main() -> None:
    """Draw, run interleaved, print medians."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rows", nargs="?", type=int, default=20_000_000)
    parser.add_argument("repeats", nargs="?", type=int, default=3)
    given = parser.parse_args()
    rows, repeats = given.rows, given.repeats
    whats = ("by hand", "metrics", "batch")
    with tempfile.TemporaryDirectory(prefix="milestone-rows-") as name:
        folder = Path(name)
        connection = connect(folder)
        connection.execute(DRAW.format(rows=rows, file=folder / "rows.parquet"))
        connection.close()
        size = (folder / "rows.parquet").stat().st_size / 1e6
        print(f"{rows:,} rows, {size:,.0f} MB of Parquet, {repeats} runs each")
        found: dict[str, list[dict[str, Any]]] = {what: [] for what in whats}
        for _ in range(repeats):
            for what in whats:
                found[what].append(measured(what, folder))
    assert len({each["total"] for what in whats[:2] for each in found[what]}) == 1, "sums differ"
    for what in whats:
        runs = found[what]
        middle = {
            key: statistics.median(each[key] for each in runs)
            for key in ("wall", "cpu", "process", "peak")
        }
        ratio = {
            key: statistics.median(
                each[key] / hand[key] for each, hand in zip(runs, found["by hand"], strict=True)
            )
            for key in ("wall", "cpu")
        }
        lowest = min(each["cpu"] for each in runs)
        least = lowest / min(each["cpu"] for each in found["by hand"])
        print(
            f"{what:8}  {middle['wall']:7.2f} s on the clock ({ratio['wall']:.2f})"
            f"  {middle['cpu']:7.2f} s of processor ({ratio['cpu']:.2f}),"
            f" lowest {lowest:.2f} ({least:.2f})"
            f"  whole process {middle['process']:7.2f} s  peak {middle['peak']:,.0f} MB"
        )
    print(f"sums are the same: {found['by hand'][0]['total']}")


if __name__ == "__main__":
    if len(sys.argv) > 3 and sys.argv[1] == "--run":
        print(json.dumps(run(sys.argv[2], Path(sys.argv[3]))))
    else:
        main()
