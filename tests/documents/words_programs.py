"""From terms to words: what tests of sentences share."""

from __future__ import annotations

import functools
from fractions import Fraction
from pathlib import Path

from milestonelang.agreement import declarations as d, lines as n
from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.fill import fill
from milestonelang.backends.documents.fill_annexes import (
    IllustratedPayment,
    IllustratedRow,
    Illustration,
    Result,
)
from milestonelang.backends.documents.words import Speaker
from milestonelang.driver.documents.curves import curves_of
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.outline.outline import outline
from tests.corpus.programs import completed

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "milestonelang" / "backends" / "documents" / "templates" / "words"
SAMPLE = ROOT / "examples" / "northwind" / "northwind.terms"


def examples() -> list[Path]:
    """Return the whole agreements; of those that are based on one another, the last."""
    files = sorted((ROOT / "examples").rglob("*.terms"))
    return [file for file in files if file.parent.name != "segments" or file.stem == "germany"]


@functools.cache
def speaker() -> Speaker:
    """Return one speaker for all tests; loading the templates is what takes time."""
    return Speaker()


def checked(text: str, folder: Path = ROOT) -> d.Agreement:
    """Return the agreement of a program, completed by the corpus's prelude."""
    return check_terms(from_text(completed(text), "program.terms", folder)).require()


def document(
    agreement: d.Agreement,
    by: Speaker | None = None,
    illustrations: tuple[Illustration, ...] = (),
) -> model.Document:
    """Return the document of an agreement, looked through for broken links."""
    made = fill(
        agreement,
        outline(agreement),
        illustrations,
        speaker=by or speaker(),
        curves=curves_of(agreement),
    )
    reading.check(made)
    return made


def whole_text(made: model.Document) -> str:
    """Return every run of text, one a line."""
    return "\n".join(text for _, text in reading.runs(made) if text)


def printed(text: str) -> str:
    """Return what a program prints, with plain spaces."""
    return whole_text(document(checked(text))).replace("\N{NO-BREAK SPACE}", " ")


def illustrations(agreement: d.Agreement) -> tuple[Illustration, ...]:
    """Return made-up results for the examples of the sample, one of them pending."""
    payment = agreement.get("base_commission", d.Payment)
    held = payment.settlement[0].id
    bands = payment.steps[0]
    assert isinstance(bands, n.On)
    what = ("held", "released", "vested", "deferred", "deferred paid", "forfeited", "clawed back")
    rows = (
        IllustratedRow(Result.STEP, bands.base.id, (Fraction(25, 6), Fraction(460000))),
        IllustratedRow(Result.STEP, bands.id, (Fraction(1, 3), Fraction(25000))),
        IllustratedRow(Result.ENTITLEMENT, payment.id, (Fraction(16000), None)),
        *(IllustratedRow(Result.SETTLEMENT, held, (Fraction(5, 2), None), word) for word in what),
    )
    shown = (IllustratedPayment("base_commission", rows),)
    return tuple(
        Illustration(example.name, ("2026-Q1", "2026-Q2"), shown)
        for example in agreement.of_kind(d.Example)
    )
