"""Edits of the example agreements, as a negotiation makes them."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from milestonelang.comparison.compare import compare
from milestonelang.comparison.lines import Version
from milestonelang.comparison.model import Comparison
from milestonelang.comparison.to_text import to_text
from milestonelang.driver.terms import Checked, check_terms, from_text

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NORTHWIND = EXAMPLES / "northwind"
TERMS = (NORTHWIND / "northwind.terms").read_text(encoding="utf-8")

Edit = Callable[[str], str]


def replaced(before: str, after: str) -> Edit:
    """An edit that writes something else; it must have something to replace."""

    def edit(text: str) -> str:
        assert before in text, before
        return text.replace(before, after)

    return edit


def declaration(text: str, start: str) -> str:
    """The lines of the declaration that begins with *start*."""
    found = re.search(rf"^{re.escape(start)}.*\n(?:(?:  .*)?\n)*", text, re.MULTILINE)
    assert found is not None, start
    return found[0]


def without(start: str) -> Edit:
    """An edit that removes a declaration."""
    return lambda text: text.replace(declaration(text, start), "")


def swapped(first: str, second: str) -> Edit:
    """An edit that exchanges two declarations."""

    def edit(text: str) -> str:
        one, other = declaration(text, first), declaration(text, second)
        return text.replace(one, "\0").replace(other, one).replace("\0", other)

    return edit


def chained(*edits: Edit) -> Edit:
    """Several edits, one after the other."""

    def edit(text: str) -> str:
        for each in edits:
            text = each(text)
        return text

    return edit


RATE = replaced("10% up to USD 1,000,000", "9% up to USD 1,000,000")
CAP = replaced("at most USD 90,000 per year", "at most USD 100,000 per year")
NO_CAP = replaced("  at most USD 40,000 per year\n", "")
BAND = replaced("    12% beyond\n", "    11% up to USD 2,000,000\n    12% beyond\n")
RENAME = replaced("discount_rate", "average_discount")
TEXT = replaced("who are still customers at its end", "who are still paying customers at its end")
ORDER = swapped("payment base_commission", "payment retention_bonus")
NO_TRIGGER = chained(
    without("trigger margin_shock"),
    replaced("    margin_shock is active for 4 consecutive quarters\n", ""),
    replaced("    corrective_plan is overdue\n", ""),
    without("obligation corrective_plan"),
    without("event plan_delivered"),
)
EDITS = {
    "rate": RATE,
    "cap": CAP,
    "no cap": NO_CAP,
    "band": BAND,
    "rename": RENAME,
    "text": TEXT,
    "order": ORDER,
    "no trigger": NO_TRIGGER,
    "all but the trigger": chained(RATE, CAP, NO_CAP, BAND, RENAME, TEXT, ORDER),
}


def checked(text: str, name: str = "northwind.terms") -> Checked:
    """Checked terms, without errors."""
    found = check_terms(from_text(text, name, NORTHWIND))
    assert not found.has_errors, found.errors
    return found


@cache
def version(text: str) -> Version:
    """Terms as one version of two."""
    found = checked(text)
    return Version(found.require(), found.sources)


def compared(before: str, after: str) -> Comparison:
    """What differs in terms between two texts."""
    return compare(version(before), version(after), same_text=before == after)


def said(edit: Edit) -> str:
    """What is said of an edit of the example."""
    return to_text(compared(TERMS, edit(TERMS)))
