"""Terms as they stand, and how they differ from those that they are based on.

In: checked terms. Out: text in the one layout of terms, or what differs as text and as JSON.
Promised: a change is told as `milestone diff` tells it, of the checked declarations; what the base
marks `core` is named, since it is the same in both.
"""

import json
from pathlib import Path

from milestonelang import records
from milestonelang.comparison.compare import compare
from milestonelang.comparison.lines import Version
from milestonelang.comparison.model import Comparison
from milestonelang.comparison.to_text import place, to_data, to_text
from milestonelang.driver.bases import base_of
from milestonelang.driver.comparing import base_problems as problems
from milestonelang.driver.errors import InputError
from milestonelang.driver.terms import Checked


@records.frozen(eq=False)
class FromBase:
    """What differs between terms and their base; *core* is what cannot."""

    own: Checked
    base: Checked
    terms: Comparison
    core: tuple[tuple[str, str, str], ...]


def from_base(checked: Checked) -> FromBase:
    """Return what differs; raises InputError where there is no base, or it has errors."""
    agreement = checked.require()
    base = base_of(checked)
    if base is None:
        raise InputError([problems.no_base(checked.terms.name)])
    if base.has_errors:
        found = (*base.errors, problems.base_has_errors(base.terms.name))
        raise InputError(found, base.sources)
    below = base.require()
    version = Version(agreement, checked.sources)
    found_terms = compare(Version(below, base.sources), version, same_names=True)
    core = tuple(
        (name, version.title(name), version.clause(agreement.declarations[name]))
        for name in below.contract.core
        if name in agreement.declarations
    )
    return FromBase(checked, base, found_terms, core)


def differences_text(found: FromBase) -> str:
    """Return what differs, a paragraph for each declaration, and what is core."""
    contract = found.base.require().contract
    title = contract.title or contract.name
    version = "" if contract.version is None else f", version {contract.version}"
    count = len(found.terms.changes)
    said = {0: "nothing differs", 1: "1 declaration differs"}.get(
        count, f"{count} declarations differ"
    )
    parts = [
        f"{_file(found.own)}, based on {_base_file(found)} ({title}{version}): {said}\n",
    ]
    if count:
        parts.append(to_text(found.terms))
    if found.core:
        named = "".join(
            f"  {title}, {place(clause)}\n" if clause else f"  {title}\n"
            for _, title, clause in found.core
        )
        parts.append(f"core, and the same in both\n{named}")
    return "\n".join(parts)


def differences_json(found: FromBase) -> str:
    """Return what differs as JSON."""
    contract = found.base.require().contract
    data = {
        "format": 1,
        "file": _file(found.own),
        "sha256": found.own.terms.sha256,
        "base": {
            "file": _base_file(found),
            "sha256": found.base.terms.sha256,
            "name": contract.name,
            "title": contract.title,
            "version": contract.version,
        },
        "core": [
            {"name": name, "title": title, "clause": clause} for name, title, clause in found.core
        ],
        "terms": to_data(found.terms),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _file(checked: Checked) -> str:
    attached = checked.terms.attached
    return Path(checked.terms.name if attached is None else attached.path).name


def _base_file(found: FromBase) -> str:
    return Path(found.own.require().contract.based_on or "").name
