"""Which days can be asked for, by the name of a declaration and the word for the day.

In: `plan.due`, `for_cause.received`, `commission.dates`. Out: the days, each with its derivation;
`dates` is all that there are of a name.
"""

from collections.abc import Callable, Iterator

from milestonelang.agreement import declarations as decl
from milestonelang.agreement.exits import exit_named
from milestonelang.statement.basis import Basis
from milestonelang.statement.dates import amounts, duties, exits
from milestonelang.statement.dates.dated import Dated, Ground

SETTLED = "settled"
ALL = "dates"
_Days = Callable[[Ground, str, int], Iterator[Dated]]
_OF_NOTICES = ("received", "cure", "effective", "wind-down")


def _of_notices(what: str) -> _Days:
    def days(ground: Ground, name: str, index: int) -> Iterator[Dated]:
        return (each for each in exits.notices(ground, name) if each.what == what)

    return days


def _decision(ground: Ground, name: str, index: int) -> Iterator[Dated]:
    return duties.decision(ground, name)


def _kinds(basis: Basis, name: str) -> dict[str, _Days]:
    """Return the words for the days of a declaration."""
    declared = basis.agreement.declarations.get(name)
    found: dict[str, _Days] = {}
    match declared:
        case decl.Payment():
            found = {"due": amounts.due, "release": amounts.release, "dispute": exits.dispute}
        case decl.Milestone():
            found = {"due": amounts.due, "last day": duties.milestone, "dispute": exits.dispute}
        case decl.Metric():
            found = {"due": amounts.report_due, "final": amounts.final, "dispute": exits.dispute}
        case decl.Obligation():
            found = {"due": duties.last_days, "cure": duties.cures}
        case decl.Event():
            found = {"last day": _decision}
        case _:
            pass
    if exit_named(basis.agreement, name) is not None:
        found = {**{what: _of_notices(what) for what in _OF_NOTICES}, **found}
    return found


def dates_known(basis: Basis) -> tuple[str, ...]:
    """Return every name that days can be asked for by."""
    return (
        SETTLED,
        *(
            f"{name}.{what.replace(' ', '_').replace('-', '_')}"
            for name in basis.agreement.declarations
            for what in (*_kinds(basis, name), ALL)
            if _kinds(basis, name)
        ),
    )


def needs_period(basis: Basis, asked: str) -> bool:
    """Whether days are asked for that are those of one period."""
    name, _, what = asked.rpartition(".")
    declared = basis.agreement.declarations.get(name)
    is_told = isinstance(declared, decl.Payment | decl.Milestone | decl.Metric)
    return asked == SETTLED or (is_told and what in (*_kinds(basis, name), ALL))


def find_dates(ground: Ground, asked: str, index: int) -> tuple[Dated, ...] | None:
    """Return the days that are asked for; None where the words ask for none."""
    if asked == SETTLED:
        told = amounts.settled(ground, index)
        return () if told is None else (told,)
    name, _, part = asked.rpartition(".")
    kinds = _kinds(ground.basis, name)
    what = part.replace("_", " ")
    what = "wind-down" if what == "wind down" else what
    if part == ALL and kinds:
        return tuple(each for days in kinds.values() for each in days(ground, name, index))
    days = kinds.get(what)
    return None if days is None else tuple(days(ground, name, index))
