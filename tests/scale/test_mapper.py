"""What workers do with their shares adds up to what one machine does with the whole."""

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pytest

import milestonelang
from milestonelang.scale.mapper import REJECTED, Mapper
from tests.batch.partners import partners
from tests.batch.test_rows import BILLING, PLAIN, figures, partners_and_rows

TERMS = Path(__file__).parents[1] / "batch" / "workload.terms"
LAST = "2026-Q4"


def whole(table: Any) -> Any:
    found, _, _ = milestonelang.batch(milestonelang.check(TERMS), table)
    return found


def batches(table: Any, size: int) -> Iterator[Any]:
    yield from table.combine_chunks().to_batches(max_chunksize=size)


def test_shares_of_any_size_add_up_to_the_whole() -> None:
    table = partners(60, gaps=5)
    mapper = pickle.loads(pickle.dumps(Mapper(TERMS, until=LAST)))
    expected = whole(table)
    for size in (7, 100, 10_000):
        found = pyarrow.Table.from_batches(list(mapper.batches(batches(table, size))))
        assert found.column(REJECTED).null_count == len(found)
        assert found.drop_columns([REJECTED]).to_pylist() == expected.to_pylist()
        assert found.schema == mapper.schema(table.schema)


def test_a_share_gives_the_same_bytes_again() -> None:
    table = partners(20)
    first, second = (Mapper(TERMS, until=LAST)(table) for _ in range(2))
    assert first.equals(second)
    part = table.slice(0, 24)
    again = Mapper(TERMS.read_text(encoding="utf-8"), until=LAST)
    assert again(part).equals(first.slice(0, 24))


def test_rows_that_are_refused_are_in_the_result() -> None:
    table = partners(3)
    wrong = table.column("quarter").to_pylist()
    wrong[13] = "2026-Q5"
    table = table.set_column(1, "quarter", pyarrow.array(wrong))
    found = Mapper(TERMS, until=LAST)(table).to_pylist()
    refused = [row for row in found if row[REJECTED] is not None]
    assert [(row["partner"], "2026-Q5" in row[REJECTED]) for row in refused] == [("p000001", True)]
    assert {row["partner"] for row in found if row[REJECTED] is None} == {"p000000", "p000002"}


@pytest.mark.parametrize("with_figures", [True, False])
def test_rows_of_a_share_are_those_of_its_partners(with_figures: bool) -> None:
    names, rows = partners_and_rows()
    text = PLAIN
    if not with_figures:
        text = text.replace("  times retention\n", "")
        start = text.index("metric retention")
        text = text[:start] + text[text.index("payment commission") :]
    table = figures(names) if with_figures else None
    source = pyarrow.Table.from_pylist(rows, BILLING)
    checked = milestonelang.check(milestonelang.load(text=text))
    expected, _, _ = milestonelang.batch(checked, {None: table, "billing": source})
    mapper = Mapper(text, until=LAST)
    found: list[dict[str, Any]] = []
    for share in (names[:4], names[4:]):
        own = pyarrow.Table.from_pylist([row for row in rows if row["partner"] in share], BILLING)
        figured = None
        if table is not None:
            is_own = [name in share for name in table.column("partner").to_pylist()]
            figured = table.filter(pyarrow.array(is_own))
        found += mapper(figured, {"billing": own}).drop_columns([REJECTED]).to_pylist()
    key = lambda row: (row["partner"], row["period"])  # noqa: E731
    assert sorted(found, key=key) == sorted(expected.to_pylist(), key=key)
