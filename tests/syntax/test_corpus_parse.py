"""Every program of the corpus: good ones are read whole, bad ones are reported where they say.

A comment `# error: CODE` on a line of its own speaks of the line below it. What a person sees is
in the file of the same name that ends in `.txt`; `UPDATE_EXPECTED=1` writes those anew, never the
marks.
"""

import os
import re
from pathlib import Path

import pytest

from tests.syntax.reading import BAD, OK, read_file

_MARK = re.compile(r"^ *# error: (MS\d{4})$")


@pytest.mark.parametrize("path", OK, ids=lambda path: path.stem)
def test_good_program_is_read_whole(path: Path) -> None:
    result = read_file(path)
    assert result.shown() == ""
    assert result.module.is_complete
    assert result.module.declarations


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_program_is_reported_where_it_says(path: Path) -> None:
    marks = [
        (number + 2, mark.group(1))
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"))
        if (mark := _MARK.match(line))
    ]
    result = read_file(path)
    assert marks
    assert list(zip(result.lines, result.codes, strict=True)) == marks
    expected = path.with_suffix(".txt")
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text(result.shown(), encoding="utf-8", newline="\n")
    assert result.shown() == expected.read_text(encoding="utf-8")
