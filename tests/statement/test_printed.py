"""The statement as a document: its amounts are those of `evaluate`, and it says them first."""

from __future__ import annotations

import functools
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings

from milestonelang import records
from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.render_html import render_html
from milestonelang.backends.documents.render_markdown import render_markdown
from milestonelang.backends.documents.words import Part, Phrase, Speaker
from milestonelang.cli.commands import milestone
from milestonelang.driver.check import load_checked
from milestonelang.driver.documents.statements import build_statement, statement_path
from milestonelang.driver.documents.style import house_of, style_of
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import Given, basis_of, given as given_data
from milestonelang.driver.terms import Checked, check_terms, from_text
from milestonelang.statement.basis import Basis
from milestonelang.statement.draw_up import draw_up
from milestonelang.statement.model import Evaluation
from milestonelang.statement.printed.sheet import shown
from milestonelang.statement.to_json import to_data
from tests.documents.hostile_texts import SEEDS
from tests.documents.readers import HtmlReader, pdf_body
from tests.documents.words_programs import TEMPLATES
from tests.reference.draw import Focus, contracts
from tests.reference.model import Contract, Data
from tests.statement import printing, test_audits, test_claims, test_limits_and_splits
from tests.statement.test_drawn_contracts import _basis
from tests.statement.test_still_owed import EXIT, NOTICE, UNITS
from tests.untraced import traced_first

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"
WIDE = Path(__file__).parent / "wide"


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


def _files(run: Run) -> tuple[Checked, Given]:
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
def _drawn(name: str) -> tuple[Basis, Evaluation]:
    basis = basis_of(*_files(RUNS[name]))
    return basis, draw_up(basis)


def _printed(name: str, label: str) -> model.Document:
    return printing.printed(*_drawn(name), label, SPEAKER)


def _text(document: model.Document) -> str:
    return " ".join(" ".join(said for _, said in reading.runs(document)).split())


# ---- what it says


def test_the_amount_and_its_day_stand_first() -> None:
    text = _text(_printed("northwind", "2026-Q4"))
    places = [
        text.index(words)
        for words in (
            "Payable by Company to Partner",
            "USD 67,143.09",
            "Saturday, 30 January 2027",
            "Nothing is pending",
            "How the amount is made up",
            "What needs attention",
            "Held back and not yet paid",
            "How each amount was found",
        )
    ]
    assert places == sorted(places)


def test_what_is_held_says_when_it_is_paid_and_what_may_take_it() -> None:
    text = _text(_printed("northwind", "2026-Q4"))
    assert "2026-Q3 3,100.00 Paid with 2027-Q1, due 30 April 2027, or lost if Customer" in text
    assert "Customer Retention for 2027-Q2 is less than 75%" in text


def test_what_is_pending_says_who_owes_it() -> None:
    ahead, late = _text(_printed("waiting", "2026-Q3")), _text(_printed("late", "2026-Q3"))
    assert "Average Discount for 2026-Q3, due from Company on 15 October 2026." in ahead
    assert "Not known yet, Company to Partner Pending Due Friday, 30 October 2026" in ahead
    assert "Gross Margin for 2026-Q4" not in late


def test_nothing_payable_says_why_and_what_is_carried() -> None:
    text = _text(_printed("referral", "2026-Q3"))
    assert "From Company to Referrer Nothing is payable" in text
    assert "The amounts below leave nothing to pay" in text
    assert "Referrer still carries USD 2,783.48" in text


def test_two_directions_are_not_netted() -> None:
    document = _printed("fund", "2027-Q3")
    heads = [node for node in reading.nodes(document) if isinstance(node, model.Headline)]
    assert [node.text.replace("\N{NO-BREAK SPACE}", " ") for node in heads] == [
        "USD 13,326.41",
        "USD 4,224.80",
    ]


def test_a_correction_names_its_period() -> None:
    text = _text(_printed("reseller", "2026-Q4"))
    assert "Figures of 2026-Q1 were corrected after it was settled" in text
    assert "reported on 10 December 2026 −640.00" in text


def test_how_to_dispute_is_said_by_the_agreement() -> None:
    text = _text(_printed("reseller", "2026-Q4"))
    assert "Either party may dispute a statement by notice within 30 days after receiving" in text


def test_the_point_of_the_period_lies_on_the_curve() -> None:
    figures = [
        node
        for node in reading.nodes(_printed("northwind", "2026-Q4"))
        if isinstance(node, model.Figure)
    ]
    assert "2026-Q4 is at USD 1,190,283.54, which gives" in figures[0].alternative.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert figures[0].svg.count(">2026-Q4</text>") == 1
    assert figures[0].svg.count('width="6.0"') == 2


# ---- its amounts are those of `evaluate`


@pytest.mark.parametrize("name", RUNS)
def test_every_amount_of_evaluate_and_no_other(name: str) -> None:
    basis, evaluation = _drawn(name)
    _agree(basis, evaluation, [item.label for item in evaluation.periods][1:7:2])


def _agree(basis: Basis, evaluation: Evaluation, labels: list[str]) -> None:
    terms = printing.of_terms(basis, SPEAKER)
    for label in labels:
        document = printing.printed(basis, evaluation, label, SPEAKER)
        reading.check(document)
        said = printing.numbers_in(_text(document))
        for value, kind in printing.amounts_of_data(to_data(evaluation, label)):
            assert printing.number(value.strip("%").partition(" ")[0]) in said, (label, value, kind)
        known = printing.allowed(basis, evaluation, label) | terms
        assert printing.amounts_in(document) <= known, label


FAMILY = Focus(4, 4, 3, 5, 4, 4, 3, 2, payments=3, lines=4)


def test_amounts_of_drawn_contracts() -> None:
    @settings(max_examples=6, suppress_health_check=[*HealthCheck], deadline=None)
    @given(contracts(FAMILY))
    @traced_first(2)
    def holds(drawn: tuple[Contract, Data]) -> None:
        basis = _basis(*drawn)
        evaluation = draw_up(basis)
        _agree(basis, evaluation, [item.label for item in evaluation.periods[1:3]])

    holds()


def test_bands_that_are_worked_out_add_up_to_their_step() -> None:
    document = _printed("northwind", "2026-Q4")
    table = next(
        node
        for node in reading.nodes(document)
        if isinstance(node, model.Table) and node.anchor == "steps-base_commission"
    )
    worked = table.rows[1:5]
    amounts = [reading.text_of(row.cells[3]) for row in worked]
    signs = [-1 if text.startswith("\N{MINUS SIGN}") else 1 for text in amounts]
    total = sum(
        (sign * printing.number(text) for sign, text in zip(signs, amounts, strict=True)),
        Fraction(0),
    )
    assert (
        total == printing.number(reading.text_of(table.rows[5].cells[3])) == Fraction("45805.6698")
    )


# ---- how it is written


def test_each_format_says_the_same_words() -> None:
    document = _printed("fund", "2027-Q3")
    words = reading.plain_text(document)
    assert HtmlReader(render_html(document)).words == words
    made = build_statement(*_files(RUNS["fund"]), "2027-Q3", "pdf")
    own = build_statement(*_files(RUNS["fund"]), "2027-Q3", "md").decode()
    assert made == build_statement(*_files(RUNS["fund"]), "2027-Q3", "pdf")
    printed = pdf_body(made, document)
    assert "".join(words[:60]) in printed
    carried = pypdf.PdfReader(io.BytesIO(made)).attachments
    assert list(carried) == ["distribution-2027-Q3.json"]
    (data,) = carried.values()
    assert json.loads(data[0])["periods"][0]["label"] == "2027-Q3"
    assert "## USD\N{NO-BREAK SPACE}13,326.41" in own
    assert build_statement(*_files(RUNS["fund"]), "2027-Q3", "docx")[:2] == b"PK"


def test_references_lead_into_the_agreement() -> None:
    files = _files(NORTHWIND)
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
    text = build_statement(*_files(NORTHWIND), "2026-Q4", "md", style_of(locale="de")).decode()
    assert "67.143,09" in text
    assert "45.805,6698" in text
    assert "67,143.09" not in text


def test_a_house_style_replaces_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    macro = "{% macro nothing_pending() %}All figures are in{% endmacro %}"
    (folder / "statement.j2").write_text(macro, "utf-8")
    style = style_of(house=house_of(tmp_path))
    text = build_statement(*_files(NORTHWIND), "2026-Q4", "md", style).decode()
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
    text = _text(document)
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
        build_statement(*_files(NORTHWIND), "2026-Q4", agreement="javascript:alert(1)")


def test_a_period_or_a_format_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match="MS0912"):
        build_statement(*_files(NORTHWIND), "2031-Q1")
    with pytest.raises(ValueError, match="formats"):
        build_statement(*_files(NORTHWIND), "2026-Q4", "odt")
    with pytest.raises(KeyError):
        _printed("northwind", "2031-Q1")


def test_the_path_is_beside_the_terms() -> None:
    path = statement_path("a/northwind.terms", "2026-Q4", "pdf")
    assert Path(path) == Path("a/northwind-2026-Q4.pdf")


# ---- each sentence is said somewhere

# What the programs here never come to say; drawn contracts say the most of it.
SELDOM = frozenset(
    (
        *(
            "wednesday",
            "all_items",
            "reached",
            "item_to_recover",
            "account_disputed",
            "account_corrected",
            "account_other",
            "account_in_dispute",
            "account_item_disputed",
            "account_over",
            "account_owed_back",
            "account_paid",
            "account_part_paid",
            "dispute_used",
            "due_on",
            "due_since",
            "duty_cured",
            "duty_cured_on",
            "duty_due",
            "duty_overdue",
            "duty_performed",
            "again_counts",
            "effect_limit",
            "item_forfeited",
            "item_granted",
            "item_other",
            "rows_missing",
            "rows_one",
            "share_of_split",
            "shared_by_line",
            "some_place",
            "effect_limited",
            "effect_replaced",
            "effect_suspended",
            "item_clawed_back",
            "item_deferred",
            "item_deferred_paid",
            "item_kept",
            "item_on_termination",
            "item_opposite",
            "item_owed_back",
            "made_up",
            "milestone_achieved",
            "milestone_missed",
            "monday",
            "more_rows",
            "moved_audit_cost",
            "next_deferred",
            "next_with",
            "not_reported_from",
            "on",
            "owed_back",
            "owed_deferred",
            "owed_disputed",
            "owed_held",
            "owed_nothing",
            "owed_open",
            "owed_overpaid",
            "owed_to_recover",
            "owed_unvested",
            "part_deferred",
            "part_deferred_paid",
            "part_kept",
            "question_none",
            "rounding",
            "row_number",
            "stock_deferred",
        ),
    )
)


def _others(folder: Path) -> Iterator[tuple[Basis, Evaluation]]:
    audit = test_audits.AUDIT.format(220000)
    runs = (
        (test_audits.TERMS, test_audits.FIGURES, test_audits.HEADER, audit),
        (test_audits.TERMS, test_audits.FIGURES, test_audits.HEADER, audit + test_audits.REVISED),
        (
            test_claims.TERMS,
            test_claims.FIGURES,
            test_claims.HEADER,
            test_claims.DISPUTE.format("commission", 1000),
        ),
        (
            test_limits_and_splits.HEAD + test_limits_and_splits.SPLIT,
            "quarter,m,n\n2026-Q1,800,0\n2026-Q2,500.05,0\n",
            test_claims.HEADER,
            "",
        ),
        (UNITS + EXIT, "", test_claims.HEADER, NOTICE + "\n"),
    )
    for number, (terms, figures, header, events) in enumerate(runs):
        data, rows = folder / f"{number}.csv", folder / f"{number}-events.csv"
        data.write_text(figures, "utf-8")
        rows.write_text(header + events, "utf-8")
        files = given_data([data] if figures else [], None, [rows])
        basis = basis_of(check_terms(from_text(terms)), files)
        yield basis, draw_up(basis)
    found = given_data(
        [WIDE / "monthly.csv"], None, [WIDE / "events.csv"], settings={"tier": "gold"}
    )
    basis = basis_of(load_checked(str(WIDE / "wide.terms")), found)
    yield basis, draw_up(basis)


def test_every_sentence_is_said(tmp_path: Path) -> None:
    for basis, evaluation in _others(tmp_path):
        _agree(basis, evaluation, [item.label for item in evaluation.periods])
    for name in RUNS:
        basis, evaluation = _drawn(name)
        for item in evaluation.periods[:6]:
            printing.printed(basis, evaluation, item.label, SPEAKER)
    text = (TEMPLATES / "statement.j2").read_text("utf-8")
    silent = set(re.findall(r"\{% macro (\w+)\(", text)) - SPEAKER.spoken
    # Reasons and states: test_printed_words.py; notes: test_printed_notes.py.
    elsewhere = re.compile(r"(why|state|note|replace[sd]|item_party)_?")
    assert {macro for macro in silent if not elsewhere.match(macro)} <= SELDOM
