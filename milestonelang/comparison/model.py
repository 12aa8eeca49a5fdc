"""What differs between two agreements, as data.

A `Change` is what became of one declaration, a `Difference` what became of one of its lines. Words
are those of the terms in their normal layout, with the titles of what they name; clauses are the
numbers of the document, empty where a line has none of its own.
"""

from enum import Enum

from milestonelang import records


class Became(Enum):
    """What became of a declaration or a line."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@records.frozen
class Difference:
    """One line: its words in each version, None where a version has none, and its clauses.

    *narrowed* has the words that both share once: `at most USD 90,000 → USD 100,000 per year`.
    """

    became: Became
    before: str | None
    after: str | None
    clauses: tuple[str, str]
    narrowed: str


@records.frozen
class Named:
    """A declaration as one version knows it."""

    name: str
    title: str
    clause: str


@records.frozen
class Change:
    """What became of one declaration. *kind* is its word: `payment`.

    *is_moved*: it stands in another place among the others, which may give it another number, and
    is the order in which effects apply. *before* or *after* is None where a version has it not.
    """

    kind: str
    before: Named | None
    after: Named | None
    is_moved: bool
    lines: tuple[Difference, ...]

    @property
    def became(self) -> Became:
        """What became of the declaration as a whole."""
        if self.before is None:
            return Became.ADDED
        if self.after is None:
            return Became.REMOVED
        is_changed = bool(self.lines) or self.is_renamed or self.is_retitled
        return Became.CHANGED if is_changed else Became.MOVED

    @property
    def is_renamed(self) -> bool:
        """Whether both versions have it, under two names."""
        both = self.before is not None and self.after is not None
        return both and self.before.name != self.after.name  # type: ignore[union-attr]

    @property
    def is_retitled(self) -> bool:
        """Whether both versions have it, under two titles."""
        both = self.before is not None and self.after is not None
        return both and self.before.title != self.after.title  # type: ignore[union-attr]


@records.frozen
class Comparison:
    """What differs, in the order of the new version; what was removed stands where it stood.

    *names* are the new names of what was renamed. *same_text*: the two texts are the same to the
    letter; where they are not and there is no change, they differ in layout and comments only.
    """

    changes: tuple[Change, ...]
    names: dict[str, str]
    same_text: bool

    @property
    def is_same(self) -> bool:
        """Whether the two are the same in their terms."""
        return not self.changes
