"""A small file that unpacks to much is refused before anything of it is unpacked."""

from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

import milestonelang
from milestonelang.data import parquet_pages
from milestonelang.data.parquet_pages import check_pages, files_of
from milestonelang.data.partner_tables import UnusableTableError
from milestonelang.driver.batch.run import Batch, Options
from tests.batch.partners import partners

TERMS = Path(__file__).parents[1] / "batch" / "workload.terms"
MILLIONS = 3


def bomb(path: Path, **options: Any) -> Path:
    """Write a file with a page of three million bytes of one letter in its second row group."""
    table = pyarrow.table({"partner": ["a", "x" * MILLIONS * 1_000_000], "number": [1, 2]})
    given: dict[str, Any] = {"compression": "zstd", "row_group_size": 1, **options}
    parquet.write_table(table, path, **given)
    return path


def problem(path: Path, most: int) -> Any:
    with pytest.raises(UnusableTableError) as caught:
        check_pages(path, most)
    return caught.value.diagnostic


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"use_dictionary": False},
        {"use_dictionary": False, "data_page_version": "2.0", "compression": "gzip"},
        {"write_statistics": False, "compression": "snappy", "write_page_checksum": True},
    ],
)
def test_a_page_that_would_be_large_is_named(tmp_path: Path, options: dict[str, Any]) -> None:
    path = bomb(tmp_path / "bomb.parquet", **options)
    assert path.stat().st_size < 1_000_000
    check_pages(path, MILLIONS + 1)
    found = problem(path, 2)
    assert found.code == "MS1406"
    size = f"{MILLIONS + 1}"  # with the length of the text
    wanted = f"row group 2 of `{path}` has a page of {size} MB in the column `partner`"
    assert found.message.startswith(wanted)
    assert f"`--largest-page {size}`" in (found.help or "")
    check_pages(path, int(size))


def test_what_lies_in_the_file_as_it_is_may_be_large(tmp_path: Path) -> None:
    check_pages(bomb(tmp_path / "plain.parquet", compression="none"), 1)


def test_many_pages_are_all_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "pages.parquet"
    names = [f"p{at:06}" * 20 for at in range(3000)] + ["y" * 1_500_000]
    long = "z" * 3000  # statistics make headers long
    table = pyarrow.table({"partner": [*names, long]})
    parquet.write_table(table, path, compression="zstd", use_dictionary=False, data_page_size=1000)
    assert problem(path, 1).code == "MS1406"
    check_pages(path, 2)


def test_a_damaged_header_is_refused(tmp_path: Path) -> None:
    path = bomb(tmp_path / "damaged.parquet")
    start = parquet.read_metadata(path).row_group(0).column(0).dictionary_page_offset
    content = bytearray(path.read_bytes())
    for damage in (b"\xff" * 12, b"\x1c" * 40, b"\x00", b"\x15\x00\x15\x01\x15\x01\x00"):
        own = bytearray(content)
        own[start : start + len(damage)] = damage
        path.write_bytes(own)
        assert problem(path, 9).code == "MS0705"


def test_a_file_without_a_footer_is_left_to_its_reader(tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    path.write_bytes(b"PAR1")
    check_pages(path, 1)


def test_batch_refuses_it_before_it_reads(tmp_path: Path) -> None:
    path = tmp_path / "figures.parquet"
    parquet.write_table(partners(2), path)
    (tmp_path / "rows").mkdir()
    bomb(tmp_path / "rows" / "bomb.parquet")
    assert [item.name for item in files_of([path, tmp_path / "rows", None])] == [
        "figures.parquet",
        "bomb.parquet",
    ]
    checked = milestonelang.check(TERMS)
    for data, rows in ((tmp_path / "rows" / "bomb.parquet", None), (path, {"billing": tmp_path})):
        with pytest.raises(milestonelang.InputError) as caught:
            Batch(checked, data, None, Options(largest_page=1), rows)
        assert [item.code for item in caught.value.diagnostics] == ["MS1406"]


def test_evaluate_refuses_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_pages, "LARGEST_PAGE", 1)
    checked = milestonelang.check(TERMS.with_name("rows.terms"))
    path = bomb(tmp_path / "rows.parquet")
    with pytest.raises(milestonelang.InputError) as caught:
        milestonelang.evaluate(checked, [], rows={"billing": path})
    assert "MS1406" in [item.code for item in caught.value.diagnostics]


def test_fields_of_every_kind_are_stepped_over() -> None:
    # 1: true, 2: false, 3: a byte, 4: a double, 5: two truths, 6: three numbers, 8: a structure
    # with a text, 100 (written out): -3.
    fields = bytes([0x11, 0x12, 0x13, 7, 0x17, *range(8), 0x19, 0x21, 1, 2, 0x19, 0x35, 2, 4, 6])
    fields += bytes([0x2C, 0x18, 2, 65, 66, 0x15, 8, 0, 0x05, 0xC8, 0x01, 5, 0])
    found = parquet_pages._Compact(fields)
    assert found.struct() == {
        1: True,
        2: False,
        3: 7,
        4: None,
        5: None,
        6: None,
        8: {1: None, 2: 4},
        100: -3,
    }
    assert found.at == len(fields)
    many = bytes([0x19, 0xF3, 20, *range(20), 0])
    assert parquet_pages._Compact(many).struct() == {1: None}


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (bytes([0x1C] * 20), ValueError),  # headers within headers
        (bytes([0x1B, 0]), ValueError),  # a map
        (bytes([0x15, *[0xFF] * 12, 0]), ValueError),  # a number without an end
        (bytes([0x18, 200, 1, 0]), IndexError),  # a text beyond the end
        (bytes([0x15, 0x80]), IndexError),
    ],
)
def test_what_no_header_has_is_an_error(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        parquet_pages._Compact(content).struct()
