"""One agreement over many partners, against hand-written code, in one interleaved run.

    python -m benchmarks.batch [partners] [repeats]

The workload is `tests/batch/workload.terms`: five graduated bands on accumulated revenue, a bonus,
caps a period and a year, a tenth held back and released or forfeited two quarters later, a shock
that halves, half up at each of five lines, twelve quarters. Ours runs with the compiled kernel and
with numpy alone; beside it stand C by hand (vectorised by gcc), numpy by hand, and, where they are
installed, Polars and DuckDB in integers, OpenFisca-Core and ZEN (`rule_engines.py`). Times are CPU
times of one thread; each answer is compared with that of C cell by cell. Then whole processes, two
threads, and Parquet to Parquet.
"""

import argparse
import ctypes
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy

import milestonelang
from benchmarks.rule_engines import by_openfisca, by_zen
from milestonelang.backends.batch.memory import columns
from milestonelang.backends.batch.native import compile_native
from milestonelang.backends.batch.to_numpy import compile_numpy
from milestonelang.driver.batch.files import run_to_files
from milestonelang.driver.batch.run import Batch, Options

ROOT = Path(__file__).resolve().parent.parent
TERMS = ROOT / "tests" / "batch" / "workload.terms"
SOURCE = Path(__file__).with_name("workload.c")
# These take longer for a partner, as much for each of many.
MOST_FOR_OPENFISCA, MOST_FOR_ZEN = 100_000, 20
METRICS = ("net_revenue", "retention", "gross_margin", "churn")
LABELS = [f"{year}-Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)]
PAYABLE = "company to partner payable"
PERIODS = 12


def drawn(partners: int, seed: int = 1) -> dict[str, Any]:
    """Figures with zeros, negatives and many exact ties, [period, partner]."""
    draw = numpy.random.default_rng(seed)
    shape = (PERIODS, partners)
    revenue = draw.integers(0, 400_000, shape) * 100
    pick = draw.random(shape)
    revenue[pick < 0.02] = 0
    revenue = numpy.where(pick > 0.99, -(revenue // 400), revenue)
    return {
        "net_revenue": revenue,
        "retention": draw.integers(8_500, 10_001, shape),
        "gross_margin": draw.integers(3_000, 4_500, shape),
        "churn": draw.integers(0, 1_200, shape),
    }


def by_c(figures: dict[str, Any], folder: Path) -> Callable[[], Any] | None:
    """C by hand."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    library = folder / "workload.so"
    flags = ["-O3", "-march=native", "-mprefer-vector-width=512", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, "-o", str(library), str(SOURCE)], check=True)
    function = ctypes.CDLL(str(library)).run
    partners = figures[METRICS[0]].shape[1]
    memory = columns(len(METRICS) + 1, PERIODS, partners)
    for index, name in enumerate(METRICS):
        memory[index] = figures[name]
    out = memory[-1]
    out[:] = 0
    places = [ctypes.c_void_p(each.ctypes.data) for each in memory]

    def run() -> Any:
        function(*places, *(ctypes.c_int64(each) for each in (partners, 0, partners)))
        return out

    return run


def by_kernel(figures: dict[str, Any], native: bool, threads: int = 1) -> Callable[[], Any]:
    """Our kernel."""
    from concurrent.futures import ThreadPoolExecutor

    checked = milestonelang.check(TERMS)
    batch = Batch(checked, arrow(figures, 4), None, Options(only=(PAYABLE,), native=native))
    ready = batch.course((None, None)).engine.ready
    assert ready.plan is not None, ready.why_not
    kernel = ready.plan.kernel
    run_kernel = (compile_native if native else compile_numpy)(kernel)
    partners = figures[METRICS[0]].shape[-1]
    inputs = columns(len(METRICS), PERIODS, partners)
    for index, name in enumerate(ready.columns):
        inputs[index] = figures[name]
    given = numpy.zeros((1, partners), numpy.int64)
    outputs = columns(kernel.outputs, PERIODS, partners)
    outputs[:] = 0
    place = ready.plan.outputs[batch.figures[0].id].index
    cuts = [partners * index // threads for index in range(threads + 1)]
    pool = ThreadPoolExecutor(threads)

    def run() -> Any:
        if threads == 1:
            run_kernel(inputs, given, outputs, 0, partners)
        else:
            parts = [
                pool.submit(run_kernel, inputs, given, outputs, first, end)
                for first, end in pairwise(cuts)
            ]
            for part in parts:
                part.result()
        return outputs[place]

    return run


def by_numpy(figures: dict[str, Any]) -> Callable[[], Any]:
    """numpy by hand, whole columns in blocks."""
    revenue, retention, margin, churn = (figures[name] for name in METRICS)
    out = numpy.zeros_like(revenue)

    def run() -> Any:
        for start in range(0, out.shape[1], 8192):
            _block(slice(start, start + 8192))
        return out

    def _block(at: slice) -> None:
        width = revenue[:, at].shape[1]
        zero = numpy.zeros(width, numpy.int64)
        total = before = carried = given = bonus_given = low = zero
        active = zero.astype(bool)
        held: list[Any] = []
        for p in range(PERIODS):
            if p % 4 == 0:
                total = before = given = bonus_given = zero
            total = total + revenue[p, at]
            x = numpy.maximum(total, 0)
            f = 5 * x + 2 * numpy.maximum(x - 10000000, 0) + 2 * numpy.maximum(x - 25000000, 0)
            f = f + numpy.maximum(x - 50000000, 0) + 2 * numpy.maximum(x - 100000000, 0)
            line = f - before + carried
            before, carried = f, numpy.minimum(line, 0)
            room = numpy.maximum(12000000 - given, 0)
            c = numpy.minimum(numpy.minimum(numpy.maximum(line, 0), 400000000), 100 * room)
            c = (c + 50) // 100
            given = given + c
            low = numpy.where(margin[p, at] < 3500, numpy.minimum(low + 1, 2), 0)
            active = (active | (low >= 2)) & (margin[p, at] < 3800)
            c = (numpy.where(active, c, 2 * c) + 1) // 2
            b = numpy.where(retention[p, at] >= 9000, numpy.maximum(revenue[p, at], 0), 0)
            left = numpy.maximum(4000000 - bonus_given, 0)
            b = (numpy.minimum(b, 50 * left) + 25) // 50
            bonus_given = bonus_given + b
            b = (numpy.where(active, b, 2 * b) + 1) // 2
            back = (c + 5) // 10
            held.append(back)
            due = held[p - 2] if p >= 2 else zero
            if p == PERIODS - 1:
                due = due + held[p - 1] + back
            out[p, at] = c - back + numpy.where(churn[p, at] > 800, 0, due) + b

    return run


def by_sql(figures: dict[str, Any]) -> Callable[[], Any] | None:
    """DuckDB in BIGINT, wide, one step of a query for each quarter."""
    try:
        import duckdb
        import pyarrow
    except ImportError:
        return None
    columns = {f"{name[0]}{p}": figures[name][p] for name in METRICS for p in range(PERIODS)}
    table = pyarrow.table({"place": numpy.arange(figures["churn"].shape[1]), **columns})
    steps = [
        "s0 AS (SELECT *, 0::BIGINT AS total, 0::BIGINT AS fb, 0::BIGINT AS carried, "
        "0::BIGINT AS given, 0::BIGINT AS bgiven, 0::BIGINT AS low, false AS act FROM t)"
    ]
    outs = []
    for p in range(PERIODS):
        z = "0" if p % 4 == 0 else None
        total, fb = z or "total", z or "fb"
        given, bgiven = z or "given", z or "bgiven"
        due = f"h{p - 2}" if p >= 2 else "0"
        late = f" + h{p - 1} + back" if p == PERIODS - 1 else ""
        steps += [
            f"a{p} AS (SELECT * REPLACE ({total} + n{p} AS total, {given} AS given, {bgiven} AS "
            f"bgiven, CASE WHEN g{p} < 3500 THEN least(low + 1, 2) ELSE 0 END AS low), "
            f"{fb} AS f0, greatest({total} + n{p}, 0) AS x FROM s{p})",
            f"b{p} AS (SELECT * REPLACE ((act OR low >= 2) AND g{p} < 3800 AS act), 5 * x + "
            "2 * greatest(x - 10000000, 0) + 2 * greatest(x - 25000000, 0) + "
            f"greatest(x - 50000000, 0) + 2 * greatest(x - 100000000, 0) AS f FROM a{p})",
            f"c{p} AS (SELECT *, f - f0 + carried AS line FROM b{p})",
            f"d{p} AS (SELECT *, (least(greatest(line, 0), 400000000, "
            f"100 * greatest(12000000 - given, 0)) + 50) // 100 AS c, (least(CASE WHEN r{p} >= "
            f"9000 THEN greatest(n{p}, 0) ELSE 0 END, 50 * greatest(4000000 - bgiven, 0)) + 25) "
            f"// 50 AS b FROM c{p})",
            f"e{p} AS (SELECT *, ((CASE WHEN act THEN c ELSE 2 * c END) + 1) // 2 AS cc, "
            f"((CASE WHEN act THEN b ELSE 2 * b END) + 1) // 2 AS bb FROM d{p})",
            f"f{p} AS (SELECT *, (cc + 5) // 10 AS back FROM e{p})",
            f"s{p + 1} AS (SELECT * EXCLUDE (f0, x, f, line, c, b, cc, bb, back) REPLACE (f AS fb, "
            "least(line, 0) AS carried, given + c AS given, bgiven + b AS bgiven), back AS "
            f"h{p}, cc - back + bb + CASE WHEN c{p} > 800 THEN 0 ELSE {due}{late} END AS o{p} "
            f"FROM f{p})",
        ]
        outs.append(f"o{p}")
    query = f"WITH {', '.join(steps)} SELECT {', '.join(outs)} FROM s{PERIODS} ORDER BY place"
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.register("t", table)

    def run() -> Any:
        found = connection.execute(query).fetchnumpy()
        return numpy.stack([found[name] for name in outs])

    return run


def by_polars(figures: dict[str, Any]) -> Callable[[], Any] | None:
    """Polars in Int64, wide, unrolled."""
    os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        import polars
    except ImportError:
        return None
    frame = polars.DataFrame(
        {f"{name}{p}": figures[name][p] for name in METRICS for p in range(PERIODS)}
    )

    def run() -> Any:
        col, when, lit = polars.col, polars.when, polars.lit
        zero = lit(0, polars.Int64)
        work = frame.lazy().with_columns(
            zero.alias("total"), zero.alias("fb"), zero.alias("carried"), zero.alias("given"),
            zero.alias("bgiven"), zero.alias("low"), lit(False).alias("act"),
        )  # fmt: skip
        for p in range(PERIODS):
            n, r, g, c0 = (col(f"{name}{p}") for name in METRICS)
            if p % 4 == 0:
                names = ("total", "fb", "given", "bgiven")
                work = work.with_columns(*(zero.alias(name) for name in names))
            work = work.with_columns((col("total") + n).alias("total"))
            x = polars.max_horizontal(col("total"), zero)
            f = 5 * x
            for rate, cut in ((2, 10000000), (2, 25000000), (1, 50000000), (2, 100000000)):
                f = f + rate * polars.max_horizontal(x - cut, zero)
            low = when(g < 3500).then(polars.min_horizontal(col("low") + 1, lit(2))).otherwise(zero)
            work = work.with_columns(f.alias("f"), low.alias("low"))
            work = work.with_columns(
                (col("f") - col("fb") + col("carried")).alias("line"),
                ((col("act") | (col("low") >= 2)) & (g < 3800)).alias("act"),
            )
            room = 100 * polars.max_horizontal(12000000 - col("given"), zero)
            capped = polars.min_horizontal(
                polars.max_horizontal(col("line"), zero), lit(400000000), room
            )
            base = when(r >= 9000).then(polars.max_horizontal(n, zero)).otherwise(zero)
            left = 50 * polars.max_horizontal(4000000 - col("bgiven"), zero)
            work = work.with_columns(
                ((capped + 50) // 100).alias("c"),
                ((polars.min_horizontal(base, left) + 25) // 50).alias("b"),
            )
            halved = [
                ((when(col("act")).then(col(name)).otherwise(2 * col(name)) + 1) // 2).alias(to)
                for name, to in (("c", "cc"), ("b", "bb"))
            ]
            work = work.with_columns(
                *halved,
                col("f").alias("fb"),
                polars.min_horizontal(col("line"), zero).alias("carried"),
                (col("given") + col("c")).alias("given"),
                (col("bgiven") + col("b")).alias("bgiven"),
            )
            work = work.with_columns(((col("cc") + 5) // 10).alias(f"h{p}"))
            due = col(f"h{p - 2}") if p >= 2 else zero
            if p == PERIODS - 1:
                due = due + col(f"h{p - 1}") + col(f"h{p}")
            kept = when(c0 > 800).then(zero).otherwise(due)
            work = work.with_columns((col("cc") - col(f"h{p}") + col("bb") + kept).alias(f"o{p}"))
        found = work.select([f"o{p}" for p in range(PERIODS)]).collect()
        return numpy.stack([found[f"o{p}"].to_numpy() for p in range(PERIODS)])

    return run


def arrow(figures: dict[str, Any], partners: int | None = None, first: int = 0) -> Any:
    """The figures as a table with a row a partner."""
    import pyarrow

    count = partners or figures["churn"].shape[1]
    columns = {"partner": pyarrow.array([f"p{index:08d}" for index in range(first, first + count)])}
    for name in METRICS:
        digits, places = (18, 2) if name == "net_revenue" else (9, 4)
        for index, label in enumerate(LABELS):
            words = numpy.empty((count, 2), numpy.int64)
            words[:, 0] = figures[name][index, :count]
            words[:, 1] = words[:, 0] >> 63
            kind = pyarrow.decimal128(digits, places)
            buffers = [None, pyarrow.py_buffer(words)]
            columns[f"{name}@{label}"] = pyarrow.Array.from_buffers(kind, count, buffers)
    return pyarrow.table(columns)


def compare_engines(partners: int, repeats: int, folder: Path) -> dict[str, Any]:
    """Run every engine in turn, and compare what they say."""
    figures = drawn(partners)
    engines: dict[str, Callable[[], Any] | None] = {
        "C by hand": by_c(figures, folder),
        "ours, compiled": by_kernel(figures, True),
        "ours, numpy alone": by_kernel(figures, False),
        "numpy by hand": by_numpy(figures),
        "Polars Int64": by_polars(figures),
        "DuckDB BIGINT": by_sql(figures),
    }
    few = {name: each[:, :MOST_FOR_OPENFISCA].copy() for name, each in figures.items()}
    fewest = {name: each[:, :MOST_FOR_ZEN].copy() for name, each in figures.items()}
    engines["OpenFisca-Core"] = by_openfisca(few)
    engines["ZEN engine"] = by_zen(fewest)
    for name in (name for name, run in engines.items() if run is None):
        print(f"  {name} is not installed, and left out")
    there = {name: run for name, run in engines.items() if run is not None}
    times: dict[str, list[float]] = {name: [] for name in there}
    truth = None
    wrong: dict[str, tuple[int, int]] = {}
    for turn in range(repeats):
        for name, run in there.items():
            if name == "ZEN engine" and turn:
                continue
            started = time.process_time()
            found = run()
            took = time.process_time() - started
            times[name].append(took * 1e9 / found.shape[1])
            truth = found.copy() if truth is None else truth
            wrong[name] = int((found != truth[:, : found.shape[1]]).sum()), found.size
    print(f"{partners:,} partners x 12 quarters, CPU nanoseconds a partner, one thread")
    print(f"{'':22}{'ns':>12}{'to C':>12}{'cells that differ':>28}")
    base = statistics.median(times[next(iter(there))])
    for name, each in times.items():
        middle = statistics.median(each)
        cells = f"{wrong[name][0]:,} of {wrong[name][1]:,}"
        print(f"  {name:<20}{middle:>12,.0f}{middle / base:>12,.2f}{cells:>28}")
    return figures


def compare_threads(figures: dict[str, Any], repeats: int) -> None:
    """One thread against two: on the clock, and what the two use of the processors together.

    Where other programs are busy the clock says little; that two threads together use no more than
    one alone says that neither waits for the other, nor for memory.
    """
    one, two = by_kernel(figures, True, 1), by_kernel(figures, True, 2)
    ratios, used = [], []
    for _ in range(max(repeats, 9)):
        walls, work = [], []
        for run in (one, two):
            started, cpu = time.perf_counter(), time.process_time()
            run()
            walls.append(time.perf_counter() - started)
            work.append(time.process_time() - cpu)
        ratios.append(walls[0] / walls[1])
        used.append(work[1] / work[0])
    print(
        f"  two threads: {statistics.median(ratios):.2f} times faster on the clock (best"
        f" {max(ratios):.2f}), {statistics.median(used):.2f} x the processor time of one"
    )


def compare_files(figures: dict[str, Any], folder: Path) -> None:
    """Parquet to Parquet against reading and writing alone."""
    from pyarrow import parquet

    source, target, copy = (folder / name for name in ("in.parquet", "out.parquet", "copy.parquet"))
    parquet.write_table(
        arrow(figures), source, compression="zstd", store_decimal_as_integer=True,
        use_dictionary=["partner"], row_group_size=1 << 17,
    )  # fmt: skip
    checked = milestonelang.check(TERMS)
    ratios = []
    for _ in range(3):
        started, cpu = time.perf_counter(), time.process_time()
        batch = Batch(checked, source, None, Options(wide=True, only=(PAYABLE,)))
        run_to_files(batch, str(target), str(folder / "rejects.csv"))
        ours, our_cpu = time.perf_counter() - started, time.process_time() - cpu
        result = parquet.read_table(target)
        started, cpu = time.perf_counter(), time.process_time()
        with parquet.ParquetFile(source) as file, parquet.ParquetWriter(
            str(copy), result.schema, compression="zstd", store_decimal_as_integer=True,
            use_dictionary=["partner", "pending"],
        ) as writer:  # fmt: skip
            done = 0
            for part in file.iter_batches(1 << 17):
                writer.write_table(result.slice(done, part.num_rows))
                done += part.num_rows
        alone, alone_cpu = time.perf_counter() - started, time.process_time() - cpu
        ratios.append((ours / alone, our_cpu / alone_cpu, ours))
    wall, cpu_ratio, seconds = (statistics.median(each) for each in zip(*ratios, strict=True))
    print(
        f"  Parquet to Parquet: {seconds:.2f} s, {wall:.2f} x reading and writing alone in wall"
        f" time, {cpu_ratio:.2f} x in CPU time"
    )


def compare_starts(folder: Path) -> None:
    """A kernel ready in a new process, cold and from the cache."""
    code = (
        "import milestonelang, pyarrow\n"
        "from milestonelang.driver.batch.run import Batch, Options\n"
        f"names = ['partner', 'quarter', *{METRICS!r}]\n"
        "kinds = [pyarrow.string()] * 2 + [pyarrow.decimal128(18, 4)] * 4\n"
        "table = pyarrow.table({n: pyarrow.array([], k) for n, k in zip(names, kinds)})\n"
        f"Batch(milestonelang.check({str(TERMS)!r}), table, None, Options(only=({PAYABLE!r},)))\n"
    )
    cache = folder / "cache"
    cache.mkdir()
    # As in an installed copy: nothing is compiled anew.
    package = str(Path(milestonelang.__file__).parent)
    subprocess.run([sys.executable, "-m", "compileall", "-q", package], check=True)
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    # The parse tables of the language are there in an installed copy.
    warm = "import milestonelang; milestonelang.check(milestonelang.load(text=''))"
    subprocess.run([sys.executable, "-c", warm], env=environment, check=False)
    found = {}
    for label, repeats in (("cold", 1), ("from the cache", 5)):
        times = []
        for _ in range(repeats):
            started, cpu = time.perf_counter(), _of_children()
            subprocess.run([sys.executable, "-c", code], env=environment, check=True)
            times.append((time.perf_counter() - started, _of_children() - cpu))
        found[label] = [statistics.median(each) for each in zip(*times, strict=True)]
    for label, (wall, cpu) in found.items():
        print(f"  kernel ready, whole process, {label}: {wall:.2f} s, {cpu:.2f} s of processor")


def _of_children() -> float:
    used = os.times()
    return used.children_user + used.children_system


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("partners", nargs="?", type=int, default=1_000_000)
    parser.add_argument("repeats", nargs="?", type=int, default=5)
    given = parser.parse_args()
    partners, repeats = given.partners, given.repeats
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = compare_engines(partners, repeats, folder)
        compare_threads(figures, repeats)
        compare_files(figures, folder)
        compare_starts(folder)


if __name__ == "__main__":
    main()
