"""How numbers and dates are written where: the locales that a document may be built for.

In: the name of a locale. Out: its marks, its months and the order of a date. Promised: a locale
changes how a figure is written and never which figure it is; words around it are the templates'.
"""

from typing import Final

from milestonelang import records
from milestonelang.primitives.dates import MONTHS

NBSP: Final = "\N{NO-BREAK SPACE}"
_JAHR = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September")


@records.frozen
class Locale:
    """The marks of numbers, what stands before `%`, the months, and a day with and without year."""

    name: str
    thousands: str
    decimal: str
    before_percent: str = ""
    months: tuple[str, ...] = MONTHS
    day: str = "{day} {month} {year}"
    day_of_year: str = "{day} {month}"

    def number(self, text: str) -> str:
        """Return a number as it is written here; *text* is `1,250.5`."""
        if (self.thousands, self.decimal) == (",", "."):
            return text
        marks = {",": self.thousands, ".": self.decimal}
        return "".join(marks.get(sign, sign) for sign in text)


ENGLISH: Final = Locale("en", ",", ".")
_GERMAN = Locale(
    name="de",
    thousands=".",
    decimal=",",
    before_percent=NBSP,
    months=(*_JAHR, "Oktober", "November", "Dezember"),
    day="{day}. {month} {year}",
    day_of_year="{day}. {month}",
)
_KNOWN = (
    ENGLISH,
    Locale("en-US", ",", ".", day="{month} {day}, {year}", day_of_year="{month} {day}"),
    _GERMAN,
    records.evolve(_GERMAN, name="de-CH", thousands="\N{RIGHT SINGLE QUOTATION MARK}", decimal="."),
)
LOCALES: Final = {locale.name: locale for locale in _KNOWN}
