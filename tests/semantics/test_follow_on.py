"""One mistake in a whole agreement is one message, and several mistakes are several.

Each case breaks the Northwind example as a newcomer would. What follows from the mistake (a missing
amount after a line that could not be read, a name that a lost line declares) is not reported.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.diagnostics.render_text import render_text
from milestonelang.source import SourceMap
from tests.corpus.programs import findings

ROOT = Path(__file__).parent.parent.parent
NORTHWIND = (ROOT / "examples" / "northwind" / "northwind.terms").read_text(encoding="utf-8")

Edit = Callable[[str], str]


def _replaced(old: str, new: str, after: str = "") -> Edit:
    def edit(text: str) -> str:
        start = text.index(after)
        assert old in text[start:], old
        return text[:start] + text[start:].replace(old, new, 1)

    return edit


def _without_line(line: str) -> Edit:
    return _replaced(f"{line}\n", "")


def _without_block(header: str) -> Edit:
    def edit(text: str) -> str:
        start = text.index(f"\n{header}") + 1
        end = text.find("\n\n", start)
        return text[:start] + text[end + 2 :]

    return edit


def _both(*edits: Edit) -> Edit:
    def edit(text: str) -> str:
        for each in edits:
            text = each(text)
        return text

    return edit


_BANDS = "base_rate up to USD 250,000\n    10% up to USD 1,000,000\n    12% beyond\n"
_BONUS = "payment retention_bonus"

LOST = [
    _replaced("amount 2%", "ammount 2%", _BONUS),
    _replaced("interpolated, flat outside", "interpolatd, flat outside"),
    _replaced("90% gives", "90% give"),
    _replaced("  on net_revenue", "  onn net_revenue"),
    _replaced("at marginal", "at margnal"),
    _replaced("10% up to", "10% upto"),
    _replaced("12% beyond", "12% above"),
    _replaced("company pays", "company pay", _BONUS),
    _replaced("hold back", "holdback"),
    _replaced("due within 30", "due in 30"),
    _replaced("metric retention ", "metrc retention "),
    _replaced("milestone fast", "milstone fast"),
    _replaced("contract northwind", "contrat northwind"),
    _replaced("settled quarterly in", "settled quarterly by"),
    _replaced('"Base Commission"', '"Base Commission":'),
    _replaced('"Base Commission"', '"Base Commission'),
    _replaced(' "Base Commission"', ""),
    _replaced('"Base Rate" is percent', '"Base Rate" percent'),
    _replaced("  value 8%", "  valu 8%"),
    _replaced("column issued_on is date", "column issued_on date"),
    _replaced("column customer is text", "colum customer is text"),
    _replaced("    less sum of", "    minus sum of"),
    _replaced("    sum of billing", "    summ of billing"),
    _replaced("reported by company within", "reported by company in", "metric retention"),
    _replaced("starts when", "start when"),
    _replaced("ends when", "ends if"),
    _replaced("achieved when", "achievd when"),
    _replaced("by 2026-12-31", "by 2026-31-12"),
    _replaced("terminate when any of", "terminate if any of"),
    _replaced("for 4 consecutive", "for consecutive"),
    _replaced("partner pays company 40%", "partner pay company 40%"),
    _replaced("evidenced by plan", "evidence by plan"),
    _replaced("  then\n", "  than\n"),
    _replaced(" | 20 days         | 12%", " | 20 days"),
    _replaced("escalation is", "escalation are"),
    _replaced("discount_rate <= 15%", "discount_rate = 15%"),
    _replaced("USD 90,000", "$90,000"),
    _replaced("  hold back", "    hold back"),
    _replaced("  hold back", " hold back"),
    _replaced("  hold back", "hold back"),
    _replaced("  hold back", "\thold back"),
    _replaced("    10% up to", "  10% up to"),
    _replaced(_BANDS, _BANDS.replace("    ", "  "), "at marginal"),
]
FOUND = [
    (_without_block("metric gross_margin"), "MS0202"),
    (_without_block("metric retention"), "MS0202"),
    (_without_block("schedule "), "MS0202"),
    (_without_block("payment base_commission"), "MS0202"),
    (_without_block("party partner"), "MS0202"),
    (_without_block("source "), "MS0202"),
    (_without_block("obligation corrective"), "MS0202"),
    (_without_block("event plan_delivered"), "MS0202"),
    (_without_block("contract "), "MS0401"),
    (_without_line("  settled quarterly in USD"), "MS0404"),
    (_without_line("  effective 2026-01-01 until 2027-12-31"), "MS0404"),
    (_without_line("  dated by issued_on"), "MS0404"),
    (_without_line("  column issued_on is date"), "MS0208"),
    (_without_line("  column amount is money"), "MS0208"),
    (_without_line("  on net_revenue accumulated yearly"), "MS0531"),
    (_without_line("  at marginal rates"), "MS0532"),
    (_without_line("  amount 2% of net_revenue"), "MS0504"),
    (_without_line("  starts when gross_margin < 35% for 2 consecutive quarters"), "MS0610"),
    (_without_line("  evidenced by plan_delivered"), "MS0614"),
    (_replaced("on net_revenue", "on net_revenu"), "MS0202"),
    (_replaced("base_commission held", "base_commision held"), "MS0202"),
    (_replaced("retention_scale(", "retention_scal("), "MS0202"),
    (_replaced("sum of billing", "sum of biling"), "MS0202"),
    (_replaced("fast_onboarding is missed", "fast_onboarding is mised"), "MS0352"),
    (_replaced("| gross_margin |", "| gros_margin |"), "MS0655"),
    (_replaced("std.confidentiality", "std.confidentialty"), "MS0221"),
    (_replaced("  survival is", "  survivl is"), "MS0205"),
]


def _found(edit: Edit) -> list[Diagnostic]:
    return [item for _, item in findings(edit(NORTHWIND))]


def test_the_example_is_right() -> None:
    assert findings(NORTHWIND) == []


@pytest.mark.parametrize("edit", LOST)
def test_what_a_lost_line_leaves_open_is_not_reported(edit: Edit) -> None:
    (found,) = _found(edit)
    assert found.code.startswith("MS01")
    assert found.help is not None


@pytest.mark.parametrize(("edit", "code"), FOUND)
def test_one_mistake_is_one_message(edit: Edit, code: str) -> None:
    (found,) = _found(edit)
    assert found.code == code
    assert found.help is not None or found.readings


def test_several_mistakes_are_several_messages() -> None:
    found = _found(
        _both(
            _replaced("  value 8%", "  valu 8%"),
            _replaced("USD 90,000", "EUR 90,000"),
            _replaced("retention_scale(", "retention_scal("),
            _without_line("  evidenced by recovery_plan_delivered"),
        )
    )
    assert [item.code for item in found] == ["MS0130", "MS0301", "MS0202", "MS0614"]


def test_another_declaration_is_still_judged() -> None:
    found = _found(
        _both(_replaced("amount 2%", "ammount 2%", _BONUS), _without_line("  at marginal rates"))
    )
    assert [item.code for item in found] == ["MS0130", "MS0532"]


def test_one_unknown_name_names_its_places() -> None:
    (found,) = _found(_without_block("party partner"))
    assert len(found.others) == 3
    assert found.notes[0].startswith("and in ")


def test_a_title_leads_to_its_name() -> None:
    (found,) = _found(_replaced("only if discount_rate", "only if average_discount"))
    assert found.help == "did you mean `discount_rate`?"


def test_what_belongs_above_is_read_there() -> None:
    sources = SourceMap()
    text = _replaced("  hold back", "hold back")(NORTHWIND)
    sources.add("northwind.terms", text)
    (found,) = _found(_replaced("  hold back", "hold back"))
    assert "it is a line of this block" in render_text([found], sources)
