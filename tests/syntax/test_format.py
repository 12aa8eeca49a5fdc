"""The formatter's two promises, the same tree and stable output, and what it does to each thing."""

from pathlib import Path

import pytest

from milestonelang.formatter.format import WIDTH, format_source
from tests.syntax.reading import CORPUS, OK, Read, read, read_file

_ALL = [*OK, *sorted((CORPUS.parent / "published").glob("*/*.terms"))]


def _formatted(result: Read) -> str:
    assert result.module.is_complete
    return format_source(result.file, result.module)


@pytest.mark.parametrize("path", _ALL, ids=lambda path: path.stem)
def test_formatting_keeps_the_tree_and_is_stable(path: Path) -> None:
    result = read_file(path)
    text = _formatted(result)
    again = read(text)
    assert again.shown() == ""
    assert again.module.declarations == result.module.declarations
    assert sorted(c.text for c in again.module.comments) == sorted(
        c.text for c in result.module.comments
    )
    assert _formatted(again) == text


def test_what_is_in_normal_form_stays() -> None:
    text = (CORPUS / "ok" / "life.terms").read_text(encoding="utf-8")
    assert _formatted(read(text)) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  amount USD 1250000.50", "  amount USD 1,250,000.50"),
        ("  amount   8%  of   x", "  amount 8% of x"),
        ("  amount (a + b) + (c * d)", "  amount a + b + c * d"),
        ("  amount a - (b - c)", "  amount a - (b - c)"),
        ("  amount (a + b) * c", "  amount (a + b) * c"),
        ("  amount a / (b * c)", "  amount a / (b * c)"),
        ("  amount -(a + b)", "  amount -(a + b)"),
        ("  amount (a + b) 1 quarters earlier", "  amount (a + b) 1 quarter earlier"),
        ("  plus (the lesser of a and b) + c", "  plus (the lesser of a and b) + c"),
        ("  at most USD 5 per term", "  at most USD 5 over the term"),
        ("  only if (a > 1) and (b > 1 or c > 1)", "  only if a > 1 and (b > 1 or c > 1)"),
        ("  only if not (a is known)", "  only if a is not known"),
        ("  due within 1 days", "  due within 1 day"),
        ('  means """one line"""', '  means "one line"'),
        ("  amount a +\n    b", "  amount a + b"),
    ],
)
def test_line(before: str, after: str) -> None:
    head = 'payment p "P"\n'
    assert _formatted(read(head + before + "\n")) == head + after + "\n"


def test_comments_and_blank_lines() -> None:
    text = """\


# The beginning.

# About the party.
party a "A"     # beside
  # about the line


  described as "B"
  because "C"   # beside the reason
# at the edge
party b "B"



# the end
"""
    assert (
        _formatted(read(text))
        == """\
# The beginning.

# About the party.
party a "A"  # beside
  # about the line

  described as "B"
  because "C"  # beside the reason

# at the edge
party b "B"

# the end
"""
    )


def test_long_lines_break_after_commas() -> None:
    names = ", ".join(f"value_number_{number}" for number in range(20))
    result = read(f'segment s "A title, with commas, in it" is one of {names}\n')
    text = _formatted(result)
    assert all(len(line) <= WIDTH for line in text.split("\n"))
    assert read(text).module.declarations == result.module.declarations


def test_long_texts_keep_their_lines() -> None:
    text = 'clause c "C"\n  """\n  First.\n\n    Deeper "quoted".\n  """\n'
    assert _formatted(read(text)) == text


def test_tabs_and_wide_indentation_are_mended() -> None:
    text = 'payment p "P"\n\tonly if any of\n\t\ta > 1\n\t\tb > 1\n\tamount 5\n'
    mended = 'payment p "P"\n  only if any of\n    a > 1\n    b > 1\n  amount 5\n'
    assert _formatted(read(text)) == mended
    assert _formatted(read(text.replace("\t", "    "))) == mended


def test_grids_stand_in_columns() -> None:
    text = (
        'example e "E"\n  given\n    quarter | a | b\n    2026-Q1 | USD 5 | 80%\n    2026-Q2 | |\n'
    )
    assert _formatted(read(text)) == (
        'example e "E"\n  given\n    quarter | a     | b\n    2026-Q1 | USD 5 | 80%\n'
        "    2026-Q2 |       |\n"
    )
