"""No bytes make a reader fail: each file gives data, or problems with a place, and nothing else."""

import random
import tempfile
from pathlib import Path

from hypothesis import given, settings, strategies as st

from milestonelang.data.known import as_known
from milestonelang.data.model import DataFile
from milestonelang.data.read import read_data
from milestonelang.diagnostics.diagnostic import Sink
from tests.data.build import SAMPLE
from tests.data.hostile import EVENTS
from tests.untraced import traced_first

SEEDS = (
    (None, ".csv", b'quarter,retention,bookings,reported_on\n2026-Q1,84%,"1,250.00",2026-04-02\n'),
    (None, ".json", b'[{"quarter": "2026-Q1", "index": 1.5, "certified": true, "seats": null}]'),
    (None, ".csv", b"month,volume\n2026-01,USD 5.00\n2026-02,\n"),
    ("billing", ".csv", b"customer,issued_on,kind,amount\nC1,2026-01-05,invoice,-5.00\n"),
    ("deals", ".csv", b"deal,closed_on,churned_on,size\nD1,2026-01-05,,5.00\nD2,2026-01-06,,1\n"),
    ("events", ".csv", EVENTS.encode() + b"2026-03-01,evidence,certificate,partner,,x\n"),
)
PIECES = (
    *(
        b",",
        b"\n",
        b"\r",
        b'"',
        b"'",
        b";",
        b"\t",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"-",
        b".",
        b"%",
    ),
    *(b"e9", b"NaN", b"[", b"{", b"}", b"]", b"\\ud800", b"\xe2\x80\xae", b"999999999999999999999"),
    *(b" ", b"USD ", b"2026-13", b"null", b"1_0", b"\xd9\xa1", b"is ", b"reported_on", b"deal"),
)


def read_bytes(given_as: str | None, suffix: str, content: bytes) -> None:
    """Read a file of these bytes and see that what comes of it is in order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{suffix}"
        path.write_bytes(content)
        sink = Sink()
        if given_as == "events":
            data = read_data(SAMPLE, [], [path], sink)
        else:
            data = read_data(SAMPLE, [DataFile(path, given_as)], [], sink)
    for item in sink.found:
        assert item.code.startswith("MS07") and item.help and item.place is not None
        assert item.message.isprintable()
        item.message.encode()
    if not sink.has_errors:
        as_known(data, SAMPLE)


@settings(max_examples=150)
@given(seed=st.sampled_from(SEEDS), draw=st.randoms(use_true_random=False))
@traced_first(40)
def test_files_that_were_tampered_with(
    seed: tuple[str | None, str, bytes], draw: random.Random
) -> None:
    given_as, suffix, content = seed
    for _ in range(draw.randrange(1, 5)):
        at, length = draw.randrange(len(content) + 1), draw.randrange(4)
        content = content[:at] + draw.choice(PIECES) + content[at + length :]
    read_bytes(given_as, suffix, content)


@settings(max_examples=100)
@given(content=st.binary(max_size=200), suffix=st.sampled_from([".csv", ".json"]))
@traced_first(25)
def test_files_of_any_bytes(content: bytes, suffix: str) -> None:
    read_bytes(None, suffix, content)
    read_bytes("billing", suffix, content)
