"""Advice as text and as JSON: each finding, then the lines that would answer it."""

import json
from typing import Any

from milestonelang.diagnostics.render_json import to_object
from milestonelang.diagnostics.render_text import render_text
from milestonelang.driver.advising.advise import Advices, Advised
from milestonelang.driver.terms import Checked


def to_text(advices: Advices, checked: Checked, color: bool = False) -> str:
    """Return everything that is advised, as a person reads it."""
    parts = [_one(each, checked, color) for each in advices.found]
    parts += [
        f"accepted in `{name}`: {code}, because {reason}\n"
        for code, name, reason in advices.accepted
    ]
    if not parts:
        return f"{checked.terms.name}: nothing to advise\n"
    return "\n".join(parts)


def _one(item: Advised, checked: Checked, color: bool) -> str:
    lines = [render_text([item.diagnostic], checked.sources, color=color).rstrip("\n")]
    for number, edit in enumerate(item.proposal):
        word = "and" if number else "to answer it,"
        lines.append(f"  {word} write {edit.where}:")
        lines += [f"    | {line}".rstrip() for line in edit.lines]
    return "\n".join(lines) + "\n"


def to_json(advices: Advices, checked: Checked) -> str:
    """Return everything that is advised, as a program reads it."""
    found: dict[str, Any] = {
        "file": checked.terms.name,
        "advice": [
            to_object(each.diagnostic, checked.sources)
            | {
                "proposal": [
                    {
                        "where": edit.where,
                        "start": edit.start,
                        "end": edit.end,
                        "text": edit.text,
                    }
                    for edit in each.proposal
                ]
            }
            for each in advices.found
        ],
        "accepted": [
            {"code": code, "declaration": name, "because": reason}
            for code, name, reason in advices.accepted
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
