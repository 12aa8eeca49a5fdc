"""The kernels say what `exact` says, on every program of the corpus, examples and library."""

from pathlib import Path

import pytest

from milestonelang.backends.batch.to_numpy import compile_numpy
from tests.batch.differential import Subject, Tally
from tests.programs import kept_programs, program_name, text_and_folder

PERIODS = 6
SETS = 12
# What a kernel does not hold: such a contract is run by the exact evaluator, which is said.
WITHOUT_KERNEL = {
    "a block `for each row`",
    "a count of full months or years between days",
    "an amount could leave 64 bits",
    "an audit",
    "what a program asks of a duty or a milestone: failed",
}


@pytest.mark.parametrize("path", kept_programs(), ids=program_name)
def test_kernels_say_what_exact_says(path: Path) -> None:
    text, folder = text_and_folder(path)
    subject = Subject(text, compile_numpy, PERIODS, folder)
    if subject.why_not:
        assert subject.why_not in WITHOUT_KERNEL
        return
    tally = Tally()
    assert subject.compare(subject.draw(SETS, 0, gaps=True), tally)[:5] == []
    assert tally.cells > 0
