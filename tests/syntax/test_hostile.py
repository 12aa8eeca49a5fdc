"""Whatever the text, an answer comes at once, and nothing is raised."""

import time
from collections.abc import Callable

import pytest

from milestonelang.formatter.format import format_source
from milestonelang.syntax import ast
from milestonelang.syntax.lexer import MAX_CHARACTERS, MAX_LINE, MAX_NESTING
from tests.syntax.reading import read

_PAYMENT = 'payment p "P"\n  company pays partner each quarter\n  '


def _deep_blocks() -> str:
    lines = ['trigger t "T"', "  starts when any of"]
    lines.extend(" " * (2 * depth) + "any of" for depth in range(2, 200))
    return "\n".join(lines)


_HOSTILE: list[tuple[str, Callable[[], str], list[str]]] = [
    ("brackets", lambda: _PAYMENT + "amount " + "(" * 10_000, ["MS0106"]),
    ("brackets-in-a-line", lambda: _PAYMENT + "amount " + "(" * 900, ["MS0105"]),
    ("brackets-over-lines", lambda: _PAYMENT + "amount " + "(\n    " * 10_000, ["MS0105"]),
    ("blocks", _deep_blocks, ["MS0105"]),
    ("a-long-sum", lambda: _PAYMENT + "amount x" + " + x" * 230 + "\n", ["MS0105"]),
    ("a-longer-sum", lambda: _PAYMENT + "amount x" + " +\n    x" * 15_000 + "\n", ["MS0105"]),
    ("signs", lambda: _PAYMENT + "amount " + "-" * 900 + "x\n", ["MS0105"]),
    ("negations", lambda: 'trigger t "T"\n  starts when ' + "not " * 200 + "x > 1\n", ["MS0105"]),
    ("too-long", lambda: "# x\n" * (MAX_CHARACTERS // 2), ["MS0001"]),
    ("one-line", lambda: "a" * MAX_CHARACTERS, ["MS0106"]),
    ("one-token-a-line", lambda: _PAYMENT + "amount " + "x " * MAX_LINE, ["MS0106"]),
    ("tab", lambda: 'party a "A"\n\tdescribed as "B"\n', ["MS0101"]),
    ("tab-inside", lambda: 'party\ta "A"\n', ["MS0101"]),
    ("bidi", lambda: 'party a "\u202eA"\n', ["MS0003"]),
    ("bidi-in-comment", lambda: 'party a "A"  # \u2066x\n', ["MS0003"]),
    ("zero-width", lambda: 'party a\u200bb "A"\n', ["MS0003"]),
    ("no-break-space", lambda: 'party\u00a0a "A"\n', ["MS0119"]),
    ("nul", lambda: 'party a "A\x00"\n', ["MS0003"]),
    ("carriage-return", lambda: 'party a "A"\rparty b "B"\n', ["MS0003"]),
    ("exponent", lambda: _PAYMENT + "amount USD 1e999999999\n", ["MS0112"]),
    ("digits", lambda: _PAYMENT + "amount USD " + "9" * 19 + "\n", ["MS0114"]),
    ("decimals", lambda: _PAYMENT + "amount USD 0." + "1" * 13 + "\n", ["MS0114"]),
    ("many-digits", lambda: _PAYMENT + "amount USD " + "9" * 900 + "k\n", ["MS0112"]),
    ("dollar", lambda: _PAYMENT + "amount $5\n", ["MS0118"]),
    ("open-text", lambda: 'clause a "A"\n  """never closed\n' + "x\n" * 100_000, ["MS0110"]),
    ("emoji", lambda: 'party a "A" 🎉\n', ["MS0119"]),
    ("empty", lambda: "", []),
    ("blank", lambda: "\n\n   \n", []),
    ("mark-of-order", lambda: '\ufeffparty a "A"\n', []),
    ("windows", lambda: 'party a "A"\r\n  described as "B"\r\n', []),
    ("no-last-line-break", lambda: 'party a "A"\n  described as "B"   ', []),
    ("year-zero", lambda: 'milestone m "M"\n  by 0000-01-01', ["MS0117"]),
]


@pytest.mark.parametrize(("text", "codes"), [case[1:] for case in _HOSTILE],
                         ids=[case[0] for case in _HOSTILE])  # fmt: skip
def test_hostile_text_is_answered_at_once(text: Callable[[], str], codes: list[str]) -> None:
    read("")
    made = text()
    before = time.process_time()
    result = read(made)
    # Guards against running away. That each takes less than a second is measured in benchmarks/.
    assert time.process_time() - before < 10
    assert sorted(set(result.codes)) == codes
    assert result.shown().isprintable() or "\x1b" not in result.shown()


def test_many_lines_are_read() -> None:
    result = read('payment p "P"\n' + "  amount 2% of revenue\n" * 5_000)
    (payment,) = result.module.declarations
    assert isinstance(payment, ast.Payment)
    assert len(payment.lines) == 5_000


def test_nesting_up_to_the_limit_is_read() -> None:
    depth = MAX_NESTING - 1
    assert read(_PAYMENT + "amount " + "(" * depth + "x" + ")" * depth + "\n").codes == []


def test_a_sum_of_many_is_read_and_printed() -> None:
    result = read(_PAYMENT + "amount x" + " + x" * 80 + "\n")
    assert result.codes == []
    assert read(format_source(result.file, result.module)).codes == []
