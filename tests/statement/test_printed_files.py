"""The statement as a file: each format, each house and locale, texts of the data, the command."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

from milestonelang.backends.documents import reading
from milestonelang.backends.documents.render_html import render_html
from milestonelang.backends.documents.render_markdown import render_markdown
from milestonelang.cli.commands import milestone
from milestonelang.driver.documents.statements import build_statement, statement_path
from milestonelang.driver.documents.style import house_of, style_of
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import basis_of, given as given_data
from milestonelang.driver.terms import Checked, check_terms, from_text
from milestonelang.statement.draw_up import draw_up
from milestonelang.statement.printed.sheet import shown
from tests.documents.hostile_texts import SEEDS
from tests.documents.readers import HtmlReader, pdf_body
from tests.statement import printing
from tests.statement.example_runs import (
    EXAMPLES,
    NORTHWIND,
    RUNS,
    SPEAKER,
    files_of,
    printed,
    text_of,
)

# ---- how it is written


def test_each_format_says_the_same_words() -> None:
    document = printed("fund", "2027-Q3")
    words = reading.plain_text(document)
    assert HtmlReader(render_html(document)).words == words
    made = build_statement(*files_of(RUNS["fund"]), "2027-Q3", "pdf")
    own = build_statement(*files_of(RUNS["fund"]), "2027-Q3", "md").decode()
    assert made == build_statement(*files_of(RUNS["fund"]), "2027-Q3", "pdf")
    body = pdf_body(made, document)
    assert "".join(words[:60]) in body
    carried = pypdf.PdfReader(io.BytesIO(made)).attachments
    assert list(carried) == ["distribution-2027-Q3.json"]
    (data,) = carried.values()
    assert json.loads(data[0])["periods"][0]["label"] == "2027-Q3"
    assert "## USD\N{NO-BREAK SPACE}13,326.41" in own
    assert build_statement(*files_of(RUNS["fund"]), "2027-Q3", "docx")[:2] == b"PK"


def test_references_lead_into_the_agreement() -> None:
    files = files_of(NORTHWIND)
    page = HtmlReader(build_statement(*files, "2026-Q4").decode())
    agreed = HtmlReader(_agreement(files[0]))
    places = set(agreed.attributes("id"))
    leading = [href for href in page.attributes("href") if not href.startswith("#")]
    assert leading
    assert {href.partition("#")[0] for href in leading} == {"northwind.html"}
    assert {href.partition("#")[2] for href in leading} <= places
    address = "https://partners.example/agreed.html"
    page = HtmlReader(build_statement(*files, "2026-Q4", agreement=address).decode())
    assert f"{address}#clause-base_commission" in page.attributes("href")


def _agreement(checked: Checked) -> str:
    from milestonelang.driver.documents.build import build_document

    return build_document(checked, "html").decode()


def test_figures_look_as_the_locale_has_them() -> None:
    text = build_statement(*files_of(NORTHWIND), "2026-Q4", "md", style_of(locale="de")).decode()
    assert "67.143,09" in text
    assert "45.805,6698" in text
    assert "67,143.09" not in text


def test_a_house_style_replaces_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    macro = "{% macro nothing_pending() %}All figures are in{% endmacro %}"
    (folder / "statement.j2").write_text(macro, "utf-8")
    style = style_of(house=house_of(tmp_path))
    text = build_statement(*files_of(NORTHWIND), "2026-Q4", "md", style).decode()
    assert "All figures are in" in text
    assert "Nothing is pending" not in text


# ---- texts of the data


def test_hostile_rows_are_text(tmp_path: Path) -> None:
    names = SEEDS[:50]
    lines = [
        f'"{name.replace(chr(34), chr(34) * 2)}",Foods,{1000 + place},2026-02-{1 + place % 28:02},'
        for place, name in enumerate(names)
    ]
    terms = (EXAMPLES / "referral" / "referral.terms").read_text("utf-8")
    head = (EXAMPLES / "referral" / "deals.csv").read_text("utf-8").splitlines()[0]
    deals = tmp_path / "deals.csv"
    deals.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    basis = basis_of(check_terms(from_text(terms)), given_data([], {"deals": deals}))
    document = printing.printed(basis, draw_up(basis), "2026-Q1", SPEAKER)
    page = HtmlReader(render_html(document))
    assert page.words == reading.plain_text(document)
    assert not {tag for tag, _ in page.tags} & {"script", "svg", "iframe", "object", "base"}
    assert all(href.startswith(("#", "agreement.html#")) for href in page.attributes("href"))
    text = text_of(document)
    for name in names:
        assert " ".join(name.split()) in text
    assert re.search(r"(?<!\\)<script", render_markdown(document)) is None


def test_what_cannot_be_seen_is_written_as_its_code() -> None:
    assert shown("a\u202eb \n c\u200bd") == "a\\u{202e}b c\\u{200b}d"


def test_a_sign_that_the_fonts_lack_is_named(tmp_path: Path) -> None:
    terms = (EXAMPLES / "referral" / "referral.terms").read_text("utf-8")
    head = (EXAMPLES / "referral" / "deals.csv").read_text("utf-8").splitlines()[0]
    deals = tmp_path / "deals.csv"
    deals.write_text(f"{head}\n\u4e2d,Foods,1000,2026-02-01,\n", "utf-8")
    files = check_terms(from_text(terms)), given_data([], {"deals": deals})
    with pytest.raises(InputError, match="MS1208"):
        build_statement(*files, "2026-Q1", "pdf")
    assert "\u4e2d" in build_statement(*files, "2026-Q1", "html").decode()


# ---- the command


def test_the_command_writes_beside_the_terms(tmp_path: Path) -> None:
    for name in ("northwind.terms", "quarterly.csv", "billing.csv", "events.csv"):
        (tmp_path / name).write_bytes((EXAMPLES / "northwind" / name).read_bytes())
    file = str(tmp_path / "northwind.terms")
    data = ["--data", str(tmp_path / "quarterly.csv"), "--events", str(tmp_path / "events.csv")]
    data += ["--data", f"billing={tmp_path / 'billing.csv'}"]
    given = ["statement", file, *data, "--period", "2026-Q4"]
    done = CliRunner().invoke(milestone, [*given, "--set", "base_rate=9%"], standalone_mode=False)
    assert done.exception is None, done.output
    page = (tmp_path / "northwind-2026-Q4.html").read_text("utf-8")
    assert "base_rate set to 9%" in page
    assert str(tmp_path) not in page
    done = CliRunner().invoke(
        milestone, [*given, "--to", "md", "-o", "-", "--as-of", "2027-01-25"], standalone_mode=False
    )
    assert "as of 25\N{NO-BREAK SPACE}January" in done.output


def test_an_address_that_would_do_something_is_refused() -> None:
    with pytest.raises(InputError, match="MS1207"):
        build_statement(*files_of(NORTHWIND), "2026-Q4", agreement="javascript:alert(1)")


def test_a_period_or_a_format_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match="MS0912"):
        build_statement(*files_of(NORTHWIND), "2031-Q1")
    with pytest.raises(ValueError, match="formats"):
        build_statement(*files_of(NORTHWIND), "2026-Q4", "odt")
    with pytest.raises(KeyError):
        printed("northwind", "2031-Q1")


def test_the_path_is_beside_the_terms() -> None:
    path = statement_path("a/northwind.terms", "2026-Q4", "pdf")
    assert Path(path) == Path("a/northwind-2026-Q4.pdf")
