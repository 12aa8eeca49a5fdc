"""Rows by which a party waives something or extends a time limit: what they say, and who may.

A waiver names an obligation, a milestone, an exit, or what a milestone requires
(`onboarding requires certificate`). An extension names an obligation or a milestone; its `amount`
is the new last day, or how much later it is. Promised: what a row says is read in full, and whose
word it is follows from the terms: it is for those to whom something is owed to give it up.
"""

import re
from collections.abc import Callable

from milestonelang.agreement import declarations as decl
from milestonelang.agreement.lines import Owes
from milestonelang.agreement.milestones import may_waive
from milestonelang.data import act_problems
from milestonelang.data.cells import ReadCell
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.types import Unit

ACTS = frozenset({"waiver", "extension"})
_LENGTH = re.compile(r"([1-9]\d{0,3}) (day|business day|week)s?", re.ASCII)

Extension = tuple[int | None, tuple[int, Unit] | None]


def read_extension(text: str, read_day: ReadCell) -> Extension | Diagnostic:
    """Return until which day an extension goes, or by how much."""
    length = _LENGTH.fullmatch(text)
    if length is not None:
        return None, (int(length[1]), Unit(length[2]))
    day = read_day(text) if text else None
    return (day, None) if isinstance(day, int) else act_problems.no_extension(text)


def read_requirement(agreement: decl.Agreement, milestone: str, event: str) -> str | Diagnostic:
    """Return the event of a requirement of a milestone."""
    declared = agreement.get(milestone, decl.Milestone)
    required = tuple(item.event for item in declared.requires)
    return event if event in required else act_problems.not_required(milestone, event, required)


def may_give(agreement: decl.Agreement, subject: str, requires: bool = False) -> tuple[str, ...]:
    """Return the parties who may waive what is declared under a name, or extend its time.

    *requires*: what a milestone requires, which the party that pays for it may waive.
    """
    parties = tuple(party.name for party in agreement.of_kind(decl.Party))
    declared = agreement.declarations[subject]
    match declared:
        case decl.Obligation():
            bound = debtors(agreement, declared)
        case decl.Milestone(payer=str() as payer) if requires:
            return (payer,)
        case decl.Milestone():
            return may_waive(declared, parties)
        case decl.Exit(who=str() as who):
            return (who,)
        case _:
            bound = frozenset()
    return tuple(party for party in parties if party not in bound) or parties


def debtors(agreement: decl.Agreement, duty: decl.Obligation) -> frozenset[str]:
    """Return the parties who may come to owe a duty."""
    found = {line.party for line in duty.owed}
    for declared in agreement.declarations.values():
        for lines in (line(declared) for line in _OWING):
            found |= {owes.party for owes in lines if owes.obligation == duty.name}
    return frozenset(found)


def _on_start(declared: decl.Declaration) -> tuple[Owes, ...]:
    return declared.on_start if isinstance(declared, decl.Trigger) else ()


def _if_missed(declared: decl.Declaration) -> tuple[Owes, ...]:
    return declared.if_missed if isinstance(declared, decl.Milestone) else ()


def _if_overdue(declared: decl.Declaration) -> tuple[Owes, ...]:
    return declared.if_overdue if isinstance(declared, decl.Obligation) else ()


def _found(declared: decl.Declaration) -> tuple[Owes, ...]:
    if not isinstance(declared, decl.Audit):
        return ()
    return tuple(item.owes for item in declared.findings if item.owes is not None)


_OWING: tuple[Callable[[decl.Declaration], tuple[Owes, ...]], ...] = (
    _on_start,
    _if_missed,
    _if_overdue,
    _found,
)
