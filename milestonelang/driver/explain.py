"""How one figure or day came about: `base_commission@2026-Q4`, `plan.due`, `for_cause.received`."""

from milestonelang import records
from milestonelang.diagnostics.nearest import nearest_few
from milestonelang.driver import problems
from milestonelang.driver.calendars import holiday_names
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import Given, basis_of, labels_of
from milestonelang.driver.ledgers import stated_in
from milestonelang.driver.life.restate import restated_subjects
from milestonelang.driver.running import running
from milestonelang.driver.terms import Checked
from milestonelang.ledger.record import Entry
from milestonelang.primitives.dates import iso
from milestonelang.statement.basis import Basis
from milestonelang.statement.changed import Changed
from milestonelang.statement.dates.dated import Dated, Ground
from milestonelang.statement.dates.find import dates_known, find_dates, needs_period
from milestonelang.statement.draw_up import amounts_of
from milestonelang.statement.explanation import Explanation, Stated
from milestonelang.statement.explanation_text import explanation_json, explanation_text
from milestonelang.statement.figures import spoken
from milestonelang.statement.model import Figure, RestatedLine
from milestonelang.statement.moved import movements_of
from milestonelang.statement.restated import with_restated
from milestonelang.statement.subjects import find_subject, subjects_of
from milestonelang.statement.why import derive


def explain_figure(checked: Checked, given: Given, figure: str, form: str = "text") -> str:
    """Return how a figure or a day came about, as text or as JSON.

    Raises InputError where there is no such figure or period, and what `evaluate_terms` raises.
    """
    explanation = explain(checked, given, figure)
    return explanation_json(explanation) if form == "json" else explanation_text(explanation)


def explain(checked: Checked, given: Given, figure: str) -> Explanation:
    """Return how a figure or a day came about; raises what `explain_figure` raises."""
    stated = () if given.ledger is None else stated_in(given.ledger, running(checked))
    basis = basis_of(checked, given, stated)
    name, sign, label = (part.strip() for part in figure.rpartition("@"))
    labels = labels_of(basis)
    if not sign:
        name, label = label, ""
    if label and label not in labels:
        _require_known(basis, name)
        raise InputError([problems.unknown_period(label, labels)])
    # Days that are of no period are asked for as of the last one.
    index = labels.index(label) if label else len(labels) - 1
    own = records.evolve(basis.at(index), told=basis.told, claims=basis.claims) if label else basis
    ground = Ground(own, holiday_names(basis.agreement))
    if not label and needs_period(basis, name):
        raise InputError([problems.no_period(name, f"{name}@{labels[0]}")])
    days = find_dates(ground, name, index)
    if days is not None:
        return _of_days(name, label, days)
    _require_known(basis, name)
    if not label:
        raise InputError([problems.no_period(name, f"{name}@{labels[0]}")])
    moved = movements_of(basis, name, index)
    if moved:
        whole = Figure(sum(line.amount.amount for line in moved), moved[0].amount.type)
        return Explanation(
            name, label, f"{name} for {label}: {spoken(whole)}", figure=whole, moved=moved
        )
    return _of_figure(basis, name, label, index, stated)


def _require_known(basis: Basis, name: str) -> None:
    """Raise InputError where nothing of a name can be asked for."""
    known = [*subjects_of(basis), *dates_known(basis)]
    moved = {} if basis.claims is None else basis.claims.moved
    booked = [f"{line.subject}.{line.what}" for lines in moved.values() for line in lines]
    wanted = " ".join(name.split())
    named = {each.replace("_", " ") for each in (*known, *booked)}
    if find_subject(basis, name) is None and wanted.replace("_", " ") not in named:
        raise InputError([problems.unknown_subject(name, nearest_few(name, known))])


def _of_days(name: str, label: str, days: tuple[Dated, ...]) -> Explanation:
    heading = f"{name} for {label}" if label else name
    if not days:
        heading += ": there is no such day"
    elif len(days) == 1:
        day = days[0].day
        heading += ": not known yet" if day is None else f": {day.isoformat()}"
    return Explanation(name, label, heading, dates=days)


def _of_figure(
    basis: Basis, name: str, label: str, index: int, stated: tuple[Entry, ...]
) -> Explanation:
    id = find_subject(basis, name)
    if id is None:  # nothing of the name is booked in this period
        return Explanation(name, label, f"{name} for {label}: nothing is booked")
    own = basis.at(index)
    figure = own.state(own.program.values[id].id, index)
    period = own.program.periods[index]
    of = f"{label} ({period.days} days)" if period.is_stub else label
    lines = _restated(basis, name, index)
    return Explanation(
        name,
        label,
        f"{name} for {of}: {spoken(figure)}",
        figure=figure,
        derivation=derive(own, id, index),
        restated=lines,
        whole=with_restated(own.figure(id, index), lines) if lines else None,
        left=tuple(
            line for line in basis.left if (line.subject, line.original) == (_subject(name), label)
        ),
        stated=_stated(name, index, stated),
    )


def _subject(name: str) -> str:
    return " ".join(name.split()).removesuffix(".payable").removesuffix(".gross")


def _restated(basis: Basis, name: str, index: int) -> tuple[RestatedLine, ...]:
    """Return what corrections of earlier periods add to what is payable."""
    subject = _subject(name)
    if subject not in restated_subjects(basis.program):
        return ()
    booked = Changed(basis, amounts_of).lines(index)
    return tuple(line for line in booked if line.subject == subject)


def _stated(name: str, index: int, stated: tuple[Entry, ...]) -> Stated | None:
    """Return what a ledger has of a figure's subject for a period."""
    if index >= len(stated):
        return None
    entry = stated[index]
    statement = entry.statement
    subject = " ".join(name.split())
    if "." in subject and not any(own == subject for own, _, _ in statement.results):
        subject = subject.rpartition(".")[0]
    return Stated(
        record=entry.number,
        hash=entry.hash,
        as_of="" if statement.as_of is None else iso(statement.as_of.toordinal()),
        terms=tuple(statement.terms.items()),
        data=tuple(statement.data.items()),
        engine=statement.engine,
        lines=tuple((what, value) for own, what, value in statement.results if own == subject),
    )
