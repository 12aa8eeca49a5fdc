"""The grammar has no conflict, its words are listed, and every other word can be a name."""

import logging
import re
from pathlib import Path

import pytest
from lark import Lark, logger

from milestonelang import resources
from milestonelang.syntax.reserved import (
    grammar_tables,
    reserved_for_units,
    reserved_words,
)
from tests.syntax.reading import OK, read
from tests.untraced import untraced

ROOT = Path(__file__).parent.parent.parent


def test_strict_grammar_has_no_conflict(caplog: pytest.LogCaptureFixture) -> None:
    # Lark resolves a conflict between going on and ending a rule in silence, but for its log.
    logger.addHandler(caplog.handler)
    logger.setLevel(logging.DEBUG)
    try:
        grammar = resources.grammar_path().read_text(encoding="utf-8")
        untraced(Lark)(grammar, parser="lalr", strict=True, debug=True, maybe_placeholders=True)
    finally:
        logger.removeHandler(caplog.handler)
        logger.setLevel(logging.CRITICAL)
    assert [record.getMessage() for record in caplog.records] == []


def test_no_priorities() -> None:
    grammar = resources.grammar_path().read_text(encoding="utf-8")
    assert re.findall(r"^[?!]*\w+\.-?\d+ *:", grammar, re.MULTILINE) == []


def test_reserved_words_are_those_in_the_docs() -> None:
    page = (ROOT / "docs" / "reserved-words.md").read_text(encoding="utf-8")
    listed = re.search(r"```\n(.*?)```", page, re.DOTALL)
    assert listed is not None
    assert listed.group(1).split() == sorted(reserved_words())


def test_nouns_that_somebody_wants_are_free() -> None:
    wanted = {"rate", "value", "cost", "version", "column", "effective", "name", "party", "score"}
    assert not wanted & reserved_words()
    assert "share" not in reserved_for_units()


def test_every_free_word_can_be_a_name() -> None:
    words = {word for word in grammar_tables().words if word.isalpha()}
    for word in sorted(words - reserved_words()):
        result = read(_ALL_NAMES.replace("WORD", word))
        assert result.shown() == "", word


def test_every_reserved_word_is_refused_where_it_is_declared() -> None:
    for word in sorted(reserved_words()):
        result = read(f'metric {word} "Title" is money\n')
        assert result.codes == ["MS0140"], word


def test_corpus_uses_every_word() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in OK)
    used = set(re.findall(r"[a-z]+", text))
    words = {part for word in grammar_tables().words for part in word.split() if part.isalpha()}
    assert sorted(words - used) == []


_ALL_NAMES = """\
party WORD "A"

unit WORD

parameter WORD "A" is percent
  value 8%

source WORD "A"
  kept by WORD
  column WORD is one of WORD, other
  dated by WORD

metric WORD "A" is money
  reported by WORD within 15 days
  between 5 WORD and 10 WORD

metric other "A" is money
  computed as
    sum of WORD.WORD where WORD.WORD is one of (WORD, other)
    less WORD
    plus 8% of WORD

schedule WORD "A" from percent to percent
  interpolated, flat outside
    80% gives WORD
    90% gives 1%

payment WORD "A"
  WORD pays WORD each quarter
  because "The word before this line says nothing of the next."
  on WORD accumulated yearly
  at marginal rates
    WORD up to WORD
    WORD beyond
  only if WORD is WORD
  times WORD(WORD)
  at most WORD per year
  hold back WORD, released after 2 quarters, forfeited at release if WORD < 75%
  less from WORD

event WORD "A"
  reported by WORD

milestone WORD "A"
  achieved when WORD > 1 for 2 consecutive quarters
  requires WORD from WORD
  WORD pays WORD WORD
  if missed, WORD owes WORD within 30 days

trigger WORD "A"
  starts when WORD is WORD
  WORD reduced by WORD
  WORD, WORD suspended
  on start, WORD owes WORD within 30 days of WORD

guarantee WORD
  WORD never falls when WORD rises
  total paid by WORD to WORD is at most WORD per year
  WORD can start

exit WORD "A"
  WORD may terminate when WORD is missed
  winds down over 2 quarters
    WORD pays WORD 50% of WORD
    WORD held released at the end
  survives WORD
"""
