"""The derivation of one figure: `base_commission@2026-Q4`."""

from milestonelang.agreement import declarations as decl
from milestonelang.agreement.lines import Due, DueFrom
from milestonelang.driver import problems
from milestonelang.driver.calendars import holiday_names
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import Given, basis_of, labels_of
from milestonelang.driver.nearest import nearest
from milestonelang.driver.restate import restated_subjects
from milestonelang.driver.terms import Checked
from milestonelang.statement.basis import Basis
from milestonelang.statement.due import DueDays, first_days
from milestonelang.statement.due_steps import Counting
from milestonelang.statement.figures import spoken
from milestonelang.statement.moved import movement
from milestonelang.statement.restated import with_restated
from milestonelang.statement.subjects import find_subject, subjects_of
from milestonelang.statement.why import why
from milestonelang.types import MonthEnds

DUE = ".due"


def explain_figure(checked: Checked, given: Given, figure: str) -> str:
    """Return how a figure came about, as text.

    Raises InputError where there is no such figure or period, and what `evaluate_terms` raises.
    """
    basis = basis_of(checked, given)
    name, sign, label = (part.strip() for part in figure.rpartition("@"))
    labels = labels_of(basis)
    if not sign:
        raise InputError([problems.no_period(label, f"{label}@{labels[0]}")])
    if name.endswith(DUE) and (due := _due_of(basis, name.removesuffix(DUE))) is not None:
        if label not in labels:
            raise InputError([problems.unknown_period(label, labels[0], labels[-1])])
        return _explain_due(basis, due, f"{name} for {label}", labels.index(label))
    moved = movement(basis, name, label)
    if moved is not None:
        return moved
    id = find_subject(basis, name)
    if id is None:
        raise InputError([problems.unknown_subject(name, nearest(name, subjects_of(basis)))])
    if label not in labels:
        raise InputError([problems.unknown_period(label, labels[0], labels[-1])])
    index = labels.index(label)
    own = basis.at(index)
    return why(own, id, index, _heading(own, name, label, id, index)) + _restated(
        basis, name, index
    )


def _due_of(basis: Basis, name: str) -> Due | None:
    declared = basis.agreement.declarations.get(name)
    return declared.due if isinstance(declared, decl.Payment | decl.Milestone) else None


def _explain_due(basis: Basis, due: Due, heading: str, index: int) -> str:
    """Return how the day on which an amount of a period is due comes about, day by day."""
    contract = basis.agreement.contract
    period = basis.program.periods[index]
    clause = basis.clause(due.id)
    words = f"`{basis.words.of(due.id)}`" + (f"  [{clause}]" if clause else "")
    days = DueDays(contract, basis.program.holidays, first_days(basis.inputs.events))
    day = days.day(due, period)
    if day is None:
        return f"{heading}: not known yet\n  {words}\n"
    start, since = period.end, f"the end of {period.label}"
    if due.of is DueFrom.EVENT:
        start, since = days.first_days[due.event or ""], f"`{due.event}` happens"
    counting = Counting(
        contract.month_ends or MonthEnds.ROLL_BACK,
        holiday_names(basis.agreement),
        contract.due_dates_roll,
    )
    steps = counting.steps(start, since, due.count, due.unit)
    return "\n".join([f"{heading}: {day}", f"  {words}", *(f"  {step}" for step in steps)]) + "\n"


def _restated(basis: Basis, name: str, index: int) -> str:
    """Return what corrections of earlier periods add to what is payable, and the whole."""
    subject = " ".join(name.split()).removesuffix(".payable").removesuffix(".gross")
    told = () if basis.told is None else basis.told.lines.get(index, ())
    lines = [line for line in told if line.subject == subject]
    id = restated_subjects(basis.program).get(subject)
    if not lines or id is None:
        return ""
    said = [
        f"  {spoken(line.amount)}  restated for {line.original}"
        + ("" if line.reported_on is None else f", corrected on {line.reported_on}")
        for line in lines
    ]
    whole = with_restated(basis.at(index).figure(id, index), lines)
    said = ["Booked in this period:", *said, f"Payable with these: {spoken(whole)}"]
    return "\n".join(said) + "\n"


def _heading(basis: Basis, name: str, label: str, id: int, index: int) -> str:
    figure = basis.state(basis.program.values[id].id, index)
    period = basis.program.periods[index]
    days = f"{period.days} days" if period.is_stub else label
    return f"{name} for {label if days == label else f'{label} ({days})'}: {spoken(figure)}"
