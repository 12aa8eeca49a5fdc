"""The ways in which an agreement may end early: its exits, and duties that give such a right.

`if overdue, company may terminate` in an obligation is an exit without a notice period, a cure or a
wind-down of its own, exercised by a notice whose subject is the obligation.
"""

from milestonelang.agreement.declarations import Agreement, Exit, Obligation
from milestonelang.agreement.versions import exact_on


def gives_right(duty: Obligation) -> bool:
    """Return whether a party may terminate when the duty is overdue."""
    return bool(duty.exits_if_overdue)


def exits_of(agreement: Agreement) -> tuple[Exit, ...]:
    """Return every way in which a party may terminate, in declared order."""
    rights = (_of_duty(duty) for duty in agreement.of_kind(Obligation) if gives_right(duty))
    return (*agreement.of_kind(Exit), *rights)


def exit_named(agreement: Agreement, name: str, day: int | None = None) -> Exit | None:
    """Return the exit of a name, or the right that a duty of that name gives.

    Where an amendment changes it, it is the one in force on *day*, or the last where that is None.
    """
    declared = agreement.declarations.get(name)
    match declared if day is None else exact_on(agreement, name, day):
        case Exit() as leave:
            return leave
        case Obligation() as duty if gives_right(duty):
            return _of_duty(duty)
        case _:
            return None


def _of_duty(duty: Obligation) -> Exit:
    parties = [party for party in duty.exits_if_overdue if party]
    return Exit(
        span=duty.span,
        id=duty.id,
        name=duty.name,
        title=duty.title,
        who=parties[0] if len(duty.exits_if_overdue) == len(parties) == 1 else None,
        grounds=None,
        exercisable=None,
        notice=None,
        ends_at_period=None,
        curable=None,
        cured_by_paying=None,
        cured_when=None,
        payments=(),
        wind_down=None,
        survives=(),
    )
