"""A ledger loses nothing that was acknowledged, and shows every change that was made to it."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from milestonelang.ledger.chain import Ledger, LedgerError, check, head_path, read_head, verify
from milestonelang.ledger.record import Booked, Statement, entry_after, write_entry

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import sys
from pathlib import Path
from tests.ledger.test_ledger import statement
from milestonelang.ledger.chain import Ledger
path, count = Path(sys.argv[1]), int(sys.argv[2])
for place in range(count):
    with Ledger(path) as ledger:
        number = ledger.append(statement(place)).number
    print(number, flush=True)
"""


def statement(place: int) -> Statement:
    """A statement of a period that only its number tells from others."""
    return Statement(
        contract="sample",
        period=f"P{place}",
        payable={"company to partner": Fraction(100 + place, 3)},
        booked=(Booked("fee", "P0", date(2026, 1, 2), Fraction(-1)),) if place else (),
        results=(("fee", "entitled", "33.00"),),
        settings={},
        as_of=None,
        terms={"sample.terms": "0" * 64},
        data={"metrics.csv": "1" * 64},
        engine="0.1.0",
    )


def _written(path: Path, count: int = 3) -> bytes:
    with Ledger(path) as ledger:
        for place in range(count):
            ledger.append(statement(place))
    return path.read_bytes()


def _found(path: Path, content: bytes) -> str:
    with pytest.raises(LedgerError) as error:
        check("ledger", content, read_head(path))
    return error.value.diagnostic.code


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    _written(path)
    entries = verify(path)
    assert [entry.statement for entry in entries] == [statement(place) for place in range(3)]
    assert entries[1].statement.own("company to partner") == Fraction(101, 3)
    with Ledger(path) as ledger:
        assert ledger.message == ""
        assert ledger.append(statement(3)).number == 4


def test_every_flipped_bit_is_found(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    content = _written(path)
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1 << (place % 8)
        number = content.count(b"\n", 0, place) + 1
        with pytest.raises(LedgerError) as error:
            check("ledger", bytes(changed), read_head(path))
        found = error.value.diagnostic
        assert found.place is not None
        assert found.place.row == number


def test_every_cut_is_found(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    content = _written(path)
    assert {_found(path, content[:size]) for size in range(len(content))} == {"MS1004"}


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ((1, 0, 2), "MS1003"),
        ((0, 2, 1), "MS1003"),
        ((0, 2), "MS1003"),
        ((1, 2), "MS1003"),
        ((0, 1), "MS1004"),
        ((), "MS1004"),
        ((0, 1, 1, 2), "MS1003"),
        ((0, 1, 2, 2), "MS1003"),
    ],
)
def test_records_that_are_moved_are_found(tmp_path: Path, order: Sequence[int], code: str) -> None:
    path = tmp_path / "ledger"
    lines = _written(path).splitlines(keepends=True)
    assert _found(path, b"".join(lines[place] for place in order)) == code


def test_a_ledger_written_anew_is_not_the_one_of_its_head(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    _written(path)
    first = entry_after(None, statement(9))
    second = entry_after(first, statement(1))
    third = entry_after(second, statement(2))
    anew = b"".join(write_entry(entry) for entry in (first, second, third))
    assert _found(path, anew) == "MS1005"
    head_path(path).unlink()
    assert _found(path, path.read_bytes()) == "MS1005"
    head_path(path).write_text("{}")
    with pytest.raises(LedgerError, match="MS1005"):
        verify(path)


def test_what_a_run_left_half_written_is_cut_off_and_said(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    content = _written(path)
    entries = verify(path)
    more = write_entry(entry_after(entries[-1], statement(3)))
    path.write_bytes(content + more[: len(more) // 2])
    with pytest.raises(LedgerError, match="MS1010"):
        verify(path)
    with Ledger(path) as ledger:
        assert ledger.message.startswith(f"{len(more) // 2} bytes of a record")
        assert len(ledger.entries) == 3
    assert path.read_bytes() == content
    # A whole record that its run did not come to vouch for counts.
    path.write_bytes(content + more)
    with pytest.raises(LedgerError, match="MS1005"):
        verify(path)
    with Ledger(path) as ledger:
        assert ledger.message.startswith("record 4 of")
    assert len(verify(path)) == 4


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no" / "ledger"):
        with pytest.raises(LedgerError, match="MS1001"):
            Ledger(path)
    with pytest.raises(LedgerError, match="MS1001"):
        verify(tmp_path / "none")


def _writer(path: Path, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a signal that cannot be caught")
def test_killed_at_any_point_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    chance = random.Random(14)
    acknowledged: list[int] = []
    for _ in range(8):
        with _writer(path, 1_000) as writer:
            assert writer.stdout is not None
            acknowledged.append(int(writer.stdout.readline()))
            time.sleep(chance.uniform(0, 0.12))
            os.kill(writer.pid, signal.SIGKILL)
            acknowledged += [int(line) for line in writer.stdout.read().splitlines()]
        with Ledger(path) as ledger:
            assert len(ledger.entries) >= acknowledged[-1]
        verify(path)
    assert acknowledged == sorted(set(acknowledged))


def test_several_writers_make_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    writers = [_writer(path, 25) for _ in range(3)]
    said: list[int] = []
    for each in writers:
        with each as writer:
            said += [int(line) for line in writer.communicate()[0].splitlines()]
    said.sort()
    assert said == list(range(1, 76))
    assert [entry.number for entry in verify(path)] == said
