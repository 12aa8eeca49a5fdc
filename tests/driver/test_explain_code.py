"""The pages of the codes, as a terminal shows them."""

import pytest

from milestonelang.diagnostics.codes import CODES
from milestonelang.driver.explain_code import explain_code


@pytest.mark.parametrize("code", sorted(CODES))
def test_page_fits_a_terminal(code: str) -> None:
    lines = explain_code(code).split("\n")
    assert lines[0] == f"{code}: {CODES[code]}"
    assert lines[-1] == ""
    assert all(line == line.rstrip() for line in lines)
    # Programs are shown as they are written.
    assert all(len(line) <= 80 for line in lines if not line.startswith("  "))
    assert not any(line.startswith(("```", "#")) for line in lines)


def test_page_of_the_syntax_says_what_is_wrong_and_right() -> None:
    page = explain_code("ms0134")
    assert page.index("Wrong:\n\n  payment") < page.index("Right:\n\n  payment")
