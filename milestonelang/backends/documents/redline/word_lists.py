"""The lists of two Word files in one package.

In: the plans of what Word counts in the old and the new document. Out: one plan, and which list of
the old document is which in it. Promised: what is left of either document when all changes are
accepted or rejected is counted as in its own file.
"""

from milestonelang import records
from milestonelang.backends.documents.word.numbering import Instance, Plan


class Lists:
    """The lists of both documents.

    What counts through the whole document is one list in both. A list that begins anew is one of
    the other document's where lines of the two are paired first, and is added otherwise.
    """

    def __init__(self, new: Plan, old: Plan) -> None:
        kinds = list(new.kinds)
        self._new, self._old = list(new.instances), []
        instances = list(new.instances)
        self._where: dict[int, int] = {}
        for number, instance in enumerate(old.instances, start=1):
            levels = old.kinds[instance.kind - 1]
            if levels not in kinds:
                kinds.append(levels)
            own = records.evolve(instance, kind=kinds.index(levels) + 1)
            self._old.append(own)
            if own.level is None and own in instances:
                self._where[number] = instances.index(own) + 1
            else:
                instances.append(own)
                self._where[number] = len(instances)
        self._chosen: dict[int, int] = {}
        self.plan = Plan(new.places, tuple(kinds), tuple(instances))

    def of_new(self, number: int) -> Instance | None:
        """Return what a list of the new document counts; None for no list."""
        return self._new[number - 1] if number else None

    def of_old(self, number: int) -> Instance | None:
        """Return what a list of the old document counts; None for no list."""
        return self._old[number - 1] if number else None

    def pair(self, old: int, new: int) -> bool:
        """Say whether lines of two lists can be one line, and remember that the lists are one."""
        if old == new == 0:
            return True
        if not old or not new or self.of_old(old) != self.of_new(new):
            return False
        if self._where[old] == new or self._chosen.get(old) == new:
            return True
        if old in self._chosen or new in self._chosen.values():
            return False
        self._chosen[old] = new
        return True

    def where(self, old: int) -> int:
        """Return the number of a list of the old document in the package."""
        return self._chosen.get(old, self._where.get(old, old))
