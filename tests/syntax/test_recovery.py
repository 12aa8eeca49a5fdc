"""A line that cannot be read is reported once, where it stands, and costs nothing else."""

import pytest

from milestonelang.syntax import ast
from tests.syntax.reading import CORPUS, read

_SAMPLE = (CORPUS / "ok" / "northwind.terms").read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", [" zzz 5 zzz", " ="])
def test_one_broken_line_is_one_problem_in_that_line(ending: str) -> None:
    lines = _SAMPLE.split("\n")
    whole = read(_SAMPLE).module.declarations
    for number in range(0, len(lines), 3):
        line = lines[number]
        if not line.strip() or line.startswith("#"):
            continue
        broken = [*lines[:number], line + ending, *lines[number + 1 :]]
        result = read("\n".join(broken))
        assert result.lines == [number + 1], line
        assert len(whole) - len(result.module.declarations) <= 1, line
        assert not result.module.is_complete


def test_what_follows_is_read() -> None:
    result = read(
        'payment p "P"\n'
        "  company pays partner each quarter\n"
        "  amunt USD 5\n"
        "  at marginal rats\n"
        "    8% up to USD 5\n"
        "  due within 30 days\n"
        'metric m "M" is monny\n'
        "  reported by company\n"
        'party company "Company"\n'
    )
    assert result.lines == [3, 4, 7]
    payment, party = result.module.declarations
    assert isinstance(payment, ast.Payment)
    assert [type(line) for line in payment.lines] == [ast.PaysEach, ast.Due]
    assert isinstance(party, ast.Party)


def test_a_block_whose_only_line_is_broken_is_closed() -> None:
    result = read('party a "A"\n  descrybed as "B"\nparty b "B"\n')
    assert result.lines == [2]
    assert [type(item) for item in result.module.declarations] == [ast.Party, ast.Party]


def test_a_grid_without_headings_is_dropped() -> None:
    result = read('example e "E"\n  given\n    5 | 6\n    7 | 8\n  because "x"\nparty b "B"\n')
    assert result.lines == [3]
    example, _ = result.module.declarations
    assert isinstance(example, ast.Example)
    assert [type(line) for line in example.lines] == [ast.Because]


def test_reading_stops_after_a_hundred_mistakes() -> None:
    result = read("foo\n" * 1_000)
    assert result.codes == ["MS0130"] * 100 + ["MS0149"]
