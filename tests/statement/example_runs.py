"""The examples with their data, drawn up and printed once for the tests of the statement."""

from __future__ import annotations

import functools
from datetime import date
from pathlib import Path

from milestonelang import records
from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.words import Part, Phrase, Speaker
from milestonelang.driver.check import load_checked
from milestonelang.driver.evaluate import Given, basis_of, given as given_data
from milestonelang.driver.terms import Checked
from milestonelang.statement.basis import Basis
from milestonelang.statement.draw_up import draw_up
from milestonelang.statement.model import Evaluation
from tests.statement import printing

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


class Recording(Speaker):
    """A speaker that remembers which sentences of the statement it said."""

    def __init__(self) -> None:
        super().__init__()
        self.spoken: set[str] = set()

    def say(self, family: str, macro: str, **parts: Part) -> Phrase:
        """Remember the sentence, and say it."""
        if family == "statement":
            self.spoken.add(macro)
        return super().say(family, macro, **parts)


SPEAKER = Recording()


@records.frozen
class Run:
    """An example with its data: files beside the terms."""

    terms: str
    data: str = ""
    rows: str = ""
    events: str = ""
    as_of: date | None = None


def files_of(run: Run) -> tuple[Checked, Given]:
    """Return the terms and the data of an example."""
    file = EXAMPLES / run.terms
    source, _, path = run.rows.partition("=")
    found = given_data(
        [file.with_name(run.data)] if run.data else [],
        {source: file.with_name(path)} if source else {},
        [file.with_name(run.events)] if run.events else [],
        run.as_of,
    )
    return load_checked(str(file)), found


NORTHWIND = Run("northwind/northwind.terms", "quarterly.csv", "billing=billing.csv", "events.csv")
RESELLER = Run("reseller/reseller.terms", "quarterly.csv", "", "events.csv")
RUNS = {
    "northwind": NORTHWIND,
    "exit": records.evolve(NORTHWIND, data="quarterly-exit.csv", events="events-exit.csv"),
    "waiting": records.evolve(NORTHWIND, as_of=date(2026, 10, 5)),
    "late": records.evolve(NORTHWIND, as_of=date(2026, 11, 5)),
    "referral": Run("referral/referral.terms", "", "deals=deals.csv"),
    "fund": Run("marketing-fund/distribution.terms", "quarterly.csv", "", "events.csv"),
    "reseller": RESELLER,
    "disputed": records.evolve(RESELLER, as_of=date(2026, 8, 10)),
    "licence": Run("licence/licence.terms", "yearly.csv", "", "events.csv"),
}


@functools.cache
def drawn(name: str) -> tuple[Basis, Evaluation]:
    """Return an example, drawn up once."""
    basis = basis_of(*files_of(RUNS[name]))
    return basis, draw_up(basis)


def printed(name: str, label: str) -> model.Document:
    """Return the statement of a period of an example."""
    return printing.printed(*drawn(name), label, SPEAKER)


def text_of(document: model.Document) -> str:
    """Return all that a document says, in one line."""
    return " ".join(" ".join(said for _, said in reading.runs(document)).split())
