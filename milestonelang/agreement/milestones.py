"""Which milestones overtake which: the check orders by it, and the lowering computes with it."""

from collections.abc import Sequence

from milestonelang.agreement.declarations import Milestone, Skipped


def overtaking(milestone: Milestone, declared: Sequence[Milestone]) -> tuple[str, ...]:
    """Return the milestones whose achievement skips *milestone*.

    It names the one that it is then paid with. One that is then `never paid` is overtaken by each
    between the same parties that is declared later and does not wait for it.
    """
    if milestone.skipped is None:
        return ()
    if milestone.skipped is Skipped.PAID_WITH:
        return () if milestone.skipped_with is None else (milestone.skipped_with,)
    position = next(i for i, item in enumerate(declared) if item.name == milestone.name)
    by_name = {item.name: item for item in declared}
    parties = (milestone.payer, milestone.payee)
    return tuple(
        later.name
        for later in declared[position + 1 :]
        if (later.payer, later.payee) == parties and not _waits_for(later, milestone.name, by_name)
    )


def may_waive(milestone: Milestone, parties: Sequence[str]) -> tuple[str, ...]:
    """Return the parties who may waive that a milestone is missed, or move its last day.

    Those to whom what follows is owed; where nothing follows the party that pays for it, else
    whoever does not bring its evidence.
    """
    bound = {owes.party for owes in milestone.if_missed}
    if not bound and milestone.payer is not None:
        return (milestone.payer,)
    bound = bound or {item.party for item in milestone.requires if item.party is not None}
    return tuple(party for party in parties if party not in bound) or tuple(parties)


def _waits_for(later: Milestone, name: str, by_name: dict[str, Milestone]) -> bool:
    seen: set[str] = set()
    while later.after is not None and later.name not in seen:
        if later.after == name:
            return True
        seen.add(later.name)
        following = by_name.get(later.after)
        if following is None:
            return False
        later = following
    return False
