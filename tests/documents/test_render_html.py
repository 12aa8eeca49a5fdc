"""The HTML says the document's words and nothing acts on the page."""

from __future__ import annotations

import itertools
import re
from collections import Counter

import pytest

from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.render_html import render_html
from milestonelang.records import evolve
from tests.documents.example_document import example
from tests.documents.readers import HOSTILE, HtmlReader, hostile

HOSTILE_DOCUMENT: model.Document = hostile(example())


@pytest.mark.parametrize("document", [example(), HOSTILE_DOCUMENT], ids=["example", "hostile"])
def test_same_words_in_the_same_order(document: model.Document) -> None:
    assert HtmlReader(render_html(document)).words == reading.plain_text(document)


def test_same_bytes_for_the_same_document() -> None:
    assert render_html(example()) == render_html(example())


@pytest.mark.parametrize("document", [example(), HOSTILE_DOCUMENT], ids=["example", "hostile"])
def test_nothing_can_run_or_load(document: model.Document) -> None:
    page = HtmlReader(render_html(document))
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "iframe", "object", "embed", "form", "link", "base", "o"}
    assert not [name for _, found in page.tags for name in found if name.startswith("on")]
    assert all(href.startswith("#") for href in page.attributes("href"))
    assert all(src.startswith("data:image/svg+xml;base64,") for src in page.attributes("src"))
    assert page.attributes("style") == []


def test_the_policy_allows_no_more_than_inline_style_and_inline_images() -> None:
    page = HtmlReader(render_html(example()))
    policies = [
        found["content"]
        for tag, found in page.tags
        if tag == "meta" and found.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_contract_text_cannot_leave_the_style_sheet() -> None:
    page = render_html(evolve(example(), title='x"; } </style> @import url(y); \\'))
    style = page[page.index("<style>") : page.index("</style>")]
    assert "@import" not in style
    assert "\\000022" in style
    assert "</main>" in page[page.index("</style>") :]


def test_templates_are_never_filled_in_by_contract_text() -> None:
    page = render_html(HOSTILE_DOCUMENT)
    assert "{{7*7}}" in page
    assert "49" not in HtmlReader(page).words
    assert "<script>" not in page


@pytest.mark.parametrize("document", [example(), HOSTILE_DOCUMENT], ids=["example", "hostile"])
def test_ids_are_unique_and_every_link_and_label_has_its_place(document: model.Document) -> None:
    page = HtmlReader(render_html(document))
    ids = page.attributes("id")
    assert max(Counter(ids).values()) == 1
    wanted = {href[1:] for href in page.attributes("href")} | set(
        page.attributes("aria-labelledby")
    )
    assert wanted <= set(ids)


def test_headings_descend_one_level_at_a_time() -> None:
    page = HtmlReader(render_html(example()))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    steps = [after - before for before, after in itertools.pairwise(levels)]
    assert max(steps) == 1, levels


def test_language_landmarks_and_table_heads() -> None:
    page = HtmlReader(render_html(evolve(example(), language="en-GB")))
    tags = [tag for tag, _ in page.tags]
    assert dict(page.tags)["html"] == {"lang": "en-GB"}
    assert [tags.count(name) for name in ("title", "main", "nav", "footer")] == [1, 1, 1, 1]
    heads = [found for tag, found in page.tags if tag == "th"]
    assert {found["scope"] for found in heads} == {"col", "row"}
    regions = [found for _, found in page.tags if found.get("role") == "region"]
    assert len(regions) == tags.count("table") + tags.count("figure")
    assert all(found["tabindex"] == "0" for found in regions)
    assert all(found["alt"] for tag, found in page.tags if tag == "img")


def test_print_pages_carry_head_foot_and_paper() -> None:
    page = render_html(evolve(example(), paper=model.Paper.LETTER))
    assert "size: letter;" in page
    assert "size: A4;" in render_html(example())
    assert 'counter(page) " of " counter(pages)' in page


def test_a_document_of_clauses_alone_is_printed() -> None:
    document = model.Document(
        title="T",
        label="Version 2",
        parties=("A", "B"),
        foot="f",
        date="2026-01-01",
        lead=(),
        clauses=example().clauses[3:],
    )
    assert HtmlReader(render_html(document)).words == reading.plain_text(document)


def test_signatures_without_heading_keep_their_anchor() -> None:
    signatures = example().signatures
    assert signatures is not None
    document = evolve(example(), signatures=evolve(signatures, heading=None))
    page = HtmlReader(render_html(document))
    assert "signatures" in page.attributes("id")
    assert page.words == reading.plain_text(document)


def test_an_unknown_node_is_refused() -> None:
    document = evolve(example(), lead=(model.Row(()),))
    with pytest.raises(TypeError, match="no template prints a Row"):
        render_html(document)


def test_the_hostile_text_is_seen_whole() -> None:
    words = " ".join(HtmlReader(render_html(HOSTILE_DOCUMENT)).words)
    assert words.count(" ".join(HOSTILE.split())) > 100
