"""Notes on the data: each kind is a sentence of both languages that says all its parts."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from milestonelang import ir, records
from milestonelang.backends.documents import reading
from milestonelang.backends.documents.languages import LANGUAGES, speaking
from milestonelang.backends.documents.locales import LOCALES
from milestonelang.backends.documents.values import written_for
from milestonelang.backends.documents.words import Speaker
from milestonelang.data.model import Provenance
from milestonelang.data.note import KINDS, Amount, Named, Note, Span
from milestonelang.driver.check import load_checked
from milestonelang.driver.evaluate import basis_of, given
from milestonelang.statement.draw_up import draw_up
from milestonelang.statement.printed.document import sheet_of
from milestonelang.statement.printed.notes import notes
from milestonelang.types import Percent, Unit
from tests.documents.words_programs import SAMPLE, TEMPLATES
from tests.statement.printing import printing_of

_DAYS = ("since", "day", "sent", "received", "end", "until", "last")
_PARTS: dict[str, tuple[Any, dict[str, str]]] = {
    "name": (Named("net_revenue"), {"en": "Net Revenue", "de": "Net Revenue"}),
    "other": (Named("for_cause"), {"en": "Termination for Cause", "de": "Termination for Cause"}),
    "review": (Named("base_commission"), {"en": "Base Commission", "de": "Base Commission"}),
    "source": (Named("billing"), {"en": "Billing Export", "de": "Billing Export"}),
    "party": (Named("partner"), {"en": "Partner", "de": "Partner"}),
    "parties": (
        (Named("company"), Named("partner")),
        {"en": "Company and Partner", "de": "Company und Partner"},
    ),
    "label": ("2026-Q2", {"en": "2026-Q2", "de": "2026-Q2"}),
    "by": ("invoiced", {"en": "“invoiced”", "de": "„invoiced“"}),
    "place": (
        Provenance("somewhere/quarterly.csv", 7),
        {"en": "(quarterly.csv, row 7)", "de": "(quarterly.csv, Zeile 7)"},
    ),
    "file": (Provenance("somewhere/events.csv"), {"en": " events.csv", "de": " events.csv"}),
    "span": (Span(2, Unit.YEAR), {"en": "2 years", "de": "2 Jahre"}),
    "value": (Amount(Fraction(2, 5), Percent()), {"en": "40%", "de": "40 %"}),
    "reasons": (
        (ir.Missing("gross_margin", "2026-Q2", None, None),),
        {
            "en": "Gross Margin for 2026-Q2, not reported",
            "de": "Gross Margin für 2026-Q2, nicht gemeldet",
        },
    ),
    "rows": (1234, {"en": "1,234", "de": "1.234"}),
    "outside": (3, {"en": "3", "de": "3"}),
    "first": (4, {"en": "4", "de": "4"}),
    "second": (9, {"en": "9", "de": "9"}),
}


def test_each_kind_is_a_sentence_of_the_language() -> None:
    said = re.findall(
        r"\{% macro note_(\w+)\(([^)]*)\)", (TEMPLATES / "statement.j2").read_text("utf-8")
    )
    assert {kind: tuple(fields.split(", ")) for kind, fields in said} == dict(KINDS)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_sentence_says_all_its_parts(language: str) -> None:
    day = {"en": "30 June 2026", "de": "30. Juni 2026"}
    parts = {**_PARTS, **{name: (date(2026, 6, 30), day) for name in _DAYS}}
    made = [
        Note("as text", kind, **{name: parts[name][0] for name in names})
        for kind, names in KINDS.items()
    ]
    with written_for(LOCALES[language]), speaking(LANGUAGES[language]):
        basis = basis_of(load_checked(SAMPLE), given())
        whole = records.evolve(draw_up(basis), notes=(*made, "a plain\nnote"))
        sheet = sheet_of(basis, whole, "2026-Q1", printing_of(basis, Speaker()))
        _, items = notes(sheet)
    lines = [reading.text_of(item.text) for item in items.items]  # type: ignore[union-attr]
    assert lines.pop() == "A plain note"
    for line, (kind, names) in zip(lines, KINDS.items(), strict=True):
        plain = line.replace("\N{NO-BREAK SPACE}", " ")
        assert plain.endswith(".") and plain[:1] == plain[:1].upper(), line
        for name in names:
            assert parts[name][1][language] in plain, (kind, name, line)
    assert "somewhere" not in "".join(lines)


def test_a_note_is_its_text_and_has_no_other_parts() -> None:
    note = Note("after 2026-Q2 nothing is read", "not_read", label="2026-Q2")
    assert note == "after 2026-Q2 nothing is read"
    with pytest.raises(AssertionError, match="label"):
        Note("text", "not_read", day=date(2026, 1, 1))
