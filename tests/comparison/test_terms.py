"""What is said of edits: they are seen as what they are, with the clauses of both versions."""

from pathlib import Path

import pytest

from milestonelang.comparison.compare import compare
from milestonelang.comparison.lines import Version
from milestonelang.comparison.model import Became
from milestonelang.comparison.to_text import SAME_TERMS, SAME_TEXT, to_data, verdict
from milestonelang.comparison.words import narrowed, tokens
from milestonelang.driver.check import load_checked
from tests.comparison.edits import (
    BAND,
    CAP,
    EDITS,
    EXAMPLES,
    NO_CAP,
    NO_TRIGGER,
    ORDER,
    RATE,
    RENAME,
    TERMS,
    TEXT,
    Edit,
    chained,
    compared,
    replaced,
    said,
)

SAID = (
    (RATE, "Base Commission, clause 3\n  clause 3.2(b): 10% → 9% up to USD 1,000,000\n"),
    (
        CAP,
        "Base Commission, clause 3\n  clause 3.2(d): at most USD 90,000 → USD 100,000 per year\n",
    ),
    (
        NO_CAP,
        "Retention Bonus, clause 4\n  clause 4.2(c): removed: at most USD 40,000 per year\n",
    ),
    (
        BAND,
        "Base Commission, clause 3\n  clause 3.2(b): added: 11% up to USD 2,000,000\n",
    ),
    (
        RENAME,
        "Average Discount, Schedule 1, 7\n  renamed from `discount_rate` to `average_discount`\n",
    ),
    (
        TEXT,
        "Customer Retention, Schedule 1, 4\n"
        '  of the quarter who are still … customers at its end": “paying” added\n',
    ),
    (
        replaced('"Average Discount" is', '"Mean Discount" is'),
        "Mean Discount, Schedule 1, 7\n  title “Average Discount” → “Mean Discount”\n",
    ),
    (
        replaced("value 8%", "value 8.5%"),
        "Base Rate, Schedule 1, 1\n  value 8% → 8.5%\n",
    ),
    (
        replaced("only if discount_rate <= 15%", "only if discount_rate < 15%"),
        "Base Commission, clause 3\n"
        "  clause 3.2(c): only if Average Discount is at most → less than 15%\n",
    ),
    (
        replaced("survival is 3 years", "survival is 4 years"),
        "std.confidentiality\n  survival is 3 → 4 years\n",
    ),
    (
        replaced('law "the State of Delaware"', 'law "the State of New York"'),
        'Partner Growth Agreement, clause 1.1\n  law "the State of Delaware → New York"\n',
    ),
)


@pytest.mark.parametrize(("edit", "expected"), SAID)
def test_an_edit_is_said_in_words(edit: Edit, expected: str) -> None:
    assert said(edit) == expected


def test_what_is_removed_is_named_with_what_goes_with_it() -> None:
    words = said(NO_TRIGGER)
    assert "Margin Shock, clause 6: removed (trigger)\n" in words
    assert "  lasts at most 4 quarters\n  clause 6.2(a): Base Commission reduced by 50%\n" in words
    assert "Termination for Cause, clause 9 → 8\n" in words
    # What comes after has other numbers, and no other terms.
    assert "\nOnboarding Speed" not in words


def test_declarations_in_another_order_are_moved_and_not_replaced() -> None:
    found = compared(TERMS, ORDER(TERMS))
    (change,) = found.changes
    assert change.became is Became.MOVED
    assert said(ORDER) == (
        "Base Commission, clause 3 → 4: moved\n  the same terms, in another place\n"
    )


def test_lines_in_another_order_are_said_to_be() -> None:
    gate, cap = "  only if discount_rate <= 15%\n", "  at most USD 90,000 per year\n"
    assert said(replaced(gate + cap, cap + gate)) == (
        "Base Commission, clause 3\n"
        "  clause 3.2(c) → 3.2(d): in another order: only if Average Discount is at most 15%\n"
    )


def test_a_renamed_declaration_is_recognised_with_changes_in_it() -> None:
    other = replaced("the average discount from list", "the mean discount from list")
    words = said(chained(RENAME, other))
    assert "renamed from `discount_rate` to `average_discount`" in words
    assert "average → mean" in words
    assert "removed" not in words


def test_what_replaces_another_kind_is_removed_and_added() -> None:
    before = TERMS + '\nclause extra "Extra"\n  "One."\n'
    after = TERMS + '\nevent extra "Extra"\n  means "one"\n  reported by partner\n'
    became = [(change.kind, change.became) for change in compared(before, after).changes]
    assert became == [("clause", Became.REMOVED), ("event", Became.ADDED)]


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*/*.terms")), ids=lambda file: file.stem)
def test_an_agreement_does_not_differ_from_itself(file: Path) -> None:
    checked = load_checked(file)
    own = Version(checked.require(), checked.sources)
    found = compare(own, own, same_text=True)
    assert found.is_same
    assert verdict(found) == SAME_TEXT


def test_layout_comments_and_what_goes_without_saying_are_no_change() -> None:
    other = "# Signed in June.\n" + TERMS.replace("  value 8%", "  value   8%  # a low one")
    other = other.replace("\n\nparty", "\n\n\n# The parties.\nparty")
    found = compared(TERMS, other)
    assert found.is_same
    assert verdict(found) == SAME_TERMS


def test_a_due_date_of_the_contract_is_said_once() -> None:
    line = "  due within 30 days of the end of the quarter\n"
    general = TERMS.replace(line, "").replace("  law ", f"{line}  law ")
    words = [
        change.kind
        for change in compared(general, general.replace("within 30", "within 45")).changes
    ]
    assert "payment" not in words


@pytest.mark.parametrize("name", EDITS)
def test_what_is_said_backwards_is_what_is_said_forwards(name: str) -> None:
    after = EDITS[name](TERMS)
    there, back = compared(TERMS, after), compared(after, TERMS)
    assert len(there.changes) == len(back.changes)
    if not any(change.is_moved for change in there.changes):
        assert {(each.before, each.after) for each in there.changes} == {
            (each.after, each.before) for each in back.changes
        }
    assert {new: old for old, new in there.names.items()} == back.names


def test_data_for_programs() -> None:
    assert to_data(compared(TERMS, CAP(TERMS))) == [
        {
            "kind": "payment",
            "became": "changed",
            "before": {"name": "base_commission", "title": "Base Commission", "clause": "3"},
            "after": {"name": "base_commission", "title": "Base Commission", "clause": "3"},
            "moved": False,
            "lines": [
                {
                    "became": "changed",
                    "before": "at most USD 90,000 per year",
                    "after": "at most USD 100,000 per year",
                    "clause_before": "3.2(d)",
                    "clause_after": "3.2(d)",
                }
            ],
        }
    ]


def test_no_number_is_split() -> None:
    assert tokens("at most USD 90,000.50, at 8.5% (3.2)") == [
        *("at", "most", "USD 90,000.50", ",", "at", "8.5%", "(", "3.2", ")")
    ]
    assert narrowed("USD 90,000", "USD 90,500") == "“USD 90,000” → “USD 90,500”"
    assert narrowed("one two three", "four five six") == "“one two three” → “four five six”"
    assert narrowed("pay at once", "pay") == "pay: “at once” removed"
    assert narrowed("once", "at once now") == "“once” → “at once now”"
