"""The document read as data: its words, contents, anchors and JSON."""

from __future__ import annotations

import json

import pytest

from milestonelang.backends.documents import model, reading, tables
from milestonelang.records import evolve
from tests.documents.example_document import example


def test_words_come_in_printing_order() -> None:
    words = " ".join(reading.plain_text(example()))
    assert words.startswith("Version 1.0 Partner Growth Agreement This agreement is effective")
    assert "2.1 Order. The amount of a payment for a Quarter is found in this order: (a)" in words
    assert "(b) each reduction in force is then applied: (i) in the order" in words
    assert "is the “Accumulated Net Revenue”." in words
    assert words.endswith("Term clause 1.1 USD clause 1.3")


def test_contents_lists_clauses_signatures_and_parts() -> None:
    entries = reading.contents(example())
    assert [entry.number for entry in entries[:5]] == ["1", "2", "3", "4", ""]
    assert entries[4].text == "Signatures"
    assert entries[-1] == reading.Entry("Index", "Defined terms", "index")


def test_unheaded_signatures_are_not_in_the_contents() -> None:
    signatures = example().signatures
    assert signatures is not None
    document = evolve(example(), signatures=evolve(signatures, heading=None))
    assert "signatures" not in [entry.anchor for entry in reading.contents(document)]


def test_json_names_every_node_and_keeps_figures_with_their_ids() -> None:
    data = json.loads(reading.to_json(example()))
    assert data["is"] == "document"
    assert data["paper"] == "a4"
    assert (
        data["clauses"][0]["subclauses"][0]["text"][3]
        == {
            "is": "value",
            "text": "31 December 2027",
            "node": 3,
        }
        or {"is": "value", "text": "31 December 2027", "node": 3}
        in data["clauses"][0]["subclauses"][0]["text"]
    )
    assert data["parts"][-1]["blocks"][0]["entries"][0]["is"] == "index-entry"
    assert reading.to_json(example()) == reading.to_json(example())


def _with_lead(*blocks: model.Block) -> model.Document:
    return evolve(example(), lead=(*example().lead, *blocks))


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (_with_lead(model.Heading(1, "Again", "clause-base")), "used twice"),
        (_with_lead(model.Heading(1, "Spaced", "a b")), "not a name"),
        (_with_lead(model.Heading(3, "Deep", "deep")), "level 3"),
        (
            _with_lead(model.Paragraph((model.Reference("clause 9", "clause-nine"),))),
            "goes to `clause-nine`",
        ),
        (
            _with_lead(
                model.Table("Table 9", "", "t", (model.Column("a"),), (model.Row(((), ())),))
            ),
            "does not fill",
        ),
        (evolve(example(), date="2026-13-01"), "not a date"),
    ],
)
def test_what_no_renderer_can_print_is_refused(document: model.Document, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        reading.check(document)


@pytest.mark.parametrize(
    ("text", "whole", "fraction"),
    [
        ("1,190,283.54", "1,190,283", ".54"),
        ("20,000", "20,000", ""),
        ("8.333333…", "8", ".333333…"),
        ("clause 3.2(a)", "clause 3.2(a)", ""),
        ("−0.5%", "−0", ".5%"),
    ],
)
def test_a_figure_splits_at_its_point(text: str, whole: str, fraction: str) -> None:
    cell = tables.split_decimal((model.Emphasis("about "), model.Value(text, 1)))
    assert cell.whole == (model.Emphasis("about "), model.Value(whole, 1))
    assert cell.fraction == fraction


def test_an_empty_cell_has_no_fraction() -> None:
    assert tables.split_decimal(()) == tables.DecimalCell((), "")


def test_long_names_share_the_width_with_the_text() -> None:
    short = model.Column("Subject", model.ColumnKind.LABEL)
    rows = (model.Row(((model.Text("x" * 80),), (model.Text("y"),))),)
    table = model.Table("", "", "t", (short, model.Column("Text")), rows)
    assert tables.shares(table)[0] > tables.shares(table)[1] > 0
    assert tables.shares(evolve(table, rows=()))[0] == 0


def test_a_table_of_twelve_rows_may_break() -> None:
    row = model.Row(((model.Text("x"),),))
    table = model.Table("", "", "t", (model.Column("Text"),), (row,) * 11)
    assert not tables.may_break(table)
    assert tables.may_break(evolve(table, rows=(row,) * 12))


def test_a_column_without_content_is_left_out() -> None:
    columns = (model.Column("Name", names_row=True), model.Column("Rule"), model.Column("Range"))
    rows = tuple(model.Row(((), (), cell)) for cell in ((model.Text("at most 5"),), ()))
    table = tables.dense(model.Table("Table 1", "", "t", columns, rows))
    assert [column.head for column in table.columns] == ["Name", "Range"]
    assert [len(row.cells) for row in table.rows] == [2, 2]
