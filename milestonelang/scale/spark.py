"""One agreement over a Spark DataFrame of partners.

In: a DataFrame with the figures of many partners, or with the rows of a source, and terms. Out: a
DataFrame of what is owed. Promised: partners are computed whole, each by one task; a task that is
run again gives the same rows, and Spark takes those of one run.
"""

from pathlib import Path
from typing import Any

from milestonelang.scale.mapper import Mapper, period_of

BUCKET = "milestone_bucket"


def compute(
    figures: Any,
    terms: str | Path,
    *,
    rows: dict[str, Any] | None = None,
    buckets: int = 200,
    **options: Any,
) -> Any:
    """Return what the partners of a DataFrame are owed.

    *figures* has a row for each partner, or for each partner and period; *rows* are those of one
    source by its name, shared out in so many *buckets* of partners; *figures* may then be None.
    *options* are those of `Mapper`.
    """
    from pyspark.sql import functions
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    by = options.get("by", "partner")
    if rows:
        return _with_rows(figures, terms, dict(rows), buckets, options)
    period = period_of(figures.columns)
    if period is not None:
        if options.get("until") is None:
            options["until"] = figures.agg(functions.max(period)).first()[0]
        figures = figures.repartition(by).sortWithinPartitions(by, period)
    mapper = Mapper(terms, **options)
    schema = mapper.schema(to_arrow_schema(figures.schema))
    return figures.mapInArrow(mapper.batches, from_arrow_schema(schema))


def _with_rows(
    figures: Any, terms: str | Path, rows: dict[str, Any], buckets: int, options: dict[str, Any]
) -> Any:
    from pyspark.sql import functions
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    if len(rows) > 1 or options.get("until") is None:
        raise ValueError("give the rows of one source, and `until`, the last period of them all")
    by = options.get("by", "partner")
    [(name, source)] = rows.items()
    bucket = functions.pmod(functions.xxhash64(functions.col(by)), functions.lit(buckets))
    mapper = Mapper(terms, **options)
    own = None if figures is None else to_arrow_schema(figures.schema)
    schema = from_arrow_schema(mapper.schema(own, {name: to_arrow_schema(source.schema)}))

    def alone(table: Any) -> Any:
        return mapper(None, {name: table.drop_columns([BUCKET])})

    def together(table: Any, of_source: Any) -> Any:
        own, theirs = (each.drop_columns([BUCKET]) for each in (table, of_source))
        return mapper(own, {name: theirs})

    grouped = source.withColumn(BUCKET, bucket).groupBy(BUCKET)
    if figures is None:
        return grouped.applyInArrow(alone, schema)
    both = figures.withColumn(BUCKET, bucket).groupBy(BUCKET).cogroup(grouped)
    return both.applyInArrow(together, schema)
