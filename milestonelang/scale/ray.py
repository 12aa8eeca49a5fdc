"""One agreement over a Ray Dataset of partners.

In: a Dataset with the figures of many partners, or with the rows of a source, and terms. Out: a
Dataset of what is owed. Promised: partners are computed whole, each by one task; a task that is run
again gives the same rows, and Ray takes those of one run.
"""

import zlib
from pathlib import Path
from typing import Any

from milestonelang.scale.mapper import Mapper, period_of

BUCKET = "milestone_bucket"


def compute(
    data: Any,
    terms: str | Path,
    *,
    source: str | None = None,
    buckets: int = 200,
    batch_size: int = 65_536,
    **options: Any,
) -> Any:
    """Return what the partners of a Dataset are owed.

    The Dataset has a row for each partner (computed *batch_size* at a time), a row for each partner
    and period, or the rows of a *source*. The latter two are shared out in so many *buckets* of
    partners. *options* are those of `Mapper`; `until` is needed unless each row is a partner.
    """
    period = period_of(data.schema().names)
    if source is None and period is None:
        return data.map_batches(
            Mapper(terms, **options), batch_format="pyarrow", batch_size=batch_size
        )
    if options.get("until") is None:
        if source is not None:
            raise ValueError("give `until`, the last period that anybody has rows of")
        options["until"] = data.max(period)
    mapper = Mapper(terms, **options)
    by = mapper.by

    def shared_out(table: Any) -> Any:
        import pyarrow

        coded = table.column(by).combine_chunks().cast("string").dictionary_encode()
        names = [str(name or "").encode() for name in coded.dictionary.to_pylist()]
        places = pyarrow.array([zlib.crc32(name) % buckets for name in names], pyarrow.int64())
        return table.append_column(BUCKET, places.take(coded.indices).fill_null(0))

    def whole(table: Any) -> Any:
        own = table.drop_columns([BUCKET])
        return mapper(own) if source is None else mapper(None, {source: own})

    spread = data.map_batches(shared_out, batch_format="pyarrow")
    # Left alone, Ray shuffles into two hundred parts, each a task, however few the buckets are.
    grouped = spread.groupby(BUCKET, num_partitions=buckets)
    return grouped.map_groups(whole, batch_format="pyarrow")
