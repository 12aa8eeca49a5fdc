"""What a run gives is among what is encoded, on all of corpus, examples and library."""

from pathlib import Path

import pytest

from milestonelang.driver.proving.problem import calendar_facts, problem_of, run_of
from milestonelang.driver.terms import check_terms, from_text
from tests.programs import kept_programs, program_name, text_and_folder
from tests.proof.drawn import drawn_cases, encoded, is_among


@pytest.mark.parametrize("path", kept_programs(), ids=program_name)
def test_what_is_paid_is_among_what_is_encoded(path: Path) -> None:
    text, folder = text_and_folder(path)
    asked = problem_of(check_terms(from_text(text, folder=folder)).require(), None)
    (case,) = drawn_cases(asked, 1)
    results = run_of(asked.program, case.inputs())
    facts = calendar_facts(asked.program)
    for exact, free in ((True, False), (False, True)):
        encoder = encoded(asked, exact, facts, free)
        solver = encoder.algebra.solver()
        solver.set("rlimit", 3_000_000)
        assert is_among(encoder, solver, case, results) == []
