"""The rows of a block in a printed statement: what is not named row by row is told at the end."""

from __future__ import annotations

from pathlib import Path

from milestonelang.backends.documents import model, reading
from milestonelang.driver.evaluate import basis_of, given
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.statement.draw_up import draw_up
from tests.statement import printing
from tests.statement.example_runs import EXAMPLES, SPEAKER, printed


def _last_rows(document: model.Document) -> list[tuple[str, ...]]:
    tables = [
        node
        for node in reading.nodes(document)
        if isinstance(node, model.Table) and node.anchor.startswith("row-parts-")
    ]
    return [
        tuple(reading.text_of(cell) for cell in row.cells)
        for table in tables
        for row in table.rows
        if row.kind is model.RowKind.RESULT
    ]


def test_what_rests_is_told_with_what_is_held_of_all() -> None:
    assert not _last_rows(printed("referral", "2026-Q1"))
    all_rows = ("All rows, with those to which nothing happened", "Still held at the end")
    # of the first quarter rest in the second.
    assert _last_rows(printed("referral", "2026-Q2")) == [(*all_rows, "4,189.90", "")]
    assert _last_rows(printed("referral", "2026-Q3")) == [(*all_rows, "1,495.00", "")]


def test_rows_that_give_nothing_are_counted(tmp_path: Path) -> None:
    terms = (EXAMPLES / "referral" / "referral.terms").read_text("utf-8")
    head = (EXAMPLES / "referral" / "deals.csv").read_text("utf-8").splitlines()[0]
    deals = tmp_path / "deals.csv"
    lines = ("A,Foods,1000,2026-02-01,", "B,Foods,0,2026-02-02,", "C,Foods,0,2026-02-03,")
    for count, said in ((2, "1 row to"), (3, "2 rows to")):
        deals.write_text("\n".join([head, *lines[:count]]) + "\n", "utf-8")
        basis = basis_of(check_terms(from_text(terms)), given([], {"deals": deals}))
        document = printing.printed(basis, draw_up(basis), "2026-Q1", SPEAKER)
        ((told, *others),) = _last_rows(document)
        assert (told, others) == (f"{said} which nothing happened", ["", "", ""])
