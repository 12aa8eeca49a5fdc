"""Every hostile file is refused with its row and column, and the message is the one on record.

`hostile.txt` holds the messages. To write it anew after a change of words, run this module as a
program (`python -m tests.data.test_hostile`) and read the difference.
"""

import sys
import tempfile
from pathlib import Path

import pytest

from milestonelang.data.model import DataFile
from milestonelang.data.read import read_data
from milestonelang.diagnostics.codes import DATA
from milestonelang.diagnostics.diagnostic import Diagnostic, Sink
from tests.data.build import SAMPLE
from tests.data.hostile import CASES, Case

GOLDEN = Path(__file__).with_name("hostile.txt")


def found_in(case: Case, folder: Path) -> list[Diagnostic]:
    """Return what reading the file of a case reports."""
    path = folder / f"{case.given}{case.suffix}"
    path.write_bytes(case.content)
    sink = Sink()
    if case.given == "events":
        read_data(SAMPLE, [], [path], sink)
    else:
        source = None if case.given == "metrics" else case.given
        read_data(SAMPLE, [DataFile(path, source)], [], sink)
    return [item for item in sink.found if not _is_about_other_columns(item, case)]


def described(case: Case, folder: Path) -> str:
    """Return the case and what is found, as it stands on record."""
    lines = [f"== {case.name}"]
    for item in found_in(case, folder):
        place = item.place
        assert place is not None
        where = " ".join(
            ([f"row {place.row}"] if place.row is not None else [])
            + ([f"column {place.column!r}"] if place.column is not None else [])
        )
        message = item.message.replace(str(folder) + "/", "").replace(str(folder) + "\\", "")
        remedy = (item.help or "").replace(str(folder) + "/", "").replace(str(folder) + "\\", "")
        lines.append(f"{item.code} {where or 'file'}: {message}")
        lines.extend(f"   note: {note}" for note in item.notes)
        lines.append(f"   help: {remedy}")
    return "\n".join(lines)


def _is_about_other_columns(item: Diagnostic, case: Case) -> bool:
    # The small files leave out most metrics; only the case about that shows it.
    return (
        item.code == "MS0716"
        and case.name != "missing metric"
        and (item.help or "").startswith("add the column; a figure")
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_message_is_the_one_on_record(case: Case, tmp_path: Path) -> None:
    parts = GOLDEN.read_text(encoding="utf-8").split("== ")[1:]
    record = {part.partition("\n")[0]: "== " + part.strip() for part in parts}
    assert described(case, tmp_path) == record[case.name]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_place_and_remedy_are_there(case: Case, tmp_path: Path) -> None:
    found = found_in(case, tmp_path)
    assert found
    for item in found:
        assert item.code in DATA
        assert item.help
        assert item.place is not None and item.place.file
        assert item.message[0] == "`" or item.message[0].islower() or item.message[0].isdigit()
        assert not item.message.endswith(".")
        assert item.message.isprintable()


def test_names_of_cases_differ() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60


def _write() -> None:
    parts = []
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            parts.append(described(case, Path(folder)))
    GOLDEN.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _write()
    sys.stdout.write(GOLDEN.read_text(encoding="utf-8"))
