"""The same figures under Spark and under Ray, and nothing lost or doubled where a worker dies.

`make check-scale` installs both and runs this; without them there is nothing to run.
"""

import faulthandler
import os
import signal
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

import milestonelang
from milestonelang.scale.mapper import REJECTED
from tests.batch.partners import partners
from tests.batch.test_rows import BILLING, PLAIN, partners_and_rows

TERMS = Path(__file__).parents[1] / "batch" / "workload.terms"
COUNT = 400
# Each test takes less than a minute; an engine that waits for ever is ended, and says where it is.
MOST_SECONDS = 600


@pytest.fixture(autouse=True)
def ends_by_itself() -> Iterator[None]:
    with open(os.dup(2), "w") as errors:
        faulthandler.dump_traceback_later(MOST_SECONDS, exit=True, file=errors)
        yield
        faulthandler.cancel_dump_traceback_later()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of Parquet files, the rows of a partner in one of them."""
    folder = tmp_path_factory.mktemp("figures")
    table = partners(COUNT, gaps=20)
    for at in range(4):
        share = table.slice(at * 1200, 1200)
        parquet.write_table(share, folder / f"part{at}.parquet")
    return folder


@pytest.fixture(scope="module")
def expected() -> list[dict[str, Any]]:
    found, _, _ = milestonelang.batch(milestonelang.check(TERMS), partners(COUNT, gaps=20))
    return sorted(found.to_pylist(), key=place)


def place(row: dict[str, Any]) -> tuple[str, str]:
    return row["partner"], row["period"]


def without_rejected(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    assert all(row.pop(REJECTED) is None for row in rows)
    return sorted(rows, key=place)


def rows_only() -> tuple[str, Any, list[dict[str, Any]]]:
    """Terms that need nothing but rows, the rows, and what is owed on them."""
    text = PLAIN.replace("  times retention\n", "")
    start = text.index("metric retention")
    text = text[:start] + text[text.index("payment commission") :]
    _, rows = partners_and_rows()
    table = pyarrow.Table.from_pylist(rows, BILLING)
    checked = milestonelang.check(milestonelang.load(text=text))
    found, _, _ = milestonelang.batch(checked, {"billing": table})
    return text, table, sorted(found.to_pylist(), key=place)


# ---- Spark


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = sql.SparkSession.builder.master("local[2,4]").appName("milestonelang")
    builder = builder.config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "4")
    session = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def test_spark_gives_the_same(spark: Any, data: Path, expected: list[dict[str, Any]]) -> None:
    from milestonelang.scale import spark as engine

    found = engine.compute(spark.read.parquet(str(data)), TERMS)
    rows = [row.asDict() for row in found.collect()]
    assert without_rejected(rows) == expected
    total = sum((row["commission entitled"] or Decimal(0)) for row in rows)
    assert total == sum((row["commission entitled"] or Decimal(0)) for row in expected)


def test_spark_works_out_metrics_from_rows(spark: Any, tmp_path: Path) -> None:
    from milestonelang.scale import spark as engine

    text, table, wanted = rows_only()
    parquet.write_table(table, tmp_path / "rows.parquet")
    source = spark.read.parquet(str(tmp_path / "rows.parquet"))
    options: dict[str, Any] = {"until": "2026-Q4", "buckets": 3}
    found = engine.compute(None, text, rows={"billing": source}, **options)
    assert without_rejected([row.asDict() for row in found.collect()]) == wanted


def test_a_worker_of_spark_that_dies_changes_nothing(
    spark: Any, data: Path, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    from milestonelang.scale import spark as engine

    mark = str(tmp_path / "died")

    def dies_once(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield batch
            if not os.path.exists(mark):
                with open(mark, "w"):
                    os.kill(os.getpid(), signal.SIGKILL)

    found = engine.compute(spark.read.parquet(str(data)), TERMS)
    through = found.mapInArrow(dies_once, found.schema)
    assert without_rejected([row.asDict() for row in through.collect()]) == expected
    assert Path(mark).exists()


# ---- Ray


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    engine = pytest.importorskip("ray")
    engine.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield engine
    engine.shutdown()


def test_ray_gives_the_same(ray: Any, data: Path, expected: list[dict[str, Any]]) -> None:
    from milestonelang.scale import ray as engine

    found = engine.compute(ray.data.read_parquet(str(data)), TERMS, buckets=5)
    assert without_rejected(found.take_all()) == expected


def test_ray_works_out_metrics_from_rows(ray: Any) -> None:
    from milestonelang.scale import ray as engine

    text, table, wanted = rows_only()
    options: dict[str, Any] = {"until": "2026-Q4", "buckets": 3}
    found = engine.compute(ray.data.from_arrow(table), text, source="billing", **options)
    assert without_rejected(found.take_all()) == wanted


def test_a_worker_of_ray_that_dies_changes_nothing(
    ray: Any, data: Path, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    from milestonelang.scale import ray as engine

    mark = str(tmp_path / "died")

    def dies_once(table: Any) -> Any:
        if not os.path.exists(mark):
            with open(mark, "w"):
                os.kill(os.getpid(), signal.SIGKILL)
        return table

    found = engine.compute(ray.data.read_parquet(str(data)), TERMS, buckets=5)
    through = found.map_batches(dies_once, batch_format="pyarrow")
    assert without_rejected(through.take_all()) == expected
    assert Path(mark).exists()
