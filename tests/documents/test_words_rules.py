"""The style sheet and the discipline of templates, on every agreement at hand."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from milestonelang import records, resources
from milestonelang.agreement import declarations as d
from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.fill import fill, walk
from milestonelang.backends.documents.fill_differences import Base
from milestonelang.backends.documents.fill_notes import fill_notes
from milestonelang.backends.documents.words import Part, Phrase, Speaker, words
from milestonelang.outline.outline import outline
from tests.documents import words_programs as programs

TEMPLATES = programs.ROOT / "milestonelang" / "backends" / "documents" / "templates" / "words"
CORPUS = programs.ROOT / "tests" / "corpus"
HERE = Path(__file__).parent

# What never prints in words of ours; texts that an author typed are not ours.
BANNED = (
    r"and/or",
    r"here(by|in|of|to|under|after|with)",
    r"there(of|in|to|under|after|by|from)",
    r"where(as|of|in|by)",
    r"aforesaid|witnesseth|in witness",
    r"pursuant to|prior to|subsequent to|in respect of",
    r"deemed",
    r"null and void|cease and desist",
    r"including without limitation|including but not limited",
    r"(best|commercially reasonable) efforts",
    r"forthwith|promptly|in a timely manner",
    r"from time to time|any and all|the same\b(?! (Contract|way|figure|Quarter|Month|“))",
    r"shall be\b",
    r"\w+\(s\)",
    r"per annum|biannual|bimonthly|midnight",
    r"not exceeding|not less than|not more than|no more than|no less than",
    r"in the event that|provided that|subject to|unless and until",
    r"is entitled to|shall have the right|at its sole discretion",
    r"agrees to|is obliged to|undertakes",
    r"need not|shall not be",
    r"\bmust\b",
    r"commences?",
    r"\bsaid\b|\bsuch\b",
    r"\bbelow,|\babove,|the above|set out below",
    r"between \d",
)


def _files() -> list[Path]:
    found = [programs.SAMPLE, *sorted((HERE / "programs").glob("*.terms"))]
    found.extend(sorted(CORPUS.glob("published/*/*.terms")))
    ok = sorted(CORPUS.glob("*/ok/*.terms"))
    found.extend(path for path in ok if path.parts[-3] not in ("syntax", "modules"))
    return found


@functools.cache
def _document(path: Path) -> tuple[d.Agreement, model.Document]:
    folder = CORPUS if path.parent.name == "ok" else path.parent
    agreement = programs.checked(path.read_text(encoding="utf-8"), folder)
    return agreement, programs.document(agreement)


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.stem)
def test_no_banned_word_prints(path: Path) -> None:
    agreement, document = _document(path)
    text = programs.whole_text(document)
    for clause in agreement.of_kind(d.Clause):
        for paragraph in clause.paragraphs:
            for part in paragraph:
                if isinstance(part, str):
                    text = text.replace(part.strip(), "")
    for amendment in agreement.of_kind(d.Amendment):
        for change in amendment.changes:
            source = " ".join(change.source.split()).removeprefix(f"{change.verb} ")
            text = text.replace(source, "")
    found = [m[0] for word in BANNED for m in re.finditer(rf"(?i)\b(?:{word})", text)]
    assert found == []


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.stem)
def test_links_lead_somewhere_and_terms_are_defined_once(path: Path) -> None:
    _, document = _document(path)
    reading.check(document)
    defined = [node.anchor for node in _inlines(document) if isinstance(node, model.Definition)]
    assert len(defined) == len(set(defined))


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.stem)
def test_sentences_are_whole(path: Path) -> None:
    _, document = _document(path)
    for place, text in reading.runs(document):
        assert "  " not in text, place
        assert " ." not in text.replace("\N{NO-BREAK SPACE}", " "), place
        assert ",." not in text and ".." not in text and ";." not in text, place
        assert "None" not in text.split(), place


def _inlines(document: model.Document) -> list[model.Inline]:
    return [node for node in walk(document) if hasattr(node, "text")]


# ---- templates

NUMBER_WORDS = r"(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand)"


def _template_lines() -> list[tuple[str, int, str]]:
    return [
        (path.name, number, line)
        for path in sorted(TEMPLATES.glob("*.j2"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if not line.startswith("{% from ")
    ]


def test_templates_hold_no_figures() -> None:
    for name, number, line in _template_lines():
        assert re.search(r"\d", line) is None, (name, number)
        assert re.search(rf"(?i)\b{NUMBER_WORDS}\b", line) is None, (name, number)


def test_templates_hold_no_values() -> None:
    for name, number, line in _template_lines():
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", line)
        if name == "terms.j2":  # where the words for periods stand, and only there
            continue
        assert re.search(r"\b(USD|EUR|GBP|Company|Partner)\b|[$€£%]", text) is None, (name, number)
        assert re.search(r"(?i)\b(quarter|quarters|contract year)\b", text) is None, (name, number)


def test_one_template_spells_the_word_of_duty() -> None:
    spelled = {
        (name, number)
        for name, number, line in _template_lines()
        if re.search(r"\bshall\b", re.sub(r"\{\{.*?\}\}|import .*", "", line))
        and "macro shall" not in line
    }
    assert {name for name, _ in spelled} <= {"grammar.j2"}


class _Recording(Speaker):
    """A speaker that remembers what it said."""

    def __init__(self) -> None:
        super().__init__()
        self.spoken: set[tuple[str, str]] = set()

    def say(self, family: str, macro: str, **parts: Part) -> Phrase:
        self.spoken.add((f"{family}.j2", macro))
        return super().say(family, macro, **parts)


# Sentences for nodes that the checked contract can hold and no line of the language makes yet, and
# those that a certificate brings, which tests of their own read.
UNREACHED = {
    ("pictures.j2", "limited_beyond"),
    ("general.j2", "languages"),
    ("schedules.j2", "supposed"),
    ("schedules.j2", "holds_for_term"),
    ("control.j2", "audit_notice"),
    ("control.j2", "dispute_of"),
    ("control.j2", "fate"),
    ("control.j2", "may_change"),
    ("control.j2", "may_revise"),
    ("control.j2", "notice_now_period"),
    ("general.j2", "business_days_plain"),
    ("life.j2", "achieved_anyway"),
    ("life.j2", "from_on"),
    ("life.j2", "nobody"),
    ("life.j2", "not_evidenced"),
    ("payments.j2", "first_to_all"),
    ("payments.j2", "invoice"),
    ("payments.j2", "no_more_than"),
    ("schedules.j2", "a_period"),
    ("schedules.j2", "fails"),
    ("schedules.j2", "holds"),
}

SMALL = (
    """
milestone timely "Timely"
  achieved when seats > 5 seats
  by 2026-12-31

milestone proven "Proven"
  achieved when seats > 6 seats
  requires launch from company
  company pays partner USD 5

table one_more "First Table"
  column thing is text
  rows
    "one"

table yet_one "Second Table"
  column thing is text
  rows
    "two"

balance tank "Tank" is money
  opens at USD 0
  becomes USD 5
  at most USD 9
  expires on 2026-12-31
""",
    """
payment bonus "Bonus"
  company pays partner each quarter
  amount -revenue
  below zero, carried forward
  rounded half to even to USD 5
  hold back 10%, released 50% when (launch is true and seats > 5 seats
    and seats < 9 seats), the rest when (launch is true or retention > 95% or seats > 5 seats)
  vests over 1 quarter
  claws back 5% of the last 1 quarter if retention < 5%, recovered by invoice
  due within 30 days of the end of the quarter

payment other "Other"
  company pays partner each quarter
  amount revenue
  vests over 1 quarter from 2026-08-01
  due within 30 days of the end of the quarter

unit point

payment points "Points"
  company grants partner point each quarter
  amount 100 points
  vests over 3 quarters

payment gift "Gift"
  company grants partner "free training" each quarter
  only if launch is true
  only if (average of revenue over the last 4 quarters) > USD 9 for 2 consecutive quarters

example first_one "First"
  given
    quarter | revenue
    2026-Q1 | USD 5
  events
    date       | event    | subject | by
    2026-02-01 | evidence | launch  | company
  then
    quarter | bonus
    2026-Q1 | USD 0
""",
    """
contract bare "Bare"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half to even to USD 5

party company "Acme, Inc."

party partner "Northwind GmbH"

payment fee "Fee"
  company pays partner each quarter
  amount USD 5
  due within 10 days of the end of the quarter
""",
)


def _differences(own: d.Agreement, other: d.Agreement, by: Speaker) -> None:
    """Print an agreement on itself, on another and on what is not whole; a note on the other."""
    own = records.evolve(own, contract=records.evolve(own.contract, based_on="base.terms"))
    versioned = records.evolve(other.contract, core=("fee",))
    for base in (
        Base(own.contract, programs.document(own)),
        Base(versioned, programs.document(other)),
        None,
    ):
        reading.check(fill(own, outline(own), speaker=by, base=base))
    reading.check(fill_notes(other, outline(other), by))


def test_every_sentence_is_printed_by_a_program() -> None:
    recording = _Recording()
    for path in _files():
        agreement, _ = _document(path)
        programs.document(agreement, recording)
    for text in SMALL:
        programs.document(programs.checked(text), recording)
    agreement = programs.checked(programs.SAMPLE.read_text(encoding="utf-8"))
    programs.document(agreement, recording, programs.illustrations(agreement))
    _differences(programs.checked(SMALL[-1]), agreement, recording)
    templates = "".join(line for _, _, line in _template_lines())
    silent = {
        (name, match[1])
        for name, _, line in _template_lines()
        if (match := re.match(r"\{% macro (\w+)\(", line)) is not None
        # tests/statement/test_printed.py and test_redline_words.py read these.
        and name not in ("statement.j2", "redline.j2")
        and (name, match[1]) not in recording.spoken
        and len(re.findall(rf"\b{match[1]}\(", templates)) < 2
    }
    assert silent <= UNREACHED


# ---- what an author types is never a template


def test_text_of_an_author_is_inert() -> None:
    hostile = "{{ 7 * 7 }}{% raw %}\ue000x\ue001\U000f0000"
    said = Speaker().say("general", "law", law=words(hostile))
    assert hostile in said.text
    assert isinstance(said.inlines[0], model.Emphasis)
    assert len(said.inlines) == 2


def test_bare_text_is_refused() -> None:
    with pytest.raises(TypeError, match="bare text"):
        Speaker().say("general", "law", law="Delaware")  # type: ignore[arg-type]


def test_phrases_join_and_begin_sentences() -> None:
    both = words("a ") + words("b")
    assert both.inlines == (model.Text("a b"),)
    assert both.capital().text == "A b"
    term = Phrase(model.Term("iPad", "term-x"))
    assert term.capital().inlines == term.inlines


def test_templates_work_without_a_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "cache_directory", lambda: None)
    law = words("Delaware")
    without = Speaker().say("general", "law", law=law).text
    gone = tmp_path / "gone"
    monkeypatch.setattr(resources, "cache_directory", lambda: gone)
    assert Speaker().say("general", "law", law=law).text == without
