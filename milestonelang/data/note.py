"""A fact about the data, said to whoever evaluates: as English text, and as what it is made of.

In: a text, the name of what it says, and its parts. Out: a `Note`, which is that text wherever a
text is wanted. Promised: the parts hold all that the text tells, so that a printed statement says
the same in its own language.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from milestonelang import records
from milestonelang.types import Type, Unit


@records.frozen
class Named:
    """Something declared, by its name; a document calls it by its title."""

    name: str


@records.frozen
class Span:
    """A length of time: 30 days."""

    count: int
    unit: Unit


@records.frozen
class Amount:
    """A value of a type: 40%."""

    value: Fraction | int | bool | str
    type: Type


# Which parts the notes of each kind have.
KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "disputed_reports": ("name", "label", "since"),
        "report_final": ("name", "label", "place", "day"),
        "report_too_late": ("name", "label", "place", "day", "span"),
        "rows_too_late": ("rows", "source", "name"),
        "outside_term": ("outside", "rows", "source", "by"),
        "doubled": ("first", "second", "file"),
        "not_read": ("label",),
        "amended": ("day", "name"),
        "parameter_agreed": ("name", "value", "review", "label", "day"),
        "baseline_agreed": ("name", "value", "review", "label", "day"),
        "parameter_not_agreed": ("name", "label", "parties"),
        "baseline_not_agreed": ("name", "label", "parties"),
        "renewed": ("until", "day"),
        "not_renewed": ("party", "received", "end"),
        "may_be_renewed": ("end", "span", "last"),
        "notice_later": ("name", "sent", "received"),
        "notice_cured": ("name", "received", "day"),
        "notice_cure_unknown": ("name", "day", "reasons"),
        "notice_after_term": ("name", "received", "day", "end"),
        "notice_superseded": ("name", "received", "other", "day"),
    }
)


class Note(str):
    """A note: its text, its *kind* (`notice_cured`), and its *parts* by name.

    A part is a text, a day, a number, a `Named`, a `Span`, an `Amount`, the place of a figure, or
    a tuple of names or of reasons for which something is not known.
    """

    __slots__ = ("kind", "parts")
    kind: str
    parts: Mapping[str, Any]

    def __new__(cls, text: str, kind: str, **parts: Any) -> "Note":
        """Return a note of a text."""
        assert set(parts) == set(KINDS[kind]), f"the parts of {kind} are {', '.join(KINDS[kind])}"
        made = super().__new__(cls, text)
        made.kind, made.parts = kind, MappingProxyType(parts)
        return made


def day_of(ordinal: int) -> date:
    """Return a day as a part of a note."""
    return date.fromordinal(ordinal)
