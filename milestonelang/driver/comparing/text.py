"""What differs between two versions, as text for a terminal and as JSON.

In: `Differences`. Out: text. Promised: it says of terms and of money each whether they differ;
where no data was found on which they part, it says how much was tried.
"""

import json
from collections.abc import Iterator
from typing import Any

from milestonelang.agreement import declarations as decl
from milestonelang.comparison.money_text import money_data, money_text
from milestonelang.comparison.to_text import to_data, to_text, verdict
from milestonelang.data.words import in_words
from milestonelang.driver.comparing.diff import Differences, data_names, title_of
from milestonelang.driver.comparing.parting import Case, Search
from milestonelang.ir import Exact
from milestonelang.primitives.dates import iso
from milestonelang.types import Money, Type

SAME_MONEY = "both pay the same in every period"


def diff_text(found: Differences) -> str:
    """Return everything that differs as text."""
    before, after = title_of(found)
    parts = [f"{before} → {after}: {verdict(found.terms)}\n"]
    if not found.terms.is_same:
        parts.append(f"TERMS\n\n{to_text(found.terms)}")
    if found.money is not None:
        said = f"{SAME_MONEY}\n" if found.money.is_same else money_text(found.money)
        said += "".join(f"{line}\n" for line in left_out_lines(found))
        parts.append(f"MONEY, on {', '.join(data_names(found)) or 'no data'}\n\n{said}")
    if found.search is not None:
        parts.append("".join(f"{line}\n" for line in search_lines(found)))
    return "\n".join(parts)


def left_out_lines(found: Differences) -> Iterator[str]:
    """Yield what of the data one version does not know."""
    for name, left_out in zip(title_of(found), found.left_out, strict=True):
        if left_out:
            things = ", ".join(each.text for each in left_out)
            yield f"{name} knows nothing of {things}, and is computed without"


def search_lines(found: Differences) -> Iterator[str]:
    """Yield the first inputs at which the two pay differently, or what was tried."""
    assert found.search is not None, "there was a search"
    case = found.search.case
    yield "WHERE THEY PART"
    yield ""
    if case is None:
        yield tried(found.search)
        return
    yield from case_lines(found, case)


def tried(search: Search) -> str:
    """Return what was tried in vain."""
    return (
        f"no data was found on which they pay differently, in {search.runs} runs of each: "
        "figures at the amounts at which lines change, a step to either side, at both ends of "
        "their ranges, and drawn; this proves nothing"
    )


def case_lines(found: Differences, case: Case) -> Iterator[str]:
    """Yield the data of a case, and what either version pays on it."""
    if case.figures:
        rows = [("", *case.periods)]
        rows += [
            (_title(found, name), *(_words(found, name, value) for value in values))
            for name, values in case.figures
        ]
        widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
        for row in rows:
            cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
            yield f"  {row[0].ljust(widths[0])}  {'  '.join(cells)}".rstrip()
    for name, day in case.events:
        yield f"  {_title(found, name)} on {iso(day)}"
    if case.usual:
        usual = ", ".join(
            f"{_title(found, name)} {_words(found, name, value)}" for name, value in case.usual
        )
        yield f"  in every period: {usual}"
    for owed in case.owed:
        amounts = " → ".join(_owed(found, owed.subject, each) for each in (owed.before, owed.after))
        yield f"  {_subject(found, owed.subject)} in {case.period}: {amounts}"
    if case.edge is not None:
        name, value = case.edge
        yield f"  with {_title(found, name)} {_words(found, name, value)} they pay the same"


def diff_json(found: Differences) -> str:
    """Return everything that differs as JSON."""
    before, after = title_of(found)
    data = {
        "format": 1,
        "old": {"file": before, "sha256": found.old.terms.sha256},
        "new": {"file": after, "sha256": found.new.terms.sha256},
        "same": found.is_same,
        "same_text": found.terms.same_text,
        "renamed": found.terms.names,
        "terms": to_data(found.terms),
        "money": None if found.money is None else money_data(found.money),
        "left_out": {
            which: [each.text for each in left_out]
            for which, left_out in zip(("old", "new"), found.left_out, strict=True)
        },
        "search": None if found.search is None else _search(found, found.search),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _search(found: Differences, search: Search) -> dict[str, Any]:
    case = search.case
    if case is None:
        return {"runs": search.runs, "case": None}
    return {
        "runs": search.runs,
        "case": {
            "period": case.period,
            "periods": list(case.periods),
            "figures": {
                name: [_words(found, name, value) for value in values]
                for name, values in case.figures
            },
            "in_every_period": {name: _words(found, name, value) for name, value in case.usual},
            "events": [{"name": name, "date": iso(day)} for name, day in case.events],
            "payable": [
                {
                    "subject": owed.subject,
                    "before": _owed(found, owed.subject, owed.before),
                    "after": _owed(found, owed.subject, owed.after),
                }
                for owed in case.owed
            ],
            "same_at": None if case.edge is None else {case.edge[0]: _words(found, *case.edge)},
        },
    }


def _declared(found: Differences, name: str) -> decl.Declaration | None:
    for each in (found.new, found.old):
        declared = each.require().declarations.get(name)
        if declared is not None:
            return declared
    return None


def _title(found: Differences, name: str) -> str:
    declared = _declared(found, name)
    if declared is None or isinstance(declared, decl.Party) or not declared.title:
        return name.rpartition(".")[2].replace("_", " ").title()
    return declared.title


def _subject(found: Differences, subject: str) -> str:
    return " to ".join(_title(found, name) for name in subject.split(" to "))


def _words(found: Differences, name: str, value: Exact) -> str:
    declared = _declared(found, name)
    if isinstance(declared, decl.Metric | decl.Parameter):
        return in_words(value, declared.type)
    return str(value)


def _owed(found: Differences, subject: str, value: Exact | None) -> str:
    if value is None:
        return "pending"
    declared = _declared(found, subject)
    type: Type = Money(found.new.require().contract.currency)
    return in_words(value, declared.type if isinstance(declared, decl.Payment) else type)
