"""Two agreements in, what differs in their terms out.

Whether something differs is asked of the checked declarations, in which every name is resolved and
every default written out; how it reads is taken from their lines. Promised: an agreement compared
with itself has no difference, and neither has one whose layout, comments or written-out defaults
alone are others.
"""

from collections.abc import Iterator
from typing import Any

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.comparison.lines import Printed, Version
from milestonelang.comparison.matching import moved, plain, renamed, renames, with_names
from milestonelang.comparison.model import Became, Change, Comparison, Difference, Named
from milestonelang.comparison.words import likeness, narrowed, tokens

_LIKE = 0.3
_KINDS = {
    decl.CountUnit: "unit",
    decl.ScheduleTable: "table",
}


def compare(
    old: Version, new: Version, *, same_text: bool = False, same_names: bool = False
) -> Comparison:
    """Return what differs between two versions.

    *same_names*: a name stands for one thing in both, so that nothing is looked for under another.
    """
    return _Comparing(old, new, {} if same_names else renames(old, new)).found(same_text)


class _Comparing:
    def __init__(self, old: Version, new: Version, names: dict[str, str]) -> None:
        self.old, self.new = old, new
        self.names = names
        # What differs in no line of its own, since something that it rests on does.
        self.silent: list[Change] = []

    def found(self, same_text: bool) -> Comparison:
        changes = [*self._contract(), *self._declarations(), *self._uses()]
        return Comparison(tuple(changes or self.silent), self.names, same_text)

    # ---- the contract, and what it uses

    def _contract(self) -> Iterator[Change]:
        # What a contract is based on is no term: what it takes from there is compared.
        before, after = (
            records.evolve(each.agreement.contract, based_on=None) for each in (self.old, self.new)
        )
        if renamed(before, {**self.names, before.name: after.name}) == after and (
            before.name == after.name
        ):
            return
        lines = self._lines(before, after)
        yield Change("contract", _named(self.old, before), _named(self.new, after), False, lines)

    def _uses(self) -> Iterator[Change]:
        """Yield what is set for modules; what the modules say is among the declarations."""
        old, new = self.old.uses(), self.new.uses()
        for called, before in old.items():
            after = new.get(called)
            if after is None:
                continue  # what it brings is removed, and says so
            lines = tuple(self._below(before, after))
            if lines:
                name = after.words.removeprefix("use ")
                named = Named(name, name, "")
                yield Change("use", named, named, False, lines)

    # ---- declarations

    def _declarations(self) -> Iterator[Change]:
        was = {after: before for before, after in self.names.items()}
        old, new = self.old.agreement.declarations, self.new.agreement.declarations
        away = self._moved()
        gone = [name for name in old if name not in new and name not in self.names]
        for name, declared in new.items():
            before = was.get(name, name if name in old else None)
            if before is None:
                yield self._added(declared)
                continue
            yield from self._removed_before(before, gone)
            if type(old[before]) is not type(declared):
                yield self._removed(old[before])
                yield self._added(declared)
            else:
                yield from self._pair(before, name, name in away)
        for name in gone:
            yield self._removed(old[name])

    def _removed_before(self, name: str, gone: list[str]) -> Iterator[Change]:
        """Yield what was removed and stood before a declaration of the old version."""
        order = list(self.old.agreement.declarations)
        while gone and order.index(gone[0]) < order.index(name):
            yield self._removed(self.old.agreement.declarations[gone.pop(0)])

    def _pair(self, before: str, after: str, is_moved: bool) -> Iterator[Change]:
        first, second = self.old.agreement.declarations[before], plain(self.new, after)
        same = renamed(plain(self.old, before), self.names) == second
        lines = () if same else self._lines(first, self.new.agreement.declarations[after])
        change = Change(
            kind_of(second), _named(self.old, first), _named(self.new, second), is_moved, lines
        )
        if lines or is_moved or change.is_renamed or change.is_retitled:
            yield change
        elif not same:
            self.silent.append(change)

    def _added(self, declared: decl.Declaration) -> Change:
        lines = tuple(self._all(self.new, declared, Became.ADDED))
        return Change(kind_of(declared), None, _named(self.new, declared), False, lines)

    def _removed(self, declared: decl.Declaration) -> Change:
        lines = tuple(self._all(self.old, declared, Became.REMOVED))
        return Change(kind_of(declared), _named(self.old, declared), None, False, lines)

    def _moved(self) -> set[str]:
        """Return what stands elsewhere in the document, by its new name."""
        old = [self.names.get(name, name) for name in _in_order(self.old)]
        return moved(old, _in_order(self.new))

    # ---- lines

    def _all(
        self, version: Version, declared: decl.Declared, became: Became
    ) -> Iterator[Difference]:
        printed = version.printed(declared)
        for line in () if printed is None else printed.below:
            yield self._one(version, line, became)

    def _one(self, version: Version, line: Printed, became: Became) -> Difference:
        words = version.readable(line.whole())
        if became is Became.ADDED:
            return Difference(became, None, words, ("", line.clause), words)
        return Difference(became, words, None, (line.clause, ""), words)

    def _lines(self, before: decl.Declared, after: decl.Declared) -> tuple[Difference, ...]:
        left, right = self.old.printed(before), self.new.printed(after)
        if left is None or right is None:
            return ()
        heads = [
            _bare(words, declared)
            for words, declared in ((left.words, before), (right.words, after))
        ]
        head = (
            ()
            if with_names(heads[0], self.names) == heads[1]
            else self._changed(
                records.evolve(left, words=heads[0]), records.evolve(right, words=heads[1])
            )
        )
        return (*head, *self._below(left, right))

    def _below(self, before: Printed, after: Printed) -> Iterator[Difference]:
        pairs, left, right = self._pairs(before.below, after.below)
        found: list[tuple[tuple[int, int], Difference]] = []
        for one, other in pairs:
            first, second = before.below[one], after.below[other]
            place = (other, 0)
            if bool(first.below) != bool(second.below):
                first = records.evolve(first, words=first.whole(), below=())
                second = records.evolve(second, words=second.whole(), below=())
            if with_names(first.words, self.names) != second.words:
                found += [(place, each) for each in self._changed(first, second)]
            found += [(place, each) for each in self._below(first, second)]
        for other, one in self._elsewhere(pairs).items():
            first, second = before.below[one], after.below[other]
            words = self.new.readable(second.words)
            clauses = (first.clause, second.clause)
            found.append(((other, 1), Difference(Became.MOVED, words, words, clauses, words)))
        for one in left:
            later = [other for own, other in pairs if own > one]
            item = self._one(self.old, before.below[one], Became.REMOVED)
            found.append(((min(later, default=len(after.below)), -1), item))
        for other in right:
            found.append(((other, 0), self._one(self.new, after.below[other], Became.ADDED)))
        yield from (each for _, each in sorted(found, key=lambda item: item[0]))

    def _elsewhere(self, pairs: list[tuple[int, int]]) -> dict[int, int]:
        by_new = {str(other): one for one, other in pairs}
        old = [str(other) for _, other in sorted(pairs)]
        away = moved(old, [str(other) for other in sorted(int(each) for each in by_new)])
        return {int(each): by_new[each] for each in away}

    def _changed(self, before: Printed, after: Printed) -> tuple[Difference, ...]:
        was, now = self.old.readable(before.words), self.new.readable(after.words)
        clauses = (before.clause, after.clause)
        return (Difference(Became.CHANGED, was, now, clauses, narrowed(was, now)),)

    def _pairs(
        self, before: tuple[Printed, ...], after: tuple[Printed, ...]
    ) -> tuple[list[tuple[int, int]], list[int], list[int]]:
        """Pair lines: those that are the same, then those of one form that are most alike."""
        left, right = list(range(len(before))), list(range(len(after)))
        pairs: list[tuple[int, int]] = []
        wholes = [with_names(line.whole(), self.names) for line in before]
        for one in list(left):
            same = [other for other in right if after[other].whole() == wholes[one]]
            if same:
                nearest = min(same, key=lambda other: abs(other - one))
                pairs.append((one, nearest))
                left.remove(one)
                right.remove(nearest)
        scored = sorted(
            (
                (score, -abs(one - other), -one, -other)
                for one in left
                for other in right
                if (score := _score(wholes[one], before[one], after[other])) > 0
            ),
            reverse=True,
        )
        for _, _, minus_one, minus_other in scored:
            one, other = -minus_one, -minus_other
            if one in left and other in right:
                pairs.append((one, other))
                left.remove(one)
                right.remove(other)
        return sorted(pairs, key=lambda pair: pair[1]), left, right


def _score(words: str, before: Printed, after: Printed) -> float:
    """Return how well one line can be the other: not at all where their forms differ."""
    if before.form != after.form:
        return 0
    alike = likeness(words, after.whole())
    same_start = tokens(words)[:2] == tokens(after.words)[:2]
    return alike if alike >= _LIKE or same_start else 0


def _in_order(version: Version) -> list[str]:
    """Return the names in the order of the document, then those that it has no place for."""
    declared = version.agreement.declarations
    found: dict[str, None] = {}
    for place in version.outline.walk():
        if isinstance(place.subject, decl.Declared) and place.subject.name in declared:
            found.setdefault(place.subject.name)
    rest = sorted(
        (name for name in declared if name not in found), key=lambda name: kind_of(declared[name])
    )
    return [*found, *rest]


def _named(version: Version, declared: decl.Declared) -> Named:
    own = isinstance(declared, decl.Party | decl.Contract)
    title = declared.title if own else version.title(declared.name)
    return Named(declared.name, title, version.clause(declared))


def _bare(words: str, declared: decl.Declared) -> str:
    """Return the first line of a declaration without its name and title."""
    name = declared.name.rpartition(".")[2]
    return " ".join(words.replace(f'"{declared.title}"', "").replace(f" {name}", "", 1).split())


def kind_of(declared: Any) -> str:
    """Return the word of a declaration: `payment`."""
    if isinstance(declared, decl.Guarantee):
        return declared.claim.value
    kind = type(declared)
    return _KINDS.get(kind, kind.__name__.lower())
